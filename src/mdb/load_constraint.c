/*
 * load_constraint.c - what must hold before a command goes, and what is known
 * of it on the ground.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "mdb/load_command.h"

static uint32_t
count(const struct xml_node *list, enum xml_el el)
{
    uint32_t n = 0;
    if (list != NULL)
        for (const struct xml_node *c = list->child; c != NULL; c = c->next)
            n += c->name == el;
    return n;
}

/* ---- TransmissionConstraintList ------------------------------------------ */

static void
read_constraint(struct load_command *lc, const struct xml_node *node,
    struct mdb_constraint *out)
{
    struct load *ld = lc->ld;
    *out = (struct mdb_constraint){
        .timeout_ns = load_duration(ld, node, AT_TIME_OUT),
        .text = "never",
        .line = load_line(ld, node),
    };
    load_criteria(ld, lc->decl->system, node, &out->criteria);
    load_bind_criteria(lc, &out->criteria);
    if (out->criteria.op == MDB_ALWAYS)
        load_error(
            ld, node, AT_NONE, "TransmissionConstraint has no comparison");
    if (ld->is_broken)
        return; /* it may refer to what is not there */
    char *text =
        mdb_command_criteria_text(ld->mdb, lc->command, &out->criteria);
    out->text = arena_strdup(ld->arena, text);
    free(text);
}

/* Those of the base hold too. */
void
load_constraints(struct load_command *lc)
{
    struct load *ld = lc->ld;
    const struct xml_node *list =
        xml_child(lc->decl->node, EL_TRANSMISSION_CONSTRAINT_LIST);
    uint32_t own = count(list, EL_TRANSMISSION_CONSTRAINT);
    uint32_t n = lc->base != NULL ? lc->base->n_constraints : 0;
    if (list == NULL && n > 0) {
        lc->command->constraint = lc->base->constraint;
        lc->command->n_constraints = n;
    }
    if (list == NULL || !load_has_room(lc, n + own))
        return;
    struct mdb_constraint *c =
        arena_alloc(ld->arena, (n + own + 1) * sizeof *c);
    if (n > 0)
        memcpy(c, lc->base->constraint, n * sizeof *c);
    for (const struct xml_node *e = list->child; e != NULL; e = e->next) {
        if (e->name == EL_TRANSMISSION_CONSTRAINT)
            read_constraint(lc, e, &c[n++]);
        else
            load_other(ld, list, e);
    }
    lc->command->constraint = c;
    lc->command->n_constraints = n;
}

/* ---- ParameterToSetList ----------------------------------------------------
 */

static enum mdb_stage
read_stage(struct load *ld, const struct xml_node *node)
{
    static const char *const word[] = {"release", "transferredToRange",
        "sentFromRange", "received", "accepted", "queued", "executing",
        "complete", "failed"};
    static const enum mdb_stage stage[] = {MDB_STAGE_SENT,
        MDB_STAGE_TRANSFERRED, MDB_STAGE_SENT, MDB_STAGE_RECEIVED,
        MDB_STAGE_ACCEPTED, MDB_STAGE_QUEUED, MDB_STAGE_EXECUTION,
        MDB_STAGE_COMPLETE, MDB_STAGE_FAILED};
    int i = load_word(node, AT_SET_ON_VERIFICATION, word, ARRAY_LEN(word), 7);
    if (i < 0)
        load_error(ld, node, AT_SET_ON_VERIFICATION,
            "setOnVerification '%.40s' is no stage of a command",
            xml_get(node, AT_SET_ON_VERIFICATION));
    return stage[i < 0 ? 7 : i];
}

