/*
 * runs_ask.c - what a console asks columba-exec to know all of a run.
 *
 * A request is asked once at a time and again after a while without an answer:
 * asking changes nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "console/model/runs.h"

#define RECORD_ASKED 100 /* lines of the record at once */

static const char *const verbs[RUN_NEED_COUNT] = {
    "items", "source", "catalogue", "asrun", "prompts"};

void
runs_want(struct runs *r, struct run *run, struct clock now)
{
    (void)r;
    bool was_left = run->wanted.ns != 0 &&
                    mono_diff_ns(now.mono, run->wanted) > RUN_WANTED_NS;
    if (was_left)
        run->has_prompts = false;
    run->wanted = now.mono;
}

const struct run_source *
runs_want_procedure(struct runs *r, const char *id, struct clock now)
{
    (void)now;
    if (!str_eq(r->shown.id, id)) {
        run_source_fini(&r->shown.source);
        r->shown.ticket[0] = r->shown.ticket[1] = 0;
        r->shown.retry = (struct mono){0};
        (void)str_copy(r->shown.id, sizeof r->shown.id, id);
    }
    return &r->shown.source;
}

/* ---- requests ------------------------------------------------------------ */

static bool
is_due(struct mono retry, struct clock now)
{
    return retry.ns == 0 || mono_diff_ns(now.mono, retry) >= 0;
}

/* The first of the lines of the record worth having, when some are not there;
 * a hole that one answer did not fill stays. */
static uint64_t
record_next(const struct run *run)
{
    uint64_t all = run->record_lines;
    uint64_t from = all > RECORD_ASKED ? all - RECORD_ASKED + 1 : all > 0;
    bool has_end = run->record_last != 0 && run->record_last >= all;
    bool is_whole = has_end && run->record_first <= from;
    return is_whole || (has_end && run->record_asked == from) ? 0 : from;
}

static bool
is_needed(struct run *run, enum run_need need)
{
    switch (need) {
    case RUN_NEED_ITEMS:
        return !run->has_items;
    case RUN_NEED_SOURCE:
        return run_source_next(&run->source) != 0;
    case RUN_NEED_CATALOGUE:
        return !run->source.has_catalogue;
    case RUN_NEED_RECORD:
        return record_next(run) != 0;
    case RUN_NEED_PROMPTS:
        return !run->has_prompts;
    case RUN_NEED_COUNT:
        break;
    }
    return false;
}

static void
add_arg(struct run_request *out, const char *text)
{
    (void)str_copy(out->arg[out->n_args++], sizeof out->arg[0], text);
}

static void
add_number(struct run_request *out, uint64_t number)
{
    (void)snprintf(
        out->arg[out->n_args++], sizeof out->arg[0], "%" PRIu64, number);
}

static void
make(struct runs *r, struct run *run, enum run_need need,
    struct run_request *out)
{
    *out = (struct run_request){.ticket = ++r->tickets, .verb = verbs[need]};
    add_arg(out, run->id);
    run->need[need].ticket = out->ticket;
    if (need == RUN_NEED_SOURCE)
        run->need[need].from = run_source_next(&run->source);
    if (need == RUN_NEED_RECORD)
        run->need[need].from = record_next(run);
    if (need == RUN_NEED_SOURCE || need == RUN_NEED_RECORD)
        add_number(out, run->need[need].from);
    if (need == RUN_NEED_RECORD)
        add_number(out, RECORD_ASKED);
}

static bool
next_of_procedure(struct runs *r, struct clock now, struct run_request *out)
{
    const struct run_source *s = &r->shown.source;
    if (r->shown.id[0] == '\0' || !is_due(r->shown.retry, now))
        return false;
    for (int i = 0; i < 2; i++) {
        bool is_missing = i == 0 ? run_source_next(s) != 0 : !s->has_catalogue;
        if (!is_missing || r->shown.ticket[i] != 0)
            continue;
        *out = (struct run_request){
            .ticket = ++r->tickets, .verb = i == 0 ? "source" : "catalogue"};
        add_arg(out, r->shown.id);
        r->shown.ticket[i] = out->ticket;
        r->shown.from = i == 0 ? run_source_next(s) : r->shown.from;
        if (i == 0)
            add_number(out, r->shown.from);
        return true;
    }
    return false;
}

bool
runs_next_request(struct runs *r, struct clock now, struct run_request *out)
{
    for (size_t i = 0; i < r->n; i++) {
        struct run *run = r->run[i];
        if (run->wanted.ns == 0 ||
            mono_diff_ns(now.mono, run->wanted) > RUN_WANTED_NS)
            continue;
        for (unsigned k = 0; k < RUN_NEED_COUNT; k++)
            if (run->need[k].ticket == 0 && is_due(run->need[k].retry, now) &&
                is_needed(run, (enum run_need)k)) {
                make(r, run, (enum run_need)k, out);
                return true;
            }
    }
    return next_of_procedure(r, now, out);
}

/* ---- answers ------------------------------------------------------------- */

/* "change 17" */
static bool
parse_change(struct msg_str text, uint64_t *out)
{
    char word[40];
    (void)msg_str_copy(word, sizeof word, text);
    return str_prefix(word, "change ") && num_parse_u64(word + 7, out);
}

static void
forget_items(struct run *run, uint64_t change)
{
    for (size_t i = 0; i < run->n_items; i++)
        if (run->item[i] != NULL && run->item_change[i] <= change) {
            pluto_item_fini(run->item[i]);
            free(run->item[i]);
            run->item[i] = NULL;
        }
}

