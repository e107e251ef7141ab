/*
 * test_alert.c - the bell rings for what is new, and not more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/alert.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/alarm_scene.h"
#include "support/stage.h"

struct rig {
    struct model model;
    struct clock start;
    struct alert alert;
    int64_t ms;
    unsigned beeps, announced, reminded;
};

static void
start(struct rig *r, enum alarm_scene scene)
{
    *r = (struct rig){.alert.bell = BELL_AUDIBLE};
    stage_scene(&r->model, SCENE_GOOD, &r->start);
    alarm_scene(&r->model, scene, r->start);
    r->alert.quiet = r->start.mono;
}

static struct clock
now(const struct rig *r)
{
    return (struct clock){mono_add_ns(r->start.mono, r->ms * NS_PER_MS),
        utc_add_ns(r->start.utc, r->ms * NS_PER_MS)};
}

/* Four times a second, as the console does. */
static void
run(struct rig *r, int64_t ms)
{
    for (int64_t end = r->ms + ms; r->ms < end; r->ms += 250) {
        struct alert_signal s =
            alert_update(&r->alert, &r->model.alarms, now(r));
        r->beeps += s.beeps;
        r->announced += s.announces;
        r->reminded += s.reminds;
    }
}

static void
raise(struct rig *r, uint64_t item, uint64_t number, limit_state level)
{
    struct msg_alarm m = alarm_message(now(r));
    m.item = item;
    m.number = m.id = number;
    m.level = m.worst = level;
    feed_alarm(&r->model, now(r), &m);
}

static void
the_pattern_tells_the_severity(void **state)
{
    (void)state;
    static const struct {
        limit_state level;
        unsigned beeps;
    } row[] = {{STATE(WATCH, HIGH), 1}, {STATE(WARNING, LOW), 1},
        {STATE(DISTRESS, HIGH), 2}, {STATE(CRITICAL, LOW), 2},
        {STATE(SEVERE, NO_SIDE), 3}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rig r;
        start(&r, ALARMS_NONE);
        run(&r, 5000);
        assert_int_equal(r.beeps, 0);
        raise(&r, 2, 20, row[i].level);
        run(&r, 60000);
        assert_int_equal(r.beeps, row[i].beeps);
        model_fini(&r.model);
    }
}

static void
a_flood_is_one_pattern_every_two_seconds(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_FLOOD);
    run(&r, 10000);
    assert_int_equal(r.beeps, 2);        /* 41 at once, worst critical */
    for (unsigned i = 0; i < 100; i++) { /* and ten more each second */
        raise(&r, 200 + i, 1000 + i, STATE(WATCH, HIGH));
        run(&r, 100);
        r.ms += 100 - 250;
    }
    assert_in_range(r.beeps, 4, 2 + 6);
    model_fini(&r.model);
}

static void
what_is_not_new_does_not_ring(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_ONE);
    run(&r, 5000);
    assert_int_equal(r.beeps, 2); /* new to this console */
    struct msg_alarm m = alarm_message(now(&r));
    m.number = 8;
    m.what = msg_str("comment");
    feed_alarm(&r.model, now(&r), &m);
    run(&r, 5000);
    m.number = 9;
    m.what = msg_str("returned");
    m.state = ALARM_LIFE_RTN_UNACK;
    feed_alarm(&r.model, now(&r), &m);
    run(&r, 5000);
    assert_int_equal(r.beeps, 2);
    m.number = 10;
    m.what = msg_str("again");
    m.state = ALARM_LIFE_UNACK;
    feed_alarm(&r.model, now(&r), &m);
    run(&r, 5000);
    assert_int_equal(r.beeps, 4);
    model_fini(&r.model);
}

static void
it_reminds_every_15_minutes_until_all_is_acknowledged(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_ONE);
    run(&r, 5000);
    alert_silence(&r.alert, now(&r));
    run(&r, 14 * 60 * 1000);
    assert_int_equal(r.reminded, 0);
    run(&r, 2 * 60 * 1000);
    assert_int_equal(r.reminded, 1);
    assert_int_equal(r.beeps, 4);
    run(&r, 15 * 60 * 1000);
    assert_int_equal(r.reminded, 2);
    struct msg_alarm m = alarm_message(now(&r));
    m.number = 8;
    m.state = ALARM_LIFE_ACK;
    feed_alarm(&r.model, now(&r), &m);
    run(&r, 40 * 60 * 1000);
    assert_int_equal(r.reminded, 2);
    model_fini(&r.model);
}

static void
silence_ends_a_pattern(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_ONE);
    run(&r, 250);
    assert_int_equal(r.beeps, 1);
    alert_silence(&r.alert, now(&r));
    run(&r, 60000);
    assert_int_equal(r.beeps, 1);
    raise(&r, 2, 20, STATE(WATCH, LOW));
    run(&r, 5000);
    assert_int_equal(r.beeps, 2);
    model_fini(&r.model);
}

static void
off_is_quiet_and_visual_says_it(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_ONE);
    r.alert.bell = BELL_OFF;
    run(&r, 5000);
    assert_int_equal(r.beeps + r.announced, 0);
    model_fini(&r.model);
    start(&r, ALARMS_ONE);
    r.alert.bell = BELL_VISUAL;
    run(&r, 5000);
    assert_int_equal(r.beeps, 0);
    assert_int_equal(r.announced, 1);
    model_fini(&r.model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pattern_tells_the_severity),
        cmocka_unit_test(a_flood_is_one_pattern_every_two_seconds),
        cmocka_unit_test(what_is_not_new_does_not_ring),
        cmocka_unit_test(it_reminds_every_15_minutes_until_all_is_acknowledged),
        cmocka_unit_test(silence_ends_a_pattern),
        cmocka_unit_test(off_is_quiet_and_visual_says_it),
    };
    return check_run(tests);
}
