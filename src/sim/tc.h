/*
 * tc.h - telecommand packets: accepted, queued, executed, reported.
 *
 * A packet (CCSDS 133.0-B-2 with the secondary header of ECSS-E-ST-70-41C
 * 7.4.4 and a CRC-16-CCITT at its end) is checked and its acceptance reported
 * at once.  Commands wait in order of their arrival; one begins each step, if
 * its unit has nothing else to do, and is over when what it asked for is so,
 * or cannot be any more.  Reports name the packet's APID and sequence count;
 * those of a success come only when the packet asks for them.
 *
 * While the computer starts nothing is received.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_TC_H
#define SIM_TC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_model;
struct command_row;

#define SIM_COMMAND_ARGS 5
#define COMMAND_TEXT     16 /* characters */
#define COMMAND_DATA     64 /* bytes */

/* The arguments of a command. */
struct command_call {
    double arg[SIM_COMMAND_ARGS];
    uint8_t data[COMMAND_DATA];
    size_t len; /* of data */
};

#define TC_APID       1036
#define TC_QUEUE      16
#define TC_BYTES_MIN  13   /* headers and CRC */
#define TC_BYTES_MAX  248  /* what the receiver takes */
#define TC_PROGRESS_S 10.0 /* from one progress report to the next */

struct tc_entry {
    const struct command_row *row;
    struct command_call call;
    uint32_t apid, count; /* of the packet */
    uint32_t serial;      /* in order of arrival */
    unsigned ack;         /* 1 acceptance, 2 start, 4 progress, 8 completion */
    bool is_running;
    unsigned faults; /* set of fault_tc */
    double age_s;    /* since it began */
    double report_s; /* since the last report */
};

struct tc {
    uint32_t done;                   /* commands executed */
    uint32_t done_count[TC_QUEUE];   /* their sequence counts, the newest at
                                        (done - 1) % TC_QUEUE */
    struct tc_entry entry[TC_QUEUE]; /* oldest first */
    size_t n;
    bool has_last;
    uint32_t last;            /* sequence count accepted last */
    uint32_t serial;          /* of the last entry */
    uint32_t queued, running; /* of the entries */
    uint32_t bad;             /* packets that were none, or broken */
};

/* A packet arrives. */
void tc_receive(struct sim_model *model, const uint8_t *p, size_t len);

/* Begin, follow and end commands, `dt` seconds on. */
void tc_step(struct sim_model *model, double dt);

/* The computer starts anew: all but the restart itself is forgotten. */
void tc_forget(struct sim_model *model);

#endif
