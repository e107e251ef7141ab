/*
 * test_judge.c - how bad one value is: every edge, every kind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <malloc.h>

#include "common/attr.h"
#include "limits/judge.h"

static const struct mdb_type float_type = {.eng_kind = MDB_FLOAT};

static struct verdict
judge_double(const struct judge *j, double v, limit_state state)
{
    return judge_value(j, mdb_cell_float(v), NULL, 0, state);
}

static void
expect(const struct judge *j, double v, limit_state state, const char *want)
{
    struct verdict r = judge_double(j, v, state);
    const char *text = limit_state_str(limit_state_of(r.level, r.side));
    if (strcmp(text, want) != 0)
        fail_msg("%.17g: %s, should be %s", v, text, want);
}

static struct mdb_alarm
ranges(bool is_inside, bool min_exclusive, bool max_exclusive)
{
    struct mdb_alarm a = {.min_violations = 1, .min_conformance = 1};
    a.ranges.is_given = true;
    a.ranges.is_inside = is_inside;
    a.ranges.has[LIMIT_WARNING] = true;
    a.ranges.range[LIMIT_WARNING] = (struct mdb_range){.min = 10,
        .max = 50,
        .min_is_exclusive = min_exclusive,
        .max_is_exclusive = max_exclusive};
    return a;
}

static void
each_edge_is_within_or_not_as_it_is_written(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags < 8; flags++) {
        bool in = (flags & 4) != 0, low = (flags & 1) != 0,
             high = (flags & 2) != 0;
        struct mdb_alarm a = ranges(in, low, high);
        struct judge j;
        judge_init(&j, &a, &float_type, 0);
        const char *below = in ? "normal" : "warning-low";
        const char *above = in ? "normal" : "warning-high";
        const char *within = in ? "warning" : "normal";
        expect(&j, 10, LIMIT_NORMAL, low ? below : within);
        expect(&j, 50, LIMIT_NORMAL, high ? above : within);
        expect(&j, nextafter(10, 0), LIMIT_NORMAL, below);
        expect(&j, nextafter(10, 11), LIMIT_NORMAL, within);
        expect(&j, nextafter(50, 0), LIMIT_NORMAL, within);
        expect(&j, nextafter(50, 51), LIMIT_NORMAL, above);
        expect(&j, INFINITY, LIMIT_NORMAL, above);
        expect(&j, -INFINITY, LIMIT_NORMAL, below);
        judge_fini(&j);
    }
}

static void
a_deadband_is_at_work_on_the_way_back_of_its_side_only(void **state)
{
    (void)state;
    struct mdb_alarm a = ranges(false, false, true);
    a.ranges.has[LIMIT_CRITICAL] = true;
    a.ranges.range[LIMIT_CRITICAL] = (struct mdb_range){.min = 0, .max = 60};
    struct judge j;
    judge_init(&j, &a, &float_type, 2);
    limit_state wh = limit_state_of(LIMIT_WARNING, LIMIT_HIGH);
    limit_state wl = limit_state_of(LIMIT_WARNING, LIMIT_LOW);
    limit_state ch = limit_state_of(LIMIT_CRITICAL, LIMIT_HIGH);
    const struct {
        double v;
        limit_state state;
        const char *want;
    } rows[] = {
        {49, LIMIT_NORMAL, "normal"},
        {49, wh, "warning-high"},
        {48, wh, "warning-high"}, /* exclusive: the shifted edge, too */
        {nextafter(48, 0), wh, "normal"},
        {11, wh, "normal"},
        {9.5, wh, "warning-low"},
        {11, wl, "warning-low"},
        {12, wl, "normal"}, /* inclusive */
        {nextafter(12, 0), wl, "warning-low"},
        {49, wl, "normal"},
        {59, wh, "warning-high"},
        {59, ch, "critical-high"},
        {58, ch, "warning-high"},
        {nextafter(58, 59), ch, "critical-high"},
        {48.5, ch, "warning-high"},
        {47, ch, "normal"},
        {61, wl, "critical-high"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect(&j, rows[i].v, rows[i].state, rows[i].want);
    judge_fini(&j);
    a = ranges(true, false, false);
    judge_init(&j, &a, &float_type, 2);
    limit_state w = limit_state_of(LIMIT_WARNING, LIMIT_NO_SIDE);
    expect(&j, 51, LIMIT_NORMAL, "normal");
    expect(&j, 52, w, "warning");
    expect(&j, 52.1, w, "normal");
    expect(&j, 8, w, "warning");
    expect(&j, 7.9, w, "normal");
    judge_fini(&j);
}

