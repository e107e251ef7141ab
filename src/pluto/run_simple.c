/*
 * run_simple.c - statements that are done at once: log, inform user,
 * assignments, raise event, save context, operations on objects.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <strings.h>

static bool
add_text(struct run_env *env, const struct pluto_expr *e, struct strbuf *text,
    struct strbuf *why)
{
    struct pluto_value v = {0};
    enum pluto_known known = pluto_eval(e, &env->env, &v, why);
    if (known == PLUTO_KNOWN)
        pluto_value_print(&v, text);
    else if (known == PLUTO_UNKNOWN)
        strbuf_addf(text, "(%s)", strbuf_get(why));
    pluto_value_fini(&v);
    if (known != PLUTO_FAILED)
        strbuf_reset(why);
    return known != PLUTO_FAILED;
}

/* Never blocks: what is not known is said in words. */
enum run_go
run_text(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_env env;
    run_env_init(&env, run, t);
    struct strbuf text = {0}, why = {0};
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < s->text.n; i++)
        is_good = add_text(&env, s->text.expr[i], &text, &why);
    enum run_go go = GO_NEXT;
    if (is_good) {
        struct strbuf clean = {0};
        str_sanitize(&clean, strbuf_get(&text), text.len, false);
        run_record(run, s->kind == PLUTO_S_LOG ? PLUTO_T_LOG : PLUTO_T_INFO,
            s->id, "", strbuf_get(&clean), NULL);
        run_detail(run, s->id, strbuf_get(&clean));
        strbuf_fini(&clean);
    } else {
        go = run_error(run, t, strbuf_get(&why));
    }
    strbuf_fini(&text);
    strbuf_fini(&why);
    return go;
}

static bool
is_in_set(const struct pluto_set *set, const struct pluto_value *v,
    struct strbuf *why)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (strcasecmp(set->value[i], v->text) == 0)
            return true;
    strbuf_addf(why, "'%s' is not one of %s", v->text, set->name->text);
    return false;
}

/* Takes *v; a sentence in `why` when it does not fit. */
bool
run_set_var(struct pluto_run *run, const struct pluto_ref *ref,
    struct pluto_value *v, struct strbuf *why)
{
    const struct pluto_body *body = run_body(run->p, ref->owner);
    const struct pluto_var *var = &body->var[ref->slot];
    bool fits = pluto_convert(v, var->type, var->bound_unit, why) &&
                (var->bound_set == NULL || v->type != PLUTO_ENUM ||
                    is_in_set(var->bound_set, v, why));
    if (!fits) {
        pluto_value_fini(v);
        return false;
    }
    struct pluto_value *at =
        &run->var[run->var_at[run_body_index(run, ref->owner)] + ref->slot];
    pluto_value_fini(at);
    *at = *v;
    *v = (struct pluto_value){0};
    return true;
}

enum run_go
run_assign(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_env env;
    run_env_init(&env, run, t);
    struct pluto_value v = {0};
    struct strbuf why = {0}, text = {0};
    enum run_go go = GO_NEXT;
    enum pluto_known known = pluto_eval(s->assign.expr, &env.env, &v, &why);
    if (known == PLUTO_UNKNOWN) {
        go = run_unknown(run, t, s->assign.expr, strbuf_get(&why));
    } else if (known == PLUTO_FAILED) {
        go = run_error(run, t, strbuf_get(&why));
    } else {
        pluto_value_show(&v, &text);
        if (run_set_var(run, s->assign.ref, &v, &why))
            run_detail(run, s->id, strbuf_get(&text));
        else
            go = run_error(run, t, strbuf_get(&why));
    }
    strbuf_fini(&why);
    strbuf_fini(&text);
    return go;
}

enum run_go
run_raise(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    if (s->raise->bound != PLUTO_TO_EVENT)
        return run_error(
            run, t, "only events declared in the procedure can be raised");
    run_event_raise(run, t, s->raise, "raised");
    return GO_NEXT;
}

