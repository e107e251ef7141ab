/*
 * exercise_app_priv.h - the app from inside: exercise_app*.c alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_EXERCISE_APP_PRIV_H
#define SIM_EXERCISE_APP_PRIV_H

#include "mdb/decode.h"
#include "sim/exercise_app.h"

/* More effects than an exercise can have: numbers of the next begin there. */
#define EXERCISE_HANDLES 100000

struct exercise_app {
    struct exercise_app_config config;
    struct mdb_decoder *decoder;
    struct scenario *scenario; /* loaded, or NULL; owned */
    struct exercise *exercise; /* since it began; owned */
    enum exercise_phase phase;
    size_t handles; /* of the exercises before */
    double model_s, begun_s, over_s;
    struct utc now, started;
    double rate;
    uint64_t last_command; /* its number */
    /* the reply */
    char *text;
    char **row;
    size_t n_rows, cap_rows;
    struct msg_str *row_str;
};

void exercise_app_tell(struct exercise_app *app); /* the scenario message */
bool exercise_app_is_on(const struct exercise_app *app);
double exercise_app_elapsed(const struct exercise_app *app);

NODISCARD enum err exercise_app_load(
    struct exercise_app *app, const char *name, struct notes *notes);
void exercise_app_start(struct exercise_app *app);
void exercise_app_end(struct exercise_app *app);
void exercise_app_freeze(struct exercise_app *app, bool is_frozen);

#endif
