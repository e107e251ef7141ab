/*
 * item.h - one widget that shows telemetry, as a row of text and fields.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_COSMOS_ITEM_H
#define TOOLS_COSMOS_ITEM_H

#include "tools/cosmos/box.h"
#include "tools/cosmos/defs.h"
#include "tools/cosmos/page.h"

struct page {
    const char *file;
    const struct cosmos_options *options;
    const struct mdb *mdb; /* or NULL */
    struct arena arena;
    struct notes *notes;
    struct defs defs;
    struct strbuf todo; /* definitions of names that are not there */
    size_t n_fields;
    char *title; /* in the arena, or NULL */
};

/* A warning about the node's line, "left out: …". */
void page_left_out(struct page *page, const struct cosmos_node *node,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Text as a display can hold it, at most `cells` wide; in the arena. */
char *page_text(struct page *page, const char *text, int cells);

/* What stands as the item's name beside its value; in the arena. */
char *item_label(struct page *page, const struct cosmos_node *node);

/*
 * The box of an item of telemetry; its name is drawn `label_cells` wide.  What
 * it cannot show is said.
 */
struct box *item_box(
    struct page *page, const struct cosmos_node *node, int label_cells);

#endif
