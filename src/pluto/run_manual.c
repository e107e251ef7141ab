/*
 * run_manual.c - what the catalogue says of a statement: whose it is, what is
 * told before it, what a person enters before its main body and ticks off at
 * its end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "pluto/unit.h"

static void
name_of(
    const struct pluto_run *run, const struct pluto_stmt *s, struct strbuf *out)
{
    if (s->kind == PLUTO_S_STEP)
        strbuf_adds(out, s->step.name->text);
    else
        pluto_heading(run->p, s->id, out);
}

/* ---- before it ----------------------------------------------------------- */

static void
tell(struct pluto_run *run, const struct pluto_stmt *s, const char *word,
    const char *const *text, size_t n)
{
    struct strbuf name = {0};
    name_of(run, s, &name);
    for (size_t i = 0; i < n; i++)
        run_record(run, PLUTO_T_TOLD, s->id, strbuf_get(&name), word, text[i]);
    strbuf_fini(&name);
}

static bool
ask_acknowledge(
    struct pluto_run *run, struct run_task *t, const struct catalogue_step *c)
{
    if (!c->acknowledge || c->n_warnings + c->n_cautions == 0)
        return false;
    struct strbuf text = {0};
    for (size_t i = 0; i < c->n_warnings; i++)
        strbuf_addf(
            &text, "%sWARNING: %s", text.len > 0 ? " " : "", c->warning[i]);
    for (size_t i = 0; i < c->n_cautions; i++)
        strbuf_addf(
            &text, "%sCAUTION: %s", text.len > 0 ? " " : "", c->caution[i]);
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_TELL, RUN_STAGE_TELL, CATALOGUE_OPERATOR, text.s);
    run_prompt_answer(q, "acknowledged", "it was read; the step goes on");
    strbuf_fini(&text);
    return true;
}

static bool
ask_actor(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s,
    const struct catalogue_step *c)
{
    if (c->actor == NULL || strcasecmp(c->actor, CATALOGUE_AUTO) == 0)
        return false;
    struct strbuf text = {0};
    name_of(run, s, &text);
    strbuf_addf(&text, " is for %s: begin it?", c->actor);
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_ACTOR, RUN_STAGE_ACTOR, c->actor, text.s);
    run_prompt_answer(q, "begin", "the step begins");
    run_prompt_answer(q, "skip", "it is left out, and counts as not confirmed");
    strbuf_fini(&text);
    return true;
}

void
run_skip_now(struct pluto_run *run, struct run_task *t,
    const struct pluto_stmt *s, const char *reason, const char *person)
{
    struct strbuf name = {0};
    name_of(run, s, &name);
    run_drop(run, t);
    run_branches_end(run, t);
    struct run_item *item = run_item(run, s->id);
    if (!t->has_begun) {
        item->started = run->now;
        item->attempt = item->restarts + 1;
    }
    run_detail(run, s->id, reason);
    run_item_end(run, s->id, PLUTO_NOT_CONFIRMED, PLUTO_R_USER);
    item->mark = PLUTO_MARK_SKIPPED;
    run_record_by(
        run, PLUTO_T_CTRL, s->id, strbuf_get(&name), "skipped", reason, person);
    strbuf_fini(&name);
    run_next(run, t);
}

static enum run_go
answered(struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    struct strbuf name = {0};
    name_of(run, s, &name);
    enum run_go go = GO_NEXT;
    if (t->stage == RUN_STAGE_TELL) {
        run_record_by(run, PLUTO_T_TOLD, s->id, strbuf_get(&name),
            "acknowledged", NULL, t->wait.person);
    } else if (str_eq(t->wait.word, "skip")) {
        char *reason = xstrdup(t->wait.text != NULL ? t->wait.text : "");
        char *person = xstrdup(t->wait.person != NULL ? t->wait.person : "");
        run_skip_now(run, t, s, reason, person);
        free(reason);
        free(person);
        go = GO_ELSE;
    } else {
        run_record_by(run, PLUTO_T_MANUAL, s->id, strbuf_get(&name), "begun",
            NULL, t->wait.person);
    }
    strbuf_fini(&name);
    if (go == GO_NEXT)
        run_wait_fini(&t->wait);
    return go;
}

