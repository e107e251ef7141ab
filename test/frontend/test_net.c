/*
 * test_net.c - addresses as text and from names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "frontend/net.h"

static char name[] = "n";

/* Resolve `host` with the real helper thread, at most 10 s. */
static bool
resolve(char *host, bool to_bind, struct net_address *out)
{
    struct link_rig rig = {0};
    const struct mission_link c = {
        .name = name, .type = MISSION_UDP, .host = host, .port = 4711};
    link_rig_init(&rig, &c);
    link_disable(rig.link);
    struct net_lookup *lookup = NULL;
    bool is_found = false;
    for (unsigned i = 0; i < 1000 && !is_found; i++) {
        is_found =
            net_resolve(rig.link, &lookup, SOCK_DGRAM, to_bind, out, rig.now);
        if (!lookup)
            break;
        (void)poll(NULL, 0, 10);
    }
    assert_int_equal(rig.link->state, is_found ? LINK_DISABLED : LINK_FAULT);
    net_lookup_free(&lookup);
    link_rig_fini(&rig);
    return is_found;
}

static void
numbers_and_names_become_addresses(void **state)
{
    (void)state;
    static char four[] = "192.0.2.7", six[] = "2001:db8::7",
                local[] = "localhost";
    struct net_address a;
    char text[NET_TEXT_SIZE];
    assert_true(resolve(four, false, &a));
    assert_string_equal(net_text(text, &a), "192.0.2.7:4711");
    assert_true(resolve(six, false, &a));
    assert_string_equal(net_text(text, &a), "[2001:db8::7]:4711");
    assert_true(resolve(NULL, true, &a));
    assert_string_equal(net_text(text, &a), "0.0.0.0:4711");
    assert_true(resolve(local, false, &a));
    net_text(text, &a);
    if (strcmp(text, "127.0.0.1:4711") != 0)
        assert_string_equal(text, "[::1]:4711");
}

static void
a_name_that_is_none_is_a_fault(void **state)
{
    (void)state;
    static char bad[] = "no such host";
    struct net_address a;
    assert_false(resolve(bad, false, &a));
}

static void
a_lookup_may_be_given_up_at_any_time(void **state)
{
    (void)state;
    static char host[] = "localhost";
    const struct mission_link c = {
        .name = name, .type = MISSION_UDP, .host = host, .port = 0};
    for (unsigned i = 0; i < 20; i++) {
        struct link_rig rig = {0};
        link_rig_init(&rig, &c);
        link_rig_fini(&rig); /* the helper may still be at work */
    }
}

static void
closing_twice_is_closing_once(void **state)
{
    (void)state;
    int fd = dup(0);
    net_close(&fd);
    assert_int_equal(fd, -1);
    net_close(&fd);
    assert_int_equal(net_port(-1), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_names_become_addresses),
        cmocka_unit_test(a_name_that_is_none_is_a_fault),
        cmocka_unit_test(a_lookup_may_be_given_up_at_any_time),
        cmocka_unit_test(closing_twice_is_closing_once),
    };
    return check_run(tests);
}
