/*
 * decode.c - packets to values: the choice between plan and walk.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/decode.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/decoder.h"

#define LEVELS_MAX 64
#define DEPTH_MAX  32

/* Items that a value of this type takes; types are not nested deeper. */
static uint32_t
count_items(const struct mdb_decoder *d, uint32_t index, unsigned depth)
{
    const struct mdb_type *type = &d->mdb->type[index];
    uint64_t n = 0;
    if (type->class == MDB_SCALAR || depth > DEPTH_MAX)
        return 1;
    if (type->class == MDB_ARRAY)
        n = (uint64_t)type->max_elements *
            count_items(d, type->element_type, depth + 1);
    else
        for (uint32_t i = 0; i < type->n_members; i++)
            n += count_items(d, type->member[i].type, depth + 1);
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

struct mdb_decoder *
mdb_decoder_new(const struct mdb *mdb)
{
    struct mdb_decoder *d = xcalloc(1, sizeof *d);
    d->mdb = mdb;
    d->type_items = xcalloc((size_t)mdb->n_types + 1, sizeof *d->type_items);
    for (uint32_t i = 0; i < mdb->n_types; i++)
        d->type_items[i] = count_items(d, i, 0);
    d->node = xcalloc((size_t)mdb->n_containers + 1, sizeof *d->node);
    d->seen = xcalloc((size_t)mdb->n_items + 1, sizeof *d->seen);
    decoder_reserve(d, 64);
    return d;
}

void
mdb_decoder_free(struct mdb_decoder **decoder)
{
    struct mdb_decoder *d = *decoder;
    if (d == NULL)
        return;
    for (uint32_t i = 0; i < d->mdb->n_containers; i++) {
        plan_free(&d->node[i].plan);
        matcher_free(&d->node[i].matcher);
    }
    free(d->type_items);
    free(d->node);
    free(d->item);
    free(d->bit);
    free(d->width);
    free(d->raw);
    free(d->eng);
    free(d->quality);
    free(d->good);
    free(d->blob);
    free(d->seen);
    free(d);
    *decoder = NULL;
}

void
decoder_reserve(struct mdb_decoder *d, size_t n)
{
    if (n <= d->cap)
        return;
    size_t cap = d->cap * 2 > n ? d->cap * 2 : n;
    d->item = xreallocarray(d->item, cap, sizeof *d->item);
    d->bit = xreallocarray(d->bit, cap, sizeof *d->bit);
    d->width = xreallocarray(d->width, cap, sizeof *d->width);
    d->raw = xreallocarray(d->raw, cap, sizeof *d->raw);
    d->eng = xreallocarray(d->eng, cap, sizeof *d->eng);
    d->quality = xreallocarray(d->quality, cap, sizeof *d->quality);
    d->good = xreallocarray(d->good, cap, sizeof *d->good);
    memset(d->good, MDB_ACQUIRED, cap);
    d->cap = cap;
}

void
decoder_begin(struct mdb_decoder *d, const void *packet, size_t len)
{
    if (++d->stamp == 0) { /* after 2^32 packets */
        memset(d->seen, 0, (size_t)d->mdb->n_items * sizeof *d->seen);
        d->stamp = 1;
    }
    d->packet = packet;
    d->bits = 8 * (uint64_t)len;
    d->n = 0;
    d->blob_len = 0;
    d->end_bit = 0;
    d->has_invalid = d->has_quality = false;
    d->result = MDB_DECODED;
}

/* Compile on first use.  Uses the frame: not in the middle of a packet. */
static const struct decode_node *
node_of(struct mdb_decoder *d, uint32_t container)
{
    struct decode_node *node = &d->node[container];
    if (node->matcher == NULL) {
        node->plan = plan_new(d, container);
        node->matcher = matcher_new(d, container, node->plan);
    }
    return node;
}

/* The most specific container by the packet's bytes alone, with a plan; NULL:
 * they cannot tell, or the packet is shorter than it should be. */
static const struct plan *
match(struct mdb_decoder *d, uint32_t root, const uint8_t *packet, size_t len,
    uint32_t *container)
{
    *container = root;
    for (int level = 0; level < LEVELS_MAX; level++) {
        const struct decode_node *node = node_of(d, *container);
        uint32_t child;
        if (node->plan == NULL || len < node->plan->min_bytes)
            return NULL;
        d->packet = packet;
        if (!matcher_find(d, node->matcher, &child))
            return NULL;
        if (child == MDB_NIL)
            return node->plan;
        *container = child;
    }
    return NULL;
}

static bool
decode_planned(
    struct mdb_decoder *d, const struct plan *g, struct mdb_frame *frame)
{
    if (g->n_late > 0) {
        /* Texts read their positions here. */
        memcpy(d->bit, g->bit, g->n * sizeof *d->bit);
        if (!plan_run(d, g))
            return false;
    } else {
        plan_run(d, g);
    }
    frame->is_static = g->is_layout;
    frame->item = g->item;
    frame->bit = g->bit;
    frame->width = g->width;
    frame->eng = g->has_own_eng ? d->eng : d->raw;
    frame->quality = d->has_quality ? d->quality : d->good;
    return true;
}

static void
decode_walked(struct mdb_decoder *d, uint32_t root, const void *packet,
    size_t len, struct mdb_frame *frame)
{
    uint32_t unplanned;
    for (;;) {
        decoder_begin(d, packet, len);
        frame->container = walk_packet(d, root, &unplanned);
        if (unplanned == MDB_NIL)
            break;
        node_of(d, unplanned);
    }
    const struct mdb_container *c = &d->mdb->container[frame->container];
    frame->is_static =
        d->result == MDB_DECODED && c->layout != NULL && c->n_layout == d->n &&
        (d->n == 0 || memcmp(c->layout, d->item, d->n * sizeof *d->item) == 0);
    frame->item = d->item;
    frame->bit = d->bit;
    frame->width = d->width;
    frame->eng = d->eng;
    frame->quality = d->quality;
}

/* A database that does not tell where packets begin. */
static void
decode_nothing(struct mdb_frame *frame)
{
    *frame =
        (struct mdb_frame){.result = MDB_UNKNOWN_PACKET, .container = MDB_NIL};
}

void
mdb_decode(struct mdb_decoder *d, uint32_t root, const void *packet, size_t len,
    struct mdb_frame *frame)
{
    assert(len <= UINT32_MAX / 8);
    if (root == MDB_NIL)
        root = d->mdb->root;
    if (root == MDB_NIL) {
        decode_nothing(frame);
        return;
    }
    const struct plan *g = match(d, root, packet, len, &frame->container);
    decoder_begin(d, packet, len);
    if (g == NULL || !decode_planned(d, g, frame))
        decode_walked(d, root, packet, len, frame);
    /* Every field is set, here or above: clearing them first costs more than
       a tenth of a small packet. */
    frame->result = d->result;
    if (d->result == MDB_DECODED &&
        d->mdb->container[frame->container].is_abstract)
        frame->result = MDB_UNKNOWN_PACKET;
    frame->n = d->n;
    frame->raw = d->raw;
    frame->has_invalid = d->has_invalid;
    frame->blob = d->blob;
    frame->blob_len = d->blob_len;
    frame->end_bit = d->end_bit;
}

struct utc
mdb_frame_time(const struct mdb *mdb, const struct mdb_frame *frame)
{
    for (size_t i = 0; i < frame->n; i++) {
        const struct mdb_type *type =
            &mdb->type[mdb->item[frame->item[i]].type];
        struct utc t = {(int64_t)frame->eng[i]};
        if (type->eng_kind == MDB_TIME && frame->quality[i] == MDB_ACQUIRED &&
            !utc_is_none(t))
            return t;
    }
    return UTC_NONE;
}
