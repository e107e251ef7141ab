/*
 * authority.h - who may command: one holder at a time, by a lease.
 *
 * The holder is a person with one session (a console or a tool).  The lease is
 * over at exactly its end.  Who has the authority may hand it to a person, who
 * takes it within AUTHORITY_OFFER_NS; until then it stays where it is.  The
 * same person may take it over with another session, so that a console that
 * died does not lock its own person out.
 *
 * Pure: no clock.  Each change is one call, so that its owner logs each.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_AUTHORITY_H
#define COMMAND_AUTHORITY_H

#include <stdbool.h>
#include <stdint.h>

#include "command/order.h"
#include "common/moment.h"

#define AUTHORITY_OFFER_NS   (60 * NS_PER_S)
#define AUTHORITY_WHERE_SIZE 96

struct authority_person { /* who asks */
    char name[ORDER_PERSON_MAX + 1];
    uint32_t uid;
    char session[DIGEST_ID_HEX];
    char where[AUTHORITY_WHERE_SIZE]; /* "console, pid 4711 on pts/3" */
};

struct authority { /* zero-initialise: nobody holds it */
    bool is_held;
    struct authority_person holder;
    struct utc since;                      /* he holds it */
    struct moment until;                   /* end of the lease */
    char offered_to[ORDER_PERSON_MAX + 1]; /* or "" */
    struct mono offered_until;
    char asked_by[ORDER_PERSON_MAX + 1]; /* last, while it is held; or "" */
};

enum authority_change {
    AUTHORITY_NONE,       /* nothing changed, and nothing is wrong */
    AUTHORITY_TAKEN,      /* it was free */
    AUTHORITY_HANDED,     /* it was offered, and is taken */
    AUTHORITY_MOVED,      /* another session of the same person */
    AUTHORITY_OFFERED,    /* to somebody */
    AUTHORITY_YIELDED,    /* given back */
    AUTHORITY_BROKEN,     /* taken away */
    AUTHORITY_LAPSED,     /* the lease was not renewed */
    AUTHORITY_OFFER_OVER, /* nobody took it; the holder keeps it */
    AUTHORITY_REFUSED,    /* not his: held by another, or by nobody */
    AUTHORITY_CHANGE_COUNT
};

/* TAKEN, HANDED, MOVED; NONE: he has it, the lease is renewed; REFUSED: another
 * has it, asked_by is noted. */
enum authority_change authority_take(struct authority *a,
    const struct authority_person *who, int64_t lease_ns, struct moment now);

/* NONE or REFUSED: person and session must be the holder's. */
enum authority_change authority_renew(struct authority *a,
    const struct authority_person *who, int64_t lease_ns, struct moment now);

/* OFFERED (also to another one than before) or REFUSED. */
enum authority_change authority_give(struct authority *a,
    const struct authority_person *who, const char *to, struct moment now);

/* YIELDED or REFUSED. */
enum authority_change authority_yield(
    struct authority *a, const struct authority_person *who);

/* BROKEN, or NONE when nobody has it. */
enum authority_change authority_break(struct authority *a);

/* What ran out: LAPSED, OFFER_OVER, NONE.  Call before anything else. */
enum authority_change authority_tick(struct authority *a, struct moment now);

/* Does this person hold it, with whatever session? */
bool authority_covers(
    const struct authority *a, const struct authority_person *who);

#endif
