/*
 * procedure.c - one procedure of the library: what its catalogue says, who
 * approved it, what is wrong with it, and its text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/facts.h"
#include "console/view/procedures_view.h"
#include "console/view/run_shown.h"
#include "console/view/shown.h"
#include "console/view/views.h"
#include "pluto/catalogue.h"

struct procedure_view {
    char *id; /* owned */
    struct facts facts;
    int top, page, lines;
};

static const struct procedure_row *
row_of(const struct procedure_view *v, const struct ui *ui)
{
    return procedures_find(&ui->model->procedures, v->id);
}

/* ---- facts --------------------------------------------------------------- */

static void
add_text(struct facts *f, const char *label, enum role role, const char *text)
{
    if (text[0] != '\0')
        facts_add(f, label, role, "%s", text);
}

static void
add_approval(
    struct facts *f, const struct ui *ui, const struct procedure_row *p)
{
    char word[16], time[SHOWN_SIZE];
    facts_add(f, "approval", approval_role(p->approval), "%s%s",
        approval_word(p->approval, word),
        p->was_approved ? ": changed since it was approved" : "");
    add_text(f, "reviewed", ROLE_TEXT, p->reviewed_by);
    if (p->approved_by[0] != '\0')
        facts_add(f, "approved", ROLE_TEXT, "%s  %s", p->approved_by,
            shown_time(time, ui, p->approved, 0));
    if (!p->may_run)
        facts_add(f, "may run", ROLE_PROC_HELD, "no: %s", p->why_not);
    else
        facts_add(f, "may run", ROLE_TEXT, "yes: B starts it");
}

static void
add_catalogue(struct facts *f, const struct procedure_row *p)
{
    char time[32];
    facts_add(f, "title", ROLE_TEXT_STRONG, "%s", p->title);
    add_text(f, "objective", ROLE_TEXT, p->objective);
    facts_add(f, "version", ROLE_TEXT, "%s%s%s", p->version,
        p->author[0] != '\0' ? ", by " : "", p->author);
    if (p->expected_s > 0)
        facts_add(
            f, "takes", ROLE_TEXT, "%s", seconds_fmt(time, p->expected_s));
    add_text(f, "actor", ROLE_TEXT, p->actor);
    add_text(f, "criticality", ROLE_TEXT_STRONG, p->criticality);
    add_text(f, "needs", ROLE_TEXT,
        str_eq(p->link, "none")        ? "no link"
        : str_eq(p->link, "telemetry") ? "telemetry"
                                       : p->link);
    add_text(f, "display", ROLE_TEXT, p->display);
    for (size_t i = 0; i < p->arguments.n; i++)
        facts_add(f, i == 0 ? "arguments" : "", ROLE_TEXT, "%s",
            p->arguments.text[i]);
    facts_add(f, "size", ROLE_TEXT, "%" PRIu64 " steps, %" PRIu64 " statements",
        p->steps, p->statements);
}

static void
add_problems(struct facts *f, const struct procedure_row *p)
{
    facts_add(f, "checks",
        p->errors > 0     ? ROLE_PROC_FAIL
        : p->warnings > 0 ? ROLE_PROC_HELD
                          : ROLE_TEXT,
        p->errors + p->warnings > 0 ? "%" PRIu64 " errors, %" PRIu64 " warnings"
                                    : "passed",
        p->errors, p->warnings);
    for (size_t i = 0; i < p->problems.n; i++)
        facts_add(f, "", ROLE_TEXT, "%s", p->problems.text[i]);
    if (p->problems.n < p->errors + p->warnings)
        facts_add(f, "", ROLE_TEXT_LABEL, "… more: columba check %s", p->file);
    add_text(f, "file", ROLE_TEXT_LABEL, p->file);
    add_text(f, "digest", ROLE_TEXT_LABEL, p->digest);
}

static void
add_said(struct facts *f, const struct run_source *s, enum role role,
    const char *label, const char *const *said, size_t n, uint32_t stmt)
{
    for (size_t i = 0; i < n; i++) {
        struct strbuf b = {0};
        pluto_number(s->tree, stmt, &b);
        strbuf_addf(&b, " %s", said[i]);
        facts_add(f, i == 0 ? label : "", role, "%s", strbuf_get(&b));
        strbuf_fini(&b);
    }
}

