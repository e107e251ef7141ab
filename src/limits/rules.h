/*
 * rules.h - what is checked: the limits of the mission database and of
 * limits.conf, put together once into flat tables.
 *
 * limits.conf stands beside the database and adds what XTCE lacks: deadband,
 * persistence in seconds, stuck and spike checks, overrides, disabling with a
 * reason and an end, sets of limits that hold in a window of time or in a
 * mode, guidance, linked display and procedure, latching, grouping,
 * suppression.  Format: columba-limits(5).
 *
 * A *rule* is everything that applies to one item under one context.  The
 * rules of an item are ordered: the first whose context holds is the one.
 * Read-only after rules_load(); owns its memory; borrows the database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_RULES_H
#define LIMITS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/note.h"
#include "common/time.h"
#include "mdb/alarm.h"
#include "mdb/mdb.h"

/* Where a rule comes from, for people. */
struct rule_origin {
    const char *file; /* borrowed from the rules' arena */
    uint32_t line;
    const char *set; /* limit set's name, or NULL */
};

/* When a rule holds: all that is given must hold. */
struct rule_context {
    struct mdb_criteria criteria; /* MDB_ALWAYS: none; other parameters are
                                     taken at their newest value by generation
                                     time */
    struct utc from, until;       /* of the sample's generation time, or
                                     UTC_NONE: open */
    const char *text;             /* for people, "" when always */
};

struct limit_rule {
    uint32_t item;
    struct rule_origin origin;
    struct rule_context context;
    const struct mdb_alarm *alarm; /* NULL: nothing to check; an alarm
                                      without anything: stuck only */
    bool is_disabled;
    const char *disabled_reason; /* or NULL */
    struct utc disabled_until;   /* UTC_NONE: for good */

    double deadband;        /* of ranges of values, parameter's unit, >= 0: on
                               the way back in */
    int64_t violation_ns;   /* out for so long before it counts, >= 0; both
                               this and min_violations must be met */
    int64_t conformance_ns; /* the same on the way back */
    int64_t stuck_ns;       /* unchanged for so long is wrong; 0: off */
    enum limit_level stuck_level;
    double spike; /* a sample that differs by more than this from
                     both neighbours is ignored once; 0: off */
};

struct rule_place {
    uint32_t line, col; /* in limits.conf */
};

/* What people see beside the alarm of an item; one for each item at most. */
struct item_notes {
    const char *guidance;  /* text, or NULL */
    const char *display;   /* id of a display, or NULL */
    const char *procedure; /* name of a procedure, or NULL */
    struct rule_place display_at, procedure_at;
    const char *group;     /* subsystem; default: the SpaceSystem's path */
    bool latches;          /* stays until a person resets it */
    bool always_announces; /* never bundled in a flood */
    struct mdb_criteria suppressed_by; /* suppressed by design while it holds
                                          (MDB_NEVER: never) */
};

struct rules {
    struct arena arena;
    const struct mdb *mdb;         /* borrowed */
    const struct limit_rule *rule; /* by item, in order of precedence */
    size_t n_rules;
    const uint32_t *first; /* by item: its first rule; [n_items] ends it */
    const struct item_notes *notes; /* by item */
    size_t n_checked;               /* items that have a rule */
};

/*
 * Rules of `mdb` and of the file `conf` (NULL: none).  All errors and warnings
 * go to `notes` with file, line and column: low above high, unknown names
 * (with the nearest), a kind of limit that does not fit the type, windows that
 * end before they begin.  ERR_FORMAT, ERR_NOTFOUND; *out is NULL then.
 */
NODISCARD enum err rules_load(const struct mdb *mdb, const char *conf,
    struct notes *notes, struct rules **out);
void rules_free(struct rules **rules);

/* The sentence of one rule: "warning outside 10 .. 50 degC, 3 samples". */
char *rules_text(const struct rules *rules, const struct limit_rule *rule);

/*
 * All items that have rules: a line "ITEM<TAB>GROUP", then a line
 * "<TAB>context<TAB>sentence<TAB>file:line" for each rule, then
 * "<TAB>name<TAB>value" for each of its notes.
 */
void rules_print(const struct rules *rules, FILE *out);

#endif
