/*
 * commands_catalogue.c - all commands of the mission database, and what stands
 * against sending each of them now.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/model/holding.h"
#include "console/view/command_shown.h"
#include "console/view/commands_view.h"
#include "console/view/dry_run.h"
#include "console/view/list.h"
#include "console/view/shown.h"
#include "console/view/views.h"

#define FOOT_ROWS   4 /* the selected one, in words */
#define FOOT_FROM   12
#define NARROW_COLS 66

enum column {
    COL_SYSTEM,
    COL_MARK,
    COL_COMMAND,
    COL_LEVEL,
    COL_NOW,
    COL_ARGUMENTS,
    COL_ABOUT,
};

/* clang-format off */
#define COLUMNS(system, command_min)                                           \
    [COL_SYSTEM] =    system,                                                  \
    [COL_MARK] =      {.title = "", .min = 2, .max = 2},                       \
    [COL_COMMAND] =   {.title = "COMMAND", .min = command_min, .max = 28},     \
    [COL_LEVEL] =     {.title = "LEVEL", .min = 9, .max = 9, .priority = 1},   \
    [COL_NOW] =       {.title = "NOW", .min = 14, .max = 32, .priority = 2},    \
    [COL_ARGUMENTS] = {.title = "ARGUMENTS", .min = 16, .max = 48,             \
                       .priority = 5},                                         \
    [COL_ABOUT] =     {.title = "DESCRIPTION", .min = 16, .priority = 3},
#define SYSTEM    {.title = "SYSTEM", .min = 8, .max = 20, .priority = 4}
#define NO_SYSTEM {.title = "", .min = 1, .max = 1, .priority = 9}

/* A column of systems only where there are several. */
static const struct table_column columns[2][2][COL_ABOUT + 1] = {
    {{COLUMNS(NO_SYSTEM, 14)}, {COLUMNS(NO_SYSTEM, 10)}},
    {{COLUMNS(SYSTEM, 14)}, {COLUMNS(SYSTEM, 10)}}};
/* clang-format on */

struct catalogue_view {
    struct list_view list; /* first */
    struct dry_run dry;
    unsigned version;                 /* of the composer, that `order` fits */
    const struct mdb_command **order; /* owned; those that can be sent, by
                                         system and name */
    size_t n;
    bool has_systems; /* more than one */
    bool is_cut;      /* only the marked rows are in the list */
};

static const struct mdb *
mdb_of(const void *view)
{
    const struct catalogue_view *v = view;
    return v->list.ui->model->composer.mdb;
}

static const struct mdb_command *
command_at(const void *view, size_t index)
{
    const struct catalogue_view *v = view;
    return v->order[index];
}

static const struct mdb_command *
selected(const struct catalogue_view *v)
{
    size_t index = list_selected(&v->list);
    return index < v->n ? v->order[index] : NULL;
}

/* "/SIF/TC" of "/SIF/TC/HTR_ON". */
static size_t
system_len(const struct mdb_command *c)
{
    const char *slash = strrchr(c->name, '/');
    return slash != NULL ? (size_t)(slash - c->name) : 0;
}

static bool
same_system(const struct mdb_command *a, const struct mdb_command *b)
{
    size_t n = system_len(a);
    return n == system_len(b) && strncmp(a->name, b->name, n) == 0;
}

static int
by_system(const void *a, const void *b)
{
    const struct mdb_command *const *x = a, *const *y = b;
    size_t n = system_len(*x), m = system_len(*y);
    int order = strncmp((*x)->name, (*y)->name, n < m ? n : m);
    if (order == 0)
        order = n < m ? -1 : n > m;
    return order != 0 ? order : strcmp((*x)->short_name, (*y)->short_name);
}

/* Once for each database.  What passes a filter, and the order, depends on
 * nothing else: ten thousand are not looked at again with each sample. */
