/*
 * recorder.c - record packets without ever holding up who receives them.
 *
 * Two lists: `incoming`, filled by recorder_add(), and `batch`, what the
 * thread has taken and not confirmed yet.  Only `incoming` and the counters
 * are shared; the lock is never held during a write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/recorder.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <utlist.h>

#include "common/str.h"
#include "common/xalloc.h"

struct held {
    struct held *prev, *next;
    struct stored_packet packet; /* link and data point behind it */
    size_t bytes;                /* of this element */
};

struct recorder {
    struct packet_store *store; /* the thread's */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct held *incoming;
    size_t held_bytes; /* of incoming and batch */
    bool is_ending;
    struct recorder_status status;
};

static struct held *
hold(const struct stored_packet *p)
{
    size_t link_len = strlen(p->link) + 1;
    size_t bytes = sizeof(struct held) + link_len + p->len;
    struct held *h = xcalloc(1, bytes);
    char *tail = (char *)(h + 1);
    h->packet = *p;
    h->bytes = bytes;
    memcpy(tail, p->link, link_len);
    if (p->len > 0)
        memcpy(tail + link_len, p->data, p->len);
    h->packet.link = tail;
    h->packet.data = tail + link_len;
    return h;
}

void
recorder_add(struct recorder *r, const struct stored_packet *p)
{
    struct held *h = hold(p);
    pthread_mutex_lock(&r->lock);
    bool fits = r->held_bytes + h->bytes <= RECORDER_QUEUE_BYTES;
    if (fits) {
        DL_APPEND(r->incoming, h);
        r->held_bytes += h->bytes;
        r->status.recorded++;
        r->status.waiting++;
    } else {
        r->status.lost++;
    }
    pthread_mutex_unlock(&r->lock);
    if (!fits)
        free(h);
}

/* Wait for a second or the end; move what came to the batch. */
static bool
take(struct recorder *r, struct held **batch)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 500000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&r->lock);
    int rc = 0;
    while (!r->is_ending && rc == 0)
        rc = pthread_cond_timedwait(&r->wake, &r->lock, &until);
    DL_CONCAT(*batch, r->incoming);
    r->incoming = NULL;
    bool is_ending = r->is_ending;
    pthread_mutex_unlock(&r->lock);
    return is_ending;
}

static enum err
write_batch(struct recorder *r, const struct held *batch)
{
    enum err e = ERR_OK;
    for (const struct held *h = batch; e == ERR_OK && h != NULL; h = h->next)
        e = packet_store_add(r->store, &h->packet);
    return e == ERR_OK ? packet_store_commit(r->store) : e;
}

/* Release the batch and count it as confirmed. */
static void
confirm(struct recorder *r, struct held **batch)
{
    uint64_t n = 0;
    size_t bytes = 0;
    struct held *h, *next;
    DL_FOREACH_SAFE (*batch, h, next) {
        bytes += h->bytes;
        n++;
        free(h);
    }
    *batch = NULL;
    pthread_mutex_lock(&r->lock);
    r->held_bytes -= bytes;
    r->status.confirmed += n;
    r->status.waiting -= n;
    r->status.is_failing = false;
    r->status.reason[0] = '\0';
    pthread_mutex_unlock(&r->lock);
}

static void
note_failure(struct recorder *r, enum err e)
{
    const char *reason = packet_store_reason(r->store);
    pthread_mutex_lock(&r->lock);
    r->status.is_failing = true;
    (void)str_copy(r->status.reason, sizeof r->status.reason,
        reason[0] != '\0' ? reason : err_str(e));
    pthread_mutex_unlock(&r->lock);
}

static void *
run(void *arg)
{
    struct recorder *r = arg;
    struct held *batch = NULL;
    for (bool is_ending = false; !is_ending;) {
        is_ending = take(r, &batch);
        if (batch == NULL)
            continue;
        enum err e = write_batch(r, batch);
        if (e != ERR_OK)
            e = write_batch(r, batch); /* at once, to a new file */
        if (e == ERR_OK)
            confirm(r, &batch);
        else
            note_failure(r, e);
    }
    struct held *h, *next;
    DL_FOREACH_SAFE (batch, h, next)
        free(h);
    return NULL;
}

enum err
recorder_new(const char *dir, const struct packet_store_origin *origin,
    struct recorder **out)
{
    *out = NULL;
    struct packet_store *store;
    enum err e = packet_store_open(dir, origin, &store);
    if (e != ERR_OK)
        return e;
    struct recorder *r = xcalloc(1, sizeof *r);
    r->store = store;
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&r->thread, NULL, run, r) != 0) {
        packet_store_close(&r->store);
        free(r);
        return ERR_LIMIT;
    }
    *out = r;
    return ERR_OK;
}

void
recorder_free(struct recorder **recorder)
{
    struct recorder *r = *recorder;
    if (r == NULL)
        return;
    pthread_mutex_lock(&r->lock);
    r->is_ending = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    packet_store_close(&r->store);
    pthread_cond_destroy(&r->wake);
    pthread_mutex_destroy(&r->lock);
    free(r);
    *recorder = NULL;
}

struct recorder_status
recorder_status(struct recorder *r)
{
    pthread_mutex_lock(&r->lock);
    struct recorder_status s = r->status;
    pthread_mutex_unlock(&r->lock);
    return s;
}
