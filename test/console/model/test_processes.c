/*
 * test_processes.c - who is alive, and what it means when somebody is not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/processes.h"
#include "support/feed.h"

static void
beat(struct processes *p, const char *name, const char *state, int64_t ms)
{
    struct msg_heartbeat m = {.state = msg_str(state), .started = UTC_NONE};
    processes_heartbeat(p, msg_str(name), &m, feed_clock(ms).mono);
}

static void
supervise(struct processes *p, const char *name, const char *state)
{
    struct msg_process m = {
        .name = msg_str(name), .state = msg_str(state), .since = UTC_NONE};
    processes_process(p, &m);
}

static void
life_comes_from_heartbeats_and_the_supervisor(void **state)
{
    (void)state;
    static const struct {
        const char *what, *beat, *supervised;
        int64_t at_ms;
        enum process_life want;
    } row[] = {
        {"fresh and ready", "ready", NULL, 3000, PROCESS_READY},
        {"fresh, not ready", "starting", NULL, 0, PROCESS_STARTING},
        {"three seconds and more", "ready", NULL, 3001, PROCESS_SILENT},
        {"silent, supervisor says ready", "ready", "ready", 3001,
            PROCESS_SILENT},
        {"silent and stopped", "ready", "stopped", 3001, PROCESS_STOPPED},
        {"given up", NULL, "given-up", 0, PROCESS_STOPPED},
        {"stopped, but it still beats", "ready", "stopped", 0, PROCESS_READY},
        {"never heard", NULL, "starting", 0, PROCESS_ABSENT},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct processes p = {0};
        if (row[i].beat)
            beat(&p, "x", row[i].beat, 0);
        if (row[i].supervised)
            supervise(&p, "x", row[i].supervised);
        enum process_life life =
            process_life(processes_find(&p, "x"), feed_clock(row[i].at_ms));
        if (life != row[i].want)
            fail_msg("%s: %s", row[i].what, process_life_str(life));
        assert_int_equal(processes_is_dead(&p, "x", feed_clock(row[i].at_ms)),
            row[i].want >= PROCESS_SILENT);
    }
}

static void
expected_processes_are_listed_before_they_are_heard(void **state)
{
    (void)state;
    struct processes p = {0};
    const struct msg_str names[] = {msg_str("sim"), msg_str("hub")};
    beat(&p, "columba", "ready", 0);
    processes_expect(&p, (struct msg_strv){names, 2});
    assert_int_equal(p.n, 3);
    assert_true(processes_find(&p, "sim")->is_expected);
    assert_false(processes_find(&p, "columba")->is_expected);
    processes_expect(&p, (struct msg_strv){names, 1});
    assert_false(processes_find(&p, "hub")->is_expected);
    assert_false(processes_is_dead(&p, "nobody", feed_clock(0)));
}

static void
there_is_room_for_a_bounded_number(void **state)
{
    (void)state;
    struct processes p = {0};
    char name[16];
    for (int i = 0; i < 3 * PROCESSES_MAX; i++) {
        (void)snprintf(name, sizeof name, "p%d", i);
        beat(&p, name, "ready", 0);
        supervise(&p, name, "ready");
    }
    assert_int_equal(p.n, PROCESSES_MAX);
}

static void
every_process_of_the_design_has_its_own_consequence(void **state)
{
    (void)state;
    static const char *const name[] = {
        "hub", "frontend", "limits", "gate", "exec", "archive", "sim", "up"};
    const char *other = process_consequence("something else");
    for (size_t i = 0; i < ARRAY_LEN(name); i++)
        assert_string_not_equal(process_consequence(name[i]), other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(life_comes_from_heartbeats_and_the_supervisor),
        cmocka_unit_test(expected_processes_are_listed_before_they_are_heard),
        cmocka_unit_test(there_is_room_for_a_bounded_number),
        cmocka_unit_test(every_process_of_the_design_has_its_own_consequence),
    };
    return check_run(tests);
}
