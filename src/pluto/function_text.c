/*
 * function_text.c - functions of texts, and from texts to numbers.
 *
 * Positions and lengths count characters (UTF-8), from 1.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "common/num.h"
#include "common/utf8.h"
#include "pluto/compute.h"
#include "pluto/eval.h"
#include "pluto/function_priv.h"

#define UNUSED_ARGUMENTS ((void)arg, (void)n, (void)now, (void)why)

static bool
give(struct strbuf *text, struct pluto_value *out, struct strbuf *why)
{
    const bool fits = text->len <= PLUTO_TEXT_MAX;
    if (fits)
        *out = (struct pluto_value){
            .type = PLUTO_STRING, .text = strbuf_take(text)};
    else
        strbuf_addf(
            why, "a text of more than %u bytes", (unsigned)PLUTO_TEXT_MAX);
    strbuf_fini(text);
    return fits;
}

static bool
refuse(const struct pluto_value *v, const char *text, struct strbuf *why)
{
    pluto_value_quote(v, why);
    strbuf_adds(why, text);
    return false;
}

FUNCTION(function_to_string)
{
    UNUSED_ARGUMENTS;
    struct strbuf text = {0};
    pluto_value_print(arg, &text);
    return give(&text, out, why);
}

FUNCTION(function_concatenate)
{
    UNUSED_ARGUMENTS;
    struct strbuf text = {0};
    for (size_t i = 0; i < n && text.len <= PLUTO_TEXT_MAX; i++)
        pluto_value_print(&arg[i], &text);
    return give(&text, out, why);
}

/* Bytes of the character at `s`; a malformed one counts as one byte. */
static size_t
character(const char *s)
{
    uint32_t c;
    const size_t n = utf8_decode(s, strlen(s) < 4 ? strlen(s) : 4, &c);
    return n > 0 ? n : 1;
}

static uint64_t
characters(const char *s)
{
    uint64_t n = 0;
    for (; *s != '\0'; s += character(s))
        n++;
    return n;
}

FUNCTION(function_length)
{
    UNUSED_ARGUMENTS;
    *out = pluto_integer((int64_t)characters(arg->text));
    return true;
}

/* A whole number of min .. max. */
static bool
position(const struct pluto_value *v, uint64_t min, uint64_t max, uint64_t *out,
    struct strbuf *why)
{
    const double d = pluto_as_real(v);
    if (!(d >= (double)min && d <= (double)max) || d != rint(d)) {
        pluto_value_quote(v, why);
        strbuf_addf(why, " is outside the text: %llu to %llu here",
            (unsigned long long)min, (unsigned long long)max);
        return false;
    }
    *out = (uint64_t)d;
    return true;
}

FUNCTION(function_substring)
{
    UNUSED_ARGUMENTS;
    const uint64_t length = characters(arg[0].text);
    uint64_t from, count;
    if (!position(&arg[1], 1, length + 1, &from, why))
        return false;
    count = length + 1 - from;
    if (n > 2 && !position(&arg[2], 0, count, &count, why))
        return false;
    const char *s = arg[0].text;
    while (--from > 0)
        s += character(s);
    const char *end = s;
    for (; count > 0; count--)
        end += character(end);
    *out = pluto_string(s, (size_t)(end - s));
    return true;
}

static bool
map(const struct pluto_value *v, int (*fn)(int), struct pluto_value *out)
{
    *out = pluto_string(v->text, strlen(v->text));
    for (char *s = out->text; *s != '\0'; s++)
        if ((unsigned char)*s < 0x80)
            *s = (char)fn((unsigned char)*s);
    return true;
}

FUNCTION(function_uppercase)
{
    UNUSED_ARGUMENTS;
    return map(arg, toupper, out);
}

FUNCTION(function_lowercase)
{
    UNUSED_ARGUMENTS;
    return map(arg, tolower, out);
}

FUNCTION(function_contains)
{
    UNUSED_ARGUMENTS;
    *out = pluto_bool(strstr(arg[0].text, arg[1].text) != NULL);
    return true;
}

FUNCTION(function_to_integer)
{
    UNUSED_ARGUMENTS;
    int64_t i;
    uint64_t u;
    if (arg->type == PLUTO_STRING && num_parse_i64(arg->text, &i)) {
        *out = pluto_integer(i);
        return true;
    }
    if (arg->type == PLUTO_STRING && num_parse_u64(arg->text, &u)) {
        *out = pluto_unsigned(u);
        return true;
    }
    if (pluto_is_integer(arg->type)) {
        *out = *arg;
        out->unit = NULL;
        return true;
    }
    if (arg->type == PLUTO_BOOLEAN) {
        *out = pluto_integer(arg->b);
        return true;
    }
    if (arg->type != PLUTO_REAL && arg->type != PLUTO_RELATIVE)
        return refuse(arg, " is no integer", why);
    struct pluto_value whole = pluto_real(trunc(pluto_as_real(arg)), NULL);
    if (!pluto_convert(&whole, PLUTO_INTEGER, NULL, why))
        return false;
    *out = whole;
    return true;
}

FUNCTION(function_to_real)
{
    UNUSED_ARGUMENTS;
    double d;
    if (arg->type == PLUTO_STRING && num_parse_double(arg->text, &d) &&
        isfinite(d))
        *out = pluto_real(d, NULL);
    else if (pluto_is_number(arg->type) || arg->type == PLUTO_RELATIVE)
        *out = pluto_real(pluto_as_real(arg), NULL);
    else
        return refuse(arg, " is no number", why);
    return true;
}
