/*
 * decode_walk.c - an interpreter over entries and types.
 *
 * It follows a container entry by entry, with everything that may depend on
 * the packet.  Without a packet (planning) it only notes positions, and finds
 * out whether they are the same in every packet: so plan and walk cannot
 * disagree about them.
 *
 * Positions are counted from the packet's first bit.  A container that another
 * one refers to begins where its entry begins: "container start" inside of it
 * means that place.
 *
 * What a packet may cost is bounded by its length, whatever its counts say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/bits.h"
#include "mdb/decoder.h"

#define DEPTH_MAX      32 /* containers within containers, bases */
#define LEVELS_MAX     64 /* children of children */
#define OFFSET_MAX     (INT64_C(1) << 40)  /* bits */
#define PLAN_MAX       (UINT64_C(1) << 17) /* values of a static container */
#define DIMENSIONS_MAX 8
#define OVERLAYS_MAX   16 /* how often all bits may be read again */

struct walk {
    struct mdb_decoder *d;
    int64_t at;     /* next bit */
    int64_t origin; /* of the container */
    int64_t end;    /* of the container; -1: not known (planning) */
    unsigned depth;
};

static bool run_chain(struct walk *w, uint32_t container);
static bool run_entries(struct walk *w, const struct mdb_container *c);
static bool run_type(struct walk *w, uint32_t type, uint32_t item);

/* End the walk. */
static bool
stop(struct walk *w, enum mdb_result result)
{
    w->d->result = result;
    w->d->is_dynamic = true;
    return false;
}

/* One more step of work; each packet has only so many. */
static bool
spend(struct walk *w, uint64_t *left, uint64_t cost)
{
    if (cost > *left)
        return stop(w, MDB_BAD_SIZE);
    *left -= cost;
    return true;
}

/* A count or an offset; while planning only a fixed one. */
static bool
number(struct walk *w, const struct mdb_int_value *v, int64_t *out)
{
    if (w->d->is_planning && v->kind != MDB_FIXED)
        return stop(w, MDB_BAD_SIZE);
    if (!value_integer(w->d, v, out) || *out < -OFFSET_MAX || *out > OFFSET_MAX)
        return stop(w, MDB_BAD_SIZE);
    return true;
}

/* ---- scalars ------------------------------------------------------------- */

/* Take the next slot for `width` bits at `at`. */
static bool
take_slot(struct walk *w, uint32_t item, uint64_t width, size_t *slot)
{
    struct mdb_decoder *d = w->d;
    if (!spend(w, &d->values_left, 1) || !spend(w, &d->bits_left, width))
        return false;
    if (d->n == d->cap)
        decoder_reserve(d, d->n + 1);
    *slot = d->n++;
    d->item[*slot] = item;
    d->bit[*slot] = (uint32_t)w->at;
    d->width[*slot] = (uint32_t)width;
    d->raw[*slot] = 0;
    d->quality[*slot] = MDB_INVALID;
    w->at += (int64_t)width;
    if ((uint64_t)w->at > d->end_bit)
        d->end_bit = (uint64_t)w->at;
    return true;
}

static bool
run_number(struct walk *w, const struct mdb_type *type, uint32_t item)
{
    struct mdb_decoder *d = w->d;
    uint32_t width = type->encoding.bits;
    size_t slot;
    if ((uint64_t)w->at + width > d->bits)
        return stop(w, MDB_TOO_SHORT);
    if (!take_slot(w, item, width, &slot))
        return false;
    if (d->is_planning)
        return true;
    bool is_good = value_extract(d, type, slot);
    decoder_see(d, item, slot);
    value_engineer(d, type, slot, is_good);
    return true;
}

