/*
 * tm.c - build a `tm` message packet by packet, and read its cells safely.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/tm.h"

#include <assert.h>
#include <stdlib.h>

#include "common/xalloc.h"

enum err
tm_view_init(struct tm_view *view, const struct msg_tm *tm, size_t n_items)
{
    *view = (struct tm_view){.tm = tm};
    bool has_items = tm->items.len > 0;
    size_t n = has_items ? tm->items.len / 4 : n_items;
    if (tm->items.len % 4 != 0 || n > MSG_BYTES_MAX)
        return ERR_FORMAT;
    /* No column is longer than a message, so count is small once one fits. */
    if (tm->count < 1 || tm->count > MSG_BYTES_MAX / 8)
        return ERR_FORMAT;
    size_t count = (size_t)tm->count, cells = count * n;
    if (tm->generation.len != 8 * count || tm->reception.len != 8 * count ||
        tm->serial.len != 8 * count)
        return ERR_FORMAT;
    if (tm->raw.len != 8 * cells || tm->eng.len != 8 * cells)
        return ERR_FORMAT;
    if (tm->quality.len != 0 && tm->quality.len != cells)
        return ERR_FORMAT;
    view->count = count;
    view->n = n;
    view->has_items = has_items;
    view->has_quality = tm->quality.len > 0;
    return ERR_OK;
}

static void
copy_row(
    const struct tm_view *v, const uint8_t *column, size_t i, uint64_t *out)
{
    if (v->n == 0)
        return;
    memcpy(out, column + 8 * i * v->n, 8 * v->n);
    for (size_t k = 0; k < v->n; k++) /* nothing on a little-endian machine */
        out[k] = le64toh(out[k]);
}

void
tm_raw_row(const struct tm_view *v, size_t i, uint64_t *out)
{
    copy_row(v, v->tm->raw.p, i, out);
}

void
tm_eng_row(const struct tm_view *v, size_t i, uint64_t *out)
{
    copy_row(v, v->tm->eng.p, i, out);
}

bool
tm_span(const struct tm_view *v, uint64_t cell, const uint8_t **p, size_t *len)
{
    uint64_t offset = cell >> 32, n = cell & UINT32_MAX;
    bool is_inside = offset <= v->tm->blob.len && n <= v->tm->blob.len - offset;
    *p = is_inside && n > 0 ? v->tm->blob.p + offset : (const uint8_t *)"";
    *len = is_inside ? (size_t)n : 0;
    return is_inside;
}

/* ---- building -------------------------------------------------------------
 */

struct column {
    uint8_t *p; /* owned */
    size_t len, cap;
};

struct tm_builder {
    struct tm_batch batch; /* its arrays are not looked at again */
    uint8_t *kinds;        /* owned: n raw, then n eng */
    size_t kinds_cap;
    bool has_spans; /* some column holds strings or binaries */
    size_t count;
    bool has_quality;
    struct column generation, reception, serial, item, raw, eng, quality, blob;
};

struct tm_builder *
tm_builder_new(void)
{
    return xcalloc(1, sizeof(struct tm_builder));
}

void
tm_builder_free(struct tm_builder **builder)
{
    struct tm_builder *b = *builder;
    *builder = NULL;
    if (b == NULL)
        return;
    struct column *const all[] = {&b->generation, &b->reception, &b->serial,
        &b->item, &b->raw, &b->eng, &b->quality, &b->blob};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]->p);
    free(b->kinds);
    free(b);
}

static void
grow(struct column *c, size_t len)
{
    c->cap = c->len + len > 2 * c->cap ? c->len + len : 2 * c->cap;
    c->p = xreallocarray(c->p, c->cap, 1);
}

/* Room for `len` more bytes, returned; they belong to the column now. */
static inline uint8_t *
extend(struct column *c, size_t len)
{
    if (len > c->cap - c->len)
        grow(c, len);
    uint8_t *at = c->p + c->len;
    c->len += len;
    return at;
}

static inline void
put_cell(struct column *c, uint64_t v)
{
    v = htole64(v);
    memcpy(extend(c, sizeof v), &v, sizeof v);
}

static bool
is_span(uint8_t kind)
{
    return kind == TM_KIND_STRING || kind == TM_KIND_BINARY;
}

