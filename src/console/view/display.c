/*
 * display.c - the view of displays: the index of all, and each page.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/xalloc.h"
#include "console/view/display_line.h"
#include "console/view/display_past.h"
#include "console/view/displays.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "mdb/mdb.h"

#define ASK_MAX   256 /* parameters in one question about limits */
#define LINE_ROWS 4   /* smaller panes have no line about the selection */

struct display_view {
    struct displays index; /* first: lists want to begin their view */
    bool is_index;
    struct display_page page;
};

/* ---- life ---------------------------------------------------------------- */

static void *
open_view(struct ui *ui, const char *argument)
{
    struct display_view *v = xcalloc(1, sizeof *v);
    v->is_index = argument[0] == '\0';
    if (v->is_index) {
        displays_init(&v->index, "");
        displays_update(&v->index, ui);
    } else {
        display_page_init(&v->page, argument);
    }
    return v;
}

static void
close_view(void *view)
{
    struct display_view *v = view;
    if (v->is_index)
        displays_fini(&v->index);
    else
        display_page_fini(&v->page);
    free(v);
}

/* Curves need a history from the first look on. */
static void
want_histories(struct display_page *p, struct ui *ui)
{
    struct display_eye eye = display_page_eye(p, ui);
    for (size_t i = 0; p->page != NULL && i < p->page->n_fields; i++) {
        const struct display_field *f = &p->page->field[i];
        if (f->kind == DISPLAY_SPARK || f->kind == DISPLAY_PLOT)
            display_want(&eye, &p->page->def[f->def]);
    }
}

/* Limits are drawn on bars and plots, and told of the selection: ask which
 * apply now. */
static void
ask_bounds(struct display_page *p, struct ui *ui)
{
    const char *name[ASK_MAX];
    size_t n = 0;
    bool is_due =
        p->asked.ns == 0 || mono_diff_ns(ui->now, p->asked) >= BOUNDS_ASK_NS;
    if (!is_due || ui->inquire == NULL || display_page_eye(p, ui).is_blind ||
        !alarms_are_live(&ui->model->alarms, shown_clock(ui)))
        return;
    for (size_t i = 0; i < p->page->n_fields && n < ASK_MAX; i++) {
        const struct display_field *f = &p->page->field[i];
        const struct display_def *def =
            f->target == NULL ? &p->page->def[f->def] : NULL;
        const struct value *x = def != NULL && def->source == DISPLAY_PARAM
                                    ? values_get(ui->model->values, def->item)
                                    : NULL;
        bool is_drawn = f->kind == DISPLAY_BAR || f->kind == DISPLAY_PLOT ||
                        i == p->selected;
        if (x != NULL && is_drawn && shown_state(ui, x) != LIMIT_UNCHECKED)
            name[n++] = x->name;
    }
    p->asked = ui->now;
    if (n > 0)
        ui->inquire(ui->console, "limits", "ranges", name, n);
}

static unsigned
update(void *view, struct ui *ui)
{
    struct display_view *v = view;
    if (v->is_index)
        displays_update(&v->index, ui);
    else if (display_page_sync(&v->page, ui) != NULL) {
        want_histories(&v->page, ui);
        ask_bounds(&v->page, ui);
    }
    return UI_REDRAW;
}

/* ---- painting ------------------------------------------------------------ */

static void
paint_nothing(const struct display_page *p, struct ui *ui,
    const struct display_set_row *row, const struct area *area)
{
    struct strbuf text = {0};
    struct nearest near = nearest_to(p->id);
    for (size_t i = 0; ui->displays != NULL && row == NULL &&
                       i < display_set_count(ui->displays);
         i++)
        nearest_try(&near, display_set_row(ui->displays, i)->id);
    if (row == NULL) {
        strbuf_addf(&text, "There is no display '%s' here.", p->id);
        if (near.best != NULL)
            strbuf_addf(&text, "  Did you mean %s?", near.best);
        empty_paint(area, ui, strbuf_get(&text),
            "1 lists them; the console looks for new files each second.");
        strbuf_fini(&text);
        return;
    }
    int line =
        words_paint(area, 0, ROLE_LIMIT_CAUTION, "This file cannot be shown:");
    for (size_t i = 0; i < row->notes.n && line < area->rows; i++) {
        const struct note *n = &row->notes.note[i];
        strbuf_reset(&text);
        strbuf_addf(&text, "%u:%u: %s", n->line, n->col, n->text);
        line = words_paint(area, line, ROLE_TEXT, strbuf_get(&text));
    }
    strbuf_fini(&text);
}

