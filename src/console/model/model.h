/*
 * model.h - everything the console knows to be true, from messages alone.
 *
 * Pure: messages and time are arguments, there is no socket and no screen.
 * Views read the members; only the functions here change them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_MODEL_H
#define CONSOLE_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/alarms.h"
#include "console/model/bounds.h"
#include "console/model/clock.h"
#include "console/model/command_stack.h"
#include "console/model/commands.h"
#include "console/model/composer.h"
#include "console/model/drill.h"
#include "console/model/events.h"
#include "console/model/health.h"
#include "console/model/links.h"
#include "console/model/orders.h"
#include "console/model/packet_log.h"
#include "console/model/procedures.h"
#include "console/model/processes.h"
#include "console/model/runs.h"
#include "console/model/text.h"
#include "console/model/values.h"
#include "mdb/decode.h"

enum instance_kind {
    INSTANCE_UNKNOWN,
    INSTANCE_FLIGHT,
    INSTANCE_SIM,
    INSTANCE_REPLAY
};

struct instance_info {
    bool is_known; /* an instance message came */
    enum instance_kind kind;
    char name[MSG_NAME_MAX + 1]; /* "sim": which one this console watches */
    char mission[32], title[96], mission_dir[256], database[256];
    uint64_t mdb_hash;
    struct utc met_epoch; /* UTC_NONE: no mission elapsed time */
};

/* A message this console had to refuse. */
struct refusals {
    uint64_t other_database, malformed, no_layout;
    uint64_t other_hash;     /* of the newest one of another database */
    struct mono other_heard; /* when; other_database > 0 */
};

struct model {
    struct instance_info instance;
    struct values *values;
    struct mdb_decoder *decoder; /* of the values' database, or NULL; a frame
                                    holds until the next use by anybody */
    struct packet_log packets;
    struct links links;
    struct processes processes;
    struct events events;
    struct alarms alarms;
    struct bounds bounds; /* limits that apply now, as far as asked */
    struct commands commands;
    struct orders orders;         /* what this console asks of the gate */
    struct composer composer;     /* commands as bytes */
    struct drill drill;           /* the exercise that the ground model plays */
    struct command_stack stack;   /* that this console prepares */
    struct procedures procedures; /* that can be run */
    struct runs runs;             /* that are run, and were */
    struct refusals refusals;

    bool is_connected; /* the hub is heard */
    bool was_connected;
    struct mono connected_since; /* or disconnected since */
    uint64_t messages;           /* handled */
    uint64_t missed;             /* gaps of the bus, in messages */
    uint64_t lost; /* of them, values and events: what no repetition heals */
    struct mono lost_at; /* the newest of these gaps */
    char lost_topic[80];
    int64_t clock_offset_ns; /* the frontend's clock minus ours as heartbeats
                                tell; 0 within a second.  Ages allow for it */
    struct mono gap_told;    /* when an event last told of gaps */
    struct utc layout_utc;   /* of the newest layout that was accepted */
    struct {                 /* the frontend's heartbeat before */
        bool is_set;
        struct mono arrival;
        struct utc sent;
    } beat;
    uint64_t mdb_warnings; /* of the loaded database */
    char mdb_problem[200]; /* why there is no database, or "" */
    uint64_t version;      /* changes with every message and tick that
                              changed something */
};

/* `instance` is the name the console was opened with. */
void model_init(struct model *m, const char *instance, const struct mdb *mdb,
    struct clock now);
void model_fini(struct model *m);

/*
 * Use `mdb` (borrowed, NULL: none) from now on and forget all values;
 * `problem` says why there is none, or NULL.
 */
void model_set_mdb(struct model *m, const struct mdb *mdb, const char *problem);

/* Before the mission's message comes, as its mission.conf says. */
void model_set_instance(struct model *m, enum instance_kind kind,
    const char *mission, struct utc met_epoch);

void model_message(struct model *m, const char *topic, const struct msg *msg,
    struct clock now);
void model_gap(
    struct model *m, const char *topic, uint64_t missed, struct clock now);
void model_connected(struct model *m, bool is_connected, struct clock now);

/* Once a second: what changes by time alone. */
void model_tick(struct model *m, struct clock now);

const char *instance_kind_str(enum instance_kind kind); /* "FLIGHT" "SIM" … */

#endif
