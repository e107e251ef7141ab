/*
 * hash.h - uthash with a hash of our own: eight bytes at a time.
 *
 * uthash's default falls through its switch labels without saying so, which
 * clang refuses where the macro is expanded.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_HASH_H
#define COMMON_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Multiply and fold; topics are not chosen by an adversary. */
static inline unsigned
hash_bytes(const void *key, size_t len)
{
    const unsigned char *p = key;
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15) ^ len;
    for (; len > 0;) {
        uint64_t word = 0;
        size_t n = len < sizeof word ? len : sizeof word;
        memcpy(&word, p, n);
        h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
        p += n;
        len -= n;
    }
    return (unsigned)(h ^ h >> 29);
}

#define HASH_FUNCTION(key, len, hash) ((hash) = hash_bytes((key), (len)))
#include <uthash.h>

#endif
