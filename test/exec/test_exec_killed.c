/*
 * test_exec_killed.c - killed at any moment: the same end, nothing sent twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_app.h"

#include "support/exec_rig.h"

#include "common/str.h"

#define STEP(name, body)                                                       \
    "initiate and confirm step " name "\n" body "end step;\n"
#define PROCEDURE(body) "procedure\nmain\n" body "end main\nend procedure\n"

static const char inner[] =
    PROCEDURE(STEP("Inner", "initiate and confirm PING of G;\n"));
static const char text[] = PROCEDURE(STEP("Count",
    "declare variable N of type signed integer end declare\nmain\n"
    " for N := 1 to 3 do\n"
    "  initiate and confirm SET of G with arguments Level := N end with;\n"
    "  log \"level \", N;\n"
    " end for;\nend main\n") "initiate and confirm INNER;\n" STEP("Both",
    "in parallel\n initiate and confirm HEAT of G;\n"
    " initiate and confirm ECHOED of G;\nend parallel;\n")
        STEP("Last", "wait for 1 s;\n initiate and confirm PING of G;\n"));

static void
begin(struct exec_rig *r)
{
    exec_rig_init(r);
    exec_rig_procedure(r, "ALL", text, NULL);
    exec_rig_procedure(r, "INNER", inner, NULL);
    exec_rig_begin(r);
    exec_rig_hk(r, 1, 20);
}

/* Who comes back takes control and lets it go on. */
static void
go_on(struct exec_rig *r)
{
    char id[DIGEST_ID_HEX];
    (void)str_copy(id, sizeof id, r->id);
    if (exec_rig_ask(r, "FC-1", "take", id, NULL) != ERR_OK)
        fail_msg("take: %s", r->text);
    (void)exec_rig_ask(r, "FC-1", "resume", id, NULL);
}

struct outcome {
    char outcome[24];
    size_t n_orders;
    char orders[2000]; /* command and values, each once, in order */
};

static struct outcome
outcome_of(struct exec_rig *r)
{
    struct outcome o = {.n_orders = r->n_orders};
    struct strbuf all = {0};
    exec_rig_wait(r, 0.2);
    const struct exec_rig_run *t = exec_rig_told(r);
    if (strcmp(t->state, "finished") != 0)
        fail_msg("it is %s: %s\n%s", t->state, t->detail, r->record);
    (void)str_copy(o.outcome, sizeof o.outcome, t->outcome);
    for (size_t i = 0; i < r->n_orders; i++)
        strbuf_addf(&all, "%s %s\n", r->order[i].command, r->order[i].values);
    (void)str_copy(o.orders, sizeof o.orders, strbuf_get(&all));
    strbuf_fini(&all);
    return o;
}

static bool
is_over(struct exec_rig *r)
{
    return strcmp(exec_rig_told(r)->state, "finished") == 0;
}

/* Run to its end, killed after each `every` tenths of a second, first after
 * `first`; 0: never. */
static struct outcome
play(unsigned first, unsigned every, unsigned *kills)
{
    struct exec_rig r;
    begin(&r);
    exec_rig_start(&r, "ALL");
    *kills = 0;
    for (unsigned i = 1; i < 1500; i++) {
        exec_rig_wait(&r, 0.1);
        if (is_over(&r))
            break;
        if (first != 0 && i >= first && (i - first) % every == 0) {
            exec_rig_kill(&r);
            exec_rig_begin(&r);
            exec_rig_hk(&r, 1, 20);
            go_on(&r);
            ++*kills;
        }
    }
    const struct outcome o = outcome_of(&r);
    exec_rig_fini(&r);
    return o;
}

static void
killed_at_every_moment_it_ends_the_same(void **state)
{
    (void)state;
    unsigned kills, all = 0;
    const struct outcome undisturbed = play(0, 1, &kills);
    assert_string_equal(undisturbed.outcome, "confirmed");
    assert_int_equal(undisturbed.n_orders, 7);
    for (unsigned first = 1; first < 60; first++) {
        const struct outcome o = play(first, 1000, &kills);
        assert_string_equal(o.outcome, undisturbed.outcome);
        assert_string_equal(o.orders, undisturbed.orders);
        all += kills;
    }
    assert_true(all > 20);
}

static void
killed_again_and_again_it_ends_the_same(void **state)
{
    (void)state;
    unsigned kills;
    const struct outcome undisturbed = play(0, 1, &kills);
    for (unsigned every = 1; every < 7; every++) {
        const struct outcome o = play(1, every, &kills);
        assert_true(kills > 2);
        assert_string_equal(o.outcome, undisturbed.outcome);
        assert_string_equal(o.orders, undisturbed.orders);
    }
}

