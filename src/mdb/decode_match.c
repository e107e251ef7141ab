/*
 * decode_match.c - which container a packet is.
 *
 * Restrictions that compare integers at constant positions are compiled to
 * loads and comparisons.  Where children compare the same field with
 * constants ("APID == 11"), a table leads from the field's value to the few
 * children that can be meant.  Order of the file decides among them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/decoder.h"

#define TABLE_FROM 3 /* children with the same field that make a table */

enum test_kind {
    TEST_TRUE,
    TEST_FALSE,
    TEST_FIELD, /* load and compare */
    TEST_AND,
    TEST_OR,
    TEST_ASK, /* not from the bytes alone */
};

struct test {
    enum test_kind kind;
    enum mdb_op op;
    struct plan_op load;
    int64_t constant;
    uint32_t first, n; /* TEST_AND, TEST_OR: in test[] */
};

/*
 * What a child needs of the packet's first eight bytes: all its comparisons
 * with == there at once.
 */
struct guard {
    uint64_t mask, value;
    bool is_all; /* the restriction needs nothing else */
};

/* Children that a field's value selects. */
struct bucket {
    int64_t key;
    bool is_used;
    uint32_t first, n; /* in candidate[] */
};

struct matcher {
    const struct mdb_container *container;
    uint32_t n_children;
    struct guard *guard; /* of each child */
    struct test *test;   /* the first ones belong to the children */
    uint32_t n_tests, cap_tests;
    uint32_t item; /* of the table's field, or MDB_NIL: no table */
    struct test field;
    bool is_field_loadable;
    struct bucket *bucket; /* a hash of 2^(64 - shift) places */
    unsigned shift;
    uint32_t *candidate; /* indexes of children, in order */
    uint32_t n_rest;     /* those that any value may select come first */
};

/* ---- comparisons that a load can answer ---------------------------------- */

/* Has one label of the enumeration, and only a single value, this text? */
static bool
is_single_label(const struct mdb_type *type, const struct mdb_comparison *c)
{
    for (uint32_t i = 0; c->text != NULL && i < type->n_labels; i++)
        if (strcmp(type->label[i].label, c->text) == 0 &&
            (type->label[i].value != c->integer ||
                type->label[i].max_value != c->integer))
            return false;
    return true;
}

/* Is the engineering value the same integer as the raw one? */
static bool
is_eng_raw(const struct mdb_type *type, const struct mdb_comparison *c)
{
    bool is_unsigned = type->encoding.coding == MDB_UNSIGNED;
    uint32_t width = type->encoding.bits;
    if (type->calibrator.kind != MDB_CAL_NONE || type->n_contexts > 0 ||
        type->has_valid_range)
        return false;
    switch (type->eng_kind) {
    case MDB_INT:
        return true;
    case MDB_UINT:
        return is_unsigned;
    case MDB_ENUM:
        return is_single_label(type, c);
    case MDB_BOOL:
        return is_unsigned && width == 1;
    case MDB_FLOAT:
        return width <= 53;
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_TIME:
    case MDB_DURATION:
    case MDB_KIND_COUNT:
    default:
        return false;
    }
}

/* Does it compare the integer that stands in the packet with a constant? */
static bool
is_plain(const struct mdb_decoder *d, const struct mdb_comparison *c)
{
    if (c->instance != 0 || c->other_item != MDB_NIL || !c->is_number ||
        !c->is_integer || c->item >= d->mdb->n_items)
        return false;
    const struct mdb_type *type = decoder_type(d, c->item);
    const struct mdb_encoding *e = &type->encoding;
    bool is_integer =
        (e->coding == MDB_UNSIGNED && e->bits >= 1 && e->bits <= 63) ||
        (e->coding == MDB_TWOS_COMPLEMENT && e->bits >= 1 && e->bits <= 64);
    return is_integer && (!c->is_calibrated || is_eng_raw(type, c));
}

/* The last place of an item in the plan; false: it is not there. */
static bool
place_of(const struct plan *g, uint32_t item, size_t *slot)
{
    for (size_t i = g->n; i-- > 0;)
        if (g->item[i] == item) {
            *slot = i;
            return true;
        }
    return false;
}

static struct test
field_test(const struct mdb_decoder *d, const struct plan *g,
    const struct mdb_comparison *c)
{
    struct test t = {.kind = TEST_ASK};
    size_t slot;
    if (g == NULL)
        return t;
    bool is_there = place_of(g, c->item, &slot);
    if (c->instance != 0 || !is_there) {
        t.kind = TEST_FALSE;
        return t;
    }
    if (!is_plain(d, c))
        return t;
    const struct mdb_encoding *e = &decoder_type(d, c->item)->encoding;
    t.load = plan_op(g->bit[slot], g->width[slot], g->min_bytes);
    bool is_swapped = e->is_little_endian && e->bits > 8;
    if (t.load.is_wide || is_swapped || e->is_lsb_first)
        return t;
    t.kind = TEST_FIELD;
    t.op = c->op;
    if (e->coding == MDB_TWOS_COMPLEMENT)
        t.load.top = UINT64_C(1) << (e->bits - 1);
    t.constant = c->integer;
    return t;
}

