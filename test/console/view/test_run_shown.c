/*
 * test_run_shown.c - why a key cannot be used on a run, and how it is called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/run_shown.h"
#include "console/view/views.h"
#include "support/desk_rig.h"

static const char *
why(struct stage *s, enum action action)
{
    const struct run *run = runs_find(&s->model.runs, RUN_SCENE_ID);
    const char *text = run_why_not(&s->ui, action, run);
    return text != NULL ? text : "";
}

static void
open_scene(struct stage *s, enum run_scene scene)
{
    stage_open(s, &view_params, "", SCENE_GOOD, 20, 80);
    run_scene(&s->model, scene, (struct clock){s->ui.now, s->ui.utc});
}

static void
each_reason_says_what_to_do_instead(void **state)
{
    (void)state;
    static const struct {
        enum run_scene scene;
        const char *person;
        bool is_readonly;
        enum action action;
        const char *why;
    } cases[] = {
        {RUNS_WAITING, "FC-1", false, ACTION_PAUSE, ""},
        {RUNS_WAITING, "FC-1", false, ACTION_STEP, "p pauses it"},
        {RUNS_WAITING, "FC-1", false, ACTION_SKIP, "p pauses it"},
        {RUNS_WAITING, "FC-1", false, ACTION_ACKNOWLEDGE, "asks nothing"},
        {RUNS_PAUSED, "FC-1", false, ACTION_STEP, ""},
        {RUNS_ASKING, "FC-1", false, ACTION_ACKNOWLEDGE, ""},
        {RUNS_ASKING, "FC-2", false, ACTION_ACKNOWLEDGE, "FC-1 controls"},
        {RUNS_ASKING, "FC-2", true, ACTION_PAUSE, "read-only: ask FC-1"},
        {RUNS_ORPHAN, "FC-2", false, ACTION_PAUSE, ":proc take"},
        {RUNS_SILENT, "FC-1", false, ACTION_PAUSE, "executor is silent"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage s;
        open_scene(&s, cases[i].scene);
        s.ui.is_readonly = cases[i].is_readonly;
        (void)str_copy(s.model.orders.person, sizeof s.model.orders.person,
            cases[i].person);
        const char *text = why(&s, cases[i].action);
        if (cases[i].why[0] == '\0' ? text[0] != '\0'
                                    : strstr(text, cases[i].why) == NULL)
            fail_msg("%zu: '%s', not '%s'", i, text, cases[i].why);
        stage_close(&s);
    }
}

static void
an_ended_run_is_only_looked_at(void **state)
{
    (void)state;
    struct stage s;
    open_scene(&s, RUNS_WAITING);
    const struct run *run = runs_named(&s.model.runs, "11");
    assert_string_equal(run_why_not(&s.ui, ACTION_ABORT, run), "it has ended");
    struct strbuf b = {0};
    run_state_text(&s.ui, runs_named(&s.model.runs, "10"), &b);
    assert_string_equal(strbuf_get(&b), "ENDED aborted (USER)");
    strbuf_fini(&b);
    stage_close(&s);
}

static void
a_silent_executor_is_said_before_the_state(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf b = {0};
    open_scene(&s, RUNS_SILENT);
    run_state_text(&s.ui, runs_named(&s.model.runs, "12"), &b);
    assert_string_equal(strbuf_get(&b), "EXECUTOR SILENT, was WAITING");
    strbuf_fini(&b);
    stage_close(&s);
}

static void
without_an_executor_it_is_said_so(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 20, 80);
    struct clock now = {s.ui.now, s.ui.utc};
    assert_string_equal(run_why_no_executor(&s.model, now),
        "this instance has no executor of procedures");
    run_scene(&s.model, RUNS_NONE, now);
    assert_null(run_why_no_executor(&s.model, now));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_says_what_to_do_instead),
        cmocka_unit_test(an_ended_run_is_only_looked_at),
        cmocka_unit_test(a_silent_executor_is_said_before_the_state),
        cmocka_unit_test(without_an_executor_it_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
