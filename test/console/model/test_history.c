/*
 * test_history.c - the newest samples in bounded memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/model/history.h"

#define T0 (INT64_C(1795164372) * NS_PER_S) /* 2026-324/08:46:12 */

static void
add(struct history *h, uint32_t ring, int64_t t, bool after_gap)
{
    history_add(h, ring,
        &(struct history_sample){.time = {t},
            .eng = (mdb_cell)t,
            .quality = MDB_INVALID,
            .after_gap = after_gap});
}

static uint32_t
claim(struct history *h, uint32_t item, bool wanted)
{
    return history_claim(h, item, MDB_FLOAT, wanted);
}

/* A good number at `ms`. */
static void
put(struct history *h, uint32_t ring, int64_t ms, double y)
{
    history_add(h, ring,
        &(struct history_sample){.time = {T0 + ms * NS_PER_MS},
            .eng = mdb_cell_float(y),
            .quality = MDB_ACQUIRED});
}

static void
samples_come_back_newest_first(void **state)
{
    (void)state;
    struct history *h = history_new(4, 0);
    uint32_t ring = claim(h, 17, false);
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
    struct history *h = history_new(1, 0);
    uint32_t ring = claim(h, 0, false);
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
    struct history *h = history_new(2, 0);
    uint32_t a = claim(h, 10, true), b = claim(h, 11, true);
    add(h, a, 1, false);
    add(h, b, 1, false);
    assert_int_equal(claim(h, 12, false), HISTORY_NONE);
    assert_int_equal(claim(h, 10, true), a); /* 11 is now the oldest */
    assert_int_equal(claim(h, 12, true), b);
    assert_int_equal(history_owner(h, b), 12);
    assert_int_equal(history_count(h, b), 0);
    assert_int_equal(history_count(h, a), 1);
    assert_int_equal(history_owner(h, HISTORY_NONE), HISTORY_NONE);
    history_free(&h);
    history_free(&h); /* NULL is fine */
}

/* ---- order of time ---------------------------------------------------- */

static void
times_are(const struct history *h, uint32_t ring, const int64_t *ms, size_t n)
{
    assert_int_equal(history_count(h, ring), n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            history_get(h, ring, n - 1 - i).time.ns, T0 + ms[i] * NS_PER_MS);
}

static void
late_samples_are_sorted_in_and_repeated_ones_ignored(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    static const int64_t sent[] = {1000, 3000, 2000, 3000, 5000, 4000, 1000};
    static const int64_t kept[] = {1000, 2000, 3000, 4000, 5000};
    for (size_t i = 0; i < ARRAY_LEN(sent); i++)
        put(h, ring, sent[i], (double)sent[i]);
    times_are(h, ring, kept, ARRAY_LEN(kept));
    struct history_extent e = history_extent(h, ring);
    assert_int_equal(e.late, 2);
    assert_int_equal(e.repeated, 2);
    put(h, ring, 5000, 17); /* another value of the same time is kept */
    assert_int_equal(history_count(h, ring), 6);
    history_free(&h);
}

static void
a_packet_that_is_very_late_does_not_set_the_clock_back(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    static const int64_t kept[] = {0, 1000, 500000, 501000};
    put(h, ring, 0, 1);
    put(h, ring, 500000, 3);
    put(h, ring, 1000, 2);
    assert_int_equal(history_count(h, ring), 2); /* not decided yet */
    put(h, ring, 501000, 4);
    times_are(h, ring, kept, 4);
    assert_true(utc_is_none(history_extent(h, ring).set_back));
    history_free(&h);
}

static void
a_clock_that_is_set_back_is_followed(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    struct history_buckets out = {0};
    for (int64_t s = 0; s < 200; s++)
        put(h, ring, s * 1000, 1);
    static const int64_t again[] = {100500, 101500, 102500, 103500};
    for (size_t i = 0; i < ARRAY_LEN(again); i++) {
        put(h, ring, again[i], 2);
        put(h, ring, again[i], 2); /* a second link repeats each */
    }
    struct history_extent e = history_extent(h, ring);
    assert_int_equal(e.set_back.ns, T0 + 100500 * NS_PER_MS);
    assert_int_equal(e.set_back_ns, 98500 * NS_PER_MS);
    assert_int_equal(e.newest.ns, T0 + 103500 * NS_PER_MS);
    assert_int_equal(history_count(h, ring), 101 + 4);
    assert_true(history_get(h, ring, 3).after_gap);
    for (int64_t step = 0; step <= 10; step += 5) {
        history_read(h, ring, (struct utc){T0}, (struct utc){INT64_MAX},
            step * NS_PER_S, &out);
        for (size_t i = 1; i < out.n; i++)
            assert_true(out.bucket[i].from.ns >= out.bucket[i - 1].to.ns);
        assert_true(out.bucket[out.n - 1].to.ns < T0 + 104 * NS_PER_S);
    }
    history_buckets_fini(&out);
    history_free(&h);
}

