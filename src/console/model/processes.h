/*
 * processes.h - the processes of the instance: alive, silent, and what it
 * means when one is missing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_PROCESSES_H
#define CONSOLE_MODEL_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/clock.h"

#define PROCESSES_MAX 64

enum process_life {
    PROCESS_READY,    /* heartbeats come and say ready */
    PROCESS_STARTING, /* heartbeats come and say something else */
    PROCESS_SILENT,   /* no sign of life for SILENCE_NS */
    PROCESS_ABSENT,   /* belongs to the instance, was never heard of */
    PROCESS_STOPPED,  /* its supervisor says it ended */
    PROCESS_LIFE_COUNT
};

struct process_row {
    char name[MSG_NAME_MAX + 1];
    bool is_expected; /* the instance has it */

    bool has_heartbeat;
    struct mono heard; /* when its newest heartbeat was sent, our clock */
    uint64_t pid, mdb_hash, rss_bytes, refused, missed;
    double cpu;
    struct utc started;
    char state[16], version[48], detail[160];

    bool has_supervisor; /* a proc message came */
    char supervised[16]; /* its state there */
    uint64_t restarts;
    struct utc since;
    char ended[160]; /* how it ended last */
};

struct processes {
    struct process_row row[PROCESSES_MAX]; /* by name */
    size_t n;
};

/* `heard`: when it was sent; the cache hands out old ones, too. */
void processes_heartbeat(struct processes *p, struct msg_str source,
    const struct msg_heartbeat *m, struct mono heard);
void processes_process(struct processes *p, const struct msg_process *m);
void processes_expect(struct processes *p, struct msg_strv names);

const struct process_row *processes_find(
    const struct processes *p, const char *name);
enum process_life process_life(const struct process_row *row, struct clock now);
const char *process_life_str(enum process_life life); /* "no sign of life" */

/* Is `name` known and not alive? */
bool processes_is_dead(
    const struct processes *p, const char *name, struct clock now);

/*
 * What it means for the operator when `name` is not there: "no telemetry:
 * values age and expire".  Never NULL.
 */
const char *process_consequence(const char *name);

#endif
