/*
 * displays.c - see displays.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/displays.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "console/view/display_draw.h"
#include "console/view/shown.h"

#define LOADS 16 /* pages a call at most: a console never stands still */

enum column {
    COL_ID,
    COL_TITLE,
    COL_STATE,
    COL_OUT,
    COL_STALE,
    COL_NONE,
    COL_ORIGIN,
    COL_FILE,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_ID] =     {.title = "DISPLAY", .min = 8, .max = 14, .has_marks = true},
    [COL_TITLE] =  {.title = "TITLE", .min = 14, .max = 0, .priority = 1,
                    .wish = 45, .over = 4},
    [COL_STATE] =  {.title = "WORST", .min = 11, .max = 13, .priority = 2},
    [COL_OUT] =    {.title = "OUT", .min = 4, .max = 4, .is_right = true,
                    .priority = 3},
    [COL_STALE] =  {.title = "STALE", .min = 5, .max = 5, .is_right = true,
                    .priority = 4},
    [COL_NONE] =   {.title = "NONE", .min = 4, .max = 4, .is_right = true,
                    .priority = 5},
    [COL_ORIGIN] = {.title = "FROM", .min = 7, .max = 7, .priority = 6},
    [COL_FILE] =   {.title = "FILE", .min = 30, .max = 60, .priority = 7},
};
/* clang-format on */

static const struct display_set_row *
row_at(const void *view, size_t index)
{
    const struct displays *d = view;
    const struct display_set *c = d->list.ui->displays;
    return c != NULL ? display_set_row(c, index) : NULL;
}

static struct display_eye
eye_of(const struct displays *d, const struct display *page)
{
    const struct values *v = d->list.ui->model->values;
    return (struct display_eye){.model = d->list.ui->model,
        .now = d->list.now,
        .is_blind =
            values_mdb(v) == NULL || page->mdb_hash != values_mdb(v)->hash};
}

/* What is wrong on it; false: it is not loaded, or it is broken. */
static bool
worst_of(const struct displays *d, const struct display_set_row *row,
    struct display_worst *out)
{
    if (row->page == NULL)
        return false;
    struct display_eye eye = eye_of(d, row->page);
    *out = display_worst_of(&eye, row->page);
    return true;
}

/* ---- the list ------------------------------------------------------------ */

static size_t
count(const void *view)
{
    const struct displays *d = view;
    const struct display_set *c = d->list.ui->displays;
    return c != NULL ? display_set_count(c) : 0;
}

static uint64_t
key(const void *view, size_t index)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    const struct display_set_row *row = row_at(view, index);
    for (const char *p = row != NULL ? row->id : ""; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
    return h;
}

static const char *
state_text(const struct display_worst *w)
{
    if (w->is_abnormal && !limit_state_is_out(w->state))
        return "abnormal";
    if (limit_state_is_out(w->state))
        return limit_level_str(limit_state_level(w->state));
    return w->n_blank == w->n && w->n > 0 ? "no data"
           : w->state == LIMIT_UNKNOWN    ? "not checked"
           : w->n_stale > 0               ? "stale"
           : w->n_blank > 0               ? "incomplete"
                                          : "normal";
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct display_set_row *row = row_at(view, index);
    struct display_worst w;
    if (row == NULL)
        return;
    strbuf_addf(out, "%s %s %s", row->id, row->title, row->origin);
    if (row->is_broken)
        strbuf_adds(out, " errors");
    else if (worst_of(view, row, &w))
        strbuf_addf(out, " %s", state_text(&w));
}

static const struct list_source source = {
    .count = count, .key = key, .text = text};

static void
cell_of_page(struct displays *d, const struct display_worst *w, unsigned column,
    struct table_cell *cell)
{
    enum role role = limit_state_is_out(w->state) ? shown_limit_role(w->state)
                     : w->is_abnormal             ? ROLE_LIMIT_CAUTION
                     : w->quality != MDB_ACQUIRED
                         ? shown_quality_role(w->quality)
                         : ROLE_TEXT_LABEL;
    switch ((enum column)column) {
    case COL_ID:
        cell->left = display_limit_mark(d->list.ui, w->state, w->is_abnormal);
        cell->left_role = role;
        cell->right = shown_quality_mark(d->list.ui, w->quality);
        cell->right_role = shown_quality_role(w->quality);
        break;
    case COL_STATE:
        cell_set(cell, role, "%s", state_text(w));
        break;
    case COL_OUT:
        cell_set(cell, w->n_out ? role : ROLE_TEXT_DIM, "%zu", w->n_out);
        break;
    case COL_STALE:
        cell_set(cell, w->n_stale ? ROLE_QUALITY_STALE : ROLE_TEXT_DIM, "%zu",
            w->n_stale);
        break;
    case COL_NONE:
        cell_set(cell, w->n_blank ? ROLE_QUALITY_INVALID : ROLE_TEXT_DIM, "%zu",
            w->n_blank);
        break;
    case COL_TITLE:
    case COL_ORIGIN:
    case COL_FILE:
        break;
    }
}

