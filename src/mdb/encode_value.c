/*
 * encode_value.c - one typed value to a raw number.
 *
 * What is typed is first read by the kind of its type, then scaled (times),
 * calibrated backwards, checked against ranges, and coded.
 *
 * SPDX-License-Identifier: ISC
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/num.h"
#include "mdb/bits.h"
#include "mdb/constant.h"
#include "mdb/encode_bits.h"
#include "mdb/encode_inverse.h"
#include "mdb/encoder.h"
#include "mdb/load.h"
#include "mdb/timecode.h"

static struct mdb_number
from_int(int64_t v)
{
    return (struct mdb_number){MDB_INT, (mdb_cell)v};
}

static struct mdb_number
from_double(double v)
{
    return (struct mdb_number){MDB_FLOAT, mdb_cell_float(v)};
}

/* ---- reading ------------------------------------------------------------- */

static bool
read_integer(const char *text, struct mdb_number *out)
{
    int64_t i;
    uint64_t u;
    if (num_parse_i64(text, &i))
        *out = from_int(i);
    else if (num_parse_u64(text, &u))
        *out = (struct mdb_number){MDB_UINT, u};
    else
        return false;
    return true;
}

/* A float that is a whole number, as one. */
static bool
to_whole(double v, struct mdb_number *out)
{
    if (v != floor(v) || !(v >= -0x1p63 && v < 0x1p64))
        return false;
    *out = v < 0x1p63 ? from_int((int64_t)v)
                      : (struct mdb_number){MDB_UINT, (mdb_cell)v};
    return true;
}

static bool
read_real(struct mdb_encoder *e, const char *text, struct mdb_number *out)
{
    double v;
    if (read_integer(text, out))
        return true;
    if (!num_parse_double(text, &v))
        return encode_refuse(e, "'%s' is not a number", encode_quote(e, text));
    if (!isfinite(v))
        return encode_refuse(
            e, "'%s' is not a number that can be sent", encode_quote(e, text));
    *out = from_double(v);
    return true;
}

static bool
read_whole(struct mdb_encoder *e, const char *text, struct mdb_number *out)
{
    if (!read_real(e, text, out))
        return false;
    double v = mdb_number_get(*out);
    if (out->kind != MDB_FLOAT || to_whole(v, out))
        return true;
    if (fabs(v) < 0x1p63)
        return encode_refuse(
            e, "%s is not a whole number", encode_quote(e, text));
    return true; /* too large for any: said when it is checked */
}

static const struct mdb_label *
label_with(const struct mdb_type *type, int64_t v)
{
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (type->label[i].value <= v && v <= type->label[i].max_value)
            return &type->label[i];
    return NULL;
}

/* By its text, or the only one that differs in case alone. */
static const struct mdb_label *
label_named(const struct mdb_type *type, const char *text)
{
    const struct mdb_label *found = NULL;
    unsigned n = 0;
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (strcmp(type->label[i].label, text) == 0)
            return &type->label[i];
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (strcasecmp(type->label[i].label, text) == 0) {
            found = &type->label[i];
            n++;
        }
    return n == 1 ? found : NULL;
}

static bool
refuse_label(
    struct mdb_encoder *e, const struct mdb_type *type, const char *text)
{
    struct strbuf labels = {0};
    const char *near = mdb_nearest_label(type, text);
    encode_labels_text(&labels, type);
    encode_refuse(e, "'%s' is none of %s%s%s%s", encode_quote(e, text),
        strbuf_get(&labels), near != NULL ? "; is " : "",
        near != NULL ? near : "", near != NULL ? " meant?" : "");
    strbuf_fini(&labels);
    return false;
}

static bool
read_enum(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    struct mdb_number *out)
{
    int64_t v;
    const struct mdb_label *label = label_named(type, text);
    if (label != NULL) {
        *out = from_int(label->value);
        return true;
    }
    if (!num_parse_i64(text, &v) || label_with(type, v) == NULL)
        return refuse_label(e, type, text);
    *out = from_int(v);
    return true;
}

