/*
 * test_run_wait.c - waits, timeouts, data that is not known, errors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include "common/attr.h"
#include "common/time.h"

#define STEP(body)                                                             \
    "procedure initiate and confirm step S " body " end step; end procedure"

static const struct host_tm flag[] = {{"Flag", 0, "0", 0, 0},
    {"Flag", 10, "1", 0, 0}, {"Flag", 20, "0", 0, 0}, {"Flag", 30, "1", 0, 0},
    {"Flag", 33, "0", 0, 0}, {0}};

static const struct host_tc act[] = {{"Act", 2, PLUTO_CONFIRMED}, {0}};
static const struct host_tc bad[] = {{"Act", 2, PLUTO_NOT_CONFIRMED}, {0}};

static const struct {
    const char *name, *text;
    struct host_script script;
} scene[] = {
    {"wait-timeout", STEP("wait until Flag = 3 with timeout 5 s;"),
        {.tm = flag, .more = true}},
    {"wait-unknown", STEP("wait until Nothing = 1 with timeout 5 s;"),
        {.more = true}},
    {"wait-condition-timeout",
        STEP("preconditions wait until Flag = 3 with timeout 5 s; end "
             "preconditions main log \"x\"; end main"),
        {.tm = flag, .more = true}},
    {"wait-stale",
        STEP("initiate and confirm Act; wait until Old = 1 with timeout 5 s;"),
        {.tc = act,
            .tm = (const struct host_tm[]){{"Old", 0, "stuck 1", 0, 0}, {0}}}},
    {"wait-system-event",
        STEP("wait for event Eclipse of Sun with timeout 50 s; log \"dark\";"),
        {.tm = (const struct host_tm[]){{"Eclipse of Sun", 7, "1", 0, 0},
             {0}}}},
    {"wait-past",
        STEP("wait until 1970-01-01T00:00:05Z; log \"5\"; wait until "
             "1970-01-01T00:00:01Z; log \"on\";"),
        {.tm = flag}},
    {"wait-expired-if", STEP("if Bad Data = 1 then log \"x\"; end if;"),
        {.tm = (const struct host_tm[]){{"Bad Data", 0, "expired", 0, 0}, {0}},
            .more = true}},
    {"wait-if-recovers",
        STEP("if Late = 1 then log \"x\"; else log \"y\"; end if;"),
        {.tm = (const struct host_tm[]){{"Late", 4, "2", 0, 0}, {0}},
            .more = true}},
    {"error-continues",
        "procedure initiate and confirm step S declare variable X of type real "
        "end declare main X := 1 / 0; log \"no\"; end main end step in case "
        "aborted : continue; end case; log \"on\"; end procedure",
        {.more = true}},
    {"restart-limit",
        "procedure initiate and confirm Act in case not confirmed : restart "
        "max times 2; end case; log \"on\"; end procedure",
        {.tc = bad}},
    {"restart-timeout",
        "procedure initiate and confirm Act in case not confirmed : restart "
        "with timeout 3 s; end case; log \"on\"; end procedure",
        {.tc = bad}},
    {"race-event",
        "procedure declare event E end declare main in parallel until one "
        "completes initiate and confirm step A wait for event E with timeout "
        "20 s; end step; initiate and confirm step B wait for 2 s; raise event "
        "E; wait for 20 s; end step; end parallel; end main end procedure",
        {.tm = NULL}},
    {"branch-aborts-all",
        "procedure in parallel initiate and confirm step A wait for 9 s; end "
        "step; initiate and confirm Act; end parallel; log \"no\"; end "
        "procedure",
        {.tc = bad}},
    {"for-downwards",
        STEP("declare variable I of type signed integer end declare main for I "
             ":= 3 to 1 by -1 do log I; end for; for I := 2 to 1 do log "
             "\"no\"; end for; end main"),
        {.tm = NULL}},
    {"text-of-unknown", STEP("log \"is \", Nothing, \".\";"), {.tm = NULL}},
};

static void
traces_are_as_they_were_reviewed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(scene); i++)
        host_scene(scene[i].name, scene[i].text, &scene[i].script);
}

static void
an_endless_loop_leaves_the_turn_to_others(void **state)
{
    (void)state;
    static const struct host_script script = {.until_s = 2};
    struct host *h = host_new("P",
        "procedure in parallel initiate and confirm step A declare variable N "
        "of type signed integer end declare main N := 0; while N >= 0 do "
        "N := N + 1; end while; end main end step; initiate and confirm step B "
        "wait for 1 s; log \"still here\"; end step; end parallel; "
        "end procedure",
        &script);
    assert_int_equal(host_go(h, 2), PLUTO_IDLE);
    assert_non_null(strstr(strbuf_get(&h->trace), "still here"));
    assert_in_range(h->advances, 20000, 40000);
    assert_int_equal(pluto_run_state(h->run), PLUTO_RUN_RUNNING);
    host_free(&h);
}

static void
the_line_says_what_is_waited_for(void **state)
{
    (void)state;
    static const struct host_tm tm[] = {
        {"Temperature", 0, "-20.1 degC", 0, 0}, {0}};
    static const struct host_script script = {.tm = tm};
    struct host *h = host_new("P",
        STEP("wait until Temperature > -5 degC with timeout 10 s;"), &script);
    struct strbuf out = {0};
    assert_int_equal(pluto_run_due(h->run), 0); /* at once */
    host_go(h, 3);
    assert_int_equal(pluto_run_due(h->run), h->now + NS_PER_S);
    pluto_run_waiting(h->run, h->now, &out);
    assert_string_equal(out.s,
        "waits for Temperature > -5 degC: now -20.1 degC, valid, 0.0 s old; "
        "7.0 s left");
    struct pluto_item item;
    pluto_run_item(h->run, 1, h->now, &item);
    assert_string_equal(item.detail, out.s);
    assert_true(item.is_current);
    assert_int_equal(pluto_run_current(h->run), 1);
    assert_int_equal(pluto_run_state(h->run), PLUTO_RUN_WAITING);
    pluto_item_fini(&item);
    host_go(h, 12); /* in vain: what was seen last is kept */
    pluto_run_item(h->run, 1, h->now, &item);
    assert_int_equal(item.reason, PLUTO_R_TIMEOUT);
    assert_non_null(item.detail);
    assert_true(
        str_prefix(item.detail, "Temperature > -5 degC: now -20.1 degC"));
    pluto_item_fini(&item);
    strbuf_fini(&out);
    host_free(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_as_they_were_reviewed),
        cmocka_unit_test(an_endless_loop_leaves_the_turn_to_others),
        cmocka_unit_test(the_line_says_what_is_waited_for),
    };
    return check_run(tests);
}
