/*
 * instruct.c - the instructor's view: the timeline of an exercise, its faults,
 * how far the trainees are with each, and what they do.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/exercise_words.h"
#include "console/view/instruct_view.h"
#include "console/view/shown.h"
#include "console/view/views.h"

#define LOWER_ROWS 7 /* the least that says something below the faults */

/* clang-format off */
static const struct table_column columns[] = {
    [INSTRUCT_FAULT] =        {.title = "FAULT", .min = 13, .max = 24},
    [INSTRUCT_STATE] =        {.title = "STATE", .min = 7, .max = 7},
    [INSTRUCT_LINE] =         {.title = "", .min = 16},
    [INSTRUCT_DETECTED] =     {.title = "DETECT", .min = 6, .max = 7, .is_right = true, .priority = 4},
    [INSTRUCT_ACKNOWLEDGED] = {.title = "ACK", .min = 6, .max = 7, .is_right = true, .priority = 5},
    [INSTRUCT_DIAGNOSED] =    {.title = "DIAGN", .min = 6, .max = 7, .is_right = true, .priority = 3},
    [INSTRUCT_RECOVERED] =    {.title = "RECOV", .min = 6, .max = 7, .is_right = true, .priority = 3},
};
/* clang-format on */

static const struct drill *
drill_of(const void *view)
{
    const struct instruct_view *v = view;
    return &v->list.ui->model->drill;
}

/* ---- the list ------------------------------------------------------------ */

static size_t
count(const void *view)
{
    return drill_of(view)->n_faults;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, drill_of(view)->fault[index].id);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct drill_fault *f = &drill_of(view)->fault[index];
    strbuf_addf(out, "%s %s %s %s", f->id, f->title, f->text,
        drill_fault_state_str(f->state));
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static void
reached(
    struct table_cell *cell, const struct drill_fault *f, enum drill_moment m)
{
    char took[DRILL_CLOCK_SIZE];
    bool has_begun = !isnan(f->s[DRILL_BEGUN]);
    if (!isnan(f->s[m]))
        cell_set(cell, ROLE_TEXT, "%s",
            drill_clock(took, f->s[m] - f->s[DRILL_BEGUN]));
    else
        cell_set(cell, ROLE_TEXT_DIM, "%s", has_begun ? "-" : "");
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct instruct_view *v = arg;
    const struct drill_fault *f = &drill_of(v)->fault[v->list.index[row]];
    static const enum drill_moment moments[INSTRUCT_COLUMNS] = {
        [INSTRUCT_DETECTED] = DRILL_DETECTED,
        [INSTRUCT_ACKNOWLEDGED] = DRILL_ACKNOWLEDGED,
        [INSTRUCT_DIAGNOSED] = DRILL_DIAGNOSED,
        [INSTRUCT_RECOVERED] = DRILL_RECOVERED};
    enum role role = instruct_fault_role(f->state);
    if (column == INSTRUCT_FAULT)
        cell_set(cell, ROLE_TEXT, "%s", f->id);
    else if (column == INSTRUCT_STATE)
        cell_set(cell, role, "%s",
            f->state == DRILL_ON ? "ON" : drill_fault_state_str(f->state));
    else if (column != INSTRUCT_LINE)
        reached(cell, f, moments[column]);
}

static void
paint_lines(struct instruct_view *v, const struct area *area)
{
    const struct drill *d = drill_of(v);
    const struct table *t = &v->list.table;
    int width[TABLE_COLUMNS_MAX], col = 0;
    table_widths(t, area->cols, width);
    for (unsigned c = 0; c < INSTRUCT_LINE; c++)
        col += width[c] > 0 ? width[c] + 1 : 0;
    if (width[INSTRUCT_LINE] == 0)
        return;
    instruct_axis_paint(d, area, col, width[INSTRUCT_LINE]);
    for (int line = 1; line < area->rows; line++) {
        size_t row = t->top + (size_t)line - 1;
        if (row >= v->list.n)
            break;
        instruct_bar_paint(d, &d->fault[v->list.index[row]], area, line, col,
            width[INSTRUCT_LINE]);
    }
}

/* ---- painting ------------------------------------------------------------ */

