/*
 * test_run.c - the view of one run, in every state and size, with its keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "console/view/run_why.h"
#include "support/desk_rig.h"

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {60, 200}, {16, 60}};

static void
open_run(struct desk_rig *r, enum run_scene scene, int rows, int cols)
{
    desk_rig_open(r, SCENE_GOOD, false);
    r->runs = scene;
    run_scene(&r->model, scene, r->now);
    desk_rig_resize(r, rows, cols);
    desk_rig_keys(r, ": run Space 12 Enter");
    if (cols >= 160)
        desk_rig_keys(r, "f");
    desk_rig_paint(r);
}

static void
runs_are_as_people_have_looked_at_them(void **state)
{
    (void)state;
    for (int scene = RUNS_WAITING; scene < RUNS_SCENE_COUNT; scene++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int ascii = 0; ascii < 2; ascii++) {
                struct desk_rig r;
                char name[96];
                if (ascii && i > 0)
                    continue;
                open_run(
                    &r, (enum run_scene)scene, sizes[i].rows, sizes[i].cols);
                r.is_ascii = ascii;
                (void)snprintf(name, sizeof name, "console/run/%s-%dx%d%s",
                    run_scene_str((enum run_scene)scene), sizes[i].cols,
                    sizes[i].rows, ascii ? "-ascii" : "");
                desk_rig_golden(&r, name);
                assert_true(desk_rig_is_clean(&r));
                desk_rig_close(&r);
            }
}

static bool
shows(struct desk_rig *r, const char *text)
{
    return strstr(desk_rig_text(r), text) != NULL;
}

static void
any_size_is_painted(void **state)
{
    (void)state;
    static const enum run_scene scenes[] = {
        RUNS_WAITING, RUNS_ASKING, RUNS_VALUE, RUNS_HOSTILE};
    for (size_t k = 0; k < sizeof scenes / sizeof *scenes; k++) {
        struct desk_rig r;
        open_run(&r, scenes[k], 24, 80);
        for (int rows = 1; rows < 40; rows += 3)
            for (int cols = 1; cols < 240; cols += 7) {
                desk_rig_resize(&r, rows, cols);
                desk_rig_keys(&r, "a");
                desk_rig_paint(&r);
                assert_true(desk_rig_is_clean(&r));
                desk_rig_keys(&r, "Esc");
            }
        desk_rig_close(&r);
    }
}

static void
moving_stops_following_and_f_returns(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, 16, 80);
    assert_true(shows(&r, "follow"));
    desk_rig_keys(&r, "G");
    assert_true(shows(&r, "3.2"));
    assert_true(shows(&r, "F follows"));
    assert_true(shows(&r, "current: 2.1.2 above, F goes there"));
    desk_rig_keys(&r, "g");
    desk_rig_keys(&r, "F");
    assert_true(shows(&r, "2.1.2 wait for 10 s"));
    assert_false(shows(&r, "F goes there"));
    desk_rig_close(&r);
}

static void
what_is_folded_is_found_again(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, 30, 80);
    desk_rig_keys(&r, "g / Observe Enter h");
    assert_false(shows(&r, "2.1.2 wait"));
    assert_true(shows(&r, "3.1"));
    desk_rig_keys(&r, "F");
    assert_true(shows(&r, "2.1.2 wait"));
    desk_rig_close(&r);
}

static void
details_say_what_was_written_and_what_became_of_it(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_ASKING, 24, 80);
    desk_rig_keys(&r, "Enter");
    static const char *const texts[] = {"2.1.1", "!! completed, not confirmed",
        "start not reported in 30 s -> ask user", "with arguments Number := i",
        "not confirmed: ask user", "attempt     2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!shows(&r, texts[i]))
            fail_msg("%s", texts[i]);
    desk_rig_keys(&r, "q");
    assert_true(shows(&r, "ASKS"));
    desk_rig_close(&r);
}

static void
a_run_that_is_gone_is_said_to_be(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, 24, 80);
    struct msg_run m = run_message(r.now, RUNS_WAITING);
    m.id = msg_str("");
    feed_run(&r.model, r.now, &m);
    assert_true(shows(&r, "No run is known as"));
    desk_rig_keys(&r, ". p K X a b O Enter F h l /x Enter");
    assert_int_equal(r.execs, 0);
    desk_rig_close(&r);
}

static void
a_question_that_was_answered_elsewhere_closes(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_ASKING, 24, 80);
    desk_rig_keys(&r, "a");
    assert_true(shows(&r, "its number or letter, then Enter"));
    struct msg_prompt p = prompt_message(r.now, RUNS_ASKING);
    p.is_open = false;
    feed_prompt(&r.model, r.now, &p);
    assert_true(shows(&r, "not open any more"));
    desk_rig_type(&r, "2 Enter");
    assert_int_equal(r.execs, 0);
    desk_rig_close(&r);
}

static void
a_procedure_that_is_not_understood_runs_all_the_same(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, 24, 80);
    struct run *run = runs_named(&r.model.runs, "12");
    run_source_fini(&run->source);
    run->source.has_text = run->source.has_catalogue = true;
    (void)str_copy(
        run->source.problem, sizeof run->source.problem, "3:1: what is this");
    assert_true(shows(&r, "3:1: what is this"));
    assert_true(shows(&r, "waits for 10 s: 6.2 s left"));
    desk_rig_close(&r);
}

static void
a_run_that_failed_says_why_in_full(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_FAILED, 24, 80);
    assert_true(shows(&r, "ENDED aborted (INNER)"));
    assert_true(shows(&r, "2.C1 Mode of DPU of Heliograph = 'observe': was "
                          "standby, valid, 0.4 s old"));
    assert_true(shows(&r, "abort (default of 2)"));
    assert_true(shows(&r, "!! now standby, valid, 0."));
    struct run *run = runs_named(&r.model.runs, "12");
    uint32_t cause = pluto_find_number(run->source.tree, "2.C1");
    assert_int_equal(run_why_stmt(run), cause);
    run->whole.reason = PLUTO_R_USER; /* nothing failed: a person ended it */
    free(run->whole.detail);
    run->whole.detail = strdup("smoke");
    assert_int_equal(run_why_stmt(run), PLUTO_NIL);
    assert_true(shows(&r, "by a person: smoke"));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_as_people_have_looked_at_them),
        cmocka_unit_test(any_size_is_painted),
        cmocka_unit_test(moving_stops_following_and_f_returns),
        cmocka_unit_test(what_is_folded_is_found_again),
        cmocka_unit_test(details_say_what_was_written_and_what_became_of_it),
        cmocka_unit_test(a_run_that_is_gone_is_said_to_be),
        cmocka_unit_test(a_question_that_was_answered_elsewhere_closes),
        cmocka_unit_test(a_procedure_that_is_not_understood_runs_all_the_same),
        cmocka_unit_test(a_run_that_failed_says_why_in_full),
    };
    return check_run(tests);
}
