/*
 * effects.c - what a scenario says is at fault, done to the model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/effects.h"

#include <stdlib.h>

#include "common/attr.h"
#include "common/hash.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "sim/tc_pattern.h"

struct entry { /* an effect on a command: its pattern */
    size_t handle;
    struct tc_pattern pattern;
    UT_hash_handle hh;
};

struct effects {
    struct sim_model *model;
    const struct mdb *mdb;
    struct entry *entry;
};

/* Which fault an effect is, and which member it takes its `unit` from. */
static const struct {
    enum fault_kind kind;
    unsigned unit; /* FAULT_COMMAND */
} faults[EFFECT_COUNT] = {
    [EFFECT_STUCK] = {FAULT_STUCK, 0},
    [EFFECT_BIAS] = {FAULT_BIAS, 0},
    [EFFECT_DRIFT] = {FAULT_DRIFT, 0},
    [EFFECT_NOISE] = {FAULT_NOISE, 0},
    [EFFECT_SHOWS] = {FAULT_SHOWS, 0},
    [EFFECT_DEAD] = {FAULT_DEAD, 0},
    [EFFECT_SILENT] = {FAULT_SILENT, 0},
    [EFFECT_LOSS] = {FAULT_LOSS, 0},
    [EFFECT_CORRUPTED] = {FAULT_BITS, 0},
    [EFFECT_LOS] = {FAULT_LOS, 0},
    [EFFECT_REFUSED] = {FAULT_COMMAND, FAULT_TC_REFUSED},
    [EFFECT_NOT_EXECUTED] = {FAULT_COMMAND, FAULT_TC_HOLLOW},
    [EFFECT_NO_REPORT] = {FAULT_COMMAND, FAULT_TC_MUTE},
    [EFFECT_WRONG_REPORT] = {FAULT_COMMAND, FAULT_TC_MIXED_UP},
    [EFFECT_MODE] = {FAULT_KIND_COUNT, 0}, /* happens once */
    [EFFECT_HEATER_ON] = {FAULT_HEATER_ON, 0},
    [EFFECT_HEATER_POWER] = {FAULT_HEATER_POWER, 0},
    [EFFECT_POINTING_LOST] = {FAULT_BLIND, 0},
    [EFFECT_SUN_SENSOR] = {FAULT_SUN_SENSOR, 0},
    [EFFECT_FEED_SAG] = {FAULT_FEED_SAG, 0},
    [EFFECT_OVERLOAD] = {FAULT_OVERLOAD, 0},
    [EFFECT_COOLER] = {FAULT_COOLER, 0},
    [EFFECT_TERMINAL] = {FAULT_TERMINAL, 0},
};

struct effects *
effects_new(struct sim_model *model, const struct mdb *mdb)
{
    struct effects *e = xcalloc(1, sizeof *e);
    e->model = model;
    e->mdb = mdb;
    return e;
}

void
effects_free(struct effects **effects)
{
    struct entry *entry, *next;
    if (*effects == NULL)
        return;
    HASH_ITER (hh, (*effects)->entry, entry, next) {
        HASH_DEL((*effects)->entry, entry);
        free(entry);
    }
    free(*effects);
    *effects = NULL;
}

/* The payload changes its mode by itself, as its own protection would. */
static enum err
change_mode(struct effects *e, const char *name)
{
    static const char *const modes[MODE_COUNT] = {[MODE_SAFE] = "SAFE",
        [MODE_STANDBY] = "STANDBY",
        [MODE_POINTING] = "POINTING",
        [MODE_SCIENCE] = "SCIENCE",
        [MODE_CALIBRATION] = "CALIBRATION",
        [MODE_SERVICE] = "SERVICE"};
    for (int i = 0; i < MODE_COUNT; i++) {
        if (modes[i] == NULL || !str_eq(modes[i], name))
            continue;
        const double arg[] = {i};
        return sim_model_command(e->model, SOURCE_FDIR, SIM_MODE, arg, 1) ==
                       RESULT_OK
                   ? ERR_OK
                   : ERR_RANGE;
    }
    return ERR_NOTFOUND;
}

static enum err
add_pattern(struct effects *e, size_t handle, const char *command,
    const struct tc_pattern **out)
{
    *out = NULL;
    if (str_eq(command, "all"))
        return ERR_OK;
    struct entry *entry = xcalloc(1, sizeof *entry);
    enum err err = tc_pattern_make(e->mdb, command, &entry->pattern);
    if (err != ERR_OK) {
        free(entry);
        return err;
    }
    entry->handle = handle;
    HASH_ADD(hh, e->entry, handle, sizeof entry->handle, entry);
    *out = &entry->pattern;
    return ERR_OK;
}

enum err
effects_begin(
    struct effects *e, size_t handle, const struct scenario_effect *effect)
{
    const struct tc_pattern *pattern = NULL;
    enum err err = ERR_OK;
    if (effect->kind == EFFECT_MODE)
        return change_mode(e, effect->name);
    const struct fault fault = {
        .kind = faults[effect->kind].kind,
        .name = effect->name,
        .unit = faults[effect->kind].kind == FAULT_COMMAND
                    ? faults[effect->kind].unit
                    : effect->unit,
        .a = effect->a,
        .b = effect->b,
    };
    if (fault.kind == FAULT_COMMAND)
        err = add_pattern(e, handle, effect->name, &pattern);
    if (err == ERR_OK)
        err = faults_begin(e->model, handle + 1, &fault, pattern);
    if (err != ERR_OK)
        effects_end(e, handle);
    return err;
}

void
effects_end(struct effects *e, size_t handle)
{
    struct entry *entry = NULL;
    faults_end(e->model, handle + 1);
    HASH_FIND(hh, e->entry, &handle, sizeof handle, entry);
    if (entry == NULL)
        return;
    HASH_DEL(e->entry, entry);
    free(entry);
}
