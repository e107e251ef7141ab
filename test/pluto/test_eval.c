/*
 * test_eval.c - known, unknown and failed: how they go through operators, and
 * trees of any depth.  Trees are made by hand here; test_eval_text.c has the
 * expressions as people write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/arena.h"
#include "common/attr.h"
#include "pluto/eval.h"

static struct arena arena;

static struct pluto_expr *
node(enum pluto_expr_kind kind)
{
    struct pluto_expr *e = arena_alloc(&arena, sizeof *e);
    e->kind = (uint8_t)kind;
    return e;
}

static struct pluto_expr *
constant(struct pluto_value v)
{
    struct pluto_expr *e = node(PLUTO_E_CONST);
    struct pluto_value *to = arena_alloc(&arena, sizeof *to);
    *to = v;
    e->value = to;
    return e;
}

static struct pluto_expr *
binary(enum pluto_op op, struct pluto_expr *a, struct pluto_expr *b)
{
    struct pluto_expr *e = node(PLUTO_E_BINARY);
    e->op = (uint8_t)op;
    e->a = a;
    e->b = b;
    return e;
}

/* T, F, ? (unknown), ! (fails), 1 (a number), n (NaN) */
static struct pluto_expr *
letter(char c)
{
    if (c == 'T' || c == 'F')
        return constant(pluto_bool(c == 'T'));
    if (c == '1')
        return constant(pluto_integer(1));
    if (c == 'n')
        return constant(pluto_real((double)NAN, NULL));
    struct pluto_expr *e = node(PLUTO_E_PROPERTY);
    e->property = c == '?' ? PLUTO_P_VALUE : PLUTO_P_RAW_VALUE;
    return e;
}

static enum pluto_known
get(void *arg, const struct pluto_ref *ref, enum pluto_property property,
    struct pluto_value *out, struct strbuf *why)
{
    (void)arg;
    (void)ref;
    *out = pluto_bool(true); /* must not come through */
    strbuf_adds(
        why, property == PLUTO_P_VALUE ? "X is expired" : "X has no value");
    return property == PLUTO_P_VALUE ? PLUTO_UNKNOWN : PLUTO_FAILED;
}

static const struct pluto_env env = {.get = get};

static char
result(const struct pluto_expr *e)
{
    struct pluto_value v;
    struct strbuf why = {0};
    enum pluto_known known = pluto_eval(e, &env, &v, &why);
    assert_int_equal(why.len == 0, known == PLUTO_KNOWN);
    char c = known == PLUTO_UNKNOWN    ? '?'
             : known == PLUTO_FAILED   ? '!'
             : v.type != PLUTO_BOOLEAN ? '1'
             : v.b                     ? 'T'
                                       : 'F';
    pluto_value_fini(&v);
    strbuf_fini(&why);
    return c;
}

