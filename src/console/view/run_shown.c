/*
 * run_shown.c - see run_shown.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/run_shown.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "console/view/shown.h"

/* ---- words --------------------------------------------------------------- */

static const char *
state_word(enum run_state state)
{
    static const char *const words[RUN_STATE_COUNT] = {
        "LOADED", "RUNNING", "WAITING", "PAUSED", "ASKS", "ENDED"};
    return (unsigned)state < RUN_STATE_COUNT ? words[state] : "?";
}

static bool
is_silent(const struct ui *ui, const struct run *run)
{
    return !runs_is_live(run, shown_clock(ui));
}

void
run_state_text(const struct ui *ui, const struct run *run, struct strbuf *out)
{
    if (is_silent(ui, run)) {
        strbuf_addf(out, "EXECUTOR SILENT, was %s", state_word(run->state));
        return;
    }
    strbuf_adds(out, state_word(run->state));
    if (run->state != RUN_FINISHED)
        return;
    strbuf_addf(out, " %s", run->outcome);
    if (run->reason[0] != '\0' && !str_eq(run->reason, "NONE"))
        strbuf_addf(out, " (%s)", run->reason);
}

enum role
run_state_role(const struct ui *ui, const struct run *run)
{
    if (is_silent(ui, run))
        return ROLE_HEALTH_BAD;
    switch (run->state) {
    case RUN_PAUSED:
    case RUN_LOADED:
        return ROLE_PROC_HELD;
    case RUN_ASKING:
        return ROLE_PROC_ASK;
    case RUN_FINISHED:
        return str_eq(run->outcome, "confirmed") ? ROLE_PROC_DONE
                                                 : ROLE_PROC_FAIL;
    case RUN_RUNNING:
    case RUN_WAITING:
        return run->needs_operator ? ROLE_PROC_ASK : ROLE_PROC_NOW;
    case RUN_STATE_COUNT:
        break;
    }
    return ROLE_TEXT;
}

char
run_call_mark(const struct run *run)
{
    if (run->state == RUN_FINISHED)
        return ' ';
    return run->needs_operator                           ? '!'
           : run->open_prompts > 0 || run->n_prompts > 0 ? '?'
                                                         : ' ';
}

void
run_name_text(const struct run *run, struct strbuf *out)
{
    strbuf_addf(out, "%s #%" PRIu64, run->procedure, run->number);
}

const char *
approval_word(const char *approval, char out[16])
{
    (void)str_copy(out, 16, approval);
    for (char *c = out; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    return out;
}

enum role
approval_role(const char *approval)
{
    return str_eq(approval, "approved") ? ROLE_TEXT : ROLE_PROC_HELD;
}

char *
seconds_fmt(char out[32], double s)
{
    unsigned long all = s > 0 && s < 1e9 ? (unsigned long)(s + 0.5) : 0;
    if (all >= 3600)
        (void)snprintf(
            out, 32, "%lu:%02lu:%02lu", all / 3600, all / 60 % 60, all % 60);
    else
        (void)snprintf(out, 32, "%lu:%02lu", all / 60, all % 60);
    return out;
}

enum role
mark_role(enum pluto_mark mark)
{
    switch (mark) {
    case PLUTO_MARK_NOW:
        return ROLE_PROC_NOW;
    case PLUTO_MARK_OK:
        return ROLE_PROC_DONE;
    case PLUTO_MARK_FAILED:
        return ROLE_PROC_FAIL;
    case PLUTO_MARK_SKIPPED:
        return ROLE_PROC_SKIP;
    case PLUTO_MARK_HELD:
        return ROLE_PROC_HELD;
    case PLUTO_MARK_ARMED:
        return ROLE_PROC_WAIT;
    case PLUTO_MARK_OFF:
        return ROLE_PROC_HELD;
    case PLUTO_MARK_TODO:
    case PLUTO_MARK_COUNT:
        break;
    }
    return ROLE_PROC_TODO;
}

/* ---- why not ------------------------------------------------------------- */

const char *
run_why_no_executor(const struct model *m, struct clock now)
{
    const struct process_row *p = processes_find(&m->processes, "exec");
    bool is_alive = p != NULL && process_life(p, now) < PROCESS_SILENT;
    if (!m->is_connected)
        return "no hub: nothing of the executor is heard";
    if (is_alive)
        return NULL;
    return p == NULL && !m->runs.is_known
               ? "this instance has no executor of procedures"
               : "the executor is silent: procedures stand still";
}

/* Words for one line; of the newest call. */
static const char *say(const char *fmt, ...) PRINTF_LIKE(1, 2);

static const char *
say(const char *fmt, ...)
{
    static char text[160];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return text;
}

const char *
run_why_not_ours(const struct ui *ui, const struct run *run)
{
    const struct model *m = ui->model;
    const char *person = m->orders.person;
    if (ui->is_readonly)
        return run->controller[0] != '\0'
                   ? say("read-only: ask %s, who controls", run->controller)
                   : "read-only: ask an operator";
    if (runs_is_ours(&m->runs, run, person))
        return NULL;
    if (run->controller[0] == '\0')
        return "nobody controls it: :proc take";
    if (str_eq(run->controller, person))
        return say(
            "another console of yours controls (%s): :proc take", run->where);
    if (str_eq(run->offered_to, person))
        return say("%s hands it to you: :proc take", run->controller);
    return say(
        "%s controls: ask there, or :proc take asks for it", run->controller);
}

static const char *
why_not_in_state(enum action action, const struct run *run)
{
    bool is_paused = run->state == RUN_PAUSED || run->state == RUN_LOADED;
    switch ((int)action) {
    case ACTION_ACKNOWLEDGE:
        return run->n_prompts > 0 ? NULL : "it asks nothing";
    case ACTION_STEP:
    case ACTION_OVER:
        return is_paused ? NULL : "it goes on by itself: p pauses it";
    case ACTION_SKIP:
        return is_paused || run->state == RUN_ASKING
                   ? NULL
                   : "only what is paused or asks is skipped: p pauses it";
    default:
        return NULL;
    }
}

const char *
run_why_not(const struct ui *ui, enum action action, const struct run *run)
{
    if (run == NULL)
        return "no run is selected";
    if (run->state == RUN_FINISHED)
        return "it has ended";
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    if (why == NULL)
        why = run_why_not_ours(ui, run);
    return why != NULL ? why : why_not_in_state(action, run);
}
