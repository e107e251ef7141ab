/*
 * test_lock.c - a file that one process at a time holds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

/* A process that holds the file until it is killed. */
static pid_t
hold(const char *path)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int fd;
        char ok = lock_take(path, &fd) == ERR_OK;
        ssize_t n = write(ready[1], &ok, 1);
        while (n == 1)
            pause();
        _exit(1);
    }
    char ok = 0;
    assert_int_equal(read(ready[0], &ok, 1), 1);
    assert_int_equal(ok, 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static void
one_process_has_it_until_it_ends(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = xasprintf("%s/gate.lock", dir);
    assert_int_equal(lock_owner(path), 0); /* no file */
    pid_t pid = hold(path);
    assert_int_equal(lock_owner(path), pid);
    int fd = 7;
    assert_int_equal(lock_take(path, &fd), ERR_EXISTS);
    assert_int_equal(fd, -1);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(lock_owner(path), 0);
    assert_int_equal(lock_take(path, &fd), ERR_OK);
    char *text = check_read(path, NULL), *mine = xasprintf("%d\n", getpid());
    assert_string_equal(text, mine);
    close(fd);
    free(text);
    free(mine);
    free(path);
    check_rmdir(&dir);
}

static void
a_link_and_a_missing_folder_are_refused(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = xasprintf("%s/gate.lock", dir);
    char *other = check_write(dir, "other", "text", SIZE_MAX);
    char *none = xasprintf("%s/none/gate.lock", dir);
    int fd;
    assert_int_equal(symlink(other, path), 0);
    assert_int_equal(lock_take(path, &fd), ERR_IO);
    assert_int_equal(lock_owner(path), 0);
    assert_int_equal(lock_take(none, &fd), ERR_IO);
    char *text = check_read(other, NULL);
    assert_string_equal(text, "text");
    free(text);
    free(none);
    free(other);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_process_has_it_until_it_ends),
        cmocka_unit_test(a_link_and_a_missing_folder_are_refused),
    };
    return check_run(tests);
}
