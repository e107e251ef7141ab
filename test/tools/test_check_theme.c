/*
 * test_check_theme.c - columba check of themes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_theme.h"

#include "support/check.h"

#include <stdlib.h>

#include "common/attr.h"
#include "tools/check.h"

static char *
write_text(const char *dir, const char *name, const char *text)
{
    return check_write(dir, name, text, strlen(text));
}

static void
a_theme_may_inherit_from_its_neighbour(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *base = write_text(dir, "base.theme", "theme base ; inherit dark\n");
    char *own = write_text(dir, "own.theme", "theme own ; inherit base\n");
    struct notes notes = {0};
    assert_int_equal(check_theme(own, &notes), ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    free(base);
    free(own);
    check_rmdir(&dir);
}

static void
what_cannot_be_read_and_what_cannot_be_told_apart_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
        unsigned line;
    } rows[] = {
        {"theme t ; inherit dark\nlimit.alarm = pinkish\n", "'pinkish' is no",
            2},
        {"theme t ; inherit dark\nlimit.alarm = 231 on 160 | mark x\n",
            "'limit.alarm' has the same mark for high and low", 0},
        {"theme t ; inherit none-such\n", "cannot inherit 'none-such'", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *dir = check_tmpdir();
        char *path = write_text(dir, "t.theme", rows[i].text);
        const struct check_options options = {0};
        struct notes notes = {0};
        unsigned n_files = 0;
        assert_int_equal(
            check_file(path, &options, &notes, &n_files), ERR_FORMAT);
        assert_true(notes.n > 0);
        assert_int_equal(notes.note[0].line, rows[i].line);
        assert_non_null(strstr(notes.note[0].text, rows[i].note));
        notes_fini(&notes);
        free(path);
        check_rmdir(&dir);
    }
}

static void
a_file_that_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct notes notes = {0};
    assert_int_equal(check_theme("/nowhere/x.theme", &notes), ERR_NOTFOUND);
    assert_int_equal(notes.errors, 1);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_theme_may_inherit_from_its_neighbour),
        cmocka_unit_test(
            what_cannot_be_read_and_what_cannot_be_told_apart_is_said),
        cmocka_unit_test(a_file_that_is_not_there_is_not_found),
    };
    return check_run(tests);
}
