/*
 * test_tiling.c - splits cover their place, whatever is done to them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/tiling.h"

#include "support/check.h"

#include "common/attr.h"

static void
check_cover(const struct tiling *t, struct rect r)
{
    int pane[TILING_PANES_MAX], n = tiling_panes(t, pane), covered = 0;
    struct rect place[TILING_PANES_MAX], line[TILING_PANES_MAX];
    int lines = tiling_place(t, r, place, line);
    for (int i = 0; i < n; i++) {
        struct rect a = place[pane[i]];
        assert_true(a.rows >= TILING_MIN_ROWS && a.cols >= TILING_MIN_COLS);
        assert_true(a.row >= r.row && a.row + a.rows <= r.row + r.rows);
        assert_true(a.col >= r.col && a.col + a.cols <= r.col + r.cols);
        covered += a.rows * a.cols;
        for (int k = 0; k < i; k++) {
            struct rect b = place[pane[k]];
            assert_true(a.row >= b.row + b.rows || b.row >= a.row + a.rows ||
                        a.col >= b.col + b.cols || b.col >= a.col + a.cols);
        }
    }
    for (int i = 0; i < lines; i++)
        covered += line[i].rows * line[i].cols;
    assert_int_equal(covered, r.rows * r.cols);
}

static void
splitting_and_closing_at_random_leaves_no_gap(void **state)
{
    (void)state;
    const struct rect wide = {3, 0, 100, 400};
    uint32_t seed = 7;
    struct tiling t = tiling_of(0);
    int most = 0;
    for (int i = 0; i < 5000; i++) {
        int pane[TILING_PANES_MAX], n = tiling_panes(&t, pane);
        seed = seed * 1664525 + 1013904223;
        int at = pane[(seed >> 8) % (unsigned)n], rows, cols;
        enum tile_kind kind = seed >> 20 & 1 ? TILE_BESIDE : TILE_STACKED;
        struct tiling next = t;
        if ((seed >> 24) % 3 == 0) {
            int heir = tiling_close(&next, at);
            assert_int_equal(heir < 0, n == 1);
            if (heir >= 0)
                assert_true(tiling_has(&next, heir) && !tiling_has(&next, at));
        } else if ((seed >> 24) % 3 == 1 && n < TILING_PANES_MAX)
            tiling_split(&next, at, kind, tiling_free_pane(&next));
        else
            tiling_grow(&next, wide, at, kind, (int)(seed >> 12 & 63) - 32);
        assert_int_equal(next.n % 2, 1);
        tiling_need(&next, &rows, &cols);
        if (rows > wide.rows || cols > wide.cols)
            continue;
        t = next;
        most = n > most ? n : most;
        check_cover(&t, wide);
        /* and where there is just room */
        check_cover(&t, (struct rect){0, 0, rows, cols});
    }
    assert_int_equal(most, TILING_PANES_MAX);
}

static void
the_neighbour_gets_the_place_of_a_closed_pane(void **state)
{
    (void)state;
    struct tiling t = tiling_of(0);
    tiling_split(&t, 0, TILE_BESIDE, 1);
    tiling_split(&t, 1, TILE_STACKED, 2);
    struct tiling a = t, b = t, c = t;
    assert_int_equal(tiling_close(&a, 0), 1);
    assert_int_equal(tiling_parent(&a, 1), TILE_STACKED);
    assert_int_equal(tiling_close(&b, 1), 2);
    assert_int_equal(tiling_parent(&b, 2), TILE_BESIDE);
    assert_int_equal(tiling_close(&c, 2), 1);
    assert_int_equal(tiling_close(&c, 1), 0);
    assert_int_equal(tiling_close(&c, 0), -1);
    assert_int_equal(c.n, 1);
}

static void
a_pane_grows_by_as_many_cells_as_asked_and_not_below_the_least(void **state)
{
    (void)state;
    static const struct {
        int pane;
        enum tile_kind kind;
        int cells;
        bool moves;
        int rows[3], cols[3];
    } cases[] = {
        {0, TILE_BESIDE, 5, true, {40, 20, 20}, {85, 75, 75}},
        {1, TILE_BESIDE, 5, true, {40, 20, 20}, {75, 85, 85}},
        {2, TILE_BESIDE, -7, true, {40, 20, 20}, {87, 73, 73}},
        {1, TILE_STACKED, 3, true, {40, 23, 17}, {80, 80, 80}},
        {2, TILE_STACKED, 3, true, {40, 17, 23}, {80, 80, 80}},
        {2, TILE_STACKED, 300, true, {40, 5, 35}, {80, 80, 80}},
        {0, TILE_BESIDE, -300, true, {40, 20, 20}, {30, 130, 130}},
        {0, TILE_STACKED, 3, false, {40, 20, 20}, {80, 80, 80}},
    };
    const struct rect r = {0, 0, 40, 161};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct rect place[TILING_PANES_MAX], line[TILING_PANES_MAX];
        struct tiling t = tiling_of(0);
        tiling_split(&t, 0, TILE_BESIDE, 1);
        tiling_split(&t, 1, TILE_STACKED, 2);
        assert_int_equal(
            tiling_grow(&t, r, cases[i].pane, cases[i].kind, cases[i].cells),
            cases[i].moves);
        tiling_place(&t, r, place, line);
        for (int p = 0; p < 3; p++) {
            assert_int_equal(place[p].rows, cases[i].rows[p]);
            assert_int_equal(place[p].cols, cases[i].cols[p]);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitting_and_closing_at_random_leaves_no_gap),
        cmocka_unit_test(the_neighbour_gets_the_place_of_a_closed_pane),
        cmocka_unit_test(
            a_pane_grows_by_as_many_cells_as_asked_and_not_below_the_least),
    };
    return check_run(tests);
}
