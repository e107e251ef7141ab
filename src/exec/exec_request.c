/*
 * exec_request.c - what people ask of the executor: who asks, and what he may.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

#define REST_MAX 512

/* ---- the reply ----------------------------------------------------------- */

static void
forget_reply(struct exec_app *app)
{
    for (size_t i = 0; i < app->n_rows; i++)
        free(app->row[i]);
    app->n_rows = 0;
    free(app->text);
    app->text = NULL;
}

void
exec_row(struct exec_app *app, const char *text, size_t len)
{
    struct strbuf out = {0};
    str_sanitize(&out, text, len, false);
    app->row = xgrow(app->row, app->n_rows, &app->cap_rows, sizeof(char *));
    app->row[app->n_rows++] = strbuf_take(&out);
}

enum err
exec_reply(struct exec_app *app, enum err e, const char *fmt, ...)
{
    struct strbuf text = {0}, out = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    str_sanitize(&out, strbuf_get(&text), text.len, false);
    strbuf_fini(&text);
    free(app->text);
    app->text = strbuf_take(&out);
    return e;
}

static void
fill_reply(struct exec_app *app, enum err e, struct msg_reply *reply)
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
exec_join(const struct exec_asked *q, size_t i)
{
    struct strbuf text = {0};
    for (bool is_first = true; i < q->n; i++, is_first = false) {
        strbuf_adds(&text, is_first ? "" : " ");
        str_sanitize(&text, q->arg[i].s, q->arg[i].len, false);
    }
    return strbuf_take(&text);
}

char *
exec_arg(const struct exec_asked *q, size_t i)
{
    struct strbuf text = {0};
    if (i < q->n)
        str_sanitize(&text, q->arg[i].s, q->arg[i].len, false);
    return strbuf_take(&text);
}

/* By id; "#12", or the first digits of an id, are for people. */
static struct exec_run *
find_run(const struct exec_app *app, struct msg_str s)
{
    struct exec_run *found = exec_find_text(app, s);
    for (size_t i = 0; i < EXEC_RUNS_MAX && found == NULL && s.len > 1; i++) {
        char number[24];
        if (app->run[i] == NULL)
            continue;
        (void)snprintf(number, sizeof number, "#%" PRIu64, app->run[i]->number);
        if (msg_str_eq(s, number))
            found = app->run[i];
    }
    return found;
}

/* ---- who asks ------------------------------------------------------------ */

enum err
exec_need_role(const struct exec_asked *q, unsigned roles)
{
    if ((q->person.roles & roles) != 0)
        return ERR_OK;
    struct strbuf need = {0};
    roles_fmt(roles, &need);
    const enum err e = exec_reply(q->app, ERR_DENIED,
        "%s has not the role for it: %s", q->person.name, strbuf_get(&need));
    strbuf_fini(&need);
    return e;
}

static enum err
find_person(struct exec_asked *q)
{
    char why[200] = "";
    const enum err e = people_find(q->app->people, q->asker->peer, q->head.as,
        &q->person, why, sizeof why);
    if (e != ERR_OK)
        return exec_reply(q->app, e, "%s", why);
    q->who = (struct authority_person){.uid = q->person.uid};
    (void)str_copy(q->who.name, sizeof q->who.name, q->person.name);
    (void)str_copy(q->who.session, sizeof q->who.session, q->head.session);
    (void)str_copy(q->who.where, sizeof q->who.where, q->asker->where);
    const enum guard_result g = guard_take(
        q->app->guard, &q->head, &q->person, ORDER_TTL_NS, q->app->now);
    return g == GUARD_OK ? ERR_OK
                         : exec_reply(q->app, ERR_DENIED, "%s", guard_text(g));
}

