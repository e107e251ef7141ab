/*
 * run_paint.c - one run on the screen: header, tree, what it waits for, the
 * end of its record, its question; with room its display beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "console/glyph.h"
#include "console/view/run_shown.h"
#include "console/view/run_view.h"
#include "console/view/run_why.h"
#include "console/view/shown.h"

#define TREE_MIN  2
#define TAIL_ROWS 3
#define WHY_ROWS  3 /* at most, of why it ended */

/* ---- header -------------------------------------------------------------- */

/* "CONTROL FC-1" where it is ours, else who has it. */
static int
paint_control(
    const struct ui *ui, const struct run *run, const struct area *row)
{
    struct strbuf b = {0};
    const char *person = ui->model->orders.person;
    bool is_ours = runs_is_ours(&ui->model->runs, run, person);
    if (run->state == RUN_FINISHED)
        strbuf_adds(&b, "over");
    else if (run->controller[0] == '\0')
        strbuf_adds(&b, "nobody controls");
    else
        strbuf_addf(
            &b, is_ours ? "CONTROL %s" : "%s controls", run->controller);
    if (run->offered_to[0] != '\0')
        strbuf_addf(&b, ", for %s", run->offered_to);
    else if (run->asked_by[0] != '\0')
        strbuf_addf(&b, ", asked by %s", run->asked_by);
    int cols = utf8_str_width(strbuf_get(&b));
    enum role role = is_ours               ? ROLE_CMD_OWN
                     : run->needs_operator ? ROLE_PROC_ASK
                                           : ROLE_TEXT_LABEL;
    if (cols + 1 < row->cols)
        area_text(row, 0, row->cols - cols - 1, role, strbuf_get(&b));
    strbuf_fini(&b);
    return cols + 2;
}

static void
paint_what(const struct ui *ui, const struct run *run, const struct area *row)
{
    char word[16];
    int right = paint_control(ui, run, row);
    struct area left = area_sub(row, 0, 0, 1, row->cols - right - 1);
    int col = 1 + area_text(&left, 0, 1, ROLE_TEXT_STRONG, run->procedure);
    bool is_dry = str_eq(run->mode, "dry-run");
    struct strbuf b = {0};
    strbuf_addf(&b, " v%s ", run->version);
    int fixed =
        utf8_str_width(strbuf_get(&b)) + 9 + 2 + utf8_str_width(run->mode);
    int room = left.cols - col - fixed - 1;
    int title = utf8_str_width(run->title);
    if (room >= 4) {
        title = title < room ? title : room;
        area_field(&left, 0, col + 1, title, -1, ROLE_TEXT, run->title);
        col += 1 + title;
    }
    if (run->version[0] != '\0')
        col += area_text(&left, 0, col + 1, ROLE_TEXT, strbuf_get(&b) + 1);
    col += 1 + area_text(&left, 0, col + 1, approval_role(run->approval),
                   approval_word(run->approval, word));
    area_text(&left, 0, col + 2, is_dry ? ROLE_PROC_HELD : ROLE_TEXT,
        is_dry ? "DRY RUN" : run->mode);
    strbuf_fini(&b);
}

static void
guards_text(const struct run *run, struct strbuf *out)
{
    const struct pluto *p = run->source.tree;
    size_t n = 0, off = 0;
    for (uint32_t i = 0; p != NULL && i < p->n_stmts; i++) {
        const struct pluto_item *item = runs_item(run, i);
        if (p->stmt[i]->part != PLUTO_WATCHDOG ||
            p->stmt[i]->kind != PLUTO_S_STEP || item == NULL)
            continue;
        off += item->mark == PLUTO_MARK_OFF;
        if (item->mark != PLUTO_MARK_ARMED)
            continue;
        strbuf_addf(out, "%s%s", n++ == 0 ? "guards: " : ", ",
            p->stmt[i]->step.name->text);
    }
    if (off > 0)
        strbuf_addf(out, "%s%zu guard%s OFF", n > 0 ? "; " : "", off,
            off > 1 ? "s" : "");
}

static void
paint_state(const struct ui *ui, const struct run *run, const struct area *row)
{
    struct strbuf b = {0};
    char text[32];
    run_state_text(ui, run, &b);
    int col = 1 + area_text(row, 0, 1, run_state_role(ui, run), strbuf_get(&b));
    strbuf_reset(&b);
    if (run->needs_operator)
        col +=
            2 + area_text(row, 0, col + 2, ROLE_PROC_ASK, "NEEDS AN OPERATOR");
    strbuf_addf(&b, "step %" PRIu64 "/%" PRIu64, run->steps_done, run->steps);
    if (!utc_is_none(run->started) && run->started.ns != 0) {
        bool is_over = !utc_is_none(run->ended) && run->ended.ns != 0;
        int64_t ns = utc_diff_ns(is_over ? run->ended : ui->utc, run->started);
        strbuf_addf(&b, "   %s", seconds_fmt(text, (double)ns / NS_PER_S));
    }
    if (run->expected_s > 0)
        strbuf_addf(&b, " of est. %s", seconds_fmt(text, run->expected_s));
    strbuf_adds(&b, "   ");
    guards_text(run, &b);
    if (col + 3 < row->cols)
        area_field(row, 0, col + 3, row->cols - col - 3, -1, ROLE_TEXT,
            strbuf_get(&b));
    strbuf_fini(&b);
}

