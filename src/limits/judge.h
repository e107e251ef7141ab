/*
 * judge.h - how bad is one value, by one alarm definition?
 *
 * An alarm definition is prepared once for a type and a deadband: edges become
 * keys, labels become intervals, patterns are compiled.  Nothing here
 * remembers a sample.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_JUDGE_H
#define LIMITS_JUDGE_H

#include <math.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits/key.h"
#include "mdb/alarm.h"

/* What a value is by itself. */
struct verdict {
    enum limit_level level;
    enum limit_side side;
    double threshold; /* that was crossed, or NAN */
    double delta;     /* the change that crossed it; NAN: the value itself */
};
#define VERDICT_NORMAL ((struct verdict){.threshold = NAN, .delta = NAN})

/* The worse of two; the first one if they are equally bad. */
struct verdict verdict_worse(struct verdict a, struct verdict b);

/* One range of one level. */
struct judge_range {
    enum limit_level level;
    bool is_inside;
    struct key_range key;
    struct key_range back[3]; /* by side of the state it is to leave */
    double min, max;          /* as written */
};

/* All keys up to `hi`, from behind the one before. */
struct judge_step {
    int64_t hi;
    enum limit_level level;
};

struct judge_text {
    const char *text; /* borrowed; NULL: the pattern */
    regex_t pattern;
    bool is_compiled;
    enum limit_level level;
};

struct judge {
    enum key_class class;
    struct judge_range range[LIMIT_LEVEL_COUNT]; /* most severe first */
    unsigned n_ranges;
    struct judge_range *multi;
    uint32_t n_multi;
    bool has_normal;         /* a multi range says what is normal */
    struct judge_step *step; /* enumerations and booleans */
    uint32_t n_steps;
    struct judge_text *text; /* strings */
    uint32_t n_texts;
    bool has_texts; /* and the level where none matches: */
    enum limit_level default_level;
};

/* `alarm` and `type` are borrowed; `deadband` is in the type's unit. */
void judge_init(struct judge *judge, const struct mdb_alarm *alarm,
    const struct mdb_type *type, double deadband);
void judge_fini(struct judge *judge);

/*
 * Of a cell of the type's engineering kind that is not NaN.  `state` is the
 * level, with its side, that has been reached: a range of this level or below
 * is left only beyond its edge by the deadband.  A span outside of the
 * blob is an empty text.
 */
struct verdict judge_value(const struct judge *judge, mdb_cell cell,
    const char *blob, size_t blob_len, limit_state state);

/*
 * Values around `cell`, which is normal, for which the verdict is surely the
 * same without a deadband at work: bounds for key_fast().
 */
struct key_range judge_calm(const struct judge *judge, mdb_cell cell);

/* ---- also for changes: ranges of a float --------------------------------- */

/* Ranges of an XTCE AlarmRanges, most severe first; returns how many. */
unsigned judge_ranges_init(struct judge_range *range, enum key_class class,
    const struct mdb_alarm_ranges *ranges, double deadband);
struct verdict judge_ranges(const struct judge_range *range, unsigned n,
    int64_t key, limit_state state);

#endif
