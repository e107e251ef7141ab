/*
 * commands_history.c - every command of the instance, newest first.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/view/command_shown.h"
#include "console/view/commands_view.h"
#include "console/view/list.h"
#include "console/view/shown.h"

#define FOOT_ROWS   3 /* the selected one, in words */
#define FOOT_FROM   12
#define NARROW_COLS 66

enum column {
    COL_NUMBER,
    COL_TIME,
    COL_COMMAND,
    COL_MARK,
    COL_STATE,
    COL_AGE,
    COL_STAGES,
    COL_WHO,
};

/* clang-format off */
#define COLUMNS(command_min)                                                   \
    [COL_NUMBER] =  {.title = "#", .min = 3, .max = 5, .is_right = true},      \
    [COL_TIME] =    {.title = "GMT", .min = 8, .max = 8, .priority = 2},       \
    [COL_COMMAND] = {.title = "COMMAND", .min = command_min},                  \
    [COL_MARK] =    {.title = "", .min = 1, .max = 1},                         \
    [COL_STATE] =   {.title = "STATE", .min = 16, .max = 16},                  \
    [COL_AGE] =     {.title = "AGE", .min = 6, .max = 6, .priority = 3,        \
                     .is_right = true},                                        \
    [COL_STAGES] =  {.title = "STAGES", .min = 17, .max = 24, .priority = 4},  \
    [COL_WHO] =     {.title = "WHO", .min = 4, .max = 12, .priority = 5},

static const struct table_column narrow[] = {COLUMNS(8)};
static const struct table_column columns[] = {COLUMNS(16)};
/* clang-format on */

struct history_view {
    struct list_view list; /* first */
    bool is_fresh;         /* the rows are those of this version */
    unsigned version;
};

static const struct commands *
commands_of(const void *view)
{
    const struct history_view *v = view;
    return &v->list.ui->model->commands;
}

/* Index 0 is the newest. */
static const struct telecommand *
command_at(const void *view, size_t index)
{
    const struct commands *c = commands_of(view);
    return c->row[c->n - 1 - index];
}

static const struct telecommand *
selected(const struct history_view *v)
{
    size_t index = list_selected(&v->list);
    return index < commands_of(v)->n ? command_at(v, index) : NULL;
}

static size_t
count(const void *view)
{
    return commands_of(view)->n;
}

static uint64_t
key(const void *view, size_t index)
{
    char half[17];
    (void)str_copy(half, sizeof half, command_at(view, index)->id);
    return strtoull(half, NULL, 16);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct telecommand *t = command_at(view, index);
    const char *const words[] = {t->name, t->values, t->person, t->approved_by,
        t->origin, t->detail, t->comment, command_word(t)};
    strbuf_addf(out, "#%" PRIu64, t->number);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        strbuf_addc(out, ' ');
        strbuf_adds(out, words[i]);
    }
    strbuf_adds(out, " state=");
    strbuf_adds(out, command_state_str(t->state));
}

