/*
 * test_link_tcp_server.c - one sender at a time, and who takes over when.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frontend/net.h"

static char name[] = "s", host[] = "127.0.0.1";
static const struct mission_link conf = {
    .name = name, .type = MISSION_TCP_SERVER, .host = host};

static int
dial(struct link_rig *rig)
{
    struct pollfd all[LINK_FDS];
    assert_true(link_poll(rig->link, all) >= 1);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(net_port(all[0].fd)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void
poll_some(struct link_rig *rig)
{
    while (link_rig_poll(rig, 50) > 0)
        continue;
}

static bool
is_cut(int fd)
{
    char byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

static void
a_sender_is_up_at_once(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    link_rig_init(&rig, &conf);
    assert_int_equal(rig.link->state, LINK_CONNECTING);
    const int fd = dial(&rig);
    link_rig_until(&rig, LINK_UP);
    assert_non_null(strstr(rig.link->detail, "127.0.0.1:"));
    assert_int_equal(write(fd, "hello", 5), 5);
    link_rig_until_bytes(&rig, 5);
    close(fd);
    link_rig_until(&rig, LINK_DOWN);
    link_rig_fini(&rig);
}

static void
a_silent_second_connection_disturbs_nobody(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    link_rig_init(&rig, &conf);
    const int first = dial(&rig);
    link_rig_until(&rig, LINK_UP);
    const int second = dial(&rig);
    poll_some(&rig);
    assert_int_equal(write(first, "abc", 3), 3);
    link_rig_until_bytes(&rig, 3);
    assert_int_equal(rig.link->connects, 1);
    close(second); /* a port scanner */
    poll_some(&rig);
    assert_int_equal(write(first, "d", 1), 1);
    link_rig_until_bytes(&rig, 4);
    close(first);
    link_rig_fini(&rig);
}

static void
the_second_takes_over_with_its_first_byte(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    link_rig_init(&rig, &conf);
    const int first = dial(&rig);
    link_rig_until(&rig, LINK_UP);
    const int second = dial(&rig);
    poll_some(&rig);
    assert_false(is_cut(first));
    assert_int_equal(write(second, "xy", 2), 2);
    link_rig_until_bytes(&rig, 2);
    assert_int_equal(rig.link->connects, 2);
    assert_int_equal(rig.begins, 2);
    assert_true(is_cut(first));
    close(first);
    close(second);
    link_rig_fini(&rig);
}

static void
the_waiting_one_follows_when_the_sender_goes(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    link_rig_init(&rig, &conf);
    const int first = dial(&rig);
    link_rig_until(&rig, LINK_UP);
    const int second = dial(&rig);
    poll_some(&rig);
    close(first);
    poll_some(&rig);
    assert_int_equal(rig.link->state, LINK_UP);
    assert_int_equal(rig.link->connects, 2);
    assert_int_equal(write(second, "z", 1), 1);
    link_rig_until_bytes(&rig, 1);
    close(second);
    link_rig_fini(&rig);
}

static void
of_two_waiting_the_newer_stays(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    link_rig_init(&rig, &conf);
    const int first = dial(&rig);
    link_rig_until(&rig, LINK_UP);
    const int second = dial(&rig);
    poll_some(&rig);
    const int third = dial(&rig);
    poll_some(&rig);
    assert_true(is_cut(second));
    assert_false(is_cut(first));
    assert_false(is_cut(third));
    close(first);
    close(second);
    close(third);
    link_rig_fini(&rig);
}

static void
a_port_in_use_is_a_fault(void **state)
{
    (void)state;
    struct link_rig rig = {0}, other = {0};
    struct pollfd fd[LINK_FDS];
    link_rig_init(&rig, &conf);
    struct mission_link same = conf;
    assert_int_equal(link_poll(rig.link, fd), 1);
    same.port = net_port(fd[0].fd);
    link_rig_init(&other, &same);
    assert_int_equal(other.link->state, LINK_FAULT);
    link_rig_fini(&rig);
    link_rig_wait(&other, LINK_RETRY_MAX_NS);
    assert_int_equal(other.link->state, LINK_CONNECTING);
    link_rig_fini(&other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sender_is_up_at_once),
        cmocka_unit_test(a_silent_second_connection_disturbs_nobody),
        cmocka_unit_test(the_second_takes_over_with_its_first_byte),
        cmocka_unit_test(the_waiting_one_follows_when_the_sender_goes),
        cmocka_unit_test(of_two_waiting_the_newer_stays),
        cmocka_unit_test(a_port_in_use_is_a_fault),
    };
    return check_run(tests);
}
