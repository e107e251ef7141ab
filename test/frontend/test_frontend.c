/*
 * test_frontend.c - all links of an instance, with real sockets.
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
#include "frontend/frontend.h"
#include "frontend/net.h"

struct rig {
    struct world w;
    struct mission_link link[3];
    struct frontend *f;
    struct msg_reply reply;
};

static char names[3][8] = {"main", "second", "file"};

/* "main" on UDP, "second" a TCP server (not enabled), "file" `path`. */
static struct rig *
setup(char *path, bool waits)
{
    struct rig *g = xcalloc(1, sizeof *g);
    world_init(&g->w);
    g->link[0] = g->w.link;
    g->link[1] = g->w.link;
    g->link[1].name = names[1];
    g->link[1].type = MISSION_TCP_SERVER;
    g->link[1].is_enabled = false;
    g->link[2] = (struct mission_link){.name = names[2],
        .type = MISSION_FILE,
        .path = path,
        .is_enabled = true};
    g->w.instance.link = g->link;
    g->w.instance.n_links = path ? 3 : 2;
    const struct frontend_config config = {
        .mission = &g->w.mission,
        .instance = &g->w.instance,
        .mdb = g->w.mdb,
        .root = MDB_NIL,
        .outbox = &g->w.list.outbox,
        .waits = waits,
    };
    g->f = frontend_new(&config);
    frontend_start(g->f, g->w.now);
    return g;
}

static void
teardown(struct rig *g)
{
    frontend_free(&g->f);
    world_fini(&g->w);
    free(g);
}

static void
poll_links(struct rig *g, int wait_ms)
{
    frontend_turn(g->f, g->w.now);
    for (size_t i = 0; i < frontend_n_links(g->f); i++) {
        struct link *link = frontend_link(g->f, i);
        struct pollfd fd[LINK_FDS];
        const size_t n = link_poll(link, fd);
        if (n > 0)
            (void)poll(fd, n, wait_ms);
        for (size_t k = 0; k < n; k++)
            if (fd[k].revents)
                link_ready(link, &fd[k], g->w.now);
        link_due(link, g->w.now);
    }
    frontend_flush(g->f);
}

static void
send_hk(struct rig *g, uint16_t count)
{
    struct pollfd fd[LINK_FDS];
    uint8_t p[32];
    assert_int_equal(link_poll(frontend_link(g->f, 0), fd), 1);
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(net_port(fd[0].fd)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const int out = socket(AF_INET, SOCK_DGRAM, 0);
    const size_t len = world_hk(p, count, count, 7);
    assert_int_equal(
        sendto(out, p, len, 0, (const struct sockaddr *)&to, sizeof to), len);
    close(out);
    poll_links(g, 1000);
}

static const struct msg_link *
link_message(const struct rig *g, const char *topic)
{
    return &outbox_list_last(&g->w.list, topic)->u.link;
}

static void
check_state(const struct rig *g, const char *topic, const char *expected)
{
    char text[32];
    msg_str_copy(text, sizeof text, link_message(g, topic)->state);
    assert_string_equal(text, expected);
}

/* Ask; `arg` may be NULL.  Returns the status. */
static enum err
ask(struct rig *g, bool may_change, const char *verb, const char *arg)
{
    const struct msg_str args[1] = {msg_str(arg)};
    const struct msg_request request = {
        .verb = msg_str(verb), .args = {args, arg ? 1 : 0}};
    frontend_turn(g->f, g->w.now);
    frontend_request(g->f, may_change, "user 7", &request, &g->reply);
    return (enum err)g->reply.status;
}

static void
a_datagram_becomes_a_sample_and_the_link_comes_up(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    check_state(g, "link/main", "connecting");
    send_hk(g, 0);
    check_state(g, "link/main", "up");
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_UP), 1);
    assert_int_equal(outbox_list_count(&g->w.list, "tm/S/HK"), 1);
    assert_int_equal(outbox_list_count(&g->w.list, "pkt/main/100"), 1);
    frontend_second(g->f, g->w.now);
    const struct msg_link *m = link_message(g, "link/main");
    assert_int_equal(m->packets, 1);
    assert_int_equal(m->bytes, 13);
    assert_int_equal(m->connects, 1);
    assert_true(m->is_enabled);
    assert_true(msg_str_eq(m->kind, "udp"));
    assert_true(msg_str_eq(m->signal, "unknown"));
    assert_true(utc_is_none(m->signal_since));
    assert_int_equal(m->last.ns, g->w.now.utc.ns);
    teardown(g);
}

