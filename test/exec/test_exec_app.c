/*
 * test_exec_app.c - procedures run, commands go out, people take part.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_app.h"

#include <signal.h>
#include <sys/resource.h>

#include "support/exec_rig.h"

#include "common/str.h"

#define STEP(name, body)                                                       \
    "initiate and confirm step " name "\n" body "end step;\n"
#define PROCEDURE(body) "procedure\nmain\n" body "end main\nend procedure\n"

static const char ping[] = PROCEDURE(
    STEP("Ping", "initiate and confirm PING of G;\n log \"pinged\";\n"));
static const char two[] =
    PROCEDURE(STEP("First", "initiate and confirm PING of G;\n") STEP("Second",
        "initiate and confirm SET of G with arguments Level := 7 end with;\n"));
static const char waits[] =
    PROCEDURE(STEP("Wait", "wait until TEMP of G > 30;\n log \"warm\";\n"));
static const char asks[] = PROCEDURE("initiate and confirm PING of G\n"
                                     "in case\n not confirmed: ask user;\n"
                                     " aborted: ask user;\nend case;\n");
static const char loops[] = PROCEDURE(STEP("Loop",
    "declare variable N of type signed integer end declare\n"
    "main\n N := 0;\n while N >= 0 do\n N := N + 1;\n end while;\nend main\n"));
static const char calls[] =
    PROCEDURE("initiate and confirm PING1;\n" STEP("After",
        "initiate and confirm SET of G with arguments Level := 9 end with;\n"));

static const char warm[] = PROCEDURE(STEP(
    "Warm", "wait until TEMP of G > 30;\n initiate and confirm PING of G;\n"));

static int
setup(void **state)
{
    struct exec_rig *r = calloc(1, sizeof *r);
    exec_rig_init(r);
    exec_rig_procedure(r, "PING1", ping, NULL);
    exec_rig_procedure(r, "TWO", two, NULL);
    exec_rig_procedure(r, "WAITS", waits, NULL);
    exec_rig_procedure(r, "ASKS", asks, NULL);
    exec_rig_procedure(r, "LOOPS", loops, NULL);
    exec_rig_procedure(r, "CALLS", calls, NULL);
    exec_rig_procedure(r, "WARM", warm, NULL);
    exec_rig_procedure(r, "BAD", "procedure nonsense", NULL);
    exec_rig_begin(r);
    exec_rig_hk(r, 1, 20);
    *state = r;
    return 0;
}

static int
teardown(void **state)
{
    struct exec_rig *r = *state;
    assert_int_equal(r->taken_twice, 0);
    exec_rig_fini(r);
    free(r);
    return 0;
}

/* ---- going on ------------------------------------------------------------ */

static void
the_library_is_told_with_its_problems(void **state)
{
    struct exec_rig *r = *state;
    assert_int_equal(r->n_procedures, 8);
    assert_int_equal(exec_rig_ask(r, "", "library", NULL), ERR_OK);
    assert_int_equal(r->n_rows, 8);
    assert_int_equal(exec_rig_ask(r, "FC-1", "start", "BAD", NULL), ERR_DENIED);
    assert_non_null(strstr(r->text, "BAD has"));
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "start", "PONG", NULL), ERR_NOTFOUND);
}

static void
commands_go_out_and_the_record_is_complete(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "TWO");
    exec_rig_wait(r, 5);
    const struct exec_rig_run *t = exec_rig_told(r);
    assert_string_equal(t->state, "finished");
    assert_string_equal(t->outcome, "confirmed");
    assert_string_equal(t->reason, "");
    assert_int_equal(t->steps, 2);
    assert_int_equal(t->steps_done, 2);
    assert_string_equal(t->approval, "draft");
    assert_string_equal(t->controller, "FC-1");
    assert_int_equal(r->n_orders, 2);
    assert_string_equal(r->order[0].command, "/G/PING");
    assert_string_equal(r->order[1].command, "/G/SET");
    assert_string_equal(r->order[1].values, "Level=7");
    assert_string_equal(r->order[1].person, "FC-1");
    assert_string_equal(r->order[1].comment, "TWO #1 2.1");
    assert_non_null(strstr(r->record, "Second"));
    assert_int_equal(r->events[EV_PROCEDURE_STARTED], 1);
    assert_int_equal(r->events[EV_PROCEDURE_CONFIRMED], 1);
    /* what was told line by line is what is kept */
    unsigned lines = 0;
    for (const char *p = r->record; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_int_equal(lines, t->asrun_lines);
    assert_int_equal(
        exec_rig_ask(r, "", "asrun", r->id, "1", "2000", NULL), ERR_OK);
    assert_int_equal(r->n_rows, lines);
    assert_string_equal(r->text, "end");
}

