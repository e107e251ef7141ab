/*
 * test_procedures.c - view 3: runs and library, a procedure's page, the form
 * that starts it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/desk_rig.h"

static void
open_view(struct desk_rig *r, enum run_scene scene, int rows, int cols)
{
    desk_rig_open(r, SCENE_GOOD, false);
    r->runs = scene;
    run_scene(&r->model, scene, r->now);
    desk_rig_resize(r, rows, cols);
    desk_rig_keys(r, "3");
    desk_rig_paint(r);
}

static bool
shows(struct desk_rig *r, const char *text)
{
    return strstr(desk_rig_text(r), text) != NULL;
}

static void
lists_are_as_people_have_looked_at_them(void **state)
{
    (void)state;
    static const struct {
        const char *name, *keys;
        enum run_scene scene;
        int rows, cols;
    } cases[] = {
        {"library-80x24", "", RUNS_NONE, 24, 80},
        {"runs-80x24", "", RUNS_ASKING, 24, 80},
        {"both-200x60", "f", RUNS_ASKING, 60, 200},
        {"runs-60x16", "", RUNS_ORPHAN, 16, 60},
        {"hostile-80x24", "Tab", RUNS_HOSTILE, 24, 80},
        {"page-80x24", "Tab j Enter", RUNS_WAITING, 24, 80},
        {"broken-80x24", "Tab G Enter", RUNS_WAITING, 24, 80},
        {"start-80x24", "Tab j j B", RUNS_WAITING, 24, 80},
        {"start-60x16", "Tab j j B Tab Tab Right", RUNS_WAITING, 16, 60},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int ascii = 0; ascii < 2; ascii++) {
            struct desk_rig r;
            char name[96];
            open_view(&r, cases[i].scene, cases[i].rows, cases[i].cols);
            desk_rig_keys(&r, cases[i].keys);
            r.is_ascii = ascii;
            (void)snprintf(name, sizeof name, "console/procedures/%s%s",
                cases[i].name, ascii ? "-ascii" : "");
            desk_rig_golden(&r, name);
            assert_true(desk_rig_is_clean(&r));
            desk_rig_close(&r);
        }
}

static void
nothing_there_says_what_is_missing(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "3");
    assert_true(shows(&r, "This instance has no executor of procedures."));
    desk_rig_close(&r);
}

static void
the_library_is_filtered_searched_and_sorted(void **state)
{
    (void)state;
    struct desk_rig r;
    open_view(&r, RUNS_NONE, 24, 80);
    desk_rig_keys(&r, "& Safe Enter");
    assert_false(shows(&r, "PO-002"));
    assert_true(shows(&r, "PO-011"));
    desk_rig_keys(&r, "q / PO-011 Enter");
    assert_true(shows(&r, "changed since it was approved"));
    desk_rig_keys(&r, "o o o");
    assert_true(shows(&r, "by APPROVAL"));
    desk_rig_close(&r);
}

static void
what_may_not_run_is_not_started_and_says_why(void **state)
{
    (void)state;
    struct desk_rig r;
    open_view(&r, RUNS_NONE, 24, 80);
    desk_rig_keys(&r, "G B");
    assert_true(shows(&r, "it has errors"));
    assert_false(shows(&r, "[ Start ]"));
    desk_rig_keys(&r, "Enter");
    assert_true(shows(&r, "12:9: error: no activity 'Take Imge'"));
    desk_rig_close(&r);
}

static void
the_form_starts_with_what_was_typed(void **state)
{
    (void)state;
    struct desk_rig r;
    open_view(&r, RUNS_NONE, 24, 80);
    desk_rig_keys(&r, "j B");
    assert_true(shows(&r, "real degC 10 .. 30"));
    desk_rig_keys(&r, "Backspace Backspace 25 Tab 7 Enter Right Enter Enter");
    assert_true(shows(&r, "Start PO-008 by-step: it sends commands?"));
    assert_int_equal(r.execs, 0);
    desk_rig_keys(&r, "y");
    assert_int_equal(r.execs, 1);
    assert_string_equal(r.exec, "start PO-008 mode=by-step Target=25 Orbit=7");
    desk_rig_exec_answer(&r, ERR_RANGE, "Orbit: 7 is not a number of Orbit");
    assert_true(shows(&r, "Orbit: 7 is not"));
    assert_true(shows(&r, "[ Start ]"));
    desk_rig_close(&r);
}

static void
a_draft_is_asked_about(void **state)
{
    (void)state;
    struct desk_rig r;
    open_view(&r, RUNS_NONE, 24, 80);
    desk_rig_keys(&r, "j j B Tab Tab Tab Enter");
    assert_true(shows(&r, "which is a DRAFT, not approved?"));
    desk_rig_keys(&r, "n");
    assert_int_equal(r.execs, 0);
    desk_rig_keys(&r, "Esc");
    assert_true(shows(&r, "Library"));
    desk_rig_close(&r);
}

/* A console opens before anything is heard. */
static void
runs_that_come_at_first_are_shown_unless_somebody_chose(void **state)
{
    (void)state;
    for (int chose = 0; chose < 2; chose++) {
        struct desk_rig r;
        open_view(&r, RUNS_NONE, 24, 80);
        assert_true(shows(&r, "Procedures, Library"));
        if (chose)
            desk_rig_keys(&r, "j");
        run_scene(&r.model, RUNS_WAITING, r.now);
        assert_true(
            shows(&r, chose ? "Procedures, Library" : "Procedures, Runs 3"));
        desk_rig_close(&r);
    }
}

static void
enter_attaches_to_a_run(void **state)
{
    (void)state;
    struct desk_rig r;
    open_view(&r, RUNS_WAITING, 24, 80);
    desk_rig_keys(&r, "Enter");
    assert_true(shows(&r, "Run PO-008 #12"));
    assert_true(shows(&r, "2.1.2 wait for 10 s"));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_as_people_have_looked_at_them),
        cmocka_unit_test(nothing_there_says_what_is_missing),
        cmocka_unit_test(the_library_is_filtered_searched_and_sorted),
        cmocka_unit_test(what_may_not_run_is_not_started_and_says_why),
        cmocka_unit_test(the_form_starts_with_what_was_typed),
        cmocka_unit_test(a_draft_is_asked_about),
        cmocka_unit_test(
            runs_that_come_at_first_are_shown_unless_somebody_chose),
        cmocka_unit_test(enter_attaches_to_a_run),
    };
    return check_run(tests);
}
