/*
 * test_id_set.c - an id that was there is known, for its days.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/id_set.h"

#include "support/log_rig.h"

#define MANY 20000

static void
what_was_added_is_there_and_nothing_else(void **state)
{
    (void)state;
    char id[DIGEST_ID_HEX];
    struct id_set *s = id_set_new();
    for (unsigned i = 0; i < MANY; i += 2) {
        log_rig_id(id, i);
        id_set_add(s, id, 1);
        id_set_add(s, id, 1);
    }
    assert_int_equal(id_set_count(s), MANY / 2);
    for (unsigned i = 0; i < MANY; i++) {
        log_rig_id(id, i);
        assert_int_equal(id_set_has(s, id), i % 2 == 0);
    }
    id_set_free(&s);
    assert_null(s);
    id_set_free(&s);
}

static void
old_ones_are_forgotten_and_those_seen_again_are_not(void **state)
{
    (void)state;
    char id[DIGEST_ID_HEX];
    struct id_set *s = id_set_new();
    for (unsigned i = 0; i < 3000; i++) {
        log_rig_id(id, i);
        id_set_add(s, id, 100 + (int64_t)(i % 3));
    }
    log_rig_id(id, 0);
    id_set_add(s, id, 102);
    id_set_add(s, id, 99); /* an older day changes nothing */
    id_set_drop(s, 102);
    assert_int_equal(id_set_count(s), 1001);
    assert_true(id_set_has(s, id));
    log_rig_id(id, 3);
    assert_false(id_set_has(s, id));
    log_rig_id(id, 2);
    assert_true(id_set_has(s, id));
    id_set_drop(s, 103);
    assert_int_equal(id_set_count(s), 0);
    id_set_free(&s);
}

static void
what_is_no_id_is_never_there(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "abc",
        "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0"};
    struct id_set *s = id_set_new();
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        id_set_add(s, bad[i], 1);
        assert_false(id_set_has(s, bad[i]));
    }
    assert_int_equal(id_set_count(s), 0);
    id_set_free(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_there_and_nothing_else),
        cmocka_unit_test(old_ones_are_forgotten_and_those_seen_again_are_not),
        cmocka_unit_test(what_is_no_id_is_never_there),
    };
    return check_run(tests);
}
