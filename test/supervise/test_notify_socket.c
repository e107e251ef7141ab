/*
 * test_notify_socket.c - datagrams of notify_send() as the supervisor sees
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/notify.h"
#include "common/xalloc.h"
#include "supervise/notify_socket.h"

static void
a_datagram_comes_with_its_senders_process_id(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = xasprintf("%s/notify", dir);
    char text[NOTIFY_TEXT_MAX + 1];
    int fd;
    pid_t pid;
    assert_int_equal(notify_socket_open(path, &fd), ERR_OK);
    assert_false(notify_socket_take(fd, &pid, text));
    setenv("NOTIFY_SOCKET", path, 1);
    assert_int_equal(notify_send("READY=1\nSTATUS=x"), ERR_OK);
    pid_t child = fork();
    if (child == 0)
        _exit(notify_send("WATCHDOG=1") == ERR_OK ? 0 : 1);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    unsetenv("NOTIFY_SOCKET");

    assert_true(notify_socket_take(fd, &pid, text));
    assert_int_equal(pid, getpid());
    assert_string_equal(text, "READY=1\nSTATUS=x");
    assert_true(notify_socket_take(fd, &pid, text));
    assert_int_equal(pid, child);
    assert_string_equal(text, "WATCHDOG=1");
    assert_false(notify_socket_take(fd, &pid, text));
    close(fd);
    free(path);
    check_rmdir(&dir);
}

static void
a_long_datagram_is_cut(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = xasprintf("%s/notify", dir);
    char text[NOTIFY_TEXT_MAX + 1];
    int fd;
    pid_t pid;
    assert_int_equal(notify_socket_open(path, &fd), ERR_OK);
    setenv("NOTIFY_SOCKET", path, 1);
    char *big = xcalloc(NOTIFY_TEXT_MAX * 2 + 1, 1);
    memset(big, 'x', NOTIFY_TEXT_MAX * 2);
    assert_int_equal(notify_send(big), ERR_OK);
    unsetenv("NOTIFY_SOCKET");
    assert_true(notify_socket_take(fd, &pid, text));
    assert_int_equal(strlen(text), NOTIFY_TEXT_MAX);
    free(big);
    close(fd);
    free(path);
    check_rmdir(&dir);
}

static void
only_our_user_may_send_and_a_stale_socket_is_replaced(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = xasprintf("%s/notify", dir);
    int first, second;
    assert_int_equal(notify_socket_open(path, &first), ERR_OK);
    assert_int_equal(notify_socket_open(path, &second), ERR_OK);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    close(first);
    close(second);
    char *deep = xasprintf("%s/%0200d", dir, 0);
    assert_int_equal(notify_socket_open(deep, &first), ERR_LIMIT);
    assert_int_equal(notify_socket_open("/no/such/dir/x", &first), ERR_IO);
    assert_int_equal(first, -1);
    free(deep);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_comes_with_its_senders_process_id),
        cmocka_unit_test(a_long_datagram_is_cut),
        cmocka_unit_test(only_our_user_may_send_and_a_stale_socket_is_replaced),
    };
    return check_run(tests);
}
