/*
 * exercise_app.h - exercises on the bus: requests of instructors and consoles
 * in, messages and the model's faults out.
 *
 * Knows no socket and no clock.  Requests at operate/sim (columba-sim(8)):
 *
 *   load FILE|NAME   load-idle FILE|NAME   start   end   freeze   continue
 *   trigger FAULT    clear FAULT   add EFFECT...   note TEXT
 *   display [ID] [as=PERSON]       a console tells what it shows
 *   faults                         planned ones, too
 *
 * and at observe/sim too: status, list, and of an exercise that is over
 * debrief and debrief-json.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_EXERCISE_APP_H
#define SIM_EXERCISE_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/event.h"
#include "mdb/mdb.h"
#include "sim/exercise.h"

enum exercise_phase {
    PHASE_IDLE,  /* no scenario */
    PHASE_READY, /* loaded, not begun */
    PHASE_RUNNING,
    PHASE_FROZEN,
    PHASE_OVER,
    PHASE_COUNT
};
const char *exercise_phase_str(enum exercise_phase phase); /* "ready" */

struct exercise_app_config { /* borrowed for good */
    const struct mdb *mdb;
    uint32_t root;          /* container, or MDB_NIL */
    const char *const *dir; /* where scenarios are looked for, NULL at the end:
                               the mission's, the shipped ones */
    void *arg;
    void (*publish)(void *arg, const char *topic, struct msg *msg);
    void (*event)(void *arg, enum event_id id, const char *text);
    /* The model: begin it anew for this scenario (its place, beta and seed),
       apply and take back effects, stand still and go on. */
    void (*restart)(void *arg, const struct scenario *scenario);
    void (*begin)(
        void *arg, size_t handle, const struct scenario_effect *effect);
    void (*end)(void *arg, size_t handle);
    void (*freeze)(void *arg, bool is_frozen);
    /* It is over: what there is to say of it, to be kept.  May be NULL. */
    void (*keep)(void *arg, const struct exercise *exercise, struct utc now);
};

struct exercise_app;

struct exercise_app *exercise_app_new(const struct exercise_app_config *config);
void exercise_app_free(struct exercise_app **app);

/* Load and start at once: `columba-sim --scenario`.  ERR_NOTFOUND, ERR_FORMAT
 * with notes. */
NODISCARD enum err exercise_app_begin(struct exercise_app *app,
    const char *scenario, struct notes *notes, struct utc now);

/* The model ends: so does what runs, and its debrief is kept. */
void exercise_app_close(struct exercise_app *app);

/* A packet that the model made, before anything happens to it. */
void exercise_app_packet(
    struct exercise_app *app, const uint8_t *packet, size_t len);

/* After each step of the model; `elapsed_s` of its own time since its start,
 * `now` its time. */
void exercise_app_step(
    struct exercise_app *app, double elapsed_s, struct utc now);

/* The model executed a command from the ground. */
void exercise_app_executed(struct exercise_app *app, const char *command);

/* An alarm or command message of the instance. */
void exercise_app_message(struct exercise_app *app, const struct msg *msg);

/* Once a second: the scenario message. */
void exercise_app_second(struct exercise_app *app, double rate);

/* The hub begins anew: publish all faults and marks. */
void exercise_app_announce(struct exercise_app *app);

/* See process.h; what *reply points to holds until the next call. */
void exercise_app_request(struct exercise_app *app, bool may_change,
    const char *who, const struct msg_request *request,
    struct msg_reply *reply);

enum exercise_phase exercise_app_phase(const struct exercise_app *app);

#endif
