/*
 * show.h - a stage with hand-drawn displays: fac01.dsp and fac02.dsp of
 * test/console/display/data, in a directory of their own, and their database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_SHOW_H
#define SUPPORT_SHOW_H

#include "console/display/display_set.h"
#include "console/view/display_value.h"
#include "support/stage.h"

struct show {
    struct stage stage;
    struct display_set *displays;
    char *dir;
    unsigned saves;
};

/* The view of displays with page `id`, "" for the index. */
void show_open(
    struct show *s, const char *id, enum scene scene, int rows, int cols);
void show_close(struct show *s);

/* Save a file in the directory, and let the catalogue look at it. */
void show_save(struct show *s, const char *name, const char *text);

/* How definition `name` of display `id` looks now. */
struct display_now show_now(struct show *s, const char *id, const char *name);

/* The line of the screen that has `text`, borrowed until the next call; a
 * failing test when there is none. */
const char *show_line(struct show *s, const char *text);

#endif
