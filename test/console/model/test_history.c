/*
 * test_history.c - the newest samples in bounded memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/history.h"

static void
add(struct history *h, uint32_t ring, int64_t t, bool after_gap)
{
    history_add(h, ring,
        &(struct history_sample){.time = {t},
            .eng = (mdb_cell)t,
            .quality = MDB_INVALID,
            .after_gap = after_gap});
}

static void
samples_come_back_newest_first(void **state)
{
    (void)state;
    struct history *h = history_new(4);
    uint32_t ring = history_claim(h, 17, false);
    assert_int_equal(history_count(h, ring), 0);
    add(h, ring, 1, false);
    add(h, ring, 2, true);
    assert_int_equal(history_count(h, ring), 2);
    struct history_sample s = history_get(h, ring, 0);
    assert_int_equal(s.time.ns, 2);
    assert_int_equal(s.eng, 2);
    assert_int_equal(s.quality, MDB_INVALID);
    assert_true(s.after_gap);
    assert_false(history_get(h, ring, 1).after_gap);
    history_free(&h);
}

static void
a_full_ring_forgets_the_oldest(void **state)
{
    (void)state;
    struct history *h = history_new(1);
    uint32_t ring = history_claim(h, 0, false);
    for (int64_t t = 0; t < HISTORY_SAMPLES + 7; t++)
        add(h, ring, t, false);
    assert_int_equal(history_count(h, ring), HISTORY_SAMPLES);
    assert_int_equal(history_get(h, ring, 0).time.ns, HISTORY_SAMPLES + 6);
    assert_int_equal(history_get(h, ring, HISTORY_SAMPLES - 1).time.ns, 7);
    history_free(&h);
}

static void
an_item_that_is_looked_at_takes_the_ring_looked_at_least(void **state)
{
    (void)state;
    struct history *h = history_new(2);
    uint32_t a = history_claim(h, 10, true), b = history_claim(h, 11, true);
    add(h, a, 1, false);
    add(h, b, 1, false);
    assert_int_equal(history_claim(h, 12, false), HISTORY_NONE);
    assert_int_equal(history_claim(h, 10, true), a); /* 11 is now the oldest */
    assert_int_equal(history_claim(h, 12, true), b);
    assert_int_equal(history_owner(h, b), 12);
    assert_int_equal(history_count(h, b), 0);
    assert_int_equal(history_count(h, a), 1);
    assert_int_equal(history_owner(h, HISTORY_NONE), HISTORY_NONE);
    history_free(&h);
    history_free(&h); /* NULL is fine */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_back_newest_first),
        cmocka_unit_test(a_full_ring_forgets_the_oldest),
        cmocka_unit_test(
            an_item_that_is_looked_at_takes_the_ring_looked_at_least),
    };
    return check_run(tests);
}
