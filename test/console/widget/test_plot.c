/*
 * test_plot.c - curves in blocks, braille and ASCII; gaps are seen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot.h"

#include "support/check.h"

#include <math.h>

static void
expect(const struct plot *plot, int rows, int cols, bool is_ascii, bool spark,
    const char *want)
{
    struct canvas c;
    canvas_init(&c, rows, cols, is_ascii);
    struct area all = area_all(&c);
    if (spark)
        plot_spark(plot, &all);
    else
        plot_paint(plot, &all);
    struct strbuf text = {0};
    canvas_text(&c, &text);
    assert_string_equal(strbuf_get(&text), want);
    strbuf_fini(&text);
    canvas_fini(&c);
}

static const struct plot_point ramp[] = {{.x = 0, .y = 0}, {.x = 7, .y = 7}};

static struct plot
plot_of(const struct plot_point *p, size_t n, enum graph graph)
{
    return (struct plot){.point = p,
        .n = n,
        .x_min = 0,
        .x_max = 8,
        .y_min = 0,
        .y_max = 8,
        .graph = graph,
        .role = ROLE_PLOT_SERIES1};
}

static void
a_ramp_rises_in_eighths(void **state)
{
    (void)state;
    struct plot plot = plot_of(ramp, 2, GRAPH_BLOCK);
    expect(&plot, 1, 8, false, true,
        "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588\n");
}

static void
braille_draws_four_dots_in_a_cell(void **state)
{
    (void)state;
    struct plot plot = plot_of(ramp, 2, GRAPH_BRAILLE);
    expect(&plot, 2, 4, false, true, "⣀⡤⠖⠋\n\n");
}

static void
ascii_draws_the_same_curve(void **state)
{
    (void)state;
    struct plot plot = plot_of(ramp, 2, GRAPH_BLOCK);
    expect(&plot, 4, 8, true, false, "      |*\n    |*|\n  |*|\n**|\n");
}

static void
a_gap_is_drawn_and_not_bridged(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = 0, .y = 8},
        {.x = 1, .y = 8}, {.x = 5, .y = 8, .after_gap = true},
        {.x = 7, .y = 8}};
    struct plot plot = plot_of(points, 4, GRAPH_BLOCK);
    expect(&plot, 1, 8, false, true,
        "\u2588\u2588\u2591\u2591\u2591\u2588\u2588\u2588\n");
}

static void
values_that_are_no_numbers_are_gaps(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = 0, .y = 8},
        {.x = 2, .y = NAN}, {.x = 4, .y = INFINITY}, {.x = 6, .y = 8}};
    struct plot plot = plot_of(points, 4, GRAPH_BLOCK);
    plot.y_min = plot.y_max = NAN;
    struct canvas c;
    canvas_init(&c, 1, 8, false);
    struct area all = area_all(&c);
    plot_spark(&plot, &all);
    assert_int_equal(canvas_at(&c, 0, 2)->role, ROLE_PLOT_GAP);
    assert_int_equal(canvas_at(&c, 0, 6)->role, ROLE_PLOT_SERIES1);
    canvas_fini(&c);
}

static void
axes_show_range_unit_and_times(void **state)
{
    (void)state;
    struct plot plot = plot_of(ramp, 2, GRAPH_BLOCK);
    plot.unit = "degC";
    plot.left = "-10 min";
    plot.right = "now";
    expect(&plot, 4, 30, false, false,
        "       8│              ▁▃▄▅▆\n"
        "    degC│       ▁▂▄▅▆▇██████\n"
        "       0│▁▂▃▅▆▇█████████████\n"
        "        └-10 min───────────now\n");
}

static void
any_size_and_any_number_is_drawn(void **state)
{
    (void)state;
    static const struct plot_point odd[] = {{.x = -1e300, .y = 1e300},
        {.x = 0, .y = -1e300}, {.x = 1, .y = 5e-324}, {.x = 2, .y = 1e300},
        {.x = NAN, .y = 0}, {.x = 1e300, .y = 0}};
    struct canvas c;
    canvas_init(&c, 12, 60, false);
    for (enum graph g = GRAPH_BLOCK; g <= GRAPH_ASCII; g++)
        for (int rows = 0; rows <= 12; rows++)
            for (int cols = 0; cols <= 60; cols += 3) {
                struct plot plot = plot_of(odd, 6, g);
                plot.y_min = plot.y_max = NAN;
                plot.left = "a";
                plot.right = "b";
                struct area all = area_all(&c);
                struct area a = area_sub(&all, 0, 0, rows, cols);
                plot_paint(&plot, &a);
                plot_spark(&plot, &a);
            }
    canvas_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_rises_in_eighths),
        cmocka_unit_test(braille_draws_four_dots_in_a_cell),
        cmocka_unit_test(ascii_draws_the_same_curve),
        cmocka_unit_test(a_gap_is_drawn_and_not_bridged),
        cmocka_unit_test(values_that_are_no_numbers_are_gaps),
        cmocka_unit_test(axes_show_range_unit_and_times),
        cmocka_unit_test(any_size_and_any_number_is_drawn),
    };
    return check_run(tests);
}
