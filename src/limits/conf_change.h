/*
 * conf_change.h - sections `change` and `condition` of limits.conf: how fast a
 * value may change, and when a level holds whatever the value is.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_CHANGE_H
#define LIMITS_CONF_CHANGE_H

#include "limits/build.h"
#include "limits/conf_range.h"

struct conf_change {
    const struct conf_entry *given; /* NULL: there is no such section */
    struct reading r;               /* of it */
    struct conf_level level[LIMIT_LEVEL_COUNT];
    const struct conf_entry *per_given, *over_given, *percent_given;
    enum mdb_change_span span;
    bool is_percent;
    uint32_t span_samples;
    double span_s;
    bool is_refused; /* for an item before */
};

/* Read the section of `outer`, if it has one. */
void conf_change_read(
    const struct reading *outer, struct arena *arena, struct conf_change *out);

/* Change what `change` has; what does not fit is reported once. */
void conf_change_apply(struct conf_change *c, const struct mdb_type *type,
    struct mdb_change_alarm *change);

struct conf_when {
    const struct conf_entry *given;
    bool has[LIMIT_LEVEL_COUNT];
    struct mdb_criteria criteria[LIMIT_LEVEL_COUNT]; /* MDB_NEVER: off */
};

void conf_when_read(
    const struct reading *outer, const struct build *b, struct conf_when *out);
void conf_when_apply(const struct conf_when *w, struct mdb_alarm *alarm);

#endif
