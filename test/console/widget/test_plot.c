/*
 * test_plot.c - curves in blocks, braille and ASCII; gaps are seen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/plot.h"

#include "support/check.h"

#include <math.h>
#include <stdio.h>

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

static void
state_label(const void *arg, double y, char out[PLOT_LABEL_SIZE])
{
    static const char *const text[] = {"OFF", "STANDBY", "ON"};
    (void)arg;
    snprintf(out, PLOT_LABEL_SIZE, "%s", text[(int)y]);
}

static struct plot_series series[PLOT_SERIES_MAX];

static struct plot
strip(const struct plot_point *p, size_t n, enum graph graph)
{
    series[0] =
        (struct plot_series){.point = p, .n = n, .role = ROLE_PLOT_SERIES1};
    struct plot plot = plot_of(series, 1, 0, 8);
    plot.left = (struct plot_axis){.low = 0, .high = 8};
    plot.graph = graph;
    return plot;
}

static void
a_ramp_rises_in_eighths(void **state)
{
    (void)state;
    struct plot plot = strip(ramp, 2, GRAPH_BLOCK);
    expect(&plot, 1, 8, false, true,
        "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588\n");
}

static void
braille_draws_four_dots_in_a_cell(void **state)
{
    (void)state;
    struct plot plot = strip(ramp, 2, GRAPH_BRAILLE);
    expect(&plot, 2, 4, false, true, "⣀⡤⠖⠋\n\n");
}

static void
ascii_draws_the_same_curve(void **state)
{
    (void)state;
    struct plot plot = strip(ramp, 2, GRAPH_BLOCK);
    expect(&plot, 4, 8, true, false, "      |*\n    |*|\n  |*|\n**|\n");
}

static void
a_gap_is_drawn_and_not_bridged(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = 0, .y = 8},
        {.x = 1, .y = 8}, {.x = 5, .y = 8, .after_gap = true},
        {.x = 7, .y = 8}};
    struct plot plot = strip(points, 4, GRAPH_BLOCK);
    expect(&plot, 1, 8, false, true,
        "\u2588\u2588\u2591\u2591\u2591\u2588\u2588\u2588\n");
}

static void
values_that_are_no_numbers_are_gaps(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = 0, .y = 8},
        {.x = 2, .y = NAN}, {.x = 4, .y = INFINITY}, {.x = 6, .y = 8}};
    struct plot plot = strip(points, 4, GRAPH_BLOCK);
    plot.left.low = plot.left.high = NAN;
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
    struct plot plot = strip(ramp, 2, GRAPH_BLOCK);
    plot.frame = PLOT_AXES;
    plot.left.unit = "degC";
    plot.left_text = "-10 min";
    plot.right_text = "now";
    expect(&plot, 4, 30, false, false,
        "  8.0│                ▁▂▃▄▅▆\n"
        " degC│        ▁▂▃▄▅▆▇███████\n"
        "  0.0│▁▂▃▄▅▆▇███████████████\n"
        "     └-10 min──────────────now\n");
}

/* Two curves of one axis, one of another. */
static const struct plot_point flat[] = {{.x = 0, .y = 2}, {.x = 7.9, .y = 2}};
static const struct plot_point stairs[] = {
    {.x = 0, .y = 0}, {.x = 3, .y = 1}, {.x = 6, .y = 2}, {.x = 7.9, .y = 2}};

static struct plot
several(enum graph graph)
{
    series[1] =
        (struct plot_series){.point = flat, .n = 2, .role = ROLE_PLOT_SERIES2};
    struct plot plot = strip(ramp, 2, graph);
    plot.n_series = 2;
    return plot;
}

static void
several_curves_are_told_apart_without_colour(void **state)
{
    (void)state;
    struct plot plot = several(GRAPH_BLOCK);
    expect(&plot, 4, 16, false, false,
        "            ▄▄▀\n"
        "        ▄▄█▀▀\n"
        "▄▄▄▄1▄███▄▄2▄▄▄▄\n"
        "▄▄█▀▀\n");
    expect(&plot, 4, 16, true, false,
        "            ***\n"
        "        *****\n"
        "oooooooooooooooo\n"
        "*****\n");
    plot.graph = GRAPH_BRAILLE;
    expect(&plot, 4, 16, false, false,
        "⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡤⠂⠀\n"
        "⠀⠀⠀⠀⠀⠀⠀⠀⣀⡤⠖⠋⠁⠀⠀⠀\n"
        "⣀⣀⣀⣀1⣤⣖⣋⣁⣀⣀2⣀⣀⣀⣀\n"
        "⣀⡤⠖⠋⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀\n");
}

