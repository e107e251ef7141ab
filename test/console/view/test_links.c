/*
 * test_links.c - the links, their counters, and switching them.
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
    stage_goldens(&view_links, "");
}

static void
a_link_is_switched_only_after_a_question_about_that_link(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_links, "", SCENE_GOOD, 20, 80);
    stage_act(&s, ACTION_DOWN); /* from spare to tm */
    stage_act(&s, ACTION_ENABLE);
    assert_string_equal(s.question,
        "Disable link tm (udp 0.0.0.0:10015)? Telemetry over it stops for "
        "everybody.");
    assert_string_equal(s.asked, "");
    stage_act(&s, ACTION_UP); /* the list moves under the question */
    s.yes(s.yes_arg);
    assert_string_equal(s.asked, "frontend link-disable tm");
    stage_close(&s);
}

static void
disable(struct msg_link *m)
{
    m->is_enabled = false;
}

static void
a_disabled_link_can_be_enabled(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_links, "tm", SCENE_GOOD, 20, 80);
    feed_link(
        &s.model, feed_clock(30000), "tm", "disabled", "unknown", disable);
    stage_paint(&s);
    stage_golden(&s, "console/links/disabled-24x80.txt");
    stage_act(&s, ACTION_ENABLE);
    assert_string_equal(s.question, "Enable link tm (udp 0.0.0.0:10015)?");
    s.yes(s.yes_arg);
    assert_string_equal(s.asked, "frontend link-enable tm");
    stage_close(&s);
}

static void
switching_says_why_it_is_not_possible(void **state)
{
    (void)state;
    static const struct {
        const char *filter;
        enum scene scene;
        bool is_readonly;
        const char *why;
    } row[] = {
        {"", SCENE_GOOD, true, "this console is read-only: ask an operator"},
        {"xyzzy", SCENE_GOOD, false, "no link is selected"},
        {"", SCENE_NO_FRONTEND, false, "the frontend gives no sign of life"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open(&s, &view_links, row[i].filter, row[i].scene, 20, 80);
        s.ui.is_readonly = row[i].is_readonly;
        assert_string_equal(
            view_links.why_not(s.view, &s.ui, ACTION_ENABLE), row[i].why);
        (void)view_links.act(s.view, &s.ui, ACTION_ENABLE);
        assert_string_equal(s.question, "");
        stage_close(&s);
    }
}

static void
enter_shows_the_packets_of_a_link(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_links, "tm", SCENE_GOOD, 20, 80);
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "packets tm");
    stage_close(&s);
}

static void
counters_that_tell_of_faults_stand_out(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_links, "tm", SCENE_GOOD, 20, 80);
    struct msg msg = {.envelope.type = MSG_LINK,
        .u.link = {.name = msg_str("tm"),
            .kind = msg_str("udp"),
            .state = msg_str("up"),
            .is_enabled = true,
            .signal_since = UTC_NONE,
            .signal_until = UTC_NONE,
            .last = UTC_NONE,
            .packets = UINT64_MAX,
            .gaps = 1,
            .missing = 2,
            .repeats = 3,
            .late = 4,
            .idle = 5,
            .bad_version = 6,
            .bad_length = 7,
            .too_short = 8,
            .unknown = 9}};
    feed_message(&s.model, feed_clock(30000), "link/tm", &msg);
    stage_paint(&s);
    stage_golden(&s, "console/links/faults-24x80.txt");
    stage_close(&s);
}

static void
links_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_links, "tm", SCENE_GOOD, 20, 80);
    view_links.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out), "{\"v\":1,\"link\":\"tm\""));
    assert_non_null(strstr(strbuf_get(&out), "\"too short\":0"));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_links, "", stage_robot_keys(), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(
            a_link_is_switched_only_after_a_question_about_that_link),
        cmocka_unit_test(a_disabled_link_can_be_enabled),
        cmocka_unit_test(switching_says_why_it_is_not_possible),
        cmocka_unit_test(enter_shows_the_packets_of_a_link),
        cmocka_unit_test(counters_that_tell_of_faults_stand_out),
        cmocka_unit_test(links_are_exported_as_json_lines),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
