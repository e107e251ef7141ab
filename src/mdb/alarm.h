/*
 * alarm.h - what a mission database says about limits (XTCE 1.2 AlarmType).
 *
 * Read-only tables in the arena of struct mdb, filled by the loader; what they
 * mean when samples come is in limits/.  A range is what is *within* limits
 * when it stands outside (rangeForm="outside", the default: a value that is
 * not in the range is in alarm), and what is in alarm when it stands inside.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_ALARM_H
#define MDB_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "mdb/limit_state.h"
#include "mdb/model.h"

/* FloatRangeType, calibrated unit; absolute times: ns since 1970 (changes of
 * them: ns), relative times: seconds. */
struct mdb_range {
    double min, max; /* -inf, +inf where open; min <= max is checked */
    bool min_is_exclusive, max_is_exclusive;
    uint32_t line;
};

/* AlarmRangesType: at most one range for each level above normal. */
struct mdb_alarm_ranges {
    bool is_given;
    bool is_inside; /* rangeForm="inside" */
    bool has[LIMIT_LEVEL_COUNT];
    struct mdb_range range[LIMIT_LEVEL_COUNT];
};

enum mdb_change_span {
    MDB_CHANGE_PER_SECOND, /* over span_s (0: since the sample before) */
    MDB_CHANGE_PER_SAMPLE, /* over span_samples */
};

struct mdb_change_alarm {
    struct mdb_alarm_ranges ranges; /* of the signed change */
    enum mdb_change_span span;
    bool is_percent; /* changeBasis="percentageChange": of the old value */
    uint32_t span_samples; /* >= 1 */
    double span_s;         /* >= 0 */
};

struct mdb_multi_range {
    enum limit_level level;
    bool is_inside; /* the level holds inside the range, else outside */
    struct mdb_range range;
};

/* EnumerationAlarm, StringAlarm, boolean texts: in order, first match.  A text
 * is a label or boolean text of the type; a pattern, pattern.h, is found
 * anywhere in the string. */
struct mdb_text_alarm {
    const char *text; /* label, or pattern of a string (POSIX extended) */
    bool is_pattern;
    enum limit_level level;
    uint32_t line;
};

struct mdb_alarm {
    const char *name, *description; /* or NULL */
    uint32_t line, col;
    uint32_t min_violations;        /* successive samples, >= 1 */
    uint32_t min_conformance;       /* the same on the way back, >= 1 */
    struct mdb_alarm_ranges ranges; /* static */
    struct mdb_change_alarm change;
    const struct mdb_multi_range *multi;
    uint32_t n_multi;
    struct mdb_criteria condition[LIMIT_LEVEL_COUNT]; /* MDB_ALWAYS: none */
    bool has_condition[LIMIT_LEVEL_COUNT];
    const struct mdb_text_alarm *text;
    uint32_t n_texts;
    bool has_default_level;
    enum limit_level default_level; /* where no text matches */
};

struct mdb_context_alarm {
    struct mdb_criteria criteria;
    struct mdb_alarm alarm;
};

/* Of one scalar type; a type without either has NULL in mdb_type.alarms. */
struct mdb_alarms {
    const struct mdb_alarm *standard;        /* DefaultAlarm, or NULL */
    const struct mdb_context_alarm *context; /* first match wins */
    uint32_t n_contexts;
};

/* Has it nothing to check?  In a context this says that nothing is wrong. */
bool mdb_alarm_is_empty(const struct mdb_alarm *alarm);

/*
 * The side, "low" or "high", on which the limit of level `l` is never seen
 * since that of the worse level `m` comes before it; else NULL.
 */
const char *mdb_range_hidden(const struct mdb_alarm_ranges *ranges,
    enum limit_level l, enum limit_level m);

/*
 * One line about an alarm of `type`: "warning outside 10 .. 50 degC, critical
 * above 60 degC; after 3 samples".  Owned.
 */
char *mdb_alarm_text(const struct mdb *mdb, const struct mdb_type *type,
    const struct mdb_alarm *alarm);

#endif
