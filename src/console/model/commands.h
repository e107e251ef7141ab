/*
 * commands.h - all commands of the instance and who may give them, as
 * columba-gate tells.
 *
 * Fed with command and gate messages; knows no socket and no clock.  Commands
 * of another database are kept: what was sent was sent.  Who has authority is
 * only worth what the gate's last sign of life is: after SILENCE_NS there is
 * no gate.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_COMMANDS_H
#define CONSOLE_MODEL_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/order.h"
#include "command/state.h"
#include "common/err.h"
#include "console/model/clock.h"

#define COMMANDS_MAX        10000 /* the oldest that ended make room */
#define COMMANDS_STAGES_MAX 32    /* of one command */
#define COMMANDS_PEOPLE_MAX 100

/* One command; all text is clean. */
struct telecommand {
    char id[DIGEST_ID_HEX];
    uint64_t mdb_hash, number, change;
    enum command_state state;
    enum command_ceremony ceremony;
    enum mdb_consequence consequence;
    char *name, *short_name, *detail, *reason, *origin, *comment, *uplink;
    char *values; /* "Battery=3 Mode=ON", as they went in */
    char **value; /* owned; each of them */
    size_t n_values;
    char person[ORDER_PERSON_MAX + 1], approved_by[ORDER_PERSON_MAX + 1],
        fired_by[ORDER_PERSON_MAX + 1]; /* "" nobody */
    uint8_t *data;
    size_t len;
    char digest[DIGEST_HEX]; /* "" none */
    bool has_sequence;
    uint16_t sequence;
    struct utc submitted, approved, armed, until, released, sent, ended;
    struct mono end;             /* `until` on our clock; ns 0: none */
    struct mono heard;           /* its newest message */
    struct command_stage *stage; /* owned, in order */
    size_t n_stages;
};

/* What the gate said last of commanding as a whole; all text is clean. */
struct gate_info {
    uint64_t mdb_hash;
    char holder[ORDER_PERSON_MAX + 1]; /* "" nobody */
    char offered_to[ORDER_PERSON_MAX + 1], asked_by[ORDER_PERSON_MAX + 1];
    char where[96], uplink[64], uplink_state[16], signal[16], los_policy[16];
    struct utc since;
    struct mono end; /* of the lease, on our clock; ns 0: none */
    uint64_t waiting, queued, open, unknown;
    bool claims, log_ok;
    char log_text[160], log_head[DIGEST_HEX];
    uint64_t log_lines;
    char **people; /* owned: "FC-1 watch,log,ack,command" */
    size_t n_people;
};

struct commands {
    struct telecommand **row; /* owned; by number, then as they came */
    size_t n, cap;
    uint64_t forgotten; /* ended ones that made room, new ones without room */
    bool has_gate;      /* a gate message ever came */
    struct gate_info gate;
    struct mono heard; /* when the newest one was sent, our clock */
    unsigned version;  /* changes with everything that changes here */
};

void commands_fini(struct commands *c);

/*
 * Apply a message.  ERR_FORMAT: ids, numbers or stages that cannot be; what is
 * refused changes nothing.  A message older than the newest change of its
 * command is left out.
 */
NODISCARD enum err commands_command(
    struct commands *c, const struct msg_command *m, struct clock now);
/* `sent` is when it was sent, on our clock. */
NODISCARD enum err commands_gate(struct commands *c, const struct msg_gate *m,
    struct mono sent, struct clock now);

/* Was the gate heard within SILENCE_NS? */
bool commands_are_live(const struct commands *c, struct clock now);

/* By id; NULL. */
const struct telecommand *commands_find(
    const struct commands *c, const char *id);
/* As a person names it: "7", "#7" or an id; NULL. */
const struct telecommand *commands_named(
    const struct commands *c, const char *text);

/* The armed command that ends first, NULL none; *n gets how many there are.
 * One whose time is over for SILENCE_NS is none. */
const struct telecommand *commands_armed(
    const struct commands *c, struct clock now, size_t *n);

/* How many are UNKNOWN and not closed: as listed here, or more when the gate
 * says so. */
uint64_t commands_unknown(const struct commands *c);

/* Roles of a person as the gate lists them ("watch,command"), NULL: it does
 * not know him. */
const char *commands_roles(const struct commands *c, const char *person);

/* UNKNOWN, and no person has closed it. */
bool telecommand_is_unknown(const struct telecommand *t);

/* Seconds left until telecommand.end, rounded up, 0 when it is over or has
 * none. */
int telecommand_seconds_left(const struct telecommand *t, struct clock now);

#endif
