/*
 * exec_word.c - what people do with an execution: control, pause, go on,
 * answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

/* ---- control ------------------------------------------------------------- */

/* He controls now: it orders on his behalf. */
static enum err
controls(struct exec_asked *q, struct exec_run *root, const char *how)
{
    (void)exec_control_watch(&root->control, &q->who, q->app->now);
    (void)str_copy(root->person, sizeof root->person, q->person.name);
    exec_run_note(root, PLUTO_T_CTRL, q->person.name, "control %s", how);
    exec_event(q->app, EV_PROCEDURE_CONTROL,
        "%s #%" PRIu64 ": %s controls it (%s)", root->name, root->number,
        q->person.name, how);
    exec_run_touch(root);
    if (!exec_run_commit(root))
        return exec_reply(q->app, ERR_OK,
            "you control #%" PRIu64
            ", which stands: its state cannot be written",
            root->number);
    return exec_reply(q->app, ERR_OK, "you control #%" PRIu64, root->number);
}

static enum err
do_take(struct exec_asked *q)
{
    struct exec_run *root = exec_root(q->run);
    const enum err e = exec_need_role(q, ROLE_COMMAND);
    if (e != ERR_OK)
        return e;
    switch ((unsigned)exec_control_take(&root->control, &q->who, q->app->now)) {
    case AUTHORITY_TAKEN:
        return controls(q, root, "taken");
    case AUTHORITY_HANDED:
        return controls(q, root, "handed over");
    case AUTHORITY_MOVED:
        return controls(q, root, "moved here");
    case AUTHORITY_NONE:
        return exec_reply(
            q->app, ERR_OK, "you control #%" PRIu64, root->number);
    default:
        root->is_news = true;
        return exec_reply(q->app, ERR_DENIED,
            "%s controls #%" PRIu64 " (%s); it was told that you ask",
            exec_control_name(&root->control), root->number,
            root->control.lease.holder.where);
    }
}

static enum err
do_watch(struct exec_asked *q)
{
    struct exec_run *root = exec_root(q->run);
    const size_t n = root->control.n_watchers;
    if (!exec_control_watch(&root->control, &q->who, q->app->now))
        return exec_reply(
            q->app, ERR_LIMIT, "%d watch it already", EXEC_WATCHERS_MAX);
    root->is_news = root->is_news || root->control.n_watchers != n;
    return exec_reply(q->app, ERR_OK, "%s",
        exec_control_has(&root->control, &q->who) ? "you control it"
                                                  : "you watch it");
}

static enum err
do_give(struct exec_asked *q)
{
    struct exec_run *root = exec_root(q->run);
    char *to = exec_arg(q, 1);
    enum err e;
    if (!people_exists(q->app->people, to))
        e = exec_reply(q->app, ERR_NOTFOUND, "there is no person %.40s", to);
    else if (exec_control_give(&root->control, &q->who, to, q->app->now) ==
             AUTHORITY_REFUSED)
        e = exec_reply(q->app, ERR_DENIED, "you do not control it");
    else {
        exec_run_note(
            root, PLUTO_T_CTRL, q->person.name, "control offered to %s", to);
        exec_run_touch(root);
        e = exec_reply(q->app, ERR_OK, "offered to %s for 60 s", to);
    }
    free(to);
    return e;
}

static enum err
do_release(struct exec_asked *q)
{
    struct exec_run *root = exec_root(q->run);
    (void)exec_control_release(&root->control, &q->who);
    exec_run_note(root, PLUTO_T_CTRL, q->person.name, "control released");
    exec_event(q->app, EV_PROCEDURE_CONTROL,
        "%s #%" PRIu64 ": %s released it, nobody controls it", root->name,
        root->number, q->person.name);
    exec_run_touch(root);
    return exec_reply(
        q->app, ERR_OK, "nobody controls #%" PRIu64, root->number);
}

static enum err
do_seize(struct exec_asked *q)
{
    struct exec_run *root = exec_root(q->run);
    enum err e = exec_need_role(q, ROLE_ADMIN);
    if (e != ERR_OK)
        return e;
    char *reason = exec_join(q, 1);
    exec_control_seize(&root->control, &q->who, q->app->now);
    char *how = xasprintf("seized: %.200s", reason);
    e = controls(q, root, how);
    free(how);
    free(reason);
    return e;
}

