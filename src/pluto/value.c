/*
 * value.c - values of the procedure language: printed, saved, loaded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/value.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/unit.h"

#define YEAR_NS (INT64_C(365) * 86400 * NS_PER_S)

const char *
pluto_type_str(enum pluto_type type)
{
    static const char *const name[PLUTO_TYPE_COUNT] = {
        "no value",
        "Boolean",
        "signed integer",
        "unsigned integer",
        "real",
        "string",
        "absolute time",
        "relative time",
        "enumerated",
    };
    return type < PLUTO_TYPE_COUNT ? name[type] : "?";
}

static bool
has_text(const struct pluto_value *v)
{
    return v->type == PLUTO_STRING || v->type == PLUTO_ENUM;
}

void
pluto_value_fini(struct pluto_value *v)
{
    if (has_text(v))
        free(v->text);
    *v = (struct pluto_value){0};
}

struct pluto_value
pluto_value_copy(const struct pluto_value *v)
{
    struct pluto_value copy = *v;
    if (has_text(v))
        copy.text = xstrdup(v->text != NULL ? v->text : "");
    return copy;
}

struct pluto_value
pluto_bool(bool b)
{
    return (struct pluto_value){.type = PLUTO_BOOLEAN, .b = b};
}

struct pluto_value
pluto_integer(int64_t i)
{
    return (struct pluto_value){.type = PLUTO_INTEGER, .i = i};
}

struct pluto_value
pluto_unsigned(uint64_t u)
{
    return (struct pluto_value){.type = PLUTO_UNSIGNED, .u = u};
}

struct pluto_value
pluto_real(double d, const struct pluto_unit *unit)
{
    return (struct pluto_value){.type = PLUTO_REAL, .d = d, .unit = unit};
}

struct pluto_value
pluto_string(const char *s, size_t len)
{
    return (struct pluto_value){.type = PLUTO_STRING, .text = xstrndup(s, len)};
}

struct pluto_value
pluto_enum(const char *s, size_t len)
{
    return (struct pluto_value){.type = PLUTO_ENUM, .text = xstrndup(s, len)};
}

struct pluto_value
pluto_absolute(int64_t ns)
{
    return (struct pluto_value){.type = PLUTO_ABSOLUTE, .i = ns};
}

struct pluto_value
pluto_relative(int64_t ns)
{
    return (struct pluto_value){.type = PLUTO_RELATIVE, .i = ns};
}

static char
folded(char c)
{
    return c == '_' ? ' ' : (char)tolower((unsigned char)c);
}

bool
pluto_name_eq(const char *a, const char *b)
{
    while (*a != '\0' && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

/* ---- printed ------------------------------------------------------------- */

/* 15 digits: what a person wrote comes back, noise of sums does not. */
static void
print_real(double d, struct strbuf *out)
{
    if (d == 0)
        strbuf_adds(out, "0");
    else if (isnan(d))
        strbuf_adds(out, "nan");
    else
        strbuf_addf(out, "%.15g", d);
}

/* `ns` as seconds, exactly. */
static void
print_seconds(uint64_t ns, struct strbuf *out)
{
    char digits[24];
    strbuf_addf(out, "%" PRIu64, ns / NS_PER_S);
    if (ns % NS_PER_S == 0)
        return;
    int n = snprintf(digits, sizeof digits, ".%09" PRIu64, ns % NS_PER_S);
    while (n > 0 && digits[n - 1] == '0')
        n--;
    strbuf_add(out, digits, (size_t)n);
}

static uint64_t
magnitude(int64_t i)
{
    return i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
}

static void
print_relative(int64_t ns, struct strbuf *out)
{
    if (ns < 0)
        strbuf_addc(out, '-');
    print_seconds(magnitude(ns), out);
}

/* Milliseconds, or as many groups of three digits as it needs. */
static void
print_absolute(int64_t ns, struct strbuf *out)
{
    if (ns >= 0 && ns < YEAR_NS) {
        print_seconds((uint64_t)ns, out);
        return;
    }
    const struct civil c = utc_civil((struct utc){ns}, false);
    strbuf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.", c.year, c.month, c.day,
        c.hour, c.minute, c.second);
    if (c.ns % NS_PER_MS == 0)
        strbuf_addf(out, "%03dZ", (int)(c.ns / NS_PER_MS));
    else if (c.ns % NS_PER_US == 0)
        strbuf_addf(out, "%06dZ", (int)(c.ns / NS_PER_US));
    else
        strbuf_addf(out, "%09dZ", (int)c.ns);
}

