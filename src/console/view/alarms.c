/*
 * alarms.c - all alarms: unacknowledged above, seen and put aside below.
 *
 * Worst first.  But an order that changes while somebody aims at a row is
 * dangerous: what comes is put at the end of its part, what was acknowledged
 * or went away stays where it was, until a key is pressed here or nobody has
 * pressed one for a while.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/glyph.h"
#include "console/view/alarms_view.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"

#define FOOT_ROWS 2
#define WIDE_COLS 120 /* room for a whole name and its guidance */

/* ---- painting ---------------------------------------------------------------
 */

static const struct row *
selected(const struct alarms_view *v)
{
    size_t index = list_selected(&v->list);
    return index < v->n_rows ? &v->row[index] : NULL;
}

static const struct alarm_row *
selected_alarm(const struct alarms_view *v)
{
    const struct row *r = selected(v);
    return r && r->kind == ROW_ALARM ? alarms_view_at(v, r->place) : NULL;
}

static void
paint_foot(const struct alarms_view *v, const struct area *area, int row)
{
    const struct alarms *alarms = alarms_view_model(v);
    const struct alarm_row *a = selected_alarm(v);
    const struct row *r = selected(v);
    char since[SHOWN_SIZE];
    if (alarms_view_is_lost(v))
        area_text(area, row, 0, ROLE_TEXT_STRONG,
            "the alarm that was selected is gone: look before you press");
    else if (a) {
        int col = area_printf(area, row, 0, ROLE_TEXT_STRONG, "%s  ",
            area->cols < WIDE_COLS ? a->short_name : a->name);
        area_field(area, row, col, area->cols - col, -1, ROLE_TEXT,
            a->guidance[0] ? a->guidance : a->rule);
    } else if (r && r->kind == ROW_GROUP)
        area_text(area, row, 0, ROLE_TEXT,
            "Enter opens the group; a acknowledges all of it (asks)");
    if (!alarms_are_live(alarms, v->list.now))
        area_text(area, row + 1, 0, ROLE_LIMIT_UNKNOWN,
            "? limits not running: values are not checked; alarms as they "
            "were last told");
    else
        area_printf(area, row + 1, 0, ROLE_HINT,
            "rate %.0f/10 min (target 1)  %.0f/h   %zu parameters checked "
            "since %s",
            alarms->summary.rate_10min, alarms->summary.rate_hour,
            (size_t)alarms->summary.checked,
            shown_time(since, v->list.ui, alarms->summary.since, 0));
}

static void
paint_empty(const struct alarms_view *v, struct ui *ui, const struct area *area)
{
    const struct alarms *alarms = alarms_view_model(v);
    struct strbuf b = {0};
    char since[SHOWN_SIZE];
    bool is_live = alarms_are_live(alarms, v->list.now);
    struct area inside = area_sub(area, area->rows > 3, area->cols > 20 ? 2 : 0,
        area->rows - (area->rows > 3), area->cols - (area->cols > 20 ? 4 : 0));
    if (!is_live)
        strbuf_adds(&b, "No alarms can be told: limits not running, values are "
                        "not checked.");
    else
        strbuf_addf(&b, "No alarms: %zu parameters are checked since %s.",
            (size_t)alarms->summary.checked,
            shown_time(since, ui, alarms->summary.since, 0));
    int row = words_paint(&inside, 0,
        is_live ? ROLE_TEXT_STRONG : ROLE_LIMIT_UNKNOWN, strbuf_get(&b));
    strbuf_fini(&b);
    (void)words_paint(&inside, row + (area->rows > 5), ROLE_TEXT,
        is_live ? "Those that come stand here, worst first."
                : "columba-limits gives no sign of life in this instance: "
                  "columba status says more.");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    alarms_view_refresh(v, false);
    if (v->list.total == 0) {
        paint_empty(v, ui, area);
        return;
    }
    int foot = area->rows >= 7 ? FOOT_ROWS : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    list_paint(&v->list, &top, alarms_view_cell, v);
    if (foot)
        paint_foot(v, area, area->rows - foot);
}

