/*
 * parse_call.c - initiate: steps, activities, their arguments, and what
 * happens afterwards.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/parse_priv.h"

/* ---- arguments ----------------------------------------------------------- */

static void argument(struct parser *ps, struct pluto_argument *a);

static void
children(struct parser *ps, struct pluto_argument *a, enum keyword end,
    void (*one)(struct parser *, struct pluto_argument *))
{
    size_t begin = ps->scratch.len;
    next(ps);
    open_end(ps, end);
    if (enter(ps)) {
        do {
            struct pluto_argument child = {0};
            mark_here(ps, M_SOFT);
            one(ps, &child);
            scratch_add(ps, &child, sizeof child);
        } while (accept_kind(ps, T_COMMA));
        leave(ps);
    }
    a->child = scratch_take(ps, begin, sizeof *a->child, &a->n_children);
    parse_end(ps, end);
}

/* An element of an array: a value, or named as in a record. */
static void
element(struct parser *ps, struct pluto_argument *a)
{
    struct pluto_expr *e = NULL;
    a->span.off = peek(ps)->off;
    e = parse_expr(ps);
    bool is_name = e != NULL && e->kind == PLUTO_E_REF && !e->in_parens &&
                   e->ref != NULL && e->ref->n == 1;
    if (is_name &&
        (peek(ps)->kind == T_ASSIGN || at(ps, KW_RECORD) || at(ps, KW_ARRAY))) {
        a->name = e->ref->whole != NULL ? e->ref->whole : e->ref->name[0];
        argument(ps, a);
    } else {
        a->value = e;
    }
    a->span = span_from(ps, a->span.off);
}

static void
argument(struct parser *ps, struct pluto_argument *a)
{
    if (a->name == NULL) {
        a->span.off = peek(ps)->off;
        a->name = parse_name(ps, "the name of an argument");
    }
    if (accept_kind(ps, T_ASSIGN)) {
        a->value = parse_expr(ps);
    } else if (at(ps, KW_RECORD)) {
        a->is_record = true;
        children(ps, a, KW_RECORD, argument);
    } else if (at(ps, KW_ARRAY)) {
        a->is_array = true;
        children(ps, a, KW_ARRAY, element);
    } else {
        fail_expected(ps, "':=', 'record' or 'array'", KW_NONE);
    }
    a->span = span_from(ps, a->span.off);
}

/* More than one argument: each on a line. */
static void
mark_list(struct parser *ps, uint32_t with_off, const struct pluto_argument *a,
    uint32_t n)
{
    mark(ps, M_LINE, with_off);
    mark(ps, M_IN, a[0].span.off);
    for (uint32_t i = 0; i < n; i++)
        mark(ps, M_LINE, a[i].span.off);
    mark_here(ps, M_OUT);
    mark_here(ps, M_LINE);
}

/* Up to "end with"; none at all is accepted, too. */
void
parse_arguments(struct parser *ps, uint32_t with_off,
    struct pluto_argument **list, uint32_t *n)
{
    size_t begin = ps->scratch.len;
    open_end(ps, KW_WITH);
    if (!at(ps, KW_END)) {
        do {
            struct pluto_argument a = {0};
            argument(ps, &a);
            scratch_add(ps, &a, sizeof a);
        } while (accept_kind(ps, T_COMMA));
    }
    *list = scratch_take(ps, begin, sizeof **list, n);
    if (*n > 1)
        mark_list(ps, with_off, *list, *n);
    parse_end(ps, KW_WITH);
}

/* Is one of its parts on several lines? */
static bool
has_lists(const struct pluto_call *call)
{
    return call->n_arguments > 1 || call->n_directives > 1;
}

