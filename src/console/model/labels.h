/*
 * labels.h - the type of an item as far as a layout message tells it.
 *
 * A console without the mission database still shows ON and OFF.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_LABELS_H
#define CONSOLE_MODEL_LABELS_H

#include "bus/msg.h"
#include "common/arena.h"
#include "mdb/model.h"

/*
 * A type with kinds, unit and the labels of "0=OFF,1=ON" (a comma belongs to a
 * label unless a number and '=' follow it).  Borrowed from `arena`.
 */
const struct mdb_type *labels_type(struct arena *arena, enum mdb_kind raw,
    enum mdb_kind eng, struct msg_str unit, struct msg_str labels);

/* A clean NUL-terminated copy of untrusted text, borrowed from `arena`. */
const char *labels_text(struct arena *arena, struct msg_str text);

#endif
