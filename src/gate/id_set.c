/*
 * id_set.c - the command ids of the last days: was this one there before?
 *
 * Open addressing: a slot is free when its `is_used` is false; nothing is ever
 * taken out but by building the table anew.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/id_set.h"

#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/xalloc.h"

#define LEAST 1024 /* slots; a power of two */

struct slot {
    uint8_t id[DIGEST_ID_BYTES];
    int32_t day;
    bool is_used;
};

struct id_set {
    struct slot *slot;
    size_t n, cap;
    uint64_t secret; /* ids come from outside: nobody chooses their slot */
};

static unsigned
digit_of(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static bool
parse(const char *id, uint8_t out[DIGEST_ID_BYTES])
{
    if (!digest_is_hex(id, strlen(id), DIGEST_ID_BYTES))
        return false;
    for (size_t i = 0; i < DIGEST_ID_BYTES; i++)
        out[i] = (uint8_t)(digit_of(id[2 * i]) << 4 | digit_of(id[2 * i + 1]));
    return true;
}

/* The slot of `id`, or the free one where it belongs. */
static struct slot *
find(const struct id_set *s, const uint8_t id[DIGEST_ID_BYTES])
{
    uint64_t a, b;
    memcpy(&a, id, sizeof a);
    memcpy(&b, id + sizeof a, sizeof b);
    uint64_t h = (a ^ s->secret) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ h >> 32 ^ b) * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = (size_t)(h ^ h >> 29);; i++) {
        struct slot *at = &s->slot[i & (s->cap - 1)];
        if (!at->is_used || memcmp(at->id, id, DIGEST_ID_BYTES) == 0)
            return at;
    }
}

/* Into a table of `cap` slots, those from `day` on. */
static void
rebuild(struct id_set *s, size_t cap, int64_t day)
{
    struct slot *old = s->slot;
    const size_t n = s->cap;
    s->slot = xcalloc(cap, sizeof *s->slot);
    s->cap = cap;
    s->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!old[i].is_used || old[i].day < day)
            continue;
        *find(s, old[i].id) = old[i];
        s->n++;
    }
    free(old);
}

struct id_set *
id_set_new(void)
{
    struct id_set *s = xcalloc(1, sizeof *s);
    char random[DIGEST_ID_HEX];
    digest_id(random);
    for (size_t i = 0; i < 16; i++)
        s->secret = s->secret << 4 | digit_of(random[i]);
    rebuild(s, LEAST, INT64_MIN);
    return s;
}

void
id_set_free(struct id_set **set)
{
    if (*set == NULL)
        return;
    free((*set)->slot);
    free(*set);
    *set = NULL;
}

void
id_set_add(struct id_set *s, const char *id, int64_t day)
{
    uint8_t raw[DIGEST_ID_BYTES];
    if (!parse(id, raw))
        return;
    if (2 * s->n >= s->cap)
        rebuild(s, 2 * s->cap, INT64_MIN);
    struct slot *at = find(s, raw);
    if (!at->is_used) {
        *at = (struct slot){.day = (int32_t)day, .is_used = true};
        memcpy(at->id, raw, sizeof raw);
        s->n++;
    }
    at->day = at->day < day ? (int32_t)day : at->day;
}

bool
id_set_has(const struct id_set *s, const char *id)
{
    uint8_t raw[DIGEST_ID_BYTES];
    return parse(id, raw) && find(s, raw)->is_used;
}

size_t
id_set_count(const struct id_set *s)
{
    return s->n;
}

void
id_set_drop(struct id_set *s, int64_t day)
{
    size_t keep = 0, cap = LEAST;
    for (size_t i = 0; i < s->cap; i++)
        keep += s->slot[i].is_used && s->slot[i].day >= day;
    while (cap < 4 * keep)
        cap *= 2;
    rebuild(s, cap, day);
}
