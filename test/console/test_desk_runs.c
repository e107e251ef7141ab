/*
 * test_desk_runs.c - a hand in a procedure: keys, the command line, answers,
 * dialogs, and how a procedure calls.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/desk_rig.h"

#define ID RUN_SCENE_ID

static void
open_run(struct desk_rig *r, enum run_scene scene, bool is_readonly)
{
    desk_rig_open(r, SCENE_GOOD, is_readonly);
    r->runs = scene;
    run_scene(&r->model, scene, r->now);
    desk_rig_keys(r, ": run Space 12 Enter");
    desk_rig_paint(r);
}

/* The executor is heard all the while. */
static void
later(struct desk_rig *r, int64_t ms)
{
    r->now.mono = mono_add_ns(r->now.mono, ms * NS_PER_MS);
    r->now.utc = utc_add_ns(r->now.utc, ms * NS_PER_MS);
    feed_heartbeat(&r->model, r->now, "exec", "ready", 0);
    for (size_t i = 0; i < r->model.runs.n; i++)
        r->model.runs.run[i]->heard = r->now.mono;
    desk_rig_paint(r);
}

static bool
shows(struct desk_rig *r, const char *text)
{
    return strstr(desk_rig_text(r), text) != NULL;
}

static void
each_key_asks_for_one_thing(void **state)
{
    (void)state;
    static const struct {
        enum run_scene scene;
        const char *keys, *asked;
    } cases[] = {
        {RUNS_WAITING, "p", "pause " ID},
        {RUNS_PAUSED, "p", "resume " ID},
        {RUNS_PAUSED, ".", "step " ID},
        {RUNS_PAUSED, "O", "over " ID},
        {RUNS_PAUSED, ": over Enter", "over " ID},
        {RUNS_PAUSED, "b", "break " ID " 2.1.1"},
        {RUNS_PAUSED, "/ confirms Enter b", "unbreak " ID " 2.C1"},
        {RUNS_PAUSED, "K not Space needed Enter", "skip " ID " not needed"},
        {RUNS_PAUSED, ": goto Space 3 Enter late Enter", "goto " ID " 3 late"},
        {RUNS_PAUSED, ": goto Space 2.1.2 Space go Space on Enter",
            "goto " ID " 2.1.2 go on"},
        {RUNS_PAUSED, ": goto Space line Space 20 Space x Enter",
            "goto " ID " line 20 x"},
        {RUNS_WAITING, ": break Space 3 Enter", "break " ID " 3"},
        {RUNS_WAITING, ": break Space 3 Space once Enter",
            "break " ID " 3 once"},
        {RUNS_WAITING, ": unbreak Space 3 Enter", "unbreak " ID " 3"},
        {RUNS_WAITING, ": proc Space mode Space by-step Enter",
            "mode " ID " by-step"},
        {RUNS_WAITING, ": proc Space give Space FC-2 Enter",
            "give " ID " FC-2"},
        {RUNS_WAITING, ": proc Space release Enter", "release " ID},
        {RUNS_WAITING, ": proc Space pause Enter", "pause " ID},
        {RUNS_ORPHAN, ": proc Space take Enter", "take " ID},
        {RUNS_WAITING, ": proc Space reload Enter", "reload"},
        {RUNS_WAITING, ": proc Space start Space PO-002 Space A=1 Enter",
            "start PO-002 A=1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk_rig r;
        open_run(&r, cases[i].scene, false);
        desk_rig_keys(&r, cases[i].keys);
        if (r.execs != 1 || strcmp(r.exec, cases[i].asked) != 0)
            fail_msg("%s: '%s', not '%s' (%d): %s", cases[i].keys, r.exec,
                cases[i].asked, r.execs, desk_rig_line(&r, 22));
        desk_rig_close(&r);
    }
}

static void
what_cannot_be_done_says_what_to_do_instead(void **state)
{
    (void)state;
    static const struct {
        enum run_scene scene;
        const char *person;
        bool is_readonly;
        const char *keys, *says;
    } cases[] = {
        {RUNS_WAITING, "FC-1", false, ".", "p pauses it"},
        {RUNS_WAITING, "FC-2", false, "p", "FC-1 controls"},
        {RUNS_WAITING, "FC-2", false, "X", "FC-1 controls"},
        {RUNS_WAITING, "FC-2", false, ": goto Space 3 Enter", "FC-1 controls"},
        {RUNS_WAITING, "FC-1", false, ": goto Space 3 Enter",
            "only a paused procedure"},
        {RUNS_ASKING, "FC-2", false, "a", "FC-1 controls"},
        {RUNS_ASKING, "FC-2", true, "a", "read-only"},
        {RUNS_WAITING, "FC-1", true, "p", "read-only"},
        {RUNS_WAITING, "FC-1", true, ": proc Space take Enter", "read-only"},
        {RUNS_WAITING, "FC-2", false, ": proc Space release Enter",
            "FC-1 controls"},
        {RUNS_SILENT, "FC-1", false, "p", "executor is silent"},
        {RUNS_PAUSED, "FC-1", false, "K Enter", "needs a reason"},
        {RUNS_WAITING, "FC-1", false, ": proc Space dance Enter",
            ":proc take, give PERSON"},
        {RUNS_WAITING, "FC-1", false, ": proc Space take Enter",
            "you control PO-008"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk_rig r;
        open_run(&r, cases[i].scene, cases[i].is_readonly);
        (void)str_copy(r.model.orders.person, sizeof r.model.orders.person,
            cases[i].person);
        desk_rig_keys(&r, cases[i].keys);
        if (r.execs != 0 || !shows(&r, cases[i].says))
            fail_msg("%zu %s: %s", i, cases[i].keys, desk_rig_line(&r, 22));
        desk_rig_close(&r);
    }
}

static void
control_of_another_is_asked_for(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, false);
    (void)str_copy(r.model.orders.person, sizeof r.model.orders.person, "FC-2");
    desk_rig_keys(&r, ": proc Space take Enter");
    assert_true(shows(&r, "FC-1 controls PO-008: ask for it?"));
    desk_rig_keys(&r, "y");
    assert_string_equal(r.exec, "take " ID);
    desk_rig_exec_answer(&r, ERR_DENIED, "FC-1 controls it: asked");
    assert_true(shows(&r, "FC-1 controls it: asked"));
    desk_rig_close(&r);
}

/* ---- questions ----------------------------------------------------------- */

static void
a_question_is_answered_on_purpose(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_ASKING, false);
    desk_rig_keys(&r, "2 Enter"); /* keys of the console, not an answer */
    desk_rig_keys(&r, ": run Space 12 Enter");
    assert_int_equal(r.execs, 0);
    desk_rig_type(&r, "a");
    assert_true(r.drops > 0);
    later(&r, 2000);
    desk_rig_type(&r, "Enter");
    assert_int_equal(r.execs, 0);
    desk_rig_type(&r, "2 Enter");
    assert_int_equal(r.execs, 1);
    assert_string_equal(r.exec, "answer " ID " 3 continue");
    desk_rig_close(&r);
}

