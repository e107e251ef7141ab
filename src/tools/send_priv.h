/*
 * send_priv.h - parts of columba send.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_SEND_PRIV_H
#define TOOLS_SEND_PRIV_H

#include <termios.h>

#include "command/stack.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "tools/fire_line.h"
#include "tools/gate_client.h"

#define SEND_TOOL "columba send: "

enum asks { /* what is typed just now */
    ASKS_NOTHING,
    ASKS_FIRE,
    ASKS_PAUSE
};

struct send {
    struct session session;
    struct gate_client client;
    struct mission *mission;
    const struct mission_instance *instance;
    struct mdb *mdb;
    struct mdb_encoder *encoder;
    struct stack stack;
    size_t at;        /* item */
    const char *file; /* of the stack, or NULL */
    bool is_json, is_dry, is_terminal;
    bool has_started, has_gate, has_authority, is_leaving;
    char holder[ORDER_PERSON_MAX + 1]; /* "" nobody */
    /* the command that is under way */
    struct order order;
    uint32_t command;
    bool is_submitted, has_asked_arm;
    enum command_state state;
    char *shown; /* owned: its last line, so that nothing is printed twice */
    char token[DIGEST_ID_HEX];
    /* the terminal */
    enum asks asks;
    struct fire_line line;
    struct bus_watch *keys;
    struct termios before;
    bool is_raw;
};

/* send.c */

void send_end(struct send *s, int status); /* stop the loop */
/* The item `at` of the stack, or the end with status 0. */
void send_next(struct send *s);

/* send_setup.c: -1, or an exit status after saying what is wrong */

int send_load(struct send *s);    /* the instance's mission and database */
int send_prepare(struct send *s); /* the stack: all errors before any command */

/* send_command.c */

/* Encode, check and submit an item; what follows comes by messages. */
void send_start_command(struct send *s, const struct stack_item *item);
void send_take_command(struct send *s, const struct msg_command *c);

/* Is it a good reply?  Else say why (`what` of one that did not come), and
 * end. */
bool send_is_good(
    struct send *s, const struct msg_reply *reply, const char *what);
char *send_text_of(const struct msg_reply *reply); /* owned */
void send_print(const struct send *s, const char *text);
void send_fire(struct send *s); /* with what was typed */

/* send_terminal.c */

/* From now on keys are for this; what was typed before is forgotten. */
void send_ask_keys(struct send *s, enum asks what);
void send_ask_nothing(struct send *s);
void send_prompt_fire(struct send *s);

#endif
