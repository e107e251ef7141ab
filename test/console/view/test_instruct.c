/*
 * test_instruct.c - the instructor's view: timeline, faults, questions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/drill_scene.h"
#include "support/stage.h"

static void
open_scene(struct stage *s, enum drill_scene scene, int rows, int cols)
{
    stage_open(s, &view_instruct, "", SCENE_GOOD, rows, cols);
    s->model.drill.is_instructor = true;
    s->ui.is_instructor = true;
    drill_scene(&s->model, scene, (struct clock){s->ui.now, s->ui.utc});
    stage_paint(s);
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{20, 80}, {28, 99}, {56, 200}};
    for (int i = 0; i < DRILL_SCENE_COUNT; i++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            char name[80];
            open_scene(&s, (enum drill_scene)i, sizes[k][0], sizes[k][1]);
            assert_true(stage_is_clean(&s));
            (void)snprintf(name, sizeof name, "console/instruct/%s-%dx%d",
                drill_scene_str((enum drill_scene)i), sizes[k][1],
                sizes[k][0] + 4);
            stage_golden(&s, name);
            stage_close(&s);
        }
}

static void
small_and_odd_sizes_draw_inside(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    for (int rows = 1; rows < 20; rows += 3)
        for (int cols = 1; cols < 90; cols += 7) {
            stage_resize(&s, rows, cols);
            stage_paint(&s);
            assert_true(stage_is_clean(&s));
        }
    stage_close(&s);
}

static void
what_is_dangerous_asks_first(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_READY, 20, 80);
    stage_act(&s, ACTION_BEGIN);
    assert_string_equal(s.asked, "");
    assert_non_null(strstr(s.question, "trainees lose their state"));
    s.yes(s.yes_arg);
    assert_non_null(strstr(s.asked, "start"));
    stage_close(&s);
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    stage_act(&s, ACTION_ABORT);
    assert_string_equal(s.asked, "");
    s.yes(s.yes_arg);
    assert_non_null(strstr(s.asked, "end"));
    stage_act(&s, ACTION_LOAD);
    assert_non_null(strstr(s.opened, "scenarios"));
    stage_close(&s);
}

static void
the_selected_fault_is_triggered_or_cleared(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    assert_string_equal(view_instruct.why_not(s.view, &s.ui, ACTION_ENABLE),
        "it is over, and comes once only");
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_ENABLE);
    assert_string_equal(s.question, "Clear HEATER, which is on?");
    s.yes(s.yes_arg);
    assert_non_null(strstr(s.asked, "clear HEATER"));
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_ENABLE);
    assert_string_equal(s.question, "Trigger MODE now?");
    s.yes(s.yes_arg);
    assert_non_null(strstr(s.asked, "trigger MODE"));
    stage_close(&s);
}

static void
freezing_and_notes_are_for_what_is_on(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    stage_act(&s, ACTION_PAUSE);
    assert_non_null(strstr(s.asked, "freeze"));
    stage_act(&s, ACTION_COMMENT);
    s.told(s.yes_arg, "");
    assert_null(strstr(s.asked, "note"));
    s.told(s.yes_arg, "well done");
    assert_non_null(strstr(s.asked, "note well done"));
    assert_string_equal(view_instruct.why_not(s.view, &s.ui, ACTION_BEGIN),
        "an exercise is on; X ends it");
    stage_close(&s);
    open_scene(&s, DRILL_SCENE_FROZEN, 20, 80);
    assert_non_null(strstr(stage_text(&s), "FROZEN"));
    stage_act(&s, ACTION_PAUSE);
    assert_non_null(strstr(s.asked, "continue"));
    stage_close(&s);
    open_scene(&s, DRILL_SCENE_OVER, 20, 80);
    assert_string_equal(view_instruct.why_not(s.view, &s.ui, ACTION_PAUSE),
        "no exercise is on");
    stage_close(&s);
}

static void
brief_record_and_fault_take_turns_below(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    assert_non_null(strstr(stage_text(&s), "acknowledged"));
    stage_act(&s, ACTION_GUIDANCE);
    assert_non_null(strstr(stage_text(&s), "Say aloud what you see."));
    assert_non_null(strstr(stage_text(&s), "Notes: for you alone"));
    stage_act(&s, ACTION_GUIDANCE);
    assert_non_null(strstr(stage_text(&s), "Good call on the feeds."));
    stage_act(&s, ACTION_OPEN);
    assert_non_null(strstr(stage_text(&s), "acknowledged"));
    stage_close(&s);
}

static void
a_silent_ground_model_is_said(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, DRILL_SCENE_RUNNING, 20, 80);
    s.ui.now = mono_add_ns(s.ui.now, 10 * NS_PER_S);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "silent"));
    assert_string_equal(view_instruct.why_not(s.view, &s.ui, ACTION_BEGIN),
        "no ground model is heard");
    stage_close(&s);
    stage_open(&s, &view_instruct, "", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "No ground model is heard."));
    stage_close(&s);
}

static void
keys_at_random_break_nothing(void **state)
{
    (void)state;
    stage_robot(&view_instruct, "", stage_robot_keys() / 10, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(small_and_odd_sizes_draw_inside),
        cmocka_unit_test(what_is_dangerous_asks_first),
        cmocka_unit_test(the_selected_fault_is_triggered_or_cleared),
        cmocka_unit_test(freezing_and_notes_are_for_what_is_on),
        cmocka_unit_test(brief_record_and_fault_take_turns_below),
        cmocka_unit_test(a_silent_ground_model_is_said),
        cmocka_unit_test(keys_at_random_break_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
