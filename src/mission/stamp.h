/*
 * stamp.h - the generation time of a packet, as mission.conf says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_STAMP_H
#define MISSION_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdb/decode.h"
#include "mdb/timecode.h"
#include "mission/mission.h"

struct stamp {
    bool is_in_packet; /* else the database's first absolute time */
    uint32_t offset_bytes;
    struct timecode code;
};

struct stamp stamp_init(const struct mission_time *time);

/*
 * Read a time code as a person writes it:
 *
 *   cds[:offset=6][,day=2][,submilli=2][,epoch=tai]
 *   cuc[:offset=6][,coarse=4][,fine=2][,epoch=tai]
 *
 * `epoch` is tai, gps, j2000, unix or a date.  ERR_FORMAT, ERR_RANGE.
 */
NODISCARD enum err stamp_parse(const char *text, struct stamp *out);

/* The time code in the packet; UTC_NONE when there is none that says a time. */
struct utc stamp_read(const struct stamp *s, const void *packet, size_t len);

/*
 * The time code in the packet, or the first absolute time of the frame it was
 * decoded to.
 */
struct utc stamp_of(const struct stamp *s, const struct mdb *mdb,
    const struct mdb_frame *frame, const void *packet, size_t len);

#endif
