/*
 * test_interlock.c - true, false, or nobody knows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/interlock.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "support/check.h"

struct bench {
    struct mdb *mdb;
    struct interlock *il;
    uint32_t hk, mode, temp;
    char why[200];
};

static void
open_bench(struct bench *b)
{
    struct notes notes = {0};
    char *path = check_path("gate/data/gate.xml");
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &b->mdb), ERR_OK);
    b->il = interlock_new(b->mdb);
    b->hk = mdb_find_container(b->mdb, "HK");
    b->mode = mdb_find_item(b->mdb, "MODE");
    b->temp = mdb_find_item(b->mdb, "TEMP");
    notes_fini(&notes);
    free(path);
}

static void
close_bench(struct bench *b)
{
    interlock_free(&b->il);
    mdb_free(&b->mdb);
}

static void
give(struct bench *b, int64_t at, uint64_t mode, uint64_t temp, uint8_t quality)
{
    const uint32_t item[] = {b->mode, b->temp};
    const mdb_cell cell[] = {mode, temp};
    const uint8_t q[] = {quality, quality};
    interlock_take(b->il, &(struct interlock_packet){.container = b->hk,
                              .reception = {at},
                              .n = 2,
                              .item = item,
                              .raw = cell,
                              .eng = cell,
                              .quality = q});
}

static struct mdb_criteria
compare(uint32_t item, enum mdb_op op, int64_t integer, const char *text)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = item,
            .is_calibrated = true,
            .op = op,
            .other_item = MDB_NIL,
            .text = text,
            .integer = integer,
            .real = (double)integer,
            .is_number = true,
            .is_integer = true}};
}

static enum truth
holds_with(struct bench *b, const struct mdb_criteria *k,
    const struct interlock_sight *s)
{
    struct strbuf why = {0};
    const enum truth t = interlock_holds(b->il, k, s, &why);
    (void)str_copy(b->why, sizeof b->why, strbuf_get(&why));
    strbuf_fini(&why);
    return t;
}

static enum truth
holds(struct bench *b, const struct mdb_criteria *k)
{
    const struct interlock_sight s = {.after = UTC_NONE};
    return holds_with(b, k, &s);
}

static void
a_value_is_true_false_or_unknown_and_the_reason_names_it(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_criteria k = compare(b.mode, MDB_EQ, 2, "SCIENCE");
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "MODE was never received");
    give(&b, 10, 2, 0, MDB_ACQUIRED);
    assert_int_equal(holds(&b, &k), TRUTH_TRUE);
    assert_string_equal(b.why, "");
    give(&b, 11, 1, 0, MDB_ACQUIRED);
    assert_int_equal(holds(&b, &k), TRUTH_FALSE);
    assert_string_equal(b.why, "MODE is STANDBY");
    give(&b, 12, 2, 0, MDB_INVALID);
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "MODE is invalid");
    give(&b, 9, 2, 0, MDB_ACQUIRED); /* older than what is kept */
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    close_bench(&b);
}

static void
expired_or_received_before_the_signal_is_unknown(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_criteria k = compare(b.mode, MDB_EQ, 2, "SCIENCE");
    give(&b, 10, 2, 0, MDB_ACQUIRED);
    interlock_expire(b.il, b.hk, (struct utc){9});
    assert_int_equal(holds(&b, &k), TRUTH_TRUE);
    interlock_expire(b.il, b.hk + 1, (struct utc){10});
    assert_int_equal(holds(&b, &k), TRUTH_TRUE);
    interlock_expire(b.il, b.hk, (struct utc){10});
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "MODE is stale");
    give(&b, 11, 2, 0, MDB_ACQUIRED);
    interlock_blind(b.il, "loss of signal", UTC_NONE);
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "MODE is not live: loss of signal");
    interlock_blind(b.il, NULL, (struct utc){12});
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "MODE has no value since the signal came");
    interlock_blind(b.il, NULL, (struct utc){11}); /* never goes back */
    assert_int_equal(holds(&b, &k), TRUTH_UNKNOWN);
    give(&b, 12, 2, 0, MDB_ACQUIRED);
    assert_int_equal(holds(&b, &k), TRUTH_TRUE);
    close_bench(&b);
}