static void
it_comes_back_paused_and_orders_nothing_by_itself(void **state)
{
    (void)state;
    struct exec_rig r;
    begin(&r);
    r.is_gate_silent = true; /* decided, saved, and never taken */
    exec_rig_start(&r, "INNER");
    exec_rig_wait(&r, 0.3);
    assert_int_equal(r.n_orders, 0);
    exec_rig_kill(&r);
    r.is_gate_silent = false;
    exec_rig_begin(&r);
    exec_rig_wait(&r, 20);
    assert_string_equal(exec_rig_told(&r)->state, "paused");
    assert_string_equal(exec_rig_told(&r)->controller, "");
    assert_true(exec_rig_told(&r)->needs_operator);
    assert_int_equal(r.n_orders, 0);
    assert_int_equal(r.events[EV_PROCEDURES_RESTORED], 1);
    assert_non_null(strstr(r.record, "the executor was restarted at"));
    go_on(&r);
    exec_rig_wait(&r, 3);
    assert_string_equal(exec_rig_told(&r)->outcome, "confirmed");
    assert_int_equal(r.n_orders, 1);
    exec_rig_fini(&r);
}

static void
what_was_under_way_is_followed_though_it_is_paused(void **state)
{
    (void)state;
    struct exec_rig r;
    begin(&r);
    r.is_frozen = true;
    exec_rig_start(&r, "ALL");
    exec_rig_wait(&r, 1);
    assert_int_equal(r.n_orders, 1);
    exec_rig_kill(&r);
    exec_rig_begin(&r);
    exec_rig_command(&r, &r.order[0], COMMAND_COMPLETED);
    exec_rig_wait(&r, 2);
    assert_string_equal(exec_rig_told(&r)->state, "paused");
    assert_non_null(strstr(r.record, "completed [confirmed]"));
    assert_int_equal(r.submits, 1);
    r.is_frozen = false;
    go_on(&r);
    exec_rig_wait(&r, 6);
    assert_string_equal(exec_rig_told(&r)->outcome, "confirmed");
    assert_int_equal(r.submits, 7);
    exec_rig_fini(&r);
}

static void
finished_ones_are_still_there(void **state)
{
    (void)state;
    struct exec_rig r;
    begin(&r);
    exec_rig_start(&r, "INNER");
    exec_rig_wait(&r, 3);
    assert_true(is_over(&r));
    const uint64_t lines = exec_rig_told(&r)->asrun_lines;
    exec_rig_kill(&r);
    memset(r.run, 0, sizeof r.run);
    exec_rig_begin(&r);
    exec_rig_wait(&r, 1);
    assert_int_equal(exec_rig_ask(&r, "", "runs", NULL), ERR_OK);
    assert_int_equal(r.n_rows, 1);
    assert_non_null(strstr(r.row[0], "finished INNER"));
    assert_int_equal(
        exec_rig_ask(&r, "", "asrun", r.id, "1", "2000", NULL), ERR_OK);
    assert_int_equal(r.n_rows, lines);
    assert_null(strstr(r.row[lines - 1], "opened again")); /* untouched */
    assert_string_equal(exec_rig_told(&r)->state, "finished");
    exec_rig_start(&r, "INNER"); /* and numbers go on */
    exec_rig_wait(&r, 1);
    assert_int_equal(exec_rig_told(&r)->number, 2);
    exec_rig_fini(&r);
}

static void
the_text_of_the_start_is_that_of_the_end(void **state)
{
    (void)state;
    struct exec_rig r;
    begin(&r);
    r.is_frozen = true;
    exec_rig_start(&r, "INNER");
    exec_rig_wait(&r, 1);
    exec_rig_procedure(&r, "INNER", PROCEDURE("log \"another one\";\n"), NULL);
    assert_int_equal(exec_rig_ask(&r, "FC-1", "reload", NULL), ERR_OK);
    exec_rig_kill(&r);
    exec_rig_begin(&r);
    r.is_frozen = false;
    go_on(&r);
    exec_rig_wait(&r, 3);
    assert_string_equal(exec_rig_told(&r)->outcome, "confirmed");
    assert_null(strstr(r.record, "another one"));
    assert_int_equal(exec_rig_ask(&r, "", "source", r.id, NULL), ERR_OK);
    assert_string_equal(r.row[2], "initiate and confirm step Inner");
    exec_rig_fini(&r);
}

static void
a_state_that_is_damaged_is_told_and_left_alone(void **state)
{
    (void)state;
    struct exec_rig r;
    begin(&r);
    r.is_frozen = true;
    exec_rig_start(&r, "INNER");
    exec_rig_wait(&r, 1);
    exec_rig_kill(&r);
    char dir[300];
    (void)snprintf(dir, sizeof dir, "%s/runs/%s", r.dir, r.id);
    free(check_write(dir, "state", "nonsense", SIZE_MAX));
    exec_rig_begin(&r);
    assert_int_equal(r.events[EV_PROCEDURE_LOST], 1);
    assert_int_equal(exec_rig_ask(&r, "", "runs", NULL), ERR_OK);
    assert_int_equal(r.n_rows, 0);
    exec_rig_start(&r, "INNER"); /* others can be started */
    exec_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_comes_back_paused_and_orders_nothing_by_itself),
        cmocka_unit_test(what_was_under_way_is_followed_though_it_is_paused),
        cmocka_unit_test(finished_ones_are_still_there),
        cmocka_unit_test(the_text_of_the_start_is_that_of_the_end),
        cmocka_unit_test(a_state_that_is_damaged_is_told_and_left_alone),
        cmocka_unit_test(killed_at_every_moment_it_ends_the_same),
        cmocka_unit_test(killed_again_and_again_it_ends_the_same),
    };
    return check_run(tests);
}
