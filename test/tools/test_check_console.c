/*
 * test_check_console.c - columba check of keys, settings and layouts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_console.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"

static void
settings_are_checked_with_the_themes_that_there_are(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        const char *says; /* NULL: nothing */
    } cases[] = {
        {"theme = grey\n", ERR_OK, NULL},
        {"theme = dark\nrate = 2\n", ERR_OK, NULL},
        {"theme = gray\n", ERR_OK,
            "there is no theme 'gray'; did you mean 'grey'?"},
        {"theme = qqqqqqqqqqq\n", ERR_OK, "there is no theme 'qqqqqqqqqqq'"},
        {"rate = 11\n", ERR_FORMAT, "rate is 0.1 to 10 times a second"},
    };
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct notes notes = {0};
        char *path = check_write(dir, "console.conf", cases[i].text, SIZE_MAX);
        assert_int_equal(check_settings(path, &notes), cases[i].err);
        assert_int_equal(notes.n, cases[i].says != NULL);
        if (notes.n > 0)
            assert_string_equal(notes.note[0].text, cases[i].says);
        notes_fini(&notes);
        free(path);
    }
    check_rmdir(&dir);
}

static void
keys_are_checked_whole(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct notes notes = {0};
    char *path =
        check_write(dir, "keys", "freeze Z\nsort a\nfolow Y\n", SIZE_MAX);
    assert_int_equal(check_keys(path, &notes), ERR_FORMAT);
    assert_int_equal(notes.errors, 2);
    assert_int_equal(notes.note[1].line, 3);
    notes_fini(&notes);
    free(path);
    check_rmdir(&dir);
}

static void
layouts_are_checked_with_the_views_that_there_are(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        unsigned line;
        const char *says; /* NULL: nothing */
    } cases[] = {
        {"pane events\n  filter !link\nfocus 1\n", ERR_OK, 0, NULL},
        {"pane -\nset theme=grey\n", ERR_OK, 0, NULL},
        {"pane event\n", ERR_OK, 0,
            "there is no view 'event'; did you mean 'events'?"},
        {"pane links\nset theme=gray\n", ERR_OK, 0,
            "there is no theme 'gray'; did you mean 'grey'?"},
        {"beside 50%\n pane links\n", ERR_FORMAT, 0,
            "1 more pane should follow"},
        {"pane links\nfocus 2\n", ERR_FORMAT, 3,
            "focus needs the number of a pane above, 1 to 1"},
    };
    char *dir = check_tmpdir();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct notes notes = {0};
        char *text = xasprintf("columba-layout 1\n%s", cases[i].text);
        char *path = check_write(dir, "a.layout", text, SIZE_MAX);
        assert_int_equal(check_layout(path, &notes), cases[i].err);
        assert_int_equal(notes.n, cases[i].says != NULL);
        if (notes.n > 0)
            assert_string_equal(notes.note[0].text, cases[i].says);
        if (cases[i].line > 0)
            assert_int_equal(notes.note[0].line, cases[i].line);
        notes_fini(&notes);
        free(path);
        free(text);
    }
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_checked_with_the_themes_that_there_are),
        cmocka_unit_test(keys_are_checked_whole),
        cmocka_unit_test(layouts_are_checked_with_the_views_that_there_are),
    };
    return check_run(tests);
}