static void
a_critical_answer_is_typed_by_name(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_CRITICAL, false);
    desk_rig_type(&r, "a");
    later(&r, 2000);
    desk_rig_type(&r, "1 Enter");
    assert_int_equal(r.execs, 0);
    assert_true(shows(&r, "ANSWER A CRITICAL QUESTION"));
    assert_true(shows(&r, "type TAKE_IMAGE and Enter"));
    later(&r, 6000);
    desk_rig_type(&r, "Tab TAKE_IMAGE Enter");
    assert_int_equal(r.execs, 1);
    assert_string_equal(r.exec, "answer " ID " 3 restart");
    desk_rig_close(&r);
}

static void
a_critical_dialog_ends_with_its_question(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_CRITICAL, false);
    desk_rig_type(&r, "a");
    later(&r, 2000);
    desk_rig_type(&r, "1 Enter");
    struct msg_prompt p = prompt_message(r.now, RUNS_CRITICAL);
    p.is_open = false;
    feed_prompt(&r.model, r.now, &p);
    assert_true(shows(&r, "the question is not open any more"));
    later(&r, 6000);
    desk_rig_type(&r, "TAKE_IMAGE Enter");
    assert_int_equal(r.execs, 0);
    desk_rig_close(&r);
}

static void
an_abort_is_typed_by_the_procedures_id(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, false);
    desk_rig_type(&r, "X");
    assert_true(shows(&r, "Abort PO-008 #12, because:"));
    desk_rig_type(&r, "smoke Enter");
    assert_true(shows(&r, "ABORT A PROCEDURE"));
    assert_true(shows(&r, "2.1.2 wait for 10 s"));
    later(&r, 4000);
    desk_rig_type(&r, "Enter"); /* on Cancel */
    assert_int_equal(r.execs, 0);
    later(&r, 500);
    desk_rig_type(&r, "X smoke Enter");
    later(&r, 9000);
    desk_rig_type(&r, "Tab PO-008 Enter");
    assert_string_equal(r.exec, "abort " ID " smoke");
    desk_rig_close(&r);
}

