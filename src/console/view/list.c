/*
 * list.c - see list.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/list.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/shown.h"

static uint64_t
row_key(void *arg, size_t row)
{
    const struct list_view *list = arg;
    return list->source->key(list, list->index[row]);
}

void
list_init(struct list_view *list, const struct list_source *source,
    const struct table_column *column, unsigned n_columns, const char *argument)
{
    *list = (struct list_view){.source = source};
    table_init(&list->table, column, n_columns);
    (void)str_copy(list->filter, sizeof list->filter, argument);
}

void
list_fini(struct list_view *list)
{
    free(list->index);
    *list = (struct list_view){0};
}

void
list_begin(struct list_view *list, struct ui *ui)
{
    list->ui = ui;
    list->now = shown_clock(ui);
}

/* ---- which rows, in which order ---------------------------------------------
 */

static bool
passes(const struct list_view *list, size_t index, struct strbuf *text)
{
    bool inverts = list->filter[0] == '!';
    const char *wanted = list->filter + (inverts ? 1 : 0);
    if (wanted[0] == '\0')
        return true;
    strbuf_reset(text);
    list->source->text(list, index, text);
    return str_contains_ci(strbuf_get(text), wanted) != inverts;
}

static int
compare(const struct list_view *list, size_t a, size_t b)
{
    int c =
        list->source->compare(list, (unsigned)list->table.sort_column, a, b);
    return list->table.sort_descends ? -c : c;
}

/* Merge two sorted runs of `from`, [low, mid) and [mid, high), into `to`. */
static void
merge(const struct list_view *list, const size_t *from, size_t *to, size_t low,
    size_t mid, size_t high)
{
    size_t a = low, b = mid;
    for (size_t k = low; k < high; k++) {
        bool is_left =
            a < mid && (b >= high || compare(list, from[a], from[b]) <= 0);
        to[k] = from[is_left ? a++ : b++];
    }
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Merge sort: stable, so equal things keep the source's order. */
static void
sort(struct list_view *list)
{
    size_t *spare = xcalloc(list->n + 1, sizeof *spare);
    size_t *from = list->index, *to = spare;
    for (size_t width = 1; width < list->n; width *= 2) {
        for (size_t low = 0; low < list->n; low += 2 * width)
            merge(list, from, to, low, least(low + width, list->n),
                least(low + 2 * width, list->n));
        size_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != list->index)
        memcpy(list->index, from, list->n * sizeof *from);
    free(spare);
}

void
list_refresh(struct list_view *list)
{
    const struct list_source *s = list->source;
    struct strbuf text = {0};
    size_t count = s->count(list);
    if (count > list->cap) {
        list->index = xreallocarray(list->index, count, sizeof *list->index);
        list->cap = count;
    }
    list->n = list->total = 0;
    for (size_t i = 0; i < count; i++) {
        if (s->has && !s->has(list, i))
            continue;
        list->total++;
        if (passes(list, i, &text))
            list->index[list->n++] = i;
    }
    strbuf_fini(&text);
    if (s->compare && list->table.sort_column >= 0)
        sort(list);
    table_set_rows(&list->table, list->n, row_key, list);
}

/* ---- selection
 * ---------------------------------------------------------------- */

size_t
list_selected(const struct list_view *list)
{
    size_t row = list->table.selected;
    return row < list->n ? list->index[row] : SIZE_MAX;
}

static void
select_row(struct list_view *list, size_t row)
{
    list->table.follows = false;
    table_select(&list->table, row, row_key, list);
}

bool
list_select_key(struct list_view *list, uint64_t key)
{
    for (size_t row = 0; row < list->n; row++)
        if (row_key(list, row) == key) {
            select_row(list, row);
            return true;
        }
    return false;
}

static void
next_order(struct list_view *list)
{
    struct table *t = &list->table;
    for (t->sort_column++; t->sort_column < (int)t->n_columns; t->sort_column++)
        if (list->source->sortable >> t->sort_column & 1)
            return;
    t->sort_column = -1;
}

unsigned
list_act(struct list_view *list, enum action action)
{
    list_refresh(list);
    if (action == ACTION_SORT && list->source->sortable) {
        next_order(list);
        list_refresh(list);
        return UI_REDRAW | UI_HANDLED;
    }
    if (action == ACTION_FOLLOW && !list->source->can_follow)
        return 0;
    return table_act(&list->table, action, row_key, list)
               ? UI_REDRAW | UI_HANDLED
               : 0;
}

/* ---- showing
 * ------------------------------------------------------------------ */

void
list_status(const struct list_view *list, struct strbuf *out)
{
    const struct table *t = &list->table;
    if (list->filter[0])
        strbuf_addf(
            out, " %zu of %zu, filter: %s", list->n, list->total, list->filter);
    else
        strbuf_addf(out, " %zu", list->total);
    if (t->sort_column >= 0)
        strbuf_addf(out, ", by %s", t->column[t->sort_column].title);
}

void
list_paint(struct list_view *list, const struct area *area, table_cell_fn cell,
    void *arg)
{
    table_paint(&list->table, area, list->ui->has_focus, cell, arg);
    if (list->n > 0 || list->total == 0)
        return;
    struct area below = area_sub(area, 1, 0, area->rows - 1, area->cols);
    struct strbuf b = {0};
    strbuf_addf(&b,
        "None of %zu rows %s '%s'. An empty filter (&, Enter) shows all again.",
        list->total,
        list->filter[0] == '!' ? "is left by the filter" : "contains",
        list->filter);
    (void)words_paint(&below, below.rows > 3, ROLE_TEXT_STRONG, strbuf_get(&b));
    strbuf_fini(&b);
}

/* ---- for struct view_class
 * ------------------------------------------------------ */

unsigned
list_view_update(void *view, struct ui *ui)
{
    struct list_view *list = view;
    list_begin(list, ui);
    list_refresh(list);
    return UI_REDRAW;
}

bool
list_view_search(void *view, struct ui *ui, const char *text, int step)
{
    struct list_view *list = view;
    list_begin(list, ui);
    list_refresh(list);
    struct strbuf b = {0};
    size_t found = SIZE_MAX, n = list->n;
    size_t at = list->table.selected + (step > 0 ? 1 : step < 0 ? n - 1 : 0);
    for (size_t i = 0; i < n && found == SIZE_MAX; i++) {
        size_t row = (step < 0 ? at + n - i : at + i) % n;
        strbuf_reset(&b);
        list->source->text(list, list->index[row], &b);
        if (str_contains_ci(strbuf_get(&b), text))
            found = row;
    }
    strbuf_fini(&b);
    if (found == SIZE_MAX)
        return false;
    select_row(list, found);
    return true;
}

void
list_view_filter(void *view, struct ui *ui, const char *text)
{
    struct list_view *list = view;
    list_begin(list, ui);
    (void)str_copy(list->filter, sizeof list->filter, text);
    list_refresh(list);
}

unsigned
list_view_press(void *view, struct ui *ui, int row, int col)
{
    struct list_view *list = view;
    (void)col;
    list_begin(list, ui);
    list_refresh(list);
    size_t at = table_row_at(&list->table, row);
    if (at == SIZE_MAX || at >= list->n)
        return 0;
    select_row(list, at);
    return UI_REDRAW | UI_HANDLED;
}
