/*
 * health.c - what is wrong, in words, and the processes of the instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"

#define PROBLEMS_MAX 32

enum column {
    COL_NAME,
    COL_LIFE,
    COL_HEARD,
    COL_CPU,
    COL_MEMORY,
    COL_RESTARTS,
    COL_UP,
    COL_PID,
    COL_MISSED,
    COL_REFUSED,
    COL_DATABASE,
    COL_VERSION,
    COL_DETAIL,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_NAME] =     {.title = "PROCESS", .min = 10, .max = 16},
    [COL_LIFE] =     {.title = "STATE", .min = 15, .max = 15},
    [COL_HEARD] =    {.title = "HEARD", .min = 7, .max = 7, .is_right = true,
                      .priority = 1},
    [COL_CPU] =      {.title = "CPU", .min = 6, .max = 6, .is_right = true,
                      .priority = 3},
    [COL_MEMORY] =   {.title = "MEMORY", .min = 7, .max = 8, .is_right = true,
                      .priority = 3},
    [COL_RESTARTS] = {.title = "RESTARTS", .min = 8, .max = 8,
                      .is_right = true, .priority = 2},
    [COL_UP] =       {.title = "UP", .min = 7, .max = 7, .is_right = true,
                      .priority = 4},
    [COL_PID] =      {.title = "PID", .min = 7, .max = 8, .is_right = true,
                      .priority = 5},
    [COL_MISSED] =   {.title = "MISSED", .min = 7, .max = 9, .is_right = true,
                      .priority = 6},
    [COL_REFUSED] =  {.title = "REFUSED", .min = 7, .max = 9,
                      .is_right = true, .priority = 6},
    [COL_DATABASE] = {.title = "DATABASE", .min = 9, .max = 9, .priority = 7},
    [COL_VERSION] =  {.title = "VERSION", .min = 12, .max = 24, .priority = 8},
    [COL_DETAIL] =   {.title = "DETAIL", .min = 16, .priority = 9},
};
/* clang-format on */

struct health_view {
    struct list_view list; /* first */
};

static const struct process_row *
row_of(const void *view, size_t index)
{
    const struct health_view *v = view;
    return &v->list.ui->model->processes.row[index];
}

static size_t
count(const void *view)
{
    const struct health_view *v = view;
    return v->list.ui->model->processes.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, row_of(view, index)->name);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct health_view *v = view;
    const struct process_row *r = row_of(view, index);
    strbuf_addf(out, "%s %s %s %s", r->name,
        process_life_str(process_life(r, v->list.now)), r->detail, r->version);
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static enum role
life_role(enum process_life life)
{
    switch (life) {
    case PROCESS_STARTING:
        return ROLE_HEALTH_WARN;
    case PROCESS_SILENT:
    case PROCESS_ABSENT:
    case PROCESS_STOPPED:
        return ROLE_HEALTH_BAD;
    case PROCESS_READY:
    case PROCESS_LIFE_COUNT:
        break;
    }
    return ROLE_HEALTH_OK;
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct health_view *v = arg;
    const struct process_row *r = row_of(v, v->list.index[row]);
    enum process_life life = process_life(r, v->list.now);
    char out[SHOWN_SIZE];
    bool is_known = r->has_heartbeat;
    switch ((enum column)column) {
    case COL_NAME:
        cell_set(cell, ROLE_TEXT_STRONG, "%s", r->name);
        break;
    case COL_LIFE:
        cell_set(cell, life_role(life), "%s",
            life == PROCESS_STARTING && r->state[0] ? r->state
                                                    : process_life_str(life));
        break;
    case COL_HEARD:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_age(
                out, is_known ? mono_diff_ns(v->list.now.mono, r->heard) : -1));
        break;
    case COL_CPU:
        cell_set(cell, ROLE_TEXT, is_known ? "%.1f %%" : "-", r->cpu * 100);
        break;
    case COL_MEMORY:
        cell_set(cell, ROLE_TEXT, "%s",
            is_known ? shown_bytes(out, (double)r->rss_bytes) : "-");
        break;
    case COL_RESTARTS:
        cell_set(cell, r->restarts ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL,
            r->has_supervisor ? "%" PRIu64 : "-", r->restarts);
        break;
    case COL_UP:
        cell_set(cell, ROLE_TEXT_LABEL, "%s",
            shown_age(
                out, is_known ? utc_diff_ns(v->list.now.utc, r->started) : -1));
        break;
    case COL_PID:
        cell_set(cell, ROLE_TEXT_LABEL, is_known ? "%" PRIu64 : "-", r->pid);
        break;
    case COL_MISSED:
        cell_set(cell, r->missed ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL,
            "%" PRIu64, r->missed);
        break;
    case COL_REFUSED:
        cell_set(cell, r->refused ? ROLE_TEXT_STRONG : ROLE_TEXT_LABEL,
            "%" PRIu64, r->refused);
        break;
    case COL_DATABASE:
        cell_set(cell, ROLE_TEXT_LABEL, r->mdb_hash ? "%08" PRIx64 : "-",
            r->mdb_hash >> 32);
        break;
    case COL_VERSION:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->version);
        break;
    case COL_DETAIL:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", r->detail);
        break;
    }
}

