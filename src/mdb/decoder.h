/*
 * decoder.h - what the parts of the decoder share; private to src/mdb/.
 *
 *   decode.c        takes a packet, chooses between plan and walk
 *   decode_match.c  which container a packet is, read straight from its bytes
 *   decode_plan.c   static containers as flat programs
 *   decode_walk.c   everything else: an interpreter over entries and types;
 *                   also run without a packet to find the positions of a plan
 *   decode_value.c  comparisons, sizes, engineering values
 *   decode_text.c   strings and binaries
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_DECODER_H
#define MDB_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdb/decode.h"

struct plan;
struct matcher;

/* What is compiled of one container, on first use. */
struct decode_node {
    struct plan *plan;       /* NULL: its positions depend on the packet */
    struct matcher *matcher; /* its children */
};

struct mdb_decoder {
    const struct mdb *mdb;
    uint32_t *type_items;     /* items that a value of each type takes */
    struct decode_node *node; /* of each container */

    /* The frame, `cap` slots. */
    size_t cap;
    uint32_t *item, *bit, *width;
    mdb_cell *raw, *eng;
    uint8_t *quality, *good; /* `good`: always MDB_ACQUIRED */
    char *blob;
    size_t blob_len, blob_cap;

    /* Newest slot of each item in this packet: stamp << 32 | slot. */
    uint64_t *seen;
    uint32_t stamp;

    /* The packet at hand. */
    const uint8_t *packet;
    uint64_t bits; /* its length */
    size_t n;      /* slots filled */
    uint64_t end_bit;
    bool has_invalid;
    bool has_quality; /* `quality` holds them; else all are good */
    enum mdb_result result;

    /* The walk. */
    bool is_planning;     /* no packet: only positions are wanted */
    bool is_dynamic;      /* planning found that they depend on the packet */
    uint64_t values_left; /* bounds of what one packet may cost */
    uint64_t bits_left;
    uint64_t steps_left;
};

/* Room for `n` slots in all arrays. */
void decoder_reserve(struct mdb_decoder *d, size_t n);

/* Begin with a packet: no slot is filled, no item is seen. */
void decoder_begin(struct mdb_decoder *d, const void *packet, size_t len);

static inline void
decoder_see(struct mdb_decoder *d, uint32_t item, size_t slot)
{
    d->seen[item] = (uint64_t)d->stamp << 32 | (uint32_t)slot;
}

/* The newest slot of an item in this packet; false when it has none yet. */
static inline bool
decoder_slot(const struct mdb_decoder *d, uint32_t item, size_t *slot)
{
    if (item >= d->mdb->n_items || d->seen[item] >> 32 != d->stamp)
        return false;
    *slot = (size_t)(d->seen[item] & UINT32_MAX);
    return true;
}

/* The scalar type of a slot's item. */
static inline const struct mdb_type *
decoder_type(const struct mdb_decoder *d, uint32_t item)
{
    return &d->mdb->type[d->mdb->item[item].type];
}

/* ---- decode_value.c ------------------------------------------------------ */

/* Do the criteria hold?  Comparisons with values that are not (yet) in this
 * packet, or are invalid, or belong to older packets, are false. */
bool value_criteria_hold(
    const struct mdb_decoder *d, const struct mdb_criteria *criteria);

/* A number of the database; false when it cannot be told from this packet. */
bool value_integer(
    const struct mdb_decoder *d, const struct mdb_int_value *v, int64_t *out);

/* Extract the number at bit[slot] into raw[slot]; false: it means none. */
bool value_extract(
    struct mdb_decoder *d, const struct mdb_type *type, size_t slot);

/* From raw[slot] to eng[slot] and quality[slot]. */
void value_engineer(struct mdb_decoder *d, const struct mdb_type *type,
    size_t slot, bool is_raw_good);

/* The type's criteria, sizes and calibrators use other values. */
bool value_needs_others(const struct mdb_type *type);

