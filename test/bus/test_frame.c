/*
 * test_frame.c - bytes that are shared, moved and kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/frame.h"

#include "common/xalloc.h"
#include "support/check.h"

static void
sharing_does_not_copy_and_keeps_the_bytes_alive(void **state)
{
    (void)state;
    struct frame a, b;
    char *text = xcalloc(9000, 1);
    memset(text, 'x', 9000);
    frame_init_copy(&a, text, 9000);
    frame_init(&b);
    frame_share(&b, &a);
    assert_ptr_equal(frame_data(&a), frame_data(&b));
    frame_fini(&a);
    assert_int_equal(frame_len(&b), 9000);
    assert_memory_equal(frame_data(&b), text, 9000);
    frame_fini(&b);
    free(text);
}

static void
moving_leaves_nothing_behind(void **state)
{
    (void)state;
    struct frame a, b;
    frame_init_size(&a, 3);
    memcpy(frame_write(&a), "abc", 3);
    frame_init(&b);
    frame_move(&b, &a);
    assert_int_equal(frame_len(&a), 0);
    assert_memory_equal(frame_data(&b), "abc", 3);
    frame_fini(&a);
    frame_fini(&b);
}

static void
small_frames_are_kept_as_copies_large_ones_shared(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 33, 34, 4095, 4096, 100000};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        struct frame from, to;
        frame_init_size(&from, lengths[i]);
        memset(frame_write(&from), 7, lengths[i]);
        frame_init(&to);
        frame_keep(&to, &from);
        assert_int_equal(frame_len(&to), lengths[i]);
        assert_memory_equal(frame_data(&to), frame_data(&from), lengths[i]);
        assert_int_equal(
            frame_data(&to) == frame_data(&from), lengths[i] >= 4096);
        frame_fini(&from);
        frame_fini(&to);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sharing_does_not_copy_and_keeps_the_bytes_alive),
        cmocka_unit_test(moving_leaves_nothing_behind),
        cmocka_unit_test(small_frames_are_kept_as_copies_large_ones_shared),
    };
    return check_run(tests);
}
