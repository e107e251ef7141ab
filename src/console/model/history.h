/*
 * history.h - the newest samples of some items, in bounded memory.
 *
 * A pool of rings.  An item gets a ring with its first sample while there are
 * free ones; later, an item somebody looks at takes the ring that has not been
 * looked at for longest.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_HISTORY_H
#define CONSOLE_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "mdb/kind.h"

#define HISTORY_SAMPLES 300 /* of one item */
#define HISTORY_RINGS   448 /* items with a history; about 2.5 MB in all */
#define HISTORY_NONE    UINT32_MAX

struct history_sample {
    struct utc time; /* generation, or reception where there is none */
    mdb_cell eng;    /* spans of texts are 0: texts have no history */
    uint8_t quality; /* enum mdb_quality */
    bool after_gap;  /* samples are missing before this one */
};

struct history; /* all rings */

struct history *history_new(size_t rings);
void history_free(struct history **history);

/*
 * The ring of `item`, or HISTORY_NONE when all are in use.  `wanted` marks it
 * as looked at now and then always gets one.
 */
uint32_t history_claim(struct history *history, uint32_t item, bool wanted);

/* The item that owns `ring`, or HISTORY_NONE: a ring can change hands. */
uint32_t history_owner(const struct history *history, uint32_t ring);

void history_add(
    struct history *history, uint32_t ring, const struct history_sample *s);
size_t history_count(const struct history *history, uint32_t ring);

/* `back` 0 is the newest; `back` < history_count(). */
struct history_sample history_get(
    const struct history *history, uint32_t ring, size_t back);

#endif