/* ---- save context -------------------------------------------------------- */

static uint32_t
body_around(const struct pluto_run *run, uint32_t stmt)
{
    while (stmt != PLUTO_NIL && run->p->stmt[stmt]->kind != PLUTO_S_STEP)
        stmt = run->p->stmt[stmt]->parent;
    return stmt;
}

static bool
read_item(struct pluto_run *run, struct run_env *env,
    const struct pluto_ref *ref, struct run_saved *out, struct strbuf *why)
{
    out->is_set = true;
    if (ref->bound == PLUTO_TO_PARAMETER) {
        struct pluto_sample s = {.validity = PLUTO_NOT_RECEIVED};
        run_sample(run, ref->object, &s);
        out->validity = (uint8_t)s.validity;
        out->sampled = s.sampled != 0 ? s.sampled : s.received;
        out->value = pluto_value_copy(&s.value);
        out->raw = pluto_value_copy(&s.raw);
        pluto_sample_fini(&s);
        return true;
    }
    out->validity = PLUTO_VALID;
    out->sampled = run->now;
    return env->env.get(env, ref, PLUTO_P_VALUE, &out->value, why) ==
           PLUTO_KNOWN;
}

static void
record_saved(struct pluto_run *run, uint32_t stmt,
    const struct pluto_save_item *item, const struct run_saved *saved)
{
    struct strbuf text = {0};
    strbuf_adds(&text, "= ");
    if (saved->value.type == PLUTO_NONE)
        strbuf_adds(&text, "(not received)");
    else
        pluto_value_print(&saved->value, &text);
    run_record(run, PLUTO_T_SAVE, stmt, item->by->text, text.s,
        saved->validity == PLUTO_VALID ? "" : "not valid");
    strbuf_fini(&text);
}

bool
run_save_items(struct pluto_run *run, const struct pluto_stmt *s,
    const struct pluto_save *save, struct strbuf *why)
{
    struct run_env env;
    run_env_init(&env, run, NULL);
    uint32_t at = run->saved_at[run_body_index(run, body_around(run, s->id))];
    for (uint32_t i = 0; i < save->n; i++) {
        struct run_saved new = {0};
        if (!read_item(run, &env, save->item[i].ref, &new, why))
            return false;
        struct run_saved *old = &run->saved[at + save->item[i].slot];
        pluto_value_fini(&old->value);
        pluto_value_fini(&old->raw);
        *old = new;
        record_saved(run, s->id, &save->item[i], old);
    }
    return true;
}

enum run_go
run_save_context(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct strbuf why = {0};
    enum run_go go = GO_NEXT;
    if (!run_save_items(run, s, s->save, &why))
        go = run_error(run, t, strbuf_get(&why));
    strbuf_fini(&why);
    return go;
}

/* ---- operations on objects ----------------------------------------------- */

enum run_go
run_object(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct run_given_list given = {0};
    struct strbuf why = {0}, name = {0}, text = {0};
    for (uint16_t i = 0; i < s->object.ref->n; i++)
        strbuf_addf(
            &name, "%s%s", i > 0 ? " of " : "", s->object.ref->name[i]->text);
    enum run_go go = GO_NEXT;
    enum pluto_known known = run_arguments(
        run, t, s->object.argument, s->object.n_arguments, NULL, &given, &why);
    const struct pluto_host *host = &run->config.host;
    if (known == PLUTO_UNKNOWN) {
        go = run_unknown(run, t, NULL, strbuf_get(&why));
    } else if (known == PLUTO_FAILED ||
               !host->operate(host->arg, name.s, given.given, given.n, &why)) {
        go = run_error(run, t, strbuf_get(&why));
    } else {
        run_given_text(&given, NULL, &text);
        run_record(run, PLUTO_T_OBJOP, s->id, name.s, "done", text.s);
    }
    run_given_fini(&given);
    strbuf_fini(&why);
    strbuf_fini(&name);
    strbuf_fini(&text);
    return go;
}
