/*
 * test_alarm.c - the page of one alarm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/views.h"
#include "support/alarm_scene.h"
#include "support/stage.h"

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
start(struct stage *s, const char *name, enum alarm_scene scene, int rows,
    int cols)
{
    stage_open(s, &view_alarm, name, SCENE_GOOD, rows, cols);
    alarm_scene(&s->model, scene, now(s));
    stage_paint(s);
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    static const struct {
        enum alarm_scene scene;
        const char *name, *what;
    } row[] = {
        {ALARMS_NONE, "/SIF/PWR/TEMP", "none"},
        {ALARMS_ONE, "/SIF/PWR/TEMP", "one"},
        {ALARMS_MIXED, "/SIF/DHS/BOOT_COUNT", "shelved"},
        {ALARMS_MIXED, "/SIF/THM/TEMP", "ack"},
        {ALARMS_MIXED, "/SIF/PWR/MODE", "text"},
        {ALARMS_SILENT, "/SIF/PWR/TEMP", "silent"},
        {ALARMS_NONE, "/NO/SUCH", "unknown"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            int rows = sizes[k][0] > 5 ? sizes[k][0] - 4 : sizes[k][0];
            start(&s, row[i].name, row[i].scene, rows, sizes[k][1]);
            char *name = xasprintf("console/alarm/%s-%dx%d.txt", row[i].what,
                sizes[k][0], sizes[k][1]);
            stage_golden(&s, name);
            assert_true(stage_is_clean(&s));
            free(name);
            stage_close(&s);
        }
}

static void
the_checker_is_asked_why_and_again_when_the_alarm_changes(void **state)
{
    (void)state;
    struct stage s;
    start(&s, "/SIF/PWR/TEMP", ALARMS_ONE, 40, 100);
    assert_string_equal(s.inquired, "limits why /SIF/PWR/TEMP");
    assert_non_null(strstr(stage_text(&s), "asked; no answer yet"));
    const struct msg_str rows[] = {msg_str("guidance\ttold above"),
        msg_str("persistence\t3 of 3 samples"),
        msg_str("before\t2026-11-20T08:46:30Z LINK_UP: link tm")};
    struct msg_reply reply = {
        .text = msg_str("/SIF/PWR/TEMP: distress-high"), .rows = {rows, 3}};
    alarms_why_answer(&s.model.alarms, &reply);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "persistence: 3 of 3 samples"));
    assert_non_null(
        strstr(stage_text(&s), "before: 324/08:46:30.0 LINK_UP: link tm"));
    assert_null(strstr(stage_text(&s), "told above"));
    s.inquired[0] = '\0';
    stage_paint(&s);
    assert_string_equal(s.inquired, "");
    struct msg_alarm m = alarm_message(now(&s));
    m.number = 8;
    feed_alarm(&s.model, now(&s), &m);
    stage_paint(&s);
    assert_string_equal(s.inquired, "limits why /SIF/PWR/TEMP");
    alarms_why_answer(&s.model.alarms, NULL);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "no answer from columba-limits"));
    stage_close(&s);
}

static void
what_happened_before_is_told_newest_first(void **state)
{
    (void)state;
    static const char *const what[] = {"worse", "acknowledged", "side"};
    struct stage s;
    start(&s, "/SIF/PWR/TEMP", ALARMS_ONE, 40, 100);
    assert_null(strstr(stage_text(&s), "history"));
    for (uint64_t i = 0; i < 3; i++) {
        struct msg_alarm m = alarm_message(now(&s));
        m.number = 8 + i;
        m.what = msg_str(what[i]);
        m.last_value = 70.0 + (double)i;
        feed_alarm(&s.model, now(&s), &m);
        feed_alarm(&s.model, now(&s), &m); /* told again: no change */
    }
    stage_paint(&s);
    const char *text = strstr(stage_text(&s), "history");
    assert_non_null(text);
    const char *newer = strstr(text, "acknowledged");
    assert_non_null(newer);
    const char *older = strstr(newer, "worse");
    assert_non_null(older);
    assert_non_null(strstr(newer, "71."));
    assert_non_null(strstr(older, "raised"));
    for (uint64_t i = 0; i < 20; i++) { /* the oldest leave */
        struct msg_alarm m = alarm_message(now(&s));
        m.number = 20 + i;
        feed_alarm(&s.model, now(&s), &m);
    }
    assert_int_equal(alarms_find(&s.model.alarms, 5)->n_past, ALARM_PAST);
    stage_close(&s);
}

static void
it_can_be_acted_on_here(void **state)
{
    (void)state;
    struct stage s;
    start(&s, "/SIF/PWR/TEMP", ALARMS_ONE, 20, 80);
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    assert_string_equal(
        view_alarm.why_not(s.view, &s.ui, ACTION_RESET), "not latched");
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "display PWR-01");
    s.ui.is_readonly = true;
    assert_string_equal(view_alarm.why_not(s.view, &s.ui, ACTION_SHELVE),
        "read-only: ask an operator");
    stage_close(&s);
    start(&s, "/SIF/PWR/TEMP", ALARMS_NONE, 20, 80);
    assert_string_equal(view_alarm.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "this parameter has no limits");
    stage_close(&s);
}

static void
every_line_can_be_reached(void **state)
{
    (void)state;
    struct stage s;
    start(&s, "/SIF/THM/TEMP", ALARMS_MIXED, 8, 40);
    assert_non_null(strstr(stage_text(&s), "more below"));
    stage_act(&s, ACTION_BOTTOM);
    stage_paint(&s);
    assert_null(strstr(stage_text(&s), "more below"));
    stage_act(&s, ACTION_GUIDANCE);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "critical-low"));
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_alarm, "/SIF/PWR/BUS_V", stage_robot_keys() / 4, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(
            the_checker_is_asked_why_and_again_when_the_alarm_changes),
        cmocka_unit_test(what_happened_before_is_told_newest_first),
        cmocka_unit_test(it_can_be_acted_on_here),
        cmocka_unit_test(every_line_can_be_reached),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
