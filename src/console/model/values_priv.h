/*
 * values_priv.h - shared by values.c and values_tm.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_VALUES_PRIV_H
#define CONSOLE_MODEL_VALUES_PRIV_H

#include "common/arena.h"
#include "console/model/values.h"

#define VALUES_LINKS     32 /* more are lumped into the last */
#define VALUES_LINK_NAME 64

struct value_link {
    char name[VALUES_LINK_NAME];
    bool is_los;
    bool was_los;         /* the times below hold */
    struct mono los_from; /* when the newest LOS began */
    struct mono los_seen; /* when LOS was last true */
};

struct values {
    const struct mdb *mdb; /* borrowed or NULL */
    uint64_t hash;         /* 0: none seen yet */
    struct arena arena;    /* names, values, streams */
    struct value **value;  /* by item; NULL: unknown */
    size_t n_values, cap_values, known;
    struct stream **stream; /* by container; NULL: unknown */
    size_t n_streams, cap_streams;
    struct value_link link[VALUES_LINKS];
    unsigned n_links;
    double expiry;
    bool is_source_silent;
    uint64_t samples;
    unsigned generation;
    bool has_heard;
    struct mono heard; /* newest sample of all */
    struct history *history;
    /* columns of the message being applied, kept from call to call */
    uint32_t *scratch_item;
    size_t scratch_cap;
};

/* The index of a link by name, added when new. */
unsigned values_link(struct values *v, struct msg_str name);

/* The value of `item`, created without a name when `v` knows it not. */
struct value *values_value(struct values *v, uint32_t item);
struct stream *values_stream_make(struct values *v, uint32_t container);

#endif
