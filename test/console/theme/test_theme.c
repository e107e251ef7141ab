/*
 * test_theme.c - roles inherit, and no state rests on colour alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme.h"

#include "support/check.h"

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
    const struct theme *dark = theme_built_in();
    assert_non_null(dark);
    for (enum depth d = 0; d < DEPTH_COUNT; d++) {
        struct style alarm = theme_style(dark, d, ROLE_LIMIT_ALARM);
        struct style severe = theme_style(dark, d, ROLE_LIMIT_SEVERE);
        assert_memory_equal(&alarm, &severe, sizeof alarm);
    }
    assert_string_equal(theme_name(dark), "dark");
}

static void
colours_stay_inside_their_depth(void **state)
{
    (void)state;
    static const int most[] = {
        [DEPTH_MONO] = -1, [DEPTH_8] = 7, [DEPTH_16] = 15, [DEPTH_256] = 255};
    const struct theme *dark = theme_built_in();
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) {
            struct style s = theme_style(dark, d, (enum role)r);
            assert_in_range(s.fg + 1, 0, most[d] + 1);
            assert_in_range(s.bg + 1, 0, most[d] + 1);
            s = theme_select(dark, d, s);
            assert_in_range(s.fg + 1, 0, most[d] + 1);
        }
}

static void
marks_follow_the_direction_of_the_violation(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        enum mark_side side;
        uint32_t glyph, ascii;
    } rows[] = {
        {ROLE_LIMIT_SEVERE, MARK_HIGH, 0x25b2, 'H'},
        {ROLE_LIMIT_SEVERE, MARK_LOW, 0x25bc, 'L'},
        {ROLE_LIMIT_DISTRESS, MARK_SIDELESS, 0x25c6, 'A'},
        {ROLE_LIMIT_WATCH, MARK_LOW, 0x25bd, 'l'},
        {ROLE_LIMIT_WATCH, MARK_SIDELESS, 0x25c7, 'a'},
        {ROLE_LIMIT_OFF, MARK_SIDELESS, 'D', 'D'},
        {ROLE_QUALITY_STALE, MARK_LOW, 'S', 'S'},
        {ROLE_ALARM_UNACK, MARK_HIGH, '!', '!'},
        {ROLE_TEXT_VALUE, MARK_HIGH, 0, 0},
    };
    const struct theme *dark = theme_built_in();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(
            theme_mark(dark, rows[i].role, rows[i].side, false), rows[i].glyph);
        assert_int_equal(
            theme_mark(dark, rows[i].role, rows[i].side, true), rows[i].ascii);
    }
}

static void
what_has_a_ground_of_its_own_keeps_it_when_selected(void **state)
{
    (void)state;
    const struct theme *dark = theme_built_in();
    for (enum depth d = DEPTH_8; d < DEPTH_COUNT; d++) {
        struct style alarm = theme_style(dark, d, ROLE_LIMIT_ALARM);
        assert_int_equal(theme_select(dark, d, alarm).bg, alarm.bg);
        struct style text = theme_style(dark, d, ROLE_TEXT);
        assert_int_equal(theme_select(dark, d, text).bg,
            theme_style(dark, d, ROLE_SELECT).bg);
    }
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
        cmocka_unit_test(marks_follow_the_direction_of_the_violation),
        cmocka_unit_test(what_has_a_ground_of_its_own_keeps_it_when_selected),
    };
    return check_run(tests);
}
