/*
 * world.h - a small mission with its database, and packets of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "frontend/receiver.h"
#include "support/outbox_list.h"

#define WORLD_START_S INT64_C(1790000000) /* 2026-09-21 */

struct world { /* must not move */
    struct outbox_list list;
    struct mission mission;
    struct mission_instance instance;
    struct mission_link link; /* "main": UDP on loopback, any free port */
    struct mdb *mdb;          /* test/frontend/data/small.xml */
    struct receiver_world shared;
    struct moment now; /* moved by the test only */
};

void world_init(struct world *w);
void world_fini(struct world *w);

/* Move both clocks. */
void world_wait(struct world *w, double seconds);

struct world_packet {
    uint16_t apid, count;
    enum ccsds_flags flags; /* 0 is CCSDS_CONTINUATION: say it */
    const void *data;       /* behind the primary header */
    size_t len;
};

/* Build it in `out`; returns its length. */
size_t world_build(uint8_t *out, const struct world_packet *packet);

/* HK: generated `seconds` after WORLD_START_S; 13 bytes. */
size_t world_hk(uint8_t *out, uint16_t count, uint32_t seconds, uint16_t temp);

/* TEXT with a size field of its own, lying or not. */
size_t world_text(uint8_t *out, uint16_t count, const char *text, uint8_t size);

/* AUX: 8 bytes. */
size_t world_aux(uint8_t *out, uint16_t count, uint16_t value);

#endif
