/*
 * uplink_rig.c - see uplink_rig.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/uplink_rig.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/check.h"

static void
on_done(void *arg, uint64_t token, enum uplink_result result, const char *text,
    struct moment now)
{
    struct uplink_rig *rig = arg;
    (void)now;
    assert_in_range(token, 0, UPLINK_RIG_MAX - 1);
    rig->told[token]++;
    rig->result[token] = result;
    (void)snprintf(rig->text[token], sizeof rig->text[token], "%s", text);
    rig->n_told++;
}

static void
on_state(void *arg)
{
    (void)arg;
}

void
uplink_rig_init(struct uplink_rig *rig, const struct mission_uplink *conf)
{
    static char name[] = "tc";
    memset(rig, 0, sizeof *rig);
    rig->conf = *conf;
    rig->conf.name = name;
    rig->now.mono.ns = 1000 * NS_PER_S;
    rig->now.utc.ns = 1790000000 * NS_PER_S;
    const struct uplink_sink sink = {rig, on_done, on_state};
    rig->uplink = uplink_new(&rig->conf, &sink);
    uplink_enable(rig->uplink, rig->now);
}

void
uplink_rig_fini(struct uplink_rig *rig)
{
    uplink_free(&rig->uplink, rig->now);
}

void
uplink_rig_poll(struct uplink_rig *rig, int wait_ms)
{
    struct pollfd fd[LINK_FDS];
    struct link *link = uplink_link(rig->uplink);
    const size_t n = link_poll(link, fd);
    (void)poll(fd, n, wait_ms);
    for (size_t i = 0; i < n; i++)
        if (fd[i].revents)
            link_ready(link, &fd[i], rig->now);
    uplink_tick(rig->uplink, rig->now);
}

void
uplink_rig_until(struct uplink_rig *rig, enum link_state state)
{
    const struct link *link = uplink_link(rig->uplink);
    for (unsigned i = 0; i < 500 && link->state != state; i++)
        uplink_rig_poll(rig, 10);
    if (link->state != state)
        fail_msg("uplink is %s (%s), not %s", link_state_str(link->state),
            link->detail, link_state_str(state));
}

void
uplink_rig_until_told(struct uplink_rig *rig, size_t n)
{
    for (unsigned i = 0; i < 5000 && rig->n_told < n; i++)
        uplink_rig_poll(rig, 1);
    assert_int_equal(rig->n_told, n);
}

void
uplink_rig_wait(struct uplink_rig *rig, int64_t ns)
{
    rig->now.mono.ns += ns;
    rig->now.utc.ns += ns;
    link_due(uplink_link(rig->uplink), rig->now);
    uplink_tick(rig->uplink, rig->now);
}

void
uplink_rig_send(
    struct uplink_rig *rig, uint64_t token, const void *p, size_t len)
{
    uplink_send(rig->uplink, token, p, len,
        mono_add_ns(rig->now.mono, 10 * NS_PER_S), rig->now);
}

void
uplink_rig_check(
    const struct uplink_rig *rig, uint64_t token, enum uplink_result result)
{
    if (rig->told[token] != 1 || rig->result[token] != result)
        fail_msg("packet %d: told %u times, result %d (%s), not %d", (int)token,
            rig->told[token], (int)rig->result[token], rig->text[token],
            (int)result);
}

static struct sockaddr_in
loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static int
bound(int type, uint16_t *port)
{
    const int on = 1;
    struct sockaddr_in at = loopback(*port);
    socklen_t len = sizeof at;
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

int
uplink_rig_udp(uint16_t *port)
{
    return bound(SOCK_DGRAM, port);
}

int
uplink_rig_listen(uint16_t *port)
{
    const int fd = bound(SOCK_STREAM, port);
    assert_int_equal(listen(fd, 4), 0);
    return fd;
}

int
uplink_rig_connect(uint16_t port)
{
    const struct sockaddr_in to = loopback(port);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}
