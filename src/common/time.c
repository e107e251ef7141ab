/*
 * time.c - three clocks that cannot be mixed up, leap seconds, and text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/num.h"

static int64_t
read_clock(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

struct utc
utc_now(void)
{
    return (struct utc){read_clock(CLOCK_REALTIME)};
}

struct mono
mono_now(void)
{
    return (struct mono){read_clock(CLOCK_MONOTONIC)};
}

bool
utc_is_none(struct utc t)
{
    return t.ns == INT64_MIN;
}

static int64_t
saturating_add(int64_t a, int64_t b)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return b > 0 ? INT64_MAX : INT64_MIN;
    return sum;
}

static int64_t
saturating_sub(int64_t a, int64_t b)
{
    int64_t diff;
    if (__builtin_sub_overflow(a, b, &diff))
        return a > b ? INT64_MAX : INT64_MIN;
    return diff;
}

int64_t
utc_diff_ns(struct utc a, struct utc b)
{
    return saturating_sub(a.ns, b.ns);
}

int64_t
mono_diff_ns(struct mono a, struct mono b)
{
    return saturating_sub(a.ns, b.ns);
}

struct mono
mono_add_ns(struct mono t, int64_t ns)
{
    return (struct mono){saturating_add(t.ns, ns)};
}

struct utc
utc_add_ns(struct utc t, int64_t ns)
{
    return (struct utc){saturating_add(t.ns, ns)};
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Days since 1970-01-01 of a date, and back (era arithmetic of 400 years). */
static int64_t
days_from_date(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void
date_from_days(int64_t days, struct civil *c)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

struct civil
utc_civil(struct utc t, bool is_leap)
{
    struct civil c = {0};
    int64_t ns = is_leap ? saturating_sub(t.ns, NS_PER_S) : t.ns;
    int64_t sec = floor_div(ns, NS_PER_S);
    int64_t days = floor_div(sec, 86400);
    int64_t of_day = sec - days * 86400;
    date_from_days(days, &c);
    c.doy = (int)(days - days_from_date(c.year, 1, 1) + 1);
    c.hour = (int)(of_day / 3600);
    c.minute = (int)(of_day / 60 % 60);
    c.second = (int)(of_day % 60) + (is_leap ? 1 : 0);
    /* not ns - sec * NS_PER_S: that overflows in the first second of all */
    int64_t of_second = ns % NS_PER_S;
    c.ns = (int32_t)(of_second < 0 ? of_second + NS_PER_S : of_second);
    return c;
}

static int
days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap_year = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap_year ? 1 : 0);
}

enum err
utc_from_civil(const struct civil *c, struct utc *out)
{
    if (c->year < 1678 || c->year > 2261 || c->month < 1 || c->month > 12 ||
        c->day < 1 || c->day > days_in_month(c->year, c->month) ||
        c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 ||
        c->second < 0 || c->second > 60 || c->ns < 0 || c->ns >= NS_PER_S)
        return ERR_RANGE;
    int64_t sec = days_from_date(c->year, c->month, c->day) * 86400 +
                  c->hour * 3600 + c->minute * 60 + c->second;
    out->ns = sec * NS_PER_S + c->ns;
    return ERR_OK;
}

char *
utc_fmt_doy(
    char out[TIME_TEXT_SIZE], struct utc t, bool is_leap, unsigned decimals)
{
    if (utc_is_none(t)) {
        snprintf(out, TIME_TEXT_SIZE, "---/--:--:--");
        return out;
    }
    struct civil c = utc_civil(t, is_leap);
    int n = snprintf(out, TIME_TEXT_SIZE, "%03d/%02d:%02d:%02d", c.doy, c.hour,
        c.minute, c.second);
    if (decimals > 9)
        decimals = 9;
    if (decimals > 0) {
        char frac[16];
        snprintf(frac, sizeof frac, ".%09" PRId32, c.ns);
        snprintf(out + n, TIME_TEXT_SIZE - (size_t)n, "%.*s", (int)decimals + 1,
            frac);
    }
    return out;
}

