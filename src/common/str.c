/*
 * str.c - strings that grow, and the checks that text from outside needs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/str.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/utf8.h"
#include "common/xalloc.h"

void
strbuf_fini(struct strbuf *b)
{
    free(b->s);
    *b = (struct strbuf){0};
}

void
strbuf_reset(struct strbuf *b)
{
    b->len = 0;
    if (b->s != NULL)
        b->s[0] = '\0';
}

static void
reserve(struct strbuf *b, size_t more)
{
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return;
    size_t cap = b->cap < 32 ? 64 : b->cap * 2;
    if (cap < need)
        cap = need;
    b->s = xreallocarray(b->s, cap, 1);
    b->cap = cap;
}

void
strbuf_add(struct strbuf *b, const void *data, size_t len)
{
    reserve(b, len);
    if (len > 0)
        memcpy(b->s + b->len, data, len);
    b->len += len;
    b->s[b->len] = '\0';
}

void
strbuf_addc(struct strbuf *b, char c)
{
    strbuf_add(b, &c, 1);
}

void
strbuf_adds(struct strbuf *b, const char *s)
{
    strbuf_add(b, s, strlen(s));
}

void
strbuf_addv(struct strbuf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char small[256];
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n > 0 && (size_t)n < sizeof small) {
        strbuf_add(b, small, (size_t)n);
    } else if (n > 0) {
        reserve(b, (size_t)n);
        vsnprintf(b->s + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void
strbuf_addhex(struct strbuf *b, const void *data, size_t len)
{
    static const char digit[] = "0123456789abcdef";
    const unsigned char *p = data;
    for (size_t i = 0; i < len; i++) {
        strbuf_addc(b, digit[p[i] >> 4]);
        strbuf_addc(b, digit[p[i] & 15]);
    }
}

void
strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(b, fmt, ap);
    va_end(ap);
}

const char *
strbuf_get(const struct strbuf *b)
{
    return b->s != NULL ? b->s : "";
}

char *
strbuf_take(struct strbuf *b)
{
    char *s = b->s != NULL ? b->s : xstrdup("");
    *b = (struct strbuf){0};
    return s;
}

bool
str_eq(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

bool
str_prefix(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_suffix(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool
str_contains_ci(const char *s, const char *needle)
{
    size_t n = strlen(needle);
    int first = tolower((unsigned char)*needle);
    if (n == 0)
        return true;
    for (; *s != '\0'; s++)
        if (tolower((unsigned char)*s) == first &&
            strncasecmp(s, needle, n) == 0)
            return true;
    return false;
}

bool
str_copy(char *dst, size_t size, const char *src)
{
    assert(size > 0);
    size_t n = strlen(src);
    bool is_whole = n < size;
    if (!is_whole) {
        n = size - 1;
        while (n > 0 && ((unsigned char)src[n] & 0xc0) == 0x80)
            n--;
    }
    memcpy(dst, src, n);
    dst[n] = '\0';
    return is_whole;
}

void
str_sanitize(struct strbuf *b, const char *text, size_t len, bool ascii)
{
    size_t at = 0;
    while (at < len && text[at] != '\0') {
        size_t plain = at; /* most text is */
        while (plain < len && text[plain] >= ' ' && text[plain] <= '~')
            plain++;
        if (plain > at) {
            strbuf_add(b, text + at, plain - at);
            at = plain;
            continue;
        }
        uint32_t c;
        size_t n = utf8_decode(text + at, len - at, &c);
        bool is_bad = n == 0 || !utf8_is_safe(c);
        if (n == 0)
            n = 1;
        if (is_bad || (ascii && c >= 0x80))
            strbuf_adds(b, ascii ? "?" : "\xef\xbf\xbd");
        else
            strbuf_add(b, text + at, n);
        at += n;
    }
}

bool
str_is_clean(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        if (text[at] >= ' ' && text[at] <= '~') { /* most text is plain */
            at++;
            continue;
        }
        uint32_t c;
        size_t n = utf8_decode(text + at, len - at, &c);
        if (n == 0 || !utf8_is_safe(c))
            return false;
        at += n;
    }
    return true;
}

unsigned
str_distance(const char *a, const char *b, unsigned max)
{
    size_t n = strlen(a), m = strlen(b);
    if ((n > m ? n - m : m - n) > max || n > 255 || m > 255)
        return max + 1;
    unsigned row[256];
    for (size_t j = 0; j <= m; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned above = row[j];
            bool same = tolower((unsigned char)a[i - 1]) ==
                        tolower((unsigned char)b[j - 1]);
            unsigned best = diagonal + (same ? 0 : 1);
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[m] > max ? max + 1 : row[m];
}
