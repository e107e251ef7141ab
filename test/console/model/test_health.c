/*
 * test_health.c - the one sentence an operator must read first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/command_scene.h"
#include "support/feed.h"
#include "support/stage.h"

static const char *const processes[] = {"hub", "frontend", "sim"};
static const struct feed_item item[] = {
    {0, "/SIF/V", "V", "", MDB_UINT, MDB_UINT}};

/* An instance in which all is well at `ms`. */
static void
well_at(struct model *m, int64_t ms)
{
    struct clock now = feed_clock(ms);
    const struct feed_cell cell = {5, 5, 0};
    model_connected(m, true, now);
    for (size_t i = 0; i < ARRAY_LEN(processes); i++)
        feed_heartbeat(m, now, processes[i], "ready", 0);
    feed_link(m, now, "tm", "up", "aos", NULL);
    feed_tm(m, now, &(struct feed_tm){.container = 7, .cell = &cell, .n = 1});
    model_tick(m, now);
}

static void
well(struct model *m)
{
    model_init(m, "sim", NULL, feed_clock(0));
    feed_instance(m, feed_clock(0), "sim", processes, ARRAY_LEN(processes));
    feed_layout(
        m, feed_clock(0), FEED_HASH, 7, "/SIF/PWR_HK", NS_PER_S, item, 1);
    for (int64_t ms = 0; ms <= 10000; ms += 1000)
        well_at(m, ms);
}

static void
expect(struct model *m, int64_t ms, enum health_level level, const char *text)
{
    struct health h = health_of(m, feed_clock(ms));
    if (h.level != level || strncmp(h.text, text, strlen(text)) != 0)
        fail_msg("%d \"%s\" instead of %d \"%s\"", (int)h.level, h.text,
            (int)level, text);
}

static void
disable(struct msg_link *m)
{
    m->is_enabled = false;
}

static void
refused(struct msg_link *m)
{
    m->detail = msg_str("connection refused");
}

static void
all_is_well(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    expect(&m, 10000, HEALTH_OK, "all processes ready, telemetry current");
    model_fini(&m);
}

static void
before_and_without_the_hub(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    expect(&m, 1000, HEALTH_NOTE, "connecting to instance sim");
    expect(&m, 3001, HEALTH_ALARM,
        "instance sim does not answer: start it with: columba up sim");
    model_fini(&m);
    well(&m);
    model_connected(&m, false, feed_clock(12000));
    expect(&m, 14000, HEALTH_ALARM,
        "no hub for 2.0 s: nothing on this screen is live");
    assert_int_equal(health_of(&m, feed_clock(14000)).more, 0);
    model_fini(&m);
}

static void
a_silent_frontend_is_an_alarm_and_its_effects_are_not_repeated(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    feed_heartbeat(&m, feed_clock(20000), "hub", "ready", 0);
    feed_heartbeat(&m, feed_clock(20000), "sim", "ready", 0);
    expect(&m, 20000, HEALTH_ALARM,
        "frontend: no sign of life for 10 s - no telemetry: values age and "
        "expire");
    assert_int_equal(health_of(&m, feed_clock(20000)).more, 0);
    feed_process(&m, feed_clock(20000), "frontend", "given-up", 9, "");
    expect(&m, 20000, HEALTH_ALARM, "frontend is stopped - no telemetry");
    model_fini(&m);
}

static void
another_process_that_is_missing_is_a_caution(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    for (int64_t ms = 11000; ms <= 20000; ms += 1000) {
        const struct feed_cell cell = {5, 5, 0};
        feed_heartbeat(&m, feed_clock(ms), "hub", "ready", 0);
        feed_heartbeat(&m, feed_clock(ms), "frontend", "ready", 0);
        feed_link(&m, feed_clock(ms), "tm", "up", "aos", NULL);
        feed_tm(&m, feed_clock(ms),
            &(struct feed_tm){.container = 7, .cell = &cell, .n = 1});
    }
    expect(&m, 20000, HEALTH_CAUTION,
        "sim: no sign of life for 10 s - no ground model");
    model_fini(&m);
}

static void
a_process_that_came_and_went_by_itself_is_not_missed(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    feed_heartbeat(&m, feed_clock(1000), "watch-1234", "ready", 0);
    expect(&m, 10000, HEALTH_OK, "all processes ready");
    model_fini(&m);
}

static void
links_that_fail_wait_or_are_off(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    feed_link(&m, feed_clock(10000), "tm", "down", "unknown", refused);
    expect(&m, 10000, HEALTH_CAUTION, "link tm: down: connection refused");
    feed_link(&m, feed_clock(10000), "tm", "connecting", "unknown", NULL);
    expect(&m, 10000, HEALTH_NOTE, "link tm waits: 0.0.0.0:10015");
    feed_link(&m, feed_clock(10000), "tm", "disabled", "unknown", disable);
    expect(&m, 10000, HEALTH_CAUTION, "all links are disabled");
    model_fini(&m);
}