/* Kleene's logic: what decides, decides; else one unknown is enough. */
static void
and_and_or_have_three_values(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    give(&b, 10, 2, 30, MDB_ACQUIRED);
    const struct mdb_criteria t = compare(b.temp, MDB_EQ, 30, "30");
    const struct mdb_criteria f = compare(b.temp, MDB_GT, 30, "30");
    const struct mdb_criteria u =
        compare(mdb_find_item(b.mdb, "RPT_STAGE"), MDB_EQ, 1, "ACCEPTED");
    const struct mdb_criteria *one[] = {&f, &t, &u};
    for (size_t i = 0; i < ARRAY_LEN(one); i++)
        for (size_t j = 0; j < ARRAY_LEN(one); j++) {
            const struct mdb_criteria child[] = {*one[i], *one[j]};
            struct mdb_criteria both = {
                .op = MDB_AND, .child = child, .n_children = 2};
            const enum truth a = i == 0 || j == 0   ? TRUTH_FALSE
                                 : i == 1 && j == 1 ? TRUTH_TRUE
                                                    : TRUTH_UNKNOWN;
            const enum truth o = i == 1 || j == 1   ? TRUTH_TRUE
                                 : i == 0 && j == 0 ? TRUTH_FALSE
                                                    : TRUTH_UNKNOWN;
            assert_int_equal(holds(&b, &both), a);
            both.op = MDB_OR;
            assert_int_equal(holds(&b, &both), o);
        }
    const struct mdb_criteria always = {.op = MDB_ALWAYS};
    const struct mdb_criteria never = {.op = MDB_NEVER};
    assert_int_equal(holds(&b, &always), TRUTH_TRUE);
    assert_int_equal(holds(&b, &never), TRUTH_FALSE);
    close_bench(&b);
}

static void
arguments_of_the_command_are_compared_as_they_go_in(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_command *set =
        &b.mdb->command[mdb_find_command(b.mdb, "SET")];
    const uint32_t level = mdb_command_leaf(set, "Level");
    char number[] = "42", text[] = "many";
    struct interlock_leaf leaf[4] = {0};
    leaf[level] = (struct interlock_leaf){set->leaf[level].type, number};
    const struct interlock_sight s = {
        .leaf = leaf, .n_leaves = set->n_leaves, .after = UTC_NONE};
    struct mdb_criteria k = compare(MDB_LEAF | level, MDB_LE, 42, "42");
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    k.comparison.op = MDB_LT;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_FALSE);
    leaf[level].text = text;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    k.comparison.item = MDB_LEAF | 9;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    close_bench(&b);
}

static void
only_what_commands_use_is_kept(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    assert_true(interlock_watches(b.il, b.mode));
    assert_true(interlock_watches(b.il, b.temp)); /* HEAT's change */
    assert_false(interlock_watches(b.il, mdb_find_item(b.mdb, "APID")));
    assert_false(interlock_watches(b.il, MDB_NIL));
    assert_int_equal(interlock_n_watched(b.il), 3);
    double v;
    assert_false(interlock_number(b.il, b.temp, &v));
    give(&b, 1, 0, 21, MDB_ACQUIRED);
    assert_true(interlock_number(b.il, b.temp, &v));
    assert_near(v, 21, 0);
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_value_is_true_false_or_unknown_and_the_reason_names_it),
        cmocka_unit_test(expired_or_received_before_the_signal_is_unknown),
        cmocka_unit_test(and_and_or_have_three_values),
        cmocka_unit_test(arguments_of_the_command_are_compared_as_they_go_in),
        cmocka_unit_test(only_what_commands_use_is_kept),
    };
    return check_run(tests);
}
