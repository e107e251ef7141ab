/*
 * theme.h - roles, and how a theme makes them look.
 *
 * A style belongs to a role and a colour depth; what a theme leaves out comes
 * from the role's parent.  In every depth each state differs from the others
 * by an attribute or by its mark, so nothing rests on colour alone.  Themes
 * are files, columba-theme(5); one is built in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_THEME_THEME_H
#define CONSOLE_THEME_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum role {
#define ROLE(NAME, name, PARENT) ROLE_##NAME,
#include "console/theme/role.def"
#undef ROLE
    ROLE_COUNT
};

const char *role_str(enum role role); /* "limit.alarm"; static */
enum role role_parent(enum role role);
bool role_find(const char *name, enum role *out);

/* Attributes of a style; several may be set. */
enum {
    STYLE_BOLD = 1,
    STYLE_DIM = 2,
    STYLE_ITALIC = 4,
    STYLE_UNDERLINE = 8,
    STYLE_REVERSE = 16,
};

#define STYLE_DEFAULT (-1) /* the terminal's own foreground or background */

struct style {
    int16_t fg, bg; /* colour index 0 .. 255, or STYLE_DEFAULT */
    uint8_t attr;   /* STYLE_… bits */
};

bool style_equal(struct style a, struct style b);

/* How many colours there are to choose from. */
enum depth {
    DEPTH_MONO,
    DEPTH_8,
    DEPTH_16,
    DEPTH_256,
    DEPTH_COUNT
};
const char *depth_str(enum depth depth); /* "mono" "8" "16" "256" */

/* The glyph beside a state has a direction where the state has one. */
enum mark_side {
    MARK_HIGH,
    MARK_LOW,
    MARK_SIDELESS,
    MARK_SIDE_COUNT
};

struct theme;

/* The theme that is built in, "dark"; static. */
const struct theme *theme_built_in(void);
const char *theme_name(const struct theme *theme);

/* The look of `role`, inherited where the theme is silent. */
struct style theme_style(
    const struct theme *theme, enum depth depth, enum role role);

/*
 * Lay the selection over a style: its background, or what remains visible
 * where the style already has one (an alarm stays an alarm when selected).
 */
struct style theme_select(
    const struct theme *theme, enum depth depth, struct style under);

/*
 * The glyph beside a state, 0 when it has none: ▲ ▼ ◆ for an alarm that is
 * high, low, without a side, △ ▽ ◇ caution, ? limits unknown, D limits off, S
 * stale, I invalid, M never received, # simulated, ! not acknowledged; or the
 * theme's own, and its letter when `is_ascii`.
 */
uint32_t theme_mark(const struct theme *theme, enum role role,
    enum mark_side side, bool is_ascii);

/* How often a second the marker of an unacknowledged alarm flashes: 1 or 2. */
int theme_flash_hz(const struct theme *theme);

/*
 * What the theme assumes the terminal's own background to be, as an index of
 * 256 colours; for checks of contrast.
 */
int theme_ground(const struct theme *theme);

#endif
