/*
 * alarms.c - all alarms: unacknowledged above, seen and put aside below.
 *
 * Worst first.  But an order that changes while somebody aims at a row is
 * dangerous: what comes is put at the end of its part, what was acknowledged
 * or went away stays where it was, until a key is pressed here or nobody has
 * pressed one for a while.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "console/frame.h"
#include "console/glyph.h"
#include "console/model/alarm_text.h"
#include "console/view/alarm_ask.h"
#include "console/view/list.h"
#include "console/view/short_names.h"
#include "console/view/shown.h"
#include "console/view/views.h"

#define IDLE_NS   (10 * NS_PER_S) /* nobody aims at a row any more */
#define GROUP_MIN 3               /* fewer of a group are told one by one */
#define OPEN_MAX  64              /* groups that a person opened */
#define FOOT_ROWS 2

enum column {
    COL_MARKS,
    COL_GMT,
    COL_NAME,
    COL_VALUE,
    COL_THRESHOLD,
    COL_UNIT,
    COL_LEVEL,
    COL_STATE,
    COL_NOTE,
    COL_SINCE,
    COL_WHO,
    COL_GROUP,
    COL_GUIDANCE,
};

/* clang-format off */
static const struct table_column columns[] = {
    [COL_MARKS] =     {.title = "S", .min = 1, .max = 1, .has_marks = true},
    [COL_GMT] =       {.title = "GMT", .min = 8, .max = 8},
    [COL_NAME] =      {.title = "PARAMETER", .min = 15, .max = 28},
    [COL_VALUE] =     {.title = "VALUE", .min = 8, .max = 12, .is_right = true,
                       .has_marks = true},
    [COL_THRESHOLD] = {.title = "LIMIT", .min = 11, .max = 14, .priority = 4},
    [COL_UNIT] =      {.title = "UNIT", .min = 5, .max = 8, .priority = 5},
    [COL_LEVEL] =     {.title = "LEVEL", .min = 13, .max = 13, .priority = 1},
    [COL_STATE] =     {.title = "STATE", .min = 14, .max = 18},
    [COL_NOTE] =      {.title = "NOTE", .min = 7, .max = 7, .priority = 3},
    [COL_SINCE] =     {.title = "SINCE", .min = 7, .max = 7, .is_right = true,
                       .priority = 6},
    [COL_WHO] =       {.title = "WHO", .min = 8, .max = 12, .priority = 7},
    [COL_GROUP] =     {.title = "GROUP", .min = 8, .max = 16, .priority = 8},
    [COL_GUIDANCE] =  {.title = "GUIDANCE", .min = 20, .priority = 9},
};
/* clang-format on */

enum part {
    PART_UNACK,
    PART_SEEN,
    PART_ASIDE,
    PART_COUNT
};

/* An alarm in its place. */
struct place {
    uint32_t item;
    enum part part; /* where it stands, not what it is now */
    bool is_marked;
};

enum row_kind {
    ROW_ALARM,
    ROW_GROUP,
    ROW_TITLE,
};

struct row {
    enum row_kind kind;
    enum part part;
    size_t place; /* of a group, its first */
    uint64_t key;
    size_t n, n_unack; /* of a group or part */
    limit_state worst;
};

struct alarms_view {
    struct list_view list; /* first */
    struct short_names names;
    struct place *place; /* owned; in the order shown */
    size_t n_places, cap_places;
    struct row *row; /* owned */
    size_t n_rows, cap_rows;
    unsigned version; /* of the alarms when it was ordered */
    bool is_made;
    struct mono touched; /* the newest key */
    uint64_t open[OPEN_MAX];
    size_t n_open;
    struct alarm_ask ask;
};

static const struct alarms *
alarms_of(const struct alarms_view *v)
{
    return &v->list.ui->model->alarms;
}

static const struct alarm_row *
alarm_at(const struct alarms_view *v, size_t place)
{
    return place < v->n_places
               ? alarms_remember(alarms_of(v), v->place[place].item)
               : NULL;
}