/* How many do not fit is always said. */
static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct alarms_view *v = view;
    const struct table *t = &v->list.table;
    list_begin(&v->list, ui);
    struct alarm_counts n = alarms_count(alarms_view_model(v));
    size_t below = t->n_rows > t->top + (size_t)t->page
                       ? t->n_rows - t->top - (size_t)t->page
                       : 0;
    strbuf_addf(title, " %zu unack", n.unacknowledged);
    if (v->list.filter[0])
        strbuf_addf(title, ", filter: %s", v->list.filter);
    if (t->sort_column >= 0)
        strbuf_addf(title, ", by %s", alarms_columns[t->sort_column].title);
    if (alarms_view_model(v)->has_summary &&
        alarms_view_model(v)->summary.is_flood)
        strbuf_adds(title, ", FLOOD: groups closed");
    if (t->top)
        strbuf_addf(right, "%zu above  ", t->top);
    if (below)
        strbuf_addf(right, "%zu below  ", below);
    strbuf_addf(right, "active %zu  shelved %zu", n.active, n.shelved);
}

/* ---- keys -------------------------------------------------------------------
 */

static bool
has_marked(const struct alarms_view *v)
{
    for (size_t i = 0; i < v->n_places; i++)
        if (v->place[i].is_marked && alarms_view_at(v, i))
            return true;
    return false;
}

static void
add_group_to(struct alarms_view *v, const struct row *group)
{
    for (size_t i = 0; i < v->n_places; i++)
        if (alarms_view_is_member(v, i, group->key))
            alarm_ask_add(
                &v->ask, alarms_view_at(v, i), alarms_view_at(v, i)->number);
}

/* The marked ones, else what is selected; what was seen of them.  The members
 * of a group are taken as they are when the question tells their count. */
static void
operate(struct alarms_view *v, struct ui *ui, enum action action)
{
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    alarm_ask_begin(&v->ask, ui, action);
    if (has_marked(v)) {
        for (size_t i = 0; i < v->n_places; i++)
            if (v->place[i].is_marked && alarms_view_at(v, i))
                alarm_ask_add(
                    &v->ask, alarms_view_at(v, i), v->place[i].number);
        for (size_t i = 0; i < v->n_places; i++)
            v->place[i].is_marked = false;
        alarm_ask_go(&v->ask, false);
    } else if (r && r->kind == ROW_GROUP) {
        add_group_to(v, r);
        alarm_ask_go(&v->ask, true);
    } else if (a) {
        alarm_ask_add(&v->ask, a, v->place[r->place].number);
        alarm_ask_go(&v->ask, false);
    }
}

static void
acknowledge_visible(struct alarms_view *v, struct ui *ui)
{
    const struct table *t = &v->list.table;
    alarm_ask_begin(&v->ask, ui, ACTION_ACKNOWLEDGE_ALL);
    for (size_t row = t->top; row < t->n_rows && row < t->top + (size_t)t->page;
         row++) {
        const struct row *r = &v->row[v->list.index[row]];
        const struct alarm_row *a = alarms_view_at(v, r->place);
        uint64_t number = v->place[r->place].number;
        if (r->kind == ROW_ALARM && a && number)
            alarm_ask_add(&v->ask, a, number);
    }
    alarm_ask_go(&v->ask, true);
}

