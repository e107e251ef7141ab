/*
 * test_str.c - strings that grow, and text from outside.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"

static void
a_string_grows_and_moves_out(void **state)
{
    (void)state;
    struct strbuf b = {0};
    assert_string_equal(strbuf_get(&b), "");
    strbuf_adds(&b, "");
    assert_int_equal(b.len, 0);
    for (unsigned i = 0; i < 1000; i++)
        strbuf_addf(&b, "%03u,", i);
    assert_int_equal(b.len, 4000);
    strbuf_addc(&b, '!');
    strbuf_add(&b, "a\0b", 3);
    assert_int_equal(b.len, 4004);
    assert_int_equal(b.s[4004], '\0');
    char *s = strbuf_take(&b);
    assert_memory_equal(s, "000,001,", 8);
    assert_null(b.s);
    free(s);
    s = strbuf_take(&b);
    assert_string_equal(s, "");
    free(s);
    strbuf_adds(&b, "x");
    strbuf_reset(&b);
    assert_string_equal(strbuf_get(&b), "");
    strbuf_fini(&b);
}

static void
a_format_of_any_length_is_whole(void **state)
{
    (void)state;
    for (int n = 0; n < 600; n++) {
        struct strbuf b = {0};
        strbuf_addf(&b, "%*s", n, n > 0 ? "x" : "");
        assert_int_equal(b.len, n);
        if (n > 0)
            assert_int_equal(b.s[n - 1], 'x');
        strbuf_fini(&b);
    }
}

static void
comparisons_are_what_they_say(void **state)
{
    (void)state;
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq(NULL, ""));
    assert_false(str_eq("", NULL));
    assert_true(str_eq("a", "a"));
    assert_true(str_prefix("abc", ""));
    assert_true(str_prefix("abc", "ab"));
    assert_false(str_prefix("ab", "abc"));
    assert_true(str_suffix("abc", "bc"));
    assert_true(str_suffix("abc", ""));
    assert_false(str_suffix("bc", "abc"));
    assert_true(str_contains_ci("Battery_Temp", "TEMP"));
    assert_true(str_contains_ci("", ""));
    assert_false(str_contains_ci("", "x"));
    assert_false(str_contains_ci("tem", "temp"));
}

static void
a_copy_is_cut_between_characters(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        bool is_whole;
        const char *want;
    } rows[] = {{1, false, ""}, {2, false, "a"}, {3, false, "a"},
        {4, false, "a\xc3\xa9"}, {5, false, "a\xc3\xa9"},
        {6, false, "a\xc3\xa9"}, {7, true, "a\xc3\xa9\xe2\x82\xac"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char dst[8];
        assert_int_equal(str_copy(dst, rows[i].size, "a\xc3\xa9\xe2\x82\xac"),
            rows[i].is_whole);
        assert_string_equal(dst, rows[i].want);
    }
}

static void
text_from_outside_is_cleaned(void **state)
{
    (void)state;
#define BAD "\xef\xbf\xbd"
    static const struct {
        const char *text;
        size_t len;
        const char *utf8, *ascii;
    } rows[] = {
        {"plain ~ text", 12, "plain ~ text", "plain ~ text"},
        {"\x1b]0;x\x07", 6, BAD "]0;x" BAD, "?]0;x?"},
        {"a\tb\r\n", 5, "a" BAD "b" BAD BAD, "a?b??"},
        {"\xc2\x9b", 2, BAD, "?"},
        {"a\0b", 3, "a", "a"},
        {"\xe2\x80\xae"
         "x",
            4, BAD "x", "?x"},
        {"\xe2\x80\x8b", 3, BAD, "?"},
        {"\xe2\x80\xa8", 3, BAD, "?"},
        {"\xef\xbb\xbf", 3, BAD, "?"},
        {"\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80", "?"},
        {"\xc3\xa9", 2, "\xc3\xa9", "?"},
        {"\xc3", 1, BAD, "?"},
        {"\xed\xa0\x80", 3, BAD BAD BAD, "???"},
        {"\xc0\xaf", 2, BAD BAD, "??"},
        {"\x7f", 1, BAD, "?"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf b = {0};
        str_sanitize(&b, rows[i].text, rows[i].len, false);
        assert_string_equal(strbuf_get(&b), rows[i].utf8);
        assert_int_equal(str_is_clean(rows[i].text, rows[i].len),
            rows[i].len == b.len &&
                memcmp(rows[i].text, strbuf_get(&b), b.len) == 0);
        assert_true(str_is_clean(strbuf_get(&b), b.len));
        strbuf_reset(&b);
        str_sanitize(&b, rows[i].text, rows[i].len, true);
        assert_string_equal(strbuf_get(&b), rows[i].ascii);
        strbuf_fini(&b);
    }
}

static void
distances_are_those_of_levenshtein(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned max, want;
    } rows[] = {{"", "", 3, 0}, {"a", "", 3, 1}, {"kitten", "sitting", 9, 3},
        {"KITTEN", "kitten", 3, 0}, {"abc", "acb", 3, 2}, {"abc", "xyz", 2, 3},
        {"abcdef", "a", 2, 3}, {"flaw", "lawn", 2, 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(
            str_distance(rows[i].a, rows[i].b, rows[i].max), rows[i].want);
        assert_int_equal(
            str_distance(rows[i].b, rows[i].a, rows[i].max), rows[i].want);
    }
    char longer[301], same[301];
    memset(longer, 'x', 300);
    longer[300] = '\0';
    memcpy(same, longer, 301);
    assert_int_equal(str_distance(longer, same, 4), 5); /* too long to try */
}

static void
bytes_become_hex_digits(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x00, 0x7f, 0x80, 0xff, 0x0a};
    struct strbuf b = {0};
    strbuf_addhex(&b, bytes, 0);
    assert_string_equal(strbuf_get(&b), "");
    strbuf_addhex(&b, bytes, sizeof bytes);
    assert_string_equal(strbuf_get(&b), "007f80ff0a");
    strbuf_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_hex_digits),
        cmocka_unit_test(a_string_grows_and_moves_out),
        cmocka_unit_test(a_format_of_any_length_is_whole),
        cmocka_unit_test(comparisons_are_what_they_say),
        cmocka_unit_test(a_copy_is_cut_between_characters),
        cmocka_unit_test(text_from_outside_is_cleaned),
        cmocka_unit_test(distances_are_those_of_levenshtein),
    };
    return check_run(tests);
}
