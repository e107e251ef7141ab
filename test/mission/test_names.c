/*
 * test_names.c - the words of mission.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mission/mission.h"
#include "mission/names.h"

static void
every_enum_has_all_its_words(void **state)
{
    (void)state;
    static const struct {
        const struct names *names;
        unsigned n;
    } rows[] = {{&names_bool, 2}, {&names_kind, MISSION_REPLAY + 1},
        {&names_link_type, MISSION_FILE + 1},
        {&names_signal, MISSION_SIGNAL_WINDOWS + 1},
        {&names_code, MISSION_TIME_CDS + 1},
        {&names_epoch, MISSION_EPOCH_CUSTOM}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(rows[i].names->n, rows[i].n);
        for (unsigned k = 0; k < rows[i].n; k++)
            assert_true(names_is_valid(rows[i].names->name[k]));
    }
    assert_string_equal(mission_kind_str(MISSION_SIM), "sim");
    assert_string_equal(
        mission_link_type_str(MISSION_TCP_SERVER), "tcp-server");
    assert_string_equal(mission_kind_str((enum mission_kind)99), "unknown");
    assert_string_equal(
        mission_link_type_str((enum mission_link_type)99), "unknown");
}

static void
names_are_short_and_lower_case(void **state)
{
    (void)state;
    assert_true(names_is_valid("a"));
    assert_true(names_is_valid("tm-2"));
    assert_true(names_is_valid("abcdefghijklmnopqrstuvwxyz012345"));
    static const char *const bad[] = {"", "A", "a.b", "a/b", "a b", "a\n",
        "../x", "\xc3\xa4", "abcdefghijklmnopqrstuvwxyz0123456"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(names_is_valid(bad[i]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_enum_has_all_its_words),
        cmocka_unit_test(names_are_short_and_lower_case),
    };
    return check_run(tests);
}
