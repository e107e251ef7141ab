/*
 * test_alarm_book_change.c - values and contexts change alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "alarm_desk.h"

static void
an_alarm_keeps_its_first_and_its_worst_value(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 11);
    const struct utc first = d.now;
    d.now = in(&d, 5);
    change(&d, PLAIN, "crit", 22);
    const struct utc worst = d.now;
    d.now = in(&d, 5);
    change(&d, PLAIN, "warn", 12);
    change(&d, PLAIN, "ok", 3);
    const struct alarm *a = alarm_book_find(d.book, PLAIN);
    assert_near(a->first_value, 11, 0);
    assert_near(a->worst_value, 22, 0);
    assert_near(a->last_value, 3, 0);
    assert_int_equal(a->raised.ns, first.ns);
    assert_int_equal(a->worst_time.ns, worst.ns);
    assert_string_equal(limit_state_str(a->worst), "critical-high");
    assert_string_equal(limit_state_str(a->level), "normal");
    assert_near(a->threshold, 10, 0);
    change(&d, PLAIN, "warn", 11.5);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->occurrences, 2);
    assert_near(alarm_book_find(d.book, PLAIN)->first_value, 11, 0);
    desk_fini(&d);
}

static void
the_engine_may_know_a_worse_value(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 11);
    struct limit_explanation x = {.state = state_named("warn"),
        .worst_value = 19,
        .last_value = 13,
        .worst_time = in(&d, 7),
        .seen = 9};
    alarm_book_values(d.book, PLAIN, &x);
    assert_int_equal(d.updates, 1);
    assert_near(d.last.worst_value, 19, 0);
    assert_near(d.last.last_value, 13, 0);
    assert_int_equal(d.last.violations, 9);
    x.worst_value = 18; /* after a restart it knows less */
    alarm_book_values(d.book, PLAIN, &x);
    assert_int_equal(d.updates, 1);
    assert_near(alarm_book_find(d.book, PLAIN)->worst_value, 19, 0);
    alarm_book_values(d.book, SECOND, &x);
    alarm_book_values(d.book, 4711, &x);
    desk_fini(&d);
}

static void
persistence_that_counts_anew_is_no_return(void **state)
{
    (void)state;
    struct desk a;
    desk_init(&a);
    steps(&a, PLAIN, "warn ack");
    strbuf_reset(&a.said);
    const struct limit_change c = {.item = PLAIN,
        .from = LIMIT_NOT_RECEIVED,
        .to = LIMIT_NORMAL,
        .raw_state = state_named("warn"),
        .generation = a.now,
        .kind = MDB_FLOAT,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(a.book, &c, NULL, a.now);
    assert_string_equal(strbuf_get(&a.said), "");
    assert_int_equal(alarm_book_find(a.book, PLAIN)->state, ALARM_ACK);
    desk_fini(&a);
}

static void
texts_of_values_are_kept(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    const struct limit_change c = {.item = PLAIN,
        .to = limit_state_of(LIMIT_WARNING, LIMIT_NO_SIDE),
        .raw_state = limit_state_of(LIMIT_WARNING, LIMIT_NO_SIDE),
        .generation = d.now,
        .eng = 3,
        .kind = MDB_ENUM,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(d.book, &c, "SAFE", d.now);
    assert_string_equal(d.last.last_text, "SAFE");
    assert_near(d.last.last_value, 3, 0);
    struct limit_change s = c;
    s.item = SECOND;
    s.kind = MDB_STRING;
    alarm_book_change(d.book, &s, "text", d.now);
    assert_true(isnan(d.last.last_value));
    desk_fini(&d);
}

static void
the_worst_value_is_kept_on_both_sides(void **state)
{
    (void)state;
    static const struct {
        const char *side;
        double first, worse, milder;
    } rows[] = {{"warn", 11, 19, 18}, {"low", -11, -19, -18}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        change(&d, PLAIN, rows[i].side, rows[i].first);
        struct limit_explanation x = {.state = state_named(rows[i].side),
            .last_value = NAN,
            .worst_value = rows[i].worse};
        alarm_book_values(d.book, PLAIN, &x);
        alarm_book_values(d.book, PLAIN, &x); /* equal is not worse */
        x.worst_value = rows[i].milder;
        alarm_book_values(d.book, PLAIN, &x);
        assert_int_equal(d.updates, 1);
        const struct alarm *a = alarm_book_find(d.book, PLAIN);
        assert_near(a->worst_value, rows[i].worse, 0);
        assert_near(a->last_value, rows[i].first, 0);
        desk_fini(&d);
    }
}

static void
values_within_limits_are_not_the_worst(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "warn", 11);
    struct limit_explanation x = {
        .state = state_named("ok"), .worst_value = 99, .seen = 50};
    alarm_book_values(d.book, PLAIN, &x);
    assert_near(alarm_book_find(d.book, PLAIN)->worst_value, 11, 0);
    assert_int_equal(alarm_book_find(d.book, PLAIN)->violations, 1);
    change(&d, PLAIN, "ok", 1); /* returned: it is not out any more */
    x.state = state_named("warn");
    alarm_book_values(d.book, PLAIN, &x);
    assert_near(alarm_book_find(d.book, PLAIN)->worst_value, 11, 0);
    assert_int_equal(d.updates, 0);
    desk_fini(&d);
}

/* What it goes through after the first violation at 11, and the worst then. */
static void
the_worst_of_an_occurrence_is_its_most_severe(void **state)
{
    (void)state;
    static const struct {
        const char *to[4];
        double v[4];
        const char *worst;
        double value;
        bool is_stale; /* a request that saw the first violation */
    } rows[] = {
        {{"crit"}, {22}, "critical-high", 22, true},
        {{"crit", "warn"}, {22, 12}, "critical-high", 22, true},
        {{"crit", "warn", "crit"}, {22, 12, 21}, "critical-high", 22, true},
        {{"warn"}, {10}, "warning-high", 11, false},
        {{"ok", "warn"}, {1, 12}, "warning-high", 11, false},
        {{"ok", "crit"}, {1, 22}, "critical-high", 22, true},
        {{"ok", "low"}, {1, -9}, "warning-low", -9, true},
        {{"low"}, {-9}, "warning-low", -9, true},
        {{"crit", "ok", "warn"}, {22, 1, 12}, "critical-high", 22, true},
        {{"expired", "warn"}, {0, 12}, "warning-high", 11, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        change(&d, PLAIN, "warn", 11);
        const uint64_t saw = number_of(&d, PLAIN);
        for (size_t k = 0; k < 4 && rows[i].to[k] != NULL; k++)
            change(&d, PLAIN, rows[i].to[k], rows[i].v[k]);
        const struct alarm *a = alarm_book_find(d.book, PLAIN);
        print_message("row %zu\n", i);
        assert_string_equal(limit_state_str(a->worst), rows[i].worst);
        assert_near(a->worst_value, rows[i].value, 0);
        assert_int_equal(
            ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, saw, UTC_NONE, ""),
            rows[i].is_stale ? ERR_AGAIN : ERR_OK);
        desk_fini(&d);
    }
}

/* A more severe one needs another look, the same again does not. */
static void
the_second_most_severe_leaves_a_look_valid(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    steps(&d, PLAIN, "warn crit");
    const uint64_t saw = number_of(&d, PLAIN);
    steps(&d, PLAIN, "warn crit");
    assert_int_equal(
        ask(&d, ALARM_DO_ACKNOWLEDGE, PLAIN, saw, UTC_NONE, ""), ERR_OK);
    desk_fini(&d);
}

static void
items_that_do_not_exist_change_nothing(void **state)
{
    (void)state;
    static const uint32_t none[] = {N_ITEMS, N_ITEMS + 1, 4711, MDB_NIL};
    struct desk d;
    desk_init(&d);
    struct limit_explanation x = {.state = state_named("warn")};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        change(&d, none[i], "crit", 22);
        pending(&d, none[i], "crit");
        alarm_book_values(d.book, none[i], &x);
        alarm_book_suppress(d.book, none[i], true, d.now);
        assert_null(alarm_book_find(d.book, none[i]));
    }
    assert_string_equal(strbuf_get(&d.said), "");
    desk_fini(&d);
}