static int64_t
load_field(const struct mdb_decoder *d, const struct test *t)
{
    uint64_t v =
        bits_be64(d->packet + t->load.byte) >> t->load.shift & t->load.mask;
    return (int64_t)((v ^ t->load.top) - t->load.top);
}

/* ---- compiling ----------------------------------------------------------- */

/* Room for `n` tests in a row; the index of the first. */
static uint32_t
new_tests(struct matcher *m, uint32_t n)
{
    uint32_t first = m->n_tests;
    m->n_tests += n;
    if (m->n_tests > m->cap_tests) {
        m->cap_tests = m->n_tests * 2;
        m->test = xreallocarray(m->test, m->cap_tests, sizeof *m->test);
    }
    return first;
}

static void
compile(const struct mdb_decoder *d, struct matcher *m, const struct plan *g,
    const struct mdb_criteria *c, uint32_t at)
{
    struct test t = {.kind = TEST_FALSE};
    switch (c->op) {
    case MDB_ALWAYS:
        t.kind = TEST_TRUE;
        break;
    case MDB_COMPARE:
        t = field_test(d, g, &c->comparison);
        break;
    case MDB_AND:
    case MDB_OR:
        t.kind = c->op == MDB_AND ? TEST_AND : TEST_OR;
        t.n = c->n_children;
        t.first = new_tests(m, t.n);
        for (uint32_t i = 0; i < t.n; i++)
            compile(d, m, g, &c->child[i], t.first + i);
        break;
    case MDB_NEVER:
    default:
        break;
    }
    m->test[at] = t;
}

/* Add a test to the guard; false: it is not one of those. */
static bool
guard_field(struct guard *g, const struct test *t)
{
    if (t->kind != TEST_FIELD || t->op != MDB_EQ || t->load.byte != 0 ||
        t->load.mask > INT64_MAX)
        return false;
    uint64_t ones = t->load.mask;
    int64_t low = -(int64_t)t->load.top;
    int64_t high = low + (int64_t)ones;
    uint64_t mask = ones << t->load.shift;
    uint64_t value = ((uint64_t)t->constant & ones) << t->load.shift;
    bool clashes = ((g->value ^ value) & g->mask & mask) != 0;
    if (t->constant < low || t->constant > high || clashes) {
        *g = (struct guard){0, 1, false}; /* never */
        return true;
    }
    g->mask |= mask;
    g->value |= value;
    return true;
}

static struct guard
make_guard(const struct matcher *m, const struct test *t)
{
    struct guard g = {0, 0, true};
    if (t->kind == TEST_TRUE)
        return g;
    if (t->kind != TEST_AND) {
        g.is_all = guard_field(&g, t);
        return g;
    }
    bool is_all = true;
    for (uint32_t i = 0; i < t->n && g.mask >= g.value; i++)
        if (!guard_field(&g, &m->test[t->first + i]))
            is_all = false;
    g.is_all = is_all;
    return g;
}

/* The i-th comparison that must hold for the criteria to hold, or NULL. */
static const struct mdb_comparison *
necessary(const struct mdb_criteria *c, uint32_t i)
{
    if (c->op == MDB_COMPARE)
        return i == 0 ? &c->comparison : NULL;
    if (c->op != MDB_AND || i >= c->n_children)
        return NULL;
    const struct mdb_criteria *child = &c->child[i];
    return child->op == MDB_COMPARE ? &child->comparison : NULL;
}

/* The constant a child needs `item` to be; false: it does not need one. */
static bool
needed_key(const struct mdb_decoder *d, const struct mdb_criteria *c,
    uint32_t item, int64_t *key)
{
    uint32_t n = c->op == MDB_AND ? c->n_children : 1;
    for (uint32_t i = 0; i < n; i++) {
        const struct mdb_comparison *x = necessary(c, i);
        if (x != NULL && x->op == MDB_EQ && is_plain(d, x) && x->item == item) {
            *key = x->integer;
            return true;
        }
    }
    return false;
}

static const struct mdb_criteria *
restriction_of(const struct mdb_decoder *d, const struct matcher *m, uint32_t i)
{
    return &d->mdb->container[m->container->child[i]].restriction;
}

