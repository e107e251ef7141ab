/*
 * limits_request.c - what people ask of the limits process.
 *
 * Small questions are answered here; limits_why.c explains one parameter, and
 * limits_change.c does what changes alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "limits/limit_ranges.h"
#include "limits/limits_priv.h"
#include "limits/limits_request.h"

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

void
limits_add_row(struct limits_app *app, const char *key, const char *fmt, ...)
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

enum err
limits_reply(struct limits_app *app, enum err e, char *text)
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

char *
limits_arg_text(const struct asked *q, size_t i)
{
    const struct msg_strv *args = &q->request->args;
    struct strbuf text = {0};
    if (i < args->n)
        str_sanitize(&text, args->v[i].s, args->v[i].len, false);
    return strbuf_take(&text);
}

enum err
limits_arg_item(const struct asked *q, size_t i, uint32_t *item)
{
    char *name = limits_arg_text(q, i);
    *item = mdb_find_item(q->app->mdb, name);
    enum err e = ERR_OK;
    if (*item == MDB_NIL) {
        uint32_t near;
        const bool has_near =
            mdb_nearest_items(q->app->mdb, name, &near, 1) == 1;
        e = limits_reply(q->app, ERR_NOTFOUND,
            xasprintf("there is no parameter '%s'%s%s%s", name,
                has_near ? "; did you mean " : "",
                has_near ? q->app->mdb->item[near].name : "",
                has_near ? "?" : ""));
    }
    free(name);
    return e;
}

/* ---- questions --------------------------------------------------------- */

/* The ranges that apply now to what is named; what has none has no row. */
static enum err
do_ranges(const struct asked *q)
{
    struct limits_app *app = q->app;
    for (size_t i = 0; i < q->request->args.n && i < LIMITS_RANGES_MAX; i++) {
        char *name = limits_arg_text(q, i);
        uint32_t item = mdb_find_item(app->mdb, name);
        struct strbuf text = {0};
        free(name);
        if (item == MDB_NIL)
            continue;
        const struct limit_explanation x =
            limit_engine_explain(app->engine, app->config.mode, item);
        if (x.rule != NULL && limit_ranges_text(&text, x.rule))
            limits_add_row(
                app, app->mdb->item[item].name, "%s", strbuf_get(&text));
        strbuf_fini(&text);
    }
    return limits_reply(app, ERR_OK, xstrdup("ranges"));
}

static enum err
do_list(const struct asked *q)
{
    struct limits_app *app = q->app;
    const struct alarm *a;
    for (size_t i = 0; (a = alarm_book_at(app->book, i)) != NULL; i++)
        limits_add_row(app, app->mdb->item[a->item].name,
            "%" PRIu64 " %s %s %s", a->number, alarm_state_str(a->state),
            limit_state_str(a->level), limit_state_str(a->worst));
    return limits_reply(app, ERR_OK, xasprintf("%zu alarms", app->n_rows));
}

static enum err
do_status(const struct asked *q)
{
    struct limits_app *app = q->app;
    const struct limit_counters n = limit_engine_counters(app->engine);
    const struct journal *j = app->config.journal;
    limits_add_row(app, "checked", "%zu", app->rules->n_checked);
    limits_add_row(app, "rules", "%zu", app->rules->n_rules);
    limits_add_row(app, "samples", "%" PRIu64, n.samples);
    limits_add_row(app, "samples_checked", "%" PRIu64, n.checked);
    limits_add_row(app, "changes", "%" PRIu64, n.changes);
    limits_add_row(app, "late", "%" PRIu64, n.late);
    limits_add_row(app, "refused", "%" PRIu64, app->refused + app->foreign);
    limits_add_row(app, "bytes", "%zu", n.bytes);
    limits_add_row(app, "journal", "%s",
        j == NULL             ? "none"
        : journal_is_sound(j) ? "sound"
                              : journal_reason(j));
    if (j != NULL)
        limits_add_row(app, "journal_bytes", "%" PRIu64, journal_bytes(j));
    return limits_reply(app, ERR_OK, xstrdup(limits_app_text(app, app->now)));
}

/* ---- dispatch ------------------------------------------------------------ */

static const struct {
    const char *verb;
    enum err (*fn)(const struct asked *q);
} questions[] = {{"why", limits_why}, {"ranges", do_ranges}, {"list", do_list},
    {"status", do_status}};

static enum err
dispatch(const struct asked *q, bool may_change)
{
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        if (msg_str_eq(q->request->verb, questions[i].verb))
            return questions[i].fn(q);
    const struct limits_change *change = limits_change_of(q->request->verb);
    if (change != NULL)
        return may_change ? limits_change(q, change)
                          : limits_reply(q->app, ERR_DENIED,
                                xstrdup("only operators may change alarms"));
    return limits_reply(q->app, ERR_NOTFOUND,
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
