/*
 * desk_runs.c - what this console asks of the executor of procedures: to know
 * all of a run, and to have a hand in it.
 *
 * What only looks is asked again after a while without an answer; what changes
 * something never is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "console/desk_priv.h"
#include "console/view/run_shown.h"

#define FETCHES_A_TURN 8

static struct runs *
runs(const struct desk *d)
{
    return &d->config.model->runs;
}

/* ---- requests ------------------------------------------------------------ */

/* The ticket, 0: not asked, and the person was told. */
static uint64_t
ask(struct desk *d, const char *verb, const char *run, const char *const *args,
    size_t n_args)
{
    struct order_head head;
    struct desk_hand *hand =
        &d->runs.hand[d->runs.next++ % ARRAY_LEN(d->runs.hand)];
    if (d->config.is_readonly || d->config.host.exec == NULL) {
        desk_refuse(d, TOAST_WARN,
            d->config.is_readonly ? "read-only: ask an operator"
                                  : "there is no executor to ask");
        return 0;
    }
    bool is_training = d->config.model->instance.kind == INSTANCE_SIM;
    orders_head(&d->config.model->orders, is_training, d->now.utc, &head);
    *hand = (struct desk_hand){.ticket = ++runs(d)->tickets};
    (void)str_copy(hand->verb, sizeof hand->verb, verb);
    (void)str_copy(hand->run, sizeof hand->run, run);
    size_t n;
    char **all = order_args(&head, NULL, args, n_args, &n);
    uint64_t ticket = hand->ticket;
    d->config.host.exec(
        d->config.host.arg, ticket, true, verb, (const char *const *)all, n);
    order_args_free(&all, n);
    return ticket;
}

static void
ask_run(struct desk *d, const char *verb, const char *run, const char *a,
    const char *b)
{
    const char *args[3] = {run, a, b};
    size_t n = a == NULL ? 1 : b == NULL ? 2 : 3;
    if (ask(d, verb, run, args, n) == 0)
        return;
    const struct run *r = runs_find(runs(d), run);
    struct strbuf name = {0};
    if (r != NULL)
        run_name_text(r, &name);
    desk_note(d, DEED_ASKED, DEED_OK, "exec: %s %s%s%s%s%s", verb,
        strbuf_get(&name), a != NULL ? " " : "", a != NULL ? a : "",
        b != NULL ? " " : "", b != NULL ? b : "");
    strbuf_fini(&name);
}

bool
desk_fetch_runs(struct desk *desk, struct clock now)
{
    struct run_request r;
    bool is_busy = false;
    for (int i = 0; i < FETCHES_A_TURN && desk->config.host.exec != NULL &&
                    runs_next_request(runs(desk), now, &r);
         i++) {
        const char *args[ARRAY_LEN(r.arg)];
        for (size_t k = 0; k < r.n_args; k++)
            args[k] = r.arg[k];
        is_busy = true;
        desk->config.host.exec(
            desk->config.host.arg, r.ticket, false, r.verb, args, r.n_args);
    }
    for (size_t i = 0; i < runs(desk)->n && !is_busy; i++)
        for (unsigned k = 0; k < RUN_NEED_COUNT; k++)
            is_busy |= runs(desk)->run[i]->need[k].ticket != 0;
    return is_busy;
}

/* ---- answers ------------------------------------------------------------- */

static struct desk_hand *
find_hand(struct desk *d, uint64_t ticket)
{
    for (size_t i = 0; i < ARRAY_LEN(d->runs.hand); i++)
        if (d->runs.hand[i].ticket == ticket)
            return &d->runs.hand[i];
    return NULL;
}

/* "a run id": what start answers. */
static bool
is_run_id(const char *text)
{
    size_t n = strlen(text);
    return n == 32 && strspn(text, "0123456789abcdef") == n;
}

static void
take_control(struct desk *d, const struct desk_hand *hand, bool is_yes)
{
    struct run *run = runs_find(runs(d), hand->run);
    bool takes = str_eq(hand->verb, "take") || str_eq(hand->verb, "seize");
    bool leaves = str_eq(hand->verb, "release");
    if (run != NULL && is_yes && (takes || leaves))
        run->is_taken = takes;
}

static void
tell(
    struct desk *d, const struct desk_hand *hand, bool is_yes, const char *text)
{
    bool is_watch = str_eq(hand->verb, "watch");
    if (is_watch && is_yes)
        return;
    desk_note(d, DEED_ANSWER, is_yes ? DEED_OK : DEED_FAILED, "%s: %s",
        hand->verb,
        text[0] != '\0' ? text
        : is_yes        ? "done"
                        : "refused");
    if (!is_watch && text[0] != '\0' && !is_run_id(text))
        prompt_toast(
            &d->prompt, is_yes ? TOAST_INFO : TOAST_ERROR, text, d->now.mono);
}

