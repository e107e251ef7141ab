/*
 * unit.c - units of the procedure language, on udunits2.
 *
 * A unit is kept as its factors (symbols with exponents), so that products
 * have a text that people know: deg/h times h is deg.  What it means, a factor
 * to base units and their product, comes from common/units.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/unit.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <strings.h>

#include "common/attr.h"
#include "common/hash.h"
#include "common/str.h"
#include "common/units.h"
#include "common/xalloc.h"

#define TEXT_MAX     64
#define FACTORS_MAX  8
#define EXPONENT_MAX 99

struct factor {
    char symbol[TEXT_MAX + 1];
    int exponent; /* never 0 */
};

struct pluto_unit {
    struct units_meaning is;
    bool is_plain; /* counts */
    struct factor factor[FACTORS_MAX];
    unsigned n; /* 0: its text is no product that we can take apart */
    UT_hash_handle hh;
    char text[TEXT_MAX + 1]; /* key */
};

static struct pluto_unit *all;

/* ---- the factors of a text ----------------------------------------------- */

static bool
is_symbol_char(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '%' || c == '\'' ||
           (unsigned char)c >= 0x80;
}

static bool
is_separator(char c)
{
    return c == '.' || c == '/' || c == '*' || c == ' ';
}

/* An exponent: -2, ^2, ^-2, 2; none is 1.  NULL: no such thing. */
static const char *
take_exponent(const char *s, int *exponent)
{
    *exponent = 1;
    bool must = *s == '^' || *s == '-';
    if (*s == '^')
        s++;
    int sign = *s == '-' ? -1 : 1;
    if (*s == '-')
        s++;
    if (!isdigit((unsigned char)*s))
        return must ? NULL : s;
    int n = 0;
    for (; isdigit((unsigned char)*s) && n <= EXPONENT_MAX; s++)
        n = n * 10 + (*s - '0');
    *exponent = sign * n;
    return n > 0 && n <= EXPONENT_MAX ? s : NULL;
}

static const char *
take_factor(const char *s, int sign, struct factor *out)
{
    size_t n = 0;
    while (is_symbol_char(s[n]))
        n++;
    if (n == 0)
        return NULL;
    memcpy(out->symbol, s, n);
    out->symbol[n] = '\0';
    s = take_exponent(s + n, &out->exponent);
    out->exponent *= sign;
    return s;
}

/* Blanks are a product of their own only where nothing else stands. */
static const char *
take_separator(const char *s, int *sign)
{
    *sign = 1;
    if (!is_separator(*s))
        return NULL;
    while (*s == ' ')
        s++;
    if (is_separator(*s)) {
        *sign = *s == '/' ? -1 : 1;
        s++;
    }
    while (*s == ' ')
        s++;
    return s;
}

/* factor {("." | "/") factor}; 0: it is not written so. */
static unsigned
take_factors(const char *s, struct factor out[FACTORS_MAX])
{
    int sign = 1;
    if (s[0] == '1' && s[1] == '/') {
        s += 2;
        sign = -1;
    }
    for (unsigned n = 0; n < FACTORS_MAX; n++) {
        s = take_factor(s, sign, &out[n]);
        if (s == NULL)
            return 0;
        if (*s == '\0')
            return n + 1;
        s = take_separator(s, &sign);
        if (s == NULL)
            return 0;
    }
    return 0;
}

/* J/(kg K): for udunits2 as it is, but not with numbers in it, which it would
 * take for a factor. */
static bool
is_grouped(const char *s)
{
    bool is = false;
    for (size_t i = 0; s[i] != '\0'; i++) {
        if (isdigit((unsigned char)s[i]) &&
            (i == 0 || strchr(". (*/", s[i - 1]) != NULL))
            return false;
        is = is || s[i] == '(';
    }
    return is;
}

/* udunits2 takes names in any case; ours are symbols. */
static bool
is_miswritten(const struct pluto_unit *unit)
{
    static const char *const symbol[] = {"mol", "rad", "Ohm", "ohm", "degC",
        "degF", "deg", "arcmin", "arcsec", "min", "bar", "bit", "counts",
        "count", "percent"};
    for (unsigned i = 0; i < unit->n; i++)
        for (size_t j = 0; j < ARRAY_LEN(symbol); j++) {
            const char *s = unit->factor[i].symbol;
            if (strcasecmp(s, symbol[j]) == 0)
                return !str_eq(s, symbol[j]) && !str_eq(s, "ohm");
        }
    return false;
}

