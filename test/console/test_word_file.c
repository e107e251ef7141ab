/*
 * test_word_file.c - lines of words keep the place of each word.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/word_file.h"

#include "support/check.h"

static void
words_have_line_and_column_and_comments_are_none(void **state)
{
    (void)state;
    static const char text[] = "# all\n\n a  bc # d\r\nx#y\n\t#\nlast";
    struct notes notes = {0};
    struct word_reader r;
    struct word_line l;
    word_reader_init(&r, "f", text, sizeof text - 1, &notes);
    assert_true(word_reader_next(&r, &l));
    assert_int_equal(l.line, 3);
    assert_int_equal(l.n, 2);
    assert_string_equal(l.word[0].text, "a");
    assert_int_equal(l.word[0].col, 2);
    assert_string_equal(l.word[1].text, "bc");
    assert_int_equal(l.word[1].col, 5);
    assert_true(word_reader_next(&r, &l));
    assert_string_equal(l.word[0].text, "x#y");
    assert_true(word_reader_next(&r, &l));
    assert_string_equal(l.word[0].text, "last");
    assert_int_equal(l.line, 6);
    word_note(&r, NOTE_ERROR, &l, 0, "bad %s", l.word[0].text);
    assert_false(word_reader_next(&r, &l));
    assert_int_equal(notes.n, 1);
    assert_string_equal(notes.note[0].text, "bad last");
    assert_int_equal(notes.note[0].line, 6);
    assert_int_equal(notes.note[0].col, 1);
    notes_fini(&notes);
}

static void
lines_that_cannot_be_words_are_noted_and_passed_over(void **state)
{
    (void)state;
    char text[4096];
    size_t n = 0;
    memset(text, 'x', 200); /* one word */
    n += 200;
    n += (size_t)sprintf(text + n, "\n\033]52;c;x\a\n");
    for (int i = 0; i < 40; i++)
        n += (size_t)sprintf(text + n, "w ");
    n += (size_t)sprintf(text + n, "\ngood\n");
    struct notes notes = {0};
    struct word_reader r;
    struct word_line l;
    word_reader_init(&r, "f", text, n, &notes);
    assert_true(word_reader_next(&r, &l));
    assert_string_equal(l.word[0].text, "good");
    assert_int_equal(notes.errors, 3);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_line_and_column_and_comments_are_none),
        cmocka_unit_test(lines_that_cannot_be_words_are_noted_and_passed_over),
    };
    return check_run(tests);
}