static void
the_threshold_is_the_edge_that_was_crossed(void **state)
{
    (void)state;
    struct mdb_alarm a = ranges(false, false, false);
    struct judge j;
    judge_init(&j, &a, &float_type, 0);
    assert_near(judge_double(&j, 51, LIMIT_NORMAL).threshold, 50, 0);
    assert_near(judge_double(&j, 9, LIMIT_NORMAL).threshold, 10, 0);
    assert_near(judge_double(&j, 20, LIMIT_NORMAL).threshold, NAN, 0);
    judge_fini(&j);
    a = ranges(true, false, false);
    a.ranges.range[LIMIT_WARNING].max = INFINITY;
    judge_init(&j, &a, &float_type, 0);
    expect(&j, 10, LIMIT_NORMAL, "warning-high");
    expect(&j, INFINITY, LIMIT_NORMAL, "warning-high");
    assert_near(judge_double(&j, 11, LIMIT_NORMAL).threshold, 10, 0);
    judge_fini(&j);
    a.ranges.range[LIMIT_WARNING].max = 50;
    a.ranges.range[LIMIT_WARNING].min = -INFINITY;
    judge_init(&j, &a, &float_type, 0);
    expect(&j, 50, LIMIT_NORMAL, "warning-low");
    assert_near(judge_double(&j, 11, LIMIT_NORMAL).threshold, 50, 0);
    judge_fini(&j);
}

static void
the_most_severe_range_wins_however_they_lie(void **state)
{
    (void)state;
    struct mdb_alarm a = ranges(false, false, false);
    a.ranges.has[LIMIT_SEVERE] = true; /* narrower than the warning */
    a.ranges.range[LIMIT_SEVERE] = (struct mdb_range){.min = 20, .max = 30};
    struct judge j;
    judge_init(&j, &a, &float_type, 0);
    expect(&j, 25, LIMIT_NORMAL, "normal");
    expect(&j, 15, LIMIT_NORMAL, "severe-low");
    expect(&j, 55, LIMIT_NORMAL, "severe-high");
    judge_fini(&j);
}

static void
multi_ranges_take_the_worst_and_name_what_is_normal(void **state)
{
    (void)state;
    struct mdb_multi_range m[] = {
        {LIMIT_WATCH, true, {.min = 0, .max = 10}},
        {LIMIT_CRITICAL, true, {.min = 5, .max = 6, .max_is_exclusive = true}},
        {LIMIT_WARNING, false, {.min = -100, .max = 100}},
        {LIMIT_NORMAL, true, {.min = 20, .max = 30}},
    };
    struct mdb_alarm a = {.multi = m, .n_multi = 3};
    struct judge j;
    judge_init(&j, &a, &float_type, 0);
    expect(&j, 0, LIMIT_NORMAL, "watch");
    expect(&j, 5, LIMIT_NORMAL, "critical");
    expect(&j, 6, LIMIT_NORMAL, "watch");
    expect(&j, 11, LIMIT_NORMAL, "normal");
    expect(&j, 101, LIMIT_NORMAL, "warning");
    judge_fini(&j);
    a.n_multi = 4;
    judge_init(&j, &a, &float_type, 0);
    expect(&j, 20, LIMIT_NORMAL, "normal");
    expect(&j, 11, LIMIT_NORMAL, "watch"); /* nobody says it is normal */
    expect(&j, 5, LIMIT_NORMAL, "critical");
    judge_fini(&j);
}