static bool
selects(enum action action)
{
    return action == ACTION_OPEN || action == ACTION_DETAIL ||
           action == ACTION_TREND || action == ACTION_GUIDANCE ||
           action == ACTION_WHY || action == ACTION_MARK ||
           action == ACTION_RANGE ||
           action_row(action)->needs & ACTION_OPERATOR;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    bool operates = action_row(action)->needs & ACTION_OPERATOR;
    if (!selects(action))
        return NULL;
    if (operates && ui->is_readonly)
        return "read-only: ask an operator";
    if (operates && !alarms_are_live(alarms_view_model(v), v->list.now))
        return "limits not running: nobody takes it";
    if (action == ACTION_ACKNOWLEDGE_ALL)
        return NULL;
    if (operates && has_marked(v))
        return NULL;
    if (!r || r->kind == ROW_TITLE)
        return "no alarm is selected";
    if (operates && alarms_view_is_lost(v))
        return "the alarm that was selected is gone: look before you press";
    if (r->kind == ROW_GROUP)
        return action == ACTION_OPEN || action == ACTION_ACKNOWLEDGE ||
                       action == ACTION_SHELVE
                   ? NULL
                   : "a group is selected; Enter opens it";
    if (!a || a->life == ALARM_LIFE_NORMAL)
        return "this alarm is gone";
    if (operates && !v->place[r->place].number)
        return "it came this moment: look, then press again";
    if (action == ACTION_TREND)
        return trend_why_not(ui, a->item);
    return alarm_ask_why_not(action, a);
}

/* Past the titles between the parts. */
static void
skip_title(struct alarms_view *v, enum action action)
{
    const struct row *r = selected(v);
    struct table *t = &v->list.table;
    if (!r || r->kind != ROW_TITLE)
        return;
    bool is_up = action == ACTION_UP || action == ACTION_PAGE_UP ||
                 action == ACTION_HALF_UP;
    (void)list_act(
        &v->list, is_up && t->selected > 0 ? ACTION_UP : ACTION_DOWN);
}

static bool *
mark_of(const struct alarms_view *v, size_t row)
{
    const struct row *r = &v->row[v->list.index[row]];
    return r->kind == ROW_ALARM ? &v->place[r->place].is_marked : NULL;
}

/* From the nearest marked row to the selected one; groups that are closed and
 * titles are no alarms. */
static void
mark_range(struct alarms_view *v)
{
    size_t n = v->list.n, at = v->list.table.selected, from = at;
    for (size_t by = 1; by < n && from == at; by++) {
        bool *above = at >= by ? mark_of(v, at - by) : NULL;
        bool *below = at + by < n ? mark_of(v, at + by) : NULL;
        from = above != NULL && *above   ? at - by
               : below != NULL && *below ? at + by
                                         : at;
    }
    for (size_t i = from < at ? from : at; i <= (from < at ? at : from); i++) {
        bool *mark = mark_of(v, i);
        if (mark != NULL)
            *mark = true;
    }
}

static unsigned
act_on_selected(struct alarms_view *v, struct ui *ui, enum action action)
{
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    if (action == ACTION_ACKNOWLEDGE_ALL)
        acknowledge_visible(v, ui);
    else if (action_row(action)->needs & ACTION_OPERATOR)
        operate(v, ui, action);
    else if (r->kind == ROW_GROUP)
        alarms_view_set_open(v, r->key, !alarms_view_is_open(v, r->key));
    else if (action == ACTION_MARK) {
        v->place[r->place].is_marked = !v->place[r->place].is_marked;
        (void)list_act(&v->list, ACTION_DOWN);
        skip_title(v, ACTION_DOWN);
    } else if (action == ACTION_TREND)
        (void)trend_open(ui, a->item);
    else if (action == ACTION_RANGE)
        mark_range(v);
    else
        ui_open(ui, "alarm", a->name);
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    v->touched = ui->now;
    if (selects(action)) {
        if (why_not(view, ui, action))
            return 0;
        unsigned bits = act_on_selected(v, ui, action);
        alarms_view_refresh(v, false);
        return bits;
    }
    const struct row *r = selected(v);
    bool opens = action == ACTION_RIGHT;
    if (r && r->kind == ROW_GROUP && (opens || action == ACTION_LEFT)) {
        alarms_view_set_open(v, r->key, opens);
        alarms_view_refresh(v, true);
        return UI_REDRAW | UI_HANDLED;
    }
    alarms_view_refresh(v, true); /* whoever moves looks anew */
    unsigned bits = list_act(&v->list, action);
    if (action == ACTION_SORT)
        alarms_view_refresh(v, true);
    if (bits)
        skip_title(v, action);
    if (bits)
        v->lost = (struct mono){0};
    return bits;
}

