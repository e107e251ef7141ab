/*
 * test_display_past.c - the course of a definition, longer than single samples
 * are kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_past.h"

#include "support/check.h"
#include "support/trend_scene.h"

#include <math.h>

#include "common/attr.h"
#include "console/view/views.h"

#define BEGIN_S 31
#define END_S   7200 /* single samples reach back to 4200 s */
#define SPIKE_S 700
#define SPIKE   90.0

struct rig {
    struct stage stage;
    struct display_eye eye;
    struct display_past past;
    uint32_t volt, ampere, temp;
};

static uint32_t
item_of(const struct rig *r, const char *name)
{
    const struct values *v = r->stage.model.values;
    for (uint32_t i = 0; i < values_count(v); i++) {
        const struct value *x = values_get(v, i);
        if (x != NULL && str_eq(x->name, name))
            return i;
    }
    fail_msg("no %s", name);
    return 0;
}

/* A trend scene, but one sample of A_I is a spike. */
static void
rig_open(struct rig *r)
{
    *r = (struct rig){0};
    stage_open(&r->stage, &view_trends, "", SCENE_GOOD, 20, 80);
    r->volt = item_of(r, TREND_A_V);
    r->ampere = item_of(r, TREND_A_I);
    r->temp = item_of(r, TREND_TEMP);
    const uint32_t items[] = {r->volt, r->ampere, r->temp};
    for (size_t i = 0; i < ARRAY_LEN(items); i++)
        values_want(r->stage.model.values, items[i]);
    for (int64_t second = BEGIN_S; second <= END_S; second++)
        if (second != SPIKE_S)
            trend_scene_second(&r->stage, second);
        else {
            const struct feed_cell pwr[] = {{1, 1, 0},
                {1, mdb_cell_float(SPIKE), 0}, {2, mdb_cell_float(28), 0},
                {1, 1, 0}, {0, 0, 0},
                {3, mdb_cell_float((double)second / 50), 0}};
            feed_tm(&r->stage.model, feed_clock(second * 1000),
                &(struct feed_tm){.hash = FEED_HASH,
                    .container = 7,
                    .apid = 101,
                    .serial = (uint64_t)second * 3,
                    .generation = feed_clock(second * 1000).utc,
                    .cell = pwr,
                    .n = ARRAY_LEN(pwr)});
        }
    r->eye = (struct display_eye){
        .model = &r->stage.model, .now = feed_clock(END_S * 1000)};
}

static void
rig_close(struct rig *r)
{
    display_past_fini(&r->past);
    stage_close(&r->stage);
}

static double
at_s(double x)
{
    return x - (double)FEED_UTC_NS / 1e9;
}

static void
extremes(const struct rig *r, double *low, double *high)
{
    struct plot_series s = {
        .point = r->past.points.point, .n = r->past.points.n};
    plot_extremes(&s, -INFINITY, INFINITY, low, high);
}

static void
long_spans_reach_back_as_far_as_buckets_do(void **state)
{
    (void)state;
    static const struct {
        int64_t span_s;
        int cols;
        double first_s, apart_s; /* the earliest of all; points at most */
        size_t most;
    } rows[] = {
        {30, 20, END_S - 31, 1, 40},
        {3600, 20, END_S - 3620, 10, 1600},
        {3600, 200, END_S - 3620, 10, 3700},
        {14400, 40, 0, 10, 3200},
    };
    struct rig r;
    rig_open(&r);
    struct display_def def = {.source = DISPLAY_PARAM, .item = r.temp};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(display_past_read(
            &r.past, &r.eye, &def, rows[i].span_s * NS_PER_S, rows[i].cols));
        const struct trend_points *p = &r.past.points;
        assert_near(at_s(r.past.x_max), END_S, 1e-3);
        assert_in_range(p->n, 30, rows[i].most);
        assert_true(at_s(p->point[0].x) >= rows[i].first_s - 0.05);
        assert_true(at_s(p->point[0].x) <= rows[i].first_s + 2 * 12);
        for (size_t k = 1; k < p->n; k++) {
            assert_true(p->point[k].x >= p->point[k - 1].x);
            if (at_s(p->point[k].x) > BEGIN_S && !p->point[k].after_gap) {
                assert_true(
                    p->point[k].x - p->point[k - 1].x < rows[i].apart_s + 1e-3);
                assert_near(p->point[k].y, at_s(p->point[k].x) / 50, 0.01);
            }
        }
    }
    rig_close(&r);
}

