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
    completions_fini(&p->list);
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
    prompt_complete_end(p);
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
    prompt_complete_end(p);
}

char
prompt_remember(struct prompt *p)
{
    struct edit_history *history = history_of(p, p->kind);
    if (history == NULL || p->edit.text[0] == '\0')
        return 0;
    edit_history_add(history, p->edit.text);
    return p->kind == PROMPT_COMMAND ? ':' : '/';
}

void
prompt_recall(struct prompt *p, char kind, const char *line)
{
    edit_history_add(&p->history[kind == ':' ? 0 : 1], line);
}

void
prompt_complete_end(struct prompt *p)
{
    completions_fini(&p->list);
    p->is_completing = false;
}

bool
prompt_complete_cancel(struct prompt *p)
{
    if (!p->is_completing)
        return false;
    edit_set(&p->edit, p->typed);
    prompt_complete_end(p);
    return true;
}

static void
put_chosen(struct prompt *p)
{
    edit_set(&p->edit, p->typed);
    p->edit.cursor = p->edit.len;
    edit_replace(&p->edit, p->list.start, p->list.row[p->chosen].word);
}

bool
prompt_complete(struct prompt *p, int by, const struct command_world *world)
{
    if (p->kind != PROMPT_COMMAND)
        return false;
    bool goes_on = p->is_completing && p->list.n > 1;
    if (goes_on)
        p->chosen = (p->chosen + p->list.n + (size_t)by) % p->list.n;
    else {
        (void)str_copy(p->typed, sizeof p->typed, p->edit.text);
        command_complete(p->typed, world, &p->list);
        p->chosen = by < 0 && p->list.n > 0 ? p->list.n - 1 : 0;
    }
    p->is_completing = p->list.n > 0;
    if (p->is_completing)
        put_chosen(p);
    return p->is_completing;
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

/* ---- what the line can become -------------------------------------------- */

#define LIST_ROWS 8

/* The widest word, but room for help where there is room at all. */
static int
word_width(const struct prompt *p, int cols)
{
    int width = 8;
    for (size_t i = 0; i < p->list.n; i++) {
        int w = utf8_str_width(p->list.row[i].word);
        width = w > width ? w : width;
    }
    bool has_help = p->list.row[0].help[0] != '\0';
    int most = has_help && cols >= 60 ? cols / 2 : cols - 2;
    return width < most ? width : most;
}

void
prompt_paint_list(const struct prompt *p, const struct area *above)
{
    int rows = p->list.n < LIST_ROWS ? (int)p->list.n : LIST_ROWS;
    if (rows > above->rows - 1)
        rows = above->rows - 1;
    if (!p->is_completing || rows < 1 || above->cols < 4)
        return;
    struct area box =
        area_sub(above, above->rows - rows - 1, 0, rows + 1, above->cols);
    int width = word_width(p, box.cols);
    size_t top = p->chosen < (size_t)rows ? 0 : p->chosen - (size_t)rows + 1;
    struct strbuf title = {0};
    strbuf_addf(&title, "%zu of %zu%s", p->chosen + 1, p->list.n,
        p->list.is_cut ? ", and more: type on" : "");
    area_fill(&box, ROLE_TEXT);
    area_rule(&box, 0, strbuf_get(&title), "Tab S-Tab  Esc", true);
    strbuf_fini(&title);
    for (int i = 0; i < rows; i++) {
        const struct completion *c = &p->list.row[top + (size_t)i];
        bool is_chosen = top + (size_t)i == p->chosen;
        area_field(&box, i + 1, 1, width, -1,
            is_chosen ? ROLE_TEXT_STRONG : ROLE_TEXT, c->word);
        area_text(&box, i + 1, width + 3, ROLE_HINT, c->help);
        if (is_chosen)
            area_mark(&box, i + 1, 0, box.cols, CELL_SELECT);
    }
}
