/*
 * holding.c - see holding.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/holding.h"

#include <string.h>

#include "console/model/value_text.h"
#include "mdb/compare.h"
#include "mdb/encode.h"

#define WHY_MAX 60 /* bytes of a value in a sentence */

const char *
holding_str(enum holding holding)
{
    static const char *const words[] = {"not held", "held", "stale"};
    return words[holding];
}

struct look { /* one side of a comparison */
    struct mdb_held held;
    const char *name;
    const char *flaw; /* why there is no value, or NULL */
    const struct value *value;
    const char *text; /* of a leaf */
};

static bool
is_los(const struct holding_sight *s)
{
    return links_signal(&s->model->links, s->now).state == SIGNAL_LOS;
}

static const char *
flaw_of(const struct holding_sight *s, const struct value *x)
{
    switch (values_quality(s->model->values, x, s->now)) {
    case MDB_NOT_RECEIVED:
        return "was never received";
    case MDB_INVALID:
        return "is invalid";
    case MDB_EXPIRED:
        return "is stale";
    case MDB_ACQUIRED:
    case MDB_QUALITY_COUNT:
        break;
    }
    return is_los(s) ? "is not live: LOS" : NULL;
}

static struct look
look_at_item(const struct holding_sight *s, uint32_t item, bool is_calibrated)
{
    const struct value *x = values_get(s->model->values, item);
    if (x == NULL || x->type == NULL)
        return (struct look){.name = "a parameter", .flaw = "is not known"};
    struct look l = {.name = x->short_name, .value = x, .flaw = flaw_of(s, x)};
    if (l.flaw != NULL)
        return l;
    enum mdb_kind kind = is_calibrated ? x->eng_kind : x->raw_kind;
    mdb_cell cell = is_calibrated ? x->eng : x->raw;
    if (kind == MDB_STRING) {
        const struct value_texts *t = x->text;
        l.held = (struct mdb_held){.type = x->type, .text = ""};
        if (t != NULL && (is_calibrated ? t->eng : t->raw) != NULL) {
            l.held.text = is_calibrated ? t->eng : t->raw;
            l.held.len = is_calibrated ? t->eng_len : t->raw_len;
        }
    } else {
        l.held = mdb_hold(x->type, kind, cell, "");
    }
    return l;
}

/* Raw values of calibrated arguments are not worked out. */
static struct look
look_at_leaf(const struct holding_sight *s, uint32_t leaf, bool is_calibrated)
{
    if (leaf >= s->command->n_leaves || leaf >= s->n_leaves ||
        s->leaf_text == NULL)
        return (struct look){.name = leaf < s->command->n_leaves
                                         ? s->command->leaf[leaf].name
                                         : "an argument",
            .flaw = "has no value yet"};
    const struct mdb_type *type =
        &values_mdb(s->model->values)->type[s->command->leaf[leaf].type];
    struct look l = {
        .name = s->command->leaf[leaf].name, .text = s->leaf_text[leaf]};
    mdb_cell cell = 0;
    if (!is_calibrated && type->calibrator.kind != MDB_CAL_NONE)
        l.flaw = "is compared raw, and calibrated";
    else if (type->eng_kind == MDB_STRING)
        l.held = (struct mdb_held){
            .type = type, .text = l.text, .len = strlen(l.text)};
    else if (mdb_cell_of_text(type, type->eng_kind, l.text, &cell))
        l.held = mdb_hold(type, type->eng_kind, cell, "");
    else
        l.flaw = "cannot be compared";
    return l;
}

static struct look
look_at(const struct holding_sight *s, uint32_t ref, bool is_calibrated)
{
    return (ref & MDB_LEAF) != 0 && ref != MDB_NIL
               ? look_at_leaf(s, ref & ~MDB_LEAF, is_calibrated)
               : look_at_item(s, ref, is_calibrated);
}

