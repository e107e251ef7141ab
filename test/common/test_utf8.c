/*
 * test_utf8.c - one character at a time, strictly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/utf8.h"

static void
every_character_encodes_and_decodes_to_itself(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        char s[5] = "";
        uint32_t back;
        size_t n = utf8_encode(c, s);
        assert_int_equal(utf8_decode(s, n, &back), n);
        assert_int_equal(back, c);
        for (size_t cut = 0; cut < n; cut++)
            assert_int_equal(utf8_decode(s, cut, &back), 0);
    }
}

static void
malformed_sequences_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf",
        "\xc2", "\xc2\x41", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe",
        "\xff", "\xe2\x82\x41", "\xf0\x9f\x98\x41"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t c = 0;
        assert_int_equal(utf8_decode(rows[i], strlen(rows[i]), &c), 0);
        assert_int_equal(c, 0xfffd);
    }
}

static void
what_could_fool_a_reader_is_not_safe(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, last;
    } unsafe[] = {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x2069}, {0xfe00, 0xfe0f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff},
        {0xe0001, 0xe007f}, {0x1fffe, 0x1ffff}, {0x10fffe, 0x10ffff},
        {0xfdd0, 0xfdef}, {0x110000, 0x110010}};
    for (size_t i = 0; i < ARRAY_LEN(unsafe); i++)
        for (uint32_t c = unsafe[i].first; c <= unsafe[i].last; c++)
            assert_false(utf8_is_safe(c));
    static const uint32_t safe[] = {
        ' ', '~', 0xa0, 0xe9, 0x2500, 0x20ac, 0xfffd, 0x1f600, 0x4e00, 0x3b1};
    for (size_t i = 0; i < ARRAY_LEN(safe); i++)
        assert_true(utf8_is_safe(safe[i]));
}

static void
widths_are_columns_of_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
    } rows[] = {{"", 0}, {"abc", 3}, {"\xc3\xa9", 1}, {"e\xcc\x81", 1},
        {"\xe4\xb8\xad", 2}, {"\xf0\x9f\x98\x80", 2}, {"\xe2\x94\x80", 1},
        {"\xff", 1}, {"a\xe2\x82", 3}, {"\xef\xbf\xbd", 1}, {"\xef\xbd\xb1", 1},
        {"\xef\xbc\xa1", 2}, {"\xc2\xb0", 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(utf8_str_width(rows[i].text), rows[i].width);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_encodes_and_decodes_to_itself),
        cmocka_unit_test(malformed_sequences_are_refused),
        cmocka_unit_test(what_could_fool_a_reader_is_not_safe),
        cmocka_unit_test(widths_are_columns_of_a_terminal),
    };
    return check_run(tests);
}
