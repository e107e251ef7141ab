/*
 * test_snapshot.c - messages that wait are bounded and keep their order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/snapshot.h"

#include "support/check.h"

static bool
add(struct snapshot *s, const char *text, size_t n_max, size_t bytes_max)
{
    struct frame topic, payload;
    frame_init_copy(&topic, "t", 1);
    frame_init_copy(&payload, text, strlen(text));
    bool is_kept = snapshot_add(s, &topic, &payload, n_max, bytes_max);
    frame_fini(&topic);
    frame_fini(&payload);
    return is_kept;
}

static void
order_is_kept_and_both_bounds_hold(void **state)
{
    (void)state;
    struct snapshot s = {0};
    assert_true(add(&s, "1", 3, 100));
    assert_true(add(&s, "22", 3, 100));
    assert_false(add(&s, "333", 3, 8)); /* 5 bytes are there, 4 more */
    assert_true(add(&s, "33", 3, 8));
    assert_false(add(&s, "4", 3, 100));
    assert_int_equal(s.n, 3);
    assert_int_equal(s.bytes, 8);
    assert_memory_equal(frame_data(&s.item[1].payload), "22", 2);
    assert_memory_equal(frame_data(&s.item[2].payload), "33", 2);
    snapshot_clear(&s);
    assert_int_equal(s.n, 0);
    assert_true(add(&s, "again", 1, 6));
    snapshot_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_kept_and_both_bounds_hold),
    };
    return check_run(tests);
}