/* ---- life -------------------------------------------------------------------
 */

static unsigned
update(void *view, struct ui *ui)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    alarms_view_refresh(v, false);
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct alarms_view *v = xcalloc(1, sizeof *v);
    list_init(
        &v->list, &alarms_source, alarms_columns, ALARMS_COLUMNS, argument);
    (void)update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct alarms_view *v = view;
    list_fini(&v->list);
    short_names_fini(&v->names);
    alarm_ask_fini(&v->ask);
    free(v->place);
    free(v->row);
    free(v);
}

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    list_begin(&v->list, ui);
    alarms_view_refresh(v, false);
    v->lost = (struct mono){0};
    return list_view_search(view, ui, text, step);
}

static void
filter(void *view, struct ui *ui, const char *text)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    list_begin(&v->list, ui);
    alarms_view_refresh(v, false);
    list_view_filter(view, ui, text);
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    v->lost = (struct mono){0};
    return list_view_press(view, ui, row, col);
}

static void
export_number(struct json *j, const char *name, double v)
{
    if (!isnan(v))
        json_double(j, name, v);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    alarms_view_refresh(v, false);
    bool some_marked = has_marked(v);
    for (size_t i = 0; i < v->n_places; i++) {
        const struct alarm_row *a = alarms_view_at(v, i);
        char time[TIME_TEXT_SIZE];
        struct json j = {0};
        if (!a || a->life == ALARM_LIFE_NORMAL ||
            (some_marked && !v->place[i].is_marked))
            continue;
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "name", a->name);
        json_str(&j, "level", limit_state_str(alarm_level(a)));
        json_str(&j, "state", alarm_life_str(a->life));
        json_uint(&j, "number", a->number);
        if (!utc_is_none(a->raised))
            json_str(&j, "raised", utc_fmt_iso(time, a->raised, false));
        export_number(&j, "worst", a->worst_value);
        export_number(&j, "threshold", a->threshold);
        json_str(&j, "unit", a->unit);
        json_str(&j, "group", a->group);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static size_t
only_marked(void *view, struct ui *ui)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    size_t n = 0;
    if (!has_marked(v))
        return 0;
    for (size_t i = 0; i < v->list.n; i++) {
        const bool *mark = mark_of(v, i);
        if (mark != NULL && *mark)
            v->list.index[n++] = v->list.index[i];
    }
    v->list.n = n;
    return n;
}

static bool
unmark(void *view, struct ui *ui)
{
    struct alarms_view *v = view;
    (void)ui;
    bool had_marks = has_marked(v);
    for (size_t i = 0; i < v->n_places; i++)
        v->place[i].is_marked = false;
    return had_marks;
}

static const enum action actions[] = {ACTION_TREND, ACTION_OPEN, ACTION_DETAIL,
    ACTION_MARK, ACTION_RANGE, ACTION_GUIDANCE, ACTION_WHY, ACTION_ACKNOWLEDGE,
    ACTION_ACKNOWLEDGE_ALL, ACTION_SHELVE, ACTION_UNSHELVE, ACTION_COMMENT,
    ACTION_RESET, ACTION_ENABLE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT,
    ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_alarms = {
    .name = "alarms",
    .title = "Alarms",
    .number = 2,
    .tab = "Alarm",
    .help = "alarms: unacknowledged ones above, worst first; a acknowledges, S "
            "shelves",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = search,
    .filter = filter,
    .press = press,
    .only_marked = only_marked,
    .rows_text = list_view_rows_text,
    .unmark = unmark,
    .export_json = export_json,
};