static void
with(struct parser *ps, struct pluto_call *call)
{
    bool has_arguments = false;
    while (at(ps, KW_WITH) && !at_two(ps, KW_WITH, KW_TIMEOUT)) {
        uint32_t off = peek(ps)->off;
        mark(ps, has_lists(call) ? M_LINE : M_CLAUSE, off);
        next(ps);
        struct pluto_span word = token_span(peek(ps));
        if (accept(ps, KW_DIRECTIVES)) {
            if (call->n_directives > 0)
                complain(ps, word, "directives a second time");
            parse_arguments(ps, off, &call->directive, &call->n_directives);
            return;
        }
        if (has_arguments)
            complain(ps, word, "arguments a second time");
        has_arguments = true;
        if (accept(ps, KW_ARGUMENTS)) {
            parse_arguments(ps, off, &call->argument, &call->n_arguments);
        } else if (at_two(ps, KW_VALUE, KW_SET)) {
            next(ps);
            next(ps);
            open_end(ps, KW_WITH);
            call->value_set = parse_ref(ps, "the name of a value set");
            parse_end(ps, KW_WITH);
        } else {
            fail_expected(
                ps, "'arguments', 'value set' or 'directives'", KW_ARGUMENTS);
        }
    }
}

/* ---- what happens afterwards --------------------------------------------- */

static const struct pluto_arm defaults[PLUTO_OUTCOME_COUNT];

static bool
outcome(struct parser *ps, enum pluto_outcome *out)
{
    if (accept(ps, KW_CONFIRMED)) {
        *out = PLUTO_CONFIRMED;
    } else if (accept(ps, KW_ABORTED)) {
        *out = PLUTO_ABORTED;
    } else if (at_two(ps, KW_NOT, KW_CONFIRMED)) {
        next(ps);
        next(ps);
        *out = PLUTO_NOT_CONFIRMED;
    } else {
        fail_expected(
            ps, "'confirmed', 'not confirmed' or 'aborted'", KW_CONFIRMED);
        return false;
    }
    return true;
}

static void
restart(struct parser *ps, struct pluto_arm *arm)
{
    if (accept(ps, KW_MAX)) {
        bool is_before = accept(ps, KW_TIMES);
        arm->times = parse_sum(ps);
        if (!is_before)
            expect(ps, KW_TIMES);
    }
    parse_timeout(ps, &arm->timeout);
}

static void
action(struct parser *ps, struct pluto_arm *arm)
{
    static const struct {
        enum keyword keyword;
        enum pluto_action action;
    } simple[] = {
        {KW_CONTINUE, PLUTO_A_CONTINUE},
        {KW_RESUME, PLUTO_A_RESUME},
        {KW_ABORT, PLUTO_A_ABORT},
        {KW_TERMINATE, PLUTO_A_TERMINATE},
        {KW_RESTART, PLUTO_A_RESTART},
        {KW_RAISE, PLUTO_A_RAISE},
        {KW_ASK, PLUTO_A_ASK},
    };
    size_t i = 0;
    while (i < ARRAY_LEN(simple) && !accept(ps, simple[i].keyword))
        i++;
    if (i == ARRAY_LEN(simple)) {
        fail_expected(ps,
            "'continue', 'resume', 'abort', 'terminate', 'restart', 'raise "
            "event' or 'ask user'",
            KW_CONTINUE);
        return;
    }
    arm->action = (uint8_t)simple[i].action;
    if (arm->action == PLUTO_A_RESTART) {
        restart(ps, arm);
    } else if (arm->action == PLUTO_A_ASK) {
        expect(ps, KW_USER);
    } else if (arm->action == PLUTO_A_RAISE) {
        expect(ps, KW_EVENT);
        arm->event = parse_ref(ps, "the name of an event");
    }
}

static void
arm(struct parser *ps, struct pluto_arm *arms)
{
    uint32_t off = peek(ps)->off;
    enum pluto_outcome status;
    if (!outcome(ps, &status))
        return;
    struct pluto_arm a = {0};
    if (arms[status].action != PLUTO_A_DEFAULT)
        complain(ps, span_from(ps, off), "'%s' a second time",
            pluto_outcome_str(status));
    expect_kind(ps, T_COLON, "':'");
    action(ps, &a);
    a.span = span_from(ps, off);
    expect_kind(ps, T_SEMICOLON, "';'");
    arms[status] = a;
}

