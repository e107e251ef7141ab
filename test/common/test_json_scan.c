/*
 * test_json_scan.c - JSON in exactly the form in which it was written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/json_scan.h"

#include "common/xalloc.h"
#include "support/check.h"

static struct json_scan
scan_of(char **text, const char *from)
{
    *text = xstrdup(from);
    return (struct json_scan){.at = *text, .end = *text + strlen(from)};
}

static void
numbers_have_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t most, value;
        bool is_good;
    } rows[] = {
        {"0", 9, 0, true},
        {"9", 9, 9, true},
        {"10", 9, 0, false},
        {"18446744073709551615", UINT64_MAX, UINT64_MAX, true},
        {"18446744073709551616", UINT64_MAX, 0, false},
        {"00", 9, 0, false},
        {"01", 9, 0, false},
        {"", 9, 0, false},
        {"-1", 9, 0, false},
        {"+1", 9, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text;
        struct json_scan c = scan_of(&text, rows[i].text);
        assert_int_equal(json_scan_uint(&c, rows[i].most), rows[i].value);
        assert_int_equal(!c.is_bad, rows[i].is_good);
        free(text);
    }
}

static void
signed_numbers_have_a_range(void **state)
{
    (void)state;
    char *text;
    struct json_scan c = scan_of(&text, "-9223372036854775808");
    assert_true(json_scan_int(&c) == INT64_MIN && !c.is_bad);
    free(text);
    c = scan_of(&text, "9223372036854775807");
    assert_true(json_scan_int(&c) == INT64_MAX && !c.is_bad);
    free(text);
    c = scan_of(&text, "9223372036854775808");
    (void)json_scan_int(&c);
    assert_true(c.is_bad);
    free(text);
}

static void
strings_are_clean(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value; /* NULL: bad */
    } rows[] = {
        {"\"\"", ""},
        {"\"abc\"", "abc"},
        {"\"a\\\"b\\\\c\"", "a\"b\\c"},
        {"\"\\u00fc\\u0041\"", "\xc3\xbc"
                               "A"},
        {"\"\xc3\xbc\"", "\xc3\xbc"},
        {"\"\\u0000\"", NULL},
        {"\"\\ud800\"", NULL},
        {"\"\\u12\"", NULL},
        {"\"\\n\"", NULL},
        {"\"\n\"", NULL},
        {"\"\x1b\"", NULL},
        {"\"\xff\"", NULL},
        {"\"abc", NULL},
        {"\"abc\\", NULL},
        {"abc\"", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text;
        size_t len;
        struct json_scan c = scan_of(&text, rows[i].text);
        const char *got = json_scan_str(&c, &len);
        assert_int_equal(c.is_bad, rows[i].value == NULL);
        assert_string_equal(got, rows[i].value != NULL ? rows[i].value : "");
        assert_int_equal(len, strlen(got));
        free(text);
    }
}

static void
hex_becomes_bytes(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\"0\"", "\"0G\"", "\"AB\"", "\"ab", "ab\""};
    char *text;
    size_t len;
    struct json_scan c = scan_of(&text, "\"00ff7a\"");
    const uint8_t *p = json_scan_hex(&c, &len);
    assert_int_equal(len, 3);
    assert_memory_equal(p, "\x00\xff\x7a", 3);
    assert_true(!c.is_bad && c.at == c.end);
    free(text);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        c = scan_of(&text, bad[i]);
        assert_null(json_scan_hex(&c, &len));
        assert_true(c.is_bad);
        assert_int_equal(len, 0);
        free(text);
    }
}

static void
keys_are_tried_and_wanted(void **state)
{
    (void)state;
    char *text;
    struct json_scan c = scan_of(&text, "{\"a\":1,\"b\":2}");
    json_scan_want(&c, "{\"a\":1");
    assert_false(json_scan_try_key(&c, "c"));
    assert_false(json_scan_try(&c, "}"));
    assert_false(c.is_bad);
    assert_true(json_scan_try_key(&c, "b"));
    assert_int_equal(json_scan_uint(&c, 9), 2);
    json_scan_want_key(&c, "c");
    assert_true(c.is_bad);
    assert_false(json_scan_try(&c, "}")); /* nothing goes on */
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_one_form),
        cmocka_unit_test(signed_numbers_have_a_range),
        cmocka_unit_test(strings_are_clean),
        cmocka_unit_test(hex_becomes_bytes),
        cmocka_unit_test(keys_are_tried_and_wanted),
    };
    return check_run(tests);
}
