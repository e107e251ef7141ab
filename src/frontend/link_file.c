/*
 * link_file.c - a recording: a file, or the files of a directory by name.
 *
 * Packets are found here, because a file can be paced only packet by packet,
 * and because a file lets us look ahead: a packet is believed only when
 * another one, or the end, follows.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/pace.h"
#include "common/xalloc.h"
#include "frontend/link.h"
#include "frontend/net.h"

#define TURN_PACKETS 256             /* handed on in one turn */
#define ROOM_NS      (2 * NS_PER_MS) /* when the chain is full, ask again */

struct file {
    char **name; /* paths, in the order they are read */
    size_t n, at;
    int fd;
    struct packets *packets;
    struct pace pace;
    uint8_t *chunk; /* LINK_CHUNK */
    bool has_held;  /* `held` waits for its time; its bytes stay in packets */
    enum packets_event event;
    struct packets_item held;
    struct mono held_due;
    uint64_t delivered; /* items since the first file was begun */
};

static enum pace_kind
pace_of(enum mission_rate rate)
{
    switch (rate) {
    case MISSION_RATE_FIXED:
        return PACE_FIXED;
    case MISSION_RATE_RECORDED:
        return PACE_RECORDED;
    case MISSION_RATE_FAST:
        break;
    }
    return PACE_FAST;
}

static void *
file_open(const struct mission_link *conf)
{
    struct file *f = xcalloc(1, sizeof *f);
    f->fd = -1;
    f->chunk = xcalloc(LINK_CHUNK, 1);
    f->pace = (struct pace){
        .kind = pace_of(conf->rate),
        .rate_hz = conf->packets_per_s,
        .speed = conf->speed,
    };
    return f;
}

static void
forget_names(struct file *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->name[i]);
    free(f->name);
    f->name = NULL;
    f->n = f->at = 0;
}

static void
file_stop(struct link *link)
{
    struct file *f = link->own;
    net_close(&f->fd);
    packets_free(&f->packets);
    forget_names(f);
    f->has_held = false;
}

static void
file_close(void *state)
{
    struct file *f = state;
    free(f->chunk);
    free(f);
}

static void
fail(struct link *link, const char *what, const char *why, struct moment now)
{
    link_set(link, LINK_FAULT, "%s: %s", what, why);
    link_retry(link, now);
}

/* ---- which files --------------------------------------------------------- */

