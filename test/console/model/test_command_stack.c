/*
 * test_command_stack.c - the commands that a console prepares.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/command_stack.h"

#include "support/check.h"

#include "support/command_scene.h"
#include "support/stage.h"

static void
items_are_copied_added_and_replaced(void **state)
{
    (void)state;
    struct command_stack s = {0};
    struct stack_item item = {.kind = STACK_COMMAND};
    struct notes notes = {0};
    command_stack_init(&s);
    assert_int_equal(
        stack_item_parse("test", "SWITCH Battery=3", &notes, &item), ERR_OK);
    unsigned version = s.version;
    assert_true(command_stack_add(&s, &item));
    assert_true(command_stack_add(&s, &item));
    assert_int_not_equal(s.version, version);
    stack_item_set(&item, "Battery", "1");
    assert_string_equal(stack_item_get(&s.stack.item[1], "Battery"), "3");
    assert_true(command_stack_replace(&s, 0, &item));
    assert_int_equal(s.stack.n, 2);
    assert_string_equal(stack_item_get(&s.stack.item[0], "Battery"), "1");
    assert_string_equal(stack_item_get(&s.stack.item[1], "Battery"), "3");
    assert_false(command_stack_replace(&s, 2, &item));
    stack_item_fini(&item);
    notes_fini(&notes);
    command_stack_fini(&s);
}

static void
a_full_stack_takes_no_more(void **state)
{
    (void)state;
    struct command_stack s = {0};
    struct stack_item item = {.kind = STACK_PAUSE};
    command_stack_init(&s);
    for (int i = 0; i < STACK_ITEMS_MAX; i++)
        assert_true(command_stack_add(&s, &item));
    assert_false(command_stack_add(&s, &item));
    assert_true(command_stack_replace(&s, 7, &s.stack.item[7]));
    assert_int_equal(s.stack.n, STACK_ITEMS_MAX);
    command_stack_fini(&s);
}

/* ---- edits ---------------------------------------------------------------
 */

static void
add_line(struct command_stack *s, const char *line)
{
    struct stack_item item = {0};
    struct notes notes = {0};
    assert_int_equal(stack_item_parse("test", line, &notes, &item), ERR_OK);
    assert_true(command_stack_add(s, &item));
    stack_item_fini(&item);
    notes_fini(&notes);
}

static void
add_other(struct command_stack *s, enum stack_kind kind, int64_t wait_ms)
{
    const struct stack_item item = {.kind = kind, .wait_ms = wait_ms};
    assert_true(command_stack_add(s, &item));
}

static void
start(struct command_stack *s, int n)
{
    char line[16];
    *s = (struct command_stack){0};
    command_stack_init(s);
    for (int i = 0; i < n; i++) {
        (void)snprintf(line, sizeof line, "C%d", i);
        add_line(s, line);
    }
}