static void
control_is_seized_with_a_reason_and_a_name(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, false);
    (void)str_copy(r.model.orders.person, sizeof r.model.orders.person, "FC-2");
    desk_rig_type(&r, ": proc Space seize Enter");
    assert_true(shows(&r, "it needs a reason"));
    desk_rig_type(&r, ": proc Space seize Space ill Enter");
    later(&r, 9000);
    desk_rig_type(&r, "Tab FC-1 Enter");
    assert_string_equal(r.exec, "seize " ID " ill");
    desk_rig_close(&r);
}

/* ---- answers of the executor, calling ------------------------------------ */

static void
silence_is_not_taken_for_no(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_PAUSED, false);
    desk_rig_keys(&r, ".");
    desk_exec_answer(r.desk, r.exec_ticket, NULL);
    assert_true(shows(&r, "whether it did 'step' is not known"));
    desk_rig_close(&r);
}

static void
what_was_started_is_looked_at(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    run_scene(&r.model, RUNS_WAITING, r.now);
    r.runs = RUNS_WAITING;
    desk_rig_keys(&r, ": proc Space start Space PO-008 Space A=1 Enter");
    desk_rig_exec_answer(&r, ERR_OK, ID);
    assert_true(shows(&r, "Run PO-008 #12"));
    desk_rig_close(&r);
}

static void
a_question_calls_in_every_view(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "7");
    desk_rig_paint(&r);
    assert_null(strstr(desk_rig_line(&r, 2), "3PROC!"));
    int bells = r.bells;
    run_scene(&r.model, RUNS_ASKING, r.now);
    assert_non_null(strstr(desk_rig_line(&r, 2), "3PROC!"));
    assert_int_equal(r.bells, bells + 1);
    later(&r, 9000); /* the toast is over */
    assert_non_null(
        strstr(desk_rig_line(&r, 22), "? PO-008 #12 asks: Take Image"));
    assert_int_equal(r.bells, bells + 2); /* two beeps, then quiet */
    later(&r, 20000);
    assert_int_equal(r.bells, bells + 2);
    desk_rig_close(&r);
}

static void
a_watcher_is_not_rung_for(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_paint(&r);
    int bells = r.bells;
    orders_begin(
        &r.model.orders, "00112233445566778899aabbccddeeff", "FC-2", "");
    run_scene(&r.model, RUNS_ASKING, r.now);
    desk_rig_keys(&r, "7");
    desk_rig_paint(&r);
    assert_int_equal(r.bells, bells);
    assert_non_null(strstr(desk_rig_line(&r, 2), "3PROC!"));
    assert_null(strstr(desk_rig_line(&r, 22), "asks"));
    run_scene(&r.model, RUNS_ORPHAN, r.now); /* nobody has it */
    desk_rig_paint(&r);
    assert_int_equal(r.bells, bells + 1);
    desk_rig_close(&r);
}

static void
lost_control_is_told(void **state)
{
    (void)state;
    struct desk_rig r;
    open_run(&r, RUNS_WAITING, false);
    desk_keep_runs(r.desk, r.now);
    struct msg_run m = run_message(r.now, RUNS_WAITING);
    m.controller = msg_str("FC-2");
    m.change = 41;
    feed_run(&r.model, r.now, &m);
    desk_keep_runs(r.desk, r.now);
    assert_true(shows(&r, "control of PO-008 is with FC-2"));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_asks_for_one_thing),
        cmocka_unit_test(what_cannot_be_done_says_what_to_do_instead),
        cmocka_unit_test(control_of_another_is_asked_for),
        cmocka_unit_test(a_question_is_answered_on_purpose),
        cmocka_unit_test(a_critical_answer_is_typed_by_name),
        cmocka_unit_test(a_critical_dialog_ends_with_its_question),
        cmocka_unit_test(an_abort_is_typed_by_the_procedures_id),
        cmocka_unit_test(control_is_seized_with_a_reason_and_a_name),
        cmocka_unit_test(silence_is_not_taken_for_no),
        cmocka_unit_test(what_was_started_is_looked_at),
        cmocka_unit_test(a_question_calls_in_every_view),
        cmocka_unit_test(a_watcher_is_not_rung_for),
        cmocka_unit_test(lost_control_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
