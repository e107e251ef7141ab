/*
 * rules.c - every option of mission.conf as a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/rules.h"

#include "common/attr.h"
#include "mission/mission.h"

const struct conf_rule rules[] = {
#define X(kind, section, name) {section, #name, CONF_##kind},
    RULES_TOP(X) RULES_TIME(X) RULES_PROCEDURES(X) RULES_INSTANCE(X)
        RULES_LINK(X) RULES_UPLINK(X) RULES_COMMANDS(X) RULES_PROCESS(X)
#undef X
};
const size_t rules_n = ARRAY_LEN(rules);

#define UDP    (1u << MISSION_UDP)
#define TCP    (1u << MISSION_TCP)
#define SERVER (1u << MISSION_TCP_SERVER)
#define SERIAL (1u << MISSION_SERIAL)
#define FILES  (1u << MISSION_FILE)

const struct rules_link_option rules_link_options[] = {
    {"host", UDP | TCP | SERVER, TCP},
    {"port", UDP | TCP | SERVER, UDP | TCP | SERVER},
    {"path", SERIAL | FILES, SERIAL | FILES},
    {"baud", SERIAL, 0},
    {"rate", FILES, 0},
    {"speed", FILES, 0},
    {"loop", FILES, 0},
};
const size_t rules_n_link_options = ARRAY_LEN(rules_link_options);

const struct rules_link_option rules_uplink_options[] = {
    {"host", UDP | TCP | SERVER, UDP | TCP},
    {"port", UDP | TCP | SERVER, UDP | TCP | SERVER},
    {"path", SERIAL | FILES, SERIAL | FILES},
    {"baud", SERIAL, 0},
};
const size_t rules_n_uplink_options = ARRAY_LEN(rules_uplink_options);
