/*
 * engine_priv.h - what the files of the engine share.
 *
 *   engine.c        the rules prepared; life, time, disabling, answers
 *   engine_lane.c   the memory of one mode, laid out for quick passes
 *   engine_record.c what is touched for each sample that changes nothing
 *   engine_check.c  a packet: the quick pass over it
 *   engine_sample.c one sample that is not where it was: all of the rules
 *
 * Each item has a record; an item that stands in one static layout only has
 * its bounds in that layout's column instead, and its record is closed, so
 * that every way leads to the full check.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ENGINE_PRIV_H
#define LIMITS_ENGINE_PRIV_H

#include "limits/engine.h"
#include "limits/engine_record.h"
#include "limits/history.h"
#include "limits/judge.h"
#include "limits/persistence.h"
#include "limits/scan.h"
#include "limits/timeline.h"
#include "mdb/context.h"

/* ---- rules, prepared ----------------------------------------------------- */

/* An alarm definition for a type and a deadband: shared by many rules. */
struct engine_plan {
    struct judge judge;
    struct change_rule change;
    uint32_t condition[LIMIT_LEVEL_COUNT]; /* criteria; MDB_NIL: none */
    bool has_condition[LIMIT_LEVEL_COUNT];
    bool has_conditions;
};

struct engine_rule {
    uint32_t plan;     /* MDB_NIL: nothing to check */
    uint32_t criteria; /* MDB_NIL: always */
    bool needs_every;  /* sample: change, stuck, spike */
};

/* Where an item's values come from. */
struct engine_home {
    uint32_t container; /* whose column it stands in, or MDB_NIL: record */
    uint32_t position;
};

/* A container's static layout. */
struct engine_layout {
    const uint32_t *item; /* borrowed */
    uint32_t n;
    int8_t *is_float;  /* by position */
    uint32_t *record;  /* positions of items whose bounds are in records */
    uint32_t *watched; /* positions that contexts look at */
    uint32_t n_records, n_watched;
    uint32_t n_checked; /* in the column: items that have rules */
};

/* ---- memory of one mode -------------------------------------------------- */

enum {
    SLOT_RESELECT = 1, /* a context flipped: choose the rule again */
    SLOT_PENDING = 2,  /* told that persistence counts */
    SLOT_WINDOWS = 4,  /* has rules that depend on time */
    SLOT_DISABLED = 8, /* by a person, until engine.until[item] */
    SLOT_CHOSEN = 16,  /* a rule was chosen before */
};

struct slot {
    limit_state state; /* as it is told */
    limit_state level; /* confirmed: normal or out */
    uint8_t flags;     /* SLOT_… */
    uint32_t rule;     /* in force, or MDB_NIL */
    uint32_t track;    /* index + 1; 0: nothing to remember */
};

/* What only an item needs that was out of limits, or changes. */
struct track {
    struct persistence persistence;
    struct history history;
    limit_state raw_state;
    uint32_t seen, needed;
    double threshold, delta; /* as of struct verdict */
    int64_t first_ns, worst_ns, last_ns;
    double first_value, worst_value, last_value;
    enum limit_level worst_level;
    bool is_out;      /* first … last are of something that goes on */
    bool has_before;  /* the sample before, for stuck and spike: */
    double before;    /* its number */
    uint64_t same;    /* its cell, or a hash of its text */
    int64_t same_tau; /* since when it is the same */
    bool is_held;     /* a possible spike: held, held_ns */
    uint8_t side[LIMIT_LEVEL_COUNT]; /* of the newest sample as bad; [0]: 0 */
    int64_t held_ns;
    mdb_cell held;
    uint64_t late;
    uint64_t missing, missing_late; /* packets of its column without it */
};

struct group {
    int64_t time_ns;   /* newest packet whose column was passed */
    int64_t newest_ns; /* of records' own times of its items */
    uint64_t packets, late;
    struct timeline timeline; /* of all its packets */
};

