/*
 * trends.c - up to four parameters over time, with a cursor.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/shown.h"
#include "console/view/trends_view.h"
#include "console/view/views.h"

/* ---- the past ------------------------------------------------------------ */

const struct value *
trends_value(struct trends *t, struct ui *ui, size_t i)
{
    const struct values *v = ui->model->values;
    struct trend_pick *p = &t->pick[i];
    const struct value *x = values_get(v, p->item);
    if (x != NULL && str_eq(x->name, p->name))
        return x;
    unsigned generation = values_generation(v) + 1; /* 0: never looked for */
    bool many;
    if (p->item == MDB_NIL && p->sought == generation)
        return NULL;
    p->sought = generation;
    p->item = trends_find(v, p->name, &many);
    x = values_get(v, p->item);
    if (x == NULL)
        return NULL;
    free(p->name);
    p->name = xstrdup(x->name);
    return x;
}

double
trends_span(const struct trends *t)
{
    return trend_spans[t->span];
}

/* The newest now of all clocks; the console's own where nothing came. */
static double
now_of(struct trends *t, struct ui *ui)
{
    double now = (double)NAN;
    for (size_t i = 0; i < t->n; i++) {
        const struct value *x = trends_value(t, ui, i);
        struct utc at = x != NULL ? trend_now(ui, x) : UTC_NONE;
        if (!utc_is_none(at))
            now = fmax(now, trend_x(at));
    }
    return isnan(now) ? trend_x(ui->utc) : now;
}

/* When the oldest of what is kept was. */
static double
since_of(struct trends *t, struct ui *ui)
{
    double since = t->now;
    for (size_t i = 0; i < t->n; i++) {
        const struct value *x = trends_value(t, ui, i);
        if (x == NULL)
            continue;
        struct history_extent e = values_history_extent(ui->model->values, x);
        if (e.has_samples)
            since = fmin(since, trend_x(e.since));
    }
    return since;
}

/* The right edge moves in whole columns, so a picture does not shimmer. */
static void
set_window(struct trends *t, struct ui *ui, int cols)
{
    double span = trends_span(t), step = span / (cols > 0 ? 2 * cols : 1);
    t->cols = cols;
    t->now = now_of(t, ui);
    if (t->is_back && t->right >= t->now)
        t->is_back = false;
    t->x_max = t->is_back ? t->right : ceil(t->now / step) * step;
    t->x_min = t->x_max - span;
}

/* ---- axes ---------------------------------------------------------------- */

/* May two values share an axis? */
static bool
is_alike(const struct value *a, const struct value *b)
{
    if (trend_is_state(a) || trend_is_state(b))
        return a->type == b->type;
    return str_eq(a->unit, b->unit);
}

/* The selected one has the left axis, the first of another unit the right
 * one, all others a range of their own. */
static void
choose_sides(struct trends *t, struct ui *ui)
{
    size_t leader[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t k = 0; k < t->n; k++) {
        size_t i = k == 0 ? t->selected : k <= t->selected ? k - 1 : k;
        struct trend_pick *p = &t->pick[i];
        const struct value *x = trends_value(t, ui, i);
        p->side = PLOT_OWN;
        p->leader = i;
        for (int side = 0; side < 2 && x != NULL; side++) {
            const struct value *first = leader[side] != SIZE_MAX
                                            ? trends_value(t, ui, leader[side])
                                            : NULL;
            if (first != NULL && !is_alike(first, x))
                continue;
            if (first == NULL)
                leader[side] = i;
            p->leader = leader[side];
            p->side = (enum plot_side)side;
            break;
        }
    }
}

/* What all that share the scale of pick `i` are from and to. */
static void
extremes_of(const struct trends *t, size_t i, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t k = 0; k < t->n; k++) {
        if (t->pick[k].leader != i || t->pick[k].stats.n == 0)
            continue;
        *low = fmin(*low, t->pick[k].stats.min);
        *high = fmax(*high, t->pick[k].stats.max);
    }
}

static void
fit_scale(struct trends *t, struct ui *ui, size_t i)
{
    struct trend_pick *p = &t->pick[i];
    const struct value *x = trends_value(t, ui, i);
    double low, high;
    if (x == NULL || p->leader != i || p->is_fixed)
        return;
    extremes_of(t, i, &low, &high);
    if (!(low <= high))
        return;
    if (trend_is_state(x)) {
        p->scale = (struct plot_scale){
            .is_set = true, .low = low - 0.5, .high = high + 0.5};
        return;
    }
    if (t->pick[t->selected].leader == i) {
        const struct value *s = trends_value(t, ui, t->selected);
        struct trend_limits limits = trend_limits_now(ui, s);
        trend_limits_include(&limits, &low, &high);
    }
    (void)plot_scale_fit(&p->scale, low, high);
}

