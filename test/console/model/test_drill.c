/*
 * test_drill.c - what a console knows of an exercise, and what it does not
 * keep.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "console/model/drill.h"
#include "support/feed.h"

static struct msg_scenario
scenario(const char *state, int64_t started_ms, uint64_t faults, uint64_t marks)
{
    return (struct msg_scenario){.name = msg_str("A"),
        .title = msg_str("An exercise"),
        .file = msg_str("/a.scn"),
        .state = msg_str(state),
        .started = feed_clock(started_ms).utc,
        .model = feed_clock(started_ms).utc,
        .elapsed_s = 5,
        .duration_s = NAN,
        .rate = 1,
        .faults = faults,
        .marks = marks};
}

static struct msg_fault
fault(const char *id, const char *state)
{
    return (struct msg_fault){.id = msg_str(id),
        .title = msg_str("title"),
        .text = msg_str("signal lost"),
        .state = msg_str(state),
        .origin = msg_str("scenario"),
        .begins = msg_str("at 02:00"),
        .ends = msg_str("never"),
        .begins_s = 120,
        .begun_s = 121,
        .ended_s = NAN,
        .detected_s = INFINITY,
        .acknowledged_s = NAN,
        .diagnosed_s = NAN,
        .recovered_s = NAN};
}

static struct msg_mark
mark(uint64_t number, int64_t ms)
{
    return (struct msg_mark){.number = number,
        .time = feed_clock(ms).utc,
        .elapsed_s = (double)ms * 1e-3,
        .person = msg_str("anna"),
        .what = msg_str("display"),
        .text = msg_str("D-1"),
        .fault = msg_str("")};
}

static void
words_are_states_and_other_words_are_none(void **state)
{
    (void)state;
    static const char *const words[] = {
        "idle", "ready", "running", "frozen", "over"};
    struct drill d = {0};
    for (unsigned i = 0; i < ARRAY_LEN(words); i++) {
        struct msg_scenario m = scenario(words[i], 0, 1, 1);
        drill_scenario(&d, &m, feed_clock(0));
        assert_int_equal(d.state, i);
        assert_string_equal(drill_state_str(d.state), words[i]);
    }
    struct msg_scenario m = scenario("walking", 0, 1, 1);
    drill_scenario(&d, &m, feed_clock(0));
    assert_int_equal(d.state, DRILL_NONE);
    assert_true(d.duration_s == 0);
    assert_string_equal(drill_fault_state_str(DRILL_CLEARED), "cleared");
    drill_fini(&d);
}

static void
an_exercise_is_on_while_its_model_is_heard(void **state)
{
    (void)state;
    struct drill d = {0};
    assert_false(drill_is_live(&d, feed_clock(0)));
    struct msg_scenario m = scenario("running", 0, 0, 0);
    drill_scenario(&d, &m, feed_clock(0));
    assert_true(drill_is_on(&d, feed_clock(3000)));
    assert_false(drill_is_on(&d, feed_clock(3001)));
    m = scenario("over", 0, 0, 0);
    drill_scenario(&d, &m, feed_clock(4000));
    assert_false(drill_is_on(&d, feed_clock(4000)));
    assert_true(drill_is_live(&d, feed_clock(4000)));
    drill_fini(&d);
}

static void
consoles_of_trainees_keep_no_fault_and_no_mark(void **state)
{
    (void)state;
    struct drill d = {0};
    struct msg_scenario s = scenario("running", 0, 1, 1);
    struct msg_fault f = fault("F", "planned");
    struct msg_mark k = mark(1, 10);
    drill_scenario(&d, &s, feed_clock(0));
    assert_int_equal(drill_fault(&d, &f), ERR_OK);
    drill_mark(&d, &k);
    assert_int_equal(d.n_faults, 0);
    assert_int_equal(d.n_marks, 0);
    assert_null(drill_find(&d, "F"));
    drill_fini(&d);
}

static void
faults_come_change_and_are_withdrawn(void **state)
{
    (void)state;
    struct drill d = {.is_instructor = true};
    struct msg_fault f = fault("F", "planned"), g = fault("G", "on"),
                     bad = fault("H", "lost"), none = fault("", "on");
    assert_int_equal(drill_fault(&d, &f), ERR_OK);
    assert_int_equal(drill_fault(&d, &g), ERR_OK);
    assert_int_equal(drill_fault(&d, &bad), ERR_FORMAT);
    assert_int_equal(drill_fault(&d, &none), ERR_FORMAT);
    assert_int_equal(d.n_faults, 2);
    const struct drill_fault *x = drill_find(&d, "G");
    assert_int_equal(x->state, DRILL_ON);
    assert_true(x->s[DRILL_BEGUN] == 121 && isnan(x->s[DRILL_DETECTED]));
    assert_false(x->is_by_hand);
    f.state = msg_str("gone");
    assert_int_equal(drill_fault(&d, &f), ERR_OK);
    assert_int_equal(drill_fault(&d, &f), ERR_OK);
    assert_int_equal(d.n_faults, 1);
    assert_string_equal(d.fault[0].id, "G");
    struct msg_scenario s = scenario("idle", 0, 0, 0);
    drill_scenario(&d, &s, feed_clock(0)); /* a ground model started anew */
    assert_int_equal(d.n_faults, 0);
    char id[16];
    for (int i = 0; i < DRILL_FAULTS_MAX + 1; i++) {
        (void)snprintf(id, sizeof id, "f%d", i);
        f = fault(id, "planned");
        assert_int_equal(
            drill_fault(&d, &f), i < DRILL_FAULTS_MAX ? ERR_OK : ERR_LIMIT);
    }
    drill_fini(&d);
}

