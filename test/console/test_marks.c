/*
 * test_marks.c - every mark can be asked for by name, glyph and letter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/marks.h"

#include "support/check.h"

#include "common/attr.h"

static void
marks_are_found_by_name_glyph_and_letter(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name; /* NULL: none */
    } cases[] = {
        {"stale", "stale"},
        {"S", "stale"},
        {"\u25b2", "alarm"},
        {"\u25bd", "caution"},
        {"H", "alarm"},
        {"l", "caution"},
        {"!", "unacknowledged"},
        {"?", "unchecked"},
        {"D", "off"},
        {"#", "simulated"},
        {"\u25b2 \u25bc", NULL},
        {"", NULL},
        {"xyz", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct mark_row *row = mark_find(cases[i].text, theme_built_in());
        assert_int_equal(row != NULL, cases[i].name != NULL);
        if (row != NULL)
            assert_string_equal(row->name, cases[i].name);
    }
}

static void
every_mark_has_glyphs_in_both_kinds_of_terminal(void **state)
{
    (void)state;
    const struct mark_row *row;
    for (size_t i = 0; (row = mark_row(i)) != NULL; i++)
        for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
            struct strbuf b = {0};
            mark_glyphs(row, theme_built_in(), is_ascii, &b);
            assert_true(b.len > 0 && *row->help != '\0');
            for (size_t k = 0; is_ascii && k < b.len; k++)
                assert_true(b.s[k] >= ' ' && b.s[k] <= '~');
            strbuf_fini(&b);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_found_by_name_glyph_and_letter),
        cmocka_unit_test(every_mark_has_glyphs_in_both_kinds_of_terminal),
    };
    return check_run(tests);
}
