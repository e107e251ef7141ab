/*
 * desk_keys.c - keys and mouse: what each does on the desk.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"
#include "console/frame.h"
#include "console/view/command_shown.h"

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

static bool
is_number(enum action action)
{
    return action >= ACTION_VIEW_1 && action <= ACTION_VIEW_9;
}

static int
number_of(enum action action)
{
    return 1 + (int)(action - ACTION_VIEW_1);
}

/* Why an action cannot be used now, NULL when it can. */
const char *
desk_why_not(void *arg, enum action action)
{
    struct desk *d = arg;
    const struct page *page = desk_page(d);
    if (page == NULL)
        return "no view";
    if ((action_row(action)->needs & ACTION_OPERATOR) && d->config.is_readonly)
        return "read-only: ask an operator";
    if (is_number(action))
        return desk_tab(d, number_of(action)) == NULL
                   ? "there is no view of this number yet"
                   : NULL;
    bool is_stacks = /* the step of a stack is a command */
        action == ACTION_STEP && !str_eq(page->class->name, "run");
    if (((action_row(action)->needs & ACTION_COMMANDS) || is_stacks) &&
        !d->config.model->commands.has_gate)
        return command_why_no_gate(d->config.model, d->now);
    if ((action_row(action)->needs & ACTION_PROCEDURES) &&
        !is_listed(page->class, action))
        return "open a run of a procedure first: 3 lists them";
    if (action == ACTION_LOG)
        return desk_find_class(d, "log") == NULL ? "no such view" : NULL;
    if (action == ACTION_SUSPEND && d->config.host.suspend == NULL)
        return "not here";
    if (action == ACTION_WRITE && d->config.is_readonly &&
        d->config.export_dir == NULL)
        return "read-only, no --export directory";
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

bool
desk_is_enabled(void *arg, enum action action)
{
    return desk_why_not(arg, action) == NULL;
}

/* ---- freezing ------------------------------------------------------------ */

void
desk_thaw(struct desk *d)
{
    d->is_frozen = d->is_held = false;
}

static void
toggle_freeze(struct desk *d)
{
    if (d->is_frozen) {
        desk_thaw(d);
        return;
    }
    d->is_frozen = true;
    d->frozen_until = mono_add_ns(d->now.mono, FREEZE_NS);
}

/* ---- times --------------------------------------------------------------- */

static void
next_time_style(struct desk *d)
{
    static const char *const names[] = {[TIME_DOY] = "GMT, day of year",
        [TIME_DATE] = "GMT, calendar date",
        [TIME_MET] = "mission elapsed time; lists stay in GMT"};
    bool has_met = !utc_is_none(d->config.model->instance.met_epoch);
    d->ui.time_style = (d->ui.time_style + 1) % TIME_STYLE_COUNT;
    if (d->ui.time_style == TIME_MET && !has_met)
        d->ui.time_style = TIME_DOY;
    desk_say(d, TOAST_INFO, "times: %s", names[d->ui.time_style]);
}

/* ---- actions ------------------------------------------------------------- */

/*
 * A view that another pane shows gets the focus there; else the page of it that
 * was shown last comes back.  Where it is shown already: the view without an
 * argument, which is the list of all.
 */
static void
show_tab(struct desk *d, const struct view_class *class)
{
    struct page *now = desk_page(d);
    if (now != NULL && now->class == class) {
        pane_open(desk_pane(d), &d->ui, class, "");
        return;
    }
    for (int i = 0; i < d->layout.n_panes; i++) {
        struct page *page = pane_page(&d->pane[d->layout.shown[i]]);
        if (page != NULL && page->class == class) {
            d->focus = d->layout.shown[i];
            return;
        }
    }
    if (!pane_show_class(desk_pane(d), class))
        pane_open(desk_pane(d), &d->ui, class, "");
}

static void
go_back(struct desk *d)
{
    struct page *page = desk_page(d);
    if (page != NULL && page->class->unmark != NULL &&
        page->class->unmark(page->view, &d->ui))
        desk_say(d, TOAST_INFO, "nothing is marked any more");
    else if (page != NULL && page->filter[0] != '\0' &&
             page->class->tab != NULL)
        desk_set_filter(d, "");
    else if (!pane_close(desk_pane(d)))
        desk_say(d, TOAST_INFO, "nothing to close here; :q leaves the console");
}

static unsigned
view_action(struct desk *d, enum action action)
{
    struct page *page = desk_page(d);
    const char *why = desk_why_not(d, action);
    if (why != NULL) {
        char keys[KEY_TEXT_SIZE];
        key_fmt(keys, keymap_first(d->map, action));
        desk_refuse(d, TOAST_INFO, "%s: %s", keys, why);
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
        desk_explain(d, "");
        return true;
    case ACTION_FREEZE:
        toggle_freeze(d);
        return true;
    case ACTION_TIME:
        next_time_style(d);
        return true;
    case ACTION_MOUSE:
        desk_set_mouse(d, !d->mouse_is_on);
        return true;
    case ACTION_SILENCE:
        alert_silence(&d->alert, d->now);
        desk_say(d, TOAST_INFO,
            "bell silenced until the next new alarm; it reminds after 15 min");
        return true;
    case ACTION_REDRAW:
        if (host->redraw != NULL)
            host->redraw(host->arg);
        return true;
    case ACTION_SUSPEND:
        if (host->suspend != NULL && desk_may_suspend(d))
            host->suspend(host->arg);
        return true;
    case ACTION_INTERRUPT:
        desk_say(
            d, TOAST_INFO, "nothing is interrupted; :q leaves the console");
        return true;
    case ACTION_COPY:
        desk_copy_pane(d);
        return true;
    case ACTION_LOG:
        return desk_open(d, "log", "");
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
        desk_move_focus(d, action == ACTION_PANE_NEXT ? 1 : -1);
        return true;
    case ACTION_FULL:
        d->is_full = !d->is_full;
        desk_relayout(d);
        return true;
    case ACTION_PANE_LARGER:
    case ACTION_PANE_SMALLER:
        desk_grow(d, action == ACTION_PANE_LARGER ? 2 : -2);
        return true;
    case ACTION_BACK:
        go_back(d);
        return true;
    case ACTION_HISTORY_BACK:
        pane_back(desk_pane(d));
        return true;
    case ACTION_HISTORY_FORWARD:
        pane_forward(desk_pane(d));
        return true;
    case ACTION_LAST:
        pane_last(desk_pane(d));
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
        prompt_open(&d->prompt, PROMPT_FILTER, desk_page(d)->filter);
        return true;
    case ACTION_WRITE:
        desk_file_name(d, name, sizeof name);
        prompt_open(&d->prompt, PROMPT_WRITE, name);
        return true;
    case ACTION_NEXT:
        desk_search(d, d->search, 1);
        return true;
    case ACTION_PREVIOUS:
        desk_search(d, d->search, -1);
        return true;
    default:
        return false;
    }
}

/* Two halves of one view: Tab is the view's until it says it is not. */
static bool
view_takes_tab(struct desk *d, enum action action)
{
    struct page *page = desk_page(d);
    if ((action != ACTION_PANE_NEXT && action != ACTION_PANE_PREVIOUS) ||
        page == NULL || !is_listed(page->class, action))
        return false;
    return page->class->act(page->view, &d->ui, action) != 0;
}

static unsigned
act(struct desk *d, enum action action)
{
    if (action == ACTION_NONE)
        return 0;
    if (desk_page(d) == NULL)
        return action == ACTION_COMMAND && prompt_action(d, action) ? UI_REDRAW
                                                                    : 0;
    if (is_number(action) && desk_why_not(d, action) == NULL) {
        show_tab(d, desk_tab(d, number_of(action)));
        return UI_REDRAW;
    }
    if (screen_action(d, action))
        return UI_REDRAW;
    desk_thaw(d); /* what follows changes what the panes show */
    if (view_takes_tab(d, action) || pane_action(d, action))
        return UI_REDRAW;
    if (desk_why_not(d, action) == NULL && prompt_action(d, action))
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
    else if (action == ACTION_SEARCH)
        prompt_open(&d->prompt, PROMPT_SEARCH, "");
    else if (action == ACTION_NEXT || action == ACTION_PREVIOUS)
        desk_search(d, d->search, action == ACTION_NEXT ? 1 : -1);
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
        struct frame f = {.classes = d->config.classes,
            .model = d->config.model,
            .theme = d->ui.theme,
            .now = d->now};
        const struct view_class *class = frame_tab_at(&f, d->cols, event->col);
        if (class != NULL)
            show_tab(d, class);
        return UI_REDRAW;
    }
    for (int i = 0; i < d->layout.n_panes; i++) {
        struct rect r = d->layout.pane[d->layout.shown[i]];
        if (event->row < r.row || event->row >= r.row + r.rows ||
            event->col < r.col || event->col >= r.col + r.cols)
            continue;
        d->focus = d->layout.shown[i];
        desk_thaw(d);
        struct page *page = desk_page(d);
        if (page != NULL && page->class->press != NULL && event->row > r.row)
            page->class->press(
                page->view, &d->ui, event->row - r.row - 1, event->col - r.col);
        return UI_REDRAW;
    }
    return 0;
}