static void
a_time_stamp_from_the_future_heals_itself(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    static const int64_t kept[] = {0, 1000, 2000, 3000, 4000};
    put(h, ring, 0, 1);
    put(h, ring, INT64_C(3000000000), 1);
    for (int64_t s = 1; s <= 4; s++)
        put(h, ring, s * 1000, 1);
    times_are(h, ring, kept, 5);
    history_free(&h);
}

/* ---- buckets against all samples ---------------------------------------- */

struct fact {
    int64_t ns;
    double y;
};

static unsigned
roll(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* What the samples from .. to say, without any of the code under test. */
static struct history_bucket
brute(const struct fact *fact, size_t n, int64_t from, int64_t to)
{
    struct history_bucket b = {.min = INFINITY, .max = -INFINITY};
    for (size_t i = 0; i < n; i++) {
        if (fact[i].ns < from || fact[i].ns > to)
            continue;
        if (!isfinite(fact[i].y)) {
            b.has_bad = true;
            continue;
        }
        if (b.n == 0)
            b.first = fact[i].y;
        b.last = fact[i].y;
        b.min = fmin(b.min, fact[i].y);
        b.max = fmax(b.max, fact[i].y);
        b.mean += fact[i].y;
        b.n++;
    }
    if (b.n > 0)
        b.mean /= b.n;
    return b;
}

static int64_t
floor_to(int64_t ns, int64_t width)
{
    return ns / width * width;
}

/* Steady and irregular, fast and slow, with invalid ones between: each bucket
 * of each tier says what all the samples of its time say. */
static void
buckets_are_what_all_samples_are(void **state)
{
    (void)state;
    static const struct {
        int64_t step_ms, jitter_ms;
        size_t n;
    } rows[] = {{1000, 0, 5000}, {100, 0, 40000}, {250, 200, 20000},
        {7000, 3000, 9000}, {30000, 1, 3000}};
    static const int64_t widths[] = {1, 10};
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct history *h = history_new(1, 1);
        uint32_t ring = claim(h, 0, true);
        struct fact *fact = xcalloc(rows[k].n, sizeof *fact);
        unsigned seed = 7;
        int64_t ms = 0;
        for (size_t i = 0; i < rows[k].n; i++) {
            ms += rows[k].step_ms;
            if (rows[k].jitter_ms)
                ms += roll(&seed) % rows[k].jitter_ms;
            double y = roll(&seed) % 50 == 0 ? (double)NAN
                                             : (double)(roll(&seed) % 1000);
            fact[i] = (struct fact){T0 + ms * NS_PER_MS, y};
            put(h, ring, ms, y);
        }
        struct history_buckets out = {0};
        for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
            int64_t width = widths[w] * NS_PER_S, seen = 0;
            history_read(
                h, ring, (struct utc){0}, (struct utc){INT64_MAX}, width, &out);
            assert_true(out.n > 100);
            for (size_t i = 0; i < out.n; i++) {
                const struct history_bucket *b = &out.bucket[i];
                int64_t own = width;
                /* what the finer tier forgot is in the coarser one */
                if (w == 0 && i + 3600 < out.n)
                    own = 10 * NS_PER_S;
                int64_t from = floor_to(b->from.ns, own);
                struct history_bucket want =
                    brute(fact, rows[k].n, from, from + own - 1);
                assert_int_equal(b->n, want.n);
                assert_int_equal(b->has_bad, want.has_bad);
                seen += want.n;
                if (want.n == 0)
                    continue;
                assert_near(b->min, want.min, 0);
                assert_near(b->max, want.max, 0);
                assert_near(b->first, want.first, 0);
                assert_near(b->last, want.last, 0);
                assert_near(b->mean, want.mean, 1e-6);
            }
            assert_true(seen > 0);
        }
        history_buckets_fini(&out);
        free(fact);
        history_free(&h);
    }
}

static void
a_day_is_kept_and_no_more_than_is_said(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    struct history_buckets out = {0};
    const int64_t day = 86400;
    for (int64_t s = 0; s < 2 * day; s++)
        put(h, ring, s * 1000, (double)s);
    struct history_extent e = history_extent(h, ring);
    assert_int_equal(history_count(h, ring), HISTORY_FINE);
    assert_int_equal(e.since.ns,
        T0 / (10 * NS_PER_S) * 10 * NS_PER_S + day * NS_PER_S + 10 * NS_PER_S);
    history_read(
        h, ring, (struct utc){0}, (struct utc){INT64_MAX}, 10 * NS_PER_S, &out);
    assert_int_equal(out.n, 8640);
    history_read(h, ring, (struct utc){0}, (struct utc){INT64_MAX}, 0, &out);
    assert_true(out.n > 8640 + HISTORY_FINE - 700);
    assert_near(out.bucket[out.n - 1].last, 2 * day - 1, 0);
    for (size_t i = 1; i < out.n; i++) {
        assert_true(out.bucket[i].from.ns > out.bucket[i - 1].to.ns);
        /* no hole where one resolution follows the other */
        assert_true(utc_diff_ns(out.bucket[i].from, out.bucket[i - 1].to) <=
                    11 * NS_PER_S);
    }
    history_buckets_fini(&out);
    history_free(&h);
}

