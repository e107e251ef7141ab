/*
 * exercise_words.c - see exercise_words.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/exercise_words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/shown.h"

static enum role
state_role(enum drill_state state)
{
    return state == DRILL_FROZEN    ? ROLE_EXERCISE_FROZEN
           : state == DRILL_RUNNING ? ROLE_EXERCISE
                                    : ROLE_TEXT_STRONG;
}

void
exercise_state_paint(const struct ui *ui, const struct area *area, int row)
{
    const struct drill *d = &ui->model->drill;
    char word[16], at[DRILL_CLOCK_SIZE], of[DRILL_CLOCK_SIZE];
    (void)str_copy(word, sizeof word, drill_state_str(d->state));
    for (char *c = word; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    int col = area_printf(area, row, 0, state_role(d->state), " %s ", word) + 1;
    if (d->state >= DRILL_RUNNING)
        col += area_printf(area, row, col, ROLE_TEXT_STRONG, "%s",
                   drill_clock(at, d->elapsed_s)) +
               1;
    if (d->duration_s > 0)
        col += area_printf(area, row, col, ROLE_TEXT_LABEL, "of %s",
                   drill_clock(of, d->duration_s)) +
               1;
    col++;
    col += area_printf(area, row, col, ROLE_TEXT_STRONG, "%s", d->name) + 2;
    if (col < area->cols)
        area_field(area, row, col, area->cols - col, -1, ROLE_TEXT,
            d->name[0] != '\0' ? d->title : "without a scenario");
}

static int
paragraphs(const struct area *area, int cols, int row, enum role role,
    const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        char *line = xstrndup(text, len);
        row = area != NULL ? words_paint(area, row, role, line)
                           : row + words_lines(cols, line);
        free(line);
        text += len + (text[len] == '\n');
    }
    return row;
}

int
paragraphs_paint(
    const struct area *area, int row, enum role role, const char *text)
{
    return paragraphs(area, area->cols, row, role, text);
}

int
paragraphs_lines(int cols, const char *text)
{
    return paragraphs(NULL, cols, 0, ROLE_TEXT, text);
}
