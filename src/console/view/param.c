/*
 * param.c - everything about one parameter: what it is, where it comes from,
 * what it was.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/model/value_text.h"
#include "console/view/alarm_keys.h"
#include "console/view/facts.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"
#include "mdb/format.h"
#include "mdb/mdb.h"

#define WIDE_COLS 120 /* from here on the history stands beside the facts */
#define PLOT_ROWS 6   /* fewer are no plot */

enum half {
    HALF_PLOT,
    HALF_SAMPLES,
};

struct param {
    char *name;    /* owned; the item may come later than the page */
    uint32_t item; /* MDB_NIL: not known (yet) */
    struct facts facts;
    int top; /* first line of the facts shown */
    int page, lines;
    enum half half;
    size_t span;      /* of the plot, in trend_spans */
    bool span_is_set; /* by a person; else it fits the history */
    struct alarm_keys keys;
};

static uint32_t
find_item(const struct values *v, const char *name)
{
    for (size_t i = 0; i < values_count(v); i++) {
        const struct value *x = values_get(v, i);
        if (x && strcmp(x->name, name) == 0)
            return (uint32_t)i;
    }
    return MDB_NIL;
}

static const struct value *
value_of(struct param *p, struct ui *ui)
{
    const struct values *v = ui->model->values;
    const struct value *x = values_get(v, p->item);
    if (!x || strcmp(x->name, p->name) != 0) {
        p->item = find_item(v, p->name);
        x = values_get(v, p->item);
    }
    return x;
}

static uint32_t
item_of(struct param *p, struct ui *ui)
{
    const struct value *x = value_of(p, ui);
    return x ? x->item : MDB_NIL;
}

/* ---- history
 * ----------------------------------------------------------------- */

static void
paint_samples(struct ui *ui, const struct value *x, const struct area *area)
{
    const struct values *v = ui->model->values;
    size_t n = values_history_count(v, x);
    for (int line = 0; line < area->rows && (size_t)line < n; line++) {
        struct history_sample s = values_history_get(v, x, (size_t)line);
        struct strbuf b = {0};
        char time[SHOWN_SIZE];
        if (s.quality == MDB_ACQUIRED)
            value_cell_text(&b, x, s.eng);
        else
            strbuf_adds(&b, "-----");
        area_text(
            area, line, 0, ROLE_TEXT_LABEL, shown_time(time, ui, s.time, 3));
        area_field(area, line, 24, 16, 1, shown_quality_role(s.quality),
            strbuf_get(&b));
        if (s.quality != MDB_ACQUIRED)
            area_put(area, line, 40,
                shown_quality_mark(ui, (enum mdb_quality)s.quality),
                shown_quality_role((enum mdb_quality)s.quality));
        area_text(area, line, 42, ROLE_TEXT_LABEL, x->unit);
        if (s.after_gap)
            area_text(area, line, 53, ROLE_PLOT_GAP, "after a gap");
        strbuf_fini(&b);
    }
}

static void
paint_history(struct param *p, struct ui *ui, const struct value *x,
    const struct area *area, enum half half)
{
    size_t n = values_history_count(ui->model->values, x);
    bool is_plot = half == HALF_PLOT;
    struct strbuf title = {0};
    char span[SHOWN_SIZE];
    if (!p->span_is_set)
        p->span = trend_fit(ui->model->values, x, p->span);
    if (is_plot)
        strbuf_addf(&title, "Plot, %s",
            shown_period(span, (int64_t)trend_spans[p->span] * NS_PER_S));
    else
        strbuf_addf(&title, "Newest samples, %zu kept", n);
    area_rule(area, 0, strbuf_get(&title),
        area->cols < 60 ? NULL
        : is_plot       ? "{ } span"
                        : NULL,
        false);
    strbuf_fini(&title);
    struct area inside = area_sub(area, 1, 0, area->rows - 1, area->cols);
    if (!trend_has(x))
        area_text(&inside, 0, 0, ROLE_TEXT_LABEL,
            "no history is kept of texts and bytes");
    else if (n == 0)
        area_text(&inside, 0, 0, ROLE_TEXT_LABEL, "no samples yet");
    else if (is_plot)
        trend_paint(ui, x, trend_spans[p->span], &inside);
    else
        paint_samples(ui, x, &inside);
}

