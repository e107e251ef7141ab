/*
 * test_gate_exec.c - the executor orders on behalf of who controls an
 * execution, and nobody else orders for others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include "common/str.h"
#include "common/xalloc.h"

#define EXEC "=exec" /* a session of its own, no claimed name */

static struct gate_rig *rig;
static const char *behalf, *origin;

static void
edit(struct order *o, struct order_head *h)
{
    if (behalf != NULL)
        (void)str_copy(h->on_behalf, sizeof h->on_behalf, behalf);
    if (o != NULL && origin != NULL) {
        free(o->origin);
        o->origin = xstrdup(origin);
    }
}

static void
begin(struct gate_rig *r, const char *people)
{
    if (people != NULL)
        gate_rig_init_people(r, people);
    else
        gate_rig_init(r);
    rig = r;
    r->executor = GATE_RIG_PID;
    r->edit = edit;
    behalf = "FC-1";
    origin = "exec";
}

static enum err
order(const char *command)
{
    return gate_rig_order(rig, EXEC, command, NULL, NULL);
}

/* As himself at a console. */
static enum err
word(const char *person, const char *verb, const char *a, const char *b,
    const char *c)
{
    const char *was = behalf;
    behalf = NULL;
    const enum err e = gate_rig_word(rig, person, verb, a, b, c);
    behalf = was;
    return e;
}

