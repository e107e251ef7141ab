/*
 * names.h - the words of mission.conf for the enums of mission.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_NAMES_H
#define MISSION_NAMES_H

#include <stdbool.h>

struct names {
    const char *const *name; /* by the enum's number */
    unsigned n;
};

extern const struct names names_bool;
extern const struct names names_kind;
extern const struct names names_link_type;
extern const struct names names_signal;
extern const struct names names_los;
extern const struct names names_wait_timeout; /* 1: goes on */
extern const struct names names_code;
extern const struct names names_epoch; /* without the custom one */

/* A link, uplink or process: 1 to 32 characters of a-z 0-9 and '-'. */
bool names_is_valid(const char *name);

#endif
