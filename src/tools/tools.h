/*
 * tools.h - the subcommands of columba, from one table.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_TOOLS_H
#define TOOLS_TOOLS_H

#include <stddef.h>

#include "common/attr.h"

/* argv[0] is the subcommand; returns the exit status (sysexits.h). */
typedef int (*tool_fn)(int argc, char **argv);

struct tool {
    const char *name; /* "watch" */
    tool_fn fn;
    const char *help; /* one line, begins with a verb */
};

#define TOOL(name, help) int tool_##name(int argc, char **argv);
#include "tools/tools.def"
#undef TOOL

/* All subcommands in the order of tools.def. */
const struct tool *tools_all(size_t *n);

/* By name, or NULL. */
const struct tool *tools_find(const char *name);

/* The subcommand that was probably meant, or NULL when none is near. */
const struct tool *tools_nearest(const char *name);

#endif
