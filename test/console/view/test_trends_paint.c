/*
 * test_trends_paint.c - legend and notes of the trends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trends_view.h"

#include "support/check.h"
#include "support/trend_scene.h"

#include "common/attr.h"
#include "console/view/views.h"

/* What a person has to know stands beside the name. */
static void
notes_say_what_is_behind_a_curve(void **state)
{
    (void)state;
    static const struct {
        const char *argument;
        int64_t end_s;
        const char *text;
    } rows[] = {
        {TREND_A_V, 300, "since 324/08:46:12"},
        {TREND_A_V, 1000, "1 gap, invalid ones"},
        {TREND_A_V " " TREND_A_I " " TREND_TEMP, 500, "scaled "},
        {TREND_MODE, 900, "IDLE .. SAFE"},
        {"/SIF/DHS/BOOT_COUNT", 300, "3, since"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        trend_scene(&s, &view_trends, rows[i].argument, rows[i].end_s, 20, 130);
        if (strstr(stage_text(&s), rows[i].text) == NULL)
            fail_msg("%s:\n%s", rows[i].text, stage_text(&s));
        stage_close(&s);
    }
}

static void
two_of_one_short_name_are_told_apart(void **state)
{
    (void)state;
    struct stage s;
    stage_open(
        &s, &view_trends, TREND_TEMP " /SIF/THM/TEMP", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), TREND_TEMP));
    assert_non_null(strstr(stage_text(&s), "/SIF/THM/TEMP"));
    stage_close(&s);
}

/* Nothing is known, so no number may stand at the axis. */
static void
an_axis_without_values_has_no_numbers(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_trends, TREND_A_V, SCENE_MISSING, 20, 80);
    assert_non_null(strstr(stage_text(&s), "never received"));
    assert_null(strstr(stage_text(&s), "0.5"));
    assert_null(strstr(stage_text(&s), "┤"));
    stage_close(&s);
}

static void
few_rows_still_name_what_is_drawn(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, TREND_A_V " " TREND_MODE, 500, 7, 60);
    assert_non_null(strstr(stage_text(&s), "1 BUS_A_V"));
    assert_non_null(strstr(stage_text(&s), "2 MODE"));
    for (int rows = 1; rows < 12; rows++)
        for (int cols = 1; cols < 60; cols += 7) {
            stage_resize(&s, rows, cols);
            assert_true(stage_is_clean(&s));
        }
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_say_what_is_behind_a_curve),
        cmocka_unit_test(two_of_one_short_name_are_told_apart),
        cmocka_unit_test(an_axis_without_values_has_no_numbers),
        cmocka_unit_test(few_rows_still_name_what_is_drawn),
    };
    return check_run(tests);
}
