/*
 * display_draw.c - see display_draw.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_draw.h"

#include <math.h>
#include <stdio.h>

#include "common/utf8.h"
#include "console/display/display_set.h"
#include "console/glyph.h"
#include "console/view/display_past.h"
#include "console/view/shown.h"
#include "console/widget/plot.h"

#define BAR_MIN   3 /* cells: brackets and a place for the value */
#define FRAME_MIN 3 /* rows of a plot that has a frame */

/* ---- marks --------------------------------------------------------------- */

uint32_t
display_limit_mark(const struct ui *ui, limit_state state, bool is_abnormal)
{
    uint32_t mark = shown_limit_mark(ui->theme, ui->is_ascii, state);
    if (is_abnormal && !limit_state_is_out(state))
        return theme_mark(
            ui->theme, ROLE_LIMIT_CAUTION, MARK_SIDELESS, ui->is_ascii);
    return mark;
}

static bool
is_abnormal(const struct display_now *now)
{
    return now->named != NULL && now->named->is_abnormal;
}

enum role
display_role(const struct display_now *now)
{
    if (limit_state_is_out(now->state) || now->state == LIMIT_NAN)
        return shown_limit_role(now->state);
    if (now->quality != MDB_ACQUIRED)
        return shown_quality_role(now->quality);
    return is_abnormal(now) ? ROLE_LIMIT_CAUTION : ROLE_TEXT_VALUE;
}

static enum role
mark_role(limit_state state, bool abnormal)
{
    return abnormal && !limit_state_is_out(state) ? ROLE_LIMIT_CAUTION
                                                  : shown_limit_role(state);
}

static void
draw_marks(const struct display_pen *pen, const struct area *area,
    limit_state state, bool abnormal, enum mdb_quality quality)
{
    uint32_t left = display_limit_mark(pen->ui, state, abnormal);
    uint32_t right = shown_quality_mark(pen->ui, quality);
    if (left != 0)
        area_put(area, 0, 0, left, mark_role(state, abnormal));
    if (right != 0)
        area_put(area, 0, area->cols - 1, right, shown_quality_role(quality));
}

static struct area
inside(const struct area *area)
{
    return area_sub(area, 0, 1, 1, area->cols - 2);
}

/* ---- values -------------------------------------------------------------- */

static void
draw_value(struct display_pen *pen, const struct display_def *def,
    const struct display_now *now, const struct area *area)
{
    struct area in = inside(area);
    strbuf_reset(&pen->text);
    bool is_right = display_now_text(&pen->text, def, now, in.cols);
    area_field(&in, 0, 0, in.cols, is_right ? 1 : -1, display_role(now),
        strbuf_get(&pen->text));
}

static void
draw_age(struct display_pen *pen, const struct display_now *now,
    const struct area *area)
{
    struct area in = inside(area);
    char age[SHOWN_SIZE];
    bool is_known = now->age_ns >= 0;
    (void)pen;
    area_field(&in, 0, 0, in.cols, 1,
        is_known ? shown_quality_role(
                       now->quality == MDB_EXPIRED ? MDB_EXPIRED : MDB_ACQUIRED)
                 : ROLE_QUALITY_MISSING,
        is_known ? shown_age(age, now->age_ns) : "-----");
}

/* ---- bars ---------------------------------------------------------------- */

/* The cell of the bar a number belongs to; -1 below it, `cells` above. */
static int
bar_cell(const struct display_def *def, double y, int cells)
{
    double share = (y - def->bar_low) / (def->bar_high - def->bar_low);
    return share < 0       ? -1
           : share > 1     ? cells
           : share == 1    ? cells - 1
           : !(share >= 0) ? -1
                           : (int)(share * cells);
}

/* "····|──────────|····": the innermost limits that apply now; more of them
 * would hide the value on a short bar. */
static void
draw_scale(struct display_pen *pen, const struct display_def *def,
    const struct area *in, int cells)
{
    struct bounds_range level[LIMIT_LEVEL_COUNT] = {{0}};
    area_hline(in, 0, 1, cells, GLYPH_HLINE, ROLE_TEXT_DIM);
    if (!display_bounds(&pen->eye, def, level))
        return;
    struct bounds_range inner = display_bounds_inner(level);
    int low = bar_cell(def, inner.low, cells);
    int high = bar_cell(def, inner.high, cells);
    area_hline(in, 0, 1, low < cells ? low : cells, GLYPH_DOT, ROLE_TEXT_DIM);
    area_hline(in, 0, 2 + high, cells - 1 - high, GLYPH_DOT, ROLE_TEXT_DIM);
    if (low >= 0 && low < cells)
        area_put(in, 0, 1 + low, '|', ROLE_TEXT_LABEL);
    if (high >= 0 && high < cells)
        area_put(in, 0, 1 + high, '|', ROLE_TEXT_LABEL);
}

