/*
 * procedures_runs.c - the runs of procedures: those that go on first.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/list.h"
#include "console/view/procedures_view.h"
#include "console/view/run_shown.h"
#include "console/view/shown.h"

#define FOOT_ROWS 3
#define FOOT_FROM 12

enum column {
    COL_MARK,
    COL_NUMBER,
    COL_PROCEDURE,
    COL_STATE,
    COL_AT,
    COL_STEPS,
    COL_ELAPSED,
    COL_MODE,
    COL_CONTROL,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_MARK] =      {.title = "", .min = 1, .max = 1},
    [COL_NUMBER] =    {.title = "#", .min = 3, .max = 5, .is_right = true},
    [COL_PROCEDURE] = {.title = "PROCEDURE", .min = 11, .max = 14},
    [COL_STATE] =     {.title = "STATE", .min = 15, .max = 15},
    [COL_AT] =        {.title = "AT", .min = 8, .priority = 2},
    [COL_STEPS] =     {.title = "STEPS", .min = 5, .max = 5, .priority = 4, .is_right = true},
    [COL_ELAPSED] =   {.title = "TIME", .min = 7, .max = 8, .priority = 3, .is_right = true},
    [COL_MODE] =      {.title = "MODE", .min = 9, .max = 12, .priority = 6},
    [COL_CONTROL] =   {.title = "CONTROL", .min = 7, .max = 12, .priority = 1},
};
/* clang-format on */

static const struct run *
run_at(const void *view, size_t index)
{
    const struct list_view *v = view;
    return v->ui->model->runs.run[index];
}

static size_t
count(const void *view)
{
    const struct list_view *v = view;
    return v->ui->model->runs.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, run_at(view, index)->id);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct run *run = run_at(view, index);
    run_name_text(run, out);
    strbuf_addf(out, " %s %s state=%s %s %s %s", run->title, run->detail,
        runs_state_str(run->state), run->mode, run->outcome, run->controller);
}

static int
compare(const void *view, unsigned column, size_t a, size_t b)
{
    const struct run *x = run_at(view, a), *y = run_at(view, b);
    if (column == COL_NUMBER)
        return x->number < y->number ? -1 : x->number > y->number;
    if (column == COL_STATE)
        return (int)x->state - (int)y->state;
    return strcmp(column == COL_CONTROL ? x->controller : x->procedure,
        column == COL_CONTROL ? y->controller : y->procedure);
}

static const struct list_source source = {.count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_NUMBER | 1u << COL_PROCEDURE | 1u << COL_STATE |
                1u << COL_CONTROL};

/* ---- painting ------------------------------------------------------------ */

static void
elapsed(struct table_cell *cell, const struct ui *ui, const struct run *run)
{
    char time[32];
    if (utc_is_none(run->started) || run->started.ns == 0)
        return;
    struct utc end =
        utc_is_none(run->ended) || run->ended.ns == 0 ? ui->utc : run->ended;
    cell_set(cell, ROLE_TEXT, "%s",
        seconds_fmt(time, (double)utc_diff_ns(end, run->started) / NS_PER_S));
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct list_view *v = arg;
    const struct run *run = run_at(v, v->index[row]);
    struct strbuf b = {0};
    bool is_over = run->state == RUN_FINISHED;
    enum role role = is_over ? ROLE_PROC_TODO : ROLE_TEXT;
    switch ((enum column)column) {
    case COL_MARK:
        cell_set(cell, ROLE_PROC_ASK, "%c", run_call_mark(run));
        break;
    case COL_NUMBER:
        cell_set(cell, role, "%" PRIu64, run->number);
        break;
    case COL_PROCEDURE:
        cell_set(cell, role, "%s", run->procedure);
        break;
    case COL_STATE:
        run_state_text(v->ui, run, &b);
        cell_set(cell, run_state_role(v->ui, run), "%s", strbuf_get(&b));
        break;
    case COL_AT:
        if (!is_over)
            cell_set(
                cell, role, "%s %s", run->current_number, run->current_text);
        else
            cell_set(cell, role, "%s", run->title);
        break;
    case COL_STEPS:
        cell_set(
            cell, role, "%" PRIu64 "/%" PRIu64, run->steps_done, run->steps);
        break;
    case COL_ELAPSED:
        elapsed(cell, v->ui, run);
        break;
    case COL_MODE:
        cell_set(cell, role, "%s", run->mode);
        break;
    case COL_CONTROL:
        cell_set(cell, role, "%s",
            is_over                      ? ""
            : run->controller[0] != '\0' ? run->controller
                                         : "nobody");
        break;
    }
    strbuf_fini(&b);
}