static bool
read_bool(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    struct mdb_number *out)
{
    const char *zero = type->zero_text != NULL ? type->zero_text : "False";
    const char *one = type->one_text != NULL ? type->one_text : "True";
    bool is_one;
    /* Its own texts come first: "0" may be the text of one. */
    if (strcmp(text, one) == 0 || strcmp(text, zero) == 0)
        is_one = strcmp(text, one) == 0;
    else if (strcasecmp(text, one) == 0 || strcasecmp(text, zero) == 0)
        is_one = strcasecmp(text, one) == 0;
    else if (strcmp(text, "0") == 0 || strcmp(text, "1") == 0)
        is_one = text[0] == '1';
    else if (!mdb_bool_parse(type, text, &is_one))
        return encode_refuse(
            e, "'%s' is neither %s nor %s", encode_quote(e, text), zero, one);
    *out = from_int(is_one);
    return true;
}

/* "1.5", "200 ms", "-3min", "PT1.5S" in seconds. */
static bool
read_duration(struct mdb_encoder *e, const char *text, double *out)
{
    static const struct {
        const char *name;
        double s;
    } unit[] = {{"us", 1e-6}, {"ms", 1e-3}, {"min", 60}, {"h", 3600},
        {"d", 86400}, {"s", 1}};
    char number[64];
    int64_t ns;
    if (num_parse_double(text, out) && isfinite(*out))
        return true;
    if (load_parse_duration(text, &ns)) {
        *out = (double)ns / 1e9;
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(unit); i++) {
        if (!str_suffix(text, unit[i].name))
            continue;
        size_t n = strlen(text) - strlen(unit[i].name);
        while (n > 0 && text[n - 1] == ' ')
            n--;
        if (n >= sizeof number)
            break;
        memcpy(number, text, n);
        number[n] = '\0';
        if (!num_parse_double(number, out) || !isfinite(*out))
            continue;
        *out = unit[i].s < 1 ? *out / rint(1 / unit[i].s) : *out * unit[i].s;
        return true;
    }
    return encode_refuse(e,
        "'%s' is not a time in seconds, nor with ms s min h",
        encode_quote(e, text));
}

/* ---- times --------------------------------------------------------------- */

__extension__ typedef unsigned __int128 wide;

/* v / scale; exact for milliseconds, whose scale 0.001 is not quite that. */
static double
over(double v, double scale)
{
    double parts = rint(1 / scale);
    return parts >= 1 && 1 / parts == scale ? v * parts : v / scale;
}

/* The raw count of `t`: exact where the scale is one over a whole number.  A
 * float keeps the parts of a count. */
static bool
count_of(struct obt t, double scale, bool is_float, struct mdb_number *out)
{
    double parts = rint(1 / scale);
    bool is_exact = !is_float && t.s >= 0 && parts >= 1 && parts <= 1e12 &&
                    1 / parts == scale && t.s < INT64_MAX / (int64_t)parts - 1;
    if (!is_exact) {
        *out = from_double(over(obt_to_double(t), scale));
        return isfinite(mdb_number_get(*out));
    }
    uint64_t per_s = (uint64_t)parts;
    wide part = (wide)t.fraction * per_s + ((wide)1 << 63);
    *out = from_int((int64_t)((uint64_t)t.s * per_s + (uint64_t)(part >> 64)));
    return true;
}

static bool
obt_minus(struct obt a, struct obt b, struct obt *out)
{
    bool borrow =
        __builtin_sub_overflow(a.fraction, b.fraction, &out->fraction);
    return !__builtin_sub_overflow(a.s, b.s, &out->s) &&
           !__builtin_sub_overflow(out->s, borrow ? 1 : 0, &out->s);
}

