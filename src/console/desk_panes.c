/*
 * desk_panes.c - panes as a person wants them: split, close, size, focus.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <string.h>

#include "common/num.h"

/* From now on the panes stay as they are, whatever the size. */
static void
keep(struct desk *d, const struct tiling *tiling)
{
    d->tiling = *tiling;
    d->is_arranged = true;
    d->is_full = false;
    desk_relayout(d);
}

/* What the new pane shows; false: no such view. */
static bool
wanted(struct desk *d, const char *line, const struct view_class **class,
    const char **argument)
{
    *class = NULL;
    *argument = "";
    if (*line == '\0')
        return true;
    return command_parse(line, d->config.classes, class, argument) ==
           COMMAND_VIEW;
}

void
desk_split(struct desk *d, enum tile_kind kind, const char *line)
{
    const struct view_class *class;
    const char *argument;
    struct tiling t = d->tiling;
    int added = tiling_free_pane(&t);
    if (!wanted(d, line, &class, &argument)) {
        desk_say(d, TOAST_WARN, "no view '%s'; Tab lists them", line);
        return;
    }
    if (added < 0) {
        desk_say(d, TOAST_WARN, "not split: there are %d panes already",
            TILING_PANES_MAX);
        return;
    }
    tiling_split(&t, d->focus, kind, added);
    struct rect before = d->layout.pane[d->focus];
    int rows = before.rows, cols = before.cols;
    bool fits = kind == TILE_BESIDE ? cols > 2 * TILING_MIN_COLS
                                    : rows >= 2 * TILING_MIN_ROWS;
    if (!fits || !layout_fits(d->rows, d->cols, &t)) {
        desk_say(d, TOAST_WARN,
            "not split: a pane needs %dx%d, this one has %dx%d",
            TILING_MIN_COLS, TILING_MIN_ROWS, cols, rows);
        return;
    }
    pane_fini(&d->pane[added]); /* what it showed once is forgotten */
    if (class == NULL)
        class = desk_next_view(d, false);
    if (class != NULL)
        pane_open(&d->pane[added], &d->ui, class, argument);
    d->focus = added;
    keep(d, &t);
}

void
desk_close(struct desk *d)
{
    struct tiling t = d->tiling;
    int heir = tiling_close(&t, d->focus);
    if (heir < 0) {
        desk_say(d, TOAST_INFO, "the last pane stays; :q leaves the console");
        return;
    }
    pane_fini(&d->pane[d->focus]);
    d->focus = heir;
    keep(d, &t);
}

void
desk_only(struct desk *d)
{
    struct tiling t = tiling_of(d->focus);
    for (int i = 0; i < TILING_PANES_MAX; i++)
        if (i != d->focus)
            pane_fini(&d->pane[i]);
    keep(d, &t);
}

static void
grow(struct desk *d, enum tile_kind kind, int cells)
{
    struct tiling t = d->tiling;
    if (d->layout.n_panes < 2)
        desk_say(d, TOAST_INFO, "there is one pane; :split and :vsplit add");
    else if (tiling_grow(&t, d->layout.body, d->focus, kind, cells))
        keep(d, &t);
    else
        desk_say(d, TOAST_INFO, "this pane cannot be %s there",
            cells < 0 ? "smaller" : "larger");
}

void
desk_grow(struct desk *d, int cells)
{
    grow(d, tiling_parent(&d->tiling, d->focus), cells);
}

/* "rows " or "cols " or neither; the text behind it. */
static const char *
direction(struct desk *d, const char *text, enum tile_kind *kind)
{
    size_t n = strcspn(text, " ");
    *kind = tiling_parent(&d->tiling, d->focus);
    if (n == 4 && str_prefix(text, "rows"))
        *kind = TILE_STACKED;
    else if (n == 4 && str_prefix(text, "cols"))
        *kind = TILE_BESIDE;
    else
        return text;
    return text + n + strspn(text + n, " ");
}

void
desk_resize_pane(struct desk *d, const char *text)
{
    enum tile_kind kind;
    int64_t cells;
    text = direction(d, text, &kind);
    if (*text == '+')
        text++;
    if (!num_parse_i64(text, &cells) || cells == 0 || cells < -500 ||
        cells > 500)
        desk_say(d, TOAST_WARN, ":resize [rows|cols] +N or -N");
    else
        grow(d, kind, (int)cells);
}

/* Also among panes that the screen has no room for now. */
void
desk_move_focus(struct desk *d, int by)
{
    int pane[TILING_PANES_MAX], n = tiling_panes(&d->tiling, pane), at = 0;
    if (d->layout.is_too_small)
        return;
    while (pane[at] != d->focus)
        at++;
    d->focus = pane[(at + by + n) % n];
    desk_relayout(d);
}
