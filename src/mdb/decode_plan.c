/*
 * decode_plan.c - static containers as flat programs.
 *
 * A plan first loads all fields with the same few instructions, whatever they
 * are: eight bytes, two shifts, sign.  Then short lists touch up those that
 * are not plain integers, one kind of work each, without a branch on the kind.
 * What needs more (calibrators that look at other values, splines, odd
 * encodings, texts) comes last, in order.
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

/* Beyond this a polynomial of an integer may not have a finite result. */
#define CURVE_MAX 1e200

/* Straight lines; no calibrator is 0 + 1 x. */
struct plan_line {
    double offset, slope;
    uint32_t slot;
};

/* Polynomials up to the third degree. */
#define CURVE_TERMS 4
struct plan_curve {
    double coefficient[CURVE_TERMS];
    uint32_t slot;
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
    return (struct plan_op){.mask = ~UINT64_C(0) >> (64 - width),
        .byte = (uint32_t)byte,
        .shift = (uint8_t)(64 - left - width)};
}

/* ---- what is to be done for a type --------------------------------------- */

static bool
is_text(const struct mdb_encoding *e)
{
    return e->coding == MDB_CODED_STRING || e->coding == MDB_CODED_BINARY;
}

/* Can raw be had by a load, and the lists wide, swap and single? */
static bool
is_loadable(const struct mdb_encoding *e)
{
    bool is_simple =
        e->coding == MDB_UNSIGNED || e->coding == MDB_TWOS_COMPLEMENT ||
        (e->coding == MDB_IEEE754 && (e->bits == 32 || e->bits == 64));
    return is_simple && !e->is_lsb_first;
}

