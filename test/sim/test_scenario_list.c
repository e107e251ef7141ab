/*
 * test_scenario_list.c - which scenarios there are, by name, with titles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_list.h"

#include "support/check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

static void
put(const char *dir, const char *name, const char *text)
{
    char *path = xasprintf("%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    free(path);
}

static void
drop(const char *dir, const char *name)
{
    char *path = xasprintf("%s/%s", dir, name);
    unlink(path);
    free(path);
}

static void
files_are_listed_by_name_with_their_title(void **state)
{
    (void)state;
    char a[] = "/tmp/list-a-XXXXXX", b[] = "/tmp/list-b-XXXXXX";
    assert_non_null(mkdtemp(a));
    assert_non_null(mkdtemp(b));
    put(a, "two.scn", "# a comment\nscenario TWO \"The second\"\n");
    put(a, "one.scn", "scenario ONE \"With \x01 a control\"\n");
    put(a, "none.scn", "seed 1\n");
    put(a, "open.scn", "scenario OPEN \"no end\n");
    put(a, "other.txt", "scenario X \"X\"\n");
    put(b, "two.scn", "scenario TWO \"Hidden by the first\"\n");
    put(b, "three.scn", "scenario THREE \"The third\"\n");
    char *fifo = xasprintf("%s/fifo.scn", b); /* nobody waits for it */
    assert_int_equal(mkfifo(fifo, 0600), 0);
    struct scenario_list list = {0};
    scenario_list_add(&list, a);
    scenario_list_add(&list, b);
    scenario_list_add(&list, "/nowhere");
    static const char *const want[][2] = {{"none", ""},
        {"one", "With \xEF\xBF\xBD a control"}, {"open", "no end"},
        {"two", "The second"}, {"fifo", ""}, {"three", "The third"}};
    assert_int_equal(list.n, sizeof want / sizeof *want);
    for (size_t i = 0; i < list.n; i++) {
        assert_string_equal(list.row[i].name, want[i][0]);
        assert_string_equal(list.row[i].title, want[i][1]);
    }
    assert_ptr_equal(scenario_list_get(&list, "two"), &list.row[3]);
    assert_ptr_equal(scenario_list_get(&list, "two.scn"), &list.row[3]);
    assert_null(scenario_list_get(&list, "tw"));
    assert_null(scenario_list_get(&list, ""));
    scenario_list_fini(&list);
    static const char *const files[] = {
        "two.scn", "one.scn", "none.scn", "open.scn", "other.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        drop(a, files[i]);
    drop(b, "two.scn");
    drop(b, "three.scn");
    unlink(fifo);
    free(fifo);
    rmdir(a);
    rmdir(b);
}

static void
the_shipped_ones_are_found(void **state)
{
    (void)state;
    struct scenario_list list = {0};
    scenario_list_find(&list, NULL);
    assert_non_null(scenario_list_get(&list, "heater"));
    for (size_t i = 0; i < list.n; i++)
        assert_true(list.row[i].title[0] != '\0');
    scenario_list_fini(&list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_listed_by_name_with_their_title),
        cmocka_unit_test(the_shipped_ones_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
