/*
 * exec_say_run.c - the message about an execution.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_bag.h"
#include "exec/exec_priv.h"

/* ---- the run ------------------------------------------------------------- */

bool
exec_needs_operator(const struct exec_run *run)
{
    const enum pluto_run_state state = exec_run_state(run);
    if (exec_control_is_held(exec_control_of(run)) || run->is_over)
        return false;
    return run->is_unsound || state == PLUTO_RUN_PROMPT ||
           (state == PLUTO_RUN_PAUSED && !utc_is_none(run->started));
}

static void
count_steps(const struct exec_run *run, struct msg_run *m)
{
    const struct pluto *p = run->procedure;
    for (uint32_t i = 0; p != NULL && i < p->n_stmts; i++) {
        struct pluto_item item;
        if (p->stmt[i]->kind != PLUTO_S_STEP ||
            p->stmt[i]->parent != PLUTO_NIL || p->stmt[i]->part != PLUTO_MAIN)
            continue;
        m->steps++;
        if (run->pluto == NULL)
            continue;
        pluto_run_item(run->pluto, i, run->last, &item);
        m->steps_done += item.execution == PLUTO_X_COMPLETED;
        pluto_item_fini(&item);
    }
}

/* What it waits for, or why it stands: one line. */
void
exec_say_detail(const struct exec_run *run, struct strbuf *out)
{
    const struct exec_activity *a = exec_own_prompt(run, 0);
    if (run->pluto == NULL)
        strbuf_adds(out, run->broken != NULL ? run->broken : "");
    else if (run->is_unsound)
        strbuf_adds(out, "stands: its state cannot be written to the disk");
    else if (a != NULL && a->kind != PLUTO_GROUND)
        strbuf_addf(out, "%s is not ordered: %s", a->item, a->why);
    else
        pluto_run_waiting(run->pluto, run->last, out);
}

static void
fill_current(
    const struct exec_run *run, struct msg_run *m, struct exec_bag *bag)
{
    struct strbuf number = {0}, heading = {0};
    struct pluto_item item;
    const uint32_t at = pluto_run_current(run->pluto);
    m->current = at;
    if (at == PLUTO_NIL)
        return;
    pluto_number(run->procedure, at, &number);
    pluto_heading(run->procedure, at, &heading);
    m->current_number = exec_bag_keep(bag, &number);
    m->current_text = exec_bag_keep(bag, &heading);
    pluto_run_item(run->pluto, at, run->last, &item);
    m->attempt = item.attempt;
    pluto_item_fini(&item);
}

static void
fill_control(const struct exec_run *run, struct msg_run *m,
    struct exec_bag *bag, struct exec_list *watchers)
{
    const struct exec_control *c = exec_control_of(run);
    m->controller = msg_str(exec_control_name(c));
    m->where = msg_str(c->lease.is_held ? c->lease.holder.where : "");
    m->offered_to = msg_str(c->lease.offered_to);
    m->asked_by = msg_str(c->lease.asked_by);
    for (size_t i = 0; i < c->n_watchers; i++) {
        struct strbuf text = {0};
        strbuf_addf(
            &text, "%s %s", c->watcher[i].who.name, c->watcher[i].who.where);
        exec_list_add(watchers, exec_bag_keep(bag, &text));
    }
    m->watchers = exec_list_strv(watchers);
}

static void
fill_state(struct exec_run *run, struct msg_run *m, struct exec_bag *bag)
{
    struct strbuf detail = {0};
    exec_say_detail(run, &detail);
    m->detail = exec_bag_keep(bag, &detail);
    m->state = msg_str(pluto_run_state_str(exec_run_state(run)));
    m->mode = msg_str(exec_mode_str(run->mode));
    m->current = PLUTO_NIL;
    m->prompts = exec_own_prompts(run);
    count_steps(run, m);
    if (run->pluto == NULL)
        return;
    m->execution =
        msg_str(pluto_execution_str(pluto_run_execution(run->pluto)));
    m->outcome = msg_str(pluto_outcome_str(pluto_run_outcome(run->pluto)));
    m->reason = msg_str(exec_run_reason(run));
    m->prompts += pluto_run_n_prompts(run->pluto);
    fill_current(run, m, bag);
}

