/*
 * tiling.c - panes by splitting: a tree of halves.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/tiling.h"

#include <assert.h>
#include <string.h>

struct tiling
tiling_of(int pane)
{
    return (struct tiling){.tile = {{.kind = TILE_PANE, .pane = pane}}, .n = 1};
}

/* The tile behind the part that begins at `i`. */
static int
end_of(const struct tiling *t, int i)
{
    if (t->tile[i].kind == TILE_PANE)
        return i + 1;
    return end_of(t, end_of(t, i + 1));
}

static int
find(const struct tiling *t, int pane)
{
    for (int i = 0; i < t->n; i++)
        if (t->tile[i].kind == TILE_PANE && t->tile[i].pane == pane)
            return i;
    return -1;
}

/* The innermost split before `limit` that holds tile `i`, -1: none. */
static int
above(const struct tiling *t, int i, int limit)
{
    for (int s = limit - 1; s >= 0; s--)
        if (t->tile[s].kind != TILE_PANE && s < i && end_of(t, s) > i)
            return s;
    return -1;
}

int
tiling_panes(const struct tiling *t, int pane[TILING_PANES_MAX])
{
    int n = 0;
    for (int i = 0; i < t->n; i++)
        if (t->tile[i].kind == TILE_PANE)
            pane[n++] = t->tile[i].pane;
    return n;
}

bool
tiling_has(const struct tiling *t, int pane)
{
    return find(t, pane) >= 0;
}

int
tiling_free_pane(const struct tiling *t)
{
    for (int pane = 0; pane < TILING_PANES_MAX; pane++)
        if (!tiling_has(t, pane))
            return pane;
    return -1;
}

enum tile_kind
tiling_parent(const struct tiling *t, int pane)
{
    int i = find(t, pane);
    int split = i < 0 ? -1 : above(t, i, i);
    return split < 0 ? TILE_PANE : t->tile[split].kind;
}

void
tiling_split(struct tiling *t, int pane, enum tile_kind kind, int added)
{
    int i = find(t, pane);
    assert(i >= 0 && !tiling_has(t, added) && kind != TILE_PANE);
    memmove(
        &t->tile[i + 2], &t->tile[i], (size_t)(t->n - i) * sizeof t->tile[0]);
    t->n += 2;
    /* the line between takes a column: the first part is not the larger one */
    t->tile[i] = (struct tile){
        .kind = kind, .share = TILING_SHARE_ALL / 2 - (kind == TILE_BESIDE)};
    t->tile[i + 1] = (struct tile){.kind = TILE_PANE, .pane = pane};
    t->tile[i + 2] = (struct tile){.kind = TILE_PANE, .pane = added};
}

static void
drop(struct tiling *t, int i)
{
    memmove(&t->tile[i], &t->tile[i + 1],
        (size_t)(t->n - i - 1) * sizeof t->tile[0]);
    t->n--;
}

int
tiling_close(struct tiling *t, int pane)
{
    int i = find(t, pane);
    int split = i < 0 ? -1 : above(t, i, i);
    if (split < 0)
        return -1;
    bool is_first = i == split + 1;
    drop(t, i);
    drop(t, split);
    /* the other part stands where the split stood; its nearest pane */
    int heir = split;
    if (is_first)
        while (t->tile[heir].kind != TILE_PANE)
            heir++;
    else
        heir = end_of(t, split) - 1;
    return t->tile[heir].pane;
}

/* ---- sizes --------------------------------------------------------------- */

static int
max(int a, int b)
{
    return a > b ? a : b;
}

static void
need(const struct tiling *t, int i, int *rows, int *cols)
{
    int r[2], c[2];
    *rows = TILING_MIN_ROWS;
    *cols = TILING_MIN_COLS;
    if (t->tile[i].kind == TILE_PANE)
        return;
    need(t, i + 1, &r[0], &c[0]);
    need(t, end_of(t, i + 1), &r[1], &c[1]);
    bool is_beside = t->tile[i].kind == TILE_BESIDE;
    *rows = is_beside ? max(r[0], r[1]) : r[0] + r[1];
    *cols = is_beside ? c[0] + 1 + c[1] : max(c[0], c[1]);
}

