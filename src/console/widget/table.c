/*
 * table.c - rows and columns that fit any width, with a selected row.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/table.h"

#include <assert.h>
#include <string.h>

#include "common/utf8.h"

void
table_init(
    struct table *t, const struct table_column *column, unsigned n_columns)
{
    assert(n_columns <= TABLE_COLUMNS_MAX);
    *t = (struct table){.column = column,
        .n_columns = n_columns,
        .page = CANVAS_MAX_ROWS,
        .sort_column = -1};
}

/* ---- rows ---------------------------------------------------------------- */

static void
keep_in_sight(struct table *t)
{
    size_t page = t->page > 0 ? (size_t)t->page : 1;
    if (t->n_rows == 0) {
        t->selected = t->top = 0;
        return;
    }
    if (t->selected >= t->n_rows)
        t->selected = t->n_rows - 1;
    if (t->top > t->selected)
        t->top = t->selected;
    if (t->selected - t->top >= page)
        t->top = t->selected - page + 1;
    if (t->top + page > t->n_rows)
        t->top = t->n_rows > page ? t->n_rows - page : 0;
}

/* The row with `key`, looked for outwards from where it was. */
static size_t
find(const struct table *t, table_key_fn key, void *arg)
{
    size_t below = t->selected < t->n_rows ? t->selected : t->n_rows;
    size_t above = below;
    while (below > 0 || above < t->n_rows) {
        if (above < t->n_rows) {
            if (key(arg, above) == t->key)
                return above;
            above++;
        }
        if (below > 0) {
            below--;
            if (key(arg, below) == t->key)
                return below;
        }
    }
    return SIZE_MAX;
}

static void
remember(struct table *t, table_key_fn key, void *arg)
{
    t->has_key = t->n_rows > 0 && key != NULL;
    if (t->has_key)
        t->key = key(arg, t->selected);
}

void
table_set_rows(struct table *t, size_t n_rows, table_key_fn key, void *arg)
{
    size_t line = t->selected - t->top;
    t->n_rows = n_rows;
    if (t->follows)
        t->selected = n_rows > 0 ? n_rows - 1 : 0;
    else if (t->has_key && key != NULL && n_rows > 0) {
        size_t row = find(t, key, arg);
        if (row != SIZE_MAX) {
            t->selected = row;
            t->top = row > line ? row - line : 0;
        }
    }
    keep_in_sight(t);
    remember(t, key, arg);
}

void
table_select(struct table *t, size_t row, table_key_fn key, void *arg)
{
    t->selected = row;
    keep_in_sight(t);
    remember(t, key, arg);
}

/* Where a move leads from the selected row. */
static bool
target(const struct table *t, enum action action, int64_t *row)
{
    int64_t page = t->page > 1 ? t->page : 1, half = (page + 1) / 2;
    int64_t at = (int64_t)t->selected;
    const struct {
        enum action action;
        int64_t row;
    } moves[] = {
        {ACTION_UP, at - 1},
        {ACTION_DOWN, at + 1},
        {ACTION_PAGE_UP, at - page},
        {ACTION_PAGE_DOWN, at + page},
        {ACTION_HALF_UP, at - half},
        {ACTION_HALF_DOWN, at + half},
        {ACTION_TOP, 0},
        {ACTION_BOTTOM, INT64_MAX},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            *row = moves[i].row;
            return true;
        }
    return false;
}

static bool
scroll_columns(struct table *t, int by)
{
    int column = t->first_column + by;
    if (column >= 0 && column < (int)t->n_columns)
        t->first_column = column;
    return true;
}

/* The view moves by a whole page with the selection, as a pager does. */
static void
scroll_page(struct table *t, int64_t by)
{
    int64_t top = (int64_t)t->top + by;
    t->top = top < 0 ? 0 : (size_t)top;
}

bool
table_act(struct table *t, enum action action, table_key_fn key, void *arg)
{
    if (action == ACTION_LEFT)
        return scroll_columns(t, -1);
    if (action == ACTION_RIGHT)
        return scroll_columns(t, 1);
    if (action == ACTION_FOLLOW) {
        t->follows = !t->follows;
        if (t->follows && t->n_rows > 0)
            table_select(t, t->n_rows - 1, key, arg);
        return true;
    }
    int64_t row;
    if (!target(t, action, &row))
        return false;
    int64_t last = t->n_rows > 0 ? (int64_t)t->n_rows - 1 : 0;
    row = row < 0 ? 0 : row > last ? last : row;
    t->follows = false;
    if (action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN ||
        action == ACTION_HALF_UP || action == ACTION_HALF_DOWN)
        scroll_page(t, row - (int64_t)t->selected);
    table_select(t, (size_t)row, key, arg);
    return true;
}

/* ---- columns ------------------------------------------------------------- */

static int
least(const struct table_column *column)
{
    return column->min + (column->has_marks ? 2 : 0);
}

static bool
is_shown(const struct table *t, unsigned c)
{
    return c == 0 || (int)c > t->first_column || t->first_column == 0;
}