/* "m^2" and "m^-2" as udunits2 writes them; it knows the first only. */
static bool
canonical(
    const struct factor *factor, unsigned n, char *out, size_t size, bool slash)
{
    struct strbuf b = {0};
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < n; i++) {
            int e = factor[i].exponent;
            if ((e < 0) != (pass == 1))
                continue;
            bool is_under = slash && e < 0 && b.len > 0;
            if (b.len > 0)
                strbuf_addc(&b, is_under ? '/' : '.');
            strbuf_adds(&b, factor[i].symbol);
            if (is_under)
                e = -e;
            if (e != 1)
                strbuf_addf(&b, "%d", e);
        }
    }
    bool fits = str_copy(out, size, strbuf_get(&b));
    strbuf_fini(&b);
    return fits;
}

/* ---- one pointer for a text ---------------------------------------------- */

static bool
is_text(const char *text, size_t len)
{
    if (len == 0 || len > TEXT_MAX)
        return false;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f || text[i] == '[' ||
            text[i] == ']')
            return false;
    return true;
}

const struct pluto_unit *
pluto_unit(const char *text, size_t len)
{
    struct pluto_unit *unit;
    HASH_FIND(hh, all, text, len, unit);
    if (unit != NULL || !is_text(text, len))
        return unit;
    struct pluto_unit made = {0};
    memcpy(made.text, text, len);
    char said[TEXT_MAX * 2];
    made.n = take_factors(made.text, made.factor);
    if (is_miswritten(&made) || (made.n == 0 && !is_grouped(made.text)))
        return NULL;
    if (made.n == 0)
        str_copy(said, sizeof said, made.text);
    else if (!canonical(made.factor, made.n, said, sizeof said, false))
        return NULL;
    if (!units_describe(said, &made.is))
        return NULL;
    made.is_plain = str_eq(made.is.base, "1");
    unit = xmemdup(&made, sizeof made);
    HASH_ADD_KEYPTR(hh, all, unit->text, len, unit);
    return unit;
}

const char *
pluto_unit_str(const struct pluto_unit *unit)
{
    return unit != NULL ? unit->text : "";
}

const char *
pluto_unit_nearest(const char *text)
{
    return units_nearest(text, NULL);
}

/* ---- what it is ---------------------------------------------------------- */

bool
pluto_unit_is_time(const struct pluto_unit *unit)
{
    return unit != NULL && str_eq(unit->is.base, "s");
}

bool
pluto_unit_is_plain(const struct pluto_unit *unit)
{
    return unit == NULL || unit->is_plain;
}

bool
pluto_unit_is_angle(const struct pluto_unit *unit)
{
    return unit != NULL && str_eq(unit->is.base, "rad");
}

bool
pluto_unit_has_offset(const struct pluto_unit *unit)
{
    return unit != NULL && unit->is.offset != 0;
}

bool
pluto_unit_agree(const struct pluto_unit *a, const struct pluto_unit *b)
{
    return a == NULL || b == NULL || a == b || str_eq(a->is.base, b->is.base);
}

const struct pluto_unit *
pluto_unit_difference(const struct pluto_unit *unit)
{
    return pluto_unit_has_offset(unit)
               ? pluto_unit(unit->is.base, strlen(unit->is.base))
               : unit;
}

/* Whole factors multiply or divide, so that 470 mA are exactly 0.47 A. */
static double
scaled(double value, double from, double to)
{
    double up = from / to, down = to / from;
    if (up >= 1)
        return value * (fabs(up - round(up)) <= 1e-14 * up ? round(up) : up);
    return fabs(down - round(down)) <= 1e-14 * down ? value / round(down)
                                                    : value * up;
}

double
pluto_unit_convert(double value, const struct pluto_unit *from,
    const struct pluto_unit *to, bool is_difference)
{
    if (from == NULL || to == NULL || from == to)
        return value;
    if (is_difference || (from->is.offset == 0 && to->is.offset == 0))
        return scaled(value, from->is.scale, to->is.scale);
    double base = value * from->is.scale + from->is.offset;
    return (base - to->is.offset) / to->is.scale;
}

