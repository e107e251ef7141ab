/*
 * signal.h - acquisition and loss of signal of a link: told, never guessed.
 *
 * The link's own packets tell it, or the mission's table of windows, or nobody
 * does and it stays unknown.  What was told is believed as long as the link is
 * up, until SIGNAL_GRACE_NS after the change it announced, and for
 * SIGNAL_SILENCE_NS when it announced none; then it is unknown again, so that
 * values expire.
 *
 * A signal packet is a space packet whose data field is
 *
 *   byte 0     0 loss, 1 acquisition
 *   byte 1-3   reserved
 *   byte 4-7   seconds until the next change, big-endian; 0xffffffff unknown
 *
 * Bytes behind that are left alone, for later versions.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_SIGNAL_H
#define FRONTEND_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/moment.h"
#include "mdb/quality.h"
#include "mission/mission.h"

#define SIGNAL_GRACE_NS   (10 * NS_PER_S)
#define SIGNAL_SILENCE_NS (3600 * NS_PER_S)
#define SIGNAL_BYTES      14 /* primary header and the eight bytes above */

enum signal_state {
    SIGNAL_UNKNOWN,
    SIGNAL_AOS,
    SIGNAL_LOS,
    SIGNAL_STATE_COUNT
};
const char *signal_state_str(enum signal_state state); /* "unknown" … */

struct signal {
    enum mission_signal source;
    const struct mission_window *window; /* borrowed, sorted */
    size_t n_windows;
    enum signal_state state;
    struct utc since, until;       /* `until`: next change, or UTC_NONE */
    struct mono believed;          /* packets: until then */
    struct quality_signal quality; /* the same for quality_check() */
};

void signal_init(struct signal *s, enum mission_signal source,
    const struct mission_window *window, size_t n_windows);

/*
 * What a signal packet says; nothing is changed yet.  False when it is too
 * short or its state is neither 0 nor 1.
 */
struct signal_news {
    enum signal_state state;
    struct utc since, until;
    struct mono believed;
};
bool signal_parse(const uint8_t *packet, size_t len, struct moment now,
    struct signal_news *news);

/*
 * What holds at `now`, without a packet: windows that begin or end, and news
 * that is believed no longer.  Returns true when *news differs from `s`.
 */
bool signal_look(const struct signal *s, bool is_up, struct moment now,
    struct signal_news *news);

/* Take the news; returns true when the state is another one now. */
bool signal_take(
    struct signal *s, const struct signal_news *news, struct mono now);

#endif
