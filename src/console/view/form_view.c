/*
 * form_view.c - the page "form": the arguments of a command, its bytes, and
 * what can be done with it.
 *
 * Enter types, chooses and puts into the stack; it never sends: to submit is
 * asked once and answered with y.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/form_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "console/glyph.h"
#include "console/model/holding.h"
#include "console/view/command_shown.h"
#include "console/view/shown.h"
#include "console/view/views.h"

enum {
    WIDE_COLS = 150, /* facts stand beside the rows */
    FACTS_MIN = 5
};

/* ---- what can be done ----------------------------------------------------
 */

/* The significance that holds now, with what is filled in. */
static const struct mdb_significance *
significance(const struct form_view *v)
{
    const struct holding_sight sight = {v->ui->model, v->form.command,
        v->form.composed.leaf_text, v->form.composed.n_leaves,
        shown_clock(v->ui)};
    return holding_significance(&sight);
}

enum command_state
form_becomes(const struct form_view *v)
{
    return dry_run_becomes(v->ui, significance(v)->level);
}

static const char *
why_incomplete(const struct form_view *v)
{
    return v->form.command == NULL ? "the database does not have it"
           : v->form.composed.data == NULL
               ? "values are missing or wrong: see above"
               : NULL;
}

static bool
is_waiting(const struct form_view *v)
{
    const struct order_ticket *t =
        orders_about(&v->ui->model->orders, ORDER_SUBMIT, v->id);
    return v->id[0] != '\0' && t != NULL && t->answer == ANSWER_NONE;
}

/* The line of the stack that is edited, from 0; SIZE_MAX: none, or gone. */
static size_t
line_at(const struct form_view *v)
{
    return v->line_key != 0
               ? command_stack_find(&v->ui->model->stack, v->line_key)
               : SIZE_MAX;
}

const char *
form_why_not_stack(const struct form_view *v)
{
    return v->ui->is_readonly ? "read-only: ask an operator"
           : v->line_key != 0 && line_at(v) == SIZE_MAX
               ? "the line is not in the stack any more"
               : why_incomplete(v);
}

const char *
form_why_not_submit(const struct form_view *v)
{
    const char *why = dry_run_why_not_submit(v->ui);
    return v->line_key != 0 && why == NULL
               ? "a line of the stack is submitted from there"
           : why != NULL   ? why
           : is_waiting(v) ? "the gate is being asked"
                           : why_incomplete(v);
}

static void
put_into_stack(struct form_view *v)
{
    struct command_stack *stack = &v->ui->model->stack;
    size_t at = line_at(v);
    struct strbuf text = {0};
    struct stack_item item;
    const char *why = form_why_not_stack(v);
    if (why != NULL) {
        ui_toast(v->ui, TOAST_WARN, why);
        return;
    }
    form_item(&v->form, &item);
    bool is_done = v->line_key != 0 ? command_stack_replace(stack, at, &item)
                                    : command_stack_add(stack, &item);
    at = v->line_key != 0 ? at : stack->stack.n - 1;
    strbuf_addf(&text, "%s is line %zu of the stack: nothing was sent",
        v->form.command->short_name, at + 1);
    if (is_done && v->line_key != 0)
        v->line_key = stack->line[at].key;
    ui_toast(v->ui, is_done ? TOAST_INFO : TOAST_ERROR,
        is_done            ? strbuf_get(&text)
        : v->line_key != 0 ? "not changed: the gate is being asked about it"
                           : "the stack is full");
    stack_item_fini(&item);
    strbuf_fini(&text);
}

/* ---- submitting ----------------------------------------------------------
 */

/* What is asked about is captured, and sent after a yes alone: struct ui. */
static void
ask_to_submit(struct form_view *v)
{
    struct composer *composer = &v->ui->model->composer;
    const char *why = form_why_not_submit(v);
    char before[DIGEST_ID_HEX];
    struct stack_item item;
    if (why != NULL) {
        ui_toast(v->ui, TOAST_WARN, why);
        return;
    }
    if (v->ui->submit == NULL)
        return;
    (void)str_copy(before, sizeof before, composer->newest);
    form_item(&v->form, &item);
    v->ui->submit(v->ui->console, ORDER_SUBMIT, &item, 0);
    if (!str_eq(before, composer->newest))
        (void)str_copy(v->id, sizeof v->id, composer->newest);
    stack_item_fini(&item);
}