static bool
run_text(struct walk *w, const struct mdb_type *type, uint32_t item)
{
    struct mdb_decoder *d = w->d;
    const struct mdb_encoding *e = &type->encoding;
    struct text_extent x = {0};
    size_t slot;
    if (d->is_planning) {
        if (!text_is_static(e, &x.field_bits))
            return stop(w, MDB_BAD_SIZE);
        return take_slot(w, item, x.field_bits, &slot);
    }
    enum mdb_result r = text_find(d, e, (uint64_t)w->at, &x);
    if (r != MDB_DECODED)
        return stop(w, r);
    if (!take_slot(w, item, x.field_bits, &slot))
        return false;
    d->raw[slot] = text_store(d, e, &x);
    decoder_see(d, item, slot);
    value_engineer(d, type, slot, true);
    return true;
}

static bool
run_scalar(struct walk *w, const struct mdb_type *type, uint32_t item)
{
    switch (bits_kind(&type->encoding)) {
    case MDB_STRING:
    case MDB_BINARY:
        return run_text(w, type, item);
    case MDB_NONE: /* nothing of it is in a packet */
        return true;
    case MDB_INT:
    case MDB_UINT:
    case MDB_FLOAT:
    case MDB_BOOL:
    case MDB_ENUM:
    case MDB_TIME:
    case MDB_DURATION:
    case MDB_KIND_COUNT:
    default:
        if (type->encoding.bits < 1 || type->encoding.bits > 64)
            return true;
        return run_number(w, type, item);
    }
}

/* ---- arrays and aggregates ----------------------------------------------- */

/* First index and length of each dimension, as they are in this packet. */
struct shape {
    int64_t start[DIMENSIONS_MAX], len[DIMENSIONS_MAX];
    int64_t elements; /* in all */
};

static bool
find_shape(struct walk *w, const struct mdb_dimension *dimension,
    uint32_t n_dimensions, struct shape *s)
{
    s->elements = 1;
    if (n_dimensions > DIMENSIONS_MAX)
        return stop(w, MDB_BAD_SIZE);
    for (uint32_t i = 0; i < n_dimensions; i++) {
        int64_t end;
        if (!number(w, &dimension[i].start, &s->start[i]) ||
            !number(w, &dimension[i].end, &end))
            return false;
        s->len[i] = end - s->start[i] + 1;
        if (s->len[i] < 0 ||
            __builtin_mul_overflow(s->elements, s->len[i], &s->elements))
            return stop(w, MDB_BAD_SIZE);
    }
    return true;
}

/*
 * Which of the type's elements is the k-th of this shape?  An entry may give
 * other dimensions than the type: a part of the array.
 */
static int64_t
element_of(const struct mdb_type *type, const struct shape *s,
    uint32_t n_dimensions, int64_t k)
{
    int64_t at = 0, inner = 1;
    bool is_grid = !type->is_dynamic && n_dimensions == type->n_dimensions;
    if (!is_grid) {
        bool is_row = n_dimensions == 1 && type->n_dimensions == 1 &&
                      type->dimension[0].start.kind == MDB_FIXED;
        return k + (is_row ? s->start[0] - type->dimension[0].start.fixed : 0);
    }
    for (uint32_t i = n_dimensions; i-- > 0;) {
        const struct mdb_dimension *d = &type->dimension[i];
        int64_t len = d->end.fixed - d->start.fixed + 1;
        int64_t index = s->start[i] + k % s->len[i] - d->start.fixed;
        if (index < 0 || index >= len)
            return -1;
        at += index * inner;
        inner *= len;
        k /= s->len[i];
    }
    return at;
}

static bool
run_array(struct walk *w, const struct mdb_type *type,
    const struct mdb_dimension *dimension, uint32_t n_dimensions, uint32_t item)
{
    struct shape s;
    if (!find_shape(w, dimension, n_dimensions, &s))
        return false;
    if (s.elements > type->max_elements)
        return stop(w, MDB_BAD_SIZE);
    int64_t step = w->d->type_items[type->element_type];
    for (int64_t k = 0; k < s.elements; k++) {
        int64_t i = element_of(type, &s, n_dimensions, k);
        if (i < 0 || i >= type->max_elements)
            return stop(w, MDB_BAD_SIZE);
        if (!spend(w, &w->d->steps_left, 1) ||
            !run_type(w, type->element_type, item + (uint32_t)(i * step)))
            return false;
    }
    return true;
}

