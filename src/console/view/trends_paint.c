/*
 * trends_paint.c - legend, plot and what the cursor stands on.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "console/glyph.h"
#include "console/model/value_text.h"
#include "console/view/shown.h"
#include "console/view/trends_view.h"

#define PLOT_ROWS_MIN 7 /* with fewer the legend is one line */
#define VALUE_COLS    12
#define AGE_SPAN_S    600 /* up to this, live times are ages */

static const enum role roles[TRENDS_MAX] = {
    ROLE_PLOT_SERIES1, ROLE_PLOT_SERIES2, ROLE_PLOT_SERIES3, ROLE_PLOT_SERIES4};

/* ---- words --------------------------------------------------------------- */

/* A number of the value's kind, as the value itself is written. */
static void
number(struct strbuf *out, const struct value *x, double y)
{
    if (x->eng_kind == MDB_FLOAT || x->eng_kind == MDB_DURATION)
        value_cell_text(out, x, mdb_cell_float(y));
    else if (fabs(y) < 9e15 && fabs(y - floor(y)) <= 0)
        value_cell_text(out, x, (mdb_cell)(int64_t)y);
    else
        strbuf_addf(out, "%.6g", y);
}

/* The short name where only one of them has it. */
static const char *
name_of(struct trends *t, struct ui *ui, size_t i)
{
    const struct value *x = trends_value(t, ui, i);
    if (x == NULL)
        return t->pick[i].name;
    for (size_t k = 0; k < t->n; k++) {
        const struct value *y = trends_value(t, ui, k);
        if (k != i && y != NULL && str_eq(x->short_name, y->short_name))
            return x->name;
    }
    return x->short_name;
}

