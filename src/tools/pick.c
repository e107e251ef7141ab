/*
 * pick.c - which mission and which of its instances a tool is to work on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "common/say.h"
#include "common/xalloc.h"

int
pick_open(
    struct pick *pick, const char *tool, const char *path, const char *instance)
{
    *pick = (struct pick){0};
    const char *env = getenv("COLUMBA_INSTANCE");
    if (instance == NULL && env != NULL && env[0] != '\0')
        instance = env;
    char *file = path != NULL ? xstrdup(path) : mission_default_path(instance);
    struct notes notes = {0};
    enum err e = mission_load(file, &notes, &pick->mission);
    notes_print(&notes, stderr, true);
    notes_fini(&notes);
    free(file);
    if (e != ERR_OK)
        return err_exit_status(e);
    pick->instance = mission_instance(pick->mission, instance);
    if (pick->instance != NULL)
        return -1;
    say("columba %s: %s has no instance %s; it has", tool, pick->mission->file,
        instance);
    for (size_t i = 0; i < pick->mission->n_instances; i++)
        say(" %s", pick->mission->instance[i].name);
    fputc('\n', stderr);
    pick_close(pick);
    return EX_NOINPUT;
}

void
pick_close(struct pick *pick)
{
    mission_free(&pick->mission);
    *pick = (struct pick){0};
}
