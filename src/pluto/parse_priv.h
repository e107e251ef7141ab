/*
 * parse_priv.h - what the parts of the parser share.
 *
 * Recursive descent.  After the first error of a statement the current token
 * is T_FAILED, which nothing accepts, so that all functions return by
 * themselves; the block around the statement then looks for the next ';' or
 * "end" (parse_block.c).  What functions return after an error may be NULL.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_PARSE_PRIV_H
#define PLUTO_PARSE_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/note.h"
#include "pluto/ast.h"
#include "pluto/lex.h"
#include "pluto/mark.h"
#include "pluto/parse.h"
#include "pluto/symbol.h"

struct scratch { /* lists while their length is not known */
    char *data;  /* owned */
    size_t len, cap;
};

enum place { /* what may stand there is different */
    PLACE_PROCEDURE,
    PLACE_STEP,
    PLACE_CONDITIONS,
    PLACE_WATCHDOG,
    PLACE_PARALLEL,
};

struct scope {       /* of the statements that are being parsed */
    uint32_t parent; /* PLUTO_NIL: the procedure */
    uint32_t ordinal;
    enum pluto_part part;
    enum place place;
    bool in_step;  /* at any depth */
    bool can_save; /* in preconditions */
};

struct parser {
    struct lexer lexer;
    struct pluto *pluto;
    struct notes *notes;
    struct symbols symbols;
    struct scratch scratch;
    struct marks *marks; /* for the formatter, or NULL */
    size_t stmt_cap;
    struct scope scope;
    unsigned depth;         /* at most PLUTO_NESTING_MAX */
    unsigned operators;     /* of the current statement, so far */
    uint32_t end_off;       /* behind the last token that was taken */
    struct pluto_span unit; /* the last unit that was a word of its own */
    bool lacks_end;         /* "end" of what ends here: said already */
    bool is_failed;         /* in the current statement */
    bool is_cut;  /* a text in it has no end: what follows from that is not
                     said */
    bool is_over; /* too many of something: no more is looked at */
    uint16_t open[KW_COUNT]; /* how many "end ..." are awaited */
};

static inline const struct token *
peek(const struct parser *ps)
{
    static const struct token failed[LEX_AHEAD] = {{.kind = T_FAILED},
        {.kind = T_FAILED}, {.kind = T_FAILED}, {.kind = T_FAILED},
        {.kind = T_FAILED}, {.kind = T_FAILED}, {.kind = T_FAILED},
        {.kind = T_FAILED}};
    return ps->is_failed ? failed : lexer_peek(&ps->lexer);
}

static inline void
next(struct parser *ps)
{
    if (ps->is_failed)
        return;
    const struct token *t = lexer_peek(&ps->lexer);
    if (t->kind == T_END)
        return;
    ps->end_off = t->off + t->len;
    ps->is_cut = ps->is_cut || t->flags & KF_CUT;
    lexer_next(&ps->lexer);
}

static inline bool
is_word(const struct token *t, enum keyword keyword)
{
    return t->keyword == keyword;
}

static inline bool
at(const struct parser *ps, enum keyword keyword)
{
    return peek(ps)->keyword == keyword;
}

static inline bool
at_two(const struct parser *ps, enum keyword a, enum keyword b)
{
    const struct token *t = peek(ps);
    return t[0].keyword == a && t[1].keyword == b;
}

static inline bool
accept(struct parser *ps, enum keyword keyword)
{
    if (!at(ps, keyword))
        return false;
    next(ps);
    return true;
}

static inline bool
accept_kind(struct parser *ps, enum token_kind kind)
{
    if (peek(ps)->kind != kind)
        return false;
    next(ps);
    return true;
}

/* ---- errors (parse.c) ---------------------------------------------------- */

/* An error at the current token or at a span; nothing more is accepted until
 * the statement is left.  Only the first of a statement is said. */