static void
blame(const struct look *l, struct strbuf *why)
{
    struct strbuf text = {0};
    if (why == NULL || why->len > 0)
        return; /* the first is enough */
    if (l->flaw != NULL)
        strbuf_adds(&text, l->flaw);
    else if (l->value != NULL) {
        strbuf_adds(&text, "is ");
        value_exact_text(&text, l->value);
    } else
        strbuf_addf(&text, "is %s", l->text);
    strbuf_addf(why, "%s ", l->name);
    str_sanitize(
        why, strbuf_get(&text), text.len < WHY_MAX ? text.len : WHY_MAX, false);
    strbuf_fini(&text);
}

static enum holding
compare(const struct holding_sight *s, const struct mdb_comparison *c,
    struct strbuf *why)
{
    struct look left = look_at(s, c->item, c->is_calibrated), right = {0};
    bool has_other = c->other_item != MDB_NIL;
    if (c->instance != 0)
        left.flaw = "of an older packet is not kept";
    if (left.flaw != NULL) {
        blame(&left, why);
        return HOLDING_UNKNOWN;
    }
    if (has_other)
        right = look_at(s, c->other_item, c->other_is_calibrated);
    if (right.flaw != NULL) {
        blame(&right, why);
        return HOLDING_UNKNOWN;
    }
    if (mdb_held_compare(c, &left.held, has_other ? &right.held : NULL))
        return HOLDING_YES;
    blame(&left, why);
    return HOLDING_NO;
}

/* All (or any) of them: NO (YES) decides, else one UNKNOWN is enough. */
static enum holding
combine(const struct holding_sight *s, const struct mdb_criteria *k,
    struct strbuf *why)
{
    enum holding decides = k->op == MDB_AND ? HOLDING_NO : HOLDING_YES;
    enum holding all = k->op == MDB_AND ? HOLDING_YES : HOLDING_NO;
    struct strbuf text = {0};
    for (uint32_t i = 0; i < k->n_children && all != decides; i++) {
        struct strbuf one = {0};
        enum holding h = holding_check(s, &k->child[i], &one);
        if (h == decides)
            strbuf_reset(&text);
        if (text.len == 0)
            strbuf_adds(&text, strbuf_get(&one));
        strbuf_fini(&one);
        if (h == decides || h == HOLDING_UNKNOWN)
            all = h;
    }
    if (why != NULL && why->len == 0 && all != HOLDING_YES)
        strbuf_adds(why, strbuf_get(&text));
    strbuf_fini(&text);
    return all;
}

enum holding
holding_check(const struct holding_sight *s, const struct mdb_criteria *k,
    struct strbuf *why)
{
    switch (k->op) {
    case MDB_ALWAYS:
        return HOLDING_YES;
    case MDB_COMPARE:
        return compare(s, &k->comparison, why);
    case MDB_AND:
    case MDB_OR:
        return combine(s, k, why);
    case MDB_NEVER:
        break;
    }
    if (why != NULL && why->len == 0)
        strbuf_adds(why, "the database's condition could not be understood");
    return HOLDING_NO;
}

enum holding
holding_constraints(const struct holding_sight *s, struct strbuf *why)
{
    enum holding all = HOLDING_YES;
    for (uint32_t i = 0; i < s->command->n_constraints; i++) {
        struct strbuf one = {0};
        enum holding h =
            holding_check(s, &s->command->constraint[i].criteria, &one);
        if ((all == HOLDING_YES && h != HOLDING_YES) ||
            (all == HOLDING_UNKNOWN && h == HOLDING_NO)) {
            all = h;
            if (why != NULL) {
                strbuf_reset(why);
                strbuf_adds(why, strbuf_get(&one));
            }
        }
        strbuf_fini(&one);
    }
    return all;
}

static bool
holds(void *arg, const struct mdb_criteria *criteria)
{
    return holding_check(arg, criteria, NULL) == HOLDING_YES;
}

const struct mdb_significance *
holding_significance(const struct holding_sight *s)
{
    struct holding_sight own = *s;
    return mdb_command_significance(s->command, holds, &own);
}
