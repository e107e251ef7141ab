/*
 * msg.c - the messages of messages.def to bytes and back.
 *
 * Each field kind has one function to size, one to pack and one to unpack it;
 * messages.def strings them together for each message.  msgpack-c packs;
 * reading is by wire.h, which never believes a length before it is checked,
 * and needs no allocation but for the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/msg.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <msgpack.h>

#include "bus/wire.h"
#include "common/str.h"
#include "common/xalloc.h"

#define ENVELOPE_FIELDS 7

/* ---- the list of messages -------------------------------------------------
 */

static const struct row {
    const char *name;
    uint8_t version;
    uint8_t fields; /* without the envelope */
} rows[] = {
#define F(kind, field) +1
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    [number] = {#name, version, 0 FIELDS},
#include "bus/messages.def"
#undef MESSAGE
#undef F
};

static const struct row *
row_of(uint64_t type)
{
    return type < sizeof rows / sizeof *rows && rows[type].name != NULL
               ? &rows[type]
               : NULL;
}

const char *
msg_type_str(unsigned type)
{
    const struct row *row = row_of(type);
    return row != NULL ? row->name : NULL;
}

const char *
packet_status_str(enum packet_status s)
{
    static const char *const text[PACKET_STATUS_COUNT] = {
        [PACKET_DECODED] = "decoded",
        [PACKET_UNKNOWN] = "unknown",
        [PACKET_TOO_SHORT] = "too short",
        [PACKET_BAD_SIZE] = "bad size",
        [PACKET_IDLE] = "idle",
        [PACKET_BAD_LENGTH] = "bad length",
        [PACKET_BAD_VERSION] = "bad version",
        [PACKET_SEGMENT] = "segment",
    };
    return (unsigned)s < PACKET_STATUS_COUNT ? text[s] : "?";
}

/* ---- text -----------------------------------------------------------------
 */

/* Nearly all text is printable ASCII: eight bytes at a time. */
static bool
is_plain_ascii(const uint8_t *s, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t wrong = 0;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t v;
        memcpy(&v, s + i, sizeof v);
        /* below 0x20 borrows into the high bit, 0x7f carries into it */
        wrong |= ((v - ones * 0x20) | (v + ones) | v) & high;
    }
    for (; i < len; i++)
        wrong |= s[i] < 0x20 || s[i] > 0x7e;
    return wrong == 0;
}

static bool
is_clean(const void *s, size_t len)
{
    return is_plain_ascii(s, len) || str_is_clean(s, len);
}

bool
msg_topic_is_valid(const void *topic, size_t len)
{
    return len >= 1 && len <= MSG_TOPIC_MAX && is_clean(topic, len);
}

struct msg_str
msg_str(const char *s)
{
    return (struct msg_str){.s = s != NULL ? s : "", .len = s ? strlen(s) : 0};
}

bool
msg_str_eq(struct msg_str a, const char *b)
{
    return strlen(b) == a.len && (a.len == 0 || memcmp(a.s, b, a.len) == 0);
}

char *
msg_str_copy(char *dst, size_t size, struct msg_str s)
{
    assert(size > 0);
    size_t n = s.len < size - 1 ? s.len : size - 1;
    if (n < s.len) /* not in the middle of a character */
        while (n > 0 && ((unsigned char)s.s[n] & 0xc0) == 0x80)
            n--;
    if (n > 0)
        memcpy(dst, s.s, n);
    dst[n] = '\0';
    return dst;
}

/* ---- sizes ----------------------------------------------------------------
 */

static size_t
size_U64(const uint64_t *v)
{
    return *v < 0x80          ? 1
           : *v <= 0xff       ? 2
           : *v <= 0xffff     ? 3
           : *v <= 0xffffffff ? 5
                              : 9;
}

static size_t
size_I64(const int64_t *v)
{
    uint64_t u = (uint64_t)*v;
    if (*v >= 0)
        return size_U64(&u);
    return *v >= -32         ? 1
           : *v >= INT8_MIN  ? 2
           : *v >= INT16_MIN ? 3
           : *v >= INT32_MIN ? 5
                             : 9;
}

static size_t
size_F64(const double *v)
{
    (void)v;
    return 9;
}

static size_t
size_BOOL(const bool *v)
{
    (void)v;
    return 1;
}

