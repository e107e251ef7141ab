/*
 * parse_body.c - a procedure, and what procedures and steps are made of:
 * declarations, preconditions, main, watchdog, confirmation.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "pluto/parse_priv.h"

/* ---- declarations -------------------------------------------------------- */

struct declaration {
    enum keyword kind;
    union {
        struct pluto_var var;
        struct pluto_set set;
        struct pluto_event event;
    };
};

static const char *
described(struct parser *ps)
{
    if (!accept(ps, KW_DESCRIBED))
        return NULL;
    expect(ps, KW_BY);
    return parse_text(ps);
}

static void
same_type(struct parser *ps, struct pluto_var *var)
{
    next(ps);
    next(ps);
    expect(ps, KW_AS);
    struct pluto_expr *e = parse_primary_ref(ps);
    if (ps->is_failed)
        return;
    var->same_as = e->ref;
    var->same_property = e->property;
}

static void
type(struct parser *ps, struct pluto_var *var)
{
    static const struct {
        const char *key;
        enum pluto_type type;
    } types[] = {
        {"boolean", PLUTO_BOOLEAN},
        {"signed integer", PLUTO_INTEGER},
        {"integer", PLUTO_INTEGER},
        {"unsigned integer", PLUTO_UNSIGNED},
        {"real", PLUTO_REAL},
        {"string", PLUTO_STRING},
        {"absolute time", PLUTO_ABSOLUTE},
        {"relative time", PLUTO_RELATIVE},
    };
    if (at_two(ps, KW_SAME, KW_TYPE)) {
        same_type(ps, var);
        return;
    }
    const struct pluto_symbol *name = parse_name(ps, "a type");
    if (name == NULL)
        return;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (strcmp(types[i].key, name->key) == 0) {
            var->type = types[i].type;
            return;
        }
    }
    var->set = name;
}

static void
variable(struct parser *ps, struct pluto_var *var)
{
    var->name = parse_declared_name(ps, "the name of a variable", KW_OF);
    expect(ps, KW_OF);
    expect(ps, KW_TYPE);
    type(ps, var);
    if (accept(ps, KW_WITH)) {
        if (!accept(ps, KW_UNIT))
            expect(ps, KW_UNITS);
        if (!ps->is_failed)
            var->unit = parse_unit(ps, peek(ps)->off);
    }
    var->description = described(ps);
}

static void
enumerated(struct parser *ps, struct pluto_set *set)
{
    set->name = parse_declared_name(ps, "the name of a set", KW_NONE);
    size_t begin = ps->scratch.len;
    expect_kind(ps, T_OPEN, "'('");
    do {
        const struct token *t = peek(ps);
        const char *value = NULL;
        if (t->kind == T_ENUM && t->len > 2)
            value = arena_strndup(
                &ps->pluto->arena, ps->lexer.text + t->off + 1, t->len - 2);
        expect_kind(ps, T_ENUM, "a value in single quotes");
        scratch_add(ps, &value, sizeof value);
    } while (accept_kind(ps, T_COMMA));
    set->value = scratch_take(ps, begin, sizeof *set->value, &set->n);
    expect_kind(ps, T_CLOSE, "')' or ','");
    set->description = described(ps);
}

static void
declaration(struct parser *ps, struct declaration *d)
{
    const struct token *t = peek(ps);
    struct pluto_span word = token_span(t);
    d->kind = (enum keyword)t->keyword;
    if (accept(ps, KW_EVENT)) {
        d->event.name =
            parse_declared_name(ps, "the name of an event", KW_DESCRIBED);
        d->event.description = described(ps);
        d->event.span = span_from(ps, word.off);
    } else if (accept(ps, KW_VARIABLE)) {
        variable(ps, &d->var);
        d->var.span = span_from(ps, word.off);
    } else if (accept(ps, KW_ENUMERATED)) {
        enumerated(ps, &d->set);
        d->set.span = span_from(ps, word.off);
    } else {
        fail_expected(ps, "'variable', 'event' or 'enumerated'", KW_VARIABLE);
    }
    if (!ps->scope.in_step && d->kind != KW_EVENT)
        complain(ps, word,
            "variables and sets may be declared in steps only, a procedure "
            "has events");
}

/* After an error: to the next declaration. */
static void
recover_declaration(struct parser *ps)
{
    if (ps->is_over)
        return;
    ps->is_failed = false;
    while (peek(ps)->kind != T_END && peek(ps)->kind != T_COMMA &&
           peek(ps)->kind != T_SEMICOLON && !at(ps, KW_END))
        next(ps);
}