static void
only_what_is_asked_for_and_its_neighbours_are_read(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    struct history_buckets out = {0};
    for (int64_t s = 0; s < 1000; s++)
        put(h, ring, s * 1000, (double)s);
    for (int64_t step = 0; step <= 1; step++) {
        history_read(h, ring, (struct utc){T0 + 500 * NS_PER_S},
            (struct utc){T0 + 509 * NS_PER_S}, step * NS_PER_S, &out);
        assert_int_equal(out.n, 12);
        assert_near(out.bucket[0].last, 499, 0);
        assert_near(out.bucket[11].first, 510, 0);
    }
    history_read(h, HISTORY_NONE, (struct utc){0}, (struct utc){1}, 0, &out);
    assert_int_equal(out.n, 0);
    history_buckets_fini(&out);
    history_free(&h);
}

static void
buckets_begin_with_the_samples_that_are_there(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, false);
    for (int64_t s = 0; s < 1000; s++)
        put(h, ring, s * 1000, 1);
    assert_false(history_extent(h, ring).is_long);
    assert_int_equal(claim(h, 0, true), ring);
    assert_true(history_extent(h, ring).is_long);
    for (int64_t s = 1000; s < 4000; s++)
        put(h, ring, s * 1000, 1);
    assert_int_equal(history_extent(h, ring).since.ns, T0 + 700 * NS_PER_S);
    history_free(&h);
}

static void
what_is_on_the_screen_never_loses_its_buckets(void **state)
{
    (void)state;
    struct history *h = history_new(20, 4);
    for (int turn = 0; turn < 50; turn++)
        for (uint32_t item = 0; item < 5; item++)
            put(h, claim(h, item, true), turn * 1000, 1);
    for (uint32_t item = 0; item < 4; item++)
        assert_true(history_extent(h, claim(h, item, false)).is_long);
    assert_false(history_extent(h, claim(h, 4, false)).is_long);
    for (int turn = 0; turn < 17; turn++) /* only one is looked at now */
        (void)claim(h, 4, true);
    assert_true(history_extent(h, claim(h, 4, false)).is_long);
    history_free(&h);
}

static void
texts_get_no_buckets(void **state)
{
    (void)state;
    struct history *h = history_new(1, 1);
    uint32_t ring = history_claim(h, 0, MDB_STRING, true);
    assert_int_not_equal(ring, HISTORY_NONE);
    assert_false(history_extent(h, ring).is_long);
    history_free(&h);
}

static void
any_time_stamps_are_kept_in_order(void **state)
{
    (void)state;
    static const int64_t odd[] = {INT64_MIN + 1, INT64_MAX, 0, -1, T0,
        INT64_MIN + 5, T0 + 1, T0 - NS_PER_S, INT64_MAX - 1, 5};
    struct history *h = history_new(1, 1);
    uint32_t ring = claim(h, 0, true);
    struct history_buckets out = {0};
    unsigned seed = 3;
    for (int i = 0; i < 20000; i++) {
        int64_t ns = odd[roll(&seed) % ARRAY_LEN(odd)];
        history_add(h, ring,
            &(struct history_sample){.time = {ns}, .eng = (mdb_cell)i});
        for (size_t k = 1; i % 97 == 0 && k < history_count(h, ring); k++)
            assert_true(history_get(h, ring, k).time.ns <=
                        history_get(h, ring, k - 1).time.ns);
        if (i % 97 == 0)
            history_read(h, ring, (struct utc){odd[roll(&seed) % 10]},
                (struct utc){odd[roll(&seed) % 10]},
                (int64_t)(i % 5) * NS_PER_S, &out);
    }
    history_buckets_fini(&out);
    history_free(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_back_newest_first),
        cmocka_unit_test(a_full_ring_forgets_the_oldest),
        cmocka_unit_test(
            an_item_that_is_looked_at_takes_the_ring_looked_at_least),
        cmocka_unit_test(late_samples_are_sorted_in_and_repeated_ones_ignored),
        cmocka_unit_test(
            a_packet_that_is_very_late_does_not_set_the_clock_back),
        cmocka_unit_test(a_clock_that_is_set_back_is_followed),
        cmocka_unit_test(a_time_stamp_from_the_future_heals_itself),
        cmocka_unit_test(buckets_are_what_all_samples_are),
        cmocka_unit_test(a_day_is_kept_and_no_more_than_is_said),
        cmocka_unit_test(only_what_is_asked_for_and_its_neighbours_are_read),
        cmocka_unit_test(buckets_begin_with_the_samples_that_are_there),
        cmocka_unit_test(what_is_on_the_screen_never_loses_its_buckets),
        cmocka_unit_test(texts_get_no_buckets),
        cmocka_unit_test(any_time_stamps_are_kept_in_order),
    };
    return check_run(tests);
}
