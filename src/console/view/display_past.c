/*
 * display_past.c - see display_past.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_past.h"

#include <math.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "mdb/mdb.h"

void
display_past_fini(struct display_past *past)
{
    trend_points_fini(&past->points);
}

/* ---- operands ------------------------------------------------------------ */

/* Items that a definition is made of: the `i`th, MDB_NIL after the last. */
static uint32_t
operand_item(const struct display_def *def, size_t i)
{
    if (def->source == DISPLAY_PARAM)
        return i == 0 ? def->item : MDB_NIL;
    for (size_t k = 0; k < def->n_ops; k++)
        if (def->op[k].kind == DISPLAY_PUSH_ITEM && i-- == 0)
            return def->op[k].item;
    return MDB_NIL;
}

void
display_want(const struct display_eye *eye, const struct display_def *def)
{
    uint32_t item;
    for (size_t i = 0;
         !eye->is_blind && (item = operand_item(def, i)) != MDB_NIL; i++)
        values_want(eye->model->values, item);
}

struct operand {
    uint32_t item;
    const struct value *value;
    struct history_buckets data; /* owned */
};

struct operands {
    struct operand operand[DISPLAY_OPS_MAX];
    size_t n;
    /* at which the expression is looked at */
    struct utc time;
    const struct operand *swung; /* it is `swing` instead; NULL: none is */
    double swing;
};

static void
add_operand(struct operands *all, const struct display_eye *eye, uint32_t item)
{
    const struct value *x =
        eye->is_blind ? NULL : values_get(eye->model->values, item);
    for (size_t i = 0; i < all->n; i++)
        if (all->operand[i].item == item)
            return;
    if (x != NULL && all->n < DISPLAY_OPS_MAX)
        all->operand[all->n++] = (struct operand){.item = item, .value = x};
}

/* The operand whose samples set the times: the one with the most of them. */
static const struct operand *
leader(const struct operands *all)
{
    const struct operand *best = &all->operand[0];
    for (size_t i = 1; i < all->n; i++)
        if (all->operand[i].data.n > best->data.n)
            best = &all->operand[i];
    return best;
}

/* ---- the clock of the samples -------------------------------------------- */

/* Now, by the newest sample of any operand; UTC_NONE: there is none. */
static struct utc
now_of(const struct operands *all, const struct display_eye *eye)
{
    struct utc now = UTC_NONE;
    for (size_t i = 0; i < all->n; i++) {
        const struct value *x = all->operand[i].value;
        struct history_extent e = values_history_extent(eye->model->values, x);
        struct utc at = e.has_samples
                            ? utc_add_ns(e.newest, value_age_ns(x, eye->now))
                            : UTC_NONE;
        if (!utc_is_none(at) && (utc_is_none(now) || at.ns > now.ns))
            now = at;
    }
    return now;
}

/* ---- expressions --------------------------------------------------------- */

/* What held at the time: within a bucket of several nobody knows exactly. */
static double
held(const struct operand *o, struct utc time)
{
    const struct history_bucket *b = trend_at(&o->data, time);
    if (b == NULL || b->n == 0)
        return (double)NAN;
    return time.ns >= b->to.ns     ? b->last
           : time.ns == b->from.ns ? b->first
                                   : b->mean;
}

static double
operand_then(void *arg, uint32_t item)
{
    const struct operands *all = arg;
    for (size_t i = 0; i < all->n; i++)
        if (all->operand[i].item == item)
            return all->swung == &all->operand[i]
                       ? all->swing
                       : held(&all->operand[i], all->time);
    return (double)NAN;
}

static double
value_at(struct operands *all, const struct display_def *def, struct utc time,
    const struct operand *swung, double swing)
{
    all->time = time;
    all->swung = swung;
    all->swing = swing;
    return display_evaluate(def, operand_then, all);
}

static void
widen(struct history_bucket *b, double y)
{
    b->min = fmin(b->min, y);
    b->max = fmax(b->max, y);
}

/* Every operand in turn at its lowest and highest of the bucket's time. */
static void
swing_all(struct operands *all, const struct display_def *def,
    struct history_bucket *b)
{
    struct utc mid = utc_add_ns(b->from, utc_diff_ns(b->to, b->from) / 2);
    for (size_t i = 0; i < all->n; i++) {
        const struct operand *o = &all->operand[i];
        const struct history_bucket *end = o->data.bucket + o->data.n;
        const struct history_bucket *at = trend_at(&o->data, b->from);
        for (at = at != NULL ? at : o->data.bucket;
             at < end && at->from.ns <= b->to.ns; at++)
            if (at->n > 0 && at->to.ns >= b->from.ns) {
                widen(b, value_at(all, def, mid, o, at->min));
                widen(b, value_at(all, def, mid, o, at->max));
            }
    }
}

/* The expression over one bucket of the leader. */
static struct history_bucket
evaluated(struct operands *all, const struct display_def *def,
    const struct history_bucket *lead)
{
    struct history_bucket b = *lead;
    b.first = value_at(all, def, b.from, NULL, 0);
    b.last = value_at(all, def, b.to, NULL, 0);
    b.min = fmin(b.first, b.last);
    b.max = fmax(b.first, b.last);
    if (b.n > 1)
        swing_all(all, def, &b);
    if (isnan(b.min)) /* nothing of it is a number */
        b.n = 0;
    return b;
}

static void
set_evaluated(struct display_past *past, struct operands *all,
    const struct display_def *def)
{
    const struct history_buckets *lead = &leader(all)->data;
    struct history_bucket *bucket =
        lead->n > 0 ? xcalloc(lead->n, sizeof *bucket) : NULL;
    for (size_t i = 0; i < lead->n; i++)
        bucket[i] = evaluated(all, def, &lead->bucket[i]);
    struct history_buckets data = {.bucket = bucket, .n = lead->n};
    trend_points_set(&past->points, &data);
    free(bucket);
}

/* ---- reading ------------------------------------------------------------- */

static void
read_operands(struct operands *all, const struct display_eye *eye,
    struct utc from, struct utc to, int64_t step_ns)
{
    struct trend_source source = trend_source_live(eye->model->values);
    for (size_t i = 0; i < all->n; i++)
        source.read(source.arg, all->operand[i].item, from, to, step_ns,
            &all->operand[i].data);
}

bool
display_past_read(struct display_past *past, const struct display_eye *eye,
    const struct display_def *def, int64_t span_ns, int cols)
{
    struct operands all = {0};
    uint32_t item;
    past->points.n = 0;
    past->x_max = 1;
    for (size_t i = 0; (item = operand_item(def, i)) != MDB_NIL; i++)
        add_operand(&all, eye, item);
    struct utc now = now_of(&all, eye);
    if (utc_is_none(now))
        return false;
    struct utc from = utc_add_ns(now, -span_ns);
    past->x_max = trend_x(now);
    read_operands(&all, eye, from, now, span_ns / (cols > 0 ? 2 * cols : 1));
    if (def->source == DISPLAY_EXPRESSION)
        set_evaluated(past, &all, def);
    else
        trend_points_set(&past->points, &all.operand[0].data);
    for (size_t i = 0; i < past->points.n; i++)
        past->points.point[i].y =
            display_converted(def, past->points.point[i].y);
    for (size_t i = 0; i < all.n; i++)
        history_buckets_fini(&all.operand[i].data);
    return past->points.n > 0 &&
           past->points.point[past->points.n - 1].x >= trend_x(from);
}
