/*
 * check_stack.c - columba check of command stacks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_stack.h"

#include "command/ycs.h"
#include "common/str.h"
#include "tools/check_database.h"

bool
stack_is_ycs(const char *path)
{
    return str_suffix(path, ".ycs");
}

enum err
stack_read(const char *path, const struct mdb *mdb, struct notes *notes,
    struct stack *out)
{
    return stack_is_ycs(path) ? ycs_load(path, mdb, notes, out)
                              : stack_load(path, notes, out);
}

enum err
check_stack(
    const char *path, const struct check_options *options, struct notes *notes)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    struct stack stack;
    struct notes own = {0};
    bool has_mdb = check_database(path, options, &mission, &mdb, notes);
    enum err e = stack_read(path, mdb, &own, &stack);
    if (e == ERR_OK && has_mdb) {
        struct mdb_encoder *encoder = mdb_encoder_new(mdb);
        stack_check(&stack, path, mdb, encoder,
            mission != NULL ? mission->name : NULL, &own);
        mdb_encoder_free(&encoder);
    }
    for (size_t i = 0; i < own.n && options->is_strict; i++)
        own.note[i].severity = NOTE_ERROR;
    if (options->is_strict) {
        own.errors += own.warnings;
        own.warnings = 0;
    }
    notes_sort(&own);
    notes_move(notes, &own);
    stack_fini(&stack);
    mdb_free(&mdb);
    mission_free(&mission);
    bool is_read = e == ERR_OK || e == ERR_FORMAT || e == ERR_LIMIT;
    return !is_read ? ERR_NOTFOUND : notes->errors > 0 ? ERR_FORMAT : ERR_OK;
}