void fail(struct parser *ps, const char *fmt, ...) PRINTF_LIKE(2, 3);
void fail_at(struct parser *ps, struct pluto_span span, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* An error after which the parser goes on as if it were not there. */
void complain(struct parser *ps, struct pluto_span span, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* "WHAT expected, not 'thn'; did you mean 'then'?" */
void fail_expected(struct parser *ps, const char *what, enum keyword meant);

/* Take it, or fail. */
bool expect(struct parser *ps, enum keyword keyword);
bool expect_kind(struct parser *ps, enum token_kind kind, const char *what);

/* One level deeper; false (and failed) when that is too deep. */
bool enter(struct parser *ps);
void leave(struct parser *ps);

struct pluto_span span_from(const struct parser *ps, uint32_t off);
struct pluto_span token_span(const struct token *t);

/* ---- lists (parse.c) ----------------------------------------------------- */

void scratch_grow(struct parser *ps, size_t size);

static inline void
scratch_add(struct parser *ps, const void *item, size_t size)
{
    struct scratch *s = &ps->scratch;
    if (s->len + size > s->cap)
        scratch_grow(ps, size);
    memcpy(s->data + s->len, item, size);
    s->len += size;
}

/* What was added since `mark` (scratch.len), in the arena; n items of `size`
 * bytes. */
void *scratch_take(struct parser *ps, size_t mark, size_t size, uint32_t *n);

/* Say something about the layout of the token at `off`. */
static inline void
mark(struct parser *ps, enum mark_kind kind, uint32_t off)
{
    if (ps->marks != NULL && !ps->is_failed)
        marks_add(ps->marks, kind, off, 0);
}

static inline void
mark_here(struct parser *ps, enum mark_kind kind)
{
    mark(ps, kind, peek(ps)->off);
}

/* ---- names (parse_name.c) ------------------------------------------------ */

/* A name up to a stop word or the end of its line; NULL: failed. */
const struct pluto_symbol *parse_name(struct parser *ps, const char *what);
const struct pluto_symbol *parse_step_name(struct parser *ps);
/* The name of what is declared, behind which this stop word may stand alone;
 * any other one on its line is refused and passed over. */
const struct pluto_symbol *parse_declared_name(
    struct parser *ps, const char *what, enum keyword follows);
struct pluto_ref *parse_ref(struct parser *ps, const char *what);
/* The text of a string, without quotes. */
char *parse_text(struct parser *ps);
const char *parse_unit(struct parser *ps, uint32_t off);

/* ---- expressions (parse_expr.c, parse_const.c) --------------------------- */

struct pluto_expr *parse_expr(struct parser *ps);
struct pluto_expr *parse_sum(struct parser *ps);
/* A name or a property of one. */
struct pluto_expr *parse_primary_ref(struct parser *ps);
struct pluto_expr *parse_tag(struct parser *ps); /* of a case */
/* A number, time, text or enumerated value at the current token, or NULL. */
struct pluto_expr *parse_const(struct parser *ps);
struct pluto_expr *expr_new(
    struct parser *ps, enum pluto_expr_kind kind, uint32_t off);
void parse_expr_list(struct parser *ps, struct pluto_expr ***list, uint32_t *n);

/* ---- statements (parse_stmt.c, parse_call.c, parse_condition.c) -----------
 */

struct pluto_stmt *stmt_new(struct parser *ps, enum pluto_stmt_kind kind);
struct pluto_stmt *parse_stmt(struct parser *ps);
struct pluto_stmt *parse_condition(struct parser *ps);
struct pluto_stmt *parse_wait(struct parser *ps);
struct pluto_stmt *parse_initiate(struct parser *ps);
void parse_arguments(struct parser *ps, uint32_t with_off,
    struct pluto_argument **list, uint32_t *n);
void parse_timeout(struct parser *ps, struct pluto_timeout *timeout);
struct pluto_save *parse_save(struct parser *ps);
void parse_continuation(struct parser *ps, struct pluto_stmt *s);

/* ---- blocks and bodies (parse_block.c, parse_body.c) --------------------- */

/* Statements inside `parent` from now on; returns the scope to go back to. */
struct scope scope_enter(struct parser *ps, const struct pluto_stmt *parent,
    enum pluto_part part, enum place place);

/* Statements up to "end", "else", "or is", "otherwise", "until"; `what` must
 * not be empty. */
void parse_block(struct parser *ps, const char *what, struct pluto_block *b);

/* From now on, parse_end() of this keyword is awaited. */
void open_end(struct parser *ps, enum keyword keyword);
/* "end KEYWORD", or an error that says it is missing. */
void parse_end(struct parser *ps, enum keyword keyword);
/* After an error: to the next ';' or awaited "end"; `start` is where the
 * statement began. */
void recover(struct parser *ps, uint32_t start);

/* The word before a block; what is wrong before it does not matter to the
 * block. */
void parse_head_end(struct parser *ps, enum keyword keyword);

void parse_body(
    struct parser *ps, struct pluto_body *body, const struct pluto_stmt *step);
void parse_procedure(struct parser *ps);

#endif
