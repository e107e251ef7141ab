/*
 * conf_options.h - a section `parameter` of limits.conf beside its levels.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_OPTIONS_H
#define LIMITS_CONF_OPTIONS_H

#include "limits/build.h"
#include "mission/reading.h"

/* How a rule is checked; what is not given stays as it is. */
struct conf_options {
    const struct conf_entry *deadband_given, *spike_given;
    bool has_violation_time, has_conformance_time, has_stuck, has_stuck_level;
    bool has_disabled;
    double deadband, spike;
    int64_t violation_ns, conformance_ns, stuck_ns;
    enum limit_level stuck_level;
    bool is_disabled;
    const char *reason; /* in the arena */
    struct utc until;
};

/* Read the section; `arena` gets the texts. */
void conf_options_read(
    const struct reading *r, struct arena *arena, struct conf_options *out);

/* Does it change a rule at all? */
bool conf_options_any(const struct conf_options *o);

/* Change a rule of an item of `type`; numbers only where they fit. */
void conf_options_apply(const struct conf_options *o,
    const struct mdb_type *type, struct limit_rule *rule);

/* Is the type one of numbers, which have a deadband? */
bool conf_is_number(const struct mdb_type *type);

/* A condition of the file; false (and reported) when it is wrong. */
bool conf_condition(const struct reading *r, const struct build *b,
    const char *name, struct mdb_criteria *out);

/* What people see beside an alarm: read, and put to an item. */
struct conf_notes {
    struct item_notes notes;
    bool has_latch, has_announce, has_suppressed;
};
void conf_notes_read(
    const struct reading *r, const struct build *b, struct conf_notes *out);
void conf_notes_apply(const struct conf_notes *n, struct item_notes *about);

/* Is there any? */
bool conf_notes_any(const struct reading *r);

/* An error for each that stands in a set. */
void conf_notes_refuse(const struct reading *r);

#endif