/* The newest value of `item` as a number, for calibrators. */
bool value_number(
    void *decoder, uint32_t item, bool is_calibrated, double *out);

/* ---- decode_text.c ------------------------------------------------------- */

/* Where a string or binary is. */
struct text_extent {
    uint64_t field_bits;         /* what it takes of the packet */
    uint64_t text_at, text_bits; /* the text itself */
};

/* MDB_DECODED, MDB_TOO_SHORT or MDB_BAD_SIZE. */
enum mdb_result text_find(const struct mdb_decoder *d,
    const struct mdb_encoding *e, uint64_t at, struct text_extent *out);

/* Is the size of its field given by the database alone? */
bool text_is_static(const struct mdb_encoding *e, uint64_t *bits);

/* Append it to the blob; returns the span of raw value. */
mdb_cell text_store(struct mdb_decoder *d, const struct mdb_encoding *e,
    const struct text_extent *extent);

/* ---- decode_walk.c ------------------------------------------------------- */

/* Run from container `root` down, children by their criteria; fills the frame
 * arrays, n, result.  Returns the most specific container.  Planning uses the
 * same arrays: when a container on the way is not planned yet, *unplanned is
 * that container (else MDB_NIL), and the walk is to be begun again. */
uint32_t walk_packet(struct mdb_decoder *d, uint32_t root, uint32_t *unplanned);

/* Fill item, bit, width with the positions of `container` (bases first) as
 * they are in every packet; false when they depend on the packet. */
bool walk_positions(struct mdb_decoder *d, uint32_t container);

/* ---- decode_plan.c ------------------------------------------------------- */

/* How to load a field of a packet that has at least `min_bytes` bytes. */
struct plan_op {
    uint64_t mask; /* `width` ones */
    uint64_t top;  /* the sign bit of a signed number, else 0 */
    uint32_t byte;
    uint8_t shift;   /* of the eight bytes from there on, to the right */
    uint8_t is_wide; /* spans nine bytes: not readable that way */
};
struct plan_op plan_op(uint64_t bit, uint32_t width, size_t min_bytes);

struct plan {
    size_t n;
    size_t min_bytes; /* of a packet; 8 or more */
    uint32_t *item, *bit, *width;
    uint64_t end_bit;
    bool is_layout;     /* same items as the container's own layout */
    bool has_own_eng;   /* some engineering cell differs from the raw one */
    struct plan_op *op; /* of each slot */
    /* Slots that need more, one kind of work in each list. */
    uint32_t *wide, *swap, *single, *truth;
    struct plan_line *line;
    struct plan_curve *curve, *real_curve;
    struct plan_late *late;
    size_t n_wide, n_swap, n_single, n_truth, n_line;
    size_t n_curve, n_real_curve, n_late;
    void *memory; /* holds all arrays above */
};

/* NULL when the positions depend on the packet. */
struct plan *plan_new(struct mdb_decoder *d, uint32_t container);
void plan_free(struct plan **plan);

/* Fill raw, and eng where the plan has its own; quality when that is needed
 * (d->has_quality).  False when a text inside lies about its size: walk
 * the packet instead. */
bool plan_run(struct mdb_decoder *d, const struct plan *plan);

/* ---- decode_match.c ------------------------------------------------------ */

struct matcher *matcher_new(
    struct mdb_decoder *d, uint32_t container, const struct plan *plan);
void matcher_free(struct matcher **matcher);

/*
 * The child of the container whose restriction holds for the packet at hand
 * (at least the plan's min_bytes long), or MDB_NIL.  False when the bytes alone
 * cannot tell: walk the packet instead.
 */
bool matcher_find(const struct mdb_decoder *d, const struct matcher *matcher,
    uint32_t *child);

/* The same for values that were decoded by a walk. */
uint32_t matcher_find_decoded(
    const struct mdb_decoder *d, const struct matcher *matcher);

#endif
