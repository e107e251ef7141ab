/*
 * test_desk_displays.c - what a person is told while display files change.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "console/desk_priv.h"
#include "console/display/display_set.h"
#include "support/desk_rig.h"

struct rig {
    struct desk_rig r;
    char *dir;
    struct display_set *displays;
    int64_t ms;
};

static void
put(struct rig *t, const char *name, const char *text)
{
    free(check_write(t->dir, name, text, SIZE_MAX));
}

static void
start(struct rig *t)
{
    *t = (struct rig){.dir = check_tmpdir()};
    desk_rig_open(&t->r, SCENE_GOOD, false);
    put(t, "a.dsp", "display A-01 \"Power\"\nscreen\none\nend\n");
    put(t, "b.dsp", "display B-01 \"Heat\"\nscreen\none\nend\n");
    const char *dir = t->dir, *origin = "user";
    t->displays = display_set_new(&dir, &origin, 1);
    desk_set_displays(t->r.desk, t->displays);
}

static void
stop(struct rig *t)
{
    desk_rig_close(&t->r);
    display_set_free(&t->displays);
    check_rmdir(&t->dir);
}

/* A second later: the line above the function bar. */
static const char *
said(struct rig *t)
{
    t->ms += 7000; /* what was said before has gone */
    desk_rig_time(&t->r, t->ms);
    desk_rig_text(&t->r);
    desk_poll_displays(t->r.desk);
    return desk_rig_line(&t->r, 22);
}

static void
a_page_in_use_is_told_when_it_is_saved(void **state)
{
    (void)state;
    struct rig t;
    start(&t);
    assert_non_null(display_set_get(t.displays, "A-01"));
    assert_string_equal(said(&t), "");
    put(&t, "a.dsp", "display A-01 \"Power\"\nscreen\none two\nend\n");
    assert_string_equal(said(&t), " A-01 reloaded");
    assert_string_equal(said(&t), "");
    put(&t, "b.dsp", "display B-01 \"Heat\"\nscreen\none two\nend\n");
    /* the index looked at it to say what is wrong on it */
    assert_string_equal(said(&t), " B-01 reloaded");
    stop(&t);
}

static void
a_page_that_is_wrong_names_line_and_column_once(void **state)
{
    (void)state;
    struct rig t;
    start(&t);
    display_set_get(t.displays, "A-01");
    put(&t, "a.dsp", "display A-01 \"Power\"\nscreen\n{nothing}\nend\n");
    const char *text = said(&t);
    assert_non_null(strstr(text, " A-01: error at 3:1, old page kept: "));
    assert_non_null(strstr(text, "nothing"));
    assert_string_equal(said(&t), "");
    assert_non_null(display_set_get(t.displays, "A-01")->page);
    put(&t, "a.dsp", "display A-01 \"Power\"\nscreen\nright again\nend\n");
    assert_string_equal(said(&t), " A-01 reloaded");
    stop(&t);
}

static void
a_new_file_that_is_wrong_is_told_too(void **state)
{
    (void)state;
    struct rig t;
    start(&t);
    put(&t, "c.dsp", "displai C-01\n");
    assert_non_null(strstr(said(&t), " C: error at 1:"));
    stop(&t);
}

static void
a_page_in_use_that_goes_is_told(void **state)
{
    (void)state;
    struct rig t;
    start(&t);
    display_set_get(t.displays, "A-01");
    char path[300];
    snprintf(path, sizeof path, "%s/a.dsp", t.dir);
    assert_int_equal(unlink(path), 0);
    assert_string_equal(said(&t), " display A-01 is gone");
    stop(&t);
}

static void
a_change_of_the_database_is_no_news_of_pages(void **state)
{
    (void)state;
    struct rig t;
    start(&t);
    display_set_get(t.displays, "A-01");
    display_set_use_mdb(t.displays, NULL);
    display_set_get(t.displays, "A-01");
    assert_string_equal(said(&t), "");
    stop(&t);
}

static void
pages_are_reached_by_id_by_number_and_left_again(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *title;
    } row[] = {
        {": B-01 Enter", "Display B-01 Heat"}, {"5", "Events"},
        {"1", "Display B-01 Heat"}, /* the one shown last */
        {"1", "Displays 2"}, {"j Enter", "Display B-01 Heat"},
        {"- : a-01 Enter", "Display A-01 Power"}, {"q", "Displays 2"},
        {": b-02 Enter", "Displays 2"}, /* there is none */
    };
    struct rig t;
    start(&t);
    desk_rig_resize(&t.r, 24, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        desk_rig_keys(&t.r, row[i].keys);
        desk_rig_text(&t.r);
        if (strstr(desk_rig_line(&t.r, 3), row[i].title) == NULL)
            fail_msg("%zu: %s", i, desk_rig_text(&t.r));
    }
    stop(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_in_use_is_told_when_it_is_saved),
        cmocka_unit_test(a_page_that_is_wrong_names_line_and_column_once),
        cmocka_unit_test(a_new_file_that_is_wrong_is_told_too),
        cmocka_unit_test(a_page_in_use_that_goes_is_told),
        cmocka_unit_test(pages_are_reached_by_id_by_number_and_left_again),
        cmocka_unit_test(a_change_of_the_database_is_no_news_of_pages),
    };
    return check_run(tests);
}
