/*
 * command_exercise.c - what an instructor's commands can become.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command_exercise.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/model/model.h"
#include "mdb/command.h"
#include "sim/scenario.h"
#include "sim/scenario_list.h"

struct completing {
    const struct command_world *world;
    const struct view_class *params;
    struct completions *out;
};

static void
add_if_begins(const struct completing *c, const char *word, const char *name,
    const char *tail, const char *help)
{
    if (str_prefix(name, word))
        completions_add(c->out, name, tail, help);
}

/* ---- scenarios ----------------------------------------------------------- */

static void
add_scenarios(const struct completing *c, const char *word)
{
    struct scenario_list list = {0};
    scenario_list_find(&list, c->world->ui->model->instance.mission_dir);
    for (size_t i = 0; i < list.n; i++)
        add_if_begins(c, word, list.row[i].name, "", list.row[i].title);
    scenario_list_fini(&list);
}

static void
complete_scenario(const struct completing *c, const char *word)
{
    static const struct {
        const char *name, *tail, *help;
    } words[] = {{"load", " ", "make a scenario ready"},
        {"start", "", "begin it; the model begins anew"},
        {"end", "", "end the exercise"},
        {"freeze", "", "the model stands still"},
        {"continue", "", "the model goes on"},
        {"note", " ", "a line for the record"},
        {"list", "", "the scenarios to choose from"}};
    if (str_prefix(word, "load ")) {
        size_t n = strcspn(word, " ") + strspn(word + 4, " ");
        c->out->start += n;
        add_scenarios(c, word + n);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        add_if_begins(c, word, words[i].name, words[i].tail, words[i].help);
}

/* ---- faults there are ---------------------------------------------------- */

static void
add_faults(const struct completing *c, const char *word, bool is_on)
{
    const struct drill *d = &c->world->ui->model->drill;
    for (size_t i = 0; i < d->n_faults; i++) {
        const struct drill_fault *f = &d->fault[i];
        if (f->state == (is_on ? DRILL_ON : DRILL_PLANNED))
            add_if_begins(c, word, f->id, "", f->title);
    }
}

/* ---- what can be at fault ------------------------------------------------ */

static void
add_commands(const struct completing *c, const char *word)
{
    const struct mdb *mdb = values_mdb(c->world->ui->model->values);
    add_if_begins(c, word, "all", " ", "every command");
    for (uint32_t i = 0; mdb != NULL && i < mdb->n_commands; i++)
        if (!mdb->command[i].is_abstract)
            add_if_begins(c, word, mdb->command[i].short_name, " ", "");
}

static bool
is_slot(const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((word[i] < 'A' || word[i] > 'Z') && word[i] != '_')
            return false;
    return n > 1; /* "V" and "W" are units */
}

/* The `n`-th word of a pattern; its length, 0: there is none. */
static size_t
nth(const char *pattern, size_t n, const char **word)
{
    while (n-- > 0) {
        pattern += strcspn(pattern, " ");
        pattern += strspn(pattern, " ");
    }
    *word = pattern;
    return strcspn(pattern, " ");
}

/* Do the first `n` words of the line fit those of the pattern? */
static bool
fits(const char *pattern, const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *a, *b;
        size_t la = nth(pattern, i, &a), lb = nth(line, i, &b);
        if (la == 0)
            return false;
        if (!is_slot(a, la) && (la != lb || strncmp(a, b, la) != 0))
            return false;
    }
    return true;
}

/* Once each, however many patterns have it. */
static void
add_once(const struct completing *c, const char *word, const char *name,
    const char *help)
{
    for (size_t i = 0; i < c->out->n; i++)
        if (strncmp(c->out->row[i].word, name, strlen(name)) == 0 &&
            strlen(c->out->row[i].word) <= strlen(name) + 1)
            return;
    add_if_begins(c, word, name, " ", help);
}

static void
add_slot(const struct completing *c, const char *slot, const char *word,
    const char *pattern)
{
    const char *name;
    if (str_eq(slot, "MEASUREMENT") && c->params != NULL)
        completions_add_of_view(c->params, word, c->world, c->out);
    else if (str_eq(slot, "COMMAND"))
        add_commands(c, word);
    else
        for (size_t i = 0; (name = scenario_effect_name(slot, i)) != NULL; i++)
            add_once(c, word, name, pattern);
}

static void
complete_effect(const struct completing *c, const char *line)
{
    const char *pattern, *last = strrchr(line, ' '), *next;
    const char *word = last != NULL ? last + 1 : line;
    bool has_params = false;
    size_t n = 0;
    for (const char *p = line; p < word; n++) {
        p += strcspn(p, " ");
        p += strspn(p, " ");
    }
    c->out->start += (size_t)(word - line);
    for (size_t i = 0; (pattern = scenario_effect_usage(i)) != NULL; i++) {
        size_t len = fits(pattern, line, n) ? nth(pattern, n, &next) : 0;
        if (len == 0)
            continue;
        char *what = xstrndup(next, len);
        bool is_param = str_eq(what, "MEASUREMENT") || str_eq(what, "COMMAND");
        if (!is_slot(next, len))
            add_once(c, word, what, pattern);
        else if (!is_param || !has_params)
            add_slot(c, what, word, pattern);
        has_params |= is_param;
        free(what);
    }
}

static void
complete_fault(const struct completing *c, const char *word)
{
    bool triggers = str_prefix(word, "trigger "),
         clears = str_prefix(word, "clear ");
    if (triggers || clears) {
        size_t n = strcspn(word, " ");
        n += strspn(word + n, " ");
        c->out->start += n;
        add_faults(c, word + n, clears);
        return;
    }
    if (strchr(word, ' ') == NULL) {
        add_if_begins(c, word, "trigger", " ", "begin a planned fault now");
        add_if_begins(c, word, "clear", " ", "end one that is on");
    }
    complete_effect(c, word);
}

void
command_complete_exercise(enum command command, const char *word,
    const struct command_world *world, const struct view_class *params,
    struct completions *out)
{
    const struct completing c = {world, params, out};
    if (command == COMMAND_SCENARIO)
        complete_scenario(&c, word);
    else if (command == COMMAND_FAULT)
        complete_fault(&c, word);
}
