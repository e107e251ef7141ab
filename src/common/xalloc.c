/*
 * xalloc.c - allocation that does not fail.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static NORETURN void
out_of_memory(size_t n, size_t size)
{
    fprintf(stderr, "<2>out of memory (%zu x %zu bytes)\n", n, size);
    exit(EX_OSERR);
}

void *
xcalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (p == NULL)
        out_of_memory(n, size);
    return p;
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
    void *q = reallocarray(p, n ? n : 1, size ? size : 1);
    if (q == NULL)
        out_of_memory(n, size);
    return q;
}

void *
xmemdup(const void *p, size_t n)
{
    void *q = xcalloc(n, 1);
    if (n > 0)
        memcpy(q, p, n);
    return q;
}

char *
xstrndup(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *q = xcalloc(len + 1, 1);
    memcpy(q, s, len);
    return q;
}

char *
xstrdup(const char *s)
{
    return xmemdup(s, strlen(s) + 1);
}

char *
xasprintf(const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        out_of_memory(1, 0);
    char *s = xcalloc((size_t)n + 1, 1);
    vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    return s;
}

void *
xgrow(void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap < 8 ? 8 : *cap * 2;
    return xreallocarray(p, *cap, size);
}
