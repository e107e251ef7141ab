/*
 * exercise.h - a scenario as it is played: which faults are on, what trainees
 * noticed and did, and what to say of it afterwards.
 *
 * Pure: time comes in as seconds since the exercise began (what was frozen
 * does not count); what is to be done goes out through the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_EXERCISE_H
#define SIM_EXERCISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "common/str.h"
#include "common/time.h"
#include "mdb/decode.h"
#include "sim/scenario.h"

#define EXERCISE_FAULTS_MAX (2 * SCENARIO_FAULTS_MAX) /* with those by hand */
#define EXERCISE_MARKS_MAX  10000
#define EXERCISE_ID_MAX     (SCENARIO_NAME_MAX + 8)

enum exercise_state {
    EXERCISE_PLANNED,
    EXERCISE_ON,
    EXERCISE_OVER,    /* ended as planned */
    EXERCISE_CLEARED, /* ended by the instructor */
    EXERCISE_STATE_COUNT
};
const char *exercise_state_str(enum exercise_state state);

/* The moments of a fault that a debrief is about. */
enum exercise_moment {
    MOMENT_BEGUN,
    MOMENT_DETECTED,
    MOMENT_ACKNOWLEDGED,
    MOMENT_DIAGNOSED,
    MOMENT_RECOVERED,
    MOMENT_ENDED,
    MOMENT_COUNT
};

struct exercise_moment_at {
    double s;        /* since the exercise began; NAN: not yet */
    struct utc time; /* UTC_NONE: not yet */
    char by[96];     /* "FC-1, display THM-02"; "" for moments of the model */
};

struct exercise_fault {
    char id[EXERCISE_ID_MAX];
    const struct scenario_fault *plan; /* also of those by hand */
    bool is_by_hand;                   /* added by the instructor */
    enum exercise_state state;
    struct exercise_moment_at moment[MOMENT_COUNT];
    bool hint_told;
};

struct exercise_mark {
    uint64_t number; /* from 1 */
    struct utc time;
    double s;
    char person[40];
    const char *what;            /* "display" "command" …: static */
    char *text;                  /* owned by the exercise */
    char fault[EXERCISE_ID_MAX]; /* or "" */
};

struct exercise_outbox {
    void *arg;
    /* Apply, and take back, effect number `handle`, which is never used again.
     */
    void (*begin)(
        void *arg, size_t handle, const struct scenario_effect *effect);
    void (*end)(void *arg, size_t handle);
    /* Something of it changed; borrowed. */
    void (*fault)(void *arg, const struct exercise_fault *fault);
    void (*mark)(void *arg, const struct exercise_mark *mark);
    /* To be told to the trainees. */
    void (*hint)(void *arg, const struct exercise_fault *fault);
};

struct exercise;

/* `scenario` may be NULL: no plan, faults by hand only.  All is borrowed for
 * the exercise's life; the outbox is copied. */
struct exercise *exercise_new(const struct scenario *scenario,
    const struct mdb *mdb, const struct exercise_outbox *outbox);
/* Ends nothing: see exercise_end(). */
void exercise_free(struct exercise **exercise);

/* What telemetry shows, as it was made (not as it got lost). */
void exercise_frame(
    struct exercise *ex, const struct mdb_frame *frame, struct utc generation);

/* Time goes on: begins and ends what is due.  Never backwards. */
void exercise_step(struct exercise *ex, double elapsed_s, struct utc now);

/* The payload has executed the command of that short name. */
void exercise_executed(struct exercise *ex, const char *command);

/* Over: all that is on ends. */
void exercise_end(struct exercise *ex);
bool exercise_is_over(const struct exercise *ex); /* or its duration is up */

/* ---- the instructor --------------------------------------------------------
 */

/* By its id.  ERR_NOTFOUND; ERR_EXISTS: it is on, or was. */
NODISCARD enum err exercise_trigger(
    struct exercise *ex, const char *id, const char *person);
/* ERR_NOTFOUND; ERR_RANGE: it is not on. */
NODISCARD enum err exercise_clear(
    struct exercise *ex, const char *id, const char *person);

/*
 * Begin a fault that is in no plan: an effect as columba-scenario(5) writes
 * it.  `id` gets its name, "hand-1".  ERR_FORMAT with notes, ERR_LIMIT.
 */
NODISCARD enum err exercise_add(struct exercise *ex, const char *effect,
    const char *person, struct notes *notes, char id[EXERCISE_ID_MAX]);

/* ---- trainees --------------------------------------------------------------
 */

/* An alarm of the parameter (qualified name) was raised. */
void exercise_alarm(struct exercise *ex, const char *parameter);
void exercise_acknowledged(
    struct exercise *ex, const char *parameter, const char *person);
/* `person` looks at display `id`, "" when at none any more. */
void exercise_display(struct exercise *ex, const char *id, const char *person);
/* A command was submitted. */
void exercise_command(
    struct exercise *ex, const char *short_name, const char *person);
/* Anything else worth a line: what is one of the words of the mark message. */
void exercise_note(struct exercise *ex, const char *what, const char *text,
    const char *person);

/* ---- looking ---------------------------------------------------------------
 */

size_t exercise_n_faults(const struct exercise *ex);
const struct exercise_fault *exercise_fault(
    const struct exercise *ex, size_t i);
size_t exercise_n_marks(const struct exercise *ex);
const struct exercise_mark *exercise_mark(const struct exercise *ex, size_t i);

/* "2:05", "1:02:05" of seconds, whole ones; "-" of NAN. */
#define EXERCISE_CLOCK_SIZE 40
void exercise_clock(char out[EXERCISE_CLOCK_SIZE], double s);

/* The debrief so far: a page of text; one JSON object ("v":1). */
void exercise_debrief(const struct exercise *ex, struct strbuf *out);
void exercise_debrief_json(const struct exercise *ex, struct strbuf *out);

#endif