static void note(struct strbuf *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void
note(struct strbuf *out, const char *fmt, ...)
{
    va_list ap;
    if (out->len > 0)
        strbuf_adds(out, ", ");
    va_start(ap, fmt);
    strbuf_addv(out, fmt, ap);
    va_end(ap);
}

static void
stats_text(
    struct strbuf *out, const struct trend_pick *p, const struct value *x)
{
    if (p->stats.n == 0) {
        note(out, x->count == 0 ? "never received" : "no samples in this span");
        return;
    }
    number(out, x, p->stats.min);
    if (p->stats.max > p->stats.min) {
        strbuf_adds(out, " .. ");
        number(out, x, p->stats.max);
    }
    if (!trend_is_state(x)) {
        strbuf_adds(out, "  mean ");
        if (x->eng_kind == MDB_FLOAT || x->eng_kind == MDB_DURATION)
            number(out, x, p->stats.mean);
        else
            strbuf_addf(out, "%.6g", p->stats.mean);
    }
}

/* What a person has to know about this curve, most important first. */
static void
notes(struct strbuf *out, const struct trends *t, const struct ui *ui,
    const struct trend_pick *p, const struct value *x)
{
    char text[SHOWN_SIZE];
    struct history_extent e = values_history_extent(ui->model->values, x);
    if (p->stats.gaps > 0)
        note(out, "%zu gap%s", p->stats.gaps, p->stats.gaps > 1 ? "s" : "");
    if (p->stats.has_bad)
        note(out, "invalid ones");
    if (p->side == PLOT_OWN && p->scale.is_set && !trend_is_state(x)) {
        char low[PLOT_LABEL_SIZE], high[PLOT_LABEL_SIZE];
        double step = plot_step(p->scale.high - p->scale.low, 20);
        note(out, "scaled %s..%s", plot_number(low, p->scale.low, step),
            plot_number(high, p->scale.high, step));
    }
    if (e.has_samples && trend_x(e.since) > t->x_min)
        note(out, "since %s", shown_time(text, ui, e.since, 0));
    if (!utc_is_none(e.set_back))
        note(out, "clock set back by %s", shown_age(text, e.set_back_ns));
    if (x->type->alarms != NULL && t->n > 0 && trend_limits_now(ui, x).varies)
        note(out, "limits vary by context");
}

/* ---- at the cursor ------------------------------------------------------- */

/* The value there; NULL in a gap, before the first sample, or a bad one. */
static const struct history_bucket *
bucket_at(const struct trend_pick *p, double at)
{
    const struct history_bucket *b = trend_at(&p->data, trend_utc(at));
    if (b == NULL || b->n == 0)
        return NULL;
    bool is_last = b + 1 == p->data.bucket + p->data.n;
    if (at > trend_x(b->to) && !is_last && b[1].after_gap)
        return NULL;
    const struct plot_point *end =
        p->points.n > 0 ? &p->points.point[p->points.n - 1] : NULL;
    if (is_last && end != NULL && isnan(end->y) && at > trend_x(b->to))
        return NULL;
    return b;
}

static double
y_at(const struct history_bucket *b, double at)
{
    return at >= trend_x(b->to) ? b->last : b->mean;
}

static void
cursor_text(struct strbuf *value, struct strbuf *more, const struct trends *t,
    const struct trend_pick *p, const struct value *x)
{
    const struct history_bucket *b = bucket_at(p, t->cursor);
    if (b == NULL) {
        strbuf_adds(value, "-----");
        return;
    }
    number(value, x, y_at(b, t->cursor));
    if (b->n > 1 && (b->min < b->max || b->min > b->max)) {
        strbuf_adds(more, "within ");
        number(more, x, b->min);
        strbuf_adds(more, " .. ");
        number(more, x, b->max);
    }
    const struct history_bucket *m = t->has_mark ? bucket_at(p, t->mark) : NULL;
    if (m == NULL || trend_is_state(x))
        return;
    double diff = y_at(b, t->cursor) - y_at(m, t->mark);
    if (more->len > 0)
        strbuf_adds(more, "  ");
    strbuf_addf(more, "since mark %s", diff >= 0 ? "+" : "");
    number(more, x, diff);
}

static void
paint_foot(const struct trends *t, const struct ui *ui, const struct area *area,
    int row)
{
    char text[SHOWN_SIZE];
    struct strbuf b = {0};
    strbuf_addf(&b, "cursor %s", shown_time(text, ui, trend_utc(t->cursor), 1));
    strbuf_addf(
        &b, "  %s ago", shown_age(text, (int64_t)((t->now - t->cursor) * 1e9)));
    if (t->has_mark) {
        double apart = t->cursor - t->mark;
        char away[TIME_TEXT_SIZE];
        strbuf_addf(&b, "   %s %s the mark",
            countdown_fmt(away, (int64_t)(fabs(apart) * 1e9)),
            apart < 0 ? "before" : "after");
    }
    area_field(area, row, 0, area->cols, -1, ROLE_TEXT, strbuf_get(&b));
    strbuf_fini(&b);
}

/* ---- legend -------------------------------------------------------------- */

static void
paint_value(const struct area *area, int row, int col, struct ui *ui,
    const struct value *x, const char *at_cursor)
{
    struct table_cell cell = {.role = ROLE_TEXT};
    if (at_cursor == NULL) {
        struct strbuf b = {0};
        value_text(
            &b, x, values_quality(ui->model->values, x, shown_clock(ui)));
        shown_marks(&cell, ui, x);
        (void)str_copy(cell.text, sizeof cell.text, strbuf_get(&b));
        strbuf_fini(&b);
    } else
        (void)str_copy(cell.text, sizeof cell.text, at_cursor);
    if (cell.left != 0)
        area_put(area, row, col, cell.left, cell.left_role);
    area_field(area, row, col + 1, VALUE_COLS, 1, cell.role, cell.text);
    if (cell.right != 0)
        area_put(area, row, col + 1 + VALUE_COLS, cell.right, cell.right_role);
}

struct legend {
    int name_cols, unit_cols;
};

static struct legend
legend_of(struct trends *t, struct ui *ui, int cols)
{
    struct legend l = {8, 0};
    for (size_t i = 0; i < t->n; i++) {
        const struct value *x = trends_value(t, ui, i);
        int name = utf8_str_width(name_of(t, ui, i));
        int unit = x != NULL ? utf8_str_width(x->unit) : 0;
        l.name_cols = name > l.name_cols ? name : l.name_cols;
        l.unit_cols = unit > l.unit_cols ? unit : l.unit_cols;
    }
    l.name_cols = l.name_cols > cols / 3 ? cols / 3 : l.name_cols;
    l.unit_cols = l.unit_cols > 8 ? 8 : l.unit_cols;
    return l;
}

static void
paint_row(struct trends *t, struct ui *ui, const struct legend *l,
    const struct area *area, size_t i)
{
    int row = (int)i, col = 0;
    struct trend_pick *p = &t->pick[i];
    const struct value *x = trends_value(t, ui, i);
    struct strbuf value = {0}, more = {0}, rest = {0};
    if (t->n > 1) {
        if (i == t->selected)
            area_put(area, row, 0, GLYPH_RIGHT, ROLE_TEXT);
        area_put(area, row, 1, plot_series_mark(area->canvas->is_ascii, i),
            roles[i]);
        col = 3;
    }
    area_field(area, row, col, l->name_cols, -1, ROLE_TEXT, name_of(t, ui, i));
    col += l->name_cols;
    if (x == NULL)
        strbuf_adds(&rest, "not known here (yet)");
    else {
        if (t->has_cursor)
            cursor_text(&value, &more, t, p, x);
        paint_value(
            area, row, col, ui, x, t->has_cursor ? strbuf_get(&value) : NULL);
        area_field(area, row, col + VALUE_COLS + 3, l->unit_cols, -1,
            ROLE_TEXT_LABEL, x->unit);
        if (more.len == 0) {
            stats_text(&rest, p, x);
            notes(&rest, t, ui, p, x);
        } else
            strbuf_adds(&rest, strbuf_get(&more));
    }
    col += VALUE_COLS + 5 + l->unit_cols;
    if (col < area->cols)
        area_field(area, row, col, area->cols - col, -1, ROLE_TEXT_LABEL,
            strbuf_get(&rest));
    strbuf_fini(&value);
    strbuf_fini(&more);
    strbuf_fini(&rest);
}

/* All in one line where rows are few. */
static void
paint_short(struct trends *t, struct ui *ui, const struct area *area)
{
    int col = 0;
    for (size_t i = 0; i < t->n && col < area->cols; i++) {
        const struct value *x = trends_value(t, ui, i);
        struct strbuf b = {0};
        if (t->n > 1) {
            area_put(area, 0, col, plot_series_mark(area->canvas->is_ascii, i),
                roles[i]);
            col += 2;
        }
        col += area_text(area, 0, col, ROLE_TEXT, name_of(t, ui, i)) + 1;
        if (x != NULL) {
            struct table_cell cell = {.role = ROLE_TEXT};
            shown_marks(&cell, ui, x);
            value_text(
                &b, x, values_quality(ui->model->values, x, shown_clock(ui)));
            if (cell.left != 0)
                area_put(area, 0, col++, cell.left, cell.left_role);
            col += area_text(area, 0, col, cell.role, strbuf_get(&b));
            if (cell.right != 0)
                area_put(area, 0, col++, cell.right, cell.right_role);
            if (x->unit[0] != '\0')
                col +=
                    1 + area_text(area, 0, col + 1, ROLE_TEXT_LABEL, x->unit);
        }
        col += 2;
        strbuf_fini(&b);
    }
}

/* ---- plot ---------------------------------------------------------------- */

/* An axis of which nothing is known yet has no numbers. */
static void
no_label(const void *arg, double y, char out[PLOT_LABEL_SIZE])
{
    (void)arg;
    (void)y;
    out[0] = '\0';
}

static struct plot_axis
axis_of(struct trends *t, struct ui *ui, enum plot_side side)
{
    struct plot_axis axis = {.low = 0, .high = 1, .label = no_label};
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_pick *p = &t->pick[i];
        const struct value *x = trends_value(t, ui, i);
        if (p->side != side || p->leader != i || x == NULL)
            continue;
        if (p->scale.is_set) {
            axis.low = p->scale.low;
            axis.high = p->scale.high;
            axis.label = NULL;
        }
        axis.unit = x->unit;
        if (trend_is_state(x) && p->scale.is_set) {
            axis.label = trend_state_label;
            axis.arg = x;
        }
    }
    return axis;
}

