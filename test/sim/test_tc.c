/*
 * test_tc.c - telecommand packets: whole ones are executed in their order and
 * reported, broken ones are refused with a reason, and nothing else happens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tc.h"

#include "support/tc_rig.h"

static struct tc_rig r;

static void
a_command_is_accepted_started_and_completed(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_PING, tc_call(0, 0, 0), 2);
    static const enum dhs_stage want[] = {
        STAGE_ACCEPTED, STAGE_STARTED, STAGE_COMPLETED};
    assert_int_equal(r.n, ARRAY_LEN(want));
    for (size_t i = 0; i < r.n; i++) {
        assert_int_equal(r.report[i].stage, want[i]);
        assert_int_equal(r.report[i].result, RESULT_OK);
        assert_int_equal(r.report[i].command, SIM_PING);
        assert_int_equal(r.report[i].count, 100);
        assert_int_equal(r.report[i].apid, TC_APID);
        assert_int_equal(r.report[i].source, SOURCE_GROUND);
    }
    assert_int_equal(r.m.tc.n, 0);
    assert_int_equal(r.m.dhs.last_command, SIM_PING);
}

static void
reports_of_a_success_come_when_they_are_asked_for(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    for (unsigned ack = 0; ack < 16; ack++) {
        uint8_t p[TC_BYTES_MAX];
        const struct command_call none = tc_call(0, 0, 0);
        size_t len = tc_encode(sim_command_find(SIM_PING), &none, ack, p);
        p[6] = (uint8_t)(0x20 | ack);
        len = tc_seal(p, len - 2);
        r.n = 0;
        tc_receive(&r.m, p, len);
        tc_rig_run(&r, 1);
        size_t want = (ack & 1) + (ack >> 1 & 1) + (ack >> 3 & 1);
        assert_int_equal(r.n, want);
    }
}

/* Change the bytes of a good packet; returns its length. */
typedef size_t (*spoil_fn)(uint8_t *p, size_t len);

static size_t
telemetry(uint8_t *p, size_t len)
{
    p[0] &= 0xef;
    return tc_seal(p, len - 2);
}

static size_t
version(uint8_t *p, size_t len)
{
    p[0] |= 0x20;
    return tc_seal(p, len - 2);
}

static size_t
no_secondary_header(uint8_t *p, size_t len)
{
    p[0] &= 0xf7;
    return tc_seal(p, len - 2);
}

static size_t
segment(uint8_t *p, size_t len)
{
    p[2] &= 0x7f;
    return tc_seal(p, len - 2);
}

static size_t
other_apid(uint8_t *p, size_t len)
{
    p[1] ^= 1;
    return tc_seal(p, len - 2);
}

static size_t
pus_version(uint8_t *p, size_t len)
{
    p[6] = 0x1f;
    return tc_seal(p, len - 2);
}

static size_t
longer_than_it_says(uint8_t *p, size_t len)
{
    p[len] = 0;
    return len + 1;
}

static size_t
shorter_than_it_says(uint8_t *p, size_t len)
{
    (void)p;
    return len - 1;
}

static size_t
only_a_header(uint8_t *p, size_t len)
{
    (void)p;
    (void)len;
    return 6;
}

static size_t
one_bit(uint8_t *p, size_t len)
{
    p[len - 3] ^= 1;
    return len;
}

static size_t
no_such_service(uint8_t *p, size_t len)
{
    p[7] = 200;
    return tc_seal(p, len - 2);
}

static size_t
no_such_function(uint8_t *p, size_t len)
{
    p[11] = 250;
    return tc_seal(p, len - 2);
}

static size_t
no_function(uint8_t *p, size_t len)
{
    (void)len;
    return tc_seal(p, 11);
}

static size_t
argument_missing(uint8_t *p, size_t len)
{
    return tc_seal(p, len - 3);
}

static size_t
one_byte_more(uint8_t *p, size_t len)
{
    p[len - 2] = 0;
    return tc_seal(p, len - 1);
}

static size_t
out_of_range(uint8_t *p, size_t len)
{
    p[12] = 99;
    return tc_seal(p, len - 2);
}

