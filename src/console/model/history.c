/*
 * history.c - see history.h.
 *
 * Columns instead of structs: 17 bytes a sample.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/history.h"

#include <assert.h>
#include <stdlib.h>

#include "common/xalloc.h"

#define FLAG_GAP 0x80u

struct ring {
    uint32_t owner;
    uint32_t n, next; /* samples kept; where the next one goes */
    uint64_t wanted;  /* turn in which somebody looked, 0 never */
    struct utc *time; /* allocated with the first sample */
    mdb_cell *eng;
    uint8_t *flags; /* quality | FLAG_GAP */
};

struct history {
    struct ring *ring;
    size_t n, used;
    uint64_t turn;
};

struct history *
history_new(size_t rings)
{
    struct history *h = xcalloc(1, sizeof *h);
    h->ring = xcalloc(rings ? rings : 1, sizeof *h->ring);
    h->n = rings;
    return h;
}

void
history_free(struct history **history)
{
    struct history *h = *history;
    if (!h)
        return;
    for (size_t i = 0; i < h->used; i++) {
        free(h->ring[i].time);
        free(h->ring[i].eng);
        free(h->ring[i].flags);
    }
    free(h->ring);
    free(h);
    *history = NULL;
}

/* Rings are few and claims are rare: a search is enough. */
static uint32_t
ring_of(const struct history *h, uint32_t item)
{
    for (size_t i = 0; i < h->used; i++)
        if (h->ring[i].owner == item)
            return (uint32_t)i;
    return HISTORY_NONE;
}

static uint32_t
least_wanted(const struct history *h)
{
    uint32_t best = HISTORY_NONE;
    for (size_t i = 0; i < h->used; i++)
        if (best == HISTORY_NONE || h->ring[i].wanted < h->ring[best].wanted)
            best = (uint32_t)i;
    return best;
}

uint32_t
history_claim(struct history *h, uint32_t item, bool wanted)
{
    uint32_t i = ring_of(h, item);
    if (i == HISTORY_NONE && h->used < h->n)
        i = (uint32_t)h->used++;
    else if (i == HISTORY_NONE && wanted)
        i = least_wanted(h);
    if (i == HISTORY_NONE)
        return i;
    struct ring *r = &h->ring[i];
    if (r->owner != item || !r->time)
        r->n = r->next = 0;
    r->owner = item;
    if (wanted)
        r->wanted = ++h->turn;
    return i;
}

uint32_t
history_owner(const struct history *h, uint32_t ring)
{
    return ring < h->used ? h->ring[ring].owner : HISTORY_NONE;
}

void
history_add(struct history *h, uint32_t ring, const struct history_sample *s)
{
    assert(ring < h->used);
    struct ring *r = &h->ring[ring];
    if (!r->time) {
        r->time = xcalloc(HISTORY_SAMPLES, sizeof *r->time);
        r->eng = xcalloc(HISTORY_SAMPLES, sizeof *r->eng);
        r->flags = xcalloc(HISTORY_SAMPLES, sizeof *r->flags);
    }
    r->time[r->next] = s->time;
    r->eng[r->next] = s->eng;
    r->flags[r->next] = (uint8_t)(s->quality | (s->after_gap ? FLAG_GAP : 0));
    r->next = (r->next + 1) % HISTORY_SAMPLES;
    if (r->n < HISTORY_SAMPLES)
        r->n++;
}

size_t
history_count(const struct history *h, uint32_t ring)
{
    return ring < h->used ? h->ring[ring].n : 0;
}

struct history_sample
history_get(const struct history *h, uint32_t ring, size_t back)
{
    assert(back < history_count(h, ring));
    const struct ring *r = &h->ring[ring];
    size_t i = (r->next + HISTORY_SAMPLES - 1 - back) % HISTORY_SAMPLES;
    return (struct history_sample){.time = r->time[i],
        .eng = r->eng[i],
        .quality = (uint8_t)(r->flags[i] & ~FLAG_GAP),
        .after_gap = r->flags[i] & FLAG_GAP};
}
