/*
 * endpoint.c - one ZeroMQ socket with the safe settings, watched by the loop.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/endpoint.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zmq.h>

#include "bus/frame_zmq.h"
#include "bus/loop_socket.h"
#include "bus/msg.h"
#include "common/str.h"
#include "common/xalloc.h"

#define SUN_PATH_MAX 107

struct endpoint {
    struct bus_loop *loop;
    enum endpoint_kind kind;
    void *socket; /* NULL once closed */
    struct bus_watch *watch;
    endpoint_message_fn fn;
    void *arg;
    int lock_fd; /* of a bound ipc socket, -1 */
    uint64_t refused;
};

static enum err
from_errno(void)
{
    switch (errno) {
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EADDRINUSE:
        return ERR_EXISTS;
    case ENAMETOOLONG:
    case EMFILE:
    case ENFILE:
        return ERR_LIMIT;
    default:
        return ERR_IO;
    }
}

static bool
set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

/*
 * The sending side keeps the connection's heart beating; the receiving side
 * answers, and gives up by the time to live that comes with each ping.  It does
 * not ping itself: libzmq 4.3.4 aborts the process when a ping is due on a
 * connection whose peer died while its input was stopped by a full queue.  For
 * the same reason the input of an XPUB (subscriptions) has no limit: it is
 * read at once.
 */
static bool
configure_xpub(void *socket)
{
    static const struct {
        int option, value;
    } settings[] = {
        {ZMQ_XPUB_NODROP, 1},  /* a full queue is reported to us */
        {ZMQ_XPUB_VERBOSE, 1}, /* a restarted hub asks again on a kept pipe */
        {ZMQ_RCVHWM, 0},
        {ZMQ_HEARTBEAT_IVL, 1000},
        {ZMQ_HEARTBEAT_TIMEOUT, 3000},
        {ZMQ_HEARTBEAT_TTL, 3000},
    };
    bool is_ok = true;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        is_ok &= set_int(socket, settings[i].option, settings[i].value);
    return is_ok;
}

/* Every setting that bounds what a peer can cost us. */
static bool
configure(void *socket, const struct endpoint_config *config)
{
    int64_t max = MSG_BYTES_MAX;
    const struct {
        int option, value;
    } settings[] = {
        {ZMQ_SNDHWM, config->send_hwm > 0 ? config->send_hwm : ENDPOINT_HWM},
        {ZMQ_RCVHWM,
            config->receive_hwm > 0 ? config->receive_hwm : ENDPOINT_HWM},
        {ZMQ_LINGER, config->linger_ms},
        {ZMQ_HANDSHAKE_IVL, 3000},
        {ZMQ_RECONNECT_IVL, 50},
        {ZMQ_RECONNECT_IVL_MAX, 500},
    };
    bool is_ok = zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max, sizeof max) == 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        is_ok &= set_int(socket, settings[i].option, settings[i].value);
    return is_ok && (config->kind != ENDPOINT_XPUB || configure_xpub(socket));
}

enum err
endpoint_open(struct bus_loop *loop, const struct endpoint_config *config,
    struct endpoint **out)
{
    static const int types[] = {[ENDPOINT_XPUB] = ZMQ_XPUB,
        [ENDPOINT_SUB] = ZMQ_SUB,
        [ENDPOINT_XSUB] = ZMQ_XSUB,
        [ENDPOINT_ROUTER] = ZMQ_ROUTER,
        [ENDPOINT_DEALER] = ZMQ_DEALER};
    *out = NULL;
    void *socket = zmq_socket(bus_loop_context(loop), types[config->kind]);
    if (socket == NULL)
        return from_errno();
    if (!configure(socket, config)) {
        zmq_close(socket);
        return ERR_IO;
    }
    struct endpoint *e = xcalloc(1, sizeof *e);
    e->loop = loop;
    e->kind = config->kind;
    e->socket = socket;
    e->lock_fd = -1;
    *out = e;
    return ERR_OK;
}

