/*
 * test_format.c - "%5.2f": the small part of printf that displays know.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <inttypes.h>
#include <math.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/display/format.h"

static void
only_one_conversion_of_the_list_is_a_format(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } rows[] = {{"%d", true}, {"%i", true}, {"%u", true}, {"%x", true},
        {"%X", true}, {"%o", true}, {"%f", true}, {"%e", true}, {"%g", true},
        {"%s", true}, {"%-+ 0#198.30f", true}, {"%5.f", true}, {"%.s", true},
        {"", false}, {"%", false}, {"%%", false}, {"%n", false}, {"%p", false},
        {"%c", false}, {"%a", false}, {"%E", false}, {"%F", false},
        {"%G", false}, {"%ld", false}, {"%hhd", false}, {"%*d", false},
        {"%.*f", false}, {"%1$d", false}, {"%'d", false}, {"%Lf", false},
        {"%d ", false}, {"%d%d", false}, {" %d", false}, {"%199d", false},
        {"%99999999999999999999d", false}, {"%.31f", false}, {"%5.2", false},
        {"%5 d", false}, {"%m", false}, {"%S", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct format f;
        const char *why = NULL;
        print_message("%s\n", rows[i].text);
        assert_int_equal(format_parse(rows[i].text, &f, &why), rows[i].is);
        assert_true(rows[i].is == (f.conversion != '\0'));
        assert_non_null(why);
    }
}

static struct format
parsed(const char *text)
{
    struct format f;
    const char *why;
    assert_true(format_parse(text, &f, &why));
    return f;
}

static void
numbers_look_as_printf_writes_them(void **state)
{
    (void)state;
    static const double values[] = {0, -0.0, 1, -1, 28.314, -28.316, 99999.5,
        1e-5, 123456789, 1e300, -1e-300, 0.5, 2.5};
#define ROW(fmt)                                                               \
    do {                                                                       \
        for (size_t i = 0; i < ARRAY_LEN(values); i++) {                       \
            struct format f = parsed(fmt);                                     \
            struct strbuf out = {0};                                           \
            char want[500];                                                    \
            format_number(&out, &f, values[i]);                                \
            snprintf(want, sizeof want, fmt, values[i]);                       \
            assert_string_equal(strbuf_get(&out), want);                       \
            strbuf_fini(&out);                                                 \
        }                                                                      \
    } while (0)
    ROW("%f");
    ROW("%5.2f");
    ROW("%-9.1f");
    ROW("%09.1f");
    ROW("%+.0f");
    ROW("% .3f");
    ROW("%#.0f");
    ROW("%e");
    ROW("%12.3e");
    ROW("%g");
    ROW("%#g");
    ROW("%+010.3g");
    ROW("%.30f");
#undef ROW
}

static void
numbers_that_are_none_are_padded_with_blanks(void **state)
{
    (void)state;
    struct format f = parsed("%07.2f");
    struct strbuf out = {0};
    format_number(&out, &f, NAN);
    strbuf_addc(&out, '|');
    format_number(&out, &f, -INFINITY);
    assert_string_equal(strbuf_get(&out), "    nan|   -inf");
    strbuf_fini(&out);
}

static void
integers_look_as_printf_writes_them(void **state)
{
    (void)state;
    static const struct mdb_type type = {.eng_kind = MDB_INT};
    static const int64_t values[] = {
        0, 1, -1, 42, -12345, INT64_MAX, INT64_MIN};
#define ROW(fmt, print)                                                        \
    do {                                                                       \
        for (size_t i = 0; i < ARRAY_LEN(values); i++) {                       \
            struct format f = parsed(fmt);                                     \
            struct strbuf out = {0};                                           \
            char want[100];                                                    \
            format_cell(                                                       \
                &out, &f, MDB_INT, &type, (mdb_cell)values[i], NULL, 0);       \
            snprintf(want, sizeof want, print, values[i]);                     \
            assert_string_equal(strbuf_get(&out), want);                       \
            strbuf_fini(&out);                                                 \
        }                                                                      \
    } while (0)
    ROW("%d", "%" PRId64);
    ROW("%8d", "%8" PRId64);
    ROW("%-8d", "%-8" PRId64);
    ROW("%+08i", "%+08" PRIi64);
    ROW("% d", "% " PRId64);
    ROW("%.5d", "%.5" PRId64);
    ROW("%09.5d", "%9.5" PRId64); /* a precision takes the zeros away */
    ROW("%u", "%" PRId64);        /* a signed value keeps its sign */
#undef ROW
    static const uint64_t unsigned_values[] = {0, 1, 255, 0xbeef, UINT64_MAX};
