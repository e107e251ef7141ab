/*
 * scenarios.c - the scenarios an instructor can choose from.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "sim/scenario_list.h"

enum column {
    COL_NAME,
    COL_TITLE,
    COL_FILE,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_NAME] =  {.title = "SCENARIO", .min = 14, .max = 24},
    [COL_TITLE] = {.title = "TITLE", .min = 44},
    [COL_FILE] =  {.title = "FILE", .min = 24, .priority = 1},
};
/* clang-format on */

struct scenarios_view {
    struct list_view list; /* first */
    struct scenario_list files;
    char *path; /* owned; what a question is about */
};

static const struct scenario_row *
row_of(const void *view, size_t index)
{
    const struct scenarios_view *v = view;
    return &v->files.row[index];
}

static size_t
count(const void *view)
{
    const struct scenarios_view *v = view;
    return v->files.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, row_of(view, index)->name);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct scenario_row *r = row_of(view, index);
    strbuf_addf(out, "%s %s %s", r->name, r->title, r->path);
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct scenarios_view *v = arg;
    const struct scenario_row *r = row_of(v, v->list.index[row]);
    const char *file = v->list.ui->model->drill.file;
    if (column == COL_NAME)
        cell_set(cell, str_eq(r->path, file) ? ROLE_TEXT_STRONG : ROLE_TEXT,
            "%s", r->name);
    else if (column == COL_TITLE)
        cell_set(cell, ROLE_TEXT, "%s",
            r->title[0] != '\0' ? r->title : "not a scenario: columba check");
    else
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->path);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct scenarios_view *v = view;
    list_begin(&v->list, ui);
    if (v->list.total == 0) {
        empty_paint(area, ui, "There are no scenarios.",
            "They are looked for in scenarios/ of the mission and of the "
            "package; columba-scenario(5) says how to write one.");
        return;
    }
    list_paint(&v->list, area, cell, v);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct scenarios_view *v = xcalloc(1, sizeof *v);
    scenario_list_find(&v->files, ui->model->instance.mission_dir);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct scenarios_view *v = view;
    list_fini(&v->list);
    scenario_list_fini(&v->files);
    free(v->path);
    free(v);
}

/* What is planned is seen in the other view. */
static void
load(void *arg)
{
    struct scenarios_view *v = arg;
    struct ui *ui = v->list.ui;
    const char *path = v->path;
    if (ui->ask != NULL)
        ui->ask(ui->console, "sim", "load", &path, 1);
    ui_open(ui, "instruct", "");
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct scenarios_view *v = view;
    list_begin(&v->list, ui);
    if (action != ACTION_OPEN && action != ACTION_LOAD)
        return NULL;
    return list_selected(&v->list) == SIZE_MAX ? "no scenario is selected"
           : !drill_is_live(&ui->model->drill, shown_clock(ui))
               ? "no ground model is heard"
           : ui->is_readonly ? "read-only: ask an operator"
                             : NULL;
}

static unsigned
choose(struct scenarios_view *v, struct ui *ui)
{
    const struct drill *d = &ui->model->drill;
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX)
        return 0;
    const struct scenario_row *r = row_of(v, index);
    free(v->path);
    v->path = xstrdup(r->path);
    struct strbuf question = {0};
    if (!drill_is_on(d, shown_clock(ui)))
        strbuf_addf(&question, "Load %s? It begins with B.", r->name);
    else
        strbuf_addf(&question, "%s is on: end it and load %s?",
            d->name[0] != '\0' ? d->name : "An exercise", r->name);
    if (ui->confirm != NULL)
        ui->confirm(ui->console, strbuf_get(&question), load, v);
    strbuf_fini(&question);
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct scenarios_view *v = view;
    list_begin(&v->list, ui);
    if (action == ACTION_OPEN || action == ACTION_LOAD)
        return choose(v, ui);
    return list_act(&v->list, action);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct scenarios_view *v = view;
    list_begin(&v->list, ui);
    list_status(&v->list, title);
    strbuf_adds(right, "Enter loads");
}

static const enum action actions[] = {ACTION_OPEN, ACTION_LOAD, ACTION_SEARCH,
    ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_scenarios = {
    .name = "scenarios",
    .title = "Scenarios",
    .help = "the scenarios to choose an exercise from",
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
    .rows_text = list_view_rows_text,
};
