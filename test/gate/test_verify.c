/*
 * test_verify.c - stages: reports, windows, what nobody saw.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/verify.h"

#include "support/gate_rig.h"

enum {
    ACCEPTED = 1,
    STARTED = 2,
    COMPLETED = 3,
    FAILED = 9
};

/* A command with verifiers is sent; telemetry comes each half second. */
static uint64_t
send(struct gate_rig *r, const char *command, const char *level)
{
    gate_rig_init(r);
    gate_rig_take(r);
    gate_rig_submit(r, command, level);
    gate_rig_turn(r);
    gate_rig_answer(r, "sent");
    gate_rig_is(r, COMMAND_SENT);
    gate_rig_jump(r, 1000);
    return gate_rig_command(r)->sequence;
}

static void
live(struct gate_rig *r, double seconds)
{
    for (; seconds > 0; seconds -= 0.5) {
        gate_rig_wait(r, 0.5);
        gate_rig_hk(r, 1, 20);
    }
}

static void
stage_is(struct gate_rig *r, size_t i, enum stage_state state)
{
    const struct gate_command *c = gate_rig_command(r);
    assert_true(i < c->n_stages);
    assert_string_equal(
        stage_state_str(c->stage[i].state), stage_state_str(state));
}

static void
reports_pass_the_stages(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, ACCEPTED, count);
    stage_is(&r, 0, STAGE_PASSED);
    stage_is(&r, 1, STAGE_WAITING);
    live(&r, 4);
    gate_rig_report(&r, STARTED, count);
    live(&r, 9);
    gate_rig_is(&r, COMMAND_SENT);
    gate_rig_report(&r, COMPLETED, count);
    gate_rig_is(&r, COMMAND_COMPLETED);
    assert_string_equal(gate_rig_command(&r)->detail, "verified: complete");
    stage_is(&r, 3, STAGE_SKIPPED); /* it did not fail */
    gate_rig_fini(&r);
}

static void
reports_of_other_commands_pass_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, ACCEPTED, count + 1);
    gate_rig_report(&r, COMPLETED, count + 1);
    gate_rig_report(&r, FAILED, count + 1);
    gate_rig_is(&r, COMMAND_SENT);
    stage_is(&r, 0, STAGE_WAITING);
    gate_rig_fini(&r);
}

static void
what_was_received_before_the_release_passes_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    r.now.utc.ns -= 1000; /* at exactly the release */
    gate_rig_report(&r, ACCEPTED, count);
    stage_is(&r, 0, STAGE_WAITING);
    gate_rig_fini(&r);
}

static void
a_later_stage_makes_earlier_ones_skipped(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, COMPLETED, count);
    gate_rig_is(&r, COMMAND_COMPLETED);
    stage_is(&r, 0, STAGE_SKIPPED);
    stage_is(&r, 1, STAGE_SKIPPED);
    stage_is(&r, 2, STAGE_PASSED);
    gate_rig_fini(&r);
}

static void
a_failure_that_is_reported_fails(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, ACCEPTED, count);
    gate_rig_report(&r, FAILED, count);
    gate_rig_is(&r, COMMAND_FAILED);
    assert_non_null(strstr(gate_rig_command(&r)->detail, "reports"));
    gate_rig_report(&r, COMPLETED, count);
    gate_rig_is(&r, COMMAND_FAILED);
    gate_rig_fini(&r);
}

static void
a_window_that_ends_with_telemetry_is_a_timeout(void **state)
{
    (void)state;
    struct gate_rig r;
    (void)send(&r, "SET", "3");
    live(&r, 4.5);
    gate_rig_is(&r, COMMAND_SENT);
    live(&r, 1);
    gate_rig_is(&r, COMMAND_FAILED);
    stage_is(&r, 0, STAGE_TIMEOUT);
    gate_rig_fini(&r);
}

static void
a_window_with_a_los_is_not_known_and_late_reports_settle_it(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, ACCEPTED, count);
    r.signal = "los";
    gate_rig_wait(&r, 2);
    r.signal = "aos";
    live(&r, 20);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    stage_is(&r, 1, STAGE_NOT_KNOWN);
    stage_is(&r, 2, STAGE_NOT_KNOWN);
    gate_rig_dump(&r, COMPLETED, count + 1);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_dump(&r, COMPLETED, count);
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
}

