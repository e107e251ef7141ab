/*
 * trend_scene.c - see trend_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/trend_scene.h"

#include <math.h>

#include "common/attr.h"

void
trend_scene_second(struct stage *s, int64_t second)
{
    double t = (double)second;
    bool is_bad = second >= 900 && second < 920;
    const struct feed_cell pwr[] = {{1, 1, 0},
        {1, mdb_cell_float(3 + 0.5 * sin(t / 90)), 0},
        {2, mdb_cell_float(28 + 2 * sin(t / 200)), is_bad}, {1, 1, 0},
        {0, (mdb_cell)(second / 400 % 3), 0}, {3, mdb_cell_float(t / 50), 0}};
    if (second >= 600 && second < 640)
        return;
    feed_tm(&s->model, feed_clock(second * 1000),
        &(struct feed_tm){.hash = FEED_HASH,
            .container = 7,
            .apid = 101,
            .serial = (uint64_t)second * 3,
            .generation = feed_clock(second * 1000).utc,
            .cell = pwr,
            .n = ARRAY_LEN(pwr)});
}

void
trend_scene(struct stage *s, const struct view_class *class,
    const char *argument, int64_t end_s, int rows, int cols)
{
    stage_open(s, class, argument, SCENE_GOOD, rows, cols);
    for (int64_t second = 31; second <= end_s; second++)
        trend_scene_second(s, second);
    stage_time(s, end_s * 1000);
}
