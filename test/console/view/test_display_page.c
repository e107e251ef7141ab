/*
 * test_display_page.c - moving on a display, and files that are saved.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/views.h"
#include "support/show.h"

static void
the_selection_moves_as_the_fields_stand(void **state)
{
    (void)state;
    static const struct {
        enum action action;
        const char *line;
    } row[] = {
        {ACTION_DOWN, "/SIF/PWR/BUS_A_V"},
        {ACTION_RIGHT, "/SIF/PWR/BUS_A_V"}, /* the bar */
        {ACTION_RIGHT, "/SIF/PWR/HTR1_ON"},
        {ACTION_DOWN, "/SIF/PWR/MODE"},
        {ACTION_LEFT, "pw  "},
        {ACTION_PANE_NEXT, "/SIF/PWR/MODE"},
        {ACTION_PANE_NEXT, "/SIF/PWR/TEMP"}, /* the plot */
        {ACTION_BOTTOM, "HTR1_ON  Enter puts"},
        {ACTION_TOP, "/SIF/PWR/BUS_A_V"},
    };
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        stage_act(&s.stage, row[i].action);
        if (strstr(stage_text(&s.stage), row[i].line) == NULL)
            fail_msg(
                "%zu: no '%s' in\n%s", i, row[i].line, stage_text(&s.stage));
    }
    show_close(&s);
}

static void
a_small_pane_scrolls_to_the_selection(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 8, 40);
    assert_true(view_display.search(s.stage.view, &s.stage.ui, "gap", 0));
    stage_paint(&s.stage);
    assert_non_null(show_line(&s, "gaps      8"));
    stage_act(&s.stage, ACTION_TOP);
    assert_non_null(show_line(&s, " BUS A     28.20"));
    show_close(&s);
}

static void
a_saved_page_keeps_the_selection_by_name(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-02", SCENE_GOOD, 20, 80);
    stage_act(&s.stage, ACTION_DOWN);
    show_save(&s, "fac02.dsp",
        "display FAC-02 \"Changed\"\nscreen\n {new   }\n {t     } new\nend\n"
        "t /SIF/THM/TEMP %6.1f\nnew /SIF/PWR/TEMP %4.1f\n");
    assert_non_null(show_line(&s, "FAC-02 Changed"));
    assert_non_null(show_line(&s, "/SIF/THM/TEMP  19.9"));
    show_close(&s);
}

static void
a_page_with_errors_stays_as_it_was_and_says_so(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-02", SCENE_GOOD, 20, 80);
    show_save(&s, "fac02.dsp",
        "display FAC-02 \"A second page\"\nscreen\n {t } {u  }\nend\n"
        "t /SIF/THM/TEMP %6.1f\n");
    assert_non_null(show_line(&s, "file has errors: 3:2 "));
    assert_non_null(show_line(&s, " UPTIME     19.9"));
    show_close(&s);
}

static void
commands_cannot_be_reached_in_a_read_only_console(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    s.stage.ui.is_readonly = true;
    stage_act(&s.stage, ACTION_BOTTOM);
    assert_null(strstr(stage_text(&s.stage), "!HTR1_ON"));
    assert_non_null(show_line(&s, "there is no such display"));
    show_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_selection_moves_as_the_fields_stand),
        cmocka_unit_test(a_small_pane_scrolls_to_the_selection),
        cmocka_unit_test(a_saved_page_keeps_the_selection_by_name),
        cmocka_unit_test(a_page_with_errors_stays_as_it_was_and_says_so),
        cmocka_unit_test(commands_cannot_be_reached_in_a_read_only_console),
    };
    return check_run(tests);
}
