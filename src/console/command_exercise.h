/*
 * command_exercise.h - what an instructor's commands can become.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_COMMAND_EXERCISE_H
#define CONSOLE_COMMAND_EXERCISE_H

#include "console/command.h"

/*
 * Behind `:scenario` its words and the names of scenarios, behind `:fault`
 * what can be at fault and the faults there are; `word` is all that follows
 * the command, `out->start` its place in the line.  `params` lists names of
 * parameters; NULL: they are not completed.
 */
void command_complete_exercise(enum command command, const char *word,
    const struct command_world *world, const struct view_class *params,
    struct completions *out);

#endif
