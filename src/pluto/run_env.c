/*
 * run_env.c - what names stand for while a procedure runs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"

void
pluto_sample_fini(struct pluto_sample *sample)
{
    pluto_value_fini(&sample->value);
    pluto_value_fini(&sample->raw);
    *sample = (struct pluto_sample){.validity = PLUTO_NOT_RECEIVED};
}

static struct pluto_value
word(const char *s)
{
    return pluto_enum(s, strlen(s));
}

static struct pluto_value
validity_word(enum pluto_validity validity)
{
    static const char *const name[] = {"valid", "invalid", "not available"};
    return word(name[validity]);
}

static struct pluto_value
monitoring_word(uint8_t status)
{
    static const char *const name[] = {
        "unchecked", "nominal", "warning", "alarm"};
    return word(name[status < ARRAY_LEN(name) ? status : 0]);
}

static enum pluto_known
lacks(struct strbuf *why, enum pluto_known known, const struct pluto_ref *ref,
    const char *what)
{
    for (uint16_t i = 0; i < ref->n; i++)
        strbuf_addf(why, "%s%s", i > 0 ? " of " : "", ref->name[i]->text);
    strbuf_addf(why, " %s", what);
    return known;
}

/* ---- telemetry ----------------------------------------------------------- */

static bool
is_of_now(enum pluto_property property)
{
    return property == PLUTO_P_VALUE || property == PLUTO_P_RAW_VALUE ||
           property == PLUTO_P_ENGINEERING_VALUE;
}

static struct pluto_value
status_of(const struct pluto_sample *s, enum pluto_property property)
{
    switch ((int)property) {
    case PLUTO_P_VALIDITY:
        return validity_word(s->validity);
    case PLUTO_P_LIMIT_CHECKING:
        return monitoring_word(s->limit);
    case PLUTO_P_DELTA_CHECKING:
        return monitoring_word(s->delta);
    case PLUTO_P_EXPECTED:
        return monitoring_word(s->expected);
    case PLUTO_P_CONSISTENCY:
        return monitoring_word(s->consistency);
    default:
        return monitoring_word(s->monitoring);
    }
}

void
run_sample(
    const struct pluto_run *run, uint32_t parameter, struct pluto_sample *out)
{
    const struct pluto_model_type *type =
        &pluto_model_parameter(run->config.model, parameter)->type;
    run->config.host.sample(run->config.host.arg, parameter, out);
    if (out->value.type == PLUTO_BOOLEAN && type->n_labels == 2)
        out->value.label = type->label;
}

/* The value itself: only a good one counts, and in waits only one that is as
 * new as the last command. */
static enum pluto_known
value_of(struct run_env *e, const struct pluto_ref *ref,
    const struct pluto_sample *s, bool is_raw, struct pluto_value *out,
    struct strbuf *why)
{
    const struct pluto_value *v = is_raw ? &s->raw : &s->value;
    if (s->validity == PLUTO_NOT_RECEIVED || v->type == PLUTO_NONE)
        return lacks(why, PLUTO_UNKNOWN, ref, "was not received");
    if (s->validity != PLUTO_VALID)
        return lacks(why, PLUTO_UNKNOWN, ref,
            s->is_expired ? "is expired" : "is invalid");
    int64_t at = s->sampled != 0 ? s->sampled : s->received;
    if (e->is_wait && at < e->floor)
        return lacks(
            why, PLUTO_UNKNOWN, ref, "has no sample since the last command");
    *out = pluto_value_copy(v);
    return PLUTO_KNOWN;
}

