/*
 * log.c - what this console did and what came of it, newest last.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/model/action_log.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"

enum column {
    COL_TIME,
    COL_KIND,
    COL_RESULT,
    COL_TEXT,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_TIME] =   {.title = "GMT", .min = 8, .max = 8},
    [COL_KIND] =   {.title = "WHAT", .min = 7, .max = 7},
    [COL_RESULT] = {.title = "RESULT", .min = 7, .max = 7, .priority = 1},
    [COL_TEXT] =   {.title = "TEXT", .min = 10},
};
/* clang-format on */

struct log_view {
    struct list_view list; /* first */
};

static const struct deed *
deed_of(const void *view, size_t index)
{
    const struct log_view *v = view;
    return action_log_get(v->list.ui->log, index);
}

static size_t
count(const void *view)
{
    const struct log_view *v = view;
    return v->list.ui->log != NULL ? v->list.ui->log->n : 0;
}

static uint64_t
key(const void *view, size_t index)
{
    return deed_of(view, index)->number;
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct deed *e = deed_of(view, index);
    strbuf_addf(out, "%s %s %s", deed_kind_str(e->kind),
        deed_result_str(e->result), e->text);
}

static const struct list_source source = {
    .count = count, .key = key, .text = text, .can_follow = true};

static enum role
result_role(enum deed_result result)
{
    return result == DEED_FAILED    ? ROLE_TOAST_ERROR
           : result == DEED_WARNING ? ROLE_TOAST_WARN
                                    : ROLE_TEXT_LABEL;
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct log_view *v = arg;
    const struct deed *e = deed_of(v, v->list.index[row]);
    char time[SHOWN_SIZE];
    switch ((enum column)column) {
    case COL_TIME:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", shown_hms(time, e->time, 0));
        break;
    case COL_KIND:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", deed_kind_str(e->kind));
        break;
    case COL_RESULT:
        cell_set(
            cell, result_role(e->result), "%s", deed_result_str(e->result));
        break;
    case COL_TEXT:
        if (e->times > 1)
            cell_set(cell, ROLE_TEXT, "%s (%u times)", e->text, e->times);
        else
            cell_set(cell, ROLE_TEXT, "%s", e->text);
        break;
    }
}

static void
paint_selected(const struct log_view *v, const struct area *area)
{
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX || area->rows < 2)
        return;
    const struct deed *e = deed_of(v, index);
    char time[SHOWN_SIZE];
    struct strbuf b = {0};
    strbuf_addf(&b, "%s %s, %s", shown_time(time, v->list.ui, e->time, 3),
        deed_kind_str(e->kind), deed_result_str(e->result));
    area_rule(area, 0, strbuf_get(&b), NULL, false);
    strbuf_fini(&b);
    (void)words_paint(area, 1, ROLE_TEXT, e->text);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct log_view *v = view;
    list_begin(&v->list, ui);
    if (v->list.total == 0) {
        empty_paint(area, ui, "This console has not done anything yet.",
            "What it asks, is answered, refuses and says will be here.");
        return;
    }
    int foot = area->rows >= 12 ? 3 : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    list_paint(&v->list, &top, cell, v);
    paint_selected(v, &rest);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct log_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    v->list.table.follows = true;
    (void)list_view_update(v, ui);
    return v;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct log_view *v = view;
    list_begin(&v->list, ui);
    return list_act(&v->list, action);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct log_view *v = view;
    list_status(&v->list, title);
    if (ui->log != NULL)
        strbuf_addf(right, "failed %" PRIu64 "  warnings %" PRIu64,
            ui->log->by_result[DEED_FAILED], ui->log->by_result[DEED_WARNING]);
    strbuf_adds(right, v->list.table.follows ? "  follows" : "  F follows");
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct log_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct deed *e = deed_of(v, v->list.index[i]);
        char time[TIME_TEXT_SIZE];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "time", utc_fmt_iso(time, e->time, false));
        json_str(&j, "what", deed_kind_str(e->kind));
        json_str(&j, "result", deed_result_str(e->result));
        json_uint(&j, "times", e->times);
        json_str(&j, "text", e->text);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_MARK, ACTION_RANGE, ACTION_FOLLOW,
    ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_log = {
    .name = "log",
    .title = "Action log",
    .help = "what this console did, was asked and said, and what came of it",
    .wants_rows = 10,
    .wants_cols = 60,
    .open = open_view,
    .close = list_view_close,
    .update = list_view_update,
    .paint = paint,
    .act = act,
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
