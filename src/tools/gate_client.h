/*
 * gate_client.h - a tool's requests to the gate of an instance.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_GATE_CLIENT_H
#define TOOLS_GATE_CLIENT_H

#include "command/order.h"
#include "tools/session.h"

#define GATE_ANSWER_NS (5 * NS_PER_S) /* for the gate to answer */

struct gate_client {
    struct session *session; /* borrowed */
    struct order_head head;  /* a session of its own, random */
};

/* `as`: a claimed name, or NULL.  False when it is no name. */
bool gate_client_init(
    struct gate_client *client, struct session *session, const char *as);

/* Ask `word`, with `order` or other arguments; `fn` as of bus_ask(). */
void gate_client_ask(struct gate_client *client, enum order_word word,
    const struct order *order, const char *const *more, size_t n_more,
    bus_reply_fn fn, void *arg);

/* The value of the reply's row "key: value", or {NULL, 0}.  Borrowed. */
struct msg_str gate_client_row(const struct msg_reply *reply, const char *key);

#endif
