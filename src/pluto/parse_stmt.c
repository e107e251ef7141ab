/*
 * parse_stmt.c - statements of main bodies.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "pluto/parse_priv.h"

#define UP_TO(member)                                                          \
    (offsetof(struct pluto_stmt, member) +                                     \
        sizeof(((struct pluto_stmt *)0)->member))

/* Bytes that a kind needs; a wait may become another kind of wait, an operation
 * on an object an assignment, a check a choice. */
static const uint16_t stmt_size[PLUTO_S_COUNT] = {
    [PLUTO_S_STEP] = UP_TO(step),
    [PLUTO_S_CONFIRM] = UP_TO(call),
    [PLUTO_S_INITIATE] = UP_TO(call),
    [PLUTO_S_CONTEXT] = UP_TO(context),
    [PLUTO_S_PARALLEL] = UP_TO(parallel),
    [PLUTO_S_INFORM] = UP_TO(text),
    [PLUTO_S_LOG] = UP_TO(text),
    [PLUTO_S_ASSIGN] = UP_TO(assign),
    [PLUTO_S_IF] = UP_TO(branch),
    [PLUTO_S_CASE] = UP_TO(case_of),
    [PLUTO_S_WHILE] = UP_TO(loop),
    [PLUTO_S_FOR] = UP_TO(loop),
    [PLUTO_S_REPEAT] = UP_TO(loop),
    [PLUTO_S_WAIT_UNTIL] = UP_TO(wait),
    [PLUTO_S_WAIT_FOR] = UP_TO(wait),
    [PLUTO_S_WAIT_EVENT] = UP_TO(wait),
    [PLUTO_S_RAISE] = UP_TO(raise),
    [PLUTO_S_SAVE] = UP_TO(save),
    [PLUTO_S_OBJECT] = UP_TO(object),
    [PLUTO_S_CHECK] = UP_TO(branch),
    [PLUTO_S_ASK] = UP_TO(ask),
};
_Static_assert(UP_TO(branch) >= UP_TO(wait) && UP_TO(object) >= UP_TO(assign),
    "what changes its kind has room for both");

struct pluto_stmt *
stmt_new(struct parser *ps, enum pluto_stmt_kind kind)
{
    struct pluto *p = ps->pluto;
    struct pluto_stmt *s = arena_alloc(&p->arena, stmt_size[kind]);
    s->id = p->n_stmts;
    s->kind = (uint8_t)kind;
    s->part = (uint8_t)ps->scope.part;
    s->parent = ps->scope.parent;
    s->ordinal = ++ps->scope.ordinal;
    s->span.off = peek(ps)->off;
    p->stmt = xgrow(p->stmt, p->n_stmts, &ps->stmt_cap, sizeof *p->stmt);
    p->stmt[p->n_stmts++] = s;
    return s;
}

/* A block of `s`, whose statements are counted from 1. */
static void
inner(struct parser *ps, const struct pluto_stmt *s, const char *what,
    struct pluto_block *block)
{
    struct scope outer = scope_enter(ps, s, PLUTO_MAIN, ps->scope.place);
    parse_block(ps, what, block);
    ps->scope = outer;
}

/* ---- parts of statements ------------------------------------------------- */

static struct pluto_ref *
raise(struct parser *ps)
{
    expect(ps, KW_RAISE);
    expect(ps, KW_EVENT);
    return parse_ref(ps, "the name of an event");
}

void
parse_timeout(struct parser *ps, struct pluto_timeout *timeout)
{
    uint32_t off = peek(ps)->off;
    if (at_two(ps, KW_WITH, KW_TIMEOUT))
        next(ps);
    if (!accept(ps, KW_TIMEOUT))
        return;
    mark(ps, M_CLAUSE, off);
    timeout->expr = parse_sum(ps);
    if (at(ps, KW_RAISE))
        timeout->event = raise(ps);
}

