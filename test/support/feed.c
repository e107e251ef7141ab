/*
 * feed.c - see feed.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/feed.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/xalloc.h"

struct clock
feed_clock(int64_t ms)
{
    return (struct clock){
        {FEED_MONO_NS + ms * NS_PER_MS}, {FEED_UTC_NS + ms * NS_PER_MS}};
}

void
feed_message(
    struct model *m, struct clock now, const char *topic, struct msg *msg)
{
    msg->envelope.mono = now.mono;
    msg->envelope.utc = now.utc;
    msg->envelope.instance = msg_str("sim");
    if (!msg->envelope.source.s)
        msg->envelope.source = msg_str("frontend");
    model_message(m, topic, msg, now);
}

void
feed_layout(struct model *m, struct clock now, uint64_t hash,
    uint32_t container, const char *name, int64_t period_ns,
    const struct feed_item *item, size_t n)
{
    uint64_t *index = xcalloc(n + 1, sizeof *index);
    struct msg_str *names = xcalloc(n + 1, sizeof *names);
    struct msg_str *units = xcalloc(n + 1, sizeof *units);
    struct msg_str *labels = xcalloc(n + 1, sizeof *labels);
    uint8_t *raw = xcalloc(n + 1, 1), *eng = xcalloc(n + 1, 1);
    for (size_t i = 0; i < n; i++) {
        index[i] = item[i].item;
        names[i] = msg_str(item[i].name);
        units[i] = msg_str(item[i].unit);
        labels[i] = msg_str(item[i].labels);
        raw[i] = (uint8_t)item[i].raw;
        eng[i] = (uint8_t)item[i].eng;
    }
    struct msg msg = {.envelope.type = MSG_LAYOUT,
        .u.layout = {.mdb_hash = hash,
            .container = container,
            .name = msg_str(name),
            .is_static = true,
            .period_ns = period_ns,
            .items = {index, n},
            .names = {names, n},
            .units = {units, n},
            .raw_kinds = {raw, n},
            .eng_kinds = {eng, n},
            .labels = {labels, n}}};
    feed_message(m, now, "layout", &msg);
    free(index);
    free(names);
    free(units);
    free(labels);
    free(raw);
    free(eng);
}

void
feed_tm(struct model *m, struct clock now, const struct feed_tm *tm)
{
    struct utc reception = tm->reception.ns ? tm->reception : now.utc;
    struct utc generation = tm->generation.ns ? tm->generation : reception;
    uint8_t g[8], r[8], s[8];
    le64_put(g, (uint64_t)generation.ns);
    le64_put(r, (uint64_t)reception.ns);
    le64_put(s, tm->serial);
    uint8_t *raw = xcalloc(tm->n + 1, 8), *eng = xcalloc(tm->n + 1, 8);
    uint8_t *quality = xcalloc(tm->n + 1, 1);
    for (size_t i = 0; i < tm->n; i++) {
        le64_put(raw + 8 * i, tm->cell[i].raw);
        le64_put(eng + 8 * i, tm->cell[i].eng);
        quality[i] = tm->cell[i].quality;
    }
    struct msg msg = {.envelope.type = MSG_TM,
        .u.tm = {.mdb_hash = tm->hash ? tm->hash : FEED_HASH,
            .container = tm->container,
            .link = msg_str(tm->link ? tm->link : "tm"),
            .apid = tm->apid,
            .mode = tm->mode,
            .count = 1,
            .generation = {g, 8},
            .reception = {r, 8},
            .serial = {s, 8},
            .raw = {raw, 8 * tm->n},
            .eng = {eng, 8 * tm->n},
            .quality = {quality, tm->n},
            .blob = {(const uint8_t *)tm->blob, tm->blob_len}}};
    feed_message(m, now, "tm", &msg);
    free(raw);
    free(eng);
    free(quality);
}

void
feed_quality(struct model *m, struct clock now, uint32_t container,
    enum mdb_quality quality, struct utc last)
{
    struct msg msg = {.envelope.type = MSG_QUALITY,
        .u.quality = {.mdb_hash = FEED_HASH,
            .container = container,
            .quality = quality,
            .last = last}};
    feed_message(m, now, "quality", &msg);
}

void
feed_heartbeat(struct model *m, struct clock now, const char *source,
    const char *state, uint64_t hash)
{
    struct msg msg = {
        .envelope = {.type = MSG_HEARTBEAT, .source = msg_str(source)},
        .u.heartbeat = {.pid = 4000 + strlen(source),
            .state = msg_str(state),
            .started = {FEED_UTC_NS - 600 * NS_PER_S},
            .version = msg_str("0.1 (test)"),
            .mdb_hash = hash,
            .rss_bytes = 8 << 20,
            .cpu = 0.013,
            .detail = msg_str("")}};
    feed_message(m, now, "hb", &msg);
}

void
feed_link(struct model *m, struct clock now, const char *name,
    const char *state, const char *signal, void (*edit)(struct msg_link *))
{
    struct msg msg = {.envelope.type = MSG_LINK,
        .u.link = {.name = msg_str(name),
            .kind = msg_str("udp"),
            .address = msg_str("0.0.0.0:10015"),
            .state = msg_str(state),
            .detail = msg_str(""),
            .is_enabled = true,
            .signal = msg_str(signal),
            .signal_since = {FEED_UTC_NS - 300 * NS_PER_S},
            .signal_until = {FEED_UTC_NS + 461 * NS_PER_S},
            .connects = 1,
            .packets = 1204,
            .bytes = 98700,
            .packets_per_s = 12.5,
            .bytes_per_s = 1020,
            .last = now.utc}};
    if (edit)
        edit(&msg.u.link);
    feed_message(m, now, "link", &msg);
}

void
feed_event(struct model *m, struct clock now, const char *source,
    enum event_severity severity, const char *name, const char *text)
{
    struct msg msg = {
        .envelope = {.type = MSG_EVENT, .source = msg_str(source)},
        .u.event = {.id = 200 + (unsigned)severity,
            .severity = severity,
            .name = msg_str(name),
            .text = msg_str(text),
            .generation = now.utc}};
    feed_message(m, now, "event", &msg);
}

void
feed_apid(struct model *m, struct clock now, const char *link, uint64_t apid,
    uint32_t container, const char *name, uint64_t packets)
{
    struct msg msg = {.envelope.type = MSG_APID,
        .u.apid = {.link = msg_str(link),
            .apid = apid,
            .container = container,
            .container_name = msg_str(name),
            .packets = packets,
            .bytes = 60 * packets,
            .packets_per_s = 1.0,
            .gaps = apid % 3,
            .missing = apid % 3 * 4,
            .sequence = packets % 16384,
            .period_ns = NS_PER_S,
            .last = now.utc,
            .last_serial = packets}};
    feed_message(m, now, "apid", &msg);
}

void
feed_packet(struct model *m, struct clock now, const char *link, uint64_t apid,
    uint64_t serial, uint32_t container, const void *data, size_t len)
{
    struct msg msg = {.envelope.type = MSG_PACKET,
        .u.packet = {.link = msg_str(link),
            .apid = apid,
            .sequence = serial % 16384,
            .serial = serial,
            .generation = now.utc,
            .reception = now.utc,
            .status = PACKET_DECODED,
            .mdb_hash = FEED_HASH,
            .container = container,
            .data = {data, len}}};
    feed_message(m, now, "pkt", &msg);
}

void
feed_process(struct model *m, struct clock now, const char *name,
    const char *state, uint64_t restarts, const char *ended)
{
    struct msg msg = {
        .envelope = {.type = MSG_PROCESS, .source = msg_str("up")},
        .u.process = {.name = msg_str(name),
            .state = msg_str(state),
            .pid = 4000 + strlen(name),
            .restarts = restarts,
            .since = {FEED_UTC_NS - 600 * NS_PER_S},
            .detail = msg_str(ended)}};
    feed_message(m, now, "proc", &msg);
}

void
feed_instance(struct model *m, struct clock now, const char *kind,
    const char *const *process, size_t n)
{
    struct msg_str names[16];
    for (size_t i = 0; i < n && i < 16; i++)
        names[i] = msg_str(process[i]);
    struct msg msg = {
        .envelope = {.type = MSG_INSTANCE, .source = msg_str("up")},
        .u.instance = {.kind = msg_str(kind),
            .mission = msg_str("SIF"),
            .title = msg_str("Solar irradiance facility"),
            .mission_dir = msg_str("/missions/sif"),
            .database = msg_str("/missions/sif/sif.xml"),
            .mdb_hash = FEED_HASH,
            .met_epoch = {FEED_UTC_NS - 100000 * NS_PER_S},
            .processes = {names, n}}};
    feed_message(m, now, "instance", &msg);
}
