/*
 * digest.c - SHA-256, and random numbers nobody can guess: libsodium's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/digest.h"

#include <sodium.h>
#include <string.h>

_Static_assert(DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

void
digest_of(const void *data, size_t len, uint8_t out[DIGEST_BYTES])
{
    crypto_hash_sha256(out, data, len);
}

static void
to_hex(const uint8_t *p, size_t n, char *out)
{
    (void)sodium_bin2hex(out, 2 * n + 1, p, n);
}

void
digest_hex_of(const void *data, size_t len, char out[DIGEST_HEX])
{
    uint8_t digest[DIGEST_BYTES];
    digest_of(data, len, digest);
    to_hex(digest, sizeof digest, out);
}

void
digest_id(char out[DIGEST_ID_HEX])
{
    uint8_t id[DIGEST_ID_BYTES];
    randombytes_buf(id, sizeof id);
    to_hex(id, sizeof id, out);
}

bool
digest_is_hex(const char *s, size_t len, size_t bytes)
{
    if (len != 2 * bytes)
        return false;
    for (size_t i = 0; i < len; i++)
        if (strchr("0123456789abcdef", s[i]) == NULL || s[i] == '\0')
            return false;
    return true;
}

bool
digest_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}
