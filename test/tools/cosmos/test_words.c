/*
 * test_words.c - lines of COSMOS screens: quotes, comments, lines that go on,
 * Ruby.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "tools/cosmos/words.h"

/* "1: A|b c\n": its words with '|' between, "(ruby)" behind. */
static void
expect(
    const char *text, const char *target, const char *lines, const char *said)
{
    struct notes notes = {0};
    struct cosmos_lines l;
    struct strbuf got = {0}, heard = {0};
    assert_int_equal(
        cosmos_lines_parse("s.txt", text, strlen(text), target, &notes, &l),
        ERR_OK);
    for (size_t i = 0; i < l.n; i++) {
        strbuf_addf(&got, "%u: ", l.line[i].line);
        for (size_t k = 0; k < l.line[i].n; k++)
            strbuf_addf(&got, "%s%s", k > 0 ? "|" : "", l.line[i].word[k]);
        assert_null(l.line[i].word[l.line[i].n]);
        strbuf_addf(&got, "%s\n", l.line[i].has_ruby ? " (ruby)" : "");
    }
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&heard, "%u: %s\n", notes.note[i].line, notes.note[i].text);
    assert_string_equal(strbuf_get(&got), lines);
    assert_string_equal(strbuf_get(&heard), said);
    strbuf_fini(&got);
    strbuf_fini(&heard);
    cosmos_lines_fini(&l);
    notes_fini(&notes);
}

static void
words_stand_between_blanks_and_in_quotes(void **state)
{
    (void)state;
    expect("A b\t c\r\n\n  D 'e f' \"g 'h' i\" ''", "T",
        "1: A|b|c\n3: D|e f|g 'h' i|\n", "");
    expect("LABEL don't stop", "T", "1: LABEL|don't|stop\n", "");
    expect("", "T", "", "");
    expect(
        "LABEL \"open", "T", "1: LABEL|open\n", "1: a quote is not closed\n");
}

static void
comments_begin_at_a_word(void **state)
{
    (void)state;
    expect("# all\nA b # c\nA b#c\nA 'x # y' # z\n", "T",
        "2: A|b\n3: A|b#c\n4: A|x # y\n", "");
}

static void
lines_go_on_behind_a_mark_and_over_comments(void **state)
{
    (void)state;
    expect("B 'x' 'a' +\n  'b' \\\n # no\n  'c'\nE", "T",
        "1: B|x|a|b|c\n5: E\n", "");
    expect("N x &\n  C y\nE", "T", "1: N|x|C|y\n3: E\n", "");
    expect("L a+\nE", "T", "1: L|a+\n2: E\n", "");
    expect("B 'a' +", "T", "1: B|a\n", "");
}

static void
the_target_is_put_in_and_other_ruby_is_left_out(void **state)
{
    (void)state;
    expect("V <%= target_name %> P I\nT \"<%= @target_name %> x\"", "INST",
        "1: V|INST|P|I\n2: T|INST x\n", "");
    expect("<% 3.times do |i| %>\nV T P I<%= i %>\n<% end %>", "INST",
        "2: V|T|P|I (ruby)\n",
        "1: left out: Ruby is not run\n3: left out: Ruby is not run\n");
    expect("V <%= target_name %> P I\nV <%= target_name %> P J", NULL,
        "1: V|P|I\n2: V|P|J\n",
        "1: the screen uses the name of its target; give it with --target\n");
    expect("V <%= never closed", "T", "1: V (ruby)\n", "");
}

static void
bytes_that_are_no_text_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        unsigned line;
    } rows[] = {
        {"SCREEN\n\xff\xfe", 9, 2},
        {"SCREEN\n\nLABEL \x1b[31m", 19, 3},
        {"\0\0", 2, 1},
        {"A\nB\nC \xc3", 7, 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        struct cosmos_lines l;
        assert_int_equal(cosmos_lines_parse("s.txt", rows[i].text, rows[i].len,
                             NULL, &notes, &l),
            ERR_FORMAT);
        assert_int_equal(l.n, 0);
        assert_int_equal(notes.errors, 1);
        assert_int_equal(notes.note[0].line, rows[i].line);
        notes_fini(&notes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stand_between_blanks_and_in_quotes),
        cmocka_unit_test(comments_begin_at_a_word),
        cmocka_unit_test(lines_go_on_behind_a_mark_and_over_comments),
        cmocka_unit_test(the_target_is_put_in_and_other_ruby_is_left_out),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_line),
    };
    return check_run(tests);
}
