/*
 * test_theme.c - roles inherit, and no state rests on colour alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "common/str.h"

static void
every_role_is_found_by_its_name_and_has_a_parent_before_it(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ROLE_COUNT; r++) {
        enum role found;
        assert_true(role_find(role_str((enum role)r), &found));
        assert_int_equal(found, r);
        assert_true(role_parent((enum role)r) < r || r == ROLE_TEXT);
    }
    enum role none;
    assert_false(role_find("no.such", &none));
}

static void
a_dotted_role_descends_from_its_prefix(void **state)
{
    (void)state;
    for (unsigned r = 0; r < ROLE_COUNT; r++) {
        char name[64];
        str_copy(name, sizeof name, role_str((enum role)r));
        char *dot = strrchr(name, '.');
        enum role prefix;
        if (dot == NULL)
            continue;
        *dot = '\0';
        if (role_find(name, &prefix))
            /* its own parent, or another state's look on purpose */
            assert_true(role_parent((enum role)r) == prefix ||
                        role_parent((enum role)r) == ROLE_LIMIT_CAUTION ||
                        role_parent((enum role)r) == ROLE_LIMIT_ALARM ||
                        role_parent((enum role)r) == ROLE_TEXT ||
                        role_parent((enum role)r) == ROLE_TEXT_LABEL ||
                        role_parent((enum role)r) == ROLE_TEXT_DIM ||
                        role_parent((enum role)r) == ROLE_SELECT);
    }
}

static void
styles_are_inherited(void **state)
{
    (void)state;
    const struct theme *dark = theme_find("dark");
    assert_non_null(dark);
    for (enum depth d = 0; d < DEPTH_COUNT; d++) {
        struct style alarm = theme_style(dark, d, ROLE_LIMIT_ALARM);
        struct style severe = theme_style(dark, d, ROLE_LIMIT_SEVERE);
        assert_memory_equal(&alarm, &severe, sizeof alarm);
    }
    assert_null(theme_find("no such theme"));
    assert_string_equal(theme_name(dark), "dark");
}

static void
colours_stay_inside_their_depth(void **state)
{
    (void)state;
    static const int most[] = {
        [DEPTH_MONO] = -1, [DEPTH_8] = 7, [DEPTH_16] = 15, [DEPTH_256] = 255};
    const struct theme *dark = theme_find("dark");
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) {
            struct style s = theme_style(dark, d, (enum role)r);
            assert_in_range(s.fg + 1, 0, most[d] + 1);
            assert_in_range(s.bg + 1, 0, most[d] + 1);
            s = theme_select(dark, d, s);
            assert_in_range(s.fg + 1, 0, most[d] + 1);
        }
}

static bool
looks_same(struct style a, struct style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

static void
states_differ_by_attribute_or_mark_without_colour(void **state)
{
    (void)state;
    static const enum role states[] = {ROLE_TEXT, ROLE_LIMIT_CAUTION,
        ROLE_LIMIT_ALARM, ROLE_QUALITY_STALE, ROLE_QUALITY_INVALID,
        ROLE_QUALITY_MISSING, ROLE_QUALITY_SIM};
    const struct theme *dark = theme_find("dark");
    for (enum depth d = DEPTH_MONO; d <= DEPTH_8; d++)
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
            for (size_t j = 0; j < i; j++)
                assert_true(theme_style(dark, d, states[i]).attr !=
                                theme_style(dark, d, states[j]).attr ||
                            theme_mark(dark, states[i], false) !=
                                theme_mark(dark, states[j], false));
}

static void
instances_never_look_alike(void **state)
{
    (void)state;
    static const enum role kinds[] = {ROLE_INSTANCE_FLIGHT, ROLE_INSTANCE_SIM,
        ROLE_INSTANCE_REPLAY, ROLE_INSTANCE_NONE};
    const struct theme *dark = theme_find("dark");
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            for (size_t j = 0; j < i; j++)
                assert_false(looks_same(theme_style(dark, d, kinds[i]),
                    theme_style(dark, d, kinds[j])));
}

static void
selection_is_seen_in_every_state_and_depth(void **state)
{
    (void)state;
    const struct theme *dark = theme_find("dark");
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) {
            struct style s = theme_style(dark, d, (enum role)r);
            assert_false(looks_same(s, theme_select(dark, d, s)));
        }
}

/* Relative luminance of one of the 240 colours above the first 16, WCAG 2. */
static double
luminance(int colour)
{
    double rgb[3];
    for (int i = 0; i < 3; i++) {
        int level;
        if (colour >= 232)
            level = 8 + 10 * (colour - 232);
        else {
            static const int cube[] = {0, 95, 135, 175, 215, 255};
            static const int divisor[] = {36, 6, 1};
            level = cube[(colour - 16) / divisor[i] % 6];
        }
        double v = level / 255.0;
        rgb[i] = v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

static double
contrast(struct style s)
{
    double fg = s.fg >= 16 ? luminance(s.fg) : 1;
    double bg = s.bg >= 16 ? luminance(s.bg) : 0;
    double high = fg > bg ? fg : bg, low = fg > bg ? bg : fg;
    return (high + 0.05) / (low + 0.05);
}

static void
text_is_readable_in_256_colours(void **state)
{
    (void)state;
    const struct theme *dark = theme_find("dark");
    for (unsigned r = 0; r < ROLE_COUNT; r++) {
        /* lines are not text, and what is disabled is dimmed on purpose */
        if (r == ROLE_BORDER || r == ROLE_BAR_DISABLED)
            continue;
        struct style s = theme_style(dark, DEPTH_256, (enum role)r);
        if (contrast(s) < 4.5)
            fail_msg("%s: contrast %.2f", role_str((enum role)r), contrast(s));
        s = theme_select(dark, DEPTH_256, s);
        if (contrast(s) < 4.5)
            fail_msg("%s selected: contrast %.2f", role_str((enum role)r),
                contrast(s));
    }
}

static void
marks_follow_the_direction_of_the_violation(void **state)
{
    (void)state;
    const struct theme *dark = theme_find("dark");
    assert_int_equal(theme_mark(dark, ROLE_LIMIT_SEVERE, false), 0x25b2);
    assert_int_equal(theme_mark(dark, ROLE_LIMIT_SEVERE, true), 0x25bc);
    assert_int_equal(theme_mark(dark, ROLE_LIMIT_WATCH, true), 0x25bd);
    assert_int_equal(theme_mark(dark, ROLE_QUALITY_STALE, true), 'S');
    assert_int_equal(theme_mark(dark, ROLE_TEXT_VALUE, false), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            every_role_is_found_by_its_name_and_has_a_parent_before_it),
        cmocka_unit_test(a_dotted_role_descends_from_its_prefix),
        cmocka_unit_test(styles_are_inherited),
        cmocka_unit_test(colours_stay_inside_their_depth),
        cmocka_unit_test(states_differ_by_attribute_or_mark_without_colour),
        cmocka_unit_test(instances_never_look_alike),
        cmocka_unit_test(selection_is_seen_in_every_state_and_depth),
        cmocka_unit_test(text_is_readable_in_256_colours),
        cmocka_unit_test(marks_follow_the_direction_of_the_violation),
    };
    return check_run(tests);
}