static bool
read_time(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    struct utc *utc, struct mdb_number *out)
{
    struct obt t, offset;
    if (utc_parse(text, utc) != ERR_OK)
        return encode_refuse(e,
            "'%s' is not a time such as 2026-11-20T08:46:12Z or "
            "2026-324T08:46:12Z",
            encode_quote(e, text));
    enum mdb_epoch epoch = type->epoch;
    struct utc custom = type->custom_epoch;
    if (type->time_from_item != MDB_NIL) {
        struct mdb_held from;
        if (!encode_look(e, type->time_from_item, true, &from) || !from.is_time)
            return encode_refuse(
                e, "it counts from a time that is not known here");
        epoch = MDB_EPOCH_CUSTOM;
        custom = (struct utc){(int64_t)from.number.cell};
    }
    t = timecode_obt(epoch, custom, *utc, false);
    if (!obt_from_double(type->time_offset, &offset) ||
        !obt_minus(t, offset, &t) || type->time_scale == 0 ||
        !count_of(
            t, type->time_scale, bits_kind(&type->encoding) == MDB_FLOAT, out))
        return encode_refuse(
            e, "%s cannot be counted from its epoch", encode_quote(e, text));
    return true;
}

/* ---- checks -------------------------------------------------------------- */

struct mdb_valid_range
encode_valid_range(const struct mdb_type *type, uint32_t i)
{
    if (type->n_ranges > 0)
        return type->range[i];
    return (struct mdb_valid_range){type->valid_min, type->valid_max,
        type->valid_min_inclusive, type->valid_max_inclusive};
}

bool
encode_is_valid(const struct mdb_type *type, struct mdb_number n)
{
    double v = mdb_number_get(n);
    uint32_t count = type->n_ranges > 0 ? type->n_ranges : 1;
    for (uint32_t i = 0; i < count; i++) {
        struct mdb_valid_range r = encode_valid_range(type, i);
        if ((r.min_inclusive ? v >= r.min : v > r.min) &&
            (r.max_inclusive ? v <= r.max : v < r.max))
            return true;
    }
    return false;
}

static bool
outside(struct mdb_encoder *e, const struct mdb_type *type, const char *text)
{
    struct strbuf range = {0};
    const char *typed = encode_quote(e, text);
    if (!encode_range_text(&range, type))
        encode_refuse(e, "%s cannot be sent in its %" PRIu32 " bits", typed,
            type->encoding.bits);
    else if (strstr(strbuf_get(&range), " .. ") != NULL)
        encode_refuse(e, "%s is not in %s", typed, strbuf_get(&range));
    else
        encode_refuse(e, "%s is out of range: %s", typed, strbuf_get(&range));
    strbuf_fini(&range);
    return false;
}

/* ---- calibration --------------------------------------------------------- */

struct back {
    const struct mdb_calibrator *c;
    struct calibrate_source source;
    struct inverse_range range;
};

static struct inverse_range
range_of(const struct mdb_type *type)
{
    int64_t min;
    uint64_t max;
    struct inverse_range r;
    r.is_whole = bits_whole_range(&type->encoding, &min, &max);
    r.max = r.is_whole ? (double)max : bits_float_max(&type->encoding);
    r.min = r.is_whole ? (double)min : -r.max;
    if (!encode_has_range(type) || !type->valid_applies_to_raw)
        return r;
    struct mdb_valid_range all = encode_valid_range(type, 0);
    for (uint32_t i = 1; i < type->n_ranges; i++) {
        all.min = fmin(all.min, type->range[i].min);
        all.max = fmax(all.max, type->range[i].max);
    }
    r.min = fmax(r.min, all.min);
    r.max = fmin(r.max, all.max);
    return r;
}

/* Is the calibrated value of `raw` inside the valid range?  Rounding to a raw
 * step must not lead out of it. */
static bool
stays_valid(const struct back *b, const struct mdb_type *type, double raw)
{
    double v;
    if (!encode_has_range(type) || type->valid_applies_to_raw ||
        type->eng_kind == MDB_TIME)
        return true;
    if (!calibrate(b->c, raw, &b->source, &v))
        return false;
    if (type->eng_kind == MDB_DURATION)
        v = type->time_scale * v + type->time_offset;
    return encode_is_valid(type, from_double(v));
}

/* The raw number beside *raw whose value is valid, when its own is not. */
static bool
keep_valid(const struct back *b, const struct mdb_type *type, double *raw)
{
    if (stays_valid(b, type, *raw))
        return true;
    for (int side = -1; side <= 1 && b->range.is_whole; side += 2) {
        double beside = *raw + side;
        if (beside >= b->range.min && beside <= b->range.max &&
            stays_valid(b, type, beside)) {
            *raw = beside;
            return true;
        }
    }
    return !b->range.is_whole; /* the typed value was; this one is its own */
}

