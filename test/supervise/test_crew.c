/*
 * test_crew.c - the life of processes, with time as an argument.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <signal.h>
#include <sysexits.h>

#include "common/attr.h"
#include "supervise/crew.h"

static const char *const names[] = {"hub", "frontend", "sim"};

/* A crew, its clock, and the orders that came out, by kind. */
struct world {
    struct crew *crew;
    struct mono now;
    pid_t next_pid;
    unsigned starts, kills, terms, ups, dones;
    size_t last_started;
    pid_t last_signalled;
    unsigned events[1000];
    char text[256]; /* of the last event */
    bool refuses;   /* processes cannot be started */
};

static void
obey(struct world *w)
{
    struct crew_order o;
    while (crew_take(w->crew, &o)) {
        switch (o.kind) {
        case CREW_ORDER_START:
            w->starts++;
            w->last_started = o.member;
            crew_started(w->crew, o.member, w->refuses ? 0 : w->next_pid++,
                w->refuses ? "no more processes" : NULL, w->now);
            break;
        case CREW_ORDER_SIGNAL:
            w->kills += o.signal == SIGKILL;
            w->terms += o.signal == SIGTERM;
            w->last_signalled = o.pid;
            break;
        case CREW_ORDER_EVENT:
            w->events[o.event]++;
            snprintf(w->text, sizeof w->text, "%s", o.text);
            break;
        case CREW_ORDER_TELL:
            break;
        case CREW_ORDER_UP:
            w->ups++;
            break;
        case CREW_ORDER_DONE:
            w->dones++;
            break;
        }
    }
}

static struct world
world(size_t n)
{
    struct world w = {.now = {1000 * NS_PER_S}, .next_pid = 100};
    w.crew = crew_new(names, n, w.now);
    crew_begin(w.crew, w.now);
    obey(&w);
    return w;
}

/* Let time pass; what is due on the way happens at its time. */
static void
pass(struct world *w, int64_t ns)
{
    struct mono end = mono_add_ns(w->now, ns);
    for (struct mono due; (due = crew_due(w->crew)).ns <= end.ns;) {
        w->now = due.ns > w->now.ns ? due : w->now;
        crew_tick(w->crew, w->now);
        obey(w);
    }
    w->now = end;
}

static const struct crew_member *
member(const struct world *w, size_t i)
{
    return crew_member(w->crew, i);
}

static void
ready(struct world *w, size_t i)
{
    crew_notified(w->crew, member(w, i)->pid, "READY=1", w->now);
    obey(w);
}

static void
end(struct world *w, size_t i, int status)
{
    crew_ended(w->crew, member(w, i)->pid, status, "", w->now);
    obey(w);
}

/* Pass time while all ready ones ping once a second. */
static void
live(struct world *w, unsigned seconds)
{
    for (unsigned s = 0; s < seconds; s++) {
        pass(w, NS_PER_S);
        for (size_t i = 0; i < crew_count(w->crew); i++)
            crew_notified(w->crew, member(w, i)->pid, "WATCHDOG=1", w->now);
        obey(w);
    }
}

static void
processes_start_in_order_each_when_the_one_before_is_ready(void **state)
{
    (void)state;
    struct world w = world(3);
    assert_int_equal(w.starts, 1);
    assert_int_equal(member(&w, 0)->state, CREW_STARTING);
    assert_int_equal(member(&w, 1)->state, CREW_WAITING);
    ready(&w, 0);
    assert_int_equal(w.last_started, 1);
    assert_int_equal(w.starts, 2);
    ready(&w, 1);
    assert_int_equal(w.ups, 0);
    ready(&w, 2);
    assert_int_equal(w.starts, 3);
    assert_int_equal(w.ups, 1);
    assert_int_equal(w.events[EV_INSTANCE_UP], 1);
    assert_int_equal(w.events[EV_PROCESS_STARTED], 3);
    crew_free(&w.crew);
}

