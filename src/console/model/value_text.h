/*
 * value_text.h - a value as an operator reads it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_VALUE_TEXT_H
#define CONSOLE_MODEL_VALUE_TEXT_H

#include "common/str.h"
#include "console/model/values.h"

/*
 * Append the newest engineering value for a column, as brief_value() writes
 * it.  Invalid and never received values are "-----"; `quality` is what
 * values_quality() said.
 */
void value_text(
    struct strbuf *out, const struct value *value, enum mdb_quality quality);

/* The same from a cell of the item's engineering kind (history). */
void value_cell_text(
    struct strbuf *out, const struct value *value, mdb_cell eng);

/* The raw value for a column: reals with six significant places. */
void value_raw_short(struct strbuf *out, const struct value *value);

/* The raw value, exact; "-----" when never received. */
void value_raw_text(struct strbuf *out, const struct value *value);

/* The engineering value, exact, whatever its quality; "" when none. */
void value_exact_text(struct strbuf *out, const struct value *value);

#endif
