/*
 * parse_condition.c - what stands in preconditions and confirmation bodies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/parse_priv.h"

static void
save_behind(struct parser *ps, struct pluto_stmt *s)
{
    if (!at(ps, KW_SAVE))
        return;
    if (!ps->scope.can_save)
        complain(ps, token_span(peek(ps)),
            "'save context' may stand behind a condition in preconditions "
            "only");
    s->wait.save = parse_save(ps);
}

/* "if" with "then" chooses, without it checks. */
static struct pluto_stmt *
condition_if(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_CHECK);
    next(ps);
    struct pluto_expr *test = parse_expr(ps);
    if (!accept(ps, KW_THEN)) {
        s->wait.until = test;
        save_behind(ps, s);
        return s;
    }
    s->kind = PLUTO_S_IF;
    s->branch.test = test;
    open_end(ps, KW_IF);
    struct scope outer = scope_enter(ps, s, PLUTO_MAIN, PLACE_CONDITIONS);
    parse_block(ps, "this branch", &s->branch.then);
    if (accept(ps, KW_ELSE))
        parse_block(ps, "this branch", &s->branch.otherwise);
    ps->scope = outer;
    parse_end(ps, KW_IF);
    return s;
}

static struct pluto_stmt *
ask(struct parser *ps)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_ASK);
    next(ps);
    expect(ps, KW_USER);
    if (peek(ps)->kind == T_STRING)
        s->ask = parse_text(ps);
    return s;
}

struct pluto_stmt *
parse_condition(struct parser *ps)
{
    struct pluto_stmt *s;
    switch (peek(ps)->keyword) {
    case KW_IF:
        return condition_if(ps);
    case KW_ASK:
        return ask(ps);
    case KW_WAIT:
        s = parse_wait(ps);
        save_behind(ps, s);
        return s;
    default:
        fail_expected(ps,
            "a condition ('wait until', 'wait for', 'if' or 'ask user')",
            KW_WAIT);
        return NULL;
    }
}
