/*
 * check_type.c - what is known of a name's value, and whether a value fits
 * where it goes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "common/nearest.h"
#include "common/num.h"
#include "pluto/check_priv.h"
#include "pluto/unit.h"

/* ---- the type of a name -------------------------------------------------- */

static struct pluto_static
unknown(void)
{
    return (struct pluto_static){.type = PLUTO_NONE};
}

static struct pluto_static
of_model(const struct pluto_model_type *type)
{
    return (struct pluto_static){.type = type->type,
        .unit = type->unit,
        .unit_is_known = type->type != PLUTO_NONE};
}

static const struct pluto_var *
var_of(const struct checker *c, const struct pluto_ref *ref)
{
    const struct pluto_body *body = ref->owner == PLUTO_NIL
                                        ? &c->p->body
                                        : &c->p->stmt[ref->owner]->step.body;
    return &body->var[ref->slot];
}

static const struct pluto_ref *
saved_of(const struct checker *c, const struct pluto_ref *ref)
{
    const struct decl *d = checker_slot(c, DECL_SAVED, ref->owner, ref->slot);
    return d != NULL ? d->saved->ref : NULL;
}

static struct pluto_static
value_type(struct checker *c, const struct pluto_ref *ref)
{
    for (int depth = 0; ref != NULL && depth < 100; depth++) {
        const struct pluto_var *var;
        switch ((enum pluto_binding)ref->bound) {
        case PLUTO_TO_VARIABLE:
            var = var_of(c, ref);
            return (struct pluto_static){.type = var->type,
                .unit = var->bound_unit,
                .unit_is_known = var->type != PLUTO_NONE};
        case PLUTO_TO_SAVED:
            ref = saved_of(c, ref); /* as what was saved */
            continue;
        case PLUTO_TO_ARGUMENT:
            return of_model(&c->options->catalogue->argument[ref->slot].type);
        case PLUTO_TO_PARAMETER:
            return of_model(
                &pluto_model_parameter(c->model, ref->object)->type);
        case PLUTO_TO_ENUM:
            return (struct pluto_static){.type = PLUTO_ENUM};
        case PLUTO_UNBOUND:
        case PLUTO_TO_CALL:
        case PLUTO_TO_STEP:
        case PLUTO_TO_EVENT:
        case PLUTO_TO_ELEMENT:
        case PLUTO_TO_ACTIVITY:
        case PLUTO_TO_MODEL_EVENT:
        case PLUTO_TO_PROCEDURE:
            return unknown();
        }
    }
    return unknown();
}

struct pluto_static
checker_type_of(
    struct checker *c, const struct pluto_ref *ref, enum pluto_property p)
{
    switch (p) {
    case PLUTO_P_VALUE:
    case PLUTO_P_ENGINEERING_VALUE:
        return value_type(c, ref);
    case PLUTO_P_RAW_VALUE:
    case PLUTO_P_COUNT:
        return unknown();
    case PLUTO_P_SAMPLING_TIME:
    case PLUTO_P_START_TIME:
    case PLUTO_P_COMPLETION_TIME:
    case PLUTO_P_LAST_OCCURRENCE:
        return (struct pluto_static){.type = PLUTO_ABSOLUTE};
    case PLUTO_P_OCCURRENCE_COUNT:
        return (struct pluto_static){
            .type = PLUTO_INTEGER, .unit_is_known = true};
    case PLUTO_P_VALIDITY:
    case PLUTO_P_MONITORING:
    case PLUTO_P_LIMIT_CHECKING:
    case PLUTO_P_DELTA_CHECKING:
    case PLUTO_P_EXPECTED:
    case PLUTO_P_CONSISTENCY:
    case PLUTO_P_EXECUTION:
    case PLUTO_P_CONFIRMATION:
        break;
    }
    return (struct pluto_static){.type = PLUTO_ENUM};
}

/* ---- the values it can have ---------------------------------------------- */

