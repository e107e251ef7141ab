/*
 * test_alarm_keys.c - the keys about alarms, in every view that knows a
 * parameter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/alarm_keys.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "support/alarm_scene.h"
#include "support/stage.h"

#define TEMP 5 /* /SIF/PWR/TEMP, the alarm of ALARMS_ONE, number 7 */

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
tell(struct stage *s, const char *text)
{
    events_own(&s->model.events, EV_ALARM_RAISED, text, now(s));
}

static void
start(struct stage *s, const struct view_class *class, const char *argument)
{
    stage_open(s, class, argument, SCENE_GOOD, 20, 80);
    alarm_scene(&s->model, ALARMS_ONE, now(s));
    tell(s, "/SIF/PWR/TEMP: distress-high, 61.2");
    stage_paint(s);
}

static void
change(struct stage *s, uint64_t number, enum alarm_life life)
{
    struct msg_alarm m = alarm_message(now(s));
    m.number = number;
    m.state = life;
    feed_alarm(&s->model, now(s), &m);
}

static const struct {
    const struct view_class *class;
    const char *argument;
} views[] = {
    {&view_params, "/SIF/PWR/TEMP"},
    {&view_param, "/SIF/PWR/TEMP"},
    {&view_events, ""},
    {&view_alarms, ""},
    {&view_alarm, "/SIF/PWR/TEMP"},
};

/* What each key asks for, in whichever view it is pressed. */
static void
one_letter_has_one_meaning_in_every_view(void **state)
{
    (void)state;
    static const struct {
        enum action action;
        const char *told[3]; /* the answers to its questions */
        bool confirms;
        const char *asked;
    } row[] = {
        {ACTION_ACKNOWLEDGE, {0}, false, "limits acknowledge 7 /SIF/PWR/TEMP"},
        {ACTION_ACKNOWLEDGE_ALL, {0}, true,
            "limits acknowledge 7 /SIF/PWR/TEMP"},
        {ACTION_SHELVE, {"1h", "drift"}, false,
            "limits shelve 7 /SIF/PWR/TEMP 3600s drift"},
        {ACTION_COMMENT, {"seen before"}, false,
            "limits comment 7 /SIF/PWR/TEMP seen before"},
        {ACTION_ENABLE, {"8h", "sensor broke"}, false,
            "limits disable /SIF/PWR/TEMP 28800s sensor broke"},
        {ACTION_ENABLE, {"-", "sensor broke"}, false,
            "limits disable /SIF/PWR/TEMP - sensor broke"},
    };
    for (size_t v = 0; v < ARRAY_LEN(views); v++)
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
            struct stage s;
            start(&s, views[v].class, views[v].argument);
            stage_act(&s, row[i].action);
            for (size_t k = 0; row[i].told[k]; k++)
                s.told(s.yes_arg, row[i].told[k]);
            if (row[i].confirms)
                s.yes(s.yes_arg);
            if (s.asks != 1 || strcmp(s.asked, row[i].asked) != 0)
                fail_msg("%s, %s: '%s' (%s)", views[v].class->name,
                    action_row(row[i].action)->name, s.asked, s.toast);
            stage_close(&s);
        }
}

static void
a_field_of_a_packet_is_a_parameter_too(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "sim/100", SCENE_GOOD, 30, 100);
    alarm_scene(&s.model, ALARMS_NONE, now(&s));
    stage_paint(&s);
    for (int i = 0; i < 60; i++) {
        const char *why =
            view_packet.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE);
        assert_non_null(why);
        assert_true(strcmp(why, "this parameter has no limits") == 0 ||
                    strcmp(why, "this parameter has no alarm") == 0 ||
                    strcmp(why, "no parameter is selected") == 0);
        stage_act(&s, ACTION_DOWN);
    }
    stage_close(&s);
}

static void
a_key_acts_on_what_was_on_the_screen(void **state)
{
    (void)state;
    for (size_t v = 0; v < ARRAY_LEN(views); v++) {
        struct stage s;
        start(&s, views[v].class, views[v].argument);
        /* it became worse, and nobody saw that: the checker shall refuse */
        change(&s, 8, ALARM_LIFE_UNACK);
        (void)s.class->update(s.view, &s.ui);
        assert_null(s.class->why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE));
        (void)s.class->act(s.view, &s.ui, ACTION_ACKNOWLEDGE);
        assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
        stage_paint(&s);
        stage_act(&s, ACTION_ACKNOWLEDGE);
        assert_string_equal(s.asked, "limits acknowledge 8 /SIF/PWR/TEMP");
        stage_close(&s);
    }
}

static void
an_alarm_that_was_not_on_the_screen_is_not_acknowledged(void **state)
{
    (void)state;
    for (size_t v = 0; v < ARRAY_LEN(views); v++) {
        struct stage s;
        start(&s, views[v].class, views[v].argument);
        change(&s, 8, ALARM_LIFE_NORMAL);
        stage_paint(&s);
        change(&s, 9, ALARM_LIFE_UNACK);
        (void)s.class->update(s.view, &s.ui);
        (void)s.class->act(s.view, &s.ui, ACTION_ACKNOWLEDGE);
        if (v != 3) { /* the list of alarms says it is gone, and takes 7 */
            assert_int_equal(s.asks, 0);
            assert_string_equal(
                s.class->why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE),
                "it came this moment: look, then press again");
        }
        stage_paint(&s);
        assert_null(s.class->why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE));
        stage_close(&s);
    }
}

