/*
 * glass.h - what a terminal shows beside what was drawn: the bytes of
 * screen.h into libvterm, cell for cell the canvas.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_GLASS_H
#define SUPPORT_GLASS_H

#include "console/canvas.h"
#include "console/screen.h"
#include "console/theme/theme.h"
#include "support/vt.h"

struct glass {
    struct vt *vt;
    struct screen *screen;
    struct screen_caps caps; /* of the terminal, for what it lacks */
    const struct theme *theme;
    enum depth depth;
};

/* A terminal as terminfo(5) has it; `depth` as --color would choose it. */
void glass_open(struct glass *g, const char *terminal,
    const struct theme *theme, enum depth depth, int rows, int cols);
void glass_close(struct glass *g);
void glass_set_theme(struct glass *g, const struct theme *theme);

/* The depth a terminal has by itself. */
enum depth glass_depth(const char *terminal);

/*
 * Draw: only sequences that screen.c knows and characters that are safe are
 * sent, and each cell then has the canvas' glyph, and the colours and
 * attributes of its role, as far as this terminal has them.  `what` names the
 * case when it fails.
 */
void glass_show(struct glass *g, const struct canvas *canvas, const char *what);

/* The same, with bytes already written to g->vt. */
void glass_expect(
    const struct glass *g, const struct canvas *canvas, const char *what);

/*
 * Fails when `bytes` hold anything but safe characters, CR, LF, BS and the
 * control sequences that move, clear and colour.
 */
void glass_expect_tame(const char *bytes, size_t len, const char *what);

/*
 * What is on the glass, for people: the text, then runs of cells that are not
 * plain, "row:col+width 160/- bold reverse" (foreground/background).
 */
void glass_dump(const struct glass *g, struct strbuf *out);

#endif