/* ---- life ----------------------------------------------------------------
 */

/* "@3 SWITCH Battery=2 # why": entry 3 of the stack, the line of a stack. */
static bool
parse(const char *argument, size_t *entry, struct stack_item *item)
{
    struct notes notes = {0};
    char number[24];
    uint64_t n = 0;
    *entry = SIZE_MAX;
    *item = (struct stack_item){.kind = STACK_COMMAND};
    if (*argument == '@') {
        size_t len = strcspn(argument + 1, " ");
        if (len + 1 > sizeof number)
            return false;
        (void)str_copy(number, len + 1, argument + 1);
        argument += 1 + len;
        argument += strspn(argument, " ");
        if (!num_parse_u64(number, &n) || n == 0 || n > STACK_ITEMS_MAX)
            return false;
        *entry = (size_t)n - 1;
    }
    bool is_good = *argument != '\0' &&
                   stack_item_parse("form", argument, &notes, item) == ERR_OK;
    notes_fini(&notes);
    return is_good;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct form_view *v = xcalloc(1, sizeof *v);
    struct stack_item item;
    v->ui = ui;
    size_t entry;
    if (!parse(argument, &entry, &item)) {
        stack_item_fini(&item);
        item = (struct stack_item){
            .kind = STACK_COMMAND, .name = xstrdup(argument)};
    }
    if (entry < ui->model->stack.stack.n)
        v->line_key = ui->model->stack.line[entry].key;
    form_open(&v->form, &ui->model->composer, &item);
    stack_item_fini(&item);
    return v;
}

static void
close_view(void *view)
{
    struct form_view *v = view;
    form_fini(&v->form);
    free(v);
}

static struct form_view *
begin(void *view, struct ui *ui)
{
    struct form_view *v = view;
    v->ui = ui;
    form_follow(&v->form);
    return v;
}

static unsigned
update(void *view, struct ui *ui)
{
    (void)begin(view, ui);
    return UI_REDRAW;
}

/* ---- drawing -------------------------------------------------------------
 */

static void
paint_unknown(const struct form_view *v, const struct area *area)
{
    struct strbuf b = {0};
    bool has_mdb = v->form.composer->mdb != NULL;
    strbuf_addf(&b,
        has_mdb ? "The mission database has no command '%s' that can be sent."
                : "There is no mission database: what '%s' is, is not known.",
        v->form.name);
    empty_paint(
        area, v->ui, strbuf_get(&b), ":commands lists those that there are.");
    strbuf_fini(&b);
}

/* "hazardous (distress): reason", and what it is. */
static int
paint_head(const struct form_view *v, const struct area *area)
{
    const struct mdb_command *c = v->form.command;
    const struct mdb_significance *s = significance(v);
    enum command_ceremony ceremony = command_ceremony(s->level);
    const char *about =
        c->short_description != NULL ? c->short_description : c->description;
    struct strbuf b = {0};
    int row = 0;
    if (about != NULL)
        row = words_paint(area, row, ROLE_TEXT_STRONG, about);
    if (ceremony != CEREMONY_NORMAL || s->reason != NULL) {
        strbuf_addf(&b, "%s %s (%s)%s%s", ceremony_mark(ceremony),
            command_ceremony_str(ceremony), mdb_consequence_str(s->level),
            s->reason != NULL ? ": " : "", s->reason != NULL ? s->reason : "");
        row = words_paint(area, row,
            ceremony == CEREMONY_NORMAL ? ROLE_TEXT : ROLE_CMD_ARMED,
            strbuf_get(&b));
    }
    strbuf_fini(&b);
    return row;
}