/* What is wrong with the page as a whole; "" nothing. */
static void
page_problem(const struct display_page *p, const struct ui *ui,
    const struct display_set_row *row, struct strbuf *out)
{
    const struct note *error = NULL;
    for (size_t i = 0; i < row->notes.n && error == NULL; i++)
        if (row->notes.note[i].severity == NOTE_ERROR)
            error = &row->notes.note[i];
    if (row->is_broken && error != NULL)
        strbuf_addf(out, "file has errors: %u:%u %s", error->line, error->col,
            error->text);
    else if (row->is_broken)
        strbuf_adds(out, "file cannot be read");
    else if (display_page_eye(p, ui).is_blind)
        strbuf_adds(out, "no mission database here: nothing can be looked up");
}

static void
paint_page(struct display_view *v, struct ui *ui,
    const struct display_set_row *row, const struct area *area)
{
    struct strbuf problem = {0};
    page_problem(&v->page, ui, row, &problem);
    int top = problem.len > 0 && area->rows > 1;
    int bottom = area->rows >= LINE_ROWS;
    if (top)
        area_field(area, 0, 0, area->cols, -1, ROLE_LIMIT_CAUTION,
            strbuf_get(&problem));
    strbuf_fini(&problem);
    struct area inside =
        area_sub(area, top, 0, area->rows - top - bottom, area->cols);
    display_page_paint(&v->page, ui, &inside);
    struct area line = area_sub(area, area->rows - 1, 0, bottom, area->cols);
    if (bottom)
        display_line_paint(&v->page, ui, &line);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct display_view *v = view;
    if (v->is_index) {
        displays_paint(&v->index, ui, area);
        return;
    }
    const struct display_set_row *row = display_page_sync(&v->page, ui);
    if (row == NULL || row->page == NULL)
        paint_nothing(&v->page, ui, row, area);
    else
        paint_page(v, ui, row, area);
}

/* "rows 1-8/13": the part that is seen where that is not all. */
static void
part_text(struct strbuf *out, const char *what, int from, int n, int all)
{
    if (n > 0 && n < all)
        strbuf_addf(out, "%s%s %d-%d/%d", out->len ? " " : "", what, from + 1,
            from + n, all);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct display_view *v = view;
    struct display_page *p = &v->page;
    if (v->is_index) {
        strbuf_adds(title, "s");
        list_status(&v->index.list, title);
        return;
    }
    const struct display_set_row *row = display_page_sync(p, ui);
    strbuf_addf(title, " %s", row != NULL ? row->id : p->id);
    if (row != NULL)
        strbuf_addf(title, " %s", row->title);
    if (p->page == NULL)
        return;
    part_text(right, "rows", p->top, p->rows, p->page->rows);
    part_text(right, "columns", p->left, p->cols, p->page->cols);
}

/* ---- keys ---------------------------------------------------------------- */

static const char *
why_not_page(struct display_page *p, const struct ui *ui, enum action action)
{
    uint32_t item = display_page_item(p);
    if (alarm_keys_knows(action))
        return alarm_keys_why_not(&p->keys, ui, action, item);
    if (action != ACTION_OPEN && action != ACTION_DETAIL &&
        action != ACTION_TREND)
        return NULL;
    if (display_page_field(p) == NULL)
        return "no field is selected";
    if (action == ACTION_OPEN && display_page_def(p) == NULL)
        return NULL; /* a link, or a command that says why not */
    return item == MDB_NIL ? "it is no parameter" : NULL;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct display_view *v = view;
    if (!v->is_index) {
        (void)display_page_sync(&v->page, ui);
        return why_not_page(&v->page, ui, action);
    }
    if (action == ACTION_OPEN)
        return displays_selected(&v->index, ui) == NULL ? "no display" : NULL;
    bool is_of_page = alarm_keys_knows(action) || action == ACTION_DETAIL ||
                      action == ACTION_TREND;
    return is_of_page ? "open a display first" : NULL;
}