static void
arrange(struct catalogue_view *v)
{
    const struct mdb *mdb = mdb_of(v);
    unsigned version = v->list.ui->model->composer.version;
    if (v->version == version)
        return;
    v->version = version;
    v->dry = (struct dry_run){0};
    free(v->order);
    v->order = xcalloc(
        mdb != NULL ? (size_t)mdb->n_commands + 1 : 1, sizeof *v->order);
    v->n = 0;
    for (uint32_t i = 0; mdb != NULL && i < mdb->n_commands; i++)
        if (!mdb->command[i].is_abstract)
            v->order[v->n++] = &mdb->command[i];
    qsort(v->order, v->n, sizeof *v->order, by_system);
    v->has_systems = v->n > 0 && !same_system(v->order[0], v->order[v->n - 1]);
    list_refresh(&v->list);
}

/* First thing in every function that gets a struct ui. */
static void
begin(struct catalogue_view *v, struct ui *ui)
{
    list_begin(&v->list, ui);
    arrange(v);
}

/* ---- what it shows -------------------------------------------------------
 */

static struct holding_sight
sight_of(const struct catalogue_view *v, const struct mdb_command *c)
{
    return (struct holding_sight){
        .model = v->list.ui->model, .command = c, .now = v->list.now};
}

/* The level that holds without looking at telemetry, for order and search. */
static enum mdb_consequence
level_of(const struct mdb_command *c)
{
    return c->significance[c->n_significances - 1].level;
}

static const char *
about(const struct mdb_command *c)
{
    const char *text =
        c->short_description != NULL ? c->short_description : c->description;
    return text != NULL ? text : "";
}

/* "Battery [State=OFF]" */
static void
arguments_text(const struct mdb_command *c, struct strbuf *out)
{
    for (uint32_t i = 0; i < c->n_leaves && out->len < TABLE_CELL_SIZE; i++) {
        const struct mdb_leaf *leaf = &c->leaf[i];
        const char *blank = out->len > 0 ? " " : "";
        if (leaf->source == MDB_LEAF_GIVEN)
            strbuf_addf(out, "%s%s", blank, leaf->name);
        else if (leaf->source == MDB_LEAF_DEFAULT)
            strbuf_addf(out, "%s[%s=%s]", blank, leaf->name, leaf->text);
    }
}

static size_t
count(const void *view)
{
    const struct catalogue_view *v = view;
    return v->n;
}

static uint64_t
key(const void *view, size_t index)
{
    return list_name_key(0, command_at(view, index)->name);
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct mdb_command *c = command_at(view, index);
    enum command_ceremony ceremony = command_ceremony(level_of(c));
    strbuf_addf(out, "%s %s %s ", c->name, about(c),
        ceremony != CEREMONY_NORMAL ? command_ceremony_str(ceremony) : "");
    arguments_text(c, out);
}

/* Critical ones first, and commands with more behind them. */
static int
compare(const void *view, unsigned column, size_t a, size_t b)
{
    const struct mdb_command *x = command_at(view, a), *y = command_at(view, b);
    if (column == COL_LEVEL)
        return (int)level_of(y) - (int)level_of(x);
    return strcmp(x->short_name, y->short_name);
}

static const struct list_source source = {.count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_COMMAND | 1u << COL_LEVEL};

/* ---- painting ------------------------------------------------------------
 */

/* The first row of a group, and of the screen, names the system. */
static bool
names_system(const struct catalogue_view *v, size_t row)
{
    return v->list.table.sort_column >= 0 || row == v->list.table.top ||
           row == 0 ||
           !same_system(command_at(v, v->list.index[row - 1]),
               command_at(v, v->list.index[row]));
}