/* A constant or one argument; what is calculated is left out. */
static bool
read_new_value(struct load_command *lc, const struct xml_node *node,
    struct mdb_param_to_set *out)
{
    struct load *ld = lc->ld;
    const struct xml_node *value = xml_child(node, EL_NEW_VALUE);
    const struct xml_node *derived = xml_child(node, EL_DERIVATION);
    if (value != NULL) {
        out->text = arena_strdup(ld->arena, value->text);
        return true;
    }
    const struct xml_node *one = derived != NULL ? derived->child : NULL;
    if (one == NULL || one->next != NULL ||
        one->name != EL_ARGUMENT_INSTANCE_REF_OPERAND ||
        xml_get(one, AT_ARGUMENT_REF) == NULL) {
        load_warn(ld, node, AT_NONE,
            "only a NewValue, or a Derivation that is one argument, is "
            "supported: the parameter is not set");
        return false;
    }
    out->leaf = load_leaf(lc, xml_get(one, AT_ARGUMENT_REF));
    if (out->leaf == MDB_NIL)
        load_unknown_argument(lc, one, AT_ARGUMENT_REF);
    return out->leaf != MDB_NIL;
}

static bool
read_param_to_set(struct load_command *lc, const struct xml_node *node,
    struct mdb_param_to_set *out)
{
    struct load *ld = lc->ld;
    *out = (struct mdb_param_to_set){
        .param = load_find_param(ld, lc->decl->system, node, AT_PARAMETER_REF),
        .on = read_stage(ld, node),
        .leaf = MDB_NIL,
    };
    bool has_value = read_new_value(lc, node, out);
    if (out->param == MDB_NIL || !has_value)
        return false;
    const struct mdb_param *p = &ld->param[out->param];
    if (p->type >= ld->types.n || ld->type[p->type].class != MDB_SCALAR) {
        load_error(ld, node, AT_PARAMETER_REF,
            "parameter '%.120s' is not one value", p->name);
        return false;
    }
    char *refusal = out->text != NULL
                        ? load_literal_refusal(&ld->type[p->type], out->text)
                        : NULL;
    if (refusal != NULL)
        load_error(ld, node, AT_NONE, "'%.120s': %s", p->name, refusal);
    free(refusal);
    return true;
}

void
load_params_to_set(struct load_command *lc)
{
    struct load *ld = lc->ld;
    const struct xml_node *list =
        xml_child(lc->decl->node, EL_PARAMETER_TO_SET_LIST);
    uint32_t own = count(list, EL_PARAMETER_TO_SET);
    uint32_t n = lc->base != NULL ? lc->base->n_params_to_set : 0;
    if (list == NULL && n > 0) {
        lc->command->param_to_set = lc->base->param_to_set;
        lc->command->n_params_to_set = n;
    }
    if (list == NULL || !load_has_room(lc, n + own))
        return;
    struct mdb_param_to_set *p =
        arena_alloc(ld->arena, (n + own + 1) * sizeof *p);
    if (n > 0)
        memcpy(p, lc->base->param_to_set, n * sizeof *p);
    for (const struct xml_node *e = list->child; e != NULL; e = e->next) {
        if (e->name == EL_PARAMETER_TO_SET)
            n += read_param_to_set(lc, e, &p[n]);
        else
            load_other(ld, list, e);
    }
    lc->command->param_to_set = p;
    lc->command->n_params_to_set = n;
}

/* ---- AncillaryDataSet ------------------------------------------------------
 */

void
load_ancillary(struct load_command *lc)
{
    struct load *ld = lc->ld;
    const struct xml_node *set =
        xml_child(lc->decl->node, EL_ANCILLARY_DATA_SET);
    lc->command->report_count =
        lc->base != NULL ? lc->base->report_count : MDB_NIL;
    if (set == NULL)
        return;
    for (const struct xml_node *c = set->child; c != NULL; c = c->next) {
        const char *name = xml_get(c, AT_NAME);
        if (name == NULL || !str_prefix(name, "columba:"))
            continue;
        if (!str_eq(name, "columba:sequence-count")) {
            load_warn(
                ld, c, AT_NAME, "'%.80s' is not known and is left out", name);
            continue;
        }
        uint32_t item = load_find_item_text(ld, lc->decl->system, c);
        if (item != MDB_NIL)
            lc->command->report_count = item;
    }
}
