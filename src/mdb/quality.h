/*
 * quality.h - is the newest value of a packet type still good, or expired?
 *
 * One struct quality belongs to one packet type (container or APID) of one
 * source.  Frontend, limit checking and console use the same rule:
 *
 *   - nothing came yet: MDB_NOT_RECEIVED;
 *   - a value expires when quality_wait_ns() went by without a newer packet:
 *     factor x period, or period + 0.25 s where that is longer;
 *   - loss of signal stops the clock: what was good when the signal went stays
 *     good until it returns, and then has quality_wait_ns() from there on;
 *     what was expired stays expired until a packet comes;
 *   - without a period (declared as aperiodic, or none declared and fewer than
 *     four packets came) nothing expires: the age beside the value says how
 *     old it is.
 *
 * Pure: time is an argument.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_QUALITY_H
#define MDB_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "mdb/kind.h"

#define QUALITY_INTERVALS 16
#define QUALITY_FACTOR    1.9 /* unless the mission says otherwise */

/* So much later than its period a packet may always come: links and
 * schedulers jitter, and one lost packet of ten a second is no outage. */
#define QUALITY_LATE_NS (250 * NS_PER_MS)

/* Acquisition and loss of signal of the link; zero-initialised: never LOS. */
struct quality_signal {
    bool is_los;
    struct mono since; /* when it became what it is */
};

/* Zero-initialise, then set `declared_ns`. */
struct quality {
    int64_t declared_ns; /* DefaultRateInStream; 0: not declared, below 0:
                            aperiodic */
    bool is_received;
    bool is_expired;            /* as of the last quality_check() */
    struct mono last;           /* reception of the newest packet */
    struct utc last_generation; /* of the newest packet, or UTC_NONE */
    /* private: the last intervals, oldest overwritten */
    int64_t reception_ns[QUALITY_INTERVALS];
    int64_t generation_ns[QUALITY_INTERVALS];
    unsigned n_reception, n_generation;
    int64_t learned_ns; /* 0: not yet */
};

/*
 * A packet came.  `generation` may be UTC_NONE.  An interval in which the
 * signal was lost teaches nothing; neither does a generation time that does
 * not advance.
 */
void quality_received(struct quality *q, struct utc generation,
    struct mono reception, const struct quality_signal *signal);

/*
 * The declared period, else the learned one, else 0.  Learned: the second
 * longest of the last 16 intervals of reception (so that bursts do not make it
 * short and one outage does not make it long), or the median interval of
 * generation if that is longer; from three intervals on.
 */
int64_t quality_period_ns(const struct quality *q);

/*
 * How long a value is good when packets come each `period_ns`: the longer of
 * factor x period and period + QUALITY_LATE_NS.  For ever (INT64_MAX) without a
 * period.  Whoever decides about expiry asks this.
 */
int64_t quality_wait_ns(int64_t period_ns, double factor);

/*
 * MDB_NOT_RECEIVED, MDB_ACQUIRED or MDB_EXPIRED at `now`; remembers expiry
 * until the next packet.  Call it at least whenever the signal changes and
 * before the new state is set.
 */
enum mdb_quality quality_check(struct quality *q, double factor,
    const struct quality_signal *signal, struct mono now);

/*
 * When quality_check() will say MDB_EXPIRED unless a packet comes: for timers.
 * False when it will not (not received, expired already, no period, LOS).
 */
bool quality_deadline(const struct quality *q, double factor,
    const struct quality_signal *signal, struct mono *at);

/* "acquired", "invalid", "expired", "not received" */
const char *quality_str(enum mdb_quality quality);

#endif
