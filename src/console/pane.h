/*
 * pane.h - a part of the screen with its pages: what is shown, what was.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_PANE_H
#define CONSOLE_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "console/view.h"

#define PANE_PAGES  16
#define FILTER_SIZE 128

struct page {
    const struct view_class *class;
    void *view;               /* owned; class->close() */
    char *argument;           /* owned */
    char filter[FILTER_SIZE]; /* "" shows all */
    unsigned shown;           /* the higher, the later it was shown */
};

struct pane {
    struct page page[PANE_PAGES]; /* oldest first */
    size_t n, at;                 /* at < n is shown */
    size_t last;                  /* shown before that one, < n */
    unsigned shows;               /* so far */
};

void pane_fini(struct pane *pane);

/*
 * Show the page of this class and argument: the one that is there already
 * (with its selection and filter), else a new one; the oldest page that is
 * not shown makes room.
 */
void pane_open(struct pane *pane, struct ui *ui, const struct view_class *class,
    const char *argument);

/* The page shown, NULL while nothing was opened. */
struct page *pane_page(struct pane *pane);

bool pane_back(struct pane *pane);    /* the page before; false: none */
bool pane_forward(struct pane *pane); /* the page after */
bool pane_last(struct pane *pane);    /* the one shown last */

/* Show the page of this class that was shown last; false: there is none. */
bool pane_show_class(struct pane *pane, const struct view_class *class);

/* Close what is shown when it is a page opened from a view, or a view with an
 * argument; false: it is a view of its own. */
bool pane_close(struct pane *pane);

#endif
