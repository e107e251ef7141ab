/*
 * msg.h - the messages of messages.def as plain structs, and their wire form.
 *
 * A message is two ZeroMQ frames: the topic, and one msgpack array whose
 * elements are
 *
 *   type, version, source, instance, sequence, monotonic ns, UTC ns, fields…
 *
 * The sequence counts the messages of one source on one topic, from 0 at the
 * start of the source: a subscriber to some topics can still see each gap.
 *
 * Unpacked strings and binaries are borrowed from the frame they came in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_MSG_H
#define BUS_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"

#define MSG_TOPIC_MAX 255           /* bytes */
#define MSG_BYTES_MAX (1024 * 1024) /* of the msgpack frame */
#define MSG_STRV_MAX  65536         /* elements of STRV and U64V */
#define MSG_NESTING   2             /* the array, and arrays in it */
#define MSG_NAME_MAX  64            /* source and instance, bytes */

struct msg_str { /* UTF-8, not NUL-terminated; borrowed */
    const char *s;
    size_t len;
};
struct msg_bin { /* borrowed */
    const uint8_t *p;
    size_t len;
};
struct msg_strv {
    const struct msg_str *v; /* unpacked: owned by the struct msg */
    size_t n;
};
struct msg_u64v {
    const uint64_t *v; /* unpacked: owned by the struct msg */
    size_t n;
};

/* Realtime, dumped and replayed data keep separate state downstream. */
enum tm_mode {
    TM_REALTIME = 0,
    TM_DUMP = 1,
    TM_REPLAY = 2
};

/* What the frontend found out about a packet; numbers travel on the bus. */
enum packet_status {
    PACKET_DECODED = 0,
    PACKET_UNKNOWN = 1,     /* no container, or only abstract ones */
    PACKET_TOO_SHORT = 2,   /* shorter than its container */
    PACKET_BAD_SIZE = 3,    /* a size field in it lies */
    PACKET_IDLE = 4,        /* APID 2047 */
    PACKET_BAD_LENGTH = 5,  /* primary header's length does not fit */
    PACKET_BAD_VERSION = 6, /* not version 0 */
    PACKET_SEGMENT = 7,     /* part of a segmented packet: not decoded alone */
    PACKET_STATUS_COUNT
};
const char *packet_status_str(enum packet_status s);

/* Marks with which a subscriber joins a snapshot and the live stream. */
enum sync_phase {
    SYNC_BEGIN = 0, /* the subscriptions made before the token's are active */
    SYNC_END = 1    /* the snapshot asked for with this token is complete */
};

enum msg_type {
#define MESSAGE(number, NAME, name, version, FIELDS) MSG_##NAME = number,
#include "bus/messages.def"
#undef MESSAGE
};

#define MSG_C_U64     uint64_t
#define MSG_C_I64     int64_t
#define MSG_C_F64     double
#define MSG_C_BOOL    bool
#define MSG_C_STR     struct msg_str
#define MSG_C_BIN     struct msg_bin
#define MSG_C_TIME    struct utc
#define MSG_C_STRV    struct msg_strv
#define MSG_C_U64V    struct msg_u64v
#define F(kind, name) MSG_C_##kind name;
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    struct msg_##name {                                                        \
        FIELDS                                                                 \
    };
#include "bus/messages.def"
#undef MESSAGE
#undef F

struct msg_envelope {
    enum msg_type type;
    struct msg_str source;   /* "frontend" */
    struct msg_str instance; /* "sim" */
    uint64_t sequence;       /* of this source on this topic */
    struct mono mono;        /* of the sender's machine */
    struct utc utc;
};

struct msg {
    struct msg_envelope envelope;
    union {
#define MESSAGE(number, NAME, name, version, FIELDS) struct msg_##name name;
#include "bus/messages.def"
#undef MESSAGE
    } u;
    void *memory; /* of the vectors when unpacked; msg_fini() */
};

/*
 * Pack into `out` (owned by the caller, grown as needed, *len is set).
 * Fails with ERR_LIMIT over MSG_BYTES_MAX; strings are cut at nothing.
 */
struct msg_buffer {
    uint8_t *p; /* owned; free() */
    size_t len, cap;
};
NODISCARD enum err msg_pack(const struct msg *msg, struct msg_buffer *out);

/* The same in two steps, into exactly msg_packed_size() bytes at `p`. */
size_t msg_packed_size(const struct msg *msg);
void msg_pack_into(const struct msg *msg, uint8_t *p, size_t size);

/*
 * Unpack `len` bytes.  Lengths and nesting are scanned before msgpack touches
 * them; a wrong type, version, field count, field kind, trailing byte or
 * string that is not clean UTF-8 is refused whole.  ERR_FORMAT, ERR_VERSION
 * (known type, other version; also ERR_NOTFOUND for an unknown type),
 * ERR_LIMIT.  On success release with msg_fini().
 */
NODISCARD enum err msg_unpack(const void *data, size_t len, struct msg *msg);
void msg_fini(struct msg *msg);

/*
 * Check a whole frame without unpacking its fields: bounds, nesting, a known
 * type is not needed.  Fills *envelope (borrowed strings) and *version.
 * ERR_FORMAT, ERR_LIMIT.  What a hub needs to forward a message.
 */
NODISCARD enum err msg_scan(const void *data, size_t len,
    struct msg_envelope *envelope, uint64_t *version);

/* A topic is 1 to MSG_TOPIC_MAX bytes of clean UTF-8. */
bool msg_topic_is_valid(const void *topic, size_t len);

/* From C strings and back. */
struct msg_str msg_str(const char *s); /* borrowed; NULL gives "" */
bool msg_str_eq(struct msg_str a, const char *b);
/* Copies into `dst` (always NUL-terminated, cut to fit); returns dst. */
char *msg_str_copy(char *dst, size_t size, struct msg_str s);

/* "heartbeat" for MSG_HEARTBEAT, NULL for an unknown type. */
const char *msg_type_str(unsigned type);

/* One JSON object a line for `columba watch --messages` and debugging. */
char *msg_json(const char *topic, const struct msg *msg);

#endif
