/*
 * trend.c - see trend.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "console/view/shown.h"
#include "console/widget/plot.h"
#include "mdb/format.h"

#define TREND_LIMITS 10 /* lines of one value */

const int trend_spans[TREND_SPANS] = {
    10, 30, 60, 120, 300, 600, 1800, 3600, 14400, 86400};

size_t
trend_fit(const struct values *v, const struct value *x, size_t otherwise)
{
    size_t n = values_history_count(v, x);
    if (n == 0)
        return otherwise;
    int64_t kept = utc_diff_ns(
        values_history_get(v, x, 0).time, values_history_get(v, x, n - 1).time);
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

static struct plot_point
point_of(const struct value *x, const struct history_sample *s)
{
    double y = s->quality == MDB_ACQUIRED ? mdb_cell_number(x->eng_kind, s->eng)
                                          : (double)NAN;
    return (struct plot_point){
        .x = (double)s->time.ns / (double)NS_PER_S,
        .y = y,
        .after_gap = s->after_gap,
    };
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
trend_paint(struct ui *ui, const struct value *x, int span_s,
    const double *limit, size_t n_limits, const struct area *area)
{
    const struct values *v = ui->model->values;
    size_t n = values_history_count(v, x);
    struct plot_point *point = xcalloc(n + 1, sizeof *point);
    for (size_t i = 0; i < n; i++) {
        struct history_sample s = values_history_get(v, x, n - 1 - i);
        point[i] = point_of(x, &s);
        if (i > 0 && point[i].x < point[i - 1].x)
            point[i].x = point[i - 1].x; /* a clock that was set back */
    }
    char left[SHOWN_SIZE];
    double now = n ? point[n - 1].x + (double)value_age_ns(x, shown_clock(ui)) /
                                          (double)NS_PER_S
                   : 1;
    struct plot_series series = {
        .point = point, .n = n, .role = ROLE_PLOT_SERIES1};
    struct plot_limit lines[TREND_LIMITS] = {0};
    struct plot plot = plot_of(&series, 1, now - span_s, now);
    plot.frame = PLOT_AXES;
    plot.n_limits = n_limits < TREND_LIMITS ? n_limits : TREND_LIMITS;
    for (size_t i = 0; i < plot.n_limits; i++)
        lines[i].y = limit[i];
    plot.limit = lines;
    plot.graph = ui->graph;
    plot.left.unit = x->unit;
    plot.left_text = span_text(left, span_s);
    plot.right_text = "now";
    plot_paint(&plot, area);
    free(point);
}