/* The focused view, when text is being typed in it and can be seen. */
bool
desk_is_typing(struct desk *d)
{
    const struct page *page = desk_page(d);
    return page != NULL && !d->help_is_open && !d->layout.is_too_small &&
           d->prompt.kind == PROMPT_NONE && page->class->is_typing != NULL &&
           page->class->is_typing(page->view);
}

static unsigned
type_in_view(struct desk *d, const struct input_event *event)
{
    struct page *page = desk_page(d);
    desk_thaw(d);
    d->ui.has_focus = true;
    unsigned bits = event->kind == INPUT_PASTE
                        ? page->class->paste(
                              page->view, &d->ui, event->text, event->text_len)
                        : page->class->key(page->view, &d->ui, event->key);
    if (event->kind == INPUT_PASTE && event->is_cut)
        desk_say(d, TOAST_WARN, "the pasted text was too long and is cut");
    return bits | UI_REDRAW;
}

unsigned
desk_input(struct desk *desk, const struct input_event *event, struct clock now)
{
    struct desk *d = desk;
    desk_set_now(d, now);
    d->is_touched = true;
    unsigned bits = 0;
    bool has_dialog = d->ceremony.kind != CEREMONY_OFF;
    if (has_dialog && event->kind == INPUT_KEY)
        bits = desk_ceremony_key(d, event->key);
    else if (has_dialog && event->kind == INPUT_PASTE) {
        ceremony_paste(&d->ceremony, now);
        bits = UI_REDRAW;
    } else if (has_dialog)
        bits = 0;
    else if (event->kind == INPUT_MOUSE)
        bits = press(d, event);
    else if (desk_is_typing(d))
        bits = type_in_view(d, event);
    else if (event->kind == INPUT_PASTE)
        bits = desk_paste(d, event);
    else if (d->prompt.kind != PROMPT_NONE)
        bits = desk_prompt_key(d, event->key);
    else if (d->help_is_open)
        bits = help_key(d, keymap_action(d->map, event->key));
    else
        bits = act(d, keymap_action(d->map, event->key));
    bits |= d->todo;
    d->todo = 0;
    return bits;
}
