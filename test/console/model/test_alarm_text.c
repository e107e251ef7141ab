/*
 * test_alarm_text.c - an alarm in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/alarm_text.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "support/alarm_scene.h"
#include "support/stage.h"

struct rig {
    struct model model;
    struct clock now;
    struct strbuf text;
};

static void
start(struct rig *r, enum alarm_scene scene)
{
    *r = (struct rig){0};
    stage_scene(&r->model, SCENE_GOOD, &r->now);
    alarm_scene(&r->model, scene, r->now);
}

static void
stop(struct rig *r)
{
    model_fini(&r->model);
    strbuf_fini(&r->text);
}

static void
thresholds_have_an_operator(void **state)
{
    (void)state;
    static const struct {
        uint32_t item;
        const char *want;
    } row[] = {{5, "> 60.0000"}, {2, "< 29.0000"}, {4, ""}, {8, "> 2"}};
    struct rig r;
    start(&r, ALARMS_MIXED);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        strbuf_reset(&r.text);
        alarm_threshold_text(
            &r.text, r.model.values, alarms_find(&r.model.alarms, row[i].item));
        assert_string_equal(strbuf_get(&r.text), row[i].want);
    }
    stop(&r);
}

static void
a_change_is_told_with_its_figure_and_its_unit(void **state)
{
    (void)state;
    static const struct {
        double change, threshold;
        const char *unit, *want;
        enum limit_side side;
    } row[] = {
        {3.2, 2, "degC/s", "change 3.2 > 2.0 degC/s", LIMIT_HIGH},
        {-40.123456, -4.5, "%", "change -40.12 < -4.5 %", LIMIT_LOW},
        {7, 5, "", "change 7 > 5.0", LIMIT_HIGH},
        {NAN, NAN, "", "", LIMIT_HIGH},
        {7, NAN, "V", "", LIMIT_HIGH},
    };
    struct rig r;
    start(&r, ALARMS_MIXED);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct alarm_row a = *alarms_find(&r.model.alarms, 5);
        a.level = a.worst = limit_state_of(LIMIT_WARNING, row[i].side);
        a.change = row[i].change;
        a.threshold = row[i].threshold;
        (void)snprintf(a.change_unit, sizeof a.change_unit, "%s", row[i].unit);
        strbuf_reset(&r.text);
        alarm_threshold_text(&r.text, r.model.values, &a);
        assert_string_equal(strbuf_get(&r.text), row[i].want);
        assert_int_equal(alarm_is_of_change(&a), !isnan(row[i].change));
    }
    stop(&r);
}

static void
states_are_short(void **state)
{
    (void)state;
    static const struct {
        uint32_t item;
        const char *want;
    } row[] = {{5, "UNACK"}, {7, "ack FC-2"}, {1, "RTN UNACK"},
        {8, "shelved to 09:46"}};
    struct rig r;
    start(&r, ALARMS_MIXED);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        strbuf_reset(&r.text);
        alarm_state_text(&r.text, alarms_find(&r.model.alarms, row[i].item));
        assert_string_equal(strbuf_get(&r.text), row[i].want);
    }
    stop(&r);
}

static void
names_are_short_where_they_cannot_be_mistaken(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_MIXED);
    const struct values *v = r.model.values;
    const struct alarms *a = &r.model.alarms;
    assert_string_equal(alarm_short_name(v, alarms_find(a, 2)), "BUS_A_V");
    assert_string_equal(alarm_short_name(v, alarms_find(a, 5)), "PWR/TEMP");
    assert_string_equal(alarm_long_name(alarms_find(a, 2)), "PWR/BUS_A_V");
    stop(&r);
}

static void
values_are_those_of_now_or_as_told(void **state)
{
    (void)state;
    struct rig r;
    start(&r, ALARMS_FLOOD);
    const struct values *v = r.model.values;
    assert_int_equal(
        alarm_value_text(&r.text, v, alarms_find(&r.model.alarms, 5), r.now),
        MDB_ACQUIRED);
    assert_string_equal(strbuf_get(&r.text), "-1.20000");
    strbuf_reset(&r.text); /* a parameter this console does not know */
    (void)alarm_value_text(
        &r.text, v, alarms_find(&r.model.alarms, 101), r.now);
    assert_string_equal(strbuf_get(&r.text), "61.2");
    strbuf_reset(&r.text);
    alarm_number_text(
        &r.text, v, alarms_find(&r.model.alarms, 101), (double)NAN);
    assert_string_equal(strbuf_get(&r.text), "");
    stop(&r);
}

static void
answers_fit_in_a_line(void **state)
{
    (void)state;
    static const char *const row[][2] = {
        {"/SIF/PWR/TEMP: the alarm moved on; look at it again",
            "TEMP: alarm moved on, look again"},
        {"/SIF/PWR/TEMP: the alarm is gone; look again",
            "TEMP: alarm is gone, look again"},
        {"/SIF/PWR/TEMP: acknowledged", "TEMP: acknowledged"},
        {"refused: the journal of alarms cannot be written (full)",
            "refused: the journal of alarms cannot be written (full)"},
        {"/SIF/PWR/TEMP", "/SIF/PWR/TEMP"},
        {"/: x", ": x"},
        {"/", "/"},
        {":", ":"},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        alarm_reply_text(&b, row[i][0]);
        assert_string_equal(strbuf_get(&b), row[i][1]);
        strbuf_fini(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_have_an_operator),
        cmocka_unit_test(a_change_is_told_with_its_figure_and_its_unit),
        cmocka_unit_test(states_are_short),
        cmocka_unit_test(names_are_short_where_they_cannot_be_mistaken),
        cmocka_unit_test(values_are_those_of_now_or_as_told),
        cmocka_unit_test(answers_fit_in_a_line),
    };
    return check_run(tests);
}
