/*
 * engine_lane.c - the memory of one mode, laid out for quick passes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "limits/engine_priv.h"

/* ---- items of a container ------------------------------------------------ */

struct items {
    uint32_t *item;
    size_t n, cap;
};

static void
add_item(struct items *list, uint32_t item)
{
    list->item = xgrow(list->item, list->n, &list->cap, sizeof *list->item);
    list->item[list->n++] = item;
}

static void
collect(const struct mdb *mdb, uint32_t container, struct items *list)
{
    const struct mdb_container *c = &mdb->container[container];
    if (c->layout != NULL) {
        for (uint32_t i = 0; i < c->n_layout; i++)
            add_item(list, c->layout[i]);
        return;
    }
    if (c->base != MDB_NIL)
        collect(mdb, c->base, list);
    for (uint32_t i = 0; i < c->n_entries; i++) {
        const struct mdb_entry *e = &c->entry[i];
        if (e->kind == MDB_ENTRY_CONTAINER)
            collect(mdb, e->ref, list);
        if (e->kind != MDB_ENTRY_PARAM)
            continue;
        const struct mdb_param *p = &mdb->param[e->ref];
        for (uint32_t k = 0; k < p->n_items; k++)
            add_item(list, p->first_item + k);
    }
}

uint32_t *
container_items(const struct mdb *mdb, uint32_t container, size_t *n)
{
    struct items list = {0};
    collect(mdb, container, &list);
    *n = list.n;
    return list.item;
}

/* ---- life ---------------------------------------------------------------- */

/* A context flipped: the item's next sample chooses its rule again. */
static void
on_flip(void *arg, uint32_t item)
{
    struct lane *lane = arg;
    if ((lane->slot[item].flags & SLOT_DISABLED) != 0)
        return;
    lane->slot[item].flags |= SLOT_RESELECT;
    lane_set_bounds(lane, item, KEY_EMPTY);
}

static void
init_item(struct lane *lane, uint32_t item)
{
    const struct limit_engine *e = lane->engine;
    bool is_checked = (e->meta[item] & RECORD_CHECKED) != 0;
    struct key_range fast = is_checked ? KEY_EMPTY : KEY_ALL;
    lane->record[item] = (struct record){
        .meta =
            e->meta[item] & (RECORD_FLOAT | RECORD_CHECKED | RECORD_SHARED)};
    record_set_bounds(&lane->record[item], fast);
    lane->slot[item] = (struct slot){
        .state = is_checked ? LIMIT_NOT_RECEIVED : LIMIT_UNCHECKED,
        .flags = e->flags[item],
        .rule = MDB_NIL};
    if (is_checked && e->until != NULL && e->until[item] != INT64_MIN) {
        lane->slot[item].state = LIMIT_DISABLED;
        lane->slot[item].flags |= SLOT_DISABLED;
    }
}

struct lane *
lane_new(struct limit_engine *e, enum limit_mode mode)
{
    size_t n = e->mdb->n_items, n_containers = e->mdb->n_containers;
    struct lane *lane = xcalloc(1, sizeof *lane);
    lane->engine = e;
    lane->mode = mode;
    lane->record = scan_memory_new(n * sizeof *lane->record);
    moments_init(&lane->moments);
    lane->slot = xreallocarray(NULL, n, sizeof *lane->slot);
    lane->from = xreallocarray(NULL, n, sizeof *lane->from);
    lane->group = xreallocarray(NULL, n_containers, sizeof *lane->group);
    lane->block = xcalloc(n_containers, sizeof *lane->block);
    lane->last_ns = INT64_MIN;
    for (uint32_t i = 0; i < n; i++) {
        init_item(lane, i);
        lane->from[i] = MDB_NIL;
    }
    for (size_t i = 0; i < n_containers; i++) {
        lane->group[i] =
            (struct group){.time_ns = INT64_MIN, .newest_ns = INT64_MIN};
        timeline_init(&lane->group[i].timeline);
    }
    lane->truth = context_truth_new(e->context, on_flip, lane);
    return lane;
}

void
lane_free(struct lane **p)
{
    struct lane *lane = *p;
    if (lane == NULL)
        return;
    for (uint32_t i = 0; i < lane->engine->mdb->n_containers; i++)
        free(lane->block[i]);
    for (size_t i = 0; i < lane->n_tracks; i++)
        history_fini(&lane->track[i].history);
    context_truth_free(&lane->truth);
    free(lane->block);
    free(lane->group);
    moments_fini(&lane->moments);
    free(lane->record);
    free(lane->more);
    free(lane->slot);
    free(lane->from);
    free(lane->track);
    free(lane->stamp);
    free(lane);
    *p = NULL;
}

static size_t
n_blocks(const struct engine_layout *layout)
{
    return (layout->n + SCAN_LANES - 1) / SCAN_LANES;
}