static void
an_event_stays_under_the_cursor_until_the_next_frame(void **state)
{
    (void)state;
    struct stage s;
    start(&s, &view_events, "");
    tell(&s, "/SIF/PWR/MODE: severe");
    (void)view_events.update(s.view, &s.ui); /* it follows the newest */
    (void)view_events.act(s.view, &s.ui, ACTION_ACKNOWLEDGE);
    assert_string_equal(s.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    stage_paint(&s);
    assert_non_null(view_events.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE));
    stage_act(&s, ACTION_UP);
    assert_null(view_events.why_not(s.view, &s.ui, ACTION_ACKNOWLEDGE));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "alarm /SIF/PWR/TEMP");
    stage_act(&s, ACTION_DETAIL);
    assert_string_equal(s.opened, "param /SIF/PWR/TEMP");
    stage_close(&s);
}

static void
what_cannot_be_done_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        enum action action;
        enum alarm_life life;
        bool is_readonly;
        const char *why;
    } row[] = {
        {"seen", ACTION_ACKNOWLEDGE, ALARM_LIFE_ACK, false,
            "already acknowledged"},
        {"gone", ACTION_ACKNOWLEDGE, ALARM_LIFE_NORMAL, false,
            "this parameter has no alarm"},
        {"gone, visible", ACTION_ACKNOWLEDGE_ALL, ALARM_LIFE_NORMAL, false,
            "no alarm on the screen waits for it"},
        {"guidance of none", ACTION_GUIDANCE, ALARM_LIFE_NORMAL, false,
            "this parameter has no alarm"},
        {"why of none", ACTION_WHY, ALARM_LIFE_NORMAL, false, NULL},
        {"watcher", ACTION_ENABLE, ALARM_LIFE_UNACK, true,
            "read-only: ask an operator"},
        {"off", ACTION_SHELVE, ALARM_LIFE_DISABLED, false,
            "its limits are off; e switches them on"},
        {"off again", ACTION_ENABLE, ALARM_LIFE_DISABLED, false, NULL},
        {"not put aside", ACTION_UNSHELVE, ALARM_LIFE_UNACK, false,
            "not shelved"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        start(&s, &view_param, "/SIF/PWR/TEMP");
        change(&s, 8, row[i].life);
        s.ui.is_readonly = row[i].is_readonly;
        stage_paint(&s);
        const char *why = view_param.why_not(s.view, &s.ui, row[i].action);
        if (row[i].why == NULL ? why != NULL
                               : !why || strcmp(why, row[i].why) != 0)
            fail_msg("%s: %s", row[i].label, why ? why : "possible");
        stage_close(&s);
    }
}

static void
limits_that_are_off_are_switched_on_after_a_question(void **state)
{
    (void)state;
    struct stage s;
    start(&s, &view_param, "/SIF/PWR/TEMP");
    change(&s, 8, ALARM_LIFE_DISABLED);
    stage_paint(&s);
    stage_act(&s, ACTION_ENABLE);
    assert_non_null(strstr(s.question, "Limits on again: TEMP"));
    assert_int_equal(s.asks, 0);
    s.yes(s.yes_arg);
    assert_string_equal(s.asked, "limits enable /SIF/PWR/TEMP");
    stage_close(&s);
}

static void
switching_off_wants_an_end_and_a_reason(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "forever", "-1h", "--", "31d"};
    struct stage s;
    start(&s, &view_params, "/SIF/PWR/TEMP");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        s.toast[0] = '\0';
        stage_act(&s, ACTION_ENABLE);
        s.told(s.yes_arg, bad[i]);
        if (!strstr(s.toast, "limits stay on"))
            fail_msg("'%s': %s", bad[i], s.toast);
    }
    stage_act(&s, ACTION_ENABLE);
    s.told(s.yes_arg, "-");
    assert_string_equal(
        s.question, "Limits off: TEMP (distress-high) for good, because: ");
    s.told(s.yes_arg, " ");
    assert_string_equal(s.toast, "limits stay on: it needs a reason");
    assert_int_equal(s.asks, 0);
    stage_close(&s);
}

static void
texts_name_their_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t item;
    } row[] = {
        {"/SIF/PWR/TEMP: distress-high", TEMP},
        {"FC-1 acknowledged /SIF/PWR/TEMP.", TEMP},
        {"/SIF/PWR/TEMPO: x", MDB_NIL},
        {"/ /nothing here / ", MDB_NIL},
        {"/no/such /SIF/PWR/TEMP", TEMP},
        {"", MDB_NIL},
    };
    struct stage s;
    start(&s, &view_events, "");
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        if (alarm_keys_named(&s.ui, row[i].text) != row[i].item)
            fail_msg("'%s'", row[i].text);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_letter_has_one_meaning_in_every_view),
        cmocka_unit_test(a_field_of_a_packet_is_a_parameter_too),
        cmocka_unit_test(a_key_acts_on_what_was_on_the_screen),
        cmocka_unit_test(
            an_alarm_that_was_not_on_the_screen_is_not_acknowledged),
        cmocka_unit_test(an_event_stays_under_the_cursor_until_the_next_frame),
        cmocka_unit_test(what_cannot_be_done_says_why),
        cmocka_unit_test(limits_that_are_off_are_switched_on_after_a_question),
        cmocka_unit_test(switching_off_wants_an_end_and_a_reason),
        cmocka_unit_test(texts_name_their_parameter),
    };
    return check_run(tests);
}
