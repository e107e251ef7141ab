/*
 * test_alarms.c - the list of alarms: order, stillness, groups, requests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <stdio.h>

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
start(struct stage *s, enum alarm_scene scene, int rows, int cols)
{
    stage_open(s, &view_alarms, "", SCENE_GOOD, rows, cols);
    alarm_scene(&s->model, scene, now(s));
    stage_paint(s);
    stage_act(s, ACTION_TOP);
}

/* The line of the screen that contains `text`, or -1. */
static int
line_of(struct stage *s, const char *text)
{
    const char *screen = stage_text(s), *at = strstr(screen, text);
    int line = 0;
    if (!at)
        return -1;
    for (; screen < at; screen++)
        line += *screen == '\n';
    return line;
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    for (int scene = 0; scene < ALARMS_SCENE_COUNT; scene++)
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
            for (int ascii = 0; ascii < 2; ascii++) {
                struct stage s;
                int rows = sizes[i][0] > 5 ? sizes[i][0] - 4 : sizes[i][0];
                if (ascii && i != 0)
                    continue;
                start(&s, (enum alarm_scene)scene, rows, sizes[i][1]);
                s.canvas.is_ascii = ascii;
                stage_paint(&s);
                char *name = xasprintf("console/alarms/%s-%dx%d%s.txt",
                    alarm_scene_str((enum alarm_scene)scene), sizes[i][0],
                    sizes[i][1], ascii ? "-ascii" : "");
                stage_golden(&s, name);
                assert_true(stage_is_clean(&s));
                free(name);
                stage_close(&s);
            }
}

static void
worst_first_then_seen_then_put_aside(void **state)
{
    (void)state;
    static const char *const order[] = {"MODE", "PWR/TEMP", "BUS_A_V",
        "BUS_A_I", "ACKNOWLEDGED", "THM/TEMP", "PUT ASIDE", "BOOT_COUNT"};
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (line_of(&s, order[i]) != (int)i + 2)
            fail_msg("%s:\n%s", order[i], stage_text(&s));
    stage_close(&s);
}

static void
raise(struct stage *s, uint64_t item, const char *name, uint64_t number,
    limit_state level, enum alarm_life life)
{
    struct msg_alarm m = alarm_message(now(s));
    m.item = item;
    m.name = msg_str(name);
    m.number = number;
    m.level = m.worst = level;
    m.state = life;
    feed_alarm(&s->model, now(s), &m);
    stage_paint(s);
}

static void
rows_stand_still_until_a_key_is_pressed(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    stage_act(&s, ACTION_DOWN); /* PWR/TEMP */
    assert_int_equal(line_of(&s, "PWR/TEMP"), 3);
    /* a worse one comes: below those that are there */
    raise(&s, 10, "/SIF/DHS/UPTIME", 30, STATE(SEVERE, HIGH), ALARM_LIFE_UNACK);
    assert_int_equal(line_of(&s, "PWR/TEMP"), 3);
    assert_int_equal(line_of(&s, "UPTIME"), 6);
    /* another console acknowledges the selected one, one is gone */
    raise(&s, 5, "/SIF/PWR/TEMP", 31, STATE(DISTRESS, HIGH), ALARM_LIFE_ACK);
    raise(&s, 4, "/SIF/PWR/MODE", 32, LIMIT_NORMAL, ALARM_LIFE_NORMAL);
    assert_int_equal(line_of(&s, "MODE"), 2);
    assert_int_equal(line_of(&s, "gone"), 2);
    assert_int_equal(line_of(&s, "PWR/TEMP"), 3);
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "already acknowledged");
    stage_act(&s, ACTION_DOWN); /* now it is in order */
    assert_int_equal(line_of(&s, "MODE"), -1);
    assert_int_equal(line_of(&s, "UPTIME"), 2);
    assert_true(line_of(&s, "PWR/TEMP") > line_of(&s, "ACKNOWLEDGED"));
    stage_close(&s);
}

