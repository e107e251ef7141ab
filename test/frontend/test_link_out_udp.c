/*
 * test_link_out_udp.c - datagrams arrive whole; nobody there is noticed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/uplink_rig.h"

#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"

static char loopback[] = "127.0.0.1";

static struct mission_uplink
udp(uint16_t port)
{
    return (struct mission_uplink){
        .type = MISSION_UDP, .host = loopback, .port = port};
}

static void
a_packet_is_a_datagram_with_its_header(void **state)
{
    (void)state;
    struct uplink_rig rig;
    uint16_t port = 0;
    const int fd = uplink_rig_udp(&port);
    struct mission_uplink c = udp(port);
    uint8_t header[] = {1, 2};
    c.header = header;
    c.header_len = 2;
    uplink_rig_init(&rig, &c);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_UP);
    uplink_rig_send(&rig, 0, "abc", 3);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    uint8_t got[16];
    assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), 5);
    assert_memory_equal(got,
        "\1\2"
        "abc",
        5);
    assert_false(uplink_is_busy(rig.uplink));
    close(fd);
    uplink_rig_fini(&rig);
}

static void
the_longest_datagram_goes_and_a_longer_one_does_not(void **state)
{
    (void)state;
    struct uplink_rig rig;
    uint16_t port = 0;
    const int fd = uplink_rig_udp(&port);
    const struct mission_uplink c = udp(port);
    uint8_t *p = xcalloc(65542, 1);
    uplink_rig_init(&rig, &c);
    uplink_rig_send(&rig, 0, p, UPLINK_DATAGRAM);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    assert_int_equal(recv(fd, p, 65542, MSG_DONTWAIT), UPLINK_DATAGRAM);
    uplink_rig_send(&rig, 1, p, UPLINK_DATAGRAM + 1);
    uplink_rig_check(&rig, 1, UPLINK_NOT_SENT);
    assert_int_equal(recv(fd, p, 65542, MSG_DONTWAIT), -1);
    free(p);
    close(fd);
    uplink_rig_fini(&rig);
}

static void
a_receiver_that_comes_late_gets_what_comes_then(void **state)
{
    (void)state;
    struct uplink_rig rig;
    uint16_t port = 0;
    close(uplink_rig_udp(&port));
    const struct mission_uplink c = udp(port);
    uplink_rig_init(&rig, &c);
    for (uint64_t i = 0; i < 10; i++) { /* refusals of earlier ones come back */
        uplink_rig_send(&rig, i, "x", 1);
        uplink_rig_check(&rig, i, UPLINK_SENT);
    }
    uplink_rig_poll(&rig, 100);
    assert_non_null(strstr(uplink_link(rig.uplink)->detail, "refused"));
    const int fd = uplink_rig_udp(&port);
    uplink_rig_send(&rig, 10, "y", 1);
    uplink_rig_check(&rig, 10, UPLINK_SENT);
    char got[4];
    assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), 1);
    assert_int_equal(got[0], 'y');
    assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), -1);
    close(fd);
    uplink_rig_fini(&rig);
}

static void
what_comes_back_is_ignored(void **state)
{
    (void)state;
    struct uplink_rig rig;
    uint16_t port = 0;
    const int fd = uplink_rig_udp(&port);
    const struct mission_uplink c = udp(port);
    uplink_rig_init(&rig, &c);
    uplink_rig_send(&rig, 0, "x", 1);
    struct sockaddr_storage from;
    socklen_t len = sizeof from;
    char got[4];
    assert_int_equal(
        recvfrom(fd, got, 4, 0, (struct sockaddr *)&from, &len), 1);
    for (unsigned i = 0; i < 200; i++)
        (void)sendto(fd, "noise", 5, 0, (struct sockaddr *)&from, len);
    for (unsigned i = 0; i < 10; i++)
        uplink_rig_poll(&rig, 0);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_UP);
    uplink_rig_send(&rig, 1, "y", 1);
    uplink_rig_check(&rig, 1, UPLINK_SENT);
    close(fd);
    uplink_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_is_a_datagram_with_its_header),
        cmocka_unit_test(the_longest_datagram_goes_and_a_longer_one_does_not),
        cmocka_unit_test(a_receiver_that_comes_late_gets_what_comes_then),
        cmocka_unit_test(what_comes_back_is_ignored),
    };
    return check_run(tests);
}
