/*
 * limits_request.c - what people ask of the limits process.
 *
 * A request that changes something takes these steps: change the book, keep
 * what it says, write the journal; only then publish and answer.  When the
 * journal cannot be written the change is taken back and the request refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "limits/limit_ranges.h"
#include "limits/limits_priv.h"
#include "mdb/brief.h"

struct asked {
    struct limits_app *app;
    const char *who;
    const struct msg_request *request;
};

/* ---- the reply ----------------------------------------------------------- */

static void
forget_reply(struct limits_app *app)
{
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    app->n_rows = 0;
    free(app->text);
    app->text = NULL;
}

static void add_row(struct limits_app *app, const char *key, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

static void
add_row(struct limits_app *app, const char *key, const char *fmt, ...)
{
    struct strbuf row = {0};
    va_list ap;
    strbuf_addf(&row, "%s: ", key); /* texts on the bus have no tabs */
    va_start(ap, fmt);
    strbuf_addv(&row, fmt, ap);
    va_end(ap);
    app->row = xgrow(app->row, app->n_rows, &app->cap_rows, sizeof(char *));
    app->row[app->n_rows++] = strbuf_take(&row);
}

static enum err
say(struct limits_app *app, enum err e, char *text)
{
    free(app->text);
    app->text = text;
    return e;
}

static void
fill_reply(struct limits_app *app, enum err e, struct msg_reply *reply)
{
    app->row_str =
        xreallocarray(app->row_str, app->n_rows + 1, sizeof *app->row_str);
    for (size_t i = 0; i < app->n_rows; i++)
        app->row_str[i] = msg_str(app->row[i]);
    reply->status = (uint64_t)e;
    reply->text = msg_str(app->text != NULL ? app->text : err_str(e));
    reply->rows = (struct msg_strv){app->row_str, app->n_rows};
}

/* ---- arguments ----------------------------------------------------------- */

static char *
arg_text(const struct asked *q, size_t i)
{
    const struct msg_strv *args = &q->request->args;
    struct strbuf text = {0};
    if (i < args->n)
        str_sanitize(&text, args->v[i].s, args->v[i].len, false);
    return strbuf_take(&text);
}

static enum err
arg_item(const struct asked *q, size_t i, uint32_t *item)
{
    char *name = arg_text(q, i);
    *item = mdb_find_item(q->app->mdb, name);
    enum err e = ERR_OK;
    if (*item == MDB_NIL) {
        uint32_t near;
        const bool has_near =
            mdb_nearest_items(q->app->mdb, name, &near, 1) == 1;
        e = say(q->app, ERR_NOTFOUND,
            xasprintf("there is no parameter '%s'%s%s%s", name,
                has_near ? "; did you mean " : "",
                has_near ? q->app->mdb->item[near].name : "",
                has_near ? "?" : ""));
    }
    free(name);
    return e;
}

static enum err
arg_number(const struct asked *q, size_t i, uint64_t *number)
{
    char *text = arg_text(q, i);
    enum err e = ERR_OK;
    if (!num_parse_u64(text, number))
        e = say(q->app, ERR_FORMAT,
            xasprintf("'%s' is no number of an alarm", text));
    free(text);
    return e;
}

/* A time, a duration from now, or "-" for none. */
static enum err
arg_until(const struct asked *q, size_t i, struct utc *until)
{
    char *text = arg_text(q, i);
    int64_t ns;
    enum err e = ERR_OK;
    *until = UTC_NONE;
    if (strcmp(text, "-") == 0)
        e = ERR_OK;
    else if (duration_parse(text, &ns) == ERR_OK)
        *until = utc_add_ns(q->app->now, ns);
    else if (utc_parse(text, until) != ERR_OK)
        e = say(q->app, ERR_FORMAT,
            xasprintf("'%s' is neither a time nor a duration", text));
    free(text);
    return e;
}

/* ---- changing ------------------------------------------------------------ */

/* On disk, in a new file if need be. */
static enum err
commit(struct limits_app *app)
{
    struct journal *j = app->config.journal;
    limits_check_journal(app);
    if (j == NULL || journal_commit(j) == ERR_OK)
        return ERR_OK;
    return limits_rewrite(app);
}

/* One alarm of a request. */
struct wish {
    uint64_t number;
    uint32_t item; /* MDB_NIL: nobody knows whose number it is */
    bool had_alarm;
    struct alarm before;
    enum err done;
    const char *why; /* not */
};

static void
try_one(struct limits_app *app, struct alarm_request *r, struct wish *w)
{
    if (w->item == MDB_NIL) {
        w->done = ERR_NOTFOUND;
        w->why = "no alarm had this number lately; look again";
        return;
    }
    const struct alarm *now = alarm_book_find(app->book, w->item);
    w->had_alarm = now != NULL;
    if (now != NULL)
        w->before = *now;
    r->item = w->item;
    r->number = w->number;
    w->done = alarm_book_request(app->book, r, app->now, &w->why);
}

/* The last first: one alarm may be named twice. */
static void
take_back(struct limits_app *app, const struct wish *w, size_t n, size_t n_held)
{
    for (size_t i = n; i-- > 0;) {
        const struct alarm gone = {.item = w[i].item, .state = ALARM_NORMAL};
        if (w[i].done == ERR_OK)
            alarm_book_restore(
                app->book, w[i].had_alarm ? &w[i].before : &gone);
    }
    app->n_held = n_held;
    app->n_todo = 0;
}

static void
name_wish(
    struct strbuf *out, const struct limits_app *app, const struct wish *w)
{
    if (w->item != MDB_NIL)
        strbuf_adds(out, app->mdb->item[w->item].name);
    else
        strbuf_addf(out, "%" PRIu64, w->number);
}

static enum err
answer_one(struct limits_app *app, const struct wish *w)
{
    struct strbuf text = {0};
    name_wish(&text, app, w);
    strbuf_adds(&text, ": ");
    const struct alarm *a = alarm_book_find(app->book, w->item);
    if (w->done != ERR_OK)
        strbuf_adds(&text, w->why);
    else
        strbuf_adds(
            &text, a != NULL ? alarm_state_str(a->state) : "no alarm any more");
    return say(app, w->done, strbuf_take(&text));
}

/* A row for each that was refused; the status is that of the first of them. */
static enum err
answer_many(struct limits_app *app, const struct wish *w, size_t n)
{
    enum err first = ERR_OK;
    size_t refused = 0;
    for (size_t i = 0; i < n; i++) {
        if (w[i].done == ERR_OK)
            continue;
        struct strbuf name = {0};
        name_wish(&name, app, &w[i]);
        add_row(app, strbuf_get(&name), "%s", w[i].why);
        strbuf_fini(&name);
        first = refused++ == 0 ? w[i].done : first;
    }
    if (refused == 0)
        return say(app, ERR_OK, xasprintf("all %zu done", n));
    return say(app, first,
        xasprintf("%zu of %zu done, %zu refused", n - refused, n, refused));
}

/* All that can be done, and one commit for it. */
static enum err
apply(struct limits_app *app, struct alarm_request *r, struct wish *w, size_t n)
{
    bool is_any = false;
    const size_t n_held = app->n_held;
    for (size_t i = 0; i < n; i++) {
        try_one(app, r, &w[i]);
        is_any |= w[i].done == ERR_OK;
    }
    if (is_any && commit(app) != ERR_OK) {
        take_back(app, w, n, n_held);
        return say(app, ERR_IO,
            xasprintf("refused: the journal of alarms cannot be written (%s)",
                journal_reason(app->config.journal)));
    }
    limits_say_held(app);
    limits_do_switches(app);
    return n == 1 ? answer_one(app, w) : answer_many(app, w, n);
}

/* verb NUMBER ITEM [NUMBER ITEM ...] [UNTIL] [REASON], or without NUMBER */
static const struct change {
    const char *verb, *usage;
    enum alarm_verb does;
    bool has_number, has_until, may_lack_reason;
} changes[] = {
    {"acknowledge", "NUMBER ITEM ... [REASON]", ALARM_DO_ACKNOWLEDGE, true,
        false, true},
    {"shelve", "NUMBER ITEM ... UNTIL|DURATION REASON", ALARM_DO_SHELVE, true,
        true, false},
    {"unshelve", "NUMBER ITEM ... [REASON]", ALARM_DO_UNSHELVE, true, false,
        true},
    {"comment", "NUMBER ITEM ... TEXT", ALARM_DO_COMMENT, true, false, false},
    {"reset", "NUMBER ITEM ... [REASON]", ALARM_DO_RESET, true, false, true},
    {"disable", "ITEM UNTIL|DURATION|- REASON", ALARM_DO_DISABLE, false, true,
        false},
    {"enable", "ITEM [REASON]", ALARM_DO_ENABLE, false, false, true},
};

/* How many alarms do `n` arguments name?  0: they are no such request. */
static size_t
count_wishes(const struct change *c, size_t n)
{
    const size_t each = 1u + c->has_number;
    const size_t tail = c->has_until + (c->may_lack_reason ? 0u : 1u);
    if (n < each + tail)
        return 0;
    const size_t rest = n - tail;
    const size_t most = c->has_number ? rest / each : 1;
    const bool fits =
        rest == most * each || (c->may_lack_reason && rest == most * each + 1);
    return fits ? most : 0;
}

/* "-": whose number it is, the book knows. */
static enum err
arg_wish(
    const struct asked *q, const struct change *c, size_t i, struct wish *w)
{
    enum err e = ERR_OK;
    if (c->has_number)
        e = arg_number(q, i++, &w->number);
    if (e != ERR_OK)
        return e;
    if (!c->has_number || !msg_str_eq(q->request->args.v[i], "-"))
        return arg_item(q, i, &w->item);
    w->item = alarm_book_numbered(q->app->book, w->number);
    return ERR_OK;
}

/* Who and why; too long a text is refused rather than cut. */
static enum err
arg_person(const struct asked *q, size_t i, enum alarm_verb verb,
    struct alarm_person *person)
{
    const struct alarm *a = NULL;
    char *reason = arg_text(q, i);
    enum err e = ERR_OK;
    (void)str_copy(person->name, sizeof person->name, q->who);
    person->when = q->app->now;
    /* A comment is kept with its name before it. */
    const size_t most =
        verb == ALARM_DO_COMMENT
            ? sizeof a->comment - sizeof ": " - strlen(person->name)
            : sizeof person->reason - 1;
    if (strlen(reason) > most)
        e = say(q->app, ERR_RANGE,
            xasprintf("the text has %zu bytes; at most %zu are kept",
                strlen(reason), most));
    else
        (void)str_copy(person->reason, sizeof person->reason, reason);
    free(reason);
    return e;
}

static enum err
do_change(const struct asked *q, const struct change *c)
{
    struct limits_app *app = q->app;
    struct alarm_request r = {.verb = c->does, .until = UTC_NONE};
    const size_t n = count_wishes(c, q->request->args.n);
    if (n == 0)
        return say(app, ERR_FORMAT, xasprintf("%s %s", c->verb, c->usage));
    struct wish *w = xcalloc(n, sizeof *w);
    enum err e = ERR_OK;
    size_t at = 0;
    for (size_t i = 0; i < n && e == ERR_OK; i++, at += 1u + c->has_number)
        e = arg_wish(q, c, at, &w[i]);
    if (e == ERR_OK && c->has_until)
        e = arg_until(q, at++, &r.until);
    if (e == ERR_OK)
        e = arg_person(q, at, r.verb, &r.person);
    if (e == ERR_OK)
        e = apply(app, &r, w, n);
    free(w);
    return e;
}

/* ---- explaining ---------------------------------------------------------- */

static void
add_limit(
    struct limits_app *app, const char *key, double v, const struct mdb_type *t)
{
    struct strbuf text = {0};
    if (isnan(v))
        return;
    brief_limit(&text, t->eng_kind, t, v);
    add_row(app, key, "%s%s%s", strbuf_get(&text),
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
    add_row(app, key, "%s%s%s at %s", strbuf_get(&text),
        t->unit[0] != '\0' ? " " : "", t->unit, utc_fmt_iso(time, when, false));
    strbuf_fini(&text);
}

static void
add_time(struct limits_app *app, const char *key, struct utc when)
{
    char time[TIME_TEXT_SIZE];
    if (!utc_is_none(when))
        add_row(app, key, "%s", utc_fmt_iso(time, when, false));
}

static void
add_text(struct limits_app *app, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        add_row(app, key, "%s", text);
}

static void
add_person(
    struct limits_app *app, const char *key, const struct alarm_person *p)
{
    char time[TIME_TEXT_SIZE];
    if (!utc_is_none(p->when))
        add_row(app, key, "by %s at %s%s%s", p->name,
            utc_fmt_iso(time, p->when, false), p->reason[0] != '\0' ? ": " : "",
            p->reason);
}

static void
why_rule(struct limits_app *app, const struct limit_explanation *x)
{
    const struct limit_rule *rule = x->rule;
    if (rule == NULL) {
        add_row(app, "rule", "none applies now");
        return;
    }
    char *text = rules_text(app->rules, rule);
    add_row(app, "rule", "%s", text);
    free(text);
    add_row(app, "written", "%s:%" PRIu32,
        rule->origin.file != NULL ? rule->origin.file : app->mdb->file,
        rule->origin.line);
    add_text(app, "set", rule->origin.set);
    add_row(app, "context", "%s",
        rule->context.text != NULL && rule->context.text[0] != '\0'
            ? rule->context.text
            : "always");
    if (rule->is_disabled)
        add_row(app, "disabled", "by the mission: %s",
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
        add_row(app, "persistence", "%" PRIu32 " of %" PRIu32 " samples",
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
    add_row(app, "samples", "%" PRIu64 " since start, %" PRIu64 " came late",
        x->samples, x->ignored_late);
}

static void
why_alarm(struct limits_app *app, const struct alarm *a)
{
    add_row(app, "alarm", "%s, number %" PRIu64 ", worst %s%s%s",
        alarm_state_str(a->state), a->number, limit_state_str(a->worst),
        a->is_first_out ? ", first of its group" : "",
        a->is_stale ? ", values are stale" : "");
    add_time(app, "raised", a->raised);
    add_text(app, "text", a->last_text);
    if (a->occurrences > 1)
        add_row(app, "occurrences", "%" PRIu32, a->occurrences);
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
        add_row(app, "latches", "until a person resets it");
    if (app->suppressor[item] == MDB_NIL)
        return;
    char *by = mdb_criteria_text(app->mdb, &notes->suppressed_by);
    add_row(app, "suppressed", "while %s: %s", by,
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
        add_row(
            app, "before", "%s %s", utc_fmt_iso(time, e->when, false), e->text);
        end = e->when;
    }
}

static enum err
do_why(const struct asked *q)
{
    struct limits_app *app = q->app;
    uint32_t item;
    if (q->request->args.n != 1)
        return say(app, ERR_FORMAT, xstrdup("why ITEM"));
    const enum err e = arg_item(q, 0, &item);
    if (e != ERR_OK)
        return e;
    const struct limit_explanation x =
        limit_engine_explain(app->engine, app->config.mode, item);
    const struct alarm *a = alarm_book_find(app->book, item);
    const bool is_checked =
        app->rules->first[item] < app->rules->first[item + 1];
    add_row(app, "parameter", "%s", app->mdb->item[item].name);
    add_row(app, "state", "%s", limit_state_str(x.state));
    if (!is_checked)
        return say(app, ERR_OK, xstrdup("it has no limits"));
    if (a != NULL)
        why_alarm(app, a);
    why_rule(app, &x);
    why_values(app, item, &x, a);
    why_notes(app, item);
    why_before(app, a != NULL ? a->raised : UTC_NONE);
    return say(app, ERR_OK,
        xasprintf("%s: %s", app->mdb->item[item].name,
            a != NULL ? alarm_state_str(a->state) : limit_state_str(x.state)));
}

/* The ranges that apply now to what is named; what has none has no row. */
static enum err
do_ranges(const struct asked *q)
{
    struct limits_app *app = q->app;
    for (size_t i = 0; i < q->request->args.n && i < LIMITS_RANGES_MAX; i++) {
        char *name = arg_text(q, i);
        uint32_t item = mdb_find_item(app->mdb, name);
        struct strbuf text = {0};
        free(name);
        if (item == MDB_NIL)
            continue;
        const struct limit_explanation x =
            limit_engine_explain(app->engine, app->config.mode, item);
        if (x.rule != NULL && limit_ranges_text(&text, x.rule))
            add_row(app, app->mdb->item[item].name, "%s", strbuf_get(&text));
        strbuf_fini(&text);
    }
    return say(app, ERR_OK, xstrdup("ranges"));
}

static enum err
do_list(const struct asked *q)
{
    struct limits_app *app = q->app;
    const struct alarm *a;
    for (size_t i = 0; (a = alarm_book_at(app->book, i)) != NULL; i++)
        add_row(app, app->mdb->item[a->item].name, "%" PRIu64 " %s %s %s",
            a->number, alarm_state_str(a->state), limit_state_str(a->level),
            limit_state_str(a->worst));
    return say(app, ERR_OK, xasprintf("%zu alarms", app->n_rows));
}

static enum err
do_status(const struct asked *q)
{
    struct limits_app *app = q->app;
    const struct limit_counters n = limit_engine_counters(app->engine);
    const struct journal *j = app->config.journal;
    add_row(app, "checked", "%zu", app->rules->n_checked);
    add_row(app, "rules", "%zu", app->rules->n_rules);
    add_row(app, "samples", "%" PRIu64, n.samples);
    add_row(app, "samples_checked", "%" PRIu64, n.checked);
    add_row(app, "changes", "%" PRIu64, n.changes);
    add_row(app, "late", "%" PRIu64, n.late);
    add_row(app, "refused", "%" PRIu64, app->refused + app->foreign);
    add_row(app, "bytes", "%zu", n.bytes);
    add_row(app, "journal", "%s",
        j == NULL             ? "none"
        : journal_is_sound(j) ? "sound"
                              : journal_reason(j));
    if (j != NULL)
        add_row(app, "journal_bytes", "%" PRIu64, journal_bytes(j));
    return say(app, ERR_OK, xstrdup(limits_app_text(app, app->now)));
}

/* ---- dispatch ------------------------------------------------------------ */

static const struct {
    const char *verb;
    enum err (*fn)(const struct asked *q);
} questions[] = {{"why", do_why}, {"ranges", do_ranges}, {"list", do_list},
    {"status", do_status}};

static enum err
dispatch(const struct asked *q, bool may_change)
{
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        if (msg_str_eq(q->request->verb, questions[i].verb))
            return questions[i].fn(q);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++)
        if (msg_str_eq(q->request->verb, changes[i].verb))
            return may_change
                       ? do_change(q, &changes[i])
                       : say(q->app, ERR_DENIED,
                             xstrdup("only operators may change alarms"));
    return say(q->app, ERR_NOTFOUND,
        xstrdup(
            "verbs: why ranges list status acknowledge shelve unshelve comment "
            "reset disable enable"));
}

void
limits_app_request(struct limits_app *app, bool may_change, const char *who,
    const struct msg_request *request, struct msg_reply *reply, struct utc now)
{
    app->now = now;
    forget_reply(app);
    const struct asked q = {app, who, request};
    const enum err e = dispatch(&q, may_change);
    fill_reply(app, e, reply);
}