enum run_go
run_before(
    struct pluto_run *run, struct run_task *t, const struct pluto_stmt *s)
{
    const struct catalogue_step *c =
        catalogue_step_of(run->config.catalogue, s->id);
    if (c == NULL)
        return GO_NEXT;
    if (t->wait.kind == RUN_PROMPT) {
        enum run_go go = answered(run, t, s);
        if (go != GO_NEXT)
            return go;
    }
    if (t->before < RUN_STAGE_TELL) {
        t->before = RUN_STAGE_TELL;
        tell(run, s, "WARNING", c->warning, c->n_warnings);
        tell(run, s, "CAUTION", c->caution, c->n_cautions);
        tell(run, s, "NOTE", c->note, c->n_notes);
        if (ask_acknowledge(run, t, c))
            return GO_WAIT;
    }
    if (t->before < RUN_STAGE_ACTOR) {
        t->before = RUN_STAGE_ACTOR;
        if (ask_actor(run, t, s, c))
            return GO_WAIT;
    }
    return GO_NEXT;
}

/* ---- before its main body, and at its end -------------------------------- */

static void
ask_value(struct pluto_run *run, struct run_task *t,
    const struct catalogue_step *c, uint8_t which)
{
    const struct catalogue_enter *e = &c->enter[which];
    struct strbuf text = {0};
    strbuf_addf(&text, "enter %s", e->name);
    if (e->prompt != NULL)
        strbuf_addf(&text, ": %s", e->prompt);
    if (e->unit_text != NULL)
        strbuf_addf(&text, " [%s]", e->unit_text);
    for (uint32_t i = 0; e->type.type == PLUTO_ENUM && i < e->type.n_labels;
         i++)
        strbuf_addf(&text, "%s%s", i > 0 ? ", " : " (", e->type.label[i]);
    if (e->type.type == PLUTO_ENUM && e->type.n_labels > 0)
        strbuf_addc(&text, ')');
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_VALUE, RUN_STAGE_ENTER, c->actor, text.s);
    q->enter = which;
    strbuf_fini(&text);
}

static void
ask_tick(
    struct pluto_run *run, struct run_task *t, const struct catalogue_step *c)
{
    struct strbuf text = {0};
    strbuf_addf(&text, "%s: done?", run_name(run, run_top(t)->stmt));
    struct run_prompt *q = run_ask_person(
        run, t, PLUTO_ASK_TICK, RUN_STAGE_TICK, c->actor, text.s);
    run_prompt_answer(q, "done", "the step goes on to its confirmation");
    run_prompt_answer(q, "failed", "the step ends not confirmed");
    strbuf_fini(&text);
}

static void
ticked(struct pluto_run *run, struct run_task *t)
{
    struct run_level *l = run_top(t);
    l->is_failed = str_eq(t->wait.word, "failed");
    run_record_by(run, PLUTO_T_MANUAL, l->stmt, run_name(run, l->stmt),
        t->wait.word, t->wait.text, t->wait.person);
    if (l->is_failed)
        run_detail(run, l->stmt, t->wait.text);
}

static const struct catalogue_step *
step_of(const struct pluto_run *run, uint32_t stmt)
{
    return stmt == PLUTO_NIL ? NULL
                             : catalogue_step_of(run->config.catalogue, stmt);
}

size_t
run_n_values(const struct pluto_run *run, uint32_t stmt)
{
    const struct catalogue_step *c = step_of(run, stmt);
    return c == NULL ? 0 : c->n_enters;
}

static bool
is_entering(const struct pluto_run *run, const struct run_task *t)
{
    size_t top = t->n - 1;
    return !t->has_begun && t->level[top].block == PLUTO_MAIN &&
           !t->level[top].is_entered && run_now(t) != NULL &&
           run_is_body(run->p, t, top);
}

enum run_go
run_entering(struct pluto_run *run, struct run_task *t)
{
    if (!is_entering(run, t))
        return GO_NEXT;
    struct run_level *l = run_top(t);
    bool has_asked = t->wait.kind == RUN_PROMPT && t->stage == RUN_STAGE_ENTER;
    if (has_asked) {
        if (t->wait.word == NULL)
            return GO_STAY;
        run_wait_fini(&t->wait);
        l->entered++;
    }
    const struct catalogue_step *c = step_of(run, l->stmt);
    if (c != NULL && l->entered < c->n_enters) {
        ask_value(run, t, c, l->entered);
        return GO_WAIT;
    }
    l->is_entered = true;
    if (!has_asked)
        return GO_NEXT;
    if (!run_is_guarded(run, t, t->n - 1)) /* not a restart by a guard */
        run_arm(run, t, t->n - 1);
    return GO_ELSE;
}

enum run_go
run_ending(struct pluto_run *run, struct run_task *t)
{
    const struct catalogue_step *c = step_of(run, run_top(t)->stmt);
    if (c == NULL || !c->tick)
        return GO_NEXT;
    if (t->wait.kind != RUN_PROMPT) {
        ask_tick(run, t, c);
        return GO_WAIT;
    }
    if (t->wait.word == NULL)
        return GO_STAY;
    ticked(run, t);
    run_wait_fini(&t->wait);
    return GO_NEXT;
}

