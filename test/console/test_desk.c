/*
 * test_desk.c - whole screens, in sizes and states, as an operator sees them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk.h"

#include "support/check.h"
#include "support/stage.h"
#include "support/vt.h"

#include "common/attr.h"
#include "console/screen.h"
#include "console/term.h"
#include "support/desk_rig.h"

static void
screens_are_drawn_as_reviewed(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        int rows, cols;
        bool is_ascii, is_readonly;
    } cases[] = {
        {SCENE_GOOD, 24, 80, false, false},
        {SCENE_GOOD, 24, 80, true, true},
        {SCENE_GOOD, 60, 200, false, false},
        {SCENE_GOOD, 48, 170, true, false},
        {SCENE_GOOD, 30, 160, false, false},
        {SCENE_GOOD, 10, 40, false, true},
        {SCENE_GOOD, 8, 30, true, false},
        {SCENE_GOOD, 7, 80, false, false},
        {SCENE_GOOD, 1, 1, false, false},
        {SCENE_LOS, 24, 80, false, false},
        {SCENE_NO_FRONTEND, 24, 80, false, false},
        {SCENE_NO_HUB, 24, 80, false, false},
        {SCENE_NO_HUB, 60, 200, true, false},
        {SCENE_NOTHING, 24, 80, false, false},
        {SCENE_WRONG_DATABASE, 24, 80, true, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct desk_rig r;
        char name[96];
        desk_rig_open(&r, cases[i].scene, cases[i].is_readonly);
        r.is_ascii = cases[i].is_ascii;
        desk_rig_resize(&r, cases[i].rows, cases[i].cols);
        snprintf(name, sizeof name, "console/desk/%s-%dx%d%s%s.txt",
            scene_str(cases[i].scene), cases[i].rows, cases[i].cols,
            cases[i].is_ascii ? "-ascii" : "",
            cases[i].is_readonly ? "-readonly" : "");
        desk_rig_golden(&r, name);
        desk_rig_close(&r);
    }
}

static void
every_size_from_one_cell_on_can_be_drawn(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    for (int rows = 1; rows <= 64; rows += rows < 12 ? 1 : 13)
        for (int cols = 1; cols <= 220; cols += cols < 34 ? 3 : 31) {
            desk_rig_resize(&r, rows, cols);
            desk_rig_text(&r);
            assert_true(desk_rig_is_clean(&r));
        }
    /* and back, with nothing lost */
    desk_rig_resize(&r, 24, 80);
    desk_rig_golden(&r, "console/desk/good-24x80.txt");
    desk_rig_close(&r);
}

static void
terminals_of_every_depth_show_it(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        enum depth depth;
    } cases[] = {{"xterm-256color", DEPTH_256}, {"xterm-256color", DEPTH_16},
        {"linux", DEPTH_8}, {"vt100", DEPTH_MONO}};
    struct desk_rig r;
    desk_rig_open(&r, SCENE_EXPIRED, true);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct screen_caps caps;
        int colors;
        struct strbuf bytes = {0}, seen = {0};
        assert_int_equal(term_caps(cases[i].term, &caps, &colors), ERR_OK);
        struct screen *screen =
            screen_new(&caps, theme_built_in(), cases[i].depth);
        struct vt *vt = vt_new(24, 80);
        const char *want = desk_rig_text(&r);
        screen_draw(screen, &r.canvas, &bytes);
        vt_write(vt, strbuf_get(&bytes), bytes.len);
        vt_text(vt, &seen);
        assert_string_equal(strbuf_get(&seen), want);
        /* the instance is a block of its own in each of them */
        struct vt_cell band = vt_cell(vt, 0, 1), blank = vt_cell(vt, 23, 79);
        assert_true(band.attr != blank.attr || band.bg != blank.bg);
        strbuf_fini(&bytes);
        strbuf_fini(&seen);
        vt_free(&vt);
        screen_free(&screen);
    }
    desk_rig_close(&r);
}

static void
the_clock_ticks_without_any_message(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_NOTHING, false);
    assert_non_null(strstr(desk_rig_text(&r), "GMT 324/08:46:"));
    char before[12], *at = strstr(r.text.s, "GMT ");
    memcpy(before, at + 8, sizeof before);
    desk_rig_time(&r, 1000);
    assert_true(desk_update(r.desk, r.now) & UI_REDRAW);
    at = strstr(desk_rig_text(&r), "GMT ");
    assert_memory_not_equal(before, at + 8, sizeof before);
    desk_rig_close(&r);
}

static void
a_late_display_is_told_for_a_while(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_late(r.desk, 3200 * NS_PER_MS);
    assert_non_null(strstr(desk_rig_text(&r), "display 3.2 s late"));
    desk_rig_time(&r, 11000);
    assert_null(strstr(desk_rig_text(&r), "late"));
    desk_rig_close(&r);
}

static void
panes_that_fit_show_different_views(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 60, 200);
    const char *text = desk_rig_text(&r);
    static const char *const titles[] = {
        "\u2500Parameters", "\u2500Alarms", "\u2500Events", "\u2500Links"};
    for (size_t i = 0; i < ARRAY_LEN(titles); i++)
        assert_non_null(strstr(text, titles[i]));
    desk_rig_keys(&r, "f");
    text = desk_rig_text(&r);
    assert_non_null(strstr(text, titles[0]));
    assert_null(strstr(text, "\u2500Links"));
    desk_rig_close(&r);
    /* what was chosen on a small screen is not shown twice on a large one */
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "5");
    desk_rig_resize(&r, 60, 200);
    text = desk_rig_text(&r);
    const char *events = strstr(text, titles[2]);
    assert_non_null(events);
    assert_null(strstr(events + 1, titles[2]));
    assert_non_null(strstr(text, titles[1]));
    assert_non_null(strstr(text, titles[3]));
    desk_rig_close(&r);
}

static void
an_instance_can_have_a_hostile_name_and_mission(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    str_copy(r.model.instance.mission, sizeof r.model.instance.mission,
        "\x1b]0;x\a\xe2\x80\xae");
    desk_rig_text(&r);
    assert_true(desk_rig_is_clean(&r));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_are_drawn_as_reviewed),
        cmocka_unit_test(every_size_from_one_cell_on_can_be_drawn),
        cmocka_unit_test(terminals_of_every_depth_show_it),
        cmocka_unit_test(the_clock_ticks_without_any_message),
        cmocka_unit_test(a_late_display_is_told_for_a_while),
        cmocka_unit_test(panes_that_fit_show_different_views),
        cmocka_unit_test(an_instance_can_have_a_hostile_name_and_mission),
    };
    return check_run(tests);
}