static void
open_item(struct display_page *p, struct ui *ui, const char *view)
{
    const struct value *x = values_get(ui->model->values, display_page_item(p));
    if (x != NULL)
        ui_open(ui, view, x->name);
}

/* What the database lacks would only be found out when it is needed. */
static const char *
why_not_stack(const struct ui *ui, const char *name)
{
    const struct mdb *mdb = ui->model->composer.mdb;
    uint32_t at = mdb != NULL ? mdb_find_command(mdb, name) : MDB_NIL;
    return ui->is_readonly ? "read-only: ask an operator"
           : mdb == NULL   ? "there is no mission database"
           : at == MDB_NIL || mdb->command[at].is_abstract
               ? "the database has no such command"
               : NULL;
}

/* It is proposed, never sent. */
static void
put_into_stack(struct ui *ui, const struct display_field *f)
{
    struct command_stack *s = &ui->model->stack;
    struct strbuf text = {0};
    struct notes notes = {0};
    struct stack_item item = {0};
    const char *why = why_not_stack(ui, f->target);
    strbuf_addf(&text, "%s %s", f->target, f->values ? f->values : "");
    if (why == NULL &&
        stack_item_parse("display", strbuf_get(&text), &notes, &item) != ERR_OK)
        why = "it is no line of a stack";
    if (why == NULL && !command_stack_add(s, &item))
        why = "the stack is full";
    strbuf_reset(&text);
    if (why == NULL)
        strbuf_addf(&text, "%s is line %zu of the stack: nothing was sent; 4",
            f->target, s->stack.n);
    else
        strbuf_addf(&text, "%s is not put into the stack: %s", f->target, why);
    ui_toast(ui, why == NULL ? TOAST_INFO : TOAST_WARN, strbuf_get(&text));
    stack_item_fini(&item);
    notes_fini(&notes);
    strbuf_fini(&text);
}

static unsigned
open_field(struct display_page *p, struct ui *ui)
{
    const struct display_field *f = display_page_field(p);
    if (f->kind == DISPLAY_LINK)
        ui_open(ui, "display", f->target);
    else if (f->kind == DISPLAY_COMMAND)
        put_into_stack(ui, f);
    else
        open_item(p, ui, "param");
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
act_on_page(struct display_page *p, struct ui *ui, enum action action)
{
    if (display_page_sync(p, ui) == NULL || p->page == NULL)
        return 0;
    switch ((int)action) {
    case ACTION_PANE_NEXT:
    case ACTION_PANE_PREVIOUS:
        return display_page_step(p, ui, action == ACTION_PANE_NEXT ? 1 : -1)
                   ? UI_REDRAW | UI_HANDLED
                   : 0; /* round the page: on to the next pane */
    case ACTION_OPEN:
        return open_field(p, ui);
    case ACTION_DETAIL:
        open_item(p, ui, "param");
        return UI_REDRAW | UI_HANDLED;
    case ACTION_TREND:
        open_item(p, ui, "trends");
        return UI_REDRAW | UI_HANDLED;
    default:
        if (alarm_keys_knows(action))
            return alarm_keys_act(&p->keys, ui, action, display_page_item(p));
        return display_page_move(p, ui, action) ? UI_REDRAW | UI_HANDLED : 0;
    }
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct display_view *v = view;
    if (!v->is_index)
        return act_on_page(&v->page, ui, action);
    const struct display_set_row *row = displays_selected(&v->index, ui);
    if (action == ACTION_OPEN && row != NULL) {
        ui_open(ui, "display", row->id);
        return UI_REDRAW | UI_HANDLED;
    }
    return list_act(&v->index.list, action);
}

/* ---- finding ------------------------------------------------------------- */

/* Names of the field and its parameter, and what stands on the page left of
 * it. */
static bool
contains(struct display_page *p, struct ui *ui, size_t i, const char *text)
{
    const struct display_field *f = &p->page->field[i];
    if (str_contains_ci(display_page_label(p, i), text))
        return true;
    if (f->target == NULL && p->page->def[f->def].source == DISPLAY_PARAM &&
        !display_page_eye(p, ui).is_blind) {
        const struct value *x =
            values_get(ui->model->values, p->page->def[f->def].item);
        if (x != NULL && str_contains_ci(x->name, text))
            return true;
    }
    int from = 0;
    for (size_t k = 0; k < i; k++)
        if (p->page->field[k].row == f->row)
            from = p->page->field[k].col + p->page->field[k].cols;
    struct strbuf label = {0};
    for (int col = from; p->is_drawn && col < f->col; col++)
        strbuf_addc(&label, canvas_at(&p->cells, f->row, col)->glyph < 0x7f
                                ? (char)canvas_at(&p->cells, f->row, col)->glyph
                                : ' ');
    bool found = str_contains_ci(strbuf_get(&label), text);
    strbuf_fini(&label);
    return found;
}

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    struct display_view *v = view;
    struct display_page *p = &v->page;
    if (v->is_index) {
        list_begin(&v->index.list, ui);
        return list_view_search(v, ui, text, step);
    }
    if (display_page_sync(p, ui) == NULL || p->page == NULL)
        return false;
    size_t n = p->page->n_fields;
    size_t at = p->selected < n ? p->selected : step < 0 ? 0 : n - 1;
    if (p->selected < n && step == 0)
        at = at > 0 ? at - 1 : n - 1;
    for (size_t i = 0; i < n; i++) {
        at = step < 0 ? (at > 0 ? at - 1 : n - 1) : at + 1 < n ? at + 1 : 0;
        if (display_page_can_select(p, ui, at) && contains(p, ui, at, text)) {
            display_page_select(p, at);
            return true;
        }
    }
    return false;
}

