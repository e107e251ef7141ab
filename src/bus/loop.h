/*
 * loop.h - one thread, one loop: sockets, descriptors, timers, signals.
 *
 * Handlers never block.  A handler may add and remove watches, its own too.
 * One turn: wait, handle at most BUS_TURN_MAX messages a socket, run due
 * timers, then the before-sleep hook (where drawing and flushing happen).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_LOOP_H
#define BUS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "common/time.h"

#define BUS_TURN_MAX 256

struct bus_loop;
struct bus_watch; /* owned by the loop */

typedef void (*bus_fd_fn)(void *arg, int fd, short revents);
typedef void (*bus_timer_fn)(void *arg, struct mono now);
typedef void (*bus_signal_fn)(void *arg, int signal);
typedef void (*bus_hook_fn)(void *arg, struct mono now);

struct bus_loop *bus_loop_new(void);
void bus_loop_free(struct bus_loop **loop);

/*
 * Watch a descriptor for `events` (POLLIN, POLLOUT); change with _events.  0
 * pauses the watch.  Errors and hang-ups come as POLLERR | POLLHUP.
 */
struct bus_watch *bus_loop_fd(
    struct bus_loop *loop, int fd, short events, bus_fd_fn fn, void *arg);
void bus_watch_events(struct bus_watch *watch, short events);

/*
 * Call `fn` after `delay_ns`, then every `period_ns` (0: once; that watch is
 * gone after the call, so forget it in `fn`).
 */
struct bus_watch *bus_loop_timer(struct bus_loop *loop, int64_t delay_ns,
    int64_t period_ns, bus_timer_fn fn, void *arg);

/* Stop a watch of any kind and null the pointer; NULL is fine. */
void bus_watch_stop(struct bus_loop *loop, struct bus_watch **watch);

/* Deliver `signal` as a call in the loop (self-pipe). */
NODISCARD enum err bus_loop_signal(
    struct bus_loop *loop, int signal, bus_signal_fn fn, void *arg);

/* At the end of every turn, before the loop waits again. */
void bus_loop_before_sleep(struct bus_loop *loop, bus_hook_fn fn, void *arg);

/* Run until bus_loop_stop(); returns the status given there. */
int bus_loop_run(struct bus_loop *loop);

/* One turn that waits at most `wait_ns` (< 0: until something happens). */
void bus_loop_turn(struct bus_loop *loop, int64_t wait_ns);
void bus_loop_stop(struct bus_loop *loop, int status);

/* The time at which this turn began; cheap. */
struct mono bus_loop_now(const struct bus_loop *loop);

#endif
