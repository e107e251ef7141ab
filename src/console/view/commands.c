/*
 * commands.c - view 4: commands, in the parts of commands_view.h.
 *
 * What keys, searches and filters do is the part's that has the keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/commands_view.h"
#include "console/view/views.h"

#define PART_ROWS 10 /* with fewer a part is not worth its title */

const struct view_class *const commands_parts[] = {
    &commands_catalogue,
    &commands_stack,
    &commands_history,
    NULL,
};

struct commands_view {
    void *part[COMMANDS_PARTS_MAX];
    size_t n, at;    /* at < n has the keys */
    bool is_divided; /* several are in sight */
    int row[COMMANDS_PARTS_MAX], rows[COMMANDS_PARTS_MAX]; /* as painted; rows
                                                              0: not in sight */
};

static const struct view_class *
class_of(const struct commands_view *v)
{
    return commands_parts[v->at];
}

/* The part that a word names; n: none. */
static size_t
part_named(const struct commands_view *v, const char *word, size_t len)
{
    for (size_t i = 0; i < v->n; i++)
        if (len > 0 && strlen(commands_parts[i]->name) == len &&
            strncmp(commands_parts[i]->name, word, len) == 0)
            return i;
    return v->n;
}

/* A text that names no part is looked for in what there is; else what is
 * prepared comes first, then what was done, and before anything was what can
 * be. */
static size_t
first_part(const struct commands_view *v, const struct ui *ui, const char *text)
{
    const struct model *m = ui->model;
    bool has_some = m->composer.mdb != NULL && m->composer.mdb->n_commands > 0;
    bool is_fresh = m->commands.n == 0 && has_some;
    const char *name = *text != '\0'          ? "catalogue"
                       : m->stack.stack.n > 0 ? "stack"
                       : is_fresh             ? "catalogue"
                                              : "history";
    return part_named(v, name, strlen(name));
}

/* ---- life ----------------------------------------------------------------
 */

/* "history heater": a part, and what it is to be opened with. */
static void *
open_view(struct ui *ui, const char *argument)
{
    struct commands_view *v = xcalloc(1, sizeof *v);
    while (commands_parts[v->n] != NULL)
        v->n++;
    assert(v->n > 0 && v->n <= COMMANDS_PARTS_MAX);
    size_t len = strcspn(argument, " ");
    size_t named = part_named(v, argument, len);
    const char *rest = argument + len + strspn(argument + len, " ");
    if (named == v->n)
        rest = argument;
    v->at = named < v->n ? named : first_part(v, ui, argument);
    for (size_t i = 0; i < v->n; i++)
        v->part[i] = commands_parts[i]->open(ui, i == v->at ? rest : "");
    return v;
}

static void
close_view(void *view)
{
    struct commands_view *v = view;
    for (size_t i = 0; i < v->n; i++)
        commands_parts[i]->close(v->part[i]);
    free(v);
}

static unsigned
update(void *view, struct ui *ui)
{
    struct commands_view *v = view;
    unsigned bits = 0;
    for (size_t i = 0; i < v->n; i++)
        bits |= commands_parts[i]->update(v->part[i], ui);
    return bits;
}

static bool
take(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    struct commands_view *v = view;
    size_t len = strcspn(text, " ");
    size_t named = part_named(v, text, len);
    if (named < v->n) {
        v->at = named;
        text += len + strspn(text + len, " ");
    } else if (*text != '\0')
        v->at = first_part(v, ui, text);
    if (*text != '\0' && class_of(v)->filter != NULL)
        class_of(v)->filter(v->part[v->at], ui, text);
    strbuf_adds(argument, class_of(v)->name);
    return true;
}

/* ---- drawing -------------------------------------------------------------
 */

/* As many parts as have room, the one that has the keys and those that follow
 * it (of the last, those before it); it has the rest, too. */
static void
place(struct commands_view *v, int rows)
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
is_divided(const struct commands_view *v)
{
    return v->is_divided;
}

static void
paint_part(
    struct commands_view *v, struct ui *ui, size_t i, const struct area *area)
{
    const struct view_class *class = commands_parts[i];
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

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct commands_view *v = view;
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

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct commands_view *v = view;
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

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct commands_view *v = view;
    const struct view_class *class = class_of(v);
    if (!is_listed(class, action))
        return "not in this part of the view; Tab goes to the next";
    return class->why_not != NULL ? class->why_not(v->part[v->at], ui, action)
                                  : NULL;
}

/* Tab is a part's own first, then leads to the next part, then on. */
static unsigned
next_part(struct commands_view *v, struct ui *ui, enum action action)
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

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct commands_view *v = view;
    if (action == ACTION_PANE_NEXT || action == ACTION_PANE_PREVIOUS)
        return next_part(v, ui, action);
    return class_of(v)->act(v->part[v->at], ui, action);
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct commands_view *v = view;
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

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    struct commands_view *v = view;
    return class_of(v)->search != NULL &&
           class_of(v)->search(v->part[v->at], ui, text, step);
}

static void
filter(void *view, struct ui *ui, const char *text)
{
    struct commands_view *v = view;
    if (class_of(v)->filter != NULL)
        class_of(v)->filter(v->part[v->at], ui, text);
}

/* ---- export --------------------------------------------------------------
 */

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct commands_view *v = view;
    if (class_of(v)->export_json != NULL)
        class_of(v)->export_json(v->part[v->at], ui, out);
}

static size_t
only_marked(void *view, struct ui *ui)
{
    struct commands_view *v = view;
    return class_of(v)->only_marked != NULL
               ? class_of(v)->only_marked(v->part[v->at], ui)
               : 0;
}

static void
rows_text(void *view, struct ui *ui, struct strbuf *out)
{
    struct commands_view *v = view;
    if (class_of(v)->rows_text != NULL)
        class_of(v)->rows_text(v->part[v->at], ui, out);
}

static bool
unmark(void *view, struct ui *ui)
{
    struct commands_view *v = view;
    return class_of(v)->unmark != NULL &&
           class_of(v)->unmark(v->part[v->at], ui);
}

static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    for (size_t k = 0; commands_parts[k] != NULL; k++) {
        if (!str_prefix(commands_parts[k]->name, text) || i-- > 0)
            continue;
        strbuf_addf(
            out, "%s\t%s", commands_parts[k]->name, commands_parts[k]->help);
        return true;
    }
    return command_complete_name(ui, text, i, out);
}

/* Those of all parts. */
static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_SUBMIT, ACTION_VALIDATE, ACTION_ARM, ACTION_CANCEL,
    ACTION_STEP, ACTION_EDIT, ACTION_DELETE, ACTION_DUPLICATE, ACTION_MOVE_UP,
    ACTION_MOVE_DOWN, ACTION_UNDO, ACTION_PANE_NEXT, ACTION_PANE_PREVIOUS,
    ACTION_NONE};

const struct view_class view_commands = {
    .name = "commands",
    .title = "Commands",
    .number = 4,
    .tab = "Cmd",
    .help = "commands: those that can be given, are prepared, and were given",
    .wants_rows = 12,
    .wants_cols = 70,
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
    .take = take,
    .only_marked = only_marked,
    .rows_text = rows_text,
    .unmark = unmark,
    .complete = complete,
};
