/*
 * test_stack.c - a list of commands is edited.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/stack.h"

#include "support/check.h"

static void
put(struct stack *s, size_t at, const char *name)
{
    struct stack_item item = {.kind = STACK_COMMAND, .name = strdup(name)};
    stack_item_set(&item, "N", name);
    assert_true(stack_insert(s, at, &item));
    stack_item_fini(&item);
}

/* "ABC" of commands A, B and C. */
static void
assert_order(const struct stack *s, const char *want)
{
    char got[32] = "";
    for (size_t i = 0; i < s->n; i++) {
        strcat(got, s->item[i].name);
        assert_string_equal(stack_item_get(&s->item[i], "N"), s->item[i].name);
    }
    assert_string_equal(got, want);
}

static void
items_are_put_moved_and_taken(void **state)
{
    (void)state;
    struct stack s;
    stack_init(&s);
    assert_int_equal(s.until, UNTIL_COMPLETED);
    put(&s, 0, "B");
    put(&s, 0, "A");
    put(&s, 2, "D");
    put(&s, 2, "C");
    assert_order(&s, "ABCD");
    stack_move(&s, 0, 3);
    assert_order(&s, "BCDA");
    stack_move(&s, 3, 0);
    assert_order(&s, "ABCD");
    stack_move(&s, 1, 2);
    assert_order(&s, "ACBD");
    stack_move(&s, 2, 2);
    assert_order(&s, "ACBD");
    stack_delete(&s, 3);
    stack_delete(&s, 0);
    assert_order(&s, "CB");
    s.item[0].has_gap = true;
    assert_true(stack_duplicate(&s, 0));
    assert_order(&s, "CCB");
    assert_false(s.item[1].has_gap);
    assert_true(stack_insert(&s, 3, &s.item[0])); /* one of its own */
    assert_order(&s, "CCBC");
    while (s.n > 0)
        stack_delete(&s, 0);
    assert_order(&s, "");
    stack_fini(&s);
}

static void
a_stack_has_an_end(void **state)
{
    (void)state;
    struct stack s;
    stack_init(&s);
    struct stack_item note = {.kind = STACK_NOTE};
    for (int i = 0; i < STACK_ITEMS_MAX; i++)
        assert_true(stack_insert(&s, s.n, &note));
    assert_false(stack_insert(&s, 0, &note));
    assert_false(stack_duplicate(&s, 0));
    assert_int_equal(s.n, STACK_ITEMS_MAX);
    stack_fini(&s);
}

static void
values_are_given_and_taken_back(void **state)
{
    (void)state;
    struct stack_item item = {.kind = STACK_COMMAND};
    stack_item_set(&item, "A", "1");
    stack_item_set(&item, "B", "2");
    stack_item_set(&item, "C", "");
    stack_item_set(&item, "B", "3");
    assert_int_equal(item.n_values, 3);
    assert_string_equal(stack_item_get(&item, "B"), "3");
    assert_string_equal(stack_item_get(&item, "C"), "");
    stack_item_set(&item, "A", stack_item_get(&item, "A"));
    stack_item_set(&item, "A", NULL);
    stack_item_set(&item, "none", NULL);
    assert_null(stack_item_get(&item, "A"));
    assert_string_equal(item.value[0].name, "B");
    assert_int_equal(item.n_values, 2);
    stack_item_fini(&item);
}

static void
stacks_are_equal_in_all_that_a_file_says(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "mission SIF\n",
        "until sent\n",
        "A\n",
        "\nA\n",
        "A  # why\n",
        "A @sent\n",
        "A @queued\n",
        "A X=1\n",
        "A X=2\n",
        "A Y=1\n",
        "A X=1 Y=1\n",
        "B\n",
        "A\nA\n",
        "wait 1s\n",
        "wait 2s\n",
        "pause\n",
        "pause \"why\"\n",
        "#\n",
        "# why\n",
    };
    enum {
        N = sizeof texts / sizeof texts[0]
    };
    struct stack s[N], again[N];
    struct notes notes = {0};
    for (int i = 0; i < N; i++) {
        char text[128];
        snprintf(text, sizeof text, "columba-stack 1\n%s", texts[i]);
        assert_int_equal(
            stack_parse("t", text, strlen(text), &notes, &s[i]), ERR_OK);
        snprintf(text, sizeof text, "columba-stack   1\n%s", texts[i]);
        memcpy(text, "columba-stack 1  ", 17);
        assert_int_equal(
            stack_parse("u", text, strlen(text), &notes, &again[i]), ERR_OK);
    }
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            if (stack_equal(&s[i], &again[k]) != (i == k))
                fail_msg("\"%s\" and \"%s\"", texts[i], texts[k]);
    for (int i = 0; i < N; i++) {
        stack_fini(&s[i]);
        stack_fini(&again[i]);
    }
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_put_moved_and_taken),
        cmocka_unit_test(a_stack_has_an_end),
        cmocka_unit_test(values_are_given_and_taken_back),
        cmocka_unit_test(stacks_are_equal_in_all_that_a_file_says),
    };
    return check_run(tests);
}
