/*
 * test_events.c - what happened, newest last.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/stage.h"

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens(&view_events, "");
}

static void
severity_is_a_filter_with_at_least(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *title;
    } row[] = {{"severity>=I", "Events 5 of 5"},
        {"severity>=w", "Events 3 of 5"}, {"severity>=C", "Events 1 of 5"},
        {"severity=E", "Events 1 of 5"}, {"!severity>=W", "Events 2 of 5"},
        {"warning", "Events 1 of 5"}, {"frontend", "Events 3 of 5"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open(&s, &view_events, row[i].filter, SCENE_GOOD, 20, 80);
        if (!strstr(stage_text(&s), row[i].title))
            fail_msg("%s:\n%s", row[i].filter, stage_text(&s));
        stage_close(&s);
    }
}

static void
the_newest_is_followed_until_somebody_moves(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_events, "", SCENE_GOOD, 10, 80);
    for (int i = 0; i < 30; i++)
        feed_event(&s.model, feed_clock(30000 + i), "robot", EVENT_INFO, "X",
            "one of many");
    feed_event(
        &s.model, feed_clock(31000), "robot", EVENT_INFO, "X", "the newest");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "the newest"));
    assert_non_null(strstr(stage_text(&s), "W 1  follows"));
    stage_act(&s, ACTION_TOP);
    feed_event(
        &s.model, feed_clock(32000), "robot", EVENT_INFO, "X", "even newer");
    stage_paint(&s);
    assert_null(strstr(stage_text(&s), "even newer"));
    assert_non_null(strstr(stage_text(&s), "F follows"));
    stage_act(&s, ACTION_FOLLOW);
    assert_non_null(strstr(stage_text(&s), "even newer"));
    stage_close(&s);
}

static void
the_selection_survives_that_old_events_leave(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_events, "", SCENE_GOOD, 20, 80);
    stage_act(&s, ACTION_TOP);
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_DOWN);
    for (int i = 0; i < EVENTS_KEPT - 3; i++)
        feed_event(&s.model, feed_clock(30000 + i), "robot", EVENT_INFO, "X",
            "one of many");
    stage_paint(&s);
    assert_non_null(
        strstr(stage_text(&s), "SEQUENCE_GAP (warning) from frontend"));
    stage_close(&s);
}

static void
events_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_events, "severity>=C", SCENE_GOOD, 20, 80);
    view_events.export_json(s.view, &s.ui, &out);
    assert_int_equal(
        strncmp(strbuf_get(&out),
            "{\"v\":1,\"time\":\"2026-11-20T08:46:12Z\","
            "\"severity\":\"critical\",\"source\":\"up\",\"id\":403,",
            60),
        0);
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_events, "", stage_robot_keys(), 3);
}

static void
o_leaves_out_what_is_less_severe(void **state)
{
    (void)state;
    static const char *const titles[] = {
        ", warning and worse (o)", ", error and worse (o)", ", critical (o)"};
    struct stage s;
    stage_open(&s, &view_events, "", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        stage_act(&s, ACTION_SORT);
        assert_non_null(strstr(stage_text(&s), titles[i]));
        assert_null(strstr(stage_text(&s), "sim is up"));
        assert_non_null(strstr(stage_text(&s), "keeps ending at once"));
    }
    stage_act(&s, ACTION_SORT);
    assert_non_null(strstr(stage_text(&s), "sim is up"));
    stage_close(&s);
}

static void
who_does_not_follow_sees_how_many_came(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_events, "", SCENE_GOOD, 20, 80);
    stage_paint(&s);
    stage_act(&s, ACTION_UP);
    assert_null(strstr(stage_text(&s), "new below"));
    for (int i = 0; i < 3; i++)
        feed_event(&s.model, feed_clock(31000 + i), "up", EVENT_INFO, "X", "y");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "3 new below"));
    stage_act(&s, ACTION_FOLLOW);
    assert_null(strstr(stage_text(&s), "new below"));
    stage_close(&s);
}

static void
a_full_list_says_where_older_events_are(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_events, "", SCENE_GOOD, 20, 80);
    assert_null(strstr(stage_text(&s), "older: columba events"));
    for (int i = 0; i < EVENTS_KEPT; i++)
        events_own(&s.model.events, EV_BUS_GAP, "x", feed_clock(31000 + i));
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "older: columba events"));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(severity_is_a_filter_with_at_least),
        cmocka_unit_test(the_newest_is_followed_until_somebody_moves),
        cmocka_unit_test(the_selection_survives_that_old_events_leave),
        cmocka_unit_test(events_are_exported_as_json_lines),
        cmocka_unit_test(o_leaves_out_what_is_less_severe),
        cmocka_unit_test(who_does_not_follow_sees_how_many_came),
        cmocka_unit_test(a_full_list_says_where_older_events_are),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
