/*
 * desk.c - the console without terminal and sockets: panes, keys, prompts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/version.h"
#include "common/xalloc.h"
#include "console/command.h"
#include "console/frame.h"
#include "console/glyph.h"
#include "console/help.h"
#include "console/layout.h"
#include "console/pane.h"
#include "console/prompt.h"

#define LATE_NS (10 * NS_PER_S) /* how long "display … late" is shown */

struct desk {
    struct desk_config config;
    char *instance;
    struct ui ui;
    struct clock now;
    struct keymap *map;
    struct layout layout;
    int rows, cols;
    struct pane pane[LAYOUT_PANES_MAX];
    int focus;
    bool is_full, mouse_is_on;
    struct prompt prompt;
    char search[EDIT_SIZE]; /* the last one, for n and N */
    bool help_is_open;
    struct help help;
    struct canvas held; /* the panes while they are frozen */
    bool is_frozen, is_held;
    struct mono frozen_until;
    int64_t late_ns;
    struct mono late_until;
    unsigned todo; /* UI_… bits asked for by callbacks */
};

static struct pane *
focused(struct desk *d)
{
    return &d->pane[d->focus];
}

static struct page *
page_of(struct desk *d)
{
    return pane_page(focused(d));
}

static void say(struct desk *d, enum toast kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
say(struct desk *d, enum toast kind, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    desk_toast(d, kind, strbuf_get(&text));
    strbuf_fini(&text);
}

void
desk_toast(struct desk *desk, enum toast kind, const char *text)
{
    prompt_toast(&desk->prompt, kind, text, desk->now.mono);
    desk->todo |= UI_REDRAW;
}

/* ---- what views ask for -------------------------------------------------- */

static void
ui_toast(void *console, enum toast kind, const char *text)
{
    desk_toast(console, kind, text);
}

static void
ui_open(void *console, const char *view, const char *argument)
{
    desk_open(console, view, argument);
}

static void
ui_confirm(
    void *console, const char *question, void (*yes)(void *arg), void *arg)
{
    struct desk *d = console;
    if (d->config.host.drop_input != NULL)
        d->config.host.drop_input(d->config.host.arg);
    prompt_confirm(&d->prompt, question, yes, arg);
    d->todo |= UI_REDRAW;
}

static void
ui_ask(void *console, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct desk *d = console;
    if (d->config.is_readonly)
        desk_toast(d, TOAST_WARN, "read-only: ask an operator");
    else if (d->config.host.ask != NULL)
        d->config.host.ask(d->config.host.arg, name, verb, args, n_args);
}

void
desk_reply(struct desk *desk, const struct msg_reply *reply)
{
    if (reply == NULL)
        say(desk, TOAST_ERROR, "no answer: what was asked may not be done");
    else
        say(desk, reply->status == ERR_OK ? TOAST_INFO : TOAST_ERROR, "%.*s",
            (int)(reply->text.len < 200 ? reply->text.len : 200),
            reply->text.s);
}

/* ---- life ---------------------------------------------------------------- */

static void
set_now(struct desk *d, struct clock now)
{
    d->now = now;
    d->ui.now = now.mono;
    d->ui.utc = now.utc;
}

static const struct view_class *
find_class(const struct desk *d, const char *name)
{
    for (size_t i = 0; d->config.classes[i] != NULL; i++)
        if (str_eq(d->config.classes[i]->name, name))
            return d->config.classes[i];
    return NULL;
}

/* The `n`-th view that has a tab, from 0; NULL when there are fewer. */
static const struct view_class *
nth_tab(const struct desk *d, int n)
{
    for (size_t i = 0; d->config.classes[i] != NULL; i++)
        if (d->config.classes[i]->tab != NULL && n-- == 0)
            return d->config.classes[i];
    return NULL;
}

static int
tab_count(const struct desk *d)
{
    int n = 0;
    while (nth_tab(d, n) != NULL)
        n++;
    return n;
}

/* Panes that came into sight show the next view that no other pane shows. */
static void
fill_panes(struct desk *d)
{
    for (int i = 0; i < d->layout.n_panes; i++) {
        const struct view_class *class = nth_tab(d, i);
        if (d->pane[i].n == 0 && class != NULL)
            pane_open(&d->pane[i], &d->ui, class, "");
    }
}

static void
relayout(struct desk *d)
{
    d->layout = layout_of(d->rows, d->cols, tab_count(d), d->is_full);
    if (!d->is_full && d->focus >= d->layout.n_panes)
        d->focus = 0;
    d->is_held = false;
    fill_panes(d);
}

struct desk *
desk_new(const struct desk_config *config, struct clock now)
{
    struct desk *d = xcalloc(1, sizeof *d);
    d->config = *config;
    d->instance = xstrdup(config->instance);
    d->config.instance = d->instance;
    d->map = keymap_new();
    d->ui = (struct ui){.model = config->model,
        .is_readonly = config->is_readonly,
        .theme = config->theme,
        .graph = config->graph,
        .console = d,
        .toast = ui_toast,
        .open = ui_open,
        .confirm = ui_confirm,
        .ask = ui_ask};
    canvas_init(&d->held, 1, 1, false);
    set_now(d, now);
    desk_resize(d, 24, 80);
    return d;
}

void
desk_free(struct desk **desk)
{
    struct desk *d = *desk;
    if (d == NULL)
        return;
    for (int i = 0; i < LAYOUT_PANES_MAX; i++)
        pane_fini(&d->pane[i]);
    prompt_fini(&d->prompt);
    keymap_free(&d->map);
    canvas_fini(&d->held);
    free(d->instance);
    free(d);
    *desk = NULL;
}

void
desk_resize(struct desk *desk, int rows, int cols)
{
    desk->rows = rows < CANVAS_MAX_ROWS ? rows : CANVAS_MAX_ROWS;
    desk->cols = cols < CANVAS_MAX_COLS ? cols : CANVAS_MAX_COLS;
    relayout(desk);
}

void
desk_late(struct desk *desk, int64_t late_ns)
{
    desk->late_ns = late_ns;
    desk->late_until = mono_add_ns(desk->now.mono, LATE_NS);
}

bool
desk_open(struct desk *desk, const char *view, const char *argument)
{
    const struct view_class *class = find_class(desk, view);
    if (class == NULL)
        return false;
    pane_open(focused(desk), &desk->ui, class, argument);
    desk->todo |= UI_REDRAW;
    return true;
}

/* ---- which keys work ----------------------------------------------------- */

static bool
is_for_view(enum action action)
{
    const struct action_row *row = action_row(action);
    return row->group == ACTION_GROUP_SELECTION ||
           row->group == ACTION_GROUP_OPERATE || action == ACTION_FOLLOW;
}

static bool
is_listed(const struct view_class *class, enum action action)
{
    for (size_t i = 0; class->actions[i] != ACTION_NONE; i++)
        if (class->actions[i] == action)
            return true;
    return false;
}

/* Why an action cannot be used now, NULL when it can. */
static const char *
why_not(void *arg, enum action action)
{
    struct desk *d = arg;
    const struct page *page = page_of(d);
    if (page == NULL)
        return "no view";
    if ((action_row(action)->needs & ACTION_OPERATOR) && d->config.is_readonly)
        return "read-only: ask an operator";
    if (action >= ACTION_VIEW_1 && action <= ACTION_VIEW_8)
        return nth_tab(d, (int)(action - ACTION_VIEW_1)) == NULL
                   ? "no such view"
                   : NULL;
    if (action == ACTION_SUSPEND && d->config.host.suspend == NULL)
        return "not here";
    if (action == ACTION_COPY || action == ACTION_WRITE)
        return NULL;
    if (action == ACTION_SEARCH || action == ACTION_NEXT ||
        action == ACTION_PREVIOUS)
        return page->class->search == NULL ? "nothing to search" : NULL;
    if (action == ACTION_FILTER)
        return page->class->filter == NULL ? "nothing to filter" : NULL;
    if (!is_for_view(action))
        return NULL;
    if (!is_listed(page->class, action))
        return "not in this view";
    return page->class->why_not != NULL
               ? page->class->why_not(page->view, &d->ui, action)
               : NULL;
}

static bool
is_enabled(void *arg, enum action action)
{
    return why_not(arg, action) == NULL;
}

/* ---- freezing ------------------------------------------------------------ */

static void
thaw(struct desk *d)
{
    d->is_frozen = d->is_held = false;
}

static void
toggle_freeze(struct desk *d)
{
    if (d->is_frozen) {
        thaw(d);
        return;
    }
    d->is_frozen = true;
    d->frozen_until = mono_add_ns(d->now.mono, FREEZE_NS);
}

/* ---- export -------------------------------------------------------------- */

/* The focused pane as text, as it is on the screen. */
static void
pane_text(struct desk *d, struct strbuf *out)
{
    struct canvas all, part;
    struct rect r = d->layout.pane[d->is_full ? 0 : d->focus];
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

static void
copy_pane(struct desk *d)
{
    struct strbuf text = {0};
    pane_text(d, &text);
    if (d->config.host.copy != NULL &&
        d->config.host.copy(d->config.host.arg, strbuf_get(&text), text.len))
        say(d, TOAST_INFO,
            "sent to the terminal's clipboard; where that is off, w writes a "
            "file");
    else
        say(d, TOAST_WARN, "this terminal has no clipboard; w writes a file");
    strbuf_fini(&text);
}

/* Never over something that exists. */
static void
write_pane(struct desk *d, const char *name)
{
    struct strbuf text = {0};
    const struct page *page = page_of(d);
    if (*name == '\0' || page == NULL)
        return;
    if (str_suffix(name, ".json") && page->class->export_json != NULL)
        page->class->export_json(page->view, &d->ui, &text);
    else if (str_suffix(name, ".json")) {
        say(d, TOAST_WARN, "this view has no JSON; choose another ending");
        return;
    } else
        pane_text(d, &text);
    FILE *f = fopen(name, "wxe");
    int failed = f == NULL ? errno : 0;
    if (f != NULL) {
        fwrite(strbuf_get(&text), 1, text.len, f);
        if (ferror(f))
            failed = errno;
        if (fclose(f) != 0)
            failed = errno;
    }
    if (failed != 0)
        say(d, TOAST_ERROR, "%s is not written: %s", name, strerror(failed));
    else
        say(d, TOAST_INFO, "%s is written", name);
    strbuf_fini(&text);
}

/* ---- commands ------------------------------------------------------------ */

static void
set_filter(struct desk *d, const char *text)
{
    struct page *page = page_of(d);
    if (page == NULL || page->class->filter == NULL)
        return;
    str_copy(page->filter, sizeof page->filter, text);
    page->class->filter(page->view, &d->ui, page->filter);
}

static void
search(struct desk *d, const char *text, int step)
{
    struct page *page = page_of(d);
    if (page == NULL || page->class->search == NULL || *text == '\0')
        return;
    if (!page->class->search(page->view, &d->ui, text, step))
        say(d, TOAST_WARN, "no match for '%s'", text);
    else if (d->prompt.kind == PROMPT_SEARCH)
        d->prompt.toast[0] = '\0';
}

static void
set_mouse(struct desk *d, bool is_on)
{
    if (d->config.host.mouse == NULL)
        return;
    d->mouse_is_on = is_on;
    d->config.host.mouse(d->config.host.arg, is_on);
    say(d, TOAST_INFO,
        is_on ? "mouse on; hold Shift to select text with it" : "mouse off");
}

static void
set_option(struct desk *d, const char *text)
{
    static const struct {
        const char *text;
        int kind, value;
    } options[] = {
        {"graph=block", 0, GRAPH_BLOCK},
        {"graph=braille", 0, GRAPH_BRAILLE},
        {"graph=ascii", 0, GRAPH_ASCII},
        {"time=doy", 1, TIME_DOY},
        {"time=date", 1, TIME_DATE},
        {"mouse=on", 2, true},
        {"mouse=off", 2, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (!str_eq(options[i].text, text))
            continue;
        if (options[i].kind == 0)
            d->ui.graph = (enum graph)options[i].value;
        else if (options[i].kind == 1)
            d->ui.time_style = (enum time_style)options[i].value;
        else
            set_mouse(d, options[i].value);
        return;
    }
    say(d, TOAST_WARN, "no setting '%s'; Tab lists them", text);
}

/* One line about a key, a command or a view. */
static void
explain(struct desk *d, const char *what)
{
    keysym k;
    enum action action = action_find(what);
    const struct view_class *class = find_class(d, what);
    if (*what == '\0') {
        d->help_is_open = true;
        d->help.top = 0;
        return;
    }
    if (action == ACTION_NONE && key_parse(what, &k))
        action = keymap_action(d->map, k);
    for (size_t i = 0; i < command_count(); i++)
        if (str_eq(command_row(i)->name, what)) {
            say(d, TOAST_INFO, ":%s %s  %s", what, command_row(i)->args,
                command_row(i)->help);
            return;
        }
    if (class != NULL)
        say(d, TOAST_INFO, ":%s  %s", class->name, class->help);
    else if (action != ACTION_NONE) {
        struct strbuf keys = {0};
        keymap_keys(d->map, action, &keys);
        say(d, TOAST_INFO, "%s  %s", strbuf_get(&keys),
            action_row(action)->help);
        strbuf_fini(&keys);
    } else
        say(d, TOAST_WARN, "nothing is known about '%s'", what);
}

static unsigned
run_command(struct desk *d, const char *line)
{
    const struct view_class *class;
    const char *rest;
    enum command command =
        command_parse(line, d->config.classes, &class, &rest);
    switch (command) {
    case COMMAND_QUIT:
        return UI_QUIT;
    case COMMAND_HELP:
        explain(d, rest);
        break;
    case COMMAND_GOTO:
        if (!desk_open(d, "param", rest))
            say(d, TOAST_WARN, "there is no page for a parameter");
        break;
    case COMMAND_FILTER:
        set_filter(d, rest);
        break;
    case COMMAND_SEARCH:
        str_copy(d->search, sizeof d->search, rest);
        search(d, d->search, 1);
        break;
    case COMMAND_SET:
        set_option(d, rest);
        break;
    case COMMAND_WRITE:
        write_pane(d, rest);
        break;
    case COMMAND_VERSION:
        say(d, TOAST_INFO, "columba %s", columba_version());
        break;
    case COMMAND_VIEW:
        pane_open(focused(d), &d->ui, class, rest);
        break;
    case COMMAND_NONE:
        if (line[strspn(line, " ")] != '\0')
            say(d, TOAST_WARN, "no command '%s'; Tab lists them", line);
        break;
    }
    return UI_REDRAW;
}

bool
desk_command(struct desk *desk, const char *line)
{
    const struct view_class *class;
    const char *rest;
    if (command_parse(line, desk->config.classes, &class, &rest) !=
        COMMAND_VIEW)
        return false;
    run_command(desk, line);
    return true;
}

/* ---- prompts ------------------------------------------------------------- */

static void
file_name(struct desk *d, char *out, size_t size)
{
    char stamp[TIME_TEXT_SIZE], *p;
    const struct page *page = page_of(d);
    utc_fmt_iso(
        stamp, utc_add_ns(d->now.utc, -(d->now.utc.ns % NS_PER_S)), false);
    for (p = stamp; *p != '\0'; p++)
        if (*p == ':')
            *p = '-';
    snprintf(out, size, "columba-%s-%s.txt", page->class->name, stamp);
}

static unsigned
finish_prompt(struct desk *d)
{
    enum prompt_kind kind = d->prompt.kind;
    prompt_remember(&d->prompt);
    prompt_close(&d->prompt);
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
        set_filter(d, d->prompt.before);
    prompt_close(&d->prompt);
    d->prompt.toast[0] = '\0';
    return UI_REDRAW;
}

static void
prompt_changed(struct desk *d)
{
    d->prompt.is_completing = false;
    if (d->prompt.kind == PROMPT_FILTER)
        set_filter(d, d->prompt.edit.text);
    if (d->prompt.kind == PROMPT_SEARCH)
        search(d, d->prompt.edit.text, 0);
}

/* Only the letter y says yes; Enter, paste and all else say no. */
static unsigned
answer(struct desk *d, keysym k)
{
    prompt_close(&d->prompt);
    if (k == 'y' || k == 'Y')
        d->prompt.yes(d->prompt.yes_arg);
    else
        say(d, TOAST_INFO, "not done");
    return UI_REDRAW;
}

static unsigned
prompt_key(struct desk *d, keysym k)
{
    if (d->prompt.kind == PROMPT_CONFIRM)
        return answer(d, k);
    switch (edit_key(&d->prompt.edit, k)) {
    case EDIT_DONE:
        return finish_prompt(d);
    case EDIT_CANCEL:
        return cancel_prompt(d);
    case EDIT_CHANGED:
        prompt_changed(d);
        break;
    case EDIT_COMPLETE:
        if (!prompt_complete(&d->prompt, d->config.classes, &d->ui))
            say(d, TOAST_INFO, "nothing to complete");
        break;
    case EDIT_MOVED:
    case EDIT_IGNORED:
        break;
    }
    return UI_REDRAW;
}

static unsigned
paste(struct desk *d, const struct input_event *event)
{
    if (d->prompt.kind == PROMPT_CONFIRM)
        return answer(d, 0);
    if (d->prompt.kind == PROMPT_NONE) {
        say(d, TOAST_WARN, "pasted text is not taken for keys");
        return UI_REDRAW;
    }
    if (!edit_paste(&d->prompt.edit, event->text, event->text_len) ||
        event->is_cut)
        say(d, TOAST_WARN, "the pasted text was too long and is cut");
    prompt_changed(d);
    return UI_REDRAW;
}

/* ---- actions ------------------------------------------------------------- */

static void
move_focus(struct desk *d, int by)
{
    int n = d->is_full
                ? layout_of(d->rows, d->cols, tab_count(d), false).n_panes
                : d->layout.n_panes;
    d->focus = (d->focus + by + n) % n;
}

/* A view that another pane shows gets the focus there. */
static void
show_tab(struct desk *d, const struct view_class *class)
{
    for (int i = 0; i < d->layout.n_panes && !d->is_full; i++) {
        struct page *page = pane_page(&d->pane[i]);
        if (page != NULL && page->class == class) {
            d->focus = i;
            return;
        }
    }
    pane_open(focused(d), &d->ui, class, "");
}

static void
go_back(struct desk *d)
{
    struct page *page = page_of(d);
    if (page != NULL && page->filter[0] != '\0' && page->class->tab != NULL)
        set_filter(d, "");
    else if (!pane_close(focused(d)))
        say(d, TOAST_INFO, "nothing to close here; :q leaves the console");
}

static unsigned
view_action(struct desk *d, enum action action)
{
    struct page *page = page_of(d);
    const char *why = why_not(d, action);
    if (why != NULL) {
        char keys[KEY_TEXT_SIZE];
        key_fmt(keys, keymap_first(d->map, action));
        say(d, TOAST_INFO, "%s: %s", keys, why);
        return UI_REDRAW;
    }
    d->ui.has_focus = true;
    return page->class->act(page->view, &d->ui, action) | UI_REDRAW;
}

/* Actions that only open something or say something. */
static bool
screen_action(struct desk *d, enum action action)
{
    const struct desk_host *host = &d->config.host;
    switch ((int)action) {
    case ACTION_HELP:
        explain(d, "");
        return true;
    case ACTION_FREEZE:
        toggle_freeze(d);
        return true;
    case ACTION_TIME:
        d->ui.time_style = (d->ui.time_style + 1) % TIME_STYLE_COUNT;
        return true;
    case ACTION_MOUSE:
        set_mouse(d, !d->mouse_is_on);
        return true;
    case ACTION_REDRAW:
        if (host->redraw != NULL)
            host->redraw(host->arg);
        return true;
    case ACTION_SUSPEND:
        if (host->suspend != NULL)
            host->suspend(host->arg);
        return true;
    case ACTION_INTERRUPT:
        say(d, TOAST_INFO, "nothing is interrupted; :q leaves the console");
        return true;
    case ACTION_COPY:
        copy_pane(d);
        return true;
    default:
        return false;
    }
}

static bool
pane_action(struct desk *d, enum action action)
{
    switch ((int)action) {
    case ACTION_PANE_NEXT:
    case ACTION_PANE_PREVIOUS:
        move_focus(d, action == ACTION_PANE_NEXT ? 1 : -1);
        return true;
    case ACTION_FULL:
        d->is_full = !d->is_full;
        relayout(d);
        return true;
    case ACTION_BACK:
        go_back(d);
        return true;
    case ACTION_HISTORY_BACK:
        pane_back(focused(d));
        return true;
    case ACTION_HISTORY_FORWARD:
        pane_forward(focused(d));
        return true;
    case ACTION_LAST:
        pane_last(focused(d));
        return true;
    default:
        return false;
    }
}

static bool
prompt_action(struct desk *d, enum action action)
{
    char name[EDIT_SIZE];
    switch ((int)action) {
    case ACTION_COMMAND:
        prompt_open(&d->prompt, PROMPT_COMMAND, "");
        return true;
    case ACTION_SEARCH:
        prompt_open(&d->prompt, PROMPT_SEARCH, "");
        return true;
    case ACTION_FILTER:
        prompt_open(&d->prompt, PROMPT_FILTER, page_of(d)->filter);
        return true;
    case ACTION_WRITE:
        file_name(d, name, sizeof name);
        prompt_open(&d->prompt, PROMPT_WRITE, name);
        return true;
    case ACTION_NEXT:
        search(d, d->search, 1);
        return true;
    case ACTION_PREVIOUS:
        search(d, d->search, -1);
        return true;
    default:
        return false;
    }
}

/* Two halves of one view: Tab is the view's until it says it is not. */
static bool
view_takes_tab(struct desk *d, enum action action)
{
    struct page *page = page_of(d);
    if ((action != ACTION_PANE_NEXT && action != ACTION_PANE_PREVIOUS) ||
        page == NULL || !is_listed(page->class, action))
        return false;
    return page->class->act(page->view, &d->ui, action) != 0;
}

static unsigned
act(struct desk *d, enum action action)
{
    if (action == ACTION_NONE || page_of(d) == NULL)
        return action == ACTION_COMMAND ? UI_REDRAW : 0;
    if (action >= ACTION_VIEW_1 && action <= ACTION_VIEW_8) {
        const struct view_class *class =
            nth_tab(d, (int)(action - ACTION_VIEW_1));
        if (class != NULL)
            show_tab(d, class);
        return UI_REDRAW;
    }
    if (screen_action(d, action))
        return UI_REDRAW;
    thaw(d); /* what follows changes what the panes show */
    if (view_takes_tab(d, action) || pane_action(d, action))
        return UI_REDRAW;
    if (why_not(d, action) == NULL && prompt_action(d, action))
        return UI_REDRAW;
    return view_action(d, action);
}

static unsigned
help_key(struct desk *d, enum action action)
{
    if (action == ACTION_BACK || action == ACTION_HELP || action == ACTION_OPEN)
        d->help_is_open = false;
    else if (action == ACTION_COMMAND)
        prompt_open(&d->prompt, PROMPT_COMMAND, "");
    else
        help_act(&d->help, action);
    return UI_REDRAW;
}

/* ---- mouse --------------------------------------------------------------- */

static unsigned
press(struct desk *d, const struct input_event *event)
{
    enum {
        WHEEL_UP = 64,
        WHEEL_DOWN = 65
    };
    if (!d->mouse_is_on || !event->is_press || d->prompt.kind != PROMPT_NONE ||
        d->layout.is_too_small)
        return 0;
    if (event->button == WHEEL_UP || event->button == WHEEL_DOWN) {
        enum action by = event->button == WHEEL_UP ? ACTION_UP : ACTION_DOWN;
        for (int i = 0; i < 3; i++)
            if (d->help_is_open)
                help_act(&d->help, by);
            else
                act(d, by);
        return UI_REDRAW;
    }
    if (event->button != 0)
        return 0;
    if (event->row == 2) {
        struct frame f = {.classes = d->config.classes};
        const struct view_class *class = frame_tab_at(&f, event->col);
        if (class != NULL)
            show_tab(d, class);
        return UI_REDRAW;
    }
    for (int i = 0; i < d->layout.n_panes; i++) {
        struct rect r = d->layout.pane[i];
        if (event->row < r.row || event->row >= r.row + r.rows ||
            event->col < r.col || event->col >= r.col + r.cols)
            continue;
        if (!d->is_full)
            d->focus = i;
        thaw(d);
        struct page *page = page_of(d);
        if (page != NULL && page->class->press != NULL && event->row > r.row)
            page->class->press(
                page->view, &d->ui, event->row - r.row - 1, event->col - r.col);
        return UI_REDRAW;
    }
    return 0;
}

unsigned
desk_input(struct desk *desk, const struct input_event *event, struct clock now)
{
    struct desk *d = desk;
    set_now(d, now);
    unsigned bits = 0;
    if (event->kind == INPUT_MOUSE)
        bits = press(d, event);
    else if (event->kind == INPUT_PASTE)
        bits = paste(d, event);
    else if (d->prompt.kind != PROMPT_NONE)
        bits = prompt_key(d, event->key);
    else if (d->help_is_open)
        bits = help_key(d, keymap_action(d->map, event->key));
    else
        bits = act(d, keymap_action(d->map, event->key));
    bits |= d->todo;
    d->todo = 0;
    return bits;
}

/* ---- drawing ------------------------------------------------------------- */

unsigned
desk_update(struct desk *desk, struct clock now)
{
    struct desk *d = desk;
    bool ticks = now.utc.ns / NS_PER_S != d->now.utc.ns / NS_PER_S;
    set_now(d, now);
    unsigned bits = d->todo | (ticks ? UI_REDRAW : 0u);
    d->todo = 0;
    if (prompt_tick(&d->prompt, now.mono))
        bits |= UI_REDRAW;
    if (d->is_frozen && mono_diff_ns(d->frozen_until, now.mono) <= 0) {
        thaw(d);
        bits |= UI_REDRAW;
    }
    for (int i = 0; i < LAYOUT_PANES_MAX; i++) {
        struct page *page = pane_page(&d->pane[i]);
        bool is_seen = d->is_full ? i == d->focus : i < d->layout.n_panes;
        if (page != NULL && is_seen && !d->is_frozen)
            bits |= page->class->update(page->view, &d->ui);
    }
    return bits;
}

static void
paint_title(struct desk *d, const struct page *page, const struct area *area,
    bool has_focus)
{
    struct strbuf title = {0}, right = {0};
    strbuf_adds(&title, page->class->title);
    if (page->class->status != NULL)
        page->class->status(page->view, &d->ui, &title, &right);
    if (page->filter[0] != '\0')
        strbuf_addf(&title, "  filter: & %s", page->filter);
    area_rule(area, 0, strbuf_get(&title), strbuf_get(&right), has_focus);
    strbuf_fini(&title);
    strbuf_fini(&right);
}

static void
paint_pane(struct desk *d, int i, const struct area *all, struct rect r)
{
    struct page *page = pane_page(&d->pane[i]);
    struct area area = area_sub(all, r.row, r.col, r.rows, r.cols);
    if (page == NULL) {
        area_rule(&area, 0, "", NULL, false);
        return;
    }
    bool has_focus = i == d->focus;
    d->ui.has_focus = has_focus;
    paint_title(d, page, &area, has_focus);
    struct area body = area_sub(&area, 1, 0, r.rows - 1, r.cols);
    page->class->paint(page->view, &d->ui, &body);
}

static void
paint_panes(struct desk *d, const struct area *all)
{
    if (d->is_full)
        paint_pane(d, d->focus, all, d->layout.pane[0]);
    else
        for (int i = 0; i < d->layout.n_panes; i++)
            paint_pane(d, i, all, d->layout.pane[i]);
    struct rect body = d->layout.body;
    if (d->layout.split_col > 0)
        area_vline(all, body.row, d->layout.split_col, body.rows, GLYPH_VLINE,
            ROLE_BORDER);
}

/* While frozen the panes are what they were. */
static void
paint_body(struct desk *d, struct canvas *canvas, const struct area *all)
{
    struct rect body = d->layout.body;
    size_t start = (size_t)body.row * (size_t)canvas->cols;
    size_t n = (size_t)body.rows * (size_t)canvas->cols;
    bool is_held = d->is_frozen && d->is_held && d->held.rows == canvas->rows &&
                   d->held.cols == canvas->cols;
    if (is_held) {
        memcpy(canvas->cell + start, d->held.cell + start,
            n * sizeof *canvas->cell);
        return;
    }
    paint_panes(d, all);
    if (d->is_frozen) {
        canvas_copy(&d->held, canvas);
        d->is_held = true;
    }
}

static struct frame
frame_of(struct desk *d)
{
    struct page *page = page_of(d);
    return (struct frame){
        .model = d->config.model,
        .now = d->now,
        .is_readonly = d->config.is_readonly,
        .mouse_is_on = d->mouse_is_on,
        .time_style = d->ui.time_style,
        .classes = d->config.classes,
        .active = page != NULL ? page->class : NULL,
        .instance = d->instance,
        .frozen_left_ns =
            d->is_frozen ? mono_diff_ns(d->frozen_until, d->now.mono) : 0,
        .late_ns =
            mono_diff_ns(d->late_until, d->now.mono) > 0 ? d->late_ns : 0,
    };
}

void
desk_paint(struct desk *desk, struct canvas *canvas, struct clock now)
{
    struct desk *d = desk;
    set_now(d, now);
    if (canvas->rows != d->rows || canvas->cols != d->cols)
        canvas_resize(canvas, d->rows, d->cols);
    else
        canvas_clear(canvas);
    struct area all = area_all(canvas);
    struct area bottom = area_sub(&all, d->rows - 1, 0, 1, d->cols);
    if (d->layout.is_too_small) {
        frame_too_small(&all, LAYOUT_MIN_ROWS, LAYOUT_MIN_COLS);
        if (d->prompt.kind != PROMPT_NONE)
            prompt_paint(&d->prompt, &bottom);
        return;
    }
    struct frame f = frame_of(d);
    struct area row[3],
        prompt = area_sub(&all, d->layout.prompt_row, 0, 1, d->cols);
    for (int i = 0; i < 3; i++)
        row[i] = area_sub(&all, i, 0, 1, d->cols);
    paint_body(d, canvas, &all);
    if (d->help_is_open) {
        struct rect r = d->layout.body;
        struct area body = area_sub(&all, r.row, r.col, r.rows, r.cols);
        const struct page *page = page_of(d);
        help_paint(&d->help, &body, d->map,
            page != NULL ? page->class->title : "the console", why_not, d);
    }
    frame_band(&f, &row[0]);
    frame_health(&f, &row[1]);
    frame_tabs(&f, &row[2]);
    prompt_paint(&d->prompt, &prompt);
    frame_bar(&f, &bottom, d->map, is_enabled, d);
}
