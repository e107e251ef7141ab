/*
 * test_run_watchdog.c - guards: edges, order, pauses, dormant ones, events.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include "common/attr.h"

#define STEP(body)                                                             \
    "procedure initiate and confirm step S " body " end step; end procedure"

static const struct host_tm flag[] = {{"Flag", 0, "0", 0, 0},
    {"Flag", 10, "1", 0, 0}, {"Flag", 20, "0", 0, 0}, {"Flag", 30, "1", 0, 0},
    {"Flag", 33, "0", 0, 0}, {0}};

static const struct host_say run_it[] = {{5, "pause", 0, 0}, {12, "run", 0, 0},
    {18, "resume", 0, 0}, {.does = NULL}};
static const struct host_say hold_it[] = {{5, "pause", 0, 0},
    {12, "hold", 0, 0}, {18, "resume", 0, 0}, {.does = NULL}};
static const struct host_say just_pause[] = {
    {5, "pause", 0, 0}, {18, "resume", 0, 0}, {.does = NULL}};
static const char automatic[] = "id = \"P\"\nguards = automatic\n";

static const struct {
    const char *name, *text;
    struct host_script script;
} scene[] = {
    {"guard-restart",
        STEP("main log \"a\"; wait for 40 s; log \"b\"; end main watchdog "
             "initiate and confirm step G preconditions wait until Flag = 1; "
             "end preconditions main log \"g\"; end main end step in case "
             "confirmed : restart; end case; end watchdog"),
        {.tm = flag}},
    {"guard-restart-limit",
        STEP("main log \"a\"; wait for 40 s; log \"b\"; end main watchdog "
             "initiate and confirm step G preconditions wait until Flag = 1; "
             "end preconditions main log \"g\"; end main end step in case "
             "confirmed : restart max times 1; end case; end watchdog"),
        {.tm = flag}},
    {"guard-abort",
        STEP("main log \"a\"; wait for 40 s; end main watchdog initiate and "
             "confirm step G preconditions wait until Flag = 1; end "
             "preconditions main log \"g\"; end main end step in case "
             "confirmed : abort; end case; end watchdog"),
        {.tm = flag}},
    {"guard-asks",
        STEP("main log \"a\"; wait for 40 s; end main watchdog initiate and "
             "confirm step G preconditions wait until Flag = 1; end "
             "preconditions main log \"g\"; end main end step in case "
             "confirmed : ask user; end case; end watchdog"),
        {.tm = flag,
            .more = true,
            .say = (const struct host_say[]){{15, "terminate", 0, 0},
                {.does = NULL}}}},
    {"guards-two",
        STEP("main log \"a\"; wait for 15 s; log \"b\"; end main watchdog "
             "initiate and confirm step G1 preconditions wait until Flag = 1; "
             "end preconditions main log \"g1\"; wait for 2 s; end main end "
             "step; initiate and confirm step G2 preconditions wait until Flag "
             "= 1; end preconditions main log \"g2\"; end main end step in "
             "case confirmed : terminate; end case; end watchdog"),
        {.tm = flag}},
    {"guard-pause-run",
        STEP("main wait for 3 s; log \"a\"; wait for 20 s; log \"b\"; end main "
             "watchdog initiate and confirm step G preconditions wait until "
             "Flag = 1; end preconditions main log \"g\"; end main end step; "
             "end watchdog"),
        {.tm = flag, .say = run_it}},
    {"guard-pause-hold",
        STEP("main wait for 3 s; log \"a\"; wait for 20 s; log \"b\"; end main "
             "watchdog initiate and confirm step G preconditions wait until "
             "Flag = 1; end preconditions main log \"g\"; end main end step; "
             "end watchdog"),
        {.tm = flag, .say = hold_it}},
    {"guard-pause-automatic",
        STEP("main wait for 3 s; log \"a\"; wait for 20 s; log \"b\"; end main "
             "watchdog initiate and confirm step G preconditions wait until "
             "Flag = 1; end preconditions main log \"g\"; end main end step; "
             "end watchdog"),
        {.tm = flag, .conf = automatic, .say = just_pause}},
    {"guard-pause-resume",
        STEP("main wait for 3 s; log \"a\"; wait for 20 s; log \"b\"; end main "
             "watchdog initiate and confirm step G preconditions wait until "
             "Flag = 1; end preconditions main log \"g\"; end main end step; "
             "end watchdog"),
        {.tm = flag, .say = just_pause}},
    {"guard-dormant",
        STEP("main wait for 3 s; end main watchdog initiate and confirm step G "
             "preconditions if Flag = 7; end preconditions main log \"g\"; end "
             "main end step; end watchdog"),
        {.tm = flag, .more = true}},
    {"guard-variable",
        STEP(
            "declare variable N of type signed integer end declare main wait "
            "for 1 s; N := 0; wait for 20 s; end main watchdog initiate and "
            "confirm step G preconditions wait until Flag > N; end "
            "preconditions main log \"g\"; end main end step in case confirmed "
            ": abort; end case; end watchdog"),
        {.tm = flag, .more = true}},
    {"guard-holds-branches",
        "procedure in parallel initiate and confirm step A wait for 4 s; log "
        "\"a\"; end step; initiate and confirm step B main in parallel "
        "initiate and confirm Act; initiate and confirm step C wait for 12 s; "
        "log \"c\"; end step; end parallel; end main watchdog initiate and "
        "confirm step G preconditions wait until Flag = 1; end preconditions "
        "main wait for 5 s; end main end step; end watchdog end step; end "
        "parallel; end procedure",
        {.tm = flag, .more = true}},
    {"guard-raise",
        "procedure declare event E end declare main initiate and confirm step "
        "S initiate and confirm step T log \"t\"; initiate and confirm Bad in "
        "case not confirmed : raise event E; end case; log \"no\"; end step; "
        "end step; end main watchdog initiate and confirm step G preconditions "
        "wait for event E; end preconditions main log \"g\"; end main end step "
        "in case confirmed : terminate; end case; end watchdog end procedure",
        {.tc = (const struct host_tc[]){{"Bad", 2, PLUTO_NOT_CONFIRMED}, {0}}}},
};

static void
traces_are_as_they_were_reviewed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(scene); i++)
        host_scene(scene[i].name, scene[i].text, &scene[i].script);
}

/* A guard that only watched is over without a word: nothing about it failed. */
static void
a_guard_that_did_not_fire_has_no_failed_line(void **state)
{
    (void)state;
    static const struct host_tm never[] = {{"Flag", 0, "0", 0, 0}, {0}};
    static const struct host_script script = {.tm = never};
    struct host *h = host_new("P",
        STEP("main wait for 3 s; end main watchdog initiate and confirm step G "
             "preconditions wait until Flag = 1; end preconditions main log "
             "\"g\"; end main end step; end watchdog"),
        &script);
    (void)host_go(h, 10);
    assert_int_equal(pluto_run_outcome(h->run), PLUTO_CONFIRMED);
    for (uint32_t i = 2; i < 5; i++) { /* the guard and what is in it */
        struct pluto_item item;
        pluto_run_item(h->run, i, h->now, &item);
        assert_int_equal(item.mark, PLUTO_MARK_TODO);
        assert_int_equal(item.execution, PLUTO_X_NOT_INITIATED);
        pluto_item_fini(&item);
    }
    host_free(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_as_they_were_reviewed),
        cmocka_unit_test(a_guard_that_did_not_fire_has_no_failed_line),
    };
    return check_run(tests);
}
