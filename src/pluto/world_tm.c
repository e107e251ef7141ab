/*
 * world_tm.c - telemetry of a world over time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "common/num.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/world_sim.h"

/* ---- numbers ------------------------------------------------------------- */

/* Twelve digits: 4 + 0.1 * 60 is 10, as its author worked it out. */
static double
rounded(double v)
{
    char text[64];
    double out = v;
    snprintf(text, sizeof text, "%.12g", v);
    return num_parse_double(text, &out) ? out : v;
}

static double
as_number(const struct pluto_value *v)
{
    switch (v->type) {
    case PLUTO_REAL:
        return v->d;
    case PLUTO_INTEGER:
        return (double)v->i;
    case PLUTO_RELATIVE:
        return (double)v->i / 1e9;
    case PLUTO_UNSIGNED:
        return (double)v->u;
    case PLUTO_NONE:
    case PLUTO_BOOLEAN:
    case PLUTO_STRING:
    case PLUTO_ABSOLUTE:
    case PLUTO_ENUM:
    case PLUTO_TYPE_COUNT:
        break;
    }
    return 0;
}

static double
ramp_at(const struct tm_segment *s, int64_t t)
{
    double v = s->from + s->rate * ((double)(t - s->at) / 1e9);
    if (s->has_limit && s->rate > 0 && v > s->limit)
        v = fmax(s->limit, s->from);
    if (s->has_limit && s->rate < 0 && v < s->limit)
        v = fmin(s->limit, s->from);
    return rounded(v);
}

static int64_t
whole(double v)
{
    return v >= 9.2e18 ? INT64_MAX : v <= -9.2e18 ? INT64_MIN : llround(v);
}

static struct pluto_value
value_at(const struct tm_param *p, const struct tm_segment *s, int64_t t)
{
    const struct pluto_model_type *type = &p->world->type;
    if (!s->is_ramp)
        return pluto_value_copy(&s->value);
    double v = ramp_at(s, t);
    struct pluto_value out = pluto_real(v, type->unit);
    if (type->type == PLUTO_INTEGER || type->type == PLUTO_UNSIGNED) {
        out = pluto_integer(whole(v));
        out.type = type->type;
        out.unit = type->unit;
    }
    return out;
}

/* ---- changes ------------------------------------------------------------- */

/* The last one that begins at `t` or before; the first one never begins. */
static size_t
find(const struct tm_param *p, int64_t t)
{
    size_t i = p->n - 1;
    while (i > 0 && p->segment[i].at > t)
        i--;
    return i;
}

struct pluto_value
tm_value(const struct tm_param *p, int64_t now)
{
    return value_at(p, &p->segment[find(p, now)], now);
}

double
tm_number(const struct tm_param *p, int64_t now)
{
    const struct tm_segment *s = &p->segment[find(p, now)];
    return s->is_ramp ? ramp_at(s, now) : as_number(&s->value);
}

struct tm_segment *
tm_change(struct tm_param *p, int64_t now)
{
    p->segment = xgrow(p->segment, p->n, &p->cap, sizeof *p->segment);
    struct tm_segment *s = &p->segment[p->n];
    if (p->n == 0) {
        *s = (struct tm_segment){.validity = PLUTO_VALID};
    } else {
        *s = p->segment[p->n - 1];
        s->value = pluto_value_copy(&p->segment[p->n - 1].value);
        if (s->is_ramp)
            s->from = ramp_at(&p->segment[p->n - 1], now);
    }
    s->at = now;
    p->n++;
    return s;
}

void
tm_set(struct tm_param *p, int64_t now, const struct pluto_value *v)
{
    struct pluto_value copy = pluto_value_copy(v);
    struct tm_segment *s = tm_change(p, now);
    s->is_ramp = false;
    pluto_value_fini(&s->value);
    s->value = copy;
}

void
tm_ramp(struct tm_param *p, int64_t now, double rate, const double *limit)
{
    double from = tm_number(p, now);
    struct tm_segment *s = tm_change(p, now);
    s->is_ramp = true;
    s->from = from;
    s->rate = rate;
    s->has_limit = limit != NULL;
    s->limit = limit != NULL ? *limit : 0;
}

void
tm_hold(struct tm_param *p, int64_t now)
{
    if (!p->segment[p->n - 1].is_ramp)
        return;
    struct pluto_value v = tm_value(p, now);
    tm_set(p, now, &v);
    pluto_value_fini(&v);
}

bool
tm_is_moving(const struct tm_param *p, int64_t now)
{
    const struct tm_segment *s = &p->segment[p->n - 1];
    return p->world->period > 0 || p->late > 0 || s->is_silent ||
           (s->is_ramp &&
               (!s->has_limit || ramp_at(s, now) != rounded(s->limit)));
}

/* ---- samples ------------------------------------------------------------- */

/* When the newest sample was taken that is there at `t`; false: none was. */
static bool
sampled_at(const struct tm_param *p, int64_t start, int64_t t, int64_t *out)
{
    const int64_t period = p->world->period;
    for (;;) {
        if (t < start)
            return false;
        if (period > 0)
            t = start + (t - start) / period * period;
        const struct tm_segment *s = &p->segment[find(p, t)];
        if (!s->is_silent && !s->is_los) {
            *out = t;
            return true;
        }
        /* Silence began at s->at: what was sampled just before it counts. */
        t = s->at - 1;
    }
}

static struct pluto_value
raw_of(const struct pluto_model_type *type, const struct pluto_value *v)
{
    for (uint32_t i = 0; v->type == PLUTO_ENUM && i < type->n_labels; i++)
        if (strcasecmp(type->label[i], v->text) == 0)
            return pluto_integer((int64_t)i);
    return pluto_value_copy(v);
}

void
tm_sample(const struct tm_param *p, int64_t start, int64_t tick, int64_t now,
    struct pluto_sample *out)
{
    int64_t t = 0;
    const struct world_param *w = p->world;
    *out = (struct pluto_sample){.validity = PLUTO_NOT_RECEIVED,
        .period = w->period > 0 ? w->period : tick};
    if (!sampled_at(p, start, now - p->late, &t))
        return;
    const struct tm_segment *s = &p->segment[find(p, t)];
    out->value = value_at(p, s, t);
    if (out->value.type == PLUTO_NONE || s->validity == PLUTO_NOT_RECEIVED) {
        pluto_value_fini(&out->value);
        return;
    }
    out->raw = raw_of(&w->type, &out->value);
    out->validity = s->validity;
    out->is_expired = s->is_expired;
    out->sampled = t;
    out->received = t + p->late;
    const struct tm_segment *last = &p->segment[find(p, now)];
    int64_t expires = w->expires > 0 ? w->expires : out->period * 19 / 10;
    if (!last->is_los && now - out->received > expires) {
        out->validity = PLUTO_INVALID;
        out->is_expired = true;
    }
    out->monitoring = p->check[WORLD_OVERALL];
    out->limit = p->check[WORLD_LIMIT];
    out->delta = p->check[WORLD_DELTA];
    out->expected = p->check[WORLD_EXPECTED];
    out->consistency = p->check[WORLD_CONSISTENCY];
}

void
tm_fini(struct tm_param *p)
{
    for (size_t i = 0; i < p->n; i++)
        pluto_value_fini(&p->segment[i].value);
    free(p->segment);
}