static int
compare_number(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int
compare(const void *view, unsigned column, size_t a, size_t b)
{
    const struct telecommand *x = command_at(view, a), *y = command_at(view, b);
    switch (column) {
    case COL_COMMAND:
        return strcmp(x->short_name, y->short_name);
    case COL_STATE:
        return (int)x->state - (int)y->state;
    case COL_WHO:
        return strcmp(x->person, y->person);
    default:
        return compare_number(x->number, y->number);
    }
}

static const struct list_source source = {.count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable =
        1u << COL_NUMBER | 1u << COL_COMMAND | 1u << COL_STATE | 1u << COL_WHO};

/* ---- painting -------------------------------------------------------------
 */

static void
take_text(struct table_cell *cell, enum role role, struct strbuf *text)
{
    cell_set(cell, role, "%s", strbuf_get(text));
    strbuf_fini(text);
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct history_view *v = arg;
    const struct telecommand *t = command_at(v, v->list.index[row]);
    struct clock now = shown_clock(v->list.ui);
    bool is_over = command_role(t) == ROLE_CMD_OVER;
    enum role role = is_over ? ROLE_CMD_OVER : ROLE_TEXT;
    char out[SHOWN_SIZE];
    struct strbuf b = {0};
    switch ((enum column)column) {
    case COL_NUMBER:
        cell_set(cell, role, "%" PRIu64, t->number);
        break;
    case COL_TIME:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", shown_hms(out, t->submitted, 0));
        break;
    case COL_COMMAND:
        command_values_text(v->list.ui, t, false, &b);
        cell_set(cell, role, "%s %s", t->short_name, strbuf_get(&b));
        strbuf_fini(&b);
        break;
    case COL_STATE:
        command_state_text(t, now, &b);
        take_text(cell, command_role(t), &b);
        break;
    case COL_MARK:
        cell_set(cell, command_role(t), "%c", command_mark(t->state));
        break;
    case COL_AGE:
        cell_set(cell, role, "%s",
            shown_age(out, utc_is_none(command_since(t))
                               ? -1
                               : utc_diff_ns(now.utc, command_since(t))));
        break;
    case COL_STAGES:
        command_stages_text(t, &b);
        take_text(cell, role, &b);
        break;
    case COL_WHO:
        cell_set(cell, role, "%s", t->person);
        break;
    }
}

/* As much of the arguments as leaves room for the rest. */
static void
add_arguments(const struct history_view *v, const struct telecommand *t,
    int cols, struct strbuf *out)
{
    struct strbuf all = {0};
    command_values_text(v->list.ui, t, false, &all);
    const char *end = strbuf_get(&all);
    int used = 0;
    for (size_t len; *end != '\0' && used < cols; end += len) {
        for (len = 1; ((unsigned char)end[len] & 0xc0) == 0x80;)
            len++;
        used++;
    }
    if (all.len > 0 && used >= 4) {
        strbuf_addc(out, ' ');
        strbuf_add(out, all.s, (size_t)(end - all.s));
        if (*end != '\0')
            strbuf_adds(out, "…");
    }
    strbuf_fini(&all);
}

/* The selected one in words: who, what it waits for or why it ended. */
static void
paint_selected(const struct history_view *v, const struct area *area)
{
    const struct telecommand *t = selected(v);
    struct strbuf b = {0};
    if (t == NULL || area->rows < 2)
        return;
    static const char right[] = "Enter: all of it";
    struct strbuf people = {0};
    strbuf_addf(&people, " by %s, %s", t->person, t->origin);
    if (t->approved_by[0] != '\0')
        strbuf_addf(&people, ", approved by %s", t->approved_by);
    if (t->fired_by[0] != '\0')
        strbuf_addf(&people, ", fired by %s", t->fired_by);
    command_name_text(t, &b);
    add_arguments(v, t,
        area->cols - utf8_str_width(strbuf_get(&b)) -
            utf8_str_width(strbuf_get(&people)) - (int)sizeof right - 6,
        &b);
    strbuf_adds(&b, strbuf_get(&people));
    area_rule(area, 0, strbuf_get(&b), right, false);
    strbuf_fini(&people);
    strbuf_fini(&b);
    const char *detail = telecommand_is_unknown(t) && t->detail[0] == '\0'
                             ? "nobody knows what became of it: check TM"
                             : t->detail;
    int line = detail[0] == '\0' ? 1 : words_paint(area, 1, ROLE_TEXT, detail);
    if (t->reason[0] != '\0')
        (void)words_paint(area, line, ROLE_TEXT_LABEL, t->reason);
}

static void
paint_empty(
    const struct history_view *v, struct ui *ui, const struct area *area)
{
    const struct model *m = v->list.ui->model;
    const char *why = command_why_no_gate(m, shown_clock(ui));
    char missing[96];
    if (m->commands.has_gate || why == NULL)
        why = "no commands were given in this instance yet";
    (void)snprintf(missing, sizeof missing, "%c%s.", toupper(why[0]), why + 1);
    empty_paint(area, ui, missing,
        command_may_have_gate(m)
            ? "Those that are given stand here, newest first."
            : "An instance commands when its mission.conf names an "
              "uplink: columba-mission(5).");
}

/* Ten thousand rows are looked through when one has changed, not each time. */
static void
refresh(struct history_view *v)
{
    const struct commands *c = commands_of(v);
    if (!v->is_fresh || v->version != c->version)
        list_refresh(&v->list);
    v->is_fresh = true;
    v->version = c->version;
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct history_view *v = view;
    list_begin(&v->list, ui);
    refresh(v);
    if (v->list.total == 0) {
        paint_empty(v, ui, area);
        return;
    }
    int foot = area->rows >= FOOT_FROM ? FOOT_ROWS : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    v->list.table.column = area->cols < NARROW_COLS ? narrow : columns;
    list_paint(&v->list, &top, cell, v);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    paint_selected(v, &rest);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct history_view *v = view;
    const struct commands *c = &ui->model->commands;
    list_begin(&v->list, ui);
    list_status(&v->list, title);
    if (c->forgotten > 0)
        strbuf_addf(title, ", %" PRIu64 " older are not kept", c->forgotten);
    if (!c->has_gate)
        return;
    if (!commands_are_live(c, shown_clock(ui)))
        strbuf_adds(right, "no gate");
    else
        strbuf_addf(right,
            "waiting %" PRIu64 "  queued %" PRIu64 "  open %" PRIu64
            "  unknown %" PRIu64,
            c->gate.waiting, c->gate.queued, c->gate.open, commands_unknown(c));
}

/* ---- keys -----------------------------------------------------------------
 */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct history_view *v = view;
    list_begin(&v->list, ui);
    if (action == ACTION_ARM || action == ACTION_CANCEL)
        return command_why_not(ui, action, selected(v));
    if (action == ACTION_OPEN || action == ACTION_DETAIL ||
        action == ACTION_MARK || action == ACTION_RANGE)
        return selected(v) == NULL ? "no command is selected" : NULL;
    return NULL;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct history_view *v = view;
    list_begin(&v->list, ui);
    const struct telecommand *t = selected(v);
    switch ((int)action) {
    case ACTION_OPEN:
    case ACTION_DETAIL:
        if (t != NULL)
            ui_open(ui, "command", t->id);
        return UI_HANDLED;
    case ACTION_ARM:
    case ACTION_CANCEL:
        if (t != NULL && ui->command != NULL &&
            command_why_not(ui, action, t) == NULL)
            ui->command(ui->console, action, t->id);
        return UI_REDRAW | UI_HANDLED;
    default:
        return list_act(&v->list, action);
    }
}

