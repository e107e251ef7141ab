/*
 * chain.c - lines of JSON that are chained by digests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/chain.h"

#include <string.h>

#define PREV      ",\"prev\":\""
#define SHA       "\",\"sha\":\""
#define HEX       (DIGEST_HEX - 1)
#define SHA_BYTES (sizeof ",\"sha\":\"" - 1 + HEX + 2)
#define END_BYTES (sizeof PREV - 1 + HEX + sizeof SHA - 1 + HEX + 2)

void
chain_seal(
    const char *body, size_t len, char head[DIGEST_HEX], struct strbuf *out)
{
    const size_t from = out->len;
    strbuf_add(out, body, len);
    strbuf_addf(out, "%s%s\"", PREV, head);
    digest_hex_of(out->s + from, out->len - from, head);
    strbuf_addf(out, "%s%s\"}\n", &SHA[1], head);
}

bool
chain_end(const char *text, size_t len, struct chain_end *out)
{
    *out = (struct chain_end){0};
    if (len < END_BYTES)
        return false;
    const char *prev = text + len - END_BYTES + sizeof PREV - 1;
    const char *sha = prev + HEX + sizeof SHA - 1;
    if (memcmp(prev - sizeof PREV + 1, PREV, sizeof PREV - 1) != 0 ||
        memcmp(prev + HEX, SHA, sizeof SHA - 1) != 0 ||
        memcmp(sha + HEX, "\"}", 2) != 0 ||
        !digest_is_hex(prev, HEX, DIGEST_BYTES) ||
        !digest_is_hex(sha, HEX, DIGEST_BYTES))
        return false;
    out->body = len - END_BYTES;
    memcpy(out->prev, prev, HEX);
    memcpy(out->sha, sha, HEX);
    return true;
}

bool
chain_is_sealed(const char *text, size_t len, struct chain_end *out)
{
    char sha[DIGEST_HEX];
    if (!chain_end(text, len, out))
        return false;
    digest_hex_of(text, len - SHA_BYTES, sha);
    return strcmp(sha, out->sha) == 0;
}
