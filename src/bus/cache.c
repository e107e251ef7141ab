/*
 * cache.c - the newest message of each topic, and the newest events.
 *
 * Topics are never removed, so that their position in the order of arrival is
 * a cursor that stays valid while the cache changes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

#define CURSOR_RANK_SHIFT 56
#define SCAN_MAX          20000 /* entries looked at for one page */

struct entry {
    struct frame payload;
    UT_hash_handle hh;
    size_t topic_len;
    char topic[];
};

struct cache {
    struct cache_config config;
    struct entry *hash;                /* of ranks FIRST and VALUE */
    struct entry **entry[CACHE_EVENT]; /* the same, in order of arrival */
    size_t n[CACHE_EVENT], cap[CACHE_EVENT];
    struct entry **event;  /* ring: event i at i % events_max */
    uint64_t events_begin; /* oldest that is kept */
    uint64_t events_end;   /* how many there were */
    size_t bytes;
    uint64_t refused;
};

struct cache *
cache_new(const struct cache_config *config)
{
    assert(config->topics_max >= 1 && config->events_max >= 1);
    struct cache *cache = xcalloc(1, sizeof *cache);
    cache->config = *config;
    cache->event = xcalloc(config->events_max, sizeof *cache->event);
    return cache;
}

static void
entry_free(struct entry *entry)
{
    frame_fini(&entry->payload);
    free(entry);
}

void
cache_free(struct cache **at)
{
    struct cache *cache = *at;
    *at = NULL;
    if (cache == NULL)
        return;
    HASH_CLEAR(hh, cache->hash);
    for (size_t rank = 0; rank < CACHE_EVENT; rank++) {
        for (size_t i = 0; i < cache->n[rank]; i++)
            entry_free(cache->entry[rank][i]);
        free(cache->entry[rank]);
    }
    for (uint64_t i = cache->events_begin; i < cache->events_end; i++)
        entry_free(cache->event[i % cache->config.events_max]);
    free(cache->event);
    free(cache);
}

static struct entry *
entry_new(const char *topic, size_t topic_len, struct frame *payload)
{
    struct entry *entry = xcalloc(1, sizeof *entry + topic_len);
    frame_init(&entry->payload);
    frame_move(&entry->payload, payload);
    entry->topic_len = topic_len;
    memcpy(entry->topic, topic, topic_len);
    return entry;
}

static void
put_event(struct cache *cache, const char *topic, size_t topic_len,
    struct frame *payload)
{
    size_t max = cache->config.events_max;
    if (cache->events_end - cache->events_begin == max)
        entry_free(cache->event[cache->events_begin++ % max]);
    cache->event[cache->events_end++ % max] =
        entry_new(topic, topic_len, payload);
}

/* A first message of its topic. */
static bool
put_new(struct cache *cache, enum cache_rank rank, const char *topic,
    size_t topic_len, struct frame *payload)
{
    size_t bytes = topic_len + frame_len(payload);
    if (HASH_COUNT(cache->hash) >= cache->config.topics_max ||
        bytes > cache->config.bytes_max - cache->bytes)
        return false;
    struct entry *entry = entry_new(topic, topic_len, payload);
    HASH_ADD_KEYPTR(hh, cache->hash, entry->topic, topic_len, entry);
    cache->entry[rank] = xgrow(cache->entry[rank], cache->n[rank],
        &cache->cap[rank], sizeof(struct entry *));
    cache->entry[rank][cache->n[rank]++] = entry;
    cache->bytes += bytes;
    return true;
}

static bool
put_again(struct cache *cache, struct entry *entry, struct frame *payload)
{
    cache->bytes -= frame_len(&entry->payload);
    bool fits = frame_len(payload) <= cache->config.bytes_max - cache->bytes;
    if (fits) {
        cache->bytes += frame_len(payload);
        frame_move(&entry->payload, payload);
    } else { /* no longer emitted */
        frame_fini(&entry->payload);
        frame_init(&entry->payload);
    }
    return fits;
}

bool
cache_put(struct cache *cache, enum cache_rank rank, const char *topic,
    size_t topic_len, struct frame *payload)
{
    bool is_kept = true;
    if (rank == CACHE_EVENT) {
        put_event(cache, topic, topic_len, payload);
    } else {
        struct entry *entry;
        HASH_FIND(hh, cache->hash, topic, topic_len, entry);
        is_kept = entry != NULL
                      ? put_again(cache, entry, payload)
                      : put_new(cache, rank, topic, topic_len, payload);
    }
    cache->refused += !is_kept;
    frame_fini(payload);
    frame_init(payload);
    return is_kept;
}

/* ---- pages ----------------------------------------------------------------
 */

static bool
matches(const struct entry *entry, const char *const *prefixes, size_t n)
{
    if (n == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(prefixes[i]);
        if (len <= entry->topic_len &&
            memcmp(entry->topic, prefixes[i], len) == 0)
            return true;
    }
    return false;
}

/* Entry `i` of a rank, or NULL behind the last; moves `*i` to the oldest. */
static struct entry *
entry_at(const struct cache *cache, unsigned rank, uint64_t *i)
{
    if (rank < CACHE_EVENT)
        return *i < cache->n[rank] ? cache->entry[rank][*i] : NULL;
    if (*i < cache->events_begin)
        *i = cache->events_begin;
    return *i < cache->events_end ? cache->event[*i % cache->config.events_max]
                                  : NULL;
}

uint64_t
cache_page(const struct cache *cache, const char *const *prefixes, size_t n,
    uint64_t cursor, size_t messages_max, size_t bytes_max, cache_emit_fn emit,
    void *arg)
{
    size_t messages = 0, bytes = 0, seen = 0;
    unsigned rank = (unsigned)(cursor >> CURSOR_RANK_SHIFT);
    uint64_t i = cursor & ((UINT64_C(1) << CURSOR_RANK_SHIFT) - 1);
    while (rank < CACHE_RANKS) {
        struct entry *entry = entry_at(cache, rank, &i);
        if (entry == NULL) {
            rank++;
            i = 0;
            continue;
        }
        if (messages >= messages_max || bytes >= bytes_max ||
            seen++ >= SCAN_MAX)
            return (uint64_t)rank << CURSOR_RANK_SHIFT | i;
        i++;
        if (frame_len(&entry->payload) == 0 || !matches(entry, prefixes, n))
            continue;
        emit(arg, entry->topic, entry->topic_len, &entry->payload);
        messages++;
        bytes += entry->topic_len + frame_len(&entry->payload);
    }
    return 0;
}

struct cache_stats
cache_stats(const struct cache *cache)
{
    return (struct cache_stats){
        .topics = HASH_COUNT(cache->hash),
        .bytes = cache->bytes,
        .events = (size_t)(cache->events_end - cache->events_begin),
        .refused = cache->refused,
    };
}
