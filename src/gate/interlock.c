/*
 * interlock.c - the newest values of what commanding depends on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/interlock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "mdb/compare.h"
#include "mdb/format.h"
#include "mdb/mdb.h"

struct value {
    uint32_t item, container;
    struct utc received;
    mdb_cell raw, eng;
    char *text; /* owned bytes of its strings */
    size_t text_len, text_cap;
    bool is_received, is_good, is_expired;
};

struct interlock {
    const struct mdb *mdb;
    struct value *value;
    size_t n, cap;
    uint32_t *of; /* by item: index of its value, or MDB_NIL */
    char blind[80];
    struct utc since; /* what is received earlier is not live */
};

/* ---- what is watched ----------------------------------------------------- */

static void
watch(struct interlock *il, uint32_t item)
{
    if (item >= il->mdb->n_items || il->of[item] != MDB_NIL)
        return;
    il->value = xgrow(il->value, il->n, &il->cap, sizeof *il->value);
    il->of[item] = (uint32_t)il->n;
    il->value[il->n++] = (struct value){.item = item, .received = UTC_NONE};
}

static void
watch_criteria(struct interlock *il, const struct mdb_criteria *k)
{
    if (k->op == MDB_COMPARE) {
        watch(il, k->comparison.item);
        watch(il, k->comparison.other_item);
    }
    for (uint32_t i = 0; i < k->n_children; i++)
        watch_criteria(il, &k->child[i]);
}

static void
watch_command(struct interlock *il, const struct mdb_command *c)
{
    for (uint32_t i = 0; i < c->n_significances; i++)
        watch_criteria(il, &c->significance[i].criteria);
    for (uint32_t i = 0; i < c->n_constraints; i++)
        watch_criteria(il, &c->constraint[i].criteria);
    for (uint32_t i = 0; i < c->n_verifiers; i++) {
        watch_criteria(il, &c->verifier[i].criteria);
        if (c->verifier[i].kind == MDB_VERIFY_CHANGE)
            watch(il, c->verifier[i].item);
    }
}

struct interlock *
interlock_new(const struct mdb *mdb)
{
    struct interlock *il = xcalloc(1, sizeof *il);
    il->mdb = mdb;
    il->since = UTC_NONE;
    il->of = xcalloc((size_t)mdb->n_items + 1, sizeof *il->of);
    memset(il->of, 0xff, ((size_t)mdb->n_items + 1) * sizeof *il->of);
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        watch_command(il, &mdb->command[i]);
    return il;
}

void
interlock_free(struct interlock **at)
{
    struct interlock *il = *at;
    *at = NULL;
    if (il == NULL)
        return;
    for (size_t i = 0; i < il->n; i++)
        free(il->value[i].text);
    free(il->value);
    free(il->of);
    free(il);
}

size_t
interlock_n_watched(const struct interlock *il)
{
    return il->n;
}

bool
interlock_watches(const struct interlock *il, uint32_t item)
{
    return item < il->mdb->n_items && il->of[item] != MDB_NIL;
}

/* ---- what comes ---------------------------------------------------------- */

/* The bytes a string's cell points to; empty when it points outside. */
static size_t
span(mdb_cell cell, const char *blob, size_t blob_len, const char **at)
{
    const size_t offset = (size_t)(cell >> 32);
    const size_t len = (size_t)(cell & UINT32_MAX);
    if (blob == NULL || offset > blob_len || len > blob_len - offset)
        return 0;
    *at = blob + offset;
    return len;
}

static mdb_cell
keep_text(struct value *v, const struct interlock_packet *p, mdb_cell cell)
{
    const char *bytes = NULL;
    const size_t len = span(cell, p->blob, p->blob_len, &bytes);
    const size_t at = v->text_len;
    if (at + len + 1 > v->text_cap) {
        v->text_cap = (at + len) * 2 + 16;
        v->text = xreallocarray(v->text, v->text_cap, 1);
    }
    if (len > 0)
        memcpy(v->text + at, bytes, len);
    v->text_len += len;
    return mdb_cell_span((uint32_t)at, (uint32_t)len);
}

