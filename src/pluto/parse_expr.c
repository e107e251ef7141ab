/*
 * parse_expr.c - expressions, by precedence: or, xor, and, not, comparison,
 * sum, product, power, sign (pluto.md 3).
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/nearest.h"
#include "pluto/function.h"
#include "pluto/parse_priv.h"

enum level { /* how tight an operator binds */
    L_NONE,
    L_OR,
    L_XOR,
    L_AND,
    L_COMPARE,
    L_SUM,
    L_PRODUCT,
    L_POWER,
};

struct operator
{
    uint8_t level, op;
};

static const struct operator symbol_op[T_FAILED + 1] = {
    [T_EQ] = {L_COMPARE, PLUTO_EQ},
    [T_NE] = {L_COMPARE, PLUTO_NE},
    [T_LT] = {L_COMPARE, PLUTO_LT},
    [T_GT] = {L_COMPARE, PLUTO_GT},
    [T_LE] = {L_COMPARE, PLUTO_LE},
    [T_GE] = {L_COMPARE, PLUTO_GE},
    [T_PLUS] = {L_SUM, PLUTO_ADD},
    [T_MINUS] = {L_SUM, PLUTO_SUB},
    [T_STAR] = {L_PRODUCT, PLUTO_MUL},
    [T_SLASH] = {L_PRODUCT, PLUTO_DIV},
    [T_POWER] = {L_POWER, PLUTO_POW},
};

static struct operator operator_at(const struct token *t)
{
    switch (t->keyword) {
    case KW_NONE:
        return symbol_op[t->kind];
    case KW_OR:
        /* "or is" begins an arm of a case. */
        if (t[1].keyword == KW_IS)
            return (struct operator){0};
        return (struct operator){L_OR, PLUTO_OR};
    case KW_XOR:
        return (struct operator){L_XOR, PLUTO_XOR};
    case KW_AND:
        return (struct operator){L_AND, PLUTO_AND};
    case KW_BETWEEN:
    case KW_WITHIN:
        return (struct operator){.level = L_COMPARE};
    case KW_IN:
        return (struct operator){
            .level = t[1].kind == T_OPEN ? L_COMPARE : L_NONE};
    default:
        return (struct operator){0};
    }
}

struct pluto_expr *
expr_new(struct parser *ps, enum pluto_expr_kind kind, uint32_t off)
{
    struct pluto_expr *e = arena_alloc(&ps->pluto->arena, sizeof *e);
    e->kind = (uint8_t)kind;
    e->span.off = off;
    return e;
}

static struct pluto_expr *parse_level(struct parser *ps, enum level least);

/* ---- primaries ----------------------------------------------------------- */

void
parse_expr_list(struct parser *ps, struct pluto_expr ***list, uint32_t *n)
{
    size_t begin = ps->scratch.len;
    do {
        mark_here(ps, M_SOFT);
        struct pluto_expr *e = parse_expr(ps);
        scratch_add(ps, &e, sizeof(void *));
    } while (accept_kind(ps, T_COMMA));
    *list = scratch_take(ps, begin, sizeof(void *), n);
}

/* "(" a, b, ... ")" behind a function's name or "in". */
static void
arguments(struct parser *ps, struct pluto_expr *e)
{
    next(ps);
    if (enter(ps)) {
        if (peek(ps)->kind != T_CLOSE)
            parse_expr_list(ps, &e->arg, &e->n);
        leave(ps);
    }
    expect_kind(ps, T_CLOSE, "')' or ','");
}

#define FUNCTION_WORDS 4

/* Words on one line and "(": a function, whatever the words are: "day of
 * year", though no other name goes over "of". */
static const struct pluto_function *
function_at(const struct parser *ps, unsigned *words)
{
    const struct token *t = peek(ps);
    unsigned n = 0;
    while (
        n < FUNCTION_WORDS && t[n].kind == T_WORD && (n == 0 || !t[n].is_first))
        n++;
    *words = n;
    if (n == 0 || t[n].kind != T_OPEN)
        return NULL;
    char key[64];
    size_t len = 0;
    for (unsigned i = 0; i < n; i++) {
        if (len + t[i].len + 1 >= sizeof key)
            return NULL;
        if (i > 0)
            key[len++] = ' ';
        for (uint32_t k = 0; k < t[i].len; k++)
            key[len++] = (char)(ps->lexer.text[t[i].off + k] | 0x20);
    }
    return pluto_function_find(key, len);
}

