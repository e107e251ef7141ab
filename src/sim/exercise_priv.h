/*
 * exercise_priv.h - the exercise from inside: exercise*.c alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_EXERCISE_PRIV_H
#define SIM_EXERCISE_PRIV_H

#include "mdb/context.h"
#include "sim/exercise.h"

#define EXERCISE_PEOPLE 16 /* whose displays are remembered */

/* How long a condition has held. */
struct exercise_hold {
    uint32_t criteria; /* of the context; MDB_NIL: none */
    bool was_false;    /* since it was first asked, by telemetry */
    double since_s;    /* NAN: does not hold */
};

struct exercise_entry {
    struct exercise_fault fault;
    struct scenario_fault own; /* the plan of one by hand */
    struct scenario_effect own_effect;
    struct exercise_hold begins, ends, recover;
    size_t handle; /* of its first effect, while it is on */
};

struct exercise_person {
    char name[40];
    char display[40]; /* shown now, or "" */
};

struct exercise {
    const struct scenario *scenario; /* or NULL */
    const struct mdb *mdb;
    struct exercise_outbox outbox;
    struct arena arena;           /* texts of faults by hand */
    struct exercise_entry *entry; /* EXERCISE_FAULTS_MAX, owned */
    size_t n, n_by_hand;
    size_t handles; /* given out */
    double now_s;
    struct utc now;
    bool is_over;
    bool has_telemetry; /* that conditions are about */
    struct context *context;
    struct context_truth *truth;
    struct exercise_mark *mark; /* owned */
    size_t n_marks, cap_marks;
    struct exercise_person person[EXERCISE_PEOPLE];
};

/* Add a mark and tell it. */
void exercise_mark_add(struct exercise *ex, const char *person,
    const char *what, const char *fault, const char *text);

#endif
