/*
 * tree.h - the widgets of a COSMOS screen, as they contain each other.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_TREE_H
#define TOOLS_COSMOS_TREE_H

#include "tools/cosmos/words.h"

#define COSMOS_DEPTH_MAX 64

enum cosmos_kind {
    COSMOS_ROWS,    /* below each other */
    COSMOS_HEADED,  /* the same, below a heading */
    COSMOS_COLUMNS, /* beside each other */
    COSMOS_GRID,    /* row by row in so many columns */
    COSMOS_ITEM,
    COSMOS_TEXT,
    COSMOS_LINE,
    COSMOS_BLANK,
    COSMOS_LEFT_OUT, /* has no place in a display; what is said of it may */
};

enum cosmos_part { /* bits */
    COSMOS_NAME = 1,
    COSMOS_VALUE = 2,
    COSMOS_BAR = 4,
    COSMOS_COURSE = 8,
    COSMOS_PLOT = 16,
    COSMOS_ELEMENTS = 32,
};

struct cosmos_widget {
    const char *keyword;
    enum cosmos_kind kind;
    unsigned parts;
    char arguments; /* '\0', or as in widget.def: 'D', 'M', 'P', 'R' */
};

struct cosmos_node {
    const struct cosmos_widget *widget;
    const struct cosmos_line *line;     /* from its keyword on */
    size_t first;                       /* word[first] is the keyword */
    const struct cosmos_line **setting; /* owned by the tree's arena */
    size_t n_settings, settings_cap;
    struct cosmos_node *child, *last, *next;
};

struct cosmos_tree {
    struct cosmos_node *root; /* rows */
    const char *stale_s;      /* STALE_TIME, or NULL */
    unsigned n_nodes;
};

/*
 * Build the tree; it borrows from `lines`, and lives in their arena.  What has
 * no place is a warning in `notes`, "left out: …".  ERR_FORMAT when there is
 * no SCREEN line, or layouts are nested deeper than COSMOS_DEPTH_MAX.
 */
NODISCARD enum err cosmos_tree_build(const char *file,
    struct cosmos_lines *lines, struct notes *notes, struct cosmos_tree *out);

/* The `i`th word behind the keyword, or NULL. */
const char *cosmos_argument(const struct cosmos_node *node, size_t i);

/*
 * The value of a setting of that name, the index of a part before it passed
 * over; `nth` of equal ones.  NULL: there is none.  *line, when not NULL, is
 * where it stands.  The words behind the value are value[1] and so on.
 */
char **cosmos_setting(const struct cosmos_node *node, const char *name,
    size_t nth, unsigned *line);

#endif