/* Each by its word in requests; "by step" is for people and worlds. */
static void
modes_are_named_by_one_word(void **state)
{
    struct exec_rig *r = *state;
    static const char *const words[] = {"automatic", "by-step", "by-statement"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char mode[40];
        (void)snprintf(mode, sizeof mode, "mode=%s", words[i]);
        assert_int_equal(
            exec_rig_ask(r, "FC-1", "start", "WAITS", mode, (char *)NULL),
            ERR_OK);
    }
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "start", "WAITS", "mode=by step", (char *)NULL),
        ERR_FORMAT);
}

static void
a_wait_ends_when_its_value_comes(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "WAITS");
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "waiting");
    assert_non_null(strstr(exec_rig_told(r)->detail, "TEMP"));
    exec_rig_hk(r, 1, 25);
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "waiting");
    exec_rig_hk(r, 1, 31);
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_non_null(strstr(r->record, "warm"));
}

static void
a_loop_without_end_does_not_keep_others_waiting(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "LOOPS");
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 3);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_int_equal(r->n_orders, 1);
    assert_string_equal(exec_rig_numbered(r, 1)->state, "running");
    (void)str_copy(r->id, sizeof r->id, exec_rig_numbered(r, 1)->id);
    exec_rig_do(r, "abort-all", "enough");
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_numbered(r, 1)->state, "finished");
    assert_string_equal(exec_rig_numbered(r, 1)->outcome, "aborted");
}

static void
a_called_procedure_is_an_execution_of_its_own(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "CALLS");
    exec_rig_wait(r, 5);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    const struct exec_rig_run *child = exec_rig_numbered(r, 2);
    assert_string_equal(child->procedure, "PING1");
    assert_string_equal(child->parent, r->id);
    assert_string_equal(child->outcome, "confirmed");
    assert_string_equal(child->controller, "FC-1");
    assert_int_equal(r->n_orders, 2);
    assert_string_equal(r->order[0].command, "/G/PING");
    assert_string_equal(r->order[1].command, "/G/SET");
}

/* ---- control ------------------------------------------------------------- */

static void
of_two_takers_one_wins_and_the_other_is_told_who(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "WAITS");
    exec_rig_do(r, "release", NULL);
    assert_int_equal(exec_rig_ask(r, "FC-2", "take", r->id, NULL), ERR_OK);
    assert_int_equal(exec_rig_ask(r, "FC-1", "take", r->id, NULL), ERR_DENIED);
    assert_non_null(strstr(r->text, "FC-2 controls"));
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->controller, "FC-2");
    assert_string_equal(exec_rig_told(r)->asked_by, "FC-1");
    static const char *const verbs[] = {"pause", "resume", "step", "skip",
        "abort", "abort-all", "mode", "release"};
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        assert_int_equal(
            exec_rig_ask(r, "FC-1", verbs[i], r->id, "automatic", NULL),
            ERR_DENIED);
        assert_non_null(strstr(r->text, "FC-2 controls"));
    }
    assert_int_equal(
        exec_rig_ask(r, "FC-2", "give", r->id, "FC-1", NULL), ERR_OK);
    assert_int_equal(exec_rig_ask(r, "FC-1", "take", r->id, NULL), ERR_OK);
    assert_int_equal(
        exec_rig_ask(r, "FC-2", "seize", r->id, "because", NULL), ERR_OK);
    assert_int_equal(exec_rig_ask(r, "FC-1", "pause", r->id, NULL), ERR_DENIED);
}

/* It would lie there, waiting for a person to arm it, for a procedure that is
 * over. */
