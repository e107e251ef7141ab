/*
 * test_gate_client.c - names of people are checked, rows of replies found.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/gate_client.h"

#include "support/check.h"

static void
a_claimed_name_is_a_name(void **state)
{
    (void)state;
    struct gate_client a, b;
    assert_true(gate_client_init(&a, NULL, NULL));
    assert_string_equal(a.head.as, "");
    assert_true(gate_client_init(&b, NULL, "FC-2"));
    assert_string_equal(b.head.as, "FC-2");
    assert_true(
        digest_is_hex(a.head.session, strlen(a.head.session), DIGEST_ID_BYTES));
    assert_string_not_equal(a.head.session, b.head.session);
    assert_false(gate_client_init(&a, NULL, ""));
    assert_false(gate_client_init(&a, NULL, "FC 2"));
    assert_false(gate_client_init(&a, NULL, "FC/2"));
    assert_false(
        gate_client_init(&a, NULL, "abcdefghijklmnopqrstuvwxyz0123456"));
}

static void
a_row_is_found_by_its_key(void **state)
{
    (void)state;
    struct msg_str rows[] = {msg_str("idea: x"), msg_str("id"), msg_str("id:"),
        msg_str("id: "), msg_str("number: 17"), msg_str("number: 18")};
    struct msg_reply reply = {.rows = {rows, 6}};
    struct msg_str v = gate_client_row(&reply, "id");
    assert_non_null(v.s);
    assert_int_equal(v.len, 0);
    assert_true(msg_str_eq(gate_client_row(&reply, "number"), "17"));
    assert_null(gate_client_row(&reply, "state").s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claimed_name_is_a_name),
        cmocka_unit_test(a_row_is_found_by_its_key),
    };
    return check_run(tests);
}
