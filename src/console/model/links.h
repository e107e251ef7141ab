/*
 * links.h - the links of the frontend as it last described them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_LINKS_H
#define CONSOLE_MODEL_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/clock.h"

#define LINKS_MAX 64

enum signal_state {
    SIGNAL_UNKNOWN,
    SIGNAL_AOS,
    SIGNAL_LOS
};

enum link_state {
    LINK_DISABLED,
    LINK_CONNECTING,
    LINK_UP,
    LINK_DOWN,
    LINK_ENDED,
    LINK_FAULT,
    LINK_UNKNOWN, /* a state this console does not know */
    LINK_STATE_COUNT
};

struct link_row {
    char name[MSG_NAME_MAX + 1], kind[16], address[96], state_text[16],
        detail[160]; /* clean text */
    enum link_state state;
    enum signal_state signal;
    struct utc signal_since, signal_until; /* UTC_NONE: unknown */
    struct msg_link m; /* the counters; its texts are not valid */
    struct mono heard; /* when the frontend last described it */
    bool has_last;
    struct mono last; /* its newest packet, on our clock */
};

struct links {
    struct link_row row[LINKS_MAX]; /* by name */
    size_t n;
};

/* Returns the row that changed, NULL when there is no room. */
const struct link_row *links_link(
    struct links *l, const struct msg_link *m, struct clock now);
const struct link_row *links_find(const struct links *l, const char *name);

/* Has the frontend said something about it in the last SILENCE_NS? */
bool link_row_is_fresh(const struct link_row *row, struct clock now);

const char *links_state_str(enum link_state state);

/*
 * The signal as row 1 shows it: of the link that is enabled and knows it; AOS
 * of any wins.  SIGNAL_UNKNOWN when no fresh link knows.
 */
struct signal {
    enum signal_state state;
    const char *link;        /* "" when unknown; borrowed */
    struct utc since, until; /* UTC_NONE: unknown */
};
struct signal links_signal(const struct links *l, struct clock now);

#endif
