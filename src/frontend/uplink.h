/*
 * uplink.h - one way for packets to go out, each whole and once.
 *
 * Bytes are written without waiting; what became of each packet is told once:
 *
 *   sent      the datagram or the file took it; over TCP the other side's
 *             kernel confirmed its last byte, on a serial line it left ours
 *   not sent  not one byte of it was written, and none will be
 *   unknown   some or all of it was written, and whether it arrived cannot be
 *             told: the connection was lost, or the deadline came first
 *
 * A packet that is cut, or not confirmed by its deadline, costs the connection:
 * it is reset, so that no byte goes out afterwards and the other side does not
 * take the next packet for the rest of this one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_UPLINK_H
#define FRONTEND_UPLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/moment.h"
#include "frontend/link.h"
#include "mission/mission.h"

#define UPLINK_QUEUE_MAX 64    /* packets in flight */
#define UPLINK_DATAGRAM  65507 /* most bytes of a datagram */

enum uplink_result {
    UPLINK_SENT,
    UPLINK_NOT_SENT,
    UPLINK_UNKNOWN,
};

struct uplink_sink {
    void *arg;
    /* `token` of uplink_send(); `text` for a person, "" when sent. */
    void (*done)(void *arg, uint64_t token, enum uplink_result result,
        const char *text, struct moment now);
    void (*state)(void *arg); /* of the link */
};

struct uplink;

/* Disabled.  `conf` is borrowed for good. */
struct uplink *uplink_new(
    const struct mission_uplink *conf, const struct uplink_sink *sink);

/* What is in flight is done with first. */
void uplink_free(struct uplink **uplink, struct moment now);

void uplink_enable(struct uplink *uplink, struct moment now);
void uplink_disable(struct uplink *uplink, struct moment now);

/* To be watched and driven as any other (link_watch.h). */
struct link *uplink_link(const struct uplink *uplink);

/*
 * Send `len` bytes behind the uplink's header, before `deadline`.  done() is
 * called once for `token`, perhaps before this returns.
 */
void uplink_send(struct uplink *uplink, uint64_t token, const uint8_t *data,
    size_t len, struct mono deadline, struct moment now);

/* Not sent, if nothing of it was written yet; done() says so. */
void uplink_cancel(struct uplink *uplink, uint64_t token, struct moment now);

/* Confirmations and deadlines; every 10 ms or so while it is busy. */
void uplink_tick(struct uplink *uplink, struct moment now);
bool uplink_is_busy(const struct uplink *uplink);

/* Rates; once a second. */
void uplink_second(struct uplink *uplink);

/* The link message of a way out; texts are borrowed. */
void uplink_message(const struct uplink *uplink, struct msg_link *out);

#endif
