/*
 * parse_const.c - constants: their values, checked as they are read.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/time.h"
#include "pluto/parse_priv.h"

#define NUMBER_MAX 64 /* characters that are looked at */

#define YEAR_MIN 1900
#define YEAR_MAX 2200

static struct pluto_value *
value_new(struct parser *ps, enum pluto_type type)
{
    struct pluto_value *v = arena_alloc(&ps->pluto->arena, sizeof *v);
    v->type = type;
    return v;
}

/* The token's text with a NUL; false (and failed): too long. */
static bool
copy(struct parser *ps, const char *s, size_t len, char out[NUMBER_MAX])
{
    if (len >= NUMBER_MAX) {
        fail(ps, "a number of more than %d digits", NUMBER_MAX - 1);
        return false;
    }
    memcpy(out, s, len);
    out[len] = '\0';
    return true;
}

static void
set_integer(struct parser *ps, struct pluto_value *v, const char *s, int base)
{
    uint64_t u = 0;
    for (; *s != '\0'; s++) {
        char c = (char)(*s | 0x20);
        unsigned digit = (unsigned)(c >= 'a' ? c - 'a' + 10 : *s - '0');
        if (digit >= (unsigned)base) {
            fail(ps, "'%c' is no hexadecimal digit", *s);
            return;
        }
        if (__builtin_mul_overflow(u, (uint64_t)base, &u) ||
            __builtin_add_overflow(u, (uint64_t)digit, &u)) {
            fail(ps, "this integer does not fit into 64 bits");
            return;
        }
    }
    v->type = u <= INT64_MAX ? PLUTO_INTEGER : PLUTO_UNSIGNED;
    v->u = u;
}

static const struct pluto_value *
number_value(struct parser *ps, const char *s, size_t len)
{
    struct pluto_value *v = value_new(ps, PLUTO_REAL);
    char text[NUMBER_MAX];
    if (!copy(ps, s, len, text))
        return NULL;
    bool is_whole = true;
    for (size_t i = 0; i < len; i++)
        is_whole = is_whole && s[i] >= '0' && s[i] <= '9';
    if (is_whole)
        set_integer(ps, v, text, 10);
    else if (!num_parse_double(text, &v->d) || v->d - v->d != 0)
        fail(ps, "this number is too large");
    return v;
}

static const struct pluto_value *
hex_value(struct parser *ps, const char *s, size_t len)
{
    struct pluto_value *v = value_new(ps, PLUTO_INTEGER);
    char text[NUMBER_MAX];
    if (!copy(ps, s + 2, len - 2, text))
        return NULL;
    if (text[0] == '\0')
        fail(ps, "hexadecimal digits are missing behind 0x");
    else
        set_integer(ps, v, text, 16);
    return v;
}

/* Which part of an absolute time is wrong, when one is. */
static const char *
wrong_part(const char *s)
{
    int year = 0, month = 1, day = 0, n = 0, hour, minute, second;
    if (sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &n) == 3 && n == 10)
        ;
    else if (sscanf(s, "%4d-%3d%n", &year, &day, &n) == 2 && n == 8)
        month = 0;
    else
        return "the date must be YYYY-MM-DD or YYYY-DDD";
    if (sscanf(s + n + 1, "%2d:%2d:%2d", &hour, &minute, &second) != 3)
        return "the time must be hh:mm:ss, with a fraction or not";
    if (year < YEAR_MIN || year > YEAR_MAX)
        return "the year must be 1900 to 2200";
    if (month < 0 || month > 12 || (n == 10 && month == 0))
        return "there is no such month";
    if (hour > 23)
        return "the hour must be 0 to 23";
    if (minute > 59)
        return "the minute must be 0 to 59";
    if (second > 59)
        return "the second must be 0 to 59";
    return NULL;
}

