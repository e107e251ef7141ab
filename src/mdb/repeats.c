/*
 * repeats.c - did this very packet come before?
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/repeats.h"

#include <stdlib.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "mdb/ccsds.h"

#define FEW 4 /* packets that a moment has room for at first */

struct known {
    struct repeats_key key;
    uint64_t number;
};

struct moment { /* packets of one time */
    int64_t time_ns;
    struct known *known;
    size_t n, cap, next; /* `next`: the oldest, once there are too many */
};

struct group {
    struct moment newest, older;
    uint64_t count; /* of the first packet */
    bool is_met;
    bool counts; /* another one was different */
};

struct repeats {
    size_t n_groups;
    struct group *group;
};

struct repeats *
repeats_new(size_t n_groups)
{
    struct repeats *r = xcalloc(1, sizeof *r);
    r->n_groups = n_groups;
    r->group = xcalloc(n_groups, sizeof *r->group);
    return r;
}

void
repeats_free(struct repeats **repeats)
{
    struct repeats *r = *repeats;
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->n_groups; i++) {
        free(r->group[i].newest.known);
        free(r->group[i].older.known);
    }
    free(r->group);
    free(r);
    *repeats = NULL;
}

struct repeats_key
repeats_key(const void *packet, size_t len)
{
    struct repeats_key key = {.bytes = hash_bytes(packet, len)};
    if (len >= CCSDS_HEADER_BYTES)
        key.count = ccsds_parse(packet).sequence;
    return key;
}

static void
add(struct moment *m, struct known known)
{
    size_t i = m->n;
    if (m->n < REPEATS_MOST) {
        if (m->n == m->cap) {
            m->cap = m->cap == 0 ? FEW : m->cap * 2;
            m->known = xreallocarray(m->known, m->cap, sizeof *m->known);
        }
        m->n++;
    } else {
        i = m->next;
        m->next = (m->next + 1) % REPEATS_MOST;
    }
    m->known[i] = known;
}

static const struct known *
find(const struct moment *m, struct repeats_key key, bool counts)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct repeats_key *k = &m->known[i].key;
        if (k->count == key.count && (counts || k->bytes == key.bytes))
            return &m->known[i];
    }
    return NULL;
}

/* Where packets of this time are, with those of another one dropped. */
static struct moment *
moment_of(struct group *g, int64_t time_ns)
{
    struct moment *m = &g->newest;
    if (m->n > 0 && time_ns < m->time_ns)
        m = &g->older;
    if (m->time_ns != time_ns)
        m->n = m->next = 0;
    m->time_ns = time_ns;
    return m;
}

bool
repeats_take(struct repeats *r, size_t group, struct utc generation,
    struct repeats_key key, uint64_t number, uint64_t *first)
{
    if (first != NULL)
        *first = number;
    if (group >= r->n_groups)
        return false;
    struct group *g = &r->group[group];
    g->counts |= g->is_met && key.count != g->count;
    g->count = key.count;
    g->is_met = true;
    if (utc_is_none(generation))
        return false;
    struct moment *m = moment_of(g, generation.ns);
    const struct known *known = find(m, key, g->counts);
    if (known == NULL)
        add(m, (struct known){key, number});
    else if (first != NULL)
        *first = known->number;
    return known != NULL;
}
