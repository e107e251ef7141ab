/*
 * guard.h - is a request fresh, and from whom it says: sessions, counts, age.
 *
 * Each console or tool has a session: a secret of its own, bound at its first
 * request to the person and uid that the kernel named, with a count that only
 * rises.  A request lives for `ttl` from the moment it was issued: at exactly
 * its end it still counts, afterwards never.  What was issued before the
 * process that takes it began is refused, for counts and ids of then may be
 * forgotten; what comes from the future is refused, for it would live longer.
 *
 * Pure: no clock.  Bounded: GUARD_SESSIONS_MAX.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_GUARD_H
#define COMMAND_GUARD_H

#include <stdint.h>

#include "command/order.h"
#include "command/people.h"
#include "common/moment.h"

#define GUARD_SESSIONS_MAX 256
#define GUARD_FUTURE_NS    (1 * NS_PER_S) /* clocks of one host may differ so */

struct guard;

enum guard_result { /* in this order they are found out */
    GUARD_OK,
    GUARD_SESSION, /* of another person */
    GUARD_SEQ,     /* the count did not rise: sent again, or late */
    GUARD_FUTURE,
    GUARD_EXPIRED,
    GUARD_BEFORE,   /* issued before this process began */
    GUARD_SESSIONS, /* too many sessions */
    GUARD_RESULT_COUNT
};

struct guard *guard_new(struct utc began);
void guard_free(struct guard **guard);

/*
 * Look at the head of a request by `person`.  Its count is the last one of the
 * session from now on, also when it is refused for its time: an expired one
 * stays refused when the clock is set back.
 */
enum guard_result guard_take(struct guard *guard, const struct order_head *head,
    const struct person *person, int64_t ttl_ns, struct moment now);

/* The clock was set: what was issued before `now` by it is from before. */
void guard_begin_again(struct guard *guard, struct utc now);

/* One sentence, without a full stop; static. */
const char *guard_text(enum guard_result result);

#endif
