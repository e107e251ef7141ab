/*
 * test_model.c - messages in, one picture of the instance out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/feed.h"

static void
every_kind_of_message_finds_its_place(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    static const char *const names[] = {"hub", "frontend"};
    static const struct feed_item item[] = {
        {0, "/A", "V", "", MDB_UINT, MDB_UINT}};
    const struct feed_cell cell = {5, 5, 0};
    struct clock now = feed_clock(0);
    feed_instance(&m, now, "sim", names, 2);
    feed_heartbeat(&m, now, "frontend", "ready", FEED_HASH);
    feed_process(&m, now, "sim", "ready", 0, "");
    feed_link(&m, now, "tm", "up", "aos", NULL);
    feed_apid(&m, now, "tm", 101, 7, "/SIF/PWR_HK", 10);
    feed_packet(&m, now, "tm", 101, 10, 7, "\x08\x65", 2);
    feed_layout(&m, now, FEED_HASH, 7, "/SIF/PWR_HK", NS_PER_S, item, 1);
    feed_tm(&m, now, &(struct feed_tm){.container = 7, .cell = &cell, .n = 1});
    feed_event(&m, now, "frontend", EVENT_INFO, "AOS", "signal");
    feed_quality(&m, now, 7, MDB_ACQUIRED, now.utc);
    assert_int_equal(m.messages, 10);
    assert_int_equal(m.instance.kind, INSTANCE_SIM);
    assert_string_equal(m.instance.mission, "SIF");
    assert_int_equal(m.processes.n, 3);
    assert_int_equal(m.links.n, 1);
    assert_int_equal(m.packets.n, 1);
    assert_int_equal(m.packets.row[0].n_kept, 1);
    assert_int_equal(m.events.n, 1);
    assert_int_equal(values_samples(m.values), 1);
    assert_int_equal(m.refusals.other_database + m.refusals.malformed, 0);
    struct msg request = {.envelope.type = MSG_REQUEST};
    feed_message(&m, now, "x", &request);
    assert_int_equal(m.messages, 10);
    model_fini(&m);
}

static void
a_clock_that_differs_is_found_out_by_live_heartbeats(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    for (int i = 0; i < 5; i++) { /* the frontend is 5 s ahead of us */
        struct clock sent = feed_clock(1000 * i + 5000);
        struct msg msg = {.envelope = {.type = MSG_HEARTBEAT,
                              .source = msg_str("frontend"),
                              .utc = sent.utc},
            .u.heartbeat = {.state = msg_str("ready"), .started = UTC_NONE}};
        model_message(&m, "hb/frontend", &msg, feed_clock(1000 * i));
    }
    assert_int_equal(m.clock_offset_ns, 5 * NS_PER_S);
    /* A sample it received right now is not 5 s in the future. */
    static const struct feed_item item[] = {
        {0, "/A", "", "", MDB_UINT, MDB_UINT}};
    feed_layout(&m, feed_clock(4000), FEED_HASH, 7, "/P", NS_PER_S, item, 1);
    const struct feed_cell cell = {5, 5, 0};
    feed_tm(&m, feed_clock(4000),
        &(struct feed_tm){.container = 7,
            .cell = &cell,
            .n = 1,
            .reception = feed_clock(8900).utc});
    assert_int_equal(value_age_ns(values_get(m.values, 0), feed_clock(4000)),
        100 * NS_PER_MS);
    model_fini(&m);
}

static void
los_since_one_second(struct msg_link *link)
{
    link->signal_since = feed_clock(1000).utc;
}

