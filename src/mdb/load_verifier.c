/*
 * load_verifier.c - how telemetry shows what became of a command.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/load_command.h"

static const uint16_t element_of[MDB_STAGE_COUNT] = {
    [MDB_STAGE_TRANSFERRED] = EL_TRANSFERRED_TO_RANGE_VERIFIER,
    [MDB_STAGE_SENT] = EL_SENT_FROM_RANGE_VERIFIER,
    [MDB_STAGE_RECEIVED] = EL_RECEIVED_VERIFIER,
    [MDB_STAGE_ACCEPTED] = EL_ACCEPTED_VERIFIER,
    [MDB_STAGE_QUEUED] = EL_QUEUED_VERIFIER,
    [MDB_STAGE_EXECUTION] = EL_EXECUTION_VERIFIER,
    [MDB_STAGE_COMPLETE] = EL_COMPLETE_VERIFIER,
    [MDB_STAGE_FAILED] = EL_FAILED_VERIFIER,
};

static bool
is_stage(const struct xml_node *node, unsigned stage)
{
    return node->name == element_of[stage];
}

static uint32_t
count_stage(const struct xml_node *set, unsigned stage)
{
    uint32_t n = 0;
    for (const struct xml_node *c = set->child; c != NULL; c = c->next)
        n += is_stage(c, stage);
    return n;
}

int64_t
load_duration(struct load *ld, const struct xml_node *node, enum xml_at at)
{
    const char *s = xml_get(node, at);
    int64_t ns;
    if (s == NULL)
        return 0;
    if (load_parse_duration(s, &ns) && ns >= 0)
        return ns;
    load_error(ld, node, at,
        "%s '%.40s' is not a duration of days, hours, minutes and seconds like "
        "PT1.5S",
        xml_at_str(at), s);
    return 0;
}

static void
read_window(
    struct load *ld, const struct xml_node *node, struct mdb_verifier *v)
{
    static const char *const word[] = {
        "commandRelease", "timeLastVerifierPassed"};
    int from = load_word(
        node, AT_TIME_WINDOW_IS_RELATIVE_TO, word, ARRAY_LEN(word), 1);
    v->has_window = true;
    v->from = from == 0 ? MDB_WINDOW_RELEASE : MDB_WINDOW_LAST_VERIFIER;
    v->start_ns = load_duration(ld, node, AT_TIME_TO_START_CHECKING);
    v->stop_ns = load_duration(ld, node, AT_TIME_TO_STOP_CHECKING);
    if (from < 0)
        load_error(ld, node, AT_TIME_WINDOW_IS_RELATIVE_TO,
            "'%.40s' is neither commandRelease nor timeLastVerifierPassed",
            xml_get(node, AT_TIME_WINDOW_IS_RELATIVE_TO));
    if (xml_get(node, AT_TIME_TO_STOP_CHECKING) == NULL)
        load_error(ld, node, AT_NONE, "CheckWindow has no timeToStopChecking");
    else if (v->stop_ns < v->start_ns)
        load_error(ld, node, AT_TIME_TO_STOP_CHECKING,
            "the window ends before it begins");
}

static void
read_change(struct load_command *lc, const struct xml_node *node,
    struct mdb_verifier *v)
{
    struct load *ld = lc->ld;
    const struct xml_node *param = xml_child(node, EL_PARAMETER_REF);
    const struct xml_node *change = xml_child(node, EL_CHANGE);
    v->kind = MDB_VERIFY_CHANGE;
    if (param == NULL || change == NULL || xml_get(change, AT_VALUE) == NULL) {
        load_error(ld, node, AT_NONE,
            "ParameterValueChange needs ParameterRef and a Change with value");
        return;
    }
    v->item = load_find_item(ld, lc->decl->system, param, AT_PARAMETER_REF);
    v->delta = load_double(ld, change, AT_VALUE, 0);
    if (v->item == MDB_NIL) {
        v->item = 0;
        return;
    }
    const struct mdb_type *type = &ld->type[ld->item[v->item].type];
    if (type->eng_kind == MDB_STRING || type->eng_kind == MDB_BINARY)
        load_error(ld, param, AT_PARAMETER_REF,
            "'%.120s' is not a number: it cannot change by one",
            ld->item[v->item].name);
    else if (v->delta == 0)
        load_error(ld, change, AT_VALUE, "a change of 0 is none");
}

/* What it waits for; false and no note when the file does not say. */
static bool
read_condition(struct load_command *lc, const struct xml_node *node,
    struct mdb_verifier *v)
{
    struct load *ld = lc->ld;
    const struct xml_node *container = xml_child(node, EL_CONTAINER_REF);
    const struct xml_node *change = xml_child(node, EL_PARAMETER_VALUE_CHANGE);
    if (change != NULL) {
        read_change(lc, change, v);
        return true;
    }
    load_criteria_among(ld, lc->decl->system, node, &v->criteria);
    load_bind_criteria(lc, &v->criteria);
    if (container == NULL)
        return v->criteria.op != MDB_ALWAYS;
    v->kind = MDB_VERIFY_CONTAINER;
    v->container =
        load_find_container(ld, lc->decl->system, container, AT_CONTAINER_REF);
    return true;
}

