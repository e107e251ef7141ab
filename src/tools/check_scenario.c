/*
 * check_scenario.c - columba check of scenarios.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_scenario.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "sim/scenario.h"
#include "sim/scenario_list.h"
#include "tools/check_database.h"
#include "tools/check_display.h"
#include "tools/content.h"

/* Displays that trainees could open. */
static void
displays_of(struct content *ids, const char *mission_dir)
{
    if (mission_dir != NULL) {
        char *own = xasprintf("%s/displays", mission_dir);
        content_add_displays(ids, own);
        free(own);
    }
    check_add_shared_displays(ids);
}

static void
check_signs(const struct scenario *s, const char *path,
    const struct content *ids, struct notes *notes)
{
    for (size_t i = 0; i < s->n_faults; i++)
        for (size_t k = 0; k < s->fault[i].n_diagnose; k++) {
            const struct scenario_sign *sign = &s->fault[i].diagnose[k];
            if (sign->kind != SIGN_DISPLAY || content_has(ids, sign->name))
                continue;
            const char *near = content_nearest(ids, sign->name);
            notes_add(notes, NOTE_WARNING, path, sign->line, sign->col,
                "there is no display %s%s%s%s", sign->name,
                near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                near != NULL ? "?" : "");
        }
}

static enum err
check_one(const struct mdb *mdb, const char *path, const char *mission_dir,
    bool is_strict, struct notes *notes)
{
    struct notes own = {0};
    struct scenario *scenario = NULL;
    struct content ids = {0};
    enum err e = scenario_load(path, mdb, &own, &scenario);
    if (e == ERR_OK) {
        displays_of(&ids, mission_dir);
        check_signs(scenario, path, &ids, &own);
        content_fini(&ids);
    }
    scenario_free(&scenario);
    for (size_t i = 0; i < own.n && is_strict; i++)
        own.note[i].severity = NOTE_ERROR;
    if (is_strict) {
        own.errors += own.warnings;
        own.warnings = 0;
    }
    notes_sort(&own);
    notes_move(notes, &own);
    return e;
}

enum err
check_scenario(
    const char *path, const struct check_options *options, struct notes *notes)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    enum err e = ERR_NOTFOUND;
    if (check_database(path, options, &mission, &mdb, notes))
        e = check_one(mdb, path, mission != NULL ? mission->dir : NULL,
            options->is_strict, notes);
    mdb_free(&mdb);
    mission_free(&mission);
    bool is_read = e == ERR_OK || e == ERR_FORMAT || e == ERR_LIMIT;
    return !is_read ? ERR_NOTFOUND : notes->errors > 0 ? ERR_FORMAT : ERR_OK;
}

void
check_scenarios(const struct mdb *mdb, const char *mission_dir, bool is_strict,
    struct notes *notes, unsigned *n_files)
{
    struct scenario_list list = {0};
    char *dir = xasprintf("%s/scenarios", mission_dir);
    scenario_list_add(&list, dir);
    for (size_t i = 0; i < list.n; i++) {
        ++*n_files;
        (void)check_one(mdb, list.row[i].path, mission_dir, is_strict, notes);
    }
    scenario_list_fini(&list);
    free(dir);
}

bool
check_is_scenarios(const char *dir)
{
    struct scenario_list list = {0};
    char *conf = xasprintf("%s/mission.conf", dir);
    scenario_list_add(&list, dir);
    bool is_it = list.n > 0 && access(conf, F_OK) != 0;
    scenario_list_fini(&list);
    free(conf);
    return is_it;
}

enum err
check_scenario_dir(const char *dir, const struct check_options *options,
    struct notes *notes, unsigned *n_files)
{
    struct scenario_list list = {0};
    enum err all = ERR_OK;
    scenario_list_add(&list, dir);
    for (size_t i = 0; i < list.n; i++) {
        enum err e = check_scenario(list.row[i].path, options, notes);
        all = e != ERR_OK ? e : all;
        *n_files += i > 0; /* the directory was counted as one */
    }
    scenario_list_fini(&list);
    return all;
}