/* All items as of a change; messages that came since then hold. */
static void
take_items(struct runs *r, struct run *run, const struct msg_reply *reply)
{
    uint64_t change = 0;
    if (!parse_change(reply->text, &change))
        return;
    bool has_later = run->items_last > change;
    if (has_later && run->items_first > change + 1)
        return; /* a message between is missing: asked again */
    forget_items(run, change);
    uint64_t last = run->items_last, first = run->items_first;
    struct msg_items all = {.id = msg_str(run->id),
        .change = change > 0 ? change : 1,
        .rows = reply->rows};
    run->items_last = run->items_first = 0;
    run->has_items = runs_items(r, &all) == ERR_OK;
    run->items_last = has_later ? last : change;
    run->items_first = has_later ? first : change;
}

static void
take_record(struct runs *r, struct run *run, uint64_t from,
    const struct msg_reply *reply)
{
    uint64_t had = run->record_last;
    run->record_asked = from;
    if (had >= from + reply->rows.n && had != 0)
        return;
    run->record_last = 0;
    for (size_t i = 0; i < reply->rows.n; i++) {
        struct msg_asrun line = {.id = msg_str(run->id),
            .line = from + i,
            .text = reply->rows.v[i],
            .json = reply->rows.v[i]};
        if (runs_asrun(r, &line) != ERR_OK)
            break;
    }
    if (run->record_last == 0)
        run->record_last = had;
}

/* What is open here and not there was answered meanwhile. */
static void
take_prompts(struct runs *r, struct run *run, const struct msg_reply *reply)
{
    run->has_prompts = true;
    for (size_t i = run->n_prompts; i-- > 0;) {
        char number[24];
        bool is_open = false;
        (void)snprintf(
            number, sizeof number, "%" PRIu64, run->prompt[i]->number);
        for (size_t k = 0; k < reply->rows.n; k++)
            is_open |= msg_str_eq(reply->rows.v[k], number);
        struct msg_prompt closed = {
            .id = msg_str(run->id), .number = run->prompt[i]->number};
        if (!is_open && runs_prompt(r, &closed) != ERR_OK)
            break;
    }
}

static void
take(struct runs *r, struct run *run, enum run_need need,
    const struct msg_reply *reply)
{
    switch (need) {
    case RUN_NEED_ITEMS:
        if (reply->status == ERR_OK)
            take_items(r, run, reply);
        break;
    case RUN_NEED_SOURCE:
        run_source_take(&run->source, run->need[need].from, reply);
        break;
    case RUN_NEED_CATALOGUE:
        run_source_take_catalogue(&run->source, reply);
        break;
    case RUN_NEED_RECORD:
        if (reply->status == ERR_OK)
            take_record(r, run, run->need[need].from, reply);
        break;
    case RUN_NEED_PROMPTS:
        if (reply->status == ERR_OK)
            take_prompts(r, run, reply);
        break;
    case RUN_NEED_COUNT:
        break;
    }
    run_source_settle(&run->source, run->procedure);
    run->changes++;
    r->version++;
}

static void
answer_procedure(struct runs *r, uint64_t ticket, const struct msg_reply *reply,
    struct clock now)
{
    for (int i = 0; i < 2; i++) {
        if (r->shown.ticket[i] != ticket)
            continue;
        r->shown.ticket[i] = 0;
        if (reply == NULL)
            r->shown.retry = mono_add_ns(now.mono, RUN_RETRY_NS);
        else if (i == 0)
            run_source_take(&r->shown.source, r->shown.from, reply);
        else
            run_source_take_catalogue(&r->shown.source, reply);
        run_source_settle(&r->shown.source, r->shown.id);
        r->version++;
    }
}

void
runs_answer(struct runs *r, uint64_t ticket, const struct msg_reply *reply,
    struct clock now)
{
    if (ticket == 0)
        return;
    answer_procedure(r, ticket, reply, now);
    for (size_t i = 0; i < r->n; i++)
        for (unsigned k = 0; k < RUN_NEED_COUNT; k++) {
            struct run *run = r->run[i];
            if (run->need[k].ticket != ticket)
                continue;
            run->need[k].ticket = 0;
            if (reply != NULL)
                take(r, run, (enum run_need)k, reply);
            bool is_again = reply == NULL || is_needed(run, (enum run_need)k);
            bool has_come = reply != NULL && k == RUN_NEED_SOURCE;
            run->need[k].retry = is_again && !has_come
                                     ? mono_add_ns(now.mono, RUN_RETRY_NS)
                                     : (struct mono){0};
            return;
        }
}

/* ---- the record ---------------------------------------------------------- */

static void
add_field(struct strbuf *out, const char *before, const json_t *line,
    const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    if (text == NULL || text[0] == '\0')
        return;
    strbuf_adds(out, before);
    str_sanitize(out, text, strlen(text), false);
}

/* "08:46:12" of "2026-11-20T08:46:12.345Z" */
static void
add_time(struct strbuf *out, const json_t *line)
{
    const char *time = json_string_value(json_object_get(line, "t"));
    const char *t = time != NULL ? strchr(time, 'T') : NULL;
    if (t != NULL && strlen(t) > 8)
        str_sanitize(out, t + 1, 8, false);
}

void
runs_record_text(const char *json, size_t len, struct strbuf *out)
{
    json_t *line = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(line)) {
        add_time(out, line);
        add_field(out, " ", line, "kind");
        add_field(out, " ", line, "step");
        add_field(out, " ", line, "item");
        add_field(out, "  ", line, "text");
        add_field(out, "  ", line, "more");
        add_field(out, "  by ", line, "person");
    }
    json_decref(line);
}
