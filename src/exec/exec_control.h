/*
 * exec_control.h - who controls an execution, and who watches it.
 *
 * One controller at a time: a person with one session, by a lease as that of
 * command authority (command/authority.h).  Any number of people watch; one
 * that is silent is gone.
 *
 * Pure: no clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_CONTROL_H
#define EXEC_EXEC_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "command/authority.h"

#define EXEC_LEASE_NS     (30 * NS_PER_S) /* renewed every 10 s */
#define EXEC_WATCHERS_MAX 64

struct exec_watcher {
    struct authority_person who;
    struct moment until;
};

struct exec_control { /* zero-initialise: nobody controls */
    struct authority lease;
    struct exec_watcher watcher[EXEC_WATCHERS_MAX];
    size_t n_watchers;
};

/* TAKEN, HANDED, MOVED, NONE (renewed), REFUSED: another controls. */
enum authority_change exec_control_take(struct exec_control *c,
    const struct authority_person *who, struct moment now);

/* He is there: a watcher from now on, or still; control is renewed when it is
 * his session's.  False: there is no room for another watcher. */
bool exec_control_watch(struct exec_control *c,
    const struct authority_person *who, struct moment now);

/* OFFERED, REFUSED. */
enum authority_change exec_control_give(struct exec_control *c,
    const struct authority_person *who, const char *to, struct moment now);

/* YIELDED, REFUSED. */
enum authority_change exec_control_release(
    struct exec_control *c, const struct authority_person *who);

/* Control is his, whoever had it; always. */
void exec_control_seize(struct exec_control *c,
    const struct authority_person *who, struct moment now);

/* What ran out: LAPSED, OFFER_OVER, NONE; silent watchers are gone.  `*left`:
 * did one go? */
enum authority_change exec_control_tick(
    struct exec_control *c, struct moment now, bool *left);

bool exec_control_is_held(const struct exec_control *c);
/* Is it this person's session that controls? */
bool exec_control_has(
    const struct exec_control *c, const struct authority_person *who);
/* "FC-1", or "": nobody. */
const char *exec_control_name(const struct exec_control *c);

#endif