/* ---- export ---------------------------------------------------------------
 */

static void
json_time(struct json *j, const char *name, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (!utc_is_none(t))
        json_str(j, name, utc_fmt_iso(text, t, false));
}

static void
json_row(const struct telecommand *t, struct strbuf *out)
{
    struct json j = {0};
    struct strbuf stages = {0};
    command_stages_text(t, &stages);
    json_object(&j);
    json_int(&j, "v", 1);
    json_uint(&j, "number", t->number);
    json_str(&j, "id", t->id);
    json_str(&j, "state", command_state_str(t->state));
    json_str(&j, "command", t->name);
    json_str(&j, "values", t->values);
    json_str(&j, "detail", t->detail);
    json_str(&j, "person", t->person);
    json_str(&j, "approved_by", t->approved_by);
    json_str(&j, "fired_by", t->fired_by);
    json_str(&j, "digest", t->digest);
    json_str(&j, "stages", strbuf_get(&stages));
    json_time(&j, "submitted", t->submitted);
    json_time(&j, "released", t->released);
    json_time(&j, "sent", t->sent);
    json_time(&j, "ended", t->ended);
    json_end(&j);
    char *line = json_take(&j);
    strbuf_addf(out, "%s\n", line);
    free(line);
    strbuf_fini(&stages);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct history_view *v = view;
    list_begin(&v->list, ui);
    for (size_t i = 0; i < v->list.n; i++)
        json_row(command_at(v, v->list.index[i]), out);
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct history_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    (void)list_view_update(v, ui);
    return v;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_ARM, ACTION_CANCEL, ACTION_NONE};

const struct view_class commands_history = {
    .name = "history",
    .title = "History",
    .help = "every command that was given, newest first",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = list_view_close,
    .update = list_view_update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = list_view_search,
    .filter = list_view_filter,
    .press = list_view_press,
    .only_marked = list_view_only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
