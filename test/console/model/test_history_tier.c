/*
 * test_history_tier.c - buckets of one width; what a history makes of them is
 * in test_history.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "console/model/history_tier.h"

#define T0 (INT64_C(1795164370) * NS_PER_S)

static void
put(struct history_tier *t, int64_t ms, double y)
{
    history_tier_add(t, (struct utc){T0 + ms * NS_PER_MS}, y, false);
}

static void
read_all(const struct history_tier *t, struct history_buckets *out)
{
    out->n = 0;
    history_tier_read(t, (struct utc){T0}, (struct utc){INT64_MAX},
        (struct utc){INT64_MAX}, out);
}

static void
late_samples_find_their_bucket(void **state)
{
    (void)state;
    struct history_tier t;
    struct history_buckets out = {0};
    history_tier_init(&t, NS_PER_S, 10);
    put(&t, 100, 1);
    put(&t, 5100, 5);
    put(&t, 3500, 3); /* a bucket between */
    put(&t, 5050, 7); /* before the first of its bucket */
    put(&t, 5900, 6);
    read_all(&t, &out);
    assert_int_equal(out.n, 3);
    assert_near(out.bucket[1].first, 3, 0);
    assert_near(out.bucket[2].first, 7, 0);
    assert_near(out.bucket[2].last, 6, 0);
    assert_int_equal(out.bucket[2].n, 3);
    assert_near(
        (double)out.bucket[2].from.ns, (double)(T0 + 5050 * NS_PER_MS), 4e6);
    history_buckets_fini(&out);
    history_tier_fini(&t);
}

static void
a_full_tier_forgets_its_oldest_bucket(void **state)
{
    (void)state;
    struct history_tier t;
    struct history_buckets out = {0};
    history_tier_init(&t, NS_PER_S, 10);
    for (int64_t s = 0; s < 1000; s += 2) {
        put(&t, s * 1000, (double)s);
        assert_true(t.n <= 10 && t.start + t.n <= t.cap && t.cap <= 32);
    }
    put(&t, 0, 1);      /* older than all: not kept */
    put(&t, 997000, 9); /* between: the oldest goes */
    read_all(&t, &out);
    assert_int_equal(out.n, 10);
    assert_near(out.bucket[0].first, 982, 0);
    assert_near(out.bucket[8].first, 9, 0);
    assert_near(out.bucket[9].first, 998, 0);
    history_buckets_fini(&out);
    history_tier_fini(&t);
}

static void
bad_samples_are_no_values(void **state)
{
    (void)state;
    struct history_tier t;
    struct history_buckets out = {0};
    history_tier_init(&t, NS_PER_S, 10);
    put(&t, 0, (double)NAN);
    put(&t, 1000, (double)INFINITY);
    put(&t, 1500, 4);
    read_all(&t, &out);
    assert_int_equal(out.n, 2);
    assert_int_equal(out.bucket[0].n, 0);
    assert_true(out.bucket[0].has_bad && out.bucket[1].has_bad);
    assert_int_equal(out.bucket[1].n, 1);
    assert_near(out.bucket[1].max, 4, 0);
    history_buckets_fini(&out);
    history_tier_fini(&t);
}

static void
the_end_can_be_cut_off(void **state)
{
    (void)state;
    struct history_tier t;
    history_tier_init(&t, NS_PER_S, 10);
    for (int64_t s = 0; s < 8; s++)
        put(&t, s * 1000, (double)s);
    history_tier_cut(&t, (struct utc){T0 + 3 * NS_PER_S});
    assert_int_equal(t.n, 3); /* that of the time itself goes, too */
    assert_int_equal(history_tier_since(&t).ns, T0);
    history_tier_cut(&t, (struct utc){T0 - NS_PER_S});
    assert_int_equal(t.n, 0);
    history_tier_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_samples_find_their_bucket),
        cmocka_unit_test(a_full_tier_forgets_its_oldest_bucket),
        cmocka_unit_test(bad_samples_are_no_values),
        cmocka_unit_test(the_end_can_be_cut_off),
    };
    return check_run(tests);
}
