/*
 * test_loop.c - descriptors, timers, signals and what handlers may do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/loop.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "support/check.h"

struct log {
    struct bus_loop *loop;
    struct bus_watch *watch, *other;
    char text[256];
    unsigned calls;
};

static void
append(struct log *log, const char *word)
{
    size_t n = strlen(log->text);
    snprintf(log->text + n, sizeof log->text - n, "%s ", word);
    log->calls++;
}

static void
on_a(void *arg, struct mono now)
{
    (void)now;
    append(arg, "a");
}

static void
on_b(void *arg, struct mono now)
{
    (void)now;
    append(arg, "b");
}

static void
stop_loop(void *arg, struct mono now)
{
    struct log *log = arg;
    (void)now;
    append(log, "stop");
    bus_loop_stop(log->loop, 42);
}

static void
timers_run_in_time_and_the_loop_returns_its_status(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    bus_loop_timer(log.loop, 12 * NS_PER_MS, 0, on_b, &log);
    bus_loop_timer(log.loop, 4 * NS_PER_MS, 0, on_a, &log);
    bus_loop_timer(log.loop, 30 * NS_PER_MS, 0, stop_loop, &log);
    assert_int_equal(bus_loop_run(log.loop), 42);
    assert_string_equal(log.text, "a b stop ");
    bus_loop_free(&log.loop);
    assert_null(log.loop);
}

static void
a_periodic_timer_stops_itself(void *arg, struct mono now)
{
    struct log *log = arg;
    (void)now;
    append(log, "p");
    if (log->calls == 3)
        bus_watch_stop(log->loop, &log->watch);
}

static void
a_period_repeats_until_it_is_stopped(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    log.watch = bus_loop_timer(
        log.loop, 0, NS_PER_MS, a_periodic_timer_stops_itself, &log);
    bus_loop_timer(log.loop, 40 * NS_PER_MS, 0, stop_loop, &log);
    bus_loop_run(log.loop);
    assert_string_equal(log.text, "p p p stop ");
    assert_null(log.watch);
    bus_watch_stop(log.loop, &log.watch); /* NULL is fine */
    bus_loop_free(&log.loop);
}

static void
read_one(void *arg, int fd, short revents)
{
    struct log *log = arg;
    char c[2] = "";
    assert_true((revents & POLLIN) != 0);
    assert_int_equal(read(fd, c, 1), 1);
    append(log, c);
    if (c[0] == 'x') { /* stop oneself and the other, who is ready as well */
        bus_watch_stop(log->loop, &log->watch);
        bus_watch_stop(log->loop, &log->other);
    }
}

static void
a_handler_may_stop_itself_and_others_of_the_same_turn(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    int a[2], b[2];
    assert_int_equal(pipe(a), 0);
    assert_int_equal(pipe(b), 0);
    assert_int_equal(write(a[1], "1x2", 3), 3);
    log.watch = bus_loop_fd(log.loop, a[0], POLLIN, read_one, &log);
    bus_loop_turn(log.loop, NS_PER_S);
    assert_string_equal(log.text, "1 ");
    assert_int_equal(write(b[1], "y", 1), 1);
    log.other = bus_loop_fd(log.loop, b[0], POLLIN, read_one, &log);
    bus_loop_turn(log.loop, NS_PER_S);
    assert_string_equal(log.text, "1 x ");
    bus_loop_turn(log.loop, 0);
    assert_string_equal(log.text, "1 x ");
    for (int i = 0; i < 2; i++) {
        close(a[i]);
        close(b[i]);
    }
    bus_loop_free(&log.loop);
}

static void
on_fd(void *arg, int fd, short revents)
{
    (void)fd;
    append(arg, (revents & POLLOUT) != 0 ? "out" : "in");
}

static void
the_events_of_a_watch_can_change(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    int p[2];
    assert_int_equal(pipe(p), 0);
    struct bus_watch *w = bus_loop_fd(log.loop, p[1], 0, on_fd, &log);
    bus_loop_turn(log.loop, 0);
    assert_string_equal(log.text, "");
    bus_watch_events(w, POLLOUT);
    bus_loop_turn(log.loop, NS_PER_S);
    assert_string_equal(log.text, "out ");
    bus_loop_free(&log.loop);
    close(p[0]);
    close(p[1]);
}

static void
on_signal(void *arg, int number)
{
    struct log *log = arg;
    append(log, number == SIGUSR1 ? "usr1" : "usr2");
}

static void
signals_arrive_in_the_loop_and_end_with_it(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    signal(SIGUSR1, SIG_IGN);
    assert_int_equal(bus_loop_signal(log.loop, 0, on_signal, &log), ERR_RANGE);
    assert_int_equal(
        bus_loop_signal(log.loop, SIGKILL, on_signal, &log), ERR_RANGE);
    assert_int_equal(
        bus_loop_signal(log.loop, SIGUSR1, on_signal, &log), ERR_OK);
    assert_int_equal(
        bus_loop_signal(log.loop, SIGUSR2, on_signal, &log), ERR_OK);
    raise(SIGUSR1);
    raise(SIGUSR2);
    bus_loop_turn(log.loop, NS_PER_S);
    assert_string_equal(log.text, "usr1 usr2 ");
    bus_loop_free(&log.loop);
    raise(SIGUSR1); /* ignored, as before */
}

static void
the_hook_runs_at_the_end_of_every_turn(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    bus_loop_before_sleep(log.loop, on_b, &log);
    bus_loop_timer(log.loop, 0, 0, on_a, &log);
    bus_loop_turn(log.loop, NS_PER_S);
    bus_loop_turn(log.loop, 0);
    assert_string_equal(log.text, "a b b ");
    struct mono now = bus_loop_now(log.loop);
    assert_true(mono_diff_ns(mono_now(), now) >= 0);
    bus_loop_free(&log.loop);
    bus_loop_free(&log.loop);
}

static void
make_more(void *arg, struct mono now)
{
    struct log *log = arg;
    append(log, "m");
    (void)now;
    for (int i = 0; i < 100; i++)
        bus_loop_timer(log->loop, NS_PER_S, 0, on_a, log);
}

static void
a_handler_may_add_many_watches(void **state)
{
    (void)state;
    struct log log = {.loop = bus_loop_new()};
    for (int i = 0; i < 5; i++)
        bus_loop_timer(log.loop, 0, 0, make_more, &log);
    bus_loop_turn(log.loop, NS_PER_S);
    assert_string_equal(log.text, "m m m m m ");
    bus_loop_free(&log.loop);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_run_in_time_and_the_loop_returns_its_status),
        cmocka_unit_test(a_period_repeats_until_it_is_stopped),
        cmocka_unit_test(a_handler_may_stop_itself_and_others_of_the_same_turn),
        cmocka_unit_test(the_events_of_a_watch_can_change),
        cmocka_unit_test(signals_arrive_in_the_loop_and_end_with_it),
        cmocka_unit_test(the_hook_runs_at_the_end_of_every_turn),
        cmocka_unit_test(a_handler_may_add_many_watches),
    };
    return check_run(tests);
}
