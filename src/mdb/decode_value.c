/*
 * decode_value.c - comparisons, sizes, engineering values.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "mdb/bits.h"
#include "mdb/calibrate.h"
#include "mdb/compare.h"
#include "mdb/decoder.h"
#include "mdb/timecode.h"

static struct mdb_number
from_double(double v)
{
    return (struct mdb_number){MDB_FLOAT, mdb_cell_float(v)};
}

/* ---- values of this packet ----------------------------------------------- */

/* The newest value of an item; false: not there, or not good. */
static bool
look(const struct mdb_decoder *d, uint32_t item, bool is_calibrated,
    struct mdb_held *out)
{
    size_t slot;
    if (!decoder_slot(d, item, &slot))
        return false;
    const struct mdb_type *type = decoder_type(d, item);
    if (is_calibrated && d->quality[slot] != MDB_ACQUIRED)
        return false;
    *out = is_calibrated ? mdb_hold(type, type->eng_kind, d->eng[slot], d->blob)
                         : mdb_hold(type, bits_kind(&type->encoding),
                               d->raw[slot], d->blob);
    return true;
}

bool
value_number(void *decoder, uint32_t item, bool is_calibrated, double *out)
{
    struct mdb_held h;
    if (!look(decoder, item, is_calibrated, &h) || h.number.kind == MDB_NONE)
        return false;
    *out = mdb_number_get(h.number);
    return true;
}

/* ---- criteria ------------------------------------------------------------ */

static bool
comparison_holds(const struct mdb_decoder *d, const struct mdb_comparison *c)
{
    struct mdb_held left, right;
    if (c->instance != 0 || !look(d, c->item, c->is_calibrated, &left))
        return false;
    if (c->other_item == MDB_NIL)
        return mdb_held_compare(c, &left, NULL);
    return look(d, c->other_item, c->other_is_calibrated, &right) &&
           mdb_held_compare(c, &left, &right);
}

bool
value_criteria_hold(
    const struct mdb_decoder *d, const struct mdb_criteria *criteria)
{
    switch (criteria->op) {
    case MDB_ALWAYS:
        return true;
    case MDB_COMPARE:
        return comparison_holds(d, &criteria->comparison);
    case MDB_AND:
        for (uint32_t i = 0; i < criteria->n_children; i++)
            if (!value_criteria_hold(d, &criteria->child[i]))
                return false;
        return true;
    case MDB_OR:
        for (uint32_t i = 0; i < criteria->n_children; i++)
            if (value_criteria_hold(d, &criteria->child[i]))
                return true;
        return false;
    case MDB_NEVER:
    default:
        return false;
    }
}

/* ---- sizes --------------------------------------------------------------- */

static bool
integer_from_item(
    const struct mdb_decoder *d, const struct mdb_int_value *v, int64_t *out)
{
    struct mdb_held h;
    if (!look(d, v->item, v->is_calibrated, &h) || h.number.kind == MDB_NONE)
        return false;
    double x = v->slope * mdb_number_get(h.number) + v->intercept;
    if (!(fabs(x) < 0x1p62))
        return false;
    *out = llround(x);
    return true;
}

bool
value_integer(
    const struct mdb_decoder *d, const struct mdb_int_value *v, int64_t *out)
{
    switch ((int)v->kind) {
    case MDB_FIXED:
        *out = v->fixed;
        return true;
    case MDB_FROM_ITEM:
        return integer_from_item(d, v, out);
    case MDB_LOOKUP:
        *out = v->default_value;
        for (uint32_t i = 0; i < v->n_lookups; i++)
            if (value_criteria_hold(d, &v->lookup[i].criteria)) {
                *out = v->lookup[i].value;
                return true;
            }
        return v->has_default;
    default:
        return false;
    }
}

/* ---- engineering values -------------------------------------------------- */

bool
value_needs_others(const struct mdb_type *type)
{
    return type->n_contexts > 0 || type->calibrator.kind == MDB_CAL_MATH ||
           type->encoding.size_bits.kind != MDB_FIXED ||
           (type->eng_kind == MDB_TIME && type->time_from_item != MDB_NIL);
}

bool
value_extract(struct mdb_decoder *d, const struct mdb_type *type, size_t slot)
{
    const struct mdb_encoding *e = &type->encoding;
    uint64_t bits = bits_get(d->packet, d->bit[slot], e->bits);
    return bits_number(e, bits_reorder(e, bits), &d->raw[slot]);
}

static const struct mdb_calibrator *
choose_calibrator(const struct mdb_decoder *d, const struct mdb_type *type)
{
    for (uint32_t i = 0; i < type->n_contexts; i++)
        if (value_criteria_hold(d, &type->context[i].criteria))
            return &type->context[i].calibrator;
    return &type->calibrator;
}

static bool
to_integer(enum mdb_kind kind, struct mdb_number n, mdb_cell *out)
{
    if (n.kind == MDB_FLOAT) {
        double v = round(mdb_cell_get_float(n.cell));
        bool fits = kind == MDB_UINT ? v >= 0 && v < 0x1p64
                                     : v >= -0x1p63 && v < 0x1p63;
        if (fits)
            *out = kind == MDB_UINT ? (mdb_cell)v : (mdb_cell)(int64_t)v;
        return fits;
    }
    *out = n.cell;
    return (int64_t)n.cell >= 0 || (n.kind == MDB_UINT) == (kind == MDB_UINT);
}

__extension__ typedef unsigned __int128 wide;

