/*
 * pluto_same.c - are two procedures the same tree?
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_same.h"

#include <string.h>
#include <strings.h>

static bool
same_stmt(const struct pluto_stmt *a, const struct pluto_stmt *b)
{
    return a->kind == b->kind && a->part == b->part && a->parent == b->parent &&
           a->ordinal == b->ordinal && a->has_test == b->has_test;
}

/* Without blanks beside marks, which mean nothing. */
static void
squeeze(const struct strbuf *text, struct strbuf *out)
{
    const char *s = strbuf_get(text);
    for (size_t i = 0; i < text->len; i++) {
        bool is_beside =
            s[i] == ' ' && ((i > 0 && strchr("();,:=-", s[i - 1]) != NULL) ||
                               strchr("();,:=-*/+", s[i + 1]) != NULL);
        if (!is_beside)
            strbuf_addc(out, s[i]);
    }
}

static bool
same_text(const struct strbuf *a, const struct strbuf *b)
{
    struct strbuf x = {0}, y = {0};
    squeeze(a, &x);
    squeeze(b, &y);
    bool is_same = strcasecmp(strbuf_get(&x), strbuf_get(&y)) == 0;
    strbuf_fini(&x);
    strbuf_fini(&y);
    return is_same;
}

static bool
same_heading(const struct pluto *a, const struct pluto *b, uint32_t stmt)
{
    struct strbuf x = {0}, y = {0};
    pluto_heading(a, stmt, &x);
    pluto_heading(b, stmt, &y);
    bool is_same = same_text(&x, &y);
    strbuf_fini(&x);
    strbuf_fini(&y);
    return is_same;
}

bool
pluto_same(const struct pluto *a, const struct pluto *b)
{
    if (a->n_stmts != b->n_stmts || a->n_symbols != b->n_symbols ||
        a->n_comments != b->n_comments)
        return false;
    for (uint32_t i = 0; i < a->n_stmts; i++)
        if (!same_stmt(a->stmt[i], b->stmt[i]) || !same_heading(a, b, i))
            return false;
    struct strbuf x = {0}, y = {0};
    pluto_text(a, (struct pluto_span){0, (uint32_t)a->len}, &x);
    pluto_text(b, (struct pluto_span){0, (uint32_t)b->len}, &y);
    bool is_same = same_text(&x, &y);
    strbuf_fini(&x);
    strbuf_fini(&y);
    return is_same;
}
