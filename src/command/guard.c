/*
 * guard.c - is a request fresh, and from whom it says: sessions, counts, age.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/guard.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"

struct session {
    char key[DIGEST_ID_HEX];
    char person[ORDER_PERSON_MAX + 1];
    uint32_t uid;
    uint64_t seq;
    struct mono last; /* request */
};

struct guard {
    struct utc began;
    struct session session[GUARD_SESSIONS_MAX];
    size_t n;
};

struct guard *
guard_new(struct utc began)
{
    struct guard *g = xcalloc(1, sizeof *g);
    g->began = began;
    return g;
}

void
guard_free(struct guard **at)
{
    free(*at);
    *at = NULL;
}

static struct session *
find(struct guard *g, const char *key)
{
    for (size_t i = 0; i < g->n; i++)
        if (digest_equal(g->session[i].key, key, DIGEST_ID_HEX - 1))
            return &g->session[i];
    return NULL;
}

/* Room for a new one: the longest silent one goes, but only when all that it
 * ever sent is expired. */
static struct session *
find_room(struct guard *g, struct mono now)
{
    if (g->n < GUARD_SESSIONS_MAX)
        return &g->session[g->n++];
    struct session *oldest = &g->session[0];
    for (size_t i = 1; i < g->n; i++)
        if (g->session[i].last.ns < oldest->last.ns)
            oldest = &g->session[i];
    const int64_t dead_ns = ORDER_TTL_NS + GUARD_FUTURE_NS;
    return mono_diff_ns(now, oldest->last) > dead_ns ? oldest : NULL;
}

static enum guard_result
check_time(
    const struct guard *g, struct utc issued, int64_t ttl_ns, struct utc now)
{
    const int64_t age = utc_diff_ns(now, issued);
    if (age < -GUARD_FUTURE_NS)
        return GUARD_FUTURE;
    if (age > ttl_ns)
        return GUARD_EXPIRED;
    return issued.ns < g->began.ns ? GUARD_BEFORE : GUARD_OK;
}

static bool
is_of(const struct session *s, const struct person *person)
{
    return s->uid == person->uid && strcmp(s->person, person->name) == 0;
}

/* Its session, made when it is new; NULL when there is no room. */
static struct session *
session_of(struct guard *g, const struct order_head *head,
    const struct person *person, struct mono now)
{
    struct session *s = find_room(g, now);
    if (s == NULL)
        return NULL;
    *s = (struct session){.uid = person->uid};
    (void)str_copy(s->key, sizeof s->key, head->session);
    (void)str_copy(s->person, sizeof s->person, person->name);
    return s;
}

enum guard_result
guard_take(struct guard *g, const struct order_head *head,
    const struct person *person, int64_t ttl_ns, struct moment now)
{
    const enum guard_result bad = check_time(g, head->issued, ttl_ns, now.utc);
    struct session *s = find(g, head->session);
    if (s != NULL && !is_of(s, person))
        return GUARD_SESSION;
    if (s != NULL && head->seq <= s->seq)
        return GUARD_SEQ;
    if (s == NULL)
        s = session_of(g, head, person, now.mono);
    if (s == NULL)
        return bad != GUARD_OK ? bad : GUARD_SESSIONS;
    s->seq = head->seq;
    s->last = now.mono;
    return bad;
}

void
guard_begin_again(struct guard *g, struct utc now)
{
    g->began = now;
}

const char *
guard_text(enum guard_result result)
{
    static const char *const text[GUARD_RESULT_COUNT] = {
        [GUARD_OK] = "fresh",
        [GUARD_FUTURE] = "it was issued in the future, by more than 1 s",
        [GUARD_EXPIRED] = "it is expired: requests live for 10 s at most",
        [GUARD_BEFORE] = "it was issued before this process began; ask again",
        [GUARD_SESSION] = "the session belongs to another person",
        [GUARD_SEQ] = "it was sent before: the session's count did not rise",
        [GUARD_SESSIONS] = "too many sessions: 256 in the last 11 s",
    };
    return (unsigned)result < ARRAY_LEN(text) ? text[result] : "?";
}
