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
    const struct value x = {.eng_kind = MDB_FLOAT};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        value_cell_text(&b, &x, mdb_cell_float(row[i].v));
        assert_string_equal(strbuf_get(&b), row[i].text);
        strbuf_fini(&b);
    }
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
        const struct value x = {.count = row[i].count,
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
        cmocka_unit_test(what_is_not_known_is_dashes_never_a_number),
    };
    return check_run(tests);
}
