/*
 * context.h - which criteria hold, on the newest values of parameters.
 *
 * Contexts of rules, alarm conditions and exercises name parameters.  Equal
 * criteria are kept once; their truth is worked out again only when a value
 * they use changed, and only a criterion whose truth flips is reported.  A
 * value that was never received, is invalid or expired makes every comparison
 * with it false.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CONTEXT_H
#define MDB_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "mdb/mdb.h"

/* What is asked: the same for all modes, built once. */
struct context; /* opaque: see context.c */

struct context *context_new(const struct mdb *mdb); /* borrowed */
void context_free(struct context **context);

/*
 * The index of these criteria (borrowed), asked for by `item`: it is told when
 * they flip.  MDB_NIL for MDB_ALWAYS.
 */
uint32_t context_add(struct context *context,
    const struct mdb_criteria *criteria, uint32_t item);

/* The parameters that are looked at: their number, and which one an item is
 * (MDB_NIL: not looked at). */
size_t context_n_watched(const struct context *context);
uint32_t context_watched(const struct context *context, uint32_t item);

/* ---- truth, one for each mode -------------------------------------------- */

struct context_truth; /* opaque */

/* Told of each item whose criteria flipped. */
typedef void (*context_flip_fn)(void *arg, uint32_t item);

struct context_truth *context_truth_new(
    const struct context *context, context_flip_fn fn, void *arg);
void context_truth_free(struct context_truth **truth);

struct context_value {
    struct utc time; /* generation; older ones than the newest are ignored,
                        and repetitions that are as old */
    mdb_cell raw, eng;
    bool is_good;   /* acquired */
    bool is_repeat; /* of a packet that came before */
    const char *blob;
    size_t blob_len;
};

/* Take the values of one packet, in order, then settle. */
void context_take(struct context_truth *truth, uint32_t watched,
    const struct context_value *value);
void context_expire(struct context_truth *truth, uint32_t watched);
/* What comes next is newer, whatever its time. */
void context_forget_time(struct context_truth *truth, uint32_t watched);
void context_settle(struct context_truth *truth);

bool context_holds(const struct context_truth *truth, uint32_t criteria);

size_t context_bytes(const struct context_truth *truth);

#endif
