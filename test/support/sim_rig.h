/*
 * sim_rig.h - a model that has just started, for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_SIM_RIG_H
#define SUPPORT_SIM_RIG_H

#include "sim/model.h"
#include "support/check.h"

/* A config from `utc`, `noon_deg` past orbit noon, `run_in_s` lived before. */
static inline struct sim_config
rig_config(const char *utc, double noon_deg, double run_in_s)
{
    struct utc t = UTC_NONE;
    assert_int_equal(utc_parse(utc, &t), ERR_OK);
    struct sim_config config = sim_config_default(t);
    config.noon_deg = noon_deg;
    config.run_in_s = run_in_s;
    return config;
}

/* What is ready is taken, as the app does it. */
static inline void
rig_run(struct sim_model *m, double seconds)
{
    for (long i = 0; i < (long)(seconds * 10 + 0.5); i++) {
        sim_model_step(m, SIM_STEP_NS);
        m->sp[0].is_ready = m->sp[1].is_ready = false;
        m->dhs.dump.is_ready = false;
    }
}

static inline enum command_result
rig_command(struct sim_model *m, enum sim_command id, size_t n, double a,
    double b, double c)
{
    const double arg[] = {a, b, c};
    return sim_model_command(m, SOURCE_GROUND, id, arg, n);
}

#endif
