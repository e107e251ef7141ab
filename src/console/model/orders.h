/*
 * orders.h - what this console asks of the gate, and what came of it: its
 * session, its requests under way, and whether it has command authority.
 *
 * Pure: time and answers are arguments, nothing is sent here.  An answer that
 * does not come means nothing is known; nothing is ever asked again by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_ORDERS_H
#define CONSOLE_MODEL_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/order.h"
#include "console/model/clock.h"
#include "console/model/commands.h"

#define ORDERS_KEPT 64 /* answers that can be looked up */
/* While authority is held; and sooner where less than RENEW_LEFT is left. */
#define ORDERS_RENEW_NS      (10 * NS_PER_S)
#define ORDERS_RENEW_LEFT_NS (6 * NS_PER_S)
#define ORDERS_RENEW_MIN_NS  (2 * NS_PER_S)
#define ORDERS_LEASE_NS      (30 * NS_PER_S) /* until the gate says its end */
#define ORDERS_GRACE_NS      (1500 * NS_PER_MS) /* its word follows its answer */
#define ORDERS_TOKEN         65                 /* of arm's answer, with NUL */

enum answer {
    ANSWER_NONE, /* not yet */
    ANSWER_YES,
    ANSWER_NO,     /* refused: `text` says why */
    ANSWER_SILENT, /* none came: it may be done or not */
};

struct order_ticket {
    uint64_t number; /* 0: this place is free */
    enum order_word word;
    char id[DIGEST_ID_HEX]; /* of the command it is about, or "" */
    struct utc asked;
    enum answer answer;
    char text[600];           /* the gate's words, clean */
    char token[ORDERS_TOKEN]; /* of arm's answer, or "" */
};

struct orders { /* zero-initialise, then orders_begin() */
    char session[DIGEST_ID_HEX];
    uint64_t seq;
    char person[ORDER_PERSON_MAX + 1]; /* who we are: the claimed name or the
                                          login, then as the gate says */
    char as[ORDER_PERSON_MAX + 1];     /* claimed; "" */
    struct order_ticket ticket[ORDERS_KEPT];
    uint64_t n_tickets;      /* so far */
    bool holds;              /* authority, as far as we know */
    bool is_confirmed;       /* the gate's own message says so, too */
    struct utc taken, since; /* asked for; held, in the gate's words */
    struct mono held_since, renewed, lease_end;
};

/* `session` is random (digest_id()); `as` is "" unless a name is claimed. */
void orders_begin(
    struct orders *o, const char *session, const char *person, const char *as);

/*
 * A new request: fills *head for order_args() and returns its ticket.  The
 * claimed name goes along only when `is_training`.
 */
uint64_t orders_ask(struct orders *o, enum order_word word, const char *id,
    bool is_training, struct utc now, struct order_head *head);

/* The head of a request to somebody else than the gate. */
void orders_head(struct orders *o, bool is_training, struct utc now,
    struct order_head *head);

/* Its answer, NULL: none came.  NULL for a ticket nobody knows any more. */
const struct order_ticket *orders_answer(struct orders *o, uint64_t ticket,
    const struct msg_reply *reply, struct clock now);

const struct order_ticket *orders_find(const struct orders *o, uint64_t ticket);

/* The newest request `word` about command `id`, NULL: none that is kept. */
const struct order_ticket *orders_about(
    const struct orders *o, enum order_word word, const char *id);

/* Is an answer to `word` about command `id` still under way? */
bool orders_is_waiting(
    const struct orders *o, enum order_word word, const char *id);

/* The gate's answer to "whoami": the name it has for us.  NULL: none came. */
void orders_whoami(struct orders *o, const struct msg_reply *reply);

/* What the gate says now: who we are, and whether authority was lost; true
 * when it was lost just now. */
bool orders_follow(
    struct orders *o, const struct commands *commands, struct clock now);

/* Is a renewal due?  orders_ask(ORDER_RENEW) answers for it. */
bool orders_renewal_is_due(const struct orders *o, struct clock now);

/* Is that person us? */
bool orders_is_me(const struct orders *o, const char *person);

#endif
