/*
 * route.h - where the ground model's packets go, and where it hears commands.
 *
 * A ground model serves an instance of kind sim only, and no port that belongs
 * to a flight instance of its mission.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_ROUTE_H
#define SIM_ROUTE_H

#include <stdint.h>

#include "mission/mission.h"
#include "sim/sink.h"

struct route_wish {
    const char *instance;
    const char *to;       /* "udp:HOST:PORT", or NULL: the first udp link */
    const char *commands; /* the same, "none", or NULL: the first udp uplink */
};

struct route {
    char *tc_host;    /* where telecommands are heard; "": any; owned */
    uint16_t tc_port; /* 0: nowhere */
};

/* Open `sink` to the instance's link.  0, or an exit status; told on stderr. */
NODISCARD int route_open(const struct route_wish *wish,
    const struct mission *mission, struct sink *sink);

/* Where to hear telecommands; without a mission only what is asked for. */
NODISCARD int route_commands(const struct route_wish *wish,
    const struct mission *mission, struct route *out);
void route_fini(struct route *route);

#endif
