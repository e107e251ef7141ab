/*
 * test_runs.c - executions as a console knows them, and what it asks for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/runs.h"
#include "support/run_scene.h"

struct desk_of {
    struct model m;
    struct clock now;
};

static struct run *
open_scene(struct desk_of *d, enum run_scene scene)
{
    d->now = feed_clock(30000);
    model_init(&d->m, "sim", NULL, feed_clock(0));
    model_connected(&d->m, true, feed_clock(0));
    run_scene(&d->m, scene, d->now);
    return runs_find(&d->m.runs, RUN_SCENE_ID);
}

static void
look(struct desk_of *d, struct run *run, enum run_scene scene)
{
    runs_want(&d->m.runs, run, d->now);
    run_scene_serve(&d->m, scene, d->now);
}

static const struct pluto_item *
item(const struct run *run, const char *number)
{
    return runs_item(run, pluto_find_number(run->source.tree, number));
}

static void
those_that_go_on_come_first(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_WAITING);
    assert_int_equal(d.m.runs.n, 3);
    assert_ptr_equal(d.m.runs.run[0], run);
    assert_int_equal(d.m.runs.run[1]->number, 11);
    assert_ptr_equal(runs_named(&d.m.runs, "#12"), run);
    assert_ptr_equal(runs_named(&d.m.runs, "po-008"), run);
    assert_null(runs_named(&d.m.runs, "99"));
    model_fini(&d.m);
}

static void
nothing_is_asked_of_what_nobody_looks_at(void **state)
{
    (void)state;
    struct desk_of d;
    struct run_request r;
    struct run *run = open_scene(&d, RUNS_WAITING);
    assert_false(runs_next_request(&d.m.runs, d.now, &r));
    look(&d, run, RUNS_WAITING);
    assert_true(run->has_items);
    assert_non_null(run->source.tree);
    assert_int_equal(item(run, "2.1")->iteration, 2);
    assert_null(item(run, "3"));
    assert_int_equal(run->record_last, 6);
    assert_string_equal(runs_record(run, 5),
        "08:46:34 TC 2.1.1 Take Image  initiated  by FC-1");
    assert_null(runs_record(run, 7));
    assert_false(runs_next_request(&d.m.runs, d.now, &r));
    model_fini(&d.m);
}

/* The first lines come before anything is known of the run. */
static void
lines_of_the_record_that_were_missed_are_fetched(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_WAITING);
    for (uint64_t n = 4; n <= 6; n++) {
        struct msg_asrun line = {.id = msg_str(RUN_SCENE_ID),
            .line = n,
            .text = msg_str("live"),
            .json = msg_str("")};
        assert_int_equal(runs_asrun(&d.m.runs, &line), ERR_OK);
    }
    assert_null(runs_record(run, 1));
    look(&d, run, RUNS_WAITING);
    assert_non_null(strstr(runs_record(run, 1), "STEP 1 Start DPU"));
    assert_int_equal(run->record_last, 6);
    model_fini(&d.m);
}

static void
feed_items(struct desk_of *d, uint64_t change, uint32_t stmt, const char *text)
{
    struct pluto_item it = {.stmt = stmt,
        .execution = PLUTO_X_EXECUTING,
        .outcome = PLUTO_NOT_AVAILABLE,
        .mark = PLUTO_MARK_NOW,
        .attempt = 1};
    struct strbuf b = {0};
    char detail[64];
    (void)str_copy(detail, sizeof detail, text);
    it.detail = detail;
    pluto_item_fmt(&it, &b);
    struct msg_str row = msg_str(strbuf_get(&b));
    struct msg msg = {.envelope.type = MSG_ITEMS,
        .u.items = {
            .id = msg_str(RUN_SCENE_ID), .change = change, .rows = {&row, 1}}};
    feed_message(&d->m, d->now, "items/3", &msg);
    strbuf_fini(&b);
}