static const char *const validity[] = {"valid", "invalid", "not available"};
static const char *const monitoring[] = {
    "nominal", "warning", "alarm", "unchecked"};
static const char *const execution[] = {"not initiated", "preconditions",
    "routing", "executing", "confirmation", "completed"};
static const char *const confirmation[] = {
    "not available", "confirmed", "not confirmed", "aborted"};

#define STATUS(list)                                                           \
    (struct labels)                                                            \
    {                                                                          \
        .label = (list), .n = ARRAY_LEN(list)                                  \
    }

static bool
labels_of_type(const struct pluto_model_type *type, struct labels *out)
{
    *out = (struct labels){.label = type->label,
        .n = type->n_labels,
        .is_boolean = type->type == PLUTO_BOOLEAN};
    return type->n_labels > 0 &&
           (type->type == PLUTO_ENUM || type->type == PLUTO_BOOLEAN);
}

static bool
labels_of_value(
    struct checker *c, const struct pluto_ref *ref, struct labels *out)
{
    const struct pluto_var *var;
    for (int i = 0; i < 100 && ref != NULL && ref->bound == PLUTO_TO_SAVED; i++)
        ref = saved_of(c, ref);
    if (ref == NULL)
        return false;
    if (ref->bound == PLUTO_TO_PARAMETER)
        return labels_of_type(
            &pluto_model_parameter(c->model, ref->object)->type, out);
    if (ref->bound == PLUTO_TO_ARGUMENT)
        return labels_of_type(
            &c->options->catalogue->argument[ref->slot].type, out);
    if (ref->bound != PLUTO_TO_VARIABLE)
        return false;
    var = var_of(c, ref);
    if (var->bound_set == NULL)
        return false;
    *out =
        (struct labels){.label = var->bound_set->value, .n = var->bound_set->n};
    return true;
}

bool
checker_labels_of(struct checker *c, const struct pluto_ref *ref,
    enum pluto_property p, struct labels *out)
{
    bool has = true;
    *out = (struct labels){0};
    switch (p) {
    case PLUTO_P_VALUE:
    case PLUTO_P_ENGINEERING_VALUE:
        has = labels_of_value(c, ref, out);
        break;
    case PLUTO_P_VALIDITY:
        *out = STATUS(validity);
        break;
    case PLUTO_P_MONITORING:
    case PLUTO_P_LIMIT_CHECKING:
    case PLUTO_P_DELTA_CHECKING:
    case PLUTO_P_EXPECTED:
    case PLUTO_P_CONSISTENCY:
        *out = STATUS(monitoring);
        break;
    case PLUTO_P_EXECUTION:
        *out = STATUS(execution);
        break;
    case PLUTO_P_CONFIRMATION:
        *out = STATUS(confirmation);
        break;
    case PLUTO_P_RAW_VALUE:
    case PLUTO_P_SAMPLING_TIME:
    case PLUTO_P_START_TIME:
    case PLUTO_P_COMPLETION_TIME:
    case PLUTO_P_LAST_OCCURRENCE:
    case PLUTO_P_OCCURRENCE_COUNT:
    case PLUTO_P_COUNT:
        has = false;
        break;
    }
    return has;
}

bool
checker_is(const char *a, const char *b)
{
    return str_distance(a, b, 0) == 0;
}

const char *
checker_label(const struct labels *labels, const char *name)
{
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    size_t len = pluto_model_key(name, key, sizeof key);
    for (uint32_t i = 0; i < labels->n; i++)
        if (pluto_model_key(labels->label[i], other, sizeof other) == len &&
            memcmp(key, other, len) == 0)
            return labels->label[i];
    return NULL;
}

/* "'off', 'standby', 'safe'", cut when there are many. */
static void
list_labels(const struct labels *labels, struct strbuf *out)
{
    for (uint32_t i = 0; i < labels->n && i < 8; i++)
        strbuf_addf(out, "%s'%s'", i > 0 ? ", " : "", labels->label[i]);
    if (labels->n > 8)
        strbuf_adds(out, ", ...");
}

