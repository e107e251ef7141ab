/*
 * test_play.c - recordings sent over real sockets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "frontend/net.h"
#include "tools/tools.h"

struct rig {
    char *dir, *file, to[64];
    uint8_t bytes[8192]; /* of the file */
    size_t n;
    int fd; /* where the packets come in, or listens */
    uint8_t got[65536];
    size_t n_got, datagrams;
};

/* `n` packets of 20 bytes, `skip` foreign bytes before each. */
static struct rig *
setup(unsigned n, unsigned skip, int type, const char *scheme)
{
    struct rig *g = xcalloc(1, sizeof *g);
    g->dir = check_tmpdir();
    for (unsigned i = 0; i < n; i++) {
        memset(g->bytes + g->n, 0xaa, skip);
        g->n += skip;
        g->n += link_rig_packet(g->bytes + g->n, 5, (uint16_t)i, 20);
    }
    g->file = check_write(g->dir, "a.ccsds", g->bytes, g->n);
    const struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    g->fd = socket(AF_INET, type, 0);
    assert_int_equal(bind(g->fd, (const struct sockaddr *)&at, sizeof at), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(g->fd, 1), 0);
    (void)snprintf(
        g->to, sizeof g->to, "%s:127.0.0.1:%u", scheme, net_port(g->fd));
    return g;
}

static void
teardown(struct rig *g)
{
    close(g->fd);
    free(g->file);
    check_rmdir(&g->dir);
    free(g);
}

/* argv ends with NULL; its strings may be moved about. */
static int
play(const char *const *args)
{
    char *argv[24] = {(char[]){"play"}};
    char copy[24][256];
    int n = 1;
    for (; args[n - 1]; n++) {
        (void)snprintf(copy[n], sizeof copy[n], "%s", args[n - 1]);
        argv[n] = copy[n];
    }
    return tool_play(n, argv);
}

static void
receive_datagrams(struct rig *g, size_t n)
{
    struct pollfd fd = {.fd = g->fd, .events = POLLIN};
    while (g->datagrams < n && poll(&fd, 1, 2000) > 0) {
        const ssize_t len =
            recv(g->fd, g->got + g->n_got, sizeof g->got - g->n_got, 0);
        assert_true(len >= 0);
        g->n_got += (size_t)len;
        g->datagrams++;
    }
}

static void
each_packet_is_a_datagram(void **state)
{
    (void)state;
    struct rig *g = setup(100, 0, SOCK_DGRAM, "udp");
    assert_int_equal(
        play((const char *[]){g->file, "--to", g->to, "--fast", NULL}), 0);
    receive_datagrams(g, 100);
    assert_int_equal(g->datagrams, 100);
    assert_int_equal(g->n_got, g->n);
    assert_memory_equal(g->got, g->bytes, g->n);
    teardown(g);
}

static void
foreign_bytes_stay_at_home(void **state)
{
    (void)state;
    struct rig *g = setup(10, 7, SOCK_DGRAM, "udp");
    assert_int_equal(play((const char *[]){g->file, "--to", g->to, "--fast",
                         "--skip", "7", NULL}),
        0);
    receive_datagrams(g, 10);
    assert_int_equal(g->n_got, 200);
    for (size_t i = 0; i < 10; i++)
        assert_memory_equal(g->got + i * 20, g->bytes + i * 27 + 7, 20);
    teardown(g);
}

static void
a_rate_takes_its_time(void **state)
{
    (void)state;
    struct rig *g = setup(21, 0, SOCK_DGRAM, "udp");
    const struct mono before = mono_now();
    assert_int_equal(
        play((const char *[]){g->file, "--to", g->to, "--rate", "200", NULL}),
        0);
    /* 20 intervals of 5 ms: never faster, whatever the machine does */
    assert_true(mono_diff_ns(mono_now(), before) >= 100 * NS_PER_MS);
    receive_datagrams(g, 21);
    assert_int_equal(g->datagrams, 21);
    teardown(g);
}

static void
several_files_come_one_behind_the_other(void **state)
{
    (void)state;
    struct rig *g = setup(5, 0, SOCK_DGRAM, "udp");
    assert_int_equal(
        play((const char *[]){g->file, g->file, "--to", g->to, "--fast", NULL}),
        0);
    receive_datagrams(g, 10);
    assert_int_equal(g->n_got, 200);
    teardown(g);
}