static const char *
name_of(const struct alarms_view *v, const struct alarm_row *a)
{
    const struct value *x = values_get(v->list.ui->model->values, a->item);
    return x && strcmp(x->name, a->name) == 0 ? short_name(&v->names, x)
                                              : a->short_name;
}

/* ---- order ------------------------------------------------------------------
 */

static enum part
part_of(const struct alarm_row *a)
{
    if (alarm_is_unacknowledged(a))
        return PART_UNACK;
    return a->life == ALARM_LIFE_ACK || a->life == ALARM_LIFE_LATCHED
               ? PART_SEEN
               : PART_ASIDE;
}

struct sortable {
    struct place place;
    const struct alarm_row *alarm;
};

static int
by_severity(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;
    return alarm_compare(x->alarm, y->alarm);
}

/* What is gone leaves, the rest is put in order. */
static void
sort_places(struct alarms_view *v)
{
    struct sortable *all = xcalloc(v->n_places + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < v->n_places; i++) {
        const struct alarm_row *a = alarm_at(v, i);
        if (!a || a->life == ALARM_LIFE_NORMAL)
            continue;
        all[n] = (struct sortable){v->place[i], a};
        all[n++].place.part = part_of(a);
    }
    qsort(all, n, sizeof *all, by_severity);
    for (size_t i = 0; i < n; i++)
        v->place[i] = all[i].place;
    v->n_places = n;
    free(all);
}

/* Behind the last one of its part. */
static void
insert(struct alarms_view *v, const struct alarm_row *a)
{
    struct place place = {a->item, part_of(a), false};
    size_t at = v->n_places;
    while (at > 0 && v->place[at - 1].part > place.part)
        at--;
    v->place = xgrow(v->place, v->n_places, &v->cap_places, sizeof *v->place);
    memmove(v->place + at + 1, v->place + at,
        (v->n_places - at) * sizeof *v->place);
    v->place[at] = place;
    v->n_places++;
}

static void
take_news(struct alarms_view *v)
{
    const struct alarms *alarms = alarms_of(v);
    bool *has = xcalloc(alarms->n_items + 1, sizeof *has);
    size_t kept = 0;
    for (size_t i = 0; i < v->n_places; i++)
        if (alarm_at(v, i)) {
            has[v->place[i].item] = true;
            v->place[kept++] = v->place[i];
        }
    v->n_places = kept;
    for (size_t i = 0; i < alarms->n; i++)
        if (alarms->row[i]->life != ALARM_LIFE_NORMAL &&
            !has[alarms->row[i]->item])
            insert(v, alarms->row[i]);
    free(has);
}

/* ---- rows -------------------------------------------------------------------
 */

#define TITLE_KEY (UINT64_C(1) << 62)
#define GROUP_KEY (UINT64_C(1) << 63)

static uint64_t
group_key(const char *group)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (; *group; group++)
        h = (h ^ (unsigned char)*group) * UINT64_C(1099511628211);
    return h | GROUP_KEY;
}

static bool
is_open(const struct alarms_view *v, uint64_t key)
{
    for (size_t i = 0; i < v->n_open; i++)
        if (v->open[i] == key)
            return true;
    return false;
}

static void
set_open(struct alarms_view *v, uint64_t key, bool opens)
{
    size_t kept = 0;
    for (size_t i = 0; i < v->n_open; i++)
        if (v->open[i] != key)
            v->open[kept++] = v->open[i];
    v->n_open = kept;
    if (opens && v->n_open < OPEN_MAX)
        v->open[v->n_open++] = key;
}

/* In a flood alarms of a group stand behind one row, but for those that must
 * always be seen. */
static bool
may_hide(const struct alarms_view *v, size_t place)
{
    const struct alarm_row *a = alarm_at(v, place);
    return alarms_of(v)->has_summary && alarms_of(v)->summary.is_flood && a &&
           v->place[place].part == PART_UNACK && a->group[0] &&
           !a->always_announces && !a->is_first_out;
}

static struct row *
add_row(struct alarms_view *v, enum row_kind kind, size_t place, uint64_t key)
{
    v->row = xgrow(v->row, v->n_rows, &v->cap_rows, sizeof *v->row);
    struct row *r = &v->row[v->n_rows++];
    *r = (struct row){
        .kind = kind, .part = v->place[place].part, .place = place, .key = key};
    return r;
}

