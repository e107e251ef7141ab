/*
 * test_text_file.c - the text of a small file that a person wrote.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/stat.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"

#define MAX 100000

static void
what_is_no_readable_file_is_refused_without_waiting(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *fifo = xasprintf("%s/fifo", dir), *none = xasprintf("%s/none", dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    const struct {
        const char *path;
        enum err err;
    } rows[] = {{dir, ERR_IO}, {fifo, ERR_IO}, {none, ERR_NOTFOUND}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        size_t len;
        enum err e;
        assert_null(text_file_read(rows[i].path, MAX, &notes, &len, &e));
        assert_int_equal(e, rows[i].err);
        assert_int_equal(notes.errors, 1);
        notes_fini(&notes);
    }
    free(fifo);
    free(none);
    check_rmdir(&dir);
}

static void
a_file_is_read_whole_up_to_its_limit(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *big = xcalloc(MAX + 1, 1);
    memset(big, '#', MAX + 1);
    for (size_t more = 0; more < 2; more++) {
        struct notes notes = {0};
        size_t len;
        enum err e;
        char *path = check_write(dir, "f", big, MAX + more);
        char *text = text_file_read(path, MAX, &notes, &len, &e);
        assert_int_equal(text == NULL, more > 0);
        if (text == NULL)
            assert_int_equal(e, ERR_LIMIT);
        else
            assert_int_equal(len, MAX);
        free(text);
        free(path);
        notes_fini(&notes);
    }
    free(big);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_readable_file_is_refused_without_waiting),
        cmocka_unit_test(a_file_is_read_whole_up_to_its_limit),
    };
    return check_run(tests);
}