static void
what_did_not_go_out_is_cancelled_with_its_procedure(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "ASKS");
    r->is_frozen = true;
    exec_rig_wait(r, 1);
    exec_rig_command(r, &r->order[0], COMMAND_HELD);
    exec_rig_wait(r, 3);
    assert_int_equal(r->cancels, 0);
    exec_rig_do(r, "abort-all", "enough");
    exec_rig_wait(r, 3);
    assert_int_equal(r->order[0].state, COMMAND_CANCELLED);
    assert_int_equal(r->cancels, 1);
    assert_string_equal(exec_rig_told(r)->state, "finished");
}

static void
what_went_out_is_not_cancelled(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "ASKS");
    r->is_frozen = true;
    exec_rig_wait(r, 1);
    exec_rig_command(r, &r->order[0], COMMAND_SENT);
    exec_rig_do(r, "abort-all", "enough");
    exec_rig_wait(r, 8);
    assert_int_equal(r->cancels, 0);
    assert_int_equal(r->order[0].state, COMMAND_SENT);
}

static void
control_does_not_lapse_of_what_is_over(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "ASKS");
    r->is_frozen = true;
    exec_rig_wait(r, 1);
    exec_rig_do(r, "abort-all", "enough");
    exec_rig_wait(r, 2);
    const uint64_t lines = exec_rig_told(r)->asrun_lines;
    exec_rig_wait(r, 40);
    assert_int_equal(exec_rig_told(r)->asrun_lines, lines);
    assert_null(strstr(r->record, "lapsed"));
}

static void
a_console_that_dies_leaves_it_going_until_it_needs_somebody(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "ASKS");
    r->is_frozen = true;
    exec_rig_wait(r, 29);
    assert_string_equal(exec_rig_told(r)->controller, "FC-1");
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->controller, "");
    assert_false(exec_rig_told(r)->needs_operator);
    exec_rig_command(r, &r->order[0], COMMAND_FAILED);
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "prompt");
    assert_true(exec_rig_told(r)->needs_operator);
    assert_int_equal(r->events[EV_PROCEDURE_NEEDS_OPERATOR], 1);
    exec_rig_wait(r, 61);
    assert_int_equal(r->events[EV_PROCEDURE_NEEDS_OPERATOR], 2);
    char number[32];
    (void)snprintf(number, sizeof number, "%llu",
        (unsigned long long)exec_rig_asks(r)->number);
    assert_string_equal(exec_rig_asks(r)->kind, "action");
    assert_int_equal(
        exec_rig_ask(r, "FC-2", "answer", r->id, number, "continue", NULL),
        ERR_DENIED);
    assert_non_null(strstr(r->text, "take control first"));
    assert_int_equal(exec_rig_ask(r, "FC-2", "take", r->id, NULL), ERR_OK);
    exec_rig_wait(r, 1);
    assert_false(exec_rig_told(r)->needs_operator);
    assert_int_equal(
        exec_rig_ask(r, "FC-2", "answer", r->id, number, "continue", NULL),
        ERR_OK);
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_string_equal(r->prompt[0].answered, "continue");
    assert_string_equal(r->prompt[0].answered_by, "FC-2");
    assert_false(r->prompt[0].is_open);
}

static void
watching_each_ten_seconds_keeps_control(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "WAITS");
    for (unsigned i = 0; i < 8; i++) {
        exec_rig_do(r, "watch", NULL);
        exec_rig_wait(r, 10);
    }
    assert_string_equal(exec_rig_told(r)->controller, "FC-1");
    assert_int_equal(exec_rig_told(r)->watchers, 1);
}

/* ---- the gate ------------------------------------------------------------ */

static void
authority_of_another_makes_it_stand_until_he_gives_it(void **state)
{
    struct exec_rig *r = *state;
    (void)str_copy(r->holder, sizeof r->holder, "FC-2");
    exec_rig_wait(r, 1);
    r->refuses = ERR_DENIED;
    r->refusal = "FC-2 has command authority, not FC-1";
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 10);
    assert_string_equal(exec_rig_told(r)->state, "prompt");
    assert_non_null(strstr(exec_rig_told(r)->detail, "FC-2 has command"));
    assert_string_equal(exec_rig_asks(r)->answers, "retry abort");
    assert_true(r->submits <= 2); /* and it is not asked again and again */
    r->refuses = ERR_OK;
    r->holder[0] = '\0';
    exec_rig_wait(r, 3);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    assert_int_equal(r->n_orders, 1);
}