static void
after_a_while_without_a_key_it_is_in_order_too(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    raise(&s, 10, "/SIF/DHS/UPTIME", 30, STATE(SEVERE, HIGH), ALARM_LIFE_UNACK);
    assert_int_equal(line_of(&s, "UPTIME"), 6);
    stage_time(&s, 30000 + 9000);
    assert_int_equal(line_of(&s, "UPTIME"), 6);
    stage_time(&s, 30000 + 10000);
    assert_int_equal(line_of(&s, "UPTIME"), 2);
    stage_close(&s);
}

static void
before_the_first_key_it_is_in_order(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_alarms, "", SCENE_GOOD, 20, 80);
    alarm_scene(&s.model, ALARMS_MIXED, now(&s));
    stage_paint(&s);
    raise(&s, 10, "/SIF/DHS/UPTIME", 30, STATE(SEVERE, HIGH), ALARM_LIFE_UNACK);
    assert_int_equal(line_of(&s, "UPTIME"), 2);
    stage_close(&s);
}

static void
a_request_names_the_change_that_was_seen(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 9 /SIF/PWR/MODE");
    /* the dialog keeps what it was opened for */
    stage_act(&s, ACTION_SHELVE);
    assert_string_equal(
        s.question, "Shelve MODE (severe) for how long (15m 1h 8h 1d)? ");
    raise(&s, 4, "/SIF/PWR/MODE", 40, STATE(SEVERE, NO_SIDE), ALARM_LIFE_UNACK);
    s.told(s.yes_arg, "1h");
    assert_string_equal(
        s.question, "Shelve MODE (severe) for 60 min, because: ");
    s.told(s.yes_arg, "sensor is known");
    assert_string_equal(
        s.asked, "limits shelve 9 /SIF/PWR/MODE 3600s sensor is known");
    stage_act(&s, ACTION_COMMENT);
    s.told(s.yes_arg, "look again at AOS");
    assert_string_equal(
        s.asked, "limits comment 40 /SIF/PWR/MODE look again at AOS");
    stage_close(&s);
}

static void
shelving_needs_an_end_and_a_reason(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "forever", "-1h", "0s", "31d", "1"};
    struct stage s;
    start(&s, ALARMS_ONE, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        stage_act(&s, ACTION_SHELVE);
        s.toast[0] = '\0';
        s.told(s.yes_arg, bad[i]);
        if (!strstr(s.toast, "not shelved") && !strstr(s.question, "because"))
            fail_msg("%s", bad[i]);
        if (strstr(s.toast, "not shelved") == NULL)
            assert_string_equal(bad[i], "1"); /* seconds, if at all */
    }
    stage_act(&s, ACTION_SHELVE);
    s.told(s.yes_arg, "15m");
    s.told(s.yes_arg, "  ");
    assert_string_equal(s.toast, "not shelved: it needs a reason");
    assert_int_equal(s.asks, 0);
    stage_close(&s);
}

static void
marked_rows_are_taken_together(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    stage_act(&s, ACTION_MARK); /* MODE, and on to the next */
    stage_act(&s, ACTION_MARK);
    assert_non_null(strstr(stage_text(&s), "*"));
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_int_equal(s.asks, 1); /* one request: done together */
    assert_string_equal(
        s.asked, "limits acknowledge 9 /SIF/PWR/MODE 7 /SIF/PWR/TEMP");
    assert_null(strstr(stage_text(&s), "*"));
    stage_close(&s);
}

static void
since_counts_from_when_it_came_to_its_state(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_NONE, 20, 200);
    struct msg_alarm m = alarm_message(now(&s));
    m.raised = utc_add_ns(now(&s).utc, -7200 * NS_PER_S);
    m.since = utc_add_ns(now(&s).utc, -40 * NS_PER_S);
    m.state = ALARM_LIFE_ACK;
    feed_alarm(&s.model, now(&s), &m);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), " 40 s"));
    stage_close(&s);
}