enum work {
    WORK_NONE,  /* eng is raw */
    WORK_TRUTH, /* eng is raw != 0 */
    WORK_CURVE, /* eng is a polynomial of raw */
    WORK_REAL,  /* eng is a polynomial of a float */
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
        return is_unsigned && width == 64 ? WORK_LATE : WORK_CURVE;
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

/* Of a polynomial of an integer. */
static enum work
curve_work(const struct mdb_type *type)
{
    const struct mdb_calibrator *c = &type->calibrator;
    if (type->eng_kind != MDB_FLOAT || c->n_coefficients > CURVE_TERMS ||
        type->encoding.bits > 63)
        return WORK_LATE;
    for (uint32_t i = 0; i < c->n_coefficients; i++)
        if (!(fabs(c->coefficient[i]) < CURVE_MAX))
            return WORK_LATE;
    return WORK_CURVE;
}

static enum work
work_of(const struct mdb_type *type)
{
    const struct mdb_encoding *e = &type->encoding;
    if (!is_loadable(e) || type->n_contexts > 0 || type->has_valid_range)
        return WORK_LATE;
    if (e->coding == MDB_IEEE754) {
        if (type->eng_kind != MDB_FLOAT)
            return WORK_LATE;
        if (type->calibrator.kind == MDB_CAL_NONE)
            return WORK_NONE;
        return type->calibrator.kind == MDB_CAL_POLYNOMIAL &&
                       type->calibrator.n_coefficients <= CURVE_TERMS
                   ? WORK_REAL
                   : WORK_LATE;
    }
    if (type->calibrator.kind == MDB_CAL_NONE)
        return plain_work(type);
    return type->calibrator.kind == MDB_CAL_POLYNOMIAL ? curve_work(type)
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
    size_t each = 7 * sizeof(uint32_t) + sizeof(struct plan_op) +
                  sizeof(struct plan_line) + 2 * sizeof(struct plan_curve) +
                  2 * sizeof(struct plan_late);
    g->n = n;
    g->memory = xcalloc(1, n * each + 16 * 16);
    char *at = g->memory;
    g->op = carve(&at, n, sizeof *g->op);
    g->single = carve(&at, n, sizeof *g->single);
    g->line = carve(&at, n, sizeof *g->line);
    g->curve = carve(&at, n, sizeof *g->curve);
    g->real_curve = carve(&at, n, sizeof *g->real_curve);
    g->truth = carve(&at, n, sizeof *g->truth);
    g->wide = carve(&at, n, sizeof *g->wide);
    g->swap = carve(&at, n, sizeof *g->swap);
    g->late = carve(&at, 2 * n, sizeof *g->late);
    g->item = carve(&at, n, sizeof *g->item);
    g->bit = carve(&at, n, sizeof *g->bit);
    g->width = carve(&at, n, sizeof *g->width);
}

static void
add_curve(
    struct plan *g, const struct mdb_type *type, uint32_t slot, enum work work)
{
    const struct mdb_calibrator *c = &type->calibrator;
    struct plan_curve curve = {.slot = slot, .coefficient = {0, 1}};
    if (c->kind == MDB_CAL_POLYNOMIAL)
        for (uint32_t i = 0; i < CURVE_TERMS; i++)
            curve.coefficient[i] =
                i < c->n_coefficients ? c->coefficient[i] : 0;
    bool is_line = curve.coefficient[2] == 0 && curve.coefficient[3] == 0;
    if (work == WORK_CURVE && is_line)
        /* 0 + slope: as calibrate() begins its sum, without a -0. */
        g->line[g->n_line++] = (struct plan_line){
            curve.coefficient[0], 0 + curve.coefficient[1], slot};
    else if (work == WORK_REAL)
        g->real_curve[g->n_real_curve++] = curve;
    else
        g->curve[g->n_curve++] = curve;
}

static void
add_late(struct plan *g, const struct mdb_type *type, uint32_t slot,
    enum late_kind kind)
{
    g->late[g->n_late++] = (struct plan_late){slot, kind, type};
}

static void
add_work(struct plan *g, const struct mdb_type *type, uint32_t slot)
{
    switch (work_of(type)) {
    case WORK_TRUTH:
        g->truth[g->n_truth++] = slot;
        break;
    case WORK_CURVE:
    case WORK_REAL:
        add_curve(g, type, slot, work_of(type));
        break;
    case WORK_LATE:
        add_late(g, type, slot, LATE_NUMBER);
        break;
    case WORK_NONE:
    default:
        break;
    }
}

static void
add_slot(struct plan *g, const struct mdb_type *type, uint32_t slot)
{
    const struct mdb_encoding *e = &type->encoding;
    struct plan_op *op = &g->op[slot];
    if (!is_loadable(e)) {
        add_late(g, type, slot, is_text(e) ? LATE_TEXT : LATE_EXTRACT);
        return;
    }
    *op = plan_op(g->bit[slot], g->width[slot], g->min_bytes);
    bool is_swapped = e->is_little_endian && e->bits % 8 == 0 && e->bits > 8;
    bool is_signed = e->coding == MDB_TWOS_COMPLEMENT && e->bits < 64;
    if (is_signed && (is_swapped || op->is_wide)) {
        /* Rare; the sign is where the general way finds it. */
        *op = (struct plan_op){0};
        add_late(g, type, slot, LATE_EXTRACT);
        return;
    }
    if (op->is_wide)
        g->wide[g->n_wide++] = slot;
    if (is_swapped)
        g->swap[g->n_swap++] = slot;
    if (is_signed)
        op->top = UINT64_C(1) << (e->bits - 1);
    if (e->coding == MDB_IEEE754 && e->bits == 32)
        g->single[g->n_single++] = slot;
    add_work(g, type, slot);
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
    g->has_own_eng =
        g->n_late + g->n_line + g->n_truth + g->n_curve + g->n_real_curve > 0;
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

/* Raw values that a load alone does not give. */
static void
run_raw(struct mdb_decoder *d, const struct plan *g)
{
    mdb_cell *raw = d->raw;
    for (size_t i = 0; i < g->n_wide; i++) {
        uint32_t s = g->wide[i], odd = g->bit[s] % 8;
        const uint8_t *p = d->packet + g->bit[s] / 8;
        raw[s] =
            (bits_be64(p) << odd | p[8] >> (8 - odd)) >> (64 - g->width[s]);
    }
    for (size_t i = 0; i < g->n_swap; i++) {
        uint32_t s = g->swap[i];
        raw[s] = __builtin_bswap64(raw[s]) >> (64 - g->width[s]);
    }
    for (size_t i = 0; i < g->n_single; i++) {
        uint32_t s = g->single[i];
        union {
            uint32_t u;
            float f;
        } v = {.u = (uint32_t)raw[s]};
        raw[s] = mdb_cell_float((double)v.f);
    }
}

/* The same operations as calibrate(). */
static inline double
run_curve(const struct plan_curve *c, double x)
{
    double y = c->coefficient[3];
    y = y * x + c->coefficient[2];
    y = y * x + c->coefficient[1];
    return y * x + c->coefficient[0];
}

/* What is not finite has no value. */
static void
refuse(struct mdb_decoder *d, const struct plan *g, uint32_t slot)
{
    if (!d->has_quality)
        memset(d->quality, MDB_ACQUIRED, g->n);
    d->has_quality = d->has_invalid = true;
    d->quality[slot] = MDB_INVALID;
    d->eng[slot] = mdb_cell_float(NAN);
}

static void
run_real_curves(struct mdb_decoder *d, const struct plan *g)
{
    for (size_t i = 0; i < g->n_real_curve; i++) {
        const struct plan_curve *c = &g->real_curve[i];
        double y = run_curve(c, mdb_cell_get_float(d->raw[c->slot]));
        d->eng[c->slot] = mdb_cell_float(y);
        if (!isfinite(y))
            refuse(d, g, c->slot);
    }
}

static void
run_eng(struct mdb_decoder *d, const struct plan *g)
{
    const mdb_cell *raw = d->raw;
    mdb_cell *eng = d->eng;
    memcpy(eng, raw, g->n * sizeof *eng);
    for (size_t i = 0; i < g->n_truth; i++)
        eng[g->truth[i]] = raw[g->truth[i]] != 0;
    for (size_t i = 0; i < g->n_line; i++) {
        const struct plan_line *l = &g->line[i];
        double x = (double)(int64_t)raw[l->slot];
        eng[l->slot] = mdb_cell_float(l->slope * x + l->offset);
    }
    for (size_t i = 0; i < g->n_curve; i++) {
        const struct plan_curve *c = &g->curve[i];
        double y = run_curve(c, (double)(int64_t)raw[c->slot]);
        eng[c->slot] = mdb_cell_float(y);
    }
    run_real_curves(d, g);
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
    if (!d->has_quality)
        memset(d->quality, MDB_ACQUIRED, g->n);
    d->has_quality = true;
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
    const struct plan_op *op = g->op, *end = op + g->n;
    for (mdb_cell *raw = d->raw; op < end; op++, raw++) {
        uint64_t v = bits_be64(p + op->byte) >> op->shift & op->mask;
        *raw = (v ^ op->top) - op->top;
    }
    run_raw(d, g);
    if (g->has_own_eng)
        run_eng(d, g);
    d->n = g->n;
    d->end_bit = g->end_bit;
    return g->n_late == 0 || run_late(d, g);
}