static void
logic_has_three_values(void **state)
{
    (void)state;
    static const struct {
        char a;
        enum pluto_op op;
        char b, want;
    } rows[] = {
        {'T', PLUTO_AND, 'T', 'T'},
        {'T', PLUTO_AND, 'F', 'F'},
        {'F', PLUTO_AND, 'T', 'F'},
        {'F', PLUTO_AND, '?', 'F'},
        {'?', PLUTO_AND, 'F', 'F'},
        {'?', PLUTO_AND, 'T', '?'},
        {'T', PLUTO_AND, '?', '?'},
        {'?', PLUTO_AND, '?', '?'},
        {'F', PLUTO_AND, '!', 'F'},
        {'!', PLUTO_AND, 'F', '!'},
        {'?', PLUTO_AND, '!', '!'},
        {'T', PLUTO_AND, '1', '!'},
        {'1', PLUTO_AND, 'T', '!'},
        {'1', PLUTO_AND, '?', '!'},
        {'T', PLUTO_OR, '?', 'T'},
        {'?', PLUTO_OR, 'T', 'T'},
        {'?', PLUTO_OR, 'F', '?'},
        {'F', PLUTO_OR, '?', '?'},
        {'F', PLUTO_OR, 'F', 'F'},
        {'T', PLUTO_OR, '!', 'T'},
        {'F', PLUTO_OR, '!', '!'},
        {'T', PLUTO_XOR, '?', '?'},
        {'?', PLUTO_XOR, 'T', '?'},
        {'?', PLUTO_XOR, '!', '!'},
        {'T', PLUTO_XOR, 'F', 'T'},
        {'1', PLUTO_ADD, '?', '?'},
        {'?', PLUTO_ADD, '1', '?'},
        {'1', PLUTO_ADD, '1', '1'},
        {'1', PLUTO_ADD, '!', '!'},
        {'1', PLUTO_ADD, 'T', '!'},
        {'1', PLUTO_EQ, '?', '?'},
        {'?', PLUTO_EQ, '?', '?'},
        {'1', PLUTO_EQ, '1', 'T'},
        {'1', PLUTO_LT, 'n', '?'},
        {'n', PLUTO_NE, 'n', '?'},
        {'n', PLUTO_ADD, '1', '1'},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        print_message("%c %d %c = %c\n", rows[i].a, (int)rows[i].op, rows[i].b,
            rows[i].want);
        assert_int_equal(
            result(binary(rows[i].op, letter(rows[i].a), letter(rows[i].b))),
            rows[i].want);
    }
    arena_fini(&arena);
}

static void
a_long_chain_needs_no_stack(void **state)
{
    (void)state;
    struct pluto_expr *e = constant(pluto_integer(1));
    for (int i = 0; i < 1000000; i++)
        e = binary(PLUTO_ADD, e, constant(pluto_integer(1)));
    struct pluto_value v;
    struct strbuf why = {0};
    assert_int_equal(pluto_eval(e, &env, &v, &why), PLUTO_KNOWN);
    assert_int_equal(v.i, 1000001);
    /* deep on the other side is refused, not run into the ground */
    e = constant(pluto_integer(1));
    for (int i = 0; i < 1000000; i++)
        e = binary(PLUTO_ADD, constant(pluto_integer(1)), e);
    assert_int_equal(pluto_eval(e, &env, &v, &why), PLUTO_FAILED);
    assert_string_equal(why.s, "the expression is nested too deeply");
    strbuf_fini(&why);
    arena_fini(&arena);
}

static void
truths_and_durations_are_what_they_say(void **state)
{
    (void)state;
    struct strbuf why = {0};
    bool is = true;
    int64_t ns = 5;
    assert_int_equal(
        pluto_eval_truth(letter('F'), &env, &is, &why), PLUTO_KNOWN);
    assert_false(is);
    assert_int_equal(
        pluto_eval_truth(letter('1'), &env, &is, &why), PLUTO_FAILED);
    assert_string_equal(why.s, "1 is not TRUE or FALSE");
    assert_int_equal(
        pluto_eval_truth(letter('?'), &env, &is, &why), PLUTO_UNKNOWN);
    assert_int_equal(
        pluto_eval_duration(letter('1'), &env, &ns, &why), PLUTO_KNOWN);
    assert_int_equal(ns, 1000000000);
    assert_int_equal(
        pluto_eval_duration(letter('T'), &env, &ns, &why), PLUTO_FAILED);
    assert_int_equal(
        pluto_eval_duration(letter('?'), &env, &ns, &why), PLUTO_UNKNOWN);
    assert_int_equal(ns, 0);
    strbuf_fini(&why);
    arena_fini(&arena);
}

static void
a_constant_with_an_unbound_unit_is_refused(void **state)
{
    (void)state;
    struct pluto_expr *e = constant(pluto_integer(1));
    e->unit = "V";
    assert_int_equal(result(e), '!');
    assert_int_equal(result(node(PLUTO_E_SUBJECT)), '!');
    arena_fini(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logic_has_three_values),
        cmocka_unit_test(a_long_chain_needs_no_stack),
        cmocka_unit_test(truths_and_durations_are_what_they_say),
        cmocka_unit_test(a_constant_with_an_unbound_unit_is_refused),
    };
    return check_run(tests);
}
