/*
 * test_world_sim.c - telemetry of a simulated world over time, its commands,
 * its people.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/time.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/world_sim.h"

#define S(n) ((int64_t)(n)*NS_PER_S)

/* ---- telemetry ----------------------------------------------------------- */

static struct world_param volts = {.type = {.type = PLUTO_REAL}};

static struct tm_param
param(const struct world_param *world, double v)
{
    struct tm_param p = {.world = world, .late = world->late};
    struct pluto_value value = pluto_real(v, NULL);
    (void)tm_change(&p, 0);
    tm_set(&p, 0, &value);
    return p;
}

static void
set(struct tm_param *p, int64_t now, double v)
{
    struct pluto_value value = pluto_real(v, NULL);
    tm_set(p, now, &value);
}

/* Validity, value and time of sampling at `now`. */
static void
expect(const struct tm_param *p, int64_t now, enum pluto_validity validity,
    double v, int64_t sampled)
{
    struct pluto_sample s;
    tm_sample(p, 0, NS_PER_S, now, &s);
    assert_int_equal(s.validity, validity);
    if (validity != PLUTO_NOT_RECEIVED) {
        assert_near(s.value.d, v, 0);
        assert_int_equal(s.sampled, sampled);
    }
    pluto_sample_fini(&s);
}

static void
a_ramp_stops_at_its_limit(void **state)
{
    (void)state;
    struct tm_param p = param(&volts, 5);
    double limit = -22;
    tm_ramp(&p, S(4), -0.3, &limit);
    expect(&p, S(4), PLUTO_VALID, 5, S(4));
    expect(&p, S(34), PLUTO_VALID, -4, S(34));
    expect(&p, S(94), PLUTO_VALID, -22, S(94));
    expect(&p, S(9999), PLUTO_VALID, -22, S(9999));
    assert_true(tm_is_moving(&p, S(93)));
    assert_false(tm_is_moving(&p, S(95)));
    tm_ramp(&p, S(100), 0.1, NULL);
    tm_hold(&p, S(160));
    expect(&p, S(200), PLUTO_VALID, -16, S(200));
    tm_fini(&p);
}

static void
a_limit_that_is_passed_already_holds_the_value(void **state)
{
    (void)state;
    struct tm_param p = param(&volts, 10);
    double limit = 5;
    tm_ramp(&p, 0, 1, &limit);
    expect(&p, S(3), PLUTO_VALID, 10, S(3));
    tm_fini(&p);
}

static void
periodic_samples_are_those_of_their_moments(void **state)
{
    (void)state;
    const struct world_param w = {.type = {.type = PLUTO_REAL}, .period = S(5)};
    struct tm_param p = param(&w, 1);
    set(&p, S(3), 2);
    set(&p, S(5), 3);
    expect(&p, S(4), PLUTO_VALID, 1, 0);
    expect(&p, S(5), PLUTO_VALID, 3, S(5));
    set(&p, S(7), 4);
    expect(&p, S(9), PLUTO_VALID, 3, S(5));
    expect(&p, S(10), PLUTO_VALID, 4, S(10));
    tm_fini(&p);
}

static void
late_samples_are_those_of_the_past(void **state)
{
    (void)state;
    const struct world_param w = {.type = {.type = PLUTO_REAL}, .late = S(4)};
    struct tm_param p = param(&w, 1);
    set(&p, S(3), 2);
    expect(&p, S(3), PLUTO_NOT_RECEIVED, 0, 0);
    expect(&p, S(4), PLUTO_VALID, 1, 0);
    expect(&p, S(6), PLUTO_VALID, 1, S(2));
    expect(&p, S(7), PLUTO_VALID, 2, S(3));
    tm_fini(&p);
}

static void
silence_expires_and_loss_of_signal_does_not(void **state)
{
    (void)state;
    struct tm_param p = param(&volts, 1);
    tm_change(&p, S(5))->is_silent = true;
    set(&p, S(6), 2);
    expect(&p, S(6), PLUTO_VALID, 1, S(5) - 1);
    expect(&p, S(8), PLUTO_INVALID, 1, S(5) - 1);
    tm_change(&p, S(9))->is_silent = false;
    expect(&p, S(9), PLUTO_VALID, 2, S(9));
    tm_change(&p, S(10))->is_los = true;
    set(&p, S(11), 3);
    expect(&p, S(500), PLUTO_VALID, 2, S(10) - 1);
    tm_change(&p, S(501))->is_los = false;
    expect(&p, S(501), PLUTO_VALID, 3, S(501));
    tm_fini(&p);
}

static void
what_was_never_set_was_never_received(void **state)
{
    (void)state;
    struct tm_param p = {.world = &volts};
    (void)tm_change(&p, 0);
    expect(&p, S(5), PLUTO_NOT_RECEIVED, 0, 0);
    set(&p, S(6), 2);
    tm_change(&p, S(7))->validity = PLUTO_INVALID;
    expect(&p, S(7), PLUTO_INVALID, 2, S(7));
    tm_fini(&p);
}

