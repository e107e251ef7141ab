/*
 * test_persistence.c - how many samples, and how long, until it counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "limits/persistence.h"

/* Levels as digits, a sample a second: the states, as digits. */
static void
expect(const struct persistence_rule *rule, const char *raw, const char *want)
{
    struct persistence p = {0};
    enum limit_level level = LIMIT_NORMAL;
    uint32_t seen, needed;
    for (size_t i = 0; raw[i] != '\0'; i++) {
        level =
            persistence_step(&p, rule, level, (enum limit_level)(raw[i] - '0'),
                (int64_t)i * 1000000000, &seen, &needed);
        if (level != (enum limit_level)(want[i] - '0'))
            fail_msg(
                "%s at %zu: %d, should be %c", raw, i, (int)level, want[i]);
    }
}

static void
levels_are_confirmed_one_by_one(void **state)
{
    (void)state;
    static const struct {
        struct persistence_rule rule;
        const char *raw, *state;
    } rows[] = {
        {{1, 1, 0, 0}, "0204500", "0204500"},
        {{0, 0, 0, 0}, "0204500", "0204500"},
        {{2, 1, 0, 0}, "0220220", "0020020"},
        {{3, 1, 0, 0}, "2022022202", "0000000200"},
        {{1, 3, 0, 0}, "2002000", "2222220"},
        {{3, 1, 0, 0}, "242444", "002224"}, /* never 4 too early */
        {{3, 3, 0, 0}, "444200000", "004442000"},
        {{3, 3, 0, 0}, "444202000", "004442220"},
        {{1, 2, 0, 0}, "4242424", "4444444"},
        {{1, 2, 0, 0}, "42024000", "44224400"},
        {{2, 2, 0, 0}, "5151515", "0111111"},
        /* seconds */
        {{1, 1, 3000000000, 0}, "2222200", "0002200"},
        {{1, 1, 3000000000, 0}, "2202222", "0000002"},
        {{5, 1, 3000000000, 0}, "222222", "000022"},
        {{2, 1, 3000000000, 0}, "222222", "000222"},
        {{1, 1, 0, 2000000000}, "2000020", "2220022"},
        {{1, 4, 0, 2000000000}, "2000002", "2222002"},
        {{1, 1, 3000000000, 0}, "242444444", "000222444"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect(&rows[i].rule, rows[i].raw, rows[i].state);
}

static void
it_tells_how_many_of_how_many(void **state)
{
    (void)state;
    struct persistence_rule rule = {3, 2, 0, 0};
    struct persistence p = {0};
    static const struct {
        enum limit_level before, raw, after;
        uint32_t seen, needed;
    } rows[] = {
        {0, 0, 0, 0, 0},
        {0, 2, 0, 1, 3},
        {0, 4, 0, 2, 3},
        {0, 2, 2, 3, 3},
        {2, 4, 2, 1, 3},
        {2, 2, 2, 0, 0},
        {2, 0, 2, 1, 2},
        {2, 1, 1, 2, 2},
        {1, 0, 1, 1, 2},
        {1, 0, 0, 2, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t seen, needed;
        enum limit_level after = persistence_step(
            &p, &rule, rows[i].before, rows[i].raw, 0, &seen, &needed);
        assert_int_equal(after, rows[i].after);
        assert_int_equal(seen, rows[i].seen);
        assert_int_equal(needed, rows[i].needed);
    }
}

static void
idle_is_when_nothing_counts(void **state)
{
    (void)state;
    struct persistence_rule rule = {2, 1, 0, 0};
    struct persistence p = {0};
    uint32_t seen, needed;
    assert_true(persistence_is_idle(&p));
    for (int l = LIMIT_WATCH; l <= LIMIT_SEVERE; l++) {
        (void)persistence_step(
            &p, &rule, LIMIT_NORMAL, (enum limit_level)l, 0, &seen, &needed);
        assert_false(persistence_is_idle(&p));
        (void)persistence_step(
            &p, &rule, LIMIT_NORMAL, LIMIT_NORMAL, 0, &seen, &needed);
        assert_true(persistence_is_idle(&p));
    }
}

static void
a_clock_that_steps_back_confirms_nothing_by_time(void **state)
{
    (void)state;
    struct persistence_rule timed = {1, 1, 10, 0}, counted = {2, 1, 0, 0};
    struct persistence p = {0};
    uint32_t seen, needed;
    assert_int_equal(
        persistence_step(&p, &timed, 0, 2, 100, &seen, &needed), 0);
    assert_int_equal(persistence_step(&p, &timed, 0, 2, 90, &seen, &needed), 0);
    assert_int_equal(
        persistence_step(&p, &timed, 0, 2, 109, &seen, &needed), 0);
    assert_int_equal(
        persistence_step(&p, &timed, 0, 2, 110, &seen, &needed), 2);
    p = (struct persistence){0};
    assert_int_equal(
        persistence_step(&p, &counted, 0, 2, 100, &seen, &needed), 0);
    assert_int_equal(
        persistence_step(&p, &counted, 0, 2, 90, &seen, &needed), 2);
}

static void
one_is_needed_where_none_is_asked_for(void **state)
{
    (void)state;
    struct persistence_rule rule = {0, 0, 10, 10};
    struct persistence p = {0};
    uint32_t seen, needed;
    assert_int_equal(persistence_step(&p, &rule, 0, 2, 0, &seen, &needed), 0);
    assert_int_equal(seen, 1);
    assert_int_equal(needed, 1);
    assert_int_equal(persistence_step(&p, &rule, 0, 2, 10, &seen, &needed), 2);
    assert_int_equal(persistence_step(&p, &rule, 2, 0, 20, &seen, &needed), 2);
    assert_int_equal(seen, 1);
    assert_int_equal(needed, 1);
}

static void
each_level_that_counts_by_itself_is_not_idle(void **state)
{
    (void)state;
    struct persistence_rule rule = {2, 2, 0, 0};
    uint32_t seen, needed;
    for (int l = LIMIT_WATCH; l <= LIMIT_SEVERE; l++) {
        enum limit_level level = (enum limit_level)l, below = level - 1;
        struct persistence out = {0}, back = {0};
        (void)persistence_step(&out, &rule, below, level, 0, &seen, &needed);
        assert_false(persistence_is_idle(&out));
        (void)persistence_step(&back, &rule, level, below, 0, &seen, &needed);
        assert_false(persistence_is_idle(&back));
    }
}

static void
the_count_stays_at_its_end(void **state)
{
    (void)state;
    struct persistence_rule rule = {1, 1, 100, 0};
    struct persistence p = {0};
    uint32_t seen, needed;
    p.run[LIMIT_WATCH] = UINT32_MAX;
    p.since[LIMIT_WATCH] = 5;
    for (int64_t now = 6; now < 105; now++)
        assert_int_equal(persistence_step(&p, &rule, LIMIT_NORMAL, LIMIT_WATCH,
                             now, &seen, &needed),
            LIMIT_NORMAL);
    assert_int_equal(seen, UINT32_MAX);
    assert_int_equal(persistence_step(&p, &rule, LIMIT_NORMAL, LIMIT_WATCH, 105,
                         &seen, &needed),
        LIMIT_WATCH);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_confirmed_one_by_one),
        cmocka_unit_test(it_tells_how_many_of_how_many),
        cmocka_unit_test(idle_is_when_nothing_counts),
        cmocka_unit_test(a_clock_that_steps_back_confirms_nothing_by_time),
        cmocka_unit_test(one_is_needed_where_none_is_asked_for),
        cmocka_unit_test(each_level_that_counts_by_itself_is_not_idle),
        cmocka_unit_test(the_count_stays_at_its_end),
    };
    return check_run(tests);
}
