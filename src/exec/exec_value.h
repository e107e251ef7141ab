/*
 * exec_value.h - values of telemetry as values of the language.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_VALUE_H
#define EXEC_EXEC_VALUE_H

#include <stddef.h>

#include "mdb/model.h"
#include "pluto/model.h"
#include "pluto/value.h"

/*
 * The cell of a parameter of `type`, owned: numbers, with the unit of `as`
 * (NULL: plain); TRUE and FALSE; labels, of numbers without one their digits;
 * texts, cleaned; times.  PLUTO_NONE where there is no value: bytes, NaN, a
 * span outside of `blob`.
 */
struct pluto_value exec_value_of(const struct mdb_type *type,
    enum mdb_kind kind, mdb_cell cell, const char *blob, size_t blob_len,
    const struct pluto_model_type *as);

#endif