static void
a_broken_packet_is_refused_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        spoil_fn spoil;
        enum command_result want;
    } cases[] = {
        {"telemetry", telemetry, RESULT_BAD_PACKET},
        {"version", version, RESULT_BAD_PACKET},
        {"no secondary header", no_secondary_header, RESULT_BAD_PACKET},
        {"segment", segment, RESULT_BAD_PACKET},
        {"other APID", other_apid, RESULT_BAD_PACKET},
        {"PUS version", pus_version, RESULT_BAD_PACKET},
        {"longer", longer_than_it_says, RESULT_BAD_PACKET},
        {"shorter", shorter_than_it_says, RESULT_BAD_PACKET},
        {"only a header", only_a_header, RESULT_BAD_PACKET},
        {"one bit", one_bit, RESULT_BAD_CHECKSUM},
        {"no such service", no_such_service, RESULT_NO_SUCH_COMMAND},
        {"no such function", no_such_function, RESULT_NO_SUCH_COMMAND},
        {"no function", no_function, RESULT_BAD_ARGUMENT},
        {"argument missing", argument_missing, RESULT_BAD_ARGUMENT},
        {"one byte more", one_byte_more, RESULT_BAD_ARGUMENT},
        {"out of range", out_of_range, RESULT_BAD_ARGUMENT},
    };
    tc_rig_init(&r, -40);
    uint32_t refused = r.m.dhs.commands_refused;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint8_t p[TC_BYTES_MAX];
        const struct command_call call = tc_call(HEATER_BASE, HEATER_OFF, 0);
        size_t len = tc_encode(sim_command_find(SIM_HEATER_MODE), &call, 7, p);
        r.n = 0;
        len = cases[i].spoil(p, len);
        tc_receive(&r.m, p, len);
        tc_rig_run(&r, 1);
        if (r.n != 1 || r.report[0].stage != STAGE_ACCEPTED ||
            r.report[0].result != cases[i].want || r.report[0].count != 7)
            fail_msg("%s: result %u", cases[i].label, r.report[0].result);
        refused++;
        assert_int_equal(r.m.dhs.commands_refused, refused);
        assert_int_equal(r.m.thermal.heater[HEATER_BASE].mode, HEATER_AUTO);
    }
}

static void
what_has_no_header_is_counted(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    for (size_t len = 0; len < 6; len++)
        tc_receive(&r.m, (const uint8_t[6]){0x1c}, len);
    tc_rig_run(&r, 1);
    assert_int_equal(r.n, 0);
    assert_int_equal(r.m.tc.bad, 6);
}

static void
bytes_of_any_kind_do_no_harm(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    struct prng prng;
    prng_init(&prng, 5, 77);
    for (int i = 0; i < 20000; i++) {
        uint8_t p[300];
        size_t len = (size_t)(prng_unit(&prng) * (double)sizeof p);
        for (size_t k = 0; k < len; k++)
            p[k] = (uint8_t)(prng_u64(&prng) >> 56);
        if (len >= TC_BYTES_MIN && i % 2 == 0) { /* past the header */
            static const uint8_t head[] = {0x1c, 0x0c, 0xc0};
            memcpy(p, head, sizeof head);
            p[6] = 0x2f;
            p[7] = i % 4 == 0 ? 8 : p[7] % 21;
            len = tc_seal(p, len - 2);
        }
        tc_receive(&r.m, p, len);
        if (i % 50 == 0)
            tc_rig_run(&r, 0.1);
        assert_true(r.m.tc.n <= TC_QUEUE);
    }
}

static void
a_repeated_sequence_count_is_refused(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    assert_int_equal(
        tc_rig_do(&r, SIM_PING, tc_call(0, 0, 0), 2).result, RESULT_OK);
    r.count--;
    assert_int_equal(
        tc_rig_do(&r, SIM_PING, tc_call(0, 0, 0), 2).result, RESULT_REPEATED);
    assert_int_equal(
        tc_rig_do(&r, SIM_PING, tc_call(0, 0, 0), 2).result, RESULT_OK);
}

static void
commands_begin_in_their_order_and_the_queue_has_an_end(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    const struct command_call none = tc_call(0, 0, 0);
    for (int i = 0; i < TC_QUEUE + 2; i++)
        tc_rig_send(&r, SIM_PING, &none);
    tc_rig_run(&r, 5);
    size_t full = 0;
    uint32_t next = 100;
    for (size_t i = 0; i < r.n; i++) {
        full += r.report[i].result == RESULT_QUEUE_FULL;
        if (r.report[i].stage == STAGE_STARTED)
            assert_int_equal(r.report[i].count, next++);
    }
    assert_int_equal(full, 2);
    assert_int_equal(next, 100 + TC_QUEUE);
    assert_int_equal(r.m.tc.n, 0);
}

