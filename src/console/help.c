/*
 * help.c - the help screen, made from the table of keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/help.h"

#include "console/command.h"

/* Lines are counted always and drawn when they are in sight. */
struct lines {
    const struct help *help;
    struct area area;
    int n;
};

/* The row to draw the next line in, or -1. */
static int
next(struct lines *l)
{
    int row = l->n++ - l->help->top;
    return row >= 0 && row < l->area.rows ? row : -1;
}

static void
heading(struct lines *l, const char *text)
{
    int row;
    if (l->n > 0)
        next(l);
    row = next(l);
    if (row >= 0)
        area_text(&l->area, row, 1, ROLE_TITLE, text);
}

static void
action_line(struct lines *l, const struct keymap *map, enum action action,
    const char *why)
{
    int row = next(l);
    if (row < 0)
        return;
    struct strbuf keys = {0};
    keymap_keys(map, action, &keys);
    area_field(&l->area, row, 2, 12, -1,
        why == NULL ? ROLE_BAR_KEY : ROLE_BAR_DISABLED, strbuf_get(&keys));
    int col = 15;
    if (why != NULL) {
        col += area_printf(&l->area, row, col, ROLE_BAR_DISABLED, "(%s) ", why);
    }
    area_text(&l->area, row, col, why == NULL ? ROLE_TEXT : ROLE_BAR_DISABLED,
        action_row(action)->help);
    strbuf_fini(&keys);
}

static void
command_lines(struct lines *l)
{
    heading(l, "Command line");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command_row *c = command_row(i);
        int row = next(l);
        if (row < 0)
            continue;
        int col = 2 + area_printf(&l->area, row, 2, ROLE_BAR_KEY, ":%s %s",
                          c->name, c->args);
        area_text(&l->area, row, col < 26 ? 27 : col + 1, ROLE_TEXT, c->help);
    }
}

bool
help_act(struct help *help, enum action action)
{
    int page = help->page > 1 ? help->page - 1 : 1;
    const struct {
        enum action action;
        int by;
    } moves[] = {
        {ACTION_UP, -1},
        {ACTION_DOWN, 1},
        {ACTION_PAGE_UP, -page},
        {ACTION_PAGE_DOWN, page},
        {ACTION_HALF_UP, -(page + 1) / 2},
        {ACTION_HALF_DOWN, (page + 1) / 2},
        {ACTION_TOP, -10000},
        {ACTION_BOTTOM, 10000},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].action == action) {
            help->top += moves[i].by;
            if (help->top < 0)
                help->top = 0;
            return true;
        }
    return false;
}

static int
draw(const struct help *help, const struct area *area, const struct keymap *map,
    help_reason_fn reason, void *arg)
{
    struct lines l = {.help = help, .area = *area};
    for (int group = 0; group < ACTION_GROUP_COUNT; group++) {
        heading(&l, action_group_str((enum action_group)group));
        for (unsigned a = 1; a < ACTION_COUNT; a++)
            if (action_row((enum action)a)->group == (enum action_group)group)
                action_line(
                    &l, map, (enum action)a, reason(arg, (enum action)a));
    }
    command_lines(&l);
    return l.n;
}

void
help_paint(struct help *help, const struct area *area, const struct keymap *map,
    const char *view_title, help_reason_fn reason, void *arg)
{
    char title[80];
    struct strbuf text = {0};
    strbuf_addf(&text, "HELP  keys in %s", view_title);
    str_copy(title, sizeof title, strbuf_get(&text));
    strbuf_fini(&text);
    area_fill(area, ROLE_TEXT);
    area_rule(area, 0, title, "q closes", true);
    struct area body = area_sub(area, 1, 0, area->rows - 1, area->cols);
    help->page = body.rows;
    int lines = draw(help, &body, map, reason, arg);
    if (help->top + body.rows > lines) {
        help->top = lines > body.rows ? lines - body.rows : 0;
        area_fill(&body, ROLE_TEXT);
        draw(help, &body, map, reason, arg);
    }
}
