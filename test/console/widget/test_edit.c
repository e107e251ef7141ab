/*
 * test_edit.c - typing, recalling, pasting: the text is always clean UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/edit.h"

#include "support/check.h"

#include "common/attr.h"

/* Type keys given by name, separated by blanks. */
static enum edit_result
type(struct edit *e, const char *keys)
{
    enum edit_result result = EDIT_IGNORED;
    char *copy = strdup(keys), *save = NULL;
    for (char *word = strtok_r(copy, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        keysym k;
        assert_true(key_parse(word, &k));
        result = edit_key(e, k);
    }
    free(copy);
    return result;
}

static void
keys_edit_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *text;
        size_t cursor;
        enum edit_result result;
    } cases[] = {
        {"a b c", "abc", 3, EDIT_CHANGED},
        {"a b Left x", "axb", 2, EDIT_CHANGED},
        {"a b Left Left Left", "ab", 0, EDIT_IGNORED},
        {"a b Home Del", "b", 0, EDIT_CHANGED},
        {"a b c Backspace", "ab", 2, EDIT_CHANGED},
        {"a Backspace Backspace", "", 0, EDIT_CANCEL},
        {"a b Space c d ^W", "ab ", 3, EDIT_CHANGED},
        {"a b Space c d C-Left x", "ab xcd", 4, EDIT_CHANGED},
        {"a b c ^A ^K", "", 0, EDIT_CHANGED},
        {"a b c Left ^U", "c", 0, EDIT_CHANGED},
        {"\u00e9 \u4e00 Left Backspace", "\u4e00", 0, EDIT_CHANGED},
        {"a Enter", "a", 1, EDIT_DONE},
        {"a Esc", "a", 1, EDIT_CANCEL},
        {"a ^C", "a", 1, EDIT_CANCEL},
        {"a Tab", "a", 1, EDIT_COMPLETE},
        {"a F5", "a", 1, EDIT_IGNORED},
        {"a M-x", "a", 1, EDIT_IGNORED},
        {"a End", "a", 1, EDIT_IGNORED},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct edit e;
        edit_init(&e, NULL);
        assert_int_equal(type(&e, cases[i].keys), cases[i].result);
        assert_string_equal(e.text, cases[i].text);
        assert_int_equal(e.cursor, cases[i].cursor);
        assert_int_equal(e.len, strlen(e.text));
    }
}

static void
history_is_recalled_and_the_draft_comes_back(void **state)
{
    (void)state;
    struct edit_history h = {0};
    edit_history_add(&h, "one");
    edit_history_add(&h, "two");
    edit_history_add(&h, "two");
    edit_history_add(&h, "");
    struct edit e;
    edit_init(&e, &h);
    type(&e, "Up");
    assert_string_equal(e.text, "two");
    type(&e, "Up");
    assert_string_equal(e.text, "one");
    assert_int_equal(type(&e, "Up"), EDIT_IGNORED);
    type(&e, "Down Down");
    assert_string_equal(e.text, "");
    assert_int_equal(type(&e, "Down"), EDIT_IGNORED);
    for (int i = 0; i < 2 * EDIT_HISTORY; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %d", i);
        edit_history_add(&h, line);
    }
    assert_int_equal(h.n, EDIT_HISTORY);
    assert_string_equal(h.line[0], "line 500");
    edit_history_fini(&h);
}

static void
only_lines_that_begin_as_typed_are_recalled(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "set graph=block", "goto A", "set time=doy", "goto B", "set time=doy"};
    struct edit_history h = {0};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        edit_history_add(&h, lines[i]);
    struct edit e;
    edit_init(&e, &h);
    type(&e, "s e t");
    type(&e, "Up");
    assert_string_equal(e.text, "set time=doy");
    type(&e, "Up"); /* the same line twice is not shown twice */
    assert_string_equal(e.text, "set graph=block");
    assert_int_equal(type(&e, "Up"), EDIT_IGNORED);
    type(&e, "Down Down");
    assert_string_equal(e.text, "set");
    edit_set(&e, "nothing");
    assert_int_equal(type(&e, "Up"), EDIT_IGNORED);
    assert_string_equal(e.text, "nothing");
    edit_history_fini(&h);
}