/* ---- the page
 * ------------------------------------------------------------------ */

static void
paint_facts(struct param *p, const struct area *area)
{
    p->page = area->rows;
    p->lines = facts_lines(&p->facts, area->cols);
    int last = p->lines > area->rows ? p->lines - area->rows : 0;
    p->top = p->top > last ? last : p->top < 0 ? 0 : p->top;
    facts_paint(&p->facts, area, p->top);
    if (p->top < last && area->rows > 1)
        area_field(area, area->rows - 1, 0, area->cols, 1, ROLE_HINT,
            "… more below (j)");
}

static void
paint_narrow(struct param *p, struct ui *ui, const struct value *x,
    const struct area *area)
{
    int lines = facts_lines(&p->facts, area->cols);
    int rest = area->rows - lines;
    int half = area->rows / 2;
    if (rest < PLOT_ROWS)
        rest = half >= PLOT_ROWS ? half : 0;
    if (rest > PLOT_ROWS * 3)
        rest = PLOT_ROWS * 3;
    struct area top = area_sub(area, 0, 0, area->rows - rest, area->cols);
    paint_facts(p, &top);
    struct area below = area_sub(area, area->rows - rest, 0, rest, area->cols);
    if (rest > 0)
        paint_history(p, ui, x, &below, p->half);
}

static void
paint_wide(struct param *p, struct ui *ui, const struct value *x,
    const struct area *area)
{
    int left = area->cols / 2;
    struct area facts = area_sub(area, 0, 0, area->rows, left - 1);
    paint_facts(p, &facts);
    area_vline(area, 0, left, area->rows, 0x2502, ROLE_BORDER);
    struct area right =
        area_sub(area, 0, left + 1, area->rows, area->cols - left - 1);
    int plot = area->rows / 2 < 20 ? area->rows / 2 : 20;
    struct area top = area_sub(&right, 0, 0, plot, right.cols);
    struct area below =
        area_sub(&right, plot, 0, right.rows - plot, right.cols);
    paint_history(p, ui, x, &top, HALF_PLOT);
    paint_history(p, ui, x, &below, HALF_SAMPLES);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct param *p = view;
    alarm_keys_clear(&p->keys);
    alarm_keys_see(&p->keys, ui, item_of(p, ui));
    const struct value *x = value_of(p, ui);
    if (!x) {
        struct strbuf b = {0};
        strbuf_addf(&b, "No parameter is called '%s' here.", p->name);
        empty_paint(area, ui, strbuf_get(&b),
            "It is shown when the frontend names it; q goes back.");
        strbuf_fini(&b);
        return;
    }
    facts_param(&p->facts, ui, x);
    if (area->cols >= WIDE_COLS)
        paint_wide(p, ui, x, area);
    else
        paint_narrow(p, ui, x, area);
}

/* ---- life and keys
 * --------------------------------------------------------------- */

static unsigned
update(void *view, struct ui *ui)
{
    struct param *p = view;
    if (value_of(p, ui))
        values_want(ui->model->values, p->item);
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct param *p = xcalloc(1, sizeof *p);
    p->name = xstrdup(argument);
    p->item = MDB_NIL;
    p->span = 4;
    const struct mdb *mdb = values_mdb(ui->model->values);
    uint32_t item = mdb ? mdb_find_item(mdb, argument) : MDB_NIL;
    const struct value *x = values_get(ui->model->values, item);
    if (x) { /* a short name becomes the whole one */
        free(p->name);
        p->name = xstrdup(x->name);
    }
    (void)update(p, ui);
    return p;
}

