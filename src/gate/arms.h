/*
 * arms.h - armed commands: the token that fires one, once.
 *
 * A token belongs to one command, the digest of its bytes, the person and the
 * session that armed it, and this instance.  It is over at exactly its end.
 *
 * Pure: no clock; tokens come from outside.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_ARMS_H
#define GATE_ARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/order.h"
#include "common/digest.h"
#include "common/time.h"

struct arms;

struct arm {                 /* what a token is bound to */
    char id[DIGEST_ID_HEX];  /* of the command */
    char digest[DIGEST_HEX]; /* of its bytes */
    char person[ORDER_PERSON_MAX + 1];
    uint32_t uid;
    char session[DIGEST_ID_HEX];
};

enum arms_result { /* in this order they are found out */
    ARMS_FIRED,    /* the token is used up */
    ARMS_NOT,      /* this command is not armed */
    ARMS_PERSON,   /* armed by another person */
    ARMS_SESSION,  /* armed in another session */
    ARMS_TOKEN,    /* another token */
    ARMS_DIGEST,   /* other bytes than those that were armed */
    ARMS_OVER,     /* too late; not armed any more */
    ARMS_RESULT_COUNT
};

struct arms *arms_new(const char *instance); /* copied */
void arms_free(struct arms **arms);

/* Arm; an earlier token of the same command is void. */
void arms_add(struct arms *arms, const struct arm *arm,
    const char token[DIGEST_ID_HEX], struct mono until);

/* Use the token.  Only ARMS_FIRED and ARMS_OVER change anything: whoever
 * guesses cannot disarm a command. */
enum arms_result arms_fire(struct arms *arms, const struct arm *arm,
    const char *token, size_t token_len, const char *instance, struct mono now);

/* Void; false when it was not armed. */
bool arms_remove(struct arms *arms, const char *id);

/* All of them. */
void arms_clear(struct arms *arms);

bool arms_has(const struct arms *arms, const char *id);
size_t arms_count(const struct arms *arms);

#endif
