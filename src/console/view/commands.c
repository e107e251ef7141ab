/*
 * commands.c - view 4: commands, in the parts of commands_view.h.
 *
 * What keys, searches and filters do is the part's that has the keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "console/model/model.h"
#include "console/view/commands_view.h"
#include "console/view/parts.h"
#include "console/view/views.h"

const struct view_class *const commands_parts[] = {
    &commands_catalogue,
    &commands_stack,
    &commands_history,
    NULL,
};

/* A text that names no part is looked for in what there is; else what is
 * prepared comes first, then what was done, and before anything was what can
 * be. */
static size_t
first_part(const struct ui *ui, const char *text)
{
    const struct model *m = ui->model;
    bool has_some = m->composer.mdb != NULL && m->composer.mdb->n_commands > 0;
    bool is_fresh = m->commands.n == 0 && has_some;
    const char *name = *text != '\0'          ? "catalogue"
                       : m->stack.stack.n > 0 ? "stack"
                       : is_fresh             ? "catalogue"
                                              : "history";
    return parts_named(commands_parts, name, strlen(name));
}

/* "history heater": a part, and what it is to be opened with. */
static void *
open_view(struct ui *ui, const char *argument)
{
    size_t len = strcspn(argument, " ");
    size_t named = parts_named(commands_parts, argument, len);
    const char *rest = argument + len + strspn(argument + len, " ");
    return named != SIZE_MAX ? parts_open(commands_parts, ui, named, rest)
                             : parts_open(commands_parts, ui,
                                   first_part(ui, argument), argument);
}

static bool
take(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    size_t len = strcspn(text, " ");
    size_t named = parts_named(commands_parts, text, len);
    if (named != SIZE_MAX)
        text += len + strspn(text + len, " ");
    else if (*text != '\0')
        named = first_part(ui, text);
    parts_take(view, ui, named, text, argument);
    return true;
}

static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    for (size_t k = 0; commands_parts[k] != NULL; k++) {
        if (!str_prefix(commands_parts[k]->name, text) || i-- > 0)
            continue;
        strbuf_addf(
            out, "%s\t%s", commands_parts[k]->name, commands_parts[k]->help);
        return true;
    }
    return command_complete_name(ui, text, i, out);
}

/* Those of all parts. */
static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_SUBMIT, ACTION_VALIDATE, ACTION_ARM, ACTION_CANCEL,
    ACTION_STEP, ACTION_EDIT, ACTION_DELETE, ACTION_DUPLICATE, ACTION_MOVE_UP,
    ACTION_MOVE_DOWN, ACTION_UNDO, ACTION_PANE_NEXT, ACTION_PANE_PREVIOUS,
    ACTION_NONE};

const struct view_class view_commands = {
    .name = "commands",
    .title = "Commands",
    .number = 4,
    .tab = "Cmd",
    .help = "commands: those that can be given, are prepared, and were given",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = parts_close,
    .update = parts_update,
    .paint = parts_paint,
    .act = parts_act,
    .why_not = parts_why_not,
    .actions = actions,
    .status = parts_status,
    .search = parts_search,
    .filter = parts_filter,
    .press = parts_press,
    .export_json = parts_export_json,
    .take = take,
    .only_marked = parts_only_marked,
    .rows_text = parts_rows_text,
    .unmark = parts_unmark,
    .complete = complete,
};
