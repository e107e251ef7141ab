/*
 * run_arguments.c - arguments and directives with their values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/run_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/num.h"
#include "common/xalloc.h"

void
run_given_fini(struct run_given_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        pluto_value_fini(&list->given[i].value);
        free((void *)(uintptr_t)list->given[i].name);
    }
    free(list->given);
    *list = (struct run_given_list){0};
}

static void
add(struct run_given_list *list, const char *name, struct pluto_value v)
{
    list->given = xgrow(list->given, list->n, &list->cap, sizeof *list->given);
    list->given[list->n++] = (struct pluto_given){xstrdup(name), v};
}

static bool
number_of(const struct pluto_value *v, double *d)
{
    *d = v->type == PLUTO_REAL       ? v->d
         : v->type == PLUTO_UNSIGNED ? (double)v->u
         : v->type == PLUTO_INTEGER  ? (double)v->i
                                     : 0;
    return v->type == PLUTO_REAL || v->type == PLUTO_UNSIGNED ||
           v->type == PLUTO_INTEGER;
}

static bool
is_in_range(const struct pluto_model_type *type, const struct pluto_value *v)
{
    double d = 0;
    if (type->n_ranges == 0 || !number_of(v, &d))
        return true;
    for (uint32_t i = 0; i < type->n_ranges; i++)
        if (d >= type->range[i].min && d <= type->range[i].max)
            return true;
    return false;
}

static bool
is_label(const struct pluto_model_type *type, const struct pluto_value *v)
{
    if (v->type != PLUTO_ENUM || type->n_labels == 0)
        return true;
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (strcasecmp(type->label[i], v->text) == 0)
            return true;
    return false;
}

bool
run_fits(const struct pluto_model_type *type, struct pluto_value *v,
    struct strbuf *why)
{
    if (type->type == PLUTO_NONE)
        return true;
    if (!pluto_convert(v, type->type, type->unit, why))
        return false;
    if (type->type == PLUTO_BOOLEAN && type->n_labels == 2)
        v->label = type->label;
    if (is_in_range(type, v) && is_label(type, v) &&
        (v->type != PLUTO_STRING || type->max_len == 0 ||
            strlen(v->text) <= type->max_len))
        return true;
    pluto_value_show(v, why);
    strbuf_adds(why, v->type == PLUTO_ENUM     ? " is not one of its values"
                     : v->type == PLUTO_STRING ? " is too long"
                                               : " is out of range");
    return false;
}

static enum pluto_known
add_value(struct pluto_run *run, const struct run_task *t,
    const struct pluto_argument *a, const char *name,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why)
{
    struct run_env env;
    run_env_init(&env, run, t);
    struct pluto_value v = {0};
    enum pluto_known known = pluto_eval(a->value, &env.env, &v, why);
    if (known != PLUTO_KNOWN)
        return known;
    bool is_known_leaf = activity != NULL && !activity->takes_any &&
                         a->leaf < activity->n_arguments;
    struct strbuf reason = {0};
    if (is_known_leaf) {
        name = activity->argument[a->leaf].name;
        if (!run_fits(&activity->argument[a->leaf].type, &v, &reason))
            known = PLUTO_FAILED;
    }
    if (known == PLUTO_KNOWN) {
        add(out, name, v);
    } else {
        strbuf_addf(why, "%s: %s", name, strbuf_get(&reason));
        pluto_value_fini(&v);
    }
    strbuf_fini(&reason);
    return known;
}

/* `prefix` is the name around; records "R.x", arrays "A[0]".  Nested as deep
 * as the parser allows. */
static enum pluto_known
add_all(struct pluto_run *run, const struct run_task *t,
    const struct pluto_argument *argument, size_t n, const char *prefix,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why)
{
    enum pluto_known known = PLUTO_KNOWN;
    for (size_t i = 0; i < n && known == PLUTO_KNOWN; i++) {
        const struct pluto_argument *a = &argument[i];
        struct strbuf name = {0};
        strbuf_adds(&name, prefix);
        if (a->name == NULL)
            strbuf_addf(&name, "[%zu]", i);
        else
            strbuf_addf(
                &name, "%s%s", prefix[0] != '\0' ? "." : "", a->name->text);
        if (a->value != NULL)
            known = add_value(run, t, a, name.s, activity, out, why);
        else
            known = add_all(
                run, t, a->child, a->n_children, name.s, activity, out, why);
        strbuf_fini(&name);
    }
    return known;
}

