/*
 * test_value_text.c - values as an operator reads them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "console/model/value_text.h"

static void
reals_keep_their_width_while_they_change(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } row[] = {{28.31, "28.3100"}, {28.310000419616699, "28.3100"},
        {0, "0.00000"}, {-0.5, "-0.500000"}, {1361.25, "1361.25"},
        {123456.7, "123457"}, {99999.94, "99999.9"}, {99999.96, "100000"},
        {1234567.5, "1234568"}, {1e9, "1.00000e+09"}, {1e-9, "1.00000e-09"},
        {NAN, "NaN"}, {INFINITY, "inf"}, {-INFINITY, "-inf"}};
    const struct mdb_type type = {.raw_kind = MDB_FLOAT};
    const struct value x = {.eng_kind = MDB_FLOAT, .type = &type};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        value_cell_text(&b, &x, mdb_cell_float(row[i].v));
        assert_string_equal(strbuf_get(&b), row[i].text);
        strbuf_fini(&b);
    }
}

static void
counted_values_have_the_decimals_of_one_count(void **state)
{
    (void)state;
    static const struct {
        double step, value;
        const char *text;
    } row[] = {{0.01, 28.3, "28.30"}, {0.5, 0.5, "0.5"}, {1, 12, "12"},
        {-0.001, -0.0625, "-0.062"}, {10, 120, "120"}, {0.02, 5.02, "5.02"},
        {0.3, 1361.2, "1361.2"}, {1e-12, 1, "1.00000"}, {0, 7, "7.00000"},
        {NAN, 7, "7.00000"}, {0.01, 1e15, "1.00000e+15"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const double c[] = {0.5, row[i].step};
        const struct mdb_type type = {.raw_kind = MDB_UINT,
            .calibrator = {.kind = MDB_CAL_POLYNOMIAL,
                .coefficient = c,
                .n_coefficients = 2}};
        const struct value x = {.eng_kind = MDB_FLOAT, .type = &type};
        struct strbuf b = {0};
        value_cell_text(&b, &x, mdb_cell_float(row[i].value));
        assert_string_equal(strbuf_get(&b), row[i].text);
        strbuf_fini(&b);
    }
}

static void
raw_reals_are_short_in_columns(void **state)
{
    (void)state;
    const struct mdb_type type = {.raw_kind = MDB_FLOAT};
    const struct value x = {.count = 1,
        .raw_kind = MDB_FLOAT,
        .type = &type,
        .raw = mdb_cell_float(17.998664855957)};
    struct strbuf b = {0};
    value_raw_short(&b, &x);
    assert_string_equal(strbuf_get(&b), "17.9987");
    strbuf_reset(&b);
    value_raw_text(&b, &x);
    assert_string_equal(strbuf_get(&b), "17.998664855957");
    strbuf_fini(&b);
}

static void
what_is_not_known_is_dashes_never_a_number(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        enum mdb_quality quality;
        const char *eng, *raw, *exact;
    } row[] = {{0, MDB_NOT_RECEIVED, "-----", "-----", ""},
        {1, MDB_INVALID, "-----", "7", "7"}, {1, MDB_EXPIRED, "7", "7", "7"},
        {1, MDB_ACQUIRED, "7", "7", "7"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const struct mdb_type type = {.raw_kind = MDB_UINT};
        const struct value x = {.count = row[i].count,
            .type = &type,
            .eng_kind = MDB_UINT,
            .raw_kind = MDB_UINT,
            .raw = 7,
            .eng = 7};
        struct strbuf b = {0};
        value_text(&b, &x, row[i].quality);
        assert_string_equal(strbuf_get(&b), row[i].eng);
        strbuf_reset(&b);
        value_raw_text(&b, &x);
        assert_string_equal(strbuf_get(&b), row[i].raw);
        strbuf_reset(&b);
        value_exact_text(&b, &x);
        assert_string_equal(strbuf_get(&b), row[i].exact);
        strbuf_fini(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_keep_their_width_while_they_change),
        cmocka_unit_test(counted_values_have_the_decimals_of_one_count),
        cmocka_unit_test(raw_reals_are_short_in_columns),
        cmocka_unit_test(what_is_not_known_is_dashes_never_a_number),
    };
    return check_run(tests);
}