static void
paint_nothing(const struct ui *ui, const struct area *area)
{
    const struct drill *d = &ui->model->drill;
    bool is_live = drill_is_live(d, shown_clock(ui));
    empty_paint(area, ui,
        is_live ? "No scenario is loaded." : "No ground model is heard.",
        is_live ? "L lists the scenarios to choose from; B begins an exercise "
                  "of faults by your hand only (:fault)."
                : "Exercises need an instance with columba-sim in it: columba "
                  "up sim.");
}

static void
paint_hints(const struct area *area, int row)
{
    area_text(area, row, 0, ROLE_HINT,
        "L load  B begin  p freeze  e trigger/clear  X end  C note  "
        "i brief, record");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct instruct_view *v = view;
    const struct drill *d = &ui->model->drill;
    list_begin(&v->list, ui);
    bool is_live = drill_is_live(d, shown_clock(ui));
    if (!d->is_known || d->state == DRILL_NONE) {
        paint_nothing(ui, area);
        return;
    }
    exercise_state_paint(ui, area, 0);
    if (!is_live)
        area_field(area, 0, 0, area->cols, -1, ROLE_HEALTH_BAD,
            "The ground model is silent: this is how it was.");
    int head = 1;
    if (area->rows >= 14)
        paint_hints(area, head++);
    int room = area->rows - head, rows = (int)v->list.n + 1;
    int most = room >= 2 * LOWER_ROWS ? room / 2 : room - LOWER_ROWS;
    if (most < 3)
        most = room < 3 ? room : 3;
    rows = rows > most ? most : rows < 2 ? 2 : rows;
    struct area top = area_sub(area, head, 0, rows, area->cols);
    list_paint(&v->list, &top, cell, v);
    paint_lines(v, &top);
    struct area rest =
        area_sub(area, head + rows, 0, area->rows - head - rows, area->cols);
    instruct_lower_paint(v, ui, &rest);
}

/* ---- what is done -------------------------------------------------------- */

static void
ask(struct ui *ui, const char *verb, const char *arg)
{
    if (ui->ask != NULL)
        ui->ask(ui->console, "sim", verb, &arg, arg != NULL ? 1 : 0);
}

static void
begin(void *arg)
{
    struct instruct_view *v = arg;
    ask(v->list.ui, "start", NULL);
}

static void
end(void *arg)
{
    struct instruct_view *v = arg;
    ask(v->list.ui, "end", NULL);
}

static void
trigger(void *arg)
{
    struct instruct_view *v = arg;
    ask(v->list.ui, "trigger", v->id);
}

static void
clear(void *arg)
{
    struct instruct_view *v = arg;
    ask(v->list.ui, "clear", v->id);
}

static void
note(void *arg, const char *text)
{
    struct instruct_view *v = arg;
    if (text[0] != '\0')
        ask(v->list.ui, "note", text);
}

static const struct drill_fault *
selected(const struct instruct_view *v)
{
    size_t index = list_selected(&v->list);
    return index == SIZE_MAX ? NULL : &drill_of(v)->fault[index];
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct instruct_view *v = view;
    const struct drill *d = &ui->model->drill;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    bool is_live = drill_is_live(d, shown_clock(ui));
    bool is_on = drill_is_on(d, shown_clock(ui));
    const struct drill_fault *f = selected(v);
    switch ((int)action) {
    case ACTION_LOAD:
        return is_live ? NULL : "no ground model is heard";
    case ACTION_BEGIN:
        return !is_live ? "no ground model is heard"
               : is_on  ? "an exercise is on; X ends it"
                        : NULL;
    case ACTION_PAUSE:
    case ACTION_ABORT:
    case ACTION_COMMENT:
        return is_on ? NULL : "no exercise is on";
    case ACTION_ENABLE:
        return f == NULL             ? "no fault is selected"
               : !is_on              ? "no exercise is on"
               : f->state > DRILL_ON ? "it is over, and comes once only"
                                     : NULL;
    default:
        return NULL;
    }
}

static void confirm(struct instruct_view *v, struct ui *ui,
    void (*yes)(void *arg), const char *fmt, ...) PRINTF_LIKE(4, 5);

static void
confirm(struct instruct_view *v, struct ui *ui, void (*yes)(void *arg),
    const char *fmt, ...)
{
    struct strbuf question = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&question, fmt, ap);
    va_end(ap);
    if (ui->confirm != NULL)
        ui->confirm(ui->console, strbuf_get(&question), yes, v);
    strbuf_fini(&question);
}

