/*
 * decoded.h - small databases and what packets become with them, as text.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_DECODED_H
#define SUPPORT_DECODED_H

#include "mdb/decode.h"
#include "mdb/mdb.h"

/* A database "T" of these XTCE elements; a failing test when the loader finds
 * errors.  `types`, `params` and `containers` stand inside of their sets. */
struct mdb *decoded_mdb(
    const char *types, const char *params, const char *containers);

/*
 * Decode the `hex` digits (blanks are skipped) and say what came out, as
 * "NAME=raw/eng" for each value (only "NAME=raw" where both texts are the
 * same), with "!" behind values that are not good, then "TOO_SHORT",
 * "BAD_SIZE" or "UNKNOWN" when the packet is not decoded.  Owned.
 *
 * Packets begin with the database's root, or with container R where it cannot
 * be told.  The packet lies in memory of just its size.  It is decoded by the
 * compiled plan and by a walk: the test fails when they differ.
 */
char *decoded(const struct mdb *mdb, const char *hex);
char *decoded_bytes(const struct mdb *mdb, const void *packet, size_t len);

#endif
