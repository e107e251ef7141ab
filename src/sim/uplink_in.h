/*
 * uplink_in.h - where the ground model hears telecommands: a UDP port.
 *
 * Takes whatever comes: datagrams of any size, content and number.  At most
 * UPLINK_IN_TURN of them are read in one turn of the loop, so that the model
 * keeps its time; what the kernel's buffer cannot hold meanwhile is lost, as on
 * a real uplink.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_UPLINK_IN_H
#define SIM_UPLINK_IN_H

#include <stddef.h>
#include <stdint.h>

#include "bus/loop.h"
#include "common/err.h"

#define UPLINK_IN_TURN 64

/* One datagram as it came, 0 .. 65535 bytes, borrowed during the call. */
typedef void (*uplink_in_fn)(void *arg, const uint8_t *p, size_t len);

struct uplink_in;

/*
 * Receive at `host` (NULL or "": any) and `port` (0: a free one).  ERR_NOTFOUND
 * for a host that is not known; ERR_IO and errno when the port cannot be had.
 */
NODISCARD enum err uplink_in_open(struct bus_loop *loop, const char *host,
    uint16_t port, uplink_in_fn fn, void *arg, struct uplink_in **out);
void uplink_in_close(struct uplink_in **uplink);

uint64_t uplink_in_count(const struct uplink_in *uplink); /* datagrams */
uint16_t uplink_in_port(const struct uplink_in *uplink);

#endif
