/*
 * test_limit_state.c - levels, sides and their words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/limit_state.h"

static void
every_level_and_side_makes_a_round_trip(void **state)
{
    (void)state;
    for (int l = LIMIT_WATCH; l < LIMIT_LEVEL_COUNT; l++) {
        for (int s = LIMIT_NO_SIDE; s <= LIMIT_HIGH; s++) {
            limit_state is =
                limit_state_of((enum limit_level)l, (enum limit_side)s);
            assert_int_equal(limit_state_level(is), l);
            assert_int_equal(limit_state_side(is), s);
            assert_true(limit_state_is_checked(is));
            assert_true(limit_state_is_out(is));
            assert_true(is < LIMIT_UNCHECKED);
        }
    }
}

static void
normal_has_no_side(void **state)
{
    (void)state;
    for (int s = LIMIT_NO_SIDE; s <= LIMIT_HIGH; s++)
        assert_int_equal(
            limit_state_of(LIMIT_NORMAL, (enum limit_side)s), LIMIT_NORMAL);
    assert_true(limit_state_is_checked(LIMIT_NORMAL));
    assert_false(limit_state_is_out(LIMIT_NORMAL));
}

static void
results_that_are_no_level_are_neither_checked_nor_out(void **state)
{
    (void)state;
    static const char *const text[] = {
        "unchecked", "not-received", "invalid", "nan", "expired", "disabled"};
    for (int i = LIMIT_UNCHECKED; i <= LIMIT_DISABLED; i++) {
        limit_state is = (limit_state)i;
        assert_false(limit_state_is_checked(is));
        assert_false(limit_state_is_out(is));
        assert_int_equal(limit_state_level(is), LIMIT_NORMAL);
        assert_int_equal(limit_state_side(is), LIMIT_NO_SIDE);
        assert_string_equal(limit_state_str(is), text[i - LIMIT_UNCHECKED]);
    }
}

static void
the_words_are_those_of_the_manual(void **state)
{
    (void)state;
    static const struct {
        enum limit_level level;
        enum limit_side side;
        const char *text;
    } rows[] = {
        {LIMIT_NORMAL, LIMIT_NO_SIDE, "normal"},
        {LIMIT_WATCH, LIMIT_LOW, "watch-low"},
        {LIMIT_WARNING, LIMIT_HIGH, "warning-high"},
        {LIMIT_DISTRESS, LIMIT_NO_SIDE, "distress"},
        {LIMIT_CRITICAL, LIMIT_LOW, "critical-low"},
        {LIMIT_SEVERE, LIMIT_HIGH, "severe-high"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_string_equal(
            limit_state_str(limit_state_of(rows[i].level, rows[i].side)),
            rows[i].text);
}

static void
a_byte_that_is_no_state_is_unknown(void **state)
{
    (void)state;
    unsigned known = 0;
    for (unsigned i = 0; i < 256; i++) {
        limit_state is = (limit_state)i;
        const char *text = limit_state_str(is);
        assert_true(strlen(text) < LIMIT_STATE_TEXT_SIZE);
        if (strcmp(text, "unknown") == 0)
            assert_false(limit_state_is_checked(is));
        else
            known++;
    }
    assert_int_equal(known, 1 + 5 * 3 + 6);
}

static void
a_level_is_read_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_level;
        enum limit_level level;
    } rows[] = {
        {"normal", true, LIMIT_NORMAL},
        {"Watch", true, LIMIT_WATCH},
        {"WARNING", true, LIMIT_WARNING},
        {"distress", true, LIMIT_DISTRESS},
        {"critical", true, LIMIT_CRITICAL},
        {"sEvErE", true, LIMIT_SEVERE},
        {"", false, LIMIT_NORMAL},
        {"sever", false, LIMIT_NORMAL},
        {"severe ", false, LIMIT_NORMAL},
        {"watch-low", false, LIMIT_NORMAL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum limit_level level = LIMIT_NORMAL;
        assert_int_equal(
            limit_level_parse(rows[i].text, &level), rows[i].is_level);
        assert_int_equal(level, rows[i].level);
    }
    for (int i = 0; i < LIMIT_LEVEL_COUNT; i++) {
        enum limit_level level;
        assert_true(
            limit_level_parse(limit_level_str((enum limit_level)i), &level));
        assert_int_equal(level, i);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_and_side_makes_a_round_trip),
        cmocka_unit_test(normal_has_no_side),
        cmocka_unit_test(results_that_are_no_level_are_neither_checked_nor_out),
        cmocka_unit_test(the_words_are_those_of_the_manual),
        cmocka_unit_test(a_byte_that_is_no_state_is_unknown),
        cmocka_unit_test(a_level_is_read_in_any_case),
    };
    return check_run(tests);
}
