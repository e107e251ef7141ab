/*
 * desk_line.c - the line that is typed: commands, prompts, files.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "common/version.h"
#include "console/desk_priv.h"
#include "console/display/display_set.h"
#include "console/export.h"

/* ---- export -------------------------------------------------------------- */

#define WHAT_SIZE 48 /* "3 marked rows" */

/* The focused pane as text, as it is on the screen. */
static void
pane_text(struct desk *d, struct strbuf *out)
{
    struct canvas all, part;
    struct rect r = d->layout.pane[d->focus];
    canvas_init(&all, d->rows, d->cols, false);
    desk_paint(d, &all, d->now);
    canvas_init(&part, r.rows, r.cols, false);
    for (int row = 0; row < r.rows; row++)
        memcpy(&part.cell[(size_t)row * (size_t)r.cols],
            canvas_at(&all, r.row + row, r.col),
            (size_t)r.cols * sizeof *part.cell);
    canvas_text(&part, out);
    canvas_fini(&part);
    canvas_fini(&all);
}

/* Rows that are marked, else the pane; "3 marked rows" or "the pane". */
static void
export_text(struct desk *d, struct strbuf *out, char what[WHAT_SIZE])
{
    struct page *page = desk_page(d);
    size_t n = page != NULL && page->class->only_marked != NULL
                   ? page->class->only_marked(page->view, &d->ui)
                   : 0;
    (void)str_copy(what, WHAT_SIZE, "the pane");
    if (n > 0) {
        (void)snprintf(
            what, WHAT_SIZE, "%zu marked row%s", n, n > 1 ? "s" : "");
        page->class->rows_text(page->view, &d->ui, out);
        (void)page->class->update(page->view, &d->ui);
    } else
        pane_text(d, out);
}

/* The same as JSON. */
static void
export_json(struct desk *d, struct strbuf *out, char what[WHAT_SIZE])
{
    struct page *page = desk_page(d);
    size_t n = page->class->only_marked != NULL
                   ? page->class->only_marked(page->view, &d->ui)
                   : 0;
    (void)str_copy(what, WHAT_SIZE, "all rows");
    if (n > 0)
        (void)snprintf(
            what, WHAT_SIZE, "%zu marked row%s", n, n > 1 ? "s" : "");
    page->class->export_json(page->view, &d->ui, out);
    (void)page->class->update(page->view, &d->ui);
}

void
desk_copy_pane(struct desk *d)
{
    struct strbuf text = {0};
    char what[WHAT_SIZE];
    export_text(d, &text, what);
    if (d->config.host.copy != NULL &&
        d->config.host.copy(d->config.host.arg, strbuf_get(&text), text.len))
        desk_say(d, TOAST_INFO,
            "%s sent to the terminal's clipboard; where that is off, w writes "
            "a file",
            what);
    else
        desk_say(
            d, TOAST_WARN, "this terminal has no clipboard; w writes a file");
    strbuf_fini(&text);
}

/* Never over something that exists. */
static void
write_pane(struct desk *d, const char *name)
{
    struct strbuf text = {0};
    char what[WHAT_SIZE];
    const struct page *page = desk_page(d);
    const char *why = desk_why_not(d, ACTION_WRITE);
    if (*name == '\0' || page == NULL)
        return;
    if (why != NULL) {
        desk_say(d, TOAST_WARN, "not written: %s", why);
        return;
    }
    if (str_suffix(name, ".json") && page->class->export_json != NULL)
        export_json(d, &text, what);
    else if (str_suffix(name, ".json")) {
        desk_say(d, TOAST_WARN, "this view has no JSON; choose another ending");
        return;
    } else if (str_suffix(name, ".csv") && page->class->export_csv != NULL) {
        (void)str_copy(what, sizeof what, "the visible span as CSV");
        page->class->export_csv(page->view, &d->ui, &text);
    } else
        export_text(d, &text, what);
    struct strbuf problem = {0};
    if (export_write(
            d->config.export_dir, name, strbuf_get(&text), text.len, &problem))
        desk_say(d, TOAST_INFO, "wrote %s: %s", name, what);
    else
        desk_say(d, TOAST_ERROR, "%s is not written: %s", name,
            strbuf_get(&problem));
    strbuf_fini(&problem);
    strbuf_fini(&text);
}