static void
a_gap_in_the_items_has_all_of_them_asked_again(void **state)
{
    (void)state;
    struct desk_of d;
    struct run_request r;
    struct run *run = open_scene(&d, RUNS_WAITING);
    look(&d, run, RUNS_WAITING);
    uint32_t step = pluto_find_number(run->source.tree, "3");
    feed_items(&d, 6, step, "six");
    assert_string_equal(runs_item(run, step)->detail, "six");
    assert_false(runs_next_request(&d.m.runs, d.now, &r));
    feed_items(&d, 8, step, "eight");
    assert_true(runs_next_request(&d.m.runs, d.now, &r));
    assert_string_equal(r.verb, "items");
    assert_string_equal(r.arg[0], RUN_SCENE_ID);
    /* as of 5: what came later holds, but 6 and 7 are between: again */
    struct msg_reply reply;
    run_scene_reply(RUNS_WAITING, d.now, "items", NULL, 0, &reply);
    runs_answer(&d.m.runs, r.ticket, &reply, d.now);
    assert_string_equal(runs_item(run, step)->detail, "eight");
    assert_false(run->has_items);
    reply.text = msg_str("change 7");
    d.now.mono = mono_add_ns(d.now.mono, RUN_RETRY_NS);
    assert_true(runs_next_request(&d.m.runs, d.now, &r));
    runs_answer(&d.m.runs, r.ticket, &reply, d.now);
    assert_true(run->has_items);
    assert_string_equal(runs_item(run, step)->detail, "eight");
    model_fini(&d.m);
}

static void
missed_messages_of_the_bus_have_items_asked_again(void **state)
{
    (void)state;
    struct desk_of d;
    struct run_request r;
    struct run *run = open_scene(&d, RUNS_WAITING);
    look(&d, run, RUNS_WAITING);
    model_gap(&d.m, "items/4", 1, d.now); /* another run's */
    assert_false(runs_next_request(&d.m.runs, d.now, &r));
    model_gap(&d.m, "items/3", 1, d.now);
    assert_true(runs_next_request(&d.m.runs, d.now, &r));
    assert_string_equal(r.verb, "items");
    runs_answer(&d.m.runs, r.ticket, NULL, d.now);
    assert_false(runs_next_request(&d.m.runs, d.now, &r)); /* not at once */
    d.now.mono = mono_add_ns(d.now.mono, RUN_RETRY_NS);
    assert_true(runs_next_request(&d.m.runs, d.now, &r));
    model_fini(&d.m);
}

static void
a_slot_that_is_used_again_is_another_run(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_ASKING);
    look(&d, run, RUNS_ASKING);
    struct msg_run m = run_message(d.now, RUNS_WAITING);
    m.id = msg_str("000000000000000000000000000000ff");
    m.number = 13;
    feed_run(&d.m, d.now, &m);
    assert_null(runs_find(&d.m.runs, RUN_SCENE_ID));
    assert_int_equal(runs_named(&d.m.runs, "13")->n_items, 0);
    m.id = msg_str("");
    feed_run(&d.m, d.now, &m);
    assert_null(runs_named(&d.m.runs, "13"));
    model_fini(&d.m);
}

static void
an_older_message_of_the_cache_changes_nothing(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_WAITING);
    struct msg_run m = run_message(d.now, RUNS_PAUSED);
    m.change = 39;
    struct msg msg = {.envelope.type = MSG_RUN, .u.run = m};
    assert_int_equal(
        runs_run(&d.m.runs, &m, utc_add_ns(run->sent, -NS_PER_S), d.now.mono),
        ERR_OK);
    assert_int_equal(run->state, RUN_WAITING);
    /* an executor that began anew counts from 1 */
    m.change = 1;
    assert_int_equal(
        runs_run(&d.m.runs, &m, utc_add_ns(run->sent, NS_PER_S), d.now.mono),
        ERR_OK);
    assert_int_equal(run->state, RUN_PAUSED);
    (void)msg;
    model_fini(&d.m);
}

