/*
 * procedures.c - view 3: the runs of procedures and the library, in the parts
 * of procedures_view.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "console/model/model.h"
#include "console/view/parts.h"
#include "console/view/procedures_view.h"
#include "console/view/views.h"

#define SETTLE_NS (5 * NS_PER_S)

const struct view_class *const procedures_parts[] = {
    &procedures_runs,
    &procedures_library,
    NULL,
};

/* What is run comes first; where nothing is, what can be. */
static size_t
first_part(const struct ui *ui)
{
    const char *name = ui->model->runs.n > 0 ? "runs" : "library";
    return parts_named(procedures_parts, name, strlen(name));
}

static void *
open_first(struct ui *ui)
{
    struct parts_view *v = parts_open(procedures_parts, ui, first_part(ui), "");
    v->is_first = true;
    return v;
}

/* "library heater": a part, and what it is to be opened with. */
static void *
open_view(struct ui *ui, const char *argument)
{
    size_t len = strcspn(argument, " ");
    size_t named = parts_named(procedures_parts, argument, len);
    const char *rest = argument + len + strspn(argument + len, " ");
    if (named == SIZE_MAX && *argument != '\0')
        return parts_open(procedures_parts, ui,
            parts_named(procedures_parts, "library", strlen("library")),
            argument);
    return named != SIZE_MAX ? parts_open(procedures_parts, ui, named, rest)
                             : open_first(ui);
}

static bool
take(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    size_t len = strcspn(text, " ");
    size_t named = parts_named(procedures_parts, text, len);
    if (named != SIZE_MAX)
        text += len + strspn(text + len, " ");
    parts_take(view, ui, named, text, argument);
    return true;
}

/* A console that has just begun hears of runs after it drew the library. */
static unsigned
update(void *view, struct ui *ui)
{
    struct parts_view *v = view;
    bool is_new = mono_diff_ns(ui->now, v->opened) < SETTLE_NS;
    if (is_new && !v->is_chosen && v->is_first)
        v->at = first_part(ui);
    return parts_update(view, ui);
}

bool
procedure_complete(
    struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    const struct procedures *p = &ui->model->procedures;
    for (size_t k = 0; k < p->n; k++)
        if (str_contains_ci(p->row[k]->id, text) && i-- == 0) {
            strbuf_addf(out, "%s\t%s", p->row[k]->id, p->row[k]->title);
            return true;
        }
    return false;
}

static bool
complete(struct ui *ui, const char *text, size_t i, struct strbuf *out)
{
    for (size_t k = 0; procedures_parts[k] != NULL; k++) {
        if (!str_prefix(procedures_parts[k]->name, text) || i-- > 0)
            continue;
        strbuf_addf(out, "%s\t%s", procedures_parts[k]->name,
            procedures_parts[k]->help);
        return true;
    }
    return procedure_complete(ui, text, i, out);
}

/* Those of all parts. */
static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_RANGE, ACTION_SORT, ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS,
    ACTION_FILTER, ACTION_BEGIN, ACTION_PANE_NEXT, ACTION_PANE_PREVIOUS,
    ACTION_NONE};

const struct view_class view_procedures = {
    .name = "procedures",
    .title = "Procedures",
    .number = 3,
    .tab = "Proc",
    .help = "procedures: those that run, and the library",
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = parts_close,
    .update = update,
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
