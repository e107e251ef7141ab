/*
 * test_holding.c - what criteria come to on a console's own values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/holding.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/feed.h"
#include "support/form_scene.h"

static void
open_model(struct model *m)
{
    model_init(m, "sim", NULL, feed_clock(0));
    form_scene(m);
}

static struct holding_sight
sight(const struct model *m, const char *command, struct clock now)
{
    return (struct holding_sight){.model = m,
        .command = &form_scene_mdb()->command[form_scene_command(command)],
        .now = now};
}

static void
constraints_are_held_not_held_or_not_known(void **state)
{
    (void)state;
    static const struct {
        const char *what, *command;
        int mode; /* -1: nothing is received */
        int64_t later_ms;
        bool los;
        enum holding want;
        const char *why;
    } rows[] = {
        {"none", "PING", -1, 0, false, HOLDING_YES, ""},
        {"missing", "SWITCH", -1, 0, false, HOLDING_UNKNOWN,
            "MODE was never received"},
        {"held", "SWITCH", FORM_IDLE, 0, false, HOLDING_YES, ""},
        {"not held", "SWITCH", FORM_SAFE, 0, false, HOLDING_NO, "MODE is SAFE"},
        {"stale", "SWITCH", FORM_IDLE, 10000, false, HOLDING_UNKNOWN,
            "MODE is stale"},
        {"in LOS", "SWITCH", FORM_IDLE, 0, true, HOLDING_UNKNOWN,
            "MODE is not live: LOS"},
        {"equal", "ERASE", FORM_IDLE, 0, false, HOLDING_YES, ""},
        {"not equal", "ERASE", FORM_SCIENCE, 0, false, HOLDING_NO,
            "MODE is SCIENCE"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct model m;
        struct strbuf why = {0};
        open_model(&m);
        if (rows[i].mode >= 0)
            form_scene_mode(&m, feed_clock(0), (enum form_mode)rows[i].mode);
        struct clock now = feed_clock(rows[i].later_ms);
        feed_link(&m, now, "tm", "up", rows[i].los ? "los" : "aos", NULL);
        struct holding_sight s = sight(&m, rows[i].command, now);
        enum holding h = holding_constraints(&s, &why);
        if (h != rows[i].want || !str_eq(strbuf_get(&why), rows[i].why))
            fail_msg(
                "%s: %s: %s", rows[i].what, holding_str(h), strbuf_get(&why));
        assert_int_equal(holding_constraints(&s, NULL), h);
        strbuf_fini(&why);
        model_fini(&m);
    }
}

static struct mdb_criteria
mode_is(int64_t value)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = 1,
            .is_calibrated = true,
            .other_item = MDB_NIL,
            .integer = value,
            .real = (double)value,
            .is_number = true,
            .is_integer = true}};
}

static void
and_or_never_are_as_strict_as_the_gate(void **state)
{
    (void)state;
    struct model m;
    open_model(&m);
    form_scene_mode(&m, feed_clock(0), FORM_SCIENCE);
    struct holding_sight s = sight(&m, "PING", feed_clock(0));
    struct mdb_criteria no = mode_is(0), yes = mode_is(1), unknown = mode_is(1);
    unknown.comparison.instance = -1;
    const struct {
        enum mdb_criteria_op op;
        struct mdb_criteria a, b;
        enum holding want;
    } rows[] = {
        {MDB_AND, yes, yes, HOLDING_YES},
        {MDB_AND, yes, no, HOLDING_NO},
        {MDB_AND, unknown, no, HOLDING_NO},
        {MDB_AND, yes, unknown, HOLDING_UNKNOWN},
        {MDB_AND, unknown, yes, HOLDING_UNKNOWN},
        {MDB_OR, no, no, HOLDING_NO},
        {MDB_OR, no, yes, HOLDING_YES},
        {MDB_OR, unknown, yes, HOLDING_YES},
        {MDB_OR, unknown, no, HOLDING_UNKNOWN},
        {MDB_OR, no, unknown, HOLDING_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct mdb_criteria child[] = {rows[i].a, rows[i].b};
        const struct mdb_criteria k = {
            .op = rows[i].op, .child = child, .n_children = 2};
        struct strbuf why = {0};
        if (holding_check(&s, &k, &why) != rows[i].want)
            fail_msg("row %zu: %s", i, strbuf_get(&why));
        assert_int_equal(why.len > 0, rows[i].want != HOLDING_YES);
        strbuf_fini(&why);
    }
    const struct mdb_criteria never = {.op = MDB_NEVER};
    const struct mdb_criteria always = {.op = MDB_ALWAYS};
    assert_int_equal(holding_check(&s, &never, NULL), HOLDING_NO);
    assert_int_equal(holding_check(&s, &always, NULL), HOLDING_YES);
    model_fini(&m);
}

/* The second argument of SWITCH, "State". */
static void
arguments_are_compared_as_they_go_in(void **state)
{
    (void)state;
    struct model m;
    char eight[] = "8", two[] = "2", on[] = "ON";
    char *const text[] = {eight, two, on};
    open_model(&m);
    struct holding_sight s = sight(&m, "SWITCH", feed_clock(0));
    struct mdb_criteria k = mode_is(1);
    k.comparison.item = MDB_LEAF | 2;
    assert_int_equal(holding_check(&s, &k, NULL), HOLDING_UNKNOWN);
    s.leaf_text = text;
    s.n_leaves = ARRAY_LEN(text);
    assert_int_equal(holding_check(&s, &k, NULL), HOLDING_YES);
    struct strbuf why = {0};
    k.comparison.item = MDB_LEAF | 1;
    assert_int_equal(holding_check(&s, &k, &why), HOLDING_NO);
    assert_string_equal(strbuf_get(&why), "Battery is 2");
    k.comparison.item = MDB_LEAF | 99;
    assert_int_equal(holding_check(&s, &k, NULL), HOLDING_UNKNOWN);
    strbuf_fini(&why);
    model_fini(&m);
}

static void
the_significance_is_that_of_the_database(void **state)
{
    (void)state;
    struct model m;
    open_model(&m);
    struct holding_sight s = sight(&m, "ERASE", feed_clock(0));
    assert_int_equal(holding_significance(&s)->level, MDB_CONSEQUENCE_CRITICAL);
    s = sight(&m, "PING", feed_clock(0));
    assert_int_equal(holding_significance(&s)->level, MDB_CONSEQUENCE_NONE);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constraints_are_held_not_held_or_not_known),
        cmocka_unit_test(and_or_never_are_as_strict_as_the_gate),
        cmocka_unit_test(arguments_are_compared_as_they_go_in),
        cmocka_unit_test(the_significance_is_that_of_the_database),
    };
    return check_run(tests);
}
