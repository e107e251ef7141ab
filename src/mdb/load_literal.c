/*
 * load_literal.c - values of arguments as the file has them.
 *
 * XTCE: engineering values, written as the XML schema type of their kind;
 * booleans also as their texts, times as common/time.h reads them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/constant.h"
#include "mdb/load_command.h"

static char *
range_text(const struct mdb_valid_range *r)
{
    if (isinf(r->min))
        return xasprintf(
            "%s%.15g", r->max_inclusive ? "up to " : "below ", r->max);
    if (isinf(r->max))
        return xasprintf(
            "%s%.15g", r->min_inclusive ? "from " : "above ", r->min);
    return xasprintf("%s%.15g to %s%.15g", r->min_inclusive ? "" : "above ",
        r->min, r->max_inclusive ? "" : "below ", r->max);
}

static bool
is_in(const struct mdb_valid_range *r, double v)
{
    return (r->min_inclusive ? v >= r->min : v > r->min) &&
           (r->max_inclusive ? v <= r->max : v < r->max);
}

/* Ranges of raw values are checked when a command is encoded. */
static char *
check_ranges(const struct mdb_type *type, const char *text, double v)
{
    if (type->n_ranges == 0 || type->valid_applies_to_raw)
        return NULL;
    for (uint32_t i = 0; i < type->n_ranges; i++)
        if (is_in(&type->range[i], v))
            return NULL;
    char *range = range_text(&type->range[0]);
    char *refusal = xasprintf("%.40s is not in the valid range %s%s", text,
        range, type->n_ranges > 1 ? " or others" : "");
    free(range);
    return refusal;
}

/* What is not calibrated stands in the packet as it is. */
static bool
fits_encoding(const struct mdb_type *type, int64_t v, bool is_big)
{
    const struct mdb_encoding *e = &type->encoding;
    if (type->calibrator.kind != MDB_CAL_NONE || type->n_contexts > 0 ||
        e->bits == 0)
        return true;
    if (e->coding == MDB_UNSIGNED)
        return is_big ? e->bits == 64
                      : v >= 0 && (e->bits >= 63 || v >> e->bits == 0);
    if (e->coding != MDB_TWOS_COMPLEMENT || e->bits == 64)
        return !is_big;
    int64_t end = INT64_C(1) << (e->bits - 1);
    return !is_big && v >= -end && v < end;
}

static char *
check_integer(const struct mdb_type *type, const char *text)
{
    int64_t v;
    uint64_t u;
    const char *digits = *text == '+' ? text + 1 : text;
    bool is_big = num_parse_u64(digits, &u) && u > INT64_MAX;
    if (!load_parse_int(text, &v))
        return xasprintf("'%.40s' is not a whole number", text);
    if (type->eng_kind == MDB_UINT && v < 0 && !is_big)
        return xasprintf("%.40s is negative", text);
    if (type->eng_kind != MDB_UINT && is_big)
        return xasprintf("%.40s is too large", text);
    unsigned bits = type->size_bits;
    if (type->eng_kind == MDB_UINT && bits < 64 && (uint64_t)v >> bits != 0)
        return xasprintf("%.40s does not fit %u bits", text, bits);
    if (type->eng_kind == MDB_INT && bits < 64 && bits > 0 &&
        (v < -(INT64_C(1) << (bits - 1)) || v >= INT64_C(1) << (bits - 1)))
        return xasprintf("%.40s does not fit %u bits", text, bits);
    if (!fits_encoding(type, v, is_big))
        return xasprintf(
            "%.40s does not fit %u bits", text, type->encoding.bits);
    return check_ranges(type, text, is_big ? (double)u : (double)v);
}

static char *
check_float(const struct mdb_type *type, const char *text)
{
    double v;
    if (!load_parse_double(text, &v) || isnan(v))
        return xasprintf("'%.40s' is not a number", text);
    return check_ranges(type, text, v);
}

static char *
check_label(const struct mdb_type *type, const char *text)
{
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (strcmp(type->label[i].label, text) == 0)
            return NULL;
    const char *near = mdb_nearest_label(type, text);
    if (near != NULL)
        return xasprintf(
            "there is no label '%.80s'; did you mean '%.80s'?", text, near);
    return xasprintf("there is no label '%.80s'", text);
}

static char *
check_bool(const struct mdb_type *type, const char *text)
{
    bool v;
    if (mdb_bool_parse(type, text, &v) || str_eq(text, "0") ||
        str_eq(text, "1"))
        return NULL;
    return xasprintf("'%.40s' is neither '%.40s' nor '%.40s'", text,
        type->zero_text, type->one_text);
}

static char *
check_binary(const char *text)
{
    const char *hex = str_prefix(text, "0x") ? text + 2 : text;
    size_t n = strspn(hex, "0123456789abcdefABCDEF");
    if (hex[n] == '\0' && n % 2 == 0)
        return NULL;
    return xasprintf(
        "'%.40s' is not a whole number of hexadecimal bytes", text);
}

static char *
check_time(const char *text)
{
    struct utc t;
    return utc_parse(text, &t) == ERR_OK
               ? NULL
               : xasprintf("'%.40s' is not a date and time", text);
}

static char *
check_duration(const struct mdb_type *type, const char *text)
{
    int64_t ns;
    double v;
    if (load_parse_duration(text, &ns))
        return check_ranges(type, text, (double)ns / 1e9);
    if (load_parse_double(text, &v) && isfinite(v))
        return check_ranges(type, text, v);
    return xasprintf("'%.40s' is not a duration", text);
}

char *
load_literal_refusal(const struct mdb_type *type, const char *text)
{
    switch (type->eng_kind) {
    case MDB_INT:
    case MDB_UINT:
        return check_integer(type, text);
    case MDB_FLOAT:
        return check_float(type, text);
    case MDB_ENUM:
        return check_label(type, text);
    case MDB_BOOL:
        return check_bool(type, text);
    case MDB_BINARY:
        return check_binary(text);
    case MDB_TIME:
        return check_time(text);
    case MDB_DURATION:
        return check_duration(type, text);
    case MDB_STRING:
    case MDB_NONE:
    case MDB_KIND_COUNT:
        break;
    }
    return NULL;
}