static void
say_count(struct parser *ps, struct pluto_span span,
    const struct pluto_function *f, uint32_t n)
{
    if (f->min == f->max)
        complain(ps, span, "'%s' takes %u argument%s, not %u", f->name, f->min,
            f->min == 1 ? "" : "s", n);
    else if (f->max == PLUTO_FUNCTION_MANY)
        complain(ps, span, "'%s' takes at least %u argument%s, not %u", f->name,
            f->min, f->min == 1 ? "" : "s", n);
    else
        complain(ps, span, "'%s' takes %u to %u arguments, not %u", f->name,
            f->min, f->max, n);
}

static struct pluto_expr *
call(struct parser *ps, const struct pluto_function *function, unsigned words)
{
    uint32_t off = peek(ps)->off;
    struct pluto_expr *e = expr_new(ps, PLUTO_E_CALL, off);
    e->function = function;
    for (unsigned i = 0; i < words; i++)
        next(ps);
    arguments(ps, e);
    if (!ps->is_failed && (e->n < function->min || e->n > function->max) &&
        !(function->max == PLUTO_FUNCTION_MANY && e->n >= function->min))
        say_count(ps, span_from(ps, off), function, e->n);
    e->span = span_from(ps, off);
    return e;
}

struct property_words {
    uint8_t property;
    uint8_t word[3]; /* keywords; KW_NONE: end */
};

static const struct property_words property_words[] = {
    {PLUTO_P_VALUE, {KW_VALUE}},
    {PLUTO_P_RAW_VALUE, {KW_RAW, KW_VALUE}},
    {PLUTO_P_ENGINEERING_VALUE, {KW_ENGINEERING, KW_VALUE}},
    {PLUTO_P_VALIDITY, {KW_VALIDITY, KW_STATUS}},
    {PLUTO_P_SAMPLING_TIME, {KW_SAMPLING, KW_TIME}},
    {PLUTO_P_MONITORING, {KW_MONITORING, KW_STATUS}},
    {PLUTO_P_LIMIT_CHECKING, {KW_LIMIT, KW_CHECKING, KW_STATUS}},
    {PLUTO_P_DELTA_CHECKING, {KW_DELTA, KW_CHECKING, KW_STATUS}},
    {PLUTO_P_EXPECTED, {KW_EXPECTED, KW_STATUS, KW_STATUS}},
    {PLUTO_P_EXPECTED, {KW_EXPECTED, KW_STATUS}},
    {PLUTO_P_CONSISTENCY, {KW_STATUS, KW_CONSISTENCY, KW_STATUS}},
    {PLUTO_P_EXECUTION, {KW_EXECUTION, KW_STATUS}},
    {PLUTO_P_CONFIRMATION, {KW_CONFIRMATION, KW_STATUS}},
    {PLUTO_P_START_TIME, {KW_START, KW_TIME}},
    {PLUTO_P_COMPLETION_TIME, {KW_COMPLETION, KW_TIME}},
    {PLUTO_P_LAST_OCCURRENCE, {KW_LAST, KW_OCCURRENCE}},
    {PLUTO_P_OCCURRENCE_COUNT, {KW_OCCURRENCE, KW_COUNT_}},
};

/* Tokens of the property's words and "of" behind `t`; a '-' between words
 * counts as a blank.  0: something else stands there. */
static unsigned
match(const struct token *t, const struct property_words *w)
{
    unsigned n = 0;
    for (unsigned i = 0; i < 3 && w->word[i] != KW_NONE; i++) {
        if (i > 0 && t[n].kind == T_MINUS)
            n++;
        if (t[n].keyword != w->word[i])
            return 0;
        n++;
    }
    return t[n].keyword == KW_OF ? n + 1 : 0;
}