/* ---- commands ------------------------------------------------------------ */

void
desk_set_filter(struct desk *d, const char *text)
{
    struct page *page = desk_page(d);
    if (page == NULL || page->class->filter == NULL)
        return;
    str_copy(page->filter, sizeof page->filter, text);
    page->class->filter(page->view, &d->ui, page->filter);
}

void
desk_search(struct desk *d, const char *text, int step)
{
    struct page *page = desk_page(d);
    struct help_topic topic = desk_help_topic(d);
    bool found;
    if (*text == '\0')
        return;
    if (d->help_is_open)
        found = help_search(&d->help, &topic, text, step);
    else if (page != NULL && page->class->search != NULL)
        found = page->class->search(page->view, &d->ui, text, step);
    else
        return;
    if (!found)
        desk_say(d, TOAST_WARN, "no match for '%s'", text);
    else if (d->prompt.kind == PROMPT_SEARCH)
        d->prompt.toast[0] = '\0';
}

void
desk_set_mouse(struct desk *d, bool is_on)
{
    if (d->config.host.mouse == NULL)
        return;
    d->mouse_is_on = is_on;
    d->config.host.mouse(d->config.host.arg, is_on);
    desk_say(d, TOAST_INFO,
        is_on ? "mouse on; hold Shift to select text with it" : "mouse off");
}

/* The id of a display is a command, too. */
static bool
open_display(struct desk *d, const char *id)
{
    const struct display_set_row *row =
        d->ui.displays != NULL ? display_set_get(d->ui.displays, id) : NULL;
    return row != NULL && desk_open(d, "display", row->id);
}

static void
unknown_command(struct desk *d, const char *line)
{
    char word[80];
    size_t n = strcspn(line, " ");
    (void)str_copy(word, n + 1 < sizeof word ? n + 1 : sizeof word, line);
    if (open_display(d, word) || desk_is_instructors(d, word))
        return;
    const char *near = command_nearest(word, d->config.classes);
    if (near != NULL)
        desk_say(
            d, TOAST_WARN, "no command '%s'; did you mean '%s'?", word, near);
    else
        desk_say(d, TOAST_WARN, "no command '%s'; Tab lists them", word);
}

/* `:command` names one that was given, by number or id, else one that can be;
 * nothing: all of them. */
static void
open_named(struct desk *d, const struct view_class *class, const char *rest)
{
    bool is_command = str_eq(class->name, "command");
    bool was_given =
        is_command && commands_named(&d->config.model->commands, rest) != NULL;
    const struct view_class *form = desk_find_class(d, "form");
    const struct view_class *all = desk_find_class(d, "commands");
    if (is_command && *rest == '\0' && all != NULL)
        pane_open(desk_pane(d), &d->ui, all, "catalogue");
    else if (is_command && !was_given && form != NULL &&
             rest[strspn(rest, "#0123456789")] != '\0')
        pane_open(desk_pane(d), &d->ui, form, rest);
    else
        pane_open(desk_pane(d), &d->ui, class, rest);
}

