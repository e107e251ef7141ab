/*
 * id_set.h - the command ids of the last days: was this one there before?
 *
 * 24 bytes an id, 2 to 4 times as many while it grows.  Pure.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_ID_SET_H
#define GATE_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_set;

struct id_set *id_set_new(void); /* owned */
void id_set_free(struct id_set **set);

/* Remember `id`, 32 lower-case hex digits (anything else is ignored), as seen
 * on `day`; the newest day counts. */
void id_set_add(struct id_set *set, const char *id, int64_t day);
bool id_set_has(const struct id_set *set, const char *id);
size_t id_set_count(const struct id_set *set);

/* Forget those not seen on `day` or later. */
void id_set_drop(struct id_set *set, int64_t day);

#endif
