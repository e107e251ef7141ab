/*
 * link_serial.c - a serial line, raw, eight bits, no parity, no flow control.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

struct serial {
    int fd;
    uint8_t *chunk; /* LINK_CHUNK */
};

static const struct {
    uint32_t baud;
    speed_t speed;
} speeds[] = {
    {50, B50},
    {75, B75},
    {110, B110},
    {134, B134},
    {150, B150},
    {200, B200},
    {300, B300},
    {600, B600},
    {1200, B1200},
    {1800, B1800},
    {2400, B2400},
    {4800, B4800},
    {9600, B9600},
    {19200, B19200},
    {38400, B38400},
    {57600, B57600},
    {115200, B115200},
    {230400, B230400},
    {460800, B460800},
    {500000, B500000},
    {576000, B576000},
    {921600, B921600},
    {1000000, B1000000},
    {1152000, B1152000},
    {1500000, B1500000},
    {2000000, B2000000},
    {2500000, B2500000},
    {3000000, B3000000},
    {3500000, B3500000},
    {4000000, B4000000},
};

static void *
serial_open(const struct mission_link *conf)
{
    (void)conf;
    struct serial *s = xcalloc(1, sizeof *s);
    s->fd = -1;
    s->chunk = xcalloc(LINK_CHUNK, 1);
    return s;
}

static void
serial_stop(struct link *link)
{
    struct serial *s = link->own;
    net_close(&s->fd);
}

static void
serial_close(void *state)
{
    struct serial *s = state;
    free(s->chunk);
    free(s);
}

static speed_t
speed_of(uint32_t baud)
{
    for (size_t i = 0; i < ARRAY_LEN(speeds); i++)
        if (speeds[i].baud == baud)
            return speeds[i].speed;
    return B0;
}

static bool
make_raw(int fd, speed_t speed)
{
    struct termios t;
    if (tcgetattr(fd, &t) != 0)
        return false;
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL | CREAD;
    t.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    t.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY);
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    return cfsetspeed(&t, speed) == 0 && tcsetattr(fd, TCSANOW, &t) == 0;
}

/* A line that was up is down; one that never was is at fault. */
static void
fail(struct link *link, const char *why, struct moment now)
{
    const bool was_up = link->state == LINK_UP || link->state == LINK_DOWN;
    serial_stop(link);
    link_retry(link, now);
    link_set(
        link, was_up ? LINK_DOWN : LINK_FAULT, "%s: %s", link->address, why);
}

static void
serial_due(struct link *link, struct moment now)
{
    struct serial *s = link->own;
    if (s->fd >= 0)
        return;
    const speed_t speed = speed_of(link->conf->baud);
    if (speed == B0) {
        fail(link, "no such baud rate", now);
        return;
    }
    s->fd = open(link->conf->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (s->fd < 0 || !make_raw(s->fd, speed)) {
        fail(link, strerror(errno), now);
        return;
    }
    (void)ioctl(s->fd, TIOCEXCL); /* nobody else takes our bytes */
    link->sink.begin(link->sink.arg, false);
    link_set_up(link, "%u baud", (unsigned)link->conf->baud);
}

static size_t
serial_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct serial *s = link->own;
    if (s->fd < 0)
        return 0;
    fd[0] = (struct pollfd){.fd = s->fd, .events = POLLIN};
    return 1;
}

static void
serial_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    struct serial *s = link->own;
    if (s->fd < 0 || fd->fd != s->fd)
        return;
    switch (net_drain(link, &s->fd, s->chunk, now)) {
    case NET_MORE:
        break;
    case NET_CLOSED:
        fail(link, "the line was hung up", now);
        break;
    case NET_FAILED:
        fail(link, strerror(errno), now);
        break;
    }
}

static int
serial_out(const struct link *link)
{
    const struct serial *s = link->own;
    return s->fd;
}

const struct link_class link_serial = {
    .kind = "serial",
    .open = serial_open,
    .start = serial_due,
    .stop = serial_stop,
    .poll = serial_poll,
    .ready = serial_ready,
    .due = serial_due,
    .close = serial_close,
    .out = serial_out,
};