static unsigned
property_at(const struct token *t, enum pluto_property *property)
{
    unsigned get = t->keyword == KW_GET ? 1 : 0;
    for (size_t i = 0; i < ARRAY_LEN(property_words); i++) {
        unsigned n = match(t + get, &property_words[i]);
        if (n > 0) {
            *property = (enum pluto_property)property_words[i].property;
            return n + get;
        }
    }
    return 0;
}

/* A name that "(" follows was meant as a function. */
static void
refuse_call(struct parser *ps, const struct pluto_ref *ref)
{
    const struct pluto_symbol *name = ref->name[ref->n - 1];
    struct nearest near = nearest_to(name->key);
    for (size_t i = 0; i < pluto_n_functions; i++)
        nearest_try(&near, pluto_function[i].name);
    if (near.best != NULL)
        fail_at(ps, ref->span, "no function '%s'; did you mean '%s'?",
            name->text, near.best);
    else
        fail_at(ps, ref->span, "no function '%s'", name->text);
}

struct pluto_expr *
parse_primary_ref(struct parser *ps)
{
    uint32_t off = peek(ps)->off;
    enum pluto_property property = PLUTO_P_VALUE;
    unsigned words =
        peek(ps)->flags & KF_PROPERTY ? property_at(peek(ps), &property) : 0;
    struct pluto_expr *e =
        expr_new(ps, words > 0 ? PLUTO_E_PROPERTY : PLUTO_E_REF, off);
    for (unsigned i = 0; i < words; i++)
        next(ps);
    e->property = (uint8_t)property;
    e->ref = parse_ref(ps, "a value or a name");
    e->span = span_from(ps, off);
    if (e->ref != NULL && peek(ps)->kind == T_OPEN)
        refuse_call(ps, e->ref);
    return e;
}

static struct pluto_expr *
parens(struct parser *ps)
{
    next(ps);
    struct pluto_expr *e = NULL;
    if (enter(ps)) {
        e = parse_level(ps, L_OR);
        leave(ps);
    }
    expect_kind(ps, T_CLOSE, "')'");
    if (e != NULL)
        e->in_parens = true;
    return e;
}

/* A sign or NOT and what it stands before. */
static struct pluto_expr *
prefix(struct parser *ps, enum pluto_op op, enum level level)
{
    struct pluto_expr *e = expr_new(ps, PLUTO_E_UNARY, peek(ps)->off);
    e->op = (uint8_t)op;
    if (op != PLUTO_NOT)
        mark_here(ps, M_TIGHT);
    next(ps);
    if (enter(ps)) {
        e->a = parse_level(ps, level);
        leave(ps);
    }
    e->span = span_from(ps, e->span.off);
    return e;
}

static struct pluto_expr *
simple(struct parser *ps, enum level least)
{
    const struct token *t = peek(ps);
    switch (t->kind) {
    case T_OPEN:
        return parens(ps);
    case T_MINUS:
        return prefix(ps, PLUTO_NEG, L_NONE);
    case T_PLUS:
        return prefix(ps, PLUTO_PLUS, L_NONE);
    default:
        break;
    }
    if (t->keyword == KW_NOT && least <= L_COMPARE)
        return prefix(ps, PLUTO_NOT, L_COMPARE);
    if (t->keyword == KW_NOT) {
        fail(ps, "'not' needs parentheses here");
        return NULL;
    }
    struct pluto_expr *e = parse_const(ps);
    if (e != NULL)
        return e;
    unsigned words;
    const struct pluto_function *function = function_at(ps, &words);
    if (function != NULL)
        return call(ps, function, words);
    return parse_primary_ref(ps);
}

/* ---- operators ----------------------------------------------------------- */

/* number | quantity | name without "of" | (expression) */
static struct pluto_expr *
tolerance(struct parser *ps)
{
    if (peek(ps)->kind == T_OPEN)
        return parens(ps);
    struct pluto_expr *e = parse_const(ps);
    if (e != NULL)
        return e;
    uint32_t off = peek(ps)->off;
    e = expr_new(ps, PLUTO_E_REF, off);
    const struct pluto_symbol *name =
        parse_name(ps, "a tolerance: a number, a name, or an expression in "
                       "parentheses");
    struct pluto_ref *ref = arena_alloc(&ps->pluto->arena, sizeof *ref);
    ref->name = arena_alloc(&ps->pluto->arena, sizeof(void *));
    ref->name[0] = name;
    ref->n = 1;
    ref->span = e->span = span_from(ps, off);
    e->ref = ref;
    return e;
}