static void
draw_bar(struct display_pen *pen, const struct display_def *def,
    const struct display_now *now, const struct area *area)
{
    struct area in = inside(area);
    if (in.cols < BAR_MIN) {
        area_field(&in, 0, 0, in.cols, -1, display_role(now), "-");
        return;
    }
    int cells = in.cols - 2;
    area_put(&in, 0, 0, '[', ROLE_TEXT_DIM);
    area_put(&in, 0, in.cols - 1, ']', ROLE_TEXT_DIM);
    if (display_now_is_blank(now) || isnan(now->number)) {
        area_field(&in, 0, 1, cells, 0, display_role(now), "-----");
        return;
    }
    draw_scale(pen, def, &in, cells);
    int at = bar_cell(def, now->number, cells);
    if (at < 0)
        area_put(&in, 0, 1, '<', display_role(now));
    else if (at == cells)
        area_put(&in, 0, cells, '>', display_role(now));
    else
        area_put(&in, 0, 1 + at, 'o', display_role(now));
}

/* ---- curves -------------------------------------------------------------- */

struct curve {
    struct plot_series series;
    struct display_past past; /* owned */
    struct plot plot;
};

/* For `cols` cells; `c` is zeroed. */
static bool
curve_of(const struct display_pen *pen, const struct display_def *def,
    const struct display_now *now, int64_t span_ns, int cols, struct curve *c)
{
    const struct value *x = now->value;
    bool has_data = display_past_read(&c->past, &pen->eye, def, span_ns, cols);
    double x_max = c->past.x_max;
    c->series = (struct plot_series){.point = c->past.points.point,
        .n = c->past.points.n,
        .role = ROLE_PLOT_SERIES1,
        .is_steps =
            x != NULL && (x->eng_kind == MDB_ENUM || x->eng_kind == MDB_BOOL)};
    c->plot = plot_of(
        &c->series, 1, x_max - (double)span_ns / (double)NS_PER_S, x_max);
    c->plot.graph = pen->ui->graph;
    if (def->has_plot_range) {
        c->plot.left.low = def->plot_low;
        c->plot.left.high = def->plot_high;
    }
    return has_data;
}

static void
draw_spark(struct display_pen *pen, const struct display_def *def,
    const struct display_now *now, const struct area *area)
{
    struct area in = inside(area);
    struct curve c = {0};
    if (curve_of(pen, def, now, def->spark_ns, in.cols, &c))
        plot_spark(&c.plot, &in);
    else
        area_text(&in, 0, 0, ROLE_TEXT_DIM, "no data yet");
    display_past_fini(&c.past);
}

/* A range that stands still from frame to frame, with room for the limits. */
static void
hold_range(struct plot *plot, struct plot_scale *scale)
{
    double low, high;
    plot_extremes(plot->series, plot->x_min, plot->x_max, &low, &high);
    if (isnan(low))
        return;
    for (size_t i = 0; i < plot->n_limits; i++) {
        low = fmin(low, plot->limit[i].y);
        high = fmax(high, plot->limit[i].y);
    }
    (void)plot_scale_fit(scale, low, high);
    plot->left.low = scale->low;
    plot->left.high = scale->high;
}

/* Lines where the limits are; returns how many. */
static size_t
limit_lines(const struct display_pen *pen, const struct display_def *def,
    struct plot_limit *line)
{
    struct bounds_range level[LIMIT_LEVEL_COUNT] = {{0}};
    size_t n = 0;
    if (!display_bounds(&pen->eye, def, level))
        return 0;
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++) {
        const double end[] = {level[l].low, level[l].high};
        for (size_t i = 0; level[l].is_given && i < ARRAY_LEN(end); i++)
            if (isfinite(end[i]))
                line[n++] = (struct plot_limit){.y = end[i],
                    .name = l >= LIMIT_DISTRESS ? "alarm" : "caution"};
    }
    return n;
}