static void
each_kind_of_value_is_a_number_or_none(void **state)
{
    (void)state;
    static const struct {
        enum mdb_kind kind;
        uint64_t eng;
        double want;
    } rows[] = {
        {MDB_INT, UINT64_MAX, -1},
        {MDB_ENUM, 3, 3},
        {MDB_TIME, UINT64_MAX, -1},
        {MDB_UINT, UINT64_MAX, 0x1p64},
        {MDB_BOOL, 1, 1},
        {MDB_FLOAT, 0x3ff8000000000000, 1.5},
        {MDB_DURATION, 0x3ff8000000000000, 1.5},
        {MDB_STRING, 3, NAN},
        {MDB_BINARY, 3, NAN},
        {MDB_NONE, 3, NAN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        desk_init(&d);
        const struct limit_change c = {.item = PLAIN,
            .to = state_named("warn"),
            .raw_state = state_named("warn"),
            .generation = d.now,
            .eng = rows[i].eng,
            .kind = rows[i].kind,
            .threshold = NAN};
        alarm_book_change(d.book, &c, NULL, d.now);
        print_message("row %zu\n", i);
        if (isnan(rows[i].want))
            assert_true(isnan(d.last.last_value));
        else
            assert_near(d.last.last_value, rows[i].want, 0);
        desk_fini(&d);
    }
}

/* Labels have no side: their values are not more or less. */
static void
without_a_side_no_value_is_worse(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    change(&d, PLAIN, "label", 3);
    struct limit_explanation x = {
        .state = state_named("label"), .worst_value = 99, .last_value = 4};
    alarm_book_values(d.book, PLAIN, &x);
    assert_int_equal(d.updates, 0);
    assert_near(alarm_book_find(d.book, PLAIN)->worst_value, 3, 0);
    desk_fini(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alarm_keeps_its_first_and_its_worst_value),
        cmocka_unit_test(the_engine_may_know_a_worse_value),
        cmocka_unit_test(persistence_that_counts_anew_is_no_return),
        cmocka_unit_test(texts_of_values_are_kept),
        cmocka_unit_test(the_worst_value_is_kept_on_both_sides),
        cmocka_unit_test(values_within_limits_are_not_the_worst),
        cmocka_unit_test(the_worst_of_an_occurrence_is_its_most_severe),
        cmocka_unit_test(the_second_most_severe_leaves_a_look_valid),
        cmocka_unit_test(items_that_do_not_exist_change_nothing),
        cmocka_unit_test(each_kind_of_value_is_a_number_or_none),
        cmocka_unit_test(without_a_side_no_value_is_worse),
    };
    return check_run(tests);
}
