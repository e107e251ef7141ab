/*
 * test_brief.c - values as people look at them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/brief.h"

static const double hundredths[] = {0.5, 0.01};
static const struct mdb_label labels[] = {{1, 1, "SAFE", NULL}};
static const struct mdb_type plain = {.raw_kind = MDB_FLOAT};
static const struct mdb_type counted = {.raw_kind = MDB_UINT,
    .calibrator = {.kind = MDB_CAL_POLYNOMIAL,
        .coefficient = hundredths,
        .n_coefficients = 2}};
static const struct mdb_type modes = {
    .raw_kind = MDB_UINT, .label = labels, .n_labels = 1};

static void
numbers_and_limits_have_the_places_of_their_type(void **state)
{
    (void)state;
    static const struct {
        enum mdb_kind kind;
        const struct mdb_type *type;
        double v;
        const char *number, *limit;
    } row[] = {
        {MDB_FLOAT, &plain, -17.620958328247071, "-17.6210", "-17.6210"},
        {MDB_FLOAT, &counted, -17.620958328247071, "-17.62", "-17.621"},
        {MDB_FLOAT, &counted, -17.7, "-17.70", "-17.70"},
        {MDB_FLOAT, &counted, 0.125, "0.12", "0.125"},
        {MDB_FLOAT, &counted, 1234567.89, "1234567.89", "1234567.89"},
        {MDB_FLOAT, &counted, INFINITY, "inf", "inf"},
        {MDB_FLOAT, &counted, NAN, "", ""},
        {MDB_DURATION, &plain, 2.5, "2.50000", "2.50000"},
        {MDB_UINT, &modes, 50, "50", "50"},
        {MDB_UINT, &modes, 50.5, "50.5", "50.5"},
        {MDB_INT, NULL, -7, "-7", "-7"},
        {MDB_ENUM, &modes, 1, "SAFE", "SAFE"},
        {MDB_ENUM, &modes, 2, "2", "2"},
        {MDB_TIME, &plain, 1500e9, "001/00:25:00", "001/00:25:00"},
        {MDB_TIME, &plain, INFINITY, "inf", "inf"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        brief_number(&b, row[i].kind, row[i].type, row[i].v);
        assert_string_equal(strbuf_get(&b), row[i].number);
        strbuf_reset(&b);
        brief_limit(&b, row[i].kind, row[i].type, row[i].v);
        assert_string_equal(strbuf_get(&b), row[i].limit);
        strbuf_fini(&b);
    }
}

static void
a_cell_is_written_as_its_number(void **state)
{
    (void)state;
    struct strbuf b = {0};
    brief_value(&b, MDB_FLOAT, &counted, mdb_cell_float(5), NULL, 0);
    strbuf_addc(&b, ' ');
    brief_value(&b, MDB_FLOAT, NULL, mdb_cell_float(5), NULL, 0);
    strbuf_addc(&b, ' ');
    brief_value(&b, MDB_STRING, &plain, 2, "ok", 2);
    strbuf_addc(&b, ' ');
    brief_real(&b, 123456.7);
    assert_string_equal(strbuf_get(&b), "5.00 5.00000 ok 123457");
    strbuf_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_limits_have_the_places_of_their_type),
        cmocka_unit_test(a_cell_is_written_as_its_number),
    };
    return check_run(tests);
}
