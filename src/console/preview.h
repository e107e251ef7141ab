/*
 * preview.h - columba --preview: a display file in all its states, without an
 * instance.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PREVIEW_H
#define CONSOLE_PREVIEW_H

#include "console/canvas.h"
#include "console/preview_scene.h"
#include "console/term.h"
#include "console/view.h"

struct preview_options {
    const char *file;     /* *.dsp */
    const char *database; /* XTCE file, or NULL: that of the mission */
    const char *mission;  /* mission.conf or its directory; NULL: the one
                             beside the file or above it, else the default */
    const char *theme;    /* its name; NULL: the built-in one */
    int rows, cols;       /* 0: as large as the page, or the terminal */
    enum term_color color;
    enum term_charset charset;
    enum graph graph;
};

/*
 * In a terminal the states are walked through, one a second or with keys; a
 * saved file is drawn anew.  Else each is printed as text.  Returns the exit
 * status; what is wrong with the file goes to stderr.
 */
int preview_run(const struct preview_options *options);

/* ---- the same without a terminal ----------------------------------------- */

struct preview;

/* What is wrong goes to `notes`; NULL: it cannot be shown. */
struct preview *preview_new(
    const struct preview_options *options, struct notes *notes);
void preview_free(struct preview **preview);

/* Show `scene`, at `now`. */
void preview_show(
    struct preview *preview, enum preview_scene scene, struct clock now);

/* Draw a title with the state, and the page, over all of `canvas`. */
void preview_paint(struct preview *preview, struct canvas *canvas);

/* The size of the page with its title, and a line for the selection. */
void preview_size(const struct preview *preview, int *rows, int *cols);

/* Look whether the file was saved, at most once a second. */
bool preview_poll(struct preview *preview, struct mono now);

#endif
