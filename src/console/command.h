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

/* The command or view nearest to a mistyped word, NULL: none is near. */
const char *command_nearest(
    const char *word, const struct view_class *const *classes);

/* ---- completion ---------------------------------------------------------- */

#define COMPLETIONS_MAX 100

struct completion {
    char *word; /* owned */
    char *help; /* owned, one line or "" */
};

struct completions {
    struct completion row[COMPLETIONS_MAX];
    size_t n;
    size_t start; /* byte of the line where the word begins */
    bool is_cut;  /* there are more */
};

/* What completion looks at. */
struct command_world {
    const struct view_class *const *classes;
    struct ui *ui;
    /*
     * Names that only the console knows: append the `i`-th of `kind` ("theme",
     * or the name of a command with such an argument); false when no more.
     * May be NULL.
     */
    bool (*names)(void *arg, const char *kind, size_t i, struct strbuf *out);
    void *arg;
};

/*
 * All words, at most COMPLETIONS_MAX, that the one at the end of `line` can
 * become; `out` is emptied first.  Ends in bounded time: each source is gone
 * through once.
 */
void command_complete(const char *line, const struct command_world *world,
    struct completions *out);
void completions_fini(struct completions *c);

/* Add `word` and `tail`; more than there is room for is cut. */
void completions_add(struct completions *out, const char *word,
    const char *tail, const char *help);
/* The names that a view lists itself and that contain `word`. */
void completions_add_of_view(const struct view_class *class, const char *word,
    const struct command_world *world, struct completions *out);

#endif
