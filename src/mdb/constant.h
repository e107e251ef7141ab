/*
 * constant.h - what is written on the right side of a comparison.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_CONSTANT_H
#define MDB_CONSTANT_H

#include <stdbool.h>

#include "mdb/model.h"

/* "==", "!=", "<", "<=", ">", ">=" */
bool mdb_op_parse(const char *s, enum mdb_op *out);

/*
 * Fill integer, real, is_number, is_integer of `c` from c->text, as a value of
 * `type`: raw or calibrated, as c->is_calibrated says.  Labels, texts of
 * booleans and times are resolved.  False when it is no such value.
 */
bool mdb_constant_parse(const struct mdb_type *type, struct mdb_comparison *c);

/* The value of a boolean's text: its own, or what everybody writes. */
bool mdb_bool_parse(const struct mdb_type *type, const char *text, bool *out);

/* The label that differs least from `text`, or NULL when all are far off. */
const char *mdb_nearest_label(const struct mdb_type *type, const char *text);

#endif