static void
marks_stand_in_order_once_each_of_this_exercise(void **state)
{
    (void)state;
    struct drill d = {.is_instructor = true};
    static const uint64_t numbers[] = {3, 1, 2, 3, 9};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct msg_mark k = mark(numbers[i], (int64_t)numbers[i] * 1000);
        drill_mark(&d, &k);
    }
    struct msg_mark zero = mark(0, 0);
    drill_mark(&d, &zero);
    assert_int_equal(d.n_marks, 4);
    for (size_t i = 1; i < d.n_marks; i++)
        assert_true(d.mark[i - 1].number < d.mark[i].number);
    /* another exercise began: what is older is the one before's */
    struct msg_scenario s = scenario("running", 3000, 2, 9);
    drill_scenario(&d, &s, feed_clock(3000));
    assert_int_equal(d.n_marks, 2);
    struct msg_mark old = mark(7, 2000);
    drill_mark(&d, &old);
    assert_int_equal(d.n_marks, 2);
    for (uint64_t i = 10; i < 10 + 2 * DRILL_MARKS_MAX; i++) {
        struct msg_mark k = mark(i, 4000);
        drill_mark(&d, &k);
    }
    assert_int_equal(d.n_marks, DRILL_MARKS_MAX);
    assert_int_equal(d.mark[d.n_marks - 1].number, 9 + 2 * DRILL_MARKS_MAX);
    struct msg_mark late = mark(4, 4000); /* older than all there is room for */
    drill_mark(&d, &late);
    assert_int_equal(d.n_marks, DRILL_MARKS_MAX);
    assert_int_equal(d.mark[0].number, 10 + DRILL_MARKS_MAX);
    drill_fini(&d);
}

static void
times_are_written_as_people_say_them(void **state)
{
    (void)state;
    static const struct {
        double s;
        const char *text;
    } row[] = {{0, "0:00"}, {59.9, "0:59"}, {754, "12:34"}, {3725, "1:02:05"},
        {NAN, "-"}, {-1, "-"}, {INFINITY, "-"}};
    char out[DRILL_CLOCK_SIZE];
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        assert_string_equal(drill_clock(out, row[i].s), row[i].text);
}

static void
hostile_texts_are_clean(void **state)
{
    (void)state;
    struct drill d = {.is_instructor = true};
    const struct msg_str line[] = {msg_str("a\x1b[2J"), msg_str("b")};
    struct msg_scenario s = scenario("ready", 0, 1, 0);
    s.title = msg_str("t\x1b]0;x\x07");
    s.brief = (struct msg_strv){line, 2};
    drill_scenario(&d, &s, feed_clock(0));
    assert_true(str_is_clean(d.title, strlen(d.title)));
    assert_null(strchr(d.brief, '\x1b'));
    struct msg_fault f = fault("F\x1b", "on");
    assert_int_equal(drill_fault(&d, &f), ERR_OK);
    assert_true(str_is_clean(d.fault[0].id, strlen(d.fault[0].id)));
    drill_fini(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_states_and_other_words_are_none),
        cmocka_unit_test(an_exercise_is_on_while_its_model_is_heard),
        cmocka_unit_test(consoles_of_trainees_keep_no_fault_and_no_mark),
        cmocka_unit_test(faults_come_change_and_are_withdrawn),
        cmocka_unit_test(marks_stand_in_order_once_each_of_this_exercise),
        cmocka_unit_test(times_are_written_as_people_say_them),
        cmocka_unit_test(hostile_texts_are_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
