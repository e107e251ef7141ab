/*
 * screen.h - what a terminal shows, and the fewest bytes that change it.
 *
 * Knows no descriptor: a frame goes in as a canvas and comes out as bytes.
 * What a terminal can do is given as terminfo(5) strings, so the same code
 * serves each of them; term.c gets the strings from ncurses.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_SCREEN_H
#define CONSOLE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

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

struct screen;

/* `caps` are moved in; `theme` is borrowed. */
struct screen *screen_new(
    struct screen_caps *caps, const struct theme *theme, enum depth depth);
void screen_free(struct screen **screen);
void screen_set_theme(
    struct screen *screen, const struct theme *theme, enum depth depth);

/* What is shown is not known any more: the next frame clears and draws all. */
void screen_forget(struct screen *screen);

/*
 * Append the bytes that turn what is shown into `canvas`; nothing when it is
 * shown already.  From then on `canvas` counts as shown.
 */
void screen_draw(
    struct screen *screen, const struct canvas *canvas, struct strbuf *out);

#endif
