/*
 * drill.h - the exercise that the ground model plays, as a console knows it.
 *
 * Fed with scenario, fault and mark messages; knows no socket and no clock.
 * Faults and marks are kept on an instructor's console only: what is planned
 * is not for trainees, and what is not kept cannot be shown.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_DRILL_H
#define CONSOLE_MODEL_DRILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "console/model/clock.h"

#define DRILL_FAULTS_MAX 200
#define DRILL_MARKS_MAX  2000 /* the oldest make room */

struct scenario; /* sim/scenario.h */

enum drill_state {
    DRILL_NONE, /* no scenario, or no ground model */
    DRILL_READY,
    DRILL_RUNNING,
    DRILL_FROZEN,
    DRILL_OVER,
    DRILL_STATE_COUNT
};
const char *drill_state_str(enum drill_state state); /* "ready" */

enum drill_fault_state {
    DRILL_PLANNED,
    DRILL_ON,
    DRILL_ENDED,   /* over, as planned */
    DRILL_CLEARED, /* by the instructor */
    DRILL_FAULT_STATE_COUNT
};
const char *drill_fault_state_str(enum drill_fault_state state);

enum drill_moment {
    DRILL_BEGUN,
    DRILL_DETECTED,
    DRILL_ACKNOWLEDGED,
    DRILL_DIAGNOSED,
    DRILL_RECOVERED,
    DRILL_OUT, /* the fault ended */
    DRILL_MOMENTS
};

/* One fault; all text is clean. */
struct drill_fault {
    char id[48], title[128], text[256], begins[128], ends[128];
    enum drill_fault_state state;
    bool is_by_hand;
    double begins_s;         /* planned, since the start; NAN: not known */
    double s[DRILL_MOMENTS]; /* since the start; NAN: not yet */
    char by[DRILL_MOMENTS][96];
};

/* Something that was done. */
struct drill_mark {
    uint64_t number;
    struct utc time; /* of the model */
    double s;        /* since the start */
    char person[40], what[16], text[128], fault[48];
};

struct drill {
    bool is_instructor; /* set once: faults and marks are kept */
    enum drill_state state;
    char name[48], title[128], file[256];
    char *brief; /* owned, lines; NULL: none */
    struct utc started, model;
    double elapsed_s, duration_s; /* duration 0: until it is ended */
    double rate;
    uint64_t seed;
    struct mono heard;         /* the newest scenario message */
    bool is_known;             /* one came */
    struct drill_fault *fault; /* owned, in the order of the plan */
    size_t n_faults, cap_faults;
    struct drill_mark *mark; /* owned, oldest first */
    size_t n_marks, cap_marks;
    unsigned version;            /* changes with everything here */
    const struct scenario *plan; /* as its file has it, NULL: not read;
                                    borrowed, set by the console */
};

void drill_fini(struct drill *d);

/* Apply a message; `now` is ours. */
void drill_scenario(
    struct drill *d, const struct msg_scenario *m, struct clock now);
/* ERR_FORMAT: a state that is none; ERR_LIMIT. */
NODISCARD enum err drill_fault(struct drill *d, const struct msg_fault *m);
void drill_mark(struct drill *d, const struct msg_mark *m);

/* The ground model is heard, and an exercise is on: running or frozen. */
bool drill_is_on(const struct drill *d, struct clock now);
/* It is heard at all. */
bool drill_is_live(const struct drill *d, struct clock now);

/* By id; NULL. */
const struct drill_fault *drill_find(const struct drill *d, const char *id);

/* "12:05", "1:02:05"; "-" of NAN. */
#define DRILL_CLOCK_SIZE 32
char *drill_clock(char out[DRILL_CLOCK_SIZE], double s);

#endif
