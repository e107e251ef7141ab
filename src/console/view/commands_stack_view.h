/*
 * commands_stack_view.h - what the parts of the stack's view share; for
 * commands_stack*.c only.
 *
 * `view` is a struct stack_view, `index` a line of its stack.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_COMMANDS_STACK_VIEW_H
#define CONSOLE_VIEW_COMMANDS_STACK_VIEW_H

#include "console/model/model.h"
#include "console/view/list.h"

struct stack_view {
    struct list_view list; /* first */
};

#define STACK_COLUMNS 9
extern const struct table_column stack_columns_narrow[]; /* small screens */
extern const struct table_column stack_columns[];
extern const struct list_source stack_source;

struct command_stack *stack_view_stack(const void *view);

/* The command that a line was submitted as; NULL: not yet. */
const struct telecommand *stack_view_command(const void *view, size_t index);

/* The selected line, SIZE_MAX: none. */
size_t stack_view_selected(const struct stack_view *v);

/* A line as it stands in the list, and its state in words.  Appended. */
void stack_line_text(const struct stack_item *item, struct strbuf *out);
void stack_state_text(
    const void *view, size_t index, struct clock now, struct strbuf *out);

/* A table_cell_fn; `arg` is the view. */
void stack_view_cell(
    void *arg, size_t row, unsigned column, struct table_cell *cell);

#endif
