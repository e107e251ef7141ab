/*
 * list.h - what all list views share: filter, order, search, selection.
 *
 * A list shows some of the things of a source, in some order, in a table.  The
 * selection belongs to a thing, not to a line.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_LIST_H
#define CONSOLE_VIEW_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "console/model/clock.h"
#include "console/view.h"
#include "console/widget/table.h"

#define LIST_FILTER_SIZE 128

/* Where the things come from; `view` is a struct list_view and what follows
 * it, `index` is 0 .. count() - 1. */
struct list_source {
    size_t (*count)(const void *view);
    /* Is there something at this index?  NULL: always. */
    bool (*has)(const void *view, size_t index);
    /* What stays the same while a thing changes its place. */
    uint64_t (*key)(const void *view, size_t index);
    /* All that filter and search look at. */
    void (*text)(const void *view, size_t index, struct strbuf *out);
    /* Order by `column`: < 0, 0, > 0.  NULL: the source's own order. */
    int (*compare)(const void *view, unsigned column, size_t a, size_t b);
    uint32_t sortable; /* a bit for each column that `o` may order by */
    bool can_follow;   /* the newest thing is the last row */
};

/* The first member of a list view. */
struct list_view {
    const struct list_source *source; /* borrowed */
    struct table table;
    size_t *index; /* owned; of each row */
    size_t n, cap;
    size_t total;                  /* things without a filter */
    char filter[LIST_FILTER_SIZE]; /* "" none; a leading '!' inverts */
    uint64_t *marked;              /* owned; keys, ascending */
    size_t n_marked, cap_marked;
    table_cell_fn cell; /* of the last list_paint() */
    void *arg;
    struct ui *ui; /* of the call that is under way */
    struct clock now;
};

/* `argument` is a filter to begin with. */
void list_init(struct list_view *list, const struct list_source *source,
    const struct table_column *column, unsigned n_columns,
    const char *argument);
void list_fini(struct list_view *list);

/* First thing in every function of a view that gets a struct ui. */
void list_begin(struct list_view *list, struct ui *ui);

/* Look at the source again. */
void list_refresh(struct list_view *list);

/* The index of the selected thing, SIZE_MAX when there is none. */
size_t list_selected(const struct list_view *list);

/* Select the thing with this key if it is shown. */
bool list_select_key(struct list_view *list, uint64_t key);

/* Is the thing with this key marked? */
bool list_is_marked(const struct list_view *list, uint64_t key);

/*
 * Moves, marks, and `o`: order by the next sortable column, then the source's
 * own order again.  UI_… bits, 0 when the action was none of these.
 */
unsigned list_act(struct list_view *list, enum action action);

/* " 12 of 345, 2 marked, filter: temp, by AGE" for a pane's title. */
void list_status(const struct list_view *list, struct strbuf *out);

/* The table, or that no row passes the filter. */
void list_paint(struct list_view *list, const struct area *area,
    table_cell_fn cell, void *arg);

/* A key for a thing with this name, among those of one `number`. */
uint64_t list_name_key(uint64_t number, const char *name);

/* For struct view_class: `view` begins with a struct list_view, and has nothing
 * else to free where list_view_close() is used. */
void list_view_close(void *view);
unsigned list_view_update(void *view, struct ui *ui);
bool list_view_search(void *view, struct ui *ui, const char *text, int step);
void list_view_filter(void *view, struct ui *ui, const char *text);
size_t list_view_only_marked(void *view, struct ui *ui);
void list_view_rows_text(void *view, struct ui *ui, struct strbuf *out);
bool list_view_unmark(void *view, struct ui *ui);
unsigned list_view_press(void *view, struct ui *ui, int row, int col);

#endif
