/*
 * test_scenarios.c - one of the scenarios is chosen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/views.h"
#include "support/drill_scene.h"
#include "support/stage.h"

static void
the_chosen_one_is_loaded_when_that_is_wanted(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_scenarios, "", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "A heater that does not switch"));
    assert_string_equal(view_scenarios.why_not(s.view, &s.ui, ACTION_OPEN),
        "no ground model is heard");
    drill_scene(
        &s.model, DRILL_SCENE_READY, (struct clock){s.ui.now, s.ui.utc});
    assert_true(view_scenarios.search(s.view, &s.ui, "heater", 0));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.asked, "");
    assert_non_null(strstr(s.question, "Load heater?"));
    s.yes(s.yes_arg);
    assert_non_null(strstr(s.asked, "heater.scn"));
    assert_non_null(strstr(s.opened, "instruct"));
    drill_scene(
        &s.model, DRILL_SCENE_RUNNING, (struct clock){s.ui.now, s.ui.utc});
    stage_act(&s, ACTION_LOAD);
    assert_non_null(strstr(s.question, "EVENING is on: end it"));
    stage_close(&s);
}

static void
keys_at_random_break_nothing(void **state)
{
    (void)state;
    stage_robot(&view_scenarios, "", stage_robot_keys() / 20, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chosen_one_is_loaded_when_that_is_wanted),
        cmocka_unit_test(keys_at_random_break_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
