/*
 * json_scan.c - read lines of JSON that one of our own writers made.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/json_scan.h"

#include <string.h>

#include "common/utf8.h"

bool
json_scan_try(struct json_scan *c, const char *text)
{
    const size_t n = strlen(text);
    if (c->is_bad || (size_t)(c->end - c->at) < n ||
        memcmp(c->at, text, n) != 0)
        return false;
    c->at += n;
    return true;
}

void
json_scan_want(struct json_scan *c, const char *text)
{
    if (!json_scan_try(c, text))
        c->is_bad = true;
}

bool
json_scan_try_key(struct json_scan *c, const char *key)
{
    char *begin = c->at;
    if (json_scan_try(c, ",\"") && json_scan_try(c, key) &&
        json_scan_try(c, "\":"))
        return true;
    c->at = begin;
    return false;
}

void
json_scan_want_key(struct json_scan *c, const char *key)
{
    if (!json_scan_try_key(c, key))
        c->is_bad = true;
}

uint64_t
json_scan_uint(struct json_scan *c, uint64_t most)
{
    uint64_t v = 0;
    const char *begin = c->at;
    for (; !c->is_bad && *c->at >= '0' && *c->at <= '9'; c->at++) {
        const uint64_t digit = (uint64_t)(*c->at - '0');
        if (v > (most - digit) / 10 || (c->at > begin && *begin == '0'))
            c->is_bad = true;
        v = v * 10 + digit;
    }
    if (c->at == begin || v > most)
        c->is_bad = true;
    return c->is_bad ? 0 : v;
}

int64_t
json_scan_int(struct json_scan *c)
{
    const bool is_negative = json_scan_try(c, "-");
    const uint64_t v =
        json_scan_uint(c, (uint64_t)INT64_MAX + (is_negative ? 1 : 0));
    return is_negative ? (int64_t)(0 - v) : (int64_t)v;
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The character of \uXXXX behind the backslash; surrogates and NUL are none. */
static uint32_t
get_escape(struct json_scan *c, const char *in)
{
    uint32_t v = 0;
    for (size_t i = 1; i <= 4; i++) {
        const int digit = hex_digit(in[i]);
        if (digit < 0)
            c->is_bad = true;
        if (digit < 0)
            return 0;
        v = v << 4 | (uint32_t)digit;
    }
    if (v == 0 || (v >= 0xd800 && v <= 0xdfff))
        c->is_bad = true;
    return v;
}

/* One step of a string: from *in to *out, which is never ahead of it. */
static void
copy_one(struct json_scan *c, char **in, char **out)
{
    if (**in != '\\') {
        uint32_t v;
        const size_t n = utf8_decode(*in, (size_t)(c->end - *in), &v);
        c->is_bad = n == 0 || !utf8_is_safe(v);
        memmove(*out, *in, n);
        *out += n;
        *in += n;
    } else if ((*in)[1] == '"' || (*in)[1] == '\\') {
        *(*out)++ = (*in)[1];
        *in += 2;
    } else if ((*in)[1] == 'u') {
        const uint32_t v = get_escape(c, *in + 1);
        char bytes[4];
        const size_t n = c->is_bad ? 0 : utf8_encode(v, bytes);
        memcpy(*out, bytes, n);
        *out += n;
        *in += c->is_bad ? 0 : 6;
    } else {
        c->is_bad = true;
    }
}

/* Over printable ASCII that stands for itself, which is nearly all there is. */
static void
copy_plain(char **in, char **out)
{
    char *end = *in;
    while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
        end++;
    const size_t n = (size_t)(end - *in);
    if (*out != *in)
        memmove(*out, *in, n);
    *in = end;
    *out += n;
}

const char *
json_scan_str(struct json_scan *c, size_t *len)
{
    json_scan_want(c, "\"");
    char *in = c->at, *out = c->at, *begin = c->at;
    copy_plain(&in, &out);
    while (!c->is_bad && *in != '"') {
        copy_one(c, &in, &out);
        copy_plain(&in, &out);
    }
    *len = 0;
    if (c->is_bad)
        return "";
    c->at = in + 1;
    *out = '\0';
    *len = (size_t)(out - begin);
    return begin;
}

const uint8_t *
json_scan_hex(struct json_scan *c, size_t *len)
{
    json_scan_want(c, "\"");
    char *in = c->at, *to = c->at, *begin = c->at;
    for (; !c->is_bad && *in != '"'; in += 2) {
        const int high = hex_digit(in[0]);
        const int low = high < 0 ? -1 : hex_digit(in[1]);
        if (low < 0)
            c->is_bad = true;
        else
            *to++ = (char)(high << 4 | low);
    }
    *len = 0;
    if (c->is_bad)
        return NULL;
    c->at = in + 1;
    *len = (size_t)(to - begin);
    return (const uint8_t *)begin;
}
