/*
 * function_time.c - functions of times.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <string.h>

#include "common/num.h"
#include "common/time.h"
#include "pluto/compute.h"
#include "pluto/function_priv.h"

#define UNUSED_ARGUMENTS ((void)arg, (void)n, (void)now, (void)why)

static struct civil
civil(const struct pluto_value *v)
{
    return utc_civil((struct utc){v->i}, false);
}

static bool
give(int i, struct pluto_value *out)
{
    *out = pluto_integer(i);
    return true;
}

FUNCTION(function_current_time)
{
    UNUSED_ARGUMENTS;
    *out = pluto_absolute(now);
    return true;
}

FUNCTION(function_year)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).year, out);
}

FUNCTION(function_month)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).month, out);
}

FUNCTION(function_day_of_month)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).day, out);
}

FUNCTION(function_day_of_year)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).doy, out);
}

FUNCTION(function_hour)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).hour, out);
}

FUNCTION(function_minute)
{
    UNUSED_ARGUMENTS;
    return give(civil(arg).minute, out);
}

FUNCTION(function_second)
{
    UNUSED_ARGUMENTS;
    const struct civil c = civil(arg);
    *out = pluto_real(c.second + (double)c.ns / (double)NS_PER_S, NULL);
    return true;
}

static bool
refuse(const struct pluto_value *v, const char *text, struct strbuf *why)
{
    pluto_value_quote(v, why);
    strbuf_adds(why, text);
    return false;
}

FUNCTION(function_to_absolute_time)
{
    UNUSED_ARGUMENTS;
    struct utc t;
    if (arg->type == PLUTO_ABSOLUTE)
        t.ns = arg->i;
    else if (arg->type != PLUTO_STRING || utc_parse(arg->text, &t) != ERR_OK)
        return refuse(arg, " is no absolute time", why);
    *out = pluto_absolute(t.ns);
    return true;
}

/* "1d2h30min10.5s", parts in order, at least one, each a number. */
static bool
parse_parts(const char *s, double *seconds)
{
    static const struct {
        const char *unit;
        double seconds;
    } part[] = {{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}};
    const double sign = *s == '-' ? -1 : 1;
    size_t next = 0;
    *seconds = 0;
    s += *s == '-';
    do {
        char number[32];
        size_t len = strspn(s, "0123456789.");
        double d;
        if (len == 0 || len >= sizeof number)
            return false;
        memcpy(number, s, len);
        number[len] = '\0';
        s += len;
        size_t unit = strspn(s, "dhmins");
        for (; next < 4; next++)
            if (strlen(part[next].unit) == unit &&
                strncmp(s, part[next].unit, unit) == 0)
                break;
        if (next == 4 || !num_parse_double(number, &d))
            return false;
        *seconds += sign * d * part[next++].seconds;
        s += unit;
    } while (*s != '\0');
    return true;
}

FUNCTION(function_to_relative_time)
{
    UNUSED_ARGUMENTS;
    struct pluto_value v = *arg;
    if (arg->type == PLUTO_STRING) {
        double d;
        if (!parse_parts(arg->text, &d) && !num_parse_double(arg->text, &d))
            return refuse(arg, " is no relative time", why);
        v = pluto_real(d, NULL);
    }
    int64_t ns;
    if (!pluto_as_ns(&v, &ns, why))
        return false;
    *out = pluto_relative(ns);
    return true;
}
