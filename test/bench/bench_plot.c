/*
 * bench_plot.c - a frame of trends on a 200x60 terminal: four curves of 10 000
 * points each, beside writing every cell of the screen once.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/attr.h"
#include "console/widget/plot.h"

#define SERIES 4
#define POINTS 10000
#define ROUNDS 101

static double
cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median; `plot` NULL: only cells. */
static double
measure(const struct plot *plot, struct canvas *canvas)
{
    double us[ROUNDS];
    struct area all = area_all(canvas);
    for (int i = 0; i < ROUNDS; i++) {
        double from = cpu_us();
        canvas_clear(canvas);
        if (plot != NULL)
            plot_paint(plot, &all);
        else
            for (int row = 0; row < all.rows; row++)
                area_hline(&all, row, 0, all.cols, '*', ROLE_TEXT);
        us[i] = cpu_us() - from;
    }
    qsort(us, ROUNDS, sizeof us[0], compare);
    return us[ROUNDS / 2];
}

int
main(void)
{
    static struct plot_point point[SERIES][POINTS];
    static const char *const style[] = {"block", "braille", "ascii"};
    struct plot_series series[SERIES] = {0};
    struct canvas canvas;
    canvas_init(&canvas, 60, 200, false);
    for (int s = 0; s < SERIES; s++) {
        for (int i = 0; i < POINTS; i++)
            point[s][i] = (struct plot_point){
                .x = i, .y = sin(i / 700.0 + s) + 0.05 * sin(i * 1.7)};
        series[s] = (struct plot_series){.point = point[s],
            .n = POINTS,
            .role = (enum role)(ROLE_PLOT_SERIES1 + s)};
    }
    double cells = measure(NULL, &canvas);
    for (size_t g = 0; g < ARRAY_LEN(style); g++) {
        struct plot plot = plot_of(series, SERIES, 0, POINTS);
        plot.frame = PLOT_AXES;
        plot.times = PLOT_TIMES_AGE;
        plot.left.low = -1.2; /* as the trends give it */
        plot.left.high = 1.2;
        plot.graph = (enum graph)g;
        double us = measure(&plot, &canvas);
        printf("plot\t4 x 10 000 points at 200x60, %s\t%.0f us\t%.0f us\t%.1f"
               "\t<= 1000 us\n",
            style[g], us, cells, us / cells);
    }
    canvas_fini(&canvas);
    return 0;
}
