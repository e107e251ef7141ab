/*
 * test_meet.c - places that are one, and places that cannot be told apart.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "mission/meet.h"

static void
hosts_meet_when_they_are_or_may_be_one(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool meet;
    } rows[] = {
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.255.0.9", true},
        {"127.0.0.1", "::1", true},
        {"::ffff:127.0.0.1", "localhost", true},
        {"LOCALHOST", "127.0.0.1", true},
        {"0x7f.1", "127.0.0.1", true},
        {NULL, "10.0.0.1", true},
        {"", "10.0.0.1", true},
        {"0.0.0.0", "10.0.0.1", true},
        {"::", "fe80::1", true},
        {"fe80::1%lo", "fe80::1", true},
        {"fe80::1", "FE80:0::1", true},
        {"gs", "10.0.0.1", true},
        {"gs", "ga", true},
        {"10.0.0.1", "10.0.0.2", false},
        {"10.0.0.1", "127.0.0.1", false},
        {"fe80::1", "fe80::2", false},
        {"::1", "10.0.0.1", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct meet_place a = {MISSION_UDP, rows[i].a, 7, NULL};
        struct meet_place b = {MISSION_TCP, rows[i].b, 7, NULL};
        if (meet(&a, &b) != rows[i].meet || meet(&b, &a) != rows[i].meet)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
        b.port = 8;
        assert_false(meet(&a, &b));
        a.port = b.port = 0;
        assert_false(meet(&a, &b));
    }
}

static void
paths_meet_when_they_are_one_file_or_one_holds_the_other(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool meet;
    } rows[] = {
        {"/dev/null", "/dev/../dev/null", true},
        {"/dev/null", "/dev", true},
        {"/nowhere/x", "/nowhere/x", true},
        {"/nowhere/x", "/nowhere/xy", false},
        {"/dev/null", "/dev/zero", false},
        {"no-file", "./no-file", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct meet_place a = {MISSION_FILE, NULL, 0, rows[i].a};
        const struct meet_place b = {MISSION_SERIAL, NULL, 0, rows[i].b};
        if (meet(&a, &b) != rows[i].meet || meet(&b, &a) != rows[i].meet)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
    }
    const struct meet_place file = {MISSION_FILE, NULL, 0, NULL};
    const struct meet_place net = {MISSION_UDP, "h", 1, NULL};
    assert_false(meet(&file, &file));
    assert_false(meet(&file, &net));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_meet_when_they_are_or_may_be_one),
        cmocka_unit_test(
            paths_meet_when_they_are_one_file_or_one_holds_the_other),
    };
    return check_run(tests);
}
