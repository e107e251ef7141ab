/*
 * desk_runs_line.c - procedures by the command line: :proc, :goto, :break,
 * :over.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "console/desk_runs.h"

static bool
is_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && strncmp(text, word, len) == 0;
}

bool
desk_run_goto(struct desk *d, const char *text)
{
    struct run *run = desk_run_in_sight(d);
    char number[64];
    bool is_line = str_prefix(text, "line ");
    if (run == NULL || (!is_line && strspn(text, "0123456789PWC") == 0))
        return false;
    size_t len = is_line ? 5 + strcspn(text + 5, " ") : strcspn(text, " ");
    (void)str_copy(
        number, len + 1 < sizeof number ? len + 1 : sizeof number, text);
    const char *why = run_why_not(&d->ui, ACTION_BREAK, run);
    if (why == NULL && run->state != RUN_PAUSED)
        why = "only a paused procedure goes elsewhere: p pauses it";
    if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    else
        desk_run_reason(
            d, run, "goto", number, text + len + strspn(text + len, " "));
    return true;
}

void
desk_run_break(struct desk *d, const char *text, bool is_set)
{
    char number[64];
    bool is_line = str_prefix(text, "line ");
    size_t len = is_line ? 5 + strcspn(text + 5, " ") : strcspn(text, " ");
    const char *rest = text + len + strspn(text + len, " ");
    const struct run *run = desk_run_meant(d);
    (void)str_copy(
        number, len + 1 < sizeof number ? len + 1 : sizeof number, text);
    if (run == NULL || !desk_run_may(d, ACTION_BREAK, run))
        return;
    if (number[0] == '\0')
        desk_say(d, TOAST_WARN, "which statement? :break 2.1 [once]");
    else
        desk_run_ask(d, is_set ? "break" : "unbreak", run->id, number,
            is_set && str_eq(rest, "once") ? "once" : NULL);
}

void
desk_run_over(struct desk *d)
{
    const struct run *run = desk_run_meant(d);
    if (run != NULL)
        desk_run_key(d, ACTION_OVER, run->id, PLUTO_NIL);
}

static void
sure_take(void *arg)
{
    struct desk *d = arg;
    desk_run_ask(d, "take", d->runs.run, NULL, NULL);
}

static void
take(struct desk *d, const struct run *run)
{
    const char *person = d->config.model->orders.person;
    bool is_free = run->controller[0] == '\0' ||
                   str_eq(run->controller, person) ||
                   str_eq(run->offered_to, person);
    desk_run_remember(d, run, "take", "");
    if (runs_is_ours(desk_runs(d), run, person))
        desk_say(d, TOAST_INFO, "you control %s", run->procedure);
    else if (is_free)
        sure_take(d);
    else
        desk_confirm(d, sure_take,
            "%s controls %s: ask for it?  It stays there until it is given.",
            run->controller, run->procedure);
}

static void
seize(struct desk *d, const struct run *run, const char *reason)
{
    struct ceremony c = {0};
    struct strbuf name = {0};
    if (reason[0] == '\0' || strlen(reason) > ORDER_COMMENT_MAX) {
        desk_say(d, TOAST_WARN, "it needs a reason: :proc seize REASON");
        return;
    }
    if (run->controller[0] == '\0') {
        take(d, run);
        return;
    }
    run_name_text(run, &name);
    ceremony_open_run(&c, CEREMONY_SEIZE, run->id, strbuf_get(&name),
        run->controller, run->controller, reason);
    desk_show_dialog(d, &c);
    strbuf_fini(&name);
}

/* "ID NAME=VALUE NAME=VALUE": blanks part them; nothing but the id opens the
 * form. */
static void
start(struct desk *d, const char *verb, const char *text)
{
    char line[EDIT_SIZE];
    const char *args[64];
    size_t n = 0;
    char *save = NULL;
    (void)str_copy(line, sizeof line, text);
    for (char *w = strtok_r(line, " ", &save); w != NULL && n < ARRAY_LEN(args);
         w = strtok_r(NULL, " ", &save))
        args[n++] = w;
    if (n == 0)
        (void)desk_open(d, "procedures", "library");
    else if (n == 1 && str_eq(verb, "start"))
        (void)desk_open(d, "start", args[0]);
    else
        desk_run_start(d, verb, args, n);
}

static void
of_run(struct desk *d, const char *text, size_t len, const char *rest)
{
    struct run *run = desk_run_meant(d);
    const char *none =
        run == NULL ? "" : run_why_no_executor(d->config.model, d->now);
    if (run == NULL)
        return;
    if (none != NULL || d->config.is_readonly)
        desk_refuse(d, TOAST_WARN, "%s",
            none != NULL ? none : "read-only: ask an operator");
    else if (is_word(text, len, "take"))
        take(d, run);
    else if (is_word(text, len, "seize"))
        seize(d, run, rest);
    else if (!desk_run_may(d, ACTION_BREAK, run))
        return;
    else if (is_word(text, len, "give") && rest[0] != '\0')
        desk_run_ask(d, "give", run->id, rest, NULL);
    else if (is_word(text, len, "release"))
        desk_run_ask(d, "release", run->id, NULL, NULL);
    else if (is_word(text, len, "mode") && rest[0] != '\0')
        desk_run_ask(d, "mode", run->id, rest, NULL);
    else if (is_word(text, len, "pause"))
        desk_run_ask(d, "pause", run->id, NULL, NULL);
    else if (is_word(text, len, "resume"))
        desk_run_ask(d, "resume", run->id, NULL, NULL);
    else if (is_word(text, len, "skip") && desk_run_may(d, ACTION_SKIP, run))
        desk_run_reason(d, run, "skip", "", rest);
    else if (is_word(text, len, "abort"))
        desk_run_reason(d, run, "abort", "", rest);
    else if (is_word(text, len, "abort-all"))
        desk_run_reason(d, run, "abort-all", "", rest);
    else
        desk_say(d, TOAST_WARN,
            ":proc take, give PERSON, release, seize REASON, start ID, mode "
            "MODE, pause, resume, skip, abort, abort-all");
}

void
desk_run_proc(struct desk *d, const char *text)
{
    size_t len = strcspn(text, " ");
    const char *rest = text + len + strspn(text + len, " ");
    if (len == 0)
        (void)desk_open(d, "procedures", "");
    else if (is_word(text, len, "start") || is_word(text, len, "load"))
        start(d, is_word(text, len, "start") ? "start" : "load", rest);
    else if (is_word(text, len, "reload"))
        (void)desk_exec_ask(d, "reload", "", NULL, 0);
    else
        of_run(d, text, len, rest);
}
