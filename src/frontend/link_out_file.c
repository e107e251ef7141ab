/*
 * link_out_file.c - append to a file, a device or a fifo.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

struct out_file {
    int fd;
};

static void *
file_open(const struct mission_link *conf)
{
    (void)conf;
    struct out_file *f = xcalloc(1, sizeof *f);
    f->fd = -1;
    return f;
}

static void
file_stop(struct link *link)
{
    struct out_file *f = link->own;
    net_close(&f->fd);
}

static void
file_close(void *state)
{
    free(state);
}

static void
file_due(struct link *link, struct moment now)
{
    struct out_file *f = link->own;
    if (f->fd >= 0)
        return;
    f->fd = open(link->conf->path,
        O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
        0600);
    if (f->fd < 0) {
        link_set(link, LINK_FAULT, "%s: %s", link->address, strerror(errno));
        link_retry(link, now);
        return;
    }
    link->retry_ns = LINK_RETRY_MIN_NS;
    link->sink.begin(link->sink.arg, false);
    link_set_up(link, "appends");
}

/* A file is always ready; a fifo is waited for only when it is full. */
static size_t
file_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    const struct out_file *f = link->own;
    if (f->fd < 0 || !link->wants_out)
        return 0;
    fd[0] = (struct pollfd){.fd = f->fd};
    return 1;
}

static void
file_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    (void)link;
    (void)fd;
    (void)now;
}

static int
file_out(const struct link *link)
{
    const struct out_file *f = link->own;
    return f->fd;
}

const struct link_class link_out_file = {
    .kind = "file",
    .open = file_open,
    .start = file_due,
    .stop = file_stop,
    .poll = file_poll,
    .ready = file_ready,
    .due = file_due,
    .close = file_close,
    .out = file_out,
};
