/*
 * command_stack.h - the commands that this console prepares, in order.
 *
 * A stack never sends: what works through it asks the gate for each command.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_COMMAND_STACK_H
#define CONSOLE_MODEL_COMMAND_STACK_H

#include "command/stack.h"

struct command_stack { /* zero-initialise, then command_stack_init() */
    struct stack stack;
    unsigned version; /* changes with everything that changes here */
};

void command_stack_init(struct command_stack *s);
void command_stack_fini(struct command_stack *s);

/* A copy of `item` as the last one; false: the stack is full. */
bool command_stack_add(struct command_stack *s, const struct stack_item *item);

/* A copy of `item` instead of item `at`; false: there is none. */
bool command_stack_replace(
    struct command_stack *s, size_t at, const struct stack_item *item);

#endif
