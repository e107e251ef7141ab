/*
 * link_watch.h - keep a loop's watches in step with what a link waits for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FRONTEND_LINK_WATCH_H
#define FRONTEND_LINK_WATCH_H

#include "bus/loop.h"
#include "frontend/frontend.h"

struct link_watch;

/* One for each link of `frontend`; all are borrowed. */
struct link_watch *link_watch_new(
    struct bus_loop *loop, struct frontend *frontend, struct link *link);
void link_watch_free(struct link_watch **watch);

/* After anything that may have changed the link; at the end of each turn. */
void link_watch_sync(struct link_watch *watch);

/* Both clocks, now. */
struct moment moment_now(void);

#endif
