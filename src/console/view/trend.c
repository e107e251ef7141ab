/*
 * trend.c - see trend.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "console/model/value_text.h"
#include "console/view/shown.h"
#include "console/view/trend_limits.h"

const int trend_spans[TREND_SPANS] = {
    10, 30, 60, 120, 300, 600, 1800, 3600, 14400, 86400};

size_t
trend_fit(const struct values *v, const struct value *x, size_t otherwise)
{
    struct history_extent e = values_history_extent(v, x);
    if (!e.has_samples)
        return otherwise;
    int64_t kept = utc_diff_ns(e.newest, e.since);
    size_t span = 2;
    while (span + 1 < TREND_SPANS && trend_spans[span] < kept / NS_PER_S)
        span++;
    return span;
}

bool
trend_has(const struct value *x)
{
    return x->eng_kind != MDB_STRING && x->eng_kind != MDB_BINARY;
}

const char *
trend_why_not(const struct ui *ui, uint32_t item)
{
    const struct value *x = values_get(ui->model->values, item);
    return x == NULL       ? "no parameter is selected"
           : !trend_has(x) ? "texts and bytes are not plotted"
                           : NULL;
}

unsigned
trend_open(struct ui *ui, uint32_t item)
{
    const struct value *x = values_get(ui->model->values, item);
    if (trend_why_not(ui, item) != NULL)
        return 0;
    values_want(ui->model->values, item);
    ui_open(ui, "trends", x->name);
    return UI_HANDLED;
}

bool
trend_is_state(const struct value *x)
{
    return x->eng_kind == MDB_ENUM || x->eng_kind == MDB_BOOL;
}

void
trend_state_label(const void *arg, double y, char out[PLOT_LABEL_SIZE])
{
    const struct value *x = arg;
    struct strbuf text = {0};
    if (fabs(y) < 1e15) {
        value_cell_text(&text, x, (mdb_cell)llround(y));
        (void)str_copy(out, PLOT_LABEL_SIZE, strbuf_get(&text));
    } else
        out[0] = '\0';
    strbuf_fini(&text);
}

struct utc
trend_now(const struct ui *ui, const struct value *x)
{
    struct history_extent e = values_history_extent(ui->model->values, x);
    if (!e.has_samples)
        return UTC_NONE;
    return utc_add_ns(e.newest, value_age_ns(x, shown_clock(ui)));
}

struct trend_limits
trend_limits_now(const struct ui *ui, const struct value *x)
{
    const struct model *m = ui->model;
    return trend_limits(x, bounds_find(&m->bounds, x->item, shown_clock(ui)),
        alarms_find(&m->alarms, x->item));
}

/* Nothing comes although something should, or nobody can say so. */
static bool
is_missing(const struct ui *ui, const struct value *x, int64_t age_ns)
{
    const struct values *v = ui->model->values;
    const struct stream *s = values_stream(v, x->container);
    if (values_quality(v, x, shown_clock(ui)) == MDB_EXPIRED)
        return true;
    return s != NULL && s->period_ns > 0 && age_ns > 2 * s->period_ns;
}

void
trend_read(const struct ui *ui, const struct value *x, double from, double to,
    int cols, struct history_buckets *data, struct trend_points *points)
{
    struct trend_source source = trend_source_live(ui->model->values);
    int64_t step =
        (int64_t)((to - from) * (double)NS_PER_S / (cols > 0 ? 2 * cols : 1));
    source.read(
        source.arg, x->item, trend_utc(from), trend_utc(to), step, data);
    trend_points_set(points, data);
    struct utc now = trend_now(ui, x);
    if (points->n == 0 || utc_is_none(now))
        return;
    const struct plot_point *last = &points->point[points->n - 1];
    struct history_extent e = source.extent(source.arg, x->item);
    if (last->x < trend_x(e.newest) - 1e-3)
        return; /* there are newer samples, beyond the right edge */
    if (is_missing(ui, x, utc_diff_ns(now, e.newest)))
        trend_points_add(points, trend_x(now), (double)NAN, true);
    else if (trend_is_state(x) || x->container == MDB_NIL)
        trend_points_add(points, trend_x(now), last->y, false);
}

static const char *
span_text(char out[SHOWN_SIZE], int span_s)
{
    char text[SHOWN_SIZE];
    (void)snprintf(
        out, SHOWN_SIZE, "-%s", shown_period(text, (int64_t)span_s * NS_PER_S));
    return out;
}

void
trend_paint(
    struct ui *ui, const struct value *x, int span_s, const struct area *area)
{
    struct history_buckets data = {0};
    struct trend_points points = {0};
    struct utc newest = trend_now(ui, x);
    double now = utc_is_none(newest) ? span_s : trend_x(newest);
    trend_read(ui, x, now - span_s, now, area->cols, &data, &points);
    struct plot_series series = {.point = points.point,
        .n = points.n,
        .role = ROLE_PLOT_SERIES1,
        .is_steps = trend_is_state(x)};
    struct trend_limits limits = trend_limits_now(ui, x);
    struct plot plot = plot_of(&series, 1, now - span_s, now);
    char left[SHOWN_SIZE];
    plot.frame = PLOT_AXES;
    plot.graph = ui->graph;
    plot.left.unit = x->unit;
    plot.left_text = span_text(left, span_s);
    plot.right_text = "now";
    if (trend_is_state(x)) {
        plot.left.label = trend_state_label;
        plot.left.arg = x;
        plot_extremes(
            &series, plot.x_min, plot.x_max, &plot.left.low, &plot.left.high);
        plot.left.low -= 0.5;
        plot.left.high += 0.5;
    } else {
        plot.limit = limits.line;
        plot.n_limits = limits.n;
    }
    plot_paint(&plot, area);
    trend_points_fini(&points);
    history_buckets_fini(&data);
}
