/*
 * gate_app.h - orders in; commands released, verified, told and logged.
 *
 * Knows no socket and no clock: its owner gives it messages, requests and the
 * time, and an outbox.  What a person is told was on disk before.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_GATE_APP_H
#define GATE_GATE_APP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bus/bus.h"
#include "bus/msg.h"
#include "command/authority.h"
#include "command/people.h"
#include "common/event.h"
#include "common/moment.h"
#include "gate/command_book.h"
#include "gate/ledger.h"
#include "mission/mission.h"

#define GATE_REPEAT_NS   (10 * NS_PER_S) /* an open command is told again */
#define GATE_DEADLINE_NS (2 * NS_PER_S)  /* for the frontend to send */
#define GATE_ANSWER_NS   (3 * NS_PER_S)  /* then it is asked: settle */
#define GATE_UNKNOWN_NS  (10 * NS_PER_S) /* then nobody knows */
#define GATE_SILENT_NS   (3 * NS_PER_S)  /* without a sign of the frontend */
#define GATE_LINK_NS     (5 * NS_PER_S)  /* a link message is good so long */
#define GATE_TELEMETRY_NS                                                      \
    (5 * NS_PER_S) /* without packets: a stage may be                          \
                      missed */
#define GATE_CONTACT_NS                                                        \
    (10 * NS_PER_S)                      /* links without a signal: packets    \
                                            so fresh mean contact */
#define GATE_GRACE_NS    (10 * NS_PER_S) /* after AOS, for first values */
#define GATE_RECOVER_NS  (5 * NS_PER_S)  /* the log is tried again */
#define GATE_REFUSED_MAX 10 /* refused requests logged in a second */

struct gate_outbox { /* what it points to is borrowed during the call */
    void *arg;
    void (*publish)(void *arg, const char *topic, struct msg *msg);
    void (*transmit)(void *arg, const struct msg_transmit *transmit);
    void (*event)(void *arg, enum event_id id, const char *text);
    void (*random_id)(void *arg, char out[DIGEST_ID_HEX]);
    /* The process that may order for others, 0: there is none; NULL: never. */
    pid_t (*executor)(void *arg);
};

struct gate_config {
    const char *mission;                     /* short name; borrowed for good */
    const struct mission_instance *instance; /* links, uplinks; the same */
    const struct mdb *mdb;                   /* the same */
    const char *version;                     /* of the program */
    struct gate_outbox outbox;
};

struct gate_app;

/* `people` is moved in.  There is no log yet: nothing can be asked. */
struct gate_app *gate_app_new(
    const struct gate_config *config, struct people *people, struct moment now);
void gate_app_free(struct gate_app **app);

/* A line of the log; a ledger_line_fn. */
void gate_app_restore(void *app, const struct ledger_line *line);

/*
 * All lines were given.  What was not released before never will be; what was
 * released is settled or verified on.  `ledger` is borrowed for good.
 */
void gate_app_begin(struct gate_app *app, struct ledger *ledger,
    const struct ledger_report *report, struct moment now);

/* Other people and options; `people` is moved in. */
void gate_app_reload(struct gate_app *app, struct people *people,
    const struct mission_commands *commands, struct moment now);

/* From the bus: tm, quality, link, heartbeat. */
void gate_app_message(
    struct gate_app *app, const struct msg *msg, struct moment now);

/* Telemetry was missed on the bus. */
void gate_app_gap(struct gate_app *app, struct moment now);

/* The frontend's answer. */
void gate_app_transmitted(struct gate_app *app,
    const struct msg_transmitted *answer, struct moment now);

/* Some request, and from where; *reply and what it points to stay valid until
 * the next one. */
struct gate_asker {
    bool may_change; /* it came over the operators' socket */
    const struct bus_peer *peer;
    const char *where; /* "console, pid 4711 on pts/3" */
};
void gate_app_request(struct gate_app *app, const struct gate_asker *asker,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now);

/* At the end of each turn and ten times a second: what ran out, what may be
 * released, what is to be told. */
void gate_app_turn(struct gate_app *app, struct moment now);

/* When gate_app_turn() has something to release before a tenth of a second is
 * over; MONO_NONE: it has not. */
struct mono gate_app_next(const struct gate_app *app);

/* Once a second: the gate's message, the log's upkeep. */
void gate_app_second(struct gate_app *app, struct moment now);

/* One line for the heartbeat; borrowed until the next call. */
const char *gate_app_text(struct gate_app *app);

const struct authority *gate_app_authority(const struct gate_app *app);
const struct command_book *gate_app_book(const struct gate_app *app);

#endif
