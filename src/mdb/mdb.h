/*
 * mdb.h - load a mission database and look things up in it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_MDB_H
#define MDB_MDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/note.h"
#include "mdb/model.h"

struct mdb_options {
    bool is_strict;        /* warnings become errors */
    uint32_t max_elements; /* items of an array whose size comes from the
                              packet; 0 means 1024 */
};

/*
 * Load the XTCE file at `path` (1.1, 1.2, or without namespace).  What is not
 * supported becomes a warning in `notes` with file, line and column, and only
 * what depends on it is left out; a broken file is refused whole.  External
 * entities and document type definitions are refused; nothing is fetched.
 *
 * Returns ERR_OK and an owned database (mdb_free()); else *out is NULL and
 * `notes` holds at least one error: ERR_NOTFOUND, ERR_IO, ERR_FORMAT.
 *
 * A broken command never harms telemetry: errors in `notes` beside ERR_OK are
 * about commands, which are left out with all that inherit from them (unless
 * `is_strict`: then there is no database).
 */
NODISCARD enum err mdb_load(const char *path, const struct mdb_options *options,
    struct notes *notes, struct mdb **out);

/* The same from memory; `path` is used in notes only. */
NODISCARD enum err mdb_load_memory(const char *path, const void *data,
    size_t len, const struct mdb_options *options, struct notes *notes,
    struct mdb **out);

void mdb_free(struct mdb **mdb);

/*
 * Index by name, or MDB_NIL.  A name is qualified ("/A/B/P", also "/A/B/P.x",
 * "/A/B/P[2]", "/A/B/P/x") or a suffix at a name boundary ("B/P", "P.x")
 * that only one thing has.
 */
uint32_t mdb_find_item(const struct mdb *mdb, const char *name);
uint32_t mdb_find_param(const struct mdb *mdb, const char *name);
uint32_t mdb_find_container(const struct mdb *mdb, const char *name);

/*
 * Items whose qualified name contains `text` (ASCII case ignored), in order,
 * from `from` on: the index of the next one, or MDB_NIL.
 */
uint32_t mdb_search_item(
    const struct mdb *mdb, const char *text, uint32_t from);

/* Does a shell pattern (fnmatch(3)) or plain name select this item's name? */
bool mdb_item_matches(
    const struct mdb *mdb, uint32_t item, const char *pattern);

/* The qualified names nearest to a mistyped one; returns how many (<= max). */
size_t mdb_nearest_items(
    const struct mdb *mdb, const char *name, uint32_t *item, size_t max);

/* The scalar type of an item; never NULL. */
const struct mdb_type *mdb_item_type(const struct mdb *mdb, uint32_t item);

/* The label of `value`, or NULL when the enumeration has none. */
const char *mdb_type_label(const struct mdb_type *type, int64_t value);

/* "unsigned, 12 bits, big-endian": one line about an encoding. */
char *mdb_encoding_text(const struct mdb *mdb, const struct mdb_type *type);

/* "polynomial 1.2 + 0.05 x": one line about the default calibrator, owned. */
char *mdb_calibrator_text(const struct mdb_type *type);

/* "APID == 101 and (MODE == SAFE or …)", owned. */
char *mdb_criteria_text(
    const struct mdb *mdb, const struct mdb_criteria *criteria);

#endif