static void
fill_breaks(const struct exec_run *run, struct msg_run *m, struct exec_bag *bag,
    struct exec_list *breaks)
{
    uint32_t stmt[256];
    const size_t n = run->pluto != NULL
                         ? pluto_run_breaks(run->pluto, stmt, ARRAY_LEN(stmt))
                         : 0;
    for (size_t i = 0; i < n && i < ARRAY_LEN(stmt); i++) {
        struct strbuf text = {0};
        strbuf_addf(&text, "%" PRIu32 "%s", stmt[i],
            pluto_run_break_is_once(run->pluto, stmt[i]) ? " once" : "");
        exec_list_add(breaks, exec_bag_keep(bag, &text));
    }
    m->breaks = exec_list_strv(breaks);
}

const char *
exec_link_str(const struct catalogue *c)
{
    static const char *const text[] = {"none", "telemetry", "command"};
    return c != NULL ? text[c->link] : "none";
}

static void
fill_texts(const struct exec_run *run, struct msg_run *m, struct exec_bag *bag,
    struct exec_list *arguments)
{
    const struct catalogue *c = run->catalogue;
    m->id = msg_str(run->id);
    m->procedure = exec_bag_str(bag, run->name);
    m->title = exec_bag_str(bag, c != NULL ? c->title : "");
    m->version = exec_bag_str(bag, c != NULL ? c->version : "");
    m->approval = msg_str(run->approval);
    m->digest = msg_str(run->digest);
    m->file = exec_bag_str(bag, run->file);
    m->display = exec_bag_str(bag, c != NULL ? c->display : "");
    m->link = msg_str(exec_link_str(c));
    m->parent = msg_str(run->parent);
    m->expected_s = c != NULL ? (double)c->duration_ns / (double)NS_PER_S : 0;
    for (size_t i = 0; i < run->n_arguments; i++)
        exec_list_add(arguments, msg_str(run->argument[i]));
    m->arguments = exec_list_strv(arguments);
}

static void
fill_record(struct exec_run *run, struct msg_run *m, struct exec_bag *bag)
{
    struct strbuf file = {0};
    strbuf_addf(&file, "%s/" ASRUN_TEXT_FILE, run->dir);
    m->asrun_file = exec_bag_keep(bag, &file);
    if (run->asrun == NULL)
        return;
    m->asrun_lines = asrun_lines(run->asrun);
    m->asrun_head = msg_str(asrun_digest(run->asrun));
}

void
exec_say_message(struct exec_run *run)
{
    struct exec_app *app = run->app;
    struct msg msg = {.envelope.type = MSG_RUN};
    struct msg_run *m = &msg.u.run;
    struct exec_bag bag = {0};
    struct exec_list arguments = {0}, watchers = {0}, breaks = {0};
    m->mdb_hash = app->config.mdb->hash;
    m->number = run->number;
    m->change = ++run->change;
    m->slot = run->slot;
    m->started = run->started;
    m->ended = run->ended;
    fill_texts(run, m, &bag, &arguments);
    fill_state(run, m, &bag);
    fill_control(run, m, &bag, &watchers);
    fill_breaks(run, m, &bag, &breaks);
    fill_record(run, m, &bag);
    m->needs_operator = exec_needs_operator(run);
    exec_publish(app, &msg, "run/%u", run->slot);
    free(arguments.v);
    free(watchers.v);
    free(breaks.v);
    exec_bag_fini(&bag);
}

void
exec_say_free(struct exec_app *app, unsigned slot)
{
    struct msg msg = {.envelope.type = MSG_RUN};
    msg.u.run.mdb_hash = app->config.mdb->hash;
    msg.u.run.slot = slot;
    msg.u.run.current = PLUTO_NIL;
    msg.u.run.started = msg.u.run.ended = UTC_NONE;
    exec_publish(app, &msg, "run/%u", slot);
}
