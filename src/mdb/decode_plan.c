/*
 * decode_plan.c - static containers as flat programs.
 *
 * A plan first loads all fields with the same few instructions, whatever they
 * are: eight bytes, two shifts, stored as raw and as engineering value.  Then
 * short lists touch up those that are not plain unsigned numbers, one kind of
 * work each, without a branch on the kind.  What needs more (calibrators that
 * look at other values, splines, odd encodings, texts) comes last, in order.
 *
 * No load leaves the packet: eight bytes are loaded from where they end inside
 * of the shortest packet the plan is run on.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/bits.h"
#include "mdb/decoder.h"

#define MIN_BYTES 8 /* one load */

/* Beyond this a straight line may not have a finite result. */
#define LINE_MAX   1e280
#define LINE32_MAX 1e18

struct plan_line {
    uint32_t slot;
    double offset, slope;
};

enum late_kind {
    LATE_SEE,     /* from here on the value can be looked at by others */
    LATE_NUMBER,  /* raw is there: engineering value */
    LATE_EXTRACT, /* raw by the general way, too */
    LATE_TEXT,
};

struct plan_late {
    uint32_t slot;
    enum late_kind kind;
    const struct mdb_type *type;
};

struct plan_op
plan_op(uint64_t bit, uint32_t width, size_t min_bytes)
{
    uint64_t byte = bit / 8;
    if (byte > min_bytes - MIN_BYTES)
        byte = min_bytes - MIN_BYTES;
    unsigned left = (unsigned)(bit - 8 * byte);
    if (width == 0 || left + width > 64)
        return (struct plan_op){.is_wide = 1};
    return (struct plan_op){
        (uint32_t)byte, (uint8_t)left, (uint8_t)(64 - width), 0};
}

/* ---- what is to be done for a type --------------------------------------- */

static bool
is_text(const struct mdb_encoding *e)
{
    return e->coding == MDB_CODED_STRING || e->coding == MDB_CODED_BINARY;
}

/* Can raw be had by a load, and the lists swap, sign and single? */
static bool
is_loadable(const struct mdb_encoding *e)
{
    bool is_simple =
        e->coding == MDB_UNSIGNED || e->coding == MDB_TWOS_COMPLEMENT ||
        (e->coding == MDB_IEEE754 && (e->bits == 32 || e->bits == 64));
    return is_simple && !e->is_lsb_first;
}

enum work {
    WORK_NONE,   /* eng is raw */
    WORK_TRUTH,  /* eng is raw != 0 */
    WORK_LINE,   /* eng is offset + slope * raw */
    WORK_LINE32, /* the same, rounded to float */
    WORK_LATE,
};

/* Of an integer without calibrator. */
static enum work
plain_work(const struct mdb_type *type)
{
    bool is_unsigned = type->encoding.coding == MDB_UNSIGNED;
    uint32_t width = type->encoding.bits;
    switch (type->eng_kind) {
    case MDB_UINT:
        return is_unsigned ? WORK_NONE : WORK_LATE;
    case MDB_INT:
    case MDB_ENUM:
        return is_unsigned && width == 64 ? WORK_LATE : WORK_NONE;
    case MDB_BOOL:
        return is_unsigned && width == 1 ? WORK_NONE : WORK_TRUTH;
    case MDB_FLOAT:
        return is_unsigned && width == 64 ? WORK_LATE : WORK_LINE;
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_TIME:
    case MDB_DURATION:
    case MDB_KIND_COUNT:
    default:
        return WORK_LATE;
    }
}

/* Of a straight line over an integer. */
static enum work
line_work(const struct mdb_type *type)
{
    const struct mdb_calibrator *c = &type->calibrator;
    double most = type->size_bits == 32 ? LINE32_MAX : LINE_MAX;
    if (type->eng_kind != MDB_FLOAT || c->n_coefficients > 2 ||
        (type->encoding.coding == MDB_UNSIGNED && type->encoding.bits == 64))
        return WORK_LATE;
    for (uint32_t i = 0; i < c->n_coefficients; i++)
        if (!(fabs(c->coefficient[i]) < most))
            return WORK_LATE;
    return type->size_bits == 32 ? WORK_LINE32 : WORK_LINE;
}

