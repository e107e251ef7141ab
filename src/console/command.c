/*
 * command.c - the command line's commands: table, lookup and completion.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command.h"

#include <string.h>

#include "common/attr.h"

static const struct command_row rows[] = {
#define COMMAND(NAME, name, args, help) {COMMAND_##NAME, name, args, help},
#include "console/command.def"
#undef COMMAND
};

/* What can follow a word. */
static const struct {
    enum command command;
    const char *word;
} words[] = {
    {COMMAND_SET, "graph=block"},
    {COMMAND_SET, "graph=braille"},
    {COMMAND_SET, "graph=ascii"},
    {COMMAND_SET, "time=doy"},
    {COMMAND_SET, "time=date"},
    {COMMAND_SET, "mouse=on"},
    {COMMAND_SET, "mouse=off"},
};

size_t
command_count(void)
{
    return ARRAY_LEN(rows);
}

const struct command_row *
command_row(size_t i)
{
    return &rows[i];
}

/* Does `name` begin with the `n` bytes at `word`? */
static bool
begins(const char *name, const char *word, size_t n)
{
    return strncmp(name, word, n) == 0;
}

static enum command
exact(const char *word, size_t n, const struct view_class *const *classes,
    const struct view_class **class)
{
    if (n == 1 && word[0] == 'q')
        return COMMAND_QUIT;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (begins(rows[i].name, word, n) && rows[i].name[n] == '\0')
            return rows[i].command;
    for (size_t i = 0; classes[i] != NULL; i++)
        if (begins(classes[i]->name, word, n) && classes[i]->name[n] == '\0') {
            *class = classes[i];
            return COMMAND_VIEW;
        }
    return COMMAND_NONE;
}

static enum command
only_prefix(const char *word, size_t n, const struct view_class *const *classes,
    const struct view_class **class)
{
    enum command found = COMMAND_NONE;
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (begins(rows[i].name, word, n)) {
            found = rows[i].command;
            count++;
        }
    for (size_t i = 0; classes[i] != NULL; i++)
        if (begins(classes[i]->name, word, n)) {
            *class = classes[i];
            found = COMMAND_VIEW;
            count++;
        }
    return count == 1 ? found : COMMAND_NONE;
}

enum command
command_parse(const char *line, const struct view_class *const *classes,
    const struct view_class **class, const char **rest)
{
    line += strspn(line, " ");
    size_t n = strcspn(line, " ");
    *rest = line + n + strspn(line + n, " ");
    *class = NULL;
    if (n == 0)
        return COMMAND_NONE;
    enum command command = exact(line, n, classes, class);
    return command != COMMAND_NONE ? command
                                   : only_prefix(line, n, classes, class);
}

/* The `i`-th command or view that begins with `word`. */
static bool
complete_first(const char *word, size_t i,
    const struct view_class *const *classes, struct strbuf *out)
{
    size_t n = strlen(word);
    for (size_t k = 0; k < ARRAY_LEN(rows); k++)
        if (begins(rows[k].name, word, n) && i-- == 0) {
            strbuf_addf(out, "%s%s", rows[k].name, *rows[k].args ? " " : "");
            return true;
        }
    for (size_t k = 0; classes[k] != NULL; k++)
        if (begins(classes[k]->name, word, n) && i-- == 0) {
            strbuf_adds(out, classes[k]->name);
            return true;
        }
    return false;
}

/* A view that can list names of parameters. */
static const struct view_class *
completer(const struct view_class *const *classes)
{
    for (size_t i = 0; classes[i] != NULL; i++)
        if (str_eq(classes[i]->name, "param") && classes[i]->complete != NULL)
            return classes[i];
    return NULL;
}

static bool
complete_rest(enum command command, const struct view_class *class,
    const char *word, size_t i, const struct view_class *const *classes,
    struct ui *ui, struct strbuf *out)
{
    if (command == COMMAND_HELP)
        return complete_first(word, i, classes, out);
    if (command == COMMAND_GOTO)
        class = completer(classes);
    if (class != NULL && class->complete != NULL)
        return class->complete(ui, word, i, out);
    for (size_t k = 0; k < ARRAY_LEN(words); k++)
        if (words[k].command == command &&
            begins(words[k].word, word, strlen(word)) && i-- == 0) {
            strbuf_adds(out, words[k].word);
            return true;
        }
    return false;
}

bool
command_complete(const char *line, size_t i,
    const struct view_class *const *classes, struct ui *ui, size_t *start,
    struct strbuf *out)
{
    const struct view_class *class;
    const char *rest;
    enum command command = command_parse(line, classes, &class, &rest);
    *start = strspn(line, " ");
    if (strchr(line + *start, ' ') == NULL)
        return complete_first(line + *start, i, classes, out);
    *start = (size_t)(rest - line);
    return complete_rest(command, class, rest, i, classes, ui, out);
}
