/*
 * test_displays.c - the index of displays says what is wrong on each page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/views.h"
#include "support/show.h"

static void
the_index_says_what_is_wrong_on_each_page(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "", SCENE_EXPIRED, 10, 80);
    stage_golden(&s.stage, "console/display/index-expired-80.txt");
    show_close(&s);
}

static void
a_page_is_chosen_and_opened(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "", SCENE_GOOD, 10, 80);
    stage_act(&s.stage, ACTION_OPEN);
    assert_string_equal(s.stage.opened, "display FAC-01");
    stage_act(&s.stage, ACTION_DOWN);
    stage_act(&s.stage, ACTION_OPEN);
    assert_string_equal(s.stage.opened, "display FAC-02");
    show_close(&s);
}

static void
files_that_come_and_break_are_told(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "", SCENE_GOOD, 10, 80);
    show_save(&s, "x.dsp", "display NEW-01 \"New\"\nscreen\n {x }\nend\n");
    assert_non_null(strstr(show_line(&s, "NEW-01"), "has errors"));
    show_save(&s, "x.dsp", "display NEW-01 \"New\"\nscreen\n x\nend\n");
    assert_non_null(strstr(show_line(&s, "NEW-01"), "normal"));
    show_close(&s);
}

static void
without_displays_it_says_where_they_belong(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_display, "", SCENE_GOOD, 10, 80);
    assert_non_null(strstr(stage_text(&s), "There are no displays yet."));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_says_what_is_wrong_on_each_page),
        cmocka_unit_test(a_page_is_chosen_and_opened),
        cmocka_unit_test(files_that_come_and_break_are_told),
        cmocka_unit_test(without_displays_it_says_where_they_belong),
    };
    return check_run(tests);
}