static enum pluto_known
get_parameter(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    struct pluto_sample s = {.validity = PLUTO_NOT_RECEIVED};
    run_sample(e->run, ref->object, &s);
    enum pluto_known known = PLUTO_KNOWN;
    if (is_of_now(property)) {
        known = value_of(e, ref, &s, property == PLUTO_P_RAW_VALUE, out, why);
    } else if (property == PLUTO_P_SAMPLING_TIME) {
        if (s.validity == PLUTO_NOT_RECEIVED)
            known = lacks(why, PLUTO_UNKNOWN, ref, "was not received");
        else
            *out = pluto_absolute(s.sampled != 0 ? s.sampled : s.received);
    } else if (property == PLUTO_P_VALIDITY ||
               (property >= PLUTO_P_MONITORING &&
                   property <= PLUTO_P_CONSISTENCY)) {
        *out = status_of(&s, property);
    } else {
        known = lacks(why, PLUTO_FAILED, ref, "has no such property");
    }
    if (known == PLUTO_UNKNOWN && s.period > e->period)
        e->period = s.period;
    pluto_sample_fini(&s);
    return known;
}

static enum pluto_known
get_saved(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    struct pluto_run *run = e->run;
    const struct run_saved *s =
        &run->saved[run->saved_at[run_body_index(run, ref->owner)] + ref->slot];
    if (!s->is_set)
        return lacks(why, PLUTO_FAILED, ref, "was not saved yet");
    const struct pluto_value *v =
        property == PLUTO_P_RAW_VALUE ? &s->raw : &s->value;
    if (property == PLUTO_P_VALIDITY)
        *out = validity_word(s->validity);
    else if (property == PLUTO_P_SAMPLING_TIME)
        *out = pluto_absolute(s->sampled);
    else if (!is_of_now(property))
        return lacks(why, PLUTO_FAILED, ref, "has no such property");
    else if (v->type == PLUTO_NONE)
        return lacks(why, PLUTO_FAILED, ref, "had no value when it was saved");
    else
        *out = pluto_value_copy(v);
    return PLUTO_KNOWN;
}

/* ---- what runs ----------------------------------------------------------- */

static enum pluto_known
get_item(struct run_env *e, const struct pluto_ref *ref, uint32_t stmt,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    const struct run_item *item = run_item(e->run, stmt);
    bool is_over = item->execution == PLUTO_X_COMPLETED;
    switch ((int)property) {
    case PLUTO_P_VALUE:
    case PLUTO_P_EXECUTION:
        *out = word(pluto_execution_str(item->execution));
        return PLUTO_KNOWN;
    case PLUTO_P_CONFIRMATION:
        *out =
            word(is_over ? pluto_outcome_str(item->outcome) : "not available");
        return PLUTO_KNOWN;
    case PLUTO_P_START_TIME:
        if (item->execution == PLUTO_X_NOT_INITIATED)
            return lacks(why, PLUTO_UNKNOWN, ref, "was not initiated yet");
        *out = pluto_absolute(item->started);
        return PLUTO_KNOWN;
    case PLUTO_P_COMPLETION_TIME:
        if (!is_over)
            return lacks(why, PLUTO_UNKNOWN, ref, "is not completed yet");
        *out = pluto_absolute(item->ended);
        return PLUTO_KNOWN;
    default:
        return lacks(why, PLUTO_FAILED, ref, "has no such property");
    }
}

static enum pluto_known
get_event(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    const struct run_event *event = &e->run->event[run_event_of(e->run, ref)];
    if (property == PLUTO_P_OCCURRENCE_COUNT) {
        *out = pluto_integer((int64_t)event->delivered);
        return PLUTO_KNOWN;
    }
    if (property != PLUTO_P_LAST_OCCURRENCE)
        return lacks(why, PLUTO_FAILED, ref, "has no such property");
    if (event->delivered == 0)
        return lacks(why, PLUTO_UNKNOWN, ref, "did not occur yet");
    *out = pluto_absolute(event->last);
    return PLUTO_KNOWN;
}

static enum pluto_known
get_model_event(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    const struct pluto_host *host = &e->run->config.host;
    if (property != PLUTO_P_LAST_OCCURRENCE)
        return lacks(why, PLUTO_FAILED, ref, "has no such property");
    int64_t at = host->occurred(host->arg, ref->object, INT64_MIN);
    if (at == 0)
        return lacks(why, PLUTO_UNKNOWN, ref, "did not occur yet");
    *out = pluto_absolute(at);
    return PLUTO_KNOWN;
}