static void
all_visible_asks_with_the_count(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    stage_act(&s, ACTION_ACKNOWLEDGE_ALL);
    assert_string_equal(s.question, "Acknowledge 4 alarms, worst severe?");
    assert_int_equal(s.asks, 0);
    /* one more comes while it is asked: not meant */
    raise(&s, 10, "/SIF/DHS/UPTIME", 30, STATE(SEVERE, HIGH), ALARM_LIFE_UNACK);
    s.yes(s.yes_arg);
    assert_int_equal(s.asks, 1);
    assert_string_equal(s.asked, "limits acknowledge 9 /SIF/PWR/MODE 7 "
                                 "/SIF/PWR/TEMP 8 /SIF/PWR/BUS_A_V 11 "
                                 "/SIF/PWR/BUS_A_I");
    stage_close(&s);
    /* what is scrolled away is not meant either */
    start(&s, ALARMS_MIXED, 3, 80);
    stage_act(&s, ACTION_ACKNOWLEDGE_ALL);
    assert_string_equal(s.question, "Acknowledge MODE (severe)?");
    stage_close(&s);
}

static void
a_flood_is_told_by_groups_that_open(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_FLOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "39 UNACK"));
    /* first out of its group always stands for itself */
    assert_true(line_of(&s, "CH03_I") > 0);
    assert_int_equal(line_of(&s, "CH07_I"), -1);
    while (!strstr(s.question, "39 alarms")) { /* down to the group */
        stage_act(&s, ACTION_ACKNOWLEDGE);
        stage_act(&s, ACTION_DOWN);
        if (s.asks > 50)
            fail_msg("%s", stage_text(&s));
    }
    stage_act(&s, ACTION_UP);
    stage_act(&s, ACTION_UP);
    stage_act(&s, ACTION_TOP);
    stage_act(&s, ACTION_OPEN);
    stage_act(&s, ACTION_BOTTOM);
    assert_true(strstr(stage_text(&s), "CH3") != NULL);
    stage_close(&s);
}

static void
nobody_takes_the_line_of_one_that_is_gone(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80); /* MODE is selected */
    raise(&s, 4, "/SIF/PWR/MODE", 32, LIMIT_NORMAL, ALARM_LIFE_NORMAL);
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "this alarm is gone");
    stage_time(&s, 30000 + 11000); /* in order again, without it */
    struct msg_summary alive = summary_message();
    feed_summary(&s.model, now(&s), &alive);
    assert_int_equal(line_of(&s, "MODE"), -1);
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "the alarm that was selected is gone: look before you press");
    (void)view_alarms.act(s.view, &s.ui, ACTION_ACKNOWLEDGE);
    assert_int_equal(s.asks, 0);
    assert_true(line_of(&s, "is gone: look before you press") > 0);
    stage_act(&s, ACTION_TOP); /* chosen: no need to wait */
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    stage_close(&s);
}

static void
who_had_time_to_look_may_press(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80); /* MODE is selected */
    raise(&s, 4, "/SIF/PWR/MODE", 32, LIMIT_NORMAL, ALARM_LIFE_NORMAL);
    stage_time(&s, 30000 + 11000);
    stage_time(&s, 30000 + 14000);
    struct msg_summary alive = summary_message();
    feed_summary(&s.model, now(&s), &alive);
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    stage_close(&s);
}

static void
a_limit_of_change_is_whole_in_its_column(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_ONE, 20, 100);
    struct msg_alarm m = alarm_message(now(&s));
    m.number = 8;
    m.change = 4.5234;
    m.change_unit = msg_str("degC/s");
    m.threshold = 0.25;
    feed_alarm(&s.model, now(&s), &m);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), " change > 0.25 "));
    stage_close(&s);
}

/* `n` alarms in groups of 100; every third one is severe. */
static void
flood(struct stage *s, uint64_t n)
{
    struct msg_summary summary = summary_message();
    for (uint64_t i = 0; i < n; i++) {
        struct msg_alarm m = alarm_message(now(s));
        char name[32], group[16];
        (void)snprintf(name, sizeof name, "/SIF/X/P%04u", (unsigned)i);
        (void)snprintf(group, sizeof group, "G%02u", (unsigned)(i / 100));
        m.item = 1000 + i;
        m.name = msg_str(name);
        m.group = msg_str(group);
        m.number = 1000 + i;
        m.level = m.worst = i % 3 ? STATE(WARNING, HIGH) : STATE(SEVERE, HIGH);
        feed_alarm(&s->model, now(s), &m);
    }
    summary.is_flood = true;
    feed_summary(&s->model, now(s), &summary);
}

