/*
 * gate_rig.h - a gate with a real log, database and people; bus, frontend and
 * clocks are ours.
 *
 * Two persons claim their names, FC-1 and FC-2, each with a session of its own.
 * The instance is "sim" of mission "G", with link "tm" (its signal is known)
 * and uplink "tc".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_GATE_RIG_H
#define SUPPORT_GATE_RIG_H

#include "gate/gate_app.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"
#include "support/check.h"

#define GATE_RIG_BEGIN INT64_C(1795163640) /* 2026-11-20T08:34:00Z */
#define GATE_RIG_SENT  64
#define GATE_RIG_UID   1000
#define GATE_RIG_PID   4711

struct gate_rig_sent { /* given to the frontend */
    char verb[16], id[DIGEST_ID_HEX];
    uint8_t data[64];
    size_t len;
    struct utc deadline;
};

struct gate_rig {
    char *tmp, *log, *people; /* people.conf; NULL: none */
    struct mission_link link;
    struct mission_uplink uplink;
    struct mission_instance instance;
    struct mdb *mdb;
    struct mdb_encoder *encoder;
    struct ledger *ledger;
    struct ledger_report report;
    struct gate_app *app;
    struct moment now;
    struct utc frontend_began;
    uint64_t missing; /* packets, as the link counts */
    bool is_frontend_silent, is_uplink_down;
    const char *signal; /* "aos" */

    /* asking */
    uint64_t seq; /* the next one, of all sessions */
    uint32_t uid;
    struct bus_peer peer;
    bool is_watcher;
    bool is_unknown;           /* the kernel does not say who asks */
    pid_t executor;            /* holds its lock; 0: nobody */
    char id[DIGEST_ID_HEX];    /* of the last order */
    char digest[DIGEST_HEX];   /* the same */
    char token[DIGEST_ID_HEX]; /* of the last arming */
    enum err status;           /* of the last reply */
    char text[1024], rows[65536];
    uint64_t n_random;
    void (*edit)(struct order *order, struct order_head *head);

    /* what came out; `on_sent` sees it before anybody else, may be NULL */
    void (*on_sent)(const struct msg_transmit *m);
    struct gate_rig_sent sent[GATE_RIG_SENT];
    size_t n_sent;
    unsigned events[1000];
    char event[256];
    struct msg_command told; /* numbers of the newest command message */
    size_t n_told;
    struct msg_gate gate; /* numbers and flags of the newest gate message */
    char holder[64], asked_by[64], offered_to[64], gate_signal[16];
};

void gate_rig_init(struct gate_rig *rig);
/* The same with people.conf. */
void gate_rig_init_people(struct gate_rig *rig, const char *people);
void gate_rig_fini(struct gate_rig *rig);

/* The gate was killed, and begins anew. */
void gate_rig_kill(struct gate_rig *rig);
void gate_rig_begin(struct gate_rig *rig);

/* Time goes by in steps of at most 0.5 s: heartbeat, links, turns, seconds. */
void gate_rig_wait(struct gate_rig *rig, double seconds);
void gate_rig_turn(struct gate_rig *rig);
/* To exactly this moment, without anything in between. */
void gate_rig_jump(struct gate_rig *rig, int64_t ns);

/* Ask as `person` ("FC-1"); the words after the verb, or NULL. */
enum err gate_rig_word(struct gate_rig *rig, const char *person,
    const char *verb, const char *a, const char *b, const char *c);
/* A question without head. */
enum err gate_rig_ask(
    struct gate_rig *rig, const char *verb, const char *a, const char *b);
/* An order with one value, or NULL; `verb` "submit" or "check". */
enum err gate_rig_order(struct gate_rig *rig, const char *person,
    const char *command, const char *name, const char *text);
enum err gate_rig_check(struct gate_rig *rig, const char *person,
    const char *command, const char *name, const char *text);
/* The row of the last reply, "" when it is not there; borrowed. */
const char *gate_rig_row(struct gate_rig *rig, const char *key);

/* take; then submit, for FC-1, and it must be accepted. */
void gate_rig_take(struct gate_rig *rig);
void gate_rig_submit(
    struct gate_rig *rig, const char *command, const char *level);

/* The command of the last order, or with this id. */
const struct gate_command *gate_rig_command(struct gate_rig *rig);
const struct gate_command *gate_rig_find(struct gate_rig *rig, const char *id);
/* assert its state. */
void gate_rig_is(struct gate_rig *rig, enum command_state state);

/* The frontend answers about the last transmit. */
void gate_rig_answer(struct gate_rig *rig, const char *result);
void gate_rig_answer_id(
    struct gate_rig *rig, const char *id, const char *result);

/* Telemetry, received now: housekeeping; a report; an empty packet. */
void gate_rig_hk(struct gate_rig *rig, uint64_t mode, uint64_t temp);
void gate_rig_report(struct gate_rig *rig, uint64_t stage, uint64_t count);
void gate_rig_dump(struct gate_rig *rig, uint64_t stage, uint64_t count);
void gate_rig_echo(struct gate_rig *rig);
void gate_rig_expire(struct gate_rig *rig); /* HK */

#endif
