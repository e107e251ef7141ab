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
#define LOST_NS   (3 * NS_PER_S)  /* to see what is under the cursor now */
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

/* The places of one part that are kept, then those that are new in it. */
static void
add_part(struct alarms_view *v, enum part part, const struct place *old,
    size_t n_old, bool *has)
{
    const struct alarms *alarms = alarms_view_model(v);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].part == part && alarms_remember(alarms, old[i].item)) {
            has[old[i].item] = true;
            v->place[v->n_places++] = old[i];
        }
    for (size_t i = 0; i < alarms->n; i++) {
        const struct alarm_row *a = alarms->row[i];
        if (a->life != ALARM_LIFE_NORMAL && !has[a->item] &&
            part_of(a) == part) {
            has[a->item] = true;
            v->place[v->n_places++] =
                (struct place){.item = a->item, .part = part};
        }
    }
}

/* What is forgotten leaves, what came stands behind the last of its part. */
static void
take_news(struct alarms_view *v)
{
    const struct alarms *alarms = alarms_view_model(v);
    bool *has = xcalloc(alarms->n_items + 1, sizeof *has);
    struct place *old = v->place;
    size_t n_old = v->n_places;
    for (size_t i = 0; i < n_old; i++) /* wherever it stands */
        if (alarms_view_at(v, i))
            has[old[i].item] = true;
    v->place = xcalloc(n_old + alarms->n + 1, sizeof *v->place);
    v->n_places = 0;
    for (unsigned part = 0; part < PART_COUNT; part++)
        add_part(v, (enum part)part, old, n_old, has);
    free(old);
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

static void make_rows(struct alarms_view *v);

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
    make_rows(v);
}

/* In a flood alarms of a group stand behind one row, but for those that must
 * always be seen, and the one that somebody aims at. */
static bool
may_hide(const struct alarms_view *v, size_t place)
{
    const struct alarm_row *a = alarms_view_at(v, place);
    return alarms_view_model(v)->has_summary &&
           alarms_view_model(v)->summary.is_flood && a &&
           v->place[place].part == PART_UNACK && a->group[0] &&
           !a->always_announces && !a->is_first_out &&
           !(v->list.table.has_key && v->list.table.key == a->item);
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

bool
alarms_view_is_member(const struct alarms_view *v, size_t place, uint64_t key)
{
    const struct alarm_row *a = alarms_view_at(v, place);
    return a && may_hide(v, place) && group_key(a->group) == key;
}

/* All groups of a list, found by key: open addressing, never full. */
struct group {
    uint64_t key; /* 0: free */
    size_t n, n_unack;
    limit_state worst;
    bool is_told;
};

struct groups {
    struct group *slot; /* owned */
    size_t mask;
    uint64_t *key; /* owned; of each place, 0: it stands for itself */
};

static struct group *
find_group(const struct groups *g, uint64_t key)
{
    size_t i = (size_t)(key & g->mask);
    while (g->slot[i].key != 0 && g->slot[i].key != key)
        i = (i + 1) & g->mask;
    return &g->slot[i];
}

static void
count_in(struct group *g, uint64_t key, const struct alarm_row *a)
{
    g->key = key;
    g->n++;
    g->n_unack += alarm_is_unacknowledged(a);
    if (limit_state_level(alarm_level(a)) > limit_state_level(g->worst))
        g->worst = alarm_level(a);
}

/* One look at each place, however many groups there are. */
static struct groups
make_groups(const struct alarms_view *v)
{
    struct groups g = {.mask = 63};
    while (g.mask < 2 * v->n_places)
        g.mask = 2 * g.mask + 1;
    g.slot = xcalloc(g.mask + 1, sizeof *g.slot);
    g.key = xcalloc(v->n_places + 1, sizeof *g.key);
    for (size_t i = 0; i < v->n_places; i++) {
        const struct alarm_row *a = alarms_view_at(v, i);
        if (!a || v->list.table.sort_column >= 0 || !may_hide(v, i))
            continue;
        g.key[i] = group_key(a->group);
        count_in(find_group(&g, g.key[i]), g.key[i], a);
    }
    for (size_t i = 0; i < v->n_places; i++)
        if (g.key[i] != 0 && find_group(&g, g.key[i])->n < GROUP_MIN)
            g.key[i] = 0;
    return g;
}

/* The row of a group that begins at `first`, and its members when it is
 * open. */
static void
add_group(struct alarms_view *v, const struct groups *all, size_t first)
{
    uint64_t key = all->key[first];
    struct group *g = find_group(all, key);
    if (g->is_told)
        return;
    g->is_told = true;
    struct row *r = add_row(v, ROW_GROUP, first, key);
    r->n = g->n;
    r->n_unack = g->n_unack;
    r->worst = g->worst;
    for (size_t i = first; i < v->n_places && alarms_view_is_open(v, key); i++)
        if (all->key[i] == key)
            (void)add_row(v, ROW_ALARM, i, v->place[i].item);
}

static void
make_rows(struct alarms_view *v)
{
    struct groups groups = make_groups(v);
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
        if (groups.key[i] != 0)
            add_group(v, &groups, i);
        else
            (void)add_row(v, ROW_ALARM, i, v->place[i].item);
    }
    free(groups.slot);
    free(groups.key);
}

/* The rows as they are now; another row than the selected one may have come
 * under the cursor: then no key acts before somebody has moved, or had time
 * to see it. */
static void
show_rows(struct alarms_view *v)
{
    struct table *t = &v->list.table;
    uint64_t key = t->key;
    bool had = t->has_key;
    list_refresh(&v->list);
    if (t->n_rows > 0 && had && t->key != key)
        v->lost = mono_add_ns(v->list.now.mono, LOST_NS);
}

bool
alarms_view_is_lost(const struct alarms_view *v)
{
    return mono_diff_ns(v->lost, v->list.now.mono) > 0;
}

void
alarms_view_refresh(struct alarms_view *v, bool resorts)
{
    const struct alarms *alarms = alarms_view_model(v);
    bool is_idle = mono_diff_ns(v->list.now.mono, v->touched) >= IDLE_NS;
    bool is_flood = alarms->has_summary && alarms->summary.is_flood;
    bool is_new = !v->is_made || v->version != alarms->version;
    if (is_new) {
        take_news(v);
        v->is_in_order = false;
    }
    bool sorts = resorts || !v->is_made || (is_idle && !v->is_in_order);
    if (sorts) {
        sort_places(v);
        v->is_in_order = true;
    }
    if (is_new || sorts || is_flood != v->was_flood)
        make_rows(v);
    v->version = alarms->version;
    v->was_flood = is_flood;
    v->is_made = true;
    short_names_update(&v->names, v->list.ui->model->values);
    show_rows(v);
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
