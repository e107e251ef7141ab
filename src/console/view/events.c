/*
 * events.c - what happened, newest last.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/alarm_keys.h"
#include "console/view/command_shown.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/trend.h"
#include "console/view/views.h"
#include "mdb/mdb.h"

enum column {
    COL_TIME,
    COL_SEVERITY,
    COL_SOURCE,
    COL_TEXT,
    COL_NAME,
};

/* clang-format off */
#define COLUMNS(text_min)                                                      \
    [COL_TIME] =     {.title = "GMT", .min = 8, .max = 8},                     \
    [COL_SEVERITY] = {.title = "S", .min = 1, .max = 1},                       \
    [COL_SOURCE] =   {.title = "SOURCE", .min = 8, .max = 12, .priority = 1},  \
    [COL_TEXT] =     {.title = "TEXT", .min = text_min},                       \
    [COL_NAME] =     {.title = "EVENT", .min = 16, .max = 20, .priority = 4},

#define NARROW_COLS 66
static const struct table_column narrow[] = {COLUMNS(10)};
static const struct table_column columns[] = {COLUMNS(46)};
/* clang-format on */

struct events_view {
    struct list_view list; /* first */
    struct alarm_keys keys;
    uint64_t aim; /* the entry that was selected on the screen, 0: none */
    enum event_severity least; /* lower ones are left out */
    uint64_t seen;             /* the newest one when the list last followed */
};

static const struct event_entry *
entry_of(const void *view, size_t index)
{
    const struct events_view *v = view;
    return events_get(&v->list.ui->model->events, index);
}

static size_t
count(const void *view)
{
    const struct events_view *v = view;
    return v->list.ui->model->events.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return entry_of(view, index)->number;
}

/* "severity>=W" is a filter, too: an entry names all that it is at least. */
static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct event_entry *e = entry_of(view, index);
    strbuf_addf(out, "%s %s %s %s", e->source, e->name,
        event_severity_str(e->severity), e->text);
    for (enum event_severity s = EVENT_INFO; s <= e->severity; s++)
        strbuf_addf(out, " severity>=%c", event_severity_letter(s));
    strbuf_addf(out, " severity=%c", event_severity_letter(e->severity));
}

static bool
has(const void *view, size_t index)
{
    const struct events_view *v = view;
    return entry_of(view, index)->severity >= v->least;
}

static const struct list_source source = {
    .count = count, .has = has, .key = key, .text = text, .can_follow = true};

static enum role
severity_role(enum event_severity severity)
{
    switch (severity) {
    case EVENT_WARNING:
        return ROLE_EVENT_WARNING;
    case EVENT_ERROR:
        return ROLE_EVENT_ERROR;
    case EVENT_CRITICAL:
        return ROLE_EVENT_CRITICAL;
    case EVENT_INFO:
    case EVENT_SEVERITY_COUNT:
        break;
    }
    return ROLE_EVENT_INFO;
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct events_view *v = arg;
    char time[SHOWN_SIZE];
    const struct event_entry *e = entry_of(v, v->list.index[row]);
    if (column == COL_TIME)
        alarm_keys_see(
            &v->keys, v->list.ui, alarm_keys_named(v->list.ui, e->text));
    switch ((enum column)column) {
    case COL_TIME:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", shown_hms(time, e->time, 0));
        break;
    case COL_SEVERITY:
        cell_set(cell, severity_role(e->severity), "%c",
            event_severity_letter(e->severity));
        break;
    case COL_SOURCE:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", e->source);
        break;
    case COL_TEXT:
        cell_set(cell, ROLE_TEXT, "%s", e->text);
        break;
    case COL_NAME:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", e->name);
        break;
    }
}

/* The selected one whole, with what the event list says of its cause. */
static void
paint_selected(const struct events_view *v, const struct area *area)
{
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX || area->rows < 2)
        return;
    const struct event_entry *e = entry_of(v, index);
    const struct event_row *row = event_row(e->id);
    char time[SHOWN_SIZE];
    struct strbuf b = {0};
    strbuf_addf(&b, "%s %s (%s) from %s",
        shown_time(time, v->list.ui, e->time, 3), e->name,
        event_severity_str(e->severity), e->source);
    area_rule(area, 0, strbuf_get(&b), NULL, false);
    strbuf_fini(&b);
    int line = words_paint(area, 1, ROLE_TEXT, e->text);
    if (row)
        (void)words_paint(area, line, ROLE_TEXT_LABEL, row->cause);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct events_view *v = view;
    list_begin(&v->list, ui);
    alarm_keys_clear(&v->keys);
    v->aim = v->list.n > 0 ? v->list.table.key : 0;
    if (v->list.total == 0) {
        empty_paint(area, ui, "No events since this console was opened.",
            "All is quiet: there is nothing to do.");
        return;
    }
    int foot = area->rows >= 12 ? 4 : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    v->list.table.column = area->cols < NARROW_COLS ? narrow : columns;
    list_paint(&v->list, &top, cell, v);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    paint_selected(v, &rest);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct events_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    v->list.table.follows = true;
    (void)list_view_update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct events_view *v = view;
    list_fini(&v->list);
    alarm_keys_fini(&v->keys);
    free(v);
}

