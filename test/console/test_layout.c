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
        int rows, cols, wanted;
        bool is_full;
        int panes;
    } cases[] = {
        {24, 80, 5, false, 1},
        {24, 159, 5, false, 1},
        {24, 160, 5, false, 2},
        {44, 200, 5, false, 2},
        {45, 200, 5, false, 3},
        {60, 200, 5, false, 4},
        {60, 200, 2, false, 2},
        {60, 200, 0, false, 1},
        {60, 200, 5, true, 1},
        {60, 100, 5, false, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct layout l = layout_of(
            cases[i].rows, cases[i].cols, cases[i].wanted, cases[i].is_full);
        assert_false(l.is_too_small);
        assert_int_equal(l.n_panes, cases[i].panes);
    }
}

static void
below_the_least_size_nothing_is_laid_out(void **state)
{
    (void)state;
    assert_true(layout_of(LAYOUT_MIN_ROWS - 1, 80, 1, false).is_too_small);
    assert_true(layout_of(24, LAYOUT_MIN_COLS - 1, 1, false).is_too_small);
    assert_true(layout_of(1, 1, 1, false).is_too_small);
    assert_false(
        layout_of(LAYOUT_MIN_ROWS, LAYOUT_MIN_COLS, 1, false).is_too_small);
}

static void
every_cell_belongs_to_one_part(void **state)
{
    (void)state;
    for (int rows = LAYOUT_MIN_ROWS; rows < 80; rows++)
        for (int cols = LAYOUT_MIN_COLS; cols < 240; cols += 7) {
            struct layout l = layout_of(rows, cols, 4, false);
            int covered = 0;
            assert_int_equal(l.bar_row, rows - 1);
            assert_int_equal(l.prompt_row, rows - 2);
            for (int i = 0; i < l.n_panes; i++) {
                struct rect r = l.pane[i];
                assert_true(r.rows >= 3 && r.cols >= LAYOUT_MIN_COLS);
                assert_true(r.row >= l.body.row && r.col >= 0);
                assert_true(r.row + r.rows <= l.prompt_row);
                assert_true(r.col + r.cols <= cols);
                covered += r.rows * r.cols;
                for (int k = 0; k < i; k++) {
                    struct rect q = l.pane[k];
                    assert_true(
                        r.row >= q.row + q.rows || q.row >= r.row + r.rows ||
                        r.col >= q.col + q.cols || q.col >= r.col + r.cols);
                }
            }
            int line = l.split_col > 0 ? l.body.rows : 0;
            assert_int_equal(covered + line, l.body.rows * l.body.cols);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_decides_how_many_panes_there_are),
        cmocka_unit_test(below_the_least_size_nothing_is_laid_out),
        cmocka_unit_test(every_cell_belongs_to_one_part),
    };
    return check_run(tests);
}
