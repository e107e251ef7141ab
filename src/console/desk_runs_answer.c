/*
 * desk_runs_answer.c - answers to what a procedure asks, and procedures
 * that are started with a form.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "console/desk_runs.h"

static const char *
effect_of(const struct run_prompt *p, const char *word)
{
    for (size_t i = 0; i < p->answers.n && i < p->effects.n; i++)
        if (str_eq(p->answers.text[i], word))
            return p->effects.text[i];
    return "";
}

void
desk_run_send_answer(struct desk *d, const char *run, uint64_t prompt,
    const char *word, const char *text)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%" PRIu64, prompt);
    const char *args[] = {run, number, word, text};
    if (desk_exec_ask(d, "answer", run, args, text[0] != '\0' ? 4 : 3) != 0)
        desk_note(d, DEED_ASKED, DEED_OK, "exec: answer %s: %s %s", number,
            word, text);
}

/* Critical: the name is typed. */
static void
open_answer(struct desk *d, const struct run *run, const struct run_prompt *p)
{
    struct ceremony c = {0};
    struct strbuf name = {0}, answer = {0};
    run_name_text(run, &name);
    strbuf_addf(&name, " %s", p->item);
    strbuf_addf(&answer, "%s %s", d->runs.word, d->runs.text);
    ceremony_open_run(&c, CEREMONY_ANSWER, run->id, strbuf_get(&name), p->text,
        p->short_name, effect_of(p, d->runs.word));
    c.number = p->number;
    (void)str_copy(c.answer, sizeof c.answer, strbuf_get(&answer));
    desk_show_dialog(d, &c);
    strbuf_fini(&name);
    strbuf_fini(&answer);
}

static void
give_answer(struct desk *d)
{
    const struct run *run = runs_find(desk_runs(d), d->runs.run);
    const struct run_prompt *p =
        run != NULL ? runs_prompt_find(run, d->runs.prompt) : NULL;
    if (p == NULL)
        desk_say(
            d, TOAST_WARN, "not answered: the question is not open any more");
    else if (p->short_name[0] != '\0')
        open_answer(d, run, p);
    else
        desk_run_send_answer(d, run->id, p->number, d->runs.word, d->runs.text);
}

static void
answer_reason(void *arg, const char *text)
{
    struct desk *d = arg;
    if (text[strspn(text, " ")] == '\0' ||
        !str_copy(d->runs.text, sizeof d->runs.text, text))
        desk_say(d, TOAST_WARN,
            "not answered: it needs a reason of %d letters "
            "at most",
            ORDER_COMMENT_MAX);
    else
        give_answer(d);
}

void
desk_run_answer(void *console, const char *run, uint64_t prompt,
    const char *word, const char *text)
{
    struct desk *d = console;
    const struct run *r = runs_find(desk_runs(d), run);
    if (!desk_run_may(d, ACTION_ACKNOWLEDGE, r))
        return;
    desk_run_remember(d, r, "answer", "");
    d->runs.prompt = prompt;
    (void)str_copy(d->runs.word, sizeof d->runs.word, word);
    (void)str_copy(d->runs.text, sizeof d->runs.text, text);
    bool needs_reason = str_eq(word, "skip") || str_eq(word, "failed");
    if (!needs_reason || text[0] != '\0') {
        give_answer(d);
        return;
    }
    struct strbuf b = {0};
    strbuf_addf(&b, "Answer '%s', because: ", word);
    d->ui.prompt(d, strbuf_get(&b), answer_reason, d);
    strbuf_fini(&b);
}

void
desk_run_start(
    void *console, const char *verb, const char *const *args, size_t n_args)
{
    struct desk *d = console;
    if (n_args == 0 || desk_exec_ask(d, verb, "", args, n_args) == 0)
        return;
    struct strbuf line = {0};
    for (size_t i = 0; i < n_args; i++)
        strbuf_addf(&line, " %s", args[i]);
    desk_note(d, DEED_ASKED, DEED_OK, "exec: %s%s", verb, strbuf_get(&line));
    strbuf_fini(&line);
}
