/*
 * list.c - see list.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/list.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
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
    free(list->marked);
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

/* ---- marks
 * ---------------------------------------------------------------- */

/* Where `key` is among the marked ones, or belongs. */
static size_t
mark_place(const struct list_view *list, uint64_t key)
{
    size_t low = 0, high = list->n_marked;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list->marked[mid] < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool
list_is_marked(const struct list_view *list, uint64_t key)
{
    size_t at = mark_place(list, key);
    return at < list->n_marked && list->marked[at] == key;
}

static void
set_mark(struct list_view *list, uint64_t key, bool is_marked)
{
    size_t at = mark_place(list, key);
    if (list_is_marked(list, key) == is_marked)
        return;
    if (is_marked) {
        list->marked = xgrow(list->marked, list->n_marked, &list->cap_marked,
            sizeof *list->marked);
        memmove(list->marked + at + 1, list->marked + at,
            (list->n_marked++ - at) * sizeof *list->marked);
        list->marked[at] = key;
    } else
        memmove(list->marked + at, list->marked + at + 1,
            (--list->n_marked - at) * sizeof *list->marked);
}

/* The marked row nearest to `row`, `row` itself when none is marked. */
static size_t
nearest_marked(struct list_view *list, size_t row)
{
    for (size_t by = 1; by < list->n; by++) {
        if (row >= by && list_is_marked(list, row_key(list, row - by)))
            return row - by;
        if (row + by < list->n && list_is_marked(list, row_key(list, row + by)))
            return row + by;
    }
    return row;
}

static unsigned
mark(struct list_view *list, enum action action)
{
    size_t row = list->table.selected;
    if (row >= list->n)
        return UI_HANDLED;
    if (action == ACTION_MARK) {
        uint64_t key = row_key(list, row);
        set_mark(list, key, !list_is_marked(list, key));
        table_act(&list->table, ACTION_DOWN, row_key, list);
        return UI_REDRAW | UI_HANDLED;
    }
    size_t from = nearest_marked(list, row);
    for (size_t i = from < row ? from : row; i <= (from < row ? row : from);
         i++)
        set_mark(list, row_key(list, i), true);
    return UI_REDRAW | UI_HANDLED;
}

static size_t
marked_rows(struct list_view *list)
{
    size_t n = 0;
    for (size_t row = 0; list->n_marked > 0 && row < list->n; row++)
        n += list_is_marked(list, row_key(list, row));
    return n;
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
    if (action == ACTION_MARK || action == ACTION_RANGE)
        return mark(list, action);
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
    if (list->n_marked > 0)
        strbuf_addf(out, ", %zu marked", list->n_marked);
    if (t->sort_column >= 0)
        strbuf_addf(out, ", by %s", t->column[t->sort_column].title);
}

void
list_paint(struct list_view *list, const struct area *area, table_cell_fn cell,
    void *arg)
{
    list->cell = cell;
    list->arg = arg;
    bool has_marks = list->n_marked > 0;
    struct area rows =
        area_sub(area, 0, has_marks, area->rows, area->cols - has_marks);
    table_paint(&list->table, &rows, list->ui->has_focus, cell, arg);
    for (int line = 1; has_marks && line < area->rows; line++) {
        size_t row = list->table.top + (size_t)line - 1;
        if (row < list->n && list_is_marked(list, row_key(list, row)))
            area_put(area, line, 0, '*', ROLE_TEXT_STRONG);
    }
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

size_t
list_view_only_marked(void *view, struct ui *ui)
{
    struct list_view *list = view;
    list_begin(list, ui);
    size_t n = 0;
    if (marked_rows(list) == 0)
        return 0;
    for (size_t row = 0; row < list->n; row++)
        if (list_is_marked(list, row_key(list, row)))
            list->index[n++] = list->index[row];
    list->n = n;
    return n;
}

static void
add_glyph(struct strbuf *out, uint32_t glyph)
{
    char utf8[4];
    if (glyph != 0)
        strbuf_add(out, utf8, utf8_encode(glyph, utf8));
}

static void
add_cell(
    struct list_view *list, size_t row, unsigned column, struct strbuf *out)
{
    struct table_cell cell = {.role = ROLE_TEXT};
    list->cell(list->arg, row, column, &cell);
    add_glyph(out, cell.left);
    str_sanitize(out, cell.text, strlen(cell.text), false);
    add_glyph(out, cell.right);
}

void
list_view_rows_text(void *view, struct ui *ui, struct strbuf *out)
{
    struct list_view *list = view;
    const struct table *t = &list->table;
    list_begin(list, ui);
    for (unsigned c = 0; c < t->n_columns; c++)
        strbuf_addf(out, "%s%s", c > 0 ? "\t" : "", t->column[c].title);
    strbuf_addc(out, '\n');
    for (size_t row = 0; list->cell != NULL && row < list->n; row++) {
        for (unsigned c = 0; c < t->n_columns; c++) {
            if (c > 0)
                strbuf_addc(out, '\t');
            add_cell(list, row, c, out);
        }
        strbuf_addc(out, '\n');
    }
}

bool
list_view_unmark(void *view, struct ui *ui)
{
    struct list_view *list = view;
    (void)ui;
    bool had_marks = list->n_marked > 0;
    list->n_marked = 0;
    return had_marks;
}

void
list_view_close(void *view)
{
    list_fini(view);
    free(view);
}

/* FNV-1a, 64 bits */
uint64_t
list_name_key(uint64_t number, const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ number;
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return hash;
}