static size_t
size_TIME(const struct utc *v)
{
    return utc_is_none(*v) ? 1 : size_I64(&v->ns);
}

static size_t
size_STR(const struct msg_str *v)
{
    return v->len + (v->len < 32           ? 1
                        : v->len <= 0xff   ? 2
                        : v->len <= 0xffff ? 3
                                           : 5);
}

static size_t
size_BIN(const struct msg_bin *v)
{
    return v->len + (v->len <= 0xff ? 2 : v->len <= 0xffff ? 3 : 5);
}

static size_t
size_array(size_t n)
{
    return n < 16 ? 1 : n <= 0xffff ? 3 : 5;
}

static size_t
size_STRV(const struct msg_strv *v)
{
    size_t size = size_array(v->n);
    for (size_t i = 0; i < v->n; i++)
        size += size_STR(&v->v[i]);
    return size;
}

static size_t
size_U64V(const struct msg_u64v *v)
{
    size_t size = size_array(v->n);
    for (size_t i = 0; i < v->n; i++)
        size += size_U64(&v->v[i]);
    return size;
}

static size_t
size_envelope(const struct msg_envelope *e, const struct row *row)
{
    uint64_t type = (uint64_t)e->type, version = row->version;
    struct utc mono = {e->mono.ns};
    return size_array((size_t)ENVELOPE_FIELDS + row->fields) + size_U64(&type) +
           size_U64(&version) + size_STR(&e->source) + size_STR(&e->instance) +
           size_U64(&e->sequence) + size_TIME(&mono) + size_TIME(&e->utc);
}