/* The shown column that leaves first; n_columns when only one is left. */
static unsigned
first_to_leave(const struct table *t, const int *width)
{
    unsigned leaves = t->n_columns, shown = 0;
    for (unsigned c = 0; c < t->n_columns; c++) {
        if (width[c] == 0)
            continue;
        shown++;
        if (leaves == t->n_columns ||
            t->column[c].priority >= t->column[leaves].priority)
            leaves = c;
    }
    return shown > 1 ? leaves : t->n_columns;
}

/* A column that has its wish although one of `priority` would leave for it
 * now: it becomes as narrow as it can be.  False: there is none. */
static bool
give_up_a_wish(const struct table *t, int priority, int *width)
{
    for (unsigned c = 0; c < t->n_columns; c++)
        if (width[c] > least(&t->column[c]) && priority <= t->column[c].over) {
            width[c] = least(&t->column[c]);
            return true;
        }
    return false;
}

static int
total(const struct table *t, const int *width)
{
    int sum = -1;
    for (unsigned c = 0; c < t->n_columns; c++)
        if (width[c] > 0)
            sum += width[c] + 1;
    return sum;
}

static bool
may_grow(const struct table_column *column, int width)
{
    int most = column->max + (column->has_marks ? 2 : 0);
    return width > 0 && (column->max == 0 || width < most);
}

void
table_widths(const struct table *t, int cols, int *width)
{
    for (unsigned c = 0; c < t->n_columns; c++)
        if (!is_shown(t, c))
            width[c] = 0;
        else
            width[c] = t->column[c].wish > least(&t->column[c])
                           ? t->column[c].wish
                           : least(&t->column[c]);
    while (total(t, width) > cols) {
        unsigned c = first_to_leave(t, width);
        int priority = c < t->n_columns ? t->column[c].priority : 0;
        if (give_up_a_wish(t, priority, width))
            continue;
        if (c == t->n_columns)
            break;
        width[c] = 0;
    }
    for (unsigned c = 0; c < t->n_columns; c++)
        if (width[c] > cols)
            width[c] = cols > 0 ? cols : 0;
    /* Columns with a limit grow first, then the open ones share the rest. */
    int left = cols - total(t, width);
    for (int open = 0; open < 2; open++)
        for (bool grew = true; grew && left > 0;) {
            grew = false;
            for (unsigned c = 0; c < t->n_columns && left > 0; c++)
                if ((t->column[c].max == 0) == open &&
                    may_grow(&t->column[c], width[c])) {
                    width[c]++;
                    left--;
                    grew = true;
                }
        }
}

/* ---- painting ------------------------------------------------------------ */

static void
paint_header(const struct table *t, const struct area *area, const int *width)
{
    area_hline(area, 0, 0, area->cols, ' ', ROLE_HEADER);
    int col = 0;
    for (unsigned c = 0; c < t->n_columns; c++) {
        if (width[c] == 0)
            continue;
        const struct table_column *column = &t->column[c];
        int mark = column->has_marks ? 1 : 0;
        area_field(area, 0, col + mark, width[c] - 2 * mark,
            column->is_right ? 1 : -1, ROLE_HEADER, column->title);
        if ((int)c == t->sort_column)
            area_role(area, 0, col, width[c], ROLE_TEXT_STRONG);
        col += width[c] + 1;
    }
}

static void
paint_cell(const struct area *area, int line, int col, int width,
    const struct table_column *column, const struct table_cell *cell)
{
    int mark = column->has_marks ? 1 : 0;
    area_field(area, line, col + mark, width - 2 * mark,
        column->is_right ? 1 : -1, cell->role, cell->text);
    if (mark && cell->left != 0)
        area_put(area, line, col, cell->left, cell->left_role);
    if (mark && cell->right != 0)
        area_put(area, line, col + width - 1, cell->right, cell->right_role);
}

static void
paint_row(const struct table *t, const struct area *area, int line, size_t row,
    const int *width, table_cell_fn fn, void *arg)
{
    int col = 0;
    for (unsigned c = 0; c < t->n_columns; c++) {
        if (width[c] == 0)
            continue;
        struct table_cell cell;
        cell.text[0] = '\0';
        cell.role = cell.left_role = cell.right_role = ROLE_TEXT;
        cell.left = cell.right = 0;
        fn(arg, row, c, &cell);
        paint_cell(area, line, col, width[c], &t->column[c], &cell);
        col += width[c] + 1;
    }
}

void
table_paint(struct table *t, const struct area *area, bool has_focus,
    table_cell_fn cell, void *arg)
{
    int width[TABLE_COLUMNS_MAX];
    t->page = area->rows > 1 ? area->rows - 1 : 1;
    keep_in_sight(t);
    table_widths(t, area->cols, width);
    paint_header(t, area, width);
    for (int line = 1; line < area->rows; line++) {
        size_t row = t->top + (size_t)line - 1;
        if (row >= t->n_rows)
            break;
        paint_row(t, area, line, row, width, cell, arg);
        if (row == t->selected)
            area_mark(
                area, line, 0, -1, has_focus ? CELL_SELECT : CELL_UNDERLINE);
    }
}

size_t
table_row_at(const struct table *t, int line)
{
    if (line < 1 || line > t->page)
        return SIZE_MAX;
    size_t row = t->top + (size_t)line - 1;
    return row < t->n_rows ? row : SIZE_MAX;
}