static void
count_in(struct row *r, const struct alarm_row *a)
{
    r->n++;
    r->n_unack += alarm_is_unacknowledged(a);
    if (limit_state_level(alarm_level(a)) > limit_state_level(r->worst))
        r->worst = alarm_level(a);
}

static bool
is_member(const struct alarms_view *v, size_t place, uint64_t key)
{
    const struct alarm_row *a = alarm_at(v, place);
    return a && may_hide(v, place) && group_key(a->group) == key;
}

/* The row of a group that begins at `first`, and, when it is open, its
 * members; false when it is too small to be one. */
static bool
add_group(struct alarms_view *v, size_t first, uint64_t key, bool *done)
{
    size_t n = 0;
    for (size_t i = first; i < v->n_places; i++)
        n += is_member(v, i, key);
    if (n < GROUP_MIN)
        return false;
    size_t at = v->n_rows;
    (void)add_row(v, ROW_GROUP, first, key);
    for (size_t i = first; i < v->n_places; i++) {
        const struct alarm_row *a = alarm_at(v, i);
        if (!a || !is_member(v, i, key))
            continue;
        done[i] = true;
        count_in(&v->row[at], a);
        if (is_open(v, key))
            (void)add_row(v, ROW_ALARM, i, v->place[i].item);
    }
    return true;
}

static void
make_rows(struct alarms_view *v)
{
    bool *done = xcalloc(v->n_places + 1, sizeof *done);
    bool is_sorted = v->list.table.sort_column >= 0;
    size_t title = SIZE_MAX;
    v->n_rows = 0;
    for (size_t i = 0; i < v->n_places; i++) {
        enum part part = v->place[i].part;
        bool begins = i == 0 || v->place[i - 1].part != part;
        if (begins && part != PART_UNACK && !is_sorted) {
            title = v->n_rows;
            (void)add_row(v, ROW_TITLE, i, TITLE_KEY | (unsigned)part);
        }
        if (part != PART_UNACK && title != SIZE_MAX)
            v->row[title].n++;
        if (done[i])
            continue;
        const struct alarm_row *a = alarm_at(v, i);
        if (!is_sorted && a && may_hide(v, i) &&
            add_group(v, i, group_key(a->group), done))
            continue;
        (void)add_row(v, ROW_ALARM, i, v->place[i].item);
    }
    free(done);
}

static void
refresh(struct alarms_view *v, bool resorts)
{
    const struct alarms *alarms = alarms_of(v);
    bool is_idle = mono_diff_ns(v->list.now.mono, v->touched) >= IDLE_NS;
    if (!v->is_made || v->version != alarms->version)
        take_news(v);
    if (resorts || is_idle || !v->is_made)
        sort_places(v);
    v->version = alarms->version;
    v->is_made = true;
    short_names_update(&v->names, v->list.ui->model->values);
    make_rows(v);
    list_refresh(&v->list);
    struct table *t = &v->list.table;
    if (is_idle && t->page > 0 && t->selected < (size_t)t->page)
        t->top = 0; /* nothing worse hides above the first line */
}

/* ---- source -----------------------------------------------------------------
 */

static size_t
count(const void *view)
{
    const struct alarms_view *v = view;
    return v->n_rows;
}

static uint64_t
key(const void *view, size_t index)
{
    const struct alarms_view *v = view;
    return index < v->n_rows ? v->row[index].key : 0;
}

static void
text(const void *view, size_t index, struct strbuf *out)
{
    const struct alarms_view *v = view;
    const struct alarm_row *a = alarm_at(v, v->row[index].place);
    if (!a || v->row[index].kind == ROW_TITLE)
        return;
    alarm_words(out, a);
}

static int
compare(const void *view, unsigned column, size_t ia, size_t ib)
{
    const struct alarms_view *v = view;
    const struct alarm_row *a = alarm_at(v, v->row[ia].place);
    const struct alarm_row *b = alarm_at(v, v->row[ib].place);
    if (!a || !b)
        return (a == NULL) - (b == NULL);
    if (column == COL_GMT) /* newest first */
        return (a->raised.ns < b->raised.ns) - (a->raised.ns > b->raised.ns);
    return strcmp(a->name, b->name);
}

