/*
 * test_hints.c - the bar says what keys do where they are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/hints.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/keys/keymap_file.h"

static void
bar(enum prompt_kind kind, bool help, const struct keymap *map, int cols,
    struct strbuf *out)
{
    struct prompt prompt = {.kind = kind};
    struct canvas c;
    canvas_init(&c, 1, cols, false);
    struct area all = area_all(&c);
    bool painted = hints_paint(&prompt, help, map, &all);
    assert_int_equal(painted, kind != PROMPT_NONE || help);
    canvas_text(&c, out);
    canvas_fini(&c);
}

static void
each_mode_has_its_own_keys(void **state)
{
    (void)state;
    static const struct {
        enum prompt_kind kind;
        bool help;
        const char *has;
    } cases[] = {
        {PROMPT_COMMAND, false, " Enter Do  Tab Complete  Esc Give up"},
        {PROMPT_COMMAND, true, " Enter Do"}, /* typed over the help screen */
        {PROMPT_SEARCH, false, "^R Search older"},
        {PROMPT_FILTER, false, "!first: invert"},
        {PROMPT_WRITE, false, "JSON"},
        {PROMPT_CONFIRM, false, " yYes  any other key No"},
        {PROMPT_TEXT, false, "Enter Take it"},
        {PROMPT_NONE, true, " qClose  /Find  jDown  kUp  ^F Page  :Cmd"},
        {PROMPT_NONE, false, ""},
    };
    struct keymap *map = keymap_new();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf text = {0};
        bar(cases[i].kind, cases[i].help, map, 80, &text);
        assert_non_null(strstr(strbuf_get(&text), cases[i].has));
        strbuf_fini(&text);
    }
    keymap_free(&map);
}

static void
keys_of_ones_own_are_shown_and_narrow_rows_keep_the_first(void **state)
{
    (void)state;
    struct keymap *map = keymap_new();
    struct notes notes = {0};
    struct strbuf text = {0};
    static const char own[] = "back Q q\n";
    assert_int_equal(
        keymap_parse("keys", own, strlen(own), map, &notes), ERR_OK);
    bar(PROMPT_NONE, true, map, 12, &text);
    assert_string_equal(strbuf_get(&text), " QClose\n");
    strbuf_fini(&text);
    for (int cols = 1; cols < 60; cols++) {
        bar(PROMPT_COMMAND, false, map, cols, &text);
        strbuf_reset(&text);
    }
    strbuf_fini(&text);
    keymap_free(&map);
}

static void
a_view_that_is_typed_in_says_what_keys_do(void **state)
{
    (void)state;
    static const char *const hint[] = {"Enter Next", "Esc Back", NULL};
    struct canvas c;
    struct strbuf text = {0};
    for (int cols = 1; cols < 40; cols++) {
        canvas_init(&c, 1, cols, false);
        struct area all = area_all(&c);
        hints_typing(hint, &all);
        strbuf_reset(&text);
        canvas_text(&c, &text);
        assert_string_equal(strbuf_get(&text), cols < 11 ? "\n"
                                               : cols < 21
                                                   ? " Enter Next\n"
                                                   : " Enter Next  Esc Back\n");
        canvas_fini(&c);
    }
    strbuf_fini(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_that_is_typed_in_says_what_keys_do),
        cmocka_unit_test(each_mode_has_its_own_keys),
        cmocka_unit_test(
            keys_of_ones_own_are_shown_and_narrow_rows_keep_the_first),
    };
    return check_run(tests);
}
