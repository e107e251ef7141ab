/*
 * exec_control.c - see exec_control.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_control.h"

#include <string.h>

#include "common/digest.h"

static bool
is_session(const struct authority_person *a, const struct authority_person *b)
{
    return strcmp(a->name, b->name) == 0 && a->uid == b->uid &&
           digest_equal(a->session, b->session, DIGEST_ID_HEX - 1);
}

enum authority_change
exec_control_take(struct exec_control *c, const struct authority_person *who,
    struct moment now)
{
    return authority_take(&c->lease, who, EXEC_LEASE_NS, now);
}

static struct moment
lease_end(struct moment now)
{
    return (struct moment){utc_add_ns(now.utc, EXEC_LEASE_NS),
        mono_add_ns(now.mono, EXEC_LEASE_NS)};
}

bool
exec_control_watch(struct exec_control *c, const struct authority_person *who,
    struct moment now)
{
    size_t i = 0;
    (void)authority_renew(&c->lease, who, EXEC_LEASE_NS, now);
    while (i < c->n_watchers && !is_session(&c->watcher[i].who, who))
        i++;
    if (i == EXEC_WATCHERS_MAX)
        return false;
    c->watcher[i] = (struct exec_watcher){*who, lease_end(now)};
    if (i == c->n_watchers)
        c->n_watchers++;
    return true;
}

enum authority_change
exec_control_give(struct exec_control *c, const struct authority_person *who,
    const char *to, struct moment now)
{
    return authority_give(&c->lease, who, to, now);
}

enum authority_change
exec_control_release(struct exec_control *c, const struct authority_person *who)
{
    return authority_yield(&c->lease, who);
}

void
exec_control_seize(struct exec_control *c, const struct authority_person *who,
    struct moment now)
{
    (void)authority_break(&c->lease);
    (void)authority_take(&c->lease, who, EXEC_LEASE_NS, now);
}

enum authority_change
exec_control_tick(struct exec_control *c, struct moment now, bool *left)
{
    *left = false;
    for (size_t i = 0; i < c->n_watchers;) {
        if (mono_is_over(c->watcher[i].until.mono, now.mono)) {
            c->watcher[i] = c->watcher[--c->n_watchers];
            *left = true;
        } else {
            i++;
        }
    }
    return authority_tick(&c->lease, now);
}

bool
exec_control_is_held(const struct exec_control *c)
{
    return c->lease.is_held;
}

bool
exec_control_has(
    const struct exec_control *c, const struct authority_person *who)
{
    return c->lease.is_held && is_session(&c->lease.holder, who);
}

const char *
exec_control_name(const struct exec_control *c)
{
    return c->lease.is_held ? c->lease.holder.name : "";
}
