/*
 * state.h - the life of a command: states, stages, and what they are called.
 *
 *                    critical         hazardous        normal
 *   submitted ──►    PROPOSED
 *                      │ approve (another person)
 *                      ▼
 *                    APPROVED           (HELD)
 *                      │ arm              │ arm
 *                      └──► ARMED ◄───────┘
 *                             │ fire: the short name typed
 *                             ▼
 *                           QUEUED ◄──────────────── submitted
 *                             │ AOS, rate, constraints; on disk first
 *                             ▼
 *                          RELEASED ──► SENT ──► COMPLETED | FAILED
 *                             └──► NOT_SENT | UNKNOWN
 *
 * When command authority leaves who armed it, ARMED goes back to HELD or
 * APPROVED.  Nothing leads back from RELEASED: a command goes out at most once.
 * UNKNOWN ends by itself only through telemetry (a verifier passes); a person
 * may close it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_STATE_H
#define COMMAND_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/str.h"
#include "common/time.h"
#include "mdb/command.h"

/* The numbers travel on the bus and stand in the log: never change them. */
enum command_state {
    COMMAND_HELD = 0,       /* hazardous, checked; to be armed */
    COMMAND_PROPOSED = 1,   /* critical; waits for another person */
    COMMAND_APPROVED = 2,   /* critical; to be armed by its owner */
    COMMAND_ARMED = 3,      /* to be fired until `until` */
    COMMAND_QUEUED = 4,     /* goes out when it may; `detail` says what it waits
                               for */
    COMMAND_RELEASED = 5,   /* on disk and handed to the frontend */
    COMMAND_SENT = 6,       /* the frontend wrote the bytes; verifiers run */
    COMMAND_COMPLETED = 7,  /* verified; without verifiers: sent */
    COMMAND_FAILED = 8,     /* sent, and telemetry says it failed or a stage was
                               not reached in its window */
    COMMAND_UNKNOWN = 9,    /* nobody knows whether it was sent, or what became
                               of it: contact or a process was lost */
    COMMAND_NOT_SENT = 10,  /* released, and certainly not sent */
    COMMAND_REFUSED = 11,   /* never released: the gate says why */
    COMMAND_EXPIRED = 12,   /* not approved, armed, fired or released in time */
    COMMAND_CANCELLED = 13, /* by a person, before its release */
    COMMAND_STATE_COUNT
};
const char *command_state_str(enum command_state state); /* "not-sent" … */
bool command_state_parse(const char *s, size_t len, enum command_state *out);
bool command_state_is_final(enum command_state state); /* UNKNOWN is not */
bool command_state_was_released(enum command_state state);

/* What a command asks of its people. */
enum command_ceremony {
    CEREMONY_NORMAL,    /* consequence none, watch */
    CEREMONY_HAZARDOUS, /* warning, distress: arm, then fire */
    CEREMONY_CRITICAL,  /* critical, severe: another person approves, then arm
                           and fire */
    CEREMONY_COUNT
};
enum command_ceremony command_ceremony(enum mdb_consequence level);
const char *command_ceremony_str(enum command_ceremony c); /* "hazardous" */

/* One verifier's stage of a command that was sent. */
enum stage_state {
    STAGE_WAITING, /* its window is open, or not yet */
    STAGE_PASSED,
    STAGE_FAILED,    /* the payload says no, or the failed verifier holds */
    STAGE_TIMEOUT,   /* not reached in its window, with telemetry arriving */
    STAGE_NOT_KNOWN, /* not reached in its window, which fell into a LOS */
    STAGE_SKIPPED,   /* a later one passed first */
    STAGE_STATE_COUNT
};
const char *stage_state_str(enum stage_state state); /* "passed" … */

struct command_stage {
    enum mdb_stage stage;
    enum stage_state state;
    struct utc time;  /* when `state` began; UTC_NONE while waiting */
    struct utc until; /* end of its window, or UTC_NONE */
    char text[128];   /* what it waits for, or what came */
};

/*
 * An element of the field `stages` of the command message: "accepted passed
 * NS NS text", times in ns or "-", each with one blank behind it (the bus
 * takes no tabs).  The text is cleaned and cut to its room.
 */
void command_stage_fmt(const struct command_stage *stage, struct strbuf *out);

/* The same back, and nothing else; false leaves *out as it was. */
bool command_stage_parse(const char *s, size_t len, struct command_stage *out);

#endif