/* The rows first; facts get what is left, and some lines in any case. */
static void
paint_below(struct form_view *v, const struct area *area)
{
    int rows = form_rows_lines(v), facts = area->rows - rows - 1;
    int least = area->rows >= 8 ? FACTS_MIN : 0;
    facts = facts < least ? least : facts;
    int top = facts > 0 ? area->rows - facts - 1 : area->rows;
    top = rows < top ? rows : top;
    struct area upper = area_sub(area, 0, 0, top, area->cols);
    struct area lower =
        area_sub(area, top + 1, 0, area->rows - top - 1, area->cols);
    form_paint_rows(v, &upper);
    area_hline(area, top, 0, area->cols, GLYPH_HLINE, ROLE_BORDER);
    (void)form_paint_facts(v, &lower);
}

static void
paint_beside(struct form_view *v, const struct area *area)
{
    int left = area->cols * 3 / 5;
    struct area rows = area_sub(area, 0, 0, area->rows, left);
    struct area facts =
        area_sub(area, 0, left + 2, area->rows, area->cols - left - 2);
    form_paint_rows(v, &rows);
    area_vline(area, 0, left, area->rows, GLYPH_VLINE, ROLE_BORDER);
    (void)form_paint_facts(v, &facts);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct form_view *v = begin(view, ui);
    if (v->form.command == NULL) {
        paint_unknown(v, area);
        return;
    }
    int head = area->rows >= 6 ? paint_head(v, area) : 0;
    head = head < area->rows / 2 ? head : area->rows / 2;
    struct area rest = area_sub(area, head, 0, area->rows - head, area->cols);
    v->line = head;
    if (area->cols >= WIDE_COLS)
        paint_beside(v, &rest);
    else
        paint_below(v, &rest);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct form_view *v = begin(view, ui);
    const char *first;
    size_t n = form_problems(&v->form, &first);
    strbuf_addf(title, " %s",
        v->form.command != NULL ? v->form.command->short_name : v->form.name);
    if (line_at(v) != SIZE_MAX)
        strbuf_addf(title, ", line %zu of the stack", line_at(v) + 1);
    if (n > 0)
        strbuf_addf(right, "%zu missing or wrong  ", n);
    if (v->form.n_given > 0 && v->form.at < v->form.n_given)
        strbuf_addf(right, "%zu/%zu", v->form.at + 1, v->form.n_given);
}

/* ---- keys ----------------------------------------------------------------
 */

static unsigned
enter(struct form_view *v)
{
    const char *why = NULL;
    switch (form_row(&v->form, v->form.at)) {
    case FORM_FIELD:
    case FORM_COMMENT:
        why = form_type_in(&v->form);
        if (why != NULL)
            ui_toast(v->ui, TOAST_INFO, why);
        break;
    case FORM_STACK:
        put_into_stack(v);
        break;
    case FORM_SUBMIT:
        ask_to_submit(v);
        break;
    }
    return UI_REDRAW | UI_HANDLED;
}

static void
validate(struct form_view *v)
{
    struct stack_item item;
    form_item(&v->form, &item);
    dry_run_ask(&v->dry, v->ui, &item);
    stack_item_fini(&item);
}

static const struct telecommand *
submitted(const struct form_view *v)
{
    return v->id[0] != '\0' ? commands_find(&v->ui->model->commands, v->id)
                            : NULL;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct form_view *v = begin(view, ui);
    const struct telecommand *t = submitted(v);
    if (v->form.command == NULL)
        return "the mission database does not have this command";
    if ((action == ACTION_ARM || action == ACTION_CANCEL ||
            action == ACTION_DETAIL) &&
        t == NULL)
        return "nothing was submitted from here";
    if (action == ACTION_ARM || action == ACTION_CANCEL)
        return command_why_not(ui, action, t);
    return NULL;
}

