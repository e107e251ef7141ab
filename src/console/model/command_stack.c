/*
 * command_stack.c - see command_stack.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/command_stack.h"

void
command_stack_init(struct command_stack *s)
{
    stack_init(&s->stack);
    s->version++;
}

void
command_stack_fini(struct command_stack *s)
{
    stack_fini(&s->stack);
}

bool
command_stack_add(struct command_stack *s, const struct stack_item *item)
{
    if (!stack_insert(&s->stack, s->stack.n, item))
        return false;
    s->version++;
    return true;
}

bool
command_stack_replace(
    struct command_stack *s, size_t at, const struct stack_item *item)
{
    struct stack copy; /* `item` may be the one that goes */
    if (at >= s->stack.n)
        return false;
    stack_init(&copy);
    bool is_done = stack_insert(&copy, 0, item);
    stack_delete(&s->stack, at);
    is_done = is_done && stack_insert(&s->stack, at, &copy.item[0]);
    stack_fini(&copy);
    s->version++;
    return is_done;
}
