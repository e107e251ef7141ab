/*
 * decode.h - packets to values.
 *
 * A decoder compiles each container to a flat program on first use, keeps the
 * scratch space of one packet, and is owned by one loop.  No byte outside the
 * packet is ever read; no allocation happens per sample once the scratch space
 * has grown to the largest packet seen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_DECODE_H
#define MDB_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"
#include "mdb/model.h"

/* What became of a packet.  The numbers travel on the bus. */
enum mdb_result {
    MDB_DECODED = 0,        /* all values of the container are there */
    MDB_UNKNOWN_PACKET = 1, /* only abstract containers match; the values of
                              those that do are there */
    MDB_TOO_SHORT = 2,      /* the container wants bits beyond the end; values
                               before that point are there, none after */
    MDB_BAD_SIZE = 3,       /* a size field gives a negative or absurd size */
    MDB_RESULT_COUNT
};

/* One decoded packet.  All arrays have `n` elements in order of appearance
 * and stay valid until the next call with the same decoder. */
struct mdb_frame {
    enum mdb_result result;
    uint32_t container; /* the most specific that matched, or MDB_NIL */
    size_t n;
    const uint32_t *item;   /* == layout of the container when static */
    bool is_static;         /* `item` is the container's own layout */
    const mdb_cell *raw;    /* kind: raw_kind of the item's type */
    const mdb_cell *eng;    /* kind: eng_kind */
    const uint8_t *quality; /* MDB_ACQUIRED or MDB_INVALID each */
    bool has_invalid;       /* some quality is not MDB_ACQUIRED */
    const uint32_t *bit;    /* position of the first bit in the packet */
    const uint32_t *width;  /* bits in the packet */
    const char *blob;       /* texts and bytes of strings and binaries */
    size_t blob_len;
    uint64_t end_bit; /* behind the last value; 8 * len when all used */
};

struct mdb_decoder;

/* `mdb` is borrowed and must outlive the decoder. */
struct mdb_decoder *mdb_decoder_new(const struct mdb *mdb);
void mdb_decoder_free(struct mdb_decoder **decoder);

/*
 * Decode the `len` bytes at `packet`, starting at container `root` (MDB_NIL:
 * the database's own root).  Always fills *frame; see enum mdb_result.
 * Inheritance is followed from `root` down: at each level the first child
 * whose restriction holds.
 */
void mdb_decode(struct mdb_decoder *decoder, uint32_t root, const void *packet,
    size_t len, struct mdb_frame *frame);

/*
 * The generation time in a frame: the first absolute time value that is valid;
 * UTC_NONE when there is none.
 */
struct utc mdb_frame_time(const struct mdb *mdb, const struct mdb_frame *frame);

#endif