static void
values_of_a_disabled_link_expire(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    send_hk(g, 0);
    assert_int_equal(ask(g, true, "link-disable", "main"), ERR_OK);
    check_state(g, "link/main", "disabled");
    world_wait(&g->w, 2);
    frontend_tick(g->f, g->w.now);
    assert_int_equal(
        outbox_list_last(&g->w.list, "quality/S/HK")->u.quality.quality,
        MDB_EXPIRED);
    teardown(g);
}

static void
links_are_switched_by_operators_only(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    assert_int_equal(ask(g, false, "link-enable", "second"), ERR_DENIED);
    assert_false(link_is_enabled(frontend_link(g->f, 1)));
    assert_int_equal(ask(g, true, "link-enable", "second"), ERR_OK);
    assert_true(link_is_enabled(frontend_link(g->f, 1)));
    check_state(g, "link/second", "connecting");
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_ENABLED), 1);
    assert_non_null(
        strstr(outbox_list_event(&g->w.list, EV_LINK_ENABLED), "user 7"));
    /* a second time changes nothing and is no error */
    assert_int_equal(ask(g, true, "link-enable", "second"), ERR_OK);
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_ENABLED), 1);
    assert_int_equal(ask(g, true, "link-disable", "second"), ERR_OK);
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_DISABLED), 1);
    check_state(g, "link/second", "disabled");
    teardown(g);
}

static void
wrong_requests_are_refused_with_a_reason(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    assert_int_equal(ask(g, true, "link-enable", "nothing"), ERR_NOTFOUND);
    assert_int_equal(ask(g, true, "link-enable", NULL), ERR_NOTFOUND);
    assert_int_equal(ask(g, true, "link-explode", "main"), ERR_NOTFOUND);
    assert_int_equal(ask(g, true, "", NULL), ERR_NOTFOUND);
    assert_true(g->reply.text.len > 0);
    teardown(g);
}

static void
everybody_may_look(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    send_hk(g, 0);
    assert_int_equal(ask(g, false, "links", NULL), ERR_OK);
    assert_int_equal(g->reply.rows.n, 2);
    char row[1024];
    msg_str_copy(row, sizeof row, g->reply.rows.v[0]);
    assert_non_null(strstr(row, "\"link\":\"main\""));
    assert_non_null(strstr(row, "\"state\":\"up\""));
    assert_non_null(strstr(row, "\"packets\":1"));
    assert_int_equal(ask(g, false, "status", NULL), ERR_OK);
    assert_int_equal(g->reply.rows.n, 0);
    assert_true(g->reply.text.len > 10);
    outbox_list_clear(&g->w.list);
    assert_int_equal(ask(g, false, "layouts", NULL), ERR_OK);
    assert_int_equal(outbox_list_count(&g->w.list, "layout/"), 3);
    assert_int_equal(ask(g, false, "layouts", NULL), ERR_AGAIN);
    world_wait(&g->w, 1);
    assert_int_equal(ask(g, false, "layouts", NULL), ERR_OK);
    teardown(g);
}

static void
a_link_that_flaps_is_told_a_few_times_and_then_counted(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    struct link *link = frontend_link(g->f, 1);
    link_enable(link, g->w.now);
    for (unsigned i = 0; i < 50; i++) {
        link_set_up(link, "sender %u", i);
        link_set(link, LINK_DOWN, "gone");
    }
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_UP) +
                         outbox_list_events(&g->w.list, EV_LINK_DOWN),
        6);
    world_wait(&g->w, 10);
    frontend_tick(g->f, g->w.now);
    assert_non_null(strstr(outbox_list_event(&g->w.list, EV_LINK_DOWN),
        "94 more changes in 10 s, now down"));
    teardown(g);
}

static void
a_fault_is_told_once(void **state)
{
    (void)state;
    static char path[] = "/nonexistent/recording";
    struct rig *g = setup(path, false);
    for (unsigned i = 0; i < 5; i++) {
        world_wait(&g->w, 2);
        poll_links(g, 0);
    }
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_FAULT), 1);
    check_state(g, "link/file", "fault");
    teardown(g);
}

/* ---- files --------------------------------------------------------------- */

