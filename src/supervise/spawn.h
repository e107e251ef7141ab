/*
 * spawn.h - start a process of an instance.
 *
 * The child gets /dev/null as standard input, a pipe of ours as output and
 * error, a process group of its own (a Ctrl-C in a terminal is for the
 * supervisor only), and SIGTERM when its supervisor ends.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPERVISE_SPAWN_H
#define SUPERVISE_SPAWN_H

#include <sys/types.h>

#include "common/err.h"

struct spawn {
    const char *program;     /* a name, searched beside us and in PATH; or
                                a path */
    const char *const *args; /* NULL-terminated, without argv[0] */
    const char *const *env;  /* NULL-terminated "NAME=value", added to ours */
    const char *dir;         /* working directory */
};

/*
 * Start it.  ERR_OK, *pid, and *output: the non-blocking read end of its
 * standard output and error (owned).  ERR_LIMIT or ERR_IO when there is no
 * process to be had; a program that cannot be executed ends with status 127
 * after saying why.
 */
NODISCARD enum err spawn(const struct spawn *what, pid_t *pid, int *output);

#endif