static void
a_console_opened_during_los_shows_what_was_good_when_it_began(void **state)
{
    (void)state;
    static const struct feed_item item[] = {
        {0, "/A", "", "", MDB_UINT, MDB_UINT}};
    const struct feed_cell cell = {5, 5, 0};
    static const struct {
        int64_t heard_ms;
        enum mdb_quality want;
    } rows[] = {{900, MDB_ACQUIRED}, {-2000, MDB_EXPIRED}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct model m;
        struct clock now = feed_clock(60000); /* LOS for 59 s */
        model_init(&m, "sim", NULL, now);
        feed_link(&m, now, "tm", "up", "los", los_since_one_second);
        feed_layout(&m, now, FEED_HASH, 7, "/P", NS_PER_S, item, 1);
        feed_tm(&m, now,
            &(struct feed_tm){.container = 7,
                .cell = &cell,
                .n = 1,
                .reception = feed_clock(rows[i].heard_ms).utc});
        const struct value *v = values_get(m.values, 0);
        assert_int_equal(values_quality(m.values, v, now), rows[i].want);
        /* and goes on to do so while LOS is told */
        now = feed_clock(61000);
        feed_link(&m, now, "tm", "up", "los", los_since_one_second);
        assert_int_equal(values_quality(m.values, v, now), rows[i].want);
        model_fini(&m);
    }
}

static void
an_old_heartbeat_from_the_cache_is_no_sign_of_life(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    struct msg msg = {.envelope = {.type = MSG_HEARTBEAT,
                          .source = msg_str("frontend"),
                          .utc = feed_clock(-60000).utc},
        .u.heartbeat = {.state = msg_str("ready"), .started = UTC_NONE}};
    model_message(&m, "hb/frontend", &msg, feed_clock(0));
    assert_int_equal(m.clock_offset_ns, 0);
    assert_true(processes_is_dead(&m.processes, "frontend", feed_clock(0)));
    feed_heartbeat(&m, feed_clock(500), "frontend", "ready", 0);
    assert_int_equal(m.clock_offset_ns, 0);
    assert_false(processes_is_dead(&m.processes, "frontend", feed_clock(500)));
    model_fini(&m);
}

static void
gaps_are_counted_and_told_at_most_every_ten_seconds(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    for (int i = 0; i < 21; i++)
        model_gap(&m, "tm/SIF/PWR_HK", 2, feed_clock(1000 * i));
    assert_int_equal(m.missed, 42);
    assert_int_equal(m.events.n, 3);
    assert_string_equal(m.lost_topic, "tm/SIF/PWR_HK");
    model_gap(&m, "hb/frontend", 5, feed_clock(90000));
    assert_int_equal(m.missed, 47);
    assert_int_equal(m.lost, 42);
    assert_int_equal(m.events.n, 3);
    model_fini(&m);
}

static void
another_database_forgets_the_old_values(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    static const struct feed_item item[] = {
        {0, "/A", "", "", MDB_UINT, MDB_UINT}};
    feed_layout(&m, feed_clock(0), FEED_HASH, 7, "/P", NS_PER_S, item, 1);
    model_set_mdb(&m, NULL, "sif.xml: no such file");
    assert_int_equal(values_known(m.values), 0);
    assert_int_equal(values_hash(m.values), 0);
    assert_string_equal(m.mdb_problem, "sif.xml: no such file");
    model_fini(&m);
}

static void
what_the_mission_file_says_holds_until_the_instance_speaks(void **state)
{
    (void)state;
    struct model m;
    model_init(&m, "fl\033ight", NULL, feed_clock(0));
    model_set_instance(&m, INSTANCE_FLIGHT, "SIF", UTC_NONE);
    assert_false(m.instance.is_known);
    assert_string_equal(instance_kind_str(m.instance.kind), "FLIGHT");
    feed_instance(&m, feed_clock(0), "replay", NULL, 0);
    assert_true(m.instance.is_known);
    assert_string_equal(instance_kind_str(m.instance.kind), "REPLAY");
    feed_instance(&m, feed_clock(0), "other", NULL, 0);
    assert_string_equal(instance_kind_str(m.instance.kind), "UNKNOWN");
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_message_finds_its_place),
        cmocka_unit_test(a_clock_that_differs_is_found_out_by_live_heartbeats),
        cmocka_unit_test(
            a_console_opened_during_los_shows_what_was_good_when_it_began),
        cmocka_unit_test(an_old_heartbeat_from_the_cache_is_no_sign_of_life),
        cmocka_unit_test(gaps_are_counted_and_told_at_most_every_ten_seconds),
        cmocka_unit_test(another_database_forgets_the_old_values),
        cmocka_unit_test(
            what_the_mission_file_says_holds_until_the_instance_speaks),
    };
    return check_run(tests);
}
