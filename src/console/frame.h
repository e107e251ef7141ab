/*
 * frame.h - what is always in sight: instance and clocks, health, tabs, keys.
 *
 * Row 1 says what this console watches and what time it is; row 2 the worst
 * news (banner.h); row 3 the views and how old the data is; the last row what
 * keys do.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_FRAME_H
#define CONSOLE_FRAME_H

#include <stdbool.h>

#include "console/canvas.h"
#include "console/keys/keys.h"
#include "console/model/model.h"
#include "console/view.h"

/* What leaves row 1 where what is armed does not fit: names and date; then. */
enum tightness {
    TIGHT_NOT,
    TIGHT_SHORT,
    TIGHT_NO_SIGNAL,
    TIGHT_NO_CLOCK,
};

struct frame {
    const struct model *model;
    const struct theme *theme;
    bool is_ascii; /* marks are letters */
    struct clock now;
    bool is_readonly, is_instructor, mouse_is_on;
    enum time_style time_style;
    const struct view_class *const *classes; /* NULL ends the list */
    const struct view_class *active;         /* in the focused pane */
    const char *instance;                    /* as asked for */
    int64_t frozen_left_ns; /* > 0: the panes are frozen for so long */
    int64_t late_ns;        /* > 0: the terminal was so slow lately */
    int command_cols;       /* set by frame_band(): what commands take of it */
    enum tightness tightness; /* the same */
};

void frame_band(const struct frame *f, const struct area *row);
void frame_tabs(const struct frame *f, const struct area *row);

/* Markers of what is unacknowledged change twice a second. */
bool flash_is_on(struct utc utc);

/* Which tab a press at column `col` of `cols` means, NULL none. */
const struct view_class *frame_tab_at(const struct frame *f, int cols, int col);

/* `is_enabled` says which actions work now; others are dimmed. */
typedef bool (*frame_enabled_fn)(void *arg, enum action action);
void frame_bar(const struct frame *f, const struct area *row,
    const struct keymap *map, frame_enabled_fn is_enabled, void *arg);

/* Instead of everything, when only a message fits, and what is armed. */
void frame_too_small(const struct frame *f, const struct area *all,
    int need_rows, int need_cols);

#endif