static void
refused(enum err e, const char *why)
{
    assert_int_not_equal(e, ERR_OK);
    if (strstr(rig->text, why) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", why, rig->text);
}

/* ---- who may ------------------------------------------------------------- */

static void
the_executor_orders_for_a_person(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(order("/G/PING"), ERR_OK);
    gate_rig_is(&r, COMMAND_QUEUED);
    const struct gate_command *c = gate_rig_command(&r);
    assert_string_equal(c->person, "FC-1");
    assert_string_equal(c->origin, "exec");
    assert_string_equal(c->detail, "exec for FC-1");
    gate_rig_wait(&r, 1);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

/* Whoever holds the lock of the executor may: the kernel says which process
 * asks, and nothing that is in the request. */
static void
no_other_process_orders_for_others(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    r.executor = GATE_RIG_PID + 1;
    refused(order("/G/PING"),
        "process 4711 of uid 1000 asks for FC-1: only the executor may, which "
        "is process 4712");
    assert_int_equal(r.events[EV_GATE_REFUSED], 1);
    assert_non_null(strstr(r.event, "process 4711"));
    r.executor = 0;
    refused(order("/G/PING"), "only the executor may, and none is running");
    assert_int_equal(r.events[EV_GATE_REFUSED], 2);
    r.executor = GATE_RIG_PID;
    r.is_unknown = true;
    refused(order("/G/PING"), "a process that is not known asks for FC-1");
    r.is_unknown = false;
    assert_int_equal(order("/G/PING"), ERR_OK);
    assert_int_equal(r.events[EV_GATE_REFUSED], 3);
    gate_rig_fini(&r);
}

static void
its_orders_say_so_and_no_others(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    origin = "console";
    refused(order("/G/PING"), "the executor's orders have origin exec");
    origin = "exec";
    behalf = NULL;
    gate_rig_take(&r);
    refused(gate_rig_order(&r, "FC-1", "/G/PING", NULL, NULL),
        "origin exec is for the executor's orders");
    gate_rig_fini(&r);
}

/* Its words are few: what makes an operator an operator is not done for him. */
static void
it_does_nothing_else_for_others(void **state)
{
    (void)state;
    static const char *const verbs[] = {"take", "renew", "give", "yield",
        "break", "approve", "arm", "fire", "close"};
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(order("/G/FIRE"), ERR_OK);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        refused(gate_rig_word(&r, EXEC, verbs[i], r.id, r.digest, NULL),
            "the executor submits, checks and cancels for FC-1, no more");
        assert_false(gate_app_authority(r.app)->is_held);
    }
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_fini(&r);
}

static void
it_has_no_claimed_name(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    refused(gate_rig_order(&r, "FC-2", "/G/PING", NULL, NULL),
        "as= and for= do not go together");
    gate_rig_fini(&r);
}

/* ---- authority ----------------------------------------------------------- */

static void
the_person_or_nobody_has_authority(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(
        order("/G/PING"), ERR_OK); /* nobody: a console that died */
    assert_int_equal(word("FC-1", "take", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(order("/G/PING"), ERR_OK);
    behalf = "FC-2";
    refused(order("/G/PING"), "FC-1 has command authority, not FC-2");
    assert_int_equal(word("FC-1", "yield", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(order("/G/PING"), ERR_OK);
    assert_string_equal(gate_rig_command(&r)->person, "FC-2");
    gate_rig_fini(&r);
}

/* One session of the executor for everybody; its count only rises. */
static void
an_order_is_taken_once(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(order("/G/PING"), ERR_OK);
    const uint64_t seq = r.seq;
    behalf = "FC-2";
    assert_int_equal(order("/G/PING"), ERR_OK);
    r.seq = seq; /* again */
    refused(order("/G/PING"), "it was sent before");
    /* nor can a person use that session: it is bound to the executor */
    behalf = NULL;
    r.seq = seq + 10;
    assert_int_equal(
        gate_rig_word(&r, EXEC, "take", NULL, NULL, NULL), ERR_DENIED);
    assert_string_equal(r.text, "the session belongs to another person");
    gate_rig_fini(&r);
}

static void
a_dry_run_asks_the_same(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(gate_rig_check(&r, EXEC, "/G/PING", NULL, NULL), ERR_OK);
    assert_int_equal(word("FC-2", "take", NULL, NULL, NULL), ERR_OK);
    refused(gate_rig_check(&r, EXEC, "/G/PING", NULL, NULL),
        "FC-2 has command authority, not FC-1");
    r.executor = 1;
    refused(gate_rig_check(&r, EXEC, "/G/PING", NULL, NULL),
        "only the executor may");
    gate_rig_fini(&r);
}

/* ---- hazardous and critical ---------------------------------------------- */

static void
hazardous_ones_wait_for_a_person(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(word("FC-2", "take", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(order("/G/FIRE"), ERR_OK); /* proposing needs no lease */
    gate_rig_is(&r, COMMAND_HELD);
    assert_string_equal(
        gate_rig_command(&r)->detail, "exec for FC-1: to be armed and fired");
    assert_int_equal(word("FC-2", "arm", r.id, r.digest, NULL), ERR_OK);
    assert_int_equal(word("FC-2", "fire", r.id, r.token, "FIRE"), ERR_OK);
    gate_rig_is(&r, COMMAND_QUEUED);
    gate_rig_fini(&r);
}

/* Who controls the execution ordered it: another person has to approve. */
static void
critical_ones_are_approved_by_another_person(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(order("/G/BOOM"), ERR_OK);
    gate_rig_is(&r, COMMAND_PROPOSED);
    refused(word("FC-1", "approve", r.id, r.digest, NULL),
        "another person than FC-1 has to approve it");
    assert_int_equal(word("FC-2", "approve", r.id, r.digest, NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_APPROVED);
    gate_rig_fini(&r);
}

/* ---- roles --------------------------------------------------------------- */

static const char people[] =
    "person FC-1 { uid = 2001 roles = {watch, command} }\n"
    "person FC-2 { uid = 2002 roles = {command, hazardous, approve} }\n"
    "person OBS { uid = 2003 roles = {watch} }\n"
    "person PRO { uid = 2004 roles = {propose} }\n"
    "person GONE { login = 'no-such-login-here' roles = {command} }\n";

static void
roles_are_those_of_the_person(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, people);
    assert_int_equal(order("/G/PING"), ERR_OK); /* uid 1000 is nobody here */
    assert_int_equal(order("/G/FIRE"), ERR_OK);
    gate_rig_is(&r, COMMAND_HELD);
    behalf = "OBS";
    refused(order("/G/PING"), "OBS has not the role for it");
    refused(order("/G/FIRE"), "OBS has not the role for it");
    assert_non_null(strstr(r.event, "exec for OBS"));
    behalf = "PRO";
    assert_int_equal(order("/G/PING"), ERR_OK);
    gate_rig_is(&r, COMMAND_HELD);
    behalf = "NOBODY";
    refused(order("/G/PING"), "for NOBODY: there is no person of that name");
    behalf = "GONE";
    refused(order("/G/PING"), "for GONE: that person has no login");
    gate_rig_fini(&r);
}

/* The uid is the person's, not the executor's: one login stays one person. */
static void
a_proven_person_is_the_same_at_a_console(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, people);
    behalf = "FC-2";
    assert_int_equal(order("/G/BOOM"), ERR_OK);
    r.uid = 2002;
    refused(word("=FC-2", "approve", r.id, r.digest, NULL),
        "another person than FC-2 has to approve it");
    assert_int_equal(word("=FC-2", "take", NULL, NULL, NULL), ERR_OK);
    r.uid = GATE_RIG_UID;
    assert_int_equal(order("/G/PING"), ERR_OK);
    behalf = "FC-1";
    refused(order("/G/PING"), "FC-2 has command authority, not FC-1");
    gate_rig_fini(&r);
}

/* ---- cancelling ---------------------------------------------------------- */

static void
it_cancels_what_it_ordered(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    assert_int_equal(order("/G/FIRE"), ERR_OK);
    behalf = "FC-2"; /* who controls it now */
    assert_int_equal(
        gate_rig_word(&r, EXEC, "cancel", r.id, "aborted", NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_CANCELLED);
    assert_string_equal(
        gate_rig_command(&r)->detail, "by exec for FC-2: aborted");
    behalf = NULL;
    origin = NULL;
    gate_rig_take(&r);
    assert_int_equal(gate_rig_order(&r, "FC-1", "/G/FIRE", NULL, NULL), ERR_OK);
    behalf = "FC-1";
    refused(gate_rig_word(&r, EXEC, "cancel", r.id, "aborted", NULL),
        "the executor did not order FIRE");
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_fini(&r);
}

/* ---- hostile ------------------------------------------------------------- */

/* Thousands of processes that claim to be the executor: each is refused, the
 * log does not grow with them, and the executor is heard all the time. */
static void
a_flood_of_claims_changes_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r, NULL);
    const uint64_t before = ledger_lines(r.ledger);
    r.executor = 1;
    for (unsigned i = 0; i < 5000; i++)
        assert_int_equal(order("/G/PING"), ERR_DENIED);
    r.executor = GATE_RIG_PID;
    assert_int_equal(order("/G/PING"), ERR_OK);
    gate_rig_wait(&r, 2);
    assert_true(ledger_lines(r.ledger) - before < 40);
    assert_true(r.events[EV_GATE_REFUSED] < 40);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_executor_orders_for_a_person),
        cmocka_unit_test(no_other_process_orders_for_others),
        cmocka_unit_test(its_orders_say_so_and_no_others),
        cmocka_unit_test(it_does_nothing_else_for_others),
        cmocka_unit_test(it_has_no_claimed_name),
        cmocka_unit_test(the_person_or_nobody_has_authority),
        cmocka_unit_test(an_order_is_taken_once),
        cmocka_unit_test(a_dry_run_asks_the_same),
        cmocka_unit_test(hazardous_ones_wait_for_a_person),
        cmocka_unit_test(critical_ones_are_approved_by_another_person),
        cmocka_unit_test(roles_are_those_of_the_person),
        cmocka_unit_test(a_proven_person_is_the_same_at_a_console),
        cmocka_unit_test(it_cancels_what_it_ordered),
        cmocka_unit_test(a_flood_of_claims_changes_nothing),
    };
    return check_run(tests);
}
