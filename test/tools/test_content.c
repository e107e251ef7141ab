/*
 * test_content.c - displays and procedures are found by their names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/stat.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "tools/content.h"

static void
names_come_from_files_of_their_kind(void **state)
{
    (void)state;
    static const char *const file[][2] = {
        {"a.dsp", "# power\n\n  display PWR-01 \"Power\"\n"},
        {"b.dsp", "display\tTHM-01\r\n"},
        {"c.dsp", "displays X\nnothing"},
        {"d.dsp", "display"},
        {"e.dsp", ""},
        {"PWR-DOWN.pluto", ""},
        {"notes.txt", "display NO \"no\"\n"},
    };
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(file); i++)
        free(check_write(dir, file[i][0], file[i][1], SIZE_MAX));
    char *fifo = xasprintf("%s/f.dsp", dir);
    assert_int_equal(mkfifo(fifo, 0600), 0); /* is not waited for */
    struct content displays = {0}, procedures = {0}, none = {0};
    content_add_displays(&displays, dir);
    content_add_procedures(&procedures, dir);
    content_add_displays(&none, "/nowhere");
    assert_int_equal(displays.n, 2);
    assert_true(content_has(&displays, "PWR-01"));
    assert_true(content_has(&displays, "thm-01"));
    assert_false(content_has(&displays, "PWR-0"));
    assert_int_equal(procedures.n, 1);
    assert_true(content_has(&procedures, "PWR-DOWN"));
    assert_string_equal(content_nearest(&displays, "PWR-02"), "PWR-01");
    assert_null(content_nearest(&displays, "SOMETHING"));
    assert_int_equal(none.n, 0);
    assert_false(content_has(&none, ""));
    content_fini(&displays);
    content_fini(&procedures);
    content_fini(&none);
    free(fifo);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_from_files_of_their_kind),
    };
    return check_run(tests);
}
