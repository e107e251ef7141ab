/*
 * parts.c - see parts.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define PART_ROWS 10 /* with fewer a part is not worth its title */

static const struct view_class *
class_of(const struct parts_view *v)
{
    return v->class[v->at];
}

size_t
parts_named(const struct view_class *const *class, const char *word, size_t len)
{
    for (size_t i = 0; class[i] != NULL; i++)
        if (len > 0 && strlen(class[i] -> name) == len &&
            strncmp(class[i] -> name, word, len) == 0)
            return i;
    return SIZE_MAX;
}

/* ---- life ----------------------------------------------------------------
 */

void *
parts_open(const struct view_class *const *class, struct ui *ui, size_t at,
    const char *argument)
{
    struct parts_view *v = xcalloc(1, sizeof *v);
    v->class = class;
    v->at = at;
    v->opened = ui->now;
    while (class[v->n] != NULL)
        v->n++;
    assert(v->at < v->n && v->n <= PARTS_MAX);
    for (size_t i = 0; i < v->n; i++)
        v->part[i] = class[i]->open(ui, i == at ? argument : "");
    return v;
}

void
parts_close(void *view)
{
    struct parts_view *v = view;
    for (size_t i = 0; i < v->n; i++)
        v->class[i]->close(v->part[i]);
    free(v);
}

unsigned
parts_update(void *view, struct ui *ui)
{
    struct parts_view *v = view;
    unsigned bits = 0;
    for (size_t i = 0; i < v->n; i++)
        bits |= v->class[i]->update(v->part[i], ui);
    return bits;
}

void
parts_take(struct parts_view *v, struct ui *ui, size_t at, const char *text,
    struct strbuf *argument)
{
    v->is_chosen = true;
    if (at < v->n)
        v->at = at;
    if (*text != '\0' && class_of(v)->filter != NULL)
        class_of(v)->filter(v->part[v->at], ui, text);
    strbuf_adds(argument, class_of(v)->name);
}

/* ---- drawing -------------------------------------------------------------
 */

/* As many parts as have room, the one that has the keys and those that follow
 * it (of the last, those before it); it has the rest, too. */
static void
place(struct parts_view *v, int rows)
{
    int n = rows / PART_ROWS, row = 0;
    n = n > (int)v->n ? (int)v->n : n > 0 ? n : 1;
    size_t first = v->at + (size_t)n <= v->n ? v->at : v->n - (size_t)n;
    for (size_t i = 0; i < v->n; i++) {
        bool is_shown = i >= first && i < first + (size_t)n;
        v->row[i] = row;
        v->rows[i] = !is_shown ? 0 : rows / n + (i == v->at ? rows % n : 0);
        row += v->rows[i];
    }
    v->is_divided = n > 1;
}

static bool
is_divided(const struct parts_view *v)
{
    return v->is_divided;
}

static void
paint_part(
    struct parts_view *v, struct ui *ui, size_t i, const struct area *area)
{
    const struct view_class *class = v->class[i];
    struct strbuf title = {0}, right = {0};
    bool had_focus = ui->has_focus;
    ui->has_focus = had_focus && i == v->at;
    strbuf_adds(&title, class->title);
    if (class->status != NULL)
        class->status(v->part[i], ui, &title, &right);
    area_rule(area, 0, strbuf_get(&title), strbuf_get(&right), ui->has_focus);
    struct area body = area_sub(area, 1, 0, area->rows - 1, area->cols);
    class->paint(v->part[i], ui, &body);
    ui->has_focus = had_focus;
    strbuf_fini(&title);
    strbuf_fini(&right);
}

void
parts_paint(void *view, struct ui *ui, const struct area *area)
{
    struct parts_view *v = view;
    place(v, area->rows);
    if (!is_divided(v)) {
        class_of(v)->paint(v->part[v->at], ui, area);
        return;
    }
    for (size_t i = 0; i < v->n; i++) {
        struct area part = area_sub(area, v->row[i], 0, v->rows[i], area->cols);
        if (v->rows[i] > 0)
            paint_part(v, ui, i, &part);
    }
}

