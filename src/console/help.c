/*
 * help.c - the help screen, made from the tables of keys, marks, commands and
 * settings.
 *
 * All lines are made whenever they are painted or searched: there are some two
 * hundred, and what they say changes with the view and the selection.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/command.h"
#include "console/marks.h"
#include "console/setting.h"

#define KEYS_COLS 14 /* of the keys at the left */
#define WORD_COLS 24 /* of a command and what follows it */

struct line {
    char *left, *text; /* owned, "" where there is none */
    enum role left_role, text_role;
    int indent; /* where text stands */
};

struct lines {
    struct line *line;
    size_t n, cap;
    int cols;
};

static void
lines_fini(struct lines *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->line[i].left);
        free(l->line[i].text);
    }
    free(l->line);
}

static void
add(struct lines *l, const char *left, enum role left_role, const char *text,
    size_t len, enum role text_role, int indent)
{
    l->line = xgrow(l->line, l->n, &l->cap, sizeof *l->line);
    l->line[l->n++] = (struct line){.left = xstrdup(left),
        .text = xstrndup(text, len),
        .left_role = left_role,
        .text_role = text_role,
        .indent = indent};
}

/* How much of `text` goes into `cols` columns, broken at a blank. */
static size_t
fitting(const char *text, int cols)
{
    size_t blank = 0, at = 0, len = strlen(text);
    int used = 0;
    while (at < len) {
        uint32_t c;
        size_t n = utf8_decode(text + at, len - at, &c);
        used += n > 0 ? utf8_width(c) : 1;
        if (used > cols)
            return blank > 0 ? blank : at > 0 ? at : 1;
        if (c == ' ')
            blank = at;
        at += n > 0 ? n : 1;
    }
    return len;
}

/* `left`, and beside it `text` in as many lines as it takes. */
static void
add_row(struct lines *l, const char *left, enum role left_role,
    const char *text, enum role text_role, int indent)
{
    if (l->cols < 40 && indent > 12)
        indent = 12;
    int left_cols = 2 + utf8_str_width(left) + 1;
    if (left_cols > indent) {
        add(l, left, left_role, "", 0, text_role, indent);
        left = "";
    }
    do {
        size_t n = fitting(text, l->cols - indent - 1);
        add(l, left, left_role, text, n, text_role, indent);
        left = "";
        text += n + strspn(text + n, " ");
    } while (*text != '\0');
}

static void
add_heading(struct lines *l, const char *text)
{
    if (l->n > 0)
        add(l, "", ROLE_TEXT, "", 0, ROLE_TEXT, 0);
    add(l, "", ROLE_TEXT, text, strlen(text), ROLE_TITLE, 1);
}

/* ---- keys ---------------------------------------------------------------- */

static void
add_action(struct lines *l, const struct help_topic *t, enum action action)
{
    const char *why = t->reason(t->arg, action);
    struct strbuf keys = {0}, text = {0};
    keymap_keys(t->map, action, &keys);
    strbuf_adds(&text, action_row(action)->help);
    if (why != NULL)
        strbuf_addf(&text, " (%s)", why);
    add_row(l, strbuf_get(&keys),
        why == NULL ? ROLE_BAR_KEY : ROLE_BAR_DISABLED, strbuf_get(&text),
        why == NULL ? ROLE_TEXT : ROLE_BAR_DISABLED, KEYS_COLS + 2);
    strbuf_fini(&keys);
    strbuf_fini(&text);
}

static bool
is_of_view(const struct help_topic *t, enum action action)
{
    if (t->class == NULL || t->class->actions == NULL)
        return false;
    for (size_t i = 0; t->class->actions[i] != ACTION_NONE; i++)
        if (t->class->actions[i] == action)
            return true;
    return false;
}

/* The actions of a group (COUNT: of any) that are the view's or not, and that
 * work or do not.  The heading may be NULL. */
static void
add_actions(struct lines *l, const struct help_topic *t,
    enum action_group group, bool of_view, bool works, const char *heading)
{
    bool has_heading = false;
    for (unsigned i = 1; i < ACTION_COUNT; i++) {
        enum action a = (enum action)i;
        bool does_work = t->reason(t->arg, a) == NULL;
        if ((group != ACTION_GROUP_COUNT && action_row(a)->group != group) ||
            does_work != works || (works && is_of_view(t, a) != of_view))
            continue;
        if (!has_heading && heading != NULL)
            add_heading(l, heading);
        has_heading = true;
        add_action(l, t, a);
    }
}

/* What the view does comes before how one moves and finds in it. */
static const enum action_group own_order[] = {ACTION_GROUP_SELECTION,
    ACTION_GROUP_OPERATE, ACTION_GROUP_SCREEN, ACTION_GROUP_VIEW,
    ACTION_GROUP_FIND, ACTION_GROUP_MOVE};

