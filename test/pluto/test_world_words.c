/*
 * test_world_words.c - lines of a world as words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/world_words.h"

struct fixture {
    struct world_line *line; /* owned, with its arena and notes */
};

static struct fixture
split(const char *text, bool *is_good)
{
    struct fixture f = {.line = xcalloc(1, sizeof *f.line)};
    f.line->file = "w";
    f.line->line = 7;
    f.line->text = text;
    f.line->len = strlen(text);
    struct arena *arena = xcalloc(1, sizeof *arena);
    struct notes *notes = xcalloc(1, sizeof *notes);
    f.line->arena = arena;
    f.line->notes = notes;
    bool is = world_line_split(f.line);
    if (is_good != NULL)
        *is_good = is;
    else
        assert_true(is);
    return f;
}

static void
fini(struct fixture *f)
{
    arena_fini(f->line->arena);
    notes_fini(f->line->notes);
    free(f->line->arena);
    free(f->line->notes);
    free(f->line);
}

static void
words_signs_and_quotes_have_places(void **state)
{
    (void)state;
    struct fixture f =
        split("  at 1:30: \"é b\"=x, 'not set' # rest: \"", NULL);
    static const struct {
        const char *text;
        enum world_word_kind kind;
        unsigned col, cols;
    } want[] = {
        {"at", WORLD_WORD, 3, 2},
        {"1:30", WORLD_WORD, 6, 4},
        {":", WORLD_SIGN, 10, 1},
        {"é b", WORLD_TEXT, 12, 5},
        {"=", WORLD_SIGN, 17, 1},
        {"x", WORLD_WORD, 18, 1},
        {",", WORLD_SIGN, 19, 1},
        {"not set", WORLD_NAME, 21, 9},
    };
    assert_int_equal(f.line->n, ARRAY_LEN(want));
    assert_true(f.line->is_inner);
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_string_equal(f.line->word[i].text, want[i].text);
        assert_int_equal(f.line->word[i].kind, want[i].kind);
        assert_int_equal(f.line->word[i].col, want[i].col);
        assert_int_equal(f.line->word[i].cols, want[i].cols);
    }
    fini(&f);
}

static void
what_cannot_be_split_is_one_note(void **state)
{
    (void)state;
    static char many[WORLD_WORDS_MAX * 2 + 10], wide[WORLD_LINE_MAX + 10];
    for (size_t i = 0; i + 1 < sizeof many; i++)
        many[i] = i % 2 ? ' ' : 'a';
    memset(wide, 'a', sizeof wide - 1);
    const struct {
        const char *text, *note;
        unsigned col;
    } row[] = {
        {"a \"b", "the quote is not closed", 3},
        {"a 'b", "the quote is not closed", 3},
        {"a b\x01", "there are characters that cannot be printed", 3},
        {"ab \xff", "there are characters that cannot be printed", 4},
        {many, "too many words in one line", WORLD_WORDS_MAX * 2 + 1},
        {wide, "the line is too long", WORLD_LINE_MAX + 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        bool is_good = true;
        struct fixture f = split(row[i].text, &is_good);
        assert_false(is_good);
        assert_int_equal(f.line->notes->n, 1);
        assert_string_equal(f.line->notes->note[0].text, row[i].note);
        assert_int_equal(f.line->notes->note[0].line, 7);
        assert_int_equal(f.line->notes->note[0].col, row[i].col);
        fini(&f);
    }
}

static void
times_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double s;  /* < 0: refused */
        size_t at; /* words taken */
    } row[] = {
        {"20 s", 20, 2},
        {"20s", 20, 1},
        {"20", 20, 1},
        {"1min30s", 90, 1},
        {"1min30.5s", 90.5, 1},
        {"2 MIN", 120, 2},
        {"1:30", 90, 1},
        {"1:02:03", 3723, 1},
        {"1 d", 86400, 2},
        {"250 ms", 0.25, 2},
        {"5 degC", 5, 1},
        {"0", 0, 1},
        {"100 d", 8640000, 2},
        {"101 d", -1, 0},
        {"1:60", -1, 0},
        {"1:2:3:4", -1, 0},
        {"1:", 1, 1},
        {"-1", -1, 0},
        {"1.2.3s", -1, 0},
        {"soon", -1, 0},
        {"inf", -1, 0},
        {"'5'", -1, 0},
        {"1e300 d", -1, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        int64_t ns = -1;
        struct fixture f = split(row[i].text, NULL);
        bool is_good = world_line_duration(f.line, &ns);
        if (is_good != (row[i].s >= 0) || f.line->at != row[i].at)
            fail_msg("%s", row[i].text);
        if (is_good)
            assert_int_equal(ns, (int64_t)(row[i].s * 1e9));
        assert_int_equal(f.line->notes->n, !is_good);
        fini(&f);
    }
}

static void
a_choice_names_the_nearest_or_all(void **state)
{
    (void)state;
    static const char *const word[] = {"confirmed", "not confirmed", "aborted"};
    struct fixture f = split("NOT Confirmed abortt zzz", NULL);
    assert_int_equal(world_line_choose(f.line, word, 3, "an outcome"), 1);
    assert_int_equal(f.line->at, 2);
    assert_int_equal(world_line_choose(f.line, word, 3, "an outcome"), -1);
    assert_string_equal(f.line->notes->note[0].text,
        "'abortt' is not an outcome; did you mean 'aborted'?");
    /* One line has one error. */
    f.line->at++;
    assert_int_equal(world_line_choose(f.line, word, 3, "an outcome"), -1);
    assert_int_equal(f.line->notes->n, 1);
    f.line->is_bad = false;
    assert_int_equal(world_line_choose(f.line, word, 3, "an outcome"), -1);
    assert_string_equal(f.line->notes->note[1].text,
        "'zzz' is not an outcome: confirmed, not confirmed, aborted");
    f.line->is_bad = false;
    f.line->at++;
    assert_int_equal(world_line_choose(f.line, word, 3, "an outcome"), -1);
    assert_string_equal(f.line->notes->note[2].text,
        "an outcome is expected here: confirmed, not confirmed, aborted");
    assert_int_equal(f.line->notes->note[2].col, 25);
    fini(&f);
}

static void
several_words_are_taken_all_or_not(void **state)
{
    (void)state;
    struct fixture f = split("not yet", NULL);
    assert_false(world_line_take_all(f.line, "not confirmed"));
    assert_int_equal(f.line->at, 0);
    assert_true(world_line_take_all(f.line, "not yet"));
    assert_true(world_line_end(f.line));
    assert_false(world_line_take_all(f.line, "more"));
    fini(&f);
    f = split("\"not\" = x", NULL);
    assert_false(world_line_take(f.line, "not"));
    assert_string_equal(world_line_text(f.line), "not");
    assert_true(world_line_take(f.line, "="));
    assert_false(world_line_end(f.line));
    fini(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_signs_and_quotes_have_places),
        cmocka_unit_test(what_cannot_be_split_is_one_note),
        cmocka_unit_test(times_are_read_as_people_write_them),
        cmocka_unit_test(a_choice_names_the_nearest_or_all),
        cmocka_unit_test(several_words_are_taken_all_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