static void
a_stream_is_the_packets_back_to_back(void **state)
{
    (void)state;
    struct rig *g = setup(100, 0, SOCK_STREAM, "tcp");
    assert_int_equal(
        play((const char *[]){g->file, "--to", g->to, "--fast", NULL}), 0);
    const int fd = accept(g->fd, NULL, NULL);
    ssize_t len;
    while ((len = read(fd, g->got + g->n_got, 4096)) > 0)
        g->n_got += (size_t)len;
    assert_int_equal(g->n_got, g->n);
    assert_memory_equal(g->got, g->bytes, g->n);
    close(fd);
    teardown(g);
}

static void
a_loop_goes_on_until_the_peer_is_gone(void **state)
{
    (void)state;
    struct rig *g = setup(50, 0, SOCK_STREAM, "tcp");
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(play((const char *[]){
            g->file, "--to", g->to, "--fast", "--loop", NULL}));
    const int fd = accept(g->fd, NULL, NULL);
    size_t n = 0;
    while (n < 10 * g->n) {
        const ssize_t len = read(fd, g->got, sizeof g->got);
        assert_true(len > 0);
        n += (size_t)len;
    }
    close(fd);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EX_IOERR);
    teardown(g);
}

static void
damage_is_told_and_the_rest_is_played(void **state)
{
    (void)state;
    struct rig *g = setup(10, 0, SOCK_DGRAM, "udp");
    memset(g->bytes + 40, 0xff, 20); /* the third one */
    char *bad = check_write(g->dir, "bad", g->bytes, g->n - 3);
    assert_int_equal(
        play((const char *[]){bad, "--to", g->to, "--fast", NULL}), EX_DATAERR);
    receive_datagrams(g, 8);
    assert_int_equal(g->datagrams, 8);
    free(bad);
    teardown(g);
}

static void
nobody_at_home_is_no_reason_to_stop_a_datagram(void **state)
{
    (void)state;
    struct rig *g = setup(20, 0, SOCK_DGRAM, "udp");
    close(g->fd);
    g->fd = -1;
    assert_int_equal(
        play((const char *[]){g->file, "--to", g->to, "--fast", NULL}), 0);
    teardown(g);
}

static void
without_times_as_recorded_is_refused(void **state)
{
    (void)state;
    struct rig *g = setup(20, 0, SOCK_DGRAM, "udp");
    assert_int_equal(
        play((const char *[]){g->file, "--to", g->to, NULL}), EX_DATAERR);
    teardown(g);
}

static void
wrong_command_lines_are_usage_errors(void **state)
{
    (void)state;
    struct rig *g = setup(2, 0, SOCK_DGRAM, "udp");
    const char *const rows[][8] = {
        {g->file, NULL},
        {"--to", g->to, NULL},
        {g->file, "--to", g->to, "--fast", "--rate", "5", NULL},
        {g->file, "--to", g->to, "--rate", "-5", NULL},
        {g->file, "--to", g->to, "--rate", "nan", NULL},
        {g->file, "--to", g->to, "--fast", "--skip", "65536", NULL},
        {g->file, "--to", g->to, "--time", "hour", NULL},
        {g->file, "--to", "udp:127.0.0.1", "--fast", NULL},
        {g->file, "--to", "udp::4000", "--fast", NULL},
        {g->file, "--to", "carrier:pigeon:1", "--fast", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (play(rows[i]) != EX_USAGE)
            fail_msg("row %zu", i);
    assert_int_equal(
        play((const char *[]){"/nonexistent", "--to", g->to, "--fast", NULL}),
        EX_NOINPUT);
    assert_int_equal(play((const char *[]){g->file, "--to",
                         "tcp:no-such-host.invalid:1", "--fast", NULL}),
        EX_NOHOST);
    teardown(g);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_packet_is_a_datagram),
        cmocka_unit_test(foreign_bytes_stay_at_home),
        cmocka_unit_test(a_rate_takes_its_time),
        cmocka_unit_test(several_files_come_one_behind_the_other),
        cmocka_unit_test(a_stream_is_the_packets_back_to_back),
        cmocka_unit_test(a_loop_goes_on_until_the_peer_is_gone),
        cmocka_unit_test(damage_is_told_and_the_rest_is_played),
        cmocka_unit_test(nobody_at_home_is_no_reason_to_stop_a_datagram),
        cmocka_unit_test(without_times_as_recorded_is_refused),
        cmocka_unit_test(wrong_command_lines_are_usage_errors),
    };
    return check_run(tests);
}