/* ---- going on ------------------------------------------------------------ */

/* What was done to an execution: on disk before the answer. */
static enum err
done(struct exec_asked *q, struct exec_run *run, enum err e, struct strbuf *why,
    const char *text)
{
    if (e != ERR_OK) {
        (void)exec_reply(
            q->app, e, "%s", why->len > 0 ? strbuf_get(why) : err_str(e));
    } else {
        exec_run_touch(run);
        if (!exec_run_commit(run))
            e = exec_reply(q->app, ERR_IO,
                "#%" PRIu64
                " stands: its state cannot be written; it goes on by itself "
                "when it can",
                run->number);
        else
            (void)exec_reply(q->app, ERR_OK, "%s", text);
    }
    strbuf_fini(why);
    return e;
}

static bool
is_below(struct exec_run *run, const struct exec_run *above)
{
    for (unsigned i = 0; run != NULL && i <= EXEC_NESTING_MAX; i++) {
        if (run == above)
            return true;
        run = exec_parent(run);
    }
    return false;
}

/* A person wants it to go on: what the gate never saw goes out now. */
static void
let_go_on(struct exec_run *run)
{
    run->is_withheld = false;
}

static enum err
need_interpreter(struct exec_asked *q)
{
    if (q->run->pluto != NULL)
        return ERR_OK;
    return exec_reply(q->app, ERR_AGAIN, "%s; abort-all ends it",
        q->run->broken != NULL ? q->run->broken : "it cannot go on");
}

static enum err
do_pause(struct exec_asked *q)
{
    struct strbuf why = {0};
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    e = pluto_run_pause(
        q->run->pluto, q->person.name, exec_run_now(q->run), &why);
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) { /* and what it called */
        struct exec_run *r = q->app->run[i];
        struct strbuf ignored = {0};
        if (r == NULL || r == q->run || r->pluto == NULL || r->is_over ||
            !is_below(r, q->run))
            continue;
        if (pluto_run_pause(r->pluto, q->person.name, exec_run_now(r),
                &ignored) == ERR_OK) {
            exec_run_touch(r);
            e = ERR_OK;
        }
        strbuf_fini(&ignored);
    }
    return done(q, q->run, e, &why, "paused");
}

static enum err
resume_one(struct exec_asked *q, struct exec_run *run, struct strbuf *why)
{
    const bool is_loaded = pluto_run_state(run->pluto) == PLUTO_RUN_LOADED;
    if (is_loaded) {
        exec_run_begin(run);
        return ERR_OK;
    }
    const enum err e =
        pluto_run_resume(run->pluto, q->person.name, exec_run_now(run), why);
    if (e == ERR_OK || pluto_run_state(run->pluto) != PLUTO_RUN_PAUSED)
        let_go_on(run);
    return e;
}

static enum err
do_resume(struct exec_asked *q)
{
    struct strbuf why = {0};
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    e = resume_one(q, q->run, &why);
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++) {
        struct exec_run *r = q->app->run[i];
        struct strbuf ignored = {0};
        if (r == NULL || r == q->run || r->pluto == NULL || r->is_over ||
            !is_below(r, q->run))
            continue;
        if (resume_one(q, r, &ignored) == ERR_OK) {
            exec_run_touch(r);
            e = ERR_OK;
        }
        strbuf_fini(&ignored);
    }
    return done(q, q->run, e, &why, "goes on");
}

static enum err
step(struct exec_asked *q, enum pluto_step_kind kind)
{
    struct strbuf why = {0};
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    if (pluto_run_state(q->run->pluto) == PLUTO_RUN_LOADED)
        exec_run_begin(q->run);
    e = pluto_run_step(
        q->run->pluto, kind, q->person.name, exec_run_now(q->run), &why);
    if (e == ERR_OK)
        let_go_on(q->run);
    return done(q, q->run, e, &why, "one step");
}

static enum err
do_step(struct exec_asked *q)
{
    return step(q, PLUTO_STEP_INTO);
}

static enum err
do_over(struct exec_asked *q)
{
    return step(q, PLUTO_STEP_OVER);
}

static enum err
do_skip(struct exec_asked *q)
{
    struct strbuf why = {0};
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    char *reason = exec_join(q, 1);
    e = pluto_run_skip(
        q->run->pluto, reason, q->person.name, exec_run_now(q->run), &why);
    free(reason);
    return done(q, q->run, e, &why, "skipped");
}

