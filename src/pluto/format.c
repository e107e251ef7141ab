/*
 * format.c - a procedure in canonical layout: its tokens, as the marks of the
 * parser say.
 *
 * Tokens and comments are collected until the line is complete; then it is
 * written in one line, or broken before its clauses, or wherever it must be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/format.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/lex.h"
#include "pluto/mark.h"
#include "pluto/parse.h"

enum piece_break {
    NEVER,
    SOFT,
    CLAUSE,
    ALWAYS,
};

struct piece {
    struct pluto_span span; /* of the source */
    unsigned columns;
    unsigned indent; /* levels, for what begins a line */
    enum piece_break before;
    bool has_blank;  /* before it */
    bool is_lower;   /* a keyword */
    bool is_comment; /* not counted when a line is measured */
};

struct format {
    const struct pluto *p;
    struct strbuf *out;
    const struct mark *mark, *mark_end;
    struct piece *piece; /* owned; of the current line */
    size_t n, cap;
    uint32_t comment;             /* the next one */
    uint32_t done;                /* end of the last token or comment */
    unsigned indent, line_indent; /* levels */
    uint32_t written_end;         /* of a name */
    bool break_next;              /* a "//" comment stands before */
    bool is_tight;                /* a sign stands before */
};

/* ---- a line -------------------------------------------------------------- */

static void
new_line(struct format *f, unsigned blanks)
{
    if (f->out->len > 0 && f->out->s[f->out->len - 1] != '\n')
        strbuf_addc(f->out, '\n');
    for (; blanks > 0; blanks--)
        strbuf_addc(f->out, ' ');
}

static void
put(struct format *f, const struct piece *piece)
{
    const char *s = f->p->source + piece->span.off;
    for (uint32_t i = 0; i < piece->span.len; i++) {
        bool is_upper = piece->is_lower && s[i] >= 'A' && s[i] <= 'Z';
        if (s[i] != '\r')
            strbuf_addc(f->out, (char)(is_upper ? s[i] | 0x20 : s[i]));
    }
}

static unsigned
width(const struct piece *piece)
{
    return piece->is_comment ? 0 : piece->columns + piece->has_blank;
}

/* Does all of it fit into one line? */
static bool
fits(const struct format *f)
{
    unsigned n = 2 * f->line_indent;
    for (size_t i = 0; i < f->n; i++) {
        if (i > 0 && f->piece[i].before == ALWAYS)
            return false;
        n += width(&f->piece[i]);
    }
    return n <= PLUTO_FORMAT_WIDTH;
}

/* Columns from piece `i` to the next place for a break. */
static unsigned
run(const struct format *f, size_t i)
{
    unsigned n = width(&f->piece[i]);
    for (i++; i < f->n && f->piece[i].before == NEVER; i++)
        n += width(&f->piece[i]);
    return n;
}

/* Conditions and lists hang behind their first word. */
static unsigned
hanging(const struct format *f)
{
    static const char *const word[] = {"if", "while", "log"};
    const char *s = f->p->source + f->piece[0].span.off;
    for (size_t i = 0; i < ARRAY_LEN(word); i++)
        if (f->piece[0].is_lower && f->piece[0].span.len == strlen(word[i]) &&
            (s[0] | 0x20) == word[i][0])
            return f->piece[0].columns + 1;
    return 2;
}

static void
write_line(struct format *f)
{
    if (f->n == 0)
        return;
    bool is_one = fits(f);
    unsigned begin = 2 * f->line_indent, hang = hanging(f), column = begin;
    size_t first = 0;
    new_line(f, begin);
    for (size_t i = 0; i < f->n; i++) {
        const struct piece *p = &f->piece[i];
        bool is_clause = p->before == CLAUSE && !is_one;
        bool is_soft = p->before == SOFT && !is_one && i > first + 1 &&
                       column + run(f, i) > PLUTO_FORMAT_WIDTH;
        if (i > 0 && (is_clause || is_soft || p->before == ALWAYS)) {
            if (is_clause) {
                bool is_deeper = p->indent > f->line_indent;
                begin = is_deeper ? 2 * p->indent
                                  : 2 * f->line_indent + (hang == 6 ? hang : 2);
                hang = 2;
                first = i;
            }
            column = begin + (is_clause ? 0 : hang);
            new_line(f, column);
        } else if (i > 0 && p->has_blank) {
            strbuf_adds(f->out, p->is_comment ? "  " : " ");
            column++;
        }
        put(f, p);
        column += p->columns;
    }
    strbuf_addc(f->out, '\n');
    f->n = 0;
}

static void
add_piece(struct format *f, struct piece piece)
{
    const char *s = f->p->source + piece.span.off;
    for (uint32_t i = 0; i < piece.span.len; i++)
        piece.columns += ((unsigned char)s[i] & 0xc0) != 0x80;
    if (f->n == 0)
        f->line_indent = f->indent;
    if (f->break_next)
        piece.before = ALWAYS;
    f->break_next = false;
    f->piece = xgrow(f->piece, f->n, &f->cap, sizeof *f->piece);
    f->piece[f->n++] = piece;
    f->done = piece.span.off + piece.span.len;
}

/* ---- comments and empty lines -------------------------------------------- */

static unsigned
newlines(const struct format *f, uint32_t to)
{
    unsigned n = 0;
    for (uint32_t i = f->done; i < to; i++)
        n += f->p->source[i] == '\n';
    return n;
}

static void
empty_line(struct format *f, uint32_t off)
{
    size_t n = f->out->len;
    if (newlines(f, off) > 1 && n > 1 && f->out->s[n - 2] != '\n')
        strbuf_addc(f->out, '\n');
}

