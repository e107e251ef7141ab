/*
 * test_each_ref.c - every reference in an expression, from left to right.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "pluto/eval.h"

static struct pluto_expr pool[30];
static struct pluto_ref refs[20];
static unsigned n_nodes;

static struct pluto_expr *
node(enum pluto_expr_kind kind)
{
    struct pluto_expr *e = &pool[n_nodes++];
    e->kind = (uint8_t)kind;
    return e;
}

static struct pluto_expr *
ref(uint32_t slot)
{
    struct pluto_expr *e = node(PLUTO_E_REF);
    e->ref = &refs[slot];
    e->ref->slot = slot;
    return e;
}

static void
say(void *arg, const struct pluto_ref *r, enum pluto_property property)
{
    strbuf_addf(arg, "%u.%u ", r->slot, (unsigned)property);
}

static void
all_are_seen_in_order(void **state)
{
    (void)state;
    /* ((1 + 2) = 3) and f (4, validity of 5) and not (6 between 7 and 8)
     * and 9 in (10, 11) */
    struct pluto_expr *sum = node(PLUTO_E_BINARY);
    sum->a = ref(1);
    sum->b = ref(2);
    struct pluto_expr *equal = node(PLUTO_E_BINARY);
    equal->a = sum;
    equal->b = ref(3);
    struct pluto_expr *property = ref(5);
    property->kind = PLUTO_E_PROPERTY;
    property->property = PLUTO_P_VALIDITY;
    struct pluto_expr *args[] = {ref(4), property};
    struct pluto_expr *call = node(PLUTO_E_CALL);
    call->arg = args;
    call->n = 2;
    struct pluto_expr *between = node(PLUTO_E_BETWEEN);
    between->a = ref(6);
    between->b = ref(7);
    between->c = ref(8);
    struct pluto_expr *not = node(PLUTO_E_UNARY);
    not ->a = between;
    struct pluto_expr *members[] = {ref(10), ref(11)};
    struct pluto_expr *in = node(PLUTO_E_IN);
    in->subject = ref(9);
    in->arg = members;
    in->n = 2;
    struct pluto_expr *top = equal, *part[] = {call, not, in};
    for (size_t i = 0; i < 3; i++) {
        struct pluto_expr *and = node(PLUTO_E_BINARY);
        and->a = top;
        and->b = part[i];
        top = and;
    }
    struct strbuf b = {0};
    pluto_each_ref(top, say, &b);
    assert_string_equal(b.s, "1.0 2.0 3.0 4.0 5.3 6.0 7.0 8.0 9.0 10.0 11.0 ");
    strbuf_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_seen_in_order),
    };
    return check_run(tests);
}