void
pluto_value_print(const struct pluto_value *v, struct strbuf *out)
{
    switch (v->type) {
    case PLUTO_BOOLEAN:
        strbuf_adds(out, v->label != NULL ? v->label[v->b]
                         : v->b           ? "TRUE"
                                          : "FALSE");
        break;
    case PLUTO_INTEGER:
        strbuf_addf(out, "%" PRId64, v->i);
        break;
    case PLUTO_UNSIGNED:
        strbuf_addf(out, "%" PRIu64, v->u);
        break;
    case PLUTO_REAL:
        print_real(v->d, out);
        break;
    case PLUTO_STRING:
    case PLUTO_ENUM:
        strbuf_adds(out, v->text);
        break;
    case PLUTO_ABSOLUTE:
        print_absolute(v->i, out);
        break;
    case PLUTO_RELATIVE:
        print_relative(v->i, out);
        break;
    case PLUTO_NONE:
    case PLUTO_TYPE_COUNT:
        strbuf_adds(out, "no value");
        break;
    }
}

/* "1d2h30min10.5s" */
static void
show_relative(int64_t ns, struct strbuf *out)
{
    static const struct {
        uint64_t ns;
        const char *unit;
    } part[] = {{UINT64_C(86400) * NS_PER_S, "d"},
        {UINT64_C(3600) * NS_PER_S, "h"}, {UINT64_C(60) * NS_PER_S, "min"}};
    uint64_t left = magnitude(ns);
    if (ns < 0)
        strbuf_addc(out, '-');
    const size_t before = out->len;
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (left >= part[i].ns)
            strbuf_addf(out, "%" PRIu64 "%s", left / part[i].ns, part[i].unit);
        left %= part[i].ns;
    }
    if (left == 0 && out->len > before)
        return;
    print_seconds(left, out);
    strbuf_addc(out, 's');
}

void
pluto_value_show(const struct pluto_value *v, struct strbuf *out)
{
    if (v->type == PLUTO_RELATIVE) {
        show_relative(v->i, out);
        return;
    }
    pluto_value_print(v, out);
    if (v->unit != NULL)
        strbuf_addf(out, " %s", pluto_unit_str(v->unit));
}

/* ---- saved --------------------------------------------------------------- */

/* By enum pluto_type. */
static const char letter[] = "nbiudsare";

static void
save_text(const char *s, struct strbuf *out)
{
    strbuf_addc(out, '"');
    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\')
            strbuf_addf(out, "\\%c", *s);
        else if ((unsigned char)*s < ' ' || *s == 0x7f)
            strbuf_addf(out, "\\x%02x", (unsigned)(unsigned char)*s);
        else
            strbuf_addc(out, *s);
    }
    strbuf_addc(out, '"');
}

void
pluto_value_save(const struct pluto_value *v, struct strbuf *out)
{
    strbuf_addf(out, "%c:", letter[v->type]);
    switch (v->type) {
    case PLUTO_BOOLEAN:
        strbuf_addc(out, v->b ? '1' : '0');
        break;
    case PLUTO_INTEGER:
    case PLUTO_ABSOLUTE:
    case PLUTO_RELATIVE:
        strbuf_addf(out, "%" PRId64, v->i);
        break;
    case PLUTO_UNSIGNED:
        strbuf_addf(out, "%" PRIu64, v->u);
        break;
    case PLUTO_REAL:
        if (isnan(v->d))
            strbuf_adds(out, "nan");
        else
            strbuf_addf(out, "%a", v->d);
        break;
    case PLUTO_STRING:
    case PLUTO_ENUM:
        save_text(v->text, out);
        break;
    case PLUTO_NONE:
    case PLUTO_TYPE_COUNT:
        break;
    }
    if (v->unit != NULL)
        strbuf_addf(out, "[%s]", pluto_unit_str(v->unit));
}

/* ---- loaded -------------------------------------------------------------- */

struct input {
    const char *s;
    size_t len, at;
};

static bool
take(struct input *in, char c)
{
    bool is = in->at < in->len && in->s[in->at] == c;
    in->at += is;
    return is;
}

