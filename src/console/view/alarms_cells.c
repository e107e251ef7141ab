/*
 * alarms_cells.c - what each row of the Alarm view says; see alarms_view.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "console/frame.h"
#include "console/model/alarm_text.h"
#include "console/model/model.h"
#include "console/view/alarms_view.h"
#include "console/view/shown.h"

/* clang-format off */
const struct table_column alarms_columns[ALARMS_COLUMNS] = {
    [COL_MARKS] =     {.title = "S", .min = 1, .max = 1, .has_marks = true},
    [COL_GMT] =       {.title = "GMT", .min = 8, .max = 8},
    [COL_NAME] =      {.title = "PARAMETER", .min = 15, .max = 28},
    [COL_VALUE] =     {.title = "VALUE", .min = 8, .max = 12, .is_right = true,
                       .has_marks = true},
    [COL_THRESHOLD] = {.title = "LIMIT", .min = 13, .max = 14, .priority = 4},
    [COL_UNIT] =      {.title = "UNIT", .min = 6, .max = 8, .priority = 5},
    [COL_LEVEL] =     {.title = "LEVEL", .min = 13, .max = 13, .priority = 1},
    [COL_STATE] =     {.title = "STATE", .min = 16, .max = 18},
    [COL_NOTE] =      {.title = "NOTE", .min = 7, .max = 7, .priority = 3},
    [COL_SINCE] =     {.title = "SINCE", .min = 7, .max = 7, .is_right = true,
                       .priority = 6},
    [COL_WHO] =       {.title = "WHO", .min = 8, .max = 12, .priority = 7},
    [COL_GROUP] =     {.title = "GROUP", .min = 8, .max = 16, .priority = 8},
    [COL_GUIDANCE] =  {.title = "GUIDANCE", .min = 20, .priority = 9},
};
/* clang-format on */

static const char *
name_of(const struct alarms_view *v, const struct alarm_row *a)
{
    const struct value *x = values_get(v->list.ui->model->values, a->item);
    return x && strcmp(x->name, a->name) == 0 ? short_name(&v->names, x)
                                              : a->short_name;
}

static const char *const part_names[PART_COUNT] = {
    "UNACKNOWLEDGED", "ACKNOWLEDGED", "PUT ASIDE"};

static void
title_cell(const struct row *r, unsigned column, struct table_cell *cell)
{
    if (column == COL_NAME)
        cell_set(cell, ROLE_HEADER, "%s", part_names[r->part]);
    if (column == COL_VALUE)
        cell_set(cell, ROLE_HEADER, "%zu", r->n);
}

static void
marks_cell(const struct alarms_view *v, limit_state level, bool is_unack,
    bool is_marked, struct table_cell *cell)
{
    bool is_alarm = limit_state_level(level) >= LIMIT_DISTRESS;
    bool is_on = flash_is_on(v->list.ui->utc);
    cell->left =
        shown_limit_mark(v->list.ui->theme, v->list.ui->is_ascii, level);
    cell->left_role = shown_limit_role(level);
    cell->right = is_marked ? '*' : 0;
    cell->right_role = ROLE_TEXT_STRONG;
    if (is_unack)
        cell_set(cell,
            !is_alarm ? shown_limit_role(level)
            : is_on   ? ROLE_ALARM_UNACK_FLASH
                      : ROLE_ALARM_UNACK,
            "%s", is_on ? "!" : " ");
}

static void
group_cell(const struct alarms_view *v, const struct row *r,
    const struct alarm_row *a, unsigned column, struct table_cell *cell)
{
    switch ((int)column) {
    case COL_MARKS:
        marks_cell(v, r->worst, r->n_unack > 0, false, cell);
        break;
    case COL_GMT:
        cell_set(cell, ROLE_TEXT, "%s",
            alarms_view_is_open(v, r->key) ? "  open" : "  group");
        break;
    case COL_NAME:
        cell_set(cell, ROLE_TEXT_STRONG, "%s", a->group);
        break;
    case COL_VALUE:
        cell_set(cell, ROLE_TEXT_STRONG, "%zu", r->n);
        break;
    case COL_THRESHOLD:
        cell_set(cell, ROLE_TEXT_STRONG, "alarms");
        break;
    case COL_LEVEL:
        cell_set(cell, shown_limit_role(r->worst), "%s",
            limit_level_str(limit_state_level(r->worst)));
        break;
    case COL_STATE:
        cell_set(cell, ROLE_TEXT_STRONG, "%zu UNACK", r->n_unack);
        break;
    default:
        break;
    }
}

/* Put aside: its colours would compete with those that matter. */
static bool
is_aside(const struct alarm_row *a)
{
    return a->life == ALARM_LIFE_SHELVED || a->life == ALARM_LIFE_SUPPRESSED ||
           a->life == ALARM_LIFE_DISABLED;
}