static bool
comma(struct parser *ps)
{
    if (accept_kind(ps, T_COMMA))
        return true;
    const struct token *t = peek(ps);
    struct pluto_span behind = {ps->end_off, 0};
    if (t->kind == T_SEMICOLON) {
        complain(ps, token_span(t), "',' stands between declarations, not ';'");
        next(ps);
        return !at(ps, KW_END);
    }
    if (t->keyword != KW_VARIABLE && t->keyword != KW_EVENT &&
        t->keyword != KW_ENUMERATED)
        return false;
    complain(ps, behind, "',' is missing behind this declaration");
    return true;
}

static void *
some(struct parser *ps, uint32_t n, size_t size)
{
    return n > 0 ? arena_alloc(&ps->pluto->arena, n * size) : NULL;
}

/* Each kind in an array of its own. */
static void
sort_declarations(struct parser *ps, struct pluto_body *body,
    const struct declaration *d, uint32_t n)
{
    uint32_t vars = 0, sets = 0, events = 0;
    for (uint32_t i = 0; i < n; i++) {
        vars += d[i].kind == KW_VARIABLE;
        sets += d[i].kind == KW_ENUMERATED;
        events += d[i].kind == KW_EVENT;
    }
    body->var = some(ps, vars, sizeof *body->var);
    body->set = some(ps, sets, sizeof *body->set);
    body->event = some(ps, events, sizeof *body->event);
    for (uint32_t i = 0; i < n; i++) {
        if (d[i].kind == KW_VARIABLE)
            body->var[body->n_vars++] = d[i].var;
        else if (d[i].kind == KW_ENUMERATED)
            body->set[body->n_sets++] = d[i].set;
        else if (d[i].kind == KW_EVENT)
            body->event[body->n_events++] = d[i].event;
    }
}

static void
declare(struct parser *ps, struct pluto_body *body)
{
    size_t begin = ps->scratch.len;
    uint32_t n, off = ps->end_off - (uint32_t)strlen("declare");
    open_end(ps, KW_DECLARE);
    mark_here(ps, M_IN);
    if (at(ps, KW_END))
        complain(ps, token_span(peek(ps)), "the declaration is empty");
    while (!ps->is_over && !at(ps, KW_END) && peek(ps)->kind != T_END) {
        struct declaration d = {0};
        mark_here(ps, M_LINE);
        declaration(ps, &d);
        if (ps->is_failed)
            recover_declaration(ps);
        else
            scratch_add(ps, &d, sizeof d);
        if (!comma(ps))
            break;
    }
    mark_here(ps, M_OUT);
    mark_here(ps, M_LINE);
    const struct declaration *d = scratch_take(ps, begin, sizeof *d, &n);
    sort_declarations(ps, body, d, n);
    body->declared.off = off;
    body->declared.len = lexer_peek(&ps->lexer)->off - off;
    parse_end(ps, KW_DECLARE);
}

/* ---- bodies -------------------------------------------------------------- */

static void
part(struct parser *ps, struct pluto_body *body, enum pluto_part part,
    enum keyword keyword, const struct pluto_stmt *step)
{
    static const char *const name[] = {
        [PLUTO_MAIN] = "the main body",
        [PLUTO_PRECONDITIONS] = "this body of preconditions",
        [PLUTO_WATCHDOG] = "the watchdog body",
        [PLUTO_CONFIRMATION] = "the confirmation body",
    };
    static const enum place places[] = {
        [PLUTO_MAIN] = PLACE_STEP,
        [PLUTO_PRECONDITIONS] = PLACE_CONDITIONS,
        [PLUTO_WATCHDOG] = PLACE_WATCHDOG,
        [PLUTO_CONFIRMATION] = PLACE_CONDITIONS,
    };
    enum place place = places[part];
    if (part == PLUTO_MAIN && !ps->scope.in_step)
        place = PLACE_PROCEDURE;
    struct scope outer = scope_enter(ps, step, part, place);
    ps->scope.can_save = part == PLUTO_PRECONDITIONS;
    if (keyword != KW_NONE)
        open_end(ps, keyword);
    parse_block(ps, name[part], &body->part[part]);
    ps->scope = outer;
    if (keyword != KW_NONE)
        parse_end(ps, keyword);
}

struct body_word {
    enum keyword keyword;
    enum pluto_part part; /* PLUTO_PART_COUNT: declarations */
};

/* In the order of the standard; any order is accepted. */
static const struct body_word body_words[] = {
    {KW_DECLARE, PLUTO_PART_COUNT},
    {KW_PRECONDITIONS, PLUTO_PRECONDITIONS},
    {KW_MAIN, PLUTO_MAIN},
    {KW_WATCHDOG, PLUTO_WATCHDOG},
    {KW_CONFIRMATION, PLUTO_CONFIRMATION},
};