void
desk_exec_answer(
    struct desk *desk, uint64_t ticket, const struct msg_reply *reply)
{
    struct desk_hand *found = find_hand(desk, ticket);
    char text[600];
    if (found == NULL || ticket == 0) {
        runs_answer(runs(desk), ticket, reply, desk->now);
        desk->todo |= UI_REDRAW;
        return;
    }
    struct desk_hand hand = *found;
    *found = (struct desk_hand){0};
    desk->todo |= UI_REDRAW;
    if (reply == NULL) {
        if (!str_eq(hand.verb, "watch"))
            desk_say(desk, TOAST_ERROR,
                "no answer from the executor: whether it did '%s' is not "
                "known: look at the run",
                hand.verb);
        return;
    }
    bool is_yes = reply->status == ERR_OK;
    model_text(text, sizeof text, reply->text);
    take_control(desk, &hand, is_yes);
    tell(desk, &hand, is_yes, text);
    bool begins = str_eq(hand.verb, "start") || str_eq(hand.verb, "load");
    if (is_yes && begins && is_run_id(text))
        (void)desk_open(desk, "run", text);
}

/* ---- which run ----------------------------------------------------------- */

/* The run of the focused pane, else of another in sight, else the only one
 * that goes on; NULL. */
static struct run *
run_of_page(struct desk *d, const struct page *page)
{
    char word[RUN_ID_SIZE];
    if (page == NULL || (!str_eq(page->class->name, "run") &&
                            !str_eq(page->class->name, "statement")))
        return NULL;
    size_t n = strcspn(page->argument, " ") + 1;
    (void)str_copy(word, n < sizeof word ? n : sizeof word, page->argument);
    return runs_named(runs(d), word);
}

static struct run *
run_in_sight(struct desk *d)
{
    struct run *run = run_of_page(d, desk_page(d));
    for (int i = 0; i < d->layout.n_panes && run == NULL; i++)
        run = run_of_page(d, pane_page(&d->pane[d->layout.shown[i]]));
    return run;
}

static struct run *
run_meant(struct desk *d)
{
    struct run *run = run_in_sight(d), *only = NULL;
    size_t n = 0;
    for (size_t i = 0; i < runs(d)->n && run == NULL; i++)
        if (runs(d)->run[i]->state != RUN_FINISHED) {
            only = runs(d)->run[i];
            n++;
        }
    run = run != NULL ? run : n == 1 ? only : NULL;
    if (run == NULL)
        desk_refuse(d, TOAST_WARN,
            n > 1 ? "which one? 3 lists the runs, Enter opens one"
                  : "no procedure runs; 3 lists them");
    return run;
}

/* It may be done now; if not, the person is told why. */
static bool
may(struct desk *d, enum action action, const struct run *run)
{
    const char *why = run_why_not(&d->ui, action, run);
    if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    return why == NULL;
}

/* ---- what needs a reason ------------------------------------------------- */

static void
remember(
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
    const struct run *run = runs_find(runs(d), d->runs.run);
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
        ask_run(d, "goto", run->id, number, reason);
    else
        ask_run(d, verb, run->id, reason, NULL);
}

static void
reason_told(void *arg, const char *text)
{
    with_reason(arg, text);
}

static void
ask_reason(struct desk *d, const struct run *run, const char *verb,
    const char *number, const char *reason)
{
    struct strbuf b = {0};
    remember(d, run, verb, number);
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
    ask_run(d, has_break(run, stmt) ? "unbreak" : "break", run->id,
        strbuf_get(&number), NULL);
    strbuf_fini(&number);
}

void
desk_run_key(void *console, enum action action, const char *run, uint32_t stmt)
{
    struct desk *d = console;
    const struct run *r = runs_find(runs(d), run);
    if (!may(d, action, r))
        return;
    bool is_paused = r->state == RUN_PAUSED || r->state == RUN_LOADED;
    switch ((int)action) {
    case ACTION_STEP:
        ask_run(d, "step", run, NULL, NULL);
        break;
    case ACTION_OVER:
        ask_run(d, "over", run, NULL, NULL);
        break;
    case ACTION_PAUSE:
        ask_run(d, is_paused ? "resume" : "pause", run, NULL, NULL);
        break;
    case ACTION_SKIP:
        ask_reason(d, r, "skip", "", "");
        break;
    case ACTION_ABORT:
        ask_reason(d, r, "abort", "", "");
        break;
    case ACTION_BREAK:
        toggle_break(d, r, stmt);
        break;
    default:
        break;
    }
}