static const struct list_source source = {
    .count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_GMT | 1u << COL_NAME,
};

/* ---- cells ------------------------------------------------------------------
 */

static const char *const part_names[PART_COUNT] = {
    "UNACKNOWLEDGED", "ACKNOWLEDGED", "PUT ASIDE"};

static void
title_cell(const struct row *r, unsigned column, struct table_cell *cell)
{
    if (column == COL_NAME)
        cell_set(cell, ROLE_HEADER, "%s", part_names[r->part]);
    if (column == COL_VALUE)
        cell_set(cell, ROLE_HEADER, "%zu", r->n);
}

static void
marks_cell(const struct alarms_view *v, limit_state level, bool is_unack,
    bool is_marked, struct table_cell *cell)
{
    bool is_alarm = limit_state_level(level) >= LIMIT_DISTRESS;
    bool is_on = flash_is_on(v->list.ui->utc);
    cell->left = shown_limit_mark(level);
    cell->left_role = shown_limit_role(level);
    cell->right = is_marked ? '*' : 0;
    cell->right_role = ROLE_TEXT_STRONG;
    if (is_unack)
        cell_set(cell,
            !is_alarm ? shown_limit_role(level)
            : is_on   ? ROLE_ALARM_UNACK_FLASH
                      : ROLE_ALARM_UNACK,
            "%s", is_on ? "!" : " ");
}

static void
group_cell(const struct alarms_view *v, const struct row *r,
    const struct alarm_row *a, unsigned column, struct table_cell *cell)
{
    switch ((int)column) {
    case COL_MARKS:
        marks_cell(v, r->worst, r->n_unack > 0, false, cell);
        break;
    case COL_GMT:
        cell_set(
            cell, ROLE_TEXT, "%s", is_open(v, r->key) ? "  open" : "  group");
        break;
    case COL_NAME:
        cell_set(cell, ROLE_TEXT_STRONG, "%s", a->group);
        break;
    case COL_VALUE:
        cell_set(cell, ROLE_TEXT_STRONG, "%zu", r->n);
        break;
    case COL_THRESHOLD:
        cell_set(cell, ROLE_TEXT_STRONG, "alarms");
        break;
    case COL_LEVEL:
        cell_set(cell, shown_limit_role(r->worst), "%s",
            limit_level_str(limit_state_level(r->worst)));
        break;
    case COL_STATE:
        cell_set(cell, ROLE_TEXT_STRONG, "%zu UNACK", r->n_unack);
        break;
    default:
        break;
    }
}

static void
value_cell(const struct alarms_view *v, const struct alarm_row *a,
    struct table_cell *cell)
{
    const struct values *values = v->list.ui->model->values;
    struct strbuf b = {0};
    enum mdb_quality q = alarm_value_text(&b, values, a, v->list.now);
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(&b));
    strbuf_fini(&b);
    shown_quality(cell, v->list.ui, q);
    if (q == MDB_ACQUIRED)
        cell->role = limit_state_is_out(a->level) ? shown_limit_role(a->level)
                                                  : ROLE_TEXT_VALUE;
}

/* "08:45:58"; of another day "323/0845". */
static void
time_cell(const struct alarms_view *v, struct utc t, struct table_cell *cell)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        return;
    utc_fmt_doy(text, t, false, 0);
    if (utc_diff_ns(v->list.now.utc, t) < 24 * 3600 * NS_PER_S)
        cell_set(cell, ROLE_TEXT, "%s", text + 4);
    else
        cell_set(cell, ROLE_TEXT, "%.3s/%.2s%.2s", text, text + 4, text + 7);
}

static void
state_cell(const struct alarm_row *a, struct table_cell *cell)
{
    struct strbuf b = {0};
    alarm_state_text(&b, a);
    (void)str_copy(cell->text, sizeof cell->text, strbuf_get(&b));
    strbuf_fini(&b);
    cell->role = alarm_is_unacknowledged(a)     ? ROLE_TEXT_STRONG
                 : a->life == ALARM_LIFE_NORMAL ? ROLE_TEXT_DIM
                                                : ROLE_TEXT;
}