/* ---- around the table
 * --------------------------------------------------------- */

static enum role
level_role(enum health_level level)
{
    return level == HEALTH_ALARM     ? ROLE_HEALTH_BAD
           : level == HEALTH_CAUTION ? ROLE_HEALTH_WARN
                                     : ROLE_TEXT;
}

/* The problems in words, worst first; returns the next free line. */
static int
paint_problems(const struct health_view *v, const struct area *area)
{
    static const char *const word[] = {[HEALTH_OK] = "ok",
        [HEALTH_NOTE] = "note",
        [HEALTH_CAUTION] = "caution",
        [HEALTH_ALARM] = "ALARM"};
    struct health all[PROBLEMS_MAX];
    size_t n = health_list(v->list.ui->model, v->list.now, all, PROBLEMS_MAX);
    if (n == 0)
        all[n++] = health_of(v->list.ui->model, v->list.now);
    int line = 0;
    for (enum health_level level = HEALTH_ALARM + 1; level-- > HEALTH_OK;)
        for (size_t i = 0; i < n && line < area->rows; i++) {
            if (all[i].level != level)
                continue;
            area_text(area, line, 0, level_role(level), word[level]);
            struct area right =
                area_sub(area, line, 9, area->rows - line, area->cols - 9);
            line += words_paint(&right, 0, ROLE_TEXT, all[i].text);
        }
    return line;
}

static void
paint_selected(const struct health_view *v, const struct area *area)
{
    size_t index = list_selected(&v->list);
    if (index == SIZE_MAX)
        return;
    const struct process_row *r = row_of(v, index);
    struct strbuf b = {0};
    strbuf_addf(&b, "without %s: %s", r->name, process_consequence(r->name));
    if (r->ended[0])
        strbuf_addf(&b, "; it ended last: %s", r->ended);
    (void)words_paint(area, 0, ROLE_TEXT_LABEL, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
paint_figures(const struct health_view *v, const struct area *area, int line)
{
    const struct model *m = v->list.ui->model;
    char kept[SHOWN_SIZE];
    area_printf(area, line, 0, ROLE_TEXT_LABEL,
        "here: %" PRIu64 " messages, %" PRIu64 " missed, %" PRIu64
        " refused; %zu parameters; packets kept: %s",
        m->messages, m->missed,
        m->refusals.malformed + m->refusals.other_database,
        values_known(m->values),
        shown_bytes(kept, (double)m->packets.kept_bytes));
    if (values_mdb(m->values))
        area_printf(area, line + 1, 0, ROLE_TEXT_LABEL,
            "mission database %08" PRIx64 ": %s, %" PRIu64 " warnings",
            values_hash(m->values) >> 32, values_mdb(m->values)->file,
            m->mdb_warnings);
    else
        area_printf(area, line + 1, 0, ROLE_TEXT_LABEL,
            "no mission database here: names come from the frontend%s%s",
            m->mdb_problem[0] ? "; " : "", m->mdb_problem);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct health_view *v = view;
    list_begin(&v->list, ui);
    struct area head = area_sub(area, 0, 0, area->rows / 2, area->cols);
    int line = paint_problems(v, &head);
    if (line > head.rows)
        line = head.rows;
    int foot = area->rows - line >= 8 ? 4 : 0;
    struct area middle =
        area_sub(area, line, 0, area->rows - line - foot, area->cols);
    if (v->list.total > 0)
        list_paint(&v->list, &middle, cell, v);
    if (foot == 0)
        return;
    struct area rest =
        area_sub(area, area->rows - foot, 0, foot - 2, area->cols);
    paint_selected(v, &rest);
    paint_figures(v, area, area->rows - 2);
}

/* ---- life
 * ---------------------------------------------------------------------- */

static void *
open_view(struct ui *ui, const char *argument)
{
    struct health_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct health_view *v = view;
    list_begin(&v->list, ui);
    return list_act(&v->list, action);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct health_view *v = view;
    size_t ready = 0;
    (void)ui;
    list_status(&v->list, title);
    for (size_t i = 0; i < count(v); i++)
        ready += process_life(row_of(v, i), v->list.now) == PROCESS_READY;
    strbuf_addf(right, "%zu of %zu ready", ready, count(v));
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct health_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct process_row *r = row_of(v, v->list.index[i]);
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "process", r->name);
        json_str(&j, "state", process_life_str(process_life(r, v->list.now)));
        json_uint(&j, "pid", r->pid);
        json_uint(&j, "restarts", r->restarts);
        json_uint(&j, "rss_bytes", r->rss_bytes);
        json_double(&j, "cpu", r->cpu);
        json_uint(&j, "missed", r->missed);
        json_uint(&j, "refused", r->refused);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_MARK, ACTION_RANGE, ACTION_SEARCH,
    ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_health = {
    .name = "health",
    .title = "Health",
    .help = "what is wrong, in words; the processes of the instance",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = list_view_close,
    .update = list_view_update,
    .paint = paint,
    .act = act,
    .actions = actions,
    .status = status,
    .search = list_view_search,
    .filter = list_view_filter,
    .press = NULL,
    .only_marked = list_view_only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
