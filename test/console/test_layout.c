/*
 * test_layout.c - panes cover the body without gaps and without overlap.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/layout.h"

#include "support/check.h"

#include "common/attr.h"

static void
size_decides_how_many_panes_there_are(void **state)
{
    (void)state;
    static const struct {
        int rows, cols;
        bool is_full;
        int panes;
    } cases[] = {
        {24, 80, false, 1},
        {24, 159, false, 1},
        {24, 160, false, 2},
        {44, 200, false, 2},
        {45, 200, false, 3},
        {60, 200, false, 4},
        {60, 200, true, 1},
        {60, 100, false, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct tiling t = layout_usual(cases[i].rows, cases[i].cols);
        struct layout l =
            layout_of(cases[i].rows, cases[i].cols, &t, 0, cases[i].is_full);
        assert_false(l.is_too_small);
        assert_int_equal(l.n_panes, cases[i].panes);
    }
}

static void
below_the_least_size_nothing_is_laid_out(void **state)
{
    (void)state;
    const struct tiling t = tiling_of(0);
    const int rows = LAYOUT_MIN_ROWS, cols = LAYOUT_MIN_COLS;
    assert_true(layout_of(rows - 1, 80, &t, 0, false).is_too_small);
    assert_true(layout_of(24, cols - 1, &t, 0, false).is_too_small);
    assert_true(layout_of(1, 1, &t, 0, false).is_too_small);
    assert_false(layout_of(rows, cols, &t, 0, false).is_too_small);
}

static void
panes_that_do_not_fit_leave_the_focused_one(void **state)
{
    (void)state;
    struct tiling t = layout_usual(60, 200);
    struct layout l = layout_of(24, 61, &t, 2, false);
    assert_int_equal(l.n_panes, 4);
    for (int i = 0; i < 2; i++) {
        l = i == 0 ? layout_of(24, 60, &t, 2, false)
                   : layout_of(14, 200, &t, 2, false);
        assert_int_equal(l.n_panes, 1);
        assert_int_equal(l.shown[0], 2);
        assert_memory_equal(&l.pane[2], &l.body, sizeof l.body);
        assert_int_equal(l.n_lines, 0);
    }
}

static void
head_and_foot_are_never_covered(void **state)
{
    (void)state;
    for (int rows = LAYOUT_MIN_ROWS; rows < 80; rows++)
        for (int cols = LAYOUT_MIN_COLS; cols < 240; cols += 7) {
            struct tiling t = layout_usual(rows, cols);
            struct layout l = layout_of(rows, cols, &t, 0, false);
            assert_int_equal(l.bar_row, rows - 1);
            assert_int_equal(l.prompt_row, rows - 2);
            int covered = 0;
            for (int i = 0; i < l.n_panes; i++) {
                struct rect r = l.pane[l.shown[i]];
                assert_true(r.row >= 3 && r.row + r.rows <= l.prompt_row);
                covered += r.rows * r.cols;
            }
            for (int i = 0; i < l.n_lines; i++)
                covered += l.line[i].rows;
            assert_int_equal(covered, l.body.rows * l.body.cols);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_decides_how_many_panes_there_are),
        cmocka_unit_test(below_the_least_size_nothing_is_laid_out),
        cmocka_unit_test(panes_that_do_not_fit_leave_the_focused_one),
        cmocka_unit_test(head_and_foot_are_never_covered),
    };
    return check_run(tests);
}