/* An activity by its own name: what was initiated last. */
static uint32_t
last_call(const struct pluto_run *run, uint32_t activity)
{
    uint32_t found = PLUTO_NIL;
    uint64_t newest = 0;
    for (uint32_t i = 0; i < run->p->n_stmts; i++) {
        const struct pluto_stmt *s = run->p->stmt[i];
        bool is_call =
            s->kind == PLUTO_S_CONFIRM || s->kind == PLUTO_S_INITIATE;
        if (is_call && s->call.ref->object == activity &&
            run->item[i].instance > newest) {
            newest = run->item[i].instance;
            found = i;
        }
    }
    return found;
}

static enum pluto_known
get_activity(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    uint32_t stmt = last_call(e->run, ref->object);
    if (stmt != PLUTO_NIL)
        return get_item(e, ref, stmt, property, out, why);
    if (property == PLUTO_P_EXECUTION)
        *out = word("not initiated");
    else if (property == PLUTO_P_CONFIRMATION)
        *out = word("not available");
    else
        return lacks(why, PLUTO_UNKNOWN, ref, "was not initiated yet");
    return PLUTO_KNOWN;
}

/* A guard is armed before the main body that gives variables their values: not
 * yet, instead of being off while everybody thinks that it watches. */
static bool
is_watching(const struct run_env *e)
{
    return e->is_wait && e->task->kind == RUN_GUARD &&
           e->task->guard == RUN_ARMED;
}

static enum pluto_known
get_variable(struct run_env *e, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    struct pluto_run *run = e->run;
    bool is_argument = ref->bound == PLUTO_TO_ARGUMENT;
    if (!is_of_now(property))
        return lacks(why, PLUTO_FAILED, ref, "has no such property");
    const struct pluto_value *v = NULL;
    if (!is_argument)
        v = &run->var[run->var_at[run_body_index(run, ref->owner)] + ref->slot];
    else if (ref->slot < run->n_arguments)
        v = &run->argument[ref->slot].value;
    if (v == NULL || v->type == PLUTO_NONE)
        return lacks(why, is_watching(e) ? PLUTO_UNKNOWN : PLUTO_FAILED, ref,
            "has no value yet");
    *out = pluto_value_copy(v);
    return PLUTO_KNOWN;
}

static enum pluto_known
get(void *arg, const struct pluto_ref *ref, enum pluto_property property,
    struct pluto_value *out, struct strbuf *why)
{
    struct run_env *e = arg;
    switch ((enum pluto_binding)ref->bound) {
    case PLUTO_TO_VARIABLE:
    case PLUTO_TO_ARGUMENT:
        return get_variable(e, ref, property, out, why);
    case PLUTO_TO_SAVED:
        return get_saved(e, ref, property, out, why);
    case PLUTO_TO_CALL:
    case PLUTO_TO_STEP:
        return get_item(e, ref, ref->stmt, property, out, why);
    case PLUTO_TO_PROCEDURE:
        return get_item(e, ref, PLUTO_NIL, property, out, why);
    case PLUTO_TO_EVENT:
        return get_event(e, ref, property, out, why);
    case PLUTO_TO_MODEL_EVENT:
        return get_model_event(e, ref, property, out, why);
    case PLUTO_TO_PARAMETER:
        return get_parameter(e, ref, property, out, why);
    case PLUTO_TO_ACTIVITY:
        return get_activity(e, ref, property, out, why);
    case PLUTO_TO_ENUM:
        *out = word(ref->name[0]->text);
        return PLUTO_KNOWN;
    case PLUTO_UNBOUND:
    case PLUTO_TO_ELEMENT:
        break;
    }
    return lacks(why, PLUTO_FAILED, ref, "has no value");
}

void
run_env_init(struct run_env *e, struct pluto_run *run, const struct run_task *t)
{
    *e = (struct run_env){.run = run,
        .task = t,
        .floor = INT64_MIN,
        .env = {.get = get, .now = run->now}};
    e->env.arg = e;
    size_t body = t != NULL ? run_body_of(run->p, t) : SIZE_MAX;
    if (body != SIZE_MAX && !run->config.accepts_old_samples)
        e->floor = t->level[body].floor;
}
