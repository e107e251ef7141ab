/*
 * test_uplink_in.c - real datagrams of any kind, and bounded work for a flood.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/uplink_in.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

struct heard {
    size_t n, bytes, last_len;
    uint8_t last[65536];
    size_t ticks;
    size_t at_tick; /* datagrams that were heard when the timer ran first */
};

struct rig {
    struct bus_loop *loop;
    struct uplink_in *in;
    int fd; /* sends there */
    struct heard heard;
};

static void
on_datagram(void *arg, const uint8_t *p, size_t len)
{
    struct heard *h = arg;
    h->n++;
    h->bytes += len;
    h->last_len = len;
    memcpy(h->last, p, len);
}

static struct rig *
rig_new(void)
{
    struct rig *r = xcalloc(1, sizeof *r);
    r->loop = bus_loop_new();
    assert_int_equal(
        uplink_in_open(r->loop, "127.0.0.1", 0, on_datagram, &r->heard, &r->in),
        ERR_OK);
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(uplink_in_port(r->in)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    r->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(
        connect(r->fd, (const struct sockaddr *)&to, sizeof to), 0);
    return r;
}

static void
rig_free(struct rig *r)
{
    close(r->fd);
    uplink_in_close(&r->in);
    bus_loop_free(&r->loop);
    free(r);
}

static void
send_one(struct rig *r, const void *p, size_t len)
{
    assert_int_equal(send(r->fd, p, len, 0), (ssize_t)len);
}

static void
each_datagram_is_handed_on_whole(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    static const size_t size[] = {0, 1, 6, 7, 1500, 4096, 65507};
    uint8_t *p = xcalloc(65507, 1);
    for (size_t i = 0; i < ARRAY_LEN(size); i++) {
        for (size_t k = 0; k < size[i]; k++)
            p[k] = (uint8_t)(k * 7 + i);
        send_one(r, p, size[i]);
        bus_loop_turn(r->loop, 5 * NS_PER_S);
        assert_int_equal(r->heard.n, i + 1);
        assert_int_equal(r->heard.last_len, size[i]);
        assert_memory_equal(r->heard.last, p, size[i]);
    }
    assert_int_equal(uplink_in_count(r->in), ARRAY_LEN(size));
    free(p);
    rig_free(r);
}

static void
on_tick(void *arg, struct mono now)
{
    struct heard *h = arg;
    (void)now;
    if (h->ticks++ == 0)
        h->at_tick = h->n;
}

static void
a_flood_does_not_hold_up_the_model(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    size_t most = 0;
    struct bus_watch *tick =
        bus_loop_timer(r->loop, 0, NS_PER_MS, on_tick, &r->heard);
    for (size_t i = 0; i < 100000; i++) {
        send_one(r, "\x1f\xff\xff\xff\xff\xff\xff", 1 + i % 7);
        if (i % 1000 != 999)
            continue;
        const size_t before = r->heard.n;
        bus_loop_turn(r->loop, 0);
        if (r->heard.n - before > most)
            most = r->heard.n - before;
    }
    assert_int_equal(most, UPLINK_IN_TURN);
    assert_true(r->heard.ticks > 1);
    assert_true(r->heard.at_tick <= UPLINK_IN_TURN);
    /* the last of what the kernel kept is read too, then nothing is left */
    for (size_t before = SIZE_MAX; before != r->heard.n;) {
        before = r->heard.n;
        bus_watch_stop(r->loop, &tick);
        bus_loop_turn(r->loop, 0);
    }
    send_one(r, "end", 3);
    bus_loop_turn(r->loop, 5 * NS_PER_S);
    assert_memory_equal(r->heard.last, "end", 3);
    rig_free(r);
}

static void
a_port_that_is_taken_or_a_host_that_is_not_known_is_refused(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    struct uplink_in *other;
    assert_int_equal(uplink_in_open(r->loop, "127.0.0.1", uplink_in_port(r->in),
                         on_datagram, NULL, &other),
        ERR_IO);
    assert_int_equal(errno, EADDRINUSE);
    assert_null(other);
    assert_int_equal(
        uplink_in_open(r->loop, "no such host", 1, on_datagram, NULL, &other),
        ERR_NOTFOUND);
    assert_null(other);
    rig_free(r);
}

static void
any_address_can_be_listened_at(void **state)
{
    (void)state;
    struct bus_loop *loop = bus_loop_new();
    struct uplink_in *in;
    assert_int_equal(
        uplink_in_open(loop, NULL, 0, on_datagram, NULL, &in), ERR_OK);
    assert_int_not_equal(uplink_in_port(in), 0);
    uplink_in_close(&in);
    uplink_in_close(&in);
    bus_loop_free(&loop);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_datagram_is_handed_on_whole),
        cmocka_unit_test(a_flood_does_not_hold_up_the_model),
        cmocka_unit_test(
            a_port_that_is_taken_or_a_host_that_is_not_known_is_refused),
        cmocka_unit_test(any_address_can_be_listened_at),
    };
    return check_run(tests);
}
