/*
 * test_exec_settings.c - section procedures of mission.conf in an execution.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_app.h"

#include "support/exec_rig.h"

#define STEP(name, body)                                                       \
    "initiate and confirm step " name "\nmain\n" body "end main\nend step;\n"
#define PROCEDURE(body) "procedure\nmain\n" body "end main\nend procedure\n"

static const char times_out[] = PROCEDURE(STEP("Wait",
    "wait until TEMP of G > 30 with timeout 5 s;\n log \"went on\";\n"));
static const char commands[] = PROCEDURE(
    STEP("Command", "initiate and confirm PING of G;\n"
                    "wait until TEMP of G > 30;\n log \"went on\";\n"));

static void
begin(struct exec_rig *r, bool goes_on, bool old_samples)
{
    exec_rig_init(r);
    r->mission.procedures.goes_on_after_timeout = goes_on;
    r->mission.procedures.accepts_old_samples = old_samples;
    exec_rig_procedure(r, "TIMES_OUT", times_out, NULL);
    exec_rig_procedure(r, "COMMANDS", commands, NULL);
    exec_rig_begin(r);
}

static void
a_wait_that_timed_out_aborts_its_step_or_goes_on(void **state)
{
    (void)state;
    for (unsigned goes_on = 0; goes_on < 2; goes_on++) {
        struct exec_rig r;
        begin(&r, goes_on, false);
        exec_rig_hk(&r, 1, 20);
        exec_rig_start(&r, "TIMES_OUT");
        exec_rig_wait(&r, 4);
        assert_string_equal(exec_rig_told(&r)->state, "waiting");
        exec_rig_wait(&r, 3);
        assert_string_equal(exec_rig_told(&r)->state, "finished");
        assert_string_equal(
            exec_rig_told(&r)->outcome, goes_on ? "confirmed" : "aborted");
        assert_int_equal(strstr(r.record, "went on") != NULL, goes_on);
        exec_rig_fini(&r);
    }
}

static void
samples_of_before_the_command_count_or_do_not(void **state)
{
    (void)state;
    for (unsigned old = 0; old < 2; old++) {
        struct exec_rig r;
        begin(&r, false, old);
        exec_rig_hk(&r, 1, 40); /* good, and older than the command */
        exec_rig_start(&r, "COMMANDS");
        exec_rig_wait(&r, 4);
        assert_int_equal(r.n_orders, 1);
        assert_string_equal(
            exec_rig_told(&r)->state, old ? "finished" : "waiting");
        assert_int_equal(strstr(r.record, "went on") != NULL, old);
        exec_rig_hk(&r, 1, 40);
        exec_rig_wait(&r, 1);
        assert_string_equal(exec_rig_told(&r)->outcome, "confirmed");
        exec_rig_fini(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_that_timed_out_aborts_its_step_or_goes_on),
        cmocka_unit_test(samples_of_before_the_command_count_or_do_not),
    };
    return check_run(tests);
}