static void
only_the_process_itself_can_say_that_it_is_ready(void **state)
{
    (void)state;
    struct world w = world(2);
    static const struct {
        pid_t pid;
        const char *text;
    } rows[] = {{0, "READY=1"}, {-1, "READY=1"}, {99, "READY=1"},
        {100, "READY=0"}, {100, "READY=10"}, {100, "XREADY=1"}, {100, ""},
        {100, "STATUS=READY=1"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        crew_notified(w.crew, rows[i].pid, rows[i].text, w.now);
        obey(&w);
        assert_int_equal(member(&w, 0)->state, CREW_STARTING);
    }
    crew_notified(w.crew, 100, "STATUS=x\nREADY=1\nMAINPID=3", w.now);
    obey(&w);
    assert_int_equal(member(&w, 0)->state, CREW_READY);
    crew_free(&w.crew);
}

static void
a_dead_process_is_started_again_at_once_then_with_growing_pauses(void **state)
{
    (void)state;
    static const int64_t pauses_ms[] = {
        0, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
    struct world w = world(1);
    ready(&w, 0);
    for (size_t i = 0; i < ARRAY_LEN(pauses_ms); i++) {
        live(&w, 2); /* not at once */
        struct mono died = w.now;
        unsigned starts = w.starts;
        end(&w, 0, SIGKILL);
        if (pauses_ms[i] > 0) {
            assert_int_equal(member(&w, 0)->state, CREW_RESTARTING);
            pass(&w, pauses_ms[i] * NS_PER_MS - 1);
            assert_int_equal(w.starts, starts);
            pass(&w, 1);
        }
        assert_int_equal(w.starts, starts + 1);
        assert_int_equal(mono_diff_ns(w.now, died), pauses_ms[i] * NS_PER_MS);
        assert_int_equal(member(&w, 0)->restarts, i + 1);
        ready(&w, 0);
    }
    assert_int_equal(w.events[EV_PROCESS_DIED], ARRAY_LEN(pauses_ms));
    assert_int_equal(w.ups, 1);
    crew_free(&w.crew);
}

static void
a_steady_time_forgives_all_failures(void **state)
{
    (void)state;
    struct world w = world(1);
    ready(&w, 0);
    for (unsigned i = 0; i < 4; i++) {
        live(&w, 2);
        end(&w, 0, SIGKILL);
        while (member(&w, 0)->state != CREW_STARTING)
            pass(&w, NS_PER_S / 10);
        ready(&w, 0);
    }
    assert_int_equal(member(&w, 0)->failures, 4);
    live(&w, 31);
    unsigned starts = w.starts;
    end(&w, 0, SIGKILL);
    assert_int_equal(w.starts, starts + 1);
    assert_int_equal(member(&w, 0)->failures, 1);
    crew_free(&w.crew);
}

static void
a_process_that_keeps_ending_at_once_is_given_up_loudly_but_still_tried(
    void **state)
{
    (void)state;
    struct world w = world(1);
    for (unsigned i = 0; i < CREW_GIVE_UP; i++) {
        assert_int_equal(member(&w, 0)->state, CREW_STARTING);
        end(&w, 0, 1 << 8);
        if (i + 1 < CREW_GIVE_UP)
            while (member(&w, 0)->state != CREW_STARTING)
                pass(&w, NS_PER_S / 10);
    }
    assert_int_equal(member(&w, 0)->state, CREW_GIVEN_UP);
    assert_int_equal(w.events[EV_PROCESS_GIVEN_UP], 1);
    unsigned starts = w.starts;
    pass(&w, 29 * NS_PER_S);
    assert_int_equal(w.starts, starts);
    pass(&w, NS_PER_S);
    assert_int_equal(w.starts, starts + 1);
    end(&w, 0, 1 << 8);
    assert_int_equal(member(&w, 0)->state, CREW_GIVEN_UP);
    assert_int_equal(w.events[EV_PROCESS_GIVEN_UP], 1);
    pass(&w, 30 * NS_PER_S);
    ready(&w, 0);
    assert_int_equal(member(&w, 0)->state, CREW_READY);
    assert_int_equal(w.ups, 1);
    crew_free(&w.crew);
}

static void
one_that_gives_no_sign_of_life_is_killed_and_started_again(void **state)
{
    (void)state;
    struct world w = world(1);
    ready(&w, 0);
    live(&w, 60);
    assert_int_equal(w.kills, 0);
    pass(&w, CREW_WATCHDOG_NS - 1);
    assert_int_equal(w.kills, 0);
    pass(&w, 1);
    assert_int_equal(w.kills, 1);
    assert_int_equal(w.last_signalled, 100);
    assert_int_equal(w.events[EV_PROCESS_HUNG], 1);
    pass(&w, 60 * NS_PER_S); /* a kill is not repeated */
    assert_int_equal(w.kills, 1);
    crew_notified(w.crew, 100, "READY=1", w.now); /* too late to come back */
    unsigned starts = w.starts;
    end(&w, 0, SIGKILL);
    assert_int_equal(w.starts, starts + 1);
    assert_non_null(strstr(member(&w, 0)->detail, "no sign of life"));
    crew_free(&w.crew);
}

static void
one_that_never_gets_ready_is_killed_and_does_not_hold_up_the_others(
    void **state)
{
    (void)state;
    struct world w = world(2);
    pass(&w, CREW_START_NS - 1);
    assert_int_equal(w.kills, 0);
    pass(&w, 1);
    assert_int_equal(w.kills, 1);
    assert_int_equal(w.starts, 1);
    end(&w, 0, SIGKILL);
    assert_int_equal(w.starts, 3); /* itself again, and the next */
    assert_int_equal(member(&w, 1)->state, CREW_STARTING);
    crew_free(&w.crew);
}

static void
death_of_one_touches_no_other(void **state)
{
    (void)state;
    struct world w = world(3);
    for (size_t i = 0; i < 3; i++)
        ready(&w, i);
    for (size_t i = 0; i < 3; i++) {
        live(&w, 40);
        pid_t before[3];
        for (size_t k = 0; k < 3; k++)
            before[k] = member(&w, k)->pid;
        end(&w, i, SIGSEGV);
        for (size_t k = 0; k < 3; k++)
            assert_true((member(&w, k)->pid != before[k]) == (k == i));
        ready(&w, i);
    }
    assert_int_equal(w.kills + w.terms, 0);
    crew_free(&w.crew);
}

static void
stopping_goes_backwards_one_after_the_other(void **state)
{
    (void)state;
    struct world w = world(3);
    for (size_t i = 0; i < 3; i++)
        ready(&w, i);
    crew_stop(w.crew, w.now);
    obey(&w);
    for (size_t i = 3; i-- > 0;) {
        assert_int_equal(w.dones, 0);
        assert_int_equal(w.terms, 3 - i);
        assert_int_equal(w.last_signalled, member(&w, i)->pid);
        end(&w, i, 0);
        assert_int_equal(member(&w, i)->state, CREW_STOPPED);
    }
    assert_int_equal(w.dones, 1);
    assert_int_equal(w.starts, 3);
    assert_int_equal(w.events[EV_PROCESS_DIED], 0);
    assert_int_equal(w.events[EV_INSTANCE_DOWN], 1);
    crew_free(&w.crew);
}

static void
one_that_does_not_stop_is_killed_after_its_time(void **state)
{
    (void)state;
    struct world w = world(1);
    ready(&w, 0);
    crew_stop(w.crew, w.now);
    obey(&w);
    pass(&w, CREW_STOP_NS - 1);
    assert_int_equal(w.kills, 0);
    pass(&w, 1);
    assert_int_equal(w.kills, 1);
    end(&w, 0, SIGKILL);
    assert_int_equal(w.dones, 1);
    crew_stop(w.crew, w.now);
    obey(&w);
    assert_int_equal(w.dones, 1);
    crew_free(&w.crew);
}

static void
stopping_in_the_middle_of_a_start_starts_nothing_more(void **state)
{
    (void)state;
    struct world w = world(3);
    crew_stop(w.crew, w.now);
    obey(&w);
    ready(&w, 0);
    end(&w, 0, 0);
    assert_int_equal(w.starts, 1);
    assert_int_equal(w.dones, 1);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(member(&w, i)->state, CREW_STOPPED);
    pass(&w, 100 * NS_PER_S);
    assert_int_equal(w.starts, 1);
    crew_free(&w.crew);
}

static void
stopping_while_one_waits_for_its_restart_ends_at_once(void **state)
{
    (void)state;
    struct world w = world(1);
    end(&w, 0, SIGKILL);
    end(&w, 0, SIGKILL);
    assert_int_equal(member(&w, 0)->state, CREW_RESTARTING);
    crew_stop(w.crew, w.now);
    obey(&w);
    assert_int_equal(w.dones, 1);
    crew_free(&w.crew);
}

static void
what_cannot_be_started_is_tried_again_like_what_ended(void **state)
{
    (void)state;
    struct world w = {.now = {0}, .refuses = true, .next_pid = 100};
    w.crew = crew_new(names, 1, w.now);
    crew_begin(w.crew, w.now);
    obey(&w);
    assert_int_equal(w.starts, 2);
    assert_int_equal(member(&w, 0)->state, CREW_RESTARTING);
    assert_string_equal(member(&w, 0)->detail, "no more processes");
    w.refuses = false;
    pass(&w, NS_PER_S);
    ready(&w, 0);
    assert_int_equal(w.ups, 1);
    crew_free(&w.crew);
}

static void
a_refused_configuration_is_hopeless_before_the_instance_was_up_only(
    void **state)
{
    (void)state;
    static const struct {
        int status;
        bool is_hopeless;
    } rows[] = {{EX_CONFIG << 8, true}, {EX_USAGE << 8, true},
        {EX_DATAERR << 8, true}, {EX_NOINPUT << 8, true}, {127 << 8, true},
        {1 << 8, false}, {EX_UNAVAILABLE << 8, false}, {SIGSEGV, false},
        {0, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct world w = world(2);
        assert_int_equal(crew_hopeless(w.crew), 2);
        ready(&w, 0);
        end(&w, 1, rows[i].status);
        assert_int_equal(crew_hopeless(w.crew), rows[i].is_hopeless ? 1 : 2);
        crew_free(&w.crew);
        w = world(1);
        ready(&w, 0);
        end(&w, 0, rows[i].status);
        assert_int_equal(crew_hopeless(w.crew), 1);
        crew_free(&w.crew);
    }
    struct world w = world(1);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(crew_hopeless(w.crew), 1);
        pass(&w, NS_PER_S);
        end(&w, 0, SIGSEGV);
    }
    assert_int_equal(crew_hopeless(w.crew), 0);
    crew_free(&w.crew);
}

static void
an_end_is_told_with_its_reason_and_last_words(void **state)
{
    (void)state;
    struct world w = world(1);
    crew_ended(
        w.crew, member(&w, 0)->pid, EX_CONFIG << 8, "no such port", w.now);
    obey(&w);
    assert_string_equal(member(&w, 0)->detail,
        "exit status 78 (bad configuration): no such port");
    crew_ended(w.crew, 4711, 0, "not ours", w.now);
    assert_string_equal(member(&w, 0)->detail,
        "exit status 78 (bad configuration): no such port");
    static const struct {
        int status;
        const char *text;
    } rows[] = {{0, "exit status 0"}, {3 << 8, "exit status 3"},
        {SIGKILL, "killed by signal 9 (Killed)"},
        {127 << 8, "exit status 127 (program not found)"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[64];
        crew_status_text(text, sizeof text, rows[i].status);
        assert_string_equal(text, rows[i].text);
    }
    crew_free(&w.crew);
}

static void
every_state_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned a = 0; a < CREW_STATE_COUNT; a++)
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(crew_state_str((enum crew_state)a),
                crew_state_str((enum crew_state)b));
    assert_string_equal(crew_state_str(CREW_STATE_COUNT), "unknown");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            processes_start_in_order_each_when_the_one_before_is_ready),
        cmocka_unit_test(only_the_process_itself_can_say_that_it_is_ready),
        cmocka_unit_test(
            a_dead_process_is_started_again_at_once_then_with_growing_pauses),
        cmocka_unit_test(a_steady_time_forgives_all_failures),
        cmocka_unit_test(
            a_process_that_keeps_ending_at_once_is_given_up_loudly_but_still_tried),
        cmocka_unit_test(
            one_that_gives_no_sign_of_life_is_killed_and_started_again),
        cmocka_unit_test(
            one_that_never_gets_ready_is_killed_and_does_not_hold_up_the_others),
        cmocka_unit_test(death_of_one_touches_no_other),
        cmocka_unit_test(stopping_goes_backwards_one_after_the_other),
        cmocka_unit_test(one_that_does_not_stop_is_killed_after_its_time),
        cmocka_unit_test(stopping_in_the_middle_of_a_start_starts_nothing_more),
        cmocka_unit_test(stopping_while_one_waits_for_its_restart_ends_at_once),
        cmocka_unit_test(what_cannot_be_started_is_tried_again_like_what_ended),
        cmocka_unit_test(
            a_refused_configuration_is_hopeless_before_the_instance_was_up_only),
        cmocka_unit_test(an_end_is_told_with_its_reason_and_last_words),
        cmocka_unit_test(every_state_has_a_name_of_its_own),
    };
    return check_run(tests);
}