char *
utc_fmt_iso(char out[TIME_TEXT_SIZE], struct utc t, bool is_leap)
{
    if (utc_is_none(t)) {
        out[0] = '\0';
        return out;
    }
    struct civil c = utc_civil(t, is_leap);
    int n = snprintf(out, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d",
        c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (c.ns != 0) {
        n += snprintf(out + n, TIME_TEXT_SIZE - (size_t)n, ".%09" PRId32, c.ns);
        while (out[n - 1] == '0')
            n--;
    }
    snprintf(out + n, TIME_TEXT_SIZE - (size_t)n, "Z");
    return out;
}

/* Exactly `digits` decimal digits at *s. */
static bool
take_digits(const char **s, int digits, int *v)
{
    *v = 0;
    for (int i = 0; i < digits; i++, (*s)++) {
        if (**s < '0' || **s > '9')
            return false;
        *v = *v * 10 + (**s - '0');
    }
    return true;
}

static bool
take_char(const char **s, const char *any)
{
    if (**s == '\0' || strchr(any, **s) == NULL)
        return false;
    (*s)++;
    return true;
}

static bool
take_date(const char **s, struct civil *c)
{
    if (!take_digits(s, 4, &c->year) || !take_char(s, "-"))
        return false;
    const char *at = *s;
    if (take_digits(&at, 3, &c->doy) && (*at == 'T' || *at == ' ')) {
        *s = at;
        c->month = 1;
        c->day = 1;
        return true;
    }
    c->doy = -1; /* not given */
    return take_digits(s, 2, &c->month) && take_char(s, "-") &&
           take_digits(s, 2, &c->day);
}

enum err
utc_parse(const char *s, struct utc *out)
{
    struct civil c = {0};
    if (!take_date(&s, &c) || !take_char(&s, "T ") ||
        !take_digits(&s, 2, &c.hour) || !take_char(&s, ":") ||
        !take_digits(&s, 2, &c.minute) || !take_char(&s, ":") ||
        !take_digits(&s, 2, &c.second))
        return ERR_FORMAT;
    if (*s == '.') {
        s++;
        int32_t unit = 100000000;
        if (*s < '0' || *s > '9')
            return ERR_FORMAT;
        for (; *s >= '0' && *s <= '9'; s++, unit /= 10)
            c.ns += (*s - '0') * unit;
    }
    if (*s == 'Z')
        s++;
    if (*s != '\0')
        return ERR_FORMAT;
    int doy = c.doy;
    if (doy == 0 || doy > 365 + (days_in_month(c.year, 2) == 29 ? 1 : 0))
        return ERR_RANGE;
    enum err e = utc_from_civil(&c, out);
    if (e == ERR_OK && doy > 0)
        out->ns += (doy - 1) * 86400 * NS_PER_S;
    return e;
}

char *
duration_fmt(char out[TIME_TEXT_SIZE], int64_t ns)
{
    double s = ns < 0 ? 0.0 : (double)ns / 1e9;
    if (s < 9.95)
        snprintf(out, TIME_TEXT_SIZE, "%.1f s", s);
    else if (s < 119.5)
        snprintf(out, TIME_TEXT_SIZE, "%.0f s", s);
    else if (s < 119.5 * 60)
        snprintf(out, TIME_TEXT_SIZE, "%.0f min", s / 60);
    else if (s < 47.95 * 3600)
        snprintf(out, TIME_TEXT_SIZE, "%.1f h", s / 3600);
    else
        snprintf(out, TIME_TEXT_SIZE, "%.0f d", s / 86400);
    return out;
}

char *
countdown_fmt(char out[TIME_TEXT_SIZE], int64_t ns)
{
    int64_t s = ns < 0 ? 0 : ns / NS_PER_S;
    int n = 0;
    if (s >= 86400)
        n = snprintf(out, TIME_TEXT_SIZE, "%" PRId64 "d ", s / 86400);
    snprintf(out + n, TIME_TEXT_SIZE - (size_t)n, "%02d:%02d:%02d",
        (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60));
    return out;
}

enum err
duration_parse(const char *s, int64_t *ns)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9},
        {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    size_t len = strspn(s, "0123456789.");
    char number[32];
    if (len == 0 || len >= sizeof number)
        return ERR_FORMAT;
    memcpy(number, s, len);
    number[len] = '\0';
    double v;
    if (!num_parse_double(number, &v))
        return ERR_FORMAT;
    s += len;
    while (*s == ' ')
        s++;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (strcmp(s, units[i].unit) != 0)
            continue;
        v *= units[i].seconds * 1e9;
        if (!(v < 9.2e18))
            return ERR_RANGE;
        *ns = (int64_t)(v + 0.5);
        return ERR_OK;
    }
    return ERR_FORMAT;
}
