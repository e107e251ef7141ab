/*
 * display_page.c - see display_page.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_page.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/view/shown.h"
#include "mdb/mdb.h"

void
display_page_init(struct display_page *p, const char *id)
{
    *p = (struct display_page){.id = xstrdup(id), .selected = PAGE_NONE};
    canvas_init(&p->cells, 1, 1, false);
}

void
display_page_fini(struct display_page *p)
{
    free(p->id);
    free(p->scale);
    canvas_fini(&p->cells);
    strbuf_fini(&p->text);
    alarm_keys_fini(&p->keys);
}

/* ---- fields -------------------------------------------------------------- */

const char *
display_page_label(const struct display_page *p, size_t field)
{
    const struct display_field *f = &p->page->field[field];
    return f->target != NULL ? f->target : p->page->def[f->def].name;
}

bool
display_page_can_select(
    const struct display_page *p, const struct ui *ui, size_t field)
{
    return p->page->field[field].kind != DISPLAY_COMMAND || !ui->is_readonly;
}

const struct display_field *
display_page_field(const struct display_page *p)
{
    return p->page != NULL && p->selected < p->page->n_fields
               ? &p->page->field[p->selected]
               : NULL;
}

const struct display_def *
display_page_def(const struct display_page *p)
{
    const struct display_field *f = display_page_field(p);
    return f != NULL && f->target == NULL ? &p->page->def[f->def] : NULL;
}

uint32_t
display_page_item(const struct display_page *p)
{
    const struct display_def *def = display_page_def(p);
    return def != NULL && def->source == DISPLAY_PARAM ? def->item : MDB_NIL;
}

/* Is field `i` of the kind and name that was chosen? */
static bool
is_chosen(const struct display_page *p, size_t i)
{
    return p->page->field[i].kind == p->chosen.kind &&
           str_eq(display_page_label(p, i), p->chosen.name);
}

static void
scroll_to(int *first, int page, int from, int n)
{
    if (from + n > *first + page)
        *first = from + n - page;
    if (from < *first)
        *first = from;
}

static void
show_selected(struct display_page *p)
{
    const struct display_field *f = display_page_field(p);
    if (f == NULL || p->rows <= 0 || p->cols <= 0)
        return;
    scroll_to(&p->top, p->rows, f->row, f->rows);
    scroll_to(&p->left, p->cols, f->col, f->cols);
}

void
display_page_select(struct display_page *p, size_t field)
{
    p->selected = field;
    p->asked = (struct mono){0};
    if (display_page_field(p) == NULL)
        return;
    p->chosen.kind = p->page->field[field].kind;
    (void)str_copy(
        p->chosen.name, sizeof p->chosen.name, display_page_label(p, field));
    p->chosen.nth = 0;
    for (size_t i = 0; i < field; i++)
        p->chosen.nth += is_chosen(p, i);
    show_selected(p);
}

/* After another version was read: the same field, or none. */
static void
find_again(struct display_page *p)
{
    unsigned nth = p->chosen.nth;
    size_t last = PAGE_NONE;
    p->selected = PAGE_NONE;
    if (p->chosen.name[0] == '\0' || p->page == NULL)
        return;
    for (size_t i = 0; i < p->page->n_fields; i++) {
        if (!is_chosen(p, i))
            continue;
        last = i;
        if (nth-- == 0)
            break;
    }
    p->selected = last;
}

/* ---- the page ------------------------------------------------------------ */

static void
draw_text(struct display_page *p, bool is_ascii)
{
    canvas_fini(&p->cells);
    canvas_init(&p->cells, p->page->rows, p->page->cols, is_ascii);
    struct area all = area_all(&p->cells);
    for (size_t i = 0; i < p->page->n_text; i++)
        area_text(&all, (int)i, 0, ROLE_TEXT_LABEL, p->page->text[i]);
    p->is_drawn = true;
}

const struct display_set_row *
display_page_sync(struct display_page *p, struct ui *ui)
{
    const struct display_set_row *row =
        ui->displays != NULL ? display_set_get(ui->displays, p->id) : NULL;
    const struct display *page = row != NULL ? row->page : NULL;
    if (page == p->page && (row == NULL || row->version == p->version))
        return row;
    p->page = page;
    p->version = row != NULL ? row->version : 0;
    p->is_drawn = false;
    free(p->scale);
    p->scale =
        page != NULL ? xcalloc(page->n_fields + 1, sizeof *p->scale) : NULL;
    find_again(p);
    return row;
}

struct display_eye
display_page_eye(const struct display_page *p, const struct ui *ui)
{
    const struct values *v = ui->model->values;
    return (struct display_eye){.model = ui->model,
        .now = shown_clock(ui),
        .is_blind = p->page == NULL || values_mdb(v) == NULL ||
                    p->page->mdb_hash != values_mdb(v)->hash};
}

