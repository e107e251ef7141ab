/*
 * theme.c - roles, and how a theme makes them look.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/theme/theme.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/glyph.h"

static const struct {
    const char *name;
    enum role parent;
} roles[] = {
#define ROLE(NAME, name, PARENT) [ROLE_##NAME] = {name, ROLE_##PARENT},
#include "console/theme/role.def"
#undef ROLE
};

/* What a theme says about one role.  `is_set` has a bit for each depth. */
struct look {
    uint8_t role;
    struct style style[DEPTH_COUNT];
};

struct theme {
    const char *name;
    const struct look *look; /* in the order of the roles */
    size_t n;
};

#define D STYLE_DEFAULT
#define B STYLE_BOLD
#define M STYLE_DIM
#define I STYLE_ITALIC
#define U STYLE_UNDERLINE
#define R STYLE_REVERSE
#define LOOK(NAME, mono, f8, b8, a8, f16, b16, a16, f256, b256, a256)          \
    {                                                                          \
        ROLE_##NAME,                                                           \
        {                                                                      \
            [DEPTH_MONO] = {D, D, mono}, [DEPTH_8] = {f8, b8, a8},             \
            [DEPTH_16] = {f16, b16, a16}, [DEPTH_256] = {f256, b256, a256},    \
        }                                                                      \
    }

/*
 * Grey while all is normal, saturated colour only for what is not; yellow
 * cautions, red alarms, cyan and magenta where the data itself is suspect.
 * Bright colours of 16 are asked for by number, of 8 by bold.
 */
/* clang-format off */
static const struct look dark_looks[] = {
    /*                      mono        8             16             256 */
    LOOK(TEXT,              0,      D, D, 0,      D, D, 0,     250, D, 0),
    LOOK(TEXT_LABEL,        0,      D, D, 0,      D, D, 0,     245, D, 0),
    LOOK(TEXT_VALUE,        0,      D, D, 0,     15, D, 0,     253, D, 0),
    LOOK(TEXT_STRONG,       B,      7, D, B,     15, D, B,     255, D, B),
    LOOK(TEXT_DIM,          M,      D, D, M,      D, D, M,     244, D, 0),
    LOOK(TITLE,             B,      7, D, B,     15, D, 0,     252, D, B),
    LOOK(BORDER,            0,      D, D, 0,      8, D, 0,     240, D, 0),
    LOOK(FOCUS_BORDER,      B,      6, D, 0,      6, D, 0,     116, D, 0),
    LOOK(FOCUS_TITLE,       B|U,    6, D, B,     14, D, B,     159, D, B),
    LOOK(HEADER,            U,      D, D, U,      D, D, U,     245, D, U),
    LOOK(HINT,              M,      D, D, M,      D, D, M,     244, D, 0),
    LOOK(SELECT,            R,      7, 4, B,     15, 4, 0,     255, 237, 0),
    LOOK(MATCH,             U|B,    7, D, U|B,   15, D, U|B,   255, D, U|B),

    LOOK(LIMIT_CAUTION,     B,      3, D, B,     11, D, B,     220, D, B),
    LOOK(LIMIT_ALARM,       B|R,    7, 1, B,     15, 1, B,     231, 160, B),
    LOOK(LIMIT_UNKNOWN,     U,      6, D, 0,     14, D, 0,     51, D, I),
    LOOK(LIMIT_OFF,         M,      5, D, 0,      5, D, 0,     182, D, 0),
    LOOK(ALARM_UNACK_FLASH, R,      1, 7, R,      1, 15, 0,    160, 231, B),

    LOOK(QUALITY_STALE,     U,      6, D, 0,     14, D, 0,     51, D, I),
    LOOK(QUALITY_INVALID,   U,      5, D, B,     13, D, 0,     207, D, 0),
    LOOK(QUALITY_MISSING,   M,      5, D, 0,      5, D, 0,     182, D, 0),
    LOOK(QUALITY_SIM,       U,      6, D, 0,      6, D, 0,     80, D, 0),

    LOOK(INSTANCE_FLIGHT,   B|R,    7, 4, B,     15, 4, B,     231, 19, B),
    LOOK(INSTANCE_SIM,      R,      0, 6, 0,      0, 6, 0,     16, 73, B),
    LOOK(INSTANCE_REPLAY,   U|B,    7, 5, B,     15, 5, B,     231, 90, B),
    LOOK(INSTANCE_NONE,     U,      0, 7, 0,      0, 7, 0,     255, 240, B),
    LOOK(INSTANCE_READONLY, R,      0, 7, 0,      0, 7, 0,     16, 250, 0),
    LOOK(BAND,              0,      D, D, 0,      D, D, 0,     252, D, 0),
    LOOK(CLOCK,             B,      7, D, B,     15, D, 0,     255, D, 0),
    LOOK(CLOCK_COUNTDOWN,   B|R,    3, D, B|R,   11, D, R,     220, D, R|B),
    LOOK(SIGNAL_AOS,        B,      7, D, B,     15, D, 0,     255, D, B),
    LOOK(SIGNAL_LOS,        U,      6, D, 0,     14, D, 0,     51, D, 0),

    LOOK(TAB,               0,      D, D, 0,      D, D, 0,     245, D, 0),
    LOOK(TAB_ACTIVE,        R,      7, 4, B,     15, 4, 0,     255, 237, B),
    LOOK(BAR,               0,      D, D, 0,      D, D, 0,     245, D, 0),
    LOOK(BAR_KEY,           B,      7, D, B,     15, D, B,     255, D, B),
    LOOK(BAR_DISABLED,      M,      D, D, M,      8, D, 0,     240, D, 0),
    LOOK(PROMPT,            B,      7, D, B,     15, D, 0,     255, D, 0),
    LOOK(TOAST,             B,      7, D, B,     15, D, 0,     255, D, 0),
    LOOK(BANNER,            R,      0, 3, 0,      0, 11, 0,    16, 220, B),

    LOOK(LINK_OFF,          M,      D, D, M,      D, D, M,     244, D, 0),
    LOOK(PLOT_SERIES1,      0,      7, D, B,     15, D, 0,     117, D, 0),
    LOOK(PLOT_SERIES2,      0,      2, D, 0,     10, D, 0,     150, D, 0),
    LOOK(PLOT_SERIES3,      0,      4, D, B,     12, D, 0,     147, D, 0),
    LOOK(PLOT_SERIES4,      0,      5, D, 0,     13, D, 0,     181, D, 0),
    LOOK(PLOT_LIMIT,        0,      3, D, 0,      3, D, 0,     178, D, 0),
    LOOK(PLOT_GAP,          M,      5, D, 0,      5, D, 0,     182, D, 0),

    LOOK(HEX_OFFSET,        M,      D, D, M,      D, D, M,     244, D, 0),
    LOOK(HEX_HEADER,        U,      6, D, 0,      6, D, 0,     116, D, 0),
};
/* clang-format on */

