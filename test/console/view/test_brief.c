/*
 * test_brief.c - what trainees are told, and nothing of what is planned.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/exercise_words.h"
#include "console/view/views.h"
#include "support/drill_scene.h"
#include "support/stage.h"

static void
the_brief_and_the_state_are_shown_to_trainees(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_brief, "", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "There is no exercise."));
    drill_scene(
        &s.model, DRILL_SCENE_FROZEN, (struct clock){s.ui.now, s.ui.utc});
    stage_paint(&s);
    const char *text = stage_text(&s);
    assert_non_null(strstr(text, "FROZEN"));
    assert_non_null(strstr(text, "9:20 of 25:00"));
    assert_non_null(strstr(text, "Say aloud what you see."));
    assert_null(strstr(text, "HEATER"));
    assert_null(strstr(text, "SAFE"));
    stage_close(&s);
}

static void
long_ones_are_scrolled(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_brief, "", SCENE_GOOD, 7, 40);
    drill_scene(
        &s.model, DRILL_SCENE_RUNNING, (struct clock){s.ui.now, s.ui.utc});
    stage_paint(&s);
    stage_resize(&s, 6, 24);
    stage_paint(&s);
    assert_null(strstr(stage_text(&s), "see."));
    stage_act(&s, ACTION_BOTTOM);
    assert_non_null(strstr(stage_text(&s), "see."));
    stage_act(&s, ACTION_TOP);
    assert_non_null(strstr(stage_text(&s), "You take over"));
    stage_close(&s);
}

static void
keys_at_random_break_nothing(void **state)
{
    (void)state;
    stage_robot(&view_brief, "", stage_robot_keys() / 20, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_brief_and_the_state_are_shown_to_trainees),
        cmocka_unit_test(long_ones_are_scrolled),
        cmocka_unit_test(keys_at_random_break_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
