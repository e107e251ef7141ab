/*
 * test_desk_panes.c - panes as a person wants them, at every size.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/desk_priv.h"
#include "support/desk_rig.h"

static const char *
said(struct desk_rig *r)
{
    return desk_rig_line(r, r->desk->rows - 2);
}

static int
panes(struct desk_rig *r)
{
    return r->desk->layout.n_panes;
}

static void
a_pane_is_split_with_the_view_that_was_named(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 40, 120);
    desk_rig_keys(&r, ":vsplit Space events Space gap Enter");
    assert_int_equal(panes(&r), 2);
    assert_string_equal(desk_page(r.desk)->class->name, "events");
    assert_string_equal(desk_page(r.desk)->argument, "gap");
    desk_rig_keys(&r, ":split Enter"); /* what is of use and not in sight */
    assert_int_equal(panes(&r), 3);
    assert_string_equal(desk_page(r.desk)->class->name, "alarms");
    desk_rig_golden(&r, "console/desk/split-40x120.txt");
    desk_rig_keys(&r, ":split Space nonsense Enter");
    assert_non_null(strstr(said(&r), "no view 'nonsense'"));
    assert_int_equal(panes(&r), 3);
    desk_rig_keys(&r, ":close Enter");
    assert_string_equal(desk_page(r.desk)->class->name, "events");
    desk_rig_keys(&r, ":only Enter");
    assert_int_equal(panes(&r), 1);
    assert_string_equal(desk_page(r.desk)->class->name, "events");
    desk_rig_keys(&r, ":close Enter");
    assert_non_null(strstr(said(&r), "the last pane stays"));
    desk_rig_close(&r);
}

static void
a_split_that_has_no_room_says_what_it_needs(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 24, 60);
    desk_rig_keys(&r, ":vsplit Enter");
    assert_string_equal(
        said(&r), " not split: a pane needs 30x5, this one has 60x19");
    assert_int_equal(panes(&r), 1);
    desk_rig_resize(&r, 80, 500);
    for (int i = 0; i < 20; i++)
        desk_rig_keys(&r, i % 2 == 0 ? ":split Enter" : ":vsplit Enter");
    assert_int_equal(panes(&r), TILING_PANES_MAX);
    assert_non_null(strstr(said(&r), "there are 8 panes already"));
    desk_rig_close(&r);
}

static void
panes_keep_their_sizes_and_views_through_every_terminal(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 40, 140);
    desk_rig_keys(&r, ":vsplit Space links Enter :split Space events Enter");
    desk_rig_keys(&r, ":resize Space rows Space +4 Enter");
    desk_rig_keys(&r, ":resize Space cols Space -9 Enter < >");
    char *before = strdup(desk_rig_text(&r));
    struct tiling tiling = r.desk->tiling;
    static const int sizes[][2] = {
        {1, 1}, {8, 30}, {24, 80}, {24, 59}, {60, 200}, {200, 500}, {2, 300}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        desk_rig_resize(&r, sizes[i][0], sizes[i][1]);
        desk_rig_text(&r);
        assert_memory_equal(&tiling, &r.desk->tiling, sizeof tiling);
    }
    desk_rig_resize(&r, 40, 140);
    assert_string_equal(desk_rig_text(&r), before);
    free(before);
    desk_rig_close(&r);
}

static void
where_panes_have_no_room_one_is_shown_and_tab_walks_them(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 40, 140);
    desk_rig_keys(&r, ":vsplit Space links Enter :split Space events Enter");
    desk_rig_resize(&r, 24, 59);
    assert_int_equal(panes(&r), 1);
    assert_non_null(strstr(desk_rig_line(&r, 3), "Events"));
    assert_non_null(strstr(desk_rig_line(&r, 3), "pane 3/3"));
    desk_rig_keys(&r, "Tab");
    assert_non_null(strstr(desk_rig_line(&r, 3), "pane 1/3"));
    desk_rig_keys(&r, "Tab");
    assert_non_null(strstr(desk_rig_line(&r, 3), "Links"));
    /* the instance, the worst news and the keys are there all the same */
    assert_non_null(strstr(desk_rig_line(&r, 0), "SIM"));
    assert_non_null(strstr(desk_rig_line(&r, 23), "?Help"));
    desk_rig_close(&r);
}

static void
sizes_are_refused_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *text;
    } cases[] = {
        {":resize Enter", ":resize [rows|cols] +N or -N"},
        {":resize Space abc Enter", ":resize [rows|cols] +N or -N"},
        {":resize Space rows Enter", ":resize [rows|cols] +N or -N"},
        {":resize Space 99999999999999999999 Enter", ":resize [rows|cols]"},
        {":resize Space +5 Enter", "there is one pane"},
        {">", "there is one pane"},
        {":vsplit Enter :resize Space rows Space +1 Enter",
            "this pane cannot be larger there"},
        {":resize Space -500 Enter :resize Space -1 Enter",
            "this pane cannot be smaller there"},
    };
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_resize(&r, 24, 100);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        desk_rig_keys(&r, cases[i].keys);
        if (strstr(said(&r), cases[i].text) == NULL)
            fail_msg("%s: %s", cases[i].keys, said(&r));
    }
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pane_is_split_with_the_view_that_was_named),
        cmocka_unit_test(a_split_that_has_no_room_says_what_it_needs),
        cmocka_unit_test(
            panes_keep_their_sizes_and_views_through_every_terminal),
        cmocka_unit_test(
            where_panes_have_no_room_one_is_shown_and_tab_walks_them),
        cmocka_unit_test(sizes_are_refused_in_words),
    };
    return check_run(tests);
}