static char *
recording(const char *dir, unsigned n)
{
    uint8_t *p = xcalloc(n, 13);
    size_t len = 0;
    for (unsigned i = 0; i < n; i++)
        len += world_hk(p + len, (uint16_t)(i & 0x3fff), i, 7);
    char *path = check_write(dir, "a.ccsds", p, len);
    free(p);
    return path;
}

static void
a_file_ends_with_an_event(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = recording(dir, 1000);
    struct rig *g = setup(path, false);
    for (unsigned i = 0; i < 10; i++)
        poll_links(g, 0);
    frontend_second(g->f, g->w.now);
    check_state(g, "link/file", "ended");
    assert_int_equal(link_message(g, "link/file")->packets, 1000);
    assert_int_equal(link_message(g, "link/file")->gaps, 0);
    assert_int_equal(outbox_list_events(&g->w.list, EV_LINK_END), 1);
    teardown(g);
    free(path);
    check_rmdir(&dir);
}

static void
a_fast_file_waits_until_the_hub_has_what_it_got(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = recording(dir, 12000);
    struct rig *g = setup(path, true);
    uint64_t seen = 0;
    for (unsigned i = 0; i < 50; i++) {
        world_wait(&g->w, 0.1);
        poll_links(g, 0);
    }
    frontend_second(g->f, g->w.now);
    assert_int_equal(link_message(g, "link/file")->packets, 0); /* no hub */
    for (unsigned i = 0; i < 2000 && seen < 12000; i++) {
        const struct msg_link echo = *link_message(g, "link/file");
        seen = echo.packets;
        frontend_echo(g->f, &echo);
        for (unsigned k = 0; k < 20; k++) { /* the echo is slow */
            world_wait(&g->w, 0.01);
            poll_links(g, 0);
        }
        frontend_second(g->f, g->w.now);
        assert_in_range(
            link_message(g, "link/file")->packets, seen, seen + FRONTEND_ROOM);
    }
    assert_int_equal(seen, 12000);
    teardown(g);
    free(path);
    check_rmdir(&dir);
}

static void
an_echo_from_another_life_is_not_believed(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = recording(dir, 3000);
    struct rig *g = setup(path, true);
    frontend_echo(
        g->f, &(struct msg_link){.name = msg_str("file"), .packets = 99999});
    poll_links(g, 0);
    frontend_second(g->f, g->w.now);
    assert_int_equal(link_message(g, "link/file")->packets, 0);
    teardown(g);
    free(path);
    check_rmdir(&dir);
}

static void
the_summary_counts_links_and_containers(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    send_hk(g, 0);
    assert_string_equal(frontend_summary(g->f),
        "1 of 2 links up, 0 packets/s, 0 of 1 containers expired");
    teardown(g);
}

static void
an_announcement_is_complete(void **state)
{
    (void)state;
    struct rig *g = setup(NULL, false);
    send_hk(g, 0);
    frontend_second(g->f, g->w.now);
    world_wait(&g->w, 1);
    frontend_second(g->f, g->w.now);
    world_wait(&g->w, 1);
    frontend_second(g->f, g->w.now);
    outbox_list_clear(&g->w.list);
    frontend_announce(g->f);
    frontend_second(g->f, g->w.now);
    assert_int_equal(outbox_list_count(&g->w.list, "layout/"), 3);
    assert_int_equal(outbox_list_count(&g->w.list, "quality/"), 1);
    assert_int_equal(outbox_list_count(&g->w.list, "apid/main/100"), 1);
    assert_true(outbox_list_count(&g->w.list, "link/") >= 2);
    teardown(g);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_becomes_a_sample_and_the_link_comes_up),
        cmocka_unit_test(values_of_a_disabled_link_expire),
        cmocka_unit_test(links_are_switched_by_operators_only),
        cmocka_unit_test(wrong_requests_are_refused_with_a_reason),
        cmocka_unit_test(everybody_may_look),
        cmocka_unit_test(
            a_link_that_flaps_is_told_a_few_times_and_then_counted),
        cmocka_unit_test(a_fault_is_told_once),
        cmocka_unit_test(a_file_ends_with_an_event),
        cmocka_unit_test(a_fast_file_waits_until_the_hub_has_what_it_got),
        cmocka_unit_test(an_echo_from_another_life_is_not_believed),
        cmocka_unit_test(the_summary_counts_links_and_containers),
        cmocka_unit_test(an_announcement_is_complete),
    };
    return check_run(tests);
}
