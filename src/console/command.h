/*
 * command.h - the command line's commands: table, lookup and completion.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_COMMAND_H
#define CONSOLE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"
#include "console/view.h"

enum command {
    COMMAND_NONE,
    COMMAND_VIEW, /* the word names a view: *class */
#define COMMAND(NAME, name, args, help) COMMAND_##NAME,
#include "console/command.def"
#undef COMMAND
};

struct command_row {
    enum command command;
    const char *name, *args, *help;
};

size_t command_count(void);
const struct command_row *command_row(size_t i);

/*
 * The command a line begins with, by its name, a prefix of it that only one
 * has, or "q"; *rest points behind the word and its blanks.
 */
enum command command_parse(const char *line,
    const struct view_class *const *classes, const struct view_class **class,
    const char **rest);

/*
 * The `i`-th completion of the word at the end of `line`; *start is where the
 * word begins.  False when there are no more.
 */
bool command_complete(const char *line, size_t i,
    const struct view_class *const *classes, struct ui *ui, size_t *start,
    struct strbuf *out);

#endif
