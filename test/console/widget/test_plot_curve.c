/*
 * test_plot_curve.c - every sample is on the picture, in every style.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot.h"

#include "support/check.h"

#include <math.h>

#include "common/attr.h"

#define POINTS 200
#define ROWS   12
#define COLS_  60

static unsigned
roll(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static double
draw(unsigned *seed)
{
    return (double)(roll(seed) % 10000) / 10000;
}

static void
fill(struct plot_point *point, unsigned seed)
{
    double x = -5;
    for (size_t i = 0; i < POINTS; i++) {
        x += draw(&seed) * 0.7;
        point[i] = (struct plot_point){.x = x, .y = draw(&seed) * 100};
        point[i].after_gap = roll(&seed) % 20 == 0;
        if (roll(&seed) % 15 == 0)
            point[i].y = (double)NAN;
    }
}

/* The cell a point belongs to, without any of the drawing code. */
static const struct cell *
cell_of(const struct canvas *c, const struct plot_point *p)
{
    int col = (int)(p->x / 60 * COLS_), row = (int)(p->y / 100 * ROWS);
    return canvas_at(c, ROWS - 1 - row, col);
}

static void
every_sample_is_drawn_where_it_belongs(void **state)
{
    (void)state;
    static struct plot_point point[POINTS];
    struct canvas c;
    canvas_init(&c, ROWS, COLS_, false);
    struct area all = area_all(&c);
    for (unsigned seed = 1; seed <= 60; seed++) {
        fill(point, seed);
        struct plot_series series = {
            .point = point, .n = POINTS, .role = ROLE_PLOT_SERIES1};
        struct plot plot = plot_of(&series, 1, 0, 60);
        plot.left = (struct plot_axis){.low = 0, .high = 100};
        plot.graph = (enum graph)(seed % 3);
        canvas_clear(&c);
        plot_paint(&plot, &all);
        for (size_t i = 0; i < POINTS; i++)
            if (point[i].x >= 0 && point[i].x < 60 && isfinite(point[i].y))
                assert_int_equal(
                    cell_of(&c, &point[i])->role, ROLE_PLOT_SERIES1);
    }
    canvas_fini(&c);
}

/* The columns between the samples beside a gap hold no curve. */
static void
no_curve_crosses_a_gap(void **state)
{
    (void)state;
    for (enum graph g = GRAPH_BLOCK; g <= GRAPH_ASCII; g++)
        for (int gap = 5; gap < 50; gap += 9) {
            const struct plot_point point[] = {{.x = 0, .y = 10},
                {.x = gap, .y = 90}, {.x = gap + 6, .y = 20, .after_gap = true},
                {.x = 59, .y = 70}};
            struct plot_series series = {.point = point,
                .n = ARRAY_LEN(point),
                .role = ROLE_PLOT_SERIES1};
            struct plot plot = plot_of(&series, 1, 0, 60);
            struct canvas c;
            canvas_init(&c, ROWS, COLS_, g == GRAPH_ASCII);
            struct area all = area_all(&c);
            plot.graph = g;
            plot_paint(&plot, &all);
            for (int col = gap + 1; col < gap + 6; col++)
                for (int row = 0; row < ROWS; row++)
                    assert_int_equal(
                        canvas_at(&c, row, col)->role, ROLE_PLOT_GAP);
            canvas_fini(&c);
        }
}

/* From the lowest to the highest cell of a column nothing is left out, and
 * neighbours touch: a curve has no holes. */
static void
a_steep_curve_has_no_holes(void **state)
{
    (void)state;
    static const struct plot_point point[] = {
        {.x = 0.5, .y = 1}, {.x = 1.5, .y = 99}, {.x = 2.5, .y = 1}};
    for (int steps = 0; steps < 2; steps++) {
        struct plot_series series = {.point = point,
            .n = 3,
            .role = ROLE_PLOT_SERIES1,
            .is_steps = steps};
        struct plot plot = plot_of(&series, 1, 0, 3);
        struct canvas c;
        canvas_init(&c, ROWS, 3, true);
        struct area all = area_all(&c);
        plot.left = (struct plot_axis){.low = 0, .high = 100};
        plot_paint(&plot, &all);
        for (int row = 0; row < ROWS; row++)
            assert_true(canvas_at(&c, row, 1)->role == ROLE_PLOT_SERIES1 ||
                        row == ROWS - 1);
        canvas_fini(&c);
    }
}

static void
one_row_of_ascii_still_shows_the_height(void **state)
{
    (void)state;
    static const struct plot_point ramp[] = {
        {.x = 0, .y = 0}, {.x = 7.99, .y = 8}};
    struct plot_series series = {
        .point = ramp, .n = 2, .role = ROLE_PLOT_SERIES1};
    struct plot plot = plot_of(&series, 1, 0, 8);
    struct canvas c;
    struct strbuf text = {0};
    canvas_init(&c, 1, 8, true);
    struct area all = area_all(&c);
    plot.left = (struct plot_axis){.low = 0, .high = 8};
    plot_spark(&plot, &all);
    canvas_text(&c, &text);
    assert_string_equal(strbuf_get(&text), "__.::###\n");
    strbuf_fini(&text);
    canvas_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_is_drawn_where_it_belongs),
        cmocka_unit_test(no_curve_crosses_a_gap),
        cmocka_unit_test(a_steep_curve_has_no_holes),
        cmocka_unit_test(one_row_of_ascii_still_shows_the_height),
    };
    return check_run(tests);
}
