/*
 * ccsds.h - CCSDS space packets (133.0-B-2): primary header, sequence counts.
 *
 * Pure: no clock, no allocation.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CCSDS_H
#define MDB_CCSDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"

#define CCSDS_HEADER_BYTES 6
#define CCSDS_MIN_BYTES    7     /* the data field has at least one byte */
#define CCSDS_MAX_BYTES    65542 /* 6 + 65536 */
#define CCSDS_APIDS        2048
#define CCSDS_APID_IDLE    2047
#define CCSDS_COUNTS       16384 /* sequence counts are 14 bits */

enum ccsds_flags {
    CCSDS_CONTINUATION = 0,
    CCSDS_FIRST = 1,
    CCSDS_LAST = 2,
    CCSDS_UNSEGMENTED = 3,
};

struct ccsds_header {
    uint8_t version;    /* 0 .. 7; a space packet has 0 */
    bool is_command;    /* packet type: telecommand */
    bool has_secondary; /* secondary header flag */
    uint16_t apid;      /* 0 .. 2047 */
    enum ccsds_flags flags;
    uint16_t sequence;  /* 0 .. 16383 */
    uint32_t len_bytes; /* whole packet, header included: 7 .. 65542 */
};

/* What is wrong with `len` bytes that should be one packet. */
enum ccsds_status {
    CCSDS_GOOD,
    CCSDS_CUT,      /* shorter than a primary header */
    CCSDS_VERSION,  /* the version is not 0 */
    CCSDS_SHORT,    /* the length field promises more bytes than there are */
    CCSDS_TRAILING, /* there are bytes behind the packet's end */
    CCSDS_STATUS_COUNT
};

/* The six bytes at `p` as they are; nothing is checked. */
struct ccsds_header ccsds_parse(const uint8_t p[CCSDS_HEADER_BYTES]);

/*
 * Check that `packet` is one whole space packet.  *out is zeroed for
 * CCSDS_CUT, else always filled.
 */
enum ccsds_status ccsds_check(
    const void *packet, size_t len, struct ccsds_header *out);

/* One sentence for a person, without a full stop; static. */
const char *ccsds_status_str(enum ccsds_status status);

/* Write the header; each field is cut to its width, the length is taken as
 * len_bytes - 7. */
void ccsds_build(
    const struct ccsds_header *header, uint8_t out[CCSDS_HEADER_BYTES]);

/* ---- sequence counts of one APID on one link ----------------------------- */

/*
 * What a packet's sequence count tells.  A step forward is 1 to 8191 counts
 * ahead of the newest packet, everything else is behind it; 14 bits cannot
 * tell more.
 */
enum ccsds_step {
    CCSDS_STEP_FIRST,   /* the first packet of this APID */
    CCSDS_STEP_NEXT,    /* exactly one ahead, 16383 -> 0 included */
    CCSDS_STEP_GAP,     /* further ahead: packets are missing in between */
    CCSDS_STEP_REPEAT,  /* this count was received before */
    CCSDS_STEP_LATE,    /* behind, and not received before: out of order; if
                           it was missing it is missing no longer */
    CCSDS_STEP_RESTART, /* the eighth of packets that follow each other
                           without a break, all behind the newest and not
                           filling holes: the source began to count anew.
                           The seven before are no longer counted as repeats
                           or late ones */
    CCSDS_STEP_COUNT
};

/* Zero-initialise. */
struct ccsds_sequence {
    uint64_t packets;        /* all that were added */
    uint64_t gaps;           /* how often packets were missing */
    uint64_t missing;        /* how many never came (so far) */
    uint64_t repeats;        /* received again */
    uint64_t late;           /* out of order */
    uint64_t restarts;       /* count began anew */
    uint64_t segment_errors; /* segmentation flags out of order */
    uint16_t newest;         /* count of the newest packet */
    /* private */
    uint16_t span;     /* counts behind the newest that `seen` covers */
    uint16_t run;      /* packets of a possible restart */
    uint16_t run_last; /* the last of them */
    uint16_t run_repeats;
    uint8_t segment; /* 0 unknown, 1 outside, 2 inside a group */
    uint64_t seen[CCSDS_COUNTS / 64];
};

struct ccsds_news {
    enum ccsds_step step;
    uint32_t missing;      /* CCSDS_STEP_GAP: packets missing just before */
    bool is_segment_error; /* first, continuation, last not in this order
                              though no packet is missing */
};

/* Account for one packet; only sequence and flags of the header matter.
 * Idle packets (APID 2047) have no meaningful count: do not add them. */
struct ccsds_news ccsds_sequence_add(
    struct ccsds_sequence *s, const struct ccsds_header *header);

/* "gap", "repeat", … */
const char *ccsds_step_str(enum ccsds_step step);

#endif
