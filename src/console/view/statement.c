/*
 * statement.c - one statement of a run: its text, what became of it, its
 * command, what is said of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/command_shown.h"
#include "console/view/facts.h"
#include "console/view/run_shown.h"
#include "console/view/run_view.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "pluto/catalogue.h"

struct statement_view {
    char *run; /* owned; id or number */
    uint32_t stmt;
    struct facts facts;
    int top, page, lines;
};

static struct run *
run_of(const struct statement_view *v, const struct ui *ui)
{
    return runs_named(&ui->model->runs, v->run);
}

/* ---- facts --------------------------------------------------------------- */

static void
add_buf(struct facts *f, const char *label, enum role role, struct strbuf *b)
{
    if (b->len > 0)
        facts_add(f, label, role, "%s", strbuf_get(b));
    strbuf_fini(b);
}

static void
add_time(struct facts *f, const struct ui *ui, const char *label, int64_t ns)
{
    char time[SHOWN_SIZE];
    if (ns != 0)
        facts_add(f, label, ROLE_TEXT, "%s",
            shown_time(time, ui, (struct utc){ns}, 3));
}

static void
add_item(
    struct facts *f, const struct ui *ui, const struct run *run, uint32_t stmt)
{
    const struct pluto_item *item = runs_item(run, stmt);
    if (item == NULL) {
        facts_add(f, "state", ROLE_PROC_TODO, "-- not initiated");
        return;
    }
    facts_add(f, "state", mark_role(item->mark), "%s %s%s%s%s%s",
        pluto_mark_str(item->mark), pluto_execution_str(item->execution),
        item->execution == PLUTO_X_COMPLETED ? ", " : "",
        item->execution == PLUTO_X_COMPLETED ? pluto_outcome_str(item->outcome)
                                             : "",
        item->reason != PLUTO_R_NONE ? ", " : "",
        item->reason != PLUTO_R_NONE ? pluto_reason_str(item->reason) : "");
    if (item->detail != NULL)
        facts_add(f, "detail", ROLE_TEXT, "%s", item->detail);
    if (item->is_held)
        facts_add(f, "", ROLE_PROC_HELD, "held by a guard");
    if (item->attempt > 0)
        facts_add(f, "attempt", ROLE_TEXT, "%" PRIu32, item->attempt);
    if (item->iteration > 0)
        facts_add(f, "loop", ROLE_TEXT, "number %" PRIu32, item->iteration);
    add_time(f, ui, "started", item->started);
    add_time(f, ui, "ended", item->ended);
    if (item->execution != PLUTO_X_COMPLETED)
        add_time(f, ui, "until", item->deadline);
}

/* The commands that this statement gave: their comment names run and number. */
static void
add_commands(struct facts *f, const struct ui *ui, const struct run *run,
    const char *number)
{
    const struct commands *c = &ui->model->commands;
    struct strbuf key = {0};
    run_name_text(run, &key);
    strbuf_addf(&key, " %s", number);
    for (size_t i = c->n; i-- > 0;) {
        const struct telecommand *t = c->row[i];
        size_t len = key.len;
        bool is_own = strncmp(t->comment, strbuf_get(&key), len) == 0 &&
                      (t->comment[len] == '\0' || t->comment[len] == ' ');
        struct strbuf b = {0};
        if (!is_own)
            continue;
        command_name_text(t, &b);
        strbuf_addf(&b, " %s  ", t->values);
        command_state_text(t, shown_clock(ui), &b);
        strbuf_adds(&b, "  ");
        command_stages_text(t, &b);
        add_buf(f, "command", command_role(t), &b);
        if (t->detail[0] != '\0')
            facts_add(f, "", ROLE_TEXT, "%s", t->detail);
        b = (struct strbuf){0};
        strbuf_addhex(&b, t->data, t->len < 32 ? t->len : 32);
        if (t->len > 32)
            strbuf_adds(&b, " …");
        add_buf(f, "bytes", ROLE_TEXT_LABEL, &b);
    }
    strbuf_fini(&key);
}

static void
add_said(struct facts *f, const struct catalogue_step *said)
{
    char time[32];
    for (size_t i = 0; i < said->n_warnings; i++)
        facts_add(f, "WARNING", ROLE_PROC_FAIL, "%s", said->warning[i]);
    for (size_t i = 0; i < said->n_cautions; i++)
        facts_add(f, "CAUTION", ROLE_PROC_HELD, "%s", said->caution[i]);
    for (size_t i = 0; i < said->n_notes; i++)
        facts_add(f, "NOTE", ROLE_TEXT, "%s", said->note[i]);
    facts_add(f, "actor", ROLE_TEXT, "%s%s", said->actor,
        said->tick ? ", ticked off by a person" : "");
    if (said->duration_ns > 0)
        facts_add(f, "takes", ROLE_TEXT, "%s",
            seconds_fmt(time, (double)said->duration_ns / NS_PER_S));
}

