/*
 * test_key.c - keys to text and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/key.h"

#include "support/check.h"

#include "common/attr.h"

static void
keys_read_back_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        keysym k;
    } cases[] = {
        {"j", 'j'},
        {"G", 'G'},
        {"-", '-'},
        {"^", '^'},
        {"\\", '\\'},
        {"^F", 'f' | KEY_CTRL},
        {"Space", ' '},
        {"Tab", KEY_CODE_TAB},
        {"S-Tab", KEY_CODE_TAB | KEY_SHIFT},
        {"M-x", 'x' | KEY_ALT},
        {"M-^X", 'x' | KEY_ALT | KEY_CTRL},
        {"C-Left", KEY_CODE_LEFT | KEY_CTRL},
        {"PgUp", KEY_CODE_PAGE_UP},
        {"Esc", KEY_CODE_ESCAPE},
        {"F", 'F'},
        {"F1", KEY_CODE_F0 + 1},
        {"F12", KEY_CODE_F0 + 12},
        {"F24", KEY_CODE_F0 + 24},
        {"\u00e9", 0xe9},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        keysym k;
        char text[KEY_TEXT_SIZE];
        assert_true(key_parse(cases[i].text, &k));
        assert_int_equal(k, cases[i].k);
        assert_string_equal(key_fmt(text, k), cases[i].text);
    }
}

static void
what_is_no_key_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "jj", "F0", "F25", "F123", "X-j", "\x01", "\xff", "Tabs", "^^^"};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        keysym k;
        assert_false(key_parse(cases[i], &k));
    }
}

static void
any_number_can_be_written(void **state)
{
    (void)state;
    char text[KEY_TEXT_SIZE];
    for (keysym k = 0; k < UINT32_MAX - 0x10000; k += 0xfff1)
        assert_true(strlen(key_fmt(text, k)) < KEY_TEXT_SIZE);
}

static void
only_printable_characters_are_text(void **state)
{
    (void)state;
    assert_true(key_is_text('a'));
    assert_true(key_is_text(' '));
    assert_true(key_is_text(0x4e00));
    assert_false(key_is_text('a' | KEY_CTRL));
    assert_false(key_is_text('a' | KEY_ALT));
    assert_false(key_is_text(KEY_CODE_TAB));
    assert_false(key_is_text(0x202e));
    assert_false(key_is_text(0x1b));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_read_back_as_they_are_written),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(any_number_can_be_written),
        cmocka_unit_test(only_printable_characters_are_text),
    };
    return check_run(tests);
}
