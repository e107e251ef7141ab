/*
 * health.h - the one sentence an operator must read first.
 *
 * Causes before symptoms: without a hub nothing else on the screen is live, so
 * that is said and not that 300 values expired.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_HEALTH_H
#define CONSOLE_MODEL_HEALTH_H

#include <stddef.h>

#include "console/model/clock.h"

struct model;

enum health_level {
    HEALTH_OK,
    HEALTH_NOTE,    /* worth knowing, nothing is wrong: LOS */
    HEALTH_CAUTION, /* something does not work */
    HEALTH_ALARM,   /* what is on the screen cannot be relied on */
};

struct health {
    enum health_level level;
    char text[240]; /* one sentence; never empty */
    size_t more;    /* other problems that it leaves unsaid */
};

struct health health_of(const struct model *model, struct clock now);

/* All of them, worst first; returns how many (<= max). */
size_t health_list(const struct model *model, struct clock now,
    struct health *out, size_t max);

#endif