void
parts_status(
    void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct parts_view *v = view;
    if (is_divided(v))
        return;
    if (v->n > 1)
        strbuf_addf(title, ", %s", class_of(v)->title);
    if (class_of(v)->status != NULL)
        class_of(v)->status(v->part[v->at], ui, title, right);
}

/* ---- keys ----------------------------------------------------------------
 */

static bool
is_listed(const struct view_class *class, enum action action)
{
    for (size_t i = 0; class->actions[i] != ACTION_NONE; i++)
        if (class->actions[i] == action)
            return true;
    return false;
}

const char *
parts_why_not(void *view, struct ui *ui, enum action action)
{
    struct parts_view *v = view;
    const struct view_class *class = class_of(v);
    if (!is_listed(class, action))
        return "not in this part of the view; Tab goes to the next";
    return class->why_not != NULL ? class->why_not(v->part[v->at], ui, action)
                                  : NULL;
}

/* Tab is a part's own first, then leads to the next part, then on. */
static unsigned
next_part(struct parts_view *v, struct ui *ui, enum action action)
{
    const struct view_class *class = class_of(v);
    bool is_forward = action == ACTION_PANE_NEXT;
    if (is_listed(class, action) && class->act(v->part[v->at], ui, action) != 0)
        return UI_REDRAW | UI_HANDLED;
    bool is_last = is_forward ? v->at + 1 == v->n : v->at == 0;
    if (v->n == 1)
        return 0;
    v->at = is_forward ? (v->at + 1) % v->n : (v->at + v->n - 1) % v->n;
    return is_last ? 0 : UI_REDRAW | UI_HANDLED;
}

unsigned
parts_act(void *view, struct ui *ui, enum action action)
{
    struct parts_view *v = view;
    v->is_chosen = true;
    if (action == ACTION_PANE_NEXT || action == ACTION_PANE_PREVIOUS)
        return next_part(v, ui, action);
    return class_of(v)->act(v->part[v->at], ui, action);
}

unsigned
parts_press(void *view, struct ui *ui, int row, int col)
{
    struct parts_view *v = view;
    bool has_titles = is_divided(v);
    for (size_t i = 0; i < v->n; i++) {
        if (row < v->row[i] || row >= v->row[i] + v->rows[i])
            continue;
        v->at = i;
        int at = row - v->row[i] - has_titles;
        if (at >= 0 && class_of(v)->press != NULL)
            (void)class_of(v)->press(v->part[i], ui, at, col);
        return UI_REDRAW | UI_HANDLED;
    }
    return 0;
}

bool
parts_search(void *view, struct ui *ui, const char *text, int step)
{
    struct parts_view *v = view;
    return class_of(v)->search != NULL &&
           class_of(v)->search(v->part[v->at], ui, text, step);
}

void
parts_filter(void *view, struct ui *ui, const char *text)
{
    struct parts_view *v = view;
    if (class_of(v)->filter != NULL)
        class_of(v)->filter(v->part[v->at], ui, text);
}

/* ---- export --------------------------------------------------------------
 */

void
parts_export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct parts_view *v = view;
    if (class_of(v)->export_json != NULL)
        class_of(v)->export_json(v->part[v->at], ui, out);
}

size_t
parts_only_marked(void *view, struct ui *ui)
{
    struct parts_view *v = view;
    return class_of(v)->only_marked != NULL
               ? class_of(v)->only_marked(v->part[v->at], ui)
               : 0;
}

void
parts_rows_text(void *view, struct ui *ui, struct strbuf *out)
{
    struct parts_view *v = view;
    if (class_of(v)->rows_text != NULL)
        class_of(v)->rows_text(v->part[v->at], ui, out);
}

bool
parts_unmark(void *view, struct ui *ui)
{
    struct parts_view *v = view;
    return class_of(v)->unmark != NULL &&
           class_of(v)->unmark(v->part[v->at], ui);
}
