/*
 * instruct_line.c - the timeline of an exercise.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <string.h>

#include "console/glyph.h"
#include "console/view/instruct_view.h"
#include "sim/coverage.h"
#include "sim/scenario.h"

#define SPAN_MIN_S 300.0

enum role
instruct_fault_role(enum drill_fault_state state)
{
    return state == DRILL_ON        ? ROLE_FAULT_ON
           : state == DRILL_PLANNED ? ROLE_FAULT_PLANNED
                                    : ROLE_FAULT_OVER;
}

static const struct scenario_fault *
plan_of(const struct drill *d, const char *id)
{
    for (size_t i = 0; d->plan != NULL && i < d->plan->n_faults; i++)
        if (str_eq(d->plan->fault[i].id, id))
            return &d->plan->fault[i];
    return NULL;
}

/* When something that hangs on another fault happens. */
static double
moment(const struct drill *d, const struct scenario_when *when, double begun)
{
    if (when->kind == WHEN_AT)
        return when->s;
    if (when->kind == WHEN_AFTER)
        return begun + when->s;
    if (when->kind != WHEN_BEGUN && when->kind != WHEN_ENDED)
        return (double)NAN;
    if (d->plan == NULL || when->fault >= d->plan->n_faults)
        return (double)NAN;
    const struct drill_fault *other =
        drill_find(d, d->plan->fault[when->fault].id);
    if (other == NULL)
        return (double)NAN;
    bool is_end = when->kind == WHEN_ENDED;
    double s = other->s[is_end ? DRILL_OUT : DRILL_BEGUN];
    if (isnan(s) && !is_end)
        s = other->begins_s; /* one step: what it hangs on has a time */
    return s + when->s;
}

double
instruct_planned_begin(const struct drill *d, const struct drill_fault *f)
{
    const struct scenario_fault *plan = plan_of(d, f->id);
    if (!isnan(f->begins_s) || plan == NULL)
        return f->begins_s;
    return moment(d, &plan->begins, (double)NAN);
}

double
instruct_planned_end(const struct drill *d, const struct drill_fault *f)
{
    const struct scenario_fault *plan = plan_of(d, f->id);
    double begun = f->s[DRILL_BEGUN];
    if (plan == NULL)
        return (double)NAN;
    if (isnan(begun))
        begun = instruct_planned_begin(d, f);
    return moment(d, &plan->ends, begun);
}

static double
later(double a, double b)
{
    return b > a ? b : a; /* NAN is never later */
}

double
instruct_span(const struct drill *d)
{
    double span = SPAN_MIN_S;
    for (size_t i = 0; i < d->n_faults; i++) {
        const struct drill_fault *f = &d->fault[i];
        span = later(span, instruct_planned_begin(d, f) + 30);
        span = later(span, instruct_planned_end(d, f) + 30);
        span = later(span, f->s[DRILL_OUT] + 30);
    }
    if (d->duration_s > 0)
        span = d->duration_s;
    return later(span, d->elapsed_s * 1.05);
}

/* The cell of a time; outside 0 .. width - 1 when it is not in sight. */
static int
cell_of(double s, double span, int width)
{
    if (isnan(s) || s < 0)
        return -1;
    double at = s / span * (double)width;
    return at >= (double)width ? width : (int)at;
}

/* ---- the axis ------------------------------------------------------------ */

/* Steps that people count in. */
static double
tick_step(double span, int width)
{
    static const double steps[] = {
        60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps &&
           steps[i] / span * (double)width < 8)
        i++;
    return steps[i];
}

void
instruct_axis_paint(
    const struct drill *d, const struct area *area, int col, int width)
{
    double span = instruct_span(d), step = tick_step(span, width);
    area_hline(area, 0, col, width, ' ', ROLE_HEADER);
    for (double s = 0; s < span; s += step) {
        char text[DRILL_CLOCK_SIZE];
        int at = cell_of(s, span, width);
        drill_clock(text, s);
        if (at + (int)strlen(text) <= width)
            area_text(area, 0, col + at, ROLE_HEADER, text);
    }
}

