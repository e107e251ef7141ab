/*
 * test_alarm_text.c - sentences about ranges, edge by edge.  What the other
 * kinds of alarms say is in test_load_alarm.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/alarm.h"
#include "mdb/mdb.h"

static void
each_edge_says_whether_it_is_in_alarm_itself(void **state)
{
    (void)state;
    static const struct {
        struct mdb_range range;
        bool is_inside;
        const char *text;
    } rows[] = {
        {{1, 2, false, false, 0}, false, "watch outside 1 .. 2 V"},
        {{1, 2, true, false, 0}, false, "watch at or below 1 or above 2 V"},
        {{1, 2, false, true, 0}, false, "watch below 1 or at or above 2 V"},
        {{1, 2, true, true, 0}, false,
            "watch at or below 1 or at or above 2 V"},
        {{1, INFINITY, false, false, 0}, false, "watch below 1 V"},
        {{1, INFINITY, true, false, 0}, false, "watch at or below 1 V"},
        {{-INFINITY, 2, false, false, 0}, false, "watch above 2 V"},
        {{-INFINITY, 2, false, true, 0}, false, "watch at or above 2 V"},
        {{1, 2, false, false, 0}, true, "watch inside 1 .. 2 V"},
        {{1, 2, true, false, 0}, true, "watch above 1 and at or below 2 V"},
        {{1, 2, false, true, 0}, true, "watch at or above 1 and below 2 V"},
        {{1, INFINITY, false, false, 0}, true, "watch at or above 1 V"},
        {{1, INFINITY, true, false, 0}, true, "watch above 1 V"},
        {{-INFINITY, 2, false, false, 0}, true, "watch at or below 2 V"},
        {{-INFINITY, 2, false, true, 0}, true, "watch below 2 V"},
    };
    const struct mdb_type type = {.eng_kind = MDB_FLOAT, .unit = "V"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_alarm a = {.min_violations = 1, .min_conformance = 1};
        a.ranges.is_given = a.ranges.has[LIMIT_WATCH] = true;
        a.ranges.is_inside = rows[i].is_inside;
        a.ranges.range[LIMIT_WATCH] = rows[i].range;
        char *text = mdb_alarm_text(NULL, &type, &a);
        assert_string_equal(text, rows[i].text);
        free(text);
    }
}

static void
an_alarm_without_anything_is_empty(void **state)
{
    (void)state;
    const struct mdb_type type = {.eng_kind = MDB_ENUM, .unit = ""};
    struct mdb_alarm a = {.min_violations = 1, .min_conformance = 1};
    assert_true(mdb_alarm_is_empty(&a));
    char *text = mdb_alarm_text(NULL, &type, &a);
    assert_string_equal(text, "nothing is checked");
    free(text);
    a.has_default_level = true;
    assert_false(mdb_alarm_is_empty(&a));
    a = (struct mdb_alarm){.has_condition[LIMIT_SEVERE] = true};
    assert_false(mdb_alarm_is_empty(&a));
    a = (struct mdb_alarm){.n_multi = 1};
    assert_false(mdb_alarm_is_empty(&a));
    a = (struct mdb_alarm){.change.ranges.is_given = true};
    assert_false(mdb_alarm_is_empty(&a));
}

static void
a_limit_is_hidden_by_a_worse_one_before_it(void **state)
{
    (void)state;
    static const struct {
        double min, max, worse_min, worse_max;
        const char *side;
    } rows[] = {
        {10, 20, 5, 25, NULL},
        {10, 20, 10, 20, NULL},
        {10, 20, 11, 25, "low"},
        {10, 20, 5, 19, "high"},
        {-INFINITY, 20, 5, 25, NULL},
        {10, INFINITY, 5, 25, NULL},
        {10, 20, -INFINITY, INFINITY, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_alarm_ranges r = {.is_given = true};
        r.has[LIMIT_WATCH] = r.has[LIMIT_SEVERE] = true;
        r.range[LIMIT_WATCH].min = rows[i].min;
        r.range[LIMIT_WATCH].max = rows[i].max;
        r.range[LIMIT_SEVERE].min = rows[i].worse_min;
        r.range[LIMIT_SEVERE].max = rows[i].worse_max;
        const char *side = mdb_range_hidden(&r, LIMIT_WATCH, LIMIT_SEVERE);
        assert_int_equal(side == NULL, rows[i].side == NULL);
        if (side != NULL)
            assert_string_equal(side, rows[i].side);
        assert_null(mdb_range_hidden(&r, LIMIT_SEVERE, LIMIT_WATCH));
        assert_null(mdb_range_hidden(&r, LIMIT_WATCH, LIMIT_WARNING));
        r.is_inside = true;
        assert_null(mdb_range_hidden(&r, LIMIT_WATCH, LIMIT_SEVERE));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edge_says_whether_it_is_in_alarm_itself),
        cmocka_unit_test(an_alarm_without_anything_is_empty),
        cmocka_unit_test(a_limit_is_hidden_by_a_worse_one_before_it),
    };
    return check_run(tests);
}
