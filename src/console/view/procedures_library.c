/*
 * procedures_library.c - the procedures there are, and which may be run.
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
    COL_ID,
    COL_TITLE,
    COL_VERSION,
    COL_APPROVAL,
    COL_DURATION,
    COL_CHECKS,
    COL_MAY,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_ID] =       {.title = "PROCEDURE", .min = 11, .max = 14},
    [COL_TITLE] =    {.title = "TITLE", .min = 12},
    [COL_VERSION] =  {.title = "VER", .min = 4, .max = 5, .priority = 4},
    [COL_APPROVAL] = {.title = "APPROVAL", .min = 8, .max = 8, .priority = 1},
    [COL_DURATION] = {.title = "TIME", .min = 5, .max = 7, .priority = 3, .is_right = true},
    [COL_CHECKS] =   {.title = "CHECKS", .min = 10, .max = 10, .priority = 2},
    [COL_MAY] =      {.title = "RUN", .min = 3, .max = 3},
};
/* clang-format on */

static const struct procedure_row *
row_at(const void *view, size_t index)
{
    const struct list_view *v = view;
    return v->ui->model->procedures.row[index];
}

static size_t
count(const void *view)
{
    const struct list_view *v = view;
    return v->ui->model->procedures.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, row_at(view, index)->id);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct procedure_row *p = row_at(view, index);
    strbuf_addf(out, "%s %s %s %s %s %s %s", p->id, p->title, p->version,
        p->approval, p->author, p->objective, p->why_not);
}

static int
compare(const void *view, unsigned column, size_t a, size_t b)
{
    const struct procedure_row *x = row_at(view, a), *y = row_at(view, b);
    switch (column) {
    case COL_TITLE:
        return strcmp(x->title, y->title);
    case COL_APPROVAL:
        return strcmp(x->approval, y->approval);
    case COL_DURATION:
        return x->expected_s < y->expected_s   ? -1
               : x->expected_s > y->expected_s ? 1
                                               : 0;
    default:
        return strcmp(x->id, y->id);
    }
}

static const struct list_source source = {.count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_ID | 1u << COL_TITLE | 1u << COL_APPROVAL |
                1u << COL_DURATION};

/* ---- painting ------------------------------------------------------------ */

static void
checks(struct table_cell *cell, const struct procedure_row *p)
{
    if (p->errors > 0)
        cell_set(cell, ROLE_PROC_FAIL, "%" PRIu64 " error%s", p->errors,
            p->errors > 1 ? "s" : "");
    else if (p->warnings > 0)
        cell_set(cell, ROLE_PROC_HELD, "%" PRIu64 " warning%s", p->warnings,
            p->warnings > 1 ? "s" : "");
    else
        cell_set(cell, ROLE_TEXT, "passed");
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct list_view *v = arg;
    const struct procedure_row *p = row_at(v, v->index[row]);
    enum role role = p->may_run ? ROLE_TEXT : ROLE_TEXT_DIM;
    char word[16], time[32];
    switch ((enum column)column) {
    case COL_ID:
        cell_set(cell, role, "%s", p->id);
        break;
    case COL_TITLE:
        cell_set(cell, role, "%s", p->title);
        break;
    case COL_VERSION:
        cell_set(cell, role, "%s", p->version);
        break;
    case COL_APPROVAL:
        cell_set(cell, approval_role(p->approval), "%s",
            approval_word(p->approval, word));
        break;
    case COL_DURATION:
        if (p->expected_s > 0)
            cell_set(cell, role, "%s", seconds_fmt(time, p->expected_s));
        break;
    case COL_CHECKS:
        checks(cell, p);
        break;
    case COL_MAY:
        cell_set(cell, p->may_run ? ROLE_TEXT : ROLE_PROC_HELD, "%s",
            p->may_run ? "yes" : "no");
        break;
    }
}

static const struct procedure_row *
selected(const struct list_view *v)
{
    size_t at = list_selected(v);
    return at < v->ui->model->procedures.n ? row_at(v, at) : NULL;
}

static void
paint_foot(const struct list_view *v, const struct area *area)
{
    const struct procedure_row *p = selected(v);
    struct strbuf b = {0};
    if (p == NULL || area->rows < 2)
        return;
    strbuf_addf(&b, "%s %s", p->id, p->title);
    area_rule(area, 0, strbuf_get(&b), "Enter: all of it  B: start", false);
    strbuf_reset(&b);
    if (!p->may_run)
        strbuf_addf(&b, "may not run: %s", p->why_not);
    else if (p->was_approved)
        strbuf_adds(&b, "changed since it was approved");
    else
        strbuf_adds(&b, p->objective);
    (void)words_paint(
        area, 1, p->may_run ? ROLE_TEXT : ROLE_PROC_HELD, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
paint_empty(struct ui *ui, const struct area *area)
{
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    char missing[160];
    (void)snprintf(missing, sizeof missing, "%s.",
        why != NULL ? why : "the library is empty");
    missing[0] = (char)toupper((unsigned char)missing[0]);
    empty_paint(area, ui, missing,
        "Procedures are files of a mission: columba-procedure(5).");
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
    size_t may = 0;
    list_begin(v, ui);
    list_status(v, title);
    for (size_t i = 0; i < ui->model->procedures.n; i++)
        may += row_at(v, i)->may_run;
    if (ui->model->procedures.n > 0)
        strbuf_addf(right, "%zu of %zu may run", may, ui->model->procedures.n);
}

/* ---- keys ---------------------------------------------------------------- */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct list_view *v = view;
    list_begin(v, ui);
    list_refresh(v);
    const struct procedure_row *p = selected(v);
    if (action != ACTION_OPEN && action != ACTION_DETAIL &&
        action != ACTION_BEGIN)
        return NULL;
    if (p == NULL)
        return "no procedure is selected";
    if (action != ACTION_BEGIN)
        return NULL;
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    return why != NULL || p->may_run ? why
           : p->why_not[0] != '\0'   ? p->why_not
                                     : "it may not run here";
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct list_view *v = view;
    list_begin(v, ui);
    list_refresh(v);
    const struct procedure_row *p = selected(v);
    if (action != ACTION_OPEN && action != ACTION_DETAIL &&
        action != ACTION_BEGIN)
        return list_act(v, action);
    if (p != NULL)
        ui_open(ui, action == ACTION_BEGIN ? "start" : "procedure", p->id);
    return UI_REDRAW | UI_HANDLED;
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct list_view *v = view;
    list_begin(v, ui);
    for (size_t i = 0; i < v->n; i++) {
        const struct procedure_row *p = row_at(v, v->index[i]);
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "id", p->id);
        json_str(&j, "title", p->title);
        json_str(&j, "version", p->version);
        json_str(&j, "approval", p->approval);
        json_double(&j, "expected_s", p->expected_s);
        json_uint(&j, "errors", p->errors);
        json_uint(&j, "warnings", p->warnings);
        json_bool(&j, "may_run", p->may_run);
        json_str(&j, "why_not", p->why_not);
        json_str(&j, "file", p->file);
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

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_BEGIN,
    ACTION_MARK, ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT,
    ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class procedures_library = {
    .name = "library",
    .title = "Library",
    .help = "the procedures there are, and which may be run",
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