#define ROW(fmt, print)                                                        \
    do {                                                                       \
        for (size_t i = 0; i < ARRAY_LEN(unsigned_values); i++) {              \
            struct format f = parsed(fmt);                                     \
            struct strbuf out = {0};                                           \
            char want[100];                                                    \
            format_cell(                                                       \
                &out, &f, MDB_UINT, &type, unsigned_values[i], NULL, 0);       \
            snprintf(want, sizeof want, print, unsigned_values[i]);            \
            assert_string_equal(strbuf_get(&out), want);                       \
            strbuf_fini(&out);                                                 \
        }                                                                      \
    } while (0)
    ROW("%u", "%" PRIu64);
    ROW("%d", "%" PRIu64);
    ROW("%06x", "%06" PRIx64);
    ROW("%#x", "%#" PRIx64);
    ROW("%#010X", "%#010" PRIX64);
    ROW("%o", "%" PRIo64);
    ROW("%#o", "%#" PRIo64);
    ROW("%.4x", "%.4" PRIx64);
#undef ROW
}

static void
negative_numbers_are_hexadecimal_in_their_own_bits(void **state)
{
    (void)state;
    const struct mdb_type type = {.eng_kind = MDB_INT,
        .encoding = {.coding = MDB_TWOS_COMPLEMENT, .bits = 12}};
    struct format f = parsed("%04x");
    struct strbuf out = {0};
    format_cell(&out, &f, MDB_INT, &type, (mdb_cell)(int64_t)-2, NULL, 0);
    assert_string_equal(strbuf_get(&out), "0ffe");
    strbuf_fini(&out);
}

static void
texts_are_cut_and_filled_by_cells(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text, *want;
    } rows[] = {{"%s", "abc", "abc"}, {"%5s", "abc", "  abc"},
        {"%-5s", "abc", "abc  "}, {"%.2s", "abc", "ab"},
        {"%5.2s", "abc", "   ab"},
        {"%.3s", "\xe6\xb8\xa9\xe5\xba\xa6", "\xe6\xb8\xa9"},
        {"%5s", "\xe6\xb8\xa9\xe5\xba\xa6", " \xe6\xb8\xa9\xe5\xba\xa6"},
        {"%d", "abc", "abc"}, {"%5.1f", "abc", "  abc"}};
    static const struct mdb_type type = {.eng_kind = MDB_STRING};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct format f = parsed(rows[i].format);
        struct strbuf out = {0};
        size_t len = strlen(rows[i].text);
        format_cell(&out, &f, MDB_STRING, &type,
            mdb_cell_span(0, (uint32_t)len), rows[i].text, len);
        assert_string_equal(strbuf_get(&out), rows[i].want);
        strbuf_fini(&out);
    }
}

static void
a_format_needs_its_width_or_the_least(void **state)
{
    (void)state;
    static const struct mdb_type u16 = {
        .eng_kind = MDB_UINT, .encoding = {.coding = MDB_UNSIGNED, .bits = 16}};
    static const struct mdb_type i8 = {.eng_kind = MDB_INT,
        .encoding = {.coding = MDB_TWOS_COMPLEMENT, .bits = 8}};
    static const struct mdb_type u64 = {
        .eng_kind = MDB_UINT, .encoding = {.coding = MDB_UNSIGNED, .bits = 64}};
    static const struct mdb_type cal = {.eng_kind = MDB_INT,
        .encoding = {.coding = MDB_UNSIGNED, .bits = 16},
        .calibrator = {.kind = MDB_CAL_POLYNOMIAL}};
    const struct {
        const char *format;
        const struct mdb_type *type;
        int cells;
    } rows[] = {{"%5.2f", NULL, 5}, {"%2.2f", NULL, 4}, {"%.0f", NULL, 1},
        {"%#.0f", NULL, 2}, {"%f", NULL, 8}, {"%+.1f", NULL, 4},
        {"%.2e", NULL, 8}, {"%g", NULL, 1}, {"%8g", NULL, 8}, {"%s", NULL, 1},
        {"%12s", NULL, 12}, {"%d", &u16, 5}, {"%4d", &u16, 4}, {"%x", &u16, 4},
        {"%#x", &u16, 6}, {"%o", &u16, 6}, {"%+d", &u16, 6}, {"%d", &i8, 4},
        {"%x", &i8, 2}, {"%u", &u64, 20}, {"%x", &u64, 16}, {"%d", &cal, 1},
        {"%.3d", NULL, 3}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct format f = parsed(rows[i].format);
        print_message("%s\n", rows[i].format);
        assert_int_equal(format_cells(&f, rows[i].type), rows[i].cells);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_one_conversion_of_the_list_is_a_format),
        cmocka_unit_test(numbers_look_as_printf_writes_them),
        cmocka_unit_test(numbers_that_are_none_are_padded_with_blanks),
        cmocka_unit_test(integers_look_as_printf_writes_them),
        cmocka_unit_test(negative_numbers_are_hexadecimal_in_their_own_bits),
        cmocka_unit_test(texts_are_cut_and_filled_by_cells),
        cmocka_unit_test(a_format_needs_its_width_or_the_least),
    };
    return check_run(tests);
}
