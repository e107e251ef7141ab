/*
 * test_exercise.c - a scenario as it is played, and what is said of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include <math.h>

#include "common/str.h"
#include "mdb/decode.h"
#include "sim/exercise.h"

#define BODY                                                                   \
    XTCE_TYPES(XTCE_UINT("u8", "8"))                                           \
    XTCE_PARAMS(XTCE_PARAM("T", "u8") XTCE_PARAM("U", "u8"))                   \
    XTCE_CONTAINERS(XTCE_CONTAINER("HK", XTCE_ENTRY("T") XTCE_ENTRY("U")))

struct rig {
    struct mdb *mdb;
    struct mdb_decoder *decoder;
    struct scenario *scenario;
    struct exercise *ex;
    struct strbuf told; /* begin, end, hint */
    double s;
    unsigned marks;
};

static void
on_begin(void *arg, size_t handle, const struct scenario_effect *effect)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "%g +%zu %s\n", r->s, handle, effect->text);
}

static void
on_end(void *arg, size_t handle)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "%g -%zu\n", r->s, handle);
}

static void
on_fault(void *arg, const struct exercise_fault *fault)
{
    (void)arg;
    assert_non_null(fault->plan);
}

static void
on_mark(void *arg, const struct exercise_mark *mark)
{
    struct rig *r = arg;
    assert_int_equal(mark->number, ++r->marks);
}

static void
on_hint(void *arg, const struct exercise_fault *fault)
{
    struct rig *r = arg;
    strbuf_addf(&r->told, "%g hint %s\n", r->s, fault->plan->hint);
}

static void
rig_open(struct rig *r, const char *text)
{
    *r = (struct rig){.mdb = xtce_good(BODY)};
    r->decoder = mdb_decoder_new(r->mdb);
    struct notes notes = {0};
    if (text != NULL) {
        enum err e = scenario_load_memory(
            "a.scn", text, strlen(text), r->mdb, &notes, &r->scenario);
        notes_print(&notes, stderr, false);
        assert_int_equal(e, ERR_OK);
    }
    notes_fini(&notes);
    r->ex = exercise_new(r->scenario, r->mdb,
        &(struct exercise_outbox){.arg = r,
            .begin = on_begin,
            .end = on_end,
            .fault = on_fault,
            .mark = on_mark,
            .hint = on_hint});
}

static void
rig_close(struct rig *r)
{
    exercise_free(&r->ex);
    scenario_free(&r->scenario);
    mdb_decoder_free(&r->decoder);
    mdb_free(&r->mdb);
    strbuf_fini(&r->told);
}

static void
step(struct rig *r, double s)
{
    r->s = s;
    exercise_step(r->ex, s, (struct utc){(int64_t)(s * 1e9)});
}

static void
telemetry(struct rig *r, uint8_t t, uint8_t u)
{
    struct mdb_frame frame;
    uint8_t packet[] = {t, u};
    mdb_decode(r->decoder, MDB_NIL, packet, sizeof packet, &frame);
    assert_int_equal(frame.result, MDB_DECODED);
    exercise_frame(r->ex, &frame, (struct utc){(int64_t)(r->s * 1e9) + 1});
}

static void
expect(struct rig *r, const char *told)
{
    assert_string_equal(strbuf_get(&r->told), told);
    strbuf_reset(&r->told);
}

#define HEAD "scenario A \"An exercise\"\n"

static void
faults_begin_and_end_at_their_times(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, HEAD "duration 5 min\n"
                      "fault F \"one\"\n signal lost\n pointing lost\n"
                      " begins at 1:00\n ends after 30 s\n"
                      "fault G \"two\"\n signal lost\n"
                      " begins 10 s after F ends\n");
    step(&r, 59.9);
    expect(&r, "");
    step(&r, 60);
    expect(&r, "60 +0 signal lost\n60 +1 pointing lost\n");
    step(&r, 89.9);
    expect(&r, "");
    step(&r, 90);
    expect(&r, "90 -0\n90 -1\n");
    step(&r, 99.9);
    expect(&r, "");
    step(&r, 100);
    expect(&r, "100 +2 signal lost\n");
    assert_int_equal(exercise_fault(r.ex, 0)->state, EXERCISE_OVER);
    assert_int_equal(exercise_fault(r.ex, 1)->state, EXERCISE_ON);
    step(&r, 299.9);
    assert_false(exercise_is_over(r.ex));
    step(&r, 300);
    expect(&r, "300 -2\n");
    assert_true(exercise_is_over(r.ex));
    step(&r, 400);
    expect(&r, "");
    rig_close(&r);
}

