/*
 * key.h - what a person does at a terminal, after decoding.
 *
 * A key is a number: a Unicode character, or one of the names below, with
 * modifier bits.  "^F", "S-Tab", "M-x", "PgUp", "F1", "Space", "j".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_KEYS_KEY_H
#define CONSOLE_KEYS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"

enum key_code {
    KEY_CODE_NONE = 0,
    KEY_CODE_FIRST = 0x110000, /* below: characters */
    KEY_CODE_UP = KEY_CODE_FIRST,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_INSERT,
    KEY_CODE_DELETE,
    KEY_CODE_BACKSPACE,
    KEY_CODE_TAB,
    KEY_CODE_ENTER,
    KEY_CODE_ESCAPE,
    KEY_CODE_F0, /* + n: F1 .. F24 */
    KEY_CODE_LAST = KEY_CODE_F0 + 24
};

enum {
    KEY_SHIFT = 1 << 24, /* of named keys; characters are shifted already */
    KEY_ALT = 1 << 25,
    KEY_CTRL = 1 << 26, /* with a lower-case letter or [ \ ] ^ _ @ */
    KEY_CODE_MASK = (1 << 24) - 1
};

typedef uint32_t keysym; /* code | modifiers; 0: none */

#define KEY_TEXT_SIZE 24

/* "^F", "S-Tab", "é"; returns `out`. */
char *key_fmt(char out[KEY_TEXT_SIZE], keysym k);

/* The whole of `text`, "U+0023" too; false when it names no key. */
NODISCARD bool key_parse(const char *text, keysym *out);

/* The `i`-th name of a key that has one ("PgUp"), NULL when no more. */
const char *key_special(size_t i);

/* Is it a character that a line editor inserts? */
bool key_is_text(keysym k);

#endif
