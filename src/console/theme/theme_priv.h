/*
 * theme_priv.h - what is inside a theme; for the files of this folder only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_THEME_THEME_PRIV_H
#define CONSOLE_THEME_THEME_PRIV_H

#include "console/theme/theme.h"

#define THEME_NAME_SIZE 32

/* What a theme says about a role in one depth; the rest is the parent's. */
struct theme_look {
    bool is_set, has_fg, has_bg;
    struct style style; /* fg, bg where has_…; attr where is_set */
};

struct theme_mark {
    bool is_set;
    uint32_t glyph[MARK_SIDE_COUNT];
    char ascii[MARK_SIDE_COUNT];
};

struct theme {
    char name[THEME_NAME_SIZE];
    int ground;   /* 0 .. 255 */
    int flash_hz; /* 1 or 2 */
    struct theme_look look[ROLE_COUNT][DEPTH_COUNT];
    struct theme_mark mark[ROLE_COUNT];
    struct style style[DEPTH_COUNT][ROLE_COUNT]; /* all resolved */
};

/* Work out style[] from look[]. */
void theme_resolve(struct theme *theme);

/* The lines of themes/dark.theme, made by the build; NULL ends them. */
extern const char *const theme_dark_lines[];

#endif
