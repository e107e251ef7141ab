/*
 * desk_exercise.c - exercises: the instructor's commands, what trainees are
 * told, what the ground model is told of this console.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "console/desk_priv.h"

/* ---- the instructor's commands ------------------------------------------- */

static bool
is_refused(struct desk *d, const char *what)
{
    if (d->config.is_instructor)
        return false;
    desk_refuse(d, TOAST_WARN,
        "%s: only in columba instruct; trainees do not see what is planned",
        what);
    return true;
}

static void
ask(struct desk *d, const char *verb, const char *arg)
{
    bool has_arg = arg != NULL && arg[0] != '\0';
    d->ui.ask(d, "sim", verb, &arg, has_arg);
}

static void
sure(void *arg)
{
    struct desk *d = arg;
    ask(d, d->exercise.verb, d->exercise.arg);
}

static void
ask_if_sure(
    struct desk *d, const char *question, const char *verb, const char *arg)
{
    (void)str_copy(d->exercise.verb, sizeof d->exercise.verb, verb);
    (void)str_copy(d->exercise.arg, sizeof d->exercise.arg, arg);
    d->ui.confirm(d, question, sure, d);
}

/* The word at the beginning of *text, which goes on behind it. */
static bool
take_word(const char **text, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*text, word, n) != 0 || ((*text)[n] != ' ' && (*text)[n] != 0))
        return false;
    *text += n + strspn(*text + n, " ");
    return true;
}

void
desk_run_scenario(struct desk *d, const char *text)
{
    const struct drill *drill = &d->config.model->drill;
    if (is_refused(d, ":scenario"))
        return;
    if (take_word(&text, "load") && text[0] == '\0')
        (void)desk_open(d, "scenarios", "");
    else if (text[0] == '\0' || take_word(&text, "list"))
        (void)desk_open(d, "scenarios", "");
    else if (take_word(&text, "start"))
        ask_if_sure(d,
            "Begin it? The model begins anew: trainees lose their state.",
            "start", "");
    else if (take_word(&text, "end"))
        ask_if_sure(d, "End the exercise? All faults end with it.", "end", "");
    else if (take_word(&text, "freeze"))
        ask(d, "freeze", NULL);
    else if (take_word(&text, "continue"))
        ask(d, "continue", NULL);
    else if (take_word(&text, "note"))
        desk_run_note(d, text);
    else if (drill_is_on(drill, d->now))
        ask_if_sure(d,
            "An exercise is on: end it and load another? Trainees lose it.",
            "load", text);
    else
        ask(d, "load", text);
}

void
desk_run_fault(struct desk *d, const char *text)
{
    if (is_refused(d, ":fault"))
        return;
    if (text[0] == '\0')
        desk_say(d, TOAST_INFO,
            ":fault trigger ID, :fault clear ID, or what is at fault: Tab "
            "completes");
    else if (take_word(&text, "trigger"))
        ask(d, "trigger", text);
    else if (take_word(&text, "clear"))
        ask(d, "clear", text);
    else
        ask(d, "add", text);
}

void
desk_run_note(struct desk *d, const char *text)
{
    if (is_refused(d, ":note"))
        return;
    if (text[0] == '\0')
        desk_say(d, TOAST_INFO, "a note for the record: :note TEXT");
    else
        ask(d, "note", text);
}

bool
desk_is_instructors(struct desk *d, const char *word)
{
    return view_is_instructors(word) && is_refused(d, word);
}

void
desk_show_instructor(struct desk *desk)
{
    for (int i = 0; i < desk->layout.n_panes; i++) {
        int at = desk->layout.shown[i];
        const struct page *page = pane_page(&desk->pane[at]);
        if (page != NULL && str_eq(page->class->name, "instruct")) {
            desk->focus = at;
            return;
        }
    }
    const struct view_class *class = desk_find_class(desk, "instruct");
    if (class != NULL)
        pane_open(desk_pane(desk), &desk->ui, class, "");
}

/* ---- trainees ------------------------------------------------------------ */

void
desk_hint(struct desk *desk, const char *text)
{
    desk_say(desk, TOAST_WARN, "HINT: %s", text);
}

/* The display in a page, "" when it shows none. */
static const char *
display_of(const struct page *page)
{
    return page != NULL && str_eq(page->class->name, "display") ? page->argument
                                                                : "";
}

void
desk_display_on_top(struct desk *desk, char *id, size_t size)
{
    const char *focused = display_of(desk_page(desk)), *found = "";
    for (int i = 0; i < desk->layout.n_panes && focused[0] == '\0'; i++) {
        const struct page *page = pane_page(&desk->pane[desk->layout.shown[i]]);
        const char *other = display_of(page);
        if (str_eq(other, id) || found[0] == '\0')
            found = other; /* the one that was on top is in sight still */
    }
    char top[DIGEST_HEX];
    (void)str_copy(top, sizeof top, focused[0] != '\0' ? focused : found);
    (void)str_copy(id, size, top);
}