/* Warnings, cautions, actors of steps: from the catalogue file itself. */
static void
add_steps(struct facts *f, const struct run_source *s)
{
    const struct catalogue *c = s->catalogue;
    for (size_t i = 0; s->tree != NULL && c != NULL && i < c->n_steps; i++) {
        const struct catalogue_step *step = &c->step[i];
        if (step->stmt >= s->tree->n_stmts)
            continue;
        add_said(f, s, ROLE_PROC_FAIL, "WARNING", step->warning,
            step->n_warnings, step->stmt);
        add_said(f, s, ROLE_PROC_HELD, "CAUTION", step->caution,
            step->n_cautions, step->stmt);
        if (!str_eq(step->actor, CATALOGUE_AUTO))
            facts_add(
                f, "step of", ROLE_TEXT, "%s: %s", step->actor, step->name);
    }
}

/* The text, a line each; tabs are blanks. */
static void
add_source(struct facts *f, const struct run_source *s)
{
    const char *at = strbuf_get(&s->text);
    add_text(f, "text", ROLE_PROC_FAIL, s->problem);
    for (unsigned n = 1; s->has_text && *at != '\0' && n <= 2000; n++) {
        int len = (int)strcspn(at, "\n");
        facts_add(f, n == 1 ? "text" : "", ROLE_TEXT, "%4u  %.*s", n, len, at);
        at += len + (at[len] == '\n');
    }
}

static void
make_facts(struct procedure_view *v, const struct ui *ui,
    const struct procedure_row *p)
{
    struct facts *f = &v->facts;
    const struct run_source *s =
        runs_want_procedure(&ui->model->runs, p->id, shown_clock(ui));
    facts_clear(f);
    add_catalogue(f, p);
    add_approval(f, ui, p);
    add_steps(f, s);
    add_problems(f, p);
    add_source(f, s);
}

/* ---- painting ------------------------------------------------------------ */

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct procedure_view *v = view;
    const struct procedure_row *p = row_of(v, ui);
    if (p == NULL) {
        struct strbuf b = {0};
        strbuf_addf(&b, "No procedure is known as '%s'.", v->id);
        empty_paint(
            area, ui, strbuf_get(&b), "3 lists those that are; q goes back.");
        strbuf_fini(&b);
        return;
    }
    make_facts(v, ui, p);
    v->page = area->rows;
    v->lines = facts_lines(&v->facts, area->cols);
    int last = v->lines > area->rows ? v->lines - area->rows : 0;
    v->top = v->top > last ? last : v->top < 0 ? 0 : v->top;
    facts_paint(&v->facts, area, v->top);
    if (v->top < last && area->rows > 1)
        area_field(area, area->rows - 1, 0, area->cols, 1, ROLE_HINT,
            "… more below (j)");
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    const struct procedure_row *p = row_of(view, ui);
    char word[16];
    if (p == NULL)
        return;
    strbuf_addf(title, " %s", p->id);
    strbuf_adds(right, approval_word(p->approval, word));
}

/* ---- keys ---------------------------------------------------------------- */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    const struct procedure_row *p = row_of(view, ui);
    if (action != ACTION_BEGIN)
        return NULL;
    const char *why = run_why_no_executor(ui->model, shown_clock(ui));
    return p == NULL     ? "there is no such procedure"
           : why != NULL ? why
           : p->may_run  ? NULL
           : *p->why_not ? p->why_not
                         : "it may not run here";
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct procedure_view *v = view;
    const struct {
        enum action action;
        int by;
    } moves[] = {{ACTION_UP, -1}, {ACTION_DOWN, 1}, {ACTION_PAGE_UP, -v->page},
        {ACTION_PAGE_DOWN, v->page}, {ACTION_HALF_UP, -(v->page + 1) / 2},
        {ACTION_HALF_DOWN, (v->page + 1) / 2}, {ACTION_TOP, -v->lines - v->top},
        {ACTION_BOTTOM, v->lines}};
    if (action == ACTION_BEGIN) {
        ui_open(ui, "start", v->id);
        return UI_REDRAW | UI_HANDLED;
    }
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
    (void)view, (void)ui;
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct procedure_view *v = xcalloc(1, sizeof *v);
    const struct procedure_row *p =
        procedures_find(&ui->model->procedures, argument);
    v->id = xstrdup(p != NULL ? p->id : argument);
    return v;
}

static void
close_view(void *view)
{
    struct procedure_view *v = view;
    facts_fini(&v->facts);
    free(v->id);
    free(v);
}

static const enum action actions[] = {ACTION_BEGIN, ACTION_NONE};

const struct view_class view_procedure = {
    .name = "procedure",
    .title = "Procedure",
    .help = "one procedure of the library: catalogue, approval, problems, text",
    .wants_rows = 18,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .complete = procedure_complete,
    .status = status,
};
