/*
 * tm.h - build a `tm` message packet by packet, and read its cells safely.
 *
 * A tm message carries `count` packets of one container as columns of 8-byte
 * little-endian cells.  A reader makes a view first, which checks that every
 * column has exactly the length that count and layout demand; after that no
 * index below count and n can leave the message.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_TM_H
#define BUS_TM_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bus/msg.h"
#include "common/err.h"
#include "common/time.h"

/* ---- reading --------------------------------------------------------------
 */

struct tm_view {
    const struct msg_tm *tm; /* borrowed */
    size_t count;            /* packets, >= 1, oldest first */
    size_t n;                /* items a packet */
    bool has_items;          /* the message names its items itself */
    bool has_quality;        /* else all are acquired */
};

/*
 * Look at `tm`, whose layout has `n_items` items; a message that names its
 * items (not static) has as many as it names.  The view borrows the message.
 * ERR_FORMAT when a column does not fit.
 */
NODISCARD enum err tm_view_init(
    struct tm_view *view, const struct msg_tm *tm, size_t n_items);

static inline uint64_t
tm_le64(const uint8_t *p, size_t i)
{
    uint64_t v;
    memcpy(&v, p + 8 * i, sizeof v);
    return le64toh(v);
}

/* Of packet `i` < count; generation may be UTC_NONE. */
static inline struct utc
tm_generation(const struct tm_view *v, size_t i)
{
    return (struct utc){(int64_t)tm_le64(v->tm->generation.p, i)};
}

static inline struct utc
tm_reception(const struct tm_view *v, size_t i)
{
    return (struct utc){(int64_t)tm_le64(v->tm->reception.p, i)};
}

static inline uint64_t
tm_serial(const struct tm_view *v, size_t i)
{
    return tm_le64(v->tm->serial.p, i);
}

/* Item index of position `k` < n; only when has_items. */
static inline uint32_t
tm_item(const struct tm_view *v, size_t k)
{
    uint32_t item;
    memcpy(&item, v->tm->items.p + 4 * k, sizeof item);
    return le32toh(item);
}

/* Cells (mdb_cell) and quality (enum mdb_quality) of packet i, position k. */
static inline uint64_t
tm_raw(const struct tm_view *v, size_t i, size_t k)
{
    return tm_le64(v->tm->raw.p, i * v->n + k);
}

static inline uint64_t
tm_eng(const struct tm_view *v, size_t i, size_t k)
{
    return tm_le64(v->tm->eng.p, i * v->n + k);
}

static inline uint8_t
tm_quality(const struct tm_view *v, size_t i, size_t k)
{
    return v->has_quality ? v->tm->quality.p[i * v->n + k] : 0;
}

/* All n cells of packet `i` at once, in the byte order of this machine. */
void tm_raw_row(const struct tm_view *v, size_t i, uint64_t *out);
void tm_eng_row(const struct tm_view *v, size_t i, uint64_t *out);

/*
 * The text or bytes that a cell of kind string or binary points to; false (and
 * an empty span) when it points outside the blob.  Text from a packet is not
 * checked here: sanitize it before it is shown.
 */
bool tm_span(
    const struct tm_view *v, uint64_t cell, const uint8_t **p, size_t *len);

/* ---- building -------------------------------------------------------------
 */

/* Kinds whose cells are spans in the blob: those of enum mdb_kind. */
#define TM_KIND_STRING 6
#define TM_KIND_BINARY 7

#define TM_BATCH_BYTES (64 * 1024) /* a batch is full from here on */

struct tm_builder;

struct tm_batch { /* what all packets of one message share */
    uint64_t mdb_hash;
    uint32_t container;
    uint16_t apid;
    enum tm_mode mode;
    const char *link;         /* borrowed until the message is sent */
    size_t n;                 /* items a packet */
    const uint32_t *items;    /* n, copied; NULL: the layout is static */
    const uint8_t *raw_kinds; /* n each, copied; NULL: no spans */
    const uint8_t *eng_kinds;
};

struct tm_packet { /* borrowed during the call */
    struct utc generation, reception;
    uint64_t serial;
    const uint64_t *raw, *eng; /* n cells each */
    const uint8_t *quality;    /* n, or NULL: all acquired */
    const void *blob;
    size_t blob_len;
};

struct tm_builder *tm_builder_new(void);
void tm_builder_free(struct tm_builder **builder);

/* Empty the builder for packets of this batch. */
void tm_builder_begin(struct tm_builder *builder, const struct tm_batch *batch);

/*
 * Append a packet.  ERR_AGAIN when it does not fit any more: send what is
 * there, begin again.  ERR_LIMIT when it does not even fit alone.
 */
NODISCARD enum err tm_builder_add(
    struct tm_builder *builder, const struct tm_packet *packet);

size_t tm_builder_count(const struct tm_builder *builder);
bool tm_builder_is_full(const struct tm_builder *builder);

/* Point msg->u.tm at the columns, for bus_publish(); borrowed until the next
 * begin or add.  The count is at least 1. */
void tm_builder_message(const struct tm_builder *builder, struct msg *msg);

#endif
