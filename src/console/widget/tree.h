/*
 * tree.h - a list with branches that open and close, on top of a table.
 *
 * The caller has a flat list of nodes in order, each with its depth; the tree
 * says which of them are seen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_WIDGET_TREE_H
#define CONSOLE_WIDGET_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console/canvas.h"
#include "console/keys/keys.h"
#include "console/widget/table.h"

struct tree_node {
    uint64_t key;    /* identity, stable while the list changes */
    unsigned depth;  /* 0: top */
    bool has_branch; /* nodes of greater depth follow */
};

struct tree {
    struct table table;     /* of the visible nodes; column 0 has the branch */
    struct tree_node *node; /* owned copy */
    size_t n_nodes;
    size_t *visible;  /* owned; node numbers, table.n_rows of them */
    uint64_t *closed; /* owned keys of closed branches */
    size_t n_closed, cap_closed;
};

void tree_init(
    struct tree *t, const struct table_column *column, unsigned n_columns);
void tree_fini(struct tree *t);

/* The nodes are now these; what was closed or selected stays so. */
void tree_set(struct tree *t, const struct tree_node *node, size_t n);

/* The node selected, SIZE_MAX when there is none. */
size_t tree_selected(const struct tree *t);
void tree_select(struct tree *t, size_t node); /* opens what is above it */

/* Moves; Left closes or goes to the parent, Right and Enter open. */
bool tree_act(struct tree *t, enum action action);

/* `cell` is asked with node numbers; column 0 gets indent and branch mark. */
void tree_paint(struct tree *t, const struct area *area, bool has_focus,
    table_cell_fn cell, void *arg);

#endif
