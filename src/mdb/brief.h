/*
 * brief.h - values as people look at them again and again.
 *
 * Screens, texts of alarms and answers write a value in this one way.  What is
 * to be read back exactly is written by format.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_BRIEF_H
#define MDB_BRIEF_H

#include <stddef.h>

#include "common/str.h"
#include "mdb/model.h"

/* Append a real with six significant places, which do not jump while it
 * changes: "28.3100", "1.00000e+09". */
void brief_real(struct strbuf *out, double v);

/*
 * Append the cell: reals with as many decimals as a step of the raw value moves
 * where that is known, else as brief_real(), times as day of year, everything
 * else as mdb_format() writes it.
 */
void brief_value(struct strbuf *out, enum mdb_kind kind,
    const struct mdb_type *type, mdb_cell cell, const char *blob,
    size_t blob_len);

/*
 * The same for a value of that kind that is kept as a number (times: in ns
 * since 1970); NAN is written as nothing.
 */
void brief_number(struct strbuf *out, enum mdb_kind kind,
    const struct mdb_type *type, double number);

/*
 * The same for a threshold, which somebody wrote: one that a step of the raw
 * value does not meet has the places that it needs, six at most.
 */
void brief_limit(struct strbuf *out, enum mdb_kind kind,
    const struct mdb_type *type, double limit);

#endif
