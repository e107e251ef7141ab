/*
 * run_live.h - columba run -i: start a procedure in an instance and follow its
 * record.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_RUN_LIVE_H
#define TOOLS_RUN_LIVE_H

#include <stdbool.h>
#include <stddef.h>

struct run_live_options {
    const char *instance, *procedure; /* id of the library */
    const char *as, *mode;            /* or NULL */
    char *const *argument;            /* "NAME=VALUE" */
    size_t n_arguments;
    bool is_json;
};

/* The words of --mode, NULL behind them. */
extern const char *const run_live_modes[];

/* Until it is completed, or a signal ends the following (it goes on then).
 * The exit status. */
int run_live(const struct run_live_options *options);

#endif
