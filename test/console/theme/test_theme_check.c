/*
 * test_theme_check.c - themes in which states cannot be told apart are found.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme_check.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/theme/theme_file.h"

/* A theme over the built-in one, checked. */
static void
check(const char *text, struct notes *notes)
{
    char *all = xasprintf("theme t ; inherit dark\n%s\n", text);
    struct theme *theme;
    assert_int_equal(
        theme_parse("t", all, strlen(all), NULL, notes, &theme), ERR_OK);
    theme_check(theme, "t", notes);
    theme_free(&theme);
    free(all);
}

static void
shipped_themes_pass(void **state)
{
    (void)state;
    char themes[] = "themes", *const dir[] = {themes};
    const struct theme_dirs dirs = {dir, 1};
    static const char *const wanted[] = {
        "dark", "deuteranopia", "grey", "light", "mono", "tritanopia"};
    size_t n;
    char **names = theme_names(&dirs, &n);
    assert_int_equal(n, ARRAY_LEN(wanted));
    for (size_t i = 0; i < n; i++) {
        struct notes notes = {0};
        struct theme *theme = NULL;
        assert_string_equal(names[i], wanted[i]);
        assert_int_equal(theme_open(names[i], &dirs, &notes, &theme), ERR_OK);
        assert_string_equal(theme_name(theme), names[i]);
        theme_check(theme, names[i], &notes);
        if (notes.n > 0)
            fail_msg("%s: %s", names[i], notes.note[0].text);
        theme_free(&theme);
        notes_fini(&notes);
        free(names[i]);
    }
    free(names);
}

static void
what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
    } rows[] = {
        {"quality.invalid | 8: cyan | mono: underline | mark S",
            "'quality.stale' and 'quality.invalid' have a mark in common and "
            "the same attributes in mono: they cannot be told apart"},
        {"limit.caution = 220 | mono: bold reverse | 8: yellow bold "
         "| mark ▲ ▽ : h l",
            "'limit.caution' and 'limit.alarm' have a mark in common and the "
            "same attributes in mono: they cannot be told apart"},
        {"limit.alarm = 231 on 160 bold | mark ▲",
            "'limit.alarm' has the same mark for high and low"},
        {"limit.alarm = 231 on 160 bold | mark ▲ ▼ : H",
            "'limit.alarm' has the same mark in ASCII for high and low"},
        {"instance.sim = 231 on 19 bold | mono: reverse",
            "'instance.flight' and 'instance.sim' look alike in 256 colours"},
        {"text.label = 236",
            "'text.label' cannot be read in 256 colours: contrast 1.6, at "
            "least 4.5 is needed"},
        {"select = 255 on 244",
            "'text.label' cannot be read in 256 colours when it is "
            "selected: "
            "contrast 3.4, at least 4.5 is needed"},
        {"select = - | mono: reverse | 8: reverse",
            "'text' looks the same when it is selected in 256 colours"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        bool found = false;
        check(rows[i].text, &notes);
        for (size_t k = 0; k < notes.n; k++)
            found |= strcmp(notes.note[k].text, rows[i].note) == 0;
        if (!found)
            notes_print(&notes, stderr, false);
        if (!found)
            fail_msg("row %zu: no such note: %s", i, rows[i].note);
        notes_fini(&notes);
    }
}

static void
contrast_is_that_of_wcag(void **state)
{
    (void)state;
    static const struct {
        int a, b;
        double contrast;
    } rows[] = {
        {16, 231, 21.0}, {231, 16, 21.0}, {0, 15, 21.0}, {196, 196, 1.0},
        {231, 196, 3.998}, /* white on #ff0000 */
        {231, 243, 4.543}, /* white on #767676 */
        {231, 21, 8.592},  /* white on #0000ff */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_near(
            theme_contrast(rows[i].a, rows[i].b), rows[i].contrast, 0.001);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_themes_pass),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(contrast_is_that_of_wcag),
    };
    return check_run(tests);
}