/* How many children need a constant in `item`? */
static uint32_t
count_needed(
    const struct mdb_decoder *d, const struct matcher *m, uint32_t item)
{
    uint32_t n = 0;
    int64_t key;
    for (uint32_t i = 0; i < m->container->n_children; i++)
        n += needed_key(d, restriction_of(d, m, i), item, &key);
    return n;
}

/* The item that most children compare with constants; looks for it in the
 * first few children only. */
static uint32_t
choose_item(const struct mdb_decoder *d, const struct matcher *m)
{
    uint32_t best = MDB_NIL, most = TABLE_FROM - 1;
    uint32_t n = m->container->n_children < 8 ? m->container->n_children : 8;
    for (uint32_t i = 0; i < n; i++) {
        const struct mdb_criteria *c = restriction_of(d, m, i);
        uint32_t terms = c->op == MDB_AND ? c->n_children : 1;
        for (uint32_t k = 0; k < terms; k++) {
            const struct mdb_comparison *x = necessary(c, k);
            if (x == NULL || x->op != MDB_EQ || !is_plain(d, x) ||
                x->item == best)
                continue;
            uint32_t count = count_needed(d, m, x->item);
            /* A field that all share ("VERSION == 0") selects nothing. */
            if (count > most || (count == most && best != MDB_NIL)) {
                best = x->item;
                most = count;
            }
        }
    }
    return best;
}

static struct bucket *
find_bucket(const struct matcher *m, int64_t key)
{
    size_t places = (size_t)1 << (64 - m->shift);
    size_t at =
        (size_t)(((uint64_t)key * UINT64_C(0x9e3779b97f4a7c15)) >> m->shift);
    while (m->bucket[at].is_used && m->bucket[at].key != key)
        at = (at + 1) % places;
    return &m->bucket[at];
}

/* What each child needs of the table's field. */
struct need {
    int64_t key;
    bool has_key;
};

static struct need *
find_needs(const struct mdb_decoder *d, const struct matcher *m)
{
    struct need *need = xcalloc((size_t)m->n_children + 1, sizeof *need);
    for (uint32_t i = 0; i < m->n_children; i++)
        need[i].has_key =
            needed_key(d, restriction_of(d, m, i), m->item, &need[i].key);
    return need;
}

/* Give each key that is needed its bucket, with room for its candidates. */
static void
open_buckets(struct matcher *m, const struct need *need, uint32_t n_keyed)
{
    unsigned bits = 1;
    while (((size_t)1 << bits) < 2 * (size_t)n_keyed)
        bits++;
    size_t places = (size_t)1 << bits;
    m->shift = 64 - bits;
    m->bucket = xcalloc(places, sizeof *m->bucket);
    for (uint32_t i = 0; i < m->n_children; i++)
        if (need[i].has_key) {
            struct bucket *b = find_bucket(m, need[i].key);
            b->key = need[i].key;
            b->is_used = true;
            b->n++;
        }
    uint32_t n_rest = m->n_children - n_keyed, at = n_rest;
    for (size_t k = 0; k < places; k++)
        if (m->bucket[k].is_used) {
            m->bucket[k].first = at;
            at += m->bucket[k].n + n_rest;
            m->bucket[k].n = 0;
        }
    m->candidate = xcalloc((size_t)at + 1, sizeof *m->candidate);
}

/* In the order of the file: a child with a key into its bucket, one without
 * into all of them. */
static void
fill_buckets(struct matcher *m, const struct need *need)
{
    size_t places = (size_t)1 << (64 - m->shift);
    for (uint32_t i = 0; i < m->n_children; i++) {
        if (need[i].has_key) {
            struct bucket *b = find_bucket(m, need[i].key);
            m->candidate[b->first + b->n++] = i;
            continue;
        }
        m->candidate[m->n_rest++] = i;
        for (size_t k = 0; k < places; k++)
            if (m->bucket[k].is_used)
                m->candidate[m->bucket[k].first + m->bucket[k].n++] = i;
    }
}

/* Entries of a table that would be too many. */
#define TABLE_MAX (1 << 22)

static void
make_table(struct mdb_decoder *d, struct matcher *m, const struct plan *g)
{
    m->item = choose_item(d, m);
    if (m->item == MDB_NIL)
        return;
    uint32_t n_keyed = count_needed(d, m, m->item);
    uint64_t n_rest = m->n_children - n_keyed;
    if ((n_rest + 1) * n_keyed > TABLE_MAX) {
        m->item = MDB_NIL;
        return;
    }
    struct mdb_comparison c = {.item = m->item,
        .other_item = MDB_NIL,
        .is_number = true,
        .is_integer = true};
    m->field = field_test(d, g, &c);
    m->is_field_loadable = m->field.kind == TEST_FIELD;
    struct need *need = find_needs(d, m);
    open_buckets(m, need, n_keyed);
    fill_buckets(m, need);
    free(need);
}

