/*
 * run.c - one run of a procedure: watched by all, controlled by one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/run_shown.h"
#include "console/view/run_view.h"
#include "console/view/shown.h"
#include "console/view/views.h"

struct run *
run_view_run(struct run_view *v, const struct ui *ui)
{
    struct runs *runs = &ui->model->runs;
    struct run *run = v->id[0] != '\0' ? runs_find(runs, v->id)
                                       : runs_named(runs, v->argument);
    if (run != NULL)
        (void)str_copy(v->id, sizeof v->id, run->id);
    return run;
}

const struct run_prompt *
run_view_question(const struct run_view *v, const struct run *run, size_t *nth)
{
    *nth = 1;
    for (size_t i = 0; i < run->n_prompts; i++)
        if (run->prompt[i]->number == v->question.number) {
            *nth = i + 1;
            return run->prompt[i];
        }
    return runs_question(run);
}

/* ---- life ---------------------------------------------------------------- */

static void
want_display(struct run_view *v, const struct run *run)
{
    if (v->has_display || run->display[0] == '\0')
        return;
    display_page_init(&v->display, run->display);
    v->has_display = true;
}

/* The statement that the selection is on stays selected. */
static void
follow_tree(struct run_view *v, const struct run *run)
{
    const struct run_line *line = run_tree_row(&v->tree, v->at);
    uint32_t stmt = line != NULL ? line->stmt : 0;
    if (!run_tree_follow(&v->tree, &run->source))
        return;
    size_t row = run_tree_find(&v->tree, run->source.tree, stmt);
    v->at = row != SIZE_MAX ? row : 0;
}

/* A question that was answered elsewhere closes the panel. */
static void
follow_question(struct run_view *v, struct ui *ui, const struct run *run)
{
    const char *why = run_why_not(ui, ACTION_ACKNOWLEDGE, run);
    if (!v->question.is_open)
        return;
    if (runs_prompt_find(run, v->question.number) != NULL && why == NULL)
        return;
    ui_toast(ui, TOAST_WARN,
        runs_prompt_find(run, v->question.number) == NULL
            ? "the question is not open any more: nothing was answered here"
            : why);
    question_close(&v->question);
}

static unsigned
update(void *view, struct ui *ui)
{
    struct run_view *v = view;
    struct run *run = run_view_run(v, ui);
    if (run == NULL) {
        question_close(&v->question);
        return UI_REDRAW;
    }
    runs_want(&ui->model->runs, run, shown_clock(ui));
    want_display(v, run);
    follow_tree(v, run);
    follow_question(v, ui, run);
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct run_view *v = xcalloc(1, sizeof *v);
    v->argument = xstrdup(argument);
    v->follows = true;
    (void)update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct run_view *v = view;
    run_tree_fini(&v->tree);
    if (v->has_display)
        display_page_fini(&v->display);
    free(v->argument);
    free(v);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct run_view *v = view;
    struct run *run = run_view_run(v, ui);
    if (run != NULL) {
        follow_tree(v, run);
        run_view_paint(v, ui, run, area);
        return;
    }
    struct strbuf b = {0};
    strbuf_addf(&b, "No run is known as '%s'.", v->argument);
    empty_paint(area, ui, strbuf_get(&b), "3 lists those that are.");
    strbuf_fini(&b);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct run_view *v = view;
    const struct run *run = run_view_run(v, ui);
    if (run == NULL)
        return;
    strbuf_addc(title, ' ');
    run_name_text(run, title);
    if (str_eq(run->approval, "draft"))
        strbuf_adds(title, " DRAFT");
    if (run->watchers.n > 0)
        strbuf_addf(right, "%zu watch  ", run->watchers.n);
    strbuf_adds(right, v->follows ? "follow" : "F follows");
}

/* ---- keys ---------------------------------------------------------------- */

static uint32_t
selected(const struct run_view *v)
{
    const struct run_line *line = run_tree_row(&v->tree, v->at);
    return line != NULL ? line->stmt : PLUTO_NIL;
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct run_view *v = view;
    const struct run *run = run_view_run(v, ui);
    switch ((int)action) {
    case ACTION_STEP:
    case ACTION_OVER:
    case ACTION_PAUSE:
    case ACTION_SKIP:
    case ACTION_ABORT:
    case ACTION_ACKNOWLEDGE:
        return run_why_not(ui, action, run);
    case ACTION_BREAK:
        return selected(v) == PLUTO_NIL ? "no statement is selected"
                                        : run_why_not(ui, action, run);
    case ACTION_OPEN:
    case ACTION_DETAIL:
        return run == NULL || selected(v) == PLUTO_NIL
                   ? "no statement is selected"
                   : NULL;
    case ACTION_FOLLOW:
        return run == NULL ? "no run is selected" : NULL;
    default:
        return NULL;
    }
}

