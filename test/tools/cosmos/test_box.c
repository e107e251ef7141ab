/*
 * test_box.c - rectangles of text below and beside each other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "tools/cosmos/box.h"

static struct arena arena;

static int
end(void **state)
{
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void
drawn(const struct box *box, const char *want)
{
    struct strbuf got = {0};
    for (int i = 0; i < box->rows; i++)
        strbuf_addf(&got, "%s\n", box->row[i]);
    assert_string_equal(strbuf_get(&got), want);
    strbuf_fini(&got);
}

static struct box *
text(const char *s)
{
    return box_text(&arena, s);
}

static void
boxes_stand_below_each_other_and_lines_fill_their_width(void **state)
{
    (void)state;
    struct box *box[] = {
        box_line(&arena, "T"), text("abcdef"), box_line(&arena, ""), text("")};
    struct box *all = box_below(&arena, box, 4, 0);
    drawn(all, "T ----\nabcdef\n------\n\n");
    assert_int_equal(all->cols, 6);
    assert_int_equal(box_below(&arena, NULL, 0, 0)->rows, 0);
    drawn(box_below(&arena, box, 3, 8), "T ------\nabcdef\n--------\n");
}

static void
boxes_stand_beside_each_other_as_far_as_there_is_room(void **state)
{
    (void)state;
    struct box *two[] = {text("aa"), text("b")};
    struct box *box[] = {box_below(&arena, two, 2, 0), text("ccc"), text("d")};
    drawn(box_beside(&arena, box, 3, 10), "aa  ccc  d\nb\n");
    drawn(box_beside(&arena, box, 3, 9), "aa  ccc\nb\nd\n");
    drawn(box_beside(&arena, box, 3, 1), "aa\nb\nccc\nd\n");
    struct box *low[] = {text("a"), box[0]};
    drawn(box_beside(&arena, low, 2, 10), "a  aa\n   b\n");
    drawn(box_beside(&arena, NULL, 0, 10), "");
}

static void
columns_of_a_grid_are_as_wide_as_their_widest(void **state)
{
    (void)state;
    struct box *box[] = {
        text("a"), text("bb"), text("cccc"), text("d"), text("")};
    drawn(box_grid(&arena, box, 4, 2), "a     bb\ncccc  d\n");
    drawn(box_grid(&arena, box, 5, 2), "a     bb\ncccc  d\n\n");
    drawn(box_grid(&arena, box, 3, 3), "a  bb  cccc\n");
}

static void
wide_characters_take_two_cells(void **state)
{
    (void)state;
    struct box *box[] = {text("\u65e5"), text("abc")};
    struct box *column[] = {box_below(&arena, box, 2, 0), text("x")};
    assert_int_equal(box[0]->cols, 2);
    drawn(box_beside(&arena, column, 2, 20), "\u65e5   x\nabc\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(
            boxes_stand_below_each_other_and_lines_fill_their_width, end),
        cmocka_unit_test_teardown(
            boxes_stand_beside_each_other_as_far_as_there_is_room, end),
        cmocka_unit_test_teardown(
            columns_of_a_grid_are_as_wide_as_their_widest, end),
        cmocka_unit_test_teardown(wide_characters_take_two_cells, end),
    };
    return check_run(tests);
}
