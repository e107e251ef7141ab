/*
 * conf_range.h - levels of limits.conf as ranges of a number or a time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_RANGE_H
#define LIMITS_CONF_RANGE_H

#include "common/arena.h"
#include "limits/interval.h"
#include "mission/reading.h"

/* One level: limits of a number, or labels, or patterns of a string. */
struct conf_level {
    const struct conf_entry *given;  /* NULL: it is not */
    const char *const *text;         /* given->n_values of them; in the arena */
    const struct interval *interval; /* of each text; NULL: one is none */
    bool is_off;
    bool is_used;    /* by an item at least */
    bool is_refused; /* was reported: not again for the next item */
};

/* The option `level` of a section; the texts go to `arena`. */
void conf_level_read(const struct reading *r, struct arena *arena,
    enum limit_level level, struct conf_level *out);

/* Does it say what is good, or bad, of a number (or a time)? */
bool conf_range_fits(
    const struct conf_level *l, enum limit_level level, bool is_time);

/* Say why it does not. */
void conf_range_refuse(const struct conf_level *l, enum limit_level level,
    bool is_time, const struct reading *r);

/*
 * Put the level in the place of what `alarm` has for it: one range outside of
 * which it holds, or one or several inside.
 */
void conf_range_set(const struct conf_level *l, enum limit_level level,
    struct arena *arena, struct mdb_alarm *alarm);

#endif
