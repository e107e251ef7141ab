/*
 * interval.c - "[10, 50)" as a range: what is within limits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/interval.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"

static bool no(char why[INTERVAL_WHY_SIZE], const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static bool
no(char why[INTERVAL_WHY_SIZE], const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(why, INTERVAL_WHY_SIZE, fmt, ap);
    va_end(ap);
    return false;
}

/* The number in `len` bytes; blank is `open`. */
static bool
read_edge(const char *s, size_t len, double open, double *out,
    char why[INTERVAL_WHY_SIZE])
{
    char text[64];
    while (len > 0 && (*s == ' ' || *s == '\t'))
        s++, len--;
    while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
        len--;
    *out = open;
    if (len == 0)
        return true;
    if (len >= sizeof text) /* a part of it would be another number */
        return no(why, "'%.40s...' is too long for a number", s);
    memcpy(text, s, len);
    text[len] = '\0';
    if (!num_parse_double(text, out) || isnan(*out))
        return no(why, "'%.40s' is not a number", text);
    return true;
}

bool
interval_parse(
    const char *text, struct mdb_range *out, char why[INTERVAL_WHY_SIZE])
{
    size_t len = strlen(text);
    const char *comma = strchr(text, ',');
    if (len < 3 || strchr("[(", text[0]) == NULL ||
        strchr("])", text[len - 1]) == NULL || comma == NULL)
        return no(why, "limits like \"[low, high]\", or off, are expected");
    *out = (struct mdb_range){
        .min_is_exclusive = text[0] == '(',
        .max_is_exclusive = text[len - 1] == ')',
    };
    if (!read_edge(
            text + 1, (size_t)(comma - text - 1), -INFINITY, &out->min, why) ||
        !read_edge(comma + 1, (size_t)(text + len - 1 - comma - 1), INFINITY,
            &out->max, why))
        return false;
    if (out->min == -INFINITY && out->max == INFINITY)
        return no(why, "an interval without limits checks nothing");
    if (out->min > out->max)
        return no(why, "the low limit %g is above the high limit %g", out->min,
            out->max);
    if (out->min == out->max &&
        (out->min_is_exclusive || out->max_is_exclusive))
        return no(why, "no value is in this interval");
    return true;
}