/* A gate that has just begun refuses what was issued before: nobody is asked.
 */
static void
what_is_tried_again_by_itself_asks_nobody(void **state)
{
    struct exec_rig *r = *state;
    r->refuses = ERR_DENIED;
    r->refusal = "it was issued before this process began; ask again";
    exec_rig_start(r, "ASKS");
    exec_rig_wait(r, 1);
    assert_int_equal(r->submits, 1);
    assert_int_equal(exec_rig_told(r)->prompts, 0);
    assert_string_equal(exec_rig_told(r)->state, "waiting");
    r->refuses = ERR_OK;
    exec_rig_wait(r, 3);
    assert_int_equal(r->n_orders, 1);
}

static void
a_person_retries_or_gives_up_what_was_refused(void **state)
{
    struct exec_rig *r = *state;
    char number[32];
    r->refuses = ERR_DENIED;
    r->refusal = "FC-1 has not the role for it";
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 5);
    (void)snprintf(number, sizeof number, "%llu",
        (unsigned long long)exec_rig_asks(r)->number);
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "answer", r->id, number, "perhaps", NULL),
        ERR_FORMAT);
    const unsigned before = r->submits;
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "answer", r->id, number, "retry", NULL),
        ERR_OK);
    exec_rig_wait(r, 1);
    assert_int_equal(r->submits, before + 1);
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "answer", r->id, number, "abort", NULL),
        ERR_OK);
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->outcome, "aborted");
    assert_int_equal(r->n_orders, 0);
}

static void
what_the_gate_refuses_for_good_is_aborted(void **state)
{
    struct exec_rig *r = *state;
    r->refuses = ERR_AGAIN;
    r->refusal = "MODE is SAFE";
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->outcome, "aborted");
    assert_non_null(strstr(r->record, "MODE is SAFE"));
    assert_int_equal(r->submits, 1);
}

static void
an_answer_that_is_lost_sends_nothing_twice(void **state)
{
    struct exec_rig *r = *state;
    r->loses_answers = r->is_frozen = true;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 7);
    assert_int_equal(r->n_orders, 1);
    assert_int_equal(r->submits, 1);
    assert_true(r->shows >= 2);
    r->loses_answers = false;
    exec_rig_wait(r, 3);
    r->is_frozen = false;
    exec_rig_wait(r, 3);
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    assert_int_equal(r->n_orders, 1);
    assert_int_equal(r->submits, 1);
}

static void
a_gate_that_is_silent_is_waited_for(void **state)
{
    struct exec_rig *r = *state;
    r->is_gate_silent = true;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 8);
    assert_string_equal(exec_rig_told(r)->state, "waiting");
    assert_int_equal(r->n_orders, 0);
    r->is_gate_silent = false;
    exec_rig_wait(r, 8);
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    assert_int_equal(r->n_orders, 1);
}

static void
the_record_names_the_commands_of_the_gate(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 5);
    const char *at = r->record;
    unsigned n = 0;
    while ((at = strstr(at, r->order[0].id)) != NULL) {
        at++;
        n++;
    }
    assert_int_equal(n, 2); /* initiated, completed */
}

static void
a_command_whose_last_message_was_lost_is_asked_about(void **state)
{
    struct exec_rig *r = *state;
    r->is_frozen = true;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 2);
    exec_rig_command(r, &r->order[0], COMMAND_SENT);
    r->order[0].state = COMMAND_COMPLETED; /* and nothing tells it */
    exec_rig_wait(r, 10);
    assert_string_equal(exec_rig_told(r)->state, "waiting");
    assert_int_equal(r->shows, 0);
    exec_rig_wait(r, 8);
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    assert_int_equal(r->submits, 1);
    assert_int_equal(r->shows, 1);
}

