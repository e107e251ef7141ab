/*
 * test_scan.c - the quick pass, and that AVX2 gives the very same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/attr.h"
#include "limits/scan.h"

static uint64_t seed = 5;

static uint64_t
any(void)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return seed ^ seed >> 29;
}

/* Values and bounds that meet often, and any bits at all. */
static uint64_t
any_cell(void)
{
    static const double v[] = {0, -0.0, 1, -1, 4.9e-324, -4.9e-324, INFINITY,
        -INFINITY, NAN, -NAN, 10, -10};
    switch (any() % 4) {
    case 0:
        return any();
    case 1:
        return any() % 5;
    default:
        return mdb_cell_float(v[any() % ARRAY_LEN(v)]);
    }
}

static bool
misses(const struct scan *s, size_t i)
{
    int64_t key = key_fast(s->cell[i], s->is_float[i] != 0 ? UINT64_MAX : 0);
    const struct scan_block *b = &s->block[i / 4];
    bool is_out = key < b->lo[i % 4] || key > b->hi[i % 4];
    return is_out || (s->quality != NULL && s->quality[i] != 0);
}

static void
both_kernels_give_a_bit_for_each_value_outside(void **state)
{
    (void)state;
    mdb_cell cell[SCAN_MAX];
    uint8_t quality[SCAN_MAX];
    int8_t is_float[SCAN_MAX];
    struct scan_block *block = scan_blocks_new(SCAN_MAX / SCAN_LANES);
    for (unsigned round = 0; round < 20000; round++) {
        for (size_t i = 0; i < SCAN_MAX; i++) {
            cell[i] = any_cell();
            quality[i] = any() % 7 == 0 ? (uint8_t)(any() % 4) : 0;
            is_float[i] = any() % 2 == 0 ? -1 : 0;
            int64_t a = key_fast(any_cell(), any() % 2 ? UINT64_MAX : 0);
            int64_t b = key_fast(any_cell(), UINT64_MAX);
            scan_set(block, i, (struct key_range){a, b});
        }
        struct scan s = {.cell = cell,
            .quality = any() % 2 ? quality : NULL,
            .is_float = is_float,
            .block = block,
            .n = 1 + any() % SCAN_MAX};
        uint64_t want = 0;
        for (size_t i = 0; i < s.n; i++)
            want |= (uint64_t)misses(&s, i) << i;
        assert_true(scan_scalar(&s) == want);
        if (scan_has_avx2())
            assert_true(scan_avx2(&s) == want);
        assert_true(scan_best()(&s) == want);
    }
    free(block);
}

static void
all_qualities_of_a_full_part_are_seen(void **state)
{
    (void)state;
    mdb_cell cell[SCAN_MAX] = {0};
    int8_t is_float[SCAN_MAX] = {0};
    struct scan_block *block = scan_blocks_new(SCAN_MAX / SCAN_LANES);
    for (size_t i = 0; i < SCAN_MAX; i++) {
        uint8_t quality[SCAN_MAX] = {0};
        quality[i] = MDB_INVALID;
        struct scan s = {cell, quality, is_float, block, SCAN_MAX};
        assert_true(scan_best()(&s) == UINT64_C(1) << i);
        assert_true(scan_scalar(&s) == UINT64_C(1) << i);
    }
    free(block);
}

static void
new_blocks_let_everything_through_and_lie_on_cache_lines(void **state)
{
    (void)state;
    struct scan_block *big = scan_blocks_new(40000);
    struct scan_block *none = scan_blocks_new(0);
    assert_int_equal((uintptr_t)big % 64, 0);
    for (size_t i = 0; i < 40000; i++)
        for (size_t k = 0; k < SCAN_LANES; k++) {
            assert_true(big[i].lo[k] == INT64_MIN);
            assert_true(big[i].hi[k] == INT64_MAX);
        }
    free(big);
    free(none);
}

/* A huge page begins on its own size; what is small does not need one. */
static void
large_memory_lies_on_huge_pages(void **state)
{
    (void)state;
    const size_t huge = (size_t)2 << 20;
    static const struct {
        const char *label;
        size_t bytes, align;
    } rows[] = {
        {"nothing", 0, 1},
        {"one line", 64, 64},
        {"just below", ((size_t)2 << 20) - 1, 64},
        {"one huge page", (size_t)2 << 20, (size_t)2 << 20},
        {"more", (size_t)5 << 20, (size_t)2 << 20},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *p = scan_memory_new(rows[i].bytes);
        print_message("%s\n", rows[i].label);
        assert_int_equal((uintptr_t)p % rows[i].align, 0);
        if (rows[i].bytes > 0 && rows[i].bytes < huge)
            assert_int_not_equal((uintptr_t)p % huge, 0);
        memset(p, 1, rows[i].bytes);
        free(p);
    }
}

/* Linux says in its own words what the processor has. */
static void
the_best_is_avx2_where_the_processor_has_it(void **state)
{
    (void)state;
    char line[8192];
    bool has = false;
    FILE *f = fopen("/proc/cpuinfo", "r");
    if (f == NULL)
        skip();
    while (fgets(line, sizeof line, f) != NULL)
        has = has || (strncmp(line, "flags", 5) == 0 &&
                         strstr(line, " avx2 ") != NULL);
    fclose(f);
    assert_int_equal(scan_has_avx2(), has);
    assert_true(scan_best() == (has ? scan_avx2 : scan_scalar));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_kernels_give_a_bit_for_each_value_outside),
        cmocka_unit_test(all_qualities_of_a_full_part_are_seen),
        cmocka_unit_test(
            new_blocks_let_everything_through_and_lie_on_cache_lines),
        cmocka_unit_test(large_memory_lies_on_huge_pages),
        cmocka_unit_test(the_best_is_avx2_where_the_processor_has_it),
    };
    return check_run(tests);
}