static void
filter(void *view, struct ui *ui, const char *text)
{
    struct display_view *v = view;
    if (v->is_index)
        list_view_filter(v, ui, text);
    else if (text[0] != '\0')
        ui_toast(ui, TOAST_INFO, "a page is shown whole; / finds a field");
}

/* The field under the pointer. */
static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct display_view *v = view;
    struct display_page *p = &v->page;
    if (v->is_index)
        return list_view_press(v, ui, row, col);
    const struct display_set_row *r = display_page_sync(p, ui);
    if (r == NULL || p->page == NULL)
        return 0;
    struct strbuf problem = {0};
    page_problem(p, ui, r, &problem);
    row -= problem.len > 0;
    strbuf_fini(&problem);
    if (row < 0 || row >= p->rows)
        return 0;
    for (size_t i = 0; i < p->page->n_fields; i++) {
        const struct display_field *f = &p->page->field[i];
        int y = row + p->top - f->row, x = col + p->left - f->col;
        if (y < 0 || y >= f->rows || x < 0 || x >= f->cols ||
            !display_page_can_select(p, ui, i))
            continue;
        if (i == p->selected) /* pressed again */
            return why_not(v, ui, ACTION_OPEN) == NULL ? open_field(p, ui) : 0;
        display_page_select(p, i);
        return UI_REDRAW | UI_HANDLED;
    }
    return 0;
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct display_view *v = view;
    if (v->is_index)
        displays_json(&v->index, ui, out);
    else if (display_page_sync(&v->page, ui) != NULL)
        display_line_json(&v->page, ui, out);
}

static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    for (size_t k = 0;
         ui->displays != NULL && k < display_set_count(ui->displays); k++) {
        const char *id = display_set_row(ui->displays, k)->id;
        if (str_contains_ci(id, text) && i-- == 0) {
            const char *title = display_set_row(ui->displays, k)->title;
            strbuf_addf(out, "%s\t%s", id, title != NULL ? title : "");
            return true;
        }
    }
    return false;
}

static const enum action actions[] = {ALARM_KEYS, ACTION_OPEN, ACTION_DETAIL,
    ACTION_TREND, ACTION_PANE_NEXT, ACTION_PANE_PREVIOUS, ACTION_SEARCH,
    ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_display = {
    .name = "display",
    .title = "Display",
    .number = 1,
    .tab = "Disp",
    .help = "hand-drawn pages: all of them, or the one that is named",
    .wants_rows = 18,
    .wants_cols = 78,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = search,
    .filter = filter,
    .press = press,
    .export_json = export_json,
    .complete = complete,
};
