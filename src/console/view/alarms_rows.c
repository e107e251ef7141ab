/*
 * alarms_rows.c - the Alarm view's places and rows; see alarms_view.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/alarms_view.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/alarm_text.h"
#include "console/model/model.h"

#define IDLE_NS   (10 * NS_PER_S) /* nobody aims at a row any more */
#define GROUP_MIN 3               /* fewer of a group are told one by one */

const struct alarms *
alarms_view_model(const struct alarms_view *v)
{
    return &v->list.ui->model->alarms;
}

const struct alarm_row *
alarms_view_at(const struct alarms_view *v, size_t place)
{
    return place < v->n_places
               ? alarms_remember(alarms_view_model(v), v->place[place].item)
               : NULL;
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
        const struct alarm_row *a = alarms_view_at(v, i);
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
    struct place place = {.item = a->item, .part = part_of(a)};
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
    const struct alarms *alarms = alarms_view_model(v);
    bool *has = xcalloc(alarms->n_items + 1, sizeof *has);
    size_t kept = 0;
    for (size_t i = 0; i < v->n_places; i++)
        if (alarms_view_at(v, i)) {
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

bool
alarms_view_is_open(const struct alarms_view *v, uint64_t key)
{
    for (size_t i = 0; i < v->n_open; i++)
        if (v->open[i] == key)
            return true;
    return false;
}

void
alarms_view_set_open(struct alarms_view *v, uint64_t key, bool opens)
{
    size_t kept = 0;
    for (size_t i = 0; i < v->n_open; i++)
        if (v->open[i] != key)
            v->open[kept++] = v->open[i];
    v->n_open = kept;
    if (opens && v->n_open < ALARMS_OPEN_MAX)
        v->open[v->n_open++] = key;
}

/* In a flood alarms of a group stand behind one row, but for those that must
 * always be seen. */
static bool
may_hide(const struct alarms_view *v, size_t place)
{
    const struct alarm_row *a = alarms_view_at(v, place);
    return alarms_view_model(v)->has_summary &&
           alarms_view_model(v)->summary.is_flood && a &&
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

bool
alarms_view_is_member(const struct alarms_view *v, size_t place, uint64_t key)
{
    const struct alarm_row *a = alarms_view_at(v, place);
    return a && may_hide(v, place) && group_key(a->group) == key;
}

/* The row of a group that begins at `first`, and, when it is open, its
 * members; false when it is too small to be one. */
static bool
add_group(struct alarms_view *v, size_t first, uint64_t key, bool *done)
{
    size_t n = 0;
    for (size_t i = first; i < v->n_places; i++)
        n += alarms_view_is_member(v, i, key);
    if (n < GROUP_MIN)
        return false;
    size_t at = v->n_rows;
    (void)add_row(v, ROW_GROUP, first, key);
    for (size_t i = first; i < v->n_places; i++) {
        const struct alarm_row *a = alarms_view_at(v, i);
        if (!a || !alarms_view_is_member(v, i, key))
            continue;
        done[i] = true;
        count_in(&v->row[at], a);
        if (alarms_view_is_open(v, key))
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
        const struct alarm_row *a = alarms_view_at(v, i);
        if (!is_sorted && a && may_hide(v, i) &&
            add_group(v, i, group_key(a->group), done))
            continue;
        (void)add_row(v, ROW_ALARM, i, v->place[i].item);
    }
    free(done);
}

void
alarms_view_refresh(struct alarms_view *v, bool resorts)
{
    const struct alarms *alarms = alarms_view_model(v);
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
    const struct alarm_row *a = alarms_view_at(v, v->row[index].place);
    if (!a || v->row[index].kind == ROW_TITLE)
        return;
    alarm_words(out, a);
}

static int
compare(const void *view, unsigned column, size_t ia, size_t ib)
{
    const struct alarms_view *v = view;
    const struct alarm_row *a = alarms_view_at(v, v->row[ia].place);
    const struct alarm_row *b = alarms_view_at(v, v->row[ib].place);
    if (!a || !b)
        return (a == NULL) - (b == NULL);
    if (column == COL_GMT) /* newest first */
        return (a->raised.ns < b->raised.ns) - (a->raised.ns > b->raised.ns);
    return strcmp(a->name, b->name);
}

const struct list_source alarms_source = {
    .count = count,
    .key = key,
    .text = text,
    .compare = compare,
    .sortable = 1u << COL_GMT | 1u << COL_NAME,
};
