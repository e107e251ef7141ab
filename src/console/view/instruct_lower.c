/*
 * instruct_lower.c - below the faults: the selected one, brief and notes, what
 * was done.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "console/view/exercise_words.h"
#include "console/view/instruct_view.h"
#include "console/view/shown.h"
#include "sim/scenario.h"

/* ---- the selected fault -------------------------------------------------- */

static const struct scenario_fault *
plan_of(const struct drill *d, const char *id)
{
    for (size_t i = 0; d->plan != NULL && i < d->plan->n_faults; i++)
        if (str_eq(d->plan->fault[i].id, id))
            return &d->plan->fault[i];
    return NULL;
}

static void
add_signs(struct strbuf *b, const struct scenario_sign *sign, size_t n)
{
    static const char *const kinds[] = {[SIGN_ALARM] = "alarm",
        [SIGN_DISPLAY] = "display",
        [SIGN_COMMAND] = "command"};
    for (size_t i = 0; i < n; i++) {
        const char *slash = strrchr(sign[i].name, '/');
        strbuf_addf(b, "%s%s %s", i > 0 ? ", " : "", kinds[sign[i].kind],
            slash != NULL ? slash + 1 : sign[i].name);
    }
}

/* What should lead to a moment, as the scenario has it; appended. */
static void
add_expected(
    struct strbuf *b, const struct scenario_fault *plan, enum drill_moment m)
{
    if (plan == NULL)
        return;
    if (m == DRILL_DETECTED)
        add_signs(b, plan->detect, plan->n_detect);
    if (m == DRILL_DIAGNOSED)
        add_signs(b, plan->diagnose, plan->n_diagnose);
    if (m == DRILL_RECOVERED)
        strbuf_adds(b, plan->has_recover ? plan->recover.text : "when it ends");
}

static int
moment_paint(const struct drill_fault *f, const struct scenario_fault *plan,
    enum drill_moment m, const struct area *area, int row)
{
    static const char *const names[DRILL_MOMENTS] = {
        [DRILL_DETECTED] = "detected",
        [DRILL_ACKNOWLEDGED] = "acknowledged",
        [DRILL_DIAGNOSED] = "diagnosed",
        [DRILL_RECOVERED] = "recovered"};
    char after[DRILL_CLOCK_SIZE], at[DRILL_CLOCK_SIZE];
    struct strbuf b = {0};
    area_text(area, row, 0, ROLE_TEXT_LABEL, names[m]);
    if (isnan(f->s[m])) {
        add_expected(&b, plan, m);
        area_text(area, row, 13, ROLE_TEXT_LABEL, "not yet");
        if (b.len > 0)
            area_printf(area, row, 29, ROLE_TEXT_DIM, "by: %s", strbuf_get(&b));
    } else {
        drill_clock(after, f->s[m] - f->s[DRILL_BEGUN]);
        area_printf(area, row, 13, ROLE_TEXT_STRONG, "after %s", after);
        drill_clock(at, f->s[m]);
        int col =
            29 + area_printf(area, row, 29, ROLE_TEXT_LABEL, "at %s  ", at);
        area_text(area, row, col, ROLE_TEXT, f->by[m]);
    }
    strbuf_fini(&b);
    return row + 1;
}