static void
five_thousand_alarms_are_fifty_rows_and_the_cursor_stays(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_ONE, 20, 80);
    assert_int_equal(line_of(&s, "PWR/TEMP"), 2);
    flood(&s, 5000);
    stage_paint(&s);
    /* the one under the cursor has not moved, and is the one that is taken */
    assert_int_equal(line_of(&s, "PWR/TEMP"), 2);
    stage_act(&s, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    assert_non_null(strstr(stage_text(&s), "35 below"));
    stage_act(&s, ACTION_TOP); /* in order: fifty groups, then the other */
    assert_int_equal(line_of(&s, "100 UNACK"), 2);
    for (int i = 0; i < 50; i++) {
        s.question[0] = '\0';
        stage_act(&s, ACTION_ACKNOWLEDGE);
        assert_string_equal(
            s.question, "Acknowledge 100 alarms, worst severe?");
        stage_act(&s, ACTION_DOWN);
    }
    assert_true(line_of(&s, "PWR/TEMP") > 0);
    /* one group opened: its members stand below it, and it closes again */
    stage_act(&s, ACTION_TOP);
    stage_act(&s, ACTION_OPEN);
    assert_non_null(strstr(stage_text(&s), "open"));
    assert_true(line_of(&s, "P0000") > 0);
    stage_act(&s, ACTION_OPEN);
    assert_int_equal(line_of(&s, "P0000"), -1);
    stage_close(&s);
}

static void
filters_know_levels_states_and_groups(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *has, *lacks;
    } row[] = {{"severe", "MODE", "BUS_A_V"}, {"caution", "BUS_A_V", "MODE"},
        {"alarm", "MODE", "BUS_A_V"}, {"shelved", "BOOT_COUNT", "MODE"},
        {"RTN", "BUS_A_I", "MODE"}, {"THM", "THM/TEMP", "PWR/TEMP"},
        {"!severe", "BUS_A_V", "MODE"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        start(&s, ALARMS_MIXED, 20, 80);
        view_alarms.filter(s.view, &s.ui, row[i].filter);
        stage_paint(&s);
        const char *text = strchr(stage_text(&s), '\n'); /* not the title */
        char *rows = xstrdup(text);
        *strstr(rows, "rate") = '\0';
        if (!strstr(rows, row[i].has) || strstr(rows, row[i].lacks))
            fail_msg("%s:\n%s", row[i].filter, text);
        free(rows);
        stage_close(&s);
    }
}

static void
what_cannot_be_done_says_why(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_NONE, 20, 80);
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "no alarm is selected");
    stage_close(&s);
    start(&s, ALARMS_ONE, 20, 80);
    assert_null(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE));
    assert_string_equal(
        view_alarms.why_not(s.view, &s.ui, ACTION_UNSHELVE), "not shelved");
    assert_string_equal(
        view_alarms.why_not(s.view, &s.ui, ACTION_RESET), "not latched");
    s.ui.is_readonly = true;
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "read-only: ask an operator");
    assert_null(view_alarms.why_not(s.view, &s.ui, ACTION_OPEN));
    stage_close(&s);
    start(&s, ALARMS_SILENT, 20, 80);
    assert_string_equal(view_alarms.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
        "limits not running: nobody takes it");
    stage_close(&s);
}

static void
rows_open_the_page_of_their_alarm(void **state)
{
    (void)state;
    static const enum action keys[] = {
        ACTION_OPEN, ACTION_DETAIL, ACTION_GUIDANCE, ACTION_WHY};
    struct stage s;
    start(&s, ALARMS_MIXED, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        s.opened[0] = '\0';
        stage_act(&s, keys[i]);
        assert_string_equal(s.opened, "alarm /SIF/PWR/MODE");
    }
    stage_close(&s);
}