static unsigned
run_command(struct desk *d, const char *line)
{
    const struct view_class *class;
    const char *rest;
    enum command command =
        command_parse(line, d->config.classes, &class, &rest);
    if (line[strspn(line, " ")] != '\0')
        desk_note(d, DEED_TYPED, DEED_OK, ":%s", line);
    switch (command) {
    case COMMAND_QUIT:
        return desk_quit(d);
    case COMMAND_AUTHORITY:
        desk_run_authority(d, rest);
        break;
    case COMMAND_CANCEL:
        desk_run_settle(d, ORDER_CANCEL, rest);
        break;
    case COMMAND_STACK:
        desk_run_stack(d, rest);
        break;
    case COMMAND_SCENARIO:
        desk_run_scenario(d, rest);
        break;
    case COMMAND_FAULT:
        desk_run_fault(d, rest);
        break;
    case COMMAND_NOTE:
        desk_run_note(d, rest);
        break;
    case COMMAND_HELP:
        desk_explain(d, rest);
        break;
    case COMMAND_PROC:
        desk_run_proc(d, rest);
        break;
    case COMMAND_BREAK:
    case COMMAND_UNBREAK:
        desk_run_break(d, rest, command == COMMAND_BREAK);
        break;
    case COMMAND_OVER:
        desk_run_over(d);
        break;
    case COMMAND_GOTO:
        if (!desk_run_goto(d, rest) && !desk_open(d, "param", rest))
            desk_say(d, TOAST_WARN, "there is no page for a parameter");
        break;
    case COMMAND_FILTER:
        desk_set_filter(d, rest);
        break;
    case COMMAND_SEARCH:
        str_copy(d->search, sizeof d->search, rest);
        desk_search(d, d->search, 1);
        break;
    case COMMAND_SET:
        desk_run_set(d, rest);
        break;
    case COMMAND_MAP:
        desk_run_map(d, rest);
        break;
    case COMMAND_KEYS:
        desk_run_keys(d, rest);
        break;
    case COMMAND_WRITE:
        write_pane(d, rest);
        break;
    case COMMAND_SPLIT:
        desk_split(d, TILE_STACKED, rest);
        break;
    case COMMAND_VSPLIT:
        desk_split(d, TILE_BESIDE, rest);
        break;
    case COMMAND_CLOSE:
        if (*rest == '\0')
            desk_close(d);
        else
            desk_run_settle(d, ORDER_CLOSE, rest);
        break;
    case COMMAND_ONLY:
        desk_only(d);
        break;
    case COMMAND_LAYOUT:
        desk_layout(d, rest);
        break;
    case COMMAND_RESIZE:
        desk_resize_pane(d, rest);
        break;
    case COMMAND_VERSION:
        desk_say(d, TOAST_INFO, "columba %s", columba_version());
        break;
    case COMMAND_VIEW:
        open_named(d, class, rest);
        break;
    case COMMAND_NONE:
        if (line[strspn(line, " ")] != '\0')
            unknown_command(d, line + strspn(line, " "));
        break;
    }
    return UI_REDRAW;
}

bool
desk_command(struct desk *desk, const char *line)
{
    const struct view_class *class;
    const char *rest;
    bool is_view = command_parse(line, desk->config.classes, &class, &rest) ==
                   COMMAND_VIEW;
    if (!is_view && !open_display(desk, line))
        return false;
    if (is_view)
        run_command(desk, line);
    desk->is_touched = true;
    return true;
}

/* ---- prompts ------------------------------------------------------------- */

void
desk_file_name(struct desk *d, char *out, size_t size)
{
    char stamp[TIME_TEXT_SIZE], *p;
    const struct page *page = desk_page(d);
    utc_fmt_iso(
        stamp, utc_add_ns(d->now.utc, -(d->now.utc.ns % NS_PER_S)), false);
    for (p = stamp; *p != '\0'; p++)
        if (*p == ':')
            *p = '-';
    snprintf(out, size, "columba-%s-%s.txt", page->class->name, stamp);
}

void
desk_recall(struct desk *desk, char kind, const char *line)
{
    prompt_recall(&desk->prompt, kind, line);
}

