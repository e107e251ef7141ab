/*
 * chain.h - lines of JSON that are chained by digests: a changed line, one that
 * was taken out or put in, is found.
 *
 * A line is an object whose last two members are "prev", the digest of the line
 * before (CHAIN_NONE in the first), and "sha": SHA-256 over the bytes of the
 * line up to and with the quote that ends "prev".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_CHAIN_H
#define COMMON_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/digest.h"
#include "common/str.h"

#define CHAIN_NONE                                                             \
    "0000000000000000000000000000000000000000000000000000000000000000"

/* Append the line whose object without its closing brace is `body`, and a line
 * feed; `head` is the digest of the line before and becomes its own. */
void chain_seal(
    const char *body, size_t len, char head[DIGEST_HEX], struct strbuf *out);

/* What stands at the end of a line, without its line feed. */
struct chain_end {
    size_t body;                            /* bytes before `,"prev"` */
    char prev[DIGEST_HEX], sha[DIGEST_HEX]; /* "": the end has another form */
};

/* Is the end of such a form? */
bool chain_end(const char *text, size_t len, struct chain_end *out);

/* Also: is "sha" the digest of the line? */
bool chain_is_sealed(const char *text, size_t len, struct chain_end *out);

#endif
