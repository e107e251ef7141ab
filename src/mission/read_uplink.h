/*
 * read_uplink.h - uplinks and commanding of an instance, from mission.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_READ_UPLINK_H
#define MISSION_READ_UPLINK_H

#include "mission/reading.h"
#include "mission/rules.h"

/*
 * The type of link `what` ("link", "uplink"), and whether it has the options
 * it needs and none that belong to another type.
 */
enum mission_link_type read_link_type(const struct reading *r, const char *what,
    const struct rules_link_option *option, size_t n);

/* The uplinks of the instance that `r` stands in; its links are read. */
void read_uplinks(const struct reading *r, struct mission_instance *in);

/* Its section `commands`, or the defaults. */
void read_commands(const struct reading *r, struct mission_instance *in);

/*
 * No uplink of an instance may lead where an uplink or link of an instance of
 * another kind leads: SIM can never reach FLIGHT.  r->mission is read.
 */
void check_uplinks(const struct reading *r);

#endif
