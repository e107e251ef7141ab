/*
 * test_note.c - everything that is wrong with a file, in one run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/note.h"
#include "common/str.h"

static char *
printed(const struct notes *notes, bool excerpt, bool json)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    if (json)
        notes_print_json(notes, f);
    else
        notes_print(notes, f, excerpt);
    fclose(f);
    return text;
}

static void
notes_are_sorted_by_place_and_keep_their_order(void **state)
{
    (void)state;
    struct notes n = {0};
    notes_add(&n, NOTE_ERROR, "b", 1, 1, "five");
    notes_add(&n, NOTE_ERROR, "a", 2, 1, "three");
    notes_add(&n, NOTE_WARNING, "a", 2, 1, "four");
    notes_add(&n, NOTE_ERROR, "a", 1, 9, "two");
    notes_add(&n, NOTE_ERROR, "a", 1, 2, "one");
    notes_sort(&n);
    char *text = printed(&n, false, false);
    assert_string_equal(text, "a:1:2: error: one\n"
                              "a:1:9: error: two\n"
                              "a:2:1: error: three\n"
                              "a:2:1: warning: four\n"
                              "b:1:1: error: five\n");
    assert_int_equal(n.errors, 4);
    assert_int_equal(n.warnings, 1);
    free(text);
    notes_fini(&n);
    assert_int_equal(n.errors, 0);
}

static void
what_is_about_a_whole_file_has_no_place(void **state)
{
    (void)state;
    struct notes n = {0};
    notes_add(&n, NOTE_ERROR, "absent.conf", 0, 0, "cannot be opened");
    char *text = printed(&n, true, false);
    assert_string_equal(text, "absent.conf: error: cannot be opened\n");
    free(text);
    notes_fini(&n);
}

static void
an_excerpt_points_at_the_column(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path =
        check_write(dir, "x", "one\n\ttwo \x1b[2Jthree\nlast", SIZE_MAX);
    static const struct {
        unsigned line, col;
        const char *want;
    } rows[] = {
        {1, 2, "    1 | one\n      |  ^\n"},
        {2, 2, "    2 |  two \xef\xbf\xbd[2Jthree\n      |  ^\n"},
        {3, 5, "    3 | last\n      |     ^\n"},
        {3, 6, "    3 | last\n"},
        {3, 0, "    3 | last\n"},
        {4, 1, ""},
        {0, 0, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes n = {0};
        notes_add(&n, NOTE_ERROR, path, rows[i].line, rows[i].col, "bad");
        char *text = printed(&n, true, false);
        const char *below = strchr(text, '\n');
        assert_non_null(below);
        assert_string_equal(below + 1, rows[i].want);
        free(text);
        notes_fini(&n);
    }
    free(path);
    check_rmdir(&dir);
}

static void
an_excerpt_underlines_the_whole_token(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path =
        check_write(dir, "x", "\xef\xbb\xbf{vb} V\n BUS {vb} V\r\n", SIZE_MAX);
    static const struct {
        unsigned line, col, cols;
        const char *want;
    } rows[] = {
        {1, 1, 4, "    1 | {vb} V\n      | ^~~~\n"},
        {2, 6, 4, "    2 |  BUS {vb} V\n      |      ^~~~\n"},
        {2, 6, 1, "    2 |  BUS {vb} V\n      |      ^\n"},
        {2, 11, 99, "    2 |  BUS {vb} V\n      |           ^\n"},
        {2, 13, 3, "    2 |  BUS {vb} V\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes n = {0};
        notes_add_token(&n, NOTE_ERROR, path, rows[i].line, rows[i].col,
            rows[i].cols, "bad %d", 1);
        char *text = printed(&n, true, false);
        const char *below = strchr(text, '\n');
        assert_non_null(below);
        assert_string_equal(below + 1, rows[i].want);
        free(text);
        notes_fini(&n);
    }
    free(path);
    check_rmdir(&dir);
}

static void
texts_are_cleaned_and_a_missing_file_is_a_dash(void **state)
{
    (void)state;
    struct notes n = {0};
    notes_add(&n, NOTE_WARNING, NULL, 0, 0, "a\nb \x1b %s", "c\r");
    char *text = printed(&n, true, false);
    assert_string_equal(text, "-: warning: a\xef\xbf\xbd"
                              "b \xef\xbf\xbd c\xef\xbf\xbd\n");
    free(text);
    text = printed(&n, false, true);
    assert_non_null(strstr(text, "{\"v\":1,\"file\":\"-\",\"line\":0,\"col\":0,"
                                 "\"severity\":\"warning\",\"text\":"));
    free(text);
    notes_fini(&n);
}

static void
too_many_notes_are_counted_not_kept(void **state)
{
    (void)state;
    struct notes n = {0};
    for (unsigned i = 0; i < NOTES_MAX + 7; i++)
        notes_add(&n, NOTE_ERROR, "f", i, 0, "x");
    assert_int_equal(n.n, NOTES_MAX);
    assert_int_equal(n.errors, NOTES_MAX + 7);
    char *text = printed(&n, false, false);
    assert_true(str_suffix(text, "7 more not shown\n"));
    free(text);
    notes_fini(&n);
}

static void
many_notes_in_reverse_are_sorted_in_time(void **state)
{
    (void)state;
    struct notes n = {0};
    for (unsigned i = 0; i < NOTES_MAX; i++)
        notes_add(&n, NOTE_ERROR, "f", NOTES_MAX - i, 0, "x");
    notes_sort(&n);
    for (unsigned i = 0; i < NOTES_MAX; i++)
        assert_int_equal(n.note[i].line, i + 1);
    notes_fini(&n);
}

static void
of_notes_that_say_the_same_of_one_place_the_first_stays(void **state)
{
    (void)state;
    struct notes n = {0};
    notes_add(&n, NOTE_ERROR, "f", 2, 1, "x");
    notes_add(&n, NOTE_WARNING, "f", 1, 1, "x");
    notes_add(&n, NOTE_ERROR, "f", 2, 1, "x");
    notes_add(&n, NOTE_ERROR, "f", 2, 1, "y");
    notes_add(&n, NOTE_WARNING, "f", 2, 1, "y");
    notes_add(&n, NOTE_WARNING, "f", 1, 1, "x");
    notes_sort(&n);
    char *text = printed(&n, false, false);
    assert_string_equal(text, "f:1:1: warning: x\nf:2:1: error: x\n"
                              "f:2:1: error: y\nf:2:1: warning: y\n");
    assert_int_equal(n.errors, 2);
    assert_int_equal(n.warnings, 2);
    free(text);
    notes_fini(&n);
}

static void
notes_that_move_leave_nothing_behind(void **state)
{
    (void)state;
    struct notes to = {0}, from = {0};
    notes_add(&to, NOTE_ERROR, "a", 1, 1, "x");
    for (unsigned i = 0; i < NOTES_MAX + 2; i++)
        notes_add(&from, NOTE_WARNING, "b", i, 1, "y");
    notes_move(&to, &from);
    assert_int_equal(from.n, 0);
    assert_null(from.note);
    assert_int_equal(from.warnings, 0);
    assert_int_equal(to.n, NOTES_MAX);
    assert_int_equal(to.errors, 1);
    assert_int_equal(to.warnings, NOTES_MAX + 2);
    assert_string_equal(to.note[1].file, "b");
    notes_fini(&to);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_sorted_by_place_and_keep_their_order),
        cmocka_unit_test(what_is_about_a_whole_file_has_no_place),
        cmocka_unit_test(an_excerpt_points_at_the_column),
        cmocka_unit_test(an_excerpt_underlines_the_whole_token),
        cmocka_unit_test(texts_are_cleaned_and_a_missing_file_is_a_dash),
        cmocka_unit_test(too_many_notes_are_counted_not_kept),
        cmocka_unit_test(many_notes_in_reverse_are_sorted_in_time),
        cmocka_unit_test(
            of_notes_that_say_the_same_of_one_place_the_first_stays),
        cmocka_unit_test(notes_that_move_leave_nothing_behind),
    };
    return check_run(tests);
}
