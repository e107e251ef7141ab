/*
 * snapshot.c - messages that wait for their turn, bounded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/snapshot.h"

#include <stdlib.h>

#include "common/xalloc.h"

bool
snapshot_add(struct snapshot *s, struct frame *topic, struct frame *payload,
    size_t n_max, size_t bytes_max)
{
    size_t bytes = frame_len(topic) + frame_len(payload);
    if (s->n >= n_max || bytes > bytes_max - s->bytes)
        return false;
    s->item = xgrow(s->item, s->n, &s->cap, sizeof *s->item);
    struct snapshot_item *item = &s->item[s->n++];
    frame_init(&item->topic);
    frame_init(&item->payload);
    frame_keep(&item->topic, topic);
    frame_keep(&item->payload, payload);
    s->bytes += bytes;
    return true;
}

void
snapshot_clear(struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++) {
        frame_fini(&s->item[i].topic);
        frame_fini(&s->item[i].payload);
    }
    free(s->item);
    *s = (struct snapshot){0};
}
