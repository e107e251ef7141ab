/*
 * test_run_source.c - a procedure's text comes in pieces and is understood
 * once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/run_source.h"

static struct msg_reply
reply(const struct msg_str *rows, size_t n, const char *text)
{
    return (struct msg_reply){
        .status = ERR_OK, .text = msg_str(text), .rows = {rows, n}};
}

static const struct msg_str first[] = {{"procedure", 9}, {"  main", 6}};
static const struct msg_str rest[] = {
    {"    log \"a\";", 12}, {"  end main", 10}, {"end procedure", 13}};

static void
pieces_are_put_together_in_order(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct msg_reply a = reply(first, 2, "more 3"), b = reply(rest, 3, "end"),
                     none = reply(NULL, 0, "");
    assert_int_equal(run_source_next(&s), 1);
    run_source_take(&s, 1, &a);
    assert_int_equal(run_source_next(&s), 3);
    run_source_take(&s, 1, &a); /* twice: not taken again */
    assert_int_equal(run_source_next(&s), 3);
    run_source_take(&s, 3, &b);
    assert_int_equal(run_source_next(&s), 0);
    run_source_settle(&s, "A");
    assert_null(s.tree); /* the catalogue is not there */
    run_source_take_catalogue(&s, &none);
    run_source_settle(&s, "A");
    assert_non_null(s.tree);
    assert_non_null(s.catalogue);
    assert_int_equal(s.tree->n_stmts, 1);
    run_source_fini(&s);
}

static void
what_is_not_understood_says_why_and_is_not_asked_again(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct msg_reply a = reply(rest, 2, "end"), none = reply(NULL, 0, "");
    run_source_take(&s, 1, &a);
    run_source_take_catalogue(&s, &none);
    run_source_settle(&s, "A");
    assert_null(s.tree);
    assert_string_not_equal(s.problem, "");
    assert_int_equal(run_source_next(&s), 0);
    run_source_fini(&s);
}

static void
a_refusal_and_a_text_without_end_are_told(void **state)
{
    (void)state;
    struct run_source s = {0};
    struct msg_reply no = {
        .status = ERR_NOTFOUND, .text = msg_str("no such run\x1b[2J")};
    run_source_take(&s, 1, &no);
    assert_non_null(strstr(s.problem, "no such run"));
    assert_null(strchr(s.problem, '\x1b'));
    run_source_fini(&s);
    struct msg_reply empty = reply(NULL, 0, "more 1");
    run_source_take(&s, 1, &empty);
    assert_string_equal(s.problem, "the procedure's text does not end");
    run_source_fini(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together_in_order),
        cmocka_unit_test(
            what_is_not_understood_says_why_and_is_not_asked_again),
        cmocka_unit_test(a_refusal_and_a_text_without_end_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
