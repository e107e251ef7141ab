/*
 * test_run_tree.c - the lines of a run: what is said before a step, folding,
 * finding.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/run_tree.h"
#include "support/run_scene.h"

static void
load(struct run_source *s, const char *text, const char *catalogue)
{
    strbuf_adds(&s->text, text);
    strbuf_adds(&s->catalogue_text, catalogue);
    s->has_text = s->has_catalogue = true;
    run_source_settle(s, "PO-008");
    if (s->tree == NULL)
        fail_msg("%s", s->problem);
}

static uint32_t
stmt(const struct run_source *s, const char *number)
{
    uint32_t at = pluto_find_number(s->tree, number);
    assert_int_not_equal(at, PLUTO_NIL);
    return at;
}

static void
what_is_said_stands_before_its_step(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct run_tree t = {0};
    load(&s, run_scene_source,
        "step \"Observe\" { note = {\"n\"} caution = {\"c1\", \"c2\"} "
        "warning = {\"w\"} }");
    assert_true(run_tree_follow(&t, &s));
    assert_false(run_tree_follow(&t, &s));
    size_t row = run_tree_find(&t, s.tree, stmt(&s, "2"));
    static const struct {
        enum run_line_kind kind;
        const char *text;
    } said[] = {{RUN_LINE_WARNING, "w"}, {RUN_LINE_CAUTION, "c1"},
        {RUN_LINE_CAUTION, "c2"}, {RUN_LINE_NOTE, "n"}, {RUN_LINE_STMT, ""}};
    for (size_t i = 0; i < 5; i++) {
        const struct run_line *l = run_tree_row(&t, row - 4 + i);
        assert_int_equal(l->kind, said[i].kind);
        assert_string_equal(run_tree_said(&s, l), said[i].text);
    }
    assert_null(run_tree_row(&t, t.n_rows));
    run_tree_fini(&t);
    run_source_fini(&s);
}

static void
a_closed_statement_stands_for_what_is_in_it(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct run_tree t = {0};
    load(&s, run_scene_source, "");
    (void)run_tree_follow(&t, &s);
    size_t all = t.n_rows;
    uint32_t step = stmt(&s, "2"), inside = stmt(&s, "2.1.2");
    size_t row = run_tree_find(&t, s.tree, step);
    assert_true(run_tree_close(&t, step, true));
    assert_false(run_tree_close(&t, step, true));
    assert_true(run_tree_is_closed(&t, step));
    assert_true(t.n_rows < all);
    assert_int_equal(run_tree_find(&t, s.tree, inside), row);
    assert_int_equal(run_tree_row(&t, row + 1)->stmt, stmt(&s, "3"));
    run_tree_reveal(&t, s.tree, inside);
    assert_int_equal(t.n_rows, all);
    assert_false(run_tree_close(&t, inside, true)); /* nothing is in it */
    assert_int_equal(run_tree_find(&t, s.tree, PLUTO_NIL), SIZE_MAX);
    run_tree_fini(&t);
    run_source_fini(&s);
}

/* A real payload's: 42 888 lines in one step. */
static void
forty_thousand_lines_are_found_by_halving(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct run_tree t = {0};
    struct strbuf b = {0};
    strbuf_adds(&b, "procedure\ninitiate and confirm step All\n");
    for (int i = 0; i < 40000; i++)
        strbuf_adds(&b, "wait for 1 s;\n");
    strbuf_adds(&b, "end step;\nend procedure\n");
    load(&s, strbuf_get(&b), "");
    (void)run_tree_follow(&t, &s);
    assert_int_equal(t.n_rows, 40001);
    for (uint32_t i = 0; i < t.n_stmts; i++)
        assert_int_equal(run_tree_find(&t, s.tree, i), i);
    run_tree_fini(&t);
    run_source_fini(&s);
    strbuf_fini(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_stands_before_its_step),
        cmocka_unit_test(a_closed_statement_stands_for_what_is_in_it),
        cmocka_unit_test(forty_thousand_lines_are_found_by_halving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