void
endpoint_close(struct endpoint **at)
{
    struct endpoint *e = *at;
    *at = NULL;
    if (e == NULL)
        return;
    bus_watch_stop(e->loop, &e->watch);
    zmq_close(e->socket);
    e->socket = NULL;
    if (e->lock_fd >= 0)
        close(e->lock_fd);
    bus_loop_later(e->loop, free, e);
}

/* ---- addresses ------------------------------------------------------------
 */

/*
 * libzmq unlinks whatever is at the path before it binds, a living socket too:
 * a lock beside it says whether somebody has it.  "dir/name" ->
 * "dir/.name.lock"
 */
static enum err
lock_path(struct endpoint *e, const char *path)
{
    const char *slash = strrchr(path, '/');
    int dir_len = slash != NULL ? (int)(slash - path + 1) : 0;
    char *lock = xasprintf(
        "%.*s.%s.lock", dir_len, path, slash != NULL ? slash + 1 : path);
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    free(lock);
    if (fd < 0)
        return from_errno();
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum err failed = errno == EWOULDBLOCK ? ERR_EXISTS : from_errno();
        close(fd);
        return failed;
    }
    e->lock_fd = fd;
    return ERR_OK;
}

static enum err
check_address(const char *address)
{
    if (!str_prefix(address, "ipc://"))
        return ERR_OK;
    return strlen(address) - strlen("ipc://") > SUN_PATH_MAX ? ERR_LIMIT
                                                             : ERR_OK;
}

enum err
endpoint_bind(struct endpoint *e, const char *address)
{
    enum err failed = check_address(address);
    bool is_ipc = str_prefix(address, "ipc://");
    const char *path = is_ipc ? address + strlen("ipc://") : NULL;
    if (failed == ERR_OK && is_ipc)
        failed = lock_path(e, path);
    if (failed != ERR_OK)
        return failed;
    mode_t before = umask(0117);
    int rc = zmq_bind(e->socket, address);
    failed = rc == 0 ? ERR_OK : from_errno();
    umask(before);
    /* Whoever the directory lets in may connect; nobody else gets here. */
    if (failed == ERR_OK && is_ipc && chmod(path, 0666) != 0)
        failed = from_errno();
    return failed;
}

enum err
endpoint_connect(struct endpoint *e, const char *address)
{
    enum err failed = check_address(address);
    if (failed != ERR_OK)
        return failed;
    return zmq_connect(e->socket, address) == 0 ? ERR_OK : from_errno();
}

void
endpoint_subscribe(struct endpoint *e, const char *prefix)
{
    assert(e->kind == ENDPOINT_SUB);
    zmq_setsockopt(e->socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix));
}

void
endpoint_unsubscribe(struct endpoint *e, const char *prefix)
{
    assert(e->kind == ENDPOINT_SUB);
    zmq_setsockopt(e->socket, ZMQ_UNSUBSCRIBE, prefix, strlen(prefix));
}

void
endpoint_subscribe_all(struct endpoint *e)
{
    assert(e->kind == ENDPOINT_XSUB);
    zmq_send(e->socket, "\1", 1, ZMQ_DONTWAIT);
}

/* ---- receive --------------------------------------------------------------
 */

static void
message_fini(struct endpoint_message *m)
{
    for (size_t i = 0; i < m->n; i++)
        frame_fini(&m->frame[i]);
    m->n = 0;
}

/* Drop the rest of a message that has too many frames. */
static void
drain(struct endpoint *e)
{
    struct frame f;
    int more = 1;
    frame_init(&f);
    while (more && zmq_msg_recv(frame_zmq(&f), e->socket, ZMQ_DONTWAIT) >= 0)
        more = zmq_msg_more(frame_zmq(&f));
    frame_fini(&f);
    e->refused++;
}

