/*
 * theme_check.c - can every state be told apart and every text be read?
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme_check.h"

#include <math.h>

#include "common/attr.h"

/* ---- contrast ------------------------------------------------------------ */

static int
level(int colour, int part)
{
    static const int basic[16][3] = {{0, 0, 0}, {205, 0, 0}, {0, 205, 0},
        {205, 205, 0}, {0, 0, 238}, {205, 0, 205}, {0, 205, 205},
        {229, 229, 229}, {127, 127, 127}, {255, 0, 0}, {0, 255, 0},
        {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255},
        {255, 255, 255}};
    static const int cube[] = {0, 95, 135, 175, 215, 255};
    static const int divisor[] = {36, 6, 1};
    if (colour < 16)
        return basic[colour][part];
    return colour >= 232 ? 8 + 10 * (colour - 232)
                         : cube[(colour - 16) / divisor[part] % 6];
}

static double
luminance(int colour)
{
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double v = level(colour, i) / 255.0;
        sum += weight[i] *
               (v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double
theme_contrast(int a, int b)
{
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

static double
contrast_of(const struct theme *theme, struct style style)
{
    int ground = theme_ground(theme);
    /* text in the terminal's own colour is its owner's business */
    int opposite = luminance(ground) > 0.18 ? 0 : 15;
    return theme_contrast(style.fg == STYLE_DEFAULT ? opposite : style.fg,
        style.bg == STYLE_DEFAULT ? ground : style.bg);
}

/* Lines are not text, and what is disabled is dimmed on purpose. */
static bool
is_text(enum role role)
{
    return role != ROLE_BORDER && role != ROLE_BAR_DISABLED;
}

static void
check_contrast(const struct theme *theme, const char *file, struct notes *notes)
{
    for (unsigned r = 0; r < ROLE_COUNT; r++) {
        struct style plain = theme_style(theme, DEPTH_256, (enum role)r);
        struct style select = theme_select(theme, DEPTH_256, plain);
        double c = contrast_of(theme, plain), s = contrast_of(theme, select);
        if (is_text((enum role)r) && c < THEME_CONTRAST_MIN)
            notes_add(notes, NOTE_ERROR, file, 0, 0,
                "'%s' cannot be read in 256 colours: contrast %.1f, at least "
                "%.1f is needed",
                role_str((enum role)r), c, THEME_CONTRAST_MIN);
        else if (is_text((enum role)r) && s < THEME_CONTRAST_MIN)
            notes_add(notes, NOTE_ERROR, file, 0, 0,
                "'%s' cannot be read in 256 colours when it is selected: "
                "contrast %.1f, at least %.1f is needed",
                role_str((enum role)r), s, THEME_CONTRAST_MIN);
    }
}

/* ---- states -------------------------------------------------------------- */

static bool
have_same_mark(const struct theme *theme, enum role a, enum role b)
{
    for (int ascii = 0; ascii < 2; ascii++)
        for (unsigned s = 0; s < MARK_SIDE_COUNT; s++)
            for (unsigned t = 0; t < MARK_SIDE_COUNT; t++)
                if (theme_mark(theme, a, (enum mark_side)s, ascii) ==
                    theme_mark(theme, b, (enum mark_side)t, ascii))
                    return true;
    return false;
}

static void
check_states(const struct theme *theme, const char *file, struct notes *notes)
{
    static const enum role states[] = {ROLE_TEXT_VALUE, ROLE_LIMIT_CAUTION,
        ROLE_LIMIT_ALARM, ROLE_LIMIT_UNKNOWN, ROLE_LIMIT_OFF,
        ROLE_QUALITY_STALE, ROLE_QUALITY_INVALID, ROLE_QUALITY_MISSING,
        ROLE_QUALITY_SIM};
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        for (size_t j = 0; j < i; j++) {
            if (!have_same_mark(theme, states[i], states[j]))
                continue;
            for (enum depth d = DEPTH_MONO; d <= DEPTH_8; d++)
                if (theme_style(theme, d, states[i]).attr ==
                    theme_style(theme, d, states[j]).attr)
                    notes_add(notes, NOTE_ERROR, file, 0, 0,
                        "'%s' and '%s' have a mark in common and the same "
                        "attributes in %s%s: they cannot be told apart",
                        role_str(states[j]), role_str(states[i]), depth_str(d),
                        d == DEPTH_8 ? " colours" : "");
        }
}

static void
check_sides(const struct theme *theme, const char *file, struct notes *notes)
{
    static const enum role limits[] = {ROLE_LIMIT_CAUTION, ROLE_LIMIT_ALARM};
    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
        for (int ascii = 0; ascii < 2; ascii++)
            if (theme_mark(theme, limits[i], MARK_HIGH, ascii) ==
                theme_mark(theme, limits[i], MARK_LOW, ascii))
                notes_add(notes, NOTE_ERROR, file, 0, 0,
                    "'%s' has the same mark%s for high and low",
                    role_str(limits[i]), ascii ? " in ASCII" : "");
}

static void
check_instances(
    const struct theme *theme, const char *file, struct notes *notes)
{
    static const enum role kinds[] = {ROLE_INSTANCE_FLIGHT, ROLE_INSTANCE_SIM,
        ROLE_INSTANCE_REPLAY, ROLE_INSTANCE_NONE};
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            for (size_t j = 0; j < i; j++)
                if (style_equal(theme_style(theme, d, kinds[i]),
                        theme_style(theme, d, kinds[j])))
                    notes_add(notes, NOTE_ERROR, file, 0, 0,
                        "'%s' and '%s' look alike in %s%s", role_str(kinds[j]),
                        role_str(kinds[i]), depth_str(d),
                        d == DEPTH_MONO ? "" : " colours");
}

static void
check_selection(
    const struct theme *theme, const char *file, struct notes *notes)
{
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) {
            struct style s = theme_style(theme, d, (enum role)r);
            if (style_equal(s, theme_select(theme, d, s)))
                notes_add(notes, NOTE_ERROR, file, 0, 0,
                    "'%s' looks the same when it is selected in %s%s",
                    role_str((enum role)r), depth_str(d),
                    d == DEPTH_MONO ? "" : " colours");
        }
}

void
theme_check(const struct theme *theme, const char *file, struct notes *notes)
{
    check_states(theme, file, notes);
    check_sides(theme, file, notes);
    check_instances(theme, file, notes);
    check_selection(theme, file, notes);
    check_contrast(theme, file, notes);
}