static enum work
work_of(const struct mdb_type *type)
{
    const struct mdb_encoding *e = &type->encoding;
    if (!is_loadable(e) || type->n_contexts > 0 || type->has_valid_range)
        return WORK_LATE;
    if (e->coding == MDB_IEEE754) {
        bool is_same = type->eng_kind == MDB_FLOAT &&
                       type->calibrator.kind == MDB_CAL_NONE &&
                       (e->bits == 32 || type->size_bits != 32);
        return is_same ? WORK_NONE : WORK_LATE;
    }
    if (type->calibrator.kind == MDB_CAL_NONE)
        return plain_work(type);
    return type->calibrator.kind == MDB_CAL_POLYNOMIAL ? line_work(type)
                                                       : WORK_LATE;
}

/* ---- building ------------------------------------------------------------ */

static void *
carve(char **at, size_t n, size_t size)
{
    void *p = *at;
    *at += (n * size + 15) / 16 * 16;
    return p;
}

/* One block for all arrays, each with room for all slots. */
static void
allocate(struct plan *g, size_t n)
{
    size_t each = 3 * sizeof(uint32_t) + sizeof(struct plan_op) +
                  4 * sizeof(uint32_t) + 2 * sizeof(struct plan_line) +
                  2 * sizeof(struct plan_late);
    g->n = n;
    g->memory = xcalloc(1, (n + 16) * each + 256);
    char *at = g->memory;
    g->op = carve(&at, n, sizeof *g->op);
    g->single = carve(&at, n, sizeof *g->single);
    g->line = carve(&at, n, sizeof *g->line);
    g->line32 = carve(&at, n, sizeof *g->line32);
    g->truth = carve(&at, n, sizeof *g->truth);
    g->sign = carve(&at, n, sizeof *g->sign);
    g->swap = carve(&at, n, sizeof *g->swap);
    g->late = carve(&at, 2 * n, sizeof *g->late);
    g->item = carve(&at, n, sizeof *g->item);
    g->bit = carve(&at, n, sizeof *g->bit);
    g->width = carve(&at, n, sizeof *g->width);
}

static void
add_line(
    struct plan *g, const struct mdb_type *type, uint32_t slot, enum work work)
{
    const struct mdb_calibrator *c = &type->calibrator;
    struct plan_line line = {slot, 0, 1};
    if (c->kind == MDB_CAL_POLYNOMIAL) {
        line.offset = c->n_coefficients > 0 ? c->coefficient[0] : 0;
        line.slope = c->n_coefficients > 1 ? c->coefficient[1] : 0;
    }
    if (work == WORK_LINE32)
        g->line32[g->n_line32++] = line;
    else
        g->line[g->n_line++] = line;
}

static void
add_late(struct plan *g, const struct mdb_type *type, uint32_t slot,
    enum late_kind kind)
{
    g->late[g->n_late++] = (struct plan_late){slot, kind, type};
}

static void
add_slot(struct plan *g, const struct mdb_type *type, uint32_t slot)
{
    const struct mdb_encoding *e = &type->encoding;
    bool is_load = is_loadable(e) && !is_text(e);
    enum work work = work_of(type);
    g->op[slot] = (struct plan_op){0};
    if (is_load) {
        g->op[slot] = plan_op(g->bit[slot], g->width[slot], g->min_bytes);
        is_load = !g->op[slot].is_wide;
    }
    if (!is_load) {
        add_late(g, type, slot, is_text(e) ? LATE_TEXT : LATE_EXTRACT);
        return;
    }
    if (e->is_little_endian && e->bits % 8 == 0 && e->bits > 8)
        g->swap[g->n_swap++] = slot;
    if (e->coding == MDB_TWOS_COMPLEMENT && e->bits < 64)
        g->sign[g->n_sign++] = slot;
    if (e->coding == MDB_IEEE754 && e->bits == 32)
        g->single[g->n_single++] = slot;
    if (work == WORK_TRUTH)
        g->truth[g->n_truth++] = slot;
    else if (work == WORK_LINE || work == WORK_LINE32)
        add_line(g, type, slot, work);
    else if (work == WORK_LATE)
        add_late(g, type, slot, LATE_NUMBER);
}

/* Do late values look at others?  Then those have to be announced in order. */
static bool
needs_order(const struct mdb_decoder *d, const struct plan *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (value_needs_others(decoder_type(d, g->item[i])))
            return true;
    return false;
}

static void
add_slots(struct mdb_decoder *d, struct plan *g)
{
    bool in_order = needs_order(d, g);
    for (uint32_t slot = 0; slot < g->n; slot++) {
        const struct mdb_type *type = decoder_type(d, g->item[slot]);
        if (in_order)
            add_late(g, type, slot, LATE_SEE);
        add_slot(g, type, slot);
    }
}

