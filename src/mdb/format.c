/*
 * format.c - values as text, in one way everywhere.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/format.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/num.h"
#include "common/time.h"

#define WHOLE_MAX                                                              \
    9007199254740992.0 /* 2^53: whole floats up to here are exact */

/* Decimal digits, quicker than printf. */
static void
add_uint(struct strbuf *out, uint64_t v, bool is_negative)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    if (is_negative)
        digits[--at] = '-';
    strbuf_add(out, digits + at, sizeof digits - at);
}

static void
add_int(struct strbuf *out, int64_t v)
{
    add_uint(out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0);
}

/*
 * A float that is an integer in the packet and is not calibrated: written as
 * the integer that it is.
 */
static bool
is_count(const struct mdb_type *type, double v)
{
    return type != NULL &&
           (type->raw_kind == MDB_INT || type->raw_kind == MDB_UINT) &&
           type->calibrator.kind == MDB_CAL_NONE && type->n_contexts == 0 &&
           fabs(v) < WHOLE_MAX && v == (double)(int64_t)v;
}

static void
add_float(struct strbuf *out, const struct mdb_type *type, double v)
{
    char text[NUM_DOUBLE_SIZE];
    if (is_count(type, v))
        add_int(out, (int64_t)v);
    else
        strbuf_add(out, text, num_fmt_double(text, v));
}

/* The label of an enumeration or boolean, or NULL. */
static const char *
label_of(enum mdb_kind kind, const struct mdb_type *type, mdb_cell cell)
{
    if (kind == MDB_BOOL) {
        const char *text = type == NULL ? NULL
                           : cell != 0  ? type->one_text
                                        : type->zero_text;
        return text != NULL ? text : cell != 0 ? "True" : "False";
    }
    if (kind != MDB_ENUM || type == NULL)
        return NULL;
    int64_t v = (int64_t)cell;
    size_t low = 0, high = type->n_labels;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (type->label[mid].max_value < v)
            low = mid + 1;
        else
            high = mid;
    }
    bool has = low < type->n_labels && type->label[low].value <= v;
    return has ? type->label[low].label : NULL;
}

/* The bytes of a span, or NULL when it leaves the blob. */
static const char *
span_of(mdb_cell cell, const char *blob, size_t blob_len, size_t *len)
{
    size_t offset = (size_t)(cell >> 32);
    *len = (size_t)(cell & UINT32_MAX);
    if (offset > blob_len || *len > blob_len - offset)
        return NULL;
    return *len == 0 ? "" : blob + offset;
}

static void
add_hex(struct strbuf *out, const char *bytes, size_t len)
{
    strbuf_adds(out, "hex:");
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        char pair[2] = {
            "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
        strbuf_add(out, pair, sizeof pair);
    }
}

static void
add_span(struct strbuf *out, enum mdb_kind kind, mdb_cell cell,
    const char *blob, size_t blob_len)
{
    size_t len;
    const char *bytes = span_of(cell, blob, blob_len, &len);
    if (bytes == NULL)
        strbuf_addc(out, '?');
    else if (kind == MDB_BINARY)
        add_hex(out, bytes, len);
    else
        str_sanitize(out, bytes, len, false);
}

static void
add_time(struct strbuf *out, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    strbuf_adds(out, utc_is_none(t) ? "--" : utc_fmt_iso(text, t, false));
}

void
mdb_format(struct strbuf *out, enum mdb_kind kind, const struct mdb_type *type,
    mdb_cell cell, const char *blob, size_t blob_len)
{
    const char *label = label_of(kind, type, cell);
    if (label != NULL) {
        str_sanitize(out, label, strlen(label), false);
        return;
    }
    switch (kind) {
    case MDB_NONE:
        strbuf_adds(out, "--");
        break;
    case MDB_INT:
    case MDB_ENUM:
        add_int(out, (int64_t)cell);
        break;
    case MDB_UINT:
    case MDB_BOOL:
        add_uint(out, cell, false);
        break;
    case MDB_FLOAT:
        add_float(out, type, mdb_cell_get_float(cell));
        break;
    case MDB_DURATION:
        add_float(out, NULL, mdb_cell_get_float(cell));
        break;
    case MDB_STRING:
    case MDB_BINARY:
        add_span(out, kind, cell, blob, blob_len);
        break;
    case MDB_TIME:
        add_time(out, (struct utc){(int64_t)cell});
        break;
    case MDB_KIND_COUNT:
    default:
        strbuf_addc(out, '?');
    }
}

static void
json_text(struct json *json, const char *key, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len)
{
    struct strbuf text = {0};
    mdb_format(&text, kind, type, cell, blob, blob_len);
    json_strn(json, key, strbuf_get(&text), text.len);
    strbuf_fini(&text);
}

void
mdb_format_json(struct json *json, const char *key, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len)
{
    double v = mdb_cell_number(kind, cell);
    bool is_float = kind == MDB_FLOAT || kind == MDB_DURATION;
    if (kind == MDB_NONE || (kind == MDB_TIME && isnan(v)))
        json_null(json, key);
    else if (kind == MDB_UINT)
        json_uint(json, key, cell);
    else if (kind == MDB_INT ||
             (kind == MDB_ENUM && label_of(kind, type, cell) == NULL))
        json_int(json, key, (int64_t)cell);
    else if (kind == MDB_FLOAT && is_count(type, v))
        json_int(json, key, (int64_t)v);
    else if (is_float)
        json_double(json, key, v);
    else
        json_text(json, key, kind, type, cell, blob, blob_len);
}

double
mdb_cell_number(enum mdb_kind kind, mdb_cell cell)
{
    switch (kind) {
    case MDB_INT:
    case MDB_ENUM:
        return (double)(int64_t)cell;
    case MDB_UINT:
    case MDB_BOOL:
        return (double)cell;
    case MDB_FLOAT:
    case MDB_DURATION:
        return mdb_cell_get_float(cell);
    case MDB_TIME:
        return utc_is_none((struct utc){(int64_t)cell})
                   ? NAN
                   : (double)(int64_t)cell / 1e9;
    case MDB_NONE:
    case MDB_STRING:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
    default:
        return NAN;
    }
}
