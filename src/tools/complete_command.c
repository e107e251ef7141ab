/*
 * complete_command.c - commands of a database, and what they can be given.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/complete_command.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "mdb/encode.h"

#define COMMANDS_MAX 500 /* that are offered */

static void
offer_names(
    const struct mdb *mdb, const char *word, complete_fn offer, void *arg)
{
    unsigned offered = 0;
    bool is_path = strchr(word, '/') != NULL;
    for (uint32_t i = 0; i < mdb->n_commands && offered < COMMANDS_MAX; i++) {
        const struct mdb_command *c = &mdb->command[i];
        const char *name = is_path ? c->name : c->short_name;
        if (c->is_abstract || !str_prefix(name, word))
            continue;
        offer(arg, name, c->short_description ? c->short_description : "");
        offered++;
    }
}

static void
offer_arguments(const struct mdb *mdb, const struct mdb_command *c,
    complete_fn offer, void *arg)
{
    for (uint32_t i = 0; i < c->n_leaves; i++) {
        if (c->leaf[i].source == MDB_LEAF_ASSIGNED)
            continue;
        char *word = xasprintf("%s=", c->leaf[i].name);
        char *range = mdb_leaf_range(mdb, c, i);
        offer(arg, word, range);
        free(word);
        free(range);
    }
}

/* Labels behind `before`. */
static void
offer_labels(const struct mdb *mdb, const struct mdb_command *c,
    const char *name, const char *before, complete_fn offer, void *arg)
{
    uint32_t leaf = mdb_command_leaf(c, name);
    if (leaf == MDB_NIL)
        return;
    const struct mdb_type *type = &mdb->type[c->leaf[leaf].type];
    const char *truth[] = {type->zero_text, type->one_text};
    bool is_bool = type->eng_kind == MDB_BOOL;
    uint32_t n = is_bool ? 2 : type->n_labels;
    for (uint32_t i = 0; i < n; i++) {
        const char *label = is_bool ? truth[i] : type->label[i].label;
        char *word = xasprintf("%s%s", before, label != NULL ? label : "");
        offer(arg, word, "");
        free(word);
    }
}

void
complete_command(const struct mdb *mdb, const char *command,
    const char *argument, const char *word, complete_fn offer, void *arg)
{
    if (command == NULL) {
        offer_names(mdb, word, offer, arg);
        return;
    }
    uint32_t i = mdb_find_command(mdb, command);
    if (i == MDB_NIL)
        return;
    const struct mdb_command *c = &mdb->command[i];
    const char *typed = argument != NULL ? argument : word;
    const char *eq = strchr(typed, '=');
    if (eq == NULL) {
        offer_arguments(mdb, c, offer, arg);
        return;
    }
    char *name = xstrndup(typed, (size_t)(eq - typed));
    char *before = xstrndup(typed, (size_t)(eq - typed) + 1);
    offer_labels(mdb, c, name, argument != NULL ? "" : before, offer, arg);
    free(name);
    free(before);
}
