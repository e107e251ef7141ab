/*
 * complete_command.h - commands of a database, and what they can be given.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COMPLETE_COMMAND_H
#define TOOLS_COMPLETE_COMMAND_H

#include "mdb/mdb.h"

typedef void (*complete_fn)(void *arg, const char *word, const char *help);

/*
 * Offer what can stand where `word` is typed.  `command` NULL: names of
 * commands.  Else "ARG=" of that command; where `word` is "ARG=…" the labels
 * behind it, and with `argument` ("ARG=", typed as a word of its own) the bare
 * labels.
 */
void complete_command(const struct mdb *mdb, const char *command,
    const char *argument, const char *word, complete_fn offer, void *arg);

#endif