static void
no_peak_of_any_operand_is_lost(void **state)
{
    (void)state;
    struct rig r;
    double low, high;
    rig_open(&r);
    struct display_op twice[] = {{.kind = DISPLAY_PUSH_ITEM, .item = r.volt},
        {.kind = DISPLAY_PUSH_ITEM, .item = r.ampere}, {.kind = DISPLAY_ADD}};
    struct display_op none[] = {{.kind = DISPLAY_PUSH_ITEM, .item = r.volt},
        {.kind = DISPLAY_PUSH_ITEM, .item = r.volt}, {.kind = DISPLAY_SUB}};
    const struct {
        struct display_def def;
        double low, high, within;
    } rows[] = {
        {{.source = DISPLAY_PARAM, .item = r.ampere}, 2.5, SPIKE, 1e-3},
        {{.source = DISPLAY_EXPRESSION, .op = twice, .n_ops = 3}, 28.5,
            SPIKE + 28, 2.1},
        {{.source = DISPLAY_EXPRESSION, .op = none, .n_ops = 3}, 0, 0, 0},
        {{.source = DISPLAY_PARAM,
             .item = r.ampere,
             .convert = {.is_set = true, .scale = -1000, .offset = 1}},
            1 - 1000 * SPIKE, 1 - 2500, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(display_past_read(
            &r.past, &r.eye, &rows[i].def, 14400 * NS_PER_S, 40));
        extremes(&r, &low, &high);
        assert_near(low, rows[i].low, rows[i].within);
        assert_near(high, rows[i].high, rows[i].within);
    }
    rig_close(&r);
}

static void
gaps_and_bad_samples_break_long_curves_too(void **state)
{
    (void)state;
    struct rig r;
    size_t gaps = 0, bad = 0;
    rig_open(&r);
    struct display_def def = {.source = DISPLAY_PARAM, .item = r.volt};
    assert_true(display_past_read(&r.past, &r.eye, &def, 14400 * NS_PER_S, 40));
    for (size_t i = 0; i < r.past.points.n; i++) {
        double s = at_s(r.past.points.point[i].x);
        gaps += r.past.points.point[i].after_gap && s >= 630 && s <= 650;
        bad += isnan(r.past.points.point[i].y) && s >= 900 && s < 920;
    }
    assert_int_equal(gaps, 1);
    assert_true(bad > 0);
    rig_close(&r);
}

static void
what_never_came_has_no_course(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r);
    struct display_def def = {.source = DISPLAY_PARAM, .item = 100000};
    struct display_def number = {.source = DISPLAY_EXPRESSION};
    assert_false(display_past_read(&r.past, &r.eye, &def, NS_PER_S, 40));
    assert_false(display_past_read(&r.past, &r.eye, &number, NS_PER_S, 40));
    def.item = r.volt;
    r.eye.now = feed_clock((END_S + 7200) * 1000); /* long ago */
    assert_false(display_past_read(&r.past, &r.eye, &def, NS_PER_S, 40));
    r.eye.is_blind = true;
    assert_false(
        display_past_read(&r.past, &r.eye, &def, 14400 * NS_PER_S, 40));
    rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_spans_reach_back_as_far_as_buckets_do),
        cmocka_unit_test(no_peak_of_any_operand_is_lost),
        cmocka_unit_test(gaps_and_bad_samples_break_long_curves_too),
        cmocka_unit_test(what_never_came_has_no_course),
    };
    return check_run(tests);
}
