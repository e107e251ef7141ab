/*
 * test_desk_layouts.c - layouts by name on real files, and what is put back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/desk_priv.h"
#include "support/desk_rig.h"

static const char *
said(struct desk_rig *r)
{
    return desk_rig_line(r, r->desk->rows - 2);
}

static void
start(struct desk_rig *r, char **dir)
{
    *dir = check_tmpdir();
    setenv("XDG_CONFIG_HOME", *dir, 1);
    setenv("COLUMBA_DATA", *dir, 1); /* no shipped ones */
    desk_rig_open(r, SCENE_GOOD, false);
    desk_rig_resize(r, 40, 140);
    desk_set_places(r->desk, *dir, *dir);
}

static void
stop(struct desk_rig *r, char **dir)
{
    desk_rig_close(r);
    check_rmdir(dir);
}

static void
a_layout_comes_back_with_its_panes_filters_and_sizes(void **state)
{
    (void)state;
    struct desk_rig r;
    char *dir;
    start(&r, &dir);
    desk_rig_keys(&r, ":layout Enter");
    assert_non_null(strstr(said(&r), "no layouts yet"));
    desk_rig_keys(&r, ":vsplit Space events Enter & gap Enter");
    desk_rig_keys(&r, ":split Space links Enter :resize Space +3 Enter Tab");
    desk_rig_keys(&r, ":layout Space save Space heat-1 Enter");
    assert_non_null(strstr(said(&r), "layout heat-1 is saved"));
    struct tiling before = r.desk->tiling;
    desk_rig_keys(&r, ":only Enter 9 :layout Space heat-1 Enter");
    assert_memory_equal(&before, &r.desk->tiling, sizeof before);
    assert_int_equal(r.desk->layout.n_panes, 3);
    assert_string_equal(desk_page(r.desk)->class->name, "params");
    desk_rig_keys(&r, "Tab");
    assert_string_equal(desk_page(r.desk)->class->name, "events");
    assert_string_equal(desk_page(r.desk)->filter, "gap");
    stop(&r, &dir);
}

static void
names_are_completed_listed_replaced_and_deleted(void **state)
{
    (void)state;
    struct desk_rig r;
    char *dir;
    start(&r, &dir);
    desk_rig_keys(&r, ":layout Space save Space thermal Enter");
    desk_rig_keys(&r, ":layout Space save Space power Enter");
    desk_rig_keys(&r, ":layout Space list Enter");
    assert_non_null(strstr(said(&r), "layouts: power thermal"));
    desk_rig_keys(&r, ":layout Space save Space power Enter");
    assert_non_null(strstr(said(&r), "layout power is replaced"));
    desk_rig_keys(&r, ":layout Space th Tab Enter");
    assert_non_null(strstr(said(&r), "layout thermal"));
    desk_rig_keys(&r, ":layout Space termal Enter");
    assert_non_null(strstr(said(&r), "no layout 'termal', is it thermal"));
    desk_rig_keys(&r, ":layout Space delete Space th Tab Enter");
    assert_non_null(strstr(said(&r), "layout thermal is deleted"));
    desk_rig_keys(&r, ":layout Space delete Space thermal Enter");
    assert_non_null(strstr(said(&r), "there is no saved layout 'thermal'"));
    stop(&r, &dir);
}

static void
no_name_leads_out_of_the_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"../x", "a/b", ".x", "-x", "", "..",
        "list", "0123456789012345678901234567890123"};
    struct desk_rig r;
    char *dir;
    start(&r, &dir);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char line[128];
        snprintf(
            line, sizeof line, ":layout Space save Space %s Enter", names[i]);
        desk_rig_keys(&r, line);
        assert_non_null(strstr(said(&r), "a layout's name is"));
        snprintf(
            line, sizeof line, ":layout Space delete Space %s Enter", names[i]);
        desk_rig_keys(&r, line);
        assert_non_null(strstr(said(&r), "a layout's name is"));
    }
    desk_rig_keys(&r, ":layout Space ../x Enter");
    assert_non_null(strstr(said(&r), ":layout NAME|save"));
    desk_set_places(r.desk, NULL, NULL);
    desk_rig_keys(&r, ":layout Space save Space x Enter");
    assert_non_null(strstr(said(&r), "keeps nothing on disk"));
    stop(&r, &dir);
}

static void
a_broken_layout_changes_nothing_and_says_where(void **state)
{
    (void)state;
    struct desk_rig r;
    char *dir, *layouts;
    start(&r, &dir);
    desk_rig_keys(&r, ":layout Space save Space x Enter :vsplit Enter");
    layouts = xasprintf("%s/layouts", dir);
    free(check_write(
        layouts, "x.layout", "columba-layout 1\npane a\npane b\n", SIZE_MAX));
    desk_rig_keys(&r, ":layout Space x Enter");
    assert_non_null(
        strstr(said(&r), "layout x: error at 3:1: this is no part"));
    assert_int_equal(r.desk->layout.n_panes, 2);
    free(check_write(layouts, "y.layout",
        "columba-layout 1\nbeside\npane gone\npane links\n", SIZE_MAX));
    desk_rig_keys(&r, ":layout Space y Enter");
    assert_non_null(strstr(said(&r), "there is no view 'gone' any more"));
    assert_int_equal(r.desk->layout.n_panes, 2);
    desk_rig_keys(&r, ":layout Space usual Enter");
    assert_int_equal(r.desk->layout.n_panes, 1);
    free(layouts);
    stop(&r, &dir);
}

static void
what_is_taken_can_be_put_back_on_another_desk(void **state)
{
    (void)state;
    static const char *const ways[] = {"T 5 & gap Enter", "9 f",
        ":vsplit Space events Enter :split Enter f",
        ":param Space PWR/TEMP Enter"};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++)
        for (int wide = 0; wide < 2; wide++) {
            struct desk_rig a, b;
            struct workspace w;
            struct strbuf before = {0};
            desk_rig_open(&a, SCENE_GOOD, false);
            desk_rig_resize(&a, wide ? 60 : 24, wide ? 200 : 80);
            desk_rig_keys(&a, ways[i]);
            desk_rig_time(&a, 10000);
            strbuf_adds(&before, desk_rig_text(&a));
            desk_take_workspace(a.desk, &w);
            desk_rig_open(&b, SCENE_GOOD, false);
            desk_rig_resize(&b, wide ? 60 : 24, wide ? 200 : 80);
            desk_put_workspace(b.desk, &w);
            desk_rig_time(&b, 10000);
            assert_string_equal(desk_rig_text(&b), strbuf_get(&before));
            strbuf_fini(&before);
            desk_rig_close(&a);
            desk_rig_close(&b);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layout_comes_back_with_its_panes_filters_and_sizes),
        cmocka_unit_test(names_are_completed_listed_replaced_and_deleted),
        cmocka_unit_test(no_name_leads_out_of_the_directory),
        cmocka_unit_test(a_broken_layout_changes_nothing_and_says_where),
        cmocka_unit_test(what_is_taken_can_be_put_back_on_another_desk),
    };
    return check_run(tests);
}
