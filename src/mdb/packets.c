/*
 * packets.c - a stream of bytes to CCSDS space packets.
 *
 * The bytes at hand are a view: the caller's own while nothing is left over
 * from before, else a copy of the rest with the new ones behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/packets.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define CHAIN 8 /* headers in a row that are believed without a known APID */

enum verdict {
    NO,
    YES,
    MORE,     /* depends on bytes that did not come yet */
    PAST_END, /* no: leads beyond the end of the stream */
};

struct packets {
    struct packets_options options;
    struct packets_counters counters;
    const uint8_t *view; /* borrowed, or `held` */
    size_t len, at;      /* of the view; `at` begins the foreign bytes */
    uint64_t offset;     /* of the view's first byte in the stream */
    uint8_t *held;       /* owned */
    size_t held_cap;
    bool is_ended, is_searching, is_given_up;
    bool knows_any;
    uint64_t known[CCSDS_APIDS / 64]; /* APIDs of packets delivered */
};

struct packets *
packets_new(const struct packets_options *options)
{
    struct packets *p = xcalloc(1, sizeof *p);
    p->options = *options;
    if (p->options.max_bytes == 0 || p->options.max_bytes > CCSDS_MAX_BYTES)
        p->options.max_bytes = CCSDS_MAX_BYTES;
    return p;
}

void
packets_free(struct packets **p)
{
    if (*p == NULL)
        return;
    free((*p)->held);
    free(*p);
    *p = NULL;
}

/* Make `held` the view, with the rest of the old view and `more` behind it. */
static void
hold(struct packets *p, const void *more, size_t more_len)
{
    size_t rest = p->len - p->at;
    if (rest + more_len > p->held_cap) {
        size_t cap = p->held_cap < 4096 ? 4096 : p->held_cap * 2;
        cap = cap < rest + more_len ? rest + more_len : cap;
        uint8_t *bigger = xreallocarray(NULL, cap, 1);
        memcpy(bigger, rest == 0 ? (const uint8_t *)"" : p->view + p->at, rest);
        free(p->held);
        p->held = bigger;
        p->held_cap = cap;
    } else if (rest > 0) {
        memmove(p->held, p->view + p->at, rest);
    }
    if (more_len > 0)
        memcpy(p->held + rest, more, more_len);
    p->offset += p->at;
    p->view = p->held;
    p->at = 0;
    p->len = rest + more_len;
}

void
packets_feed(struct packets *p, const void *data, size_t len)
{
    p->counters.bytes += len;
    if (p->at < p->len) {
        hold(p, data, len);
        return;
    }
    p->offset += p->len;
    p->view = data;
    p->at = 0;
    p->len = len;
}

void
packets_end(struct packets *p)
{
    p->is_ended = true;
}

void
packets_give_up(struct packets *p)
{
    p->is_given_up = p->at < p->len;
}

size_t
packets_pending(const struct packets *p)
{
    return p->len - p->at;
}

const struct packets_counters *
packets_counters(const struct packets *p)
{
    return &p->counters;
}

/* ---- what is believed ---------------------------------------------------- */

static bool
is_known(const struct packets *p, unsigned apid)
{
    return (p->known[apid / 64] >> apid % 64 & 1) != 0 ||
           apid == CCSDS_APID_IDLE;
}

static bool
is_sane(const struct packets *p, const struct ccsds_header *h)
{
    return h->version == 0 && h->len_bytes <= p->options.max_bytes;
}

/*
 * May a packet begin at `at` (foreign bytes first)?  Follows the lengths until
 * an APID is known (or is `also`), the stream ends just there, or CHAIN sane
 * headers stood in a row.
 */
static enum verdict
is_packet_at(const struct packets *p, size_t at, unsigned also)
{
    size_t skip = p->options.skip_bytes;
    for (int i = 0; i < CHAIN; i++) {
        size_t left = p->len - at;
        if (left == 0 && p->is_ended)
            return YES;
        if (left < skip + CCSDS_HEADER_BYTES)
            return p->is_ended ? PAST_END : MORE;
        struct ccsds_header h = ccsds_parse(p->view + at + skip);
        if (!is_sane(p, &h))
            return NO;
        if (h.apid == also || is_known(p, h.apid))
            return YES;
        if (left < skip + h.len_bytes)
            return p->is_ended ? PAST_END : MORE;
        at += skip + h.len_bytes;
    }
    return YES;
}

/*
 * While out of step: is there a packet at `at`, of an APID that is known if
 * any is, with another behind it?
 */
static enum verdict
is_step_at(const struct packets *p, size_t at)
{
    size_t skip = p->options.skip_bytes, left = p->len - at;
    if (left < skip + CCSDS_HEADER_BYTES)
        return p->is_ended ? NO : MORE;
    struct ccsds_header h = ccsds_parse(p->view + at + skip);
    if (!is_sane(p, &h) || (p->knows_any && !is_known(p, h.apid)))
        return NO;
    if (left < skip + h.len_bytes)
        return p->is_ended ? NO : MORE;
    enum verdict v = is_packet_at(p, at + skip + h.len_bytes, h.apid);
    return v == PAST_END ? NO : v;
}

/* Find the next step from `*at` on; YES (*at is there), MORE, or NO. */
static enum verdict
search(const struct packets *p, size_t *at)
{
    for (; *at < p->len; ++*at) {
        enum verdict v = is_step_at(p, *at);
        if (v != NO)
            return v;
    }
    return p->is_ended ? NO : MORE;
}

/* ---- events -------------------------------------------------------------- */

