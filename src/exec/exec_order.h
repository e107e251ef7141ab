/*
 * exec_order.h - activities as orders to the gate, and the life of a command as
 * the statuses of an activity (columba-pluto(5)).
 *
 * Pure.  An order is made once, with its id, digest and values, and is the same
 * whenever it is sent: the gate takes an id once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_ORDER_H
#define EXEC_EXEC_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/order.h"
#include "command/state.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "pluto/item.h"
#include "pluto/model.h"
#include "pluto/run.h"

/*
 * The given values as they are typed: numbers in the argument's unit, labels,
 * texts.  False and `why`: one that does not convert.  `*out` is owned, n of
 * them.
 */
bool exec_order_values(const struct pluto_model_activity *activity,
    const struct pluto_given *given, size_t n, struct order_value **out,
    struct strbuf *why);
void exec_order_values_free(struct order_value **value, size_t n);

/* The digest of the bytes, as a console has it; false and `why`: the database
 * refuses a value, or has no such command. */
bool exec_order_digest(struct mdb_encoder *encoder, const struct mdb *mdb,
    const struct mission_commands *commands, const char *command,
    const struct order_value *value, size_t n, char digest[DIGEST_HEX],
    struct strbuf *why);

/* What a command's state means to the activity that ordered it. */
struct exec_report {
    enum pluto_execution execution;
    enum pluto_outcome outcome; /* PLUTO_NOT_AVAILABLE: not over */
    int64_t released;           /* UTC, ns; 0: not yet */
    bool needs_person;          /* waits to be approved, armed, fired */
    char detail[240];           /* "accepted 2/4", "waits for FC-1 to arm it" */
};

void exec_order_report(
    const struct msg_command *command, struct exec_report *out);

/* The same from the rows of the gate's answer to "show". */
void exec_order_shown(const struct msg_strv *rows, struct exec_report *out);

/* What the gate's refusal of an order means. */
enum exec_refusal {
    EXEC_REFUSED_KNOWN,   /* it has this id already */
    EXEC_REFUSED_PERSON,  /* authority or role: a person can mend it */
    EXEC_REFUSED_LATER,   /* its log or its queue: tried again */
    EXEC_REFUSED_FOR_GOOD /* nothing is sent: aborted */
};
enum exec_refusal exec_order_refusal(enum err status);

#endif