static void
now_cell(const struct catalogue_view *v, const struct mdb_command *c,
    struct table_cell *cell)
{
    const struct holding_sight sight = sight_of(v, c);
    struct strbuf why = {0};
    enum holding h = holding_constraints(&sight, &why);
    if (h != HOLDING_YES)
        cell_set(cell, ROLE_HEALTH_WARN, "%s: %s",
            h == HOLDING_NO ? "no" : "stale", strbuf_get(&why));
    else if (c->n_constraints > 0)
        cell_set(cell, ROLE_TEXT_LABEL, "held");
    strbuf_fini(&why);
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct catalogue_view *v = arg;
    const struct mdb_command *c = command_at(v, v->list.index[row]);
    const struct holding_sight sight = sight_of(v, c);
    enum command_ceremony ceremony =
        column == COL_MARK || column == COL_LEVEL
            ? command_ceremony(holding_significance(&sight)->level)
            : CEREMONY_NORMAL;
    struct strbuf b = {0};
    switch ((enum column)column) {
    case COL_SYSTEM:
        if (v->has_systems && names_system(v, row))
            cell_set(
                cell, ROLE_TEXT_LABEL, "%.*s", (int)system_len(c), c->name);
        break;
    case COL_MARK:
        cell_set(cell, ROLE_CMD_ARMED, "%s", ceremony_mark(ceremony));
        break;
    case COL_COMMAND:
        cell_set(cell, ROLE_TEXT, "%s", c->short_name);
        break;
    case COL_LEVEL:
        if (ceremony != CEREMONY_NORMAL)
            cell_set(
                cell, ROLE_CMD_ARMED, "%s", command_ceremony_str(ceremony));
        break;
    case COL_NOW:
        now_cell(v, c, cell);
        break;
    case COL_ARGUMENTS:
        arguments_text(c, &b);
        cell_set(cell, ROLE_TEXT, "%s", strbuf_get(&b));
        break;
    case COL_ABOUT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", about(c));
        break;
    }
    strbuf_fini(&b);
}

/* The selected one in words: why it is hazardous, what it needs. */
static void
paint_selected(const struct catalogue_view *v, const struct area *area)
{
    const struct mdb_command *c = selected(v);
    struct strbuf b = {0};
    if (c == NULL || area->rows < 2)
        return;
    area_rule(area, 0, c->name, "Enter: its form", false);
    int row = dry_run_paint(&v->dry, v->list.ui, area, 1);
    const struct holding_sight sight = sight_of(v, c);
    const struct mdb_significance *s = holding_significance(&sight);
    strbuf_adds(&b, about(c));
    if (s->reason != NULL)
        strbuf_addf(&b, "  %s: %s", mdb_consequence_str(s->level), s->reason);
    row = words_paint(area, row, ROLE_TEXT, strbuf_get(&b));
    for (uint32_t i = 0; i < c->n_constraints; i++) {
        struct strbuf why = {0};
        enum holding h =
            holding_check(&sight, &c->constraint[i].criteria, &why);
        strbuf_reset(&b);
        strbuf_addf(&b, "needs %s   %s%s%s", c->constraint[i].text,
            holding_str(h), why.len > 0 ? ": " : "", strbuf_get(&why));
        row = words_paint(area, row,
            h == HOLDING_YES ? ROLE_TEXT_LABEL : ROLE_HEALTH_WARN,
            strbuf_get(&b));
        strbuf_fini(&why);
    }
    strbuf_fini(&b);
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    if (v->list.total == 0) {
        empty_paint(area, ui,
            mdb_of(v) == NULL ? "There is no mission database: no commands are "
                                "known."
                              : "The mission database has no commands.",
            "columba-mdb(5) says how commands are described.");
        return;
    }
    int foot = area->rows >= FOOT_FROM
                   ? FOOT_ROWS + (v->dry.of[0] != '\0' ? 2 : 0)
                   : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    v->list.table.column = columns[v->has_systems][area->cols < NARROW_COLS];
    list_paint(&v->list, &top, cell, v);
    struct area rest = area_sub(area, area->rows - foot, 0, foot, area->cols);
    paint_selected(v, &rest);
}

static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    list_status(&v->list, title);
    strbuf_adds(right, "NOW is what this console knows; the gate decides");
}