void
trends_read(struct trends *t, struct ui *ui, int cols)
{
    set_window(t, ui, cols);
    for (size_t i = 0; i < t->n; i++) {
        struct trend_pick *p = &t->pick[i];
        const struct value *x = trends_value(t, ui, i);
        p->points.n = p->data.n = 0;
        p->stats = (struct trend_stats){0};
        if (x == NULL)
            continue;
        trend_read(ui, x, t->x_min, t->x_max, cols, &p->data, &p->points);
        p->stats =
            trend_stats(&p->data, trend_utc(t->x_min), trend_utc(t->x_max));
    }
    choose_sides(t, ui);
    for (size_t i = 0; i < t->n; i++)
        fit_scale(t, ui, i);
}

/* ---- life ---------------------------------------------------------------- */

/* Ask which limits of the curves apply now. */
static void
ask_bounds(struct trends *t, struct ui *ui)
{
    const char *name[TRENDS_MAX];
    size_t n = 0;
    if ((t->asked.ns != 0 && mono_diff_ns(ui->now, t->asked) < BOUNDS_ASK_NS) ||
        ui->inquire == NULL ||
        !alarms_are_live(&ui->model->alarms, shown_clock(ui)))
        return;
    for (size_t i = 0; i < t->n; i++) {
        const struct value *x = trends_value(t, ui, i);
        if (x != NULL && shown_state(ui, x) != LIMIT_UNCHECKED)
            name[n++] = x->name;
    }
    t->asked = ui->now;
    if (n > 0)
        ui->inquire(ui->console, "limits", "ranges", name, n);
}

static unsigned
update(void *view, struct ui *ui)
{
    struct trends *t = view;
    ask_bounds(t, ui);
    for (size_t i = 0; i < t->n; i++)
        if (trends_value(t, ui, i) != NULL)
            values_want(ui->model->values, t->pick[i].item);
    return UI_REDRAW;
}

static void
say_problem(struct ui *ui, struct strbuf *problem)
{
    if (problem->len > 0)
        ui_toast(ui, TOAST_WARN, strbuf_get(problem));
    strbuf_fini(problem);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct trends *t = xcalloc(1, sizeof *t);
    struct strbuf problem = {0};
    t->span = 5;
    t->now = trend_x(ui->utc);
    (void)trends_words(t, ui, argument, &problem);
    say_problem(ui, &problem);
    (void)update(t, ui);
    return t;
}

static void
close_view(void *view)
{
    struct trends *t = view;
    while (t->n > 0)
        trends_remove(t, t->n - 1);
    alarm_keys_fini(&t->keys);
    free(t);
}

/* Words with a sign or a setting change what is there. */
static bool
take(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    struct trends *t = view;
    struct strbuf problem = {0};
    const char *p = text + strspn(text, " ");
    if (*p != '+' && *p != '-' && !str_prefix(p, "y=") &&
        !str_prefix(p, "span=") && *p != '\0')
        return false;
    (void)trends_words(t, ui, text, &problem);
    say_problem(ui, &problem);
    trends_argument(t, argument);
    return true;
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct trends *t = view;
    alarm_keys_clear(&t->keys);
    for (size_t i = 0; i < t->n; i++)
        alarm_keys_see(&t->keys, ui, t->pick[i].item);
    trends_paint(t, ui, area);
}

/* ---- keys ---------------------------------------------------------------- */

static void
go_to(struct trends *t, struct ui *ui, double right)
{
    double since = since_of(t, ui), span = trends_span(t);
    if (right < since + span / 8)
        right = since + span / 8;
    t->is_back = right < t->now;
    t->right = right;
}

/* The cursor moves by columns and takes the window along. */
static void
move_cursor(struct trends *t, struct ui *ui, double by)
{
    double step = trends_span(t) / (t->cols > 0 ? t->cols : 1);
    t->cursor += by * step;
    t->cursor = fmin(t->cursor, t->now);
    if (t->cursor < t->x_min)
        go_to(t, ui, t->x_max - trends_span(t) / 2);
    else if (t->cursor > t->x_max)
        go_to(t, ui, t->x_max + trends_span(t) / 2);
}

static bool
move(struct trends *t, struct ui *ui, enum action action)
{
    static const struct {
        enum action action;
        double spans, columns;
    } rows[] = {{ACTION_LEFT, -0.125, -1}, {ACTION_RIGHT, 0.125, 1},
        {ACTION_PAGE_UP, -1, -10}, {ACTION_PAGE_DOWN, 1, 10},
        {ACTION_HALF_UP, -0.5, -5}, {ACTION_HALF_DOWN, 0.5, 5}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].action != action)
            continue;
        if (t->has_cursor)
            move_cursor(t, ui, rows[i].columns);
        else
            go_to(t, ui,
                (t->is_back ? t->x_max : t->now) +
                    rows[i].spans * trends_span(t));
        return true;
    }
    return false;
}