/* The last column is left free for the quality mark. */
static void
draw_plot(struct display_pen *pen, const struct display_def *def,
    const struct display_now *now, struct plot_scale *scale,
    const struct area *area)
{
    bool has_frame = area->rows >= FRAME_MIN;
    struct area box =
        area_sub(area, 0, !has_frame, area->rows, area->cols - 1 - !has_frame);
    struct curve c = {0};
    char span[SHOWN_SIZE], title[160];
    bool has_data = curve_of(pen, def, now, def->plot_ns, box.cols, &c);
    (void)snprintf(title, sizeof title, "%s %s",
        now->value != NULL ? now->value->short_name : def->name,
        shown_period(span, def->plot_ns));
    struct plot_limit line[2 * LIMIT_LEVEL_COUNT];
    c.plot.limit = line;
    c.plot.n_limits = limit_lines(pen, def, line);
    c.plot.frame = has_frame ? PLOT_BOX : PLOT_BARE;
    c.plot.title = title;
    if (!def->has_plot_range)
        hold_range(&c.plot, scale);
    plot_paint(&c.plot, &box);
    if (!has_data)
        area_field(&box, box.rows / 2, has_frame, box.cols - has_frame, 0,
            ROLE_TEXT_DIM, "no data yet");
    display_past_fini(&c.past);
}

/* ---- links and commands -------------------------------------------------- */

static void
draw_link(struct display_pen *pen, const struct display_field *field,
    const struct area *area)
{
    struct area in = inside(area);
    struct display_set *c = pen->ui->displays;
    const struct display_set_row *row =
        c != NULL ? display_set_get(c, field->target) : NULL;
    area_put(&in, 0, 0, '>', ROLE_TEXT_LABEL);
    area_field(&in, 0, 1, in.cols - 1, -1,
        row != NULL ? ROLE_TEXT_STRONG : ROLE_TEXT_DIM, field->target);
    if (row == NULL || row->page == NULL)
        return;
    struct display_eye eye = pen->eye;
    eye.is_blind = row->page->mdb_hash != values_hash(eye.model->values);
    struct display_worst worst = display_worst_of(&eye, row->page);
    draw_marks(pen, area, worst.state, worst.is_abnormal, worst.quality);
}

static void
draw_command(struct display_pen *pen, const struct display_field *field,
    const struct area *area)
{
    struct area in = inside(area);
    if (pen->ui->is_readonly)
        return;
    struct strbuf text = {0};
    strbuf_addf(&text, "%s%s%s", field->target, field->values ? " " : "",
        field->values ? field->values : "");
    area_put(&in, 0, 0, '!', ROLE_TEXT_LABEL);
    area_field(&in, 0, 1, in.cols - 1, -1, ROLE_TEXT_STRONG, strbuf_get(&text));
    strbuf_fini(&text);
}

/* ---- any field ----------------------------------------------------------- */

static void
draw_defined(struct display_pen *pen, const struct display_field *field,
    const struct area *area)
{
    const struct display_def *def = &pen->page->def[field->def];
    struct display_now now = display_now_of(&pen->eye, def);
    if (field->kind == DISPLAY_VALUE)
        draw_value(pen, def, &now, area);
    else if (field->kind == DISPLAY_BAR)
        draw_bar(pen, def, &now, area);
    else if (field->kind == DISPLAY_SPARK)
        draw_spark(pen, def, &now, area);
    else if (field->kind == DISPLAY_PLOT)
        draw_plot(pen, def, &now, &pen->scale[field - pen->page->field], area);
    else
        draw_age(pen, &now, area);
    draw_marks(pen, area, now.state, is_abnormal(&now), now.quality);
}

void
display_draw(struct display_pen *pen, const struct display_field *field,
    const struct area *area)
{
    if (field->kind == DISPLAY_VALUE && area->cols >= 3) {
        /* the value fills what is between */
        area_put(area, 0, 0, ' ', ROLE_TEXT);
        area_put(area, 0, area->cols - 1, ' ', ROLE_TEXT);
    } else
        area_fill(area, ROLE_TEXT);
    if (area->cols < 3)
        return;
    if (field->kind == DISPLAY_LINK)
        draw_link(pen, field, area);
    else if (field->kind == DISPLAY_COMMAND)
        draw_command(pen, field, area);
    else
        draw_defined(pen, field, area);
}
