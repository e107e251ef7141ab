/*
 * test_play_out.c - destinations: datagram, connection, listener.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "frontend/net.h"
#include "tools/play_out.h"

static void
what_is_no_destination_is_a_usage_error(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "udp", "udp:", "udp:host",
        "udp:host:", "tcp::1", "file:/tmp/x", "UDP:127.0.0.1:1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct play_out *out;
        if (play_out_open(bad[i], &out) != EX_USAGE)
            fail_msg("'%s'", bad[i]);
        assert_null(out);
    }
}

static void
a_refused_connection_is_unavailable(void **state)
{
    (void)state;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    char to[64];
    (void)snprintf(to, sizeof to, "tcp:127.0.0.1:%u", net_port(fd));
    struct play_out *out;
    assert_int_equal(play_out_open(to, &out), EX_UNAVAILABLE);
    assert_null(out);
    close(fd);
}

/* A free port; somebody else could take it, but hardly so soon. */
static uint16_t
free_port(void)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    const uint16_t port = net_port(fd);
    close(fd);
    return port;
}

static void
a_listener_waits_for_the_link_that_connects(void **state)
{
    (void)state;
    const uint16_t port = free_port();
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct sockaddr_in to = {.sin_family = AF_INET,
            .sin_port = htons(port),
            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        char got[3] = "";
        for (unsigned i = 0; i < 500; i++) {
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(fd, (const struct sockaddr *)&to, sizeof to) == 0)
                _exit(recv(fd, got, 3, MSG_WAITALL) == 3 &&
                              memcmp(got, "abc", 3) == 0
                          ? 0
                          : 1);
            close(fd);
            (void)usleep(10000); /* until the listener is there */
        }
        _exit(2);
    }
    char to[64];
    (void)snprintf(to, sizeof to, "listen:127.0.0.1:%u", port);
    struct play_out *out;
    assert_int_equal(play_out_open(to, &out), 0);
    assert_int_equal(play_out_send(out, (const uint8_t *)"abc", 3), 0);
    play_out_close(&out);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void
addresses_of_six_stand_in_brackets(void **state)
{
    (void)state;
    const int fd = socket(AF_INET6, SOCK_DGRAM, 0);
    const struct sockaddr_in6 at = {
        .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        printf("skip: no IPv6 here\n");
        skip();
    }
    char to[64], got[4];
    (void)snprintf(to, sizeof to, "udp:[::1]:%u", net_port(fd));
    struct play_out *out;
    assert_int_equal(play_out_open(to, &out), 0);
    assert_int_equal(play_out_send(out, (const uint8_t *)"abc", 3), 0);
    assert_int_equal(recv(fd, got, sizeof got, 0), 3);
    play_out_close(&out);
    play_out_close(&out);
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_destination_is_a_usage_error),
        cmocka_unit_test(a_refused_connection_is_unavailable),
        cmocka_unit_test(a_listener_waits_for_the_link_that_connects),
        cmocka_unit_test(addresses_of_six_stand_in_brackets),
    };
    return check_run(tests);
}