/* From its controller alone: another one is told who that is. */
static enum err
need_control(const struct exec_asked *q)
{
    const struct exec_run *root = exec_root(q->run);
    if (exec_control_has(&root->control, &q->who))
        return ERR_OK;
    if (!exec_control_is_held(&root->control))
        return exec_reply(q->app, ERR_DENIED,
            "nobody controls #%" PRIu64 ": take control first", root->number);
    if (strcmp(exec_control_name(&root->control), q->who.name) == 0)
        return exec_reply(q->app, ERR_DENIED,
            "you control #%" PRIu64 " in another session (%s): take control "
            "here first",
            root->number, root->control.lease.holder.where);
    return exec_reply(q->app, ERR_DENIED,
        "%s controls #%" PRIu64 ": ask to be given control",
        exec_control_name(&root->control), root->number);
}

/* ---- dispatch ------------------------------------------------------------ */

static const struct exec_verb *
find_verb(const struct exec_verb *table, size_t n, struct msg_str verb)
{
    for (size_t i = 0; i < n; i++)
        if (msg_str_eq(verb, table[i].verb))
            return &table[i];
    return NULL;
}

static enum err
call(struct exec_asked *q, const struct exec_verb *v)
{
    if (q->n < v->min)
        return exec_reply(q->app, ERR_FORMAT, "%s %s", v->verb, v->form);
    if (v->has_run) {
        q->run = find_run(q->app, q->arg[0]);
        if (q->run == NULL)
            return exec_reply(
                q->app, ERR_NOTFOUND, "there is no such execution");
    }
    if (v->is_controls) {
        const enum err e = need_control(q);
        if (e != ERR_OK)
            return e;
        exec_root(q->run)->control.lease.until =
            (struct moment){utc_add_ns(q->app->now.utc, EXEC_LEASE_NS),
                mono_add_ns(q->app->now.mono, EXEC_LEASE_NS)};
    }
    return v->fn(q);
}

static enum err
do_word(struct exec_asked *q, const struct exec_verb *v, struct msg_str *rest)
{
    struct strbuf why = {0};
    if (!q->asker->may_change)
        return exec_reply(q->app, ERR_DENIED,
            "this socket is for watching: %s goes to the operators' one",
            v->verb);
    enum err e = order_parse(
        &q->request->args, &q->head, NULL, rest, REST_MAX, &q->n, &why);
    if (e != ERR_OK)
        (void)exec_reply(q->app, e, "%s", strbuf_get(&why));
    strbuf_fini(&why);
    q->arg = rest;
    if (e == ERR_OK)
        e = find_person(q);
    return e == ERR_OK ? call(q, v) : e;
}

static enum err
unknown(struct exec_asked *q)
{
    char *verb = xstrndup(q->request->verb.len > 0 ? q->request->verb.s : "",
        q->request->verb.len < 40 ? q->request->verb.len : 40);
    struct nearest near = nearest_to(verb);
    for (size_t i = 0; i < exec_n_questions; i++)
        nearest_try(&near, exec_questions[i].verb);
    for (size_t i = 0; i < exec_n_words; i++)
        nearest_try(&near, exec_words[i].verb);
    free(verb);
    return exec_reply(q->app, ERR_FORMAT, "unknown request%s%s%s",
        near.best != NULL ? "; did you mean " : "",
        near.best != NULL ? near.best : "", near.best != NULL ? "?" : "");
}

void
exec_app_request(struct exec_app *app, const struct exec_asker *asker,
    const struct msg_request *request, struct msg_reply *reply,
    struct moment now)
{
    struct msg_str rest[REST_MAX];
    struct exec_asked q = {.app = app,
        .asker = asker,
        .request = request,
        .arg = request->args.v,
        .n = request->args.n};
    const struct exec_verb *v =
        find_verb(exec_questions, exec_n_questions, request->verb);
    enum err e;
    app->now = now;
    forget_reply(app);
    if (v != NULL)
        e = call(&q, v);
    else if ((v = find_verb(exec_words, exec_n_words, request->verb)) != NULL)
        e = do_word(&q, v, rest);
    else
        e = unknown(&q);
    fill_reply(app, e, reply);
}