static void
conditions_have_to_hold_without_a_break(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, HEAD "fault F \"one\"\n signal lost\n"
                      " begins when T > 10 and U == 1 for 5 s\n"
                      " ends when T < 3\n");
    step(&r, 1);
    telemetry(&r, 11, 1);
    step(&r, 2);
    step(&r, 6.9);
    telemetry(&r, 10, 1); /* a break */
    step(&r, 7);
    telemetry(&r, 11, 1);
    step(&r, 8);
    step(&r, 12.9);
    expect(&r, "");
    step(&r, 13);
    expect(&r, "13 +0 signal lost\n");
    telemetry(&r, 2, 0);
    step(&r, 14);
    expect(&r, "14 -0\n");
    telemetry(&r, 11, 1); /* once is enough */
    step(&r, 30);
    step(&r, 40);
    expect(&r, "");
    rig_close(&r);
}

static const char *const course =
    HEAD "fault F \"one\"\n signal lost\n begins at 10\n ends by hand\n"
         " detect alarm T\n diagnose display THM-02\n"
         " recover when T < 5 for 3 s\n hint after 1 min \"Look!\"\n";

static double
took(const struct rig *r, enum exercise_moment m)
{
    const struct exercise_fault *f = exercise_fault(r->ex, 0);
    return f->moment[m].s - f->moment[MOMENT_BEGUN].s;
}

static void
what_a_trainee_does_is_timed(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, course);
    exercise_alarm(r.ex, "/S/T"); /* before it begins: another matter */
    exercise_display(r.ex, "THM-02", "FC-1");
    exercise_display(r.ex, "PWR-01", "FC-1");
    step(&r, 10);
    telemetry(&r, 2, 0); /* not warm yet: that is no recovery */
    step(&r, 14);
    step(&r, 18);
    assert_true(isnan(took(&r, MOMENT_RECOVERED)));
    telemetry(&r, 20, 0);
    step(&r, 20);
    exercise_alarm(r.ex, "/S/U");
    assert_true(isnan(took(&r, MOMENT_DETECTED)));
    exercise_alarm(r.ex, "/S/T");
    step(&r, 30);
    exercise_alarm(r.ex, "/S/T"); /* again: the first one counts */
    exercise_acknowledged(r.ex, "/S/T", "FC-1");
    step(&r, 35);
    exercise_display(r.ex, "THM-01", "FC-1");
    assert_true(isnan(took(&r, MOMENT_DIAGNOSED)));
    step(&r, 40);
    exercise_display(r.ex, "THM-02", "FC-1");
    telemetry(&r, 4, 0);
    step(&r, 50);
    step(&r, 53);
    assert_true(took(&r, MOMENT_DETECTED) == 10);
    assert_true(took(&r, MOMENT_ACKNOWLEDGED) == 20);
    assert_true(took(&r, MOMENT_DIAGNOSED) == 30);
    assert_true(took(&r, MOMENT_RECOVERED) == 40); /* since when it held */
    step(&r, 100);
    assert_null(strstr(strbuf_get(&r.told), "hint")); /* it was diagnosed */
    assert_string_equal(exercise_fault(r.ex, 0)->moment[MOMENT_DIAGNOSED].by,
        "FC-1, display THM-02");
    rig_close(&r);
}

static void
who_looks_at_the_right_page_understands_when_he_acknowledges(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, course);
    exercise_display(r.ex, "THM-02", "FC-1");
    exercise_display(r.ex, "PWR-01", "FC-2");
    step(&r, 10);
    step(&r, 20);
    exercise_alarm(r.ex, "/S/T");
    step(&r, 25);
    exercise_acknowledged(r.ex, "/S/T", "FC-1");
    assert_true(took(&r, MOMENT_DIAGNOSED) == 15);
    rig_close(&r);
}

