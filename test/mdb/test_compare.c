/*
 * test_compare.c - comparisons without loss.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/compare.h"

static const struct mdb_type type = {.eng_kind = MDB_INT};

static bool
holds(enum mdb_op op, struct mdb_held left, struct mdb_held right)
{
    struct mdb_comparison c = {.op = op};
    return mdb_held_compare(&c, &left, &right);
}

static struct mdb_held
held(enum mdb_kind kind, mdb_cell cell)
{
    return mdb_hold(&type, kind, cell, "abcabd");
}

static void
every_operator_on_every_order(void **state)
{
    (void)state;
    const struct {
        struct mdb_held a, b;
        const char *want; /* == != < <= > >= */
    } rows[] = {
        {held(MDB_INT, 1), held(MDB_INT, 2), "011100"},
        {held(MDB_INT, 2), held(MDB_INT, 2), "100101"},
        {held(MDB_INT, 3), held(MDB_INT, 2), "010011"},
        {held(MDB_INT, (mdb_cell)-1), held(MDB_UINT, UINT64_MAX), "011100"},
        {held(MDB_UINT, UINT64_MAX), held(MDB_INT, (mdb_cell)-1), "010011"},
        {held(MDB_INT, (UINT64_C(1) << 53) + 1),
            held(MDB_INT, UINT64_C(1) << 53), "010011"},
        {held(MDB_FLOAT, mdb_cell_float(1.5)), held(MDB_INT, 1), "010011"},
        {held(MDB_FLOAT, mdb_cell_float(NAN)), held(MDB_INT, 1), "000000"},
        {held(MDB_STRING, mdb_cell_span(0, 3)),
            held(MDB_STRING, mdb_cell_span(3, 3)), "011100"},
        {held(MDB_STRING, mdb_cell_span(0, 2)),
            held(MDB_STRING, mdb_cell_span(3, 2)), "100101"},
        {held(MDB_STRING, mdb_cell_span(0, 3)),
            held(MDB_STRING, mdb_cell_span(0, 2)), "010011"},
        {held(MDB_STRING, mdb_cell_span(0, 3)), held(MDB_INT, 2), "000000"},
        {held(MDB_BINARY, mdb_cell_span(0, 3)), held(MDB_INT, 2), "000000"},
    };
    static const enum mdb_op op[] = {
        MDB_EQ, MDB_NE, MDB_LT, MDB_LE, MDB_GT, MDB_GE};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(op); k++)
            assert_int_equal(
                holds(op[k], rows[i].a, rows[i].b), rows[i].want[k] == '1');
}

static void
constants_are_texts_times_labels_or_numbers(void **state)
{
    (void)state;
    static const struct mdb_label label[] = {{1, 3, "ON", NULL}};
    static const struct mdb_type on = {
        .eng_kind = MDB_ENUM, .label = label, .n_labels = 1};
    struct mdb_comparison c = {.op = MDB_EQ,
        .is_calibrated = true,
        .text = "ON",
        .is_number = true,
        .is_integer = true,
        .integer = 1};
    struct mdb_held h = mdb_hold(&on, MDB_ENUM, 3, NULL);
    assert_true(mdb_held_compare(&c, &h, NULL)); /* the whole range */
    h = mdb_hold(&on, MDB_ENUM, 4, NULL);
    assert_false(mdb_held_compare(&c, &h, NULL));
    c = (struct mdb_comparison){.op = MDB_GT, .text = "1970-01-01T00:00:01"};
    h = mdb_hold(&type, MDB_TIME, 1000000001, NULL);
    assert_true(mdb_held_compare(&c, &h, NULL));
    c.text = "yesterday";
    assert_false(mdb_held_compare(&c, &h, NULL));
    c = (struct mdb_comparison){.op = MDB_EQ, .text = "abc"};
    h = mdb_hold(&type, MDB_STRING, mdb_cell_span(1, 3), "xabc");
    assert_true(mdb_held_compare(&c, &h, NULL));
    h = mdb_hold(&type, MDB_INT, 5, NULL); /* no number to compare with */
    assert_false(mdb_held_compare(&c, &h, NULL));
    assert_near(mdb_number_get(h.number), 5, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_on_every_order),
        cmocka_unit_test(constants_are_texts_times_labels_or_numbers),
    };
    return check_run(tests);
}