static bool
run_aggregate(struct walk *w, const struct mdb_type *type, uint32_t item)
{
    for (uint32_t i = 0; i < type->n_members; i++) {
        uint32_t member = type->member[i].type;
        if (!run_type(w, member, item))
            return false;
        item += w->d->type_items[member];
    }
    return true;
}

static bool
run_type(struct walk *w, uint32_t index, uint32_t item)
{
    const struct mdb_type *type = &w->d->mdb->type[index];
    bool is_going = true;
    if (++w->depth > DEPTH_MAX)
        return stop(w, MDB_BAD_SIZE);
    switch (type->class) {
    case MDB_SCALAR:
        is_going = run_scalar(w, type, item);
        break;
    case MDB_AGGREGATE:
        is_going = run_aggregate(w, type, item);
        break;
    case MDB_ARRAY:
        is_going =
            run_array(w, type, type->dimension, type->n_dimensions, item);
        break;
    default:
        break;
    }
    w->depth--;
    return is_going;
}

/* ---- sizes, for entries that are placed by their end --------------------- */

static bool
type_size(struct walk *w, uint32_t index, int64_t *bits)
{
    const struct mdb_type *type = &w->d->mdb->type[index];
    const struct mdb_encoding *e = &type->encoding;
    int64_t part;
    struct shape shape;
    *bits = 0;
    if (w->depth > DEPTH_MAX)
        return stop(w, MDB_BAD_SIZE);
    switch (type->class) {
    case MDB_AGGREGATE:
        w->depth++;
        for (uint32_t i = 0; i < type->n_members; i++) {
            if (!type_size(w, type->member[i].type, &part))
                return false;
            *bits += part;
        }
        w->depth--;
        return true;
    case MDB_ARRAY:
        w->depth++;
        if (!find_shape(w, type->dimension, type->n_dimensions, &shape) ||
            !type_size(w, type->element_type, &part))
            return false;
        w->depth--;
        return !__builtin_mul_overflow(shape.elements, part, bits) ||
               stop(w, MDB_BAD_SIZE);
    case MDB_SCALAR:
    default:
        *bits = e->bits;
        if (e->coding == MDB_NOT_CODED)
            *bits = 0;
        else if (e->coding == MDB_CODED_STRING || e->coding == MDB_CODED_BINARY)
            return e->extent == MDB_EXTENT_BITS ? number(w, &e->size_bits, bits)
                                                : stop(w, MDB_BAD_SIZE);
        return true;
    }
}

static bool entry_size(
    struct walk *w, const struct mdb_entry *e, int64_t *bits);

static bool
container_size(struct walk *w, uint32_t index, int64_t *bits)
{
    const struct mdb_container *c = &w->d->mdb->container[index];
    *bits = (int64_t)c->size_bits;
    if (c->size_bits > 0)
        return true;
    if (w->depth > DEPTH_MAX)
        return stop(w, MDB_BAD_SIZE);
    w->depth++;
    if (c->base != MDB_NIL && !container_size(w, c->base, bits))
        return false;
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_entry *e = &c->entry[i];
        int64_t offset, part;
        if (e->location != MDB_PREVIOUS_END || e->include.op != MDB_ALWAYS)
            return stop(w, MDB_BAD_SIZE);
        if (!number(w, &e->offset_bits, &offset) || !entry_size(w, e, &part))
            return false;
        *bits += offset + part;
    }
    w->depth--;
    return true;
}

static bool
entry_size(struct walk *w, const struct mdb_entry *e, int64_t *bits)
{
    *bits = e->fixed_bits;
    if (e->repeats || !spend(w, &w->d->steps_left, 1))
        return stop(w, MDB_BAD_SIZE);
    if (e->kind == MDB_ENTRY_PARAM)
        return type_size(w, w->d->mdb->param[e->ref].type, bits);
    return e->kind != MDB_ENTRY_CONTAINER || container_size(w, e->ref, bits);
}