static int
is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
is_regular(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
list_directory(struct file *f, const char *dir)
{
    struct dirent **entry = NULL;
    const int n = scandir(dir, &entry, is_candidate, by_name);
    if (n < 0)
        return false;
    f->name = xcalloc((size_t)n + 1, sizeof *f->name);
    for (int i = 0; i < n; i++) {
        char *path = xasprintf("%s/%s", dir, entry[i]->d_name);
        if (is_regular(path))
            f->name[f->n++] = path;
        else
            free(path);
        free(entry[i]);
    }
    free(entry);
    return true;
}

/* Fill in the names; false when there is nothing that could be read. */
static bool
list(struct link *link, struct moment now)
{
    struct file *f = link->own;
    const char *path = link->conf->path;
    struct stat st;
    forget_names(f);
    if (stat(path, &st) != 0 ||
        (S_ISDIR(st.st_mode) && !list_directory(f, path))) {
        fail(link, path, strerror(errno), now);
        return false;
    }
    if (S_ISREG(st.st_mode)) {
        f->name = xcalloc(1, sizeof *f->name);
        f->name[f->n++] = xstrdup(path);
    }
    if (f->n > 0)
        return true;
    fail(link, path,
        S_ISDIR(st.st_mode) ? "no files in it"
                            : "neither a regular file nor a directory",
        now);
    return false;
}

/* ---- reading ------------------------------------------------------------- */

static bool
open_next(struct link *link, struct moment now)
{
    struct file *f = link->own;
    f->fd = open(f->name[f->at], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (f->fd >= 0) {
        if (link->state == LINK_FAULT && f->packets)
            link_set(link, LINK_UP, "%s", f->name[f->at]);
        return true;
    }
    fail(link, f->name[f->at], strerror(errno), now);
    return false;
}

/* From the first file on. */
static bool
begin(struct link *link, bool is_anew, struct moment now)
{
    struct file *f = link->own;
    packets_free(&f->packets);
    if (!list(link, now) || !open_next(link, now))
        return false;
    f->packets = packets_new(&(struct packets_options){
        .skip_bytes = link->conf->skip_bytes,
        .confirms = true,
    });
    if (!is_anew) /* else the count goes on */
        pace_begin(&f->pace, now.mono);
    f->delivered = 0;
    link->retry_ns = LINK_RETRY_MIN_NS;
    link->sink.begin(link->sink.arg, is_anew);
    if (!is_anew)
        link_set_up(link, "%s", f->name[0]);
    return true;
}

/* All files were read. */
static bool
end(struct link *link, struct moment now)
{
    struct file *f = link->own;
    if (link->conf->loops && f->delivered > 0)
        return begin(link, true, now);
    file_stop(link);
    link_set(link, LINK_ENDED, "read to its end");
    return false;
}

/* Feed more bytes; false when there are none now. */
static bool
feed(struct link *link, struct moment now)
{
    struct file *f = link->own;
    if (f->fd < 0)
        return f->at < f->n ? open_next(link, now) : end(link, now);
    const ssize_t n = read(f->fd, f->chunk, LINK_CHUNK);
    if (n > 0) {
        if (link->state == LINK_FAULT) /* could be read again */
            link_set(link, LINK_UP, "%s", f->name[f->at]);
        packets_feed(f->packets, f->chunk, (size_t)n);
    } else if (n == 0) {
        packets_end(f->packets);
        net_close(&f->fd);
        f->at++;
    } else if (errno != EINTR) {
        fail(link, f->name[f->at], strerror(errno), now);
        return false;
    }
    return true;
}

/* Find the next packet or fault and when it is due; false: none now. */
static bool
hold_next(struct link *link, struct moment now)
{
    struct file *f = link->own;
    for (;;) {
        f->event = packets_next(f->packets, &f->held);
        if (f->event != PACKETS_NEED_MORE)
            break;
        if (!feed(link, now))
            return false;
    }
    f->has_held = true;
    f->held_due = now.mono;
    if (f->event != PACKETS_PACKET)
        return true;
    struct utc time = UTC_NONE;
    if (f->pace.kind == PACE_RECORDED)
        time =
            link->sink.packet_time(link->sink.arg, f->held.data, f->held.len);
    f->held_due = pace_next(&f->pace, time, now.mono);
    return true;
}

static void
hand_on(struct link *link, struct moment now)
{
    struct file *f = link->own;
    f->has_held = false;
    f->delivered++;
    link->sink.item(link->sink.arg, f->event, &f->held, now);
}

static void
file_due(struct link *link, struct moment now)
{
    struct file *f = link->own;
    if (!f->packets && !begin(link, false, now))
        return;
    for (unsigned i = 0; i < TURN_PACKETS; i++) {
        if (!f->has_held && !hold_next(link, now))
            return;
        if (f->held_due.ns > now.mono.ns) {
            link->wake = f->held_due;
            return;
        }
        if (f->pace.kind == PACE_FAST && !link->sink.has_room(link->sink.arg)) {
            link->wake = mono_add_ns(now.mono, ROOM_NS);
            return;
        }
        hand_on(link, now);
        if (link->state != LINK_UP)
            return;
    }
    link->wake = now.mono;
}

static size_t
file_poll(const struct link *link, struct pollfd fd[LINK_FDS])
{
    (void)link;
    (void)fd;
    return 0;
}

static void
file_ready(struct link *link, const struct pollfd *fd, struct moment now)
{
    (void)link;
    (void)fd;
    (void)now;
}

const struct link_class link_file = {
    .kind = "file",
    .open = file_open,
    .start = file_due,
    .stop = file_stop,
    .poll = file_poll,
    .ready = file_ready,
    .due = file_due,
    .close = file_close,
};
