/*
 * uplink.c - one way for packets to go out, each whole and once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/uplink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"

#define REFUSALS_MAX 3 /* answers to earlier datagrams, told by send(2) */

struct flight { /* one packet */
    struct flight *next;
    uint64_t token;
    struct mono deadline;
    uint64_t end;     /* of the stream, once it is written whole */
    size_t len, done; /* bytes; written of them */
    uint8_t bytes[];
};

struct uplink {
    const struct mission_uplink *conf;
    struct uplink_sink sink;
    struct mission_link as_link; /* the same, as a link knows it */
    struct link *link;
    struct flight *first; /* oldest first */
    size_t n;
    uint64_t written; /* bytes of this stream */
    struct moment now;
    char kind[24];
    uint64_t packets, bytes, rated_packets, rated_bytes; /* sent */
    double packets_per_s, bytes_per_s;
    struct utc last;
};

/* Does the kernel tell what has left it? */
static bool
is_stream(const struct uplink *u)
{
    return u->conf->type == MISSION_TCP ||
           u->conf->type == MISSION_TCP_SERVER ||
           u->conf->type == MISSION_SERIAL;
}

/* ---- what became of it -----------------------------------------------------
 */

/* Take `f` out of the queue and tell. */
static void
finish(struct uplink *u, struct flight *f, enum uplink_result result,
    const char *text)
{
    struct flight **at = &u->first;
    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    u->n--;
    u->link->wants_out = u->first != NULL;
    if (result == UPLINK_SENT) {
        u->packets++;
        u->bytes += f->len;
        u->last = u->now.utc;
    }
    const uint64_t token = f->token;
    free(f);
    u->sink.done(u->sink.arg, token, result, text, u->now);
}

/* The stream is over: what was begun may have arrived, the rest did not. */
static void
fail_all(struct uplink *u, const char *why)
{
    char text[224];
    while (u->first != NULL) {
        const bool is_begun = u->first->done > 0;
        (void)snprintf(text, sizeof text, "%s: %s",
            is_begun ? "written, not confirmed" : "nothing was written", why);
        finish(u, u->first, is_begun ? UPLINK_UNKNOWN : UPLINK_NOT_SENT, text);
    }
    u->written = 0;
}

/* Whatever the kernel still holds must not go out any more. */
static void
drop_output(const struct uplink *u)
{
    const int fd = link_out(u->link);
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    if (fd < 0 || u->first == NULL)
        return;
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    if (u->conf->type == MISSION_SERIAL)
        (void)tcflush(fd, TCOFLUSH);
}

static void
reset(struct uplink *u, const char *why)
{
    drop_output(u);
    link_reset(u->link, why, u->now); /* on_state() fails what is in flight */
}

/* ---- bytes -----------------------------------------------------------------
 */

static ssize_t
write_some(int fd, const uint8_t *p, size_t len)
{
    ssize_t n = send(fd, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == ENOTSOCK)
        n = write(fd, p, len); /* opened with O_NONBLOCK */
    return n;
}

enum progress {
    PROGRESS_WHOLE,
    PROGRESS_WAIT,
    PROGRESS_FAILED, /* errno */
};

static enum progress
write_flight(struct uplink *u, struct flight *f)
{
    const int fd = link_out(u->link);
    unsigned refusals = 0;
    while (f->done < f->len) {
        const ssize_t n = write_some(fd, f->bytes + f->done, f->len - f->done);
        if (n > 0) {
            f->done += (size_t)n;
            u->written += (size_t)n;
        } else if (n < 0 && errno == ECONNREFUSED &&
                   u->conf->type == MISSION_UDP && ++refusals < REFUSALS_MAX) {
            continue; /* meant for an earlier datagram */
        } else if (n < 0 && errno == EAGAIN) {
            return PROGRESS_WAIT;
        } else if (n == 0 || errno != EINTR) {
            return PROGRESS_FAILED;
        }
    }
    f->end = u->written;
    return PROGRESS_WHOLE;
}

/* A write failed: a stream is given up, a datagram concerns nobody else. */
static void
on_failure(struct uplink *u, struct flight *f, int error)
{
    if (u->conf->type != MISSION_UDP) {
        reset(u, strerror(error));
        return;
    }
    finish(u, f, UPLINK_NOT_SENT, strerror(error));
}

