/*
 * moment.h - now, on both clocks: one for timers, one for stamps.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_MOMENT_H
#define FRONTEND_MOMENT_H

#include "common/time.h"

struct moment {
    struct mono mono; /* for timers and expiry */
    struct utc utc;   /* stamps what is received */
};

#endif