static void
value_cell(const struct alarms_view *v, const struct alarm_row *a,
    struct table_cell *cell)
{
    const struct values *values = v->list.ui->model->values;
    struct strbuf b = {0};
    enum mdb_quality q = alarm_value_text(&b, values, a, v->list.now);
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(&b));
    strbuf_fini(&b);
    shown_quality(cell, v->list.ui, q);
    if (q == MDB_ACQUIRED)
        cell->role = is_aside(a)                    ? ROLE_TEXT_LABEL
                     : limit_state_is_out(a->level) ? shown_limit_role(a->level)
                                                    : ROLE_TEXT_VALUE;
}

/* "08:45:58"; of another day "323/0845". */
static void
time_cell(const struct alarms_view *v, struct utc t, struct table_cell *cell)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        return;
    utc_fmt_doy(text, t, false, 0);
    if (utc_diff_ns(v->list.now.utc, t) < 24 * 3600 * NS_PER_S)
        cell_set(cell, ROLE_TEXT, "%s", text + 4);
    else
        cell_set(cell, ROLE_TEXT, "%.3s/%.2s%.2s", text, text + 4, text + 7);
}

static void
state_cell(const struct alarm_row *a, struct table_cell *cell)
{
    struct strbuf b = {0};
    alarm_state_text(&b, a);
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(&b));
    strbuf_fini(&b);
    cell->role = alarm_is_unacknowledged(a)     ? ROLE_TEXT_STRONG
                 : a->life == ALARM_LIFE_NORMAL ? ROLE_TEXT_DIM
                                                : ROLE_TEXT;
}

static void
note_cell(const struct alarm_row *a, struct table_cell *cell)
{
    const char *first = a->is_first_out ? "1st" : "";
    if (a->occurrences > 1)
        cell_set(cell, ROLE_TEXT_STRONG, "%s%sx%u", first, *first ? " " : "",
            a->occurrences < 999 ? (unsigned)a->occurrences : 999);
    else
        cell_set(cell, ROLE_TEXT_STRONG, "%s", first);
}

static const char *
who(const struct alarm_row *a)
{
    return a->life == ALARM_LIFE_SHELVED || a->life == ALARM_LIFE_DISABLED
               ? a->shelved.name
               : a->acknowledged.name;
}

static void
threshold_cell(const struct alarms_view *v, const struct alarm_row *a,
    struct table_cell *cell)
{
    struct strbuf b = {0};
    alarm_threshold_text(&b, v->list.ui->model->values, a);
    const char *text = strbuf_get(&b), *at = strpbrk(text, "<>");
    if (alarm_is_of_change(a) && at) { /* its figure and unit: on its page */
        size_t op = strcspn(at, " ") + 1;
        cell_set(cell, ROLE_TEXT, "change %.*s",
            (int)(op + strcspn(at + op, " ")), at);
    } else
        cell_set(cell, ROLE_TEXT, "%s", text);
    strbuf_fini(&b);
}

void
alarms_view_cell(
    void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct alarms_view *v = arg;
    const struct row *r = &v->row[v->list.index[row]];
    const struct alarm_row *a = alarms_view_at(v, r->place);
    char out[SHOWN_SIZE];
    if (!a)
        return;
    if (r->kind == ROW_TITLE) {
        title_cell(r, column, cell);
        return;
    }
    if (r->kind == ROW_GROUP) {
        group_cell(v, r, a, column, cell);
        return;
    }
    limit_state level = alarm_level(a);
    switch ((enum alarms_column)column) {
    case COL_MARKS:
        v->place[r->place].number = a->number; /* now it is on the screen */
        marks_cell(v, a->life == ALARM_LIFE_NORMAL ? LIMIT_NORMAL : level,
            alarm_is_unacknowledged(a), v->place[r->place].is_marked, cell);
        break;
    case COL_GMT:
        time_cell(v, a->raised, cell);
        break;
    case COL_NAME:
        cell_set(cell, ROLE_TEXT, "%s", name_of(v, a));
        break;
    case COL_VALUE:
        value_cell(v, a, cell);
        break;
    case COL_THRESHOLD:
        threshold_cell(v, a, cell);
        break;
    case COL_UNIT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->unit);
        break;
    case COL_LEVEL:
        cell_set(cell, is_aside(a) ? ROLE_TEXT_DIM : shown_limit_role(level),
            "%s", limit_state_str(level));
        break;
    case COL_STATE:
        state_cell(a, cell);
        break;
    case COL_NOTE:
        note_cell(a, cell);
        break;
    case COL_SINCE:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_age(out, utc_is_none(a->since)
                               ? -1
                               : utc_diff_ns(v->list.now.utc, a->since)));
        break;
    case COL_WHO:
        cell_set(cell, ROLE_TEXT, "%s", who(a));
        break;
    case COL_GROUP:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->group);
        break;
    case COL_GUIDANCE:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->guidance);
        break;
    }
}
