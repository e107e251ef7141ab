/*
 * link.h - one way for packets to come in, or to go out: a socket, a line, a
 * file.
 *
 * A link is a small state machine over at most LINK_FDS descriptors and one
 * timer.  It knows no loop and no clock: its owner polls what link_poll()
 * names, calls link_ready() for what became ready and link_due() when
 * link_wake() has come.  Nothing here blocks.  What arrives goes to the sink;
 * so does each change of state.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_LINK_H
#define FRONTEND_LINK_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/moment.h"
#include "common/time.h"
#include "mdb/packets.h"
#include "mission/mission.h"

#define LINK_FDS          3     /* most descriptors of one link */
#define LINK_CHUNK        65536 /* bytes of one read */
#define LINK_READS        64    /* reads of one link in one turn */
#define LINK_NEVER        ((struct mono){INT64_MAX})
#define LINK_RETRY_MIN_NS (100 * NS_PER_MS)
#define LINK_RETRY_MAX_NS (1500 * NS_PER_MS)

enum link_state {
    LINK_DISABLED,   /* a person or the mission switched it off */
    LINK_CONNECTING, /* enabled, and nothing there since */
    LINK_UP,         /* a connection, an open line, or a first datagram */
    LINK_DOWN,       /* was up, and is tried again */
    LINK_ENDED,      /* a file was read to its end */
    LINK_FAULT,      /* cannot be opened here; is tried again */
    LINK_STATE_COUNT
};
const char *link_state_str(enum link_state state); /* "disabled" … */

/* Where a link delivers. */
struct link_sink {
    void *arg;
    /* A stream begins: what is left of an earlier one will not go on.  When
       `is_anew`, sequence counts begin anew too (a recording is repeated). */
    void (*begin)(void *arg, bool is_anew);
    /* `len` bytes as they came; a datagram is whole and ends a packet. */
    void (*bytes)(void *arg, const uint8_t *p, size_t len, bool is_datagram,
        struct moment now);
    /* A packet, or what is wrong, from a link that finds packets itself. */
    void (*item)(void *arg, enum packets_event event,
        const struct packets_item *item, struct moment now);
    /* link->state, link->detail or link->connects changed. */
    void (*state)(void *arg);
    /* Generation time of a packet, to play a file as recorded; or UTC_NONE. */
    struct utc (*packet_time)(void *arg, const uint8_t *packet, size_t len);
    /* Can the chain take more now?  Asked by links that can wait: files that
       are read as fast as possible. */
    bool (*has_room)(void *arg);
    /* Links that are written to: the descriptor is ready, and the class has not
       looked at it yet.  NULL for others. */
    void (*ready)(void *arg, struct moment now);
};

struct link;

struct link_class {
    const char *kind;                               /* "udp" */
    void *(*open)(const struct mission_link *conf); /* private state */
    void (*start)(struct link *link, struct moment now);
    void (*stop)(struct link *link); /* closes everything; may start again */
    size_t (*poll)(const struct link *link, struct pollfd fd[LINK_FDS]);
    void (*ready)(
        struct link *link, const struct pollfd *fd, struct moment now);
    void (*due)(struct link *link, struct moment now);
    void (*close)(void *state); /* after stop */
    /* What is written to, or -1 while there is nothing; NULL: only receives. */
    int (*out)(const struct link *link);
};

extern const struct link_class link_udp, link_tcp, link_tcp_server, link_serial,
    link_file;
extern const struct link_class link_out_udp, link_out_file; /* only send */

struct link {
    const struct link_class *class;
    const struct mission_link *conf; /* borrowed */
    struct link_sink sink;
    enum link_state state;
    char address[128]; /* "127.0.0.1:10015", "/dev/ttyS0" */
    char detail[160];  /* why it is in this state, one line */
    struct mono wake;  /* when link_due() wants to be called */
    int64_t retry_ns;  /* the next pause before a new attempt */
    uint64_t connects; /* how often it came up */
    uint64_t lost;     /* datagrams the kernel dropped for lack of room */
    bool wants_out;    /* sink.ready() is to be called when one can write */
    void *own;         /* the class' state */
};

/* `conf` must outlive the link, which begins disabled. */
struct link *link_new(
    const struct mission_link *conf, const struct link_sink *sink);
/* The same, to write to: of `class`, or what its type says (NULL). */
struct link *link_new_of(const struct link_class *class,
    const struct mission_link *conf, const struct link_sink *sink);
void link_free(struct link **link);

/* The descriptor to write to, or -1: the link is not up. */
int link_out(const struct link *link);

/* Give up the connection that is there; it is tried again. */
void link_reset(struct link *link, const char *why, struct moment now);

void link_enable(struct link *link, struct moment now);
void link_disable(struct link *link);
bool link_is_enabled(const struct link *link);

/* Fill `fd` with what to wait for; returns how many, 0 .. LINK_FDS. */
size_t link_poll(const struct link *link, struct pollfd fd[LINK_FDS]);
void link_ready(struct link *link, const struct pollfd *fd, struct moment now);
struct mono link_wake(const struct link *link);
void link_due(struct link *link, struct moment now); /* no-op before then */

/* ---- for the classes ----------------------------------------------------- */

/* Set state and detail (a format), and tell the sink when they changed. */
void link_set(struct link *link, enum link_state state, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The address of a network link, with the port it really has. */
void link_address(struct link *link, uint16_t port);

/* Come up: counts the connect, restores the short pause at first data. */
void link_set_up(struct link *link, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Hand bytes to the sink; data is what makes a link trustworthy again. */
void link_deliver(struct link *link, const uint8_t *p, size_t len,
    bool is_datagram, struct moment now);

/* Wake after the current pause, and double it up to LINK_RETRY_MAX_NS. */
void link_retry(struct link *link, struct moment now);

#endif
