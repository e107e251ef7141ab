/*
 * test_debrief_text.c - a kept debrief is the page it was.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/debrief_text.h"

#include "support/check.h"
#include "support/xtce.h"

#include <stdlib.h>

#include "sim/exercise.h"

#define BODY                                                                   \
    XTCE_TYPES(XTCE_UINT("u8", "8"))                                           \
    XTCE_PARAMS(XTCE_PARAM("T", "u8"))                                         \
    XTCE_CONTAINERS(XTCE_CONTAINER("HK", XTCE_ENTRY("T")))

static const char scenario_text[] =
    "scenario A \"An exercise\"\nduration 2 min\n"
    "fault F \"one\"\n  signal lost\n  begins at 10\n  ends after 30\n"
    "  detect alarm T\n  diagnose display D-1\n"
    "fault G \"two\"\n  pointing lost\n  begins by hand\n"
    "fault H \"three\"\n  pointing lost\n  begins at 119:00\n";

static void
on_begin(void *arg, size_t handle, const struct scenario_effect *effect)
{
    (void)arg, (void)handle, (void)effect;
}

static void
on_end(void *arg, size_t handle)
{
    (void)arg, (void)handle;
}

static void
on_fault(void *arg, const struct exercise_fault *fault)
{
    (void)arg, (void)fault;
}

static void
on_mark(void *arg, const struct exercise_mark *mark)
{
    (void)arg, (void)mark;
}

static const struct exercise_outbox outbox = {.begin = on_begin,
    .end = on_end,
    .fault = on_fault,
    .mark = on_mark,
    .hint = on_fault};

static void
step(struct exercise *ex, double s)
{
    exercise_step(ex, s, (struct utc){(int64_t)(s * 1e9)});
}

static void
play(struct exercise *ex)
{
    for (double s = 0; s < 60; s += 0.5) {
        step(ex, s);
        if (s == 12)
            exercise_alarm(ex, "/S/T");
        if (s == 15)
            exercise_acknowledged(ex, "/S/T", "anna");
        if (s == 20)
            exercise_display(ex, "D-1", "anna");
        if (s == 30)
            assert_int_equal(exercise_trigger(ex, "G", "ilse"), ERR_OK);
        if (s == 40)
            assert_int_equal(exercise_clear(ex, "G", "ilse"), ERR_OK);
    }
    exercise_note(ex, "note", "Well \"done\".", "ilse");
    exercise_end(ex);
}

static void
json_becomes_the_page_that_was_written(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(BODY);
    struct notes notes = {0};
    struct scenario *scenario = NULL;
    assert_int_equal(scenario_load_memory("a.scn", scenario_text,
                         sizeof scenario_text - 1, mdb, &notes, &scenario),
        ERR_OK);
    struct exercise *ex = exercise_new(scenario, mdb, &outbox);
    play(ex);
    struct strbuf text = {0}, json = {0}, again = {0};
    exercise_debrief(ex, &text);
    exercise_debrief_json(ex, &json);
    assert_int_equal(
        debrief_text("f", json.s, json.len, &notes, &again), ERR_OK);
    assert_string_equal(strbuf_get(&again), strbuf_get(&text));
    assert_non_null(strstr(again.s, "cleared at 0:40 by ilse"));
    assert_non_null(strstr(again.s, "did not begin"));
    strbuf_fini(&text);
    strbuf_fini(&json);
    strbuf_fini(&again);
    exercise_free(&ex);
    scenario_free(&scenario);
    notes_fini(&notes);
    mdb_free(&mdb);
}

static void
other_files_are_refused_with_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } row[] = {{"", "no JSON"}, {"{\"v\":1", "no JSON"},
        {"[]", "this is no debrief"}, {"{\"v\":1}", "this is no debrief"},
        {"{\"v\":2,\"scenario\":\"\",\"faults\":[],\"marks\":[]}",
            "this is no debrief"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct notes notes = {0};
        struct strbuf out = {0};
        assert_int_equal(
            debrief_text("f", row[i].text, strlen(row[i].text), &notes, &out),
            ERR_FORMAT);
        assert_int_equal(notes.errors, 1);
        assert_non_null(strstr(notes.note[0].text, row[i].want));
        strbuf_fini(&out);
        notes_fini(&notes);
    }
}

static void
hostile_members_do_no_harm(void **state)
{
    (void)state;
    static const char text[] =
        "{\"v\":1,\"scenario\":\"\\u001b[2J\",\"title\":7,\"elapsed_s\":1e300,"
        "\"faults\":[1,{\"id\":\"\\u001b]0;x\\u0007\",\"begun_s\":-5,"
        "\"ended_s\":\"x\",\"by\":[]}],\"marks\":[null,{\"s\":{},\"text\":"
        "\"a\\nb\"}]}";
    struct notes notes = {0};
    struct strbuf out = {0};
    assert_int_equal(
        debrief_text("f", text, sizeof text - 1, &notes, &out), ERR_OK);
    assert_null(strchr(out.s, '\x1b'));
    assert_null(strchr(out.s, '\x07'));
    strbuf_fini(&out);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_becomes_the_page_that_was_written),
        cmocka_unit_test(other_files_are_refused_with_their_place),
        cmocka_unit_test(hostile_members_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
