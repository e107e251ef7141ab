/*
 * test_command_stack.c - the commands that a console prepares.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/command_stack.h"

#include "support/check.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_copied_added_and_replaced),
        cmocka_unit_test(a_full_stack_takes_no_more),
    };
    return check_run(tests);
}