static void
labels_have_levels_and_the_rest_the_default(void **state)
{
    (void)state;
    static const struct mdb_label label[] = {{0, 0, "OFF", NULL},
        {1, 3, "ON", NULL}, {7, 7, "FAIL", NULL}, {8, 8, "FAIL", NULL}};
    const struct mdb_type type = {
        .eng_kind = MDB_ENUM, .label = label, .n_labels = 4};
    static const struct mdb_text_alarm text[] = {{"OFF", false, LIMIT_WATCH, 0},
        {"FAIL", false, LIMIT_SEVERE, 0}, {"FAIL", false, LIMIT_WATCH, 0},
        {"ON", false, LIMIT_NORMAL, 0}};
    struct mdb_alarm a = {.text = text, .n_texts = 4};
    static const struct {
        int64_t v;
        enum limit_level level, with_default;
    } rows[] = {
        {INT64_MIN, LIMIT_NORMAL, LIMIT_WARNING},
        {-1, LIMIT_NORMAL, LIMIT_WARNING},
        {0, LIMIT_WATCH, LIMIT_WATCH},
        {1, LIMIT_NORMAL, LIMIT_NORMAL},
        {3, LIMIT_NORMAL, LIMIT_NORMAL},
        {4, LIMIT_NORMAL, LIMIT_WARNING},
        {6, LIMIT_NORMAL, LIMIT_WARNING},
        {7, LIMIT_SEVERE, LIMIT_SEVERE},
        {8, LIMIT_SEVERE, LIMIT_SEVERE},
        {9, LIMIT_NORMAL, LIMIT_WARNING},
        {INT64_MAX, LIMIT_NORMAL, LIMIT_WARNING},
    };
    for (int has_default = 0; has_default < 2; has_default++) {
        struct judge j;
        a.has_default_level = has_default != 0;
        a.default_level = LIMIT_WARNING;
        judge_init(&j, &a, &type, 0);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            mdb_cell c = (mdb_cell)rows[i].v;
            struct verdict v = judge_value(&j, c, NULL, 0, LIMIT_NORMAL);
            assert_int_equal(
                v.level, has_default ? rows[i].with_default : rows[i].level);
            struct key_range calm = judge_calm(&j, c);
            assert_true(key_is_in(calm, key_fast(c, 0)));
        }
        judge_fini(&j);
    }
}

static void
booleans_go_by_their_texts(void **state)
{
    (void)state;
    struct mdb_type type = {
        .eng_kind = MDB_BOOL, .zero_text = "OPEN", .one_text = "CLOSED"};
    struct mdb_text_alarm text[] = {{"OPEN", false, LIMIT_CRITICAL, 0}};
    struct mdb_alarm a = {.text = text, .n_texts = 1};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    assert_int_equal(
        judge_value(&j, 0, NULL, 0, LIMIT_NORMAL).level, LIMIT_CRITICAL);
    assert_int_equal(
        judge_value(&j, 1, NULL, 0, LIMIT_NORMAL).level, LIMIT_NORMAL);
    judge_fini(&j);
    type.zero_text = type.one_text = NULL;
    text[0].text = "True";
    judge_init(&j, &a, &type, 0);
    assert_int_equal(
        judge_value(&j, 0, NULL, 0, LIMIT_NORMAL).level, LIMIT_NORMAL);
    assert_int_equal(
        judge_value(&j, 1, NULL, 0, LIMIT_NORMAL).level, LIMIT_CRITICAL);
    assert_int_equal(judge_value(&j, (mdb_cell)-1, NULL, 0, LIMIT_NORMAL).level,
        LIMIT_CRITICAL);
    judge_fini(&j);
}

