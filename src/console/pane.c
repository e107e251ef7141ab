/*
 * pane.c - a part of the screen with its pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/pane.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static void
remove_page(struct pane *pane, size_t i)
{
    struct page *page = &pane->page[i];
    page->class->close(page->view);
    free(page->argument);
    memmove(page, page + 1, (pane->n - i - 1) * sizeof *page);
    pane->n--;
    if (pane->at > i || pane->at == pane->n)
        pane->at = pane->at > 0 ? pane->at - 1 : 0;
    if (pane->last > i || pane->last == pane->n)
        pane->last = pane->last > 0 ? pane->last - 1 : 0;
}

void
pane_fini(struct pane *pane)
{
    while (pane->n > 0)
        remove_page(pane, pane->n - 1);
}

static void
show(struct pane *pane, size_t i)
{
    pane->page[i].shown = ++pane->shows;
    if (i == pane->at)
        return;
    pane->last = pane->at;
    pane->at = i;
}

bool
pane_show_class(struct pane *pane, const struct view_class *class)
{
    size_t newest = pane->n;
    for (size_t i = 0; i < pane->n; i++)
        if (pane->page[i].class == class &&
            (newest == pane->n ||
                pane->page[i].shown > pane->page[newest].shown))
            newest = i;
    if (newest == pane->n)
        return false;
    show(pane, newest);
    return true;
}

/* The page of this class, the one shown or else the newest, may take it. */
static bool
taken(struct pane *pane, struct ui *ui, const struct view_class *class,
    const char *argument)
{
    size_t at =
        pane->n > 0 && pane->page[pane->at].class == class ? pane->at : pane->n;
    if (class->take == NULL)
        return false;
    for (size_t i = pane->n; at == pane->n && i-- > 0;)
        if (pane->page[i].class == class)
            at = i;
    struct strbuf now = {0};
    bool is_taken =
        at < pane->n && class->take(pane->page[at].view, ui, argument, &now);
    if (is_taken) {
        free(pane->page[at].argument);
        pane->page[at].argument = strbuf_take(&now);
        show(pane, at);
    }
    strbuf_fini(&now);
    return is_taken;
}

void
pane_open(struct pane *pane, struct ui *ui, const struct view_class *class,
    const char *argument)
{
    for (size_t i = 0; i < pane->n; i++)
        if (pane->page[i].class == class &&
            str_eq(pane->page[i].argument, argument)) {
            show(pane, i);
            return;
        }
    if (taken(pane, ui, class, argument))
        return;
    if (pane->n == PANE_PAGES)
        remove_page(pane, pane->at == 0 ? 1 : 0);
    pane->page[pane->n] = (struct page){.class = class,
        .view = class->open(ui, argument),
        .argument = xstrdup(argument)};
    pane->n++;
    show(pane, pane->n - 1);
}

struct page *
pane_page(struct pane *pane)
{
    return pane->n > 0 ? &pane->page[pane->at] : NULL;
}

bool
pane_back(struct pane *pane)
{
    if (pane->at == 0)
        return false;
    show(pane, pane->at - 1);
    return true;
}

bool
pane_forward(struct pane *pane)
{
    if (pane->at + 1 >= pane->n)
        return false;
    show(pane, pane->at + 1);
    return true;
}

bool
pane_last(struct pane *pane)
{
    if (pane->last == pane->at)
        return false;
    show(pane, pane->last);
    return true;
}

bool
pane_close(struct pane *pane)
{
    const struct page *page = pane_page(pane);
    if (pane->n < 2 || (page->class->tab != NULL && page->argument[0] == '\0'))
        return false;
    size_t closing = pane->at;
    if (!pane_last(pane))
        show(pane, closing > 0 ? closing - 1 : 1);
    remove_page(pane, closing);
    return true;
}