/* ---- entries ------------------------------------------------------------- */

/*
 * Where entry `i` starts.  "Previous end" and "container start" count forward
 * to its start, "container end" and "next start" backward to its end.  When
 * the next entry is itself placed behind this one, this one is placed behind
 * the one before.
 */
static bool
find_start(
    struct walk *w, const struct mdb_container *c, uint32_t i, int64_t *start)
{
    const struct mdb_entry *e = &c->entry[i];
    bool has_next =
        i + 1 < c->n_entries && c->entry[i + 1].location != MDB_PREVIOUS_END;
    int64_t offset, size, from;
    if (!number(w, &e->offset_bits, &offset))
        return false;
    if (e->location == MDB_CONTAINER_START) {
        *start = w->origin + offset;
    } else if (e->location == MDB_CONTAINER_END ||
               (e->location == MDB_NEXT_START && has_next)) {
        from = w->end;
        if (e->location == MDB_CONTAINER_END && w->end < 0)
            return stop(w, MDB_BAD_SIZE);
        if (e->location == MDB_NEXT_START && !find_start(w, c, i + 1, &from))
            return false;
        if (!entry_size(w, e, &size))
            return false;
        *start = from - offset - size;
    } else {
        *start = w->at + offset;
    }
    return (*start >= 0 && *start <= OFFSET_MAX) || stop(w, MDB_BAD_SIZE);
}

/* An abstract container inside of another one: what it stands for. */
static bool
run_children(struct walk *w, uint32_t index)
{
    const struct mdb *mdb = w->d->mdb;
    const struct mdb_container *c = &mdb->container[index];
    for (int level = 0; c->is_abstract && level < LEVELS_MAX; level++) {
        if (w->d->is_planning && c->n_children > 0)
            return stop(w, MDB_BAD_SIZE);
        uint32_t i = 0;
        while (
            i < c->n_children && !value_criteria_hold(w->d,
                                     &mdb->container[c->child[i]].restriction))
            i++;
        if (i == c->n_children)
            break;
        c = &mdb->container[c->child[i]];
        if (!run_entries(w, c))
            return false;
    }
    return true;
}

/* A container inside of this one; an abstract one stands for the first of its
 * children whose criteria hold. */
static bool
run_container(struct walk *w, uint32_t index)
{
    struct mdb_decoder *d = w->d;
    const struct mdb_container *c = &d->mdb->container[index];
    if (w->depth >= DEPTH_MAX)
        return stop(w, MDB_BAD_SIZE);
    struct walk inner = {d, w->at, w->at, w->end, w->depth + 1};
    if (!run_chain(&inner, index) || !run_children(&inner, index))
        return false;
    w->at = inner.at;
    if (c->size_bits > 0)
        w->at = inner.origin + (int64_t)c->size_bits;
    return true;
}

static bool
run_once(struct walk *w, const struct mdb_entry *e)
{
    const struct mdb_param *p;
    const struct mdb_type *type;
    switch (e->kind) {
    case MDB_ENTRY_PARAM:
        p = &w->d->mdb->param[e->ref];
        type = &w->d->mdb->type[p->type];
        if (type->class == MDB_ARRAY && e->n_dimensions > 0)
            return run_array(
                w, type, e->dimension, e->n_dimensions, p->first_item);
        return run_type(w, p->type, p->first_item);
    case MDB_ENTRY_CONTAINER:
        return run_container(w, e->ref);
    case MDB_ENTRY_FIXED:
    default:
        w->at += e->fixed_bits;
        if ((uint64_t)w->at > w->d->bits)
            return stop(w, MDB_TOO_SHORT);
        if ((uint64_t)w->at > w->d->end_bit)
            w->d->end_bit = (uint64_t)w->at;
        return true;
    }
}

