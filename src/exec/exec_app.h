/*
 * exec_app.h - procedures in, executions out: started, driven, saved, told.
 *
 * Knows no socket and no clock: its owner gives it messages, requests, the
 * gate's answers and the time, and an outbox.  What has an effect, a command
 * or an answer to a person, was on disk before.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_APP_H
#define EXEC_EXEC_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/bus.h"
#include "bus/msg.h"
#include "command/people.h"
#include "common/digest.h"
#include "common/event.h"
#include "common/moment.h"
#include "mdb/mdb.h"
#include "mission/mission.h"

#define EXEC_RUNS_MAX     64 /* slots: executions that are shown */
#define EXEC_NESTING_MAX  8  /* procedures that call procedures */
#define EXEC_KEPT         16 /* finished ones that a start brings back */
#define EXEC_TURN_MAX     64 /* statements of all executions a turn */
#define EXEC_TELL_NS      (100 * NS_PER_MS) /* at most so often, each */
#define EXEC_REPEAT_NS    (10 * NS_PER_S)   /* an open prompt is told again */
#define EXEC_OPERATOR_NS  (60 * NS_PER_S)   /* that one is needed, again */
#define EXEC_GATE_NS      (5 * NS_PER_S)    /* for the gate to answer */
#define EXEC_AGAIN_NS     (2 * NS_PER_S)    /* then it is asked again */
#define EXEC_RECOVER_NS   (1 * NS_PER_S)    /* the disk is tried again */
#define EXEC_SOURCE_LINES 2000              /* of a text, in one reply */

struct exec_outbox { /* what it points to is borrowed during the call */
    void *arg;
    void (*publish)(void *arg, const char *topic, struct msg *msg);
    void (*event)(void *arg, enum event_id id, const char *text);
    void (*random_id)(void *arg, char out[DIGEST_ID_HEX]);
    /* Ask operate/gate; exec_app_answer() with the same ticket, once. */
    void (*ask_gate)(void *arg, uint64_t ticket, const char *verb,
        const char *const *args, size_t n);
};

struct exec_config { /* all borrowed for good */
    const struct mission *mission;
    const struct mission_instance *instance;
    const struct mdb *mdb;
    const char *dir;     /* "<state>/<instance>/exec" */
    const char *version; /* of the program */
    struct exec_outbox outbox;
};

struct exec_app;

/* `people` is moved in.  The library is read, and what ran before is there
 * again, paused. */
struct exec_app *exec_app_new(
    const struct exec_config *config, struct people *people, struct moment now);
void exec_app_free(struct exec_app **app);

/* The library is read again, and other people are moved in (NULL: the same).
 * Executions keep their own text. */
void exec_app_reload(
    struct exec_app *app, struct people *people, struct moment now);

/* From the bus: tm, quality, layout, limit, event, command, gate, heartbeats.
 */
void exec_app_message(
    struct exec_app *app, const struct msg *msg, struct moment now);

/* All that the hub's cache had has come: commands that are not among them the
 * gate is asked about. */
void exec_app_complete(struct exec_app *app, struct moment now);

/* The gate's answer; NULL: none came. */
void exec_app_answer(struct exec_app *app, uint64_t ticket,
    const struct msg_reply *reply, struct moment now);

/* Some request, and from where; *reply and what it points to stay valid until
 * the next one. */
struct exec_asker {
    bool may_change; /* it came over the operators' socket */
    const struct bus_peer *peer;
    const char *where; /* "columba, pid 4711 on pts/3" */
};
void exec_app_request(struct exec_app *app, const struct exec_asker *asker,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now);

/* At the end of each turn, and when exec_app_next() is reached. */
void exec_app_turn(struct exec_app *app, struct moment now);
struct mono exec_app_next(const struct exec_app *app, struct moment now);

/* Once a second. */
void exec_app_second(struct exec_app *app, struct moment now);

/* One line for the heartbeat; borrowed until the next call. */
const char *exec_app_text(struct exec_app *app);

#endif
