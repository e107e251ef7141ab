/*
 * digest.h - SHA-256, and random numbers nobody can guess: libsodium's.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_DIGEST_H
#define COMMON_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_BYTES    32
#define DIGEST_HEX      (2 * DIGEST_BYTES + 1) /* lower case, with NUL */
#define DIGEST_ID_BYTES 16
#define DIGEST_ID_HEX   (2 * DIGEST_ID_BYTES + 1)

/* SHA-256 (FIPS 180-4) of `len` bytes. */
void digest_of(const void *data, size_t len, uint8_t out[DIGEST_BYTES]);
void digest_hex_of(const void *data, size_t len, char out[DIGEST_HEX]);

/* 128 random bits from the kernel, as 32 lower-case hex digits. */
void digest_id(char out[DIGEST_ID_HEX]);

/* Is `s` exactly `bytes` bytes in lower-case hex? */
bool digest_is_hex(const char *s, size_t len, size_t bytes);

/* The same bytes?  Takes as long whether they are or not. */
bool digest_equal(const void *a, const void *b, size_t len);

#endif
