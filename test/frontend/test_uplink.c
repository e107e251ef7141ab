/*
 * test_uplink.c - packets over real connections that stall, break and come
 * back: each is sent, not sent or unknown, once, and never twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/uplink_rig.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"

static char loopback[] = "127.0.0.1";

static struct mission_uplink
tcp(uint16_t port)
{
    return (struct mission_uplink){
        .type = MISSION_TCP, .host = loopback, .port = port};
}

/* A TCP uplink that is up, and the other side's socket. */
static int
connected(struct uplink_rig *rig, int *listener, uint16_t *port)
{
    *port = 0;
    *listener = uplink_rig_listen(port);
    const struct mission_uplink c = tcp(*port);
    uplink_rig_init(rig, &c);
    uplink_rig_until(rig, LINK_UP);
    return accept(*listener, NULL, NULL);
}

static void
reset_by_peer(int fd)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
}

static void
a_stream_has_header_and_packet_in_order(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port = 0;
    listener = uplink_rig_listen(&port);
    struct mission_uplink c = tcp(port);
    uint8_t header[] = {0x1a, 0xcf, 0xfc, 0x1d};
    c.header = header;
    c.header_len = sizeof header;
    uplink_rig_init(&rig, &c);
    uplink_rig_until(&rig, LINK_UP);
    const int fd = accept(listener, NULL, NULL);
    uplink_rig_send(&rig, 0, "first", 5);
    uplink_rig_send(&rig, 1, "second", 6);
    uplink_rig_until_told(&rig, 2);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    uplink_rig_check(&rig, 1, UPLINK_SENT);
    char got[64];
    assert_int_equal(read(fd, got, sizeof got), 19);
    assert_memory_equal(got,
        "\x1a\xcf\xfc\x1d"
        "first"
        "\x1a\xcf\xfc\x1d"
        "second",
        19);
    struct msg_link m;
    uplink_message(rig.uplink, &m);
    assert_int_equal(m.packets, 2);
    assert_int_equal(m.bytes, 19);
    assert_true(msg_str_eq(m.kind, "uplink tcp"));
    assert_int_equal(m.last.ns, rig.now.utc.ns);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

/* Fill the connection until it takes no more; returns how many were given. */
static size_t
fill(struct uplink_rig *rig, uint8_t *big, size_t len)
{
    size_t n = 0;
    memset(big, 0xab, len);
    while (n < UPLINK_QUEUE_MAX) {
        uplink_rig_send(rig, n++, big, len);
        uplink_rig_poll(rig, 0);
        if (uplink_link(rig->uplink)->wants_out)
            break;
    }
    assert_true(uplink_link(rig->uplink)->wants_out);
    return n;
}

static size_t
drain(int fd)
{
    static uint8_t chunk[65536];
    size_t all = 0;
    for (ssize_t n; (n = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT)) > 0;)
        all += (size_t)n;
    return all;
}

#define BIG 65000

