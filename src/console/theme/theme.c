/*
 * theme.c - roles, and how a theme makes them look.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme.h"

#include <assert.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/theme/theme_file.h"
#include "console/theme/theme_priv.h"

static const struct {
    const char *name;
    enum role parent;
} roles[] = {
#define ROLE(NAME, name, PARENT) [ROLE_##NAME] = {name, ROLE_##PARENT},
#include "console/theme/role.def"
#undef ROLE
};

const char *
role_str(enum role role)
{
    assert(role < ROLE_COUNT);
    return roles[role].name;
}

enum role
role_parent(enum role role)
{
    assert(role < ROLE_COUNT);
    return roles[role].parent;
}

bool
role_find(const char *name, enum role *out)
{
    for (unsigned r = 0; r < ROLE_COUNT; r++)
        if (str_eq(roles[r].name, name)) {
            *out = (enum role)r;
            return true;
        }
    return false;
}

const char *
depth_str(enum depth depth)
{
    static const char *const names[] = {[DEPTH_MONO] = "mono",
        [DEPTH_8] = "8",
        [DEPTH_16] = "16",
        [DEPTH_256] = "256"};
    return names[depth];
}

bool
style_equal(struct style a, struct style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

const struct theme *
theme_built_in(void)
{
    static struct theme theme;
    if (theme.name[0] == '\0')
        theme_parse_lines(theme_dark_lines, &theme);
    return &theme;
}

const char *
theme_name(const struct theme *theme)
{
    return theme->name;
}

int
theme_flash_hz(const struct theme *theme)
{
    return theme->flash_hz;
}

int
theme_ground(const struct theme *theme)
{
    return theme->ground;
}

/* ---- styles -------------------------------------------------------------- */

static struct style
resolved(const struct theme *theme, enum depth depth, enum role role)
{
    const struct theme_look *look = &theme->look[role][depth];
    struct style style = {STYLE_DEFAULT, STYLE_DEFAULT, 0};
    if (role != ROLE_TEXT)
        style = theme->style[depth][role_parent(role)];
    if (!look->is_set)
        return style;
    if (look->has_fg)
        style.fg = look->style.fg;
    if (look->has_bg)
        style.bg = look->style.bg;
    style.attr = look->style.attr;
    return style;
}

void
theme_resolve(struct theme *theme)
{
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) /* parents come first */
            theme->style[d][r] = resolved(theme, d, (enum role)r);
}

struct style
theme_style(const struct theme *theme, enum depth depth, enum role role)
{
    return theme->style[depth][role];
}

static bool
is_grey(int16_t colour, enum depth depth)
{
    if (colour == STYLE_DEFAULT)
        return true;
    return depth == DEPTH_256
               ? colour >= 232 || colour == 16 || colour == 231
               : colour == 0 || colour == 7 || colour == 8 || colour == 15;
}

struct style
theme_select(const struct theme *theme, enum depth depth, struct style under)
{
    struct style select = theme->style[depth][ROLE_SELECT];
    struct style text = theme->style[depth][ROLE_TEXT];
    struct style style = under;
    if (under.bg != text.bg || (under.attr & STYLE_REVERSE)) {
        style.attr |= STYLE_UNDERLINE | STYLE_BOLD;
        return style;
    }
    style.bg = select.bg;
    if (is_grey(under.fg, depth))
        style.fg = select.fg;
    style.attr = (uint8_t)((under.attr & ~STYLE_DIM) | select.attr);
    return style;
}

/* ---- marks --------------------------------------------------------------- */

uint32_t
theme_mark(const struct theme *theme, enum role role, enum mark_side side,
    bool is_ascii)
{
    for (;;) {
        const struct theme_mark *mark = &theme->mark[role];
        if (mark->is_set)
            return is_ascii ? (uint32_t)mark->ascii[side] : mark->glyph[side];
        if (role == ROLE_TEXT)
            return 0;
        role = role_parent(role);
    }
}