static void
strings_match_patterns_in_order(void **state)
{
    (void)state;
    const struct mdb_type type = {.eng_kind = MDB_STRING};
    static const struct mdb_text_alarm text[] = {
        {"E[0-9]+", true, LIMIT_WARNING, 0}, {"^E9", true, LIMIT_SEVERE, 0},
        {"OK", false, LIMIT_NORMAL, 0}, {"^$", true, LIMIT_WATCH, 0},
        {"(", true, LIMIT_SEVERE, 0}, /* cannot be compiled: no match */
    };
    static const struct {
        const char *blob;
        uint32_t at, len;
        enum limit_level want;
    } rows[] = {
        {"OK", 0, 2, LIMIT_NORMAL},
        {"OKE1", 0, 2, LIMIT_NORMAL}, /* ends with its span */
        {"OK E1", 0, 5, LIMIT_WARNING},
        {"E9", 0, 2, LIMIT_WARNING},
        {"xxE9", 1, 2, LIMIT_DISTRESS},
        {"", 0, 0, LIMIT_WATCH},
        {"abc", 2, 5, LIMIT_WATCH}, /* outside: empty */
        {"abc", 9, 0, LIMIT_WATCH},
        {"OKAY", 0, 4, LIMIT_DISTRESS},
    };
    struct mdb_alarm a = {.text = text,
        .n_texts = ARRAY_LEN(text),
        .has_default_level = true,
        .default_level = LIMIT_DISTRESS};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct verdict v =
            judge_value(&j, mdb_cell_span(rows[i].at, rows[i].len),
                rows[i].blob, strlen(rows[i].blob), LIMIT_NORMAL);
        assert_int_equal(v.level, rows[i].want);
    }
    /* texts of messages end with their length, long ones too */
    for (size_t len = 1; len < 1000; len += 83) {
        char *blob = malloc(len);
        assert_non_null(blob);
        memset(blob, 'x', len);
        blob[len - 1] = 'E';
        struct verdict v = judge_value(
            &j, mdb_cell_span(0, (uint32_t)len), blob, len, LIMIT_NORMAL);
        assert_int_equal(v.level, LIMIT_DISTRESS);
        free(blob);
    }
    struct key_range calm = judge_calm(&j, 0);
    assert_true(calm.lo > calm.hi);
    judge_fini(&j);
}

static void
integers_beyond_2_to_53_are_not_rounded(void **state)
{
    (void)state;
    const struct mdb_type type = {.eng_kind = MDB_INT};
    struct mdb_alarm a = ranges(false, false, true);
    a.ranges.range[LIMIT_WARNING] =
        (struct mdb_range){.min = 0, .max = 0x1p60, .max_is_exclusive = true};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    uint64_t edge = UINT64_C(1) << 60;
    assert_int_equal(
        judge_value(&j, edge - 1, NULL, 0, LIMIT_NORMAL).level, LIMIT_NORMAL);
    assert_int_equal(
        judge_value(&j, edge, NULL, 0, LIMIT_NORMAL).level, LIMIT_WARNING);
    judge_fini(&j);
}

/* All bounds that calm gives, walked: the verdict must be normal within, and
 * just beyond them something must change or the range must end. */
static void
calm_bounds_hold_what_is_surely_normal(void **state)
{
    (void)state;
    static const double v[] = {-INFINITY, -50, -10, -5, -4.9e-324, -0.0, 0,
        4.9e-324, 5, 7, 10, 20, 25, 30, 50, INFINITY};
    struct mdb_multi_range m[] = {
        {LIMIT_WATCH, true, {.min = 0, .max = 5, .min_is_exclusive = true}},
        {LIMIT_WATCH, true, {.min = 20, .max = 25}},
        {LIMIT_WARNING, false, {.min = -10, .max = 30}},
    };
    struct mdb_alarm a = {.multi = m, .n_multi = 3};
    a.ranges.is_given = a.ranges.is_inside = true;
    a.ranges.has[LIMIT_SEVERE] = true;
    a.ranges.range[LIMIT_SEVERE] =
        (struct mdb_range){.min = 7, .max = 7, .max_is_exclusive = false};
    struct judge j;
    judge_init(&j, &a, &float_type, 0);
    for (size_t i = 0; i < ARRAY_LEN(v); i++) {
        if (judge_double(&j, v[i], LIMIT_NORMAL).level != LIMIT_NORMAL)
            continue;
        struct key_range calm = judge_calm(&j, mdb_cell_float(v[i]));
        assert_true(key_is_in(calm, key_fast(mdb_cell_float(v[i]), ~0ull)));
        for (size_t k = 0; k < ARRAY_LEN(v); k++)
            if (key_is_in(calm, key_fast(mdb_cell_float(v[k]), ~0ull)))
                assert_int_equal(
                    judge_double(&j, v[k], LIMIT_NORMAL).level, LIMIT_NORMAL);
    }
    struct key_range calm = judge_calm(&j, mdb_cell_float(-5));
    assert_int_equal(calm.lo, key_of_double(-10));
    assert_int_equal(calm.hi, key_of_double(0));
    calm = judge_calm(&j, mdb_cell_float(10));
    assert_int_equal(calm.lo, key_of_double(7) + 1);
    assert_int_equal(calm.hi, key_of_double(20) - 1);
    judge_fini(&j);
}

