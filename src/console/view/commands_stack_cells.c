/*
 * commands_stack_cells.c - what the columns of the command stack say.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/command_shown.h"
#include "console/view/commands_stack_view.h"
#include "console/view/shown.h"
#include "mdb/mdb.h"

enum column {
    COL_NUMBER,
    COL_MARK,
    COL_COMMAND,
    COL_CEREMONY,
    COL_STATE_MARK,
    COL_STATE,
    COL_AGE,
    COL_STAGES,
    COL_COMMENT,
};

/* clang-format off */
#define COLUMNS(command_min, command_wish)                                     \
    [COL_NUMBER] =     {.title = "#", .min = 2, .max = 5, .is_right = true},   \
    [COL_MARK] =       {.title = "", .min = 1, .max = 1},                      \
    [COL_COMMAND] =    {.title = "COMMAND", .min = command_min,                \
                        .wish = command_wish, .over = 3},                      \
    [COL_CEREMONY] =   {.title = "CEREMONY", .min = 11, .max = 11,             \
                        .priority = 2},                                        \
    [COL_STATE_MARK] = {.title = "", .min = 1, .max = 1},                      \
    [COL_STATE] =      {.title = "STATE", .min = 16, .max = 17},               \
    [COL_AGE] =        {.title = "AGE", .min = 6, .max = 6, .priority = 3,     \
                        .is_right = true},                                     \
    [COL_STAGES] =     {.title = "STAGES", .min = 17, .max = 40,               \
                        .priority = 4},                                        \
    [COL_COMMENT] =    {.title = "COMMENT", .min = 10, .max = 40,              \
                        .priority = 5},

const struct table_column stack_columns_narrow[] = {COLUMNS(8, 0)};
const struct table_column stack_columns[] = {COLUMNS(16, 30)};
/* clang-format on */

struct command_stack *
stack_view_stack(const void *view)
{
    const struct stack_view *v = view;
    return &v->list.ui->model->stack;
}

const struct telecommand *
stack_view_command(const void *view, size_t index)
{
    const struct stack_view *v = view;
    return command_stack_command(
        stack_view_stack(view), index, &v->list.ui->model->commands);
}

/* The selected line, SIZE_MAX: none. */
size_t
stack_view_selected(const struct stack_view *v)
{
    size_t index = list_selected(&v->list);
    return index < stack_view_stack(v)->stack.n ? index : SIZE_MAX;
}

/* ---- words ---------------------------------------------------------------
 */

/* Of this database; NULL: it is not there, or no command. */
static const struct mdb_command *
known_command(const void *view, const struct stack_item *item)
{
    const struct stack_view *v = view;
    const struct mdb *mdb = v->list.ui->model->composer.mdb;
    uint32_t at = item->kind == STACK_COMMAND && mdb != NULL
                      ? mdb_find_command(mdb, item->name)
                      : MDB_NIL;
    return at != MDB_NIL ? &mdb->command[at] : NULL;
}

/* "HTR_ON Heater=2 @sent", "wait 5s", "pause: look", "# text" */
void
stack_line_text(const struct stack_item *item, struct strbuf *out)
{
    const char *slash =
        item->kind == STACK_COMMAND ? strrchr(item->name, '/') : NULL;
    const char *text = item->text != NULL ? item->text : "";
    if (item->kind == STACK_PAUSE) {
        strbuf_addf(out, "pause%s%s", *text != '\0' ? ": " : "", text);
        return;
    }
    if (item->kind == STACK_NOTE) {
        strbuf_addf(out, "# %s", text);
        return;
    }
    struct stack_item bare = *item; /* borrowed, without the comment */
    bare.text = NULL;
    bare.name = slash != NULL && slash[1] != '\0'
                    ? item->name + (slash + 1 - item->name)
                    : item->name;
    stack_item_fmt(&bare, out);
}

static void
wait_text(const struct stack_line *line, const struct stack_item *item,
    struct clock now, struct strbuf *out)
{
    int64_t left =
        item->wait_ms * NS_PER_MS - mono_diff_ns(now.mono, line->since);
    if (item->kind != STACK_WAIT)
        strbuf_adds(out, "here");
    else if (left > 0)
        strbuf_addf(out, "%d s left", (int)((left + NS_PER_S - 1) / NS_PER_S));
    else
        strbuf_adds(out, "over");
}

/* Without a command: what was done with the line. */
static void
line_state_text(
    const void *view, size_t index, struct clock now, struct strbuf *out)
{
    const struct command_stack *s = stack_view_stack(view);
    const struct stack_item *item = &s->stack.item[index];
    const struct stack_view *v = view;
    switch (s->line[index].state) {
    case LINE_OPEN:
        if (item->kind == STACK_COMMAND)
            strbuf_adds(out, known_command(view, item) != NULL ||
                                     v->list.ui->model->composer.mdb == NULL
                                 ? "not sent"
                                 : "NOT IN DATABASE");
        break;
    case LINE_ASKED:
        strbuf_adds(out, "asking the gate");
        break;
    case LINE_REFUSED:
        strbuf_adds(out, "REFUSED");
        break;
    case LINE_SILENT:
        strbuf_adds(out, "NO ANSWER");
        break;
    case LINE_SUBMITTED:
        strbuf_adds(out, "taken");
        break;
    case LINE_PASSED:
        wait_text(&s->line[index], item, now, out);
        break;
    }
}

