/*
 * problems.c - the page "problems": all that was wrong with the stack that was
 * read or checked last, with line and column.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"

enum column {
    COL_LINE,
    COL_COLUMN,
    COL_SEVERITY,
    COL_TEXT,
};

static const struct table_column columns[] = {
    [COL_LINE] = {.title = "LINE", .min = 5, .max = 5, .is_right = true},
    [COL_COLUMN] = {.title = "COL", .min = 4, .max = 5, .is_right = true},
    [COL_SEVERITY] = {.title = "", .min = 7, .max = 7, .priority = 2},
    [COL_TEXT] = {.title = "WHAT IS WRONG", .min = 10},
};

struct problems_view {
    struct list_view list; /* first */
};

static const struct notes *
notes_of(const void *view)
{
    const struct problems_view *v = view;
    return &v->list.ui->model->stack.notes;
}

static size_t
count(const void *view)
{
    return notes_of(view)->n;
}

/* They do not move while they are shown. */
static uint64_t
key(const void *view, size_t index)
{
    (void)view;
    return index + 1;
}

static const char *
word_of(const struct note *note)
{
    return note->severity == NOTE_ERROR ? "error" : "warning";
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct note *note = &notes_of(view)->note[index];
    strbuf_addf(
        out, "%u:%u: %s: %s", note->line, note->col, word_of(note), note->text);
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct problems_view *v = arg;
    const struct note *note = &notes_of(v)->note[v->list.index[row]];
    switch ((enum column)column) {
    case COL_LINE:
        if (note->line > 0)
            cell_set(cell, ROLE_TEXT, "%u", note->line);
        break;
    case COL_COLUMN:
        if (note->col > 0)
            cell_set(cell, ROLE_TEXT, "%u", note->col);
        break;
    case COL_SEVERITY:
        cell_set(cell,
            note->severity == NOTE_ERROR ? ROLE_TOAST_ERROR : ROLE_TEXT_LABEL,
            "%s", word_of(note));
        break;
    case COL_TEXT:
        cell_set(cell, ROLE_TEXT, "%s", note->text);
        break;
    }
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct problems_view *v = view;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    if (v->list.total == 0) {
        (void)words_paint(area, 0, ROLE_TEXT, "Nothing is wrong.");
        return;
    }
    struct area top = area_sub(area, 0, 0, area->rows - 2, area->cols);
    struct area foot = area_sub(area, area->rows - 2, 0, 2, area->cols);
    bool has_foot = area->rows >= 8;
    list_paint(&v->list, has_foot ? &top : area, cell, v);
    size_t at = list_selected(&v->list);
    if (has_foot && at < notes_of(v)->n)
        (void)words_paint(
            &foot, 0, ROLE_TEXT_LABEL, notes_of(v)->note[at].text);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct problems_view *v = view;
    list_begin(&v->list, ui);
    const struct notes *notes = notes_of(v);
    if (ui->model->stack.notes_of[0] != '\0')
        strbuf_addf(title, " of %s", ui->model->stack.notes_of);
    list_status(&v->list, title);
    if (notes->n < notes->errors + notes->warnings)
        strbuf_addf(
            title, ", %zu more", notes->errors + notes->warnings - notes->n);
    strbuf_addf(
        right, "errors %zu  warnings %zu", notes->errors, notes->warnings);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct problems_view *v = view;
    list_begin(&v->list, ui);
    return list_act(&v->list, action);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct problems_view *v = view;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct note *note = &notes_of(v)->note[v->list.index[i]];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "file", note->file);
        json_uint(&j, "line", note->line);
        json_uint(&j, "col", note->col);
        json_str(&j, "severity", word_of(note));
        json_str(&j, "text", note->text);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct problems_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static const enum action actions[] = {ACTION_MARK, ACTION_RANGE, ACTION_SEARCH,
    ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_problems = {
    .name = "problems",
    .title = "Problems",
    .help = "what is wrong with the stack that was read or checked last",
    .wants_rows = 8,
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