static void
the_marker_flashes_and_nothing_else(void **state)
{
    (void)state;
    struct stage s;
    start(&s, ALARMS_ONE, 6, 60);
    stage_time(&s, 30000);
    char *on = xstrdup(stage_text(&s));
    stage_time(&s, 30500);
    const char *off = stage_text(&s);
    unsigned differ = 0;
    assert_int_equal(strlen(on), strlen(off));
    for (size_t i = 0; on[i]; i++)
        differ += on[i] != off[i];
    assert_int_equal(differ, 1);
    free(on);
    stage_close(&s);
}

static void
rows_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    start(&s, ALARMS_ONE, 20, 80);
    view_alarms.export_json(s.view, &s.ui, &out);
    assert_string_equal(strbuf_get(&out),
        "{\"v\":1,\"name\":\"/SIF/PWR/TEMP\",\"level\":\"distress-high\","
        "\"state\":\"UNACK\",\"number\":7,\"raised\":\"2026-11-20T08:46:32Z\","
        "\"worst\":61.2,\"threshold\":60.0,\"unit\":\"degC\",\"group\":\"PWR\"}"
        "\n");
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    unsigned seed = 7, n = stage_robot_keys() / 4;
    struct stage s;
    int64_t ms = 30000;
    start(&s, ALARMS_FLOOD, 24, 80);
    for (unsigned i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        unsigned what = seed >> 16 & 31;
        unsigned arg = seed >> 8 & 0xff;
        if (what == 0)
            alarm_scene(&s.model, (enum alarm_scene)(arg % ALARMS_SCENE_COUNT),
                now(&s));
        else if (what == 1)
            raise(&s, arg % 60, "/SIF/X\033[1m", 200 + i,
                (limit_state)(STATE(WATCH, HIGH) + arg % 5),
                (enum alarm_life)(arg % ALARM_LIFE_COUNT));
        else if (what == 2)
            canvas_resize(&s.canvas, 1 + (int)(arg % 40), 1 + (int)arg);
        else if (what == 3)
            stage_time(&s, ms += arg * 100);
        else if (what == 4)
            view_alarms.filter(s.view, &s.ui, arg & 1 ? "" : "PDU");
        else {
            enum action action = arg % ACTION_COUNT;
            if (!view_alarms.why_not(s.view, &s.ui, action))
                (void)view_alarms.act(s.view, &s.ui, action);
        }
        if (i % 8 == 0) {
            stage_paint(&s);
            assert_true(stage_is_clean(&s));
        }
        if (i % 500 == 0)
            (void)alarms_tick(&s.model.alarms, now(&s));
    }
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(worst_first_then_seen_then_put_aside),
        cmocka_unit_test(rows_stand_still_until_a_key_is_pressed),
        cmocka_unit_test(after_a_while_without_a_key_it_is_in_order_too),
        cmocka_unit_test(before_the_first_key_it_is_in_order),
        cmocka_unit_test(a_request_names_the_change_that_was_seen),
        cmocka_unit_test(shelving_needs_an_end_and_a_reason),
        cmocka_unit_test(marked_rows_are_taken_together),
        cmocka_unit_test(since_counts_from_when_it_came_to_its_state),
        cmocka_unit_test(all_visible_asks_with_the_count),
        cmocka_unit_test(a_flood_is_told_by_groups_that_open),
        cmocka_unit_test(nobody_takes_the_line_of_one_that_is_gone),
        cmocka_unit_test(who_had_time_to_look_may_press),
        cmocka_unit_test(a_limit_of_change_is_whole_in_its_column),
        cmocka_unit_test(
            five_thousand_alarms_are_fifty_rows_and_the_cursor_stays),
        cmocka_unit_test(filters_know_levels_states_and_groups),
        cmocka_unit_test(what_cannot_be_done_says_why),
        cmocka_unit_test(rows_open_the_page_of_their_alarm),
        cmocka_unit_test(the_marker_flashes_and_nothing_else),
        cmocka_unit_test(rows_are_exported_as_json_lines),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