/* "C0 C1" */
static void
expect(const struct command_stack *s, const char *want)
{
    struct strbuf got = {0};
    for (size_t i = 0; i < s->stack.n; i++)
        strbuf_addf(&got, "%s%s", i > 0 ? " " : "", s->stack.item[i].name);
    assert_string_equal(strbuf_get(&got), want);
    strbuf_fini(&got);
    for (size_t i = 0; i < s->stack.n; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(s->line[i].key != s->line[k].key);
}

static void
lines_are_deleted_doubled_and_moved_together(void **state)
{
    (void)state;
    struct command_stack s;
    start(&s, 5);
    uint64_t two[] = {s.line[3].key, s.line[1].key, 999};
    assert_int_equal(command_stack_duplicate(&s, two, 3), 2);
    expect(&s, "C0 C1 C2 C3 C1 C3 C4");
    assert_true(command_stack_move(&s, two, 3, -1));
    expect(&s, "C1 C0 C3 C2 C1 C3 C4");
    assert_false(command_stack_move(&s, two, 3, -1)); /* one is at the top */
    assert_true(command_stack_move(&s, two, 3, 1));
    expect(&s, "C0 C1 C2 C3 C1 C3 C4");
    assert_int_equal(command_stack_delete(&s, two, 3), 2);
    expect(&s, "C0 C2 C1 C3 C4");
    assert_int_equal(command_stack_delete(&s, two, 3), 0);
    assert_false(command_stack_move(&s, two, 0, 1));
    command_stack_fini(&s);
}

static void
the_newest_edit_is_taken_back_and_done_again(void **state)
{
    (void)state;
    struct command_stack s;
    start(&s, 0);
    assert_null(command_stack_undo(&s));
    add_line(&s, "C0");
    assert_string_equal(command_stack_undo(&s), "inserted a line");
    expect(&s, "");
    assert_non_null(command_stack_undo(&s));
    expect(&s, "C0");
    add_line(&s, "C1");
    add_line(&s, "C2");
    uint64_t all[] = {s.line[0].key, s.line[1].key};
    assert_int_equal(command_stack_delete(&s, all, 2), 2);
    assert_string_equal(command_stack_undo(&s), "deleted 2 lines");
    expect(&s, "C0 C1 C2");
    assert_non_null(command_stack_undo(&s));
    expect(&s, "C2");
    add_line(&s, "C3"); /* room in what came back */
    for (int i = 0; i < 20; i++)
        add_line(&s, "C4");
    command_stack_clear(&s);
    expect(&s, "");
    assert_non_null(command_stack_undo(&s));
    assert_int_equal(s.stack.n, 22);
    add_line(&s, "C5");
    command_stack_fini(&s);
}

/* Else it could be sent once more. */
static void
undo_keeps_what_was_submitted(void **state)
{
    (void)state;
    struct command_stack s;
    start(&s, 3);
    uint64_t last = s.line[2].key;
    assert_int_equal(command_stack_delete(&s, &last, 1), 1);
    command_stack_submitted(&s, s.line[0].key, "aa");
    command_stack_answer(&s, "aa", ANSWER_YES, "");
    assert_non_null(command_stack_undo(&s));
    expect(&s, "C0 C1 C2");
    assert_int_equal(s.line[0].state, LINE_SUBMITTED);
    assert_string_equal(s.line[0].id, "aa");
    /* the answer finds a line that is deleted just now, too */
    command_stack_submitted(&s, s.line[1].key, "bb");
    uint64_t key = s.line[1].key;
    assert_int_equal(command_stack_delete(&s, &key, 1), 1);
    command_stack_answer(&s, "bb", ANSWER_NO, "no link");
    assert_non_null(command_stack_undo(&s));
    assert_int_equal(s.line[1].state, LINE_REFUSED);
    assert_string_equal(s.line[1].why, "no link");
    command_stack_fini(&s);
}

/* ---- what is next --------------------------------------------------------
 */

static enum stack_go
next(const struct command_stack *s, const struct model *m, int64_t ms,
    size_t *at, const char *why)
{
    struct strbuf text = {0};
    *at = SIZE_MAX;
    enum stack_go go =
        command_stack_next(s, &m->commands, feed_clock(ms), at, &text);
    if (strstr(strbuf_get(&text), why) == NULL)
        fail_msg("'%s' does not say '%s'", strbuf_get(&text), why);
    strbuf_fini(&text);
    return go;
}

static void
become(struct model *m, uint64_t number, enum command_state state)
{
    struct msg_command c = command_message(feed_clock(0), number, state);
    static uint64_t change = 100;
    c.change = ++change;
    feed_command(m, feed_clock(0), &c);
}

static void
it_goes_on_only_after_the_line_before_ended_well(void **state)
{
    (void)state;
    struct command_stack s;
    struct model m;
    struct clock now;
    size_t at;
    stage_scene(&m, SCENE_GOOD, &now);
    start(&s, 3);
    assert_int_equal(next(&s, &m, 0, &at, ""), GO_READY);
    assert_int_equal(at, 0);
    command_stack_submitted(&s, s.line[0].key, command_id(1));
    assert_int_equal(next(&s, &m, 0, &at, "not known yet"), GO_WAITS);
    command_stack_answer(&s, command_id(1), ANSWER_YES, "");
    assert_int_equal(next(&s, &m, 0, &at, "not known yet"), GO_WAITS);
    become(&m, 1, COMMAND_SENT);
    assert_int_equal(next(&s, &m, 0, &at, "line 1 (C0) is sent"), GO_WAITS);
    become(&m, 1, COMMAND_COMPLETED);
    assert_int_equal(next(&s, &m, 0, &at, ""), GO_READY);
    assert_int_equal(at, 1);
    command_stack_submitted(&s, s.line[1].key, command_id(2));
    become(&m, 2, COMMAND_UNKNOWN);
    assert_int_equal(next(&s, &m, 0, &at, "telemetry"), GO_STOPPED);
    assert_true(command_stack_is_under_way(&s, 1, &m.commands));
    command_stack_submitted(&s, s.line[1].key, command_id(3));
    command_stack_answer(&s, command_id(3), ANSWER_NO, "wrong mode");
    assert_int_equal(next(&s, &m, 0, &at, "wrong mode"), GO_STOPPED);
    assert_false(command_stack_is_under_way(&s, 1, &m.commands));
    command_stack_submitted(&s, s.line[1].key, command_id(4));
    command_stack_answer(&s, command_id(4), ANSWER_SILENT, "");
    assert_int_equal(next(&s, &m, 0, &at, "no answer"), GO_STOPPED);
    become(&m, 4, COMMAND_FAILED);
    assert_int_equal(next(&s, &m, 0, &at, "failed"), GO_STOPPED);
    command_stack_submitted(&s, s.line[2].key, command_id(5));
    become(&m, 5, COMMAND_COMPLETED);
    assert_int_equal(next(&s, &m, 0, &at, "at its end"), GO_END);
    command_stack_fini(&s);
    model_fini(&m);
}

static void
waits_and_pauses_are_come_to_by_a_person(void **state)
{
    (void)state;
    struct command_stack s;
    struct model m;
    struct clock now;
    size_t at;
    stage_scene(&m, SCENE_GOOD, &now);
    start(&s, 0);
    assert_int_equal(next(&s, &m, 0, &at, "empty"), GO_END);
    add_other(&s, STACK_NOTE, 0);
    add_other(&s, STACK_WAIT, 5000);
    add_other(&s, STACK_PAUSE, 0);
    add_line(&s, "C1");
    assert_int_equal(next(&s, &m, 0, &at, ""), GO_READY);
    assert_int_equal(at, 1);
    command_stack_pass(&s, 1, feed_clock(0));
    assert_int_equal(next(&s, &m, 1500, &at, "4 s more"), GO_WAITS);
    assert_int_equal(next(&s, &m, 5000, &at, ""), GO_READY);
    assert_int_equal(at, 2);
    command_stack_pass(&s, 2, feed_clock(6000));
    assert_int_equal(next(&s, &m, 6000, &at, ""), GO_READY);
    assert_int_equal(at, 3);
    /* what was worked at last is deleted: the one before it counts */
    uint64_t key = s.line[2].key;
    assert_int_equal(command_stack_delete(&s, &key, 1), 1);
    assert_int_equal(next(&s, &m, 6000, &at, ""), GO_READY);
    assert_int_equal(at, 2);
    command_stack_fini(&s);
    model_fini(&m);
}

/* ---- files ---------------------------------------------------------------
 */

static void
only_what_was_not_submitted_is_kept(void **state)
{
    (void)state;
    struct command_stack s;
    struct strbuf text = {0};
    start(&s, 2);
    command_stack_submitted(&s, s.line[0].key, "aa");
    command_stack_keep(&s, &text);
    assert_null(strstr(strbuf_get(&text), "C0"));
    assert_non_null(strstr(strbuf_get(&text), "C1"));
    strbuf_reset(&text);
    command_stack_submitted(&s, s.line[1].key, "bb");
    command_stack_keep(&s, &text);
    assert_string_equal(strbuf_get(&text), "");
    strbuf_fini(&text);
    command_stack_fini(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_copied_added_and_replaced),
        cmocka_unit_test(a_full_stack_takes_no_more),
        cmocka_unit_test(lines_are_deleted_doubled_and_moved_together),
        cmocka_unit_test(the_newest_edit_is_taken_back_and_done_again),
        cmocka_unit_test(undo_keeps_what_was_submitted),
        cmocka_unit_test(it_goes_on_only_after_the_line_before_ended_well),
        cmocka_unit_test(waits_and_pauses_are_come_to_by_a_person),
        cmocka_unit_test(only_what_was_not_submitted_is_kept),
    };
    return check_run(tests);
}
