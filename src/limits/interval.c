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
#include "common/time.h"

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

/* One side of an interval. */
struct edge {
    double value;
    bool is_open, is_time;
};

/* The number or time in `len` bytes; blank is `open`. */
static bool
read_edge(const char *s, size_t len, double open, struct edge *out,
    char why[INTERVAL_WHY_SIZE])
{
    char text[64];
    struct utc t;
    while (len > 0 && (*s == ' ' || *s == '\t'))
        s++, len--;
    while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
        len--;
    *out = (struct edge){.value = open, .is_open = len == 0};
    if (len == 0)
        return true;
    if (len >= sizeof text) /* a part of it would be another number */
        return no(why, "'%.40s...' is too long for a number", s);
    memcpy(text, s, len);
    text[len] = '\0';
    if (utc_parse(text, &t) == ERR_OK) {
        out->is_time = true;
        out->value = (double)t.ns;
        return true;
    }
    if (!num_parse_double(text, &out->value) || isnan(out->value))
        return no(why, "'%.40s' is not a number", text);
    out->is_open = out->value == open;
    return true;
}

/* Are there values in it, and others that are not? */
static bool
check(const struct mdb_range *r, bool is_time, char why[INTERVAL_WHY_SIZE])
{
    if (r->min == -INFINITY && r->max == INFINITY)
        return no(why, "an interval without limits checks nothing");
    if (r->min > r->max && is_time)
        return no(why, "it ends before it begins");
    if (r->min > r->max)
        return no(
            why, "the low limit %g is above the high limit %g", r->min, r->max);
    if (r->min == r->max && (r->min_is_exclusive || r->max_is_exclusive))
        return no(why, "no value is in this interval");
    return true;
}

bool
interval_parse(
    const char *text, struct interval *out, char why[INTERVAL_WHY_SIZE])
{
    *out = (struct interval){0};
    if (strncmp(text, "in", 2) == 0 && strchr(" \t[(", text[2]) != NULL) {
        out->is_inside = true;
        text += 2 + strspn(text + 2, " \t");
    }
    size_t len = strlen(text);
    const char *comma = strchr(text, ',');
    if (len < 3 || strchr("[(", text[0]) == NULL ||
        strchr("])", text[len - 1]) == NULL || comma == NULL)
        return no(why, "limits like \"[low, high]\", or off, are expected");
    struct edge low, high;
    if (!read_edge(
            text + 1, (size_t)(comma - text - 1), -INFINITY, &low, why) ||
        !read_edge(comma + 1, (size_t)(text + len - 1 - comma - 1), INFINITY,
            &high, why))
        return false;
    if (low.is_time != high.is_time && !low.is_open && !high.is_open)
        return no(why, "one of its limits is a time, the other is none");
    out->is_time = low.is_time || high.is_time;
    out->range = (struct mdb_range){
        .min = low.value,
        .max = high.value,
        .min_is_exclusive = text[0] == '(',
        .max_is_exclusive = text[len - 1] == ')',
    };
    return check(&out->range, out->is_time, why);
}
