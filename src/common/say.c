/*
 * say.c - what a tool says on standard error.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/str.h"

void
say(const char *fmt, ...)
{
    struct strbuf raw = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&raw, fmt, ap);
    va_end(ap);
    size_t len = raw.len, end = strlen(fmt);
    for (; end > 0 && len > 0 && fmt[end - 1] == '\n'; end--)
        len--;
    str_sanitize(&clean, strbuf_get(&raw), len, false);
    for (; len < raw.len; len++)
        strbuf_addc(&clean, '\n');
    fputs(strbuf_get(&clean), stderr);
    strbuf_fini(&raw);
    strbuf_fini(&clean);
}
