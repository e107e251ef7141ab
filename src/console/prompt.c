/*
 * prompt.c - the line above the function bar: what is typed, asked or told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "console/command.h"

void
prompt_fini(struct prompt *p)
{
    edit_history_fini(&p->history[0]);
    edit_history_fini(&p->history[1]);
}

static struct edit_history *
history_of(struct prompt *p, enum prompt_kind kind)
{
    return kind == PROMPT_COMMAND  ? &p->history[0]
           : kind == PROMPT_SEARCH ? &p->history[1]
           : kind == PROMPT_FILTER ? &p->history[1]
                                   : NULL;
}

void
prompt_open(struct prompt *p, enum prompt_kind kind, const char *text)
{
    p->kind = kind;
    p->is_completing = false;
    p->toast[0] = '\0';
    edit_init(&p->edit, history_of(p, kind));
    edit_set(&p->edit, text);
    str_copy(p->before, sizeof p->before, text);
}

void
prompt_confirm(
    struct prompt *p, const char *question, void (*yes)(void *arg), void *arg)
{
    prompt_open(p, PROMPT_CONFIRM, "");
    str_copy(p->question, sizeof p->question, question);
    p->yes = yes;
    p->yes_arg = arg;
}

void
prompt_text(struct prompt *p, const char *question,
    void (*told)(void *arg, const char *text), void *arg)
{
    prompt_open(p, PROMPT_TEXT, "");
    str_copy(p->question, sizeof p->question, question);
    p->told = told;
    p->yes_arg = arg;
}

void
prompt_close(struct prompt *p)
{
    p->kind = PROMPT_NONE;
}

void
prompt_remember(struct prompt *p)
{
    struct edit_history *history = history_of(p, p->kind);
    if (history != NULL)
        edit_history_add(history, p->edit.text);
}

bool
prompt_complete(
    struct prompt *p, const struct view_class *const *classes, struct ui *ui)
{
    struct strbuf word = {0};
    if (p->kind != PROMPT_COMMAND)
        return false;
    if (!p->is_completing) {
        str_copy(p->typed, sizeof p->typed, p->edit.text);
        p->completion = 0;
    }
    bool found =
        command_complete(p->typed, p->completion, classes, ui, &p->word, &word);
    if (!found && p->completion > 0) { /* round to the first */
        p->completion = 0;
        found = command_complete(p->typed, 0, classes, ui, &p->word, &word);
    }
    if (found) {
        edit_set(&p->edit, p->typed);
        edit_replace(&p->edit, p->word, strbuf_get(&word));
        p->completion++;
    }
    p->is_completing = found;
    strbuf_fini(&word);
    return found;
}

void
prompt_toast(
    struct prompt *p, enum toast kind, const char *text, struct mono now)
{
    str_copy(p->toast, sizeof p->toast, text);
    p->toast_kind = kind;
    p->toast_until = mono_add_ns(now, TOAST_NS);
}

bool
prompt_tick(struct prompt *p, struct mono now)
{
    if (p->toast[0] == '\0' || mono_diff_ns(p->toast_until, now) > 0)
        return false;
    p->toast[0] = '\0';
    return true;
}

static void
paint_toast(const struct prompt *p, const struct area *row)
{
    static const enum role roles[] = {[TOAST_INFO] = ROLE_TOAST,
        [TOAST_WARN] = ROLE_TOAST_WARN,
        [TOAST_ERROR] = ROLE_TOAST_ERROR};
    if (p->toast[0] == '\0')
        return;
    int width = utf8_str_width(p->toast);
    area_field(row, 0, 1, width < row->cols - 1 ? width : row->cols - 1, -1,
        roles[p->toast_kind], p->toast);
}

void
prompt_paint(struct prompt *p, const struct area *row)
{
    static const char *const marks[] = {[PROMPT_COMMAND] = ":",
        [PROMPT_SEARCH] = "/",
        [PROMPT_FILTER] = "&",
        [PROMPT_WRITE] = "write to: "};
    if (p->kind == PROMPT_NONE)
        paint_toast(p, row);
    else if (p->kind == PROMPT_CONFIRM) {
        int width = utf8_str_width(p->question), room = row->cols - 8;
        width = width < room ? width : room;
        area_field(row, 0, 1, width, -1, ROLE_TOAST_WARN, p->question);
        area_text(row, 0, width + 2, ROLE_PROMPT, "[y/N]");
    } else {
        edit_paint(&p->edit, row,
            p->kind == PROMPT_TEXT ? p->question : marks[p->kind]);
        if (p->toast[0] != '\0' &&
            (int)p->edit.len + utf8_str_width(p->toast) + 8 < row->cols)
            area_text(row, 0, row->cols - utf8_str_width(p->toast) - 1,
                ROLE_HINT, p->toast);
    }
}
