/*
 * exec_given.c - see exec_given.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_given.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/nearest.h"
#include "common/num.h"
#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

/* Names compare without case, and '_' is a blank. */
static bool
is_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        const char x[2] = {*a == '_' ? ' ' : *a, '\0'};
        const char y[2] = {*b == '_' ? ' ' : *b, '\0'};
        if (strcasecmp(x, y) != 0)
            return false;
    }
    return *a == *b;
}

static const struct pluto_model_argument *
find(const struct catalogue *c, const char *name, struct strbuf *why)
{
    struct nearest near = nearest_to(name);
    for (uint32_t i = 0; i < c->n_arguments; i++) {
        if (is_name(c->argument[i].name, name))
            return &c->argument[i];
        nearest_try(&near, c->argument[i].name);
    }
    strbuf_addf(why, "%s has no argument %s%s%s%s", c->id, name,
        near.best != NULL ? "; did you mean " : "",
        near.best != NULL ? near.best : "", near.best != NULL ? "?" : "");
    return NULL;
}

/* "20 degC", "20degC", "20" */
static bool
parse_number(const char *text, struct pluto_value *out)
{
    const size_t len = strspn(text, "+-0123456789.eExXabcdfABCDF");
    const struct pluto_unit *unit = NULL;
    for (size_t n = len; n > 0; n--) { /* "20e" and "20d" may begin a unit */
        char *number = xstrndup(text, n);
        const char *rest = text + n + strspn(text + n, " ");
        double d;
        int64_t i;
        const bool is_whole = num_parse_i64(number, &i);
        const bool is_real = num_parse_double(number, &d);
        free(number);
        if (!is_real && !is_whole)
            continue;
        if (*rest != '\0' && (unit = pluto_unit(rest, strlen(rest))) == NULL)
            continue;
        *out = is_whole ? pluto_integer(i) : pluto_real(d, unit);
        out->unit = unit;
        return true;
    }
    return false;
}

/* "90", "1.5 min", "1h30min": the sum of its parts. */
static bool
parse_relative(const char *text, struct pluto_value *out)
{
    int64_t sum = 0;
    do {
        int64_t ns;
        const size_t digits = strspn(text, "0123456789. ");
        const size_t len = digits + strcspn(text + digits, "0123456789.");
        char *part = xstrndup(text, len);
        const enum err e = duration_parse(part, &ns);
        free(part);
        if (e != ERR_OK || __builtin_add_overflow(sum, ns, &sum))
            return false;
        text += len;
    } while (*text != '\0');
    *out = pluto_relative(sum);
    return true;
}

static bool
parse_value(enum pluto_type type, const char *text, struct pluto_value *out)
{
    struct utc t;
    switch (type) {
    case PLUTO_BOOLEAN:
        *out = pluto_bool(strcasecmp(text, "true") == 0);
        return out->b || strcasecmp(text, "false") == 0;
    case PLUTO_INTEGER:
    case PLUTO_UNSIGNED:
    case PLUTO_REAL:
        return parse_number(text, out);
    case PLUTO_ABSOLUTE:
        if (utc_parse(text, &t) != ERR_OK)
            return false;
        *out = pluto_absolute(t.ns);
        return true;
    case PLUTO_RELATIVE:
        return parse_relative(text, out);
    case PLUTO_ENUM:
        *out = pluto_enum(text, strlen(text));
        return true;
    case PLUTO_NONE:
    case PLUTO_STRING:
    case PLUTO_TYPE_COUNT:
    default:
        *out = pluto_string(text, strlen(text));
        return true;
    }
}

static double
number_of(const struct pluto_value *v)
{
    return v->type == PLUTO_REAL      ? v->d
           : v->type == PLUTO_INTEGER ? (double)v->i
                                      : (double)v->u;
}

static bool
is_allowed(const struct pluto_model_type *t, const struct pluto_value *v,
    struct strbuf *why)
{
    bool is_good = true;
    if (v->type == PLUTO_ENUM && t->n_labels > 0) {
        is_good = false;
        for (uint32_t i = 0; i < t->n_labels && !is_good; i++)
            is_good = strcasecmp(t->label[i], v->text) == 0;
        for (uint32_t i = 0; i < t->n_labels && !is_good; i++)
            strbuf_addf(why, "%s%s", i == 0 ? "one of " : " ", t->label[i]);
    } else if ((v->type == PLUTO_REAL || v->type == PLUTO_INTEGER ||
                   v->type == PLUTO_UNSIGNED) &&
               t->n_ranges > 0) {
        is_good = false;
        for (uint32_t i = 0; i < t->n_ranges && !is_good; i++)
            is_good = number_of(v) >= t->range[i].min &&
                      number_of(v) <= t->range[i].max;
        if (!is_good)
            strbuf_addf(why, "%g .. %g %s", t->range[0].min, t->range[0].max,
                pluto_unit_str(t->unit));
    } else if (v->type == PLUTO_STRING && t->max_len > 0) {
        is_good = strlen(v->text) <= t->max_len;
        if (!is_good)
            strbuf_addf(why, "at most %u bytes", (unsigned)t->max_len);
    }
    return is_good;
}

enum err
exec_given_parse(const struct catalogue *c, const char *name, const char *text,
    struct pluto_given *out, struct strbuf *why)
{
    struct strbuf reason = {0};
    struct pluto_value v = {0};
    const struct pluto_model_argument *a = find(c, name, why);
    *out = (struct pluto_given){0};
    if (a == NULL)
        return ERR_NOTFOUND;
    const bool is_good =
        parse_value(a->type.type, text, &v) &&
        (a->type.type == PLUTO_NONE ||
            pluto_convert(&v, a->type.type, a->type.unit, &reason)) &&
        is_allowed(&a->type, &v, &reason);
    if (is_good) {
        *out = (struct pluto_given){a->name, v};
    } else {
        pluto_value_fini(&v);
        if (reason.len == 0)
            strbuf_addf(&reason, "a value of type %s is wanted",
                pluto_type_str(a->type.type));
        strbuf_addf(why, "%s: '%.80s': %s", a->name, text, strbuf_get(&reason));
    }
    strbuf_fini(&reason);
    return is_good ? ERR_OK : ERR_RANGE;
}

void
exec_given_free(struct pluto_given **at, size_t n)
{
    struct pluto_given *g = *at;
    *at = NULL;
    for (size_t i = 0; g != NULL && i < n; i++)
        pluto_value_fini(&g[i].value);
    free(g);
}
