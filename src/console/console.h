/*
 * console.h - the console as a subcommand: what `columba` without one runs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cli.h"

/* What a command line says; NULL where it says nothing. */
struct console_arguments {
    const char *instance, *mission, *color, *graph, *once, *view, *theme, *rate,
        *export_dir, *preview, *mdb, *as;
    bool is_readonly, is_instructor, is_ascii, is_utf8, is_plain;
    int64_t wait_ns;
};

/* argv[0] is the program's name.  Returns its exit status (sysexits.h). */
int console_run(int argc, char **argv);

/* Open the console as another tool's command line says; `cli` is named in
 * errors. */
int console_open(const struct cli *cli, const struct console_arguments *a);

#endif
