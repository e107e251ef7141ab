/*
 * test_json.c - JSON that every reader accepts, whatever text goes in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "common/json.h"

static void
members_and_elements_are_separated(void **state)
{
    (void)state;
    struct json j = {0};
    json_object(&j);
    json_int(&j, "a", -1);
    json_array_at(&j, "b");
    json_uint(&j, NULL, UINT64_MAX);
    json_object(&j);
    json_end(&j);
    json_array(&j);
    json_end(&j);
    json_end(&j);
    json_object_at(&j, "c");
    json_bool(&j, "d", true);
    json_null(&j, "e");
    json_str(&j, "f", NULL);
    json_end(&j);
    json_end(&j);
    char *text = json_take(&j);
    assert_string_equal(text, "{\"a\":-1,\"b\":[18446744073709551615,{},[]],"
                              "\"c\":{\"d\":true,\"e\":null,\"f\":null}}");
    assert_null(j.text.s);
    free(text);
}

static void
texts_are_escaped_and_bad_bytes_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        const char *want;
    } rows[] = {
        {"", 0, "\"\""},
        {"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
        {"a\nb\tc", 5, "\"a\\u000ab\\u0009c\""},
        {"\x1b[2J", 4, "\"\\u001b[2J\""},
        {"a\0b", 3, "\"a\\u0000b\""},
        {"\x7f", 1, "\"\\u007f\""},
        {"\xc3\xa9", 2, "\"\xc3\xa9\""},
        {"\xc3", 1, "\"\\ufffd\""},
        {"\xff\xfe", 2, "\"\\ufffd\\ufffd\""},
        {"\xe2\x80\xae", 3, "\"\\u202e\""},
        {"\xf0\x9f\x98\x80", 4, "\"\xf0\x9f\x98\x80\""},
        {"\xf3\xa0\x80\x81", 4, "\"\\ufffd\""},
        {"</script>", 9, "\"</script>\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct json j = {0};
        json_strn(&j, NULL, rows[i].text, rows[i].len);
        char *text = json_take(&j);
        assert_string_equal(text, rows[i].want);
        free(text);
    }
}

static void
reals_read_back_and_what_json_lacks_is_a_string(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *want;
    } rows[] = {{0.1, "0.1"}, {1e300, "1e+300"}, {-2, "-2.0"}, {NAN, "\"NaN\""},
        {INFINITY, "\"Infinity\""}, {-INFINITY, "\"-Infinity\""}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct json j = {0};
        json_double(&j, NULL, rows[i].v);
        char *text = json_take(&j);
        assert_string_equal(text, rows[i].want);
        free(text);
    }
}

static void
a_line_is_one_line_and_resets(void **state)
{
    (void)state;
    char *out = NULL;
    size_t len;
    FILE *f = open_memstream(&out, &len);
    struct json j = {0};
    for (int i = 0; i < 2; i++) {
        json_object(&j);
        json_str(&j, "k\n", "v\r\n");
        json_end(&j);
        json_line(&j, f);
    }
    fclose(f);
    assert_string_equal(out, "{\"k\\u000a\":\"v\\u000d\\u000a\"}\n"
                             "{\"k\\u000a\":\"v\\u000d\\u000a\"}\n");
    free(out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_elements_are_separated),
        cmocka_unit_test(texts_are_escaped_and_bad_bytes_replaced),
        cmocka_unit_test(reals_read_back_and_what_json_lacks_is_a_string),
        cmocka_unit_test(a_line_is_one_line_and_resets),
    };
    return check_run(tests);
}
