/*
 * run_record.c - items: where each statement is; and what is told of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct run_item *
run_item(struct pluto_run *run, uint32_t stmt)
{
    return &run->item[run_body_index(run, stmt)];
}

void
run_touch(struct pluto_run *run, uint32_t stmt)
{
    struct run_item *item = run_item(run, stmt);
    item->is_recorded = true;
    item->change = ++run->changes;
}

void
run_detail(struct pluto_run *run, uint32_t stmt, const char *text)
{
    struct run_item *item = run_item(run, stmt);
    free(item->detail);
    item->detail = NULL;
    if (text != NULL && text[0] != '\0') {
        struct strbuf clean = {0};
        str_sanitize(&clean, text, strlen(text), false);
        item->detail = strbuf_take(&clean);
    }
    run_touch(run, stmt);
}

/* A first execution, or a restart: the caller counts those. */
void
run_item_begin(struct pluto_run *run, uint32_t stmt)
{
    struct run_item *item = run_item(run, stmt);
    item->execution = PLUTO_X_EXECUTING;
    item->outcome = PLUTO_NOT_AVAILABLE;
    item->mark = PLUTO_MARK_NOW;
    item->reason = PLUTO_R_NONE;
    item->attempt = item->restarts + 1;
    item->iteration = item->iterations = 0;
    item->count++;
    item->started = run->now;
    item->ended = item->deadline = 0;
    item->instance = 0;
    if (item->restarts == 0)
        item->first = run->now;
    run_detail(run, stmt, NULL);
}

void
run_item_end(struct pluto_run *run, uint32_t stmt, enum pluto_outcome outcome,
    enum pluto_reason reason)
{
    struct run_item *item = run_item(run, stmt);
    item->execution = PLUTO_X_COMPLETED;
    item->outcome = (uint8_t)outcome;
    item->reason = (uint8_t)reason;
    item->mark = outcome == PLUTO_CONFIRMED ? PLUTO_MARK_OK : PLUTO_MARK_FAILED;
    item->ended = run->now;
    item->deadline = 0;
    run_touch(run, stmt);
}

void
run_record_by(struct pluto_run *run, enum pluto_trace_kind kind, uint32_t stmt,
    const char *item, const char *text, const char *more, const char *person)
{
    const struct run_item *i = run_item(run, stmt);
    struct pluto_trace t = {.kind = kind,
        .time = run->now,
        .stmt = stmt,
        .item = item,
        .text = text,
        .more = more != NULL ? more : "",
        .person = person != NULL ? person : "",
        .attempt = i->attempt,
        .outcome = i->outcome,
        .instance = i->instance};
    run->config.host.trace(run->config.host.arg, &t);
}

void
run_record(struct pluto_run *run, enum pluto_trace_kind kind, uint32_t stmt,
    const char *item, const char *text, const char *more)
{
    run_record_by(run, kind, stmt, item, text, more, NULL);
}

void
run_record_status(struct pluto_run *run, uint32_t body)
{
    const struct run_item *item = run_item(run, body);
    enum pluto_trace_kind kind = body == PLUTO_NIL            ? PLUTO_T_PROC
                                 : run_is_guard(run->p, body) ? PLUTO_T_WDOG
                                                              : PLUTO_T_STEP;
    struct strbuf text = {0}, more = {0};
    strbuf_adds(&text, pluto_execution_str(item->execution));
    if (item->execution == PLUTO_X_COMPLETED)
        strbuf_addf(&text, " [%s]", pluto_outcome_str(item->outcome));
    if (item->reason != PLUTO_R_NONE)
        strbuf_adds(&more, pluto_reason_str(item->reason));
    if (item->reason != PLUTO_R_NONE && item->detail != NULL)
        strbuf_addf(&more, ": %s", item->detail);
    run_record(run, kind, body, run_name(run, body), text.s, strbuf_get(&more));
    strbuf_fini(&text);
    strbuf_fini(&more);
}
