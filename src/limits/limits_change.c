/*
 * limits_change.c - requests that change alarms.
 *
 * They take these steps: change the book, keep what it says, write the
 * journal; only then publish and answer.  When the journal cannot be written
 * the change is taken back and the request refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "limits/limits_priv.h"
#include "limits/limits_request.h"

/* ---- arguments ----------------------------------------------------------- */

static enum err
arg_number(const struct asked *q, size_t i, uint64_t *number)
{
    char *text = limits_arg_text(q, i);
    enum err e = ERR_OK;
    if (!num_parse_u64(text, number))
        e = limits_reply(q->app, ERR_FORMAT,
            xasprintf("'%s' is no number of an alarm", text));
    free(text);
    return e;
}

/* A time, a duration from now, or "-" for none. */
static enum err
arg_until(const struct asked *q, size_t i, struct utc *until)
{
    char *text = limits_arg_text(q, i);
    int64_t ns;
    enum err e = ERR_OK;
    *until = UTC_NONE;
    if (strcmp(text, "-") == 0)
        e = ERR_OK;
    else if (duration_parse(text, &ns) == ERR_OK)
        *until = utc_add_ns(q->app->now, ns);
    else if (utc_parse(text, until) != ERR_OK)
        e = limits_reply(q->app, ERR_FORMAT,
            xasprintf("'%s' is neither a time nor a duration", text));
    free(text);
    return e;
}

/* ---- the book and the journal
 * ------------------------------------------------------------ */

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
    return limits_reply(app, w->done, strbuf_take(&text));
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
        limits_add_row(app, strbuf_get(&name), "%s", w[i].why);
        strbuf_fini(&name);
        first = refused++ == 0 ? w[i].done : first;
    }
    if (refused == 0)
        return limits_reply(app, ERR_OK, xasprintf("all %zu done", n));
    return limits_reply(app, first,
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
        return limits_reply(app, ERR_IO,
            xasprintf("refused: the journal of alarms cannot be written (%s)",
                journal_reason(app->config.journal)));
    }
    limits_say_held(app);
    limits_do_switches(app);
    return n == 1 ? answer_one(app, w) : answer_many(app, w, n);
}

/* verb NUMBER ITEM [NUMBER ITEM ...] [UNTIL] [REASON], or without NUMBER */
static const struct limits_change {
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
count_wishes(const struct limits_change *c, size_t n)
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
arg_wish(const struct asked *q, const struct limits_change *c, size_t i,
    struct wish *w)
{
    enum err e = ERR_OK;
    if (c->has_number)
        e = arg_number(q, i++, &w->number);
    if (e != ERR_OK)
        return e;
    if (!c->has_number || !msg_str_eq(q->request->args.v[i], "-"))
        return limits_arg_item(q, i, &w->item);
    w->item = alarm_book_numbered(q->app->book, w->number);
    return ERR_OK;
}

/* Who and why; too long a text is refused rather than cut. */
static enum err
arg_person(const struct asked *q, size_t i, enum alarm_verb verb,
    struct alarm_person *person)
{
    const struct alarm *a = NULL;
    char *reason = limits_arg_text(q, i);
    enum err e = ERR_OK;
    (void)str_copy(person->name, sizeof person->name, q->who);
    person->when = q->app->now;
    /* A comment is kept with its name before it. */
    const size_t most =
        verb == ALARM_DO_COMMENT
            ? sizeof a->comment - sizeof ": " - strlen(person->name)
            : sizeof person->reason - 1;
    if (strlen(reason) > most)
        e = limits_reply(q->app, ERR_RANGE,
            xasprintf("the text has %zu bytes; at most %zu are kept",
                strlen(reason), most));
    else
        (void)str_copy(person->reason, sizeof person->reason, reason);
    free(reason);
    return e;
}

enum err
limits_change(const struct asked *q, const struct limits_change *c)
{
    struct limits_app *app = q->app;
    struct alarm_request r = {.verb = c->does, .until = UTC_NONE};
    const size_t n = count_wishes(c, q->request->args.n);
    if (n == 0)
        return limits_reply(
            app, ERR_FORMAT, xasprintf("%s %s", c->verb, c->usage));
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

const struct limits_change *
limits_change_of(struct msg_str verb)
{
    for (size_t i = 0; i < ARRAY_LEN(changes); i++)
        if (msg_str_eq(verb, changes[i].verb))
            return &changes[i];
    return NULL;
}
