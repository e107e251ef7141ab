/*
 * test_desk_exercise.c - exercises on a desk: what trainees are told, what
 * only instructors may, what is on top.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/desk_rig.h"
#include "support/drill_scene.h"

static void
the_band_says_that_an_exercise_is_on(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    assert_null(strstr(desk_rig_line(&r, 0), "EXERCISE"));
    drill_scene(&r.model, DRILL_SCENE_RUNNING, r.now);
    assert_non_null(strstr(desk_rig_line(&r, 0), " EXERCISE "));
    drill_scene(&r.model, DRILL_SCENE_FROZEN, r.now);
    assert_non_null(strstr(desk_rig_line(&r, 0), " FROZEN "));
    drill_scene(&r.model, DRILL_SCENE_OVER, r.now);
    assert_null(strstr(desk_rig_line(&r, 0), "FROZEN"));
    assert_null(strstr(desk_rig_line(&r, 0), "INSTRUCTOR"));
    desk_rig_close(&r);
}

/* Every view, help and completion of a trainee's console. */
static void
nothing_of_what_is_planned_is_anywhere(void **state)
{
    (void)state;
    static const char *const words[] = {"FEED-DIP", "BY ITSELF", "by itself",
        "goes to mode", "Contact is lost", "stuck on", "SUN_SENSOR"};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 50, 200);
    drill_scene(&r.model, DRILL_SCENE_RUNNING, r.now);
    for (size_t i = 0; view_classes[i] != NULL; i++) {
        char keys[64];
        (void)snprintf(keys, sizeof keys, ": %s Enter", view_classes[i]->name);
        desk_rig_keys(&r, keys);
        const char *text = desk_rig_text(&r);
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (strstr(text, words[k]) != NULL)
                fail_msg("'%s' in %s", words[k], view_classes[i]->name);
    }
    desk_rig_keys(&r, ": fault Space Tab");
    assert_null(strstr(desk_rig_text(&r), "FEED-DIP"));
    desk_rig_close(&r);
}

static void
what_is_the_instructors_is_refused_with_the_reason(void **state)
{
    (void)state;
    static const char *const keys[] = {": instruct Enter", ": scenarios Enter",
        ": scenario Space start Enter", ": fault Space signal Space lost Enter",
        ": note Space x Enter", ": fault Space trigger Space HEATER Enter"};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    drill_scene(&r.model, DRILL_SCENE_RUNNING, r.now);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        desk_rig_keys(&r, keys[i]);
        if (strstr(desk_rig_line(&r, 22), "only in columba instruct") == NULL)
            fail_msg("%s: %s", keys[i], desk_rig_line(&r, 22));
        assert_int_equal(r.asks, 0);
    }
    desk_rig_close(&r);
}

static void
the_display_on_top_is_the_one_that_is_looked_at(void **state)
{
    (void)state;
    struct desk_rig r;
    char id[48] = "";
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "7");
    desk_display_on_top(r.desk, id, sizeof id);
    assert_string_equal(id, "");
    assert_true(desk_open(r.desk, "display", "THM-02"));
    desk_display_on_top(r.desk, id, sizeof id);
    assert_string_equal(id, "THM-02");
    desk_rig_keys(&r, "2");
    desk_display_on_top(r.desk, id, sizeof id);
    assert_string_equal(id, "");
    desk_rig_close(&r);
}

static void
a_hint_is_shown_at_once(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_hint(r.desk, "Look at the heaters.");
    assert_non_null(
        strstr(desk_rig_line(&r, 22), "HINT: Look at the heaters."));
    desk_rig_close(&r);
}

/* ---- an instructor's ----------------------------------------------------- */

static struct desk *
instructor(struct desk_rig *r, int rows, int cols)
{
    struct desk_config config = {.model = &r->model,
        .theme = theme_built_in(),
        .classes = view_classes_instructor,
        .is_instructor = true,
        .instance = "sim"};
    r->model.drill.is_instructor = true;
    drill_scene(&r->model, DRILL_SCENE_RUNNING, r->now);
    struct desk *d = desk_new(&config, r->now);
    desk_resize(d, rows, cols);
    desk_show_instructor(d);
    return d;
}

static void
an_instructors_console_opens_with_the_exercise(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct desk_rig r;
        struct strbuf text = {0};
        desk_rig_open(&r, SCENE_GOOD, false);
        struct desk *d = instructor(&r, sizes[i][0], sizes[i][1]);
        desk_update(d, r.now);
        desk_paint(d, &r.canvas, r.now);
        canvas_text(&r.canvas, &text);
        assert_non_null(strstr(strbuf_get(&text), " INSTRUCTOR"));
        assert_non_null(strstr(strbuf_get(&text), "Instructor 4"));
        assert_non_null(strstr(strbuf_get(&text), "FEED-DIP"));
        if (sizes[i][1] == 200) { /* beside alarms and events */
            assert_non_null(strstr(strbuf_get(&text), "Alarms"));
            assert_non_null(strstr(strbuf_get(&text), "Events"));
        }
        strbuf_fini(&text);
        desk_free(&d);
        desk_rig_close(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_band_says_that_an_exercise_is_on),
        cmocka_unit_test(nothing_of_what_is_planned_is_anywhere),
        cmocka_unit_test(what_is_the_instructors_is_refused_with_the_reason),
        cmocka_unit_test(the_display_on_top_is_the_one_that_is_looked_at),
        cmocka_unit_test(a_hint_is_shown_at_once),
        cmocka_unit_test(an_instructors_console_opens_with_the_exercise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
