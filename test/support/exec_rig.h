/*
 * exec_rig.h - an executor with real files, database and procedures; bus, gate
 * and clocks are ours.
 *
 * Instance "sim" of mission "G" with the database test/gate/data/gate.xml.  Two
 * persons claim their names, FC-1 and FC-2, each with a session of its own.
 * The gate takes an id once, as the real one does, and keeps what it took when
 * the executor is killed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_EXEC_RIG_H
#define SUPPORT_EXEC_RIG_H

#include "command/order.h"
#include "command/state.h"
#include "exec/exec_app.h"
#include "support/check.h"

#define EXEC_RIG_ORDERS 256

struct exec_rig_order { /* what the gate took */
    char id[DIGEST_ID_HEX];
    char command[64], values[128], person[ORDER_PERSON_MAX + 1];
    char comment[ORDER_COMMENT_MAX + 1];
    enum command_state state;
    uint64_t change;
    bool is_cancelled; /* was asked to be, in time */
};

struct exec_rig_asked { /* a question that the gate has not answered yet */
    uint64_t ticket;
    enum err status;
    char text[120];
    char row[4][120];
    unsigned n_rows;
    bool is_silent;
};

struct exec_rig_run { /* the newest message about an execution */
    char id[DIGEST_ID_HEX], procedure[40], parent[DIGEST_ID_HEX];
    char state[24], outcome[24], reason[24], detail[400], controller[40];
    char asked_by[40], approval[24], current[24], breaks[80];
    uint64_t number, prompts, steps, steps_done, asrun_lines, slot, watchers;
    bool needs_operator;
    unsigned told;
};

struct exec_rig_prompt {
    uint64_t number;
    char kind[16], text[500], answers[160], answered[64], answered_by[40];
    bool is_open;
};

struct exec_rig {
    char *tmp, *dir, *procedures;
    struct mission mission;
    struct mission_instance instance;
    struct mdb *mdb;
    struct people *people;
    struct exec_app *app;
    struct moment now;

    /* the gate */
    struct exec_rig_order order[EXEC_RIG_ORDERS];
    size_t n_orders;
    unsigned submits, shows, cancels; /* that were asked */
    unsigned taken_twice;             /* ids: must stay 0 */
    bool is_gate_silent; /* it does not answer, and takes nothing */
    bool loses_answers;  /* it takes, and its answers are lost */
    enum err refuses;    /* else the next ones are, with `refusal` */
    const char *refusal;
    bool is_frozen; /* commands stay as they are */
    struct exec_rig_asked asked[64];
    size_t n_asked;
    char holder[ORDER_PERSON_MAX + 1]; /* of authority, as it is told */

    /* asking */
    uint64_t seq;
    enum err status;
    char text[600];
    char *row[3000];
    size_t n_rows;
    char id[DIGEST_ID_HEX]; /* of the execution started last */

    /* what came out */
    struct exec_rig_run run[EXEC_RUNS_MAX];
    struct exec_rig_prompt prompt[16];
    size_t n_prompts;
    unsigned n_items, n_procedures;
    char *record; /* lines of as-run messages, text form */
    size_t record_len;
    unsigned events[1000];
    char event[300];
    unsigned n_ids;
};

void exec_rig_init(struct exec_rig *rig);
void exec_rig_fini(struct exec_rig *rig);

/* Write NAME.pluto (and NAME.conf, or NULL) before exec_rig_begin(). */
void exec_rig_procedure(
    struct exec_rig *rig, const char *name, const char *text, const char *conf);
void exec_rig_begin(struct exec_rig *rig);
/* kill -9: nothing more is written; then exec_rig_begin() again. */
void exec_rig_kill(struct exec_rig *rig);

/* Time goes by in steps of 0.1 s: heartbeats of frontend and gate, its answers,
 * its commands become completed one state a step. */
void exec_rig_wait(struct exec_rig *rig, double seconds);
/* Answers of the gate, and one turn. */
void exec_rig_turn(struct exec_rig *rig);
void exec_rig_hk(struct exec_rig *rig, uint64_t mode, uint64_t temp);
void exec_rig_command(
    struct exec_rig *rig, struct exec_rig_order *order, enum command_state s);

/* Ask as "FC-1", "FC-2", or "" without a head (a question); words up to NULL.
 */
enum err exec_rig_ask(
    struct exec_rig *rig, const char *person, const char *verb, ...);
/* start as FC-1: it must be accepted; rig->id is the execution. */
void exec_rig_start(struct exec_rig *rig, const char *procedure);
/* The same for whoever controls: words about rig->id, must be accepted. */
void exec_rig_do(struct exec_rig *rig, const char *verb, const char *word);

/* What was told of the execution rig->id, or of one with that number. */
const struct exec_rig_run *exec_rig_told(struct exec_rig *rig);
const struct exec_rig_run *exec_rig_numbered(
    struct exec_rig *rig, uint64_t number);
/* The newest open prompt; fails the test when there is none. */
const struct exec_rig_prompt *exec_rig_asks(struct exec_rig *rig);

#endif