static void
add_keys(struct lines *l, const struct help_topic *t)
{
    char own[80];
    (void)snprintf(own, sizeof own, "In %s",
        t->class != NULL ? t->class->title : "the console");
    add_heading(l, own);
    for (size_t i = 0; i < ARRAY_LEN(own_order); i++)
        add_actions(l, t, own_order[i], true, true, NULL);
    for (int g = 0; g < ACTION_GROUP_COUNT; g++)
        add_actions(l, t, (enum action_group)g, false, true,
            action_group_str((enum action_group)g));
    add_actions(l, t, ACTION_GROUP_COUNT, false, false, "Not now");
}

/* ---- what else there is -------------------------------------------------- */

static void
add_marks(struct lines *l, const struct help_topic *t)
{
    const struct mark_row *row;
    add_heading(l, "Marks beside values");
    for (size_t i = 0; (row = mark_row(i)) != NULL; i++) {
        struct strbuf glyphs = {0}, text = {0};
        mark_glyphs(row, t->theme, t->is_ascii, &glyphs);
        strbuf_addf(&text, "%s: %s", row->name, row->help);
        add_row(l, strbuf_get(&glyphs), row->role, strbuf_get(&text), ROLE_TEXT,
            KEYS_COLS + 2);
        strbuf_fini(&glyphs);
        strbuf_fini(&text);
    }
}

static void
add_word(struct lines *l, const char *before, const char *name,
    const char *between, const char *args, const char *help)
{
    struct strbuf left = {0};
    strbuf_addf(&left, "%s%s%s%s", before, name, between, args);
    add_row(l, strbuf_get(&left), ROLE_BAR_KEY, help, ROLE_TEXT, WORD_COLS + 2);
    strbuf_fini(&left);
}

static void
add_words(struct lines *l)
{
    add_heading(l, "Command line");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command_row *c = command_row(i);
        add_word(l, ":", c->name, *c->args ? " " : "", c->args, c->help);
    }
    add_heading(l, "Settings");
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *s = setting_row((enum setting)i);
        add_word(l, ":set ", s->name, "=", s->values, s->help);
    }
    add_heading(l, "Mouse");
    add_row(l, "", ROLE_TEXT,
        "off until it is switched on; while it is on, hold Shift to select "
        "text of the terminal",
        ROLE_TEXT, 2);
}

static void
make_lines(struct lines *l, const struct help_topic *topic, int cols)
{
    *l = (struct lines){.cols = cols > 24 ? cols : 24};
    add_keys(l, topic);
    add_marks(l, topic);
    add_words(l);
}

/* ---- moving, searching --------------------------------------------------- */

void
help_open(struct help *help)
{
    help->top = help->match = 0;
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

bool
help_search(struct help *help, const struct help_topic *topic, const char *text,
    int step)
{
    struct lines l;
    make_lines(&l, topic, help->cols);
    size_t n = l.n, found = 0;
    size_t from = help->match > 0 ? (size_t)help->match - 1 : (size_t)help->top;
    for (size_t i = 0; i < n && found == 0 && *text != '\0'; i++) {
        size_t at = step < 0   ? (from + 2 * n - 1 - i) % n
                    : step > 0 ? (from + 1 + i) % n
                               : (from + i) % n;
        if (str_contains_ci(l.line[at].text, text) ||
            str_contains_ci(l.line[at].left, text))
            found = at + 1;
    }
    lines_fini(&l);
    if (found == 0)
        return false;
    help->match = (int)found;
    if (help->match <= help->top || help->match > help->top + help->page)
        help->top = help->match > 3 ? help->match - 3 : 0;
    return true;
}

/* ---- painting ------------------------------------------------------------ */

static void
paint_line(const struct area *body, int row, const struct line *line)
{
    area_text(body, row, 2, line->left_role, line->left);
    area_text(body, row, line->indent, line->text_role, line->text);
}

void
help_paint(
    struct help *help, const struct area *area, const struct help_topic *topic)
{
    char title[80], right[40];
    struct lines l;
    struct area body = area_sub(area, 1, 0, area->rows - 1, area->cols);
    help->page = body.rows;
    help->cols = body.cols;
    make_lines(&l, topic, body.cols);
    int n = (int)l.n;
    if (help->top + body.rows > n)
        help->top = n > body.rows ? n - body.rows : 0;
    (void)snprintf(title, sizeof title, "HELP  keys in %s",
        topic->class != NULL ? topic->class->title : "the console");
    (void)snprintf(right, sizeof right, "%d-%d of %d", help->top + 1,
        help->top + body.rows < n ? help->top + body.rows : n, n);
    area_fill(area, ROLE_TEXT);
    area_rule(area, 0, title, right, true);
    for (int row = 0; row < body.rows && help->top + row < n; row++) {
        paint_line(&body, row, &l.line[help->top + row]);
        if (help->top + row + 1 == help->match)
            area_mark(&body, row, 0, body.cols, CELL_SELECT);
    }
    lines_fini(&l);
}
