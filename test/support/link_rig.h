/*
 * link_rig.h - drive one link with real descriptors and a clock of the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_LINK_RIG_H
#define SUPPORT_LINK_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frontend/link.h"

struct link_rig {
    struct mission_link conf;
    struct link *link;
    struct moment now; /* moved by the test only */
    /* what the sink got */
    uint8_t *bytes; /* of all deliveries, one behind the other */
    size_t n_bytes;
    size_t deliveries, datagrams, begins, anews, states;
    size_t packets, faults;  /* items */
    size_t packet_len[4096]; /* of the first ones */
    struct mono packet_at[4096];
    bool is_full;    /* has_room() says no */
    size_t room;     /* has_room() says no after so many, 0: never */
    int64_t step_ns; /* packet i was made at i * step_ns */
};

/* A link like `conf`, enabled; release with link_rig_fini(). */
void link_rig_init(struct link_rig *rig, const struct mission_link *conf);
void link_rig_fini(struct link_rig *rig);

/*
 * Poll the link's descriptors, at most `wait_ms` of real time, and hand on what
 * is ready.  Returns how many were.
 */
int link_rig_poll(struct link_rig *rig, int wait_ms);

/* Poll until the link is in `state`; fails the test after 5 s. */
void link_rig_until(struct link_rig *rig, enum link_state state);

/* Poll until `n` bytes were delivered; fails the test after 5 s. */
void link_rig_until_bytes(struct link_rig *rig, size_t n);

/* Move the clock and run the timer if it is due then. */
void link_rig_wait(struct link_rig *rig, int64_t ns);

/* Run the timer until the link is idle or its clock stands at `limit_ns`. */
void link_rig_play(struct link_rig *rig, int64_t limit_ns);

/* A space packet of `len` bytes (7 .. ) in `out`; returns len. */
size_t link_rig_packet(uint8_t *out, uint16_t apid, uint16_t count, size_t len);

#endif