/* Write what is not written yet, as far as it goes. */
static void
write_more(struct uplink *u)
{
    struct flight *f = u->first;
    while (f != NULL && link_out(u->link) >= 0) {
        struct flight *next = f->next;
        if (f->done == f->len) {
            f = next;
            continue;
        }
        const enum progress p = write_flight(u, f);
        if (p == PROGRESS_WAIT)
            return;
        if (p == PROGRESS_FAILED) {
            on_failure(u, f, errno);
            if (u->conf->type != MISSION_UDP)
                return; /* all are done with */
        } else if (!is_stream(u)) {
            finish(u, f, UPLINK_SENT, "");
        }
        f = next;
    }
}

/* Bytes of the stream that have left this host, for good. */
static uint64_t
confirmed(const struct uplink *u)
{
    int held = 0;
    const int fd = link_out(u->link);
    if (fd < 0 || ioctl(fd, TIOCOUTQ, &held) != 0 || held < 0 ||
        (uint64_t)held > u->written)
        return 0;
    return u->written - (uint64_t)held;
}

static void
take_confirmations(struct uplink *u)
{
    if (!is_stream(u) || u->first == NULL)
        return;
    const uint64_t until = confirmed(u);
    while (u->first != NULL && u->first->done == u->first->len &&
           u->first->end <= until)
        finish(u, u->first, UPLINK_SENT, "");
    /* wait for room only while there is something to write */
    bool is_unwritten = false;
    for (const struct flight *f = u->first; f != NULL; f = f->next)
        is_unwritten |= f->done < f->len;
    u->link->wants_out = is_unwritten;
}

static void
work(struct uplink *u)
{
    write_more(u);
    take_confirmations(u);
}

static void
check_deadlines(struct uplink *u)
{
    struct flight *f = u->first;
    while (f != NULL) {
        struct flight *next = f->next;
        if (mono_diff_ns(f->deadline, u->now.mono) > 0) {
            f = next;
            continue;
        }
        if (f->done > 0) {
            reset(u, "a packet was not confirmed by its deadline");
            return; /* all are done with */
        }
        finish(
            u, f, UPLINK_NOT_SENT, "its deadline came before it was written");
        f = next;
    }
}

/* ---- the sink of the link --------------------------------------------------
 */

static void
on_begin(void *arg, bool is_anew)
{
    struct uplink *u = arg;
    (void)is_anew;
    fail_all(u, "another connection took its place");
}

/* Whatever the other side says is not for us. */
static void
on_bytes(void *arg, const uint8_t *p, size_t len, bool is_datagram,
    struct moment now)
{
    (void)arg;
    (void)p;
    (void)len;
    (void)is_datagram;
    (void)now;
}

static void
on_state(void *arg)
{
    struct uplink *u = arg;
    if (u->link == NULL) /* still being made */
        return;
    if (u->link->state != LINK_UP)
        fail_all(u, u->link->detail);
    u->sink.state(u->sink.arg);
}

static void
on_ready(void *arg, struct moment now)
{
    struct uplink *u = arg;
    u->now = now;
    work(u);
}

/* ---- life ------------------------------------------------------------------
 */

static const struct link_class *
class_of(enum mission_link_type type)
{
    if (type == MISSION_UDP)
        return &link_out_udp;
    return type == MISSION_FILE ? &link_out_file : NULL;
}

struct uplink *
uplink_new(const struct mission_uplink *conf, const struct uplink_sink *sink)
{
    struct uplink *u = xcalloc(1, sizeof *u);
    u->conf = conf;
    u->sink = *sink;
    u->last = UTC_NONE;
    u->as_link = (struct mission_link){
        .name = conf->name,
        .type = conf->type,
        .host = conf->host,
        .port = conf->port,
        .path = conf->path,
        .baud = conf->baud,
        .is_enabled = conf->is_enabled,
        .line = conf->line,
    };
    const struct link_sink link_sink = {
        .arg = u,
        .begin = on_begin,
        .bytes = on_bytes,
        .state = on_state,
        .ready = on_ready,
    };
    u->link = link_new_of(class_of(conf->type), &u->as_link, &link_sink);
    (void)snprintf(u->kind, sizeof u->kind, "uplink %s", u->link->class->kind);
    return u;
}

