/*
 * test_link_watch.c - a loop that follows what its links wait for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "frontend/link_watch.h"
#include "frontend/net.h"

struct rig {
    struct world w;
    struct bus_loop *loop;
    struct frontend *f;
    struct link_watch *watch;
    size_t wanted; /* packets; then the loop ends */
};

static void
on_turn_end(void *arg, struct mono now)
{
    struct rig *g = arg;
    (void)now;
    frontend_flush(g->f);
    if (g->wanted > 0 &&
        outbox_list_count(&g->w.list, "pkt/main/100") >= g->wanted)
        bus_loop_stop(g->loop, 1);
}

static void
on_late(void *arg, struct mono now)
{
    struct rig *g = arg;
    (void)now;
    bus_loop_stop(g->loop, 2);
}

static struct rig *
setup(void)
{
    struct rig *g = xcalloc(1, sizeof *g);
    world_init(&g->w);
    return g;
}

static void
start(struct rig *g)
{
    const struct frontend_config config = {
        .mission = &g->w.mission,
        .instance = &g->w.instance,
        .mdb = g->w.mdb,
        .root = MDB_NIL,
        .outbox = &g->w.list.outbox,
    };
    g->loop = bus_loop_new();
    g->f = frontend_new(&config);
    g->watch = link_watch_new(g->loop, g->f, frontend_link(g->f, 0));
    bus_loop_before_sleep(g->loop, on_turn_end, g);
    frontend_start(g->f, moment_now());
    link_watch_sync(g->watch);
}

/* Run until `wanted` packets came; fails after 10 s. */
static void
run(struct rig *g, size_t wanted)
{
    g->wanted = wanted;
    struct bus_watch *late =
        bus_loop_timer(g->loop, 10 * NS_PER_S, 0, on_late, g);
    assert_int_equal(bus_loop_run(g->loop), 1);
    bus_watch_stop(g->loop, &late);
}

static void
teardown(struct rig *g)
{
    link_watch_free(&g->watch);
    frontend_free(&g->f);
    bus_loop_free(&g->loop);
    world_fini(&g->w);
    free(g);
}

static uint16_t
port_of(struct rig *g)
{
    struct pollfd fd[LINK_FDS];
    assert_true(link_poll(frontend_link(g->f, 0), fd) >= 1);
    return net_port(fd[0].fd);
}

static void
send_hk(uint16_t port, uint16_t first, unsigned n)
{
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const int out = socket(AF_INET, SOCK_DGRAM, 0);
    for (unsigned i = 0; i < n; i++) {
        uint8_t p[32];
        const size_t len = world_hk(p, (uint16_t)(first + i), i, 7);
        assert_int_equal(
            sendto(out, p, len, 0, (const struct sockaddr *)&to, sizeof to),
            len);
    }
    close(out);
}

static void
what_arrives_wakes_the_loop(void **state)
{
    (void)state;
    struct rig *g = setup();
    start(g);
    send_hk(port_of(g), 0, 20);
    run(g, 20);
    assert_int_equal(
        outbox_list_last(&g->w.list, "pkt/main/100")->u.packet.serial, 19);
    teardown(g);
}

static void
a_link_that_is_switched_takes_its_descriptors_along(void **state)
{
    (void)state;
    struct rig *g = setup();
    start(g);
    struct link *link = frontend_link(g->f, 0);
    for (unsigned i = 0; i < 5; i++) {
        link_disable(link);
        link_watch_sync(g->watch);
        link_enable(link, moment_now());
        link_watch_sync(g->watch);
    }
    send_hk(port_of(g), 0, 3);
    run(g, 3);
    teardown(g);
}

static void
timers_play_a_file_to_its_end(void **state)
{
    (void)state;
    struct rig *g = setup();
    char *dir = check_tmpdir();
    uint8_t bytes[600 * 13];
    size_t len = 0;
    for (uint16_t i = 0; i < 600; i++)
        len += world_hk(bytes + len, i, i, 7);
    char *path = check_write(dir, "a", bytes, len);
    g->w.link.type = MISSION_FILE;
    g->w.link.path = path;
    g->w.link.rate = MISSION_RATE_FIXED;
    g->w.link.packets_per_s = 10000;
    start(g);
    run(g, 600);
    teardown(g);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_arrives_wakes_the_loop),
        cmocka_unit_test(a_link_that_is_switched_takes_its_descriptors_along),
        cmocka_unit_test(timers_play_a_file_to_its_end),
    };
    return check_run(tests);
}