/* ---- one fault ----------------------------------------------------------- */

struct line {
    const struct area *area;
    int row, col, width;
    double span;
};

/* From one time to another, one cell at least. */
static void
stretch(const struct line *l, double from, double to, uint32_t glyph,
    enum role role)
{
    int a = cell_of(from, l->span, l->width),
        b = cell_of(to, l->span, l->width);
    if (a < 0 || a >= l->width)
        return;
    int n = b > a ? b - a + 1 : 1;
    area_hline(l->area, l->row, l->col + a, a + n > l->width ? l->width - a : n,
        glyph, role);
}

static void
point(const struct line *l, double s, uint32_t glyph, enum role role)
{
    int at = cell_of(s, l->span, l->width);
    if (at >= 0 && at < l->width)
        area_put(l->area, l->row, l->col + at, glyph, role);
}

/* A scenario restarts the model: contact counts from there. */
static void
paint_gaps(const struct drill *d, const struct line *l)
{
    if (d->name[0] == '\0')
        return;
    for (double s = 0; s < l->span;) {
        struct coverage c = coverage_at(s);
        double next = s + (c.left_s > 0 ? c.left_s : 1);
        if (!c.is_aos)
            stretch(l, s, next, GLYPH_SHADE, ROLE_TEXT_DIM);
        s = next;
    }
}

static void
paint_planned(
    const struct drill *d, const struct drill_fault *f, const struct line *l)
{
    double from = instruct_planned_begin(d, f), to = instruct_planned_end(d, f);
    if (isnan(from)) {
        area_field(l->area, l->row, l->col, l->width, -1, ROLE_FAULT_PLANNED,
            f->begins);
        return;
    }
    if (!isnan(to))
        stretch(l, from, to, GLYPH_HLINE, ROLE_FAULT_PLANNED);
    point(l, from, GLYPH_TEE_RIGHT, ROLE_FAULT_PLANNED);
    if (isnan(to)) { /* nobody knows how long */
        int at = cell_of(from, l->span, l->width);
        for (int i = 1; i <= 3 && at + i < l->width; i++)
            area_put(l->area, l->row, l->col + at + i, GLYPH_DOT,
                ROLE_FAULT_PLANNED);
    }
}

static void
paint_begun(
    const struct drill *d, const struct drill_fault *f, const struct line *l)
{
    static const struct {
        enum drill_moment moment;
        uint32_t letter;
    } marks[] = {{DRILL_DETECTED, 'D'}, {DRILL_ACKNOWLEDGED, 'A'},
        {DRILL_DIAGNOSED, 'G'}, {DRILL_RECOVERED, 'R'}};
    bool is_on = f->state == DRILL_ON;
    double begun = f->s[DRILL_BEGUN],
           end = is_on ? d->elapsed_s : f->s[DRILL_OUT];
    double planned = instruct_planned_end(d, f);
    if (is_on && planned > end)
        stretch(l, end, planned, GLYPH_HLINE, ROLE_FAULT_PLANNED);
    stretch(l, begun, end, is_on ? GLYPH_BLOCK : '=',
        instruct_fault_role(f->state));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        point(l, f->s[marks[i].moment], marks[i].letter, ROLE_TEXT_STRONG);
}

void
instruct_bar_paint(const struct drill *d, const struct drill_fault *f,
    const struct area *area, int row, int col, int width)
{
    struct line l = {area, row, col, width, instruct_span(d)};
    bool has_begun = !isnan(f->s[DRILL_BEGUN]);
    area_hline(area, row, col, width, ' ', ROLE_TEXT);
    paint_gaps(d, &l);
    if (d->state >= DRILL_RUNNING)
        point(&l, d->elapsed_s, GLYPH_VLINE, ROLE_TEXT_STRONG);
    if (has_begun)
        paint_begun(d, f, &l);
    else
        paint_planned(d, f, &l);
}