static int
selected_paint(struct instruct_view *v, struct ui *ui, const struct area *area)
{
    const struct drill *d = &ui->model->drill;
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX || area->rows < 2)
        return 0;
    const struct drill_fault *f = &d->fault[index];
    const struct scenario_fault *plan = plan_of(d, f->id);
    char from[DRILL_CLOCK_SIZE], to[DRILL_CLOCK_SIZE];
    struct strbuf b = {0};
    strbuf_addf(&b, "%s  %s", f->id, f->title);
    area_rule(area, 0, strbuf_get(&b), NULL, false);
    strbuf_reset(&b);
    strbuf_addf(&b, "%s.", f->text);
    if (isnan(f->s[DRILL_BEGUN]))
        strbuf_addf(&b, " Begins %s, ends %s.", f->begins, f->ends);
    else {
        drill_clock(from, f->s[DRILL_BEGUN]);
        strbuf_addf(&b, " Begun at %s,", from);
        if (isnan(f->s[DRILL_OUT]))
            strbuf_addf(&b, " ends %s.", f->ends);
        else
            strbuf_addf(&b, " %s at %s.",
                f->state == DRILL_CLEARED ? "cleared" : "over",
                drill_clock(to, f->s[DRILL_OUT]));
    }
    int row = words_paint(area, 1, ROLE_TEXT, strbuf_get(&b));
    strbuf_fini(&b);
    for (int m = DRILL_DETECTED; m <= DRILL_RECOVERED; m++)
        row = moment_paint(f, plan, (enum drill_moment)m, area, row);
    if (plan != NULL && plan->hint != NULL) {
        drill_clock(from, plan->hint_s);
        area_printf(area, row++, 0, ROLE_TEXT_LABEL, "hint after %s: %s", from,
            plan->hint);
    }
    return row;
}

/* ---- what was done ------------------------------------------------------- */

/* The newest that fit, oldest first. */
static void
record_paint(const struct ui *ui, const struct area *area)
{
    const struct drill *d = &ui->model->drill;
    if (area->rows < 2)
        return;
    struct strbuf right = {0};
    strbuf_addf(&right, "%zu", d->n_marks);
    area_rule(area, 0, "What was done", strbuf_get(&right), false);
    strbuf_fini(&right);
    size_t room = (size_t)area->rows - 1;
    size_t first = d->n_marks > room ? d->n_marks - room : 0;
    if (d->n_marks == 0)
        area_text(area, 1, 0, ROLE_TEXT_LABEL,
            "Nothing yet: displays that trainees open, commands, "
            "acknowledgements and your notes come here.");
    for (size_t i = first; i < d->n_marks; i++) {
        const struct drill_mark *k = &d->mark[i];
        char at[DRILL_CLOCK_SIZE];
        int row = 1 + (int)(i - first);
        area_printf(
            area, row, 0, ROLE_TEXT_LABEL, "%8s", drill_clock(at, k->s));
        area_field(area, row, 10, 10, -1, ROLE_TEXT,
            k->person[0] != '\0' ? k->person : "-");
        area_field(area, row, 21, 11, -1, ROLE_TEXT_LABEL, k->what);
        int col = 33 + area_text(area, row, 33, ROLE_TEXT, k->text) + 2;
        if (k->fault[0] != '\0')
            area_text(area, row, col, ROLE_FAULT_ON, k->fault);
    }
}

/* ---- brief and notes ----------------------------------------------------- */

static void
texts_paint(const struct ui *ui, const struct area *area)
{
    const struct drill *d = &ui->model->drill;
    const char *notes = d->plan != NULL ? d->plan->notes : "";
    if (area->rows < 2)
        return;
    area_rule(area, 0, "Brief: what trainees are told", NULL, false);
    int row = paragraphs_paint(area, 1, ROLE_TEXT,
        d->brief != NULL ? d->brief : "Nothing is told beforehand.");
    if (row + 1 >= area->rows)
        return;
    area_rule(area, row, "Notes: for you alone", NULL, false);
    (void)paragraphs_paint(area, row + 1, ROLE_TEXT,
        notes[0] != '\0'  ? notes
        : d->plan == NULL ? "The scenario's file cannot be read here."
                          : "There are none.");
}

void
instruct_lower_paint(
    struct instruct_view *v, struct ui *ui, const struct area *area)
{
    int used = 0;
    if (v->lower == INSTRUCT_BRIEF) {
        texts_paint(ui, area);
        return;
    }
    if (v->lower == INSTRUCT_SELECTED)
        used = selected_paint(v, ui, area);
    struct area rest = area_sub(area, used, 0, area->rows - used, area->cols);
    record_paint(ui, &rest);
}