/* Why it ended: below the header, in full; the rows it takes. */
static int
paint_why(const struct run *run, const struct area *area, int most)
{
    struct strbuf b = {0};
    int rows = 0;
    run_why_text(run, &b);
    if (b.len > 0)
        rows = words_lines(area->cols - 1, strbuf_get(&b));
    rows = rows < most ? rows : most;
    struct area text = area_sub(area, 0, 1, rows, area->cols - 1);
    if (rows > 0)
        (void)words_paint(&text, 0, ROLE_PROC_FAIL, strbuf_get(&b));
    strbuf_fini(&b);
    return rows;
}

/* ---- tree ---------------------------------------------------------------- */

static void
keep_in_sight(struct run_view *v, const struct run *run, int rows)
{
    size_t n = v->tree.n_rows;
    size_t current = run_tree_find(&v->tree, run->source.tree, run->current);
    size_t failed =
        run_tree_find(&v->tree, run->source.tree, run_why_stmt(run));
    if (v->follows && (failed != SIZE_MAX || current != SIZE_MAX))
        v->at = failed != SIZE_MAX ? failed : current;
    if (n > 0 && v->at >= n)
        v->at = n - 1;
    v->page = rows;
    size_t page = rows > 0 ? (size_t)rows : 1;
    size_t margin = v->follows && page > 4 ? page / 4 : 0;
    if (v->at < v->top + margin)
        v->top = v->at > margin ? v->at - margin : 0;
    if (v->at + margin >= v->top + page)
        v->top = v->at + margin + 1 - page;
    if (v->top + page > n)
        v->top = n > page ? n - page : 0;
}

