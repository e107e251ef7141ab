/*
 * authority.c - who may command: one holder at a time, by a lease.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/authority.h"

#include <string.h>

#include "common/str.h"

static bool
is_same_session(const struct authority *a, const struct authority_person *who)
{
    return authority_covers(a, who) &&
           strcmp(a->holder.session, who->session) == 0;
}

bool
authority_covers(const struct authority *a, const struct authority_person *who)
{
    return a->is_held && a->holder.uid == who->uid &&
           strcmp(a->holder.name, who->name) == 0;
}

static void
extend(struct authority *a, int64_t lease_ns, struct moment now)
{
    a->until.utc = utc_add_ns(now.utc, lease_ns);
    a->until.mono = mono_add_ns(now.mono, lease_ns);
}

static void
hold(struct authority *a, const struct authority_person *who, int64_t lease_ns,
    struct moment now)
{
    *a = (struct authority){.is_held = true, .holder = *who, .since = now.utc};
    extend(a, lease_ns, now);
}

enum authority_change
authority_take(struct authority *a, const struct authority_person *who,
    int64_t lease_ns, struct moment now)
{
    enum authority_change change = AUTHORITY_NONE;
    if (!a->is_held)
        change = AUTHORITY_TAKEN;
    else if (is_same_session(a, who))
        return authority_renew(a, who, lease_ns, now);
    else if (authority_covers(a, who))
        change = AUTHORITY_MOVED;
    else if (strcmp(a->offered_to, who->name) == 0)
        change = AUTHORITY_HANDED;
    else
        change = AUTHORITY_REFUSED;
    if (change != AUTHORITY_REFUSED)
        hold(a, who, lease_ns, now);
    else
        (void)str_copy(a->asked_by, sizeof a->asked_by, who->name);
    return change;
}

enum authority_change
authority_renew(struct authority *a, const struct authority_person *who,
    int64_t lease_ns, struct moment now)
{
    if (!is_same_session(a, who))
        return AUTHORITY_REFUSED;
    extend(a, lease_ns, now);
    return AUTHORITY_NONE;
}

enum authority_change
authority_give(struct authority *a, const struct authority_person *who,
    const char *to, struct moment now)
{
    if (!is_same_session(a, who))
        return AUTHORITY_REFUSED;
    (void)str_copy(a->offered_to, sizeof a->offered_to, to);
    a->offered_until = mono_add_ns(now.mono, AUTHORITY_OFFER_NS);
    return AUTHORITY_OFFERED;
}

enum authority_change
authority_yield(struct authority *a, const struct authority_person *who)
{
    if (!is_same_session(a, who))
        return AUTHORITY_REFUSED;
    *a = (struct authority){0};
    return AUTHORITY_YIELDED;
}

enum authority_change
authority_break(struct authority *a)
{
    if (!a->is_held)
        return AUTHORITY_NONE;
    *a = (struct authority){0};
    return AUTHORITY_BROKEN;
}

enum authority_change
authority_tick(struct authority *a, struct moment now)
{
    if (!a->is_held)
        return AUTHORITY_NONE;
    if (mono_is_over(a->until.mono, now.mono)) {
        *a = (struct authority){0};
        return AUTHORITY_LAPSED;
    }
    if (a->offered_to[0] != '\0' && mono_is_over(a->offered_until, now.mono)) {
        a->offered_to[0] = '\0';
        return AUTHORITY_OFFER_OVER;
    }
    return AUTHORITY_NONE;
}
