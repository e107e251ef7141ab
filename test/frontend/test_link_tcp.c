/*
 * test_link_tcp.c - a client that connects, loses and finds its sender again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frontend/net.h"

static char name[] = "t", host[] = "127.0.0.1",
            nowhere[] = "no-such-host.invalid";

static struct mission_link
conf(uint16_t port)
{
    return (struct mission_link){
        .name = name, .type = MISSION_TCP, .host = host, .port = port};
}

static int
listener(uint16_t *port)
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    const struct sockaddr_in at = {
        .sin_family = AF_INET,
        .sin_port = htons(*port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 4), 0);
    *port = net_port(fd);
    return fd;
}

static void
a_stream_arrives_in_order(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    const int at = listener(&port);
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    link_rig_until(&rig, LINK_UP);
    const int fd = accept(at, NULL, NULL);
    uint8_t *data = malloc(300000);
    assert_non_null(data);
    for (size_t i = 0; i < 300000; i++)
        data[i] = (uint8_t)(i * 7 + i / 251);
    size_t sent = 0;
    while (sent < 300000) {
        const ssize_t n = send(fd, data + sent, 300000 - sent, MSG_DONTWAIT);
        sent += n > 0 ? (size_t)n : 0;
        (void)link_rig_poll(&rig, 10);
    }
    link_rig_until_bytes(&rig, 300000);
    assert_memory_equal(rig.bytes, data, 300000);
    assert_int_equal(rig.datagrams, 0);
    free(data);
    close(fd);
    close(at);
    link_rig_fini(&rig);
}

static void
idle_connections_are_probed(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    const int at = listener(&port);
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    link_rig_until(&rig, LINK_UP);
    struct pollfd fd[LINK_FDS];
    assert_int_equal(link_poll(rig.link, fd), 1);
    int on = 0, idle = 0, interval = 0, probes = 0;
    socklen_t len = sizeof on;
    assert_int_equal(
        getsockopt(fd[0].fd, SOL_SOCKET, SO_KEEPALIVE, &on, &len), 0);
    (void)getsockopt(fd[0].fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, &len);
    (void)getsockopt(fd[0].fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, &len);
    (void)getsockopt(fd[0].fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, &len);
    assert_int_equal(on, 1);
    assert_in_range(idle + interval * probes, 1, 6);
    close(at);
    link_rig_fini(&rig);
}

static void
a_lost_sender_is_found_again(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    int at = listener(&port);
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    link_rig_until(&rig, LINK_UP);
    int fd = accept(at, NULL, NULL);
    assert_int_equal(write(fd, "abc", 3), 3);
    link_rig_until_bytes(&rig, 3);
    close(fd);
    close(at);
    link_rig_until(&rig, LINK_DOWN);
    /* nobody is there: it stays down and tries on, never faster than this */
    for (unsigned i = 0; i < 6; i++) {
        const int64_t pause = mono_diff_ns(link_wake(rig.link), rig.now.mono);
        assert_in_range(pause, LINK_RETRY_MIN_NS, 2 * NS_PER_S);
        link_rig_wait(&rig, pause);
        (void)link_rig_poll(&rig, 100);
        assert_int_equal(rig.link->state, LINK_DOWN);
    }
    at = listener(&port);
    assert_in_range(
        mono_diff_ns(link_wake(rig.link), rig.now.mono), 0, 2 * NS_PER_S);
    link_rig_wait(&rig, 2 * NS_PER_S);
    link_rig_until(&rig, LINK_UP);
    assert_int_equal(rig.link->connects, 2);
    assert_int_equal(rig.begins, 2);
    assert_int_equal(rig.anews, 0);
    fd = accept(at, NULL, NULL);
    assert_int_equal(write(fd, "de", 2), 2);
    link_rig_until_bytes(&rig, 5);
    close(fd);
    close(at);
    link_rig_fini(&rig);
}

static void
a_reset_is_a_loss_too(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    const int at = listener(&port);
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    link_rig_until(&rig, LINK_UP);
    const int fd = accept(at, NULL, NULL);
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
    link_rig_until(&rig, LINK_DOWN);
    close(at);
    link_rig_fini(&rig);
}

static void
a_refused_connection_is_not_up(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    close(listener(&port)); /* free again */
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    for (unsigned i = 0; i < 500 && !strstr(rig.link->detail, "refused"); i++)
        (void)link_rig_poll(&rig, 10);
    assert_int_equal(rig.link->state, LINK_CONNECTING);
    assert_non_null(strstr(rig.link->detail, "refused"));
    assert_int_equal(rig.link->connects, 0);
    link_rig_fini(&rig);
}

/* A listener whose queue is full does not answer: the SYN is dropped. */
static void
no_answer_ends_an_attempt_after_two_seconds(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    const int at = listener(&port);
    assert_int_equal(listen(at, 0), 0);
    int filler[4];
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    for (size_t i = 0; i < 4; i++) {
        filler[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(filler[i], (const struct sockaddr *)&to, sizeof to);
    }
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    (void)link_rig_poll(&rig, 20);
    assert_int_equal(rig.link->state, LINK_CONNECTING);
    link_rig_wait(&rig, 2 * NS_PER_S);
    assert_string_equal(rig.link->detail, "no answer");
    assert_int_equal(link_wake(rig.link).ns, rig.now.mono.ns);
    for (size_t i = 0; i < 4; i++)
        close(filler[i]);
    close(at);
    link_rig_fini(&rig);
}

static void
an_unknown_name_is_a_fault(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct mission_link c = conf(1);
    c.host = nowhere;
    link_rig_init(&rig, &c);
    for (unsigned i = 0; i < 1000 && rig.link->state != LINK_FAULT; i++) {
        (void)poll(NULL, 0, 10); /* the helper thread is real */
        link_rig_wait(&rig, 20 * NS_PER_MS);
    }
    assert_int_equal(rig.link->state, LINK_FAULT);
    assert_non_null(strstr(rig.link->detail, nowhere));
    link_rig_fini(&rig);
}

static void
disabling_closes_the_connection(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    uint16_t port = 0;
    const int at = listener(&port);
    const struct mission_link c = conf(port);
    link_rig_init(&rig, &c);
    link_rig_until(&rig, LINK_UP);
    const int fd = accept(at, NULL, NULL);
    link_disable(rig.link);
    char byte;
    assert_int_equal(read(fd, &byte, 1), 0);
    link_rig_wait(&rig, 60 * NS_PER_S);
    assert_int_equal(rig.link->state, LINK_DISABLED);
    close(fd);
    close(at);
    link_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_arrives_in_order),
        cmocka_unit_test(idle_connections_are_probed),
        cmocka_unit_test(a_lost_sender_is_found_again),
        cmocka_unit_test(a_reset_is_a_loss_too),
        cmocka_unit_test(a_refused_connection_is_not_up),
        cmocka_unit_test(no_answer_ends_an_attempt_after_two_seconds),
        cmocka_unit_test(an_unknown_name_is_a_fault),
        cmocka_unit_test(disabling_closes_the_connection),
    };
    return check_run(tests);
}
