/*
 * app.h - the console as a process: bus, terminal, clock and desk in one loop.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_APP_H
#define CONSOLE_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "console/term.h"
#include "console/view.h"

enum app_mode {
    APP_SCREEN, /* a person at a terminal */
    APP_PLAIN,  /* lines, for terminals that cannot move and for pipes */
    APP_ONCE,   /* one screen as text, then the end */
};

struct app_options {
    enum app_mode mode;
    const char *instance;     /* never NULL */
    const char *mission_path; /* of a mission.conf or its directory */
    const char *view;         /* command to open at first, NULL none */
    const char *theme;        /* name, NULL: as configured */
    const char *as;           /* claimed name (training), NULL: the login */
    bool is_readonly;
    bool is_instructor;     /* sees what is planned in exercises */
    const char *export_dir; /* where a watcher may write, NULL: nowhere */
    enum term_color color;
    enum term_charset charset;
    const char *graph;  /* "block" …, NULL: as configured */
    double rate_hz;     /* of data on the screen, 0.1 .. 10; 0: as configured */
    int rows, cols;     /* APP_ONCE */
    int64_t timeout_ns; /* APP_ONCE: how long data is waited for */
};

/* Run until the person leaves or a signal comes; returns the exit status. */
int app_run(const struct app_options *options);

#endif
