/*
 * input.h - bytes from a terminal to keys, paste and mouse; pure.
 *
 * Bytes are fed as they come, in pieces of any size.  Sequences that mean
 * nothing to us are swallowed whole and counted; nothing in them is ever taken
 * for keys.  Pasted text (bracketed paste) comes as text, never as keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_KEYS_INPUT_H
#define CONSOLE_KEYS_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console/keys/key.h"

#define INPUT_FEED_MAX     4096
#define INPUT_PASTE_MAX    4096 /* bytes of a paste that are kept */
#define INPUT_SEQUENCE_MAX 64   /* bytes of an escape sequence */
#define INPUT_DEFINED_MAX  64

enum input_kind {
    INPUT_KEY,
    INPUT_PASTE, /* text, text_len: until the next input_next() */
    INPUT_MOUSE, /* row, col from 0; button, is_press */
};

struct input_event {
    enum input_kind kind;
    keysym key;
    const char *text; /* borrowed, as it came: bytes, untrusted */
    size_t text_len;
    bool is_cut; /* the paste was longer than INPUT_PASTE_MAX */
    int row, col, button;
    bool is_press;
};

struct input;
struct input *input_new(void);
void input_free(struct input **input);

/* `sequence` (of a terminal that is not like xterm) means `key`. */
void input_define(struct input *input, const char *sequence, keysym key);

/*
 * Add at most INPUT_FEED_MAX bytes; then call input_next() until it returns
 * false, before more are fed.
 */
void input_feed(struct input *input, const char *bytes, size_t len);
bool input_next(struct input *input, struct input_event *event);

/*
 * Something is begun and not finished: an escape sequence, or a paste.  When
 * nothing follows for so many milliseconds the caller says so with
 * input_timeout() and calls input_next() again: a lone ESC is the Esc key,
 * and a paste that never ends does not swallow keys for ever.  0: nothing is.
 */
int input_wait_ms(const struct input *input);
void input_timeout(struct input *input);

/* Forget everything that was fed. */
void input_reset(struct input *input);

/* Sequences that meant nothing. */
unsigned long input_unknown(const struct input *input);

#endif
