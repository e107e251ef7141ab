/*
 * interlock.h - the newest values of what commanding depends on, and whether
 * criteria hold on them: true, false, or nobody knows.
 *
 * Only the items that constraints, verifiers and significances of commands use
 * are kept.  A value that was never received, is invalid or expired, or was
 * received before the signal came back, makes its comparison UNKNOWN; for an
 * interlock that is as good as false, but it is said differently.
 *
 * Pure: no clock, no bus.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_INTERLOCK_H
#define GATE_INTERLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "common/time.h"
#include "mdb/command.h"

enum truth {
    TRUTH_FALSE,
    TRUTH_TRUE,
    TRUTH_UNKNOWN
};

struct interlock;

struct interlock *interlock_new(const struct mdb *mdb); /* borrowed */
void interlock_free(struct interlock **interlock);

size_t interlock_n_watched(const struct interlock *interlock);
bool interlock_watches(const struct interlock *interlock, uint32_t item);

/* The values of one packet, borrowed during a call. */
struct interlock_packet {
    uint32_t container;
    struct utc reception;
    size_t n;
    const uint32_t *item;
    const mdb_cell *raw, *eng;
    const uint8_t *quality; /* n, or NULL: all acquired */
    const char *blob;
    size_t blob_len;
};

/* Take a realtime packet; one received before what is kept changes nothing. */
void interlock_take(
    struct interlock *interlock, const struct interlock_packet *packet);

/* Packets of `container` are overdue, the newest was received at `last`: what
 * came with it is expired. */
void interlock_expire(
    struct interlock *interlock, uint32_t container, struct utc last);

/*
 * Nothing is live now, and why ("loss of signal"); NULL: what was received
 * since `since` is live, and it never goes back.
 */
void interlock_blind(
    struct interlock *interlock, const char *why, struct utc since);
const char *interlock_blind_reason(const struct interlock *interlock);

/* ---- criteria ------------------------------------------------------------ */

struct interlock_leaf { /* the command's own argument, as it goes in */
    uint32_t type;      /* scalar */
    char *text;         /* canonical; owned */
};
void interlock_leaves_free(struct interlock_leaf **leaf, size_t n);

/* Through which eyes criteria are looked at. */
struct interlock_sight {
    const struct interlock_leaf *leaf; /* for MDB_LEAF references */
    size_t n_leaves;
    const struct interlock_packet *packet; /* its values go first; or NULL */
    bool packet_alone;                     /* and nothing else counts */
    struct utc after; /* samples received after this, live or not; UTC_NONE:
                         live ones of any time */
};

/*
 * Do the criteria hold?  Unless TRUE, `why` (or NULL) gets which parameter is
 * to blame and what it is: "MODE is STANDBY", "MODE was never received".
 */
enum truth interlock_holds(const struct interlock *interlock,
    const struct mdb_criteria *criteria, const struct interlock_sight *sight,
    struct strbuf *why);

/* The newest value as a number; false: there is none that is live. */
bool interlock_number(
    const struct interlock *interlock, uint32_t item, double *out);

/* The value of an item in a packet; false: not there, or invalid. */
bool interlock_packet_number(const struct interlock *interlock,
    const struct interlock_packet *packet, uint32_t item, double *out);
bool interlock_packet_has(
    const struct interlock_packet *packet, uint32_t item, size_t *at);

/* "MODE == SCIENCE and T > 3": for a person. */
void interlock_criteria_text(const struct mdb *mdb,
    const struct mdb_command *command, const struct mdb_criteria *criteria,
    struct strbuf *out);

#endif
