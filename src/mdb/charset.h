/*
 * charset.h - texts of every charset of the model to clean UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CHARSET_H
#define MDB_CHARSET_H

#include <stddef.h>
#include <stdint.h>

#include "mdb/model.h"

/* Bytes of the shortest character: 1, 2 or 4; terminators stand at multiples
 * of it. */
size_t charset_unit(enum mdb_charset charset);

/* Most bytes of UTF-8 that one byte of any charset becomes. */
#define CHARSET_GROWTH 3

/*
 * Write `len` bytes of text as UTF-8 to `out` (CHARSET_GROWTH * len bytes of
 * room); returns the length.  What is malformed becomes U+FFFD: bytes above
 * 127 in ASCII, holes of Windows-1252, lone surrogates, a character cut at the
 * end.  A byte order mark is taken away from UTF-16 only.
 */
size_t charset_to_utf8(
    enum mdb_charset charset, const uint8_t *text, size_t len, char *out);

#endif