static void
open_question(struct run_view *v, struct ui *ui, const struct run *run)
{
    size_t nth;
    const struct run_prompt *p = run_view_question(v, run, &nth);
    if (p == NULL)
        return;
    question_open(&v->question, p);
    if (ui->flush != NULL)
        ui->flush(ui->console);
}

static void
open_statement(struct run_view *v, struct ui *ui)
{
    char argument[RUN_ID_SIZE + 16];
    (void)snprintf(argument, sizeof argument, "%s %u", v->id, selected(v));
    ui_open(ui, "statement", argument);
}

/* Left folds, or goes to what holds it; right unfolds. */
static void
fold(struct run_view *v, const struct run *run, bool is_closed)
{
    uint32_t stmt = selected(v);
    const struct pluto *p = run->source.tree;
    if (p == NULL || stmt >= p->n_stmts)
        return;
    if (!run_tree_close(&v->tree, stmt, is_closed) && is_closed)
        stmt = p->stmt[stmt]->parent;
    size_t row = run_tree_find(&v->tree, p, stmt);
    if (row != SIZE_MAX)
        v->at = row;
}

static bool
move(struct run_view *v, enum action action)
{
    size_t n = v->tree.n_rows, page = v->page > 1 ? (size_t)v->page : 1;
    size_t at = v->at;
    switch ((int)action) {
    case ACTION_UP:
        at -= at > 0;
        break;
    case ACTION_DOWN:
        at++;
        break;
    case ACTION_PAGE_UP:
        at -= at < page ? at : page;
        break;
    case ACTION_PAGE_DOWN:
        at += page;
        break;
    case ACTION_HALF_UP:
        at -= at < page / 2 ? at : page / 2;
        break;
    case ACTION_HALF_DOWN:
        at += page / 2;
        break;
    case ACTION_TOP:
        at = 0;
        break;
    case ACTION_BOTTOM:
        at = n;
        break;
    default:
        return false;
    }
    v->at = n == 0 ? 0 : at < n ? at : n - 1;
    v->follows = false;
    return true;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct run_view *v = view;
    const struct run *run = run_view_run(v, ui);
    if (run == NULL)
        return 0;
    switch ((int)action) {
    case ACTION_PANE_NEXT:
        if (v->question.is_open ||
            run_why_not(ui, ACTION_ACKNOWLEDGE, run) != NULL)
            return 0;
        open_question(v, ui, run);
        break;
    case ACTION_ACKNOWLEDGE:
        open_question(v, ui, run);
        break;
    case ACTION_OPEN:
    case ACTION_DETAIL:
        open_statement(v, ui);
        break;
    case ACTION_FOLLOW:
        v->follows = true;
        run_tree_reveal(&v->tree, run->source.tree, run->current);
        break;
    case ACTION_LEFT:
    case ACTION_RIGHT:
        v->follows = false;
        fold(v, run, action == ACTION_LEFT);
        break;
    case ACTION_STEP:
    case ACTION_OVER:
    case ACTION_PAUSE:
    case ACTION_SKIP:
    case ACTION_ABORT:
    case ACTION_BREAK:
        if (ui->run_key != NULL)
            ui->run_key(ui->console, action, run->id, selected(v));
        break;
    default:
        return move(v, action) ? UI_REDRAW | UI_HANDLED : 0;
    }
    return UI_REDRAW | UI_HANDLED;
}

/* ---- the question -------------------------------------------------------- */

static bool
is_typing(void *view)
{
    const struct run_view *v = view;
    return v->question.is_open;
}

static void
next_question(struct run_view *v, struct ui *ui, const struct run *run)
{
    size_t nth;
    (void)run_view_question(v, run, &nth);
    if (run->n_prompts > 1)
        v->question.number = run->prompt[nth % run->n_prompts]->number;
    open_question(v, ui, run);
}

static unsigned
key(void *view, struct ui *ui, keysym k)
{
    struct run_view *v = view;
    struct run *run = run_view_run(v, ui);
    const struct run_prompt *p =
        run != NULL ? runs_prompt_find(run, v->question.number) : NULL;
    if (p == NULL) {
        question_close(&v->question);
        return UI_REDRAW;
    }
    switch (question_key(&v->question, p, k, shown_clock(ui))) {
    case QUESTION_STAYS:
        break;
    case QUESTION_CLOSES:
        question_close(&v->question);
        break;
    case QUESTION_NEXT:
        next_question(v, ui, run);
        break;
    case QUESTION_ANSWERS:
        if (ui->answer != NULL)
            ui->answer(ui->console, run->id, p->number,
                question_word(&v->question, p),
                question_value(&v->question, p));
        question_close(&v->question);
        break;
    }
    return UI_REDRAW;
}