static const struct pluto_value *
absolute_value(struct parser *ps, const char *s, size_t len)
{
    struct pluto_value *v = value_new(ps, PLUTO_ABSOLUTE);
    char text[NUMBER_MAX];
    struct utc utc;
    if (!copy(ps, s, len, text))
        return NULL;
    for (char *c = text; *c != '\0'; c++)
        if (*c == 't' || *c == 'z')
            *c = (char)(*c - 0x20);
    int year = atoi(text);
    bool is_in_range = year >= YEAR_MIN && year <= YEAR_MAX;
    /* A leap second cannot be waited for. */
    if (is_in_range && strstr(text, ":60") == NULL &&
        utc_parse(text, &utc) == ERR_OK) {
        v->i = utc.ns;
        return v;
    }
    const char *wrong = wrong_part(text);
    fail(ps, "this is no time: %s",
        wrong != NULL ? wrong
                      : "there is no such day, or the form is not "
                        "YYYY-MM-DDThh:mm:ss.f or YYYY-DDDThh:mm:ss.f");
    return v;
}

/* ---- relative times ------------------------------------------------------ */

/* Digits as a number of `unit` ns, added to *ns; false: too large. */
static bool
take_whole(const char **s, int64_t unit, int64_t *ns, int64_t *n)
{
    *n = 0;
    for (; **s >= '0' && **s <= '9'; ++*s)
        if (__builtin_mul_overflow(*n, 10, n) ||
            __builtin_add_overflow(*n, **s - '0', n))
            return false;
    int64_t all;
    return !__builtin_mul_overflow(*n, unit, &all) &&
           !__builtin_add_overflow(*ns, all, ns);
}

/* Digits behind the point; what is finer than a nanosecond is left out. */
static int64_t
take_fraction(const char **s)
{
    int64_t ns = 0, unit = NS_PER_S / 10;
    for (; **s >= '0' && **s <= '9'; ++*s, unit /= 10)
        ns += (**s - '0') * unit;
    return ns;
}

static const struct part {
    char letter;
    uint8_t len;
    int64_t unit, below; /* ns; how many when a larger part stands before */
    const char *name;
} part[] = {
    {'d', 1, 86400 * NS_PER_S, INT64_MAX, "days"},
    {'h', 1, 3600 * NS_PER_S, 24, "hours"},
    {'m', 3, 60 * NS_PER_S, 60, "minutes"},
    {'s', 1, NS_PER_S, 60, "seconds"},
};

static const struct pluto_value *
relative_value(struct parser *ps, const char *s, size_t len)
{
    struct pluto_value *v = value_new(ps, PLUTO_RELATIVE);
    const char *end = s + len;
    for (bool is_first = true; s < end; is_first = false) {
        const char *digits = s;
        while (*s >= '0' && *s <= '9')
            s++;
        const char *dot = s;
        int64_t fraction = 0, n;
        if (*s == '.') {
            s++;
            fraction = take_fraction(&s);
        }
        const struct part *k = part;
        while (k->letter != (*s | 0x20))
            k++;
        if (!take_whole(&digits, k->unit, &v->i, &n) || digits != dot ||
            __builtin_add_overflow(v->i, fraction, &v->i)) {
            fail(ps, "this time is too long");
            return NULL;
        }
        if (!is_first && n >= k->below) {
            fail(ps, "%s must be below %d behind a larger unit", k->name,
                (int)k->below);
            return NULL;
        }
        s += k->len;
    }
    return v;
}

/* d:hh:mm:ss[:f] */
static const struct pluto_value *
clock_value(struct parser *ps, const char *s, size_t len)
{
    struct pluto_value *v = value_new(ps, PLUTO_RELATIVE);
    const char *end = s + len;
    for (unsigned i = 0; i < 4; i++, s++) {
        int64_t n;
        if (!take_whole(&s, part[i].unit, &v->i, &n)) {
            fail(ps, "this time is too long");
            return NULL;
        }
        if (n >= part[i].below) {
            fail(ps, "%s must be below %d in d:hh:mm:ss:f", part[i].name,
                (int)part[i].below);
            return NULL;
        }
    }
    if (s < end && __builtin_add_overflow(v->i, take_fraction(&s), &v->i))
        fail(ps, "this time is too long");
    return v;
}

