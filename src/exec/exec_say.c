/*
 * exec_say.c - executions, their statements, records and questions on the bus.
 *
 * Told when it is news, at most ten times a second each; what goes on is told
 * each second, with live values.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdarg.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

void
exec_publish(struct exec_app *app, struct msg *msg, const char *fmt, ...)
{
    struct strbuf topic = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&topic, fmt, ap);
    va_end(ap);
    app->config.outbox.publish(app->config.outbox.arg, strbuf_get(&topic), msg);
    strbuf_fini(&topic);
}

/* ---- the record ---------------------------------------------------------- */

static void
say_record(struct exec_run *run)
{
    const uint64_t lines = run->asrun != NULL && !asrun_has_waiting(run->asrun)
                               ? asrun_lines(run->asrun)
                               : run->told_lines;
    while (run->told_lines < lines) {
        struct strbuf text = {0}, json = {0};
        struct msg msg = {.envelope.type = MSG_ASRUN};
        const uint64_t n = ++run->told_lines;
        if (asrun_get(run->asrun, n, &text, &json) == ERR_OK) {
            msg.u.asrun.id = msg_str(run->id);
            msg.u.asrun.line = n;
            for (size_t i = 0; i < text.len; i++) /* no tabs on the bus */
                text.s[i] = text.s[i] == '\t' ? ' ' : text.s[i];
            msg.u.asrun.text = msg_str(strbuf_get(&text));
            msg.u.asrun.json = msg_str(strbuf_get(&json));
            exec_publish(run->app, &msg, "asrun/%u", run->slot);
        }
        strbuf_fini(&text);
        strbuf_fini(&json);
    }
}

/* ---- all of it ----------------------------------------------------------- */

static void
call_operator(struct exec_run *run)
{
    const bool needs = exec_needs_operator(run);
    if (needs && mono_went_by(run->operator_told, EXEC_OPERATOR_NS,
                     run->app->now.mono)) {
        struct strbuf why = {0};
        exec_say_detail(run, &why);
        run->operator_told = run->app->now.mono;
        exec_event(run->app, EV_PROCEDURE_NEEDS_OPERATOR,
            "%s #%" PRIu64 " stands and nobody controls it: %s", run->name,
            run->number, strbuf_get(&why));
        strbuf_fini(&why);
    }
    if (needs != run->needs_operator)
        run->is_news = true;
    if (!needs)
        run->operator_told = MONO_NONE;
    run->needs_operator = needs;
}

void
exec_say_run(struct exec_run *run, bool is_second)
{
    struct exec_app *app = run->app;
    call_operator(run);
    is_second = is_second && !run->is_over;
    if (!is_second && (!run->is_news || !mono_went_by(run->told, EXEC_TELL_NS,
                                            app->now.mono)))
        return;
    run->is_news = false;
    run->told = app->now.mono;
    say_record(run);
    if (run->pluto != NULL) {
        exec_say_items(run, is_second);
        exec_say_prompts(run);
    }
    exec_say_message(run);
}