/* ---- keys ----------------------------------------------------------------
 */

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    if (action == ACTION_OPEN || action == ACTION_DETAIL ||
        action == ACTION_MARK || action == ACTION_RANGE ||
        action == ACTION_VALIDATE)
        return selected(v) == NULL ? "no command is selected" : NULL;
    return NULL;
}

static void
validate(struct catalogue_view *v, const struct mdb_command *c)
{
    struct stack_item item = {.kind = STACK_COMMAND, .name = xstrdup(c->name)};
    dry_run_ask(&v->dry, v->list.ui, &item);
    stack_item_fini(&item);
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    const struct mdb_command *c = selected(v);
    switch ((int)action) {
    case ACTION_OPEN:
    case ACTION_DETAIL:
        if (c != NULL)
            ui_open(ui, "form", c->name);
        return UI_HANDLED;
    case ACTION_VALIDATE:
        if (c != NULL)
            validate(v, c);
        return UI_REDRAW | UI_HANDLED;
    default:
        return list_act(&v->list, action);
    }
}

/* ---- export and life -----------------------------------------------------
 */

static void
json_row(const struct catalogue_view *v, const struct mdb_command *c,
    struct strbuf *out)
{
    const struct holding_sight sight = sight_of(v, c);
    struct json j = {0};
    struct strbuf arguments = {0}, why = {0};
    enum holding h = holding_constraints(&sight, &why);
    const struct mdb_significance *s = holding_significance(&sight);
    arguments_text(c, &arguments);
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "name", c->name);
    json_str(&j, "consequence", mdb_consequence_str(s->level));
    json_str(&j, "ceremony", command_ceremony_str(command_ceremony(s->level)));
    json_str(&j, "constraints", holding_str(h));
    json_str(&j, "why", strbuf_get(&why));
    json_str(&j, "arguments", strbuf_get(&arguments));
    json_str(&j, "description", about(c));
    json_end(&j);
    char *line = json_take(&j);
    strbuf_addf(out, "%s\n", line);
    free(line);
    strbuf_fini(&arguments);
    strbuf_fini(&why);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    for (size_t i = 0; i < v->list.n; i++)
        json_row(v, command_at(v, v->list.index[i]), out);
}

static unsigned
update(void *view, struct ui *ui)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    if (v->is_cut)
        list_refresh(&v->list);
    v->is_cut = false;
    return UI_REDRAW;
}

static size_t
only_marked(void *view, struct ui *ui)
{
    struct catalogue_view *v = view;
    begin(v, ui);
    size_t n = list_view_only_marked(view, ui);
    v->is_cut = n > 0;
    return n;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct catalogue_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns[0][0], COL_ABOUT + 1, argument);
    (void)update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct catalogue_view *v = view;
    list_fini(&v->list);
    free(v->order);
    free(v);
}

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    begin(view, ui);
    return list_view_search(view, ui, text, step);
}

static void
filter(void *view, struct ui *ui, const char *text)
{
    begin(view, ui);
    list_view_filter(view, ui, text);
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    begin(view, ui);
    return list_view_press(view, ui, row, col);
}

bool
command_complete_name(
    struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    const struct mdb *mdb = ui->model->composer.mdb;
    if (i == 0)
        ui->complete_at = 0;
    while (mdb != NULL && ui->complete_at < mdb->n_commands) {
        const struct mdb_command *c = &mdb->command[ui->complete_at++];
        if (c->is_abstract || !str_contains_ci(c->name, text))
            continue;
        strbuf_addf(out, "%s\t%s", c->name, about(c));
        return true;
    }
    return false;
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_VALIDATE, ACTION_NONE};

const struct view_class commands_catalogue = {
    .name = "catalogue",
    .title = "Catalogue",
    .help = "every command that can be sent, and what stands against it now",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = search,
    .filter = filter,
    .press = press,
    .only_marked = only_marked,
    .rows_text = list_view_rows_text,
    .unmark = list_view_unmark,
    .export_json = export_json,
};
