/*
 * engine.h - check the samples of packets against their rules.
 *
 * Pure: no clock, no bus.  Order for each sample: quality, context (first
 * match), ranges (most severe first), deadband on return, change rate,
 * stuck, persistence both ways.  Realtime, dumped and replayed data keep
 * separate state.  A sample that is older than the one before, by generation
 * time, changes nothing (it is counted), and neither does one that came before
 * (`is_repeat`); packets of one time are successive samples, as they come.
 * When the clock on board was set back, see timeline.h.
 *
 * The check of a packet is one pass over flat arrays laid out like the
 * packet's layout (thresholds, last state); only a sample whose result is not
 * what it was, or whose rule needs more than thresholds, leaves it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_ENGINE_H
#define LIMITS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "limits/rules.h"
#include "mdb/kind.h"
#include "mdb/limit_state.h"

enum limit_mode {
    LIMIT_REALTIME, /* same numbers as enum tm_mode of bus/msg.h */
    LIMIT_DUMP,
    LIMIT_REPLAY,
    LIMIT_MODE_COUNT
};

/* One packet (or several of one layout): columns as the decoder makes them. */
struct limit_samples {
    enum limit_mode mode;
    uint32_t container;
    size_t n; /* values */
    const uint32_t *item;
    bool is_static; /* `item` is the container's layout */
    bool is_repeat; /* the packet came before: nothing is newer at its time */
    const mdb_cell *raw, *eng;
    const uint8_t *quality; /* NULL: all acquired */
    const char *blob;
    size_t blob_len;
    struct utc generation; /* UTC_NONE: reception is used; without both, the
                              newest time so far */
    struct utc reception;
    uint64_t serial; /* of the packet, for `explain` */
};

/* A change of an item's state; borrowed during the call. */
struct limit_change {
    enum limit_mode mode;
    uint32_t item;
    size_t position; /* in limit_samples; SIZE_MAX: no sample made it */
    limit_state from, to;
    limit_state raw_state; /* before persistence: what this sample says */
    bool is_pending; /* `to` is unchanged; persistence has begun counting */
    struct utc generation;
    mdb_cell eng;
    enum mdb_kind kind; /* MDB_NONE: no value (invalid, expired) */
    const char *blob;   /* of strings */
    size_t blob_len;
    const struct limit_rule *rule; /* that decided; NULL: none applies */
    double threshold;              /* that was crossed, or NAN */
    double delta; /* the change that crossed it; NAN: the value itself did */
    uint32_t seen, needed; /* violations (or conforming samples) */
};

typedef void (*limit_change_fn)(void *arg, const struct limit_change *change);

struct limit_engine; /* opaque: see engine.c */

/* `rules` is borrowed.  NULL `fn` discards changes (benches). */
struct limit_engine *limit_engine_new(
    const struct rules *rules, limit_change_fn fn, void *arg);
void limit_engine_free(struct limit_engine **engine);

void limit_engine_check(
    struct limit_engine *engine, const struct limit_samples *samples);

/*
 * All values of `container` expired, which the owner decides (quality.h; of
 * dumps nobody does, their packets come in any order): their states become
 * LIMIT_EXPIRED; what was never received stays so.  Persistence counters of a
 * link in LOS are kept.
 */
void limit_engine_expire(struct limit_engine *engine, enum limit_mode mode,
    uint32_t container, struct utc now);

/*
 * Persistence in seconds and stuck checks of `mode` pause while there is no
 * signal; those of the other modes go on.  `now` is by the clock that samples
 * are made by: in a replay the recorded one.
 */
void limit_engine_signal(struct limit_engine *engine, enum limit_mode mode,
    bool is_los, struct utc now);

/* Time passed: disabling that ended.  (Stuck checks need samples; a value
 * without new ones expires.) */
void limit_engine_tick(struct limit_engine *engine, struct utc now);

/* Switch the check of an item off until `until` (UTC_NONE: for good). */
void limit_engine_disable(
    struct limit_engine *engine, uint32_t item, struct utc until);
void limit_engine_enable(struct limit_engine *engine, uint32_t item);

limit_state limit_engine_state(
    const struct limit_engine *engine, enum limit_mode mode, uint32_t item);

/* Everything about one item, for a person to understand. */
struct limit_explanation {
    limit_state state, raw_state;
    const struct limit_rule *rule; /* in force at the last sample, or NULL */
    double threshold;              /* crossed, or NAN */
    uint32_t seen, needed;
    struct utc first_time, worst_time, last_time; /* since it left normal */
    double first_value, worst_value, last_value;
    uint64_t samples, ignored_late; /* that came, since start */
};
struct limit_explanation limit_engine_explain(
    const struct limit_engine *engine, enum limit_mode mode, uint32_t item);

/* Would this packet show that its clock went back?  Nothing changes. */
bool limit_engine_goes_back(
    const struct limit_engine *engine, const struct limit_samples *samples);

/* The generation times of a container jumped ahead or back. */
struct limit_turn {
    enum limit_mode mode;
    uint32_t container;
    struct utc from, to;
};
struct limit_turn limit_engine_turn(const struct limit_engine *engine);

struct limit_counters {
    uint64_t samples; /* of all items, received or not */
    uint64_t checked; /* received in order, of items that have rules */
    uint64_t changes, late;
    uint64_t turns; /* jumps of generation times; newest: _turn() */
    size_t bytes;   /* memory of the engine */
};
struct limit_counters limit_engine_counters(const struct limit_engine *engine);

#endif
