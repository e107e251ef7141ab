/*
 * test_orders.c - what this console asks of the gate, and its authority.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/orders.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"

#define SESSION "0123456789abcdef0123456789abcdef"

struct rig {
    struct model m;
    struct orders *o;
    struct clock now;
};

static void
start(struct rig *r, const char *as)
{
    r->now = feed_clock(0);
    model_init(&r->m, "sim", NULL, r->now);
    r->o = &r->m.orders;
    orders_begin(r->o, SESSION, "anna", as);
}

static const struct order_ticket *
ask(struct rig *r, enum order_word word, enum err status, const char *row)
{
    struct order_head head;
    struct msg_str rows[] = {msg_str(row)};
    struct msg_reply reply = {.status = status,
        .text = msg_str("said"),
        .rows = {rows, row[0] != '\0'}};
    uint64_t ticket =
        orders_ask(r->o, word, command_id(1), true, r->now.utc, &head);
    return orders_answer(r->o, ticket, &reply, r->now);
}

static void
tell_gate(struct rig *r, int ms, const char *holder, int since_ms)
{
    r->now = feed_clock(ms);
    struct msg_gate g = gate_message(r->now);
    g.holder = msg_str(holder);
    g.since = feed_clock(since_ms).utc;
    feed_gate(&r->m, r->now, &g);
}

static void
each_request_has_a_larger_number_and_its_own_answer(void **state)
{
    (void)state;
    struct rig r;
    struct order_head a, b;
    start(&r, "FC-2");
    uint64_t first = orders_ask(r.o, ORDER_ARM, "x", true, r.now.utc, &a);
    uint64_t second = orders_ask(r.o, ORDER_FIRE, "y", false, r.now.utc, &b);
    assert_true(b.seq > a.seq && second > first);
    assert_string_equal(a.session, SESSION);
    assert_string_equal(a.as, "FC-2");
    assert_string_equal(b.as, ""); /* never outside of training */
    assert_true(orders_is_waiting(r.o, ORDER_ARM, "x"));
    assert_false(orders_is_waiting(r.o, ORDER_ARM, "y"));
    struct msg_reply no = {.status = ERR_DENIED, .text = msg_str("n\033o")};
    const struct order_ticket *t = orders_answer(r.o, second, &no, r.now);
    assert_int_equal(t->answer, ANSWER_NO);
    assert_null(strchr(t->text, '\033'));
    assert_null(orders_answer(r.o, second, &no, r.now)); /* once */
    t = orders_answer(r.o, first, NULL, r.now);
    assert_int_equal(t->answer, ANSWER_SILENT);
    assert_null(orders_find(r.o, 77));
    assert_null(orders_find(r.o, 0));
    for (int i = 0; i < ORDERS_KEPT; i++)
        (void)orders_ask(r.o, ORDER_RENEW, NULL, true, r.now.utc, &a);
    assert_null(orders_find(r.o, first)); /* forgotten */
    model_fini(&r.m);
}

static void
only_hex_is_a_token(void **state)
{
    (void)state;
    struct rig r;
    start(&r, "");
    assert_string_equal(
        ask(&r, ORDER_ARM, ERR_OK, "token: " SESSION)->token, SESSION);
    assert_string_equal(ask(&r, ORDER_ARM, ERR_OK, "no token")->token, "");
    assert_string_equal(ask(&r, ORDER_ARM, ERR_OK, SESSION)->token, "");
    assert_string_equal(
        ask(&r, ORDER_ARM, ERR_OK, "token: 0123 yes")->token, "");
    assert_string_equal(ask(&r, ORDER_ARM, ERR_OK, "")->token, "");
    assert_string_equal(
        ask(&r, ORDER_ARM, ERR_DENIED, "token: " SESSION)->token, "");
    assert_string_equal(
        ask(&r, ORDER_FIRE, ERR_OK, "token: " SESSION)->token, "");
    model_fini(&r.m);
}

static void
authority_is_had_when_taken_and_renewed_every_ten_seconds(void **state)
{
    (void)state;
    struct rig r;
    start(&r, "");
    (void)ask(&r, ORDER_TAKE, ERR_DENIED, "");
    assert_false(r.o->holds);
    (void)ask(&r, ORDER_TAKE, ERR_OK, "");
    assert_true(r.o->holds);
    tell_gate(&r, 500, "FC-1", 0); /* the gate's name for "anna" */
    assert_false(orders_follow(r.o, &r.m.commands, r.now));
    assert_true(orders_is_me(r.o, "FC-1"));
    assert_false(orders_renewal_is_due(r.o, feed_clock(9999)));
    assert_true(orders_renewal_is_due(r.o, feed_clock(10000)));
    r.now = feed_clock(10000);
    struct order_head head;
    uint64_t ticket =
        orders_ask(r.o, ORDER_RENEW, NULL, true, r.now.utc, &head);
    assert_false(orders_renewal_is_due(r.o, feed_clock(12000))); /* asked */
    struct msg_reply ok = {.status = ERR_OK};
    (void)orders_answer(r.o, ticket, &ok, r.now);
    assert_false(orders_renewal_is_due(r.o, feed_clock(19999)));
    (void)ask(&r, ORDER_YIELD, ERR_OK, "");
    assert_false(r.o->holds);
    model_fini(&r.m);
}