struct pluto_save *
parse_save(struct parser *ps)
{
    struct pluto_save *save = arena_alloc(&ps->pluto->arena, sizeof *save);
    size_t begin = ps->scratch.len;
    uint32_t off = peek(ps)->off;
    mark(ps, M_CLAUSE, off);
    next(ps);
    expect(ps, KW_CONTEXT);
    bool is_first = true;
    do {
        struct pluto_save_item item = {0};
        mark_here(ps, M_SOFT);
        if (is_first)
            expect(ps, KW_REFER);
        else
            accept(ps, KW_REFER);
        is_first = false;
        expect(ps, KW_TO);
        item.ref = parse_ref(ps, "the name of reporting data");
        expect(ps, KW_BY);
        item.by = parse_name(ps, "a name for the saved value");
        scratch_add(ps, &item, sizeof item);
    } while (accept_kind(ps, T_COMMA));
    save->item = scratch_take(ps, begin, sizeof *save->item, &save->n);
    save->span = span_from(ps, off);
    return save;
}

/* ---- statements ---------------------------------------------------------- */

static struct pluto_stmt *
text(struct parser *ps)
{
    bool is_log = at(ps, KW_LOG);
    struct pluto_stmt *s = stmt_new(ps, is_log ? PLUTO_S_LOG : PLUTO_S_INFORM);
    next(ps);
    if (!is_log)
        expect(ps, KW_USER);
    parse_expr_list(ps, &s->text.expr, &s->text.n);
    return s;
}

static struct pluto_stmt *
context(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_CONTEXT);
    next(ps);
    next(ps);
    expect(ps, KW_CONTEXT);
    expect(ps, KW_OF);
    s->context.ref = parse_ref(ps, "the name of a system element");
    parse_head_end(ps, KW_DO);
    open_end(ps, KW_CONTEXT);
    inner(ps, s, "this context", &s->context.block);
    parse_end(ps, KW_CONTEXT);
    return s;
}

static struct pluto_stmt *
parallel(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_PARALLEL);
    next(ps);
    next(ps);
    if (accept(ps, KW_UNTIL)) {
        s->parallel.is_written = true;
        s->parallel.until_one = at(ps, KW_ONE);
        if (accept(ps, KW_ONE))
            expect(ps, KW_COMPLETES);
        else if (accept(ps, KW_ALL))
            expect(ps, KW_COMPLETE);
        else
            fail_expected(ps, "'all complete' or 'one completes'", KW_ALL);
    }
    open_end(ps, KW_PARALLEL);
    struct scope outer = scope_enter(ps, s, PLUTO_MAIN, PLACE_PARALLEL);
    parse_block(ps, "this parallel", &s->parallel.block);
    ps->scope = outer;
    parse_end(ps, KW_PARALLEL);
    return s;
}

static struct pluto_stmt *
choice(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_IF);
    next(ps);
    s->branch.test = parse_expr(ps);
    parse_head_end(ps, KW_THEN);
    open_end(ps, KW_IF);
    struct scope outer = scope_enter(ps, s, PLUTO_MAIN, ps->scope.place);
    parse_block(ps, "this branch", &s->branch.then);
    if (accept(ps, KW_ELSE))
        parse_block(ps, "this branch", &s->branch.otherwise);
    ps->scope = outer;
    parse_end(ps, KW_IF);
    return s;
}

/* An arm of a case behind "is", "or is", "otherwise". */
static void
tag(struct parser *ps, bool has_test)
{
    struct pluto_tag t = {0};
    ps->operators = 0;
    if (has_test)
        t.test = parse_tag(ps);
    expect_kind(ps, T_COLON, "':'");
    parse_block(ps, "this arm", &t.block);
    scratch_add(ps, &t, sizeof t);
}

static struct pluto_stmt *
case_of(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_CASE);
    next(ps);
    next(ps);
    s->case_of.subject = parse_expr(ps);
    mark_here(ps, M_IN);
    mark_here(ps, M_LINE);
    expect(ps, KW_IS);
    open_end(ps, KW_CASE);
    struct scope outer = scope_enter(ps, s, PLUTO_MAIN, ps->scope.place);
    size_t begin = ps->scratch.len;
    tag(ps, true);
    while (at_two(ps, KW_OR, KW_IS)) {
        next(ps);
        next(ps);
        tag(ps, true);
    }
    if (accept(ps, KW_OTHERWISE))
        tag(ps, false);
    mark_here(ps, M_OUT);
    s->case_of.tag =
        scratch_take(ps, begin, sizeof *s->case_of.tag, &s->case_of.n);
    ps->scope = outer;
    parse_end(ps, KW_CASE);
    return s;
}