void
tiling_need(const struct tiling *t, int *rows, int *cols)
{
    need(t, 0, rows, cols);
}

/* How much of `total` cells the first part of split `i` gets. */
static int
first_size(const struct tiling *t, int i, int total, int wanted)
{
    int rows[2], cols[2];
    need(t, i + 1, &rows[0], &cols[0]);
    need(t, end_of(t, i + 1), &rows[1], &cols[1]);
    bool is_beside = t->tile[i].kind == TILE_BESIDE;
    int least = is_beside ? cols[0] : rows[0];
    int most = total - (is_beside ? cols[1] : rows[1]);
    return wanted < least ? least : wanted > most ? most : wanted;
}

/* What split `i` in `r` shares, in cells, and where its parts are. */
static int
parts(const struct tiling *t, int i, struct rect r, struct rect part[2])
{
    bool is_beside = t->tile[i].kind == TILE_BESIDE;
    int total = is_beside ? r.cols - 1 : r.rows;
    int share =
        (total * t->tile[i].share + TILING_SHARE_ALL / 2) / TILING_SHARE_ALL;
    int first = first_size(t, i, total, share);
    part[0] = part[1] = r;
    if (is_beside) {
        part[0].cols = first;
        part[1].col += first + 1;
        part[1].cols = total - first;
    } else {
        part[0].rows = first;
        part[1].row += first;
        part[1].rows = total - first;
    }
    return total;
}

struct placing {
    struct rect *place, *line;
    int lines;
};

static void
place(const struct tiling *t, int i, struct rect r, struct placing *p)
{
    struct rect part[2];
    if (t->tile[i].kind == TILE_PANE) {
        p->place[t->tile[i].pane] = r;
        return;
    }
    parts(t, i, r, part);
    if (t->tile[i].kind == TILE_BESIDE)
        p->line[p->lines++] = (struct rect){r.row, part[1].col - 1, r.rows, 1};
    place(t, i + 1, part[0], p);
    place(t, end_of(t, i + 1), part[1], p);
}

int
tiling_place(const struct tiling *t, struct rect r,
    struct rect where[TILING_PANES_MAX], struct rect line[TILING_PANES_MAX])
{
    struct placing p = {.place = where, .line = line};
    place(t, 0, r, &p);
    return p.lines;
}

/* ---- moving a split ------------------------------------------------------ */

/* Where split `wanted` is when the part that begins at `i` is in `r`. */
static struct rect
rect_of(const struct tiling *t, int i, struct rect r, int wanted)
{
    struct rect part[2];
    if (i == wanted)
        return r;
    parts(t, i, r, part);
    int second = end_of(t, i + 1);
    return wanted < second ? rect_of(t, i + 1, part[0], wanted)
                           : rect_of(t, second, part[1], wanted);
}

bool
tiling_grow(
    struct tiling *t, struct rect r, int pane, enum tile_kind kind, int cells)
{
    int i = find(t, pane);
    int split = i < 0 ? -1 : above(t, i, i);
    while (split >= 0 && t->tile[split].kind != kind)
        split = above(t, i, split);
    if (split < 0)
        return false;
    struct rect part[2];
    int total = parts(t, split, rect_of(t, 0, r, split), part);
    int before = kind == TILE_BESIDE ? part[0].cols : part[0].rows;
    bool is_first = i < end_of(t, split + 1);
    int first =
        first_size(t, split, total, is_first ? before + cells : before - cells);
    int share = (first * TILING_SHARE_ALL + total / 2) / total;
    t->tile[split].share = share < 1 ? 1 : share > 999 ? 999 : share;
    return first != before;
}