static bool
turn_around(struct mdb_encoder *e, const struct mdb_type *type,
    const struct back *b, const char *text, double value, double *raw)
{
    switch (calibrate_back(b->c, value, &b->range, &b->source, raw)) {
    case INVERSE_FOUND:
        break;
    case INVERSE_AMBIGUOUS:
        return encode_refuse(e,
            "%s is given by several raw values: its calibrator turns",
            encode_quote(e, text));
    case INVERSE_IMPOSSIBLE:
        return encode_refuse(e,
            "its calibrator cannot be turned around, so nothing can be sent");
    case INVERSE_OUTSIDE:
    default:
        return outside(e, type, text);
    }
    if (keep_valid(b, type, raw))
        return true;
    return encode_refuse(e,
        "%s lies between two raw values, and neither gives a valid value",
        encode_quote(e, text));
}

/* From the number that was typed to the raw one. */
static bool
to_raw(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    const struct mdb_calibrator *c, struct mdb_number typed,
    struct mdb_number *raw)
{
    struct back b = {c, {e, encode_number}, range_of(type)};
    double v = mdb_number_get(typed);
    *raw = typed;
    if (c->kind != MDB_CAL_NONE) {
        if (!turn_around(e, type, &b, text, v, &v))
            return false;
        *raw = from_double(v == 0 ? 0 : v); /* no -0 that nobody typed */
    } else if (typed.kind == MDB_FLOAT && b.range.is_whole) {
        bool is_time =
            type->eng_kind == MDB_TIME || type->eng_kind == MDB_DURATION;
        if (!is_time && v != floor(v) && v >= b.range.min && v <= b.range.max)
            return encode_refuse(
                e, "%s is not a whole number", encode_quote(e, text));
        v = round(v);
    }
    bool is_float = raw->kind == MDB_FLOAT;
    if (is_float && b.range.is_whole && !to_whole(v, raw))
        return outside(e, type, text);
    return true;
}

/* ---- what it becomes ----------------------------------------------------- */

/* As text that reads back exactly, as short as the encoding allows. */
static void
format_real(char out[NUM_DOUBLE_SIZE], double v, bool is_single)
{
    unsigned n = 0;
    for (int digits = 6; is_single && digits <= 9; digits++) {
        snprintf(out, NUM_DOUBLE_SIZE, "%.*g", digits, v);
        double back;
        if (num_parse_double(out, &back) && (float)back == (float)v)
            return;
    }
    n = num_fmt_double(out, v);
    if (n > 2 && strcmp(out + n - 2, ".0") == 0)
        out[n - 2] = '\0';
}

static void
format_number(char out[NUM_DOUBLE_SIZE], struct mdb_number n)
{
    if (n.kind == MDB_INT)
        snprintf(out, NUM_DOUBLE_SIZE, "%" PRId64, (int64_t)n.cell);
    else if (n.kind == MDB_UINT)
        snprintf(out, NUM_DOUBLE_SIZE, "%" PRIu64, n.cell);
    else
        format_real(out, mdb_cell_get_float(n.cell), false);
}

static const char *
label_text(const struct mdb_type *type, struct mdb_number n)
{
    if (type->eng_kind == MDB_BOOL && n.cell != 0)
        return type->one_text != NULL ? type->one_text : "True";
    if (type->eng_kind == MDB_BOOL)
        return type->zero_text != NULL ? type->zero_text : "False";
    const struct mdb_label *label = label_with(type, (int64_t)n.cell);
    return label != NULL ? label->label : NULL;
}

/* Numbers of floats and calibrated types as they come out again. */
static struct mdb_number
forward(struct mdb_encoder *e, const struct mdb_type *type,
    const struct mdb_calibrator *c, struct mdb_number typed, uint64_t bits)
{
    mdb_cell cell;
    struct calibrate_source source = {e, encode_number};
    const struct mdb_encoding *encoding = &type->encoding;
    if (!bits_number(encoding, bits_reorder(encoding, bits), &cell))
        return typed;
    struct mdb_number raw = {bits_kind(encoding), cell};
    double v;
    if (c->kind == MDB_CAL_NONE)
        return raw;
    return calibrate(c, mdb_number_get(raw), &source, &v) ? from_double(v)
                                                          : typed;
}