/* ---- simulation ---------------------------------------------------------- */

struct sim {
    struct strbuf trace;
    struct world_result result;
};

static void
on_trace(void *arg, const struct pluto_trace *t, unsigned depth)
{
    struct sim *s = arg;
    (void)depth;
    if (t->kind >= PLUTO_TRACE_MORE)
        return;
    pluto_trace_line(t, 0, &s->trace);
    strbuf_addc(&s->trace, '\n');
}

static struct sim
simulate(const char *procedure, const char *text)
{
    struct sim s = {0};
    struct notes notes = {0};
    struct pluto_model *model = pluto_model_new();
    struct world *world = NULL;
    struct pluto *p = NULL;
    struct catalogue *catalogue = catalogue_empty("P");
    if (world_parse("w", text, strlen(text), model, false, &notes, &world) !=
            ERR_OK ||
        pluto_parse("p", procedure, strlen(procedure), &notes, &p) != ERR_OK)
        fail_msg("%u: %s", notes.note[0].line, notes.note[0].text);
    const struct pluto_check_options options = {
        .catalogue = catalogue, .is_open = pluto_model_is_open(model)};
    if (catalogue_bind(catalogue, p, &notes) != ERR_OK ||
        pluto_check(p, model, &options, &notes) != ERR_OK)
        fail_msg("%u: %s", notes.note[0].line, notes.note[0].text);
    const struct world_sim_config config = {.world = world,
        .model = model,
        .procedure = p,
        .catalogue = catalogue,
        .trace = on_trace,
        .arg = &s};
    assert_int_equal(world_simulate(&config, &s.result), ERR_OK);
    pluto_free(&p);
    world_free(&world);
    catalogue_free(&catalogue);
    pluto_model_free(&model);
    notes_fini(&notes);
    return s;
}

static void
sim_fini(struct sim *s)
{
    strbuf_fini(&s->trace);
    world_result_fini(&s->result);
}

static bool
has_line(const struct sim *s, const char *line)
{
    return strstr(strbuf_get(&s->trace), line) != NULL;
}

#define STEP(text)                                                             \
    "procedure initiate and confirm step S\n" text "\nend step; end procedure"

static void
a_command_sets_telemetry_from_its_argument(void **state)
{
    (void)state;
    struct sim s = simulate(
        STEP("initiate and confirm Set of X with arguments Target := 20 degC "
             "end with; log Setpoint of X;"),
        "Setpoint of X = 0 degC\nactivity Set of X: confirmed after 2 s\n"
        "  argument Target of type real degC\n"
        "  on confirmed: Setpoint of X = argument Target\n");
    assert_true(has_line(&s, "     2  LOG"));
    assert_true(has_line(&s, "20\n"));
    assert_int_equal(s.result.outcome, PLUTO_CONFIRMED);
    assert_string_equal(strbuf_get(&s.result.fail), "");
    sim_fini(&s);
}

static void
arguments_choose_the_outcome(void **state)
{
    (void)state;
    const char *world = "activity Go of X: confirmed after 1 s\n"
                        "  argument N of type unsigned integer\n"
                        "  with N = 2: not confirmed after 7 s\n";
    struct sim s = simulate(
        STEP("initiate and confirm Go of X with arguments N := 1 end with;\n"
             "initiate and confirm Go of X with arguments N := 2 end with;"),
        world);
    assert_true(has_line(&s, "     1  TC    Go of X"));
    assert_true(has_line(&s, "     8  TC    Go of X"));
    assert_true(has_line(&s, "completed [not confirmed]"));
    assert_int_equal(s.result.outcome, PLUTO_ABORTED);
    sim_fini(&s);
}

static void
conditions_fire_on_the_edge(void **state)
{
    (void)state;
    struct sim s = simulate(STEP("wait for 30 s; log N of X;"),
        "T of X = 0.0\nN of X = 0\nevent Hot\n"
        "at 0 s: T of X rises 1 /s to 5\n"
        "at 10 s: T of X falls 1 /s to 0\n"
        "at 20 s: T of X rises 1 /s to 5\n"
        "whenever T of X >= 3: N of X = 1, 2, 3\n"
        "when T of X >= 3 + 2 s: raise Hot\n"
        "expect N of X = 2\n");
    assert_true(has_line(&s, "    30  LOG"));
    assert_string_equal(strbuf_get(&s.result.fail), "");
    sim_fini(&s);
}

static void
patience_ends_what_does_not(void **state)
{
    (void)state;
    struct sim s = simulate(
        STEP("wait until M of X = 'on';"), "patience 1 min\nM of X = 'off'\n");
    assert_int_equal(s.result.end, WORLD_NO_END);
    assert_int_equal(s.result.outcome, PLUTO_NOT_AVAILABLE);
    assert_true(str_contains_ci(strbuf_get(&s.result.why), "patience"));
    assert_true(str_contains_ci(strbuf_get(&s.result.why), "M of X"));
    sim_fini(&s);
}