static void
loss_of_signal_is_a_note_and_silence_is_expected(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    for (int64_t ms = 11000; ms <= 15000; ms += 1000) {
        for (size_t i = 0; i < ARRAY_LEN(processes); i++)
            feed_heartbeat(&m, feed_clock(ms), processes[i], "ready", 0);
        feed_link(&m, feed_clock(ms), "tm", "up", "los", NULL);
    }
    expect(&m, 15000, HEALTH_NOTE,
        "LOS since 08:41:12: no telemetry until 08:53:53");
    model_fini(&m);
}

static void
expired_values_name_the_packet_that_is_overdue(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    for (size_t i = 0; i < ARRAY_LEN(processes); i++)
        feed_heartbeat(&m, feed_clock(15000), processes[i], "ready", 0);
    feed_link(&m, feed_clock(15000), "tm", "up", "aos", NULL);
    expect(&m, 15000, HEALTH_CAUTION,
        "1 value expired: 1 packet type overdue, PWR_HK for 5.0 s");
    model_fini(&m);
}

static void
another_mission_database_is_an_alarm(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    feed_tm(
        &m, feed_clock(10000), &(struct feed_tm){.hash = 1, .container = 7});
    expect(&m, 10000, HEALTH_ALARM, "wrong mission database here");
    model_fini(&m);
}

static void
a_gap_of_the_bus_is_told_for_a_minute(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    model_gap(&m, "tm/SIF/PWR_HK", 120, feed_clock(10000));
    expect(&m, 10000, HEALTH_CAUTION,
        "missed 120 messages, newest gap in tm/SIF/PWR_HK");
    for (int64_t ms = 11000; ms <= 71000; ms += 1000)
        well_at(&m, ms);
    expect(&m, 71000, HEALTH_OK, "all processes ready");
    model_fini(&m);
}

static void
the_worst_comes_first_and_the_rest_is_counted(void **state)
{
    (void)state;
    struct model m;
    well(&m);
    model_gap(&m, "tm/X", 1, feed_clock(10000));
    feed_link(&m, feed_clock(10000), "spare", "connecting", "unknown", NULL);
    struct health h = health_of(&m, feed_clock(10000));
    assert_int_equal(h.level, HEALTH_CAUTION);
    assert_int_equal(h.more, 1);
    struct health one;
    assert_int_equal(health_list(&m, feed_clock(10000), &one, 1), 1);
    model_fini(&m);
}

static void
a_gate_that_cannot_command_is_told(void **state)
{
    (void)state;
    struct model m;
    struct clock now;
    struct health h[32];
    stage_scene(&m, SCENE_GOOD, &now);
    size_t before = health_list(&m, now, h, 32);
    command_scene(&m, COMMANDS_NONE, now);
    assert_int_equal(health_list(&m, now, h, 32), before);
    struct msg_gate g = gate_message(now);
    g.log_ok = false;
    g.log_text = msg_str("disk full");
    g.mdb_hash = 1;
    g.unknown = 2;
    feed_gate(&m, now, &g);
    static const char *const said[] = {
        "disk full", "another mission database", "2 commands UNKNOWN"};
    size_t n = health_list(&m, now, h, 32);
    for (size_t k = 0; k < ARRAY_LEN(said); k++) {
        bool is_there = false;
        for (size_t i = 0; i < n; i++)
            is_there |= strstr(h[i].text, said[k]) != NULL;
        if (!is_there)
            fail_msg("%s", said[k]);
    }
    now.mono = mono_add_ns(now.mono, 2 * NS_PER_S);
    feed_heartbeat(&m, now, "gate", "ready", FEED_HASH);
    feed_heartbeat(&m, now, "frontend", "ready", 0);
    now.mono = mono_add_ns(now.mono, 2 * NS_PER_S);
    n = health_list(&m, now, h, 32);
    bool is_told = false;
    for (size_t i = 0; i < n; i++)
        is_told |= strstr(h[i].text, "no gate for") != NULL;
    assert_true(is_told);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well),
        cmocka_unit_test(before_and_without_the_hub),
        cmocka_unit_test(
            a_silent_frontend_is_an_alarm_and_its_effects_are_not_repeated),
        cmocka_unit_test(another_process_that_is_missing_is_a_caution),
        cmocka_unit_test(a_process_that_came_and_went_by_itself_is_not_missed),
        cmocka_unit_test(links_that_fail_wait_or_are_off),
        cmocka_unit_test(loss_of_signal_is_a_note_and_silence_is_expected),
        cmocka_unit_test(expired_values_name_the_packet_that_is_overdue),
        cmocka_unit_test(another_mission_database_is_an_alarm),
        cmocka_unit_test(a_gap_of_the_bus_is_told_for_a_minute),
        cmocka_unit_test(the_worst_comes_first_and_the_rest_is_counted),
        cmocka_unit_test(a_gate_that_cannot_command_is_told),
    };
    return check_run(tests);
}
