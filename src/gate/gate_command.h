/*
 * gate_command.h - one command as the gate keeps it, and its message.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_GATE_COMMAND_H
#define GATE_GATE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/order.h"
#include "command/state.h"
#include "common/hash.h"
#include "common/moment.h"
#include "gate/interlock.h"

#define GATE_DETAIL_SIZE        256
#define GATE_SEQUENCE_NONE      UINT16_C(65535)
#define GATE_COMMAND_STAGES_MAX 32 /* more verifiers are left out, and told */

/* What one verifier needs beside its stage. */
struct gate_check {
    uint32_t verifier; /* index in the command's, of the database */
    bool has_base;     /* CHANGE: the value at release is known */
    double base;
    bool was_blind;    /* telemetry was missing while its window was open */
    struct mono start; /* of its window; MONO_NONE: not open yet */
    struct mono stop;  /* MONO_NONE: none */
};

struct gate_command {
    UT_hash_handle hh; /* by id, of its book */

    /* as in the message; texts are owned, never NULL */
    char id[DIGEST_ID_HEX];
    uint64_t mdb_hash, number, change;
    size_t slot; /* of its topic; one in the book has it */
    enum command_state state;
    char detail[GATE_DETAIL_SIZE];
    char *name, *short_name, *reason, *origin, *comment, *uplink;
    char **value; /* owned, "Battery=3" */
    size_t n_values;
    enum command_ceremony ceremony;
    enum mdb_consequence consequence;
    char person[ORDER_PERSON_MAX + 1], approved_by[ORDER_PERSON_MAX + 1],
        fired_by[ORDER_PERSON_MAX + 1];
    uint8_t *data; /* owned */
    size_t len;
    char digest[DIGEST_HEX];
    uint16_t sequence;
    struct utc submitted, approved, armed, until, released, sent, ended;
    struct command_stage *stage; /* owned */
    size_t n_stages;

    /* the gate's own */
    uint32_t command; /* index in the database; MDB_NIL: of another one */
    uint32_t uid, approver_uid; /* of the persons */
    bool is_approver_proven;
    bool is_proven;            /* the name is the kernel's word */
    struct order_value *given; /* as ordered, owned */
    size_t n_given;
    struct interlock_leaf *leaf; /* values of its leaves, owned */
    size_t n_leaves;
    struct mono until_mono;  /* end of the present state; MONO_NONE: none */
    struct mono waits_since; /* head of the queue, for its constraints */
    uint64_t place;          /* in the queue */
    struct mono asked;       /* the frontend, last; released */
    struct mono released_mono;
    struct mono settled_from; /* an answer is waited for since then */
    bool is_transmitted;      /* handed to the frontend by this process */
    bool is_succeeded;        /* the same command was released again since */
    bool is_settling;         /* what became of it is being asked */
    bool is_dirty;            /* changed since the last commit */
    struct mono said;         /* published last */
    enum command_state told_state; /* its last event */
    bool was_told;
    struct gate_check *check; /* as many as stages, owned */
};

struct gate_command *gate_command_new(void); /* times none, texts "" */
void gate_command_free(struct gate_command **command);

/* Replace an owned text; NULL is "". */
void gate_command_set(char **text, const char *to);

/* The packet's bytes, copied. */
void gate_command_set_data(
    struct gate_command *c, const void *data, size_t len);

/* Room for `n` stages and their checks, zero. */
void gate_command_set_stages(struct gate_command *c, size_t n);

/*
 * As a message.  It borrows from `c` and from `texts`, which holds what has to
 * be built; gate_texts_fini() afterwards.
 */
struct gate_texts {
    struct msg_str *value, *stage;
    struct strbuf *stage_text;
    size_t n_stages;
};
void gate_command_message(const struct gate_command *c,
    struct gate_texts *texts, struct msg_command *out);
void gate_texts_fini(struct gate_texts *texts);

/* From a message of the log: everything that a message has.  False when its
 * numbers are none of ours. */
NODISCARD bool gate_command_restore(
    struct gate_command *c, const struct msg_command *m);

/* Waits for a person: PROPOSED APPROVED HELD ARMED. */
bool gate_command_is_waiting(const struct gate_command *c);
/* Will nothing change it by itself any more: final, or UNKNOWN and closed. */
bool gate_command_is_over(const struct gate_command *c);

#endif
