/*
 * stack_check.c - is a stack one of this database?
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "command/stack.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"

struct check {
    const char *file;
    const struct mdb *mdb;
    struct mdb_encoder *encoder;
    struct notes *notes;
};

/* `at` is an item or a value: what has a line and a column. */
#define error(c, at, ...)                                                      \
    notes_add(                                                                 \
        (c)->notes, NOTE_ERROR, (c)->file, (at)->line, (at)->col, __VA_ARGS__)

static void
say_unknown_command(struct check *c, const struct stack_item *item)
{
    uint32_t near;
    if (mdb_nearest_commands(c->mdb, item->name, &near, 1) > 0)
        error(c, item, "the database has no command '%s'; did you mean '%s'?",
            item->name, c->mdb->command[near].short_name);
    else
        error(c, item, "the database has no command '%s'", item->name);
}

static void
say_unknown_argument(struct check *c, const struct mdb_command *command,
    const struct stack_value *v)
{
    struct nearest near = nearest_to(v->name);
    for (uint32_t i = 0; i < command->n_leaves; i++)
        nearest_try(&near, command->leaf[i].name);
    if (near.best != NULL)
        error(c, v, "%s has no argument '%s'; did you mean '%s'?",
            command->short_name, v->name, near.best);
    else
        error(c, v, "%s has no argument '%s'", command->short_name, v->name);
}

static void
check_value(struct check *c, uint32_t index, const struct stack_value *v)
{
    const struct mdb_command *command = &c->mdb->command[index];
    uint32_t leaf = mdb_command_leaf(command, v->name);
    if (leaf == MDB_NIL) {
        say_unknown_argument(c, command, v);
        return;
    }
    if (command->leaf[leaf].source == MDB_LEAF_ASSIGNED) {
        error(c, v, "%s of %s is %s, nobody can change it", v->name,
            command->short_name, command->leaf[leaf].text);
        return;
    }
    const char *why = c->encoder != NULL
                          ? mdb_check_leaf(c->encoder, index, leaf, v->text)
                          : NULL;
    if (why != NULL)
        error(c, v, "%s: %s", v->name, why);
}

static void
check_missing(struct check *c, const struct stack_item *item,
    const struct mdb_command *command)
{
    for (uint32_t i = 0; i < command->n_leaves; i++)
        if (command->leaf[i].source == MDB_LEAF_GIVEN &&
            stack_item_get(item, command->leaf[i].name) == NULL)
            error(c, item, "%s needs a value for %s", command->short_name,
                command->leaf[i].name);
}

static void
check_command(struct check *c, const struct stack_item *item)
{
    uint32_t index = mdb_find_command(c->mdb, item->name);
    if (index == MDB_NIL) {
        say_unknown_command(c, item);
        return;
    }
    const struct mdb_command *command = &c->mdb->command[index];
    if (command->is_abstract) {
        error(
            c, item, "%s is abstract: it cannot be sent", command->short_name);
        return;
    }
    for (size_t i = 0; i < item->n_values; i++)
        check_value(c, index, &item->value[i]);
    check_missing(c, item, command);
}

void
stack_check(const struct stack *stack, const char *file, const struct mdb *mdb,
    struct mdb_encoder *encoder, const char *mission, struct notes *notes)
{
    struct check c = {file, mdb, encoder, notes};
    if (mission != NULL && stack->mission != NULL &&
        strcmp(mission, stack->mission) != 0)
        notes_add(notes, NOTE_ERROR, file, 0, 0,
            "is made for mission %s, not %s", stack->mission, mission);
    for (size_t i = 0; i < stack->n; i++)
        if (stack->item[i].kind == STACK_COMMAND)
            check_command(&c, &stack->item[i]);
}

void
stack_qualify(struct stack *stack, const struct mdb *mdb)
{
    for (size_t i = 0; i < stack->n; i++) {
        struct stack_item *item = &stack->item[i];
        uint32_t command = item->kind == STACK_COMMAND
                               ? mdb_find_command(mdb, item->name)
                               : MDB_NIL;
        if (command == MDB_NIL)
            continue;
        free(item->name);
        item->name = xstrdup(mdb->command[command].name);
    }
}
