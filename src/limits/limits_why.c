/*
 * limits_why.c - why a parameter is in the state it is in.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "limits/limits_priv.h"
#include "limits/limits_request.h"
#include "mdb/brief.h"

static void
add_limit(
    struct limits_app *app, const char *key, double v, const struct mdb_type *t)
{
    struct strbuf text = {0};
    if (isnan(v))
        return;
    brief_limit(&text, t->eng_kind, t, v);
    limits_add_row(app, key, "%s%s%s", strbuf_get(&text),
        t->unit[0] != '\0' ? " " : "", t->unit);
    strbuf_fini(&text);
}

static void
add_value_at(struct limits_app *app, const char *key, double v,
    const struct mdb_type *t, struct utc when)
{
    struct strbuf text = {0};
    char time[TIME_TEXT_SIZE];
    if (utc_is_none(when) || isnan(v))
        return;
    brief_number(&text, t->eng_kind, t, v);
    limits_add_row(app, key, "%s%s%s at %s", strbuf_get(&text),
        t->unit[0] != '\0' ? " " : "", t->unit, utc_fmt_iso(time, when, false));
    strbuf_fini(&text);
}

static void
add_time(struct limits_app *app, const char *key, struct utc when)
{
    char time[TIME_TEXT_SIZE];
    if (!utc_is_none(when))
        limits_add_row(app, key, "%s", utc_fmt_iso(time, when, false));
}

static void
add_text(struct limits_app *app, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        limits_add_row(app, key, "%s", text);
}

static void
add_person(
    struct limits_app *app, const char *key, const struct alarm_person *p)
{
    char time[TIME_TEXT_SIZE];
    if (!utc_is_none(p->when))
        limits_add_row(app, key, "by %s at %s%s%s", p->name,
            utc_fmt_iso(time, p->when, false), p->reason[0] != '\0' ? ": " : "",
            p->reason);
}

static void
why_rule(struct limits_app *app, const struct limit_explanation *x)
{
    const struct limit_rule *rule = x->rule;
    if (rule == NULL) {
        limits_add_row(app, "rule", "none applies now");
        return;
    }
    char *text = rules_text(app->rules, rule);
    limits_add_row(app, "rule", "%s", text);
    free(text);
    limits_add_row(app, "written", "%s:%" PRIu32,
        rule->origin.file != NULL ? rule->origin.file : app->mdb->file,
        rule->origin.line);
    add_text(app, "set", rule->origin.set);
    limits_add_row(app, "context", "%s",
        rule->context.text != NULL && rule->context.text[0] != '\0'
            ? rule->context.text
            : "always");
    if (rule->is_disabled)
        limits_add_row(app, "disabled", "by the mission: %s",
            rule->disabled_reason != NULL ? rule->disabled_reason : "");
}

static void
why_values(struct limits_app *app, uint32_t item,
    const struct limit_explanation *x, const struct alarm *a)
{
    const struct mdb_type *t = mdb_item_type(app->mdb, item);
    add_limit(app, "threshold",
        !isnan(x->threshold) || a == NULL ? x->threshold : a->threshold, t);
    if (x->needed > 0)
        limits_add_row(app, "persistence", "%" PRIu32 " of %" PRIu32 " samples",
            x->seen, x->needed);
    if (a != NULL && !isnan(a->first_value))
        add_value_at(app, "first", a->first_value, t, a->raised);
    else
        add_value_at(app, "first", x->first_value, t, x->first_time);
    if (a != NULL && !isnan(a->worst_value))
        add_value_at(app, "worst", a->worst_value, t, a->worst_time);
    else
        add_value_at(app, "worst", x->worst_value, t, x->worst_time);
    add_value_at(app, "last", x->last_value, t, x->last_time);
    limits_add_row(app, "samples",
        "%" PRIu64 " since start, %" PRIu64 " came late", x->samples,
        x->ignored_late);
}

static void
why_alarm(struct limits_app *app, const struct alarm *a)
{
    limits_add_row(app, "alarm", "%s, number %" PRIu64 ", worst %s%s%s",
        alarm_state_str(a->state), a->number, limit_state_str(a->worst),
        a->is_first_out ? ", first of its group" : "",
        a->is_stale ? ", values are stale" : "");
    add_time(app, "raised", a->raised);
    add_text(app, "text", a->last_text);
    if (a->occurrences > 1)
        limits_add_row(app, "occurrences", "%" PRIu32, a->occurrences);
    add_person(app, "acknowledged", &a->acknowledged);
    if (a->is_shelved)
        add_person(app, "shelved", &a->shelved);
    if (a->is_disabled)
        add_person(app, "disabled", &a->shelved);
    add_time(app, "until", a->until);
    add_text(app, "comment", a->comment);
}

static void
why_notes(struct limits_app *app, uint32_t item)
{
    const struct item_notes *notes = &app->rules->notes[item];
    add_text(app, "group", notes->group);
    add_text(app, "guidance", notes->guidance);
    add_text(app, "display", notes->display);
    add_text(app, "procedure", notes->procedure);
    if (notes->latches)
        limits_add_row(app, "latches", "until a person resets it");
    if (app->suppressor[item] == MDB_NIL)
        return;
    char *by = mdb_criteria_text(app->mdb, &notes->suppressed_by);
    limits_add_row(app, "suppressed", "while %s: %s", by,
        context_holds(app->truth, app->suppressor[item]) ? "now" : "not now");
    free(by);
}

/* The newest that happened before `end`, by its own time; NULL: none. */
static const struct limits_event *
newest_before(const struct limits_app *app, struct utc end)
{
    const size_t n =
        app->n_events < LIMITS_EVENTS_MAX ? app->n_events : LIMITS_EVENTS_MAX;
    const struct limits_event *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct limits_event *e = &app->event[i];
        if (e->when.ns < end.ns && (best == NULL || e->when.ns > best->when.ns))
            best = e;
    }
    return best;
}

static void
why_before(struct limits_app *app, struct utc raised)
{
    char time[TIME_TEXT_SIZE];
    struct utc end = utc_is_none(raised) ? utc_add_ns(app->now, 1) : raised;
    for (unsigned shown = 0; shown < 3; shown++) {
        const struct limits_event *e = newest_before(app, end);
        if (e == NULL)
            return;
        limits_add_row(
            app, "before", "%s %s", utc_fmt_iso(time, e->when, false), e->text);
        end = e->when;
    }
}

enum err
limits_why(const struct asked *q)
{
    struct limits_app *app = q->app;
    uint32_t item;
    if (q->request->args.n != 1)
        return limits_reply(app, ERR_FORMAT, xstrdup("why ITEM"));
    const enum err e = limits_arg_item(q, 0, &item);
    if (e != ERR_OK)
        return e;
    const struct limit_explanation x =
        limit_engine_explain(app->engine, app->config.mode, item);
    const struct alarm *a = alarm_book_find(app->book, item);
    const bool is_checked =
        app->rules->first[item] < app->rules->first[item + 1];
    limits_add_row(app, "parameter", "%s", app->mdb->item[item].name);
    limits_add_row(app, "state", "%s", limit_state_str(x.state));
    if (!is_checked)
        return limits_reply(app, ERR_OK, xstrdup("it has no limits"));
    if (a != NULL)
        why_alarm(app, a);
    why_rule(app, &x);
    why_values(app, item, &x, a);
    why_notes(app, item);
    why_before(app, a != NULL ? a->raised : UTC_NONE);
    return limits_reply(app, ERR_OK,
        xasprintf("%s: %s", app->mdb->item[item].name,
            a != NULL ? alarm_state_str(a->state) : limit_state_str(x.state)));
}
