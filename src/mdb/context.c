/*
 * context.c - which criteria hold, on the newest values of parameters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/context.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/compare.h"

/* A growing list of indexes. */
struct list {
    uint32_t *at;
    size_t n, cap;
};

struct criterion {
    const struct mdb_criteria *criteria;
    struct list items; /* to be told */
    char *key;         /* what makes it equal to others */
    size_t key_len;
    uint32_t index;
    UT_hash_handle hh;
};

struct watched {
    uint32_t item;
    struct list criteria; /* that use it */
};

struct context {
    const struct mdb *mdb;
    struct criterion **criterion; /* by index */
    size_t n_criteria, cap_criteria;
    struct criterion *by_key;
    struct watched *watched;
    size_t n_watched, cap_watched;
    uint32_t *watched_of; /* by item */
};

struct value {
    struct utc time;
    mdb_cell raw, eng;
    char *text; /* owned copy of the strings' bytes */
    size_t text_size;
    bool is_received, is_good, is_expired;
    uint64_t turn; /* in which it was taken */
};

struct context_truth {
    const struct context *context;
    context_flip_fn fn;
    void *arg;
    struct value *value; /* by watched */
    bool *holds;         /* by criteria */
    uint64_t *asked;     /* by criteria: the turn in which it is to be asked */
    struct list asking;
    uint64_t turn; /* from 1 on; one ends with context_settle() */
};

static void
list_add(struct list *list, uint32_t v)
{
    list->at = xgrow(list->at, list->n, &list->cap, sizeof *list->at);
    list->at[list->n++] = v;
}

/* ---- what is asked ------------------------------------------------------- */

struct context *
context_new(const struct mdb *mdb)
{
    struct context *c = xcalloc(1, sizeof *c);
    c->mdb = mdb;
    c->watched_of = xreallocarray(NULL, mdb->n_items, sizeof *c->watched_of);
    memset(c->watched_of, 0xff, mdb->n_items * sizeof *c->watched_of);
    return c;
}

void
context_free(struct context **context)
{
    struct context *c = *context;
    if (c == NULL)
        return;
    HASH_CLEAR(hh, c->by_key);
    for (size_t i = 0; i < c->n_criteria; i++) {
        free(c->criterion[i]->items.at);
        free(c->criterion[i]->key);
        free(c->criterion[i]);
    }
    for (size_t i = 0; i < c->n_watched; i++)
        free(c->watched[i].criteria.at);
    free(c->criterion);
    free(c->watched);
    free(c->watched_of);
    free(c);
    *context = NULL;
}

/* Text that is the same for criteria that are the same. */
static void
write_key(struct strbuf *out, const struct mdb_criteria *k)
{
    const struct mdb_comparison *c = &k->comparison;
    strbuf_addf(out, "(%d", (int)k->op);
    if (k->op == MDB_COMPARE) {
        const char *text = c->text != NULL ? c->text : "";
        strbuf_addf(out, " %u %d %d %d %u %d %d %d %lld %a %zu:%s", c->item,
            (int)c->instance, c->is_calibrated, (int)c->op, c->other_item,
            c->other_is_calibrated, c->is_number, c->is_integer,
            (long long)c->integer, c->real, strlen(text), text);
    }
    for (uint32_t i = 0; i < k->n_children; i++)
        write_key(out, &k->child[i]);
    strbuf_addc(out, ')');
}

static void
watch(struct context *c, uint32_t item, uint32_t criterion)
{
    if (item >= c->mdb->n_items)
        return;
    if (c->watched_of[item] == MDB_NIL) {
        c->watched = xgrow(
            c->watched, c->n_watched, &c->cap_watched, sizeof *c->watched);
        c->watched_of[item] = (uint32_t)c->n_watched;
        c->watched[c->n_watched++] = (struct watched){.item = item};
    }
    list_add(&c->watched[c->watched_of[item]].criteria, criterion);
}

static void
watch_all(struct context *c, const struct mdb_criteria *k, uint32_t criterion)
{
    if (k->op == MDB_COMPARE) {
        watch(c, k->comparison.item, criterion);
        if (k->comparison.other_item != MDB_NIL)
            watch(c, k->comparison.other_item, criterion);
    }
    for (uint32_t i = 0; i < k->n_children; i++)
        watch_all(c, &k->child[i], criterion);
}

