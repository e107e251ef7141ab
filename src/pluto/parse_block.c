/*
 * parse_block.c - runs of statements, their ends, and where the parser goes
 * on after an error.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "pluto/parse_priv.h"

void
open_end(struct parser *ps, enum keyword keyword)
{
    ps->open[keyword]++;
}

static bool
is_awaited(const struct parser *ps, const struct token *t)
{
    return t[0].keyword == KW_END && ps->open[t[1].keyword] > 0;
}

/* The file ends too early: that is said once. */
static void
end_of_file(struct parser *ps, enum keyword keyword)
{
    fail(ps, "the file ends, but 'end %s' is missing", keyword_str(keyword));
    ps->is_failed = ps->is_over = true;
}

void
parse_end(struct parser *ps, enum keyword keyword)
{
    ps->open[keyword]--;
    const struct token *t = peek(ps);
    if (t->keyword == KW_END && t[1].keyword == keyword) {
        next(ps);
        next(ps);
    } else if (t->kind == T_END) {
        end_of_file(ps, keyword);
    } else if (t->keyword != KW_END) {
        char what[32];
        snprintf(what, sizeof what, "'end %s'", keyword_str(keyword));
        fail_expected(ps, what, KW_END);
    } else if (is_awaited(ps, t)) {
        complain(ps, token_span(t), "'end %s' is missing before 'end %s'",
            keyword_str(keyword), keyword_str(t[1].keyword));
        ps->lacks_end = true;
    } else {
        struct pluto_span span = {t->off, t[1].off + t[1].len - t->off};
        complain(ps, span, "'end %s' expected", keyword_str(keyword));
        next(ps);
        if (peek(ps)->kind == T_WORD)
            next(ps);
    }
}

/* A word that begins a statement when it is the first of its line. */
static bool
begins_stmt(const struct token *t)
{
    return t->is_first && t->flags & KF_STMT && t->flags & KF_STEP;
}

void
recover(struct parser *ps, uint32_t start)
{
    if (ps->is_over)
        return;
    ps->is_failed = false;
    for (;; next(ps)) {
        const struct token *t = peek(ps);
        if (t->kind == T_END || is_awaited(ps, t))
            return;
        if ((begins_stmt(t) || (ps->is_cut && t->is_first)) && t->off != start)
            return;
        if (t->kind == T_SEMICOLON) {
            next(ps);
            return;
        }
    }
}

/* The next body behind a main body without words. */
static bool
begins_body(const struct token *t)
{
    return t[1].flags & KF_STMT || t[1].keyword == KW_VARIABLE ||
           t[1].keyword == KW_ENUMERATED || t[1].keyword == KW_EVENT ||
           t[1].keyword == KW_END;
}

/* "end while" where no "while" is open: not the end of this block. */
static bool
is_stray(const struct parser *ps, const struct token *t)
{
    return t[0].keyword == KW_END && t[1].flags & KF_END &&
           ps->open[t[1].keyword] == 0;
}

static bool
ends_block(const struct parser *ps)
{
    const struct token *t = peek(ps);
    switch (t->keyword) {
    case KW_END:
        return !is_stray(ps, t);
    case KW_ELSE:
    case KW_OTHERWISE:
    case KW_UNTIL:
        return true;
    case KW_OR:
        return t[1].keyword == KW_IS;
    case KW_DECLARE:
    case KW_PRECONDITIONS:
    case KW_WATCHDOG:
    case KW_CONFIRMATION:
        return begins_body(t);
    default:
        return t->kind == T_END || ps->is_over;
    }
}

static void
semicolon(struct parser *ps)
{
    bool is_said = ps->lacks_end || ps->is_cut;
    ps->lacks_end = false;
    if (accept_kind(ps, T_SEMICOLON) || ps->is_failed || is_said)
        return;
    const struct token *t = peek(ps);
    struct pluto_span behind = {ps->end_off, 0};
    if (t->kind == T_BAD ||
        (!t->is_first && !(t->flags & KF_STMT) && t->keyword != KW_END))
        fail_expected(ps, "';'", KW_NONE);
    else if (t->flags & KF_STMT || ends_block(ps))
        complain(ps, behind, "';' is missing behind this statement");
    else
        fail_at(ps, behind,
            "';' expected behind this statement; a name must not go on "
            "in the next line");
}

static void
stray_end(struct parser *ps)
{
    const struct token *t = peek(ps);
    struct pluto_span span = {t->off, t[1].off + t[1].len - t->off};
    complain(ps, span, "'end %s', but nothing of that kind is open",
        keyword_str(t[1].keyword));
    next(ps);
    next(ps);
    accept_kind(ps, T_SEMICOLON);
}

static struct pluto_stmt *
one(struct parser *ps)
{
    ps->operators = 0;
    if (ps->scope.place == PLACE_CONDITIONS)
        return parse_condition(ps);
    return parse_stmt(ps);
}

void
parse_block(struct parser *ps, const char *what, struct pluto_block *b)
{
    size_t begin = ps->scratch.len;
    uint32_t off = peek(ps)->off;
    mark_here(ps, M_IN);
    bool was_empty = ends_block(ps);
    struct pluto_span here = token_span(peek(ps));
    if (enter(ps)) {
        while (!ends_block(ps)) {
            if (is_stray(ps, peek(ps))) {
                stray_end(ps);
                continue;
            }
            uint32_t start = peek(ps)->off;
            ps->is_cut = false;
            mark(ps, M_LINE, start);
            struct pluto_stmt *s = one(ps);
            if (s != NULL)
                s->span.len = ps->end_off - s->span.off;
            semicolon(ps);
            if (ps->is_failed)
                recover(ps, start);
            else
                scratch_add(ps, &s, sizeof(void *));
            ps->is_cut = false;
        }
        leave(ps);
    }
    mark_here(ps, M_OUT);
    mark_here(ps, M_LINE);
    if (was_empty)
        complain(ps, here, "%s is empty", what);
    b->stmt = scratch_take(ps, begin, sizeof(void *), &b->n);
    uint32_t end = lexer_peek(&ps->lexer)->off;
    b->span = (struct pluto_span){off, end > off ? end - off : 0};
}

struct scope
scope_enter(struct parser *ps, const struct pluto_stmt *parent,
    enum pluto_part part, enum place place)
{
    struct scope outer = ps->scope;
    ps->scope.parent = parent != NULL ? parent->id : PLUTO_NIL;
    ps->scope.ordinal = 0;
    ps->scope.part = part;
    ps->scope.place = place;
    return outer;
}

void
parse_head_end(struct parser *ps, enum keyword keyword)
{
    if (expect(ps, keyword) || ps->is_over)
        return;
    for (ps->is_failed = false; !accept(ps, keyword); next(ps)) {
        const struct token *t = peek(ps);
        if (ps->is_cut && t->is_first)
            return;
        if (t->kind == T_END || t->kind == T_SEMICOLON ||
            t->keyword == KW_END || t->flags & KF_STMT)
            return;
    }
}
