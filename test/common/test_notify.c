/*
 * test_notify.c - datagrams to the supervisor arrive, or fail cleanly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

static int
receiver(const struct sockaddr_un *at, size_t path_len)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    socklen_t len =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_len);
    assert_int_equal(bind(fd, (const struct sockaddr *)at, len), 0);
    return fd;
}

static void
expect(int fd, const char *want)
{
    char got[64] = "";
    ssize_t n = recv(fd, got, sizeof got - 1, MSG_DONTWAIT);
    assert_int_equal(n, strlen(want));
    assert_string_equal(got, want);
}

static void
a_state_reaches_the_socket_in_a_directory(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s/notify", dir);
    int fd = receiver(&at, strlen(at.sun_path) + 1);
    setenv("NOTIFY_SOCKET", at.sun_path, 1);
    assert_int_equal(notify_send("READY=1"), ERR_OK);
    expect(fd, "READY=1");
    assert_int_equal(notify_send("WATCHDOG=1\nSTATUS=x"), ERR_OK);
    expect(fd, "WATCHDOG=1\nSTATUS=x");
    close(fd);
    assert_int_equal(notify_send("READY=1"), ERR_IO);
    unsetenv("NOTIFY_SOCKET");
    check_rmdir(&dir);
}

static void
a_state_reaches_an_abstract_socket(void **state)
{
    (void)state;
    char name[64];
    int n = snprintf(name, sizeof name, "@columba-notify-%d", (int)getpid());
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, name, (size_t)n);
    at.sun_path[0] = '\0';
    int fd = receiver(&at, (size_t)n);
    setenv("NOTIFY_SOCKET", name, 1);
    assert_int_equal(notify_send("READY=1"), ERR_OK);
    expect(fd, "READY=1");
    close(fd);
    unsetenv("NOTIFY_SOCKET");
}

static void
without_a_supervisor_nothing_happens(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    assert_int_equal(notify_send("READY=1"), ERR_OK);
    setenv("NOTIFY_SOCKET", "", 1);
    assert_int_equal(notify_send("READY=1"), ERR_OK);
    unsetenv("NOTIFY_SOCKET");
}

static void
an_address_that_is_no_socket_is_refused(void **state)
{
    (void)state;
    char *longer = xcalloc(300, 1);
    memset(longer, '/', 299);
    const char *const bad[] = {"relative", "vsock:2:1", longer};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        setenv("NOTIFY_SOCKET", bad[i], 1);
        assert_int_equal(notify_send("READY=1"), ERR_RANGE);
    }
    setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    assert_int_equal(notify_send("READY=1"), ERR_IO);
    unsetenv("NOTIFY_SOCKET");
    free(longer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_reaches_the_socket_in_a_directory),
        cmocka_unit_test(a_state_reaches_an_abstract_socket),
        cmocka_unit_test(without_a_supervisor_nothing_happens),
        cmocka_unit_test(an_address_that_is_no_socket_is_refused),
    };
    return check_run(tests);
}
