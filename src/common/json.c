/*
 * json.c - write JSON (RFC 8259), one object a line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/utf8.h"

/* Bytes of printable ASCII that stand for themselves, which is nearly all. */
static size_t
plain(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] >= ' ' && s[n] <= '~' && s[n] != '"' && s[n] != '\\')
        n++;
    return n;
}

static void
quote(struct strbuf *b, const char *s, size_t len)
{
    strbuf_addc(b, '"');
    for (size_t at = 0; at < len;) {
        uint32_t c;
        const size_t n_plain = plain(s + at, len - at);
        strbuf_add(b, s + at, n_plain);
        at += n_plain;
        if (at == len)
            break;
        size_t n = utf8_decode(s + at, len - at, &c);
        if (n == 0)
            strbuf_adds(b, "\\ufffd");
        else if (c == '"' || c == '\\')
            strbuf_addf(b, "\\%c", (int)c);
        else if (c < 0x20 || (c < 0x10000 && !utf8_is_safe(c)))
            strbuf_addf(b, "\\u%04x", (unsigned)c);
        else if (!utf8_is_safe(c))
            strbuf_adds(b, "\\ufffd");
        else
            strbuf_add(b, s + at, n);
        at += n ? n : 1;
    }
    strbuf_addc(b, '"');
}

static void
begin(struct json *j, const char *key)
{
    if (j->depth > 0) {
        if (j->needs_comma[j->depth - 1])
            strbuf_addc(&j->text, ',');
        j->needs_comma[j->depth - 1] = true;
    }
    if (key != NULL) {
        quote(&j->text, key, strlen(key));
        strbuf_addc(&j->text, ':');
    }
}

static void
nest(struct json *j, const char *key, char open, char close)
{
    assert(j->depth < JSON_DEPTH);
    begin(j, key);
    strbuf_addc(&j->text, open);
    j->closer[j->depth] = close;
    j->needs_comma[j->depth] = false;
    j->depth++;
}

void
json_object(struct json *j)
{
    nest(j, NULL, '{', '}');
}

void
json_object_at(struct json *j, const char *key)
{
    nest(j, key, '{', '}');
}

void
json_array(struct json *j)
{
    nest(j, NULL, '[', ']');
}

void
json_array_at(struct json *j, const char *key)
{
    nest(j, key, '[', ']');
}

void
json_end(struct json *j)
{
    assert(j->depth > 0);
    j->depth--;
    strbuf_addc(&j->text, j->closer[j->depth]);
}

void
json_strn(struct json *j, const char *key, const char *value, size_t n)
{
    begin(j, key);
    quote(&j->text, value, n);
}

void
json_str(struct json *j, const char *key, const char *value)
{
    if (value == NULL)
        json_null(j, key);
    else
        json_strn(j, key, value, strlen(value));
}

void
json_int(struct json *j, const char *key, int64_t value)
{
    begin(j, key);
    strbuf_addf(&j->text, "%" PRId64, value);
}

void
json_uint(struct json *j, const char *key, uint64_t value)
{
    begin(j, key);
    strbuf_addf(&j->text, "%" PRIu64, value);
}

void
json_double(struct json *j, const char *key, double value)
{
    if (isnan(value)) {
        json_str(j, key, "NaN");
    } else if (isinf(value)) {
        json_str(j, key, value > 0 ? "Infinity" : "-Infinity");
    } else {
        char text[NUM_DOUBLE_SIZE];
        begin(j, key);
        num_fmt_double(text, value);
        strbuf_adds(&j->text, text);
    }
}

void
json_bool(struct json *j, const char *key, bool value)
{
    begin(j, key);
    strbuf_adds(&j->text, value ? "true" : "false");
}

void
json_null(struct json *j, const char *key)
{
    begin(j, key);
    strbuf_adds(&j->text, "null");
}

void
json_line(struct json *j, FILE *out)
{
    assert(j->depth == 0);
    strbuf_addc(&j->text, '\n');
    fwrite(j->text.s, 1, j->text.len, out);
    strbuf_fini(&j->text);
    *j = (struct json){0};
}

char *
json_take(struct json *j)
{
    assert(j->depth == 0);
    char *s = strbuf_take(&j->text);
    *j = (struct json){0};
    return s;
}
