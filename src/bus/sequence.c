/*
 * sequence.c - which messages of a stream are new, repeated or missing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

#define REBOOT_NS (5 * NS_PER_S)
#define KEY_MAX   (MSG_NAME_MAX + 1 + MSG_TOPIC_MAX)

/* Who sends; `life` counts how often it was seen to begin anew. */
struct source {
    uint32_t life;
    UT_hash_handle hh;
    char name[];
};

struct stream {
    struct source *source;
    uint32_t life; /* of the source, at the last one */
    uint64_t next;
    struct mono mono; /* of the last one */
    struct utc utc;
    UT_hash_handle hh;
    char key[]; /* source, NUL, topic */
};

struct sequence {
    struct stream *stream;
    struct source *source;
};

struct sequence *
sequence_new(void)
{
    return xcalloc(1, sizeof(struct sequence));
}

void
sequence_free(struct sequence **at)
{
    struct sequence *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    struct stream *stream, *next;
    HASH_ITER (hh, s->stream, stream, next) {
        HASH_DELETE(hh, s->stream, stream);
        free(stream);
    }
    struct source *source, *other;
    HASH_ITER (hh, s->source, source, other) {
        HASH_DELETE(hh, s->source, source);
        free(source);
    }
    free(s);
}

size_t
sequence_count(const struct sequence *s)
{
    return HASH_COUNT(s->stream);
}

static struct source *
source_of(struct sequence *s, struct msg_str name)
{
    struct source *source;
    HASH_FIND(hh, s->source, name.s, name.len, source);
    if (source != NULL)
        return source;
    source = xcalloc(1, sizeof *source + name.len);
    memcpy(source->name, name.s, name.len);
    HASH_ADD_KEYPTR(hh, s->source, source->name, name.len, source);
    return source;
}

static bool
went_on(const struct stream *last, const struct msg_envelope *e)
{
    return mono_diff_ns(e->mono, last->mono) > 0 ||
           utc_diff_ns(e->utc, last->utc) > REBOOT_NS;
}

static struct sequence_step
judge(const struct stream *last, const struct msg_envelope *e)
{
    if (e->sequence == last->next)
        return (struct sequence_step){.verdict = SEQUENCE_NEXT};
    if (e->sequence > last->next && last->life != last->source->life)
        return (struct sequence_step){.verdict = SEQUENCE_RESTART};
    if (e->sequence > last->next)
        return (struct sequence_step){
            .verdict = SEQUENCE_GAP, .missed = e->sequence - last->next};
    if (went_on(last, e))
        return (struct sequence_step){.verdict = SEQUENCE_RESTART};
    return (struct sequence_step){.verdict = SEQUENCE_OLD};
}

static void
remember(struct stream *stream, const struct msg_envelope *e)
{
    stream->next = e->sequence + 1;
    stream->mono = e->mono;
    stream->utc = e->utc;
    stream->life = stream->source->life;
}

struct sequence_step
sequence_step(struct sequence *s, const char *topic, size_t topic_len,
    const struct msg_envelope *e)
{
    char key[KEY_MAX];
    size_t source_len = e->source.len;
    if (source_len > MSG_NAME_MAX || topic_len > MSG_TOPIC_MAX)
        return (struct sequence_step){.verdict = SEQUENCE_FIRST};
    memcpy(key, e->source.s, source_len);
    key[source_len] = '\0';
    memcpy(key + source_len + 1, topic, topic_len);
    size_t len = source_len + 1 + topic_len;

    struct stream *stream;
    HASH_FIND(hh, s->stream, key, len, stream);
    if (stream != NULL) {
        struct sequence_step step = judge(stream, e);
        if (step.verdict == SEQUENCE_RESTART &&
            stream->life == stream->source->life)
            stream->source->life++; /* the first topic that shows it */
        if (step.verdict != SEQUENCE_OLD)
            remember(stream, e);
        return step;
    }
    if (HASH_COUNT(s->stream) < SEQUENCE_STREAMS_MAX) {
        stream = xcalloc(1, sizeof *stream + len);
        memcpy(stream->key, key, len);
        stream->source = source_of(s, e->source);
        remember(stream, e);
        HASH_ADD_KEYPTR(hh, s->stream, stream->key, len, stream);
    }
    return (struct sequence_step){.verdict = SEQUENCE_FIRST};
}
