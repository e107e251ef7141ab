/*
 * test_link_udp.c - datagrams over a real socket.
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

static char name[] = "u", host[] = "127.0.0.1", any_host[] = "",
            wrong_host[] = "192.0.2.1", localhost[] = "localhost";

static struct mission_link
conf(char *h)
{
    return (struct mission_link){.name = name, .type = MISSION_UDP, .host = h};
}

static uint16_t
port_of(struct link_rig *rig)
{
    struct pollfd fd[LINK_FDS];
    assert_int_equal(link_poll(rig->link, fd), 1);
    return net_port(fd[0].fd);
}

static int
sender(uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void
the_first_datagram_brings_it_up(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(host);
    link_rig_init(&rig, &c);
    assert_int_equal(rig.link->state, LINK_CONNECTING);
    const int fd = sender(port_of(&rig));
    assert_int_equal(send(fd, "abcdefgh", 8, 0), 8);
    link_rig_until(&rig, LINK_UP);
    assert_int_equal(rig.n_bytes, 8);
    assert_int_equal(rig.datagrams, 1);
    assert_int_equal(rig.link->connects, 1);
    assert_memory_equal(rig.bytes, "abcdefgh", 8);
    close(fd);
    link_rig_fini(&rig);
}

static void
each_datagram_is_one_delivery(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(any_host);
    link_rig_init(&rig, &c);
    const int fd = sender(port_of(&rig));
    assert_int_equal(send(fd, "abc", 3, 0), 3);
    assert_int_equal(send(fd, "", 0, 0), 0);
    assert_int_equal(send(fd, "defg", 4, 0), 4);
    link_rig_until_bytes(&rig, 7);
    assert_int_equal(rig.deliveries, 2);
    assert_int_equal(rig.datagrams, 2);
    close(fd);
    link_rig_fini(&rig);
}

static void
the_largest_datagram_is_whole(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(host);
    link_rig_init(&rig, &c);
    const int fd = sender(port_of(&rig));
    uint8_t *big = calloc(65507, 1);
    assert_non_null(big);
    big[65506] = 7;
    assert_int_equal(send(fd, big, 65507, 0), 65507);
    link_rig_until_bytes(&rig, 65507);
    assert_memory_equal(rig.bytes, big, 65507);
    free(big);
    close(fd);
    link_rig_fini(&rig);
}

static void
a_name_is_looked_up_without_waiting(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(localhost);
    link_rig_init(&rig, &c);
    struct pollfd fd[LINK_FDS];
    for (unsigned i = 0; i < 500 && link_poll(rig.link, fd) == 0; i++) {
        assert_true(link_wake(rig.link).ns != LINK_NEVER.ns);
        (void)poll(NULL, 0, 10); /* the helper thread is real */
        link_rig_wait(&rig, 20 * NS_PER_MS);
    }
    assert_int_equal(link_poll(rig.link, fd), 1);
    link_rig_fini(&rig);
}

static void
a_foreign_address_is_a_fault_and_is_tried_again(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(wrong_host);
    link_rig_init(&rig, &c);
    assert_int_equal(rig.link->state, LINK_FAULT);
    assert_non_null(strstr(rig.link->detail, "192.0.2.1:0"));
    /* pauses double up to the longest */
    int64_t pause = LINK_RETRY_MIN_NS;
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(
            mono_diff_ns(link_wake(rig.link), rig.now.mono), pause);
        link_rig_wait(&rig, pause);
        pause = 2 * pause < LINK_RETRY_MAX_NS ? 2 * pause : LINK_RETRY_MAX_NS;
    }
    /* the state is told once */
    assert_int_equal(rig.states, 2);
    link_rig_fini(&rig);
}

static void
a_port_in_use_is_a_fault_until_it_is_free(void **state)
{
    (void)state;
    struct link_rig first = {0}, second = {0};
    struct mission_link c = conf(host);
    link_rig_init(&first, &c);
    c.port = port_of(&first);
    link_rig_init(&second, &c);
    assert_int_equal(second.link->state, LINK_FAULT);
    link_disable(first.link);
    link_rig_wait(&second, LINK_RETRY_MAX_NS);
    assert_int_equal(second.link->state, LINK_CONNECTING);
    link_rig_fini(&first);
    link_rig_fini(&second);
}

static void
a_disabled_link_holds_no_socket(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = conf(host);
    link_rig_init(&rig, &c);
    link_disable(rig.link);
    struct pollfd fd[LINK_FDS];
    assert_int_equal(link_poll(rig.link, fd), 0);
    assert_true(link_wake(rig.link).ns == LINK_NEVER.ns);
    assert_int_equal(rig.link->state, LINK_DISABLED);
    link_enable(rig.link, rig.now);
    assert_int_equal(rig.link->state, LINK_CONNECTING);
    assert_int_equal(link_poll(rig.link, fd), 1);
    link_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_datagram_brings_it_up),
        cmocka_unit_test(each_datagram_is_one_delivery),
        cmocka_unit_test(the_largest_datagram_is_whole),
        cmocka_unit_test(a_name_is_looked_up_without_waiting),
        cmocka_unit_test(a_foreign_address_is_a_fault_and_is_tried_again),
        cmocka_unit_test(a_port_in_use_is_a_fault_until_it_is_free),
        cmocka_unit_test(a_disabled_link_holds_no_socket),
    };
    return check_run(tests);
}
