/*
 * encode_range.c - what can be typed, for a person.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>

#include "mdb/charset.h"
#include "mdb/encode_bits.h"
#include "mdb/encode_inverse.h"
#include "mdb/encoder.h"
#include "mdb/timecode.h"

#define LABELS_SHOWN 24

/* A long double holds every 64-bit integer exactly. */
struct bounds {
    long double min, max; /* -inf, inf: open */
    bool is_min_inside, is_max_inside;
    bool is_whole;
};

static void
narrow(struct bounds *b, long double min, bool is_min_inside, long double max,
    bool is_max_inside)
{
    if (min > b->min || (min == b->min && !is_min_inside)) {
        b->min = min;
        b->is_min_inside = is_min_inside;
    }
    if (max < b->max || (max == b->max && !is_max_inside)) {
        b->max = max;
        b->is_max_inside = is_max_inside;
    }
}

static void
narrow_to_valid(struct bounds *b, const struct mdb_type *type, uint32_t i)
{
    struct mdb_valid_range r = encode_valid_range(type, i);
    narrow(b, (long double)r.min, r.min_inclusive, (long double)r.max,
        r.max_inclusive);
}

/* Exclusive bounds of whole numbers become inclusive ones. */
static void
make_whole(struct bounds *b)
{
    if (isfinite(b->min)) {
        long double up = ceill(b->min);
        b->min = up == b->min && !b->is_min_inside ? up + 1 : up;
        b->is_min_inside = true;
    }
    if (isfinite(b->max)) {
        long double down = floorl(b->max);
        b->max = down == b->max && !b->is_max_inside ? down - 1 : down;
        b->is_max_inside = true;
    }
}

/* The raw numbers that can be sent, of the i-th valid range. */
static struct bounds
raw_bounds(const struct mdb_type *type, uint32_t i)
{
    struct bounds b = {-HUGE_VALL, HUGE_VALL, true, true, false};
    int64_t min;
    uint64_t max;
    b.is_whole = bits_whole_range(&type->encoding, &min, &max);
    if (b.is_whole)
        narrow(&b, (long double)min, true, (long double)max, true);
    if (encode_has_range(type) && type->valid_applies_to_raw)
        narrow_to_valid(&b, type, i);
    if (b.is_whole)
        make_whole(&b);
    return b;
}

static bool
is_calibrated(const struct mdb_type *type)
{
    return type->calibrator.kind != MDB_CAL_NONE || type->n_contexts > 0;
}

/* Raw bounds as engineering ones. */
static struct bounds
calibrated_bounds(const struct mdb_type *type, struct bounds raw)
{
    const struct bounds open = {-HUGE_VALL, HUGE_VALL, true, true, false};
    struct bounds b = open;
    double min, max;
    if (!is_calibrated(type)) {
        b = raw;
        b.is_whole = raw.is_whole && type->eng_kind != MDB_DURATION;
    } else {
        struct inverse_range range = {
            (double)raw.min, (double)raw.max, raw.is_whole};
        if (type->n_contexts > 0 || !isfinite(range.min) ||
            !isfinite(range.max) ||
            !calibrate_extremes(&type->calibrator, &range, &min, &max))
            return open;
        b.min = (long double)min;
        b.max = (long double)max;
    }
    if (type->eng_kind == MDB_DURATION) {
        long double scale = (long double)type->time_scale;
        long double offset = (long double)type->time_offset;
        long double low = b.min * scale + offset, high = b.max * scale + offset;
        b.min = fminl(low, high);
        b.max = fmaxl(low, high);
    }
    return b;
}

static void
add_number(struct strbuf *out, long double v, bool is_whole)
{
    if (is_whole)
        strbuf_addf(out, "%.0Lf", v);
    else
        strbuf_addf(out, "%.10Lg", v);
}

static void
add_bounds(struct strbuf *out, const struct bounds *b)
{
    bool has_min = isfinite(b->min), has_max = isfinite(b->max);
    if (has_min && has_max && b->is_min_inside && b->is_max_inside) {
        add_number(out, b->min, b->is_whole);
        strbuf_adds(out, " .. ");
        add_number(out, b->max, b->is_whole);
        return;
    }
    if (has_min) {
        strbuf_adds(out, b->is_min_inside ? "at least " : "above ");
        add_number(out, b->min, b->is_whole);
    }
    if (has_max) {
        strbuf_adds(out, has_min ? ", " : "");
        strbuf_adds(out, b->is_max_inside ? "at most " : "below ");
        add_number(out, b->max, b->is_whole);
    }
}

/* The first and last time that can be sent. */
static bool
add_times(struct strbuf *out, const struct mdb_type *type)
{
    struct bounds raw = raw_bounds(type, 0);
    char first[TIME_TEXT_SIZE], last[TIME_TEXT_SIZE];
    double scale = type->time_scale, offset = type->time_offset;
    struct obt low, high;
    if (is_calibrated(type) || type->time_from_item != MDB_NIL ||
        !obt_from_double((double)raw.min * scale + offset, &low) ||
        !obt_from_double((double)raw.max * scale + offset, &high))
        return false;
    struct utc a = timecode_utc(type->epoch, type->custom_epoch, low, NULL);
    struct utc b = timecode_utc(type->epoch, type->custom_epoch, high, NULL);
    if (utc_is_none(a) || utc_is_none(b))
        return false;
    utc_fmt_iso(first, a, false);
    utc_fmt_iso(last, b, false);
    strbuf_addf(out, "%s .. %s", first, last);
    return true;
}