static void
questions_close_when_they_are_answered_elsewhere(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_ASKING);
    assert_int_equal(run->n_prompts, 1);
    assert_int_equal(runs_question(run)->answers.n, 4);
    assert_ptr_equal(runs_prompt_find(run, 3), runs_question(run));
    look(&d, run, RUNS_ASKING);
    assert_int_equal(run->n_prompts, 1);
    run->has_prompts = false;
    look(&d, run, RUNS_WAITING); /* none is open there */
    assert_int_equal(run->n_prompts, 0);
    struct msg_prompt p = prompt_message(d.now, RUNS_ASKING);
    feed_prompt(&d.m, d.now, &p);
    p.number = 2;
    feed_prompt(&d.m, d.now, &p);
    assert_int_equal(runs_question(run)->number, 2);
    p.is_open = false;
    feed_prompt(&d.m, d.now, &p);
    assert_int_equal(runs_question(run)->number, 3);
    model_fini(&d.m);
}

static void
control_is_a_persons_in_one_console(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_WAITING);
    struct runs *r = &d.m.runs;
    assert_true(runs_is_ours(r, run, "FC-1"));
    assert_false(runs_is_ours(r, run, "FC-2"));
    run->is_taken = false;
    assert_false(runs_is_ours(r, run, "FC-1"));
    struct msg_run m = run_message(d.now, RUNS_WAITING);
    m.where = msg_str("console, pid 4711 on pts/3");
    feed_run(&d.m, d.now, &m);
    r->pid = 4711;
    assert_true(runs_is_ours(r, run, "FC-1"));
    r->pid = 471;
    assert_false(runs_is_ours(r, run, "FC-1"));
    model_fini(&d.m);
}

static void
hostile_messages_change_nothing(void **state)
{
    (void)state;
    struct desk_of d;
    struct run *run = open_scene(&d, RUNS_WAITING);
    look(&d, run, RUNS_WAITING);
    struct msg_run m = run_message(d.now, RUNS_WAITING);
    m.state = msg_str("dancing");
    assert_int_equal(
        runs_run(&d.m.runs, &m, d.now.utc, d.now.mono), ERR_FORMAT);
    m = run_message(d.now, RUNS_WAITING);
    m.id = msg_str("../../etc");
    m.slot = 77;
    assert_int_equal(
        runs_run(&d.m.runs, &m, d.now.utc, d.now.mono), ERR_FORMAT);
    feed_items(&d, 6, 4000000000u, "far away");
    assert_true(run->n_items < 1000);
    struct msg_str junk[] = {{"", 0}, {"1 2 3", 5}, {"\t\t\t\t", 4}};
    struct msg_items items = {
        .id = msg_str(RUN_SCENE_ID), .change = 7, .rows = {junk, 3}};
    assert_int_equal(runs_items(&d.m.runs, &items), ERR_OK);
    struct msg_prompt p = prompt_message(d.now, RUNS_ASKING);
    p.answers.n = 1;
    assert_int_equal(runs_prompt(&d.m.runs, &p), ERR_FORMAT);
    model_fini(&d.m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_that_go_on_come_first),
        cmocka_unit_test(nothing_is_asked_of_what_nobody_looks_at),
        cmocka_unit_test(lines_of_the_record_that_were_missed_are_fetched),
        cmocka_unit_test(a_gap_in_the_items_has_all_of_them_asked_again),
        cmocka_unit_test(missed_messages_of_the_bus_have_items_asked_again),
        cmocka_unit_test(a_slot_that_is_used_again_is_another_run),
        cmocka_unit_test(an_older_message_of_the_cache_changes_nothing),
        cmocka_unit_test(questions_close_when_they_are_answered_elsewhere),
        cmocka_unit_test(control_is_a_persons_in_one_console),
        cmocka_unit_test(hostile_messages_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