void
stack_state_text(
    const void *view, size_t index, struct clock now, struct strbuf *out)
{
    const struct telecommand *t = stack_view_command(view, index);
    if (t != NULL)
        command_state_text(t, now, out);
    else
        line_state_text(view, index, now, out);
}

static enum role
state_role(const void *view, size_t index)
{
    const struct telecommand *t = stack_view_command(view, index);
    enum line_state state = stack_view_stack(view)->line[index].state;
    if (t != NULL)
        return command_role(t);
    return state == LINE_REFUSED  ? ROLE_CMD_FAILED
           : state == LINE_SILENT ? ROLE_CMD_UNKNOWN
           : state == LINE_OPEN   ? ROLE_TEXT_LABEL
                                  : ROLE_CMD_QUEUED;
}

static char
state_mark(const void *view, size_t index)
{
    const struct telecommand *t = stack_view_command(view, index);
    enum line_state state = stack_view_stack(view)->line[index].state;
    if (t != NULL)
        return command_mark(t->state);
    return state == LINE_REFUSED ? 'x' : state == LINE_SILENT ? '?' : ' ';
}

static void
ceremony_text(const void *view, size_t index, struct strbuf *out)
{
    static const char *const words[CEREMONY_COUNT] = {
        [CEREMONY_NORMAL] = "normal",
        [CEREMONY_HAZARDOUS] = "! hazardous",
        [CEREMONY_CRITICAL] = "!! critical"};
    const struct mdb_command *command =
        known_command(view, &stack_view_stack(view)->stack.item[index]);
    const struct telecommand *t = stack_view_command(view, index);
    const struct mdb_significance *s =
        command != NULL ? mdb_command_significance(command, NULL, NULL) : NULL;
    if (t != NULL)
        strbuf_adds(out, words[t->ceremony]);
    else if (s != NULL)
        strbuf_adds(out, words[command_ceremony(s->level)]);
}

/* ---- the list ------------------------------------------------------------
 */

static size_t
count(const void *view)
{
    return stack_view_stack(view)->stack.n;
}

static uint64_t
key(const void *view, size_t index)
{
    return stack_view_stack(view)->line[index].key;
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct stack_view *v = view;
    stack_item_fmt(&stack_view_stack(view)->stack.item[index], out);
    strbuf_addc(out, ' ');
    stack_state_text(view, index, v->list.now, out);
}

const struct list_source stack_source = {
    .count = count, .key = key, .text = text};

static void
take_text(struct table_cell *cell, enum role role, struct strbuf *text)
{
    cell_set(cell, role, "%s", strbuf_get(text));
    strbuf_fini(text);
}

static enum role
line_role(const void *view, size_t index)
{
    const struct telecommand *t = stack_view_command(view, index);
    bool is_over = t != NULL && command_role(t) == ROLE_CMD_OVER;
    bool is_note = stack_view_stack(view)->stack.item[index].kind == STACK_NOTE;
    return is_over ? ROLE_CMD_OVER : is_note ? ROLE_TEXT_LABEL : ROLE_TEXT;
}

static void
age_cell(
    const void *view, size_t index, struct clock now, struct table_cell *cell)
{
    char out[SHOWN_SIZE];
    const struct telecommand *t = stack_view_command(view, index);
    if (t != NULL && !utc_is_none(command_since(t)))
        cell_set(cell, line_role(view, index), "%s",
            shown_age(out, utc_diff_ns(now.utc, command_since(t))));
}

void
stack_view_cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct stack_view *v = arg;
    size_t index = v->list.index[row];
    const struct command_stack *s = stack_view_stack(v);
    const struct stack_item *item = &s->stack.item[index];
    const struct telecommand *t = stack_view_command(v, index);
    enum role role = line_role(v, index);
    struct strbuf b = {0};
    switch ((enum column)column) {
    case COL_NUMBER:
        cell_set(cell, role, "%zu", index + 1);
        break;
    case COL_MARK:
        if (s->line[index].key == s->current)
            cell_set(cell, ROLE_TEXT_STRONG, ">");
        break;
    case COL_COMMAND:
        stack_line_text(item, &b);
        take_text(cell, role, &b);
        break;
    case COL_CEREMONY:
        ceremony_text(v, index, &b);
        take_text(cell, role, &b);
        break;
    case COL_STATE_MARK:
        cell_set(cell, state_role(v, index), "%c", state_mark(v, index));
        break;
    case COL_STATE:
        stack_state_text(v, index, v->list.now, &b);
        take_text(cell, state_role(v, index), &b);
        break;
    case COL_AGE:
        age_cell(v, index, v->list.now, cell);
        break;
    case COL_STAGES:
        if (t != NULL)
            command_stages_text(t, &b);
        take_text(cell, role, &b);
        break;
    case COL_COMMENT:
        if (item->text != NULL &&
            (item->kind == STACK_COMMAND || item->kind == STACK_WAIT))
            cell_set(cell, ROLE_TEXT_LABEL, "%s", item->text);
        break;
    }
}