static void
silence_and_gaps_are_not_known_either(void **state)
{
    (void)state;
    struct gate_rig r;
    (void)send(&r, "SET", "3");
    gate_rig_wait(&r, 30); /* no packet at all */
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_fini(&r);
    (void)send(&r, "SET", "3");
    live(&r, 1);
    r.missing++;
    live(&r, 20);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_fini(&r);
}

static void
a_change_counts_from_the_value_at_release(void **state)
{
    (void)state;
    struct gate_rig r;
    (void)send(&r, "HEAT", NULL);
    gate_rig_hk(&r, 1, 24);
    gate_rig_is(&r, COMMAND_SENT);
    gate_rig_hk(&r, 1, 25);
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
}

static void
any_packet_of_a_container_counts_where_reports_do_not_say(void **state)
{
    (void)state;
    struct gate_rig r;
    (void)send(&r, "ECHOED", NULL);
    gate_rig_hk(&r, 1, 20);
    gate_rig_is(&r, COMMAND_SENT);
    gate_rig_echo(&r);
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
}

/* The operator gives it again: what is seen then is the new one's doing. */
static void
evidence_of_a_second_one_settles_not_the_first(void **state)
{
    (void)state;
    struct gate_rig r;
    (void)send(&r, "ECHOED", NULL);
    char first[DIGEST_ID_HEX];
    memcpy(first, r.id, sizeof first);
    gate_rig_wait(&r, 3600);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_take(&r);
    gate_rig_submit(&r, "ECHOED", NULL);
    gate_rig_turn(&r);
    gate_rig_answer(&r, "sent");
    gate_rig_kill(&r); /* that is known after a crash, too */
    gate_rig_begin(&r);
    gate_rig_jump(&r, 1000);
    gate_rig_echo(&r);
    gate_rig_is(&r, COMMAND_COMPLETED);
    assert_int_equal(gate_rig_find(&r, first)->state, COMMAND_UNKNOWN);
    gate_rig_fini(&r);
}

static void
a_report_may_be_faster_than_the_frontend(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "SET", "3");
    gate_rig_turn(&r);
    gate_rig_jump(&r, 1000);
    gate_rig_report(&r, COMPLETED, gate_rig_command(&r)->sequence);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_answer(&r, "sent");
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
}

static void
after_a_crash_stages_go_on_and_nothing_is_guessed(void **state)
{
    (void)state;
    struct gate_rig r;
    const uint64_t count = send(&r, "SET", "3");
    gate_rig_report(&r, ACCEPTED, count);
    gate_rig_kill(&r);
    gate_rig_jump(&r, NS_PER_S);
    gate_rig_begin(&r);
    gate_rig_is(&r, COMMAND_SENT);
    stage_is(&r, 0, STAGE_PASSED);
    gate_rig_report(&r, COMPLETED, count);
    gate_rig_is(&r, COMMAND_COMPLETED);
    gate_rig_fini(&r);
    (void)send(&r, "SET", "3");
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    live(&r, 20);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_pass_the_stages),
        cmocka_unit_test(reports_of_other_commands_pass_nothing),
        cmocka_unit_test(what_was_received_before_the_release_passes_nothing),
        cmocka_unit_test(a_later_stage_makes_earlier_ones_skipped),
        cmocka_unit_test(a_failure_that_is_reported_fails),
        cmocka_unit_test(a_window_that_ends_with_telemetry_is_a_timeout),
        cmocka_unit_test(
            a_window_with_a_los_is_not_known_and_late_reports_settle_it),
        cmocka_unit_test(silence_and_gaps_are_not_known_either),
        cmocka_unit_test(a_change_counts_from_the_value_at_release),
        cmocka_unit_test(
            any_packet_of_a_container_counts_where_reports_do_not_say),
        cmocka_unit_test(evidence_of_a_second_one_settles_not_the_first),
        cmocka_unit_test(a_report_may_be_faster_than_the_frontend),
        cmocka_unit_test(after_a_crash_stages_go_on_and_nothing_is_guessed),
    };
    return check_run(tests);
}
