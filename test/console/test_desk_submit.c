/*
 * test_desk_submit.c - a command goes to the gate after a yes, as it was when
 * it was asked about, and at most once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <stdlib.h>

#include "mdb/mdb.h"
#include "support/check.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"

static struct mdb *mdb;

static void
start(struct desk_rig *r)
{
    desk_rig_open(r, SCENE_GOOD, false);
    orders_begin(
        &r->model.orders, "00000000000000000000000000000001", "FC-1", "");
    command_scene(&r->model, COMMANDS_NONE, r->now);
    composer_set_mdb(&r->model.composer, mdb);
    r->model.orders.holds = true;
    desk_rig_paint(r);
}

static uint64_t
add(struct desk_rig *r, const char *line)
{
    struct stack_item item = {0};
    struct notes notes = {0};
    struct command_stack *s = &r->model.stack;
    assert_int_equal(stack_item_parse("test", line, &notes, &item), ERR_OK);
    assert_true(command_stack_add(s, &item));
    stack_item_fini(&item);
    notes_fini(&notes);
    return s->line[s->stack.n - 1].key;
}

static void
submit(struct desk_rig *r, size_t at)
{
    struct command_stack *s = &r->model.stack;
    r->desk->ui.submit(
        r->desk, ORDER_SUBMIT, &s->stack.item[at], s->line[at].key);
}

static void
only_a_yes_submits(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    add(&r, "SWITCH Battery=2");
    static const char *const no[] = {"Enter", "n", "Esc", "Space", "q", "."};
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        submit(&r, 0);
        assert_non_null(strstr(desk_rig_text(&r),
            "Submit line 1: SWITCH Battery=2, to be armed and fired? [y/N]"));
        desk_rig_keys(&r, no[i]);
        assert_int_equal(r.orders, 0);
    }
    submit(&r, 0);
    desk_rig_paste(&r, "y");
    assert_int_equal(r.orders, 0);
    submit(&r, 0);
    assert_true(r.drops > 7); /* what was typed ahead */
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 1);
    assert_true(str_prefix(r.order, "submit id="));
    const struct stack_line *line = &r.model.stack.line[0];
    assert_non_null(strstr(r.order, line->id));
    assert_int_equal(line->state, LINE_ASKED);
    desk_rig_answer(&r, ERR_OK, "", "");
    assert_int_equal(line->state, LINE_SUBMITTED);
    desk_rig_close(&r);
}

static void
a_line_under_way_is_not_submitted_again(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    add(&r, "PING");
    r.gate_says_yes = true; /* the answer comes before the call returns */
    submit(&r, 0);
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 1);
    assert_int_equal(r.model.stack.line[0].state, LINE_SUBMITTED);
    submit(&r, 0);
    assert_non_null(strstr(desk_rig_text(&r), "under way"));
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 1);
    /* it failed: a person may, and is told what it was */
    struct msg_command c = command_message(r.now, 7, COMMAND_FAILED);
    c.id = msg_str(r.model.stack.line[0].id);
    feed_command(&r.model, r.now, &c);
    submit(&r, 0);
    assert_non_null(strstr(desk_rig_text(&r),
        "Submit line 1 again, which is FAILED: PING: SENDS IT NOW? [y/N]"));
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 2);
    desk_rig_close(&r);
}

static void
what_changed_since_the_question_is_not_submitted(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    uint64_t key = add(&r, "PING");
    submit(&r, 0);
    assert_int_equal(command_stack_delete(&r.model.stack, &key, 1), 1);
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 0);
    assert_non_null(strstr(desk_rig_text(&r), "not there any more"));
    add(&r, "PING");
    submit(&r, 0);
    r.model.orders.holds = false;
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 0);
    assert_non_null(strstr(desk_rig_text(&r), ":authority take"));
    r.model.orders.holds = true;
    submit(&r, 0);
    composer_set_mdb(&r.model.composer, NULL);
    desk_rig_keys(&r, "y");
    assert_int_equal(r.orders, 0);
    assert_non_null(strstr(desk_rig_text(&r), "database has changed"));
    desk_rig_close(&r);
}

static void
what_cannot_be_encoded_is_told(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    add(&r, "SWITCH Battery=9");
    submit(&r, 0);
    assert_non_null(strstr(
        desk_rig_text(&r), "not submitted: Battery: 9 is not in 1 .. 3"));
    add(&r, "NOSUCH");
    submit(&r, 1);
    assert_non_null(strstr(desk_rig_text(&r), "NOSUCH"));
    assert_int_equal(r.desk->prompt.kind, PROMPT_NONE);
    desk_rig_close(&r);
}

static void
a_dry_run_asks_nobody(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    add(&r, "PING");
    struct command_stack *s = &r.model.stack;
    r.model.orders.holds = false;
    r.desk->ui.submit(r.desk, ORDER_CHECK, &s->stack.item[0], s->line[0].key);
    assert_true(str_prefix(r.order, "check id="));
    assert_int_equal(s->line[0].state, LINE_OPEN);
    desk_rig_answer(&r, ERR_OK, "", "");
    assert_int_equal(s->line[0].state, LINE_OPEN);
    desk_rig_close(&r);
}

static void
long_values_leave_the_question_whole(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r);
    add(&r, "ALL Whole=1 Warm=20.25 Mode=SCIENCE State=ON Text=\"wörds wörds "
            "ww\" Bytes=01020304 When=2026-11-20T00:00:00 Pos.x=1 Pos.y=2 "
            "List[0]=1 List[1]=2 List[2]=3 Span=5");
    submit(&r, 0);
    const char *line = desk_rig_line(&r, 22);
    if (strstr(line, "Submit line 1: ALL Whole=1") == NULL ||
        strstr(line, "...: SENDS IT NOW? [y/N]") == NULL)
        fail_msg("%s", line);
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_yes_submits),
        cmocka_unit_test(a_line_under_way_is_not_submitted_again),
        cmocka_unit_test(what_changed_since_the_question_is_not_submitted),
        cmocka_unit_test(what_cannot_be_encoded_is_told),
        cmocka_unit_test(a_dry_run_asks_nobody),
        cmocka_unit_test(long_values_leave_the_question_whole),
    };
    struct notes notes = {0};
    char *path = check_path("console/data/commands.xml");
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        return 1;
    free(path);
    notes_fini(&notes);
    int status = check_run(tests);
    mdb_free(&mdb);
    return status;
}