static unsigned
finish_prompt(struct desk *d)
{
    enum prompt_kind kind = d->prompt.kind;
    const struct desk_host *host = &d->config.host;
    char remembered = prompt_remember(&d->prompt);
    if (remembered != 0 && host->remember != NULL)
        host->remember(host->arg, remembered, d->prompt.edit.text);
    prompt_close(&d->prompt);
    if (kind == PROMPT_TEXT) {
        char text[EDIT_SIZE];
        str_copy(text, sizeof text, d->prompt.edit.text);
        d->prompt.told(d->prompt.yes_arg, text);
    }
    if (kind == PROMPT_COMMAND)
        return run_command(d, d->prompt.edit.text);
    if (kind == PROMPT_SEARCH)
        str_copy(d->search, sizeof d->search, d->prompt.edit.text);
    if (kind == PROMPT_WRITE)
        write_pane(d, d->prompt.edit.text);
    return UI_REDRAW;
}

static unsigned
cancel_prompt(struct desk *d)
{
    if (d->prompt.kind == PROMPT_FILTER)
        desk_set_filter(d, d->prompt.before);
    bool was_asked = d->prompt.kind == PROMPT_TEXT;
    prompt_close(&d->prompt);
    d->prompt.toast[0] = '\0';
    if (was_asked)
        desk_say(d, TOAST_INFO, "not done");
    return UI_REDRAW;
}

static void
prompt_changed(struct desk *d)
{
    prompt_complete_end(&d->prompt);
    if (d->prompt.kind == PROMPT_FILTER)
        desk_set_filter(d, d->prompt.edit.text);
    if (d->prompt.kind == PROMPT_SEARCH)
        desk_search(d, d->prompt.edit.text, 0);
}

/* Only the letter y says yes; Enter, paste and all else say no. */
static unsigned
answer(struct desk *d, keysym k)
{
    prompt_close(&d->prompt);
    if (k == 'y' || k == 'Y')
        d->prompt.yes(d->prompt.yes_arg);
    else
        desk_say(d, TOAST_INFO, "not done");
    return UI_REDRAW;
}

static bool
names(void *arg, const char *kind, size_t i, struct strbuf *out)
{
    struct desk *d = arg;
    const struct desk_host *host = &d->config.host;
    if (str_eq(kind, "layout"))
        return desk_layout_name(d, i, out);
    if (str_eq(kind, "person"))
        return desk_person_name(d, i, out);
    if (str_prefix(kind, "stack:") || str_prefix(kind, "ycs:"))
        return desk_stack_name(
            d, strchr(kind, ':') + 1, kind[0] == 'y', i, out);
    return host->names != NULL && host->names(host->arg, kind, i, out);
}

static void
complete(struct desk *d, int by)
{
    struct command_world world = {
        .classes = d->config.classes, .ui = &d->ui, .names = names, .arg = d};
    if (!prompt_complete(&d->prompt, by, &world))
        desk_say(d, TOAST_INFO, "nothing to complete");
}

unsigned
desk_prompt_key(struct desk *d, keysym k)
{
    if (d->prompt.kind == PROMPT_CONFIRM)
        return answer(d, k);
    if (k == KEY_CODE_ESCAPE && prompt_complete_cancel(&d->prompt))
        return UI_REDRAW;
    switch (edit_key(&d->prompt.edit, k)) {
    case EDIT_DONE:
        return finish_prompt(d);
    case EDIT_CANCEL:
        return cancel_prompt(d);
    case EDIT_CHANGED:
        prompt_changed(d);
        break;
    case EDIT_COMPLETE:
        complete(d, 1);
        break;
    case EDIT_COMPLETE_BACK:
        complete(d, -1);
        break;
    case EDIT_MOVED:
    case EDIT_IGNORED:
        break;
    }
    return UI_REDRAW;
}

unsigned
desk_paste(struct desk *d, const struct input_event *event)
{
    if (d->prompt.kind == PROMPT_CONFIRM)
        return answer(d, 0);
    if (d->prompt.kind == PROMPT_NONE) {
        desk_say(d, TOAST_WARN, "pasted text is not taken for keys");
        return UI_REDRAW;
    }
    if (!edit_paste(&d->prompt.edit, event->text, event->text_len) ||
        event->is_cut)
        desk_say(d, TOAST_WARN, "the pasted text was too long and is cut");
    prompt_changed(d);
    return UI_REDRAW;
}
