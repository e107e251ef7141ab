/*
 * hints.c - the function bar while something else than a view has the keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/hints.h"

#include <string.h>

#include "common/utf8.h"

struct hint {
    const char *keys; /* NULL: those of `action` */
    const char *label;
    enum action action;
};

#define HINTS_MAX 6

static const struct hint typing[][HINTS_MAX] = {
    [PROMPT_COMMAND] = {{"Enter", "Do", 0}, {"Tab", "Complete", 0},
        {"Esc", "Give up", 0}, {"Up", "Older", 0}, {"^R", "Search older", 0}},
    [PROMPT_SEARCH] = {{"Enter", "Keep", 0}, {"Esc", "Give up", 0},
        {"Up", "Older", 0}, {"^R", "Search older", 0}},
    [PROMPT_FILTER] = {{"Enter", "Keep", 0}, {"Esc", "Give up", 0},
        {"!", "first: invert", 0}, {"Up", "Older", 0}},
    [PROMPT_WRITE] = {{"Enter", "Write", 0}, {"Esc", "Give up", 0},
        {".json", "JSON, else text", 0}},
    [PROMPT_CONFIRM] = {{"y", "Yes", 0}, {"any other key", "No", 0}},
    [PROMPT_TEXT] = {{"Enter", "Take it", 0}, {"Esc", "Give up", 0}},
};

static const struct hint helping[HINTS_MAX] = {{NULL, "Close", ACTION_BACK},
    {NULL, "Find", ACTION_SEARCH}, {NULL, "Down", ACTION_DOWN},
    {NULL, "Up", ACTION_UP}, {NULL, "Page", ACTION_PAGE_DOWN},
    {NULL, "Cmd", ACTION_COMMAND}};

static const struct hint in_dialog[HINTS_MAX] = {
    {"letters", "the word asked for", 0},
    {"Enter", "Do, on Cancel: give up", 0}, {"Tab", "Cancel or word", 0},
    {"Esc", "Give up", 0}};

static const struct hint dialog_over[HINTS_MAX] = {
    {"Enter", "Close", 0}, {"Esc", "Close", 0}};

static void
paint(const struct hint *hint, const struct keymap *map, const struct area *row)
{
    int col = 1;
    for (int i = 0; i < HINTS_MAX && hint[i].label != NULL; i++) {
        char name[KEY_TEXT_SIZE];
        const char *keys = hint[i].keys;
        if (keys == NULL)
            keys = key_fmt(name, keymap_first(map, hint[i].action));
        const char *blank = utf8_str_width(keys) > 1 ? " " : "";
        int width = utf8_str_width(keys) + (int)strlen(blank) +
                    (int)strlen(hint[i].label);
        if (col + width > row->cols)
            return;
        int at = col + area_text(row, 0, col, ROLE_BAR_KEY, keys);
        area_printf(row, 0, at, ROLE_BAR, "%s%s", blank, hint[i].label);
        col += width + 2;
    }
}

bool
hints_paint(const struct prompt *prompt, bool help_is_open,
    const struct keymap *map, const struct area *row)
{
    if (prompt->kind == PROMPT_NONE && !help_is_open)
        return false;
    paint(
        prompt->kind != PROMPT_NONE ? typing[prompt->kind] : helping, map, row);
    return true;
}

void
hints_typing(const char *const *hint, const struct area *row)
{
    for (int col = 1; *hint != NULL; hint++) {
        int len = (int)strcspn(*hint, " ");
        if (col + utf8_str_width(*hint) > row->cols)
            return;
        col += area_textn(row, 0, col, ROLE_BAR_KEY, *hint, (size_t)len);
        col += area_text(row, 0, col, ROLE_BAR, *hint + len) + 2;
    }
}

void
hints_ceremony(const struct area *row, bool is_over)
{
    paint(is_over ? dialog_over : in_dialog, NULL, row);
}