/* ---- answers to questions ------------------------------------------------ */

static const char *
effect_of(const struct run_prompt *p, const char *word)
{
    for (size_t i = 0; i < p->answers.n && i < p->effects.n; i++)
        if (str_eq(p->answers.text[i], word))
            return p->effects.text[i];
    return "";
}

static void
send_answer(struct desk *d, const char *run, uint64_t prompt, const char *word,
    const char *text)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%" PRIu64, prompt);
    const char *args[] = {run, number, word, text};
    if (ask(d, "answer", run, args, text[0] != '\0' ? 4 : 3) != 0)
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
    const struct run *run = runs_find(runs(d), d->runs.run);
    const struct run_prompt *p =
        run != NULL ? runs_prompt_find(run, d->runs.prompt) : NULL;
    if (p == NULL)
        desk_say(
            d, TOAST_WARN, "not answered: the question is not open any more");
    else if (p->short_name[0] != '\0')
        open_answer(d, run, p);
    else
        send_answer(d, run->id, p->number, d->runs.word, d->runs.text);
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
    const struct run *r = runs_find(runs(d), run);
    if (!may(d, ACTION_ACKNOWLEDGE, r))
        return;
    remember(d, r, "answer", "");
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
    if (n_args == 0 || ask(d, verb, "", args, n_args) == 0)
        return;
    struct strbuf line = {0};
    for (size_t i = 0; i < n_args; i++)
        strbuf_addf(&line, " %s", args[i]);
    desk_note(d, DEED_ASKED, DEED_OK, "exec: %s%s", verb, strbuf_get(&line));
    strbuf_fini(&line);
}

/* ---- dialogs ------------------------------------------------------------- */

const char *
desk_why_not_run(struct desk *d, const struct ceremony *c)
{
    const struct run *run = runs_find(runs(d), c->id);
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
        ask_run(d, c->is_all ? "abort-all" : "abort", c->id, c->reason, NULL);
    else if (c->kind == CEREMONY_SEIZE)
        ask_run(d, "seize", c->id, c->reason, NULL);
    else
        send_answer(d, c->id, c->number, d->runs.word, d->runs.text);
}

static void
follow_dialog(struct desk *d)
{
    struct ceremony *c = &d->ceremony;
    const struct run *run = runs_find(runs(d), c->id);
    if (!ceremony_is_of_run(c) || c->is_over)
        return;
    if (run == NULL || run->state == RUN_FINISHED)
        ceremony_end(c, "it has ended");
    else if (c->kind == CEREMONY_ANSWER &&
             runs_prompt_find(run, c->number) == NULL)
        ceremony_end(c, "the question is not open any more");
}

/* ---- the command line ---------------------------------------------------- */

static bool
is_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && strncmp(text, word, len) == 0;
}

