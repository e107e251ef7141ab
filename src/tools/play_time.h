/*
 * play_time.h - the recorded times of a packet file.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_PLAY_TIME_H
#define TOOLS_PLAY_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/time.h"

struct play_time;

struct play_time_source { /* at most one; all NULL: guess */
    const char *code;     /* "cds:offset=6", see mission/stamp.h */
    const char *mission;  /* path */
    const char *database; /* path of an XTCE file */
};

/*
 * 0, or an exit status after lines on stderr.  Guessing needs the first
 * packets: play_time_guess().
 */
NODISCARD int play_time_open(
    const struct play_time_source *source, struct play_time **out);
void play_time_free(struct play_time **time);

bool play_time_is_guess(const struct play_time *t);

/*
 * Look at `len` bytes of packets back to back, each behind `skip` bytes, and
 * choose the time code that makes sense of them: all times between 1990 and
 * 2070, never going back, moving within a day.  Returns how it is written, or
 * NULL when none does.
 */
const char *play_time_guess(
    struct play_time *t, const uint8_t *p, size_t len, uint32_t skip);

/* The time of one packet, or UTC_NONE. */
struct utc play_time_of(struct play_time *t, const uint8_t *packet, size_t len);

#endif