/* ---- products ------------------------------------------------------------ */

/* The factor of `unit` that `f` can be joined with, the same or one of the same
 * quantity; *ratio: of f's symbol to its. */
static struct factor *
partner(struct pluto_unit *unit, const struct factor *f, double *ratio)
{
    *ratio = 1;
    for (unsigned i = 0; i < unit->n; i++)
        if (str_eq(unit->factor[i].symbol, f->symbol))
            return &unit->factor[i];
    const struct pluto_unit *b = pluto_unit(f->symbol, strlen(f->symbol));
    for (unsigned i = 0; b != NULL && !b->is_plain && i < unit->n; i++) {
        const char *symbol = unit->factor[i].symbol;
        const struct pluto_unit *a = pluto_unit(symbol, strlen(symbol));
        if (a != NULL && pluto_unit_agree(a, b) && a->is.offset == 0 &&
            b->is.offset == 0) {
            *ratio = scaled(1, b->is.scale, a->is.scale);
            return &unit->factor[i];
        }
    }
    return NULL;
}

static double
to_the(double x, int n)
{
    return n < 0 ? 1 / to_the(x, -n) : pow(x, n);
}

static bool
join(struct pluto_unit *unit, const struct factor *f, int sign, double *factor)
{
    double ratio;
    struct factor *with = partner(unit, f, &ratio);
    if (with == NULL) {
        if (unit->n == FACTORS_MAX)
            return false;
        unit->factor[unit->n] = *f;
        unit->factor[unit->n++].exponent *= sign;
        return true;
    }
    *factor *= to_the(ratio, sign * f->exponent);
    with->exponent += sign * f->exponent;
    if (with->exponent == 0)
        *with = unit->factor[--unit->n];
    return abs(with->exponent) <= EXPONENT_MAX;
}

/* The unit of these factors; plain ones are NULL, and in *factor. */
static bool
made_of(const struct pluto_unit *u, const struct pluto_unit **out, double *f)
{
    char text[TEXT_MAX + 1];
    *out = NULL;
    if (u->n == 0)
        return true;
    if (!canonical(u->factor, u->n, text, sizeof text, true))
        return false;
    *out = pluto_unit(text, strlen(text));
    if (*out == NULL)
        return false;
    /* a product of names for plain numbers keeps its name: counts */
    if ((*out)->is_plain && u->n > 1) {
        *f *= (*out)->is.scale;
        *out = NULL;
    }
    return isfinite(*f) && *f > 0;
}

static bool
combine(const struct pluto_unit *a, const struct pluto_unit *b, int sign,
    const struct pluto_unit **out, double *factor)
{
    static const struct pluto_unit none;
    struct pluto_unit u = a != NULL ? *a : none;
    *factor = 1;
    *out = a;
    if (b == NULL)
        return !pluto_unit_has_offset(a);
    if (pluto_unit_has_offset(a) || pluto_unit_has_offset(b) || b->n == 0 ||
        (a != NULL && a->n == 0))
        return false;
    for (unsigned i = 0; i < b->n; i++)
        if (!join(&u, &b->factor[i], sign, factor))
            return false;
    return made_of(&u, out, factor);
}

bool
pluto_unit_times(const struct pluto_unit *a, const struct pluto_unit *b,
    const struct pluto_unit **out, double *factor)
{
    return combine(a, b, 1, out, factor);
}

bool
pluto_unit_per(const struct pluto_unit *a, const struct pluto_unit *b,
    const struct pluto_unit **out, double *factor)
{
    return combine(a, b, -1, out, factor);
}

bool
pluto_unit_power(const struct pluto_unit *a, int exponent,
    const struct pluto_unit **out, double *factor)
{
    *factor = 1;
    *out = a;
    if (a == NULL)
        return true;
    struct pluto_unit u = *a;
    if (pluto_unit_has_offset(a) || a->n == 0)
        return false;
    for (unsigned i = 0; i < u.n; i++) {
        int64_t e = (int64_t)u.factor[i].exponent * exponent;
        if (e < -EXPONENT_MAX || e > EXPONENT_MAX)
            return false;
        u.factor[i].exponent = (int)e;
    }
    if (exponent == 0)
        u.n = 0;
    return made_of(&u, out, factor);
}
