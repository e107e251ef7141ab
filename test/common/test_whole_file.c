/*
 * test_whole_file.c - a file is there whole, or as it was.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/whole_file.h"

#include "support/check.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/note.h"
#include "common/text_file.h"
#include "common/xalloc.h"

static void
expect_text(const char *path, const char *text)
{
    struct notes notes = {0};
    size_t len;
    enum err e;
    char *got = text_file_read(path, 1000, &notes, &len, &e);
    assert_non_null(got);
    assert_string_equal(got, text);
    free(got);
    notes_fini(&notes);
}

static size_t
entries(const char *dir)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n - 2;
}

static void
what_is_there_is_replaced_whole(void **state)
{
    (void)state;
    char dir[] = "/tmp/whole-XXXXXX";
    struct stat st;
    assert_non_null(mkdtemp(dir));
    char *sub = xasprintf("%s/a/b", dir), *path = xasprintf("%s/f", sub);
    assert_int_equal(whole_file_write(path, "one", 3, 0640), ERR_OK);
    expect_text(path, "one");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(whole_file_write(path, "", 0, 0600), ERR_OK);
    expect_text(path, "");
    assert_int_equal(entries(sub), 1);
    unlink(path);
    rmdir(sub);
    sub[strlen(sub) - 2] = '\0';
    rmdir(sub);
    rmdir(dir);
    free(path);
    free(sub);
}

static void
what_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    char dir[] = "/tmp/whole-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char *path = xasprintf("%s/d", dir), *below = xasprintf("%s/f/x", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(whole_file_write(path, "x", 1, 0600), ERR_IO);
    assert_int_equal(errno, EISDIR);
    char *file = xasprintf("%s/f", dir);
    assert_int_equal(whole_file_write(file, "x", 1, 0600), ERR_OK);
    assert_int_equal(whole_file_write(below, "x", 1, 0600), ERR_IO);
    assert_int_equal(errno, ENOTDIR);
    expect_text(file, "x");
    assert_int_equal(entries(dir), 2);
    unlink(file);
    rmdir(path);
    rmdir(dir);
    free(file);
    free(below);
    free(path);
}

static void
a_named_file_keeps_mode_and_link_and_makes_no_directory(void **state)
{
    (void)state;
    char dir[] = "/tmp/whole-XXXXXX";
    struct stat st;
    assert_non_null(mkdtemp(dir));
    char *path = xasprintf("%s/f", dir), *link = xasprintf("%s/l", dir),
         *below = xasprintf("%s/d/x", dir);
    assert_int_equal(whole_file_write(path, "one", 3, 0604), ERR_OK);
    assert_int_equal(symlink("f", link), 0);
    assert_int_equal(whole_file_replace(link, "two", 3), ERR_OK);
    expect_text(path, "two");
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0604);
    assert_int_equal(whole_file_replace(below, "x", 1), ERR_IO);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(entries(dir), 2);
    unlink(link);
    unlink(path);
    rmdir(dir);
    free(below);
    free(link);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_replaced_whole),
        cmocka_unit_test(what_cannot_be_written_leaves_nothing),
        cmocka_unit_test(
            a_named_file_keeps_mode_and_link_and_makes_no_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
