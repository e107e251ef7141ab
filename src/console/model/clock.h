/*
 * clock.h - the two clocks of one moment, always passed in, never read here.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_CLOCK_H
#define CONSOLE_MODEL_CLOCK_H

#include "common/time.h"

/* Ages and deadlines use `mono`; `utc` is for what a person reads. */
struct clock {
    struct mono mono;
    struct utc utc;
};

/* Without a sign of life for so long, a process counts as silent. */
#define SILENCE_NS (3 * NS_PER_S)

#endif
