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
#include "console/look.h"
#include "console/theme/theme.h"

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
 * shown already.  From then on `canvas` counts as shown.  Returns how many
 * cells were not shown as they are now.
 */
size_t screen_draw(
    struct screen *screen, const struct canvas *canvas, struct strbuf *out);

#endif