static void
its_loss_is_seen_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *what, *holder;
        int since_ms;
        bool is_lost;
    } row[] = {{"still ours", "FC-1", 0, false}, {"nobody's", "", 0, true},
        {"another's", "FC-2", 2000, true},
        {"another console of the same person", "FC-1", 2000, true}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rig r;
        start(&r, "FC-1");
        (void)ask(&r, ORDER_TAKE, ERR_OK, "");
        tell_gate(&r, 500, "FC-1", 0);
        assert_false(orders_follow(r.o, &r.m.commands, r.now));
        tell_gate(&r, 2100, row[i].holder, row[i].since_ms);
        if (orders_follow(r.o, &r.m.commands, r.now) != row[i].is_lost)
            fail_msg("%s", row[i].what);
        assert_int_equal(r.o->holds, !row[i].is_lost);
        model_fini(&r.m);
    }
}

static void
a_yes_is_not_believed_against_the_gates_own_word(void **state)
{
    (void)state;
    struct rig r;
    start(&r, "FC-1");
    (void)ask(&r, ORDER_TAKE, ERR_OK, "");
    tell_gate(&r, 400, "FC-2", -60000); /* may still be from before */
    assert_false(orders_follow(r.o, &r.m.commands, r.now));
    tell_gate(&r, 2000, "FC-2", -60000);
    assert_true(orders_follow(r.o, &r.m.commands, r.now));
    assert_false(r.o->holds);
    model_fini(&r.m);
}

static void
tell_lease(struct rig *r, int ms, int end_ms)
{
    r->now = feed_clock(ms);
    struct msg_gate g = gate_message(r->now);
    g.since = feed_clock(0).utc;
    g.until = feed_clock(end_ms).utc;
    feed_gate(&r->m, r->now, &g);
    (void)orders_follow(r->o, &r->m.commands, r->now);
}

static void
a_lease_that_is_not_renewed_is_over(void **state)
{
    (void)state;
    struct rig r;
    start(&r, "FC-1");
    (void)ask(&r, ORDER_TAKE, ERR_OK, "");
    assert_false(orders_follow(r.o, &r.m.commands, feed_clock(30000)));
    assert_true(orders_follow(r.o, &r.m.commands, feed_clock(30001)));
    assert_false(orders_follow(r.o, &r.m.commands, feed_clock(30002)));
    model_fini(&r.m);
}

/* Its end is the gate's to say: 10 s to 300 s, as the mission has it. */
static void
a_short_lease_is_renewed_in_time_and_ends_when_the_gate_says(void **state)
{
    (void)state;
    struct rig r;
    start(&r, "FC-1");
    (void)ask(&r, ORDER_TAKE, ERR_OK, "");
    tell_lease(&r, 500, 10000);
    assert_false(orders_renewal_is_due(r.o, feed_clock(4000)));
    assert_true(orders_renewal_is_due(r.o, feed_clock(4001)));
    r.now = feed_clock(4500);
    (void)ask(&r, ORDER_RENEW, ERR_OK, "");
    assert_false(orders_renewal_is_due(r.o, feed_clock(4501)));
    tell_lease(&r, 5000, 14500);
    assert_false(orders_renewal_is_due(r.o, feed_clock(8500)));
    assert_true(orders_renewal_is_due(r.o, feed_clock(8501)));
    assert_false(orders_follow(r.o, &r.m.commands, feed_clock(14500)));
    assert_true(orders_follow(r.o, &r.m.commands, feed_clock(14501)));
    model_fini(&r.m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_has_a_larger_number_and_its_own_answer),
        cmocka_unit_test(only_hex_is_a_token),
        cmocka_unit_test(
            authority_is_had_when_taken_and_renewed_every_ten_seconds),
        cmocka_unit_test(its_loss_is_seen_at_once),
        cmocka_unit_test(a_yes_is_not_believed_against_the_gates_own_word),
        cmocka_unit_test(a_lease_that_is_not_renewed_is_over),
        cmocka_unit_test(
            a_short_lease_is_renewed_in_time_and_ends_when_the_gate_says),
    };
    return check_run(tests);
}
