/*
 * test_constant.c - the right side of comparisons.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/constant.h"

static const struct mdb_label labels[] = {
    {.value = 0, .max_value = 0, .label = "OFF"},
    {.value = 7, .max_value = 7, .label = "STANDBY"},
};
static const struct mdb_type number = {
    .eng_kind = MDB_FLOAT, .raw_kind = MDB_UINT};
static const struct mdb_type mode = {.eng_kind = MDB_ENUM,
    .raw_kind = MDB_UINT,
    .label = labels,
    .n_labels = ARRAY_LEN(labels)};
static const struct mdb_type valve = {.eng_kind = MDB_BOOL,
    .raw_kind = MDB_UINT,
    .zero_text = "SHUT",
    .one_text = "OPEN"};
static const struct mdb_type text = {
    .eng_kind = MDB_STRING, .raw_kind = MDB_STRING};
static const struct mdb_type instant = {
    .eng_kind = MDB_TIME, .raw_kind = MDB_UINT};

static void
texts_become_values_of_the_type(void **state)
{
    (void)state;
    static const struct {
        const struct mdb_type *type;
        bool is_raw;
        const char *text;
        bool is_good, is_integer;
        double real;
    } rows[] = {
        {&number, false, "1.5", true, false, 1.5},
        {&number, false, "0x10", true, true, 16},
        {&number, false, "-3", true, true, -3},
        {&number, false, "many", false, false, 0},
        {&number, true, "many", false, false, 0},
        {&mode, false, "STANDBY", true, true, 7},
        {&mode, false, "3", true, true, 3},
        {&mode, false, "standby", false, false, 0},
        {&mode, true, "STANDBY", false, false, 0},
        {&valve, false, "OPEN", true, true, 1},
        {&valve, false, "FALSE", true, true, 0},
        {&valve, false, "AJAR", false, false, 0},
        {&text, false, "anything", true, false, 0},
        {&instant, false, "1970-01-01T00:00:02Z", true, true, 2e9},
        {&instant, false, "noon", false, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_comparison c = {
            .text = rows[i].text, .is_calibrated = !rows[i].is_raw};
        print_message("%s\n", rows[i].text);
        assert_int_equal(mdb_constant_parse(rows[i].type, &c), rows[i].is_good);
        assert_int_equal(c.is_integer, rows[i].is_integer);
        if (c.is_number)
            assert_near(c.real, rows[i].real, 0);
        if (c.is_integer)
            assert_near((double)c.integer, rows[i].real, 0);
    }
}

static void
operators_have_their_two_or_one_characters(void **state)
{
    (void)state;
    static const char *const op[] = {"==", "!=", "<", "<=", ">", ">="};
    static const char *const none[] = {"", "=", "===", "=<", "<>", "eq"};
    enum mdb_op is;
    for (size_t i = 0; i < ARRAY_LEN(op); i++) {
        assert_true(mdb_op_parse(op[i], &is));
        assert_int_equal(is, i);
    }
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        assert_false(mdb_op_parse(none[i], &is));
}

static void
the_nearest_label_is_near(void **state)
{
    (void)state;
    assert_string_equal(mdb_nearest_label(&mode, "STANBY"), "STANDBY");
    assert_string_equal(mdb_nearest_label(&mode, "OF"), "OFF");
    assert_null(mdb_nearest_label(&mode, "SCIENCE"));
    assert_null(mdb_nearest_label(&number, "OFF"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_values_of_the_type),
        cmocka_unit_test(operators_have_their_two_or_one_characters),
        cmocka_unit_test(the_nearest_label_is_near),
    };
    return check_run(tests);
}
