/*
 * command.c - the command line's commands: table, lookup and completion.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "console/command_exercise.h"
#include "console/command_proc.h"
#include "console/marks.h"
#include "console/setting.h"

static const struct command_row rows[] = {
#define COMMAND(NAME, name, args, help) {COMMAND_##NAME, name, args, help},
#include "console/command.def"
#undef COMMAND
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

const char *
command_nearest(const char *word, const struct view_class *const *classes)
{
    struct nearest near = nearest_to(word);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        nearest_try(&near, rows[i].name);
    for (size_t i = 0; classes[i] != NULL; i++)
        nearest_try(&near, classes[i]->name);
    return near.best;
}

/* ---- completion ---------------------------------------------------------- */

void
completions_fini(struct completions *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->row[i].word);
        free(c->row[i].help);
    }
    c->n = 0;
}

void
completions_add(struct completions *out, const char *word, const char *tail,
    const char *help)
{
    if (out->n == COMPLETIONS_MAX) {
        out->is_cut = true;
        return;
    }
    out->row[out->n++] =
        (struct completion){.word = xasprintf("%s%s", word, tail),
            .help = xstrdup(help != NULL ? help : "")};
}

static void
add_if_begins(struct completions *out, const char *word, const char *name,
    const char *tail, const char *help)
{
    if (begins(name, word, strlen(word)))
        completions_add(out, name, tail, help);
}

static void
add_views(
    const char *word, const struct command_world *w, struct completions *out)
{
    for (size_t i = 0; w->classes[i] != NULL; i++)
        add_if_begins(out, word, w->classes[i]->name, "", w->classes[i]->help);
}

static bool
is_instructors(enum command command)
{
    return command == COMMAND_SCENARIO || command == COMMAND_FAULT ||
           command == COMMAND_NOTE;
}

static void
add_commands(const char *word, const struct command_world *w, const char *tail,
    struct completions *out)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (w->ui->is_instructor || !is_instructors(rows[i].command))
            add_if_begins(out, word, rows[i].name, *rows[i].args ? tail : "",
                rows[i].help);
    add_views(word, w, out);
}

static void
add_actions(const char *word, const char *tail, struct completions *out)
{
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        add_if_begins(out, word, action_row((enum action)a)->name, tail,
            action_row((enum action)a)->help);
}

/* Names of the console's that contain `word`; `before` is put before each. */
static void
add_names(const struct command_world *w, const char *kind, const char *word,
    const char *before, struct completions *out)
{
    struct strbuf name = {0};
    for (size_t i = 0; w->names != NULL && !out->is_cut; i++) {
        strbuf_reset(&name);
        if (!w->names(w->arg, kind, i, &name))
            break;
        if (str_contains_ci(strbuf_get(&name), word))
            completions_add(out, before, strbuf_get(&name), "");
    }
    strbuf_fini(&name);
}

/* "name=", and behind it the values. */
static void
add_settings(
    const char *word, const struct command_world *w, struct completions *out)
{
    const char *eq = strchr(word, '=');
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *row = setting_row((enum setting)i);
        size_t n = strlen(row->name);
        char value[SETTING_SIZE];
        if (eq == NULL) {
            add_if_begins(out, word, row->name, "=", row->help);
            continue;
        }
        if ((size_t)(eq - word) != n || !begins(row->name, word, n))
            continue;
        char *before = xstrndup(word, n + 1);
        for (int k = 0; *setting_word((enum setting)i, k, value) != '\0'; k++)
            if (begins(value, eq + 1, strlen(eq + 1)))
                completions_add(out, before, value, row->help);
        add_names(w, row->name, eq + 1, before, out);
        free(before);
    }
}

/* What `:help` knows. */
static void
add_help(
    const char *word, const struct command_world *w, struct completions *out)
{
    const struct mark_row *mark;
    add_commands(word, w, "", out);
    add_actions(word, "", out);
    for (unsigned i = 0; i < SETTING_COUNT; i++)
        add_if_begins(out, word, setting_row((enum setting)i)->name, "",
            setting_row((enum setting)i)->help);
    for (size_t i = 0; (mark = mark_row(i)) != NULL; i++)
        add_if_begins(out, word, mark->name, "", mark->help);
}

/* Names that a view lists itself: parameters, packets, displays. */
void
completions_add_of_view(const struct view_class *class, const char *word,
    const struct command_world *w, struct completions *out)
{
    struct strbuf name = {0};
    w->ui->complete_at = 0;
    for (size_t i = 0; !out->is_cut; i++) {
        strbuf_reset(&name);
        if (!class->complete(w->ui, word, i, &name))
            break;
        char *tab = strchr(name.s, '\t');
        if (tab != NULL)
            *tab = '\0';
        completions_add(out, name.s, "", tab != NULL ? tab + 1 : "");
    }
    strbuf_fini(&name);
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

static const char *
name_of(enum command command)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].command == command)
            return rows[i].name;
    return "";
}

/* What is done with layouts, and their names; behind "save" and "delete" names
 * only. */
