/*
 * test_syncer.c - a sync beside the loop is done, or its error is told once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/syncer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "support/check.h"

static void
what_was_begun_is_done_when_waited_for(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = check_write(dir, "f", "x", 1);
    const int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    struct syncer *s = syncer_new();
    assert_non_null(s);
    assert_int_equal(syncer_wait(s), 0); /* nothing to wait for */
    for (unsigned i = 0; i < 20; i++) {
        assert_int_equal(write(fd, "line\n", 5), 5);
        syncer_begin(s, fd);
    }
    assert_int_equal(syncer_wait(s), 0);
    assert_int_equal(syncer_error(s), 0);
    syncer_free(&s);
    assert_null(s);
    syncer_free(&s);
    assert_int_equal(close(fd), 0);
    free(path);
    check_rmdir(&dir);
}

/* A pipe cannot be synced, and says so as a disk would that fails. */
static void
an_error_is_told_once_whoever_asks_first(void **state)
{
    (void)state;
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    struct syncer *s = syncer_new();
    syncer_begin(s, fd[1]);
    assert_int_equal(syncer_wait(s), EINVAL);
    assert_int_equal(syncer_wait(s), 0);
    syncer_begin(s, fd[1]);
    int error = 0;
    while (error == 0) /* it is not waited for, it comes by itself */
        error = syncer_error(s);
    assert_int_equal(error, EINVAL);
    assert_int_equal(syncer_wait(s), 0);
    syncer_begin(s, fd[1]);
    syncer_free(&s); /* ends all the same */
    close(fd[0]);
    close(fd[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_begun_is_done_when_waited_for),
        cmocka_unit_test(an_error_is_told_once_whoever_asks_first),
    };
    return check_run(tests);
}
