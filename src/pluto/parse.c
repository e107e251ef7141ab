/*
 * parse.c - the parser's life, its errors and its lists.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "pluto/parse_priv.h"
#include "pluto/unit.h"

/* ---- errors -------------------------------------------------------------- */

void
pluto_notev(const struct pluto *p, struct notes *notes,
    enum note_severity severity, struct pluto_span span, const char *fmt,
    va_list ap)
{
    uint32_t line = 0, col = 0, end_line = 0, end_col = 0;
    if (!notes_are_full(notes)) {
        pluto_place(p, span.off, &line, &col);
        pluto_place(p, span.off + span.len, &end_line, &end_col);
    }
    unsigned cols = end_line == line ? end_col - col : 1;
    notes_add_tokenv(notes, severity, p->file, line, col, cols, fmt, ap);
}

void
pluto_note(const struct pluto *p, struct notes *notes,
    enum note_severity severity, struct pluto_span span, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    pluto_notev(p, notes, severity, span, fmt, ap);
    va_end(ap);
}

struct pluto_span
token_span(const struct token *t)
{
    return (struct pluto_span){t->off, t->len};
}

struct pluto_span
span_from(const struct parser *ps, uint32_t off)
{
    return (struct pluto_span){off, ps->end_off > off ? ps->end_off - off : 0};
}

/* Does what is wrong come from a text or comment that has no end? */
static bool
is_told(const struct parser *ps)
{
    const struct token *t = peek(ps);
    return ps->is_cut || (t->kind == T_END && t->flags & KF_CUT);
}

/* A token that the lexer has refused is not refused again. */
void
fail(struct parser *ps, const char *fmt, ...)
{
    if (ps->is_failed || ps->is_over)
        return;
    const struct token *t = peek(ps);
    va_list ap;
    va_start(ap, fmt);
    if (t->kind != T_BAD && !is_told(ps))
        pluto_notev(ps->pluto, ps->notes, NOTE_ERROR, token_span(t), fmt, ap);
    va_end(ap);
    ps->is_failed = true;
}

void
fail_at(struct parser *ps, struct pluto_span span, const char *fmt, ...)
{
    if (ps->is_failed || ps->is_over)
        return;
    va_list ap;
    va_start(ap, fmt);
    if (!is_told(ps))
        pluto_notev(ps->pluto, ps->notes, NOTE_ERROR, span, fmt, ap);
    va_end(ap);
    ps->is_failed = true;
}

void
complain(struct parser *ps, struct pluto_span span, const char *fmt, ...)
{
    if (ps->is_failed || ps->is_over || is_told(ps))
        return;
    va_list ap;
    va_start(ap, fmt);
    pluto_notev(ps->pluto, ps->notes, NOTE_ERROR, span, fmt, ap);
    va_end(ap);
}

/* "'thn'", "the end of the file". */
static void
describe(const struct parser *ps, const struct token *t, struct strbuf *out)
{
    if (t->kind == T_END) {
        strbuf_adds(out, "the end of the file");
        return;
    }
    uint32_t len = t->len > 40 ? 40 : t->len;
    strbuf_addf(out, "'%.*s%s'", (int)len, ps->lexer.text + t->off,
        len < t->len ? "..." : "");
}

static bool
is_near(const struct parser *ps, const struct token *t, enum keyword meant)
{
    char word[16];
    if (t->kind != T_WORD || t->keyword != KW_NONE || t->len >= sizeof word)
        return false;
    memcpy(word, ps->lexer.text + t->off, t->len);
    word[t->len] = '\0';
    struct nearest near = nearest_to(word);
    nearest_try(&near, keyword_str(meant));
    return near.best != NULL;
}

/* "1 thn log": the word behind the number was no unit but a keyword. */
static bool
fail_unit(struct parser *ps, enum keyword meant)
{
    char word[16];
    if (ps->unit.len == 0 || ps->unit.off + ps->unit.len != ps->end_off ||
        ps->unit.len >= sizeof word)
        return false;
    memcpy(word, ps->lexer.text + ps->unit.off, ps->unit.len);
    word[ps->unit.len] = '\0';
    struct nearest near = nearest_to(word);
    for (int i = 1; i < KW_COUNT; i++)
        if (i == (int)meant || (meant == KW_NONE && keyword_flags[i] & KF_STOP))
            nearest_try(&near, keyword_str((enum keyword)i));
    if (near.best == NULL || pluto_unit(word, ps->unit.len) != NULL)
        return false;
    fail_at(
        ps, ps->unit, "'%s' is no unit; did you mean '%s'?", word, near.best);
    return true;
}

void
fail_expected(struct parser *ps, const char *what, enum keyword meant)
{
    if (ps->is_failed || fail_unit(ps, meant))
        return;
    const struct token *t = peek(ps);
    struct strbuf found = {0};
    describe(ps, t, &found);
    if (meant != KW_NONE && is_near(ps, t, meant))
        fail(ps, "%s expected, not %s; did you mean '%s'?", what,
            strbuf_get(&found), keyword_str(meant));
    else
        fail(ps, "%s expected, not %s", what, strbuf_get(&found));
    strbuf_fini(&found);
}

