/*
 * test_link.c - what all links have in common.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <fnmatch.h>

static char name[] = "x", host[] = "127.0.0.1", six[] = "::1", none[] = "",
            path[] = "/dev/nothing";

static void
every_state_has_its_own_word(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LINK_STATE_COUNT; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(link_state_str((enum link_state)i),
                link_state_str((enum link_state)k));
    assert_string_equal(link_state_str(LINK_STATE_COUNT), "?");
}

static void
the_address_is_what_a_person_would_write(void **state)
{
    (void)state;
    const struct {
        struct mission_link conf;
        const char *address, *kind;
    } rows[] = {
        {{.name = name, .type = MISSION_UDP, .host = host, .port = 0},
            "127.0.0.1:*", "udp"},
        {{.name = name, .type = MISSION_UDP, .host = none, .port = 0}, "*:*",
            "udp"},
        {{.name = name, .type = MISSION_UDP, .host = NULL, .port = 0}, "*:*",
            "udp"},
        {{.name = name, .type = MISSION_TCP_SERVER, .host = six, .port = 0},
            "[[]::1]:*", "tcp-server"},
        {{.name = name, .type = MISSION_SERIAL, .path = path, .baud = 9600},
            "/dev/nothing", "serial"},
        {{.name = name, .type = MISSION_FILE, .path = path}, "/dev/nothing",
            "file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct link_rig rig = {0};
        link_rig_init(&rig, &rows[i].conf);
        if (fnmatch(rows[i].address, rig.link->address, FNM_NOESCAPE) != 0 ||
            strstr(rig.link->address, ":0"))
            fail_msg("%s is not %s", rig.link->address, rows[i].address);
        assert_string_equal(rig.link->class->kind, rows[i].kind);
        link_rig_fini(&rig);
    }
}

static void
enabling_twice_is_enabling_once(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = {
        .name = name, .type = MISSION_UDP, .host = host};
    link_rig_init(&rig, &c);
    const size_t states = rig.states;
    link_enable(rig.link, rig.now);
    assert_int_equal(rig.states, states);
    link_disable(rig.link);
    link_disable(rig.link);
    assert_int_equal(rig.states, states + 1);
    assert_false(link_is_enabled(rig.link));
    link_rig_fini(&rig);
}

static void
the_timer_does_nothing_before_its_time(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = {
        .name = name, .type = MISSION_FILE, .path = path};
    link_rig_init(&rig, &c);
    const struct mono due = link_wake(rig.link);
    link_rig_wait(&rig, mono_diff_ns(due, rig.now.mono) - 1);
    assert_int_equal(link_wake(rig.link).ns, due.ns);
    link_rig_wait(&rig, 1);
    assert_true(link_wake(rig.link).ns > due.ns);
    link_rig_fini(&rig);
}

static void
data_makes_the_next_pause_short_again(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = {
        .name = name, .type = MISSION_FILE, .path = path};
    link_rig_init(&rig, &c);
    for (unsigned i = 0; i < 6; i++)
        link_rig_wait(&rig, LINK_RETRY_MAX_NS);
    assert_int_equal(rig.link->retry_ns, LINK_RETRY_MAX_NS);
    link_deliver(rig.link, (const uint8_t *)"x", 1, false, rig.now);
    assert_int_equal(rig.link->retry_ns, LINK_RETRY_MIN_NS);
    link_rig_fini(&rig);
}

static void
an_equal_state_is_not_told_again(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    const struct mission_link c = {
        .name = name, .type = MISSION_UDP, .host = host};
    link_rig_init(&rig, &c);
    const size_t states = rig.states;
    link_set(rig.link, LINK_DOWN, "reason %d", 1);
    link_set(rig.link, LINK_DOWN, "reason %d", 1);
    assert_int_equal(rig.states, states + 1);
    link_set(rig.link, LINK_DOWN, "reason %d", 2);
    assert_int_equal(rig.states, states + 2);
    link_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_has_its_own_word),
        cmocka_unit_test(the_address_is_what_a_person_would_write),
        cmocka_unit_test(enabling_twice_is_enabling_once),
        cmocka_unit_test(the_timer_does_nothing_before_its_time),
        cmocka_unit_test(data_makes_the_next_pause_short_again),
        cmocka_unit_test(an_equal_state_is_not_told_again),
    };
    return check_run(tests);
}