static bool
run_entry(struct walk *w, const struct mdb_container *c, uint32_t i)
{
    const struct mdb_entry *e = &c->entry[i];
    int64_t count = 1, gap = 0;
    if (!spend(w, &w->d->steps_left, 1))
        return false;
    if (e->include.op == MDB_NEVER)
        return true;
    if (w->d->is_planning && e->include.op != MDB_ALWAYS)
        return stop(w, MDB_BAD_SIZE);
    if (!value_criteria_hold(w->d, &e->include))
        return true;
    if (e->repeats && (!number(w, &e->repeat_count, &count) ||
                          !number(w, &e->repeat_gap_bits, &gap)))
        return false;
    if (count < 0 || (uint64_t)count > w->d->steps_left)
        return stop(w, MDB_BAD_SIZE);
    if (count == 0)
        return true;
    if (!find_start(w, c, i, &w->at))
        return false;
    for (int64_t k = 0; k < count; k++) {
        if (k > 0)
            w->at += gap;
        if (w->at < 0 || w->at > OFFSET_MAX)
            return stop(w, MDB_BAD_SIZE);
        if (!spend(w, &w->d->steps_left, 1) || !run_once(w, e))
            return false;
    }
    return true;
}

/* The container's own entries. */
static bool
run_entries(struct walk *w, const struct mdb_container *c)
{
    int64_t outer = w->end;
    if (c->size_bits > 0 && c->size_bits < (uint64_t)OFFSET_MAX)
        w->end = w->origin + (int64_t)c->size_bits;
    for (uint32_t i = 0; i < c->n_entries; i++)
        if (!run_entry(w, c, i))
            return false;
    w->end = outer;
    return true;
}

/* The entries of its bases, outermost first, then its own. */
static bool
run_chain(struct walk *w, uint32_t index)
{
    const struct mdb *mdb = w->d->mdb;
    uint32_t chain[LEVELS_MAX];
    size_t n = 0;
    for (uint32_t c = index; c != MDB_NIL; c = mdb->container[c].base) {
        if (n == LEVELS_MAX)
            return stop(w, MDB_BAD_SIZE);
        chain[n++] = c;
    }
    while (n > 0)
        if (!run_entries(w, &mdb->container[chain[--n]]))
            return false;
    return true;
}

/* ---- whole packets ------------------------------------------------------- */

static void
set_bounds(struct mdb_decoder *d)
{
    /* Overlays of the database and empty texts come on top of the packet's
       bits. */
    uint64_t most = d->bits + 4 * (uint64_t)d->mdb->n_items + 4096;
    d->values_left = most;
    d->steps_left = 4 * most;
    d->bits_left = OVERLAYS_MAX * (d->bits + 4096);
}

uint32_t
walk_packet(struct mdb_decoder *d, uint32_t root, uint32_t *unplanned)
{
    struct walk w = {.d = d, .end = (int64_t)d->bits};
    uint32_t container = root;
    d->is_planning = false;
    *unplanned = MDB_NIL;
    set_bounds(d);
    if (!run_chain(&w, root))
        return root;
    for (int level = 0; level < LEVELS_MAX; level++) {
        if (d->node[container].matcher == NULL) {
            *unplanned = container;
            break;
        }
        uint32_t child = matcher_find_decoded(d, d->node[container].matcher);
        if (child == MDB_NIL)
            break;
        container = child;
        if (!run_entries(&w, &d->mdb->container[child]))
            break;
    }
    return container;
}

bool
walk_positions(struct mdb_decoder *d, uint32_t container)
{
    struct walk w = {.d = d, .end = -1};
    decoder_begin(d, NULL, 0);
    d->bits = UINT32_MAX;
    d->is_planning = true;
    d->is_dynamic = false;
    d->values_left = d->steps_left = PLAN_MAX;
    d->bits_left = UINT64_MAX;
    run_chain(&w, container);
    d->is_planning = false;
    return !d->is_dynamic;
}