static unsigned
paste(void *view, struct ui *ui, const char *text, size_t len)
{
    struct run_view *v = view;
    (void)ui, (void)text, (void)len;
    question_paste(&v->question);
    return UI_REDRAW;
}

static const char *const *
hint(void *view)
{
    static const char *const hints[] = {"1..9 Answer", "Enter Give it",
        "Esc Not now", "Tab Next question", NULL};
    (void)view;
    return hints;
}

static void
shown(void *view, struct ui *ui)
{
    struct run_view *v = view;
    question_shown(&v->question, shown_clock(ui));
}

/* ---- finding, writing ---------------------------------------------------- */

static void
row_text(const struct run *run, const struct run_line *line, struct strbuf *b)
{
    strbuf_reset(b);
    pluto_number(run->source.tree, line->stmt, b);
    strbuf_addc(b, ' ');
    run_line_text(run, line, b);
}

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    struct run_view *v = view;
    const struct run *run = run_view_run(v, ui);
    size_t n = v->tree.n_rows;
    struct strbuf b = {0};
    bool is_found = false;
    size_t at = v->at < n ? v->at : 0;
    if (run == NULL || run->source.tree == NULL || n == 0)
        return false;
    if (step == 0)
        at = (at + n - 1) % n;
    for (size_t i = 0; i < n && !is_found; i++) {
        at = step < 0 ? (at + n - 1) % n : (at + 1) % n;
        row_text(run, run_tree_row(&v->tree, at), &b);
        is_found = str_contains_ci(strbuf_get(&b), text);
    }
    strbuf_fini(&b);
    if (is_found) {
        v->at = at;
        v->follows = false;
    }
    return is_found;
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct run_view *v = view;
    const struct run *run = run_view_run(v, ui);
    struct strbuf b = {0};
    for (size_t i = 0;
         run != NULL && run->source.tree != NULL && i < v->tree.n_rows; i++) {
        const struct run_line *line = run_tree_row(&v->tree, i);
        const struct pluto_item *item = runs_item(run, line->stmt);
        struct json j = {0};
        if (line->kind != RUN_LINE_STMT)
            continue;
        json_object(&j);
        json_int(&j, "v", 1);
        strbuf_reset(&b);
        pluto_number(run->source.tree, line->stmt, &b);
        json_str(&j, "number", strbuf_get(&b));
        strbuf_reset(&b);
        run_line_text(run, line, &b);
        json_str(&j, "text", strbuf_get(&b));
        json_str(&j, "mark",
            pluto_mark_str(item != NULL ? item->mark : PLUTO_MARK_TODO));
        strbuf_reset(&b);
        run_line_status(run, line, ui->utc, &b);
        json_str(&j, "status", strbuf_get(&b));
        json_end(&j);
        char *text = json_take(&j);
        strbuf_addf(out, "%s\n", text);
        free(text);
    }
    strbuf_fini(&b);
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct run_view *v = view;
    (void)ui, (void)col;
    size_t at = v->top + (size_t)(row >= 2 ? row - 2 : 0);
    if (row < 2 || row >= 2 + v->page || at >= v->tree.n_rows)
        return 0;
    v->at = at;
    v->follows = false;
    return UI_REDRAW | UI_HANDLED;
}

/* Runs by number, with the procedure's id. */
static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    const struct runs *runs = &ui->model->runs;
    for (size_t k = 0; k < runs->n; k++) {
        char number[24];
        (void)snprintf(number, sizeof number, "%llu",
            (unsigned long long)runs->run[k]->number);
        bool fits = str_prefix(number, text) ||
                    str_contains_ci(runs->run[k]->procedure, text);
        if (fits && i-- == 0) {
            strbuf_addf(out, "%s\t%s %s", number, runs->run[k]->procedure,
                runs_state_str(runs->run[k]->state));
            return true;
        }
    }
    return false;
}

static const enum action actions[] = {ACTION_ACKNOWLEDGE, ACTION_STEP,
    ACTION_OVER, ACTION_PAUSE, ACTION_SKIP, ACTION_ABORT, ACTION_BREAK,
    ACTION_FOLLOW, ACTION_OPEN, ACTION_DETAIL, ACTION_SEARCH, ACTION_NEXT,
    ACTION_PREVIOUS, ACTION_PANE_NEXT, ACTION_NONE};

const struct view_class view_run = {
    .name = "run",
    .title = "Run",
    .help = "one run of a procedure, by number: its tree, questions, record",
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
    .is_typing = is_typing,
    .key = key,
    .paste = paste,
    .hint = hint,
    .shown = shown,
    .press = press,
    .export_json = export_json,
    .complete = complete,
};
