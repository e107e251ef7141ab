/*
 * exec_start.c - a procedure is started, with its arguments.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_given.h"
#include "exec/exec_priv.h"

struct parsed { /* of a start */
    struct pluto_given *given;
    size_t n;
    enum pluto_run_mode mode;
};

/* "mode=by-step" or "Target=20 degC" */
static enum err
parse_one(struct exec_asked *q, const struct library_entry *entry, char *text,
    struct parsed *p)
{
    struct strbuf why = {0};
    char *value = strchr(text, '=');
    if (value == NULL)
        return exec_reply(
            q->app, ERR_FORMAT, "'%.80s': arguments are NAME=VALUE", text);
    *value++ = '\0';
    if (strcmp(text, "mode") == 0) {
        if (exec_mode_parse(value, &p->mode))
            return ERR_OK;
        return exec_reply(q->app, ERR_FORMAT,
            "'%.40s': the mode is automatic, by-step, by-statement or dry-run",
            value);
    }
    enum err e =
        exec_given_parse(entry->catalogue, text, value, &p->given[p->n], &why);
    for (size_t i = 0; e == ERR_OK && i < p->n; i++)
        if (strcmp(p->given[i].name, p->given[p->n].name) == 0) {
            strbuf_addf(&why, "%s is given twice", text);
            pluto_value_fini(&p->given[p->n].value);
            e = ERR_FORMAT;
        }
    if (e == ERR_OK)
        p->n++;
    else
        (void)exec_reply(q->app, e, "%s", strbuf_get(&why));
    strbuf_fini(&why);
    return e;
}

static enum err
parse_all(
    struct exec_asked *q, const struct library_entry *entry, struct parsed *p)
{
    enum err e = ERR_OK;
    p->given = xcalloc(q->n + 1, sizeof *p->given);
    for (size_t i = 1; i < q->n && e == ERR_OK; i++) {
        char *text = exec_arg(q, i);
        e = parse_one(q, entry, text, p);
        free(text);
    }
    return e;
}

static enum err
make(struct exec_asked *q, const struct library_entry *entry,
    struct exec_run **run)
{
    struct parsed p = {.mode = PLUTO_MODE_AUTOMATIC};
    struct strbuf why = {0};
    enum err e = parse_all(q, entry, &p);
    if (e == ERR_OK) {
        const struct exec_begin b = {.entry = entry,
            .given = p.given,
            .n_given = p.n,
            .mode = p.mode,
            .person = q->person.name};
        e = exec_run_make(q->app, &b, &why, run);
        if (e != ERR_OK)
            (void)exec_reply(q->app, e, "%s", strbuf_get(&why));
    }
    exec_given_free(&p.given, p.n);
    strbuf_fini(&why);
    return e;
}

static enum err
start(struct exec_asked *q, bool begins)
{
    struct exec_run *run;
    enum err e = exec_need_role(q, ROLE_COMMAND);
    if (e != ERR_OK)
        return e;
    char *id = exec_arg(q, 0);
    const struct library_entry *entry =
        library_find(q->app->library->library, id);
    if (entry == NULL) {
        e = exec_reply(
            q->app, ERR_NOTFOUND, "there is no procedure '%.80s'", id);
    } else if (!entry->can_run) {
        e = exec_reply(q->app, ERR_DENIED,
            "%s has %zu errors: columba check %s", entry->id,
            entry->notes.errors, entry->file);
    } else {
        e = make(q, entry, &run);
    }
    free(id);
    if (e != ERR_OK)
        return e;
    (void)exec_control_take(&run->control, &q->who, q->app->now);
    (void)exec_control_watch(&run->control, &q->who, q->app->now);
    if (begins)
        exec_run_begin(run);
    exec_event(q->app, EV_PROCEDURE_STARTED, "%s #%" PRIu64 "%s %s by %s",
        run->name, run->number,
        strcmp(run->approval, "approved") == 0 ? "" : " DRAFT",
        begins ? "started" : "loaded", q->person.name);
    if (!exec_run_commit(run))
        return exec_reply(q->app, ERR_IO,
            "#%" PRIu64 " stands: its state cannot be written", run->number);
    exec_say_run(run, false);
    exec_row(q->app, run->id, strlen(run->id));
    return exec_reply(q->app, ERR_OK, "%s", run->id);
}

enum err
exec_start(struct exec_asked *q)
{
    return start(q, true);
}

enum err
exec_load(struct exec_asked *q)
{
    return start(q, false);
}