/* One of its ranges; false when it has no bounds. */
static bool
add_range(struct strbuf *out, const struct mdb_type *type, uint32_t i)
{
    struct bounds raw = raw_bounds(type, i), b = calibrated_bounds(type, raw);
    bool has_range = encode_has_range(type);
    if (has_range && !type->valid_applies_to_raw)
        narrow_to_valid(&b, type, i);
    if (type->eng_kind == MDB_INT || type->eng_kind == MDB_UINT || b.is_whole) {
        b.is_whole = true;
        make_whole(&b);
    }
    bool has_any = isfinite(b.min) || isfinite(b.max);
    bool is_raw = !has_any && has_range && type->valid_applies_to_raw;
    if (!has_any && !is_raw)
        return false;
    strbuf_adds(out, i > 0 ? " or " : "");
    strbuf_adds(out, is_raw ? "raw " : "");
    add_bounds(out, is_raw ? &raw : &b);
    return true;
}

bool
encode_range_text(struct strbuf *out, const struct mdb_type *type)
{
    uint32_t n = type->n_ranges > 0 ? type->n_ranges : 1;
    if (type->eng_kind == MDB_TIME)
        return add_times(out, type);
    for (uint32_t i = 0; i < n; i++)
        if (!add_range(out, type, i))
            return false;
    bool is_raw = str_prefix(strbuf_get(out), "raw ");
    if (!is_raw && type->unit != NULL && type->unit[0] != '\0')
        strbuf_addf(out, " %s", type->unit);
    return true;
}

void
encode_labels_text(struct strbuf *out, const struct mdb_type *type)
{
    if (type->eng_kind == MDB_BOOL) {
        strbuf_addf(out, "%s %s",
            type->zero_text != NULL ? type->zero_text : "False",
            type->one_text != NULL ? type->one_text : "True");
        return;
    }
    uint32_t n = type->n_labels < LABELS_SHOWN ? type->n_labels : LABELS_SHOWN;
    for (uint32_t i = 0; i < n; i++)
        strbuf_addf(out, "%s%s", i > 0 ? " " : "", type->label[i].label);
    if (n < type->n_labels)
        strbuf_addf(out, " and %" PRIu32 " more", type->n_labels - n);
}

const char *
encode_charset_str(enum mdb_charset charset)
{
    static const char *const name[] = {
        [MDB_ASCII] = "ASCII",
        [MDB_UTF8] = "UTF-8",
        [MDB_UTF16] = "UTF-16",
        [MDB_UTF16BE] = "UTF-16BE",
        [MDB_UTF16LE] = "UTF-16LE",
        [MDB_UTF32BE] = "UTF-32BE",
        [MDB_UTF32LE] = "UTF-32LE",
        [MDB_LATIN1] = "ISO-8859-1",
        [MDB_WINDOWS1252] = "Windows-1252",
    };
    return name[charset];
}

/* ---- texts and bytes ----------------------------------------------------- */

static const char *
deciding_leaf(const struct mdb_command *command, const struct mdb_int_value *v)
{
    uint32_t i = v->item & ~MDB_LEAF;
    bool is_leaf = v->kind == MDB_FROM_ITEM && v->item != MDB_NIL &&
                   (v->item & MDB_LEAF) != 0 && i < command->n_leaves;
    return is_leaf ? command->leaf[i].name : NULL;
}

static void
add_size(struct strbuf *out, const struct mdb_command *command,
    const struct mdb_type *type)
{
    const struct mdb_encoding *e = &type->encoding;
    bool is_text = type->eng_kind == MDB_STRING;
    uint64_t bits;
    if (!encode_text_room(e, &bits)) {
        const char *leaf = deciding_leaf(command, &e->size_bits);
        strbuf_addf(out, "%s as long as %s", is_text ? "text" : "hex digits",
            leaf != NULL ? leaf : "other values say");
    } else if (bits == UINT64_MAX) {
        strbuf_adds(out, is_text ? "text" : "hex digits");
    } else if (is_text) {
        bool is_bytes = e->charset == MDB_UTF8;
        strbuf_addf(out, "up to %" PRIu64 " %s",
            bits / 8 / charset_unit(e->charset),
            is_bytes ? "bytes" : "characters");
    } else {
        bool is_fixed = e->extent == MDB_EXTENT_BITS && e->leading_bits == 0 &&
                        e->terminator_len == 0;
        strbuf_addf(out, "%s%" PRIu64 " hex digits", is_fixed ? "" : "up to ",
            (bits + 7) / 8 * 2);
    }
}

char *
mdb_leaf_range(
    const struct mdb *mdb, const struct mdb_command *command, uint32_t leaf)
{
    struct strbuf out = {0};
    const struct mdb_type *type = &mdb->type[command->leaf[leaf].type];
    bool has_unit = type->unit != NULL && type->unit[0] != '\0';
    switch (type->eng_kind) {
    case MDB_BOOL:
    case MDB_ENUM:
        encode_labels_text(&out, type);
        break;
    case MDB_STRING:
    case MDB_BINARY:
        add_size(&out, command, type);
        break;
    case MDB_TIME:
        strbuf_adds(
            &out, "time, as 2026-11-20T08:46:12Z or 2026-324T08:46:12Z");
        break;
    case MDB_DURATION:
        if (!encode_range_text(&out, type))
            strbuf_adds(&out, "seconds, or with ms s min h");
        break;
    case MDB_NONE:
    case MDB_INT:
    case MDB_UINT:
    case MDB_FLOAT:
    case MDB_KIND_COUNT:
    default:
        if (!encode_range_text(&out, type))
            strbuf_addf(&out, "number%s%s", has_unit ? ", " : "",
                has_unit ? type->unit : "");
    }
    return strbuf_take(&out);
}