static void
one_that_is_told_again_and_again_is_not_asked_about(void **state)
{
    struct exec_rig *r = *state;
    r->is_frozen = true;
    exec_rig_start(r, "PING1");
    for (unsigned i = 0; i < 6; i++) {
        exec_rig_wait(r, 10);
        exec_rig_command(r, &r->order[0], COMMAND_SENT);
    }
    assert_int_equal(r->shows, 0);
    r->n_orders = 0; /* the gate has forgotten it */
    exec_rig_wait(r, 18);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_non_null(strstr(r->record, "has forgotten what became of it"));
    assert_int_equal(r->submits, 1);
}

static void
heartbeat_of_hub(struct exec_rig *r, uint64_t pid)
{
    struct msg m = {.envelope.type = MSG_HEARTBEAT};
    m.envelope.source = msg_str("hub");
    m.envelope.instance = msg_str("sim");
    m.u.heartbeat.pid = pid;
    exec_app_message(r->app, &m, r->now);
    exec_rig_wait(r, 1);
}

static void
another_hub_is_told_everything(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 5);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    heartbeat_of_hub(r, 10);
    const unsigned told = exec_rig_told(r)->told, procedures = r->n_procedures;
    heartbeat_of_hub(r, 10);
    assert_int_equal(exec_rig_told(r)->told, told);
    assert_int_equal(r->n_procedures, procedures);
    heartbeat_of_hub(r, 11);
    assert_int_equal(exec_rig_told(r)->told, told + 1);
    assert_int_equal(r->n_procedures, 2 * procedures);
}

static void
unknown_is_not_confirmed_and_never_sent_again(void **state)
{
    struct exec_rig *r = *state;
    r->is_frozen = true;
    exec_rig_start(r, "PING1");
    exec_rig_wait(r, 1);
    exec_rig_command(r, &r->order[0], COMMAND_UNKNOWN);
    exec_rig_wait(r, 10);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_non_null(strstr(r->record, "nobody knows what became of it"));
    assert_int_equal(r->n_orders, 1);
    assert_int_equal(r->submits, 1);
}

/* ---- the disk ------------------------------------------------------------ */

static void
limit_files(rlim_t bytes)
{
    struct rlimit l;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
    l.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void
nothing_goes_out_while_the_disk_is_full_and_it_recovers_by_itself(void **state)
{
    struct exec_rig *r = *state;
    (void)signal(SIGXFSZ, SIG_IGN);
    exec_rig_start(r, "WARM");
    exec_rig_wait(r, 1);
    limit_files(16);
    exec_rig_hk(r, 1, 31);
    exec_rig_wait(r, 5);
    assert_int_equal(r->submits, 0);
    assert_int_equal(r->events[EV_PROCEDURE_DISK], 1);
    assert_non_null(strstr(exec_rig_told(r)->detail, "cannot be written"));
    assert_int_equal(exec_rig_ask(r, "FC-1", "pause", r->id, NULL), ERR_IO);
    assert_int_equal(exec_rig_ask(r, "FC-1", "start", "PING1", NULL), ERR_IO);
    limit_files(RLIM_INFINITY);
    exec_rig_wait(r, 2);
    assert_int_equal(r->events[EV_PROCEDURE_DISK_AGAIN], 1);
    exec_rig_do(r, "resume", NULL);
    exec_rig_hk(r, 1, 32);
    exec_rig_wait(r, 5);
    assert_string_equal(exec_rig_told(r)->outcome, "confirmed");
    assert_int_equal(r->n_orders, 1);
}

/* ---- hands --------------------------------------------------------------- */

static void
it_pauses_steps_skips_and_breaks_as_it_is_told(void **state)
{
    struct exec_rig *r = *state;
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "load", "TWO", "mode=by-step", NULL), ERR_OK);
    (void)str_copy(r->id, sizeof r->id, r->text);
    exec_rig_wait(r, 1);
    assert_string_equal(exec_rig_told(r)->state, "loaded");
    exec_rig_do(r, "resume", NULL);
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "paused");
    assert_int_equal(r->n_orders, 0);
    assert_int_equal(exec_rig_ask(r, "FC-1", "skip", r->id, NULL), ERR_FORMAT);
    exec_rig_do(r, "mode", "automatic");
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "break", r->id, "2.1", "once", NULL), ERR_OK);
    exec_rig_wait(r, 1);
    assert_non_null(strstr(exec_rig_told(r)->breaks, " once"));
    exec_rig_do(r, "break", "2");
    exec_rig_wait(r, 1);
    assert_null(strstr(exec_rig_told(r)->breaks, "once ")); /* not the first */
    assert_non_null(strstr(exec_rig_told(r)->breaks, " once"));
    exec_rig_do(r, "unbreak", "2");
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "break", r->id, "9.9", NULL), ERR_NOTFOUND);
    exec_rig_do(r, "resume", NULL);
    exec_rig_wait(r, 3);
    assert_string_equal(exec_rig_told(r)->state, "paused");
    assert_int_equal(r->n_orders, 1);
    exec_rig_do(r, "skip", "not needed");
    exec_rig_do(r, "resume", NULL);
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "finished");
    assert_int_equal(r->n_orders, 1);
    assert_non_null(strstr(r->record, "not needed"));
}

