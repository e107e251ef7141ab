/*
 * signal.c - AOS and LOS from packets or from a table of windows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/signal.h"

#include "common/buf.h"
#include "mdb/ccsds.h"

#define UNTIL_UNKNOWN UINT32_MAX

const char *
signal_state_str(enum signal_state state)
{
    static const char *const name[SIGNAL_STATE_COUNT] = {
        [SIGNAL_UNKNOWN] = "unknown",
        [SIGNAL_AOS] = "aos",
        [SIGNAL_LOS] = "los",
    };
    return (unsigned)state < SIGNAL_STATE_COUNT ? name[state] : "?";
}

void
signal_init(struct signal *s, enum mission_signal source,
    const struct mission_window *window, size_t n_windows)
{
    *s = (struct signal){
        .source = source,
        .window = window,
        .n_windows = n_windows,
        .since = UTC_NONE,
        .until = UTC_NONE,
    };
}

bool
signal_parse(const uint8_t *packet, size_t len, struct moment now,
    struct signal_news *news)
{
    struct reader r = reader_init(packet, len);
    (void)reader_bytes(&r, CCSDS_HEADER_BYTES);
    const uint8_t state = reader_u8(&r);
    (void)reader_be(&r, 3);
    const uint32_t seconds = reader_be32(&r);
    if (r.is_bad || state > 1)
        return false;
    *news = (struct signal_news){
        .state = state ? SIGNAL_AOS : SIGNAL_LOS,
        .since = now.utc,
        .until = UTC_NONE,
        .believed = mono_add_ns(now.mono, SIGNAL_SILENCE_NS),
    };
    if (seconds != UNTIL_UNKNOWN) {
        const int64_t ns = (int64_t)seconds * NS_PER_S;
        news->until = utc_add_ns(now.utc, ns);
        news->believed = mono_add_ns(now.mono, ns + SIGNAL_GRACE_NS);
    }
    return true;
}

/* The window that `now` is in, or the gap before the next one. */
static struct signal_news
by_windows(const struct signal *s, struct moment now)
{
    struct signal_news news = {SIGNAL_UNKNOWN, now.utc, UTC_NONE, {0}};
    size_t i = 0;
    while (i < s->n_windows && s->window[i].los.ns <= now.utc.ns)
        i++;
    if (i == s->n_windows) /* the table is used up */
        return news;
    if (s->window[i].aos.ns <= now.utc.ns) {
        news.state = SIGNAL_AOS;
        news.since = s->window[i].aos;
        news.until = s->window[i].los;
    } else {
        news.state = SIGNAL_LOS;
        news.since = i > 0 ? s->window[i - 1].los : UTC_NONE;
        news.until = s->window[i].aos;
    }
    return news;
}

bool
signal_look(const struct signal *s, bool is_up, struct moment now,
    struct signal_news *news)
{
    switch (s->source) {
    case MISSION_SIGNAL_WINDOWS:
        *news = by_windows(s, now);
        return news->state != s->state || news->until.ns != s->until.ns;
    case MISSION_SIGNAL_APID:
        *news = (struct signal_news){SIGNAL_UNKNOWN, now.utc, UTC_NONE, {0}};
        return s->state != SIGNAL_UNKNOWN &&
               (!is_up || now.mono.ns >= s->believed.ns);
    case MISSION_SIGNAL_NONE:
        break;
    }
    return false;
}

bool
signal_take(struct signal *s, const struct signal_news *news, struct mono now)
{
    const bool is_other = news->state != s->state;
    if (is_other) {
        const bool is_los = news->state == SIGNAL_LOS;
        s->since = news->since;
        if (is_los != s->quality.is_los)
            s->quality = (struct quality_signal){is_los, now};
    }
    s->state = news->state;
    s->until = news->until;
    s->believed = news->believed;
    return is_other;
}