/* The entry under the cursor: the one that was on the screen, although newer
 * ones may have come since. */
static const struct event_entry *
aimed(const struct events_view *v)
{
    const struct events *events = &v->list.ui->model->events;
    for (size_t i = 0; v->aim != 0 && i < events->n; i++)
        if (events_get(events, i)->number == v->aim)
            return events_get(events, i);
    return NULL;
}

/* The parameter it is about. */
static uint32_t
item_of(const struct events_view *v)
{
    const struct event_entry *e = aimed(v);
    return e != NULL ? alarm_keys_named(v->list.ui, e->text) : MDB_NIL;
}

/* The command it is about. */
static const struct telecommand *
command_of(const struct events_view *v)
{
    const struct event_entry *e = aimed(v);
    return e != NULL ? command_of_event(v->list.ui, e->source, e->text) : NULL;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct events_view *v = view;
    list_begin(&v->list, ui);
    if (!alarm_keys_knows(action) && action != ACTION_OPEN &&
        action != ACTION_DETAIL && action != ACTION_TREND)
        return NULL;
    bool opens = action == ACTION_OPEN || action == ACTION_DETAIL;
    uint32_t item = item_of(v);
    if (opens && command_of(v) != NULL)
        return NULL;
    if (item == MDB_NIL && action != ACTION_ACKNOWLEDGE_ALL)
        return opens ? "the selected event names no parameter and no command"
                     : "the selected event names no parameter";
    if (action == ACTION_TREND)
        return trend_why_not(ui, item);
    return alarm_keys_knows(action)
               ? alarm_keys_why_not(&v->keys, ui, action, item)
               : NULL;
}

/* Enter opens the command, the alarm where there is one, else the parameter. */
static unsigned
open_item(struct events_view *v, struct ui *ui, enum action action)
{
    uint32_t item = item_of(v);
    const struct telecommand *t = command_of(v);
    if (t != NULL) {
        ui_open(ui, "command", t->id);
        return UI_HANDLED;
    }
    const struct value *x = values_get(ui->model->values, item);
    const struct alarm_row *a = alarms_find(&ui->model->alarms, item);
    if (a && (action == ACTION_OPEN || !x))
        ui_open(ui, "alarm", a->name);
    else if (x)
        ui_open(ui, "param", x->name);
    return a || x ? UI_HANDLED : 0;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct events_view *v = view;
    list_begin(&v->list, ui);
    if (action == ACTION_OPEN || action == ACTION_DETAIL)
        return open_item(v, ui, action);
    if (alarm_keys_knows(action))
        return alarm_keys_act(&v->keys, ui, action, item_of(v));
    if (action == ACTION_TREND)
        return trend_open(ui, item_of(v));
    if (action == ACTION_SORT) {
        v->least = (enum event_severity)((v->least + 1) % EVENT_SEVERITY_COUNT);
        list_refresh(&v->list);
        return UI_REDRAW | UI_HANDLED;
    }
    unsigned bits = list_act(&v->list, action);
    if (bits && v->list.n > 0)
        v->aim = v->list.table.key;
    return bits;
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct events_view *v = view;
    const uint64_t *n = ui->model->events.by_severity;
    const struct events *e = &ui->model->events;
    list_status(&v->list, title);
    if (v->least > EVENT_INFO)
        strbuf_addf(title, ", %s%s (o)", event_severity_str(v->least),
            v->least + 1 < EVENT_SEVERITY_COUNT ? " and worse" : "");
    if (e->count > e->n)
        strbuf_adds(title, ", older: columba events");
    if (v->list.table.follows)
        v->seen = e->count;
    else if (e->count > v->seen)
        strbuf_addf(right, "%" PRIu64 " new below  ", e->count - v->seen);
    strbuf_addf(right, "C %" PRIu64 "  E %" PRIu64 "  W %" PRIu64,
        n[EVENT_CRITICAL], n[EVENT_ERROR], n[EVENT_WARNING]);
    strbuf_adds(right, v->list.table.follows ? "  follows" : "  F follows");
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct events_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct event_entry *e = entry_of(v, v->list.index[i]);
        char time[TIME_TEXT_SIZE];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "time", utc_fmt_iso(time, e->time, false));
        json_str(&j, "severity", event_severity_str(e->severity));
        json_str(&j, "source", e->source);
        json_uint(&j, "id", e->id);
        json_str(&j, "event", e->name);
        json_str(&j, "text", e->text);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_TREND, ACTION_SORT, ACTION_MARK,
    ACTION_RANGE, ACTION_OPEN, ACTION_DETAIL, ALARM_KEYS, ACTION_FOLLOW,
    ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_events = {
    .name = "events",
    .title = "Events",
    .number = 5,
    .tab = "Event",
    .help = "what happened, newest last; filter by text or severity>=W",
    .wants_rows = 10,
    .wants_cols = 60,
    .open = open_view,
    .close = close_view,
    .update = list_view_update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = list_view_search,
    .filter = list_view_filter,
    .press = list_view_press,
    .only_marked = list_view_only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