static const struct run *
selected(const struct list_view *v)
{
    size_t at = list_selected(v);
    return at < v->ui->model->runs.n ? run_at(v, at) : NULL;
}

/* The selected one in words. */
static void
paint_foot(const struct list_view *v, const struct area *area)
{
    const struct run *run = selected(v);
    if (run == NULL || area->rows < 2)
        return;
    struct strbuf b = {0};
    run_name_text(run, &b);
    strbuf_addf(&b, " %s", run->title);
    area_rule(area, 0, strbuf_get(&b), "Enter: watch it", false);
    strbuf_fini(&b);
    (void)words_paint(area, 1, ROLE_TEXT, run->detail);
}

static void
paint_empty(struct ui *ui, const struct area *area)
{
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    char missing[160];
    (void)snprintf(missing, sizeof missing, "%s.",
        why != NULL ? why : "no procedure was run in this instance yet");
    missing[0] = (char)toupper((unsigned char)missing[0]);
    empty_paint(
        area, ui, missing, "Tab leads to the library; B there starts one.");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct list_view *v = view;
    list_begin(v, ui);
    list_refresh(v);
    if (v->total == 0) {
        paint_empty(ui, area);
        return;
    }
    int foot = area->rows >= FOOT_FROM ? FOOT_ROWS : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    list_paint(v, &top, cell, v);
    paint_foot(v, &rest);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct list_view *v = view;
    size_t on = 0, calls = 0;
    list_begin(v, ui);
    list_status(v, title);
    for (size_t i = 0; i < ui->model->runs.n; i++) {
        on += run_at(v, i)->state != RUN_FINISHED;
        calls += run_call_mark(run_at(v, i)) != ' ';
    }
    if (ui->model->runs.n > 0)
        strbuf_addf(right, "%zu on  %zu ask", on, calls);
}

/* ---- keys ---------------------------------------------------------------- */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct list_view *v = view;
    list_begin(v, ui);
    list_refresh(v);
    if (action == ACTION_OPEN || action == ACTION_DETAIL)
        return selected(v) == NULL ? "no run is selected" : NULL;
    return NULL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct list_view *v = view;
    list_begin(v, ui);
    list_refresh(v);
    const struct run *run = selected(v);
    if (action != ACTION_OPEN && action != ACTION_DETAIL)
        return list_act(v, action);
    if (run != NULL)
        ui_open(ui, "run", run->id);
    return UI_REDRAW | UI_HANDLED;
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct list_view *v = view;
    list_begin(v, ui);
    for (size_t i = 0; i < v->n; i++) {
        const struct run *run = run_at(v, v->index[i]);
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_uint(&j, "number", run->number);
        json_str(&j, "id", run->id);
        json_str(&j, "procedure", run->procedure);
        json_str(&j, "state", runs_state_str(run->state));
        json_str(&j, "mode", run->mode);
        json_str(&j, "outcome", run->outcome);
        json_str(&j, "at", run->current_number);
        json_str(&j, "detail", run->detail);
        json_str(&j, "controller", run->controller);
        json_uint(&j, "questions", run->open_prompts);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct list_view *v = xcalloc(1, sizeof *v);
    list_init(v, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_NONE};

const struct view_class procedures_runs = {
    .name = "runs",
    .title = "Runs",
    .help = "procedures that run, then those that did",
    .wants_rows = 8,
    .wants_cols = 70,
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
    .press = list_view_press,
    .only_marked = list_view_only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
