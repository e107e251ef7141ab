/*
 * test_stack_file.c - stacks on disk: whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/stack.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

static const char text[] = "columba-stack 1\nA X=1\n";

static size_t
files_in(const char *dir)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void
what_is_saved_is_loaded(void **state)
{
    (void)state;
    char *dir = check_tmpdir(),
         *path = check_write(dir, "a.stack", text, SIZE_MAX);
    struct stack s, again;
    struct notes notes = {0};
    assert_int_equal(stack_load(path, &notes, &s), ERR_OK);
    stack_item_set(&s.item[0], "X", "two words");
    for (int i = 0; i < 3; i++) { /* the third changes no byte */
        assert_int_equal(stack_save(&s, path), ERR_OK);
        assert_int_equal(stack_load(path, &notes, &again), ERR_OK);
        assert_true(stack_equal(&s, &again));
        stack_fini(&again);
    }
    size_t len;
    char *now = check_read(path, &len);
    assert_string_equal(now, "columba-stack 1\nA X=\"two words\"\n");
    assert_int_equal(files_in(dir), 1);
    free(now);
    stack_fini(&s);
    notes_fini(&notes);
    free(path);
    check_rmdir(&dir);
}

static void
a_file_keeps_its_mode_and_its_links(void **state)
{
    (void)state;
    char *dir = check_tmpdir(),
         *path = check_write(dir, "a.stack", text, SIZE_MAX);
    char *other = xasprintf("%s/b.stack", dir);
    struct stack s;
    struct notes notes = {0};
    struct stat st;
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("a.stack", other), 0);
    assert_int_equal(stack_load(other, &notes, &s), ERR_OK);
    stack_item_set(&s.item[0], "X", "2");
    assert_int_equal(stack_save(&s, other), ERR_OK);
    assert_int_equal(lstat(other, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(lstat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    stack_fini(&s);
    assert_int_equal(stack_load(path, &notes, &s), ERR_OK);
    assert_string_equal(stack_item_get(&s.item[0], "X"), "2");
    stack_fini(&s);
    notes_fini(&notes);
    free(other);
    free(path);
    check_rmdir(&dir);
}

static void
where_nothing_can_be_written_nothing_changes(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *none = xasprintf("%s/none/a.stack", dir);
    char *sub = xasprintf("%s/sub", dir);
    struct stack s;
    stack_init(&s);
    assert_int_equal(stack_save(&s, none), ERR_IO);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(mkdir(sub, 0700), 0);
    assert_int_equal(stack_save(&s, sub), ERR_IO); /* a directory */
    assert_int_equal(files_in(dir), 1);
    assert_int_equal(rmdir(sub), 0);
    free(sub);
    free(none);
    check_rmdir(&dir);
}

static void
what_cannot_be_loaded_is_told(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *none = xasprintf("%s/none", dir);
    struct stack s;
    struct notes notes = {0};
    assert_int_equal(stack_load(none, &notes, &s), ERR_NOTFOUND);
    assert_int_equal(stack_load(dir, &notes, &s), ERR_IO);
    assert_int_equal(mkfifo(none, 0600), 0);
    assert_int_equal(stack_load(none, &notes, &s), ERR_IO);
    assert_int_equal(unlink(none), 0);
    char *large = calloc(1, STACK_BYTES_MAX + 1);
    char *path = check_write(dir, "large", large, STACK_BYTES_MAX + 1);
    assert_int_equal(stack_load(path, &notes, &s), ERR_LIMIT);
    assert_int_equal(notes.errors, 4);
    assert_int_equal(s.n, 0);
    notes_fini(&notes);
    free(large);
    free(path);
    free(none);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_is_loaded),
        cmocka_unit_test(a_file_keeps_its_mode_and_its_links),
        cmocka_unit_test(where_nothing_can_be_written_nothing_changes),
        cmocka_unit_test(what_cannot_be_loaded_is_told),
    };
    return check_run(tests);
}