void
checker_say_label(struct checker *c, struct pluto_span span,
    const struct labels *labels, const char *name)
{
    struct nearest near = nearest_to(name);
    struct strbuf list = {0};
    nearest_try_all(&near, labels->label, labels->n);
    list_labels(labels, &list);
    if (near.best != NULL)
        checker_error(c, span,
            "'%s' is no value of %s; do you mean '%s'? it has %s", name,
            labels->of, near.best, strbuf_get(&list));
    else
        checker_error(c, span, "'%s' is no value of %s, which has %s", name,
            labels->of, strbuf_get(&list));
    strbuf_fini(&list);
}

/* ---- does it fit? -------------------------------------------------------- */

const char *
checker_type_words(enum pluto_type type)
{
    static const char *const words[PLUTO_TYPE_COUNT] = {
        [PLUTO_NONE] = "nothing",
        [PLUTO_BOOLEAN] = "a Boolean",
        [PLUTO_INTEGER] = "a signed integer",
        [PLUTO_UNSIGNED] = "an unsigned integer",
        [PLUTO_REAL] = "a real",
        [PLUTO_STRING] = "a string",
        [PLUTO_ABSOLUTE] = "an absolute time",
        [PLUTO_RELATIVE] = "a relative time",
        [PLUTO_ENUM] = "an enumerated value"};
    return words[type];
}

static bool
is_number(enum pluto_type type)
{
    return type == PLUTO_INTEGER || type == PLUTO_UNSIGNED ||
           type == PLUTO_REAL;
}

static bool
is_name(enum pluto_type type)
{
    return type == PLUTO_STRING || type == PLUTO_ENUM;
}

struct wanted
checker_wanted(const char *what, const struct pluto_model_type *type)
{
    struct wanted w = {.what = what,
        .type = type->type,
        .unit = type->unit,
        .range = type->range,
        .n_ranges = type->n_ranges,
        .max_len = type->max_len};
    (void)labels_of_type(type, &w.labels);
    w.labels.of = what;
    return w;
}

/* Can a value of this type ever be given there? */
static bool
can_be(struct pluto_static s, const struct wanted *w)
{
    if (s.type == w->type || (is_number(s.type) && is_number(w->type)) ||
        (is_name(s.type) && is_name(w->type)))
        return true;
    if (s.type == PLUTO_RELATIVE)
        return is_number(w->type) &&
               (w->unit == NULL || pluto_unit_is_time(w->unit));
    if (w->type == PLUTO_RELATIVE)
        return is_number(s.type) &&
               (s.unit == NULL || pluto_unit_is_time(s.unit));
    if (w->type == PLUTO_BOOLEAN)
        return is_name(s.type);
    return w->type == PLUTO_ENUM && s.type == PLUTO_BOOLEAN;
}

static void
fmt_edge(double v, char out[NUM_DOUBLE_SIZE])
{
    if (v == floor(v) && fabs(v) < 1e15)
        (void)snprintf(out, NUM_DOUBLE_SIZE, "%.0f", v);
    else
        (void)num_fmt_double(out, v);
}

static void
list_ranges(const struct wanted *w, struct strbuf *out)
{
    char min[NUM_DOUBLE_SIZE], max[NUM_DOUBLE_SIZE];
    for (uint32_t i = 0; i < w->n_ranges && i < 8; i++) {
        fmt_edge(w->range[i].min, min);
        fmt_edge(w->range[i].max, max);
        strbuf_adds(out, i > 0 ? ", or " : "");
        if (isinf(w->range[i].min))
            strbuf_addf(out, "up to %s", max);
        else if (isinf(w->range[i].max))
            strbuf_addf(out, "from %s", min);
        else
            strbuf_addf(out, "from %s to %s", min, max);
    }
    if (w->unit != NULL)
        strbuf_addf(out, " %s", pluto_unit_str(w->unit));
}