static void
control_r_finds_older_lines_by_what_they_contain(void **state)
{
    (void)state;
    static const char *const lines[] = {"goto BUS_A", "set x", "goto BUS_B"};
    struct edit_history h = {0};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        edit_history_add(&h, lines[i]);
    struct edit e;
    edit_init(&e, &h);
    type(&e, "d ^R b u s");
    assert_string_equal(e.text, "goto BUS_B");
    type(&e, "^R");
    assert_string_equal(e.text, "goto BUS_A");
    assert_int_equal(type(&e, "^R"), EDIT_IGNORED); /* no older one */
    assert_string_equal(e.text, "goto BUS_A");
    struct canvas c;
    struct strbuf text = {0};
    canvas_init(&c, 1, 40, false);
    struct area all = area_all(&c);
    edit_paint(&e, &all, ":");
    canvas_text(&c, &text);
    assert_non_null(strstr(strbuf_get(&text), "(history: bus) goto BUS_A"));
    strbuf_fini(&text);
    canvas_fini(&c);
    assert_int_equal(type(&e, "Esc"), EDIT_CHANGED); /* not the line */
    assert_string_equal(e.text, "d");
    type(&e, "^R s e Left"); /* any other key takes it */
    assert_string_equal(e.text, "set x");
    assert_int_equal(e.cursor, 4);
    type(&e, "^R b");
    assert_int_equal(type(&e, "Enter"), EDIT_DONE);
    assert_string_equal(e.text, "goto BUS_B");
    type(&e, "^R z z"); /* in none: the line stays */
    assert_string_equal(e.text, "goto BUS_B");
    type(&e, "Backspace Backspace");
    assert_int_equal(type(&e, "Backspace"), EDIT_CHANGED);
    edit_init(&e, NULL);
    assert_int_equal(type(&e, "^R"), EDIT_IGNORED);
    edit_history_fini(&h);
}

static void
pasted_newlines_and_escapes_are_only_text(void **state)
{
    (void)state;
    struct edit e;
    edit_init(&e, NULL);
    assert_true(edit_paste(&e, "fire\r\nVALVE\x1b[A\x07\xe2\x80\xae\xff!", 20));
    assert_string_equal(e.text, "fire  VALVE[A\xef\xbf\xbd!");
}

static void
a_huge_paste_is_cut_at_the_end_of_the_line(void **state)
{
    (void)state;
    struct edit e;
    edit_init(&e, NULL);
    size_t n = 1000000;
    char *text = malloc(n);
    memset(text, '\n', n);
    assert_false(edit_paste(&e, text, n));
    assert_int_equal(e.len, EDIT_SIZE - 1);
    assert_int_equal(edit_key(&e, 'x'), EDIT_IGNORED);
    free(text);
}

static void
completion_replaces_the_word_before_the_cursor(void **state)
{
    (void)state;
    struct edit e;
    edit_init(&e, NULL);
    edit_set(&e, "open par rest");
    e.cursor = 8;
    edit_replace(&e, 5, "params");
    assert_string_equal(e.text, "open params rest");
    assert_int_equal(e.cursor, 11);
}

static void
the_cursor_is_always_in_sight(void **state)
{
    (void)state;
    struct canvas c;
    struct edit e;
    edit_init(&e, NULL);
    edit_set(&e, "0123456789abcdef");
    for (int cols = 1; cols < 24; cols++)
        for (size_t cursor = 0; cursor <= e.len; cursor += 4) {
            canvas_init(&c, 1, cols, false);
            struct area all = area_all(&c);
            e.cursor = cursor;
            edit_paint(&e, &all, ":");
            int seen = 0;
            for (int i = 0; i < cols; i++)
                seen += (canvas_at(&c, 0, i)->attr & CELL_REVERSE) != 0;
            assert_int_equal(seen, cols > 1);
            canvas_fini(&c);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_edit_the_line),
        cmocka_unit_test(history_is_recalled_and_the_draft_comes_back),
        cmocka_unit_test(only_lines_that_begin_as_typed_are_recalled),
        cmocka_unit_test(control_r_finds_older_lines_by_what_they_contain),
        cmocka_unit_test(pasted_newlines_and_escapes_are_only_text),
        cmocka_unit_test(a_huge_paste_is_cut_at_the_end_of_the_line),
        cmocka_unit_test(completion_replaces_the_word_before_the_cursor),
        cmocka_unit_test(the_cursor_is_always_in_sight),
    };
    return check_run(tests);
}