void
uplink_free(struct uplink **uplink, struct moment now)
{
    struct uplink *u = *uplink;
    *uplink = NULL;
    if (u == NULL)
        return;
    uplink_disable(u, now);
    link_free(&u->link);
    free(u);
}

void
uplink_enable(struct uplink *u, struct moment now)
{
    u->now = now;
    link_enable(u->link, now);
}

void
uplink_disable(struct uplink *u, struct moment now)
{
    u->now = now;
    if (!link_is_enabled(u->link))
        return;
    take_confirmations(u);
    drop_output(u);
    link_disable(u->link);
}

struct link *
uplink_link(const struct uplink *u)
{
    return u->link;
}

/* ---- packets ---------------------------------------------------------------
 */

/* Why it cannot even be tried, or NULL. */
static const char *
objection(const struct uplink *u, size_t len, struct mono deadline)
{
    if (mono_diff_ns(deadline, u->now.mono) <= 0)
        return "its deadline is over";
    if (link_out(u->link) < 0)
        return u->link->state == LINK_DISABLED ? "the uplink is disabled"
                                               : "the uplink is not up";
    if (u->n >= UPLINK_QUEUE_MAX)
        return "the uplink does not take what it has";
    if (u->conf->type == MISSION_UDP &&
        len + u->conf->header_len > UPLINK_DATAGRAM)
        return "it is too long for a datagram";
    return NULL;
}

void
uplink_send(struct uplink *u, uint64_t token, const uint8_t *data, size_t len,
    struct mono deadline, struct moment now)
{
    u->now = now;
    const char *no = objection(u, len, deadline);
    if (no != NULL) {
        u->sink.done(u->sink.arg, token, UPLINK_NOT_SENT, no, now);
        return;
    }
    const size_t head = u->conf->header_len;
    struct flight *f = xcalloc(1, sizeof *f + head + len);
    f->token = token;
    f->deadline = deadline;
    f->len = head + len;
    if (head > 0)
        memcpy(f->bytes, u->conf->header, head);
    memcpy(f->bytes + head, data, len);
    struct flight **at = &u->first;
    while (*at != NULL)
        at = &(*at)->next;
    *at = f;
    u->n++;
    u->link->wants_out = true;
    work(u);
}

void
uplink_cancel(struct uplink *u, uint64_t token, struct moment now)
{
    u->now = now;
    for (struct flight *f = u->first; f != NULL; f = f->next)
        if (f->token == token && f->done == 0) {
            finish(u, f, UPLINK_NOT_SENT, "taken back before it was written");
            return;
        }
}

void
uplink_tick(struct uplink *u, struct moment now)
{
    u->now = now;
    if (u->first == NULL)
        return;
    take_confirmations(u);
    check_deadlines(u);
}

bool
uplink_is_busy(const struct uplink *u)
{
    return u->first != NULL;
}

void
uplink_second(struct uplink *u)
{
    u->packets_per_s = (double)(u->packets - u->rated_packets);
    u->bytes_per_s = (double)(u->bytes - u->rated_bytes);
    u->rated_packets = u->packets;
    u->rated_bytes = u->bytes;
}

void
uplink_message(const struct uplink *u, struct msg_link *out)
{
    *out = (struct msg_link){
        .name = msg_str(u->conf->name),
        .kind = msg_str(u->kind),
        .address = msg_str(u->link->address),
        .state = msg_str(link_state_str(u->link->state)),
        .detail = msg_str(u->link->detail),
        .is_enabled = link_is_enabled(u->link),
        .signal = msg_str("unknown"),
        .signal_since = UTC_NONE,
        .signal_until = UTC_NONE,
        .connects = u->link->connects,
        .packets = u->packets,
        .bytes = u->bytes,
        .packets_per_s = u->packets_per_s,
        .bytes_per_s = u->bytes_per_s,
        .last = u->last,
    };
}