/* Steps as "hi:level" each, the last one to the end. */
static void
expect_steps(const struct judge *j, const struct judge_step *want, size_t n)
{
    assert_int_equal(j->n_steps, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(j->step[i].hi, want[i].hi);
        assert_int_equal(j->step[i].level, want[i].level);
        mdb_cell cell = (mdb_cell)want[i].hi;
        struct key_range calm = judge_calm(j, cell);
        assert_int_equal(calm.lo, i == 0 ? INT64_MIN : want[i - 1].hi + 1);
        assert_int_equal(calm.hi, want[i].hi);
        assert_int_equal(
            judge_value(j, cell, NULL, 0, LIMIT_NORMAL).level, want[i].level);
    }
}

static void
labels_become_as_few_steps_as_can_be(void **state)
{
    (void)state;
    static const struct mdb_label label[] = {
        {INT64_MIN, INT64_MIN, "FAIL", NULL}, {0, 0, "OFF", NULL},
        {1, 3, "ON", NULL}, {2, 4, "FAIL", NULL}, /* begins too early */
        {9, 8, "FAIL", NULL},                     /* ends too early */
        {7, 7, "FAIL", NULL}, {8, 8, "FAIL", NULL}, {9, 9, "OFF", NULL},
        {20, 20, "FAIL", NULL}, /* is not one of them */
    };
    static const struct judge_step want[] = {{INT64_MIN, LIMIT_SEVERE},
        {-1, LIMIT_WARNING}, {0, LIMIT_WATCH},
        {6, LIMIT_WARNING}, /* ON and what is behind it: as other values */
        {8, LIMIT_SEVERE}, {9, LIMIT_WATCH}, {INT64_MAX, LIMIT_WARNING}};
    static const struct mdb_text_alarm text[] = {
        {"OFF", false, LIMIT_WATCH, 0}, {"FAIL", false, LIMIT_SEVERE, 0}};
    const struct mdb_type type = {
        .eng_kind = MDB_ENUM, .label = label, .n_labels = ARRAY_LEN(label) - 1};
    struct mdb_alarm a = {.text = text,
        .n_texts = 2,
        .has_default_level = true,
        .default_level = LIMIT_WARNING};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    expect_steps(&j, want, ARRAY_LEN(want));
    judge_fini(&j);
}

static void
a_label_may_reach_to_the_last_value(void **state)
{
    (void)state;
    static const struct mdb_label label[] = {
        {5, INT64_MAX, "FAIL", NULL}, {7, 7, "OFF", NULL}};
    static const struct judge_step want[] = {
        {4, LIMIT_WARNING}, {INT64_MAX, LIMIT_SEVERE}};
    static const struct mdb_text_alarm text[] = {
        {"OFF", false, LIMIT_WATCH, 0}, {"FAIL", false, LIMIT_SEVERE, 0}};
    const struct mdb_type type = {
        .eng_kind = MDB_ENUM, .label = label, .n_labels = ARRAY_LEN(label)};
    struct mdb_alarm a = {.text = text,
        .n_texts = 2,
        .has_default_level = true,
        .default_level = LIMIT_WARNING};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    expect_steps(&j, want, ARRAY_LEN(want));
    judge_fini(&j);
}

