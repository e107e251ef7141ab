/*
 * utf8.h - one character at a time, strictly (RFC 3629).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the character at `s` (at most `len` bytes) into *c.  Returns its
 * length in bytes, 1 to 4, or 0 for a malformed, overlong or cut sequence, a
 * surrogate, or len == 0; *c is then U+FFFD.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *c);

/* Write `c` to `out` (4 bytes of room); returns the length, 1 to 4. */
size_t utf8_encode(uint32_t c, char out[4]);

/*
 * May this character reach a terminal, a log or a name as it is?  False for
 * controls (C0, C1, DEL), bidirectional and other format characters,
 * zero-width ones, line and paragraph separators, tags and non-characters.
 */
bool utf8_is_safe(uint32_t c);

/* Columns it takes on a terminal: 0, 1 or 2; unsafe characters count 1. */
int utf8_width(uint32_t c);

/* Columns of a NUL-terminated text, malformed bytes counting 1. */
int utf8_str_width(const char *s);

#endif