static void
check_children(struct load *ld, const struct xml_node *node)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_CONTAINER_REF:
        case EL_PARAMETER_VALUE_CHANGE:
        case EL_CHECK_WINDOW:
        case EL_COMPARISON:
        case EL_COMPARISON_LIST:
        case EL_BOOLEAN_EXPRESSION:
        case EL_CUSTOM_ALGORITHM:
            break;
        case EL_CHECK_WINDOW_ALGORITHMS:
            load_warn(ld, c, AT_NONE,
                "CheckWindowAlgorithms is not supported: the verifier has no "
                "window");
            break;
        default:
            load_other(ld, node, c);
        }
    }
}

static void
read_verifier(struct load_command *lc, const struct xml_node *node,
    enum mdb_stage stage, struct mdb_verifier *v)
{
    struct load *ld = lc->ld;
    const struct xml_node *window = xml_child(node, EL_CHECK_WINDOW);
    *v = (struct mdb_verifier){
        .stage = stage,
        .name = xml_get(node, AT_NAME),
        .kind = MDB_VERIFY_VALUE,
        .container = MDB_NIL,
        .criteria = {.op = MDB_ALWAYS},
        .line = load_line(ld, node),
    };
    check_children(ld, node);
    if (!read_condition(lc, node, v))
        load_error(
            ld, node, AT_NONE, "%s says nothing to look for", xml_el_str(node));
    if (window != NULL)
        read_window(ld, window, v);
}

static uint32_t
of_base(const struct mdb_command *base, unsigned stage, struct mdb_verifier *to)
{
    uint32_t n = 0;
    if (base != NULL)
        for (uint32_t i = 0; i < base->n_verifiers; i++)
            if (base->verifier[i].stage == stage)
                to[n++] = base->verifier[i];
    return n;
}

/* By stage; a command's own replace its base's of that stage. */
void
load_verifiers(struct load_command *lc)
{
    struct load *ld = lc->ld;
    const struct xml_node *set = xml_child(lc->decl->node, EL_VERIFIER_SET);
    uint32_t n = lc->base != NULL ? lc->base->n_verifiers : 0;
    if (set == NULL && lc->base != NULL) {
        lc->command->verifier = lc->base->verifier;
        lc->command->n_verifiers = n;
    }
    if (set == NULL)
        return;
    for (unsigned stage = 0; stage < MDB_STAGE_COUNT; stage++)
        n += count_stage(set, stage);
    if (!load_has_room(lc, n))
        return;
    struct mdb_verifier *v = arena_alloc(ld->arena, (n + 1) * sizeof *v);
    n = 0;
    for (unsigned stage = 0; stage < MDB_STAGE_COUNT; stage++) {
        if (count_stage(set, stage) == 0) {
            n += of_base(lc->base, stage, &v[n]);
            continue;
        }
        for (const struct xml_node *c = set->child; c != NULL; c = c->next)
            if (is_stage(c, stage))
                read_verifier(lc, c, (enum mdb_stage)stage, &v[n++]);
    }
    lc->command->verifier = v;
    lc->command->n_verifiers = n;
    for (const struct xml_node *c = set->child; c != NULL; c = c->next) {
        unsigned stage = 0;
        while (stage < MDB_STAGE_COUNT && !is_stage(c, stage))
            stage++;
        if (stage == MDB_STAGE_COUNT)
            load_other(ld, set, c);
    }
}