/* ---- values that a person reads ------------------------------------------ */

static bool
parse_number(const char *text, const struct pluto_model_type *type,
    struct pluto_value *v, struct strbuf *why)
{
    size_t n = strlen(text);
    for (; n > 0; n--) {
        char *head = xstrndup(text, n);
        double d = 0;
        int64_t i = 0;
        bool is_integer = num_parse_i64(head, &i);
        bool is_number = is_integer || num_parse_double(head, &d);
        free(head);
        if (!is_number)
            continue;
        const char *unit = text + n + strspn(text + n, " ");
        *v = is_integer ? pluto_integer(i) : pluto_real(d, NULL);
        v->unit = unit[0] != '\0' ? pluto_unit(unit, strlen(unit)) : type->unit;
        if (unit[0] == '\0' || v->unit != NULL)
            return true;
        strbuf_addf(why, "%s is not a unit", unit);
        return false;
    }
    strbuf_adds(why, "a number is wanted");
    return false;
}

static bool
parse_truth(const char *text, struct pluto_value *v, struct strbuf *why)
{
    bool is_true =
        strcasecmp(text, "true") == 0 || strcasecmp(text, "yes") == 0;
    bool is_false =
        strcasecmp(text, "false") == 0 || strcasecmp(text, "no") == 0;
    if (!is_true && !is_false)
        strbuf_adds(why, "true or false is wanted");
    *v = pluto_bool(is_true);
    return is_true || is_false;
}

static bool
parse_time(const char *text, enum pluto_type type, struct pluto_value *v,
    struct strbuf *why)
{
    struct utc at;
    int64_t ns = 0;
    if (type == PLUTO_ABSOLUTE && utc_parse(text, &at) == ERR_OK) {
        *v = pluto_absolute(at.ns);
        return true;
    }
    if (type == PLUTO_RELATIVE && duration_parse(text, &ns) == ERR_OK) {
        *v = pluto_relative(ns);
        return true;
    }
    strbuf_adds(why, type == PLUTO_ABSOLUTE
                         ? "a time like 2026-11-20T10:00:00Z is wanted"
                         : "a time span like 1min30s is wanted");
    return false;
}

bool
run_read_value(const char *text, const struct pluto_model_type *type,
    struct pluto_value *v, struct strbuf *why)
{
    switch (type->type) {
    case PLUTO_INTEGER:
    case PLUTO_UNSIGNED:
    case PLUTO_REAL:
        return parse_number(text, type, v, why);
    case PLUTO_BOOLEAN:
        return parse_truth(text, v, why);
    case PLUTO_ABSOLUTE:
    case PLUTO_RELATIVE:
        return parse_time(text, type->type, v, why);
    case PLUTO_ENUM:
        *v = pluto_enum(text, strlen(text));
        return true;
    case PLUTO_NONE:
    case PLUTO_STRING:
    case PLUTO_TYPE_COUNT:
        break;
    }
    *v = pluto_string(text, strlen(text));
    if (text[0] == '\0')
        strbuf_adds(why, "something is wanted");
    return text[0] != '\0';
}

/* To the step's variable of that name, if it has one. */
static bool
assign(struct pluto_run *run, uint32_t stmt, const char *name,
    const struct pluto_value *v, struct strbuf *why)
{
    const struct pluto_body *body = run_body(run->p, stmt);
    for (uint32_t i = 0; body != NULL && i < body->n_vars; i++) {
        if (strcasecmp(body->var[i].name->text, name) != 0)
            continue;
        struct pluto_ref ref = {.owner = stmt, .slot = i};
        struct pluto_value copy = pluto_value_copy(v);
        return run_set_var(run, &ref, &copy, why);
    }
    return true;
}

bool
run_value_entered(struct pluto_run *run, const struct run_prompt *q,
    const char *text, const char *person, struct strbuf *why)
{
    const struct catalogue_step *c =
        catalogue_step_of(run->config.catalogue, q->stmt);
    if (c == NULL || q->enter >= c->n_enters)
        return true;
    const struct catalogue_enter *e = &c->enter[q->enter];
    struct pluto_value v = {0};
    char *clean = xstrdup(text + strspn(text, " "));
    bool fits = run_read_value(clean, &e->type, &v, why) &&
                run_fits(&e->type, &v, why) &&
                assign(run, q->stmt, e->name, &v, why);
    if (fits) {
        struct strbuf line = {0};
        strbuf_addf(&line, "%s = ", e->name);
        pluto_value_show(&v, &line);
        run_record_by(run, PLUTO_T_MANUAL, q->stmt, run_name(run, q->stmt),
            line.s, NULL, person);
        strbuf_fini(&line);
    }
    free(clean);
    pluto_value_fini(&v);
    return fits;
}
