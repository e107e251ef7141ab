/*
 * decode_value.c - comparisons, sizes, engineering values.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "mdb/bits.h"
#include "mdb/calibrate.h"
#include "mdb/decoder.h"
#include "mdb/timecode.h"

/* A number without loss; `kind` is MDB_INT, MDB_UINT, MDB_FLOAT or MDB_NONE. */
struct number {
    enum mdb_kind kind;
    mdb_cell cell;
};

static double
to_double(struct number n)
{
    if (n.kind == MDB_FLOAT)
        return mdb_cell_get_float(n.cell);
    return n.kind == MDB_INT ? (double)(int64_t)n.cell : (double)n.cell;
}

static struct number
from_double(double v)
{
    return (struct number){MDB_FLOAT, mdb_cell_float(v)};
}

/* -1, 0, 1, or 2 when not comparable (NaN). */
static int
number_order(struct number a, struct number b)
{
    if (a.kind != MDB_FLOAT && b.kind != MDB_FLOAT) {
        bool a_low = a.kind == MDB_INT && (int64_t)a.cell < 0;
        bool b_low = b.kind == MDB_INT && (int64_t)b.cell < 0;
        if (a_low != b_low)
            return a_low ? -1 : 1;
        /* Two's complement keeps the order within one sign. */
        return (a.cell > b.cell) - (a.cell < b.cell);
    }
    double x = to_double(a), y = to_double(b);
    if (isnan(x) || isnan(y))
        return 2;
    return (x > y) - (x < y);
}

static bool
op_holds(enum mdb_op op, int order)
{
    switch (op) {
    case MDB_EQ:
        return order == 0;
    case MDB_NE:
        return order != 0 && order != 2;
    case MDB_LT:
        return order == -1;
    case MDB_LE:
        return order == -1 || order == 0;
    case MDB_GT:
        return order == 1;
    case MDB_GE:
        return order == 1 || order == 0;
    default:
        return false;
    }
}

/* ---- values of this packet ----------------------------------------------- */

/* What a slot holds, as number or as text. */
struct held {
    struct number number; /* kind MDB_NONE: it is a text, or nothing */
    const char *text;
    size_t len;
    bool is_time;
    const struct mdb_type *type;
};

static struct held
hold_cell(const struct mdb_decoder *d, const struct mdb_type *type,
    enum mdb_kind kind, mdb_cell cell)
{
    struct held h = {.type = type, .number = {MDB_NONE, cell}};
    switch (kind) {
    case MDB_STRING:
        h.text = d->blob + (cell >> 32);
        h.len = (size_t)(cell & UINT32_MAX);
        if (h.len == 0)
            h.text = "";
        break;
    case MDB_INT:
    case MDB_ENUM:
    case MDB_TIME:
        h.number.kind = MDB_INT;
        h.is_time = kind == MDB_TIME;
        break;
    case MDB_UINT:
    case MDB_BOOL:
        h.number.kind = MDB_UINT;
        break;
    case MDB_FLOAT:
    case MDB_DURATION:
        h.number.kind = MDB_FLOAT;
        break;
    case MDB_NONE:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        break;
    }
    return h;
}

/* The newest value of an item; false: not there, or not good. */
static bool
look(const struct mdb_decoder *d, uint32_t item, bool is_calibrated,
    struct held *out)
{
    size_t slot;
    if (!decoder_slot(d, item, &slot))
        return false;
    const struct mdb_type *type = decoder_type(d, item);
    if (is_calibrated && d->quality[slot] != MDB_ACQUIRED)
        return false;
    *out = is_calibrated
               ? hold_cell(d, type, type->eng_kind, d->eng[slot])
               : hold_cell(d, type, bits_kind(&type->encoding), d->raw[slot]);
    return true;
}

bool
value_number(void *decoder, uint32_t item, bool is_calibrated, double *out)
{
    struct held h;
    if (!look(decoder, item, is_calibrated, &h) || h.number.kind == MDB_NONE)
        return false;
    *out = to_double(h.number);
    return true;
}

/* ---- criteria ------------------------------------------------------------ */

static int
text_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len;
    int order = n == 0 ? 0 : memcmp(a, b, n);
    if (order == 0)
        return (a_len > b_len) - (a_len < b_len);
    return order < 0 ? -1 : 1;
}

static const struct mdb_label *
label_of(const struct mdb_type *type, int64_t v)
{
    uint32_t low = 0, high = type->n_labels;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (type->label[mid].max_value < v)
            low = mid + 1;
        else
            high = mid;
    }
    bool has = low < type->n_labels && type->label[low].value <= v;
    return has ? &type->label[low] : NULL;
}

/* Is the value one of a range of numbers with the same label? */
static bool
has_label(const struct mdb_type *type, int64_t v, const char *text)
{
    const struct mdb_label *label = label_of(type, v);
    return label != NULL && text != NULL && strcmp(label->label, text) == 0;
}

