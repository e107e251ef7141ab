/*
 * brief.c - what the trainees of an exercise are told.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/exercise_words.h"
#include "console/view/shown.h"
#include "console/view/views.h"

struct brief_view {
    int top;  /* first line in sight */
    int rows; /* in sight when it was last painted */
    int all;  /* lines there are then */
};

static void *
open_view(struct ui *ui, const char *argument)
{
    (void)ui;
    (void)argument;
    return xcalloc(1, sizeof(struct brief_view));
}

static unsigned
update(void *view, struct ui *ui)
{
    (void)view;
    (void)ui;
    return UI_REDRAW;
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct brief_view *v = view;
    const struct drill *d = &ui->model->drill;
    if (d->state == DRILL_NONE || !drill_is_live(d, shown_clock(ui))) {
        empty_paint(area, ui, "There is no exercise.",
            "When an instructor begins one, what you are told is here.");
        v->all = 0;
        return;
    }
    int cols = area->cols - 2;
    struct area text = area_sub(area, 2, 1, area->rows - 2, cols);
    exercise_state_paint(ui, area, 0);
    v->rows = text.rows;
    v->all = paragraphs_lines(cols, d->brief != NULL ? d->brief : "");
    int most = v->all > v->rows ? v->all - v->rows : 0;
    v->top = v->top > most ? most : v->top;
    (void)paragraphs_paint(&text, -v->top, ROLE_TEXT,
        d->brief != NULL ? d->brief : "Nothing is told beforehand.");
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct brief_view *v = view;
    (void)ui;
    static const struct {
        enum action action;
        int lines, pages;
    } moves[] = {{ACTION_UP, -1, 0}, {ACTION_DOWN, 1, 0},
        {ACTION_PAGE_UP, 0, -2}, {ACTION_PAGE_DOWN, 0, 2},
        {ACTION_HALF_UP, 0, -1}, {ACTION_HALF_DOWN, 0, 1},
        {ACTION_TOP, -100000, 0}, {ACTION_BOTTOM, 100000, 0}};
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (moves[i].action != action)
            continue;
        int most = v->all > v->rows ? v->all - v->rows : 0;
        v->top += moves[i].lines + moves[i].pages * v->rows / 2;
        v->top = v->top < 0 ? 0 : v->top > most ? most : v->top;
        return UI_REDRAW | UI_HANDLED;
    }
    return 0;
}

static const enum action actions[] = {ACTION_NONE};

const struct view_class view_brief = {
    .name = "brief",
    .title = "Brief",
    .help = "what the trainees of an exercise are told",
    .wants_rows = 10,
    .wants_cols = 60,
    .open = open_view,
    .close = free,
    .update = update,
    .paint = paint,
    .act = act,
    .actions = actions,
};