static void
a_day_of_waiting_is_jumped_over(void **state)
{
    (void)state;
    struct sim s =
        simulate(STEP("wait for 23 h; log \"x\";"), "expect end by 23 h\n");
    assert_true(has_line(&s, " 82800  LOG"));
    assert_string_equal(strbuf_get(&s.result.fail), "");
    sim_fini(&s);
}

static void
a_loop_without_a_wait_is_ended(void **state)
{
    (void)state;
    struct sim s = simulate(
        STEP("declare variable N of type signed integer end declare main\n"
             "N := 0; while TRUE do N := N + 1; end while; end main"),
        "patience 10 min\n");
    assert_int_equal(s.result.end, WORLD_NO_END);
    sim_fini(&s);
}

static void
expectations_say_what_was_instead(void **state)
{
    (void)state;
    struct sim s = simulate(STEP("initiate and confirm Go of X;"),
        "T of X = 5 degC\nactivity Go of X: confirmed after 4 s\n"
        "expect aborted\nexpect T of X = 6 degC\nexpect end by 3 s\n"
        "expect Go of X never initiated\nexpect line \"hello\"\n"
        "expect needs operator\nexpect no end\n"
        "expect T of X = 278.15 K\nexpect confirmed because NONE\n");
    assert_true(s.result.outcome_is_expected);
    assert_string_equal(strbuf_get(&s.result.fail),
        "w:3: after 4 s: expected outcome aborted, it is confirmed\n"
        "w:4: after 4 s: expected T of X = 6 degC, it is 5 degC\n"
        "w:5: after 4 s: it did not end in time: after 4.0 s, confirmed\n"
        "w:6: after 4 s: expected Go of X to be initiated 0 times, it was 1 "
        "times\n"
        "w:7: after 4 s: expected a line \"hello\", there was none\n"
        "w:8: after 4 s: expected needs operator, it is confirmed\n"
        "w:9: after 4 s: expected no end, it is confirmed\n");
    sim_fini(&s);
}

static void
an_operator_takes_a_hand(void **state)
{
    (void)state;
    struct sim s = simulate(STEP("wait for 5 s; log \"a\"; log \"b\";"),
        "at 2 s: operator pauses\nat 9 s: operator resumes\n"
        "at 10 s: operator resumes\n"
        "expect confirmed\n");
    assert_true(has_line(&s, "     9  LOG"));
    /* It was over by then: nobody is refused. */
    assert_string_equal(strbuf_get(&s.result.fail), "");
    sim_fini(&s);
    s = simulate(STEP("wait for 5 s; log \"a\";"),
        "at 2 s: operator skips \"no need\"\nat 3 s: operator aborts all "
        "\"enough\"\n");
    assert_true(has_line(&s, "     3  PROC"));
    assert_int_equal(s.result.outcome, PLUTO_ABORTED);
    assert_true(str_prefix(strbuf_get(&s.result.fail),
        "w:1: after 2 s: the operator was refused: "));
    sim_fini(&s);
}

static void
the_same_world_gives_the_same_trace(void **state)
{
    (void)state;
    struct strbuf first = {0};
    for (int i = 0; i < 3; i++) {
        struct sim s = simulate(
            "procedure in parallel initiate and confirm A of X; initiate and "
            "confirm B of X; initiate and confirm C of X; end parallel; end "
            "procedure",
            "activity A of X: confirmed after 2 s\n"
            "activity B of X: confirmed after 2 s\n"
            "activity C of X: confirmed after 1 s\n");
        if (i == 0)
            strbuf_adds(&first, strbuf_get(&s.trace));
        assert_string_equal(strbuf_get(&s.trace), strbuf_get(&first));
        sim_fini(&s);
    }
    strbuf_fini(&first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_stops_at_its_limit),
        cmocka_unit_test(a_limit_that_is_passed_already_holds_the_value),
        cmocka_unit_test(periodic_samples_are_those_of_their_moments),
        cmocka_unit_test(late_samples_are_those_of_the_past),
        cmocka_unit_test(silence_expires_and_loss_of_signal_does_not),
        cmocka_unit_test(what_was_never_set_was_never_received),
        cmocka_unit_test(a_command_sets_telemetry_from_its_argument),
        cmocka_unit_test(arguments_choose_the_outcome),
        cmocka_unit_test(conditions_fire_on_the_edge),
        cmocka_unit_test(patience_ends_what_does_not),
        cmocka_unit_test(a_day_of_waiting_is_jumped_over),
        cmocka_unit_test(a_loop_without_a_wait_is_ended),
        cmocka_unit_test(expectations_say_what_was_instead),
        cmocka_unit_test(an_operator_takes_a_hand),
        cmocka_unit_test(the_same_world_gives_the_same_trace),
    };
    return check_run(tests);
}