static void
keep(struct interlock *il, struct value *v, const struct interlock_packet *p,
    size_t i)
{
    const struct mdb_type *type = mdb_item_type(il->mdb, v->item);
    v->container = p->container;
    v->received = p->reception;
    v->is_received = true;
    v->is_expired = false;
    v->is_good = p->quality == NULL || p->quality[i] == MDB_ACQUIRED;
    v->raw = p->raw[i];
    v->eng = p->eng[i];
    v->text_len = 0;
    if (type->raw_kind == MDB_STRING)
        v->raw = keep_text(v, p, v->raw);
    if (type->eng_kind == MDB_STRING)
        v->eng = keep_text(v, p, v->eng);
}

void
interlock_take(struct interlock *il, const struct interlock_packet *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (!interlock_watches(il, p->item[i]))
            continue;
        struct value *v = &il->value[il->of[p->item[i]]];
        if (!v->is_received || p->reception.ns >= v->received.ns)
            keep(il, v, p, i);
    }
}

void
interlock_expire(struct interlock *il, uint32_t container, struct utc last)
{
    for (size_t i = 0; i < il->n; i++) {
        struct value *v = &il->value[i];
        if (v->is_received && v->container == container &&
            v->received.ns <= last.ns)
            v->is_expired = true;
    }
}

void
interlock_blind(struct interlock *il, const char *why, struct utc since)
{
    if (why == NULL && since.ns > il->since.ns)
        il->since = since;
    (void)str_copy(il->blind, sizeof il->blind, why != NULL ? why : "");
}

const char *
interlock_blind_reason(const struct interlock *il)
{
    return il->blind;
}

/* ---- looking ------------------------------------------------------------- */

/* Why there is no value, for a person; NULL: there is one. */
static const char *
flaw(const struct interlock *il, const struct value *v,
    const struct interlock_sight *s)
{
    if (!v->is_received)
        return "was never received";
    if (!v->is_good)
        return "is invalid";
    if (!utc_is_none(s->after))
        return v->received.ns > s->after.ns ? NULL : "has no newer value";
    if (il->blind[0] != '\0')
        return "is not live";
    if (v->is_expired)
        return "is stale";
    return v->received.ns < il->since.ns ? "has no value since the signal came"
                                         : NULL;
}

struct look { /* one side of a comparison */
    struct mdb_held held;
    enum mdb_kind kind;
    mdb_cell cell;
    const char *blob;
    size_t blob_len;
    const char *flaw; /* why it is not there, or NULL */
};

static void
hold(struct look *l, const struct mdb_type *type)
{
    const char *at = NULL;
    if (l->kind == MDB_STRING && span(l->cell, l->blob, l->blob_len, &at) == 0)
        l->cell = 0;
    l->held = mdb_hold(type, l->kind, l->cell, l->blob != NULL ? l->blob : "");
}

bool
interlock_packet_has(
    const struct interlock_packet *p, uint32_t item, size_t *at)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->item[i] == item) {
            *at = i;
            return true;
        }
    return false;
}

static struct look
look_in_packet(const struct mdb_type *type, const struct interlock_packet *p,
    size_t i, bool is_calibrated)
{
    struct look l = {.kind = is_calibrated ? type->eng_kind : type->raw_kind,
        .cell = is_calibrated ? p->eng[i] : p->raw[i],
        .blob = p->blob,
        .blob_len = p->blob_len};
    if (p->quality != NULL && p->quality[i] != MDB_ACQUIRED)
        l.flaw = "is invalid";
    else
        hold(&l, type);
    return l;
}

static struct look
look_at_item(const struct interlock *il, uint32_t item, bool is_calibrated,
    const struct interlock_sight *s)
{
    size_t i;
    if (item >= il->mdb->n_items)
        return (struct look){.flaw = "is unknown"};
    const struct mdb_type *type = mdb_item_type(il->mdb, item);
    if (s->packet != NULL && interlock_packet_has(s->packet, item, &i))
        return look_in_packet(type, s->packet, i, is_calibrated);
    if (s->packet_alone)
        return (struct look){.flaw = "is not in the packet"};
    if (il->of[item] == MDB_NIL)
        return (struct look){.flaw = "is not watched"};
    const struct value *v = &il->value[il->of[item]];
    struct look l = {.kind = is_calibrated ? type->eng_kind : type->raw_kind,
        .cell = is_calibrated ? v->eng : v->raw,
        .blob = v->text,
        .blob_len = v->text_len,
        .flaw = flaw(il, v, s)};
    if (l.flaw == NULL)
        hold(&l, type);
    return l;
}

