/*
 * commands_stack.c - the commands that this console prepares, in order, and
 * how far those are that were submitted from it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/command_shown.h"
#include "console/view/commands_stack_view.h"
#include "console/view/commands_view.h"
#include "console/view/shown.h"

#define FOOT_ROWS   3 /* the selected line, in words */
#define FOOT_FROM   10
#define NARROW_COLS 66

/* ---- painting ------------------------------------------------------------
 */

/* Why it is as it is, and what is next. */
static void
foot_text(struct stack_view *v, size_t at, struct strbuf *out)
{
    const struct command_stack *s = stack_view_stack(v);
    const struct telecommand *t = stack_view_command(v, at);
    const struct stack_line *line = &s->line[at];
    const char *comment = s->stack.item[at].text;
    if (t != NULL && (t->detail[0] != '\0' || t->reason[0] != '\0'))
        strbuf_addf(out, "%s%s%s  ", t->detail,
            t->detail[0] != '\0' && t->reason[0] != '\0' ? "; " : "",
            t->reason);
    else if (t == NULL && line->why[0] != '\0' && line->state != LINE_OPEN)
        strbuf_addf(out, "%s  ", line->why);
    else if (t == NULL && line->state == LINE_SILENT)
        strbuf_adds(out, "no answer: it may have been taken  ");
    else if (comment != NULL && comment[0] != '\0')
        strbuf_addf(out, "%s  ", comment);
    struct strbuf why = {0};
    size_t next;
    enum stack_go go = command_stack_next(
        s, &v->list.ui->model->commands, v->list.now, &next, &why);
    if (go == GO_READY)
        strbuf_addf(out, "Next (.): line %zu.", next + 1);
    else
        strbuf_addf(out, "%s %s.",
            go == GO_STOPPED ? "Stopped:" : "Next (.):", strbuf_get(&why));
    strbuf_fini(&why);
}

