/*
 * tree.c - widgets in layouts, and the settings of both.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/xalloc.h"

static const struct cosmos_widget widgets[] = {
#define NAME     COSMOS_NAME
#define VALUE    COSMOS_VALUE
#define BAR      COSMOS_BAR
#define COURSE   COSMOS_COURSE
#define PLOT     COSMOS_PLOT
#define ELEMENTS COSMOS_ELEMENTS
#define WIDGET(keyword, kind, parts, letter)                                   \
    {#keyword, COSMOS_##kind, parts, #letter[0]},
#include "tools/cosmos/widget.def"
#undef WIDGET
};

static const struct cosmos_widget left_out = {"", COSMOS_LEFT_OUT, 0, '0'};

struct builder {
    const char *file;
    struct notes *notes;
    struct cosmos_lines *lines;
    struct cosmos_tree *tree;
    struct cosmos_node *open[COSMOS_DEPTH_MAX]; /* layouts, outermost first */
    size_t depth;
    struct cosmos_node *newest; /* what settings are for */
    bool has_screen;
};

static const struct cosmos_widget *
find_widget(const char *keyword)
{
    for (size_t i = 0; i < ARRAY_LEN(widgets); i++)
        if (strcasecmp(widgets[i].keyword, keyword) == 0)
            return &widgets[i];
    return &left_out;
}

static bool
is_layout(const struct cosmos_widget *w)
{
    return w->kind <= COSMOS_GRID;
}

/* A button that only opens a screen becomes a link. */
static bool
opens_screen(const struct cosmos_line *line)
{
    for (size_t i = 0; i < line->n; i++)
        if (strstr(line->word[i], "screen.open(") != NULL)
            return true;
    return false;
}

static void
say_left_out(struct builder *b, const struct cosmos_line *line, size_t first)
{
    const char *keyword = line->word[first];
    if (opens_screen(line))
        return;
    notes_add(b->notes, NOTE_WARNING, b->file, line->line, 0,
        "left out: %.40s%s%.60s%s", keyword, line->n > first + 1 ? " '" : "",
        line->n > first + 1 ? line->word[first + 1] : "",
        line->n > first + 1 ? "'" : "");
}

static struct cosmos_node *
add_node(struct builder *b, const struct cosmos_widget *widget,
    const struct cosmos_line *line, size_t first)
{
    struct cosmos_node *node = arena_alloc(&b->lines->arena, sizeof *node);
    *node = (struct cosmos_node){.widget = widget, .line = line};
    node->first = first;
    if (b->depth > 0) {
        struct cosmos_node *parent = b->open[b->depth - 1];
        if (parent->last != NULL)
            parent->last->next = node;
        else
            parent->child = node;
        parent->last = node;
    }
    b->tree->n_nodes++;
    b->newest = node;
    return node;
}

static enum err
open_layout(struct builder *b, struct cosmos_node *node)
{
    if (b->depth == COSMOS_DEPTH_MAX) {
        notes_add(b->notes, NOTE_ERROR, b->file, node->line->line, 0,
            "layouts are nested deeper than %d", COSMOS_DEPTH_MAX);
        return ERR_FORMAT;
    }
    b->open[b->depth++] = node;
    if (strcasecmp(node->widget->keyword, "CANVAS") == 0)
        notes_add(b->notes, NOTE_WARNING, b->file, node->line->line, 0,
            "left out: places on the canvas; its texts stand below each other");
    if (strcasecmp(node->widget->keyword, "TABBOOK") == 0)
        notes_add(b->notes, NOTE_WARNING, b->file, node->line->line, 0,
            "left out: tabs; they stand below each other");
    return ERR_OK;
}

/* END: of the innermost layout.  The root stays open. */
static void
close_layout(struct builder *b, const struct cosmos_line *line)
{
    if (b->depth > 1)
        b->newest = b->open[--b->depth];
    else
        notes_add(b->notes, NOTE_WARNING, b->file, line->line, 0,
            "END without a layout before it");
}