enum {
    BODY_MAIN = 2,
    BODY_NONE = ARRAY_LEN(body_words)
};

static unsigned
body_at(const struct parser *ps)
{
    unsigned i = 0;
    while (i < BODY_NONE && !at(ps, body_words[i].keyword))
        i++;
    return i;
}

/* One body, of which the current token is the first; a main body may lack its
 * words. */
static void
one_body(struct parser *ps, struct pluto_body *body,
    const struct pluto_stmt *step, unsigned i)
{
    bool has_words = i < BODY_NONE;
    if (has_words) {
        mark_here(ps, M_IN);
        mark_here(ps, M_LINE);
        next(ps);
    }
    const struct body_word *w = &body_words[has_words ? i : BODY_MAIN];
    if (w->part == PLUTO_PART_COUNT) {
        declare(ps, body);
        mark_here(ps, M_OUT);
        mark_here(ps, M_LINE);
        return;
    }
    if (w->part == PLUTO_MAIN)
        body->has_main_words = has_words;
    part(ps, body, w->part, has_words ? w->keyword : KW_NONE, step);
    if (has_words) {
        mark_here(ps, M_OUT);
        mark_here(ps, M_LINE);
    }
}

/* "end main;" */
static void
no_semicolon(struct parser *ps)
{
    if (peek(ps)->kind != T_SEMICOLON)
        return;
    pluto_note(ps->pluto, ps->notes, NOTE_WARNING, token_span(peek(ps)),
        "no ';' belongs here");
    next(ps);
}

static bool
ends_body(const struct parser *ps)
{
    const struct token *t = peek(ps);
    return ps->is_over || t->kind == T_END || t->keyword == KW_END ||
           t->keyword == KW_ELSE || t->keyword == KW_OTHERWISE ||
           t->keyword == KW_UNTIL || t->keyword == KW_OR;
}

static void
check_order(struct parser *ps, unsigned i, unsigned last, unsigned seen)
{
    const struct token *t = peek(ps);
    if (seen & 1u << i)
        complain(ps, token_span(t),
            i == BODY_MAIN ? "statements outside of the main body"
                           : "this body a second time");
    else if (i < last)
        pluto_note(ps->pluto, ps->notes, NOTE_WARNING, token_span(t),
            "'%s' usually stands before '%s'",
            keyword_str(body_words[i].keyword),
            keyword_str(body_words[last].keyword));
}

void
parse_body(
    struct parser *ps, struct pluto_body *body, const struct pluto_stmt *step)
{
    struct scope outer = ps->scope;
    unsigned seen = 0, last = 0;
    ps->scope.in_step = step != NULL;
    while (!ends_body(ps)) {
        uint32_t start = peek(ps)->off;
        unsigned i = body_at(ps), which = i < BODY_NONE ? i : BODY_MAIN;
        check_order(ps, which, last, seen);
        seen |= 1u << which;
        last = which > last ? which : last;
        one_body(ps, body, step, i);
        if (ps->is_failed)
            recover(ps, start);
        no_semicolon(ps);
    }
    if (!(seen & 1u << BODY_MAIN))
        complain(ps, token_span(peek(ps)), "the main body is empty");
    body->end = lexer_peek(&ps->lexer)->off;
    ps->scope = outer;
}

/* Whatever stands behind an "end" that nobody awaits is looked at, too. */
static void
rest(struct parser *ps)
{
    while (!ps->is_over && peek(ps)->kind != T_END &&
           !at_two(ps, KW_END, KW_PROCEDURE)) {
        uint32_t start = peek(ps)->off;
        fail_expected(ps, "'end procedure'", KW_NONE);
        recover(ps, start);
        if (peek(ps)->off == start)
            next(ps);
        struct pluto_body body = {0};
        if (!ends_body(ps))
            parse_body(ps, &body, NULL);
    }
}

void
parse_procedure(struct parser *ps)
{
    struct pluto *p = ps->pluto;
    if (!accept(ps, KW_PROCEDURE)) {
        const struct token *t = peek(ps);
        complain(ps, token_span(t),
            t->kind == T_END ? "there is no procedure in this file"
                             : "'procedure' is missing here");
        if (t->kind == T_END)
            return;
        if (t->kind == T_WORD && !(t->flags & (KF_STMT | KF_STEP)))
            next(ps);
    }
    open_end(ps, KW_PROCEDURE);
    parse_body(ps, &p->body, NULL);
    rest(ps);
    parse_end(ps, KW_PROCEDURE);
    mark(ps, M_LINE, p->body.end);
    no_semicolon(ps);
    if (!ps->is_over && peek(ps)->kind != T_END)
        fail(ps, "text behind 'end procedure': a file has one procedure");
}