static struct criterion *
new_criterion(struct context *c, const struct mdb_criteria *k)
{
    struct criterion *new = xcalloc(1, sizeof *new);
    new->criteria = k;
    new->index = (uint32_t)c->n_criteria;
    c->criterion =
        xgrow(c->criterion, c->n_criteria, &c->cap_criteria, sizeof(void *));
    c->criterion[c->n_criteria++] = new;
    watch_all(c, k, new->index);
    return new;
}

uint32_t
context_add(
    struct context *c, const struct mdb_criteria *criteria, uint32_t item)
{
    if (criteria->op == MDB_ALWAYS)
        return MDB_NIL;
    struct strbuf text = {0};
    struct criterion *found = NULL;
    write_key(&text, criteria);
    HASH_FIND(hh, c->by_key, strbuf_get(&text), text.len, found);
    if (found == NULL) {
        found = new_criterion(c, criteria);
        found->key_len = text.len;
        found->key = strbuf_take(&text);
        HASH_ADD_KEYPTR(hh, c->by_key, found->key, found->key_len, found);
    }
    strbuf_fini(&text);
    if (found->items.n == 0 || found->items.at[found->items.n - 1] != item)
        list_add(&found->items, item);
    return found->index;
}

size_t
context_n_watched(const struct context *c)
{
    return c->n_watched;
}

uint32_t
context_watched(const struct context *c, uint32_t item)
{
    return c->watched_of[item];
}

/* ---- truth --------------------------------------------------------------- */

void
context_truth_free(struct context_truth **truth)
{
    struct context_truth *t = *truth;
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->context->n_watched; i++)
        free(t->value[i].text);
    free(t->value);
    free(t->holds);
    free(t->asked);
    free(t->asking.at);
    free(t);
    *truth = NULL;
}

static void
ask(struct context_truth *t, uint32_t watched)
{
    const struct list *list = &t->context->watched[watched].criteria;
    for (size_t i = 0; i < list->n; i++)
        if (t->asked[list->at[i]] != t->turn) {
            t->asked[list->at[i]] = t->turn;
            list_add(&t->asking, list->at[i]);
        }
}

static const struct mdb_type *
type_of(const struct context_truth *t, uint32_t watched)
{
    return mdb_item_type(t->context->mdb, t->context->watched[watched].item);
}

/* Copy the bytes of a string to `at`; the cell that says where they are. */
static mdb_cell
keep_text(struct value *own, const struct context_value *v, mdb_cell cell,
    size_t at, size_t *len)
{
    size_t offset = (size_t)(cell >> 32);
    *len = (size_t)(cell & UINT32_MAX);
    if (offset >= v->blob_len || *len > v->blob_len - offset)
        *len = 0;
    if (at + *len >= own->text_size) {
        own->text_size = (at + *len) * 2 + 16;
        own->text = xreallocarray(own->text, own->text_size, 1);
    }
    if (*len > 0)
        memcpy(own->text + at, v->blob + offset, *len);
    return mdb_cell_span((uint32_t)at, (uint32_t)*len);
}

static void
keep(struct value *own, const struct mdb_type *type,
    const struct context_value *v)
{
    size_t len = 0, more = 0;
    own->raw = v->raw;
    own->eng = v->eng;
    own->is_good = v->is_good;
    if (!v->is_good)
        return;
    if (type->raw_kind == MDB_STRING)
        own->raw = keep_text(own, v, v->raw, 0, &len);
    if (type->eng_kind == MDB_STRING)
        own->eng = keep_text(own, v, v->eng, len, &more);
}

static bool
has_text(const struct mdb_type *type)
{
    return type->raw_kind == MDB_STRING || type->eng_kind == MDB_STRING;
}