/* ---- arguments ----------------------------------------------------------- */

/* Raw values of calibrated arguments are not worked out. */
static struct look
look_at_leaf(const struct interlock *il, uint32_t leaf, bool is_calibrated,
    const struct interlock_sight *s)
{
    if (leaf >= s->n_leaves)
        return (struct look){.flaw = "is no argument"};
    const struct mdb_type *type = &il->mdb->type[s->leaf[leaf].type];
    const char *text = s->leaf[leaf].text;
    if (!is_calibrated && type->calibrator.kind != MDB_CAL_NONE)
        return (struct look){.flaw = "is compared raw, and calibrated"};
    struct look l = {.kind = type->eng_kind};
    if (l.kind == MDB_STRING) {
        l.blob = text;
        l.blob_len = strlen(text);
        l.cell = mdb_cell_span(0, (uint32_t)l.blob_len);
    } else if (!mdb_cell_of_text(type, l.kind, text, &l.cell)) {
        l.flaw = "cannot be compared";
    }
    if (l.flaw == NULL)
        hold(&l, type);
    return l;
}

/* ---- criteria ------------------------------------------------------------ */

static struct look
look_at(const struct interlock *il, uint32_t ref, bool is_calibrated,
    const struct interlock_sight *s)
{
    return (ref & MDB_LEAF) != 0 && ref != MDB_NIL
               ? look_at_leaf(il, ref & ~MDB_LEAF, is_calibrated, s)
               : look_at_item(il, ref, is_calibrated, s);
}

static const char *
short_name(const struct interlock *il, uint32_t ref, char out[24])
{
    if ((ref & MDB_LEAF) != 0) {
        (void)snprintf(out, 24, "argument %u", (unsigned)(ref & ~MDB_LEAF));
        return out;
    }
    if (ref >= il->mdb->n_items)
        return "a parameter";
    const char *slash = strrchr(il->mdb->item[ref].name, '/');
    return slash != NULL ? slash + 1 : il->mdb->item[ref].name;
}

static void
blame(const struct interlock *il, uint32_t ref, const struct look *l,
    struct strbuf *why)
{
    char room[24];
    if (why == NULL || why->len > 0)
        return; /* the first is enough */
    strbuf_addf(why, "%s ", short_name(il, ref, room));
    if (l->flaw != NULL) {
        strbuf_adds(why, l->flaw);
        if (strcmp(l->flaw, "is not live") == 0)
            strbuf_addf(why, ": %s", il->blind);
        return;
    }
    struct strbuf text = {0};
    mdb_format(&text, l->kind, l->held.type, l->cell, l->blob, l->blob_len);
    strbuf_adds(why, "is ");
    str_sanitize(why, strbuf_get(&text), text.len < 60 ? text.len : 60, false);
    strbuf_fini(&text);
}

static enum truth
compare(const struct interlock *il, const struct mdb_comparison *c,
    const struct interlock_sight *s, struct strbuf *why)
{
    const struct look none = {.flaw = "of an older packet is not kept"};
    struct look left =
        c->instance != 0 ? none : look_at(il, c->item, c->is_calibrated, s);
    if (left.flaw != NULL) {
        blame(il, c->item, &left, why);
        return TRUTH_UNKNOWN;
    }
    const bool has_other = c->other_item != MDB_NIL;
    struct look right = {0};
    if (has_other)
        right = look_at(il, c->other_item, c->other_is_calibrated, s);
    if (right.flaw != NULL) {
        blame(il, c->other_item, &right, why);
        return TRUTH_UNKNOWN;
    }
    if (mdb_held_compare(c, &left.held, has_other ? &right.held : NULL))
        return TRUTH_TRUE;
    blame(il, c->item, &left, why);
    return TRUTH_FALSE;
}

