/*
 * command_scene.h - tell a console's model what columba-gate would.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_COMMAND_SCENE_H
#define SUPPORT_COMMAND_SCENE_H

#include "command/state.h"
#include "console/model/commands.h"
#include "support/feed.h"

enum command_scene {
    COMMANDS_NONE,    /* a gate, FC-1 has authority, nothing was commanded */
    COMMANDS_MIXED,   /* every state, #1 .. #14; #5 (state ARMED) by FC-1 */
    COMMANDS_SILENT,  /* the same, and the gate fell silent 12 s ago */
    COMMANDS_HOSTILE, /* texts that no terminal may get */
    COMMANDS_SCENE_COUNT
};
const char *command_scene_str(enum command_scene scene); /* "none" … */

void command_scene(struct model *m, enum command_scene scene, struct clock now);

/* "00000000000000000000000000000007" for 7; static, of the newest call. */
const char *command_id(uint64_t number);
#define COMMAND_DIGEST                                                         \
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* HTR_ON Battery=3 of FC-1 in some state, as the gate tells it. */
struct msg_command command_message(
    struct clock now, uint64_t number, enum command_state state);
void feed_command(
    struct model *m, struct clock now, const struct msg_command *c);

/* FC-1 has authority for 100 s; FC-2 may approve. */
struct msg_gate gate_message(struct clock now);
void feed_gate(struct model *m, struct clock now, const struct msg_gate *g);

#endif