static int
hex_digit(struct input *in)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = NULL;
    if (in->at < in->len && in->s[in->at] != '\0')
        at = strchr(digits, in->s[in->at]);
    in->at += at != NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* What stands behind a backslash; 0: nothing that save_text() writes. */
static char
take_escaped(struct input *in)
{
    if (take(in, '"'))
        return '"';
    if (take(in, '\\'))
        return '\\';
    if (!take(in, 'x'))
        return '\0';
    int high = hex_digit(in), low = hex_digit(in);
    int c = high * 16 + low;
    return high >= 0 && low >= 0 && (c < ' ' || c == 0x7f) ? (char)c : '\0';
}

static bool
load_text(struct input *in, struct pluto_value *out)
{
    struct strbuf text = {0};
    bool is_ok = take(in, '"'), is_open = is_ok;
    while (is_ok && is_open) {
        char c = in->at < in->len ? in->s[in->at++] : '\0';
        is_open = c != '"';
        if (c == '\\')
            c = take_escaped(in);
        else
            is_ok = (unsigned char)c >= ' ' && c != 0x7f;
        is_ok = is_ok && c != '\0';
        if (is_ok && is_open)
            strbuf_addc(&text, c);
    }
    out->text = strbuf_take(&text);
    return is_ok;
}

#define NUMBER_MAX 40

/* The characters of a number, up to what cannot be in one. */
static bool
number_text(struct input *in, const char *allowed, char out[NUMBER_MAX])
{
    size_t n = 0;
    while (in->at + n < in->len && n < NUMBER_MAX - 1 &&
           in->s[in->at + n] != '\0' &&
           strchr(allowed, in->s[in->at + n]) != NULL) {
        out[n] = in->s[in->at + n];
        n++;
    }
    out[n] = '\0';
    in->at += n;
    return n > 0;
}

static bool
load_integer(struct input *in, struct pluto_value *out)
{
    char text[NUMBER_MAX], *end;
    const bool is_unsigned = out->type == PLUTO_UNSIGNED;
    const char *allowed = is_unsigned ? "0123456789" : "-0123456789";
    if (!number_text(in, allowed, text))
        return false;
    errno = 0;
    if (is_unsigned)
        out->u = strtoull(text, &end, 10);
    else
        out->i = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0' && isdigit((unsigned char)end[-1]);
}

static bool
load_real(struct input *in, struct pluto_value *out)
{
    char text[NUMBER_MAX], *end;
    if (!number_text(in, "+-.0123456789abcdefinpx", text))
        return false;
    out->d = strtod(text, &end);
    return *end == '\0' && end != text;
}

static bool
load_unit(struct input *in, struct pluto_value *out)
{
    if (!take(in, '['))
        return true;
    const char *from = in->s + in->at;
    const char *to = memchr(from, ']', in->len - in->at);
    if (to == NULL)
        return false;
    in->at += (size_t)(to - from) + 1;
    out->unit = pluto_unit(from, (size_t)(to - from));
    return out->unit != NULL;
}

static bool
load(struct input *in, struct pluto_value *out)
{
    const char *type =
        in->len < 2 || in->s[0] == '\0' ? NULL : strchr(letter, in->s[0]);
    if (type == NULL || in->s[1] != ':')
        return false;
    in->at = 2;
    out->type = (enum pluto_type)(type - letter);
    switch (out->type) {
    case PLUTO_BOOLEAN:
        out->b = take(in, '1');
        return out->b || take(in, '0');
    case PLUTO_INTEGER:
    case PLUTO_UNSIGNED:
        return load_integer(in, out) && load_unit(in, out);
    case PLUTO_REAL:
        return load_real(in, out) && load_unit(in, out);
    case PLUTO_ABSOLUTE:
    case PLUTO_RELATIVE:
        return load_integer(in, out);
    case PLUTO_STRING:
    case PLUTO_ENUM:
        return load_text(in, out);
    case PLUTO_NONE:
    case PLUTO_TYPE_COUNT:
        break;
    }
    return out->type == PLUTO_NONE;
}

bool
pluto_value_load(
    const char *s, size_t len, struct pluto_value *out, size_t *used)
{
    struct input in = {s, len, 0};
    *out = (struct pluto_value){0};
    bool is = load(&in, out);
    if (!is)
        pluto_value_fini(out);
    *used = is ? in.at : 0;
    return is;
}