static void
set_series(struct trends *t, struct ui *ui, struct plot_series *series)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_pick *p = &t->pick[i];
        const struct value *x = trends_value(t, ui, i);
        series[i] = (struct plot_series){.point = p->points.point,
            .n = p->points.n,
            .role = roles[i],
            .is_steps = x != NULL && trend_is_state(x),
            .side = p->side,
            .low = p->scale.low,
            .high = p->scale.high};
    }
}

static void
paint_plot(struct trends *t, struct ui *ui, const struct area *area)
{
    struct plot_series series[TRENDS_MAX] = {0};
    struct plot plot = plot_of(series, t->n, t->x_min, t->x_max);
    const struct value *x = trends_value(t, ui, t->selected);
    struct trend_limits limits = {0};
    set_series(t, ui, series);
    plot.frame = PLOT_AXES;
    plot.graph = ui->graph;
    plot.left = axis_of(t, ui, PLOT_LEFT);
    plot.right = axis_of(t, ui, PLOT_RIGHT);
    plot.times = !t->is_back && trend_spans[t->span] <= AGE_SPAN_S
                     ? PLOT_TIMES_AGE
                     : PLOT_TIMES_UTC;
    if (x != NULL && !trend_is_state(x)) {
        limits = trend_limits_now(ui, x);
        plot.limit = limits.line;
        plot.n_limits = limits.n;
    }
    plot.has_cursor = t->has_cursor;
    plot.has_mark = t->has_mark;
    plot.cursor = t->cursor;
    plot.mark = t->mark;
    int cols = plot_inside(&plot, area).cols;
    if (cols != t->cols && cols > 0) { /* the axes are known only now */
        trends_read(t, ui, cols);
        set_series(t, ui, series);
        plot.x_min = t->x_min;
        plot.x_max = t->x_max;
        plot.left = axis_of(t, ui, PLOT_LEFT);
        plot.right = axis_of(t, ui, PLOT_RIGHT);
    }
    plot_paint(&plot, area);
}