struct scan_block *
lane_blocks(struct lane *lane, uint32_t container)
{
    const struct limit_engine *e = lane->engine;
    const struct engine_layout *layout = &e->layout[container];
    if (lane->block[container] != NULL)
        return lane->block[container];
    struct scan_block *b = scan_blocks_new(n_blocks(layout));
    lane->block[container] = b;
    for (uint32_t i = 0; i < layout->n; i++) {
        uint32_t item = layout->item[i];
        bool is_off = (lane->slot[item].flags & SLOT_DISABLED) != 0;
        if (e->home[item].container == container && !is_off &&
            (e->meta[item] & RECORD_CHECKED) != 0)
            scan_set(b, i, KEY_EMPTY);
    }
    return b;
}

/* ---- bounds, times, tracks ----------------------------------------------- */

void
lane_set_bounds(struct lane *lane, uint32_t item, struct key_range fast)
{
    struct engine_home home = lane->engine->home[item];
    if (home.container != MDB_NIL) {
        scan_set(lane_blocks(lane, home.container), home.position, fast);
        return;
    }
    record_set_bounds(&lane->record[item], fast);
}

int64_t
lane_time(const struct lane *lane, uint32_t item)
{
    uint32_t container = lane->engine->home[item].container;
    int64_t own = lane->moments.ns[lane->record[item].moment];
    if (container == MDB_NIL || own > lane->group[container].time_ns)
        return own;
    return lane->group[container].time_ns;
}

void
lane_note(struct lane *lane, uint32_t item, uint32_t moment)
{
    struct record *r = &lane->record[item];
    r->moment = moment;
    if (r->meta < RECORD_FULL) {
        r->meta += RECORD_ONE;
        return;
    }
    if (lane->more == NULL)
        lane->more = xcalloc(lane->engine->mdb->n_items, sizeof *lane->more);
    lane->more[item]++;
    r->meta &= ~RECORD_FULL;
}

uint64_t
lane_samples(const struct lane *lane, uint32_t item)
{
    const unsigned bits = 32 - RECORD_COUNT_SHIFT;
    uint64_t more = lane->more != NULL ? lane->more[item] : 0;
    return (more << bits) + (lane->record[item].meta >> RECORD_COUNT_SHIFT);
}

struct track *
lane_track(struct lane *lane, uint32_t item)
{
    struct slot *slot = &lane->slot[item];
    if (slot->track == 0) {
        lane->track = xgrow(lane->track, lane->n_tracks, &lane->cap_tracks,
            sizeof *lane->track);
        lane->track[lane->n_tracks] = (struct track){.threshold = NAN,
            .delta = NAN,
            .first_ns = INT64_MIN,
            .worst_ns = INT64_MIN,
            .last_ns = INT64_MIN,
            .first_value = NAN,
            .worst_value = NAN,
            .last_value = NAN};
        slot->track = (uint32_t)++lane->n_tracks;
    }
    return &lane->track[slot->track - 1];
}

const struct track *
lane_find_track(const struct lane *lane, uint32_t item)
{
    uint32_t track = lane->slot[item].track;
    return track == 0 ? NULL : &lane->track[track - 1];
}

/* Its clocks begin anew; samples are counted on. */
static void
rebase(struct track *t, int64_t tau)
{
    for (unsigned l = 0; l < LIMIT_LEVEL_COUNT; l++)
        t->persistence.since[l] = tau;
    history_fini(&t->history);
    t->has_before = t->is_held = false;
}

void
lane_turn(struct lane *lane, uint32_t container, int64_t time_ns, bool is_back)
{
    const struct limit_engine *e = lane->engine;
    const int64_t tau = lane_steady_ns(lane, time_ns);
    size_t n;
    uint32_t *item = container_items(e->mdb, container, &n);
    if (is_back)
        lane->group[container].time_ns = lane->group[container].newest_ns =
            INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        if (is_back)
            lane->record[item[i]].moment = 0;
        if (is_back && (e->meta[item[i]] & RECORD_WATCHED) != 0)
            context_forget_time(
                lane->truth, context_watched(e->context, item[i]));
        /* What was over by time may be ahead again. */
        const unsigned flags = lane->slot[item[i]].flags;
        if ((flags & (SLOT_WINDOWS | SLOT_DISABLED)) == SLOT_WINDOWS)
            lane_set_bounds(lane, item[i], KEY_EMPTY);
        if (lane->slot[item[i]].track != 0)
            rebase(lane_track(lane, item[i]), tau);
    }
    free(item);
}

size_t
lane_bytes(const struct lane *lane)
{
    const struct limit_engine *e = lane->engine;
    size_t items = sizeof *lane->record + sizeof *lane->slot +
                   sizeof *lane->from +
                   (lane->stamp != NULL ? sizeof *lane->stamp : 0) +
                   (lane->more != NULL ? sizeof *lane->more : 0);
    size_t bytes =
        sizeof *lane + e->mdb->n_items * items +
        lane->moments.cap * sizeof *lane->moments.ns +
        lane->cap_tracks * sizeof *lane->track +
        e->mdb->n_containers * (sizeof *lane->group + sizeof *lane->block);
    for (uint32_t i = 0; i < e->mdb->n_containers; i++)
        if (lane->block[i] != NULL)
            bytes += n_blocks(&e->layout[i]) * sizeof **lane->block;
    for (size_t i = 0; i < lane->n_tracks; i++)
        bytes += history_bytes(&lane->track[i].history);
    return bytes + context_bytes(lane->truth);
}