static void
add_tests(struct facts *f, const struct pluto_stmt *s)
{
    if (s->kind != PLUTO_S_STEP && s->kind != PLUTO_S_CONFIRM)
        return; /* others have none */
    for (unsigned i = 0; i < PLUTO_OUTCOME_COUNT; i++)
        if (s->test[i].action != PLUTO_A_DEFAULT)
            facts_add(f, i == 0 ? "then" : "", ROLE_TEXT, "%s: %s",
                pluto_outcome_str((enum pluto_outcome)i),
                pluto_action_str((enum pluto_action)s->test[i].action));
    bool has_default = s->test[PLUTO_NOT_CONFIRMED].action == PLUTO_A_DEFAULT;
    if (has_default)
        facts_add(f, "", ROLE_TEXT_LABEL,
            "otherwise the default: not confirmed and aborted abort");
}

/* As it was written, its lines numbered. */
static void
add_source(struct facts *f, const struct pluto *p, const struct pluto_stmt *s)
{
    uint32_t line, col, off = s->span.off;
    size_t end = (size_t)s->span.off + s->span.len;
    pluto_place(p, off, &line, &col);
    for (unsigned n = 0; off < end && end <= p->len && n < 200; n++) {
        int len = (int)strcspn(p->source + off, "\n");
        if ((size_t)len > end - off)
            len = (int)(end - off);
        facts_add(f, n == 0 ? "text" : "", ROLE_TEXT, "%4u  %.*s", line + n,
            len, p->source + off);
        off += (uint32_t)len + 1;
    }
}

static void
make_facts(struct statement_view *v, const struct ui *ui, const struct run *run)
{
    struct facts *f = &v->facts;
    const struct pluto *p = run->source.tree;
    struct strbuf b = {0};
    struct run_line line = {.kind = RUN_LINE_STMT, .stmt = v->stmt};
    facts_clear(f);
    if (p == NULL || v->stmt >= p->n_stmts) {
        facts_add(f, "", ROLE_HINT, "its text is not here yet");
        return;
    }
    pluto_number(p, v->stmt, &b);
    struct strbuf text = {0};
    run_line_text(run, &line, &text);
    facts_add(f, "statement", ROLE_TEXT_STRONG, "%s  %s", strbuf_get(&b),
        strbuf_get(&text));
    strbuf_fini(&text);
    add_item(f, ui, run, v->stmt);
    add_commands(f, ui, run, strbuf_get(&b));
    const struct catalogue_step *said =
        run->source.catalogue != NULL
            ? catalogue_step_of(run->source.catalogue, v->stmt)
            : NULL;
    if (said != NULL)
        add_said(f, said);
    add_tests(f, p->stmt[v->stmt]);
    for (size_t i = 0; i < run->arguments.n; i++)
        facts_add(f, i == 0 ? "arguments" : "", ROLE_TEXT_LABEL, "%s",
            run->arguments.text[i]);
    add_source(f, p, p->stmt[v->stmt]);
    strbuf_fini(&b);
}

/* ---- the page ------------------------------------------------------------ */

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct statement_view *v = view;
    const struct run *run = run_of(v, ui);
    if (run == NULL) {
        empty_paint(area, ui, "This run is not known any more.",
            "3 lists those that are.");
        return;
    }
    make_facts(v, ui, run);
    v->page = area->rows;
    v->lines = facts_lines(&v->facts, area->cols);
    int last = v->lines > area->rows ? v->lines - area->rows : 0;
    v->top = v->top > last ? last : v->top < 0 ? 0 : v->top;
    facts_paint(&v->facts, area, v->top);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    const struct run *run = run_of(view, ui);
    (void)right;
    if (run == NULL)
        return;
    strbuf_adds(title, " of ");
    run_name_text(run, title);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct statement_view *v = view;
    const struct {
        enum action action;
        int by;
    } moves[] = {{ACTION_UP, -1}, {ACTION_DOWN, 1}, {ACTION_PAGE_UP, -v->page},
        {ACTION_PAGE_DOWN, v->page}, {ACTION_HALF_UP, -(v->page + 1) / 2},
        {ACTION_HALF_DOWN, (v->page + 1) / 2}, {ACTION_TOP, -v->lines - v->top},
        {ACTION_BOTTOM, v->lines}};
    (void)ui;
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            v->top += moves[i].by;
            return UI_REDRAW | UI_HANDLED;
        }
    return 0;
}

static unsigned
update(void *view, struct ui *ui)
{
    struct run *run = run_of(view, ui);
    if (run != NULL)
        runs_want(&ui->model->runs, run, shown_clock(ui));
    return UI_REDRAW;
}

/* "RUN STATEMENT", the statement as its index. */
static void *
open_view(struct ui *ui, const char *argument)
{
    struct statement_view *v = xcalloc(1, sizeof *v);
    size_t len = strcspn(argument, " ");
    unsigned long stmt = strtoul(argument + len, NULL, 10);
    (void)ui;
    v->run = xstrndup(argument, len);
    v->stmt = stmt < PLUTO_NIL ? (uint32_t)stmt : 0;
    return v;
}

static void
close_view(void *view)
{
    struct statement_view *v = view;
    facts_fini(&v->facts);
    free(v->run);
    free(v);
}

static const enum action actions[] = {ACTION_NONE};

const struct view_class view_statement = {
    .name = "statement",
    .title = "Statement",
    .help = "one statement of a run: text, times, command, cautions",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .actions = actions,
    .status = status,
};
