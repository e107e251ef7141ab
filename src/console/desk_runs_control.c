/*
 * desk_runs_control.c - a hand in a procedure: its keys, what needs a
 * reason, the dialogs it goes through.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "console/desk_runs.h"

/* ---- what needs a reason ------------------------------------------------- */

void
desk_run_remember(
    struct desk *d, const struct run *run, const char *verb, const char *number)
{
    (void)str_copy(d->runs.run, sizeof d->runs.run, run->id);
    (void)str_copy(d->runs.verb, sizeof d->runs.verb, verb);
    (void)str_copy(d->runs.number, sizeof d->runs.number, number);
}

static void
open_abort(
    struct desk *d, const struct run *run, const char *reason, bool is_all)
{
    struct ceremony c = {0};
    struct strbuf name = {0}, at = {0};
    run_name_text(run, &name);
    strbuf_addf(&name, " %s", run->title);
    strbuf_addf(&at, "%s %s", run->current_number, run->current_text);
    ceremony_open_run(&c, CEREMONY_ABORT, run->id, strbuf_get(&name),
        strbuf_get(&at), run->procedure, reason);
    c.is_all = is_all;
    desk_show_dialog(d, &c);
    strbuf_fini(&name);
    strbuf_fini(&at);
}

static void
with_reason(struct desk *d, const char *reason)
{
    const struct run *run = runs_find(desk_runs(d), d->runs.run);
    const char *number = d->runs.number, *verb = d->runs.verb;
    if (reason[strspn(reason, " ")] == '\0' ||
        strlen(reason) > ORDER_COMMENT_MAX) {
        desk_say(d, TOAST_WARN, "not done: %s",
            reason[0] == '\0' ? "it needs a reason" : "the reason is too long");
        return;
    }
    if (run == NULL)
        desk_say(d, TOAST_WARN, "not done: the run is not known any more");
    else if (str_eq(verb, "abort") || str_eq(verb, "abort-all"))
        open_abort(d, run, reason, str_eq(verb, "abort-all"));
    else if (str_eq(verb, "goto"))
        desk_run_ask(d, "goto", run->id, number, reason);
    else
        desk_run_ask(d, verb, run->id, reason, NULL);
}

static void
reason_told(void *arg, const char *text)
{
    with_reason(arg, text);
}

void
desk_run_reason(struct desk *d, const struct run *run, const char *verb,
    const char *number, const char *reason)
{
    struct strbuf b = {0};
    desk_run_remember(d, run, verb, number);
    if (reason[0] != '\0') {
        with_reason(d, reason);
        return;
    }
    strbuf_addf(&b, "%c%s ", verb[0] - 'a' + 'A', verb + 1);
    if (str_eq(verb, "skip"))
        strbuf_addf(&b, "%s %.40s", run->current_number, run->current_text);
    else if (number[0] != '\0')
        strbuf_addf(&b, "%s of %s", number, run->procedure);
    else
        run_name_text(run, &b);
    strbuf_adds(&b, ", because: ");
    d->ui.prompt(d, strbuf_get(&b), reason_told, d);
    strbuf_fini(&b);
}

/* ---- keys ---------------------------------------------------------------- */

static bool
has_break(const struct run *run, uint32_t stmt)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu32, stmt);
    size_t n = strlen(text);
    for (size_t i = 0; i < run->breaks.n; i++)
        if (strncmp(run->breaks.text[i], text, n) == 0 &&
            (run->breaks.text[i][n] == '\0' || run->breaks.text[i][n] == ' '))
            return true;
    return false;
}

static void
toggle_break(struct desk *d, const struct run *run, uint32_t stmt)
{
    struct strbuf number = {0};
    if (run->source.tree == NULL || stmt >= run->source.tree->n_stmts)
        return;
    pluto_number(run->source.tree, stmt, &number);
    desk_run_ask(d, has_break(run, stmt) ? "unbreak" : "break", run->id,
        strbuf_get(&number), NULL);
    strbuf_fini(&number);
}

void
desk_run_key(void *console, enum action action, const char *run, uint32_t stmt)
{
    struct desk *d = console;
    const struct run *r = runs_find(desk_runs(d), run);
    if (!desk_run_may(d, action, r))
        return;
    bool is_paused = r->state == RUN_PAUSED || r->state == RUN_LOADED;
    switch ((int)action) {
    case ACTION_STEP:
        desk_run_ask(d, "step", run, NULL, NULL);
        break;
    case ACTION_OVER:
        desk_run_ask(d, "over", run, NULL, NULL);
        break;
    case ACTION_PAUSE:
        desk_run_ask(d, is_paused ? "resume" : "pause", run, NULL, NULL);
        break;
    case ACTION_SKIP:
        desk_run_reason(d, r, "skip", "", "");
        break;
    case ACTION_ABORT:
        desk_run_reason(d, r, "abort", "", "");
        break;
    case ACTION_BREAK:
        toggle_break(d, r, stmt);
        break;
    default:
        break;
    }
}

/* ---- dialogs ------------------------------------------------------------- */

const char *
desk_why_not_run(struct desk *d, const struct ceremony *c)
{
    const struct run *run = runs_find(desk_runs(d), c->id);
    if (run == NULL)
        return "the run is not known any more";
    return c->kind == CEREMONY_SEIZE
               ? run_why_no_executor(d->config.model, d->now)
               : run_why_not(&d->ui,
                     c->kind == CEREMONY_ANSWER ? ACTION_ACKNOWLEDGE
                                                : ACTION_ABORT,
                     run);
}

void
desk_run_go(struct desk *d, const struct ceremony *c)
{
    if (c->kind == CEREMONY_ABORT)
        desk_run_ask(
            d, c->is_all ? "abort-all" : "abort", c->id, c->reason, NULL);
    else if (c->kind == CEREMONY_SEIZE)
        desk_run_ask(d, "seize", c->id, c->reason, NULL);
    else
        desk_run_send_answer(d, c->id, c->number, d->runs.word, d->runs.text);
}

void
desk_run_follow_dialog(struct desk *d)
{
    struct ceremony *c = &d->ceremony;
    const struct run *run = runs_find(desk_runs(d), c->id);
    if (!ceremony_is_of_run(c) || c->is_over)
        return;
    if (run == NULL || run->state == RUN_FINISHED)
        ceremony_end(c, "it has ended");
    else if (c->kind == CEREMONY_ANSWER &&
             runs_prompt_find(run, c->number) == NULL)
        ceremony_end(c, "the question is not open any more");
}