static void
close_view(void *view)
{
    struct param *p = view;
    facts_fini(&p->facts);
    alarm_keys_fini(&p->keys);
    free(p->name);
    free(p);
}

static unsigned
scroll(struct param *p, enum action action)
{
    const struct {
        enum action action;
        int by;
    } moves[] = {
        {ACTION_UP, -1},
        {ACTION_DOWN, 1},
        {ACTION_PAGE_UP, -p->page},
        {ACTION_PAGE_DOWN, p->page},
        {ACTION_HALF_UP, -(p->page + 1) / 2},
        {ACTION_HALF_DOWN, (p->page + 1) / 2},
        {ACTION_TOP, -p->lines},
        {ACTION_BOTTOM, p->lines},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            p->top += moves[i].by;
            return UI_REDRAW | UI_HANDLED;
        }
    return 0;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct param *p = view;
    if (action == ACTION_TREND)
        return trend_why_not(ui, item_of(p, ui));
    return alarm_keys_knows(action)
               ? alarm_keys_why_not(&p->keys, ui, action, item_of(p, ui))
               : NULL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct param *p = view;
    switch ((int)action) {
    case ACTION_PANE_NEXT:
        if (p->half == HALF_SAMPLES) {
            p->half = HALF_PLOT;
            return UI_REDRAW; /* and on to the next pane */
        }
        p->half = HALF_SAMPLES;
        return UI_REDRAW | UI_HANDLED;
    case ACTION_LEFT:
    case ACTION_RIGHT:
        p->half = p->half == HALF_PLOT ? HALF_SAMPLES : HALF_PLOT;
        return UI_REDRAW | UI_HANDLED;
    case ACTION_TREND:
        return trend_open(ui, item_of(p, ui));
    case ACTION_NOW:
        p->span_is_set = false;
        return UI_REDRAW | UI_HANDLED;
    case ACTION_ZOOM_IN:
        p->span_is_set = true;
        p->span -= p->span > 0;
        return UI_REDRAW | UI_HANDLED;
    case ACTION_ZOOM_OUT:
        p->span_is_set = true;
        p->span += p->span + 1 < TREND_SPANS;
        return UI_REDRAW | UI_HANDLED;
    default:
        if (alarm_keys_knows(action))
            return alarm_keys_act(&p->keys, ui, action, item_of(p, ui));
        return scroll(p, action);
    }
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct param *p = view;
    const struct value *x = value_of(p, ui);
    strbuf_addf(title, " %s", p->name);
    if (x)
        strbuf_adds(right,
            quality_str(values_quality(ui->model->values, x, shown_clock(ui))));
}

/* The words of the database, else the unit. */
static const char *
what_it_is(const struct ui *ui, const struct value *x)
{
    const struct mdb *mdb = values_mdb(ui->model->values);
    const char *words = NULL;
    if (mdb != NULL && x->item < mdb->n_items)
        words = mdb->param[mdb->item[x->item].param].short_description;
    return words != NULL ? words : x->unit;
}

bool
param_complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    const struct values *v = ui->model->values;
    if (i == 0)
        ui->complete_at = 0;
    for (; ui->complete_at < values_count(v); ui->complete_at++) {
        const struct value *x = values_get(v, ui->complete_at);
        if (x && str_contains_ci(x->name, text)) {
            strbuf_addf(out, "%s\t%s", x->name, what_it_is(ui, x));
            ui->complete_at++;
            return true;
        }
    }
    return false;
}

static const enum action actions[] = {ACTION_TREND, ALARM_KEYS, ACTION_ZOOM_IN,
    ACTION_ZOOM_OUT, ACTION_NOW, ACTION_PANE_NEXT, ACTION_NONE};

const struct view_class view_param = {
    .name = "param",
    .title = "Parameter",
    .help = "one parameter: type, calibration, place in its packets, history",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .complete = param_complete,
};