static void
add_layouts(
    const char *word, const struct command_world *w, struct completions *out)
{
    const char *blank = strchr(word, ' ');
    if (blank == NULL) {
        add_if_begins(out, word, "save", " ", "keep these panes as NAME");
        add_if_begins(out, word, "delete", " ", "forget NAME");
        add_if_begins(out, word, "list", "", "the names there are");
        add_if_begins(out, word, "usual", "", "as the size suggests");
        add_names(w, "layout", word, "", out);
        return;
    }
    char *before = xstrndup(word, (size_t)(blank - word) + 1);
    if (str_eq(before, "save ") || str_eq(before, "delete "))
        add_names(w, "layout", blank + 1, before, out);
    free(before);
}

/* What is done with authority; behind "give", to whom. */
static void
add_authority(
    const char *word, const struct command_world *w, struct completions *out)
{
    const char *blank = strchr(word, ' ');
    if (blank == NULL) {
        add_if_begins(out, word, "take", "", "have it, or ask its holder");
        add_if_begins(out, word, "give", " ", "hand it to PERSON");
        add_if_begins(out, word, "yield", "", "give it back");
        add_if_begins(
            out, word, "break", " ", "admin: take it from its holder, REASON");
    } else if (begins(word, "give ", 5))
        add_names(w, "person", blank + 1, "give ", out);
}

/* Files for `:stack VERB`: directories end in '/', to go on in them. */
static void
add_files(const char *verb, const char *path, const struct command_world *w,
    struct completions *out)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    bool is_ycs = str_eq(verb, "import ") || str_eq(verb, "export ");
    char *kind = xasprintf("%s:%.*s", is_ycs ? "ycs" : "stack", (int)n, path);
    char *before = xasprintf("%s%.*s", verb, (int)n, path);
    add_names(w, kind, path + n, before, out);
    free(before);
    free(kind);
}

static void
add_stack(
    const char *word, const struct command_world *w, struct completions *out)
{
    static const char *const verbs[][3] = {{"load", " ", "read FILE"},
        {"save", " ", "write FILE; asks before it overwrites"},
        {"import", " ", "read a stack of Yamcs"},
        {"export", " ", "write a stack of Yamcs"},
        {"add", " ", "a line more: COMMAND ARGUMENT=VALUE, wait 5s, pause"},
        {"check", "", "list all that is wrong in it"},
        {"clear", "", "take all lines out; asks"}};
    const char *blank = strchr(word, ' ');
    for (size_t i = 0; blank == NULL && i < ARRAY_LEN(verbs); i++)
        add_if_begins(out, word, verbs[i][0], verbs[i][1], verbs[i][2]);
    if (blank == NULL)
        return;
    char *verb = xstrndup(word, (size_t)(blank - word) + 1);
    const char *path = blank + 1 + strspn(blank + 1, " ");
    if (str_eq(verb, "load ") || str_eq(verb, "save ") ||
        str_eq(verb, "import ") || str_eq(verb, "export "))
        add_files(verb, path, w, out);
    free(verb);
}

/* A view for a new pane, or behind it what the view completes. */
static void
add_pane(
    const char *word, const struct command_world *w, struct completions *out)
{
    const struct view_class *class;
    const char *rest;
    size_t n = strcspn(word, " ");
    if (word[n] == '\0')
        add_views(word, w, out);
    else if (command_parse(word, w->classes, &class, &rest) == COMMAND_VIEW &&
             class->complete != NULL) {
        out->start += (size_t)(rest - word);
        completions_add_of_view(class, rest, w, out);
    }
}

static void
add_arguments(enum command command, const struct view_class *class,
    const char *word, const struct command_world *w, struct completions *out)
{
    if (is_instructors(command)) {
        if (w->ui->is_instructor)
            command_complete_exercise(
                command, word, w, completer(w->classes), out);
        return;
    }
    if (command == COMMAND_GOTO)
        class = completer(w->classes);
    if (class != NULL && class->complete != NULL)
        completions_add_of_view(class, word, w, out);
    else if (command == COMMAND_HELP)
        add_help(word, w, out);
    else if (command == COMMAND_SET)
        add_settings(word, w, out);
    else if (command == COMMAND_MAP)
        add_actions(word, " ", out);
    else if (command == COMMAND_SPLIT || command == COMMAND_VSPLIT)
        add_pane(word, w, out);
    else if (command == COMMAND_LAYOUT)
        add_layouts(word, w, out);
    else if (command == COMMAND_AUTHORITY)
        add_authority(word, w, out);
    else if (command == COMMAND_STACK)
        add_stack(word, w, out);
    else if (command == COMMAND_PROC)
        command_complete_proc(word, w, out);
    else if (command == COMMAND_KEYS)
        add_if_begins(out, word, "reload", "", "read the key files again");
    else if (command != COMMAND_NONE && command != COMMAND_VIEW)
        add_names(w, name_of(command), word, "", out);
}

void
command_complete(const char *line, const struct command_world *world,
    struct completions *out)
{
    const struct view_class *class;
    const char *rest;
    completions_fini(out);
    out->is_cut = false;
    enum command command = command_parse(line, world->classes, &class, &rest);
    out->start = strspn(line, " ");
    if (strchr(line + out->start, ' ') == NULL) {
        add_commands(line + out->start, world, " ", out);
        return;
    }
    out->start = (size_t)(rest - line);
    add_arguments(command, class, rest, world, out);
}