static double
real_of(const struct pluto_value *v)
{
    return v->type == PLUTO_REAL      ? v->d
           : v->type == PLUTO_INTEGER ? (double)v->i
                                      : (double)v->u;
}

static void
check_range(struct checker *c, struct pluto_span span,
    const struct pluto_value *v, const struct wanted *w)
{
    double d = real_of(v);
    for (uint32_t i = 0; i < w->n_ranges; i++)
        if (d >= w->range[i].min && d <= w->range[i].max)
            return;
    if (w->n_ranges == 0)
        return;
    struct strbuf range = {0}, value = {0};
    list_ranges(w, &range);
    pluto_value_show(v, &value);
    checker_error(c, span, "%s is %s here; it is allowed %s", w->what,
        strbuf_get(&value), strbuf_get(&range));
    strbuf_fini(&range);
    strbuf_fini(&value);
}

static void
check_name(struct checker *c, struct pluto_expr *e, const char *name,
    const struct wanted *w)
{
    if (w->labels.n > 0 && checker_label(&w->labels, name) == NULL &&
        !(w->labels.is_boolean &&
            (checker_is(name, "TRUE") || checker_is(name, "FALSE"))))
        checker_say_label(c, e->span, &w->labels, name);
    else if (w->type == PLUTO_STRING && w->max_len > 0 &&
             strlen(name) > w->max_len)
        checker_error(c, e->span, "%s is %zu bytes long here; %u are allowed",
            w->what, strlen(name), (unsigned)w->max_len);
}

/* What is known before it runs must be right. */
static void
check_constant_fits(
    struct checker *c, struct pluto_expr *e, const struct wanted *w)
{
    struct pluto_value v = {0};
    struct strbuf why = {0};
    if (!checker_constant(e, &v))
        return;
    if (is_name(v.type))
        check_name(c, e, v.text, w);
    if (is_name(v.type) && w->type == PLUTO_BOOLEAN) {
        checker_boolean(c, e, &w->labels, v.text);
    } else if (!pluto_convert(&v, w->type, w->unit, &why)) {
        checker_error(c, e->span, "%s: %s", w->what, strbuf_get(&why));
    } else if (is_number(w->type)) {
        check_range(c, e->span, &v, w);
    }
    strbuf_fini(&why);
    pluto_value_fini(&v);
}

void
checker_fits(struct checker *c, struct pluto_expr *e, struct pluto_static s,
    const struct wanted *w)
{
    if (w->type == PLUTO_NONE || s.type == PLUTO_NONE)
        return;
    if (!can_be(s, w) && s.unit != NULL && w->type == PLUTO_RELATIVE) {
        checker_error(c, e->span, "%s is %s; this is in %s", w->what,
            checker_type_words(w->type), pluto_unit_str(s.unit));
        return;
    }
    if (!can_be(s, w)) {
        checker_error(c, e->span, "%s is %s; this is %s%s", w->what,
            checker_type_words(w->type), checker_type_words(s.type),
            w->type == PLUTO_STRING ? ": to string (...) makes a text of it"
                                    : "");
        return;
    }
    if (is_number(s.type) && is_number(w->type) && s.unit_is_known) {
        if (!pluto_unit_agree(s.unit, w->unit)) {
            checker_error(c, e->span,
                "%s is in %s; this is in %s: different physical quantities",
                w->what, pluto_unit_str(w->unit), pluto_unit_str(s.unit));
            return;
        }
        const struct pluto_unit *plain = pluto_unit("count", 5);
        if (s.unit != NULL && w->unit == NULL &&
            !(plain != NULL && pluto_unit_agree(s.unit, plain)))
            checker_warn(c, e->span,
                "%s has no unit; the number is taken as it is in %s", w->what,
                pluto_unit_str(s.unit));
    }
    check_constant_fits(c, e, w);
}