static void
paint_selected(struct stack_view *v, const struct area *area)
{
    size_t at = stack_view_selected(v);
    struct strbuf b = {0};
    if (at == SIZE_MAX || area->rows < 2)
        return;
    const struct telecommand *t = stack_view_command(v, at);
    strbuf_addf(&b, "line %zu", at + 1);
    if (t != NULL) {
        strbuf_adds(&b, ", ");
        command_name_text(t, &b);
        strbuf_adds(&b, t->n_stages > 0 ? "  " : "");
        command_stages_text(t, &b);
    }
    area_rule(
        area, 0, strbuf_get(&b), t != NULL ? "Enter: all of it" : "", false);
    strbuf_reset(&b);
    foot_text(v, at, &b);
    (void)words_paint(area, 1, ROLE_TEXT, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
paint_empty(const struct area *area)
{
    int line = words_paint(area, 0, ROLE_TEXT, "The stack is empty.");
    (void)words_paint(area, line, ROLE_TEXT_LABEL,
        "Commands come into it from the form of a command, from slots of "
        "displays, by :stack load FILE and by :stack add COMMAND "
        "ARGUMENT=VALUE.  Nothing in it is sent before you say so.");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct stack_view *v = view;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    if (v->list.total == 0) {
        paint_empty(area);
        return;
    }
    int foot = area->rows >= FOOT_FROM ? FOOT_ROWS : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    v->list.table.column =
        area->cols < NARROW_COLS ? stack_columns_narrow : stack_columns;
    list_paint(&v->list, &top, stack_view_cell, v);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    paint_selected(v, &rest);
}

static void
authority_text(const struct ui *ui, struct strbuf *out)
{
    const struct commands *c = &ui->model->commands;
    if (!c->has_gate)
        return;
    if (!commands_are_live(c, shown_clock(ui)))
        strbuf_adds(out, " (no gate)");
    else
        strbuf_addf(out, " (authority: %s)",
            c->gate.holder[0] != '\0' ? c->gate.holder : "nobody");
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct stack_view *v = view;
    list_begin(&v->list, ui);
    const struct command_stack *s = stack_view_stack(v);
    authority_text(ui, title);
    list_status(&v->list, title);
    const char *slash = strrchr(s->file, '/');
    if (s->file[0] != '\0')
        strbuf_addf(right, "%s%s  ", slash != NULL ? slash + 1 : s->file,
            s->is_changed ? " (changed)" : "");
    if (s->stack.n > 0)
        strbuf_addf(right, "until %s", until_str(s->stack.until));
}

/* ---- keys ----------------------------------------------------------------
 */

static const char *
why_not_line(struct stack_view *v, enum action action)
{
    const struct command_stack *s = stack_view_stack(v);
    const struct commands *c = &v->list.ui->model->commands;
    size_t at = stack_view_selected(v);
    bool is_command = s->stack.item[at].kind == STACK_COMMAND;
    switch ((int)action) {
    case ACTION_SUBMIT:
    case ACTION_VALIDATE:
        return is_command ? NULL : "this line is no command";
    case ACTION_EDIT:
        return !is_command ? "this line is no command"
               : command_stack_is_under_way(s, at, c)
                   ? "it is under way; double the line and change the copy"
                   : NULL;
    case ACTION_DETAIL:
        return stack_view_command(v, at) == NULL ? "it is not submitted" : NULL;
    default:
        return NULL;
    }
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct stack_view *v = view;
    list_begin(&v->list, ui);
    if (action == ACTION_UNDO)
        return stack_view_stack(v)->undo.what[0] == '\0'
                   ? "no edit to take back"
                   : NULL;
    if (action == ACTION_STEP)
        return stack_view_stack(v)->stack.n == 0 ? "the stack is empty" : NULL;
    if (action == ACTION_SORT)
        return "a stack keeps its order; ( and ) move lines";
    size_t at = stack_view_selected(v);
    if (at == SIZE_MAX)
        return "no line is selected";
    if (action == ACTION_ARM || action == ACTION_CANCEL) {
        const struct telecommand *t = stack_view_command(v, at);
        return t == NULL ? "it is not submitted"
                         : command_why_not(ui, action, t);
    }
    return why_not_line(v, action);
}

/* The marked lines, else the selected one: owned. */
static uint64_t *
chosen(const struct stack_view *v, size_t *n)
{
    const struct list_view *list = &v->list;
    uint64_t *keys = xcalloc(list->n_marked + 1, sizeof *keys);
    *n = list->n_marked > 0 ? list->n_marked : 1;
    if (list->n_marked > 0)
        memcpy(keys, list->marked, list->n_marked * sizeof *keys);
    else
        keys[0] = stack_source.key(v, stack_view_selected(v));
    return keys;
}

static void say(struct ui *ui, enum toast kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
say(struct ui *ui, enum toast kind, const char *fmt, ...)
{
    struct strbuf out = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&out, fmt, ap);
    va_end(ap);
    ui_toast(ui, kind, strbuf_get(&out));
    strbuf_fini(&out);
}

static void
edit_lines(struct stack_view *v, struct ui *ui, enum action action)
{
    struct command_stack *s = stack_view_stack(v);
    size_t n, done;
    uint64_t *keys = chosen(v, &n);
    if (action == ACTION_DELETE) {
        done = command_stack_delete(s, keys, n);
        say(ui, TOAST_INFO, "%s; U takes it back", s->undo.what);
        (void)list_view_unmark(v, ui);
    } else if (action == ACTION_DUPLICATE) {
        done = command_stack_duplicate(s, keys, n);
        if (done == 0)
            say(ui, TOAST_WARN, "the stack is full");
    } else if (!command_stack_move(
                   s, keys, n, action == ACTION_MOVE_UP ? -1 : 1))
        say(ui, TOAST_INFO, "the stack ends here");
    free(keys);
    list_refresh(&v->list);
}

static void
submit(struct stack_view *v, struct ui *ui, enum order_word word, size_t at)
{
    const struct command_stack *s = stack_view_stack(v);
    if (ui->submit != NULL)
        ui->submit(ui->console, word, &s->stack.item[at], s->line[at].key);
}

/* A wait or a pause is only come to: what follows it needs another key. */
static void
come_to(struct stack_view *v, struct ui *ui, size_t at)
{
    struct command_stack *s = stack_view_stack(v);
    const struct stack_item *item = &s->stack.item[at];
    struct strbuf b = {0};
    stack_line_text(item, &b);
    command_stack_pass(s, at, v->list.now);
    say(ui, TOAST_INFO, "line %zu: %s; . goes on %s", at + 1, strbuf_get(&b),
        item->kind == STACK_WAIT ? "then" : "when you want");
    strbuf_fini(&b);
}

static void
next_line(struct stack_view *v, struct ui *ui)
{
    const struct command_stack *s = stack_view_stack(v);
    struct strbuf why = {0};
    size_t at;
    enum stack_go go =
        command_stack_next(s, &ui->model->commands, v->list.now, &at, &why);
    if (go == GO_READY) {
        (void)list_select_key(&v->list, s->line[at].key);
        if (s->stack.item[at].kind == STACK_COMMAND)
            submit(v, ui, ORDER_SUBMIT, at);
        else
            come_to(v, ui, at);
    } else if (go == GO_STOPPED)
        say(ui, TOAST_WARN,
            "stopped; P submits a selected line all the same: %s",
            strbuf_get(&why));
    else
        say(ui, TOAST_INFO, "%s", strbuf_get(&why));
    strbuf_fini(&why);
}

static void
open_line(struct stack_view *v, struct ui *ui, size_t at, enum action action)
{
    const struct telecommand *t = stack_view_command(v, at);
    struct strbuf argument = {0};
    if (t != NULL && action != ACTION_EDIT)
        ui_open(ui, "command", t->id);
    else if (why_not_line(v, ACTION_EDIT) == NULL) {
        strbuf_addf(&argument, "@%zu ", at + 1);
        stack_item_fmt(&stack_view_stack(v)->stack.item[at], &argument);
        ui_open(ui, "form", strbuf_get(&argument));
        strbuf_fini(&argument);
    }
}

static unsigned
act_on_line(struct stack_view *v, struct ui *ui, enum action action, size_t at)
{
    const struct telecommand *t = stack_view_command(v, at);
    switch ((int)action) {
    case ACTION_OPEN:
    case ACTION_DETAIL:
    case ACTION_EDIT:
        open_line(v, ui, at, action);
        break;
    case ACTION_SUBMIT:
        submit(v, ui, ORDER_SUBMIT, at);
        break;
    case ACTION_VALIDATE:
        submit(v, ui, ORDER_CHECK, at);
        break;
    case ACTION_ARM:
    case ACTION_CANCEL:
        if (t != NULL && ui->command != NULL)
            ui->command(ui->console, action, t->id);
        break;
    default:
        edit_lines(v, ui, action);
        break;
    }
    return UI_REDRAW | UI_HANDLED;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER,
    ACTION_EDIT, ACTION_DELETE, ACTION_DUPLICATE, ACTION_MOVE_UP,
    ACTION_MOVE_DOWN, ACTION_UNDO, ACTION_SUBMIT, ACTION_STEP, ACTION_VALIDATE,
    ACTION_ARM, ACTION_CANCEL, ACTION_NONE};

static bool
is_of_a_line(enum action action)
{
    for (size_t i = 0; actions[i] != ACTION_NONE; i++)
        if (actions[i] == action)
            return action != ACTION_MARK && action != ACTION_RANGE;
    return false;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct stack_view *v = view;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    if (!is_of_a_line(action))
        return list_act(&v->list, action);
    if (why_not(v, ui, action) != NULL)
        return UI_HANDLED;
    if (action == ACTION_STEP)
        next_line(v, ui);
    else if (action == ACTION_UNDO)
        say(ui, TOAST_INFO, "taken back: %s",
            command_stack_undo(stack_view_stack(v)));
    else
        return act_on_line(v, ui, action, stack_view_selected(v));
    return UI_REDRAW | UI_HANDLED;
}

/* ---- export ---------------------------------------------------------------
 */

static void
json_row(struct stack_view *v, size_t at, struct strbuf *out)
{
    const struct telecommand *t = stack_view_command(v, at);
    struct json j = {0};
    struct strbuf b = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_uint(&j, "line", at + 1);
    stack_item_fmt(&stack_view_stack(v)->stack.item[at], &b);
    json_str(&j, "text", strbuf_get(&b));
    strbuf_reset(&b);
    stack_state_text(v, at, v->list.now, &b);
    json_str(&j, "state", strbuf_get(&b));
    json_str(&j, "id", stack_view_stack(v)->line[at].id);
    if (t != NULL)
        json_uint(&j, "number", t->number);
    json_end(&j);
    char *line = json_take(&j);
    strbuf_addf(out, "%s\n", line);
    free(line);
    strbuf_fini(&b);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct stack_view *v = view;
    list_begin(&v->list, ui);
    list_refresh(&v->list);
    for (size_t i = 0; i < v->list.n; i++)
        json_row(v, v->list.index[i], out);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct stack_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &stack_source, stack_columns, STACK_COLUMNS, argument);
    (void)list_view_update(v, ui);
    return v;
}

const struct view_class commands_stack = {
    .name = "stack",
    .title = "Command stack",
    .help = "commands that are prepared, in order",
    .wants_rows = 12,
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
