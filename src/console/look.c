/*
 * look.c - roles as bytes: what a terminal must be sent to draw in them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/look.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"

void
screen_caps_fini(struct screen_caps *caps)
{
    for (int i = 0; i < CAP_COUNT; i++)
        free(caps->cap[i]);
    *caps = (struct screen_caps){0};
}

/*
 * Terminals that follow ECMA-48 get one SGR sequence for each change; for the
 * others their own strings are put together.
 */
static bool
is_ansi_sgr(const struct screen_caps *caps)
{
    static const char *const want[CAP_COUNT] = {
        [CAP_BOLD] = "\033[1m",
        [CAP_DIM] = "\033[2m",
        [CAP_SITM] = "\033[3m",
        [CAP_SMUL] = "\033[4m",
        [CAP_REV] = "\033[7m",
    };
    for (int i = 0; i < CAP_COUNT; i++)
        if (want[i] != NULL && caps->cap[i] != NULL &&
            strcmp(caps->cap[i], want[i]) != 0)
            return false;
    if (caps->cap[CAP_SGR0] == NULL ||
        strstr(caps->cap[CAP_SGR0], "\033[") == NULL)
        return false;
    char red[32];
    const char *setaf = caps->cap[CAP_SETAF];
    if (setaf == NULL || caps->expand == NULL)
        return true;
    size_t n = caps->expand(red, sizeof red, setaf, 1, 0);
    return n == 5 && memcmp(red, "\033[31m", 5) == 0;
}

static const struct {
    uint8_t bit;
    enum screen_cap cap;
    char code;
} attributes[] = {
    {STYLE_BOLD, CAP_BOLD, '1'},
    {STYLE_DIM, CAP_DIM, '2'},
    {STYLE_ITALIC, CAP_SITM, '3'},
    {STYLE_UNDERLINE, CAP_SMUL, '4'},
    {STYLE_REVERSE, CAP_REV, '7'},
};

/* Leave out what this terminal cannot show. */
static struct style
possible(const struct looks *l, struct style style)
{
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
        if (l->caps->cap[attributes[i].cap] == NULL)
            style.attr &= (uint8_t)~attributes[i].bit;
    if (l->caps->cap[CAP_SETAF] == NULL)
        style.fg = STYLE_DEFAULT;
    if (l->caps->cap[CAP_SETAB] == NULL)
        style.bg = STYLE_DEFAULT;
    if (style.fg != STYLE_DEFAULT || style.bg != STYLE_DEFAULT)
        style.attr &= (uint8_t)~l->caps->no_color;
    return style;
}

static int
colour_code(char *out, size_t size, int colour, int base)
{
    if (colour == STYLE_DEFAULT)
        return snprintf(out, size, ";%d", base + 9);
    if (colour < 8)
        return snprintf(out, size, ";%d", base + colour);
    if (colour < 16)
        return snprintf(out, size, ";%d", base + 60 + colour - 8);
    return snprintf(out, size, ";%d;5;%d", base + 8, colour);
}

static void
ansi_sgr(struct look *look)
{
    struct strbuf b = {0};
    char code[16];
    strbuf_adds(&b, "\033[");
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
        if (look->style.attr & attributes[i].bit)
            strbuf_addf(&b, ";%c", attributes[i].code);
    if (look->style.fg != STYLE_DEFAULT) {
        colour_code(code, sizeof code, look->style.fg, 30);
        strbuf_adds(&b, code);
    }
    if (look->style.bg != STYLE_DEFAULT) {
        colour_code(code, sizeof code, look->style.bg, 40);
        strbuf_adds(&b, code);
    }
    strbuf_addc(&b, 'm');
    look->len = (uint8_t)b.len;
    assert(b.len < LOOK_SIZE);
    memcpy(look->sgr, b.s, b.len);
    strbuf_fini(&b);
}

static void
add_cap(const struct looks *l, struct look *look, enum screen_cap cap, int a)
{
    char text[64];
    const char *string = l->caps->cap[cap];
    if (string == NULL)
        return;
    size_t n = strlen(string);
    if (strchr(string, '%') != NULL) {
        n = l->caps->expand == NULL
                ? 0
                : l->caps->expand(text, sizeof text, string, a, 0);
        string = text;
    }
    if (look->len + n > LOOK_SIZE)
        return;
    memcpy(look->sgr + look->len, string, n);
    look->len = (uint8_t)(look->len + n);
}

static void
other_sgr(const struct looks *l, struct look *look)
{
    add_cap(l, look, CAP_SGR0, 0);
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
        if (look->style.attr & attributes[i].bit)
            add_cap(l, look, attributes[i].cap, 0);
    if (look->style.fg != STYLE_DEFAULT)
        add_cap(l, look, CAP_SETAF, look->style.fg);
    if (look->style.bg != STYLE_DEFAULT)
        add_cap(l, look, CAP_SETAB, look->style.bg);
}

static bool
same_style(struct style a, struct style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

static unsigned
find_look(struct looks *l, struct style style)
{
    for (unsigned i = 0; i < l->n; i++)
        if (same_style(l->look[i].style, style))
            return i;
    assert(l->n < LOOKS_MAX);
    struct look *look = &l->look[l->n];
    *look = (struct look){.style = style};
    look->is_blank = style.bg == STYLE_DEFAULT &&
                     !(style.attr & (STYLE_UNDERLINE | STYLE_REVERSE));
    if (l->is_ansi)
        ansi_sgr(look);
    else
        other_sgr(l, look);
    return l->n++;
}

static struct style
style_of(const struct looks *l, unsigned role, unsigned attr)
{
    struct style style = theme_style(l->theme, l->depth, (enum role)role);
    if (attr & CELL_SELECT)
        style = theme_select(l->theme, l->depth, style);
    if (attr & CELL_BOLD)
        style.attr |= STYLE_BOLD;
    if (attr & CELL_UNDERLINE)
        style.attr |= STYLE_UNDERLINE;
    if (attr & CELL_REVERSE)
        style.attr ^= STYLE_REVERSE;
    return possible(l, style);
}

unsigned
looks_make(struct looks *looks, unsigned role, unsigned attr)
{
    unsigned n = find_look(looks, style_of(looks, role, attr));
    looks->index[role][attr] = (uint16_t)(n + 1);
    return n;
}

void
looks_init(struct looks *looks, const struct screen_caps *caps,
    const struct theme *theme, enum depth depth)
{
    looks->caps = caps;
    looks->theme = theme;
    looks->depth = depth;
    looks->is_ansi = is_ansi_sgr(caps);
    looks->n = 0;
    memset(looks->index, 0, sizeof looks->index);
}

size_t
looks_foreground(const struct looks *looks, const struct look *from,
    const struct look *to, char *out)
{
    if (!looks->is_ansi || from->style.bg != to->style.bg ||
        from->style.attr != to->style.attr)
        return 0;
    out[0] = '\033';
    int n = colour_code(out + 1, LOOK_SIZE - 2, to->style.fg, 30);
    out[1] = '['; /* in place of the separator */
    out[1 + n] = 'm';
    return (size_t)n + 2 <= to->len ? (size_t)n + 2 : 0;
}