/* "2.1", "line 40", or words "line" "40"; *used: how many arguments. */
static uint32_t
statement_of(const struct exec_asked *q, size_t i, size_t *used)
{
    uint64_t line;
    uint32_t stmt;
    char *word = exec_arg(q, i), *next = exec_arg(q, i + 1);
    *used = 1;
    if (str_prefix(word, "line ") && num_parse_u64(word + 5, &line)) {
        stmt = pluto_find_line(q->run->procedure, (uint32_t)line);
    } else if (strcmp(word, "line") == 0 && num_parse_u64(next, &line)) {
        stmt = pluto_find_line(q->run->procedure, (uint32_t)line);
        *used = 2;
    } else {
        stmt = pluto_find_number(q->run->procedure, word);
    }
    free(word);
    free(next);
    return stmt;
}

static enum err
no_statement(struct exec_asked *q, size_t i)
{
    char *word = exec_join(q, i);
    const enum err e = exec_reply(q->app, ERR_NOTFOUND,
        "there is no statement %.40s: numbers are 2.1, or line 40", word);
    free(word);
    return e;
}

static enum err
do_goto(struct exec_asked *q)
{
    struct strbuf why = {0};
    size_t used;
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    const uint32_t stmt = statement_of(q, 1, &used);
    if (stmt == PLUTO_NIL)
        return no_statement(q, 1);
    char *reason = exec_join(q, 1 + used);
    e = pluto_run_goto(q->run->pluto, stmt, reason, q->person.name,
        exec_run_now(q->run), &why);
    free(reason);
    return done(q, q->run, e, &why, "it goes on there");
}

static enum err
set_break(struct exec_asked *q, bool is_set)
{
    struct strbuf why = {0};
    size_t used;
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    const uint32_t stmt = statement_of(q, 1, &used);
    if (stmt == PLUTO_NIL)
        return no_statement(q, 1);
    char *more = exec_join(q, 1 + used);
    const bool is_once = strcmp(more, "once") == 0;
    if (more[0] != '\0' && !(is_once && is_set))
        e = exec_reply(q->app, ERR_FORMAT, "break RUN-ID NUMBER [once]");
    free(more);
    if (e != ERR_OK)
        return e;
    e = pluto_run_break(q->run->pluto, stmt, is_set, is_once, &why);
    return done(q, q->run, e, &why, is_set ? "it pauses there" : "removed");
}

static enum err
do_break(struct exec_asked *q)
{
    return set_break(q, true);
}

static enum err
do_unbreak(struct exec_asked *q)
{
    return set_break(q, false);
}

static enum err
do_mode(struct exec_asked *q)
{
    struct strbuf why = {0};
    enum pluto_run_mode mode;
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    char *word = exec_arg(q, 1);
    const bool is_mode = exec_mode_parse(word, &mode);
    free(word);
    if (!is_mode)
        return exec_reply(q->app, ERR_FORMAT,
            "the mode is automatic, by-step, by-statement or dry-run");
    e = pluto_run_set_mode(
        q->run->pluto, mode, q->person.name, exec_run_now(q->run), &why);
    if (e == ERR_OK)
        q->run->mode = mode;
    return done(q, q->run, e, &why, "set");
}

/* One that cannot go on: it is over, and that is all. */
static enum err
end_broken(struct exec_asked *q)
{
    exec_run_note(q->run, PLUTO_T_CTRL, q->person.name, "ended: %s",
        q->run->broken != NULL ? q->run->broken : "it cannot go on");
    q->run->is_over = true;
    q->run->ended = q->app->now.utc;
    return exec_reply(
        q->app, ERR_OK, "it is ended here; its files stay as they are");
}

static enum err
abort_run(struct exec_asked *q, uint32_t stmt, bool all, const char *reason)
{
    struct strbuf why = {0};
    if (reason[0] == '\0')
        return exec_reply(q->app, ERR_FORMAT, "say why it is aborted");
    const enum err e = pluto_run_abort(q->run->pluto, stmt, all, reason,
        q->person.name, exec_run_now(q->run), &why);
    if (e == ERR_OK)
        let_go_on(q->run);
    return done(q, q->run, e, &why, "aborted");
}