void
parse_continuation(struct parser *ps, struct pluto_stmt *s)
{
    s->test = defaults;
    if (!at_two(ps, KW_IN, KW_CASE))
        return;
    mark_here(ps, M_LINE);
    next(ps);
    next(ps);
    mark_here(ps, M_IN);
    struct pluto_arm *arms = arena_alloc(&ps->pluto->arena, sizeof defaults);
    s->test = arms;
    s->has_test = true;
    open_end(ps, KW_CASE);
    if (at(ps, KW_END))
        fail(ps, "a continuation test without an arm");
    while (!ps->is_failed && !at(ps, KW_END)) {
        uint32_t start = peek(ps)->off;
        mark(ps, M_LINE, start);
        arm(ps, arms);
        if (ps->is_failed)
            recover(ps, start);
        if (peek(ps)->kind == T_END)
            break;
    }
    mark_here(ps, M_OUT);
    mark_here(ps, M_LINE);
    parse_end(ps, KW_CASE);
}

/* ---- initiate ------------------------------------------------------------ */

/* Words that cannot follow an activity but begin the body of a step. */
static bool
at_body(const struct parser *ps)
{
    return at(ps, KW_DECLARE) || at(ps, KW_MAIN) || at(ps, KW_PRECONDITIONS);
}

static struct pluto_stmt *
step(struct parser *ps, uint32_t off)
{
    struct pluto_stmt *s = stmt_new(ps, PLUTO_S_STEP);
    s->span.off = off;
    s->step.name = parse_step_name(ps);
    open_end(ps, KW_STEP);
    /* With a wrong name the body is parsed all the same. */
    if (ps->is_failed && !ps->is_over)
        ps->is_failed = false;
    parse_body(ps, &s->step.body, s);
    parse_end(ps, KW_STEP);
    mark_here(ps, M_IN);
    parse_continuation(ps, s);
    mark_here(ps, M_OUT);
    return s;
}

static void
refer_by(struct parser *ps, struct pluto_call *call)
{
    uint32_t off = peek(ps)->off;
    if (!accept(ps, KW_REFER))
        return;
    mark(ps, has_lists(call) ? M_LINE : M_CLAUSE, off);
    expect(ps, KW_BY);
    call->refer_by = parse_name(ps, "a name for this activity");
}

static struct pluto_stmt *
activity(struct parser *ps, uint32_t off, enum pluto_stmt_kind kind)
{
    struct pluto_stmt *s = stmt_new(ps, kind);
    s->span.off = off;
    s->test = defaults;
    s->call.ref = parse_ref(ps, "the name of an activity");
    mark_here(ps, M_IN);
    with(ps, &s->call);
    refer_by(ps, &s->call);
    if (kind == PLUTO_S_INITIATE && at_two(ps, KW_IN, KW_CASE))
        complain(ps, token_span(peek(ps)),
            "a continuation test needs 'initiate and confirm'");
    parse_continuation(ps, s);
    mark_here(ps, M_OUT);
    return s;
}

struct pluto_stmt *
parse_initiate(struct parser *ps)
{
    uint32_t off = peek(ps)->off;
    next(ps);
    if (at(ps, KW_STEP) && peek(ps)[1].kind == T_WORD &&
        !peek(ps)[1].is_first && !(peek(ps)[1].flags & KF_STOP))
        complain(ps, token_span(peek(ps)),
            "a step needs 'initiate and confirm step'");
    else if (!accept(ps, KW_AND))
        return activity(ps, off, PLUTO_S_INITIATE);
    else
        expect(ps, KW_CONFIRM);
    if (accept(ps, KW_STEP))
        return step(ps, off);
    const struct token *first = peek(ps);
    struct pluto_span word = token_span(first);
    struct pluto_stmt *s = activity(ps, off, PLUTO_S_CONFIRM);
    if (!at_body(ps))
        return s;
    complain(ps, word, "an activity has no body; did you mean 'step'?");
    struct pluto_body body = {0};
    open_end(ps, KW_STEP);
    parse_body(ps, &body, s);
    parse_end(ps, KW_STEP);
    return s;
}
