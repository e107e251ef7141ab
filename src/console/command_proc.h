/*
 * command_proc.h - what `:proc` can become.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_COMMAND_PROC_H
#define CONSOLE_COMMAND_PROC_H

#include "console/command.h"

/*
 * Its words; behind "give" persons, behind "mode" modes, behind "start" and
 * "load" procedures, then the names of its arguments that are not given yet.
 * `word` is all that follows the command, `out->start` its place in the line.
 */
void command_complete_proc(const char *word, const struct command_world *world,
    struct completions *out);

#endif