static void
paint_empty(const struct area *area)
{
    struct area in = area_sub(area, 1, 2, area->rows - 1, area->cols - 4);
    int row = words_paint(&in, 0, ROLE_TEXT, "No parameter is in this trend.");
    (void)words_paint(&in, row + 1, ROLE_TEXT_LABEL,
        "t on a parameter shows it. :trend NAME... begins with these, :trend "
        "+NAME adds one (up to four), :trend -NAME takes one away.");
}

void
trends_paint(struct trends *t, struct ui *ui, const struct area *area)
{
    if (t->n == 0) {
        paint_empty(area);
        return;
    }
    trends_read(t, ui, t->cols > 0 ? t->cols : area->cols);
    int legend = area->rows >= (int)t->n + PLOT_ROWS_MIN ? (int)t->n
                 : area->rows > 3                        ? 1
                                                         : 0;
    int foot = t->has_cursor && area->rows >= legend + PLOT_ROWS_MIN;
    struct area top = area_sub(area, 0, 0, legend, area->cols);
    struct area plot =
        area_sub(area, legend, 0, area->rows - legend - foot, area->cols);
    paint_plot(t, ui, &plot);
    if (legend == (int)t->n) {
        struct legend l = legend_of(t, ui, area->cols);
        for (size_t i = 0; i < t->n; i++)
            paint_row(t, ui, &l, &top, i);
    } else if (legend == 1)
        paint_short(t, ui, &top);
    if (foot)
        paint_foot(t, ui, area, area->rows - 1);
}