static const struct theme themes[] = {
    {"dark", dark_looks, ARRAY_LEN(dark_looks)},
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

const struct theme *
theme_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(themes); i++)
        if (str_eq(themes[i].name, name))
            return &themes[i];
    return NULL;
}

const char *
theme_name(const struct theme *theme)
{
    return theme->name;
}

struct style
theme_style(const struct theme *theme, enum depth depth, enum role role)
{
    for (;;) {
        for (size_t i = 0; i < theme->n; i++)
            if (theme->look[i].role == role)
                return theme->look[i].style[depth];
        if (role == ROLE_TEXT)
            return (struct style){STYLE_DEFAULT, STYLE_DEFAULT, 0};
        role = role_parent(role);
    }
}

static bool
is_grey(int16_t colour, enum depth depth)
{
    if (colour == STYLE_DEFAULT)
        return true;
    return depth == DEPTH_256 ? colour >= 232
                              : colour == 7 || colour == 8 || colour == 15;
}

struct style
theme_select(const struct theme *theme, enum depth depth, struct style under)
{
    struct style select = theme_style(theme, depth, ROLE_SELECT);
    struct style style = under;
    if (under.bg != STYLE_DEFAULT || (under.attr & STYLE_REVERSE)) {
        style.attr |= STYLE_UNDERLINE | STYLE_BOLD;
        return style;
    }
    style.bg = select.bg;
    if (is_grey(under.fg, depth))
        style.fg = select.fg;
    style.attr = (uint8_t)((under.attr & ~STYLE_DIM) | select.attr);
    return style;
}

uint32_t
theme_mark(const struct theme *theme, enum role role, bool is_low)
{
    (void)theme;
    static const struct {
        uint8_t role;
        uint32_t high, low;
    } marks[] = {
        {ROLE_LIMIT_CAUTION, GLYPH_CAUTION_HIGH, GLYPH_CAUTION_LOW},
        {ROLE_LIMIT_ALARM, GLYPH_ALARM_HIGH, GLYPH_ALARM_LOW},
        {ROLE_LIMIT_UNKNOWN, '?', '?'},
        {ROLE_LIMIT_OFF, 'D', 'D'},
        {ROLE_ALARM_UNACK, '!', '!'},
        {ROLE_QUALITY_STALE, 'S', 'S'},
        {ROLE_QUALITY_INVALID, 'I', 'I'},
        {ROLE_QUALITY_MISSING, 'M', 'M'},
        {ROLE_QUALITY_SIM, '#', '#'},
    };
    for (;;) {
        for (size_t i = 0; i < ARRAY_LEN(marks); i++)
            if (marks[i].role == role)
                return is_low ? marks[i].low : marks[i].high;
        if (role == ROLE_TEXT)
            return 0;
        role = role_parent(role);
    }
}
