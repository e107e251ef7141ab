/*
 * command_text.h - commands and authority, from the gate's messages, as text
 * and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COMMAND_TEXT_H
#define TOOLS_COMMAND_TEXT_H

#include "bus/msg.h"

/* One line for a list: number, state, time, name with values, person, detail.
 * Owned. */
char *command_line(const struct msg_command *c);

/* All there is, several lines.  Owned. */
char *command_block(const struct msg_command *c);

/* One object.  Owned. */
char *command_json(const struct msg_command *c);

/* "FC-1 since 324/08:46:12 (console ...)", the uplink, what waits; some lines.
 * Owned. */
char *gate_text(const struct msg_gate *g);
char *gate_json(const struct msg_gate *g);

#endif