void
tm_builder_begin(struct tm_builder *b, const struct tm_batch *batch)
{
    b->batch = *batch;
    b->count = 0;
    b->has_quality = false;
    struct column *const all[] = {&b->generation, &b->reception, &b->serial,
        &b->item, &b->raw, &b->eng, &b->quality, &b->blob};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i]->len = 0;
    for (size_t k = 0; batch->items != NULL && k < batch->n; k++) {
        uint32_t item = htole32(batch->items[k]);
        memcpy(extend(&b->item, sizeof item), &item, sizeof item);
    }
    b->has_spans = false;
    if (batch->raw_kinds == NULL || batch->eng_kinds == NULL || batch->n == 0)
        return;
    if (2 * batch->n > b->kinds_cap) {
        b->kinds_cap = 2 * batch->n;
        b->kinds = xreallocarray(b->kinds, b->kinds_cap, 1);
    }
    memcpy(b->kinds, batch->raw_kinds, batch->n);
    memcpy(b->kinds + batch->n, batch->eng_kinds, batch->n);
    for (size_t k = 0; k < 2 * batch->n && !b->has_spans; k++)
        b->has_spans = is_span(b->kinds[k]);
}

/* Cells of a row; spans move by `base`, the blob bytes before this packet. */
static inline void
put_row(struct column *c, const uint64_t *cell, size_t n, const uint8_t *kind,
    size_t base)
{
    if (n == 0)
        return;
    uint8_t *at = extend(c, 8 * n);
#if __BYTE_ORDER == __LITTLE_ENDIAN
    memcpy(at, cell, 8 * n);
    if (kind == NULL || base == 0)
        return;
#endif
    for (size_t k = 0; k < n; k++) {
        uint64_t v = cell[k];
        if (kind != NULL && is_span(kind[k]))
            v += (uint64_t)base << 32;
        v = htole64(v);
        memcpy(at + 8 * k, &v, sizeof v);
    }
}

static void
put_quality(struct tm_builder *b, const uint8_t *quality)
{
    size_t n = b->batch.n;
    if (quality != NULL && !b->has_quality) { /* those before were good */
        size_t before = b->count * n;
        b->has_quality = true;
        if (before > 0)
            memset(extend(&b->quality, before), 0, before);
    }
    if (!b->has_quality || n == 0)
        return;
    uint8_t *at = extend(&b->quality, n);
    if (quality != NULL)
        memcpy(at, quality, n);
    else
        memset(at, 0, n);
}

/* Bytes of the message with one more packet, generously. */
static size_t
size_with(const struct tm_builder *b, const struct tm_packet *packet)
{
    size_t a_packet = 3 * 8 + b->batch.n * (8 + 8 + 1);
    return 1024 + b->item.len + a_packet * (b->count + 1) + b->blob.len +
           packet->blob_len;
}

enum err
tm_builder_add(struct tm_builder *b, const struct tm_packet *packet)
{
    if (size_with(b, packet) > MSG_BYTES_MAX)
        return b->count == 0 ? ERR_LIMIT : ERR_AGAIN;
    size_t n = b->batch.n, base = b->blob.len;
    put_cell(&b->generation, (uint64_t)packet->generation.ns);
    put_cell(&b->reception, (uint64_t)packet->reception.ns);
    put_cell(&b->serial, packet->serial);
    put_row(&b->raw, packet->raw, n, b->has_spans ? b->kinds : NULL, base);
    put_row(&b->eng, packet->eng, n, b->has_spans ? b->kinds + n : NULL, base);
    put_quality(b, packet->quality);
    if (packet->blob_len > 0)
        memcpy(
            extend(&b->blob, packet->blob_len), packet->blob, packet->blob_len);
    b->count++;
    return ERR_OK;
}

size_t
tm_builder_count(const struct tm_builder *b)
{
    return b->count;
}

bool
tm_builder_is_full(const struct tm_builder *b)
{
    return b->raw.len + b->eng.len + b->quality.len + b->blob.len +
               3 * b->serial.len >=
           TM_BATCH_BYTES;
}

static struct msg_bin
column_bin(const struct column *c)
{
    return (struct msg_bin){.p = c->p, .len = c->len};
}

void
tm_builder_message(const struct tm_builder *b, struct msg *msg)
{
    assert(b->count >= 1);
    msg->envelope.type = MSG_TM;
    msg->u.tm = (struct msg_tm){
        .mdb_hash = b->batch.mdb_hash,
        .container = b->batch.container,
        .link = msg_str(b->batch.link),
        .apid = b->batch.apid,
        .mode = (uint64_t)b->batch.mode,
        .count = b->count,
        .generation = column_bin(&b->generation),
        .reception = column_bin(&b->reception),
        .serial = column_bin(&b->serial),
        .items = column_bin(&b->item),
        .raw = column_bin(&b->raw),
        .eng = column_bin(&b->eng),
        .quality = column_bin(&b->quality),
        .blob = column_bin(&b->blob),
    };
}