static int
order_to_constant(const struct held *left, const struct mdb_comparison *c)
{
    if (left->text != NULL) {
        const char *text = c->text != NULL ? c->text : "";
        return text_order(left->text, left->len, text, strlen(text));
    }
    if (left->number.kind == MDB_NONE)
        return 2;
    struct utc t;
    if (left->is_time) {
        if (c->text == NULL || utc_parse(c->text, &t) != ERR_OK)
            return 2;
        return number_order(
            left->number, (struct number){MDB_INT, (mdb_cell)t.ns});
    }
    if (c->is_calibrated && left->type->eng_kind == MDB_ENUM &&
        has_label(left->type, (int64_t)left->number.cell, c->text))
        return 0;
    if (!c->is_number)
        return 2;
    struct number right = c->is_integer
                              ? (struct number){MDB_INT, (mdb_cell)c->integer}
                              : from_double(c->real);
    return number_order(left->number, right);
}

static bool
comparison_holds(const struct mdb_decoder *d, const struct mdb_comparison *c)
{
    struct held left, right;
    if (c->instance != 0 || !look(d, c->item, c->is_calibrated, &left))
        return false;
    if (c->other_item == MDB_NIL)
        return op_holds(c->op, order_to_constant(&left, c));
    if (!look(d, c->other_item, c->other_is_calibrated, &right))
        return false;
    if (left.text != NULL && right.text != NULL)
        return op_holds(
            c->op, text_order(left.text, left.len, right.text, right.len));
    if (left.number.kind == MDB_NONE || right.number.kind == MDB_NONE)
        return false;
    return op_holds(c->op, number_order(left.number, right.number));
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
    struct held h;
    if (!look(d, v->item, v->is_calibrated, &h) || h.number.kind == MDB_NONE)
        return false;
    double x = v->slope * to_double(h.number) + v->intercept;
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
to_integer(enum mdb_kind kind, struct number n, mdb_cell *out)
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
scaled_time(struct number n, double scale, struct obt *out)
{
    double parts = 1 / scale;
    bool is_whole = n.kind != MDB_FLOAT && (int64_t)n.cell >= 0;
    if (!is_whole || !(parts >= 1 && parts <= 1e12) || parts != rint(parts) ||
        1 / parts != scale)
        return obt_from_double(scale * to_double(n), out);
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
    struct number n, mdb_cell *out)
{
    struct obt t, offset;
    if (!scaled_time(n, type->time_scale, &t) ||
        !obt_from_double(type->time_offset, &offset) || !obt_sum(t, offset, &t))
        return false;
    struct utc utc;
    if (type->time_from_item != MDB_NIL) {
        struct held from;
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
begin_number(const struct mdb_type *type, mdb_cell raw, struct number *out)
{
    enum mdb_kind kind = bits_kind(&type->encoding);
    *out = (struct number){kind, raw};
    return kind == MDB_INT || kind == MDB_UINT || kind == MDB_FLOAT;
}

static bool
finish(const struct mdb_decoder *d, const struct mdb_type *type,
    struct number n, bool is_calibrated, mdb_cell *out)
{
    double v;
    switch (type->eng_kind) {
    case MDB_INT:
    case MDB_UINT:
    case MDB_ENUM:
        return to_integer(type->eng_kind, n, out);
    case MDB_BOOL:
        v = to_double(n);
        *out = v != 0;
        return !isnan(v);
    case MDB_FLOAT:
        v = to_double(n);
        *out = mdb_cell_float(v);
        return !is_calibrated || isfinite(v);
    case MDB_DURATION:
        v = type->time_scale * to_double(n) + type->time_offset;
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
is_in_range(const struct mdb_type *type, struct number n)
{
    double v = to_double(n);
    bool above =
        type->valid_min_inclusive ? v >= type->valid_min : v > type->valid_min;
    bool below =
        type->valid_max_inclusive ? v <= type->valid_max : v < type->valid_max;
    return above && below;
}

static bool
is_valid(const struct mdb_decoder *d, const struct mdb_type *type,
    struct number raw, mdb_cell eng)
{
    if (!type->has_valid_range)
        return true;
    struct number n = type->valid_applies_to_raw
                          ? raw
                          : hold_cell(d, type, type->eng_kind, eng).number;
    return n.kind == MDB_NONE || is_in_range(type, n);
}

/* Numbers, from raw[slot] to *out. */
static bool
engineer_number(struct mdb_decoder *d, const struct mdb_type *type,
    mdb_cell raw, mdb_cell *out)
{
    struct number n, first;
    if (!begin_number(type, raw, &n))
        return false;
    first = n;
    const struct mdb_calibrator *c = choose_calibrator(d, type);
    bool is_calibrated = c->kind != MDB_CAL_NONE;
    if (is_calibrated) {
        struct calibrate_source source = {d, value_number};
        double v;
        if (!calibrate(c, to_double(n), &source, &v))
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
