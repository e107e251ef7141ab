/*
 * names.c - the words of mission.conf for the enums of mission.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/names.h"

#include <string.h>

#include "common/attr.h"
#include "mission/mission.h"

#define NAMES(which, ...)                                                      \
    static const char *const which##_words[] = {__VA_ARGS__};                  \
    const struct names names_##which = {which##_words, ARRAY_LEN(which##_words)}

NAMES(bool, "false", "true");
NAMES(kind, [MISSION_FLIGHT] = "flight", [MISSION_SIM] = "sim",
    [MISSION_REPLAY] = "replay");
NAMES(link_type, [MISSION_UDP] = "udp", [MISSION_TCP] = "tcp",
    [MISSION_TCP_SERVER] = "tcp-server", [MISSION_SERIAL] = "serial",
    [MISSION_FILE] = "file");
NAMES(signal, [MISSION_SIGNAL_NONE] = "none", [MISSION_SIGNAL_APID] = "apid",
    [MISSION_SIGNAL_WINDOWS] = "windows");
NAMES(los, [MISSION_LOS_HOLD] = "hold", [MISSION_LOS_REFUSE] = "refuse",
    [MISSION_LOS_SEND] = "send");
NAMES(wait_timeout, "abort", "continue");
NAMES(code, [MISSION_TIME_MDB] = "database", [MISSION_TIME_CUC] = "cuc",
    [MISSION_TIME_CDS] = "cds");
NAMES(epoch, [MISSION_EPOCH_TAI] = "tai", [MISSION_EPOCH_GPS] = "gps",
    [MISSION_EPOCH_UNIX] = "unix", [MISSION_EPOCH_J2000] = "j2000");

bool
names_is_valid(const char *name)
{
    size_t n = strlen(name);
    return n >= 1 && n <= 32 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

const char *
mission_kind_str(enum mission_kind kind)
{
    return (unsigned)kind < names_kind.n ? names_kind.name[kind] : "unknown";
}

const char *
mission_los_str(enum mission_los los)
{
    return (unsigned)los < names_los.n ? names_los.name[los] : "unknown";
}

const char *
mission_link_type_str(enum mission_link_type type)
{
    return (unsigned)type < names_link_type.n ? names_link_type.name[type]
                                              : "unknown";
}