static struct pluto_stmt *
while_loop(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_WHILE);
    next(ps);
    s->loop.test = parse_expr(ps);
    parse_timeout(ps, &s->loop.timeout);
    parse_head_end(ps, KW_DO);
    open_end(ps, KW_WHILE);
    inner(ps, s, "this loop", &s->loop.block);
    parse_end(ps, KW_WHILE);
    return s;
}

/* A name alone as a reference: a variable. */
static struct pluto_ref *
local(struct parser *ps, const char *what)
{
    struct pluto_ref *ref = parse_ref(ps, what);
    if (ref == NULL || (ref->n == 1 && ref->type == PLUTO_ANY))
        return ref;
    if (ref->n == 1) {
        ref->name[0] = ref->whole;
        ref->whole = NULL;
        ref->type = PLUTO_ANY;
        return ref;
    }
    complain(ps, ref->span, "only a local variable can be assigned");
    return ref;
}

static struct pluto_stmt *
for_loop(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_FOR);
    next(ps);
    s->loop.counter = local(ps, "a variable");
    expect_kind(ps, T_ASSIGN, "':='");
    s->loop.from = parse_expr(ps);
    expect(ps, KW_TO);
    s->loop.to = parse_expr(ps);
    if (accept(ps, KW_BY))
        s->loop.by = parse_expr(ps);
    parse_head_end(ps, KW_DO);
    open_end(ps, KW_FOR);
    inner(ps, s, "this loop", &s->loop.block);
    parse_end(ps, KW_FOR);
    return s;
}

static struct pluto_stmt *
repeat(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_REPEAT);
    next(ps);
    open_end(ps, KW_REPEAT);
    inner(ps, s, "this loop", &s->loop.block);
    ps->open[KW_REPEAT]--;
    if (at_two(ps, KW_END, KW_REPEAT)) {
        complain(
            ps, token_span(peek(ps)), "'until' is missing before 'end repeat'");
        next(ps);
        next(ps);
        return s;
    }
    expect(ps, KW_UNTIL);
    s->loop.test = parse_expr(ps);
    parse_timeout(ps, &s->loop.timeout);
    if (at_two(ps, KW_END, KW_REPEAT)) {
        next(ps);
        next(ps);
    }
    return s;
}

struct pluto_stmt *
parse_wait(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_WAIT_UNTIL);
    next(ps);
    if (accept(ps, KW_UNTIL)) {
        s->wait.until = parse_expr(ps);
        parse_timeout(ps, &s->wait.timeout);
    } else if (!accept(ps, KW_FOR)) {
        fail_expected(ps, "'until' or 'for'", KW_FOR);
    } else if (accept(ps, KW_EVENT)) {
        s->kind = PLUTO_S_WAIT_EVENT;
        s->wait.event = parse_ref(ps, "the name of an event");
        parse_timeout(ps, &s->wait.timeout);
    } else {
        s->kind = PLUTO_S_WAIT_FOR;
        s->wait.until = parse_expr(ps);
    }
    return s;
}

static struct pluto_stmt *
raise_stmt(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_RAISE);
    s->raise = raise(ps);
    return s;
}

static struct pluto_stmt *
save_stmt(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_SAVE);
    s->save = parse_save(ps);
    return s;
}

/* The keyword that was meant by the first word of a statement; NULL. */
static const char *
meant(const struct parser *ps, struct pluto_span word)
{
    char text[16];
    if (word.len >= sizeof text)
        return NULL;
    memcpy(text, ps->lexer.text + word.off, word.len);
    text[word.len] = '\0';
    struct nearest near = nearest_to(text);
    for (int i = 1; i < KW_COUNT; i++)
        if (keyword_flags[i] & KF_STMT)
            nearest_try(&near, keyword_str((enum keyword)i));
    return near.best;
}

/* Behind a name there is something that no operation has: was its first word
 * a keyword? */
static void
check_meant(struct parser *ps, struct pluto_span word, bool is_wait)
{
    const struct token *t = peek(ps);
    bool is_over = t->kind == T_SEMICOLON || t->kind == T_ASSIGN ||
                   t->keyword == KW_WITH || t->keyword == KW_END || t->is_first;
    if (ps->is_failed || (is_over && !is_wait))
        return;
    const char *best = meant(ps, word);
    if (best != NULL)
        fail_at(ps, word, "no statement begins with '%.*s'; did you mean '%s'?",
            (int)word.len, ps->lexer.text + word.off, best);
}

