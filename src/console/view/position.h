/*
 * position.h - where a value stands in its packets, bit by bit.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_POSITION_H
#define CONSOLE_VIEW_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"
#include "console/model/model.h"

struct position {
    uint32_t bit, width;            /* in the packet */
    const struct packet_copy *copy; /* the newest packet that has it, or NULL:
                                       only the place is known */
};

/* The newest packet of a container, NULL when none is kept. */
const struct packet_copy *position_packet(
    const struct packet_log *log, uint32_t container);

/*
 * Find `item` in the newest packet of `container`, or, when its layout never
 * changes, without a packet.  False when it is not known, or without a mission
 * database.  Uses the model's decoder.
 */
bool position_find(const struct model *model, uint32_t container, uint32_t item,
    struct position *out);

/* "byte 10 bit 4, 12 bits: 0b 0f" */
void position_text(struct strbuf *out, const struct position *position);

/* The container at the top of `container`'s inheritance, where decoding
 * starts; MDB_NIL for MDB_NIL. */
uint32_t position_root(const struct mdb *mdb, uint32_t container);

#endif
