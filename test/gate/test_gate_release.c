/*
 * test_gate_release.c - the queue, the frontend's answers, and a crash between
 * each two steps.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include <sys/stat.h>

#include "common/attr.h"
#include "common/str.h"

static void
begin(struct gate_rig *r)
{
    gate_rig_init(r);
    gate_rig_take(r);
}

static void
the_rate_delays_and_loses_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    for (unsigned i = 0; i < 8; i++)
        gate_rig_submit(&r, "PING", NULL);
    for (size_t n = 1; n <= 8; n++) {
        gate_rig_turn(&r);
        assert_int_equal(r.n_sent, n);
        gate_rig_answer(&r, "sent");
        gate_rig_jump(&r, NS_PER_S / 5 - 1);
        gate_rig_turn(&r);
        assert_int_equal(r.n_sent, n);
        gate_rig_jump(&r, 1);
        gate_rig_wait(&r, 0.001);
        if (n < 8)
            assert_int_equal(r.n_sent, n + 1);
    }
    for (size_t i = 1; i < r.n_sent; i++) /* FIFO, each with its own count */
        assert_int_equal(r.sent[i].data[3], r.sent[i - 1].data[3] + 1);
    gate_rig_fini(&r);
}

static void
in_a_los_commands_wait_for_contact(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_wait(&r, 20);
    gate_rig_is(&r, COMMAND_QUEUED);
    assert_non_null(strstr(gate_rig_command(&r)->detail, "loss of signal"));
    r.signal = "unknown"; /* of a link that knows it: as good as LOS */
    gate_rig_wait(&r, 1);
    gate_rig_is(&r, COMMAND_QUEUED);
    r.signal = "aos";
    gate_rig_wait(&r, 0.5);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
in_a_los_commands_are_refused_or_sent_if_the_mission_says_so(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    r.instance.commands.los = MISSION_LOS_REFUSE;
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    gate_rig_take(&r);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_AGAIN);
    r.instance.commands.los = MISSION_LOS_SEND;
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    gate_rig_wait(&r, 0.5);
    gate_rig_take(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
an_uplink_that_is_down_or_silent_holds_the_queue(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.is_uplink_down = true;
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_wait(&r, 2);
    assert_string_equal(gate_rig_command(&r)->detail, "uplink tc is down");
    r.is_uplink_down = false;
    r.is_frontend_silent = true;
    gate_rig_wait(&r, 4);
    assert_string_equal(gate_rig_command(&r)->detail, "the frontend is silent");
    r.is_frontend_silent = false;
    gate_rig_wait(&r, 0.5);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
a_constraint_with_a_timeout_waits_so_long(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_wait(&r, 15); /* beyond the grace of contact */
    gate_rig_submit(&r, "WAITS", NULL);
    gate_rig_turn(&r);
    gate_rig_wait(&r, 9.5);
    gate_rig_is(&r, COMMAND_QUEUED);
    assert_non_null(strstr(gate_rig_command(&r)->detail, "MODE is STANDBY"));
    gate_rig_wait(&r, 0.5);
    gate_rig_is(&r, COMMAND_REFUSED);
    gate_rig_submit(&r, "WAITS", NULL);
    gate_rig_wait(&r, 5);
    gate_rig_hk(&r, 2, 20);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
what_becomes_hazardous_in_the_queue_is_refused(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.is_uplink_down = true;
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "MOVE", NULL);
    gate_rig_hk(&r, 2, 20);
    r.is_uplink_down = false;
    gate_rig_wait(&r, 0.5);
    gate_rig_is(&r, COMMAND_REFUSED);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
without_an_answer_it_is_asked_for_then_unknown_then_settled(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_wait(&r, 2.5);
    assert_int_equal(r.n_sent, 1);
    gate_rig_wait(&r, 0.5);
    assert_int_equal(r.n_sent, 2);
    assert_string_equal(r.sent[1].verb, "settle");
    assert_int_equal(r.sent[1].len, 0);
    gate_rig_wait(&r, 6.5);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_wait(&r, 0.5);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_wait(&r, 60);
    for (size_t i = 1; i < r.n_sent; i++)
        assert_string_equal(r.sent[i].verb, "settle");
    gate_rig_answer(&r, "sent");
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_answer(&r, "not-sent"); /* too late to change anything */
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
}

static void
not_sent_of_a_younger_frontend_is_no_knowledge(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    r.frontend_began = utc_add_ns(r.now.utc, 1);
    gate_rig_answer(&r, "not-sent");
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_fini(&r);
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_answer(&r, "not-sent");
    gate_rig_is(&r, COMMAND_NOT_SENT);
    gate_rig_answer_id(&r, "ffffffffffffffffffffffffffffffff", "sent");
    gate_rig_fini(&r);
}

static void
a_person_closes_what_nobody_knows(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "close", r.id, "x", NULL), ERR_EXISTS);
    gate_rig_answer(&r, "unknown");
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "close", r.id, NULL, NULL), ERR_FORMAT);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "close", r.id, "seen in HK", NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    assert_true(gate_command_is_over(gate_rig_command(&r)));
    gate_rig_turn(&r);
    assert_int_equal(r.gate.unknown, 0);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "close", r.id, "again", NULL), ERR_EXISTS);
    gate_rig_fini(&r);
}