#define F(kind, field) +size_##kind(&m->field)
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    static size_t size_of_##name(const struct msg_##name *m)                   \
    {                                                                          \
        return 0 FIELDS;                                                       \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F

size_t
msg_packed_size(const struct msg *msg)
{
    const struct row *row = row_of((uint64_t)msg->envelope.type);
    assert(row != NULL);
    size_t size = size_envelope(&msg->envelope, row);
    switch (msg->envelope.type) {
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME:                                                           \
        return size + size_of_##name(&msg->u.name);
#include "bus/messages.def"
#undef MESSAGE
    }
    return size;
}

/* ---- pack -----------------------------------------------------------------
 */

struct sink {
    uint8_t *p, *end;
};

/* The sizes above were added up first, so this always fits. */
static inline int
put(void *data, const char *bytes, size_t len)
{
    struct sink *sink = data;
    assert(len <= (size_t)(sink->end - sink->p));
    memcpy(sink->p, bytes, len);
    sink->p += len;
    return 0;
}

static inline void
pack_U64(msgpack_packer *pk, const uint64_t *v)
{
    msgpack_pack_uint64(pk, *v);
}

static inline void
pack_I64(msgpack_packer *pk, const int64_t *v)
{
    msgpack_pack_int64(pk, *v);
}

static inline void
pack_F64(msgpack_packer *pk, const double *v)
{
    msgpack_pack_double(pk, *v);
}

static inline void
pack_BOOL(msgpack_packer *pk, const bool *v)
{
    if (*v)
        msgpack_pack_true(pk);
    else
        msgpack_pack_false(pk);
}

static inline void
pack_TIME(msgpack_packer *pk, const struct utc *v)
{
    if (utc_is_none(*v))
        msgpack_pack_nil(pk);
    else
        msgpack_pack_int64(pk, v->ns);
}

static inline void
pack_STR(msgpack_packer *pk, const struct msg_str *v)
{
    msgpack_pack_str(pk, v->len);
    if (v->len > 0)
        msgpack_pack_str_body(pk, v->s, v->len);
}

static inline void
pack_BIN(msgpack_packer *pk, const struct msg_bin *v)
{
    msgpack_pack_bin(pk, v->len);
    if (v->len > 0)
        msgpack_pack_bin_body(pk, v->p, v->len);
}

static void
pack_STRV(msgpack_packer *pk, const struct msg_strv *v)
{
    msgpack_pack_array(pk, v->n);
    for (size_t i = 0; i < v->n; i++)
        pack_STR(pk, &v->v[i]);
}

static void
pack_U64V(msgpack_packer *pk, const struct msg_u64v *v)
{
    msgpack_pack_array(pk, v->n);
    for (size_t i = 0; i < v->n; i++)
        pack_U64(pk, &v->v[i]);
}

static void
pack_envelope(msgpack_packer *pk, const struct msg_envelope *e)
{
    const struct row *row = row_of((uint64_t)e->type);
    assert(row != NULL);
    struct utc mono = {e->mono.ns};
    msgpack_pack_array(pk, (size_t)ENVELOPE_FIELDS + row->fields);
    msgpack_pack_uint64(pk, (uint64_t)e->type);
    msgpack_pack_uint64(pk, row->version);
    pack_STR(pk, &e->source);
    pack_STR(pk, &e->instance);
    pack_U64(pk, &e->sequence);
    pack_TIME(pk, &mono);
    pack_TIME(pk, &e->utc);
}

#define F(kind, field) pack_##kind(pk, &m->field);
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    static void pack_##name(msgpack_packer *pk, const struct msg_##name *m)    \
    {                                                                          \
        FIELDS                                                                 \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F

void
msg_pack_into(const struct msg *msg, uint8_t *p, size_t size)
{
    struct sink sink = {.p = p, .end = p + size};
    msgpack_packer pk;
    msgpack_packer_init(&pk, &sink, put);
    pack_envelope(&pk, &msg->envelope);
    switch (msg->envelope.type) {
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME:                                                           \
        pack_##name(&pk, &msg->u.name);                                        \
        break;
#include "bus/messages.def"
#undef MESSAGE
    }
    assert(sink.p == sink.end);
}

enum err
msg_pack(const struct msg *msg, struct msg_buffer *out)
{
    size_t size = msg_packed_size(msg);
    out->len = 0;
    if (size > MSG_BYTES_MAX)
        return ERR_LIMIT;
    if (size > out->cap) {
        out->p = xreallocarray(out->p, size, 1);
        out->cap = size;
    }
    msg_pack_into(msg, out->p, size);
    out->len = size;
    return ERR_OK;
}

/* ---- unpack ---------------------------------------------------------------
 */

struct block { /* of vector elements; chained at msg->memory */
    struct block *next;
};

struct source {
    struct wire wire;
    struct msg *msg;
};

static void
refuse(struct source *s)
{
    s->wire.is_bad = true;
}

static void *
block_alloc(struct source *s, size_t n, size_t size)
{
    struct block *block = xcalloc(1, sizeof *block + n * size);
    block->next = s->msg->memory;
    s->msg->memory = block;
    return block + 1;
}

static void
get_U64(struct source *s, uint64_t *v)
{
    struct wire_item item = wire_next(&s->wire);
    *v = item.kind == WIRE_UINT ? item.v.u : 0;
    if (item.kind != WIRE_UINT)
        refuse(s);
}

static void
get_I64(struct source *s, int64_t *v)
{
    struct wire_item item = wire_next(&s->wire);
    bool is_ok = item.kind == WIRE_INT ||
                 (item.kind == WIRE_UINT && item.v.u <= INT64_MAX);
    *v = is_ok ? item.v.i : 0;
    if (!is_ok)
        refuse(s);
}

static void
get_F64(struct source *s, double *v)
{
    struct wire_item item = wire_next(&s->wire);
    *v = item.kind == WIRE_FLOAT ? item.v.f : 0;
    if (item.kind != WIRE_FLOAT)
        refuse(s);
}

static void
get_BOOL(struct source *s, bool *v)
{
    struct wire_item item = wire_next(&s->wire);
    *v = item.kind == WIRE_BOOL && item.v.u != 0;
    if (item.kind != WIRE_BOOL)
        refuse(s);
}

static void
get_TIME(struct source *s, struct utc *v)
{
    struct wire ahead = s->wire;
    if (wire_next(&ahead).kind == WIRE_NIL) {
        s->wire = ahead;
        *v = UTC_NONE;
        return;
    }
    get_I64(s, &v->ns);
    if (utc_is_none(*v)) /* nil is the one way to say it */
        refuse(s);
}

static void
get_STR(struct source *s, struct msg_str *v)
{
    struct wire_item item = wire_next(&s->wire);
    if (item.kind != WIRE_STR || !is_clean(item.v.p, item.len)) {
        refuse(s);
        *v = msg_str("");
        return;
    }
    *v = (struct msg_str){.s = (const char *)item.v.p, .len = item.len};
}

static void
get_BIN(struct source *s, struct msg_bin *v)
{
    struct wire_item item = wire_next(&s->wire);
    if (item.kind != WIRE_BIN) {
        refuse(s);
        *v = (struct msg_bin){0};
        return;
    }
    *v = (struct msg_bin){.p = item.v.p, .len = item.len};
}

/* The length of an array; 0 (and bad) when it is none or too long. */
static size_t
get_head(struct source *s)
{
    struct wire_item item = wire_next(&s->wire);
    if (item.kind == WIRE_ARRAY && item.len <= MSG_STRV_MAX)
        return item.len;
    refuse(s);
    return 0;
}

static void
get_STRV(struct source *s, struct msg_strv *v)
{
    size_t n = get_head(s);
    struct msg_str *to = n > 0 ? block_alloc(s, n, sizeof *to) : NULL;
    for (size_t i = 0; i < n && !s->wire.is_bad; i++)
        get_STR(s, &to[i]);
    *v = (struct msg_strv){.v = to, .n = n};
}

static void
get_U64V(struct source *s, struct msg_u64v *v)
{
    size_t n = get_head(s);
    uint64_t *to = n > 0 ? block_alloc(s, n, sizeof *to) : NULL;
    for (size_t i = 0; i < n && !s->wire.is_bad; i++)
        get_U64(s, &to[i]);
    *v = (struct msg_u64v){.v = to, .n = n};
}

static bool
is_name(struct msg_str s)
{
    return s.len >= 1 && s.len <= MSG_NAME_MAX;
}

/* The seven elements before the fields; returns the number of fields. */
static size_t
get_envelope(struct source *s, struct msg_envelope *e, uint64_t *version)
{
    struct wire_item head = wire_next(&s->wire);
    if (head.kind != WIRE_ARRAY || head.len < ENVELOPE_FIELDS) {
        refuse(s);
        return 0;
    }
    uint64_t type;
    get_U64(s, &type);
    get_U64(s, version);
    get_STR(s, &e->source);
    get_STR(s, &e->instance);
    get_U64(s, &e->sequence);
    get_I64(s, &e->mono.ns);
    get_I64(s, &e->utc.ns);
    bool has_stamps = e->mono.ns != INT64_MIN && !utc_is_none(e->utc);
    if (type > UINT8_MAX || !has_stamps || !is_name(e->source) ||
        !is_name(e->instance))
        refuse(s);
    e->type = (enum msg_type)(type & UINT8_MAX);
    return head.len - ENVELOPE_FIELDS;
}

#define F(kind, field) get_##kind(s, &m->field);
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    static void get_##name(struct source *s, struct msg_##name *m)             \
    {                                                                          \
        FIELDS                                                                 \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F

static void
get_fields(struct source *s)
{
    switch (s->msg->envelope.type) {
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME:                                                           \
        get_##name(s, &s->msg->u.name);                                        \
        break;
#include "bus/messages.def"
#undef MESSAGE
    }
}

enum err
msg_unpack(const void *data, size_t len, struct msg *msg)
{
    msg->memory = NULL;
    if (len > MSG_BYTES_MAX)
        return ERR_LIMIT;
    struct source s = {.wire = wire_init(data, len), .msg = msg};
    uint64_t version;
    size_t n = get_envelope(&s, &msg->envelope, &version);
    if (s.wire.is_bad)
        return ERR_FORMAT;
    const struct row *row = row_of((uint64_t)msg->envelope.type);
    if (row == NULL)
        return ERR_NOTFOUND;
    if (version != row->version)
        return ERR_VERSION;
    if (n != row->fields)
        return ERR_FORMAT;
    get_fields(&s);
    if (!s.wire.is_bad && s.wire.p == s.wire.end)
        return ERR_OK;
    msg_fini(msg);
    return ERR_FORMAT;
}

void
msg_fini(struct msg *msg)
{
    for (struct block *block = msg->memory; block != NULL;) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    msg->memory = NULL;
}

enum err
msg_scan(const void *data, size_t len, struct msg_envelope *envelope,
    uint64_t *version)
{
    if (len > MSG_BYTES_MAX)
        return ERR_LIMIT;
    enum err e = wire_scan(data, len, MSG_NESTING);
    if (e != ERR_OK)
        return e;
    struct source s = {.wire = wire_init(data, len)};
    (void)get_envelope(&s, envelope, version);
    return s.wire.is_bad ? ERR_FORMAT : ERR_OK;
}