void
context_take(
    struct context_truth *t, uint32_t watched, const struct context_value *v)
{
    struct value *own = &t->value[watched];
    const struct mdb_type *type = type_of(t, watched);
    bool is_newer =
        !own->is_received || v->time.ns > own->time.ns ||
        (v->time.ns == own->time.ns && (!v->is_repeat || own->turn == t->turn));
    if (!is_newer)
        return;
    bool is_same = own->is_received && !own->is_expired &&
                   own->is_good == v->is_good && own->raw == v->raw &&
                   own->eng == v->eng && !has_text(type);
    own->time = v->time;
    own->turn = t->turn;
    own->is_received = true;
    own->is_expired = false;
    if (is_same)
        return;
    keep(own, type, v);
    ask(t, watched);
}

void
context_forget_time(struct context_truth *t, uint32_t watched)
{
    t->value[watched].time = UTC_NONE;
}

void
context_expire(struct context_truth *t, uint32_t watched)
{
    t->value[watched].is_expired = true;
    ask(t, watched);
}

/* The newest value of an item; false: there is no good one. */
static bool
look(const struct context_truth *t, uint32_t item, bool is_calibrated,
    struct mdb_held *out)
{
    if (item >= t->context->mdb->n_items)
        return false;
    uint32_t watched = t->context->watched_of[item];
    const struct value *v = &t->value[watched];
    const struct mdb_type *type = type_of(t, watched);
    if (!v->is_received || !v->is_good || v->is_expired)
        return false;
    *out = is_calibrated ? mdb_hold(type, type->eng_kind, v->eng, v->text)
                         : mdb_hold(type, type->raw_kind, v->raw, v->text);
    return true;
}

static bool
comparison_holds(const struct context_truth *t, const struct mdb_comparison *c)
{
    struct mdb_held left, right;
    if (c->instance != 0 || !look(t, c->item, c->is_calibrated, &left))
        return false;
    if (c->other_item == MDB_NIL)
        return mdb_held_compare(c, &left, NULL);
    return look(t, c->other_item, c->other_is_calibrated, &right) &&
           mdb_held_compare(c, &left, &right);
}

static bool
criteria_hold(const struct context_truth *t, const struct mdb_criteria *k)
{
    switch (k->op) {
    case MDB_ALWAYS:
        return true;
    case MDB_COMPARE:
        return comparison_holds(t, &k->comparison);
    case MDB_AND:
        for (uint32_t i = 0; i < k->n_children; i++)
            if (!criteria_hold(t, &k->child[i]))
                return false;
        return true;
    case MDB_OR:
        for (uint32_t i = 0; i < k->n_children; i++)
            if (criteria_hold(t, &k->child[i]))
                return true;
        return false;
    case MDB_NEVER:
        break;
    }
    return false;
}

struct context_truth *
context_truth_new(const struct context *c, context_flip_fn fn, void *arg)
{
    struct context_truth *t = xcalloc(1, sizeof *t);
    t->context = c;
    t->fn = fn;
    t->arg = arg;
    t->turn = 1;
    t->value = xcalloc(c->n_watched, sizeof *t->value);
    t->holds = xcalloc(c->n_criteria, sizeof *t->holds);
    t->asked = xcalloc(c->n_criteria, sizeof *t->asked);
    for (size_t i = 0; i < c->n_criteria; i++)
        t->holds[i] = criteria_hold(t, c->criterion[i]->criteria);
    return t;
}

void
context_settle(struct context_truth *t)
{
    for (size_t i = 0; i < t->asking.n; i++) {
        uint32_t k = t->asking.at[i];
        const struct criterion *c = t->context->criterion[k];
        bool holds = criteria_hold(t, c->criteria);
        if (holds == t->holds[k])
            continue;
        t->holds[k] = holds;
        for (size_t j = 0; j < c->items.n; j++)
            t->fn(t->arg, c->items.at[j]);
    }
    t->asking.n = 0;
    t->turn++;
}

bool
context_holds(const struct context_truth *t, uint32_t criteria)
{
    return criteria == MDB_NIL || t->holds[criteria];
}

size_t
context_bytes(const struct context_truth *t)
{
    const struct context *c = t->context;
    size_t bytes = sizeof *t + t->asking.cap * sizeof *t->asking.at;
    for (size_t i = 0; i < c->n_watched; i++)
        bytes += sizeof *t->value + t->value[i].text_size;
    return bytes + c->n_criteria * (sizeof *t->holds + sizeof *t->asked);
}
