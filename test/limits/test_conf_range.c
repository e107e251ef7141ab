/*
 * test_conf_range.c - levels of limits.conf as ranges, seen by the engine.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

#include "limits/judge.h"

static void
ranges_judge_values_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *conf;
        double deadband, value;
        enum limit_level reached, level;
    } rows[] = {
        /* one range: outside of it */
        {"warning = \"[1, 5]\" critical = off", 0, 5, 0, LIMIT_NORMAL},
        {"warning = \"[1, 5]\" critical = off", 0, 5.5, 0, LIMIT_WARNING},
        /* inside of one or of several */
        {"critical = off warning = \"in (1, 5)\"", 0, 5, 0, LIMIT_NORMAL},
        {"critical = off warning = \"in (1, 5)\"", 0, 4, 0, LIMIT_WARNING},
        {"critical = off warning = {\"in [1, 2]\", \"in [7, 8]\"}", 0, 5, 0,
            LIMIT_NORMAL},
        {"critical = off warning = {\"in [1, 2]\", \"in [7, 8]\"}", 0, 7, 0,
            LIMIT_WARNING},
        /* both forms beside each other: the worse one */
        {"critical = \"[0, 9]\" warning = \"in [4, 20]\"", 0, 3, 0,
            LIMIT_NORMAL},
        {"critical = \"[0, 9]\" warning = \"in [4, 20]\"", 0, 5, 0,
            LIMIT_WARNING},
        {"critical = \"[0, 9]\" warning = \"in [4, 20]\"", 0, 12, 0,
            LIMIT_CRITICAL},
        /* what no range names is watched where one says what is normal */
        {"critical = off warning = off normal = \"in [4, 5]\"", 0, 4, 0,
            LIMIT_NORMAL},
        {"critical = off warning = off normal = \"in [4, 5]\"", 0, 6, 0,
            LIMIT_WATCH},
        /* on the way back, the deadband widens what is bad */
        {"critical = off warning = {\"in [1, 2]\", \"in [7, 8]\"}", 0.5, 6.6,
            LIMIT_WARNING, LIMIT_WARNING},
        {"critical = off warning = {\"in [1, 2]\", \"in [7, 8]\"}", 0.5, 6.6,
            LIMIT_NORMAL, LIMIT_NORMAL},
        {"critical = off warning = {\"in [1, 2]\", \"in [7, 8]\"}", 0.5, 6.4,
            LIMIT_WARNING, LIMIT_NORMAL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char conf[200];
        snprintf(conf, sizeof conf, "parameter V28 { %s }", rows[i].conf);
        struct try t = try_text(conf);
        const struct limit_rule *rule = try_rule(&t, "V28", 1);
        struct judge judge;
        print_message("%s: %g\n", rows[i].conf, rows[i].value);
        judge_init(&judge, rule->alarm, mdb_item_type(t.mdb, rule->item),
            rows[i].deadband);
        struct verdict v = judge_value(&judge, mdb_cell_float(rows[i].value),
            NULL, 0, limit_state_of(rows[i].reached, LIMIT_NO_SIDE));
        assert_int_equal(v.level, rows[i].level);
        judge_fini(&judge);
        try_fini(&t);
    }
}

static void
absolute_times_are_judged_on_their_instant(void **state)
{
    (void)state;
    struct try t = try_text("parameter AT { warning = "
                            "\"[1970-01-01T00:00:10Z, 1970-01-01T00:00:20Z)\" "
                            "severe = \"in [, 1970-01-01T00:00:01Z]\" }");
    static const struct {
        int64_t s;
        enum limit_level level;
    } rows[] = {{0, LIMIT_SEVERE}, {1, LIMIT_SEVERE}, {2, LIMIT_WARNING},
        {10, LIMIT_NORMAL}, {19, LIMIT_NORMAL}, {20, LIMIT_WARNING}};
    const struct limit_rule *rule = try_rule(&t, "AT", 0);
    struct judge judge;
    judge_init(&judge, rule->alarm, mdb_item_type(t.mdb, rule->item), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct verdict v = judge_value(
            &judge, (mdb_cell)(rows[i].s * NS_PER_S), NULL, 0, LIMIT_NORMAL);
        assert_int_equal(v.level, rows[i].level);
    }
    judge_fini(&judge);
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_judge_values_as_they_are_written),
        cmocka_unit_test(absolute_times_are_judged_on_their_instant),
    };
    return check_run(tests);
}
