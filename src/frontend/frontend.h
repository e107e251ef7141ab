/*
 * frontend.h - all links of an instance, from bytes to messages.
 *
 * Knows no loop, socket library or clock: its owner polls the links
 * (link.h), calls the ticks, and gives the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_FRONTEND_H
#define FRONTEND_FRONTEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "frontend/link.h"
#include "frontend/outbox.h"
#include "mdb/mdb.h"
#include "mission/mission.h"

#define FRONTEND_TICK_NS (100 * NS_PER_MS)

struct frontend;

struct frontend_config { /* all borrowed for good */
    const struct mission *mission;
    const struct mission_instance *instance;
    const struct mdb *mdb;
    uint32_t root; /* container, or MDB_NIL: the database's own */
    const struct outbox *outbox;
    bool waits; /* files played fast wait for frontend_echo() */
};

/* Packets of a file that may be on their way to the hub and back. */
#define FRONTEND_ROOM 2000

/* All links exist, none is enabled yet. */
struct frontend *frontend_new(const struct frontend_config *config);
void frontend_free(struct frontend **frontend);

/* Enable the links that the mission enables. */
void frontend_start(struct frontend *f, struct moment now);

size_t frontend_n_links(const struct frontend *f);
struct link *frontend_link(const struct frontend *f, size_t i);

/*
 * The time of this turn; call it before link_ready(), link_due() and requests,
 * whose consequences are stamped with it.
 */
void frontend_turn(struct frontend *f, struct moment now);

/* Ten times a second: expiry, signal, events held back. */
void frontend_tick(struct frontend *f, struct moment now);

/* Once a second: statistics of links and APIDs, learned periods. */
void frontend_second(struct frontend *f, struct moment now);

/* At the end of each turn: publish the samples of this turn. */
void frontend_flush(struct frontend *f);

/*
 * A link message came back from the hub: so many packets of that link have
 * passed it.  Keeps a fast file from outrunning the chain.
 */
void frontend_echo(struct frontend *f, const struct msg_link *link);

/* Publish what a hub that begins anew must know: layouts, states. */
void frontend_announce(struct frontend *f);

/*
 * Answer a request; `may_change` when it came over the operators' socket,
 * `who` names the asker in events.  *reply and its rows stay valid until the
 * next request.
 */
void frontend_request(struct frontend *f, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply);

/* One line about the whole for the heartbeat; borrowed until the next call. */
const char *frontend_summary(struct frontend *f);

#endif