/* Around the cursor, or the right edge. */
static void
zoom(struct trends *t, struct ui *ui, int by)
{
    double before = trends_span(t);
    if (by < 0 ? t->span == 0 : t->span + 1 == TREND_SPANS)
        return;
    t->span = by < 0 ? t->span - 1 : t->span + 1;
    bool is_seen = t->has_cursor && t->cursor >= t->x_min;
    if (is_seen && (t->is_back || by < 0)) {
        double part = (t->x_max - t->cursor) / before;
        go_to(t, ui, t->cursor + part * trends_span(t));
    }
}

static void
toggle_cursor(struct trends *t)
{
    t->has_cursor = !t->has_cursor;
    t->has_mark = t->has_mark && t->has_cursor;
    t->cursor = fmin(t->now, (t->x_min + t->x_max) / 2);
}

static void
toggle_mark(struct trends *t)
{
    double column = trends_span(t) / (t->cols > 0 ? t->cols : 1);
    bool is_here = t->has_mark && fabs(t->mark - t->cursor) < column / 2;
    t->has_mark = !is_here;
    t->mark = t->cursor;
}

static void
select_next(struct trends *t, int by)
{
    if (t->n > 0)
        t->selected = (t->selected + t->n + (size_t)(by + (int)t->n)) % t->n;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct trends *t = view;
    if (t->n == 0)
        return "there is no curve: t on a parameter, or :trend NAME";
    if (action == ACTION_MARK && !t->has_cursor)
        return "there is no cursor: c";
    if (alarm_keys_knows(action))
        return alarm_keys_why_not(
            &t->keys, ui, action, t->pick[t->selected].item);
    return NULL;
}

static unsigned
act_on_curves(struct trends *t, struct ui *ui, enum action action)
{
    const unsigned done = UI_REDRAW | UI_HANDLED;
    if (move(t, ui, action))
        return done;
    switch ((int)action) {
    case ACTION_UP:
    case ACTION_DOWN:
        select_next(t, action == ACTION_UP ? -1 : 1);
        return done;
    case ACTION_ZOOM_IN:
    case ACTION_ZOOM_OUT:
        zoom(t, ui, action == ACTION_ZOOM_IN ? -1 : 1);
        return done;
    case ACTION_TOP:
        go_to(t, ui, since_of(t, ui) + trends_span(t));
        return done;
    case ACTION_NOW:
    case ACTION_BOTTOM:
    case ACTION_FOLLOW:
        t->is_back = false;
        t->cursor = t->now;
        return done;
    case ACTION_CURSOR:
        toggle_cursor(t);
        return done;
    case ACTION_MARK:
        toggle_mark(t);
        return done;
    case ACTION_OPEN:
    case ACTION_DETAIL:
        ui_open(ui, "param", t->pick[t->selected].name);
        return done;
    default:
        return alarm_keys_knows(action) ? alarm_keys_act(&t->keys, ui, action,
                                              t->pick[t->selected].item)
                                        : 0;
    }
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct trends *t = view;
    if (t->n == 0)
        return 0;
    return act_on_curves(t, ui, action);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct trends *t = view;
    char text[SHOWN_SIZE];
    (void)ui;
    if (t->n == 0)
        return;
    strbuf_addf(title, " %s",
        shown_period(text, (int64_t)trend_spans[t->span] * NS_PER_S));
    if (t->is_back)
        strbuf_addf(right, "%s back; 0 = now",
            shown_age(text, (int64_t)((t->now - t->right) * 1e9)));
    else
        strbuf_adds(right, "live");
}

static void
json(void *view, struct ui *ui, struct strbuf *out)
{
    trends_json(view, ui, out);
}

static void
csv(void *view, struct ui *ui, struct strbuf *out)
{
    trends_csv(view, ui, out);
}

static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    bool has_sign = *text == '+' || *text == '-';
    struct strbuf name = {0};
    bool is_one = param_complete(ui, text + has_sign, i, &name);
    if (is_one && has_sign)
        strbuf_addc(out, *text);
    if (is_one)
        strbuf_adds(out, strbuf_get(&name));
    strbuf_fini(&name);
    return is_one;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_ZOOM_IN, ACTION_ZOOM_OUT, ACTION_NOW, ACTION_CURSOR, ACTION_FOLLOW,
    ALARM_KEYS, ACTION_NONE};

const struct view_class view_trends = {
    .name = "trends",
    .title = "Trend",
    .number = 6,
    .tab = "Trend",
    .help = "up to four parameters over time: NAME..., +NAME, -NAME, "
            "y=LOW..HIGH, y=auto, span=TIME",
    .wants_rows = 14,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .export_json = json,
    .export_csv = csv,
    .take = take,
    .complete = complete,
};