/* `scale` * raw as on-board time, exact for whole scales and whole parts. */
static bool
scaled_time(struct mdb_number n, double scale, struct obt *out)
{
    double parts = rint(1 / scale); /* 1 / 1e-9 is not quite whole */
    bool is_whole = n.kind != MDB_FLOAT && (int64_t)n.cell >= 0;
    if (!is_whole || !(parts >= 1 && parts <= 1e12) || 1 / parts != scale)
        return obt_from_double(scale * mdb_number_get(n), out);
    uint64_t per_s = (uint64_t)parts, rest = n.cell % per_s;
    out->s = (int64_t)(n.cell / per_s);
    /* rest / per_s in units of 2^-64, by long division of 128 bits; rounded
       up so that whole nanoseconds stay whole. */
    wide scaled = ((wide)rest << 64) + (per_s - 1);
    out->fraction = (uint64_t)(scaled / per_s);
    return true;
}

static bool
obt_sum(struct obt a, struct obt b, struct obt *out)
{
    bool carry = __builtin_add_overflow(a.fraction, b.fraction, &out->fraction);
    return !__builtin_add_overflow(a.s, b.s, &out->s) &&
           !__builtin_add_overflow(out->s, carry ? 1 : 0, &out->s);
}

static bool
to_time(const struct mdb_decoder *d, const struct mdb_type *type,
    struct mdb_number n, mdb_cell *out)
{
    struct obt t, offset;
    if (!scaled_time(n, type->time_scale, &t) ||
        !obt_from_double(type->time_offset, &offset) || !obt_sum(t, offset, &t))
        return false;
    struct utc utc;
    if (type->time_from_item != MDB_NIL) {
        struct mdb_held from;
        if (!look(d, type->time_from_item, true, &from) || !from.is_time)
            return false;
        utc = timecode_utc(
            MDB_EPOCH_CUSTOM, (struct utc){(int64_t)from.number.cell}, t, NULL);
    } else {
        utc = timecode_utc(type->epoch, type->custom_epoch, t, NULL);
    }
    *out = (mdb_cell)utc.ns;
    return !utc_is_none(utc);
}

/* The number an engineering value begins with; false: it is a text. */
static bool
begin_number(const struct mdb_type *type, mdb_cell raw, struct mdb_number *out)
{
    enum mdb_kind kind = bits_kind(&type->encoding);
    *out = (struct mdb_number){kind, raw};
    return kind == MDB_INT || kind == MDB_UINT || kind == MDB_FLOAT;
}

static bool
finish(const struct mdb_decoder *d, const struct mdb_type *type,
    struct mdb_number n, bool is_calibrated, mdb_cell *out)
{
    double v;
    switch (type->eng_kind) {
    case MDB_INT:
    case MDB_UINT:
    case MDB_ENUM:
        return to_integer(type->eng_kind, n, out);
    case MDB_BOOL:
        v = mdb_number_get(n);
        *out = v != 0;
        return !isnan(v);
    case MDB_FLOAT:
        v = mdb_number_get(n);
        *out = mdb_cell_float(v);
        return !is_calibrated || isfinite(v);
    case MDB_DURATION:
        v = type->time_scale * mdb_number_get(n) + type->time_offset;
        *out = mdb_cell_float(v);
        return isfinite(v);
    case MDB_TIME:
        return to_time(d, type, n, out);
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        return false;
    }
}

static bool
is_in_range(const struct mdb_type *type, struct mdb_number n)
{
    double v = mdb_number_get(n);
    bool above =
        type->valid_min_inclusive ? v >= type->valid_min : v > type->valid_min;
    bool below =
        type->valid_max_inclusive ? v <= type->valid_max : v < type->valid_max;
    return above && below;
}

static bool
is_valid(const struct mdb_decoder *d, const struct mdb_type *type,
    struct mdb_number raw, mdb_cell eng)
{
    if (!type->has_valid_range)
        return true;
    struct mdb_number n =
        type->valid_applies_to_raw
            ? raw
            : mdb_hold(type, type->eng_kind, eng, d->blob).number;
    return n.kind == MDB_NONE || is_in_range(type, n);
}

/* Numbers, from raw[slot] to *out. */
static bool
engineer_number(struct mdb_decoder *d, const struct mdb_type *type,
    mdb_cell raw, mdb_cell *out)
{
    struct mdb_number n, first;
    if (!begin_number(type, raw, &n))
        return false;
    first = n;
    const struct mdb_calibrator *c = choose_calibrator(d, type);
    bool is_calibrated = c->kind != MDB_CAL_NONE;
    if (is_calibrated) {
        struct calibrate_source source = {d, value_number};
        double v;
        if (!calibrate(c, mdb_number_get(n), &source, &v))
            return false;
        n = from_double(v);
    }
    mdb_cell eng;
    if (!finish(d, type, n, is_calibrated, &eng))
        return false;
    *out = eng;
    return is_valid(d, type, first, eng);
}

void
value_engineer(struct mdb_decoder *d, const struct mdb_type *type, size_t slot,
    bool is_raw_good)
{
    enum mdb_kind kind = type->eng_kind;
    bool is_good;
    d->eng[slot] = mdb_cell_none(kind);
    d->quality[slot] = MDB_INVALID; /* until it is known */
    if (kind == MDB_STRING || kind == MDB_BINARY) {
        is_good = is_raw_good && kind == bits_kind(&type->encoding);
        if (is_good)
            d->eng[slot] = d->raw[slot];
    } else {
        is_good = is_raw_good &&
                  engineer_number(d, type, d->raw[slot], &d->eng[slot]);
    }
    d->quality[slot] = is_good ? MDB_ACQUIRED : MDB_INVALID;
    if (!is_good)
        d->has_invalid = true;
}
