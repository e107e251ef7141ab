/*
 * num.c - numbers to text and back, exactly and without a locale.
 *
 * Columba never calls setlocale() for LC_NUMERIC, so printf and strtod use
 * the C locale's '.'.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/num.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned
num_fmt_double(char out[NUM_DOUBLE_SIZE], double v)
{
    if (isnan(v) || isinf(v)) {
        const char *s = isnan(v) ? "nan" : v > 0 ? "inf" : "-inf";
        return (unsigned)snprintf(out, NUM_DOUBLE_SIZE, "%s", s);
    }
    /* Whole numbers up to 2^53 need no search for the shortest text. */
    if (fabs(v) < 9007199254740992.0 && v == (double)(int64_t)v &&
        !(v == 0 && signbit(v)))
        return (unsigned)snprintf(
            out, NUM_DOUBLE_SIZE, "%" PRId64 ".0", (int64_t)v);
    int n = 0;
    /* Fewer than 15 digits are exact but below the normal numbers. */
    for (int digits = fabs(v) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        n = snprintf(out, NUM_DOUBLE_SIZE, "%.*g", digits, v);
        if (strtod(out, NULL) == v)
            break;
    }
    if (strpbrk(out, ".e") == NULL)
        n += snprintf(out + n, NUM_DOUBLE_SIZE - (size_t)n, ".0");
    return (unsigned)n;
}

/* Strips the base prefix; returns the base or 0 for an empty number. */
static int
base_of(const char **s)
{
    int base = 10;
    if ((*s)[0] == '0' && (*s)[1] != '\0') {
        char c = (char)tolower((unsigned char)(*s)[1]);
        base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
        if (base != 10)
            *s += 2;
        /* strtoull() would take a prefix again */
        if (base != 10 && (*s)[0] == '0' && isalpha((unsigned char)(*s)[1]) &&
            !isxdigit((unsigned char)(*s)[1]))
            return 0;
        if (base == 2 && (*s)[0] == '0' &&
            tolower((unsigned char)(*s)[1]) == 'b')
            return 0;
    }
    return isalnum((unsigned char)**s) ? base : 0;
}

bool
num_parse_u64(const char *s, uint64_t *v)
{
    if (*s == '+')
        s++;
    int base = base_of(&s);
    if (base == 0)
        return false;
    char *end;
    errno = 0;
    unsigned long long u = strtoull(s, &end, base);
    if (errno != 0 || *end != '\0')
        return false;
    *v = u;
    return true;
}

bool
num_parse_i64(const char *s, int64_t *v)
{
    bool is_negative = *s == '-';
    uint64_t u;
    if (is_negative && s[1] == '+')
        return false;
    if (!num_parse_u64(s + (is_negative ? 1 : 0), &u))
        return false;
    uint64_t most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    if (u > most)
        return false;
    *v = is_negative ? (int64_t)(0 - u) : (int64_t)u;
    return true;
}

bool
num_parse_double(const char *s, double *v)
{
    if (*s == '\0' || isspace((unsigned char)*s))
        return false;
    char *end;
    double d = strtod(s, &end);
    if (*end != '\0')
        return false;
    *v = d;
    return true;
}