static bool
breaks_behind(const struct format *f, const struct pluto_comment *c)
{
    return c->is_line ||
           memchr(f->p->source + c->span.off, '\n', c->span.len) != NULL;
}

/* On lines of its own, before a token that begins one. */
static void
own_comment(struct format *f, const struct pluto_comment *c, unsigned indent,
    bool may_be_empty)
{
    write_line(f);
    if (may_be_empty)
        empty_line(f, c->span.off);
    new_line(f, 2 * indent);
    put(f, &(struct piece){.span = c->span});
    strbuf_addc(f->out, '\n');
    f->done = c->span.off + c->span.len;
}

/* Those before `off`; `begins`: a line begins there. */
static void
comments(struct format *f, uint32_t off, bool begins, unsigned indent,
    bool *is_opening)
{
    const struct pluto *p = f->p;
    bool is_own = f->n == 0;
    for (; f->comment < p->n_comments; f->comment++) {
        const struct pluto_comment *c = &p->comment[f->comment];
        if (c->span.off >= off)
            return;
        is_own = is_own || newlines(f, c->span.off) > 0;
        if (is_own && begins) {
            own_comment(f, c, indent, !*is_opening);
            *is_opening = false;
            continue;
        }
        add_piece(f, (struct piece){.span = c->span,
                         .has_blank = true,
                         .is_comment = true,
                         .before = is_own ? ALWAYS : NEVER});
        f->break_next = breaks_behind(f, c);
        is_own = false;
    }
}

/* ---- tokens -------------------------------------------------------------- */

struct layout { /* what the marks say of a token */
    bool is_line, is_clause, is_soft, is_tight, is_written;
    unsigned in, out;
};

static struct layout
layout_at(struct format *f, uint32_t off)
{
    struct layout l = {0};
    for (; f->mark < f->mark_end && f->mark->off <= off; f->mark++) {
        l.is_line = l.is_line || f->mark->kind == M_LINE;
        l.is_clause = l.is_clause || f->mark->kind == M_CLAUSE;
        l.is_soft = l.is_soft || f->mark->kind == M_SOFT;
        l.is_tight = l.is_tight || f->mark->kind == M_TIGHT;
        l.in += f->mark->kind == M_IN;
        l.out += f->mark->kind == M_OUT;
        if (f->mark->kind == M_WRITTEN)
            f->written_end = f->mark->off + f->mark->len;
    }
    l.is_written = off < f->written_end;
    return l;
}

/* A '-' that is no operator: in "limit-checking status". */
static bool
is_hyphen(const struct token *t, const struct layout *l)
{
    return t->kind == T_MINUS && !l->is_soft && !l->is_tight && !l->is_written;
}

static bool
has_blank(const struct format *f, const struct token *t,
    const struct token *last, const struct layout *l, bool was_written)
{
    if (f->n == 0 || f->is_tight || last->kind == T_OPEN ||
        t->kind == T_COMMA || t->kind == T_SEMICOLON || t->kind == T_CLOSE)
        return false;
    /* Units of several tokens stay together. */
    if (was_written && l->is_written)
        return t->off > last->off + last->len;
    return !is_hyphen(t, l);
}

static void
add_token(struct format *f, const struct token *t, const struct token *last,
    const struct layout *l, bool was_written)
{
    bool is_truth = t->keyword == KW_TRUE || t->keyword == KW_FALSE;
    add_piece(
        f, (struct piece){.span = {t->off, t->len},
               .indent = f->indent,
               .before = l->is_clause ? CLAUSE
                         : l->is_soft ? SOFT
                                      : NEVER,
               .has_blank = has_blank(f, t, last, l, was_written),
               .is_lower = t->kind == T_WORD && !l->is_written && !is_truth});
    f->is_tight = l->is_tight || is_hyphen(t, l);
}

static void
format_tokens(struct format *f, struct lexer *lx)
{
    struct token last = {0};
    bool was_written = false;
    for (;; lexer_next(lx)) {
        const struct token *t = lexer_peek(lx);
        struct layout l = layout_at(f, t->off);
        bool begins = l.is_line || t->kind == T_END || f->n == 0;
        unsigned before = f->indent;
        f->indent = f->indent + l.in - l.out;
        bool is_opening = l.in > 0;
        comments(f, t->off, begins, f->indent > before ? f->indent : before,
            &is_opening);
        if (begins) {
            write_line(f);
            if (t->kind != T_END && !is_opening && l.out == 0)
                empty_line(f, t->off);
        }
        if (t->kind == T_END)
            return;
        add_token(f, t, &last, &l, was_written);
        last = *t;
        was_written = l.is_written;
    }
}

enum err
pluto_format(const char *file, const char *text, size_t len,
    struct notes *notes, struct strbuf *out)
{
    struct marks marks = {0};
    struct notes none = {0};
    enum err e;
    struct pluto *p = pluto_parse_marked(file, text, len, notes, &marks, &e);
    if (e == ERR_OK) {
        /* Lines and comments a second time, of the same source. */
        struct pluto again = {.source = p->source, .len = p->len};
        struct format f = {.p = p,
            .out = out,
            .mark = marks.mark,
            .mark_end = marks.mark + marks.n};
        struct lexer *lx = xcalloc(1, sizeof *lx);
        lexer_init(lx, &again, &none);
        format_tokens(&f, lx);
        free(lx);
        free(f.piece);
        free(again.line);
        free(again.comment);
    }
    free(marks.mark);
    pluto_free(&p);
    return e;
}