/* By lines and pages; false: it moves nothing. */
static bool
move(struct form *f, enum action action)
{
    static const struct {
        enum action action;
        long by;
    } moves[] = {{ACTION_UP, -1}, {ACTION_DOWN, 1}, {ACTION_PAGE_UP, -10},
        {ACTION_PAGE_DOWN, 10}, {ACTION_HALF_UP, -5}, {ACTION_HALF_DOWN, 5},
        {ACTION_TOP, -100000}, {ACTION_BOTTOM, 100000}};
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            form_move(f, moves[i].by);
            return true;
        }
    return (action == ACTION_LEFT || action == ACTION_RIGHT) &&
           form_choose(f, action == ACTION_RIGHT ? 1 : -1);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct form_view *v = begin(view, ui);
    const struct telecommand *t = submitted(v);
    if (v->form.command == NULL)
        return 0;
    switch ((int)action) {
    case ACTION_OPEN:
        return enter(v);
    case ACTION_VALIDATE:
        validate(v);
        return UI_REDRAW | UI_HANDLED;
    case ACTION_DETAIL:
        if (t != NULL)
            ui_open(ui, "command", t->id);
        return UI_REDRAW | UI_HANDLED;
    case ACTION_ARM:
    case ACTION_CANCEL:
        if (ui->command != NULL && command_why_not(ui, action, t) == NULL)
            ui->command(ui->console, action, t->id);
        return UI_REDRAW | UI_HANDLED;
    default:
        return move(&v->form, action) ? UI_REDRAW | UI_HANDLED : 0;
    }
}

static bool
is_typing(void *view)
{
    struct form_view *v = view;
    return v->form.is_typing && v->form.version == v->form.composer->version;
}

static unsigned
key(void *view, struct ui *ui, keysym k)
{
    struct form_view *v = begin(view, ui);
    form_key(&v->form, k);
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
paste(void *view, struct ui *ui, const char *text, size_t len)
{
    struct form_view *v = begin(view, ui);
    if (!form_paste(&v->form, text, len))
        ui_toast(ui, TOAST_WARN, "the pasted text was too long and is cut");
    return UI_REDRAW | UI_HANDLED;
}

static const char *const *
hint(void *view)
{
    static const char *const typing[] = {
        "Enter Take it", "Esc Give up", "Up Down Other row", "^U Empty", NULL};
    static const char *const choosing[] = {"Left Right Choose", "Enter Take it",
        "Esc Give up", "Tab Complete", "^U Empty", NULL};
    struct form_view *v = view;
    const struct form *f = &v->form;
    return form_can_choose(f, form_field_at(f, f->at)) ? choosing : typing;
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct form_view *v = begin(view, ui);
    (void)col;
    long at = (long)v->top + row - v->line;
    if (v->form.command == NULL || row < v->line)
        return 0;
    bool has_note = form_field_at(&v->form, v->form.at) != NULL;
    if (has_note && at > (long)v->form.at) /* it stands below that row */
        at--;
    if (v->form.is_typing)
        form_take(&v->form);
    form_select(&v->form, (size_t)at);
    return UI_REDRAW | UI_HANDLED;
}

/* The same command shows the form that is there, as it was left. */
static bool
take(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    struct form_view *v = begin(view, ui);
    struct stack_item item;
    size_t entry;
    const struct mdb *mdb = ui->model->composer.mdb;
    bool is_same = parse(text, &entry, &item) && v->form.command != NULL &&
                   item.n_values == 0 && v->line_key == 0 &&
                   entry == SIZE_MAX && mdb != NULL &&
                   mdb_find_command(mdb, item.name) == v->form.index;
    if (is_same)
        strbuf_adds(argument, v->form.name);
    stack_item_fini(&item);
    return is_same;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_VALIDATE,
    ACTION_DETAIL, ACTION_ARM, ACTION_CANCEL, ACTION_NONE};

const struct view_class view_form = {
    .name = "form",
    .title = "Form",
    .help = "the arguments of a command, its bytes, and what it needs",
    .wants_rows = 16,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .press = press,
    .take = take,
    .is_typing = is_typing,
    .key = key,
    .paste = paste,
    .hint = hint,
    .complete = command_complete_name,
};