static unsigned
switch_fault(struct instruct_view *v, struct ui *ui)
{
    const struct drill_fault *f = selected(v);
    if (f == NULL)
        return 0;
    (void)str_copy(v->id, sizeof v->id, f->id);
    if (f->state == DRILL_ON)
        confirm(v, ui, clear, "Clear %s, which is on?", f->id);
    else
        confirm(v, ui, trigger, "Trigger %s now?", f->id);
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct instruct_view *v = view;
    const struct drill *d = &ui->model->drill;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    switch ((int)action) {
    case ACTION_LOAD:
        ui_open(ui, "scenarios", "");
        break;
    case ACTION_BEGIN:
        confirm(v, ui, begin,
            "Begin %s? The model begins anew: trainees lose their state.",
            d->name[0] != '\0' ? d->name : "without a scenario");
        break;
    case ACTION_PAUSE:
        ask(ui, d->state == DRILL_FROZEN ? "continue" : "freeze", NULL);
        break;
    case ACTION_ABORT:
        confirm(v, ui, end, "End %s? All faults end with it.",
            d->name[0] != '\0' ? d->name : "the exercise");
        break;
    case ACTION_ENABLE:
        return switch_fault(v, ui);
    case ACTION_COMMENT:
        if (ui->prompt != NULL)
            ui->prompt(ui->console, "Note for the record: ", note, v);
        break;
    case ACTION_GUIDANCE:
        v->lower = (v->lower + 1) % INSTRUCT_LOWER_COUNT;
        break;
    case ACTION_OPEN:
        v->lower = INSTRUCT_SELECTED;
        if (v->list.n == 0)
            ui_open(ui, "scenarios", "");
        break;
    default:
        return list_act(&v->list, action);
    }
    return UI_REDRAW | UI_HANDLED;
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct instruct_view *v = view;
    const struct drill *d = &ui->model->drill;
    size_t n[DRILL_FAULT_STATE_COUNT] = {0};
    list_begin(&v->list, ui);
    list_status(&v->list, title);
    for (size_t i = 0; i < d->n_faults; i++)
        n[d->fault[i].state]++;
    if (d->n_faults > 0)
        strbuf_addf(right, "%zu planned  %zu on  %zu over", n[DRILL_PLANNED],
            n[DRILL_ON], n[DRILL_ENDED] + n[DRILL_CLEARED]);
}

/* ---- life ---------------------------------------------------------------- */

static void *
open_view(struct ui *ui, const char *argument)
{
    struct instruct_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static void
add_seconds(struct json *j, const char *name, double s)
{
    if (isnan(s))
        json_null(j, name);
    else
        json_double(j, name, s);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct instruct_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct drill_fault *f = &drill_of(v)->fault[v->list.index[i]];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "fault", f->id);
        json_str(&j, "title", f->title);
        json_str(&j, "state", drill_fault_state_str(f->state));
        json_str(&j, "text", f->text);
        add_seconds(&j, "begun_s", f->s[DRILL_BEGUN]);
        add_seconds(&j, "detected_s", f->s[DRILL_DETECTED]);
        add_seconds(&j, "acknowledged_s", f->s[DRILL_ACKNOWLEDGED]);
        add_seconds(&j, "diagnosed_s", f->s[DRILL_DIAGNOSED]);
        add_seconds(&j, "recovered_s", f->s[DRILL_RECOVERED]);
        add_seconds(&j, "ended_s", f->s[DRILL_OUT]);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_LOAD, ACTION_BEGIN, ACTION_PAUSE,
    ACTION_ABORT, ACTION_ENABLE, ACTION_COMMENT, ACTION_GUIDANCE, ACTION_OPEN,
    ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_instruct = {
    .name = "instruct",
    .title = "Instructor",
    .help = "the exercise: timeline, faults, what trainees reach and do",
    .wants_rows = 20,
    .wants_cols = 76,
    .open = open_view,
    .close = list_view_close,
    .update = list_view_update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = list_view_search,
    .filter = list_view_filter,
    .rows_text = list_view_rows_text,
    .export_json = export_json,
};
