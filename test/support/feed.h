/*
 * feed.h - tell a console's model what an instance would publish.
 *
 * Messages are built as structs, with an envelope, and handed to the model as
 * the bus would; time is what the test says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_FEED_H
#define SUPPORT_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "console/model/model.h"

/* 2026-11-20T08:46:12Z, and a monotonic clock that began long before. */
#define FEED_UTC_NS  INT64_C(1795164372000000000)
#define FEED_MONO_NS (INT64_C(5000) * NS_PER_S)
#define FEED_HASH    UINT64_C(0x5109c0de12345678)

/* `ms` milliseconds after that. */
struct clock feed_clock(int64_t ms);

struct feed_item {
    uint32_t item;
    const char *name, *unit, *labels;
    enum mdb_kind raw, eng;
};

struct feed_cell {
    mdb_cell raw, eng;
    uint8_t quality;
};

void feed_message(
    struct model *m, struct clock now, const char *topic, struct msg *msg);

void feed_layout(struct model *m, struct clock now, uint64_t hash,
    uint32_t container, const char *name, int64_t period_ns,
    const struct feed_item *item, size_t n);

/* One packet of a static layout, received at `now` over link "tm". */
struct feed_tm {
    uint64_t hash;
    uint32_t container;
    const char *link;
    uint64_t apid, serial;
    enum tm_mode mode;
    struct utc generation; /* 0: as received */
    struct utc reception;  /* 0: at `now` */
    const struct feed_cell *cell;
    size_t n;
    const char *blob;
    size_t blob_len;
};
void feed_tm(struct model *m, struct clock now, const struct feed_tm *tm);

void feed_quality(struct model *m, struct clock now, uint32_t container,
    enum mdb_quality quality, struct utc last);
void feed_heartbeat(struct model *m, struct clock now, const char *source,
    const char *state, uint64_t hash);
/* A link that is up; `edit` may change the message before it is sent. */
void feed_link(struct model *m, struct clock now, const char *name,
    const char *state, const char *signal, void (*edit)(struct msg_link *));
void feed_event(struct model *m, struct clock now, const char *source,
    enum event_severity severity, const char *name, const char *text);
void feed_apid(struct model *m, struct clock now, const char *link,
    uint64_t apid, uint32_t container, const char *name, uint64_t packets);
void feed_packet(struct model *m, struct clock now, const char *link,
    uint64_t apid, uint64_t serial, uint32_t container, const void *data,
    size_t len);
void feed_process(struct model *m, struct clock now, const char *name,
    const char *state, uint64_t restarts, const char *ended);
void feed_instance(struct model *m, struct clock now, const char *kind,
    const char *const *process, size_t n);

#endif
