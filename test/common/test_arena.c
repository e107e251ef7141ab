/*
 * test_arena.c - many small things that live and die together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/arena.h"

static void
what_it_gives_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct arena a = {0};
    char *before = NULL;
    for (size_t size = 0; size < 300; size++) {
        char *p = arena_alloc(&a, size);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
        if (before != NULL && size > 0)
            assert_ptr_not_equal(p, before);
        before = size > 0 ? p : NULL;
    }
    arena_fini(&a);
    assert_null(a.block);
    assert_int_equal(a.used_bytes, 0);
}

static void
large_pieces_and_many_blocks_fit(void **state)
{
    (void)state;
    struct arena a = {0};
    char *large = arena_alloc(&a, 1 << 20);
    large[(1 << 20) - 1] = 'x';
    char *small = arena_alloc(&a, 1);
    for (unsigned i = 0; i < 10000; i++)
        *(char *)arena_alloc(&a, 40) = 'y';
    assert_int_equal(large[(1 << 20) - 1], 'x');
    assert_int_equal(small[0], 0);
    assert_true(a.used_bytes >= (1 << 20) + 10000 * 40);
    arena_fini(&a);
    arena_fini(&a);
}

static void
texts_are_copied_and_cut(void **state)
{
    (void)state;
    struct arena a = {0};
    char from[] = "hello";
    char *whole = arena_strdup(&a, from), *part = arena_strndup(&a, from, 2);
    char *none = arena_strndup(&a, from, 0),
         *more = arena_strndup(&a, from, 99);
    from[0] = 'J';
    assert_string_equal(whole, "hello");
    assert_string_equal(part, "he");
    assert_string_equal(none, "");
    assert_string_equal(more, "hello");
    arena_fini(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_gives_is_zeroed_aligned_and_apart),
        cmocka_unit_test(large_pieces_and_many_blocks_fit),
        cmocka_unit_test(texts_are_copied_and_cut),
    };
    return check_run(tests);
}
