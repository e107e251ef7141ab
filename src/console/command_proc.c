/*
 * command_proc.c - what `:proc` can become.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command_proc.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/model/model.h"

struct proc_word {
    const char *name, *tail, *help;
};

static const struct proc_word words[] = {
    {"take", "", "have control of the run in sight, or ask for it"},
    {"give", " ", "hand control to PERSON"},
    {"release", "", "nobody controls it any more"},
    {"seize", " ", "admin: take control from its holder, REASON"},
    {"start", " ", "run procedure ID with its arguments"},
    {"load", " ", "make it ready; p begins it"},
    {"mode", " ", "automatic, by-step, by-statement, dry-run"},
    {"pause", "", "stand before the next statement"}, {"resume", "", "go on"},
    {"skip", " ", "leave out the current statement, REASON"},
    {"abort", " ", "end the current body aborted, REASON; asks"},
    {"abort-all", " ", "end all of it aborted, REASON; asks"},
    {"reload", "", "read the library of procedures again"}};

static const struct proc_word modes[] = {{"automatic", "", "goes on by itself"},
    {"by-step", "", "pauses before every step"},
    {"by-statement", "", "pauses before every statement"},
    {"dry-run", "", "nothing is sent; waits are answered by hand"},
    {"mode=automatic", " ", "goes on by itself"},
    {"mode=by-step", " ", "pauses before every step"},
    {"mode=by-statement", " ", "pauses before every statement"},
    {"mode=dry-run", " ", "nothing is sent; waits are answered by hand"}};
#define MODES 4 /* as words of their own; then as arguments */

static void
add_words(struct completions *out, const char *word,
    const struct proc_word *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_prefix(list[i].name, word))
            completions_add(out, list[i].name, list[i].tail, list[i].help);
}

static void
add_persons(
    struct completions *out, const char *word, const struct command_world *w)
{
    struct strbuf name = {0};
    for (size_t i = 0; w->names != NULL && !out->is_cut; i++) {
        strbuf_reset(&name);
        if (!w->names(w->arg, "person", i, &name))
            break;
        if (str_contains_ci(strbuf_get(&name), word))
            completions_add(out, strbuf_get(&name), "", "");
    }
    strbuf_fini(&name);
}

static void
add_procedures(struct completions *out, const char *word,
    const struct procedures *procedures)
{
    for (size_t i = 0; i < procedures->n; i++) {
        const struct procedure_row *row = procedures->row[i];
        if (str_contains_ci(row->id, word))
            completions_add(
                out, row->id, " ", row->may_run ? row->title : row->why_not);
    }
}

/* "Target=" of "Target real degC 10 .. 30 = 20"; `given` is what stands there
 * already, with a blank before each. */
static void
add_arguments(struct completions *out, const char *word, const char *given,
    const struct procedure_row *row)
{
    for (size_t i = 0; row != NULL && i < row->arguments.n; i++) {
        const char *text = row->arguments.text[i];
        size_t n = strcspn(text, " ");
        char *name = xasprintf(" %.*s=", (int)n, text);
        if (str_prefix(name + 1, word) && strstr(given, name) == NULL)
            completions_add(out, name + 1, "", text);
        free(name);
    }
}

/* "ID NAME=VALUE NAME=": the last word of it. */
static void
complete_start(const char *text, const struct command_world *w, bool is_start,
    struct completions *out)
{
    const struct procedures *procedures = &w->ui->model->procedures;
    const char *last = strrchr(text, ' ');
    if (last == NULL) {
        add_procedures(out, text, procedures);
        return;
    }
    last++;
    out->start += (size_t)(last - text);
    char *id = xstrndup(text, strcspn(text, " "));
    char *given = xstrndup(text, (size_t)(last - text));
    add_arguments(out, last, given, procedures_find(procedures, id));
    if (is_start && strstr(given, " mode=") == NULL && last[0] != '\0')
        add_words(out, last, modes + MODES, ARRAY_LEN(modes) - MODES);
    free(given);
    free(id);
}

void
command_complete_proc(const char *word, const struct command_world *world,
    struct completions *out)
{
    size_t len = strcspn(word, " ");
    const char *rest = word + len + strspn(word + len, " ");
    if (word[len] == '\0') {
        add_words(out, word, words, ARRAY_LEN(words));
        return;
    }
    out->start += (size_t)(rest - word);
    bool is_start = str_prefix(word, "start ");
    if (is_start || str_prefix(word, "load "))
        complete_start(rest, world, is_start, out);
    else if (str_prefix(word, "give "))
        add_persons(out, rest, world);
    else if (str_prefix(word, "mode "))
        add_words(out, rest, modes, MODES);
}