/* All (or any) of them: FALSE (TRUE) decides, else one UNKNOWN is enough. */
static enum truth
combine(const struct interlock *il, const struct mdb_criteria *k,
    const struct interlock_sight *s, struct strbuf *why)
{
    const enum truth decides = k->op == MDB_AND ? TRUTH_FALSE : TRUTH_TRUE;
    enum truth all = k->op == MDB_AND ? TRUTH_TRUE : TRUTH_FALSE;
    struct strbuf text = {0};
    for (uint32_t i = 0; i < k->n_children; i++) {
        struct strbuf one = {0};
        const enum truth t = interlock_holds(il, &k->child[i], s, &one);
        const bool is_first = text.len == 0;
        if (t == decides)
            strbuf_reset(&text);
        if (is_first || t == decides)
            strbuf_adds(&text, strbuf_get(&one));
        strbuf_fini(&one);
        if (t == decides) {
            all = decides;
            break;
        }
        if (t == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    if (why != NULL && why->len == 0 && all != TRUTH_TRUE)
        strbuf_adds(why, strbuf_get(&text));
    strbuf_fini(&text);
    return all;
}

enum truth
interlock_holds(const struct interlock *il, const struct mdb_criteria *k,
    const struct interlock_sight *s, struct strbuf *why)
{
    switch (k->op) {
    case MDB_ALWAYS:
        return TRUTH_TRUE;
    case MDB_COMPARE:
        return compare(il, &k->comparison, s, why);
    case MDB_AND:
    case MDB_OR:
        return combine(il, k, s, why);
    case MDB_NEVER:
        break;
    }
    if (why != NULL && why->len == 0)
        strbuf_adds(why, "the database's condition could not be understood");
    return TRUTH_FALSE;
}

/* ---- numbers ------------------------------------------------------------- */

bool
interlock_number(const struct interlock *il, uint32_t item, double *out)
{
    const struct interlock_sight s = {.after = UTC_NONE};
    const struct look l = look_at_item(il, item, true, &s);
    *out = l.flaw == NULL ? mdb_cell_number(l.kind, l.cell) : (double)NAN;
    return !isnan(*out);
}

bool
interlock_packet_number(const struct interlock *il,
    const struct interlock_packet *p, uint32_t item, double *out)
{
    size_t i;
    *out = (double)NAN;
    if (item < il->mdb->n_items && interlock_packet_has(p, item, &i)) {
        const struct look l =
            look_in_packet(mdb_item_type(il->mdb, item), p, i, true);
        if (l.flaw == NULL)
            *out = mdb_cell_number(l.kind, l.cell);
    }
    return !isnan(*out);
}

void
interlock_leaves_free(struct interlock_leaf **leaf, size_t n)
{
    for (size_t i = 0; *leaf != NULL && i < n; i++)
        free((*leaf)[i].text);
    free(*leaf);
    *leaf = NULL;
}

/* ---- as text ------------------------------------------------------------- */

static void
ref_text(const struct mdb *mdb, const struct mdb_command *c, uint32_t ref,
    struct strbuf *out)
{
    if ((ref & MDB_LEAF) != 0 && ref != MDB_NIL) {
        const uint32_t leaf = ref & ~MDB_LEAF;
        strbuf_adds(out, leaf < c->n_leaves ? c->leaf[leaf].name : "?");
        return;
    }
    const char *name = ref < mdb->n_items ? mdb->item[ref].name : "?";
    const char *slash = strrchr(name, '/');
    strbuf_adds(out, slash != NULL ? slash + 1 : name);
}

void
interlock_criteria_text(const struct mdb *mdb, const struct mdb_command *c,
    const struct mdb_criteria *k, struct strbuf *out)
{
    static const char *const op[] = {"==", "!=", "<", "<=", ">", ">="};
    if (k->op == MDB_COMPARE) {
        ref_text(mdb, c, k->comparison.item, out);
        strbuf_addf(out, " %s ",
            (unsigned)k->comparison.op < ARRAY_LEN(op) ? op[k->comparison.op]
                                                       : "?");
        if (k->comparison.other_item != MDB_NIL)
            ref_text(mdb, c, k->comparison.other_item, out);
        else if (k->comparison.text != NULL)
            strbuf_adds(out, k->comparison.text);
    } else if (k->op == MDB_NEVER) {
        strbuf_adds(out, "never");
    }
    for (uint32_t i = 0; i < k->n_children; i++) {
        const bool is_group = k->child[i].n_children > 1;
        strbuf_adds(out, i == 0 ? "" : k->op == MDB_AND ? " and " : " or ");
        strbuf_adds(out, is_group ? "(" : "");
        interlock_criteria_text(mdb, c, &k->child[i], out);
        strbuf_adds(out, is_group ? ")" : "");
    }
}