struct lane {
    struct limit_engine *engine;
    enum limit_mode mode;
    struct record *record;     /* by item */
    struct moments moments;    /* times of their newest samples */
    uint32_t *more;            /* by item: samples >> 24, or NULL */
    struct slot *slot;         /* by item */
    uint32_t *from;            /* by item: container of the newest value */
    struct group *group;       /* by container */
    struct scan_block **block; /* by container; NULL: not needed yet */
    struct context_truth *truth;
    struct track *track;
    size_t n_tracks, cap_tracks;
    uint32_t *stamp; /* by item: turn; for items that repeat in a packet */
    uint32_t turn;
    int64_t last_ns; /* of all samples, for those without any time */
};

/* Small enough to stay next to the processor. */
#define ENGINE_WATCH 4096
#define ENGINE_FEW   4

struct limit_engine {
    const struct rules *rules;
    const struct mdb *mdb;
    limit_change_fn fn;
    void *arg;
    struct engine_plan *plan;
    size_t n_plans, cap_plans;
    struct engine_rule *rule;
    struct engine_home *home;     /* by item */
    struct engine_layout *layout; /* by container; item NULL: not static */
    uint8_t *meta;                /* by item: RECORD_… */
    uint8_t watch[ENGINE_WATCH];  /* by item, modulo: 0: nobody watches */
    uint32_t few[ENGINE_FEW];     /* the watched items, while they are few */
    uint32_t n_watched;
    uint8_t *flags; /* by item: SLOT_WINDOWS */
    struct context *context;
    struct lane *lane[LIMIT_MODE_COUNT]; /* NULL until used */
    int64_t *until; /* by item, or NULL; INT64_MAX: for good, MIN: not off */
    int64_t next_until; /* the first that ends */
    scan_fn scan;
    bool has_bmi2; /* quicker shifts; the results are the same */
    bool is_los;
    enum limit_mode los_mode;     /* whose clock stands */
    int64_t los_since_ns, los_ns; /* total of those that ended */
    struct limit_counters counters;
    struct limit_turn turn; /* the newest */
};

/* ---- engine_lane.c ------------------------------------------------------- */

struct lane *lane_new(struct limit_engine *engine, enum limit_mode mode);
void lane_free(struct lane **lane);
struct scan_block *lane_blocks(struct lane *lane, uint32_t container);

/* Bounds between which an item's value changes nothing. */
void lane_set_bounds(struct lane *lane, uint32_t item, struct key_range fast);

/* Generation time of the newest sample; INT64_MIN: none. */
int64_t lane_time(const struct lane *lane, uint32_t item);

/* A sample of its own, at one of `lane->moments`. */
void lane_note(struct lane *lane, uint32_t item, uint32_t moment);
uint64_t lane_samples(const struct lane *lane, uint32_t item);

struct track *lane_track(struct lane *lane, uint32_t item); /* makes it */
const struct track *lane_find_track(const struct lane *lane, uint32_t item);

/*
 * The times of a container's packets jumped.  What counts in seconds begins
 * anew at `time_ns`; `is_back`: nothing that comes now is late.
 */
void lane_turn(
    struct lane *lane, uint32_t container, int64_t time_ns, bool is_back);

size_t lane_bytes(const struct lane *lane);

/* All items that packets of a container can hold, some maybe twice.  Owned. */
uint32_t *container_items(const struct mdb *mdb, uint32_t container, size_t *n);

/* ---- engine_sample.c ----------------------------------------------------- */

struct sample {
    uint32_t item;
    size_t position; /* in limit_samples */
    int64_t time_ns;
    mdb_cell eng;
    uint8_t quality;
    const char *blob;
    size_t blob_len;
};
/* The clock of persistence: it stands while there is no signal. */
int64_t lane_steady_ns(const struct lane *lane, int64_t time_ns);
/* It is newer than the one before. */
void sample_check(struct lane *lane, const struct sample *sample);
void sample_expire(struct lane *lane, uint32_t item, int64_t now_ns);
void sample_disable(struct lane *lane, uint32_t item);
void sample_enable(struct lane *lane, uint32_t item);

#endif