static void
a_hint_is_told_once(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, course);
    step(&r, 10);
    expect(&r, "10 +0 signal lost\n");
    step(&r, 69.9);
    expect(&r, "");
    step(&r, 70);
    expect(&r, "70 hint Look!\n");
    step(&r, 80);
    expect(&r, "");
    rig_close(&r);
}

static void
the_instructor_triggers_clears_and_adds(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, course);
    step(&r, 1);
    assert_int_equal(exercise_trigger(r.ex, "G", "INS"), ERR_NOTFOUND);
    assert_int_equal(exercise_clear(r.ex, "F", "INS"), ERR_RANGE);
    assert_int_equal(exercise_trigger(r.ex, "F", "INS"), ERR_OK);
    assert_int_equal(exercise_trigger(r.ex, "F", "INS"), ERR_EXISTS);
    step(&r, 10); /* its planned time: it is on already */
    expect(&r, "1 +0 signal lost\n");
    assert_int_equal(exercise_clear(r.ex, "F", "INS"), ERR_OK);
    assert_int_equal(exercise_clear(r.ex, "F", "INS"), ERR_RANGE);
    expect(&r, "10 -0\n");
    struct notes notes = {0};
    char id[EXERCISE_ID_MAX];
    assert_int_equal(
        exercise_add(r.ex, "pointing lots", "INS", &notes, id), ERR_FORMAT);
    assert_int_equal(notes.errors, 1);
    assert_int_equal(
        exercise_add(r.ex, "pointing lost", "INS", &notes, id), ERR_OK);
    assert_string_equal(id, "hand-1");
    expect(&r, "10 +1 pointing lost\n");
    assert_int_equal(exercise_clear(r.ex, id, "INS"), ERR_OK);
    expect(&r, "10 -1\n");
    assert_true(exercise_fault(r.ex, 1)->is_by_hand);
    notes_fini(&notes);
    rig_close(&r);
}

static void
the_debrief_says_how_long_it_took(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, course);
    step(&r, 10);
    step(&r, 75);
    exercise_alarm(r.ex, "/S/T");
    exercise_acknowledged(r.ex, "/S/T", "FC-1");
    exercise_command(r.ex, "HTR\x1b[31m", "FC-1");
    step(&r, 100);
    exercise_end(r.ex);
    struct strbuf text = {0};
    exercise_debrief(r.ex, &text);
    assert_non_null(strstr(text.s, "DEBRIEF  A  An exercise\nover after 1:40"));
    assert_non_null(strstr(text.s, "begun at 0:10, ended at 1:40"));
    assert_non_null(strstr(text.s, "detected      after 1:05     alarm T"));
    assert_non_null(strstr(text.s, "diagnosed     not"));
    assert_non_null(strstr(text.s, "recovered     0 of 1, after - on average"));
    assert_null(strchr(text.s, '\x1b'));
    strbuf_reset(&text);
    exercise_debrief_json(r.ex, &text);
    assert_non_null(strstr(text.s, "\"detect_s\":65.0"));
    assert_non_null(strstr(text.s, "\"diagnose_s\":null"));
    strbuf_fini(&text);
    rig_close(&r);
}

static void
without_a_scenario_only_the_instructor_acts(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, NULL);
    step(&r, 10);
    step(&r, 5); /* time does not go back */
    expect(&r, "");
    struct strbuf text = {0};
    exercise_debrief(r.ex, &text);
    exercise_debrief_json(r.ex, &text);
    assert_non_null(strstr(text.s, "no scenario"));
    strbuf_fini(&text);
    exercise_end(r.ex);
    exercise_end(r.ex);
    struct notes notes = {0};
    char id[EXERCISE_ID_MAX];
    assert_int_equal(
        exercise_add(r.ex, "signal lost", "INS", &notes, id), ERR_LIMIT);
    rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_begin_and_end_at_their_times),
        cmocka_unit_test(conditions_have_to_hold_without_a_break),
        cmocka_unit_test(what_a_trainee_does_is_timed),
        cmocka_unit_test(
            who_looks_at_the_right_page_understands_when_he_acknowledges),
        cmocka_unit_test(a_hint_is_told_once),
        cmocka_unit_test(the_instructor_triggers_clears_and_adds),
        cmocka_unit_test(the_debrief_says_how_long_it_took),
        cmocka_unit_test(without_a_scenario_only_the_instructor_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
