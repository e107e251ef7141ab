/*
 * test_format.c - values as text and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "mdb/format.h"

static const struct mdb_label labels[] = {
    {-5, -5, "COLD", NULL},
    {0, 0, "OFF", NULL},
    {1, 9, "ON", NULL},
    {20, 20, "tab\there", NULL},
};
static const struct mdb_type plain = {.raw_kind = MDB_FLOAT};
static const struct mdb_type count = {.raw_kind = MDB_UINT};
static const struct mdb_type scaled = {
    .raw_kind = MDB_UINT, .calibrator = {.kind = MDB_CAL_POLYNOMIAL}};
static const struct mdb_type modes = {
    .raw_kind = MDB_UINT, .label = labels, .n_labels = 4};
static const struct mdb_type contact = {
    .raw_kind = MDB_UINT, .zero_text = "LOS", .one_text = "AOS"};
static const char blob[] = "hello\x1b[31m\xff\xc3\xa9\t";

#define F(x)                                                                   \
    {                                                                          \
        .d = (x)                                                               \
    }
#define U(x)                                                                   \
    {                                                                          \
        .u = (uint64_t)(x)                                                     \
    }
#define SPAN(o, n)                                                             \
    {                                                                          \
        .u = (uint64_t)(o) << 32 | (n)                                         \
    }

static const struct {
    enum mdb_kind kind;
    const struct mdb_type *type;
    union {
        double d;
        uint64_t u;
    } cell;
    const char *text, *json;
} row[] = {
    {MDB_NONE, &plain, U(7), "--", "null"},
    {MDB_INT, &plain, U(-7), "-7", "-7"},
    {MDB_INT, &plain, U(INT64_MIN), "-9223372036854775808",
        "-9223372036854775808"},
    {MDB_UINT, &plain, U(UINT64_MAX), "18446744073709551615",
        "18446744073709551615"},
    {MDB_UINT, &plain, U(0), "0", "0"},
    {MDB_FLOAT, &plain, F(57388.0), "57388.0", "57388.0"},
    {MDB_FLOAT, &plain, F(1e-5), "1e-05", "1e-05"},
    {MDB_FLOAT, &plain, F(0.1), "0.1", "0.1"},
    {MDB_FLOAT, &plain, F(NAN), "nan", "\"NaN\""},
    {MDB_FLOAT, &plain, F(-INFINITY), "-inf", "\"-Infinity\""},
    {MDB_FLOAT, &count, F(23109.0), "23109", "23109"},
    {MDB_FLOAT, &count, F(0.5), "0.5", "0.5"},
    {MDB_FLOAT, &scaled, F(23109.0), "23109.0", "23109.0"},
    {MDB_FLOAT, NULL, F(1.0), "1.0", "1.0"},
    {MDB_ENUM, &modes, U(-5), "COLD", "\"COLD\""},
    {MDB_ENUM, &modes, U(0), "OFF", "\"OFF\""},
    {MDB_ENUM, &modes, U(1), "ON", "\"ON\""},
    {MDB_ENUM, &modes, U(9), "ON", "\"ON\""},
    {MDB_ENUM, &modes, U(10), "10", "10"},
    {MDB_ENUM, &modes, U(-6), "-6", "-6"},
    {MDB_ENUM, &modes, U(21), "21", "21"},
    {MDB_ENUM, NULL, U(3), "3", "3"},
    {MDB_BOOL, &contact, U(1), "AOS", "\"AOS\""},
    {MDB_BOOL, &contact, U(0), "LOS", "\"LOS\""},
    {MDB_BOOL, &plain, U(1), "True", "\"True\""},
    {MDB_BOOL, NULL, U(0), "False", "\"False\""},
    {MDB_STRING, &plain, SPAN(0, 5), "hello", "\"hello\""},
    {MDB_STRING, &plain, SPAN(5, 5), "\xef\xbf\xbd[31m",
        "\"\xef\xbf\xbd[31m\""},
    {MDB_STRING, &plain, SPAN(10, 4), "\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd",
        "\"\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\""},
    {MDB_STRING, &plain, SPAN(14, 0), "", "\"\""},
    {MDB_STRING, &plain, SPAN(14, 1), "?", "\"?\""},
    {MDB_STRING, &plain, SPAN(15, 0), "?", "\"?\""},
    {MDB_STRING, &plain, SPAN(UINT32_MAX, UINT32_MAX), "?", "\"?\""},
    {MDB_BINARY, &plain, SPAN(10, 3), "hex:ffc3a9", "\"hex:ffc3a9\""},
    {MDB_BINARY, &plain, SPAN(0, 0), "hex:", "\"hex:\""},
    {MDB_BINARY, &plain, SPAN(2, UINT32_MAX), "?", "\"?\""},
    {MDB_TIME, &plain, U(1500000000), "1970-01-01T00:00:01.5Z",
        "\"1970-01-01T00:00:01.5Z\""},
    {MDB_TIME, &plain, U(INT64_MIN), "--", "null"},
    {MDB_DURATION, &plain, F(2.5), "2.5", "2.5"},
    {MDB_KIND_COUNT, &plain, U(1), "?", "\"?\""},
};

static void
every_kind_has_one_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct strbuf out = {0};
        mdb_format(&out, row[i].kind, row[i].type, row[i].cell.u, blob, 14);
        assert_string_equal(strbuf_get(&out), row[i].text);
        strbuf_fini(&out);
    }
}

static void
every_kind_has_one_json_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct json j = {0};
        json_object(&j);
        mdb_format_json(
            &j, "k", row[i].kind, row[i].type, row[i].cell.u, blob, 14);
        json_end(&j);
        char *text = json_take(&j);
        char want[128];
        snprintf(want, sizeof want, "{\"k\":%s}", row[i].json);
        assert_string_equal(text, want);
        free(text);
    }
}

static void
numbers_are_numbers_and_the_rest_is_nan(void **state)
{
    (void)state;
    assert_near(mdb_cell_number(MDB_INT, (mdb_cell)-3), -3, 0);
    assert_near(mdb_cell_number(MDB_ENUM, (mdb_cell)-3), -3, 0);
    assert_near(mdb_cell_number(MDB_UINT, UINT64_MAX), 0x1p64, 0);
    assert_near(mdb_cell_number(MDB_BOOL, 1), 1, 0);
    assert_near(mdb_cell_number(MDB_FLOAT, mdb_cell_float(0.5)), 0.5, 0);
    assert_near(mdb_cell_number(MDB_DURATION, mdb_cell_float(2.5)), 2.5, 0);
    assert_near(mdb_cell_number(MDB_TIME, 1500000000), 1.5, 0);
    assert_true(isnan(mdb_cell_number(MDB_TIME, (mdb_cell)INT64_MIN)));
    assert_true(isnan(mdb_cell_number(MDB_STRING, 0)));
    assert_true(isnan(mdb_cell_number(MDB_BINARY, 0)));
    assert_true(isnan(mdb_cell_number(MDB_NONE, 0)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_one_text),
        cmocka_unit_test(every_kind_has_one_json_value),
        cmocka_unit_test(numbers_are_numbers_and_the_rest_is_nan),
    };
    return check_run(tests);
}
