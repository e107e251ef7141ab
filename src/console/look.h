/*
 * look.h - roles as bytes: what a terminal must be sent to draw in them.
 *
 * What a terminal can do is given as terminfo(5) strings.  A style that it
 * cannot show loses what it lacks; marks and words still tell the state.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_LOOK_H
#define CONSOLE_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "console/canvas.h"
#include "console/theme/theme.h"

enum screen_cap {
    CAP_CUP, /* required: move to row, column */
    CAP_CUF, /* right by n */
    CAP_HPA, /* to column */
    CAP_EL,  /* clear to the end of the line */
    CAP_CLEAR,
    CAP_SGR0,
    CAP_BOLD,
    CAP_DIM,
    CAP_SITM,
    CAP_SMUL,
    CAP_REV,
    CAP_SETAF,
    CAP_SETAB,
    CAP_COUNT
};

/* Expand a terminfo string with two numbers; returns the length, 0: cannot. */
typedef size_t (*screen_expand_fn)(
    char *out, size_t size, const char *cap, int a, int b);

struct screen_caps {
    char *cap[CAP_COUNT]; /* without padding, NULL when missing; owned */
    bool has_am;          /* writing the last column goes to the next line */
    bool has_xenl;        /* … but only with the next character */
    bool keeps_column;    /* a line feed does not return to column 0 */
    unsigned no_color;    /* STYLE_… bits that exclude colour */
    screen_expand_fn expand;
};
void screen_caps_fini(struct screen_caps *caps);

#define LOOK_SIZE 80 /* bytes of one look */
#define LOOKS_MAX (ROLE_COUNT * CELL_ATTR_COUNT)

/* A style as a terminal gets it: bytes that set it whatever was set. */
struct look {
    struct style style;
    char sgr[LOOK_SIZE];
    uint8_t len;
    bool is_blank; /* a blank in it looks like an erased cell */
};

/* Made when they are first needed; one for all roles that look the same. */
struct looks {
    const struct screen_caps *caps; /* borrowed */
    const struct theme *theme;      /* borrowed */
    enum depth depth;
    bool is_ansi; /* one SGR sequence a change (ECMA-48) */
    unsigned n;
    struct look look[LOOKS_MAX];
    uint16_t index[ROLE_COUNT][CELL_ATTR_COUNT]; /* look + 1, 0: not yet */
};

void looks_init(struct looks *looks, const struct screen_caps *caps,
    const struct theme *theme, enum depth depth);

/* Make the look of a role with CELL_… bits; its number. */
unsigned looks_make(struct looks *looks, unsigned role, unsigned attr);

/* The number of a cell's look. */
static inline unsigned
looks_of(struct looks *looks, const struct cell *cell)
{
    unsigned index = looks->index[cell->role][cell->attr];
    return index != 0 ? index - 1 : looks_make(looks, cell->role, cell->attr);
}

/*
 * The bytes that change `from` to `to` when only the foreground differs and
 * that is shorter than the look itself; 0 otherwise.  `out` has LOOK_SIZE.
 */
size_t looks_foreground(const struct looks *looks, const struct look *from,
    const struct look *to, char *out);

#endif