/* abort RUN-ID REASON [STMT-NUMBER]: the reason is one argument. */
static enum err
do_abort(struct exec_asked *q)
{
    size_t used;
    enum err e = need_interpreter(q);
    uint32_t stmt = PLUTO_NIL;
    if (e != ERR_OK)
        return e;
    if (q->n > 2 && (stmt = statement_of(q, 2, &used)) == PLUTO_NIL)
        return no_statement(q, 2);
    char *reason = exec_arg(q, 1);
    e = abort_run(q, stmt, false, reason);
    free(reason);
    return e;
}

static enum err
do_abort_all(struct exec_asked *q)
{
    if (q->run->pluto == NULL)
        return end_broken(q);
    char *reason = exec_join(q, 1);
    const enum err e = abort_run(q, PLUTO_NIL, true, reason);
    free(reason);
    return e;
}

/* ---- answers ------------------------------------------------------------- */

static void
remember(
    struct exec_asked *q, uint64_t number, const char *word, const char *text)
{
    for (size_t i = 0; i < q->run->n_prompts; i++) {
        struct exec_prompt *p = &q->run->prompt[i];
        if (p->number != number)
            continue;
        (void)str_copy(p->answered, sizeof p->answered,
            strcmp(word, "value") == 0 ? text : word);
        (void)str_copy(p->answered_by, sizeof p->answered_by, q->person.name);
    }
}

static enum err
do_answer(struct exec_asked *q)
{
    struct strbuf why = {0};
    uint64_t number;
    enum err e = need_interpreter(q);
    if (e != ERR_OK)
        return e;
    char *which = exec_arg(q, 1), *word = exec_arg(q, 2);
    char *text = exec_join(q, 3);
    if (!num_parse_u64(which, &number)) {
        strbuf_adds(&why, "answer RUN-ID PROMPT-NUMBER WORD [TEXT]");
        e = ERR_FORMAT;
    } else if (number >= EXEC_OWN_PROMPT) {
        e = exec_own_answer(q->run, number, word, text, q->person.name, &why);
    } else {
        e = pluto_run_answer(q->run->pluto, number, word, text, q->person.name,
            exec_run_now(q->run), &why);
    }
    if (e == ERR_OK)
        remember(q, number, word, text);
    free(which);
    free(word);
    free(text);
    return done(q, q->run, e, &why, "answered");
}

static enum err
do_reload(struct exec_asked *q)
{
    const enum err e = exec_need_role(q, ROLE_COMMAND | ROLE_ADMIN);
    if (e != ERR_OK)
        return e;
    exec_app_reload(q->app, NULL, q->app->now);
    return exec_reply(q->app, ERR_OK, "%zu procedures",
        library_count(q->app->library->library));
}

const struct exec_verb exec_words[] = {
    {"start", "PROCEDURE-ID [mode=MODE] [NAME=VALUE...]", 1, false, false,
        exec_start},
    {"load", "PROCEDURE-ID [mode=MODE] [NAME=VALUE...]", 1, false, false,
        exec_load},
    {"watch", "RUN-ID", 1, true, false, do_watch},
    {"take", "RUN-ID", 1, true, false, do_take},
    {"give", "RUN-ID PERSON", 2, true, true, do_give},
    {"release", "RUN-ID", 1, true, true, do_release},
    {"seize", "RUN-ID REASON", 2, true, false, do_seize},
    {"pause", "RUN-ID", 1, true, true, do_pause},
    {"resume", "RUN-ID", 1, true, true, do_resume},
    {"step", "RUN-ID", 1, true, true, do_step},
    {"over", "RUN-ID", 1, true, true, do_over},
    {"skip", "RUN-ID REASON", 2, true, true, do_skip},
    {"goto", "RUN-ID NUMBER REASON", 3, true, true, do_goto},
    {"break", "RUN-ID NUMBER [once]", 2, true, true, do_break},
    {"unbreak", "RUN-ID NUMBER", 2, true, true, do_unbreak},
    {"mode", "RUN-ID MODE", 2, true, true, do_mode},
    {"abort", "RUN-ID REASON [STMT-NUMBER]", 2, true, true, do_abort},
    {"abort-all", "RUN-ID REASON", 2, true, true, do_abort_all},
    {"answer", "RUN-ID PROMPT-NUMBER WORD [TEXT]", 3, true, true, do_answer},
    {"reload", "", 0, false, false, do_reload},
};
const size_t exec_n_words = ARRAY_LEN(exec_words);
