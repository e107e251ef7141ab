/*
 * sequence.h - which messages of a stream are new, repeated or missing.
 *
 * A stream is what one source says on one topic; it counts from 0 when the
 * source starts.  Pure: no clock; the times are those of the messages.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_SEQUENCE_H
#define BUS_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"

#define SEQUENCE_STREAMS_MAX 400000 /* beyond them nothing is remembered */

struct sequence;

struct sequence *sequence_new(void);
void sequence_free(struct sequence **s);

enum sequence_verdict {
    SEQUENCE_FIRST,   /* never seen before: nothing can be said to be missing */
    SEQUENCE_NEXT,    /* follows the last one */
    SEQUENCE_GAP,     /* `missed` messages before it never came */
    SEQUENCE_RESTART, /* the source began anew: as FIRST, nothing is missing */
    SEQUENCE_OLD,     /* this one, or a newer one, was here already */
};

struct sequence_step {
    enum sequence_verdict verdict;
    uint64_t missed;
};

/*
 * A message of `envelope` came on `topic`; remembers it unless it is OLD.
 *
 * A lower number than expected is a restart when its source's clock went on
 * since the last one: by its monotonic clock, or, where that went back (the
 * machine restarted), by more than 5 s of UTC.  The source's other topics
 * begin anew then as well: the next number on each may be any.
 */
struct sequence_step sequence_step(struct sequence *s, const char *topic,
    size_t topic_len, const struct msg_envelope *envelope);

/* Streams that are remembered. */
size_t sequence_count(const struct sequence *s);

#endif