/* Killed after each step: what was not released never is. */
static void
a_crash_before_the_release_cancels(void **state)
{
    (void)state;
    for (unsigned step = 0; step < 5; step++) {
        struct gate_rig r;
        begin(&r);
        if (step == 4) {
            r.signal = "los";
            gate_rig_wait(&r, 0.5);
        }
        gate_rig_submit(&r, step < 2 ? "BOOM" : "FIRE", NULL);
        if (step == 1)
            gate_rig_word(&r, "FC-2", "approve", r.id, r.digest, NULL);
        if (step >= 3)
            gate_rig_word(&r, "FC-1", "arm", r.id, r.digest, NULL);
        if (step == 4)
            gate_rig_word(&r, "FC-1", "fire", r.id, r.token, "FIRE");
        static const enum command_state was[] = {COMMAND_PROPOSED,
            COMMAND_APPROVED, COMMAND_HELD, COMMAND_ARMED, COMMAND_QUEUED};
        gate_rig_is(&r, was[step]);
        gate_rig_kill(&r);
        r.signal = "aos";
        gate_rig_begin(&r);
        gate_rig_is(&r, COMMAND_CANCELLED);
        gate_rig_wait(&r, 1);
        gate_rig_word(&r, "FC-1", "take", NULL, NULL, NULL);
        assert_int_equal(
            gate_rig_word(&r, "FC-1", "fire", r.id, r.token, "FIRE"),
            ERR_EXISTS);
        gate_rig_wait(&r, 40);
        assert_int_equal(r.n_sent, 0);
        gate_rig_fini(&r);
    }
}

static void
a_crash_after_the_release_settles(void **state)
{
    (void)state;
    static const struct {
        const char *result;
        enum command_state want;
    } row[] = {{"sent", COMMAND_COMPLETED}, {"not-sent", COMMAND_NOT_SENT},
        {"unknown", COMMAND_UNKNOWN}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct gate_rig r;
        begin(&r);
        gate_rig_submit(&r, "PING", NULL);
        gate_rig_turn(&r);
        gate_rig_is(&r, COMMAND_RELEASED);
        gate_rig_kill(&r);
        gate_rig_jump(&r, NS_PER_S);
        gate_rig_begin(&r);
        gate_rig_is(&r, COMMAND_RELEASED);
        gate_rig_turn(&r);
        assert_int_equal(r.n_sent, 2);
        assert_string_equal(r.sent[1].verb, "settle");
        assert_string_equal(r.sent[1].id, r.id);
        gate_rig_answer(&r, row[i].result);
        gate_rig_is(&r, row[i].want);
        gate_rig_wait(&r, 30);
        for (size_t k = 1; k < r.n_sent; k++)
            assert_string_equal(r.sent[k].verb, "settle");
        gate_rig_fini(&r);
    }
}

static char replayed[DIGEST_ID_HEX];

static void
replay(struct order *o, struct order_head *h)
{
    (void)h;
    (void)str_copy(o->id, sizeof o->id, replayed);
}

static void
an_id_is_known_after_a_crash_and_counts_go_on(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_answer(&r, "sent");
    (void)str_copy(replayed, sizeof replayed, r.id);
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    gate_rig_wait(&r, 1);
    gate_rig_take(&r);
    r.edit = replay;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_EXISTS);
    r.edit = NULL;
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 2);
    assert_int_not_equal(r.sent[1].data[3], r.sent[0].data[3]);
    assert_int_equal(gate_rig_command(&r)->number, 2);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_delays_and_loses_nothing),
        cmocka_unit_test(in_a_los_commands_wait_for_contact),
        cmocka_unit_test(
            in_a_los_commands_are_refused_or_sent_if_the_mission_says_so),
        cmocka_unit_test(an_uplink_that_is_down_or_silent_holds_the_queue),
        cmocka_unit_test(a_constraint_with_a_timeout_waits_so_long),
        cmocka_unit_test(what_becomes_hazardous_in_the_queue_is_refused),
        cmocka_unit_test(
            without_an_answer_it_is_asked_for_then_unknown_then_settled),
        cmocka_unit_test(not_sent_of_a_younger_frontend_is_no_knowledge),
        cmocka_unit_test(a_person_closes_what_nobody_knows),
        cmocka_unit_test(a_crash_before_the_release_cancels),
        cmocka_unit_test(a_crash_after_the_release_settles),
        cmocka_unit_test(an_id_is_known_after_a_crash_and_counts_go_on),
    };
    return check_run(tests);
}
