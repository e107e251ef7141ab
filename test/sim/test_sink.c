/*
 * test_sink.c - real datagrams to loopback, real files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/sink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/check.h"

struct row {
    const char *text;
    const char *host; /* NULL: refused */
    unsigned port;
};

static void
addresses_are_udp_host_port(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"udp:127.0.0.1:31810", "127.0.0.1", 31810},
        {"udp:localhost:1", "localhost", 1},
        {"udp:[::1]:65535", "::1", 65535},
        {"udp:host:0", NULL, 0},
        {"udp:host:65536", NULL, 0},
        {"udp:host:-1", NULL, 0},
        {"udp:host:12x", NULL, 0},
        {"udp:host:", NULL, 0},
        {"udp::5000", NULL, 0},
        {"udp:host", NULL, 0},
        {"tcp:host:5000", NULL, 0},
        {"", NULL, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *host = NULL;
        uint16_t port = 0;
        enum err e = sink_parse_udp(rows[i].text, &host, &port);
        if ((e == ERR_OK) != (rows[i].host != NULL))
            fail_msg("'%s': %s", rows[i].text, err_str(e));
        if (e == ERR_OK) {
            assert_string_equal(host, rows[i].host);
            assert_int_equal(port, rows[i].port);
        }
        free(host);
    }
}

/* A socket at any free port of loopback. */
static int
listener(uint16_t *port)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;
    assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    *port = ntohs(a.sin_port);
    return fd;
}

static void
each_packet_is_one_datagram(void **state)
{
    (void)state;
    uint16_t port = 0;
    int fd = listener(&port);
    struct sink sink;
    assert_int_equal(sink_open_udp(&sink, "127.0.0.1", port), ERR_OK);
    for (uint8_t i = 1; i <= 3; i++) {
        uint8_t p[3] = {i, i, i};
        assert_int_equal(sink_send(&sink, p, i), ERR_OK);
    }
    for (uint8_t i = 1; i <= 3; i++) {
        uint8_t got[8];
        assert_int_equal(recv(fd, got, sizeof got, 0), i);
        assert_int_equal(got[0], i);
    }
    assert_int_equal(sink.sent, 3);
    assert_int_equal(sink.dropped, 0);
    assert_int_equal(sink_close(&sink), ERR_OK);
    close(fd);
}

static void
nobody_there_is_no_error_and_a_late_listener_gets_the_rest(void **state)
{
    (void)state;
    uint16_t port = 0;
    int fd = listener(&port);
    close(fd); /* the port is free again */
    struct sink sink;
    assert_int_equal(sink_open_udp(&sink, "127.0.0.1", port), ERR_OK);
    for (int i = 0; i < 10; i++)
        assert_int_equal(sink_send(&sink, (const uint8_t *)"x", 1), ERR_OK);
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET,
        .sin_addr = {htonl(INADDR_LOOPBACK)},
        .sin_port = htons(port)};
    if (bind(fd, (const struct sockaddr *)&a, sizeof a) == 0) {
        assert_int_equal(sink_send(&sink, (const uint8_t *)"y", 1), ERR_OK);
        char got = 0;
        assert_int_equal(recv(fd, &got, 1, 0), 1);
        assert_int_equal(got, 'y');
    }
    close(fd);
    assert_int_equal(sink_close(&sink), ERR_OK);
}

static void
a_host_that_does_not_exist_is_not_found(void **state)
{
    (void)state;
    struct sink sink;
    assert_int_equal(sink_open_udp(&sink, "no such host", 5000), ERR_NOTFOUND);
    assert_int_equal(sink_close(&sink), ERR_OK);
}

static void
a_file_holds_packets_back_to_back(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = xasprintf("%s/out.ccsds", dir);
    struct sink sink;
    assert_int_equal(sink_open_file(&sink, path), ERR_OK);
    assert_int_equal(sink_send(&sink, (const uint8_t *)"ab", 2), ERR_OK);
    assert_int_equal(sink_send(&sink, (const uint8_t *)"cde", 3), ERR_OK);
    assert_int_equal(sink_close(&sink), ERR_OK);
    size_t len = 0;
    char *got = check_read(path, &len);
    assert_int_equal(len, 5);
    assert_string_equal(got, "abcde");
    free(got);
    free(path);
    check_rmdir(&dir);
}

static void
a_file_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    struct sink sink;
    assert_int_equal(sink_open_file(&sink, "/nowhere/out"), ERR_IO);
    assert_int_equal(sink.error, ENOENT);
    assert_int_equal(sink_close(&sink), ERR_OK);
    if (access("/dev/full", W_OK) != 0)
        return;
    assert_int_equal(sink_open_file(&sink, "/dev/full"), ERR_OK);
    uint8_t block[512] = {0};
    bool has_failed = false;
    for (int i = 0; i < 100; i++)
        has_failed =
            sink_send(&sink, block, sizeof block) != ERR_OK || has_failed;
    has_failed = sink_close(&sink) != ERR_OK || has_failed;
    assert_true(has_failed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_udp_host_port),
        cmocka_unit_test(each_packet_is_one_datagram),
        cmocka_unit_test(
            nobody_there_is_no_error_and_a_late_listener_gets_the_rest),
        cmocka_unit_test(a_host_that_does_not_exist_is_not_found),
        cmocka_unit_test(a_file_holds_packets_back_to_back),
        cmocka_unit_test(a_file_that_cannot_be_written_is_an_error),
    };
    return check_run(tests);
}