bool
expect(struct parser *ps, enum keyword keyword)
{
    if (accept(ps, keyword))
        return true;
    char what[24];
    snprintf(what, sizeof what, "'%s'", keyword_str(keyword));
    fail_expected(ps, what, keyword);
    return false;
}

bool
expect_kind(struct parser *ps, enum token_kind kind, const char *what)
{
    if (accept_kind(ps, kind))
        return true;
    fail_expected(ps, what, KW_NONE);
    return false;
}

/* Deeper than that nothing is looked at any more. */
bool
enter(struct parser *ps)
{
    ps->depth++;
    if (ps->depth <= PLUTO_NESTING_MAX)
        return !ps->is_failed;
    if (!ps->is_over)
        fail(ps, "nested more than %d levels deep", PLUTO_NESTING_MAX);
    ps->is_failed = ps->is_over = true;
    return false;
}

void
leave(struct parser *ps)
{
    ps->depth--;
}

/* ---- lists --------------------------------------------------------------- */

void
scratch_grow(struct parser *ps, size_t size)
{
    struct scratch *s = &ps->scratch;
    do
        s->cap = s->cap == 0 ? 4096 : s->cap * 2;
    while (s->len + size > s->cap);
    s->data = xreallocarray(s->data, s->cap, 1);
}

void *
scratch_take(struct parser *ps, size_t mark, size_t size, uint32_t *n)
{
    size_t len = ps->scratch.len - mark;
    *n = (uint32_t)(len / size);
    ps->scratch.len = mark;
    if (len == 0)
        return NULL;
    void *list = arena_alloc(&ps->pluto->arena, len);
    memcpy(list, ps->scratch.data + mark, len);
    return list;
}

/* ---- a file -------------------------------------------------------------- */

static struct pluto *
pluto_new(const char *file, const char *text, size_t len)
{
    struct pluto *p = xcalloc(1, sizeof *p);
    p->file = xstrdup(file);
    p->source = xreallocarray(NULL, len + LEX_SOURCE_ROOM, 1);
    memcpy(p->source, text, len);
    memset(p->source + len, 0, LEX_SOURCE_ROOM);
    p->len = len;
    return p;
}

void
marks_add(struct marks *m, enum mark_kind kind, uint32_t off, uint32_t len)
{
    m->mark = xgrow(m->mark, m->n, &m->cap, sizeof *m->mark);
    m->mark[m->n++] = (struct mark){off, len, kind};
}

static int
by_place(const void *va, const void *vb)
{
    const struct mark *a = va, *b = vb;
    if (a->off != b->off)
        return a->off < b->off ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

struct pluto *
pluto_parse_tolerant(const char *file, const char *text, size_t len,
    struct notes *notes, enum err *e)
{
    return pluto_parse_marked(file, text, len, notes, NULL, e);
}

struct pluto *
pluto_parse_marked(const char *file, const char *text, size_t len,
    struct notes *notes, struct marks *marks, enum err *e)
{
    *e = ERR_LIMIT;
    if (len > PLUTO_SOURCE_MAX) {
        notes_add(notes, NOTE_ERROR, file, 0, 0,
            "the procedure has more than %u MiB", PLUTO_SOURCE_MAX >> 20);
        return NULL;
    }
    /* The lexer is ahead of the parser: by place at the end. */
    struct notes own = {0};
    struct pluto *p = pluto_new(file, text, len);
    struct parser *ps = xcalloc(1, sizeof *ps);
    ps->pluto = p;
    ps->notes = &own;
    ps->marks = marks;
    ps->scope.parent = PLUTO_NIL;
    ps->stmt_cap = len / 128 + 64;
    p->stmt = xcalloc(ps->stmt_cap, sizeof *p->stmt);
    lexer_init(&ps->lexer, p, &own);
    parse_procedure(ps);
    if (marks != NULL && marks->n > 0)
        qsort(marks->mark, marks->n, sizeof *marks->mark, by_place);
    symbols_fini(&ps->symbols);
    free(ps->scratch.data);
    free(ps);
    *e = own.errors > 0 ? ERR_FORMAT : ERR_OK;
    notes_sort(&own);
    notes_move(notes, &own);
    return p;
}

enum err
pluto_parse(const char *file, const char *text, size_t len, struct notes *notes,
    struct pluto **out)
{
    enum err e;
    *out = pluto_parse_tolerant(file, text, len, notes, &e);
    if (e != ERR_OK)
        pluto_free(out);
    return e;
}

void
pluto_free(struct pluto **p)
{
    if (*p == NULL)
        return;
    free((*p)->file);
    free((*p)->source);
    free((*p)->stmt);
    free((*p)->symbol);
    free((*p)->comment);
    free((*p)->line);
    arena_fini(&(*p)->arena);
    free(*p);
    *p = NULL;
}
