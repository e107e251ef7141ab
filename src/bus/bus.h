/*
 * bus.h - a process' connection to its instance: publish, subscribe, ask.
 *
 * Publishers connect to the hub's feed; subscribers to the hub's observe
 * endpoint.  A subscription first gets the newest cached message of each
 * topic below its prefix from the hub's snapshot service, then what is live,
 * each message once and in order of its topic.  Gaps are counted per topic,
 * reported through `gap`, and refilled from the cache.
 *
 * All endpoints live in the instance's directory (common/paths.h):
 *
 *   feed/hub        SUB side of the hub; processes connect PUB here
 *   observe/hub     PUB side of the hub; anybody in the group connects SUB
 *   observe/hub-cache     ROUTER: "snapshot PREFIX…"
 *   observe/<name>, operate/<name>   ROUTER of process <name>: questions
 *                         (whitelisted verbs), and requests that change things
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_BUS_H
#define BUS_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/loop.h"
#include "bus/msg.h"
#include "common/paths.h"

struct bus;

struct bus_config {
    const char *instance; /* "sim" */
    const char *source;   /* "frontend"; also names its heartbeat */
    uint64_t mdb_hash;    /* goes into the heartbeat; 0: none */
    bool publishes;       /* connect to the feed, send heartbeats and events */
    int send_hwm;         /* messages; 0: 10000 */
    int receive_hwm;      /* messages; 0: 10000 */
};

/*
 * Connect.  Works before the hub exists: ZeroMQ connects when it comes.  With
 * `publishes`, a heartbeat goes out each second from the loop's timer and
 * log_event() is published too.  ERR_LIMIT, ERR_DENIED, ERR_IO.
 */
NODISCARD enum err bus_open(
    struct bus_loop *loop, const struct bus_config *config, struct bus **out);
/* Not from a handler of this bus.  What is queued is flushed for at most 200 ms
 * when the loop is freed. */
void bus_close(struct bus **bus);

/* For the heartbeat: "starting", "ready", "stopping", and one line. */
void bus_state(struct bus *bus, const char *state, const char *detail);
void bus_detail(struct bus *bus, const char *detail); /* the line alone */
void bus_set_mdb_hash(struct bus *bus, uint64_t hash);

/*
 * Fill the envelope of `msg` and publish it.  Never blocks: without a hub, or
 * when the queue is full, the message is dropped and counted.
 */
void bus_publish(struct bus *bus, const char *topic, struct msg *msg);

typedef void (*bus_message_fn)(
    void *arg, const char *topic, const struct msg *msg);

/* Receive all topics that begin with `prefix` ("" for all). */
void bus_subscribe(
    struct bus *bus, const char *prefix, bus_message_fn fn, void *arg);
void bus_unsubscribe(struct bus *bus, const char *prefix);

/* `missed` messages of `topic` never arrived (a gap in its sequence). */
typedef void (*bus_gap_fn)(void *arg, const char *topic, uint64_t missed);
void bus_on_gap(struct bus *bus, bus_gap_fn fn, void *arg);

/* Has anything been heard from the hub in the last 3 s? */
bool bus_is_connected(const struct bus *bus);

/* Have all subscriptions had their first snapshot? */
bool bus_is_complete(const struct bus *bus);

struct bus_counters {
    uint64_t sent, dropped, received, refused, missed, bytes_received;
};
struct bus_counters bus_counters(const struct bus *bus);

/* ---- requests ------------------------------------------------------------ */

struct bus_peer { /* who asks, from the kernel (ipc), or unknown */
    bool is_known;
    uint32_t uid, gid, pid;
};

/*
 * Serve requests at <dir>/<name>.  `fn` fills `reply` (status, text, rows; the
 * strings are packed right after the call and must live until then).
 */
typedef void (*bus_request_fn)(void *arg, const struct bus_peer *peer,
    const struct msg_request *request, struct msg_reply *reply);
NODISCARD enum err bus_serve(struct bus *bus, enum paths_dir dir,
    const char *name, bus_request_fn fn, void *arg);

/*
 * Ask <dir>/<name>; `fn` is called once, with NULL when there was no answer in
 * `timeout_ns`.
 */
typedef void (*bus_reply_fn)(void *arg, const struct msg_reply *reply);
void bus_ask(struct bus *bus, enum paths_dir dir, const char *name,
    const char *verb, const char *const *args, size_t n_args,
    int64_t timeout_ns, bus_reply_fn fn, void *arg);

#endif