static int
clip(int at, int page, int all)
{
    int last = all > page ? all - page : 0;
    return at > last ? last : at < 0 ? 0 : at;
}

static bool
is_in_sight(const struct display_page *p, const struct display_field *f)
{
    return f->row < p->top + p->rows && f->row + f->rows > p->top &&
           f->col < p->left + p->cols && f->col + f->cols > p->left;
}

static bool
is_seen(const struct alarm_keys *k, uint32_t item)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->sight[i].item == item)
            return true;
    return false;
}

/* An alarm is on the screen when a field of its parameter is. */
static void
see(struct display_page *p, struct ui *ui, const struct display_field *f)
{
    if (f->target != NULL || p->page->def[f->def].source != DISPLAY_PARAM)
        return;
    uint32_t item = p->page->def[f->def].item;
    bool has_alarm = alarms_find(&ui->model->alarms, item) != NULL;
    bool is_selected = item == display_page_item(p);
    if ((has_alarm || is_selected) && !is_seen(&p->keys, item))
        alarm_keys_see(&p->keys, ui, item);
}

static void
draw_fields(struct display_page *p, struct ui *ui)
{
    struct display_pen pen = {.ui = ui,
        .eye = display_page_eye(p, ui),
        .page = p->page,
        .scale = p->scale,
        .text = p->text};
    struct area all = area_all(&p->cells);
    const struct display_field *selected = display_page_field(p);
    for (size_t i = 0; i < p->page->n_fields; i++) {
        const struct display_field *f = &p->page->field[i];
        if (!is_in_sight(p, f))
            continue;
        struct area area = area_sub(&all, f->row, f->col, f->rows, f->cols);
        display_draw(&pen, f, &area);
        if (!pen.eye.is_blind)
            see(p, ui, f);
        for (int row = 0; f == selected && ui->has_focus && row < area.rows;
             row++)
            area_mark(&area, row, 0, -1, CELL_SELECT);
    }
    p->text = pen.text;
}

/* Halves of wide characters at the edges become blanks. */
static void
mend_edges(struct cell *row, int n, const struct cell *next)
{
    if (row[0].glyph == CELL_WIDE_RIGHT)
        row[0].glyph = ' ';
    if (next != NULL && next->glyph == CELL_WIDE_RIGHT)
        row[n - 1].glyph = ' ';
}

static void
show_part(const struct display_page *p, const struct area *area)
{
    const struct canvas *from = &p->cells;
    int rows = from->rows - p->top, cols = from->cols - p->left;
    rows = rows < area->rows ? rows : area->rows;
    cols = cols < area->cols ? cols : area->cols;
    for (int r = 0; r < rows && cols > 0; r++) {
        const struct cell *src = canvas_at(from, p->top + r, p->left);
        struct canvas *c = area->canvas;
        struct cell *dst = &c->cell[(size_t)(area->row + r) * (size_t)c->cols +
                                    (size_t)area->col];
        memcpy(dst, src, (size_t)cols * sizeof *dst);
        mend_edges(dst, cols, p->left + cols < from->cols ? src + cols : NULL);
    }
}

void
display_page_paint(
    struct display_page *p, struct ui *ui, const struct area *area)
{
    bool has_new_size = area->rows != p->rows || area->cols != p->cols;
    alarm_keys_clear(&p->keys);
    if (p->page == NULL || area->rows <= 0 || area->cols <= 0)
        return;
    if (!p->is_drawn || p->cells.is_ascii != area->canvas->is_ascii)
        draw_text(p, area->canvas->is_ascii);
    p->rows = area->rows;
    p->cols = area->cols;
    if (has_new_size)
        show_selected(p);
    p->top = clip(p->top, p->rows, p->page->rows);
    p->left = clip(p->left, p->cols, p->page->cols);
    draw_fields(p, ui);
    show_part(p, area);
}

/* ---- moving -------------------------------------------------------------- */

bool
display_page_step(struct display_page *p, struct ui *ui, int by)
{
    size_t n = p->page != NULL ? p->page->n_fields : 0;
    size_t at = p->selected < n ? p->selected : by > 0 ? n - 1 : 0;
    bool wraps = false;
    for (size_t i = 0; i < n; i++) {
        bool is_end = by > 0 ? at == n - 1 : at == 0;
        wraps = wraps || (is_end && p->selected < n);
        at = is_end ? (by > 0 ? 0 : n - 1) : by > 0 ? at + 1 : at - 1;
        if (display_page_can_select(p, ui, at)) {
            display_page_select(p, at);
            return !wraps;
        }
    }
    return false;
}