static void
states_are_steps_with_labels(void **state)
{
    (void)state;
    struct plot plot = strip(stairs, 4, GRAPH_BRAILLE);
    series[0].is_steps = true;
    plot.left =
        (struct plot_axis){.low = -0.5, .high = 2.5, .label = state_label};
    plot.frame = PLOT_AXES;
    expect(&plot, 6, 30, false, false,
        "     ON┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⣀⣀\n"
        "       │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⠀⠀⠀⠀⠀\n"
        "STANDBY┤⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⣀⣀⣀⣀⡸⠀⠀⠀⠀⠀\n"
        "       │⠀⠀⠀⠀⠀⠀⠀⠀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀\n"
        "    OFF┤⣀⣀⣀⣀⣀⣀⣀⣀⠇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀\n"
        "       │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀\n");
}

static void
a_second_unit_has_the_right_axis(void **state)
{
    (void)state;
    struct plot plot = several(GRAPH_ASCII);
    series[1].side = PLOT_RIGHT;
    plot.frame = PLOT_AXES;
    plot.left.unit = "degC";
    plot.right = (struct plot_axis){.low = 0, .high = 3, .unit = "V"};
    plot.times = PLOT_TIMES_AGE;
    expect(&plot, 9, 50, true, false,
        " degC|                                **    |V\n"
        "     |                           ******     |\n"
        "    5+oooooooooooooooooooooooooooooooooooooo+2\n"
        "     |                *******               |\n"
        "     |           ******                     |\n"
        "     |     *******                          |\n"
        "    0+******                                +0\n"
        "     +--------------+-----------------------+\n"
        "                  -5 s\n");
}

static void
a_box_has_its_range_on_the_border(void **state)
{
    (void)state;
    static const struct plot_limit limits[] = {{.y = 6, .name = "alarm"}};
    struct plot plot = strip(ramp, 2, GRAPH_BLOCK);
    plot.frame = PLOT_BOX;
    plot.title = "TEMP 10 min";
    plot.limit = limits;
    plot.n_limits = 1;
    expect(&plot, 6, 24, false, false,
        "┌TEMP 10 min─────────8.0\n"
        "│alarm ─ ─ ─ ─ ─ ─▁─▄─ ─\n"
        "│           ▁▂▃▅▆█████\n"
        "│      ▂▃▄▆▇██████████\n"
        "│▁▃▄▅▇████████████████\n"
        "└────────────────────0.0\n");
    /* in ASCII the border is made of minus signs: one of a number stays apart
     */
    plot.left = (struct plot_axis){.low = -15, .high = -11};
    struct canvas c;
    struct strbuf text = {0};
    canvas_init(&c, 4, 20, true);
    struct area all = area_all(&c);
    plot_paint(&plot, &all);
    canvas_text(&c, &text);
    assert_non_null(strstr(strbuf_get(&text), "- -11"));
    assert_non_null(strstr(strbuf_get(&text), "- -15"));
    strbuf_fini(&text);
    canvas_fini(&c);
}

static void
a_limit_is_named_where_no_curve_is(void **state)
{
    (void)state;
    static const struct plot_limit limits[] = {{.y = 2.5, .name = "caution"},
        {.y = 6.5, .name = "alarm"}, {.y = NAN, .name = "never"}};
    struct plot plot = strip(ramp, 2, GRAPH_ASCII);
    plot.limit = limits;
    plot.n_limits = 3;
    expect(&plot, 8, 30, true, false,
        "                          *\n"
        "alarm - - - - - - - - |***- -\n"
        "                   |**|\n"
        "               |***|\n"
        "           |***|\n"
        "- - - -|***|- - - - -  caution\n"
        "    |**|\n"
        "****|\n");
}