static bool
is_label_of(const struct mdb_type *type, struct mdb_number n, const char *text)
{
    const struct mdb_label *label = label_named(type, text);
    return type->eng_kind == MDB_BOOL ||
           (label != NULL && label->value == (int64_t)n.cell);
}

/* Enumerations and booleans. */
static bool
finish_label(struct mdb_encoder *e, const struct mdb_type *type,
    struct mdb_number typed, struct mdb_number out, struct encode_value *v)
{
    char number[NUM_DOUBLE_SIZE];
    const char *label = label_text(type, typed);
    double back = round(mdb_number_get(out));
    if (type->eng_kind == MDB_BOOL ? (back != 0) != (typed.cell != 0)
                                   : back != mdb_number_get(typed))
        return outside(e, type, v->text);
    v->eng = typed.cell;
    format_number(number, typed);
    v->shown_at = encode_keep(e, label != NULL ? label : number);
    v->canonical_at = encode_keep(
        e, label != NULL && is_label_of(type, typed, label) ? label : number);
    return true;
}

static bool
finish_number(struct mdb_encoder *e, const struct mdb_type *type,
    const struct mdb_calibrator *c, struct mdb_number typed,
    struct mdb_number out, struct encode_value *v)
{
    char text[NUM_DOUBLE_SIZE];
    bool is_real =
        type->eng_kind == MDB_FLOAT || type->eng_kind == MDB_DURATION;
    bool is_rounded = c->kind != MDB_CAL_NONE || type->eng_kind == MDB_DURATION;
    bool is_single =
        type->encoding.coding == MDB_IEEE754 && type->encoding.bits == 32;
    format_number(text, typed);
    v->canonical_at = encode_keep(e, text);
    double back = mdb_number_get(out);
    if (type->eng_kind == MDB_DURATION)
        back = type->time_scale * back + type->time_offset;
    if (is_real) {
        v->eng = mdb_cell_float(back);
        if (out.kind != MDB_FLOAT && type->eng_kind == MDB_FLOAT)
            format_number(text, out);
        else if (is_rounded)
            snprintf(text, sizeof text, "%.10g", back);
        else
            format_real(text, back, is_single);
    } else {
        if (out.kind == MDB_FLOAT && !to_whole(round(back), &out))
            return outside(e, type, v->text);
        v->eng = out.cell;
        format_number(text, out);
    }
    v->shown_at = encode_keep(e, text);
    return true;
}

/* The time that a raw count means, or `typed` where that is the same. */
static struct utc
counted(const struct mdb_type *type, struct mdb_number raw, struct utc typed)
{
    long double n = raw.kind == MDB_FLOAT ? (long double)mdb_number_get(raw)
                    : raw.kind == MDB_INT ? (long double)(int64_t)raw.cell
                                          : (long double)raw.cell;
    double parts = rint(1 / type->time_scale); /* 0.001 is not quite that */
    long double s = parts >= 1 && 1 / parts == type->time_scale
                        ? n / (long double)parts
                        : n * (long double)type->time_scale;
    s += (long double)type->time_offset;
    long double whole = floorl(s);
    if (type->time_from_item != MDB_NIL || !(fabsl(whole) < 9.2e18L))
        return typed;
    struct obt t = {(int64_t)whole, (uint64_t)((s - whole) * 0x1p64L)};
    struct utc utc = timecode_utc(type->epoch, type->custom_epoch, t, NULL);
    int64_t off = utc_is_none(utc) ? 0 : utc_diff_ns(utc, typed);
    return off >= -2 && off <= 2 ? typed : utc;
}

static bool
finish_time(struct mdb_encoder *e, const struct mdb_type *type, struct utc utc,
    struct mdb_number out, struct encode_value *v)
{
    char text[TIME_TEXT_SIZE];
    struct utc actual = counted(type, out, utc);
    v->eng = (mdb_cell)actual.ns;
    v->canonical_at = encode_keep(e, utc_fmt_iso(text, utc, false));
    v->shown_at = encode_keep(e, utc_fmt_iso(text, actual, false));
    return true;
}