/* "between", "within", "in" behind `a`. */
static struct pluto_expr *
comparison(struct parser *ps, struct pluto_expr *a, uint32_t off)
{
    struct pluto_expr *e = expr_new(ps, PLUTO_E_BETWEEN, off);
    e->a = a;
    if (accept(ps, KW_BETWEEN)) {
        e->b = parse_level(ps, L_SUM);
        expect(ps, KW_AND);
        e->c = parse_level(ps, L_SUM);
    } else if (accept(ps, KW_WITHIN)) {
        e->kind = PLUTO_E_WITHIN;
        e->b = tolerance(ps);
        e->op = accept_kind(ps, T_PERCENT);
        expect(ps, KW_OF);
        e->c = parse_level(ps, L_SUM);
    } else {
        next(ps);
        e->kind = PLUTO_E_IN;
        arguments(ps, e);
        if (e->n == 0 && !ps->is_failed)
            complain(ps, span_from(ps, off), "'in' of nothing is never true");
    }
    e->span = span_from(ps, off);
    return e;
}

static struct pluto_expr *
binary(
    struct parser *ps, struct pluto_expr *a, struct operator op, uint32_t off)
{
    struct pluto_expr *e = expr_new(ps, PLUTO_E_BINARY, off);
    e->op = op.op;
    e->a = a;
    mark_here(ps, M_SOFT);
    next(ps);
    /* The right side binds tighter: a - b - c is (a - b) - c. */
    e->b = parse_level(ps, op.level + 1u > L_POWER ? L_NONE : op.level + 1u);
    e->span = span_from(ps, off);
    return e;
}

static struct pluto_expr *
operation(
    struct parser *ps, struct pluto_expr *a, struct operator op, uint32_t off)
{
    if (++ps->operators > PLUTO_OPERATORS_MAX) {
        fail(
            ps, "more than %d operators in one statement", PLUTO_OPERATORS_MAX);
        return a;
    }
    if (op.level != L_COMPARE || peek(ps)->keyword == KW_NONE)
        return binary(ps, a, op, off);
    return comparison(ps, a, off);
}

/* Operators that bind at least as tight as `least` behind `a`. */
static struct pluto_expr *
behind(struct parser *ps, struct pluto_expr *a, enum level least, uint32_t off)
{
    unsigned most = L_POWER;
    for (;;) {
        struct operator op = operator_at(peek(ps));
        if (op.level < least || op.level == L_NONE)
            return a;
        if (op.level > most) {
            fail(ps, op.level == L_POWER
                         ? "powers of powers need parentheses"
                         : "a comparison of a comparison needs parentheses");
            return a;
        }
        a = operation(ps, a, op, off);
        most = op.level == L_COMPARE || op.level == L_POWER ? op.level - 1u
                                                            : op.level;
    }
}

/* L_NONE: one operand alone. */
static struct pluto_expr *
parse_level(struct parser *ps, enum level least)
{
    uint32_t off = peek(ps)->off;
    struct pluto_expr *a = simple(ps, least);
    return least == L_NONE ? a : behind(ps, a, least, off);
}

struct pluto_expr *
parse_expr(struct parser *ps)
{
    return parse_level(ps, L_OR);
}

struct pluto_expr *
parse_sum(struct parser *ps)
{
    return parse_level(ps, L_SUM);
}

/* An arm of a case: a comparison without its left side, or a value. */
struct pluto_expr *
parse_tag(struct parser *ps)
{
    uint32_t off = peek(ps)->off;
    struct pluto_expr *subject = expr_new(ps, PLUTO_E_SUBJECT, off);
    struct operator op = operator_at(peek(ps));
    ps->operators = 0;
    if (op.level == L_COMPARE)
        return operation(ps, subject, op, off);
    struct pluto_expr *e = expr_new(ps, PLUTO_E_BINARY, off);
    e->op = PLUTO_EQ;
    e->a = subject;
    e->b = parse_sum(ps);
    e->span = span_from(ps, off);
    return e;
}