static void
a_stalled_receiver_that_goes_on_gets_all(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    const int small = 4096;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    const size_t n = fill(&rig, big, BIG);
    const int large = 1 << 20; /* a tiny window would take minutes */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
    size_t got = 0;
    for (unsigned i = 0; i < 100000 && rig.n_told < n; i++) {
        got += drain(fd);
        uplink_rig_poll(&rig, 1);
    }
    got += drain(fd);
    assert_int_equal(got, n * BIG);
    for (size_t i = 0; i < n; i++)
        uplink_rig_check(&rig, i, UPLINK_SENT);
    assert_false(uplink_is_busy(rig.uplink));
    free(big);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
a_receiver_that_reads_single_bytes_gets_all(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t packet[500], got[500];
    for (size_t i = 0; i < sizeof packet; i++)
        packet[i] = (uint8_t)(i * 11);
    const int fd = connected(&rig, &listener, &port);
    uplink_rig_send(&rig, 0, packet, sizeof packet);
    for (size_t i = 0; i < sizeof got; i++) {
        assert_int_equal(read(fd, &got[i], 1), 1);
        uplink_rig_poll(&rig, 0);
    }
    assert_memory_equal(got, packet, sizeof got);
    uplink_rig_until_told(&rig, 1);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
a_stalled_receiver_costs_what_was_written_and_nothing_goes_out_late(
    void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    const int small = 4096;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    const size_t n = fill(&rig, big, BIG);
    uplink_rig_send(&rig, n, big, BIG); /* behind what is cut */
    const size_t sent = rig.n_told;
    uplink_rig_wait(&rig, 10 * NS_PER_S);
    assert_int_equal(rig.n_told, n + 1);
    for (size_t i = sent; i < n; i++)
        uplink_rig_check(&rig, i, UPLINK_UNKNOWN);
    uplink_rig_check(&rig, n, UPLINK_NOT_SENT);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_DOWN);
    /* what the kernel held is gone: the other side is told so */
    ssize_t r;
    size_t got = 0;
    static uint8_t chunk[65536];
    while ((r = recv(fd, chunk, sizeof chunk, 0)) > 0)
        got += (size_t)r;
    assert_int_equal(r, -1);
    assert_int_equal(errno, ECONNRESET);
    assert_true(got < n * BIG);
    /* and the next one goes over a new connection, from its first byte */
    uplink_rig_wait(&rig, 2 * NS_PER_S);
    uplink_rig_until(&rig, LINK_UP);
    const int again = accept(listener, NULL, NULL);
    uplink_rig_send(&rig, n + 1, "new", 3);
    uplink_rig_until_told(&rig, n + 2);
    uplink_rig_check(&rig, n + 1, UPLINK_SENT);
    char text[8];
    assert_int_equal(read(again, text, sizeof text), 3);
    free(big);
    close(fd);
    close(again);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
a_reset_in_the_middle_is_unknown_and_behind_it_not_sent(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    const int small = 4096;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    const size_t n = fill(&rig, big, BIG);
    uplink_rig_send(&rig, n, big, BIG);
    const size_t sent = rig.n_told;
    reset_by_peer(fd);
    uplink_rig_until_told(&rig, n + 1);
    for (size_t i = 0; i < sent; i++)
        uplink_rig_check(&rig, i, UPLINK_SENT);
    for (size_t i = sent; i < n; i++)
        uplink_rig_check(&rig, i, UPLINK_UNKNOWN);
    uplink_rig_check(&rig, n, UPLINK_NOT_SENT);
    /* while it is down nothing is taken, and nothing waits to go out */
    uplink_rig_send(&rig, n + 1, "x", 1);
    uplink_rig_check(&rig, n + 1, UPLINK_NOT_SENT);
    uplink_rig_wait(&rig, 2 * NS_PER_S);
    uplink_rig_until(&rig, LINK_UP);
    const int again = accept(listener, NULL, NULL);
    for (unsigned i = 0; i < 20; i++)
        uplink_rig_poll(&rig, 1);
    assert_int_equal(drain(again), 0);
    free(big);
    close(again);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
disabling_drops_what_was_not_confirmed(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    const size_t n = fill(&rig, big, BIG);
    const size_t sent = rig.n_told;
    uplink_disable(rig.uplink, rig.now);
    assert_int_equal(rig.n_told, n);
    for (size_t i = sent; i < n; i++)
        assert_int_not_equal(rig.result[i], UPLINK_SENT);
    uplink_rig_send(&rig, n, "x", 1);
    uplink_rig_check(&rig, n, UPLINK_NOT_SENT);
    assert_string_equal(rig.text[n], "the uplink is disabled");
    free(big);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
what_waits_can_be_taken_back_what_is_begun_cannot(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    const size_t n = fill(&rig, big, BIG);
    const size_t told = rig.n_told;
    uplink_rig_send(&rig, n, big, BIG);
    uplink_cancel(rig.uplink, n, rig.now);
    uplink_rig_check(&rig, n, UPLINK_NOT_SENT);
    uplink_cancel(rig.uplink, n - 1, rig.now);
    assert_int_equal(rig.n_told, told + 1);
    free(big);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
    assert_int_equal(rig.told[n - 1], 1); /* told at the end */
    assert_int_equal(rig.result[n - 1], UPLINK_UNKNOWN);
}

static void
a_queue_has_an_end(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    uint8_t *big = xcalloc(BIG, 1);
    const int fd = connected(&rig, &listener, &port);
    size_t n = fill(&rig, big, BIG);
    const size_t told = rig.n_told;
    while (rig.n_told == told && n < UPLINK_RIG_MAX - 1)
        uplink_rig_send(&rig, n++, big, BIG);
    uplink_rig_check(&rig, n - 1, UPLINK_NOT_SENT);
    assert_in_range(n - 1 - told, UPLINK_QUEUE_MAX, UPLINK_QUEUE_MAX);
    free(big);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
a_server_sends_to_the_one_that_connected(void **state)
{
    (void)state;
    struct uplink_rig rig;
    uint16_t port = 0;
    close(uplink_rig_listen(&port));
    struct mission_uplink c = tcp(port);
    c.type = MISSION_TCP_SERVER;
    uplink_rig_init(&rig, &c);
    uplink_rig_send(&rig, 0, "early", 5);
    uplink_rig_check(&rig, 0, UPLINK_NOT_SENT);
    const int fd = uplink_rig_connect(port);
    uplink_rig_until(&rig, LINK_UP);
    uplink_rig_send(&rig, 1, "now", 3);
    uplink_rig_until_told(&rig, 2);
    uplink_rig_check(&rig, 1, UPLINK_SENT);
    char got[8];
    assert_int_equal(read(fd, got, sizeof got), 3);
    /* another one that connects gets nothing while this one is there */
    const int other = uplink_rig_connect(port);
    uplink_rig_poll(&rig, 100);
    uplink_rig_send(&rig, 2, "still", 5);
    uplink_rig_until_told(&rig, 3);
    assert_int_equal(read(fd, got, sizeof got), 5);
    assert_int_equal(drain(other), 0);
    close(fd);
    close(other);
    uplink_rig_fini(&rig);
}

static void
deadlines_hold_before_anything_is_written(void **state)
{
    (void)state;
    struct uplink_rig rig;
    int listener;
    uint16_t port;
    const int fd = connected(&rig, &listener, &port);
    uplink_send(rig.uplink, 0, (const uint8_t *)"x", 1, rig.now.mono, rig.now);
    uplink_rig_check(&rig, 0, UPLINK_NOT_SENT);
    assert_int_equal(drain(fd), 0);
    close(fd);
    close(listener);
    uplink_rig_fini(&rig);
}

static void
ends_of_any_kind_are_told_once(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 60; round++) {
        struct uplink_rig rig;
        int listener;
        uint16_t port;
        uint8_t packet[2000] = {0};
        int fd = connected(&rig, &listener, &port);
        size_t n = 0, got = 0;
        for (unsigned i = 0; i < 10; i++) {
            uplink_rig_send(
                &rig, n++, packet, 1 + (round * 37 + i * 91) % 1999);
            if ((round + i) % 4 == 0)
                uplink_rig_poll(&rig, 0);
            if (i == round % 10 && round % 3 == 0)
                reset_by_peer(fd);
            else if (i == round % 10 && round % 3 == 1)
                uplink_disable(rig.uplink, rig.now);
        }
        if (round % 3 == 2)
            uplink_rig_until_told(&rig, n);
        if (round % 3 != 0) {
            got = drain(fd);
            close(fd);
        }
        uplink_rig_fini(&rig);
        size_t sent = 0;
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(rig.told[i], 1);
            if (rig.result[i] == UPLINK_SENT)
                sent += 1 + (round * 37 + i * 91) % 1999;
        }
        if (round % 3 != 0)
            assert_true(got >= sent);
        close(listener);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_has_header_and_packet_in_order),
        cmocka_unit_test(a_stalled_receiver_that_goes_on_gets_all),
        cmocka_unit_test(a_receiver_that_reads_single_bytes_gets_all),
        cmocka_unit_test(
            a_stalled_receiver_costs_what_was_written_and_nothing_goes_out_late),
        cmocka_unit_test(
            a_reset_in_the_middle_is_unknown_and_behind_it_not_sent),
        cmocka_unit_test(disabling_drops_what_was_not_confirmed),
        cmocka_unit_test(what_waits_can_be_taken_back_what_is_begun_cannot),
        cmocka_unit_test(a_queue_has_an_end),
        cmocka_unit_test(a_server_sends_to_the_one_that_connected),
        cmocka_unit_test(deadlines_hold_before_anything_is_written),
        cmocka_unit_test(ends_of_any_kind_are_told_once),
    };
    return check_run(tests);
}