static void
a_unit_does_one_thing_at_a_time(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    struct command_call stow = tc_call(TARGET_STOW, 0, 0);
    struct command_call none = tc_call(0, 0, 0);
    tc_rig_send(&r, SIM_POINT, &stow);
    tc_rig_run(&r, 3);
    assert_int_equal(
        tc_rig_do(&r, SIM_POINT, tc_call(TARGET_DARK, 0, 0), 2).result,
        RESULT_BUSY);
    /* another unit is free */
    assert_int_equal(
        tc_rig_do(&r, SIM_MODE, tc_call(MODE_POINTING, 0, 0), 5).result,
        RESULT_OK);
    r.n = 0;
    tc_rig_send(&r, SIM_POINT_HOLD, &none);
    tc_rig_run(&r, 10);
    bool was_aborted = false, is_held = false;
    for (size_t i = 0; i < r.n; i++) {
        was_aborted |= r.report[i].command == SIM_POINT &&
                       r.report[i].result == RESULT_ABORTED;
        is_held |= r.report[i].command == SIM_POINT_HOLD &&
                   r.report[i].stage == STAGE_COMPLETED &&
                   r.report[i].result == RESULT_OK;
    }
    assert_true(was_aborted && is_held);
    assert_int_equal(r.m.pointing.mode, POINTING_HOLD);
}

static void
long_ones_tell_how_they_go(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    const struct dhs_report last =
        tc_rig_do(&r, SIM_POINT, tc_call(TARGET_STOW, 0, 0), 300);
    assert_int_equal(last.result, RESULT_OK);
    size_t progress = 0;
    for (size_t i = 0; i < r.n; i++)
        progress += r.report[i].stage == STAGE_PROGRESS;
    assert_true(progress >= 1 && progress < 30);
}

static void
nothing_is_received_while_the_computer_starts(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    assert_int_equal(tc_rig_do(&r, SIM_REBOOT, tc_call(0, 0, 0), 5).result,
        RESULT_WRONG_MODE); /* in SCIENCE */
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_STANDBY, 0, 0), 5);
    struct command_call none = tc_call(0, 0, 0);
    struct command_call stow = tc_call(TARGET_STOW, 0, 0);
    r.n = 0;
    tc_rig_send(&r, SIM_POINT, &stow);
    tc_rig_run(&r, 1);
    tc_rig_send(&r, SIM_REBOOT, &none);
    tc_rig_run(&r, 5);
    assert_int_equal(r.m.dhs.mode, MODE_BOOT);
    uint32_t received = r.m.dhs.commands_received;
    tc_rig_send(&r, SIM_PING, &none);
    tc_rig_run(&r, 30);
    assert_int_equal(r.m.dhs.commands_received, received);
    assert_int_equal(r.m.dhs.mode, MODE_SAFE);
    assert_false(r.m.schedule.is_on);
    assert_int_equal(r.m.tc.n, 0); /* the slew is forgotten */
    const struct dhs_report *last = &r.report[r.n - 1];
    assert_int_equal(last->command, SIM_REBOOT);
    assert_int_equal(last->stage, STAGE_COMPLETED);
    assert_int_equal(last->result, RESULT_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_accepted_started_and_completed),
        cmocka_unit_test(reports_of_a_success_come_when_they_are_asked_for),
        cmocka_unit_test(a_broken_packet_is_refused_with_its_reason),
        cmocka_unit_test(what_has_no_header_is_counted),
        cmocka_unit_test(bytes_of_any_kind_do_no_harm),
        cmocka_unit_test(a_repeated_sequence_count_is_refused),
        cmocka_unit_test(
            commands_begin_in_their_order_and_the_queue_has_an_end),
        cmocka_unit_test(a_unit_does_one_thing_at_a_time),
        cmocka_unit_test(long_ones_tell_how_they_go),
        cmocka_unit_test(nothing_is_received_while_the_computer_starts),
    };
    return check_run(tests);
}