static void
note_cell(const struct alarm_row *a, struct table_cell *cell)
{
    const char *first = a->is_first_out ? "1st" : "";
    if (a->occurrences > 1)
        cell_set(cell, ROLE_TEXT_STRONG, "%s%sx%u", first, *first ? " " : "",
            a->occurrences < 999 ? (unsigned)a->occurrences : 999);
    else
        cell_set(cell, ROLE_TEXT_STRONG, "%s", first);
}

static const char *
who(const struct alarm_row *a)
{
    return a->life == ALARM_LIFE_SHELVED || a->life == ALARM_LIFE_DISABLED
               ? a->shelved.name
               : a->acknowledged.name;
}

static void
threshold_cell(const struct alarms_view *v, const struct alarm_row *a,
    struct table_cell *cell)
{
    struct strbuf b = {0};
    alarm_threshold_text(&b, v->list.ui->model->values, a);
    cell_set(cell, ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

static void
cell(void *arg, size_t row, unsigned column, struct table_cell *cell)
{
    const struct alarms_view *v = arg;
    const struct row *r = &v->row[v->list.index[row]];
    const struct alarm_row *a = alarm_at(v, r->place);
    char out[SHOWN_SIZE];
    if (!a)
        return;
    if (r->kind == ROW_TITLE) {
        title_cell(r, column, cell);
        return;
    }
    if (r->kind == ROW_GROUP) {
        group_cell(v, r, a, column, cell);
        return;
    }
    limit_state level = alarm_level(a);
    switch ((enum column)column) {
    case COL_MARKS:
        marks_cell(v, a->life == ALARM_LIFE_NORMAL ? LIMIT_NORMAL : level,
            alarm_is_unacknowledged(a), v->place[r->place].is_marked, cell);
        break;
    case COL_GMT:
        time_cell(v, a->raised, cell);
        break;
    case COL_NAME:
        cell_set(cell, ROLE_TEXT, "%s", name_of(v, a));
        break;
    case COL_VALUE:
        value_cell(v, a, cell);
        break;
    case COL_THRESHOLD:
        threshold_cell(v, a, cell);
        break;
    case COL_UNIT:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->unit);
        break;
    case COL_LEVEL:
        cell_set(cell, shown_limit_role(level), "%s", limit_state_str(level));
        break;
    case COL_STATE:
        state_cell(a, cell);
        break;
    case COL_NOTE:
        note_cell(a, cell);
        break;
    case COL_SINCE:
        cell_set(cell, ROLE_TEXT, "%s",
            shown_age(out, utc_is_none(a->raised)
                               ? -1
                               : utc_diff_ns(v->list.now.utc, a->raised)));
        break;
    case COL_WHO:
        cell_set(cell, ROLE_TEXT, "%s", who(a));
        break;
    case COL_GROUP:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->group);
        break;
    case COL_GUIDANCE:
        cell_set(cell, ROLE_TEXT_LABEL, "%s", a->guidance);
        break;
    }
}

/* ---- painting ---------------------------------------------------------------
 */

static const struct row *
selected(const struct alarms_view *v)
{
    size_t index = list_selected(&v->list);
    return index < v->n_rows ? &v->row[index] : NULL;
}

static const struct alarm_row *
selected_alarm(const struct alarms_view *v)
{
    const struct row *r = selected(v);
    return r && r->kind == ROW_ALARM ? alarm_at(v, r->place) : NULL;
}

