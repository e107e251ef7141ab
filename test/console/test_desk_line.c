/*
 * test_desk_line.c - searching, filtering, commands and files.
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
    return desk_rig_line(r, 22);
}

static void
commands_answer(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *said;
    } cases[] = {
        {":nonsense Enter", " no command 'nonsense'; Tab lists them"},
        {":set Space graph=loud Enter", " graph is block, braille, ascii"},
        {":help Space j Enter", " j Down  down: one row down"},
        {":help Space page-down Enter", " ^F PgDn  page-down: one page down"},
        {":help Space quit Enter",
            " :quit   leave the console (also :q); the instance goes on"},
        {":help Space xyzzy Enter", " nothing is known about 'xyzzy'"},
        {": Enter", ""},
    };
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        desk_rig_keys(&r, cases[i].keys);
        assert_string_equal(said(&r), cases[i].said);
    }
    desk_rig_keys(&r, ":version Enter");
    assert_true(str_prefix(said(&r), " columba "));
    desk_rig_close(&r);
}

static void
settings_are_set(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":set Space graph=braille Enter");
    assert_int_equal(r.desk->ui.graph, GRAPH_BRAILLE);
    desk_rig_keys(&r, ":set Space time=date Enter");
    assert_int_equal(r.desk->ui.time_style, TIME_DATE);
    desk_rig_keys(&r, ":set Space mouse=on Enter");
    assert_true(r.mouse_is_on);
    desk_rig_close(&r);
}

static void
tab_completes_in_turn_and_history_recalls(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":ver Tab");
    assert_string_equal(said(&r), ":version");
    desk_rig_keys(&r, "Enter : Up");
    assert_string_equal(said(&r), ":version");
    desk_rig_keys(&r, "^U set Space graph=b Tab Tab");
    assert_string_equal(said(&r), ":set graph=braille");
    desk_rig_keys(&r, "Tab"); /* round to the first */
    assert_string_equal(said(&r), ":set graph=block");
    desk_rig_keys(&r, "^U zzz Tab");
    assert_true(str_prefix(said(&r), ":zzz"));
    desk_rig_close(&r);
}

static void
a_filter_narrows_while_typed_shows_in_the_title_and_can_be_undone(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    assert_non_null(strstr(desk_rig_text(&r), "BOOT_COUNT"));
    desk_rig_keys(&r, "& HTR");
    assert_non_null(strstr(desk_rig_line(&r, 3), "filter: HTR"));
    assert_null(strstr(desk_rig_text(&r), "BOOT_COUNT"));
    desk_rig_keys(&r, "Esc");
    assert_null(strstr(desk_rig_text(&r), "filter:"));
    assert_non_null(strstr(desk_rig_text(&r), "BOOT_COUNT"));
    desk_rig_keys(&r, "\\ !HTR Enter");
    assert_non_null(strstr(desk_rig_line(&r, 3), "filter: !HTR"));
    desk_rig_keys(&r, "q"); /* takes the filter away first */
    assert_null(strstr(desk_rig_text(&r), "filter:"));
    desk_rig_keys(&r, ":filter Space X Enter");
    assert_non_null(strstr(desk_rig_line(&r, 3), "filter: X"));
    desk_rig_close(&r);
}

static void
a_search_that_finds_nothing_says_so(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "/ zzzz Enter");
    desk_rig_keys(&r, "n");
    assert_string_equal(said(&r), " no match for 'zzzz'");
    desk_rig_close(&r);
}

static int
count_lines(const char *text)
{
    int n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static void
a_file_is_written_but_never_over_another(void **state)
{
    (void)state;
    struct desk_rig r;
    char *dir = check_tmpdir(), here[4096];
    assert_non_null(getcwd(here, sizeof here));
    desk_rig_open(&r, SCENE_GOOD, false);
    assert_int_equal(chdir(dir), 0);
    desk_rig_keys(&r, "w");
    assert_true(str_prefix(said(&r), "write to: columba-params-2026-11-20T"));
    desk_rig_keys(&r, "^U page.txt Enter");
    assert_string_equal(said(&r), " wrote page.txt: the pane");
    char *text = check_read("page.txt", NULL);
    assert_non_null(strstr(text, "PARAMETER"));
    free(text);
    desk_rig_keys(&r, ":write Space page.txt Enter");
    assert_string_equal(said(&r), " page.txt is not written: File exists");
    desk_rig_keys(&r, ":write Space no/such/dir Enter");
    assert_string_equal(
        said(&r), " no/such/dir is not written: No such file or directory");
    assert_int_equal(symlink("/dev/full", "full"), 0);
    desk_rig_keys(&r, ":write Space full Enter");
    assert_string_equal(said(&r), " full is not written: File exists");
    desk_rig_keys(&r, ":write Space page.json Enter");
    text = check_read("page.json", NULL);
    assert_true(str_prefix(text, "{\"v\":1"));
    free(text);
    desk_rig_keys(&r, "Space j Space y"); /* two rows of the list */
    assert_true(str_prefix(said(&r), " 2 marked rows sent to the terminal"));
    assert_int_equal(count_lines(strbuf_get(&r.copied)), 3); /* and titles */
    desk_rig_keys(&r, ":write Space two.json Enter");
    assert_string_equal(said(&r), " wrote two.json: 2 marked rows");
    text = check_read("two.json", NULL);
    assert_int_equal(count_lines(text), 2);
    free(text);
    desk_rig_keys(&r, "q"); /* takes the marks away, closes nothing */
    assert_string_equal(said(&r), " nothing is marked any more");
    desk_rig_keys(&r, ":write Space all.json Enter");
    assert_string_equal(said(&r), " wrote all.json: all rows");
    assert_int_equal(chdir(here), 0);
    desk_rig_close(&r);
    check_rmdir(&dir);
}

static void
a_watcher_without_a_directory_writes_nothing(void **state)
{
    (void)state;
    struct desk_rig r;
    char *dir = check_tmpdir(), here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(dir), 0);
    desk_rig_open(&r, SCENE_GOOD, true);
    desk_rig_keys(&r, "w");
    assert_non_null(strstr(said(&r), "read-only, no --export"));
    desk_rig_keys(&r, ":write Space page.txt Enter");
    assert_non_null(strstr(said(&r), "read-only, no --export"));
    assert_int_not_equal(access("page.txt", F_OK), 0);
    assert_int_equal(chdir(here), 0);
    desk_rig_close(&r);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_answer),
        cmocka_unit_test(settings_are_set),
        cmocka_unit_test(tab_completes_in_turn_and_history_recalls),
        cmocka_unit_test(
            a_filter_narrows_while_typed_shows_in_the_title_and_can_be_undone),
        cmocka_unit_test(a_search_that_finds_nothing_says_so),
        cmocka_unit_test(a_file_is_written_but_never_over_another),
        cmocka_unit_test(a_watcher_without_a_directory_writes_nothing),
    };
    return check_run(tests);
}
