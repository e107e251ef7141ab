/*
 * desk_runs.c - what this console asks of the executor of procedures: to know
 * all of a run, and to have a hand in it.
 *
 * What only looks is asked again after a while without an answer; what changes
 * something never is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_runs.h"

#include <string.h>

#define FETCHES_A_TURN 8

struct runs *
desk_runs(const struct desk *d)
{
    return &d->config.model->runs;
}

/* ---- requests ------------------------------------------------------------ */

/* The ticket, 0: not asked, and the person was told. */
uint64_t
desk_exec_ask(struct desk *d, const char *verb, const char *run,
    const char *const *args, size_t n_args)
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
    *hand = (struct desk_hand){.ticket = ++desk_runs(d)->tickets};
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

void
desk_run_ask(struct desk *d, const char *verb, const char *run, const char *a,
    const char *b)
{
    const char *args[3] = {run, a, b};
    size_t n = a == NULL ? 1 : b == NULL ? 2 : 3;
    if (desk_exec_ask(d, verb, run, args, n) == 0)
        return;
    const struct run *r = runs_find(desk_runs(d), run);
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
                    runs_next_request(desk_runs(desk), now, &r);
         i++) {
        const char *args[ARRAY_LEN(r.arg)];
        for (size_t k = 0; k < r.n_args; k++)
            args[k] = r.arg[k];
        is_busy = true;
        desk->config.host.exec(
            desk->config.host.arg, r.ticket, false, r.verb, args, r.n_args);
    }
    for (size_t i = 0; i < desk_runs(desk)->n && !is_busy; i++)
        for (unsigned k = 0; k < RUN_NEED_COUNT; k++)
            is_busy |= desk_runs(desk)->run[i]->need[k].ticket != 0;
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
    struct run *run = runs_find(desk_runs(d), hand->run);
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
        runs_answer(desk_runs(desk), ticket, reply, desk->now);
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
    return runs_named(desk_runs(d), word);
}

struct run *
desk_run_in_sight(struct desk *d)
{
    struct run *run = run_of_page(d, desk_page(d));
    for (int i = 0; i < d->layout.n_panes && run == NULL; i++)
        run = run_of_page(d, pane_page(&d->pane[d->layout.shown[i]]));
    return run;
}

struct run *
desk_run_meant(struct desk *d)
{
    struct run *run = desk_run_in_sight(d), *only = NULL;
    size_t n = 0;
    for (size_t i = 0; i < desk_runs(d)->n && run == NULL; i++)
        if (desk_runs(d)->run[i]->state != RUN_FINISHED) {
            only = desk_runs(d)->run[i];
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
bool
desk_run_may(struct desk *d, enum action action, const struct run *run)
{
    const char *why = run_why_not(&d->ui, action, run);
    if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    return why == NULL;
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
    for (size_t i = 0; i < desk_runs(d)->n; i++) {
        struct run *run = desk_runs(d)->run[i];
        bool is_ours =
            runs_is_ours(desk_runs(d), run, d->config.model->orders.person);
        see_loss(d, run, is_ours);
        bool is_due = run->watched.ns == 0 ||
                      mono_diff_ns(now.mono, run->watched) >= RUN_WATCH_NS;
        if (!is_due || !is_heard || d->config.is_readonly ||
            run->state == RUN_FINISHED || d->config.host.exec == NULL ||
            !(is_ours || is_looked_at(run, now)))
            continue;
        const char *arg = run->id;
        run->watched = now.mono;
        (void)desk_exec_ask(d, "watch", run->id, &arg, 1);
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
               runs_is_ours(desk_runs(d), run, d->config.model->orders.person));
}

static const struct run *
calling(const struct desk *d)
{
    for (size_t i = 0; i < desk_runs(d)->n; i++)
        if (calls_here(d, desk_runs(d)->run[i]))
            return desk_runs(d)->run[i];
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
    for (size_t i = 0; i < desk_runs(d)->n; i++)
        call(d, desk_runs(d)->run[i]);
    desk_run_follow_dialog(d);
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