static void
a_clock_that_is_set_pauses_what_goes_on(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "WAITS");
    exec_rig_wait(r, 1);
    r->now.utc.ns -= 3600 * NS_PER_S;
    exec_rig_wait(r, 1);
    assert_int_equal(r->events[EV_CLOCK_JUMP], 1);
    assert_string_equal(exec_rig_told(r)->state, "paused");
    exec_rig_do(r, "resume", NULL);
    exec_rig_hk(r, 1, 31);
    exec_rig_wait(r, 2);
    assert_string_equal(exec_rig_told(r)->state, "finished");
}

static void
a_request_that_is_sent_again_is_refused(void **state)
{
    struct exec_rig *r = *state;
    exec_rig_start(r, "WAITS");
    r->seq -= 1; /* the next has the same number */
    assert_int_equal(exec_rig_ask(r, "FC-1", "pause", r->id, NULL), ERR_DENIED);
    assert_int_equal(exec_rig_ask(r, "", "pause", r->id, NULL), ERR_DENIED);
    assert_int_equal(exec_rig_ask(r, "", "pauze", r->id, NULL), ERR_FORMAT);
    assert_non_null(strstr(r->text, "did you mean pause?"));
    assert_int_equal(
        exec_rig_ask(r, "FC-1", "pause", "nobody", NULL), ERR_NOTFOUND);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(the_library_is_told_with_its_problems),
        T(commands_go_out_and_the_record_is_complete),
        T(modes_are_named_by_one_word),
        T(a_wait_ends_when_its_value_comes),
        T(a_loop_without_end_does_not_keep_others_waiting),
        T(a_called_procedure_is_an_execution_of_its_own),
        T(of_two_takers_one_wins_and_the_other_is_told_who),
        T(what_did_not_go_out_is_cancelled_with_its_procedure),
        T(what_went_out_is_not_cancelled),
        T(control_does_not_lapse_of_what_is_over),
        T(a_console_that_dies_leaves_it_going_until_it_needs_somebody),
        T(watching_each_ten_seconds_keeps_control),
        T(authority_of_another_makes_it_stand_until_he_gives_it),
        T(what_is_tried_again_by_itself_asks_nobody),
        T(a_person_retries_or_gives_up_what_was_refused),
        T(what_the_gate_refuses_for_good_is_aborted),
        T(an_answer_that_is_lost_sends_nothing_twice),
        T(a_gate_that_is_silent_is_waited_for),
        T(the_record_names_the_commands_of_the_gate),
        T(a_command_whose_last_message_was_lost_is_asked_about),
        T(one_that_is_told_again_and_again_is_not_asked_about),
        T(another_hub_is_told_everything),
        T(unknown_is_not_confirmed_and_never_sent_again),
        T(nothing_goes_out_while_the_disk_is_full_and_it_recovers_by_itself),
        T(it_pauses_steps_skips_and_breaks_as_it_is_told),
        T(a_clock_that_is_set_pauses_what_goes_on),
        T(a_request_that_is_sent_again_is_refused),
    };
    return check_run(tests);
}