static void
samples_missing_until_now_are_a_gap(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = -4, .y = 8},
        {.x = 4, .y = 8}, {.x = 8, .y = NAN, .after_gap = true}};
    struct plot plot = strip(points, 3, GRAPH_BLOCK);
    expect(&plot, 1, 8, false, true, "█████░░░\n");
}

static void
a_gap_of_one_curve_of_several_is_at_the_bottom(void **state)
{
    (void)state;
    static const struct plot_point points[] = {{.x = 0, .y = 7},
        {.x = 2, .y = 7}, {.x = 5, .y = 7, .after_gap = true},
        {.x = 7.9, .y = 7}};
    struct plot plot = several(GRAPH_ASCII);
    series[0].point = points;
    series[0].n = 4;
    expect(&plot, 4, 16, true, false,
        "*****     ******\n"
        "\n"
        "oooooooooooooooo\n"
        "     :::::\n");
}

static void
a_curve_comes_from_before_and_goes_on_behind(void **state)
{
    (void)state;
    static const struct plot_point points[] = {
        {.x = -8, .y = 0}, {.x = 16, .y = 24}};
    struct plot plot = strip(points, 2, GRAPH_ASCII);
    plot.left = (struct plot_axis){.low = 8, .high = 16};
    expect(&plot, 4, 8, true, false,
        "      |*\n"
        "    |*|\n"
        "  |*|\n"
        "**|\n");
}

static void
times_are_round(void **state)
{
    (void)state;
    struct plot plot = strip(NULL, 0, GRAPH_ASCII);
    plot.frame = PLOT_AXES;
    plot.x_min = 1795164372; /* 2026-324/08:46:12 */
    plot.x_max = plot.x_min + 3600;
    plot.times = PLOT_TIMES_UTC;
    expect(&plot, 9, 60, true, false,
        "     |\n"
        "     |\n"
        "    5+\n"
        "     |\n"
        "     |\n"
        "     |\n"
        "    0+\n"
        "     +------------+------------+-------------+------------+-\n"
        "  324/          09:00        09:15         09:30       09:45\n");
    plot.x_max = plot.x_min + 30;
    expect(&plot, 9, 60, true, false,
        "     |\n"
        "     |\n"
        "    5+\n"
        "     |\n"
        "     |\n"
        "     |\n"
        "    0+\n"
        "     +--------------+-----------------+-----------------+---\n"
        "  324/          08:46:20          08:46:30          08:46:40\n");
    plot.x_max = plot.x_min + 6 * 86400;
    expect(&plot, 9, 60, true, false,
        "     |\n"
        "     |\n"
        "    5+\n"
        "     |\n"
        "     |\n"
        "     |\n"
        "    0+\n"
        "     +-----+-----------------+-----------------+------------\n"
        "          325               327               329\n");
}

static void
a_cursor_stands_behind_the_curve(void **state)
{
    (void)state;
    struct plot plot = strip(ramp, 2, GRAPH_ASCII);
    plot.has_cursor = plot.has_mark = true;
    plot.cursor = 4;
    plot.mark = 1;
    expect(&plot, 4, 8, true, false,
        " |  | |*\n"
        " |  |*|\n"
        " ||*|\n"
        "**| |\n");
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
                struct plot plot = strip(odd, 6, g);
                plot.left.low = plot.left.high = NAN;
                plot.left_text = "a";
                plot.right_text = "b";
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
        cmocka_unit_test(several_curves_are_told_apart_without_colour),
        cmocka_unit_test(states_are_steps_with_labels),
        cmocka_unit_test(a_second_unit_has_the_right_axis),
        cmocka_unit_test(a_box_has_its_range_on_the_border),
        cmocka_unit_test(a_limit_is_named_where_no_curve_is),
        cmocka_unit_test(samples_missing_until_now_are_a_gap),
        cmocka_unit_test(a_gap_of_one_curve_of_several_is_at_the_bottom),
        cmocka_unit_test(a_curve_comes_from_before_and_goes_on_behind),
        cmocka_unit_test(times_are_round),
        cmocka_unit_test(a_cursor_stands_behind_the_curve),
        cmocka_unit_test(any_size_and_any_number_is_drawn),
    };
    return check_run(tests);
}
