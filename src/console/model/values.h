/*
 * values.h - the newest value of every item, and how far it can be trusted.
 *
 * Fed with layout, tm and quality messages; knows no socket and no clock.  The
 * names come from the mission database when there is one, else from the
 * layouts.  A value is good only while values_quality() says MDB_ACQUIRED:
 * that is decided here again from the period of its packet, so a value expires
 * on the screen even when everything else is dead.
 *
 * The index of an item is its index in the mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_VALUES_H
#define CONSOLE_MODEL_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "common/str.h"
#include "console/model/clock.h"
#include "console/model/history.h"
#include "console/model/rhythm.h"
#include "mdb/model.h"
#include "mdb/quality.h"

/* More items or containers than this in a message are a lie. */
#define VALUES_ITEMS_MAX      (1u << 20)
#define VALUES_CONTAINERS_MAX (1u << 16)
#define VALUES_TEXT_MAX       4096 /* bytes kept of a string or binary */

struct value_texts { /* the bytes that span cells point into */
    char *raw, *eng; /* owned */
    uint32_t raw_len, eng_len;
};

/* One item. */
struct value {
    const char *name;       /* qualified, clean text */
    const char *short_name; /* what follows the last '/', inside `name` */
    const char *unit;       /* "" when none */
    const struct mdb_type *type;
    enum mdb_kind raw_kind, eng_kind;
    uint32_t item;
    uint32_t container; /* of the newest sample, else the first that can
                           bring it, else MDB_NIL */
    uint64_t count;     /* samples since start, invalid ones too */
    uint64_t invalid;   /* of them */

    /* the newest sample; count > 0 */
    enum mdb_quality quality; /* acquired or invalid; see values_quality() */
    mdb_cell raw, eng;
    struct utc generation, reception; /* generation may be UTC_NONE */
    struct mono heard;                /* reception on the console's clock */
    struct rhythm rhythm;
    struct value_texts *text; /* NULL unless a kind needs it */

    /* the newest good sample */
    bool has_good;
    mdb_cell good_eng; /* texts are not kept */
    struct utc good_time;

    double min, max; /* of good numbers since start; NAN when none */
    uint32_t ring;   /* of its history, or HISTORY_NONE */
};

/* One container, and the packets that bring it. */
struct stream {
    uint32_t container;
    const char *name; /* qualified */
    bool is_static;
    const uint32_t *item; /* in the order of the packet; the union of what
                             may come when it is not static */
    uint32_t n_items;

    int64_t period_ns; /* declared, or learned by the frontend; 0: unknown */
    uint64_t packets;  /* since start */
    struct utc generation, reception;
    struct mono heard;
    uint64_t serial;
    uint32_t apid; /* 65535: none */
    struct rhythm rhythm;
    unsigned link;       /* which one brought the newest; see .c */
    bool is_expired_far; /* a quality message says so */
    uint64_t gap;        /* bus messages missed, since the last packet */
};

struct values; /* all of it */

/* `mdb` is borrowed and may be NULL; it must outlive the values. */
struct values *values_new(const struct mdb *mdb);
void values_free(struct values **values);

/* Forget everything and use `mdb` (or none) from now on. */
void values_reset(struct values *values, const struct mdb *mdb);
const struct mdb *values_mdb(const struct values *values);

/* 1.9 unless set: the periods after which a value expires. */
void values_set_expiry(struct values *values, double factor);
double values_expiry(const struct values *values);

/*
 * Apply a message.  ERR_VERSION: it belongs to another mission database;
 * ERR_NOTFOUND: the layout of its container is not known yet; ERR_FORMAT: its
 * columns do not fit.  What is refused changes nothing.
 */
NODISCARD enum err values_layout(
    struct values *values, const struct msg_layout *m);
NODISCARD enum err values_tm(
    struct values *values, const struct msg_tm *m, struct clock now);
NODISCARD enum err values_quality_message(
    struct values *values, const struct msg_quality *m, struct clock now);

/* `missed` tm messages of the container called `name` never arrived. */
void values_gap(struct values *values, const char *name, uint64_t missed);

/*
 * Link `name` has no signal (LOS): silence is expected, its values do not
 * expire.  Believed for SILENCE_NS after the call, so call it each second.
 */
void values_signal(
    struct values *values, struct msg_str name, bool is_los, struct clock now);

/* The source of telemetry is silent: values without a period expire too. */
void values_source(struct values *values, bool is_silent);

/* The hash all messages must have: of the database, else of what was seen
 * first; 0 before. */
uint64_t values_hash(const struct values *values);

/* Items are 0 .. values_count() - 1; some can be NULL without a database. */
size_t values_count(const struct values *values);
const struct value *values_get(const struct values *values, size_t item);
size_t values_known(const struct values *values);     /* that are not NULL */
uint64_t values_samples(const struct values *values); /* applied so far */
/* Changes when items appear: cached lists of them are out of date. */
unsigned values_generation(const struct values *values);

size_t values_streams(const struct values *values);
const struct stream *values_stream(
    const struct values *values, size_t container);

/* The truth about a value at `now`: what every screen must show. */
enum mdb_quality values_quality(
    const struct values *values, const struct value *value, struct clock now);
/* The same, but it expires `allowed_ns` (> 0) after its reception whatever the
 * period of its packet. */
enum mdb_quality values_quality_within(const struct values *values,
    const struct value *value, int64_t allowed_ns, struct clock now);
/* Is the packet of this container overdue? */
bool values_stream_expired(
    const struct values *values, const struct stream *stream, struct clock now);
/* The same, `allowed_ns` after the newest (0: by its period). */
bool values_stream_late(const struct values *values,
    const struct stream *stream, int64_t allowed_ns, struct clock now);

/* Since its reception; -1 when it was never received. */
int64_t value_age_ns(const struct value *value, struct clock now);
/* Samples a second, falling while nothing comes; 0 when unknown. */
double value_rate_hz(const struct value *value, struct clock now);
double stream_rate_hz(const struct stream *stream, struct clock now);

/* How many values are in each quality; how old the newest sample is. */
struct values_tally {
    size_t n[MDB_QUALITY_COUNT];
    size_t streams_expired;
    const struct stream *worst; /* the expired one that is longest overdue */
};
struct values_tally values_tally(const struct values *values, struct clock now);
int64_t values_data_age_ns(const struct values *values, struct clock now);

/*
 * Somebody plots this item: it gets a long history (history.h) from now on.
 * To be called with each update of a view that plots it; what nobody wants for
 * long can lose its buckets to others.
 */
void values_want(struct values *values, uint32_t item);
size_t values_history_count(
    const struct values *values, const struct value *value);
struct history_sample values_history_get(
    const struct values *values, const struct value *value, size_t back);
struct history_extent values_history_extent(
    const struct values *values, const struct value *value);
/* As history_read(). */
void values_history_read(const struct values *values, const struct value *value,
    struct utc from, struct utc to, int64_t step_ns,
    struct history_buckets *out);

#endif
