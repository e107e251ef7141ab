/*
 * test_text.c - text from messages becomes clean and fits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "console/model/text.h"

static void
text_is_cleaned_and_cut_at_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t size;
        const char *out;
    } row[] = {{"abc", 8, "abc"}, {"abcdefgh", 8, "abcdefg"}, {"", 1, ""},
        {"a\nb", 16,
            "a\xef\xbf\xbd"
            "b"},
        {"\033[2J", 16, "\xef\xbf\xbd[2J"},
        {"\xe2\x80\xaeX", 16, "\xef\xbf\xbdX"}, {"ab\xc3\xa9", 4, "ab"},
        {"\xff", 16, "\xef\xbf\xbd"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        char out[32];
        assert_ptr_equal(model_text(out, row[i].size, msg_str(row[i].in)), out);
        assert_string_equal(out, row[i].out);
    }
}

static void
nothing_gives_an_empty_text(void **state)
{
    (void)state;
    char out[4] = "abc";
    assert_string_equal(
        model_text(out, sizeof out, (struct msg_str){NULL, 0}), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cleaned_and_cut_at_a_character),
        cmocka_unit_test(nothing_gives_an_empty_text),
    };
    return check_run(tests);
}
