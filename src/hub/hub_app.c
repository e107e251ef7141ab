/*
 * hub_app.c - what the hub does with a message, without any socket.
 *
 * SPDX-License-Identifier: ISC
 */
#include "hub/hub_app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/cache.h"
#include "bus/sequence.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

#define MARK_PREFIX  "sync/"
#define PREFIXES_MAX 64

struct hub_app {
    char *instance;
    size_t page_messages, page_bytes;
    struct cache *cache;
    struct sequence *events; /* a publisher repeats its own after a break */
    uint64_t forwarded, bytes, refused;
};

static size_t
or_default(size_t value, size_t fallback)
{
    return value > 0 ? value : fallback;
}

struct hub_app *
hub_app_new(const struct hub_config *config)
{
    struct hub_app *app = xcalloc(1, sizeof *app);
    app->instance = xstrdup(config->instance);
    app->page_messages = or_default(config->page_messages, 500);
    app->page_bytes = or_default(config->page_bytes, 4 * 1024 * 1024);
    app->cache = cache_new(&(struct cache_config){
        .topics_max = or_default(config->topics_max, 100000),
        .bytes_max = or_default(config->bytes_max, 256 * 1024 * 1024),
        .events_max = or_default(config->events_max, 500)});
    app->events = sequence_new();
    return app;
}

void
hub_app_free(struct hub_app **at)
{
    struct hub_app *app = *at;
    *at = NULL;
    if (app == NULL)
        return;
    cache_free(&app->cache);
    sequence_free(&app->events);
    free(app->instance);
    free(app);
}

static bool
is_reserved(const void *topic, size_t len)
{
    size_t n = strlen(MARK_PREFIX);
    return len >= n && memcmp(topic, MARK_PREFIX, n) == 0;
}

bool
hub_app_is_mark(const void *topic, size_t len)
{
    return len > strlen(MARK_PREFIX) && is_reserved(topic, len) &&
           msg_topic_is_valid(topic, len);
}

static enum hub_verdict
judge(struct hub_app *app, struct frame *frame, size_t n,
    struct msg_envelope *envelope)
{
    uint64_t version;
    if (n != 2)
        return HUB_MALFORMED;
    const void *topic = frame_data(&frame[0]);
    size_t len = frame_len(&frame[0]);
    if (!msg_topic_is_valid(topic, len) ||
        msg_scan(frame_data(&frame[1]), frame_len(&frame[1]), envelope,
            &version) != ERR_OK)
        return HUB_MALFORMED;
    if (is_reserved(topic, len))
        return HUB_RESERVED;
    if (!msg_str_eq(envelope->instance, app->instance))
        return HUB_FOREIGN;
    return HUB_FORWARD;
}

static enum cache_rank
rank_of(const struct msg_envelope *envelope)
{
    switch ((unsigned)envelope->type) { /* a hub need not know all types */
    case MSG_LAYOUT:
    case MSG_INSTANCE:
        return CACHE_FIRST;
    case MSG_EVENT:
        return CACHE_EVENT;
    default:
        return CACHE_VALUE;
    }
}

enum hub_verdict
hub_app_message(struct hub_app *app, struct frame *frame, size_t n)
{
    struct msg_envelope envelope;
    enum hub_verdict verdict = judge(app, frame, n, &envelope);
    if (verdict != HUB_FORWARD) {
        app->refused++;
        return verdict;
    }
    const char *topic = (const char *)frame_data(&frame[0]);
    size_t len = frame_len(&frame[0]);
    enum cache_rank rank = rank_of(&envelope);
    app->forwarded++;
    app->bytes += len + frame_len(&frame[1]);
    if (rank == CACHE_EVENT &&
        sequence_step(app->events, topic, len, &envelope).verdict ==
            SEQUENCE_OLD)
        return HUB_REPEATED;
    struct frame keep;
    frame_init(&keep);
    frame_keep(&keep, &frame[1]);
    (void)cache_put(app->cache, rank, topic, len, &keep);
    frame_fini(&keep);
    return HUB_FORWARD;
}

/* ---- snapshots ------------------------------------------------------------
 */

static struct hub_page
refuse_page(const char *text)
{
    return (struct hub_page){.status = ERR_FORMAT, .text = text};
}

struct hub_page
hub_app_snapshot(struct hub_app *app, const struct msg_request *request,
    hub_emit_fn emit, void *arg)
{
    const struct msg_strv *args = &request->args;
    struct hub_page page = {.text = ""};
    if (args->n < 2 || args->n > 2 + PREFIXES_MAX)
        return refuse_page("snapshot wants TOKEN CURSOR [PREFIX...]");
    if (args->v[0].len > 0 && !hub_app_is_mark(args->v[0].s, args->v[0].len))
        return refuse_page("the token must be empty or begin with sync/");
    char text[24];
    uint64_t cursor = 0;
    msg_str_copy(text, sizeof text, args->v[1]);
    if (args->v[1].len > 0 &&
        (args->v[1].len >= sizeof text || !num_parse_u64(text, &cursor)))
        return refuse_page("the cursor is not one of ours");

    char *prefixes[PREFIXES_MAX];
    size_t n = args->n - 2;
    for (size_t i = 0; i < n; i++)
        prefixes[i] = xstrndup(args->v[2 + i].s, args->v[2 + i].len);
    cursor = cache_page(app->cache, (const char *const *)prefixes, n, cursor,
        app->page_messages, app->page_bytes, emit, arg);
    for (size_t i = 0; i < n; i++)
        free(prefixes[i]);
    if (cursor != 0)
        snprintf(page.cursor, sizeof page.cursor, "%" PRIu64, cursor);
    else
        msg_str_copy(page.token, sizeof page.token, args->v[0]);
    return page;
}

struct hub_stats
hub_app_stats(const struct hub_app *app)
{
    struct cache_stats c = cache_stats(app->cache);
    return (struct hub_stats){
        .forwarded = app->forwarded,
        .bytes = app->bytes,
        .refused = app->refused,
        .topics = c.topics,
        .cached_bytes = c.bytes,
        .events = c.events,
        .not_cached = c.refused,
    };
}
