/*
 * send_setup.c - columba send: the database, and what can be wrong before
 * anything is sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/say.h"
#include "tools/check_stack.h"
#include "tools/send_priv.h"

/* ---- the start ----------------------------------------------------------- */

/* Mission, database, instance: as the instance itself has them. */
int
send_load(struct send *s)
{
    struct notes notes = {0};
    char *path = mission_default_path(s->session.instance);
    int status = -1;
    enum err e = mission_load(path, &notes, &s->mission);
    if (e == ERR_OK)
        e = mdb_load(
            s->mission->database, &(struct mdb_options){0}, &notes, &s->mdb);
    if (e != ERR_OK) {
        notes_print(&notes, stderr, false);
        status = EX_NOINPUT;
    } else if ((s->instance = mission_instance(
                    s->mission, s->session.instance)) == NULL) {
        say(SEND_TOOL "%s has no instance %s\n", path, s->session.instance);
        status = EX_DATAERR;
    }
    notes_fini(&notes);
    free(path);
    if (s->mdb != NULL)
        s->encoder = mdb_encoder_new(s->mdb);
    return status;
}

/* Without a terminal nothing may wait for a person; -1, or a status. */
static int
need_no_person(const struct send *s)
{
    for (size_t i = 0; i < s->stack.n; i++) {
        const struct stack_item *item = &s->stack.item[i];
        if (item->kind == STACK_PAUSE) {
            say(SEND_TOOL "a stack with a pause needs a terminal\n");
            return EX_USAGE;
        }
        if (item->kind != STACK_COMMAND)
            continue;
        const struct mdb_command *c =
            &s->mdb->command[mdb_find_command(s->mdb, item->name)];
        if (command_ceremony(mdb_command_significance(c, NULL, NULL)->level) !=
            CEREMONY_NORMAL) {
            say(SEND_TOOL "%s is hazardous or critical: it is only sent from a "
                          "terminal, by hand\n",
                c->short_name);
            return EX_NOPERM;
        }
    }
    return -1;
}

/* All errors before the first command goes out. */
int
send_prepare(struct send *s)
{
    struct notes notes = {0};
    enum err e = ERR_OK;
    const char *name = s->file != NULL ? s->file : "command line";
    if (s->file != NULL) {
        enum until until = s->stack.until;
        bool has_until = s->stack.until != UNTIL_COUNT;
        e = stack_read(s->file, s->mdb, &notes, &s->stack);
        for (size_t i = 0; has_until && i < s->stack.n; i++)
            s->stack.item[i].has_until = false;
        if (has_until)
            s->stack.until = until;
    } else if (s->stack.until == UNTIL_COUNT) {
        s->stack.until = UNTIL_COMPLETED;
    }
    if (e == ERR_OK)
        stack_check(
            &s->stack, name, s->mdb, s->encoder, s->mission->name, &notes);
    notes_sort(&notes);
    notes_print(&notes, stderr, false);
    bool is_good = e == ERR_OK && notes.errors == 0;
    notes_fini(&notes);
    if (is_good)
        return s->is_terminal || s->is_dry ? -1 : need_no_person(s);
    return e == ERR_NOTFOUND || e == ERR_IO ? EX_NOINPUT : EX_DATAERR;
}