static void
paint_foot(const struct alarms_view *v, const struct area *area, int row)
{
    const struct alarms *alarms = alarms_of(v);
    const struct alarm_row *a = selected_alarm(v);
    const struct row *r = selected(v);
    char since[SHOWN_SIZE];
    if (a) {
        int col = area_printf(area, row, 0, ROLE_TEXT_STRONG, "%s  ", a->name);
        area_printf(area, row, col, ROLE_TEXT, "%s",
            a->guidance[0] ? a->guidance : a->rule);
    } else if (r && r->kind == ROW_GROUP)
        area_text(area, row, 0, ROLE_TEXT,
            "Enter opens the group; a acknowledges all of it (asks)");
    if (!alarms_are_live(alarms, v->list.now))
        area_text(area, row + 1, 0, ROLE_LIMIT_UNKNOWN,
            "? limits not running: values are not checked; alarms as they "
            "were last told");
    else
        area_printf(area, row + 1, 0, ROLE_HINT,
            "rate %.0f/10 min (target 1)  %.0f/h   %zu parameters checked "
            "since %s",
            alarms->summary.rate_10min, alarms->summary.rate_hour,
            (size_t)alarms->summary.checked,
            shown_time(since, v->list.ui, alarms->summary.since, 0));
}

static void
paint_empty(const struct alarms_view *v, struct ui *ui, const struct area *area)
{
    const struct alarms *alarms = alarms_of(v);
    struct strbuf b = {0};
    char since[SHOWN_SIZE];
    bool is_live = alarms_are_live(alarms, v->list.now);
    struct area inside = area_sub(area, area->rows > 3, area->cols > 20 ? 2 : 0,
        area->rows - (area->rows > 3), area->cols - (area->cols > 20 ? 4 : 0));
    if (!is_live)
        strbuf_adds(&b, "No alarms can be told: limits not running, values are "
                        "not checked.");
    else
        strbuf_addf(&b, "No alarms: %zu parameters are checked since %s.",
            (size_t)alarms->summary.checked,
            shown_time(since, ui, alarms->summary.since, 0));
    int row = words_paint(&inside, 0,
        is_live ? ROLE_TEXT_STRONG : ROLE_LIMIT_UNKNOWN, strbuf_get(&b));
    strbuf_fini(&b);
    (void)words_paint(&inside, row + (area->rows > 5), ROLE_TEXT,
        is_live ? "Those that come stand here, worst first."
                : "columba-limits gives no sign of life in this instance: "
                  "columba status says more.");
}

static void
paint(void *view, struct ui *ui, const struct area *area)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    refresh(v, false);
    if (v->list.total == 0) {
        paint_empty(v, ui, area);
        return;
    }
    int foot = area->rows >= 7 ? FOOT_ROWS : 0;
    struct area top = area_sub(area, 0, 0, area->rows - foot, area->cols);
    list_paint(&v->list, &top, cell, v);
    if (foot)
        paint_foot(v, area, area->rows - foot);
}

/* How many do not fit is always said. */
static void
status(void *view, struct ui *ui, struct strbuf *title, struct strbuf *right)
{
    struct alarms_view *v = view;
    const struct table *t = &v->list.table;
    list_begin(&v->list, ui);
    struct alarm_counts n = alarms_count(alarms_of(v));
    size_t below = t->n_rows > t->top + (size_t)t->page
                       ? t->n_rows - t->top - (size_t)t->page
                       : 0;
    strbuf_addf(title, " %zu unack", n.unacknowledged);
    if (v->list.filter[0])
        strbuf_addf(title, ", filter: %s", v->list.filter);
    if (t->sort_column >= 0)
        strbuf_addf(title, ", by %s", columns[t->sort_column].title);
    if (alarms_of(v)->has_summary && alarms_of(v)->summary.is_flood)
        strbuf_adds(title, ", FLOOD: groups closed");
    if (t->top)
        strbuf_addf(right, "%zu above  ", t->top);
    if (below)
        strbuf_addf(right, "%zu below  ", below);
    strbuf_addf(right, "active %zu  shelved %zu", n.active, n.shelved);
}

/* ---- keys -------------------------------------------------------------------
 */

static bool
has_marked(const struct alarms_view *v)
{
    for (size_t i = 0; i < v->n_places; i++)
        if (v->place[i].is_marked && alarm_at(v, i))
            return true;
    return false;
}

static void
add_group_to(struct alarms_view *v, const struct row *group)
{
    for (size_t i = 0; i < v->n_places; i++)
        if (is_member(v, i, group->key))
            alarm_ask_add(&v->ask, alarm_at(v, i));
}

