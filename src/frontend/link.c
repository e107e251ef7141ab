/*
 * link.c - what all links have in common: state, retries, dispatch.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/link.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"

const char *
link_state_str(enum link_state state)
{
    static const char *const name[LINK_STATE_COUNT] = {
        [LINK_DISABLED] = "disabled",
        [LINK_CONNECTING] = "connecting",
        [LINK_UP] = "up",
        [LINK_DOWN] = "down",
        [LINK_ENDED] = "ended",
        [LINK_FAULT] = "fault",
    };
    return (unsigned)state < LINK_STATE_COUNT ? name[state] : "?";
}

static const struct link_class *
class_of(enum mission_link_type type)
{
    switch (type) {
    case MISSION_UDP:
        return &link_udp;
    case MISSION_TCP:
        return &link_tcp;
    case MISSION_TCP_SERVER:
        return &link_tcp_server;
    case MISSION_SERIAL:
        return &link_serial;
    case MISSION_FILE:
        break;
    }
    return &link_file;
}

void
link_address(struct link *link, uint16_t port)
{
    const struct mission_link *c = link->conf;
    const char *host = c->host && *c->host ? c->host : "*";
    char text[320];
    if (strchr(host, ':')) /* IPv6 */
        (void)snprintf(text, sizeof text, "[%s]:%u", host, (unsigned)port);
    else
        (void)snprintf(text, sizeof text, "%s:%u", host, (unsigned)port);
    (void)str_copy(link->address, sizeof link->address, text);
}

struct link *
link_new_of(const struct link_class *class, const struct mission_link *conf,
    const struct link_sink *sink)
{
    struct link *link = xcalloc(1, sizeof *link);
    link->class = class != NULL ? class : class_of(conf->type);
    link->conf = conf;
    link->sink = *sink;
    link->state = LINK_DISABLED;
    link->wake = LINK_NEVER;
    link->retry_ns = LINK_RETRY_MIN_NS;
    if (conf->type == MISSION_SERIAL || conf->type == MISSION_FILE)
        (void)str_copy(link->address, sizeof link->address, conf->path);
    else
        link_address(link, conf->port);
    link->own = link->class->open(conf);
    return link;
}

struct link *
link_new(const struct mission_link *conf, const struct link_sink *sink)
{
    return link_new_of(NULL, conf, sink);
}

void
link_free(struct link **link)
{
    struct link *l = *link;
    *link = NULL;
    if (!l)
        return;
    l->class->stop(l);
    l->class->close(l->own);
    free(l);
}

bool
link_is_enabled(const struct link *link)
{
    return link->state != LINK_DISABLED;
}

void
link_enable(struct link *link, struct moment now)
{
    if (link_is_enabled(link))
        return;
    link->retry_ns = LINK_RETRY_MIN_NS;
    link_set(link, LINK_CONNECTING, "enabled");
    link->class->start(link, now);
}

void
link_disable(struct link *link)
{
    if (!link_is_enabled(link))
        return;
    link->class->stop(link);
    link->wake = LINK_NEVER;
    link_set(link, LINK_DISABLED, "disabled");
}

size_t
link_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const size_t n = link_is_enabled(link) ? link->class->poll(link, fd) : 0;
    const int out = link->wants_out ? link_out(link) : -1;
    for (size_t i = 0; i < n; i++)
        if (fd[i].fd == out)
            fd[i].events |= POLLOUT;
    return n;
}

void
link_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    if (link->sink.ready != NULL && fd->fd == link_out(link))
        link->sink.ready(link->sink.arg, now);
    if (link_is_enabled(link))
        link->class->ready(link, fd, now);
}

int
link_out(const struct link *link)
{
    return link->state == LINK_UP && link->class->out != NULL
               ? link->class->out(link)
               : -1;
}

void
link_reset(struct link *link, const char *why, struct moment now)
{
    if (!link_is_enabled(link))
        return;
    link->class->stop(link);
    link_retry(link, now);
    link_set(link, LINK_DOWN, "%s", why);
}

struct mono
link_wake(const struct link *link)
{
    return link->wake;
}

void
link_due(struct link *link, struct moment now)
{
    if (!link_is_enabled(link) || now.mono.ns < link->wake.ns)
        return;
    link->wake = LINK_NEVER;
    link->class->due(link, now);
}

static void set(struct link *link, enum link_state state, const char *fmt,
    va_list ap) PRINTF_LIKE(3, 0);

static void
set(struct link *link, enum link_state state, const char *fmt, va_list ap)
{
    char detail[sizeof link->detail];
    (void)vsnprintf(detail, sizeof detail, fmt, ap);
    if (state == link->state && strcmp(detail, link->detail) == 0)
        return;
    link->state = state;
    memcpy(link->detail, detail, sizeof detail);
    link->sink.state(link->sink.arg);
}

void
link_set(struct link *link, enum link_state state, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set(link, state, fmt, ap);
    va_end(ap);
}

void
link_set_up(struct link *link, const char *fmt, ...)
{
    va_list ap;
    link->connects++;
    va_start(ap, fmt);
    set(link, LINK_UP, fmt, ap);
    va_end(ap);
}

void
link_deliver(struct link *link, const uint8_t *p, size_t len, bool is_datagram,
    struct moment now)
{
    link->retry_ns = LINK_RETRY_MIN_NS;
    link->sink.bytes(link->sink.arg, p, len, is_datagram, now);
}

void
link_retry(struct link *link, struct moment now)
{
    link->wake = mono_add_ns(now.mono, link->retry_ns);
    link->retry_ns *= 2;
    if (link->retry_ns > LINK_RETRY_MAX_NS)
        link->retry_ns = LINK_RETRY_MAX_NS;
}