enum pluto_known
run_arguments(struct pluto_run *run, struct run_task *t,
    const struct pluto_argument *argument, size_t n,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why)
{
    return add_all(run, t, argument, n, "", activity, out, why);
}

/* ---- value sets ---------------------------------------------------------- */

static struct pluto_value
value_of_text(const char *text)
{
    int64_t i = 0;
    double d = 0;
    if (num_parse_i64(text, &i))
        return pluto_integer(i);
    if (num_parse_double(text, &d))
        return pluto_real(d, NULL);
    return pluto_string(text, strlen(text));
}

static bool
is_same_name(const char *a, const char *b)
{
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    size_t n = pluto_model_key(a, key, sizeof key);
    return pluto_model_key(b, other, sizeof other) == n &&
           memcmp(key, other, n) == 0;
}

bool
run_value_of_set(const struct pluto_model_type *type, const char *text,
    struct pluto_value *v, struct strbuf *why)
{
    if (type->type == PLUTO_NONE) {
        *v = value_of_text(text);
        return true;
    }
    bool is_label = false;
    if (type->type == PLUTO_BOOLEAN && type->n_labels == 2)
        for (uint32_t i = 0; i < 2 && !is_label; i++)
            if ((is_label = is_same_name(type->label[i], text)))
                *v = pluto_bool(i == 1);
    if (type->type == PLUTO_STRING)
        *v = pluto_string(text, strlen(text));
    else if (!is_label && !run_read_value(text, type, v, why))
        return false;
    return run_fits(type, v, why);
}

static const struct pluto_model_argument *
argument_of(const struct pluto_model_activity *activity, const char *name)
{
    for (uint32_t i = 0; activity != NULL && i < activity->n_arguments; i++)
        if (is_same_name(activity->argument[i].name, name))
            return &activity->argument[i];
    return NULL;
}

static bool
add_line(const char *line, const struct pluto_model_activity *activity,
    struct run_given_list *out, struct strbuf *why)
{
    const char *eq = strchr(line, '=');
    if (eq == NULL)
        return true;
    char *name = xstrndup(line, (size_t)(eq - line));
    const struct pluto_model_argument *a = argument_of(activity, name);
    struct pluto_value v = {0};
    bool fits = true;
    if (a != NULL)
        fits = run_value_of_set(&a->type, eq + 1, &v, why);
    else
        v = value_of_text(eq + 1);
    if (fits)
        add(out, a != NULL ? a->name : name, v);
    else
        pluto_value_fini(&v);
    free(name);
    return fits;
}

bool
run_value_set(struct pluto_run *run, const struct pluto_ref *ref,
    const struct pluto_model_activity *activity, struct run_given_list *out,
    struct strbuf *why)
{
    const struct catalogue *c = run->config.catalogue;
    for (size_t i = 0; i < c->n_value_sets; i++) {
        const struct catalogue_value_set *set = &c->value_set[i];
        if (!is_same_name(set->name, ref->name[0]->text))
            continue;
        bool is_good = true;
        for (size_t v = 0; is_good && v < set->n_values; v++)
            is_good = add_line(set->value[v], activity, out, why);
        return is_good;
    }
    strbuf_addf(why, "there is no value set %s", ref->name[0]->text);
    return false;
}

/* ---- as text ------------------------------------------------------------- */

static void
list_text(const struct run_given_list *list, struct strbuf *out)
{
    for (size_t i = 0; i < list->n; i++) {
        strbuf_addf(out, "%s%s=", i > 0 ? " " : "", list->given[i].name);
        pluto_value_print(&list->given[i].value, out);
    }
}

void
run_given_text(const struct run_given_list *argument,
    const struct run_given_list *directive, struct strbuf *out)
{
    bool has_directives = directive != NULL && directive->n > 0;
    if (argument->n == 0 && !has_directives)
        return;
    strbuf_addc(out, '(');
    list_text(argument, out);
    if (has_directives) {
        strbuf_adds(out, argument->n > 0 ? " {" : "{");
        list_text(directive, out);
        strbuf_addc(out, '}');
    }
    strbuf_addc(out, ')');
}
