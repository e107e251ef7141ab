/*
 * sender.h - commands go out: each at most once, and what became of it.
 *
 * Every command has an id.  The first order that names it decides: its packet
 * is checked and sent, or it never will be; whoever asks again gets the same
 * answer.  Ids are remembered from the sender's start on, the newest SENDER_IDS
 * of them; `since` in each answer is the time from which nothing is forgotten.
 *
 * "settle" asks what became of a command.  One that was never heard of is not
 * sent, for ever; the asker compares `since` with the time it released the
 * command.  Where the question itself shows that the release was earlier (the
 * time it gives is not after `since`), the answer is unknown.
 *
 * Knows no socket of the gate, no loop and no clock; who may ask is decided
 * before (send_port.h).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SENDER_H
#define FRONTEND_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/moment.h"
#include "frontend/link.h"
#include "frontend/outbox.h"
#include "mission/mission.h"

#define SENDER_IDS     100000
#define SENDER_TICK_NS (10 * NS_PER_MS) /* while sender_is_busy() */

/* A deadline further ahead is none: the order is refused. */
#define SENDER_AHEAD_NS (3600 * NS_PER_S)

struct sender;

struct sender_config {
    const struct outbox *outbox; /* borrowed */
    void *arg;
    /* Tell `asker` (of sender_order()) what became of it; borrowed. */
    void (*answer)(
        void *arg, uint64_t asker, const struct msg_transmitted *answer);
};

struct sender *sender_new(
    const struct sender_config *config, struct moment now);
void sender_free(struct sender **sender, struct moment now);

/*
 * The uplinks of `instance` (borrowed until the next call), whose commands are
 * of the database with `mdb_hash`; enabled as the mission says, or as a person
 * switched one of that name before.  Earlier ones are closed; what was sent
 * through them stays known.
 */
void sender_open(struct sender *s, const struct mission_instance *instance,
    uint64_t mdb_hash, struct moment now);
void sender_close(struct sender *s, struct moment now);

size_t sender_n_uplinks(const struct sender *s);
struct link *sender_link(const struct sender *s, size_t i);

/*
 * An order of the gate, meant for the instance `instance`.  It is answered
 * once, perhaps before this returns; `asker` is not 0.
 */
void sender_order(struct sender *s, struct msg_str instance,
    const struct msg_transmit *order, uint64_t asker, struct moment now);

/* Every SENDER_TICK_NS while it is busy; once a second. */
void sender_tick(struct sender *s, struct moment now);
bool sender_is_busy(const struct sender *s);
void sender_second(struct sender *s, struct moment now);

/* Publish the state of all uplinks. */
void sender_announce(struct sender *s);

/*
 * Requests link-enable and link-disable, when they name an uplink: true, and
 * *reply, which stays valid until the next one.
 */
bool sender_request(struct sender *s, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now);

#endif