/* The marked ones, else what is selected. */
static void
operate(struct alarms_view *v, struct ui *ui, enum action action)
{
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    alarm_ask_begin(&v->ask, ui, action);
    if (has_marked(v)) {
        for (size_t i = 0; i < v->n_places; i++)
            if (v->place[i].is_marked && alarm_at(v, i))
                alarm_ask_add(&v->ask, alarm_at(v, i));
        for (size_t i = 0; i < v->n_places; i++)
            v->place[i].is_marked = false;
        alarm_ask_go(&v->ask, false);
    } else if (r && r->kind == ROW_GROUP) {
        add_group_to(v, r);
        alarm_ask_go(&v->ask, true);
    } else if (a) {
        alarm_ask_add(&v->ask, a);
        alarm_ask_go(&v->ask, false);
    }
}

static void
acknowledge_visible(struct alarms_view *v, struct ui *ui)
{
    const struct table *t = &v->list.table;
    alarm_ask_begin(&v->ask, ui, ACTION_ACKNOWLEDGE_ALL);
    for (size_t row = t->top; row < t->n_rows && row < t->top + (size_t)t->page;
         row++) {
        const struct row *r = &v->row[v->list.index[row]];
        const struct alarm_row *a = alarm_at(v, r->place);
        if (r->kind == ROW_ALARM && a)
            alarm_ask_add(&v->ask, a);
    }
    alarm_ask_go(&v->ask, true);
}

static const char *
why_not(void *view, struct ui *ui, enum action action)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    bool operates = action_row(action)->needs & ACTION_OPERATOR;
    if (operates && ui->is_readonly)
        return "read-only: ask an operator";
    if (operates && !alarms_are_live(alarms_of(v), v->list.now))
        return "limits not running: nobody takes it";
    if (action == ACTION_ACKNOWLEDGE_ALL)
        return NULL;
    if (operates && has_marked(v))
        return NULL;
    if (!r || r->kind == ROW_TITLE)
        return "no alarm is selected";
    if (r->kind == ROW_GROUP)
        return action == ACTION_OPEN || action == ACTION_ACKNOWLEDGE ||
                       action == ACTION_SHELVE
                   ? NULL
                   : "a group is selected; Enter opens it";
    if (!a || a->life == ALARM_LIFE_NORMAL)
        return "this alarm is gone";
    return alarm_ask_why_not(action, a);
}

static bool
selects(enum action action)
{
    return action == ACTION_OPEN || action == ACTION_DETAIL ||
           action == ACTION_GUIDANCE || action == ACTION_WHY ||
           action == ACTION_MARK ||
           (action_row(action)->needs & ACTION_OPERATOR &&
               action != ACTION_ENABLE);
}

/* Past the titles between the parts. */
static void
skip_title(struct alarms_view *v, enum action action)
{
    const struct row *r = selected(v);
    struct table *t = &v->list.table;
    if (!r || r->kind != ROW_TITLE)
        return;
    bool is_up = action == ACTION_UP || action == ACTION_PAGE_UP ||
                 action == ACTION_HALF_UP;
    (void)list_act(
        &v->list, is_up && t->selected > 0 ? ACTION_UP : ACTION_DOWN);
}

static unsigned
act_on_selected(struct alarms_view *v, struct ui *ui, enum action action)
{
    const struct row *r = selected(v);
    const struct alarm_row *a = selected_alarm(v);
    if (action == ACTION_ACKNOWLEDGE_ALL)
        acknowledge_visible(v, ui);
    else if (action_row(action)->needs & ACTION_OPERATOR)
        operate(v, ui, action);
    else if (r->kind == ROW_GROUP)
        set_open(v, r->key, !is_open(v, r->key));
    else if (action == ACTION_MARK) {
        v->place[r->place].is_marked = !v->place[r->place].is_marked;
        (void)list_act(&v->list, ACTION_DOWN);
        skip_title(v, ACTION_DOWN);
    } else
        ui_open(ui, "alarm", a->name);
    return UI_REDRAW | UI_HANDLED;
}

