/*
 * uplink_rig.h - one uplink with real descriptors and a clock of the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_UPLINK_RIG_H
#define SUPPORT_UPLINK_RIG_H

#include <stdint.h>

#include "frontend/uplink.h"

#define UPLINK_RIG_MAX 256

struct uplink_rig {
    struct mission_uplink conf;
    struct uplink *uplink;
    struct moment now; /* moved by the test only */
    /* what became of token i */
    unsigned told[UPLINK_RIG_MAX]; /* how often */
    enum uplink_result result[UPLINK_RIG_MAX];
    char text[UPLINK_RIG_MAX][200];
    size_t n_told;
};

/* An uplink like `conf`, enabled. */
void uplink_rig_init(struct uplink_rig *rig, const struct mission_uplink *conf);
void uplink_rig_fini(struct uplink_rig *rig);

/* Poll at most `wait_ms` of real time, hand on what is ready, tick. */
void uplink_rig_poll(struct uplink_rig *rig, int wait_ms);

/* Poll until it is in `state`, or `n` packets are done; fails after 5 s. */
void uplink_rig_until(struct uplink_rig *rig, enum link_state state);
void uplink_rig_until_told(struct uplink_rig *rig, size_t n);

/* Move the clock; run timers that are due then. */
void uplink_rig_wait(struct uplink_rig *rig, int64_t ns);

/* Send `len` bytes as `token`, with 10 s of time. */
void uplink_rig_send(
    struct uplink_rig *rig, uint64_t token, const void *p, size_t len);

/* Fails unless `token` was told exactly once, and this. */
void uplink_rig_check(
    const struct uplink_rig *rig, uint64_t token, enum uplink_result result);

/* Sockets at loopback at a free port (0) or this one: a UDP receiver, a TCP
 * listener, a TCP connection. */
int uplink_rig_udp(uint16_t *port);
int uplink_rig_listen(uint16_t *port);
int uplink_rig_connect(uint16_t port);

#endif