static void
cell(void *arg, size_t line, unsigned column, struct table_cell *cell)
{
    struct displays *d = arg;
    const struct display_set_row *row = row_at(d, d->list.index[line]);
    if (row == NULL)
        return;
    if (line != d->line) { /* the cells of a line come together */
        d->line = line;
        d->has_worst = worst_of(d, row, &d->worst);
    }
    if (column == COL_ID)
        cell_set(cell, ROLE_TEXT_STRONG, "%s", row->id);
    else if (column == COL_TITLE)
        cell_set(cell, ROLE_TEXT, "%s", row->title);
    else if (column == COL_ORIGIN)
        cell_set(cell, ROLE_TEXT_LABEL, "%s", row->origin);
    else if (column == COL_FILE)
        cell_set(cell, ROLE_TEXT_DIM, "%s", row->path);
    if (row->is_broken && column == COL_STATE)
        cell_set(cell, ROLE_LIMIT_CAUTION, "has errors");
    else if (d->has_worst)
        cell_of_page(d, &d->worst, column, cell);
}

/* ---- life ---------------------------------------------------------------- */

void
displays_init(struct displays *d, const char *filter)
{
    *d = (struct displays){0};
    list_init(&d->list, &source, columns, ARRAY_LEN(columns), filter);
}

void
displays_fini(struct displays *d)
{
    list_fini(&d->list);
}

/* A few more pages, so that what is wrong on them can be said. */
static void
load_some(struct displays *d, struct display_set *c)
{
    size_t n = display_set_count(c), loads = 0;
    for (size_t i = 0; i < n && loads < LOADS; i++) {
        const struct display_set_row *row =
            display_set_row(c, (d->looked + i) % n);
        if (row->page != NULL || row->notes.n > 0)
            continue;
        (void)display_set_get(c, row->id);
        loads++;
    }
    d->looked = n > 0 ? (d->looked + loads) % n : 0;
}

void
displays_update(struct displays *d, struct ui *ui)
{
    list_begin(&d->list, ui);
    if (ui->displays != NULL)
        load_some(d, ui->displays);
    list_refresh(&d->list);
}

void
displays_paint(struct displays *d, struct ui *ui, const struct area *area)
{
    list_begin(&d->list, ui);
    d->line = SIZE_MAX;
    if (d->list.total == 0)
        empty_paint(area, ui, "There are no displays yet.",
            "They are *.dsp files in displays/ beside mission.conf or in "
            "~/.config/columba/displays: columba-display(5).");
    else
        list_paint(&d->list, area, cell, d);
}

const struct display_set_row *
displays_selected(struct displays *d, struct ui *ui)
{
    list_begin(&d->list, ui);
    size_t i = list_selected(&d->list);
    return i == SIZE_MAX ? NULL : row_at(d, i);
}

void
displays_json(struct displays *d, struct ui *ui, struct strbuf *out)
{
    list_begin(&d->list, ui);
    for (size_t i = 0; i < d->list.n; i++) {
        const struct display_set_row *row = row_at(d, d->list.index[i]);
        struct display_worst w;
        struct json j = {0};
        if (row == NULL)
            continue;
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "display", row->id);
        json_str(&j, "title", row->title);
        json_str(&j, "origin", row->origin);
        json_str(&j, "file", row->path);
        json_bool(&j, "broken", row->is_broken);
        if (worst_of(d, row, &w)) {
            json_str(&j, "state", state_text(&w));
            json_uint(&j, "definitions", w.n);
            json_uint(&j, "out", w.n_out);
            json_uint(&j, "stale", w.n_stale);
            json_uint(&j, "without_value", w.n_blank);
        }
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}
