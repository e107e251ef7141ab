/*
 * test_tree.c - branches open and close, and stay so while nodes change.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/tree.h"

#include "support/check.h"

#include "common/attr.h"

static const struct table_column columns[] = {
    {.title = "NAME", .min = 10, .max = 0},
};

/*  1 A
 *     2 a1
 *     3 B
 *        4 b1
 *  5 C                                                                     */
static const struct tree_node nodes[] = {
    {1, 0, true},
    {2, 1, false},
    {3, 1, true},
    {4, 2, false},
    {5, 0, false},
};

static void
cell(void *arg, size_t node, unsigned column, struct table_cell *out)
{
    (void)arg, (void)column;
    static const char *const names[] = {"A", "a1", "B", "b1", "C", "new"};
    strcpy(out->text, names[node]);
}

static void
expect(struct tree *t, const char *want)
{
    struct canvas c;
    canvas_init(&c, 7, 12, false);
    struct area all = area_all(&c);
    tree_paint(t, &all, true, cell, NULL);
    struct strbuf text = {0};
    canvas_text(&c, &text);
    assert_string_equal(strbuf_get(&text), want);
    strbuf_fini(&text);
    canvas_fini(&c);
}

static void
branches_close_and_open(void **state)
{
    (void)state;
    struct tree t;
    tree_init(&t, columns, 1);
    tree_set(&t, nodes, ARRAY_LEN(nodes));
    expect(&t, "NAME\n\u25be A\n    a1\n  \u25be B\n      b1\n  C\n\n");
    tree_select(&t, 2);
    assert_true(tree_act(&t, ACTION_LEFT));
    expect(&t, "NAME\n\u25be A\n    a1\n  \u25b8 B\n  C\n\n\n");
    assert_int_equal(tree_selected(&t), 2);
    assert_true(tree_act(&t, ACTION_LEFT)); /* closed: to the parent */
    assert_int_equal(tree_selected(&t), 0);
    assert_true(tree_act(&t, ACTION_OPEN));
    expect(&t, "NAME\n\u25b8 A\n  C\n\n\n\n\n");
    assert_true(tree_act(&t, ACTION_RIGHT));
    expect(&t, "NAME\n\u25be A\n    a1\n  \u25b8 B\n  C\n\n\n");
    tree_fini(&t);
}

static void
selecting_a_hidden_node_opens_what_is_above(void **state)
{
    (void)state;
    struct tree t;
    tree_init(&t, columns, 1);
    tree_set(&t, nodes, ARRAY_LEN(nodes));
    tree_select(&t, 2);
    tree_act(&t, ACTION_LEFT);
    tree_select(&t, 0);
    tree_act(&t, ACTION_LEFT);
    tree_select(&t, 3);
    assert_int_equal(tree_selected(&t), 3);
    assert_int_equal(t.table.n_rows, 5);
    tree_fini(&t);
}

static void
what_was_closed_stays_closed_when_nodes_change(void **state)
{
    (void)state;
    static const struct tree_node more[] = {
        {9, 0, false}, {1, 0, true}, {2, 1, false}, {5, 0, false}};
    struct tree t;
    tree_init(&t, columns, 1);
    tree_set(&t, nodes, ARRAY_LEN(nodes));
    tree_select(&t, 0);
    tree_act(&t, ACTION_LEFT);
    tree_select(&t, 4);
    tree_set(&t, more, ARRAY_LEN(more));
    assert_int_equal(t.table.n_rows, 3);
    assert_int_equal(tree_selected(&t), 3); /* key 5 again */
    tree_set(&t, NULL, 0);
    assert_int_equal(tree_selected(&t), SIZE_MAX);
    assert_true(tree_act(&t, ACTION_DOWN));
    tree_fini(&t);
}

static void
enter_on_a_leaf_is_left_to_the_view(void **state)
{
    (void)state;
    struct tree t;
    tree_init(&t, columns, 1);
    tree_set(&t, nodes, ARRAY_LEN(nodes));
    tree_select(&t, 1);
    assert_false(tree_act(&t, ACTION_OPEN));
    tree_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches_close_and_open),
        cmocka_unit_test(selecting_a_hidden_node_opens_what_is_above),
        cmocka_unit_test(what_was_closed_stays_closed_when_nodes_change),
        cmocka_unit_test(enter_on_a_leaf_is_left_to_the_view),
    };
    return check_run(tests);
}