/* ---- all ----------------------------------------------------------------- */

/* `typed` is what was typed, `n` the number that is calibrated backwards. */
static bool
read(struct mdb_encoder *e, const struct mdb_type *type, const char *text,
    struct mdb_number *typed, struct mdb_number *n, struct utc *utc)
{
    double s;
    bool is_good;
    switch (type->eng_kind) {
    case MDB_INT:
    case MDB_UINT:
        is_good = read_whole(e, text, typed);
        break;
    case MDB_FLOAT:
        is_good = read_real(e, text, typed);
        break;
    case MDB_ENUM:
        is_good = read_enum(e, type, text, typed);
        break;
    case MDB_BOOL:
        is_good = read_bool(e, type, text, typed);
        break;
    case MDB_TIME:
        return read_time(e, type, text, utc, n);
    case MDB_DURATION:
        if (!read_duration(e, text, &s))
            return false;
        *typed = from_double(s);
        if (type->time_scale == 0)
            return encode_refuse(e, "its scale is 0");
        *n = from_double(over(s - type->time_offset, type->time_scale));
        return true;
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        return encode_refuse(e, "its type is not supported");
    }
    *n = *typed;
    return is_good;
}

/* Decoders read an unsigned value of a signed type as it is, and the reverse:
 * what has no such value is refused here. */
static bool
has_kind(const struct mdb_type *type, struct mdb_number n)
{
    bool is_negative = n.kind == MDB_INT && (int64_t)n.cell < 0;
    bool is_huge = n.kind == MDB_UINT && n.cell > INT64_MAX;
    return !(type->eng_kind == MDB_UINT && is_negative) &&
           !(type->eng_kind == MDB_INT && is_huge);
}

static bool
encode_a_number(
    struct mdb_encoder *e, const struct mdb_type *type, struct encode_value *v)
{
    struct mdb_number typed = from_int(0), n = typed;
    struct utc utc = {0};
    const struct mdb_encoding *encoding = &type->encoding;
    bool is_time = type->eng_kind == MDB_TIME;
    enum mdb_kind kind = bits_kind(encoding);
    if ((kind != MDB_INT && kind != MDB_UINT && kind != MDB_FLOAT) ||
        encoding->bits < 1 || encoding->bits > 64)
        return encode_refuse(e, "its encoding is not supported");
    if (!read(e, type, v->text, &typed, &n, &utc))
        return false;
    bool checks_typed = encode_has_range(type) && !type->valid_applies_to_raw;
    if ((checks_typed && !is_time && !encode_is_valid(type, typed)) ||
        !has_kind(type, typed))
        return outside(e, type, v->text);
    const struct mdb_calibrator *c = encode_calibrator(e, type);
    if (!to_raw(e, type, v->text, c, n, &v->raw))
        return false;
    if ((encode_has_range(type) && type->valid_applies_to_raw &&
            !encode_is_valid(type, v->raw)) ||
        !bits_from_number(encoding, v->raw, &v->bits))
        return outside(e, type, v->text);
    struct mdb_number out = forward(e, type, c, n, v->bits);
    if (is_time)
        return finish_time(e, type, utc, out, v);
    if (type->eng_kind == MDB_ENUM || type->eng_kind == MDB_BOOL)
        return finish_label(e, type, typed, out, v);
    return finish_number(e, type, c, typed, out, v);
}

bool
encode_value(
    struct mdb_encoder *e, const struct mdb_type *type, struct encode_value *v)
{
    if (type->class != MDB_SCALAR)
        return encode_refuse(e, "its type is not supported");
    if (strnlen(v->text, ENCODE_TEXT_MAX + 1) > ENCODE_TEXT_MAX)
        return encode_refuse(e, "it is longer than %d bytes", ENCODE_TEXT_MAX);
    if (type->eng_kind == MDB_STRING || type->eng_kind == MDB_BINARY)
        return encode_text(e, type, v);
    return encode_a_number(e, type, v);
}
