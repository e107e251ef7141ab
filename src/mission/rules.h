/*
 * rules.h - every option of mission.conf, one row each: columba-mission(5).
 *
 * The scan, libconfuse's tables and the canonical print come from these rows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_RULES_H
#define MISSION_RULES_H

#include "mission/conf_scan.h"

/* X(kind, section, name); kinds as enum conf_kind */
#define RULES_TOP(X)                                                           \
    X(VALUE, "", name)                                                         \
    X(VALUE, "", title)                                                        \
    X(VALUE, "", database)                                                     \
    X(VALUE, "", limits)                                                       \
    X(VALUE, "", root)                                                         \
    X(VALUE, "", met_epoch)                                                    \
    X(VALUE, "", expiry_factor)                                                \
    X(LIST, "", windows)                                                       \
    X(SECTION, "", time)                                                       \
    X(SECTION, "", procedures)                                                 \
    X(TITLED, "", instance)
#define RULES_TIME(X)                                                          \
    X(VALUE, "time", code)                                                     \
    X(VALUE, "time", offset)                                                   \
    X(VALUE, "time", coarse)                                                   \
    X(VALUE, "time", fine)                                                     \
    X(VALUE, "time", day)                                                      \
    X(VALUE, "time", submilli)                                                 \
    X(VALUE, "time", epoch)
#define RULES_PROCEDURES(X)                                                    \
    X(VALUE, "procedures", directory)                                          \
    X(VALUE, "procedures", wait_timeout)                                       \
    X(VALUE, "procedures", old_samples)
#define RULES_INSTANCE(X)                                                      \
    X(VALUE, "instance", kind)                                                 \
    X(VALUE, "instance", relay)                                                \
    X(TITLED, "instance", link)                                                \
    X(TITLED, "instance", uplink)                                              \
    X(SECTION, "instance", commands)                                           \
    X(TITLED, "instance", process)
#define RULES_LINK(X)                                                          \
    X(VALUE, "link", type)                                                     \
    X(VALUE, "link", host)                                                     \
    X(VALUE, "link", port)                                                     \
    X(VALUE, "link", path)                                                     \
    X(VALUE, "link", baud)                                                     \
    X(VALUE, "link", skip)                                                     \
    X(VALUE, "link", enabled)                                                  \
    X(VALUE, "link", rate)                                                     \
    X(VALUE, "link", speed)                                                    \
    X(VALUE, "link", loop)                                                     \
    X(VALUE, "link", signal)                                                   \
    X(VALUE, "link", signal_apid)
#define RULES_UPLINK(X)                                                        \
    X(VALUE, "uplink", type)                                                   \
    X(VALUE, "uplink", host)                                                   \
    X(VALUE, "uplink", port)                                                   \
    X(VALUE, "uplink", path)                                                   \
    X(VALUE, "uplink", baud)                                                   \
    X(VALUE, "uplink", header)                                                 \
    X(VALUE, "uplink", enabled)
#define RULES_COMMANDS(X)                                                      \
    X(VALUE, "commands", los)                                                  \
    X(VALUE, "commands", rate)                                                 \
    X(VALUE, "commands", queue)                                                \
    X(VALUE, "commands", queue_time)                                           \
    X(VALUE, "commands", arm_time)                                             \
    X(VALUE, "commands", propose_time)                                         \
    X(VALUE, "commands", lease)                                                \
    X(VALUE, "commands", ccsds)                                                \
    X(VALUE, "commands", crc)                                                  \
    X(VALUE, "commands", pus)                                                  \
    X(VALUE, "commands", pus_ack)                                              \
    X(VALUE, "commands", pus_service)                                          \
    X(VALUE, "commands", pus_subtype)                                          \
    X(VALUE, "commands", pus_source)                                           \
    X(VALUE, "commands", people)
#define RULES_PROCESS(X)                                                       \
    X(VALUE, "process", program)                                               \
    X(LIST, "process", args)

extern const struct conf_rule rules[];
extern const size_t rules_n;

/* Which types of link know an option, and which need it: bits 1 << type. */
struct rules_link_option {
    const char *name;
    unsigned allowed, needed;
};
extern const struct rules_link_option rules_link_options[];
extern const size_t rules_n_link_options;

/* The same for uplinks. */
extern const struct rules_link_option rules_uplink_options[];
extern const size_t rules_n_uplink_options;

#endif