static bool
is_own_layout(const struct mdb_container *c, const struct plan *g)
{
    return c->layout != NULL && c->n_layout == g->n &&
           (g->n == 0 ||
               memcmp(c->layout, g->item, g->n * sizeof *g->item) == 0);
}

struct plan *
plan_new(struct mdb_decoder *d, uint32_t container)
{
    if (!walk_positions(d, container))
        return NULL;
    struct plan *g = xcalloc(1, sizeof *g);
    allocate(g, d->n);
    for (size_t i = 0; i < g->n; i++) {
        g->item[i] = d->item[i];
        g->bit[i] = d->bit[i];
        g->width[i] = d->width[i];
    }
    g->end_bit = d->end_bit;
    g->min_bytes = (size_t)((d->end_bit + 7) / 8);
    if (g->min_bytes < MIN_BYTES)
        g->min_bytes = MIN_BYTES;
    add_slots(d, g);
    g->may_be_invalid = g->n_late > 0;
    g->is_layout = is_own_layout(&d->mdb->container[container], g);
    decoder_reserve(d, g->n);
    return g;
}

void
plan_free(struct plan **plan)
{
    if (*plan == NULL)
        return;
    free((*plan)->memory);
    free(*plan);
    *plan = NULL;
}

/* ---- running ------------------------------------------------------------- */

static void
run_fixes(struct mdb_decoder *d, const struct plan *g)
{
    mdb_cell *raw = d->raw, *eng = d->eng;
    for (size_t i = 0; i < g->n_swap; i++) {
        uint32_t s = g->swap[i];
        raw[s] = eng[s] = __builtin_bswap64(raw[s]) >> (64 - g->width[s]);
    }
    for (size_t i = 0; i < g->n_sign; i++) {
        uint32_t s = g->sign[i];
        uint64_t top = UINT64_C(1) << (g->width[s] - 1);
        raw[s] = eng[s] = (raw[s] ^ top) - top;
    }
    for (size_t i = 0; i < g->n_single; i++) {
        uint32_t s = g->single[i];
        union {
            uint32_t u;
            float f;
        } v = {.u = (uint32_t)raw[s]};
        raw[s] = eng[s] = mdb_cell_float((double)v.f);
    }
    for (size_t i = 0; i < g->n_truth; i++)
        eng[g->truth[i]] = raw[g->truth[i]] != 0;
    for (size_t i = 0; i < g->n_line; i++) {
        const struct plan_line *l = &g->line[i];
        eng[l->slot] = mdb_cell_float(
            l->slope * (double)(int64_t)raw[l->slot] + l->offset);
    }
    for (size_t i = 0; i < g->n_line32; i++) {
        const struct plan_line *l = &g->line32[i];
        eng[l->slot] = mdb_cell_float(
            (double)(float)(l->slope * (double)(int64_t)raw[l->slot] +
                            l->offset));
    }
}

static bool
run_text(struct mdb_decoder *d, const struct plan_late *l)
{
    const struct mdb_encoding *e = &l->type->encoding;
    struct text_extent x;
    if (text_find(d, e, d->bit[l->slot], &x) != MDB_DECODED)
        return false;
    d->raw[l->slot] = text_store(d, e, &x);
    value_engineer(d, l->type, l->slot, true);
    return true;
}

static bool
run_late(struct mdb_decoder *d, const struct plan *g)
{
    memset(d->quality, MDB_ACQUIRED, g->n);
    for (size_t i = 0; i < g->n_late; i++) {
        const struct plan_late *l = &g->late[i];
        switch (l->kind) {
        case LATE_SEE:
            decoder_see(d, g->item[l->slot], l->slot);
            break;
        case LATE_NUMBER:
            value_engineer(d, l->type, l->slot, true);
            break;
        case LATE_EXTRACT:
            value_engineer(
                d, l->type, l->slot, value_extract(d, l->type, l->slot));
            break;
        case LATE_TEXT:
        default:
            if (!run_text(d, l))
                return false;
        }
    }
    return true;
}

bool
plan_run(struct mdb_decoder *d, const struct plan *g)
{
    const uint8_t *p = d->packet;
    mdb_cell *raw = d->raw, *eng = d->eng;
    for (size_t i = 0; i < g->n; i++) {
        const struct plan_op *op = &g->op[i];
        uint64_t v = bits_be64(p + op->byte) << op->left >> op->right;
        raw[i] = v;
        eng[i] = v;
    }
    run_fixes(d, g);
    d->n = g->n;
    d->end_bit = g->end_bit;
    return g->n_late == 0 || run_late(d, g);
}