/* The next message; false when there is none or it was refused whole. */
static bool
receive(struct endpoint *e, struct endpoint_message *m, bool *is_empty)
{
    int more = 1;
    *is_empty = false;
    for (m->n = 0; more && m->n < ENDPOINT_FRAMES_MAX; m->n++) {
        struct frame *f = &m->frame[m->n];
        frame_init(f);
        if (zmq_msg_recv(frame_zmq(f), e->socket, ZMQ_DONTWAIT) < 0) {
            *is_empty = errno != EINTR;
            frame_fini(f);
            message_fini(m);
            return false;
        }
        more = zmq_msg_more(frame_zmq(f));
    }
    if (!more)
        return true;
    message_fini(m);
    drain(e);
    return false;
}

static void
on_readable(void *arg)
{
    struct endpoint *e = arg;
    for (int i = 0; i < BUS_TURN_MAX && e->socket != NULL; i++) {
        struct endpoint_message m;
        bool is_empty;
        if (receive(e, &m, &is_empty)) {
            e->fn(e->arg, &m);
            message_fini(&m);
        } else if (is_empty) {
            return;
        }
    }
}

void
endpoint_receive(struct endpoint *e, endpoint_message_fn fn, void *arg)
{
    e->fn = fn;
    e->arg = arg;
    endpoint_pause(e, false);
}

void
endpoint_pause(struct endpoint *e, bool is_paused)
{
    if (is_paused)
        bus_watch_stop(e->loop, &e->watch);
    else if (e->watch == NULL)
        e->watch = bus_loop_socket(e->loop, e->socket, on_readable, e);
}

uint64_t
endpoint_refused(const struct endpoint *e)
{
    return e->refused;
}

/* ---- send -----------------------------------------------------------------
 */

/* Consumes the frames that were sent; returns how many. */
static size_t
send_frames(struct endpoint *e, struct frame *frame, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int flags = ZMQ_DONTWAIT | (i + 1 < n ? ZMQ_SNDMORE : 0);
        while (zmq_msg_send(frame_zmq(&frame[i]), e->socket, flags) < 0)
            if (errno != EINTR)
                return i;
    }
    return n;
}

enum err
endpoint_send(struct endpoint *e, struct frame *frame, size_t n)
{
    size_t sent = send_frames(e, frame, n);
    for (size_t i = sent; i < n; i++)
        frame_fini(&frame[i]);
    return sent == n ? ERR_OK : ERR_AGAIN;
}

bool
endpoint_publish(struct endpoint *e, struct frame *frame, size_t n)
{
    assert(e->kind == ENDPOINT_XPUB);
    size_t sent = send_frames(e, frame, n);
    if (sent == n)
        return true;
    /* Nothing went out yet, or (never seen) only a part: finish it lossy. */
    set_int(e->socket, ZMQ_XPUB_NODROP, 0);
    endpoint_send(e, frame + sent, n - sent);
    set_int(e->socket, ZMQ_XPUB_NODROP, 1);
    return false;
}

/* ---- peers ----------------------------------------------------------------
 */

/* Over ipc libzmq says "host:uid:gid:pid"; the last three are the kernel's. */
struct endpoint_peer
endpoint_frame_peer(const struct endpoint *e, struct frame *f)
{
    struct endpoint_peer peer = {0};
    if (e->lock_fd < 0) /* a TCP address could be made to look like it */
        return peer;
    const char *address = zmq_msg_gets(frame_zmq(f), "Peer-Address");
    if (address == NULL)
        return peer;
    unsigned uid, gid, pid;
    const char *at = address + strlen(address);
    for (int colons = 0; at > address && colons < 3; colons += *at == ':')
        at--;
    int used = 0;
    if (sscanf(at, ":%u:%u:%u%n", &uid, &gid, &pid, &used) == 3 &&
        at[used] == '\0')
        peer = (struct endpoint_peer){true, uid, gid, pid};
    return peer;
}
