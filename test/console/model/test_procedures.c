/*
 * test_procedures.c - the library as a console knows it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/procedures.h"

static void
put(struct procedures *p, const char *topic, const char *id, enum err expected)
{
    struct msg_procedure m = {.id = msg_str(id),
        .title = msg_str("T\x1b[2J"),
        .approved = UTC_NONE,
        .expected_s = -3};
    assert_int_equal(procedures_message(p, topic, &m), expected);
}

static void
rows_are_by_id_and_a_slot_is_used_again(void **state)
{
    (void)state;
    struct procedures p = {0};
    put(&p, "procedure/0", "PO-2", ERR_OK);
    put(&p, "procedure/1", "po-1", ERR_OK);
    assert_int_equal(p.n, 2);
    assert_string_equal(p.row[0]->id, "po-1");
    assert_ptr_equal(procedures_find(&p, "PO-1"), p.row[0]);
    put(&p, "procedure/1", "PO-3", ERR_OK);
    assert_null(procedures_find(&p, "PO-1"));
    assert_string_equal(p.row[1]->id, "PO-3");
    put(&p, "procedure/1", "", ERR_OK);
    assert_int_equal(p.n, 1);
    procedures_fini(&p);
}

static void
what_no_terminal_may_get_is_made_harmless(void **state)
{
    (void)state;
    struct procedures p = {0};
    put(&p, "procedure/0", "A", ERR_OK);
    assert_null(strchr(p.row[0]->title, '\x1b'));
    assert_true(p.row[0]->expected_s == 0);
    assert_string_equal(p.row[0]->why_not, "");
    procedures_fini(&p);
}

static void
a_topic_without_a_slot_is_refused(void **state)
{
    (void)state;
    struct procedures p = {0};
    static const char *const topics[] = {
        "procedure", "procedure/", "procedure/x", "run/1", "procedure/-1"};
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        put(&p, topics[i], "A", ERR_FORMAT);
    assert_int_equal(p.n, 0);
    procedures_fini(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_by_id_and_a_slot_is_used_again),
        cmocka_unit_test(what_no_terminal_may_get_is_made_harmless),
        cmocka_unit_test(a_topic_without_a_slot_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