static unsigned
act(void *view, struct ui *ui, enum action action)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    v->touched = ui->now;
    if (selects(action)) {
        if (why_not(view, ui, action))
            return 0;
        unsigned bits = act_on_selected(v, ui, action);
        refresh(v, false);
        return bits;
    }
    const struct row *r = selected(v);
    bool opens = action == ACTION_RIGHT;
    if (r && r->kind == ROW_GROUP && (opens || action == ACTION_LEFT)) {
        set_open(v, r->key, opens);
        refresh(v, true);
        return UI_REDRAW | UI_HANDLED;
    }
    refresh(v, true); /* whoever moves looks anew */
    unsigned bits = list_act(&v->list, action);
    if (action == ACTION_SORT)
        refresh(v, true);
    if (bits)
        skip_title(v, action);
    return bits;
}

/* ---- life -------------------------------------------------------------------
 */

static unsigned
update(void *view, struct ui *ui)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    refresh(v, false);
    return UI_REDRAW;
}

static void *
open_view(struct ui *ui, const char *argument)
{
    struct alarms_view *v = xcalloc(1, sizeof *v);
    list_init(&v->list, &source, columns, ARRAY_LEN(columns), argument);
    v->touched = ui->now;
    (void)update(v, ui);
    return v;
}

static void
close_view(void *view)
{
    struct alarms_view *v = view;
    list_fini(&v->list);
    short_names_fini(&v->names);
    alarm_ask_fini(&v->ask);
    free(v->place);
    free(v->row);
    free(v);
}

static bool
search(void *view, struct ui *ui, const char *text, int step)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    list_begin(&v->list, ui);
    refresh(v, false);
    return list_view_search(view, ui, text, step);
}

static void
filter(void *view, struct ui *ui, const char *text)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    list_begin(&v->list, ui);
    refresh(v, false);
    list_view_filter(view, ui, text);
}

static unsigned
press(void *view, struct ui *ui, int row, int col)
{
    struct alarms_view *v = view;
    v->touched = ui->now;
    return list_view_press(view, ui, row, col);
}

static void
export_number(struct json *j, const char *name, double v)
{
    if (!isnan(v))
        json_double(j, name, v);
}

static void
export_json(void *view, struct ui *ui, struct strbuf *out)
{
    struct alarms_view *v = view;
    list_begin(&v->list, ui);
    refresh(v, false);
    for (size_t i = 0; i < v->n_places; i++) {
        const struct alarm_row *a = alarm_at(v, i);
        char time[TIME_TEXT_SIZE];
        struct json j = {0};
        if (!a || a->life == ALARM_LIFE_NORMAL)
            continue;
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "name", a->name);
        json_str(&j, "level", limit_state_str(alarm_level(a)));
        json_str(&j, "state", alarm_life_str(a->life));
        json_uint(&j, "number", a->number);
        if (!utc_is_none(a->raised))
            json_str(&j, "raised", utc_fmt_iso(time, a->raised, false));
        export_number(&j, "worst", a->worst_value);
        export_number(&j, "threshold", a->threshold);
        json_str(&j, "unit", a->unit);
        json_str(&j, "group", a->group);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}

static const enum action actions[] = {ACTION_OPEN, ACTION_DETAIL, ACTION_MARK,
    ACTION_GUIDANCE, ACTION_WHY, ACTION_ACKNOWLEDGE, ACTION_ACKNOWLEDGE_ALL,
    ACTION_SHELVE, ACTION_UNSHELVE, ACTION_COMMENT, ACTION_RESET, ACTION_SORT,
    ACTION_SEARCH, ACTION_NEXT, ACTION_PREVIOUS, ACTION_FILTER, ACTION_NONE};

const struct view_class view_alarms = {
    .name = "alarms",
    .title = "Alarms",
    .tab = "Alarm",
    .help = "alarms: unacknowledged ones above, worst first; a acknowledges, S "
            "shelves",
    .is_prominent = true,
    .wants_rows = 12,
    .wants_cols = 70,
    .open = open_view,
    .close = close_view,
    .update = update,
    .paint = paint,
    .act = act,
    .why_not = why_not,
    .actions = actions,
    .status = status,
    .search = search,
    .filter = filter,
    .press = press,
    .export_json = export_json,
};