static void
fill(const struct packets *p, size_t len, struct packets_item *item)
{
    size_t skip = p->options.skip_bytes, left = p->len - p->at;
    const uint8_t *begin = p->view + p->at;
    bool has_skip = left >= skip;
    item->skipped = has_skip && skip > 0 ? begin : NULL;
    item->data = has_skip ? begin + skip : begin;
    item->len = len;
    item->offset = p->offset + p->at + (has_skip ? skip : 0);
    if (has_skip && left - skip >= CCSDS_HEADER_BYTES)
        item->header = ccsds_parse(item->data);
}

/* Bytes behind the foreign ones, all that is there. */
static size_t
rest_of(const struct packets *p)
{
    size_t left = p->len - p->at, skip = p->options.skip_bytes;
    return left > skip ? left - skip : 0;
}

/* Report a fault; the search begins behind this byte. */
static enum packets_event
lose_step(
    struct packets *p, enum packets_event event, struct packets_item *item)
{
    fill(p, rest_of(p), item);
    if (event == PACKETS_BAD_VERSION)
        p->counters.bad_version++;
    else
        p->counters.bad_length++;
    p->is_searching = true;
    p->at++;
    p->counters.lost_bytes++;
    return event;
}

/* Everything fed was used, or waits for more. */
static enum packets_event
need_more(struct packets *p)
{
    if (p->is_ended) {
        p->is_ended = false;
        p->is_searching = false;
        assert(p->at == p->len);
    }
    if (p->at < p->len && p->view != p->held)
        hold(p, NULL, 0);
    return PACKETS_NEED_MORE;
}

/* The stream ends inside the packet at hand, or so its length says. */
static enum packets_event
cut(struct packets *p, struct packets_item *item)
{
    size_t next = p->at + 1;
    if (p->options.confirms && search(p, &next) == YES)
        return lose_step(p, PACKETS_BAD_LENGTH, item);
    fill(p, rest_of(p), item);
    p->counters.truncated++;
    p->counters.lost_bytes += p->len - p->at;
    p->at = p->len;
    return PACKETS_TRUNCATED;
}

static enum packets_event
deliver(
    struct packets *p, const struct ccsds_header *h, struct packets_item *item)
{
    size_t skip = p->options.skip_bytes;
    const uint8_t *begin = p->view + p->at;
    *item = (struct packets_item){
        .data = begin + skip,
        .len = h->len_bytes,
        .offset = p->offset + p->at + skip,
        .skipped = skip > 0 ? begin : NULL,
        .header = *h,
    };
    p->at += skip + h->len_bytes;
    p->counters.packets++;
    p->known[h->apid / 64] |= UINT64_C(1) << h->apid % 64;
    p->knows_any = true;
    return PACKETS_PACKET;
}

/* Out of step: skip to the next; false when there is none (yet). */
static bool
find_step(struct packets *p)
{
    size_t at = p->at;
    enum verdict v = search(p, &at);
    p->counters.lost_bytes += at - p->at;
    p->at = at;
    p->is_searching = v != YES;
    return v == YES;
}

/*
 * Is the packet that ends at `end` really that long?  No when another packet
 * does not follow, but one begins inside.  (If none does, it is the following
 * header that is damaged, or the tail that is cut.)
 */
static enum verdict
confirm(const struct packets *p, size_t end, unsigned apid)
{
    enum verdict v = is_packet_at(p, end, apid);
    if (v == YES || v == MORE)
        return v;
    size_t next = p->at + 1;
    v = search(p, &next);
    if (v == MORE)
        return MORE;
    return v == YES && next < end ? NO : YES;
}

enum packets_event
packets_next(struct packets *p, struct packets_item *item)
{
    *item = (struct packets_item){0};
    if (p->is_given_up) {
        p->is_given_up = false;
        if (!p->is_searching)
            return lose_step(p, PACKETS_BAD_LENGTH, item);
        p->at++;
        p->counters.lost_bytes++;
    }
    if (p->is_searching && !find_step(p))
        return need_more(p);
    size_t left = p->len - p->at, skip = p->options.skip_bytes;
    if (left == 0)
        return need_more(p);
    if (left < skip + CCSDS_HEADER_BYTES)
        return p->is_ended ? cut(p, item) : need_more(p);
    struct ccsds_header h = ccsds_parse(p->view + p->at + skip);
    if (!is_sane(p, &h))
        return lose_step(
            p, h.version != 0 ? PACKETS_BAD_VERSION : PACKETS_BAD_LENGTH, item);
    if (left < skip + h.len_bytes)
        return p->is_ended ? cut(p, item) : need_more(p);
    if (p->options.confirms) {
        enum verdict v = confirm(p, p->at + skip + h.len_bytes, h.apid);
        if (v == MORE)
            return need_more(p);
        if (v == NO)
            return lose_step(p, PACKETS_BAD_LENGTH, item);
    }
    return deliver(p, &h, item);
}

const char *
packets_event_str(enum packets_event event)
{
    static const char *const text[PACKETS_EVENT_COUNT] = {
        [PACKETS_NEED_MORE] = "more bytes are needed",
        [PACKETS_PACKET] = "a packet",
        [PACKETS_BAD_VERSION] = "no packet begins here: the version is not 0",
        [PACKETS_BAD_LENGTH] = "the length field does not lead to a packet",
        [PACKETS_TRUNCATED] = "the stream ends inside the packet",
    };
    assert((unsigned)event < PACKETS_EVENT_COUNT);
    return text[event];
}
