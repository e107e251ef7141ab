/*
 * hub_relay.c - make another hub's message one of this instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "hub/hub_relay.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bus/msg.h"
#include "bus/wire.h"
#include "common/str.h"
#include "common/xalloc.h"

static bool
is_local(const char *topic, size_t len)
{
    static const char *const prefixes[] = {"hb/", "event/", "proc/"};
    if (len == strlen("instance") && memcmp(topic, "instance", len) == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (len > strlen(prefixes[i]) &&
            memcmp(topic, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* A string of at most 255 bytes as msgpack; returns the bytes written. */
static size_t
put_str(uint8_t *p, const char *s, size_t len)
{
    assert(len <= UINT8_MAX);
    size_t head = 0;
    if (len < 32) {
        p[head++] = (uint8_t)(0xa0 | len);
    } else {
        p[head++] = 0xd9;
        p[head++] = (uint8_t)len;
    }
    memcpy(p + head, s, len);
    return head + len;
}

enum err
hub_relay_rewrite(const char *instance, const char *topic, size_t topic_len,
    const struct frame *payload, struct frame out[2])
{
    frame_init(&out[0]);
    frame_init(&out[1]);
    const uint8_t *data = frame_data(payload);
    struct wire w = wire_init(data, frame_len(payload));
    for (int i = 0; i < 3; i++) /* array, type, version */
        (void)wire_next(&w);
    size_t head = (size_t)(w.p - data);
    struct wire_item source = wire_next(&w), from = wire_next(&w);
    assert(source.kind == WIRE_STR && from.kind == WIRE_STR && !w.is_bad);
    size_t tail = (size_t)(w.end - w.p);

    char name[MSG_NAME_MAX + 1], to[MSG_TOPIC_MAX + 1];
    const char *at = (const char *)from.v.p;
    bool is_ours = is_local(topic, topic_len);
    int name_len = snprintf(name, sizeof name, "%.*s@%.*s", (int)source.len,
        (const char *)source.v.p, (int)from.len, at);
    int to_len = snprintf(to, sizeof to, "%.*s%s%.*s", (int)topic_len, topic,
        is_ours ? "@" : "", is_ours ? (int)from.len : 0, at);
    uint8_t names[2 * (2 + MSG_NAME_MAX)];
    if (name_len > MSG_NAME_MAX || to_len > MSG_TOPIC_MAX ||
        head + sizeof names + tail > MSG_BYTES_MAX)
        return ERR_LIMIT;

    size_t n = put_str(names, name, (size_t)name_len);
    n += put_str(names + n, instance, strlen(instance));
    frame_init_copy(&out[0], to, (size_t)to_len);
    frame_init_size(&out[1], head + n + tail);
    uint8_t *p = frame_write(&out[1]);
    memcpy(p, data, head);
    memcpy(p + head, names, n);
    memcpy(p + head + n, w.p, tail);
    return ERR_OK;
}

char *
hub_relay_cache(const char *observe)
{
    return str_prefix(observe, "ipc://") ? xasprintf("%s-cache", observe)
                                         : NULL;
}
