/*
 * fire_line.h - the short name that a person types to fire a command.
 *
 * Only what is typed key by key counts: what arrives several characters at a
 * time, or faster than fingers, was pasted or sent by a program, and spoils the
 * line.  Pure: time is an argument.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_FIRE_LINE_H
#define TOOLS_FIRE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "command/order.h"
#include "common/time.h"

#define FIRE_LINE_KEY_NS (8 * NS_PER_MS) /* no person is faster */

struct fire_line { /* zero-initialise */
    char text[ORDER_NAME_MAX + 1];
    size_t len;
    struct mono last; /* key */
    bool has_key;
};

enum fire_line_result {
    FIRE_LINE_MORE,
    FIRE_LINE_TYPED,   /* Enter: `text` is what was typed, not empty */
    FIRE_LINE_CANCEL,  /* Enter alone, Escape, Ctrl-C, Ctrl-D, end of input */
    FIRE_LINE_SPOILED, /* not typed by a person; the line is empty again */
};

/*
 * Take what one read(2) gave, `n` bytes (0: end of input).  Backspace takes the
 * last character back, Ctrl-U all.
 */
enum fire_line_result fire_line_take(
    struct fire_line *line, const char *bytes, size_t n, struct mono now);

#endif