static int
gap(int a, int a_len, int b, int b_len)
{
    return b > a + a_len - 1   ? b - (a + a_len - 1)
           : a > b + b_len - 1 ? a - (b + b_len - 1)
                               : 0;
}

/* How far `to` lies from `from` in the direction, -1: it does not. */
static int
distance(const struct display_field *from, const struct display_field *to,
    enum action action)
{
    int down = gap(from->row, from->rows, to->row, to->rows);
    int across = gap(from->col, from->cols, to->col, to->cols);
    bool is_below = to->row > from->row + from->rows - 1;
    bool is_above = to->row + to->rows - 1 < from->row;
    bool is_right = to->col > from->col + from->cols - 1;
    bool is_left = to->col + to->cols - 1 < from->col;
    switch ((int)action) {
    case ACTION_UP:
        return is_above ? 4 * down + across : -1;
    case ACTION_DOWN:
        return is_below ? 4 * down + across : -1;
    case ACTION_LEFT:
        return is_left && !is_above && !is_below ? across : -1;
    case ACTION_RIGHT:
        return is_right && !is_above && !is_below ? across : -1;
    default:
        return -1;
    }
}

static bool
move_to_neighbour(struct display_page *p, struct ui *ui, enum action action)
{
    const struct display_field *from = display_page_field(p);
    size_t best = PAGE_NONE;
    int least = -1;
    for (size_t i = 0; i < p->page->n_fields; i++) {
        int d = distance(from, &p->page->field[i], action);
        if (d < 0 || (least >= 0 && d >= least) ||
            !display_page_can_select(p, ui, i))
            continue;
        best = i;
        least = d;
    }
    if (best == PAGE_NONE)
        return false;
    display_page_select(p, best);
    return true;
}

/* The first field in sight that can be selected, else the first of all. */
static bool
select_first(struct display_page *p, struct ui *ui)
{
    for (int any = 0; any < 2; any++)
        for (size_t i = 0; i < p->page->n_fields; i++)
            if (display_page_can_select(p, ui, i) &&
                (any || is_in_sight(p, &p->page->field[i]))) {
                display_page_select(p, i);
                return true;
            }
    return false;
}

/* By so many rows; the selection goes with what is seen. */
static void
scroll_rows(struct display_page *p, struct ui *ui, int by)
{
    int before = p->top;
    p->top = clip(p->top + by, p->rows, p->page->rows);
    const struct display_field *f = display_page_field(p);
    if (f == NULL || (p->top != before && is_in_sight(p, f)))
        return;
    size_t edge = PAGE_NONE;
    for (size_t i = 0; i < p->page->n_fields; i++) {
        if (!is_in_sight(p, &p->page->field[i]) ||
            !display_page_can_select(p, ui, i))
            continue;
        edge = i;
        if ((by > 0) == (p->top != before)) /* the first one */
            break;
    }
    int top = p->top;
    if (edge != PAGE_NONE)
        display_page_select(p, edge);
    p->top = top;
}

bool
display_page_move(struct display_page *p, struct ui *ui, enum action action)
{
    const int page = p->rows > 1 ? p->rows - 1 : 1;
    if (p->page == NULL)
        return false;
    switch ((int)action) {
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_LEFT:
    case ACTION_RIGHT:
        if (display_page_field(p) == NULL && select_first(p, ui))
            return true;
        if (display_page_field(p) != NULL && move_to_neighbour(p, ui, action))
            return true;
        /* nothing further there: the text beyond can still be looked at */
        p->top += action == ACTION_DOWN ? 1 : action == ACTION_UP ? -1 : 0;
        p->left += action == ACTION_RIGHT ? 8 : action == ACTION_LEFT ? -8 : 0;
        p->top = clip(p->top, p->rows, p->page->rows);
        p->left = clip(p->left, p->cols, p->page->cols);
        return true;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        scroll_rows(p, ui, action == ACTION_PAGE_DOWN ? page : -page);
        return true;
    case ACTION_HALF_UP:
    case ACTION_HALF_DOWN:
        scroll_rows(p, ui,
            action == ACTION_HALF_DOWN ? (page + 1) / 2 : -(page + 1) / 2);
        return true;
    case ACTION_TOP:
    case ACTION_BOTTOM:
        p->selected = PAGE_NONE;
        (void)display_page_step(p, ui, action == ACTION_TOP ? 1 : -1);
        p->top =
            action == ACTION_TOP ? 0 : clip(INT32_MAX, p->rows, p->page->rows);
        p->left = 0;
        show_selected(p);
        return true;
    default:
        return false;
    }
}
