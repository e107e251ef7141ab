/*
 * ccsds.c - CCSDS space packets (133.0-B-2): primary header, sequence counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/ccsds.h"

#include <assert.h>
#include <string.h>

#define AHEAD_MAX (CCSDS_COUNTS / 2 - 1) /* 8191 */
#define RUN       8                      /* packets that prove a restart */

struct ccsds_header
ccsds_parse(const uint8_t p[CCSDS_HEADER_BYTES])
{
    return (struct ccsds_header){
        .version = (uint8_t)(p[0] >> 5),
        .is_command = (p[0] >> 4 & 1) != 0,
        .has_secondary = (p[0] >> 3 & 1) != 0,
        .apid = (uint16_t)((p[0] & 7) << 8 | p[1]),
        .flags = (enum ccsds_flags)(p[2] >> 6),
        .sequence = (uint16_t)((p[2] & 0x3f) << 8 | p[3]),
        .len_bytes = ((uint32_t)p[4] << 8 | p[5]) + CCSDS_MIN_BYTES,
    };
}

enum ccsds_status
ccsds_check(const void *packet, size_t len, struct ccsds_header *out)
{
    *out = (struct ccsds_header){0};
    if (len < CCSDS_HEADER_BYTES)
        return CCSDS_CUT;
    *out = ccsds_parse(packet);
    if (out->version != 0)
        return CCSDS_VERSION;
    if (out->len_bytes > len)
        return CCSDS_SHORT;
    return out->len_bytes < len ? CCSDS_TRAILING : CCSDS_GOOD;
}

const char *
ccsds_status_str(enum ccsds_status status)
{
    static const char *const text[CCSDS_STATUS_COUNT] = {
        [CCSDS_GOOD] = "good",
        [CCSDS_CUT] = "shorter than a packet header",
        [CCSDS_VERSION] = "the version is not 0",
        [CCSDS_SHORT] = "the length field promises more bytes than there are",
        [CCSDS_TRAILING] = "bytes follow the packet's end",
    };
    assert((unsigned)status < CCSDS_STATUS_COUNT);
    return text[status];
}

void
ccsds_build(const struct ccsds_header *h, uint8_t out[CCSDS_HEADER_BYTES])
{
    uint32_t len = h->len_bytes - CCSDS_MIN_BYTES;
    out[0] = (uint8_t)(h->version << 5 | (h->is_command ? 0x10 : 0) |
                       (h->has_secondary ? 0x08 : 0) | (h->apid >> 8 & 7));
    out[1] = (uint8_t)h->apid;
    out[2] = (uint8_t)((unsigned)h->flags << 6 | (h->sequence >> 8 & 0x3f));
    out[3] = (uint8_t)h->sequence;
    out[4] = (uint8_t)(len >> 8);
    out[5] = (uint8_t)len;
}

/* ---- sequence counts ----------------------------------------------------- */

static bool
is_seen(const struct ccsds_sequence *s, unsigned count)
{
    return (s->seen[count / 64] >> count % 64 & 1) != 0;
}

static void
mark(struct ccsds_sequence *s, unsigned count, bool seen)
{
    uint64_t bit = UINT64_C(1) << count % 64;
    if (seen)
        s->seen[count / 64] |= bit;
    else
        s->seen[count / 64] &= ~bit;
}

/* Move on to `count`, `ahead` counts further: those in between are unseen. */
static void
advance(struct ccsds_sequence *s, uint16_t count, unsigned ahead)
{
    for (unsigned i = 1; i < ahead; i++)
        mark(s, (s->newest + i) % CCSDS_COUNTS, false);
    mark(s, count, true);
    unsigned span = s->span + ahead;
    s->span = (uint16_t)(span > AHEAD_MAX + 1 ? AHEAD_MAX + 1 : span);
    s->newest = count;
}

