/*
 * order.h - what a console asks of the gate: the request that carries one
 * command, and the words of all others.
 *
 * The arguments of request "submit" (columba-bus(7)) are "key=value" texts.
 * The gate trusts none of it: it encodes the command itself and compares.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_ORDER_H
#define COMMAND_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/digest.h"
#include "common/err.h"
#include "common/str.h"
#include "common/time.h"
#include "mdb/encode.h"

#define ORDER_TTL_NS      (10 * NS_PER_S) /* from issued to the gate */
#define ORDER_ARGS_MAX    1024
#define ORDER_NAME_MAX    1024 /* bytes: of a command, an argument */
#define ORDER_LABEL_MAX   64   /* of a mission, an instance, an origin */
#define ORDER_VALUE_MAX   ENCODE_TEXT_MAX
#define ORDER_COMMENT_MAX 240
#define ORDER_PERSON_MAX  32     /* [A-Za-z0-9._-]+ */
#define ORDER_ORIGIN_EXEC "exec" /* with for= only */

/*
 * Requests to operate/gate, ORDER_WORD(NAME, "verb", "arguments", help).  All
 * begin with "session=…", "seq=…", "issued=…" and, in an instance of kind sim,
 * may have "as=PERSON"; order_head holds these.  "for=PERSON" is the
 * executor's: see columba-gate(8).
 */
#define ORDER_WORDS(X)                                                         \
    X(TAKE, "take", "", "ask for command authority; given when it is free")    \
    X(RENEW, "renew", "", "keep it: every 10 s, it ends after 30 s")           \
    X(GIVE, "give", "PERSON", "hand it over; the other takes within 60 s")     \
    X(YIELD, "yield", "", "give it back")                                      \
    X(BREAK, "break", "REASON", "admin: take it from its holder")              \
    X(SUBMIT, "submit", "order", "a command: see struct order")                \
    X(APPROVE, "approve", "ID DIGEST", "critical: by another person")          \
    X(ARM, "arm", "ID DIGEST", "answers with a token for fire")                \
    X(FIRE, "fire", "ID TOKEN SHORT-NAME", "single use, 30 s")                 \
    X(CANCEL, "cancel", "ID REASON", "before its release; also disarms")       \
    X(CLOSE, "close", "ID REASON", "an UNKNOWN one that a person settled")     \
    X(CHECK, "check", "order", "dry run: all checks, nothing is kept")

enum order_word {
#define ORDER_ENUM(name, verb, args, help) ORDER_##name,
    ORDER_WORDS(ORDER_ENUM)
#undef ORDER_ENUM
    ORDER_WORD_COUNT
};
const char *order_word_str(enum order_word word);
bool order_word_parse(const char *s, size_t len, enum order_word *out);

struct order_head {
    char session[DIGEST_ID_HEX]; /* random, of one console or tool; secret */
    uint64_t seq;                /* of the session, always larger */
    struct utc issued;
    char as[ORDER_PERSON_MAX + 1];        /* claimed name, "" none; sim only */
    char on_behalf[ORDER_PERSON_MAX + 1]; /* "for=": who controls the execution
                                             that orders, "" none */
};

struct order_value { /* owned by the order */
    char *name, *text;
};

struct order {
    char id[DIGEST_ID_HEX];   /* random, never used again */
    int64_t ttl_ns;           /* at most ORDER_TTL_NS */
    char *mission, *instance; /* owned */
    uint64_t mdb_hash;
    char *command;           /* qualified name, owned */
    char digest[DIGEST_HEX]; /* SHA-256 of the bytes with sequence count 0 */
    char *origin;            /* "console", "send", "stack", "exec"; owned */
    char *comment;           /* may be "", owned */
    struct order_value *value;
    size_t n_values;
};

void order_fini(struct order *order);

/*
 * The request's arguments: an owned array of owned strings (order_args_free()).
 * First "session=", "seq=", "issued=" (ns) and, when claimed, "as=", when the
 * executor orders, "for="; then, with
 * `order`, "id=", "ttl=" (ns), "mission=", "instance=", "mdb=" (16 hex digits),
 * "command=", "digest=", "origin=", "comment=" (unless empty) and one
 * "value=NAME TEXT" each (names have no blanks).  Give `order` NULL and `more`
 * (n texts, not key=value) for words that have other arguments; "--" goes
 * before them when the first could be taken for a key.
 */
char **order_args(const struct order_head *head, const struct order *order,
    const char *const *more, size_t n_more, size_t *n);
void order_args_free(char ***args, size_t n);

/*
 * The same back, for words with an order; NULL for `order` for all others.
 * Every key known, once (but value=), and in the forms above: numbers decimal,
 * without sign or leading zeros, ids and digests lower-case hex, names and
 * texts clean (str_is_clean()) and within their lengths.  The first argument
 * that is not key=value, or what follows "--", begins the rest: `rest` (room
 * for `max`, borrowed from `args`) gets it.  ERR_FORMAT, or ERR_LIMIT for more
 * than ORDER_ARGS_MAX arguments, and one clean sentence without a full stop in
 * `why`.  *head is filled as far as it was good, all else zero; *order needs
 * order_fini() after ERR_OK only.
 */
NODISCARD enum err order_parse(const struct msg_strv *args,
    struct order_head *head, struct order *order, struct msg_str *rest,
    size_t max, size_t *n_rest, struct strbuf *why);

#endif
