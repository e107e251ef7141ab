/*
 * tools.c - the table of subcommands and how a name is found in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/tools.h"

#include <string.h>

#include "common/str.h"

static const struct tool tools[] = {
#define TOOL(name, help) {#name, tool_##name, help},
#include "tools/tools.def"
#undef TOOL
    {NULL, NULL, NULL},
};

const struct tool *
tools_all(size_t *n)
{
    *n = ARRAY_LEN(tools) - 1;
    return tools;
}

const struct tool *
tools_find(const char *name)
{
    for (const struct tool *t = tools; t->name != NULL; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

const struct tool *
tools_nearest(const char *name)
{
    const struct tool *best = NULL;
    unsigned max = strlen(name) < 4 ? 1 : 2, least = max + 1;
    for (const struct tool *t = tools; t->name != NULL; t++) {
        unsigned d = str_distance(name, t->name, max);
        if (d < least) {
            least = d;
            best = t;
        }
    }
    return best;
}
