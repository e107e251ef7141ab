/*
 * format.h - values as text, in one way everywhere.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_FORMAT_H
#define MDB_FORMAT_H

#include <stddef.h>

#include "common/json.h"
#include "common/str.h"
#include "mdb/model.h"

/*
 * Append the cell as text that reads back exactly: integers in decimal, the
 * shortest exact float, labels of enumerations (the number where there is no
 * label), texts of booleans, strings sanitized, binaries as "hex:00ff", times
 * in ISO 8601, durations in seconds.  `kind` says how to read the cell, `type`
 * gives labels and texts; spans point into `blob` of `blob_len` bytes (a span
 * outside of it is written as "?").
 */
void mdb_format(struct strbuf *out, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len);

/* The same as a JSON member (key NULL: an array's element). */
void mdb_format_json(struct json *json, const char *key, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len);

/* The cell as a number for plots and bars; NAN for texts, bytes and none. */
double mdb_cell_number(enum mdb_kind kind, mdb_cell cell);

#endif