/* A name first: an assignment or an operation on an object. */
static struct pluto_stmt *
named(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_OBJECT);
    struct pluto_span word = token_span(peek(ps));
    bool is_wait = peek(ps)[1].keyword == KW_FOR;
    struct pluto_ref *ref = parse_ref(ps, "a statement");
    check_meant(ps, word, is_wait);
    if (peek(ps)->kind == T_ASSIGN) {
        s->kind = PLUTO_S_ASSIGN;
        s->assign.ref = ref;
        if (ref->n > 1)
            complain(ps, ref->span, "only a local variable can be assigned");
        if (ref->n == 1 && ref->whole != NULL) {
            ref->name[0] = ref->whole;
            ref->whole = NULL;
            ref->type = PLUTO_ANY;
        }
        next(ps);
        s->assign.expr = parse_expr(ps);
        return s;
    }
    s->object.ref = ref;
    uint32_t off = peek(ps)->off;
    if (accept(ps, KW_WITH)) {
        mark(ps, M_IN, off);
        mark(ps, M_CLAUSE, off);
        accept(ps, KW_ARGUMENTS);
        parse_arguments(ps, off, &s->object.argument, &s->object.n_arguments);
        mark_here(ps, M_OUT);
    }
    return s;
}

/* ---- all of them --------------------------------------------------------- */

static struct pluto_stmt *
in_stmt(struct parser *ps)
{
    switch (peek(ps)[1].keyword) {
    case KW_THE:
        return context(ps);
    case KW_PARALLEL:
        return parallel(ps);
    case KW_CASE:
        return case_of(ps);
    default:
        next(ps);
        fail_expected(
            ps, "'parallel', 'the context of' or 'case'", KW_PARALLEL);
        return NULL;
    }
}

static struct pluto_stmt *
any(struct parser *ps)
{
    switch (peek(ps)->keyword) {
    case KW_INITIATE:
        return parse_initiate(ps);
    case KW_INFORM:
    case KW_LOG:
        return text(ps);
    case KW_IN:
        return in_stmt(ps);
    case KW_IF:
        return choice(ps);
    case KW_WHILE:
        return while_loop(ps);
    case KW_FOR:
        return for_loop(ps);
    case KW_REPEAT:
        return repeat(ps);
    case KW_WAIT:
        return parse_wait(ps);
    case KW_RAISE:
        return raise_stmt(ps);
    case KW_SAVE:
        return save_stmt(ps);
    default:
        return named(ps);
    }
}

/* Is this statement one for steps only? */
static bool
is_step_level(const struct pluto_stmt *s)
{
    switch (s->kind) {
    case PLUTO_S_STEP:
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
    case PLUTO_S_CONTEXT:
    case PLUTO_S_PARALLEL:
    case PLUTO_S_INFORM:
    case PLUTO_S_LOG:
        return false;
    default:
        return true;
    }
}

static void
check_place(struct parser *ps, const struct pluto_stmt *s,
    struct pluto_span word, enum place place)
{
    if (place == PLACE_WATCHDOG && s->kind != PLUTO_S_STEP)
        complain(ps, word, "only steps may stand in a watchdog body");
    else if (place == PLACE_PARALLEL && s->kind != PLUTO_S_STEP &&
             s->kind != PLUTO_S_CONFIRM)
        complain(ps, word,
            "only 'initiate and confirm' may be a branch of 'in parallel'");
    else if (place == PLACE_PROCEDURE && s->kind == PLUTO_S_ASSIGN)
        complain(ps, word,
            "an assignment may stand in a step only: a procedure has no "
            "variables");
    else if (place == PLACE_PROCEDURE && is_step_level(s))
        complain(ps, word,
            "'%s' may stand in a step only: put it into 'initiate and "
            "confirm step NAME ... end step'",
            pluto_stmt_kind_str((enum pluto_stmt_kind)s->kind));
}

struct pluto_stmt *
parse_stmt(struct parser *ps)
{
    enum place place = ps->scope.place;
    struct pluto_span word = token_span(peek(ps));
    struct pluto_stmt *s = any(ps);
    if (s != NULL)
        check_place(ps, s, word, place);
    return s;
}