bool
desk_run_goto(struct desk *d, const char *text)
{
    struct run *run = run_in_sight(d);
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
        ask_reason(
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
    const struct run *run = run_meant(d);
    (void)str_copy(
        number, len + 1 < sizeof number ? len + 1 : sizeof number, text);
    if (run == NULL || !may(d, ACTION_BREAK, run))
        return;
    if (number[0] == '\0')
        desk_say(d, TOAST_WARN, "which statement? :break 2.1 [once]");
    else
        ask_run(d, is_set ? "break" : "unbreak", run->id, number,
            is_set && str_eq(rest, "once") ? "once" : NULL);
}

void
desk_run_over(struct desk *d)
{
    const struct run *run = run_meant(d);
    if (run != NULL)
        desk_run_key(d, ACTION_OVER, run->id, PLUTO_NIL);
}

static void
sure_take(void *arg)
{
    struct desk *d = arg;
    ask_run(d, "take", d->runs.run, NULL, NULL);
}

static void
take(struct desk *d, const struct run *run)
{
    const char *person = d->config.model->orders.person;
    bool is_free = run->controller[0] == '\0' ||
                   str_eq(run->controller, person) ||
                   str_eq(run->offered_to, person);
    remember(d, run, "take", "");
    if (runs_is_ours(runs(d), run, person))
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
    struct run *run = run_meant(d);
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
    else if (!may(d, ACTION_BREAK, run))
        return;
    else if (is_word(text, len, "give") && rest[0] != '\0')
        ask_run(d, "give", run->id, rest, NULL);
    else if (is_word(text, len, "release"))
        ask_run(d, "release", run->id, NULL, NULL);
    else if (is_word(text, len, "mode") && rest[0] != '\0')
        ask_run(d, "mode", run->id, rest, NULL);
    else if (is_word(text, len, "pause"))
        ask_run(d, "pause", run->id, NULL, NULL);
    else if (is_word(text, len, "resume"))
        ask_run(d, "resume", run->id, NULL, NULL);
    else if (is_word(text, len, "skip") && may(d, ACTION_SKIP, run))
        ask_reason(d, run, "skip", "", rest);
    else if (is_word(text, len, "abort"))
        ask_reason(d, run, "abort", "", rest);
    else if (is_word(text, len, "abort-all"))
        ask_reason(d, run, "abort-all", "", rest);
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
        (void)ask(d, "reload", "", NULL, 0);
    else
        of_run(d, text, len, rest);
}

/* ---- watching ------------------------------------------------------------ */

static bool
is_looked_at(const struct run *run, struct clock now)
{
    return run->wanted.ns != 0 &&
           mono_diff_ns(now.mono, run->wanted) <= RUN_WANTED_NS;
}

/* Control that was here is somewhere else now. */
static void
see_loss(struct desk *d, struct run *run, bool is_ours)
{
    if (run->was_ours && !is_ours && run->state != RUN_FINISHED)
        desk_say(d, TOAST_ERROR, "control of %s is %s%s", run->procedure,
            run->controller[0] != '\0' ? "with " : "lost", run->controller);
    if (run->was_ours && !is_ours)
        run->is_taken = false;
    run->was_ours = is_ours;
}

void
desk_keep_runs(struct desk *desk, struct clock now)
{
    struct desk *d = desk;
    desk_set_now(d, now);
    bool is_heard = run_why_no_executor(d->config.model, now) == NULL;
    for (size_t i = 0; i < runs(d)->n; i++) {
        struct run *run = runs(d)->run[i];
        bool is_ours =
            runs_is_ours(runs(d), run, d->config.model->orders.person);
        see_loss(d, run, is_ours);
        bool is_due = run->watched.ns == 0 ||
                      mono_diff_ns(now.mono, run->watched) >= RUN_WATCH_NS;
        if (!is_due || !is_heard || d->config.is_readonly ||
            run->state == RUN_FINISHED || d->config.host.exec == NULL ||
            !(is_ours || is_looked_at(run, now)))
            continue;
        const char *arg = run->id;
        run->watched = now.mono;
        (void)ask(d, "watch", run->id, &arg, 1);
    }
}

/* ---- calling ------------------------------------------------------------- */

/* What this console's person has to do about a run: answer it, or take it. */
static bool
calls_here(const struct desk *d, const struct run *run)
{
    if (run->state == RUN_FINISHED || d->config.is_readonly)
        return false;
    return run->needs_operator ||
           (run->n_prompts > 0 &&
               runs_is_ours(runs(d), run, d->config.model->orders.person));
}

static const struct run *
calling(const struct desk *d)
{
    for (size_t i = 0; i < runs(d)->n; i++)
        if (calls_here(d, runs(d)->run[i]))
            return runs(d)->run[i];
    return NULL;
}

bool
desk_has_call(const struct desk *d)
{
    return calling(d) != NULL;
}

static void
call(struct desk *d, struct run *run)
{
    bool is_here = calls_here(d, run);
    uint64_t newest =
        run->n_prompts > 0 ? run->prompt[run->n_prompts - 1]->number : 0;
    bool is_new = is_here && ((run->needs_operator && !run->told_need) ||
                                 newest > run->told_prompt);
    run->told_need = is_here && run->needs_operator;
    if (!is_new)
        return;
    run->told_prompt = newest;
    alert_call(&d->alert);
    const struct run_prompt *p = runs_question(run);
    desk_say(d, TOAST_WARN, "%s %s: %s", run->procedure,
        run->needs_operator ? "needs an operator" : "asks",
        p != NULL ? p->text : run->detail);
}

void
desk_follow_runs(struct desk *d)
{
    for (size_t i = 0; i < runs(d)->n; i++)
        call(d, runs(d)->run[i]);
    follow_dialog(d);
}

void
desk_paint_call(struct desk *d, const struct area *row)
{
    const struct run *run = calling(d);
    if (run == NULL || run_of_page(d, desk_page(d)) == run)
        return;
    const struct run_prompt *p = runs_question(run);
    struct strbuf b = {0};
    run_name_text(run, &b);
    strbuf_addf(&b, " %s: %s  (3)",
        run->needs_operator ? "needs an operator" : "asks",
        p != NULL ? p->text : run->detail);
    area_put(row, 0, 0, (unsigned char)run_call_mark(run), ROLE_PROC_ASK);
    area_field(row, 0, 2, row->cols - 2, -1, ROLE_TEXT_STRONG, strbuf_get(&b));
    strbuf_fini(&b);
}