static void
add_setting(struct builder *b, const struct cosmos_line *line)
{
    struct cosmos_node *node = b->newest;
    if (node->n_settings == node->settings_cap) {
        size_t cap = node->settings_cap == 0 ? 4 : 2 * node->settings_cap;
        const struct cosmos_line **more =
            arena_alloc(&b->lines->arena, cap * sizeof *more);
        if (node->n_settings > 0)
            memcpy(more, node->setting, node->n_settings * sizeof *more);
        node->setting = more;
        node->settings_cap = cap;
    }
    node->setting[node->n_settings++] = line;
}

/* A widget, layout or not; `first` is its keyword, behind NAMED_WIDGET's. */
static enum err
add_widget(struct builder *b, const struct cosmos_line *line, size_t first)
{
    const struct cosmos_widget *widget = find_widget(line->word[first]);
    if (line->has_ruby && !is_layout(widget)) {
        notes_add(b->notes, NOTE_WARNING, b->file, line->line, 0,
            "left out: %.40s, Ruby is not run", line->word[first]);
        widget = &left_out;
    } else if (widget->kind == COSMOS_LEFT_OUT) {
        say_left_out(b, line, first);
    }
    struct cosmos_node *node = add_node(b, widget, line, first);
    return is_layout(widget) ? open_layout(b, node) : ERR_OK;
}

static enum err
add_line(struct builder *b, const struct cosmos_line *line)
{
    const char *keyword = line->word[0];
    if (strcasecmp(keyword, "SCREEN") == 0) {
        b->has_screen = true;
    } else if (strcasecmp(keyword, "END") == 0) {
        close_layout(b, line);
    } else if (strcasecmp(keyword, "STALE_TIME") == 0) {
        b->tree->stale_s = line->n > 1 ? line->word[1] : NULL;
    } else if (strcasecmp(keyword, "SETTING") == 0 ||
               strcasecmp(keyword, "SUBSETTING") == 0) {
        add_setting(b, line);
    } else if (strncasecmp(keyword, "GLOBAL_", 7) == 0 ||
               strcasecmp(keyword, "TOOLTIP") == 0) {
        say_left_out(b, line, 0);
    } else if (strcasecmp(keyword, "NAMED_WIDGET") == 0) {
        return line->n > 2 ? add_widget(b, line, 2) : ERR_OK;
    } else {
        return add_widget(b, line, 0);
    }
    return ERR_OK;
}

enum err
cosmos_tree_build(const char *file, struct cosmos_lines *lines,
    struct notes *notes, struct cosmos_tree *out)
{
    struct builder b = {file, notes, lines, out, {0}, 0, NULL, false};
    *out = (struct cosmos_tree){0};
    b.open[0] = out->root = add_node(&b, find_widget("VERTICAL"), NULL, 0);
    b.depth = 1;
    for (size_t i = 0; i < lines->n && !b.has_screen; i++)
        b.has_screen = strcasecmp(lines->line[i].word[0], "SCREEN") == 0;
    if (!b.has_screen) {
        notes_add(notes, NOTE_ERROR, file, 1, 0,
            "it is no COSMOS screen: there is no line SCREEN");
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < lines->n; i++)
        if (add_line(&b, &lines->line[i]) != ERR_OK)
            return ERR_FORMAT;
    if (b.depth > 1)
        notes_add(notes, NOTE_WARNING, file, b.open[b.depth - 1]->line->line, 0,
            "%.40s has no END", b.open[b.depth - 1]->widget->keyword);
    return ERR_OK;
}

const char *
cosmos_argument(const struct cosmos_node *node, size_t i)
{
    size_t at = node->first + 1 + i;
    return node->line != NULL && at < node->line->n ? node->line->word[at]
                                                    : NULL;
}

char **
cosmos_setting(const struct cosmos_node *node, const char *name, size_t nth,
    unsigned *line)
{
    for (size_t i = 0; i < node->n_settings; i++) {
        const struct cosmos_line *l = node->setting[i];
        size_t at = strcasecmp(l->word[0], "SUBSETTING") == 0 ? 2 : 1;
        if (at < l->n && strcasecmp(l->word[at], name) == 0 && nth-- == 0) {
            if (line != NULL)
                *line = l->line;
            return &l->word[at + 1];
        }
    }
    return NULL;
}