/* The source counts anew: only the packets of the run are known. */
static void
restart(struct ccsds_sequence *s, uint16_t count)
{
    memset(s->seen, 0, sizeof s->seen);
    for (unsigned i = 0; i < RUN; i++)
        mark(s, (count + CCSDS_COUNTS - i) % CCSDS_COUNTS, true);
    s->newest = count;
    s->span = RUN - 1;
    s->repeats -= s->run_repeats;
    s->late -= (uint16_t)(RUN - 1 - s->run_repeats);
    s->restarts++;
    s->run = 0;
    s->segment = 0;
}

/* Does this packet behind the newest complete a run of them? */
static bool
completes_run(struct ccsds_sequence *s, uint16_t count, bool is_repeat)
{
    bool follows = s->run > 0 && count == (s->run_last + 1) % CCSDS_COUNTS;
    if (!follows) {
        s->run = 0;
        s->run_repeats = 0;
    }
    s->run++;
    s->run_last = count;
    if (s->run == RUN)
        return true;
    s->run_repeats = (uint16_t)(s->run_repeats + (is_repeat ? 1 : 0));
    return false;
}

static enum ccsds_step
add_behind(struct ccsds_sequence *s, uint16_t count, unsigned behind)
{
    bool is_known = behind <= s->span;
    if (is_known && !is_seen(s, count)) { /* fills a hole */
        mark(s, count, true);
        s->missing--;
        s->late++;
        s->run = 0;
        return CCSDS_STEP_LATE;
    }
    if (behind > 0 && completes_run(s, count, is_known)) {
        restart(s, count);
        return CCSDS_STEP_RESTART;
    }
    if (is_known)
        s->repeats++;
    else
        s->late++;
    return is_known ? CCSDS_STEP_REPEAT : CCSDS_STEP_LATE;
}

/* Is the packet out of place in a group first, continuation…, last? */
static bool
breaks_segments(struct ccsds_sequence *s, enum ccsds_flags flags)
{
    enum {
        UNKNOWN,
        OUTSIDE,
        INSIDE
    };
    bool begins = flags == CCSDS_FIRST || flags == CCSDS_UNSEGMENTED;
    bool ends = flags == CCSDS_LAST || flags == CCSDS_UNSEGMENTED;
    bool is_error = s->segment != UNKNOWN && begins == (s->segment == INSIDE);
    s->segment = ends ? OUTSIDE : INSIDE;
    if (is_error)
        s->segment_errors++;
    return is_error;
}

struct ccsds_news
ccsds_sequence_add(struct ccsds_sequence *s, const struct ccsds_header *header)
{
    uint16_t count = header->sequence % CCSDS_COUNTS;
    struct ccsds_news news = {.step = CCSDS_STEP_NEXT};
    if (s->packets++ == 0) {
        news.step = CCSDS_STEP_FIRST;
        s->newest = count;
        mark(s, count, true);
    } else {
        unsigned ahead = (unsigned)(count - s->newest) % CCSDS_COUNTS;
        if (ahead == 0 || ahead > AHEAD_MAX) {
            unsigned behind = (CCSDS_COUNTS - ahead) % CCSDS_COUNTS;
            news.step = add_behind(s, count, behind);
            return news;
        }
        s->run = 0;
        advance(s, count, ahead);
        if (ahead > 1) {
            news = (struct ccsds_news){CCSDS_STEP_GAP, ahead - 1, false};
            s->gaps++;
            s->missing += ahead - 1;
            s->segment = 0;
        }
    }
    news.is_segment_error = breaks_segments(s, header->flags);
    return news;
}

const char *
ccsds_step_str(enum ccsds_step step)
{
    static const char *const text[CCSDS_STEP_COUNT] = {
        [CCSDS_STEP_FIRST] = "first",
        [CCSDS_STEP_NEXT] = "next",
        [CCSDS_STEP_GAP] = "gap",
        [CCSDS_STEP_REPEAT] = "repeat",
        [CCSDS_STEP_LATE] = "late",
        [CCSDS_STEP_RESTART] = "restart",
    };
    assert((unsigned)step < CCSDS_STEP_COUNT);
    return text[step];
}