struct matcher *
matcher_new(struct mdb_decoder *d, uint32_t container, const struct plan *plan)
{
    struct matcher *m = xcalloc(1, sizeof *m);
    m->container = &d->mdb->container[container];
    m->n_children = m->container->n_children;
    m->guard = xcalloc((size_t)m->n_children + 1, sizeof *m->guard);
    m->item = MDB_NIL;
    new_tests(m, m->n_children);
    for (uint32_t i = 0; i < m->n_children; i++) {
        compile(d, m, plan, restriction_of(d, m, i), i);
        m->guard[i] = make_guard(m, &m->test[i]);
    }
    if (m->container->n_children >= TABLE_FROM)
        make_table(d, m, plan);
    return m;
}

void
matcher_free(struct matcher **matcher)
{
    if (*matcher == NULL)
        return;
    free((*matcher)->guard);
    free((*matcher)->test);
    free((*matcher)->bucket);
    free((*matcher)->candidate);
    free(*matcher);
    *matcher = NULL;
}

/* ---- finding ------------------------------------------------------------- */

enum answer {
    NO,
    YES,
    ASK,
};

static enum answer
field_holds(const struct mdb_decoder *d, const struct test *t)
{
    int64_t v = load_field(d, t);
    switch (t->op) {
    case MDB_EQ:
        return v == t->constant ? YES : NO;
    case MDB_NE:
        return v != t->constant ? YES : NO;
    case MDB_LT:
        return v < t->constant ? YES : NO;
    case MDB_LE:
        return v <= t->constant ? YES : NO;
    case MDB_GT:
        return v > t->constant ? YES : NO;
    case MDB_GE:
        return v >= t->constant ? YES : NO;
    default:
        return NO;
    }
}

static enum answer
test_holds(const struct mdb_decoder *d, const struct matcher *m, uint32_t at)
{
    const struct test *t = &m->test[at];
    enum answer ends = t->kind == TEST_AND ? NO : YES;
    switch (t->kind) {
    case TEST_FIELD:
        return field_holds(d, t);
    case TEST_AND:
    case TEST_OR:
        for (uint32_t i = 0; i < t->n; i++) {
            enum answer a = test_holds(d, m, t->first + i);
            if (a == ends || a == ASK)
                return a;
        }
        return t->kind == TEST_AND ? YES : NO;
    case TEST_TRUE:
        return YES;
    case TEST_FALSE:
        return NO;
    case TEST_ASK:
    default:
        return ASK;
    }
}

/* Without a table all children are candidates. */
static void
candidates(const struct matcher *m, bool has_key, int64_t key,
    const uint32_t **list, uint32_t *n)
{
    *list = NULL;
    *n = m->container->n_children;
    if (m->item == MDB_NIL)
        return;
    const struct bucket *b = has_key ? find_bucket(m, key) : NULL;
    bool is_used = b != NULL && b->is_used;
    *list = m->candidate + (is_used ? b->first : 0);
    *n = is_used ? b->n : m->n_rest;
}

bool
matcher_find(
    const struct mdb_decoder *d, const struct matcher *m, uint32_t *child)
{
    const uint32_t *list = NULL;
    uint32_t n = m->n_children;
    *child = MDB_NIL;
    if (n == 0)
        return true;
    if (m->item != MDB_NIL) {
        if (!m->is_field_loadable && m->field.kind != TEST_FALSE)
            return false;
        candidates(m, m->is_field_loadable,
            m->is_field_loadable ? load_field(d, &m->field) : 0, &list, &n);
    }
    uint64_t head = bits_be64(d->packet);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = list == NULL ? i : list[i];
        const struct guard *g = &m->guard[k];
        if ((head & g->mask) != g->value)
            continue;
        enum answer a = g->is_all ? YES : test_holds(d, m, k);
        if (a == ASK)
            return false;
        if (a == YES) {
            *child = m->container->child[k];
            return true;
        }
    }
    return true;
}

uint32_t
matcher_find_decoded(const struct mdb_decoder *d, const struct matcher *m)
{
    const uint32_t *list;
    uint32_t n;
    size_t slot;
    bool has_key = m->item != MDB_NIL && decoder_slot(d, m->item, &slot);
    candidates(m, has_key, has_key ? (int64_t)d->raw[slot] : 0, &list, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = list == NULL ? i : list[i];
        if (value_criteria_hold(d, restriction_of(d, m, k)))
            return m->container->child[k];
    }
    return MDB_NIL;
}
