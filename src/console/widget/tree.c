/*
 * tree.c - a list with branches that open and close, on top of a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/tree.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/glyph.h"

static uint64_t
visible_key(void *arg, size_t row)
{
    const struct tree *t = arg;
    return t->node[t->visible[row]].key;
}

void
tree_init(struct tree *t, const struct table_column *column, unsigned n_columns)
{
    *t = (struct tree){0};
    table_init(&t->table, column, n_columns);
}

void
tree_fini(struct tree *t)
{
    free(t->node);
    free(t->visible);
    free(t->closed);
    *t = (struct tree){0};
}

static size_t
closed_at(const struct tree *t, uint64_t key)
{
    for (size_t i = 0; i < t->n_closed; i++)
        if (t->closed[i] == key)
            return i;
    return SIZE_MAX;
}

static bool
is_closed(const struct tree *t, const struct tree_node *node)
{
    return node->has_branch && closed_at(t, node->key) != SIZE_MAX;
}

/* Which nodes are seen: all but those below a closed branch. */
static void
refresh(struct tree *t)
{
    size_t n = 0;
    unsigned hidden_below = UINT32_MAX;
    for (size_t i = 0; i < t->n_nodes; i++) {
        const struct tree_node *node = &t->node[i];
        if (node->depth > hidden_below)
            continue;
        hidden_below = is_closed(t, node) ? node->depth : UINT32_MAX;
        t->visible[n++] = i;
    }
    table_set_rows(&t->table, n, visible_key, t);
}

void
tree_set(struct tree *t, const struct tree_node *node, size_t n)
{
    free(t->node);
    free(t->visible);
    t->node = n > 0 ? xmemdup(node, n * sizeof *node) : NULL;
    t->visible = xcalloc(n + 1, sizeof *t->visible);
    t->n_nodes = n;
    refresh(t);
}

size_t
tree_selected(const struct tree *t)
{
    return t->table.n_rows > 0 ? t->visible[t->table.selected] : SIZE_MAX;
}

static void
close_branch(struct tree *t, const struct tree_node *node)
{
    t->closed =
        xgrow(t->closed, t->n_closed, &t->cap_closed, sizeof *t->closed);
    t->closed[t->n_closed++] = node->key;
    refresh(t);
}

static void
open_branch(struct tree *t, const struct tree_node *node)
{
    size_t i = closed_at(t, node->key);
    if (i != SIZE_MAX)
        t->closed[i] = t->closed[--t->n_closed];
    refresh(t);
}

/* The node above `i` in the tree, SIZE_MAX at the top. */
static size_t
parent(const struct tree *t, size_t i)
{
    unsigned depth = t->node[i].depth;
    while (i-- > 0)
        if (t->node[i].depth < depth)
            return i;
    return SIZE_MAX;
}

void
tree_select(struct tree *t, size_t node)
{
    if (node >= t->n_nodes)
        return;
    for (size_t up = parent(t, node); up != SIZE_MAX; up = parent(t, up))
        if (is_closed(t, &t->node[up]))
            open_branch(t, &t->node[up]);
    for (size_t row = 0; row < t->table.n_rows; row++)
        if (t->visible[row] == node)
            table_select(&t->table, row, visible_key, t);
}

bool
tree_act(struct tree *t, enum action action)
{
    size_t at = tree_selected(t);
    const struct tree_node *node = at != SIZE_MAX ? &t->node[at] : NULL;
    if (action == ACTION_LEFT && node != NULL) {
        if (node->has_branch && !is_closed(t, node))
            close_branch(t, node);
        else if (parent(t, at) != SIZE_MAX)
            tree_select(t, parent(t, at));
        return true;
    }
    if (action == ACTION_RIGHT && node != NULL) {
        if (is_closed(t, node))
            open_branch(t, node);
        return true;
    }
    if (action == ACTION_OPEN) {
        if (node == NULL || !node->has_branch)
            return false;
        if (is_closed(t, node))
            open_branch(t, node);
        else
            close_branch(t, node);
        return true;
    }
    return table_act(&t->table, action, visible_key, t);
}

/* ---- painting ------------------------------------------------------------ */

struct paint {
    const struct tree *tree;
    table_cell_fn cell;
    void *arg;
};

static void
indent(
    const struct tree *t, const struct tree_node *node, struct table_cell *cell)
{
    char text[TABLE_CELL_SIZE];
    const char *mark = !node->has_branch    ? " "
                       : is_closed(t, node) ? "\u25b8"
                                            : "\u25be";
    unsigned depth = node->depth < 20 ? node->depth : 20;
    str_copy(text, sizeof text, cell->text);
    struct strbuf line = {0};
    strbuf_addf(&line, "%*s%s %s", (int)(2 * depth), "", mark, text);
    str_copy(cell->text, sizeof cell->text, strbuf_get(&line));
    strbuf_fini(&line);
}

static void
paint_cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    struct paint *p = arg;
    size_t node = p->tree->visible[row];
    p->cell(p->arg, node, column, cell);
    if (column == 0)
        indent(p->tree, &p->tree->node[node], cell);
}

void
tree_paint(struct tree *t, const struct area *area, bool has_focus,
    table_cell_fn cell, void *arg)
{
    struct paint p = {.tree = t, .cell = cell, .arg = arg};
    table_paint(&t->table, area, has_focus, paint_cell, &p);
}