static void
a_text_that_is_not_there_is_empty(void **state)
{
    (void)state;
    static const struct mdb_text_alarm text[] = {{"^$", true, LIMIT_WATCH, 0}};
    const struct mdb_type type = {.eng_kind = MDB_STRING};
    struct mdb_alarm a = {.text = text,
        .n_texts = 1,
        .has_default_level = true,
        .default_level = LIMIT_SEVERE};
    static const struct {
        const char *blob;
        size_t len;
        mdb_cell cell;
        enum limit_level level;
    } rows[] = {
        {NULL, 0, 0, LIMIT_WATCH},
        {NULL, 5, 1, LIMIT_WATCH},
        {"ab", 2, 2, LIMIT_SEVERE},
        {"ab", 2, 3, LIMIT_WATCH},
        {"ab", 2, UINT64_C(3) << 32, LIMIT_WATCH},
    };
    struct judge j;
    judge_init(&j, &a, &type, 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        print_message("row %zu\n", i);
        assert_int_equal(judge_value(&j, rows[i].cell, rows[i].blob,
                             rows[i].len, LIMIT_NORMAL)
                             .level,
            rows[i].level);
    }
    judge_fini(&j);
}

/* Ranges of a type whose values are no numbers. */
static void
what_is_no_number_is_within_all_ranges(void **state)
{
    (void)state;
    static const struct mdb_multi_range multi[] = {
        {.level = LIMIT_SEVERE, .range = {.min = 0, .max = 1}}};
    const struct mdb_type type = {.eng_kind = MDB_BINARY};
    struct mdb_alarm a = {.multi = multi, .n_multi = 1};
    a.ranges.is_given = a.ranges.has[LIMIT_SEVERE] = true;
    a.ranges.range[LIMIT_SEVERE] = (struct mdb_range){.min = 5, .max = 6};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    assert_int_equal(
        judge_value(&j, 0, NULL, 0, LIMIT_NORMAL).level, LIMIT_NORMAL);
    judge_fini(&j);
}