/* Where the current line is, when it is not in sight. */
static void
paint_where(
    const struct run_view *v, const struct run *run, const struct area *area)
{
    size_t current = run_tree_find(&v->tree, run->source.tree, run->current);
    if (current == SIZE_MAX || v->follows || run->state == RUN_FINISHED)
        return;
    bool is_above = current < v->top;
    if (!is_above && current < v->top + (size_t)area->rows)
        return;
    struct strbuf b = {0};
    strbuf_addf(&b, " current: %s %s, F goes there ", run->current_number,
        is_above ? "above" : "below");
    int cols = utf8_str_width(strbuf_get(&b));
    if (cols < area->cols)
        area_text(area, is_above ? 0 : area->rows - 1, area->cols - cols,
            ROLE_BANNER, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
paint_no_tree(const struct run *run, const struct area *area)
{
    if (run->source.problem[0] != '\0') {
        int row = words_paint(area, 0, ROLE_PROC_FAIL,
            "The procedure's text cannot be shown; it runs all the same:");
        (void)words_paint(area, row, ROLE_TEXT, run->source.problem);
        return;
    }
    area_printf(area, 0, 1, ROLE_HINT,
        "fetching the procedure's text: %" PRIu64 " lines", run->source.lines);
}

static void
paint_tree(struct run_view *v, struct ui *ui, const struct run *run,
    const struct area *area)
{
    if (run->source.tree == NULL) {
        paint_no_tree(run, area);
        return;
    }
    keep_in_sight(v, run, area->rows);
    for (int i = 0; i < area->rows; i++) {
        size_t at = v->top + (size_t)i;
        const struct run_line *line = run_tree_row(&v->tree, at);
        if (line == NULL)
            break;
        struct area row = area_sub(area, i, 0, 1, area->cols);
        run_line_paint(v, run, line, ui->utc, &row);
        if (at == v->at && ui->has_focus)
            area_mark(area, i, 0, -1, CELL_SELECT);
    }
    paint_where(v, run, area);
}

/* ---- below it ------------------------------------------------------------ */

static void
paint_waiting(
    const struct ui *ui, const struct run *run, const struct area *row)
{
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    struct strbuf b = {0};
    bool is_over = run->state == RUN_FINISHED;
    if (why != NULL && !is_over)
        strbuf_addf(&b, "%s; this is how it was", why);
    else if (!runs_is_live(run, shown_clock(ui)))
        strbuf_adds(&b, "nothing is heard of this run; this is how it was");
    else if (run->detail[0] != '\0')
        strbuf_adds(&b, run->detail);
    else if (!is_over)
        strbuf_addf(&b, "at %s %s", run->current_number, run->current_text);
    bool is_bad =
        !is_over && (why != NULL || !runs_is_live(run, shown_clock(ui)));
    area_rule(row, 0, strbuf_get(&b), NULL, false);
    if (is_bad)
        area_role(row, 0, 1, row->cols - 1, ROLE_HEALTH_BAD);
    strbuf_fini(&b);
}

static void
paint_record(const struct run *run, const struct area *area)
{
    uint64_t n = (uint64_t)area->rows;
    uint64_t from =
        run->record_last > n ? run->record_last - n + 1 : run->record_last > 0;
    for (int row = 0; row < area->rows && from != 0; row++) {
        const char *text = runs_record(run, from + (uint64_t)row);
        if (text != NULL)
            area_field(area, row, 1, area->cols - 1, -1, ROLE_TEXT_LABEL, text);
    }
}

static void
paint_question(struct run_view *v, struct ui *ui, const struct run *run,
    const struct area *area)
{
    size_t nth = 0;
    const struct run_prompt *p = run_view_question(v, run, &nth);
    const char *why = run_why_not(ui, ACTION_ACKNOWLEDGE, run);
    if (!v->question.is_open) /* who can answer it */
        (void)str_copy(v->question.message, sizeof v->question.message,
            why != NULL ? why : "");
    if (p != NULL && area->rows > 0)
        question_paint(
            &v->question, p, area, shown_clock(ui), nth, run->n_prompts);
}

/* ---- all of it ----------------------------------------------------------- */

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* Header, tree, what it waits for, the record's end, and the question, which
 * pushes up. */
static void
paint_column(struct run_view *v, struct ui *ui, const struct run *run,
    const struct area *area, bool has_tail)
{
    size_t nth = 0;
    const struct run_prompt *p = run_view_question(v, run, &nth);
    int rows = area->rows;
    int head = rows >= 7 ? 2 : rows >= 4 ? 1 : 0;
    int waiting = rows >= 5 ? 1 : 0;
    int asks = p != NULL ? question_rows(p, area->cols) : 0;
    if (asks > rows - head - waiting - TREE_MIN) { /* it comes first */
        waiting = 0;
        head = asks < rows ? least(head, 1) : 0;
        asks = least(asks, rows);
    }
    int tail = has_tail && rows >= 13 ? TAIL_ROWS : 0;
    if (rows - head - waiting - asks - tail < 2 * TREE_MIN)
        tail = 0;
    struct area below = area_sub(area, head, 0, rows - head, area->cols);
    int most = rows - head - waiting - asks - tail - TREE_MIN;
    most = head < 2 || most < 0 ? 0 : least(most, WHY_ROWS);
    head += paint_why(run, &below, most);
    int tree = rows - head - waiting - asks - tail;
    struct area row = area_sub(area, 0, 0, 1, area->cols);
    if (head > 0)
        paint_what(ui, run, &row);
    row = area_sub(area, 1, 0, 1, area->cols);
    if (head > 1)
        paint_state(ui, run, &row);
    struct area part = area_sub(area, head, 0, tree, area->cols);
    paint_tree(v, ui, run, &part);
    row = area_sub(area, head + tree, 0, waiting, area->cols);
    if (waiting > 0)
        paint_waiting(ui, run, &row);
    part = area_sub(area, head + tree + waiting, 0, tail, area->cols);
    paint_record(run, &part);
    part = area_sub(area, rows - asks, 0, asks, area->cols);
    paint_question(v, ui, run, &part);
}

/* Its display, and the record below. */
static void
paint_side(struct run_view *v, struct ui *ui, const struct run *run,
    const struct area *area)
{
    int rows = 0;
    if (v->has_display && display_page_sync(&v->display, ui) != NULL &&
        v->display.page != NULL) {
        rows = least(v->display.page->rows + 1, area->rows * 2 / 3);
        area_rule(area, 0, v->display.id, "display of this run", false);
        struct area page = area_sub(area, 1, 0, rows - 1, area->cols);
        display_page_paint(&v->display, ui, &page);
    }
    area_rule(area, rows, "RECORD", NULL, false);
    struct area part =
        area_sub(area, rows + 1, 0, area->rows - rows - 1, area->cols);
    paint_record(run, &part);
}

void
run_view_paint(
    struct run_view *v, struct ui *ui, struct run *run, const struct area *area)
{
    bool is_wide = area->cols >= RUN_WIDE_COLS && area->rows >= RUN_WIDE_ROWS;
    if (!is_wide) {
        paint_column(v, ui, run, area, true);
        return;
    }
    int left = area->cols - RUN_SIDE_COLS - 1;
    struct area part = area_sub(area, 0, 0, area->rows, left);
    paint_column(v, ui, run, &part, false);
    area_vline(area, 0, left, area->rows, GLYPH_VLINE, ROLE_BORDER);
    bool had_focus = ui->has_focus;
    ui->has_focus = false; /* its fields are only looked at */
    part = area_sub(area, 0, left + 1, area->rows, RUN_SIDE_COLS);
    paint_side(v, ui, run, &part);
    ui->has_focus = had_focus;
}