/* ---- constants ----------------------------------------------------------- */

/* A word on the number's line that is no stop word is its unit. */
static bool
has_unit(const struct token *t)
{
    return t->kind == T_WORD && !t->is_first && !(t->flags & KF_STOP) &&
           t->keyword != KW_TIMES;
}

static size_t
digits_of(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && ((s[n] >= '0' && s[n] <= '9') || s[n] == '.' ||
                          ((s[n] | 0x20) == 'e' && n + 1 < len &&
                              strchr("+-0123456789", s[n + 1]) != NULL) ||
                          ((s[n] == '+' || s[n] == '-') && n > 0 &&
                              (s[n - 1] | 0x20) == 'e')))
        n++;
    return n;
}

static void
quantity(struct parser *ps, struct pluto_expr *e, const struct token *t)
{
    const char *s = ps->lexer.text + t->off;
    size_t n = digits_of(s, t->len);
    e->value = number_value(ps, s, n);
    uint32_t off = t->off + (uint32_t)n;
    uint32_t end = lexer_unit(ps->lexer.text, off);
    if (end != t->off + t->len)
        fail(ps, "this is neither a number nor a quantity");
    else
        e->unit = symbols_unit(
            &ps->symbols, ps->pluto, ps->lexer.text + off, end - off);
    next(ps);
}

static void
number(struct parser *ps, struct pluto_expr *e, const struct token *t)
{
    e->value = number_value(ps, ps->lexer.text + t->off, t->len);
    next(ps);
    t = peek(ps);
    if (has_unit(t)) {
        ps->unit = token_span(t);
        e->unit = parse_unit(ps, t->off);
    }
}

static const struct pluto_value *
enum_value(struct parser *ps, const struct token *t)
{
    struct pluto_value *v = value_new(ps, PLUTO_ENUM);
    if (t->len <= 2)
        fail(ps, "an enumerated value without a name");
    else
        v->text = arena_strndup(
            &ps->pluto->arena, ps->lexer.text + t->off + 1, t->len - 2);
    return v;
}

static const struct pluto_value *
word_value(struct parser *ps, const struct token *t)
{
    struct pluto_value *v = value_new(ps, PLUTO_BOOLEAN);
    v->b = t->keyword == KW_TRUE;
    return v;
}

static const struct pluto_value *
value(struct parser *ps, const struct token *t)
{
    const char *s = ps->lexer.text + t->off;
    switch (t->kind) {
    case T_HEX:
        return hex_value(ps, s, t->len);
    case T_ABSOLUTE:
        return absolute_value(ps, s, t->len);
    case T_RELATIVE:
        return relative_value(ps, s, t->len);
    case T_CLOCK:
        return clock_value(ps, s, t->len);
    case T_ENUM:
        return enum_value(ps, t);
    default:
        return word_value(ps, t);
    }
}

struct pluto_expr *
parse_const(struct parser *ps)
{
    const struct token *t = peek(ps);
    bool is_truth =
        (t->keyword == KW_TRUE || t->keyword == KW_FALSE) &&
        (t[1].kind != T_WORD || t[1].is_first || t[1].flags & KF_STOP);
    if ((t->kind < T_NUMBER || t->kind > T_ENUM) && !is_truth)
        return NULL;
    uint32_t off = t->off;
    struct pluto_expr *e = expr_new(ps, PLUTO_E_CONST, off);
    if (t->kind == T_NUMBER) {
        number(ps, e, t);
    } else if (t->kind == T_QUANTITY) {
        quantity(ps, e, t);
    } else if (t->kind == T_STRING) {
        struct pluto_value *v = value_new(ps, PLUTO_STRING);
        v->text = parse_text(ps);
        e->value = v;
    } else {
        e->value = value(ps, t);
        next(ps);
    }
    e->span = span_from(ps, off);
    return e;
}
