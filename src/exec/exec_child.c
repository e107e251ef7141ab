/*
 * exec_child.c - procedures that procedures call: executions of their own.
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

static enum err
given_of(const struct exec_activity *a, const struct library_entry *entry,
    struct pluto_given **out, struct strbuf *why)
{
    enum err e = ERR_OK;
    *out = xcalloc(a->n_values + 1, sizeof **out);
    for (size_t i = 0; i < a->n_values && e == ERR_OK; i++)
        e = exec_given_parse(entry->catalogue, a->value[i].name,
            a->value[i].text, &(*out)[i], why);
    return e;
}

static enum err
make_child(struct exec_run *run, const struct exec_activity *a,
    struct strbuf *why, struct exec_run **child)
{
    struct exec_begin b = {.id = a->id,
        .entry = library_find(run->library->library, a->name),
        .n_given = a->n_values,
        .mode = PLUTO_MODE_AUTOMATIC,
        .person = exec_root(run)->person,
        .parent = run,
        .parent_instance = a->instance};
    struct pluto_given *given = NULL;
    enum err e = ERR_NOTFOUND;
    if (b.entry == NULL) {
        strbuf_addf(why, "there is no procedure %s", a->name);
    } else {
        e = given_of(a, b.entry, &given, why);
        b.given = given;
        if (e == ERR_OK)
            e = exec_run_make(run->app, &b, why, child);
        exec_given_free(&given, a->n_values);
    }
    return e;
}

void
exec_child_call(struct exec_run *run, struct exec_activity *a)
{
    struct exec_run *child = exec_find(run->app, a->id);
    struct strbuf why = {0};
    a->stage = EXEC_KNOWN;
    if (child != NULL) { /* of before a restart */
        exec_child_tell(child);
        return;
    }
    const uint64_t instance = a->instance;
    const enum err e = make_child(run, a, &why, &child);
    a = exec_activity_of(run, instance);
    if (e == ERR_OK)
        exec_run_begin(child);
    else if (a != NULL)
        exec_activity_abort(run, a, strbuf_get(&why));
    strbuf_fini(&why);
}

void
exec_child_tell(struct exec_run *child)
{
    struct exec_run *parent = exec_parent(child);
    struct exec_activity *a =
        parent != NULL ? exec_activity_of(parent, child->parent_instance)
                       : NULL;
    struct exec_report r = {.outcome = PLUTO_NOT_AVAILABLE};
    if (a == NULL || a->kind != PLUTO_PROCEDURE)
        return;
    if (child->pluto == NULL) {
        r.execution = PLUTO_X_EXECUTING;
        (void)str_copy(r.detail, sizeof r.detail, child->broken);
    } else {
        r.execution = pluto_run_execution(child->pluto);
        r.outcome = pluto_run_outcome(child->pluto);
        if (r.execution == PLUTO_X_NOT_INITIATED)
            r.execution = PLUTO_X_ROUTING;
        (void)snprintf(r.detail, sizeof r.detail, "execution #%" PRIu64 " %s",
            child->number, pluto_run_state_str(exec_run_state(child)));
    }
    exec_activity_report(parent, a, &r);
}

void
exec_child_leave(struct exec_run *run, const struct exec_activity *a)
{
    struct exec_run *child = exec_find(run->app, a->id);
    struct strbuf why = {0};
    if (child == NULL || child->pluto == NULL ||
        exec_run_state(child) == PLUTO_RUN_FINISHED)
        return;
    (void)!pluto_run_abort(child->pluto, PLUTO_NIL, true,
        "what called it does not wait for it any more", "executor",
        exec_run_now(child), &why);
    strbuf_fini(&why);
    exec_run_touch(child);
}