static void
texts_are_only_looked_at_where_they_are_given_and_can_be(void **state)
{
    (void)state;
    static const struct mdb_text_alarm text[] = {
        {"OFF", false, LIMIT_WATCH, 0}};
    static const struct {
        enum mdb_kind kind;
        uint32_t n_texts;
        bool has_default, has_texts;
        uint32_t n_steps;
    } rows[] = {
        {MDB_STRING, 0, false, false, 0},
        {MDB_STRING, 0, true, true, 0},
        {MDB_STRING, 1, false, true, 0},
        {MDB_ENUM, 0, false, false, 0},
        {MDB_ENUM, 0, true, false, 1},
        {MDB_BOOL, 0, false, false, 0},
        {MDB_BOOL, 0, true, false, 1},
        {MDB_FLOAT, 1, true, false, 0},
        {MDB_BINARY, 1, true, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct mdb_type type = {.eng_kind = rows[i].kind};
        const struct mdb_alarm a = {.text = text,
            .n_texts = rows[i].n_texts,
            .has_default_level = rows[i].has_default,
            .default_level = LIMIT_SEVERE};
        struct judge j;
        judge_init(&j, &a, &type, 0);
        assert_int_equal(j.has_texts, rows[i].has_texts);
        assert_int_equal(j.n_steps, rows[i].n_steps);
        struct key_range calm = judge_calm(&j, 0);
        assert_int_equal(calm.lo > calm.hi, rows[i].has_texts);
        judge_fini(&j);
    }
}

/* One range ends where the bounds of another begin. */
static void
calm_bounds_of_ranges_that_touch(void **state)
{
    (void)state;
    static const struct mdb_multi_range m[] = {
        {LIMIT_WATCH, true, {.min = 0, .max = 9}},
        {LIMIT_WARNING, true, {.min = 10, .max = 10}},
        {LIMIT_WATCH, true, {.min = 31, .max = 40}},
        {LIMIT_WARNING, true, {.min = 30, .max = 30}},
    };
    const struct mdb_type type = {.eng_kind = MDB_INT};
    const struct mdb_alarm a = {.multi = m, .n_multi = ARRAY_LEN(m)};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    struct key_range calm = judge_calm(&j, 20);
    assert_int_equal(calm.lo, 11);
    assert_int_equal(calm.hi, 29);
    judge_fini(&j);
}

static void
a_text_behind_the_last_is_not_looked_at(void **state)
{
    (void)state;
    static const struct mdb_text_alarm text[] = {
        {"OK", false, LIMIT_NORMAL, 0}, {"FAIL", false, LIMIT_SEVERE, 0}};
    const struct mdb_type type = {.eng_kind = MDB_STRING};
    const struct mdb_alarm a = {.text = text, .n_texts = 2};
    struct judge j;
    judge_init(&j, &a, &type, 0);
    mdb_cell fail = mdb_cell_span(0, 4);
    for (uint32_t n = 0; n <= 2; n++) {
        j.n_texts = n;
        assert_int_equal(judge_value(&j, fail, "FAIL", 4, LIMIT_NORMAL).level,
            n == 2 ? LIMIT_SEVERE : LIMIT_NORMAL);
    }
    judge_fini(&j);
}

static void
the_end_gives_back_all_memory_and_ranges_take_none(void **state)
{
    (void)state;
    static const struct mdb_text_alarm text[] = {
        {"^E[0-9]+", true, LIMIT_WARNING, 0}, {"OK", false, LIMIT_NORMAL, 0},
        {"(A|B)*C", true, LIMIT_SEVERE, 0}};
    static const struct mdb_multi_range multi[] = {
        {LIMIT_WATCH, true, {.min = 0, .max = 9}}};
    const struct mdb_type string = {.eng_kind = MDB_STRING};
    const struct mdb_alarm texts = {.text = text, .n_texts = ARRAY_LEN(text)};
    struct mdb_alarm a = ranges(false, false, false);
    struct judge j;
    judge_init(&j, &a, &float_type, 1);
    assert_null(j.multi);
    assert_null(j.step);
    assert_null(j.text);
    judge_fini(&j);
    a.multi = multi;
    a.n_multi = 1;
    size_t before = 0; /* the allocator keeps some of what it got back */
    for (int i = 0; i < 1000; i++) {
        if (i == 500)
            before = mallinfo2().uordblks;
        judge_init(&j, &texts, &string, 0);
        judge_fini(&j);
        judge_init(&j, &a, &float_type, 0);
        judge_fini(&j);
    }
    assert_true(mallinfo2().uordblks <= before + 16 * 1024);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edge_is_within_or_not_as_it_is_written),
        cmocka_unit_test(
            a_deadband_is_at_work_on_the_way_back_of_its_side_only),
        cmocka_unit_test(the_threshold_is_the_edge_that_was_crossed),
        cmocka_unit_test(the_most_severe_range_wins_however_they_lie),
        cmocka_unit_test(multi_ranges_take_the_worst_and_name_what_is_normal),
        cmocka_unit_test(labels_have_levels_and_the_rest_the_default),
        cmocka_unit_test(booleans_go_by_their_texts),
        cmocka_unit_test(strings_match_patterns_in_order),
        cmocka_unit_test(integers_beyond_2_to_53_are_not_rounded),
        cmocka_unit_test(calm_bounds_hold_what_is_surely_normal),
        cmocka_unit_test(labels_become_as_few_steps_as_can_be),
        cmocka_unit_test(a_label_may_reach_to_the_last_value),
        cmocka_unit_test(a_text_that_is_not_there_is_empty),
        cmocka_unit_test(what_is_no_number_is_within_all_ranges),
        cmocka_unit_test(
            texts_are_only_looked_at_where_they_are_given_and_can_be),
        cmocka_unit_test(calm_bounds_of_ranges_that_touch),
        cmocka_unit_test(a_text_behind_the_last_is_not_looked_at),
        cmocka_unit_test(the_end_gives_back_all_memory_and_ranges_take_none),
    };
    return check_run(tests);
}
