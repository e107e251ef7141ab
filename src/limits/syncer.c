/*
 * syncer.c - fdatasync() beside the loop.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/syncer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/xalloc.h"

struct syncer {
    pthread_t thread;
    pthread_mutex_t lock;  /* of all below */
    pthread_cond_t change; /* of any of them */
    int fd;
    uint64_t begun, done; /* done == begun: nothing to do */
    int error;            /* not yet answered */
    bool ends;
};

static void *
work(void *arg)
{
    struct syncer *s = arg;
    (void)pthread_mutex_lock(&s->lock);
    while (!s->ends || s->done < s->begun) {
        if (s->done == s->begun) {
            (void)pthread_cond_wait(&s->change, &s->lock);
            continue;
        }
        const uint64_t goal = s->begun;
        const int fd = s->fd;
        (void)pthread_mutex_unlock(&s->lock);
        const int error = fdatasync(fd) == 0 ? 0 : errno;
        (void)pthread_mutex_lock(&s->lock);
        s->done = goal;
        s->error = s->error != 0 ? s->error : error;
        (void)pthread_cond_broadcast(&s->change);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return NULL;
}

struct syncer *
syncer_new(void)
{
    struct syncer *s = xcalloc(1, sizeof *s);
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->change, NULL);
    sigset_t all, before; /* signals are the loop's */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool is_there = pthread_create(&s->thread, NULL, work, s) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!is_there) {
        free(s);
        return NULL;
    }
    return s;
}

void
syncer_free(struct syncer **at)
{
    struct syncer *s = *at;
    *at = NULL;
    if (s == NULL)
        return;
    (void)pthread_mutex_lock(&s->lock);
    s->ends = true;
    (void)pthread_cond_broadcast(&s->change);
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_join(s->thread, NULL);
    (void)pthread_cond_destroy(&s->change);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

void
syncer_begin(struct syncer *s, int fd)
{
    (void)pthread_mutex_lock(&s->lock);
    assert(s->done == s->begun || s->fd == fd);
    s->fd = fd;
    s->begun++;
    (void)pthread_cond_broadcast(&s->change);
    (void)pthread_mutex_unlock(&s->lock);
}

static int
take_error(struct syncer *s, bool waits)
{
    (void)pthread_mutex_lock(&s->lock);
    while (waits && s->done < s->begun)
        (void)pthread_cond_wait(&s->change, &s->lock);
    const int error = s->error;
    s->error = 0;
    (void)pthread_mutex_unlock(&s->lock);
    return error;
}

int
syncer_wait(struct syncer *s)
{
    return take_error(s, true);
}

int
syncer_error(struct syncer *s)
{
    return take_error(s, false);
}
