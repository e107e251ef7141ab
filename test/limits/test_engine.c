/*
 * test_engine.c - what the engine tells of samples, sample by sample.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/limit_rig.h"

#include <math.h>

static void
init_simple(struct limit_rig *rig)
{
    limit_rig_init(rig, 2);
    limit_rig_range(limit_rig_rule(rig, 0), LIMIT_WARNING, 10, 50);
    limit_rig_range(&rig->rule[0], LIMIT_CRITICAL, 0, 60);
}

static void
every_change_of_state_is_told_once(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    limit_rig_start(&rig);
    static const struct {
        double value;
        const char *told;
    } rows[] = {
        {20, "P0 not-received>normal"},
        {30, ""},
        {50, ""},
        {50.5, "P0 normal>warning-high"},
        {60, ""},
        {61, "P0 warning-high>critical-high"},
        {55, "P0 critical-high>warning-high"},
        {9, "P0 warning-high>warning-low"},
        {-1, "P0 warning-low>critical-low"},
        {NAN, "P0 critical-low>nan"},
        {NAN, ""},
        {-2, "P0 nan>critical-low"},
        {10, "P0 critical-low>normal"},
        {INFINITY, "P0 normal>critical-high"},
        {-INFINITY, "P0 critical-high>critical-low"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_packet(&rig, (double)i, (double[]){rows[i].value, NAN});
        limit_rig_expect(&rig, rows[i].told);
    }
    limit_rig_fini(&rig);
}

static void
samples_by_themselves_give_the_same(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    limit_rig_start(&rig);
    limit_rig_packet(&rig, 0, (double[]){20, 0});
    limit_rig_one(&rig, 1, 0, 70);
    limit_rig_expect(&rig, "P0 not-received>normal; P0 normal>critical-high");
    limit_rig_packet(&rig, 0.5, (double[]){20, 0});
    limit_rig_packet(&rig, 1, (double[]){20, 0});
    limit_rig_expect(&rig, "");
    assert_int_equal(limit_engine_counters(rig.engine).late, 2);
    limit_rig_packet(&rig, 1.5, (double[]){20, 0});
    limit_rig_expect(&rig, "P0 critical-high>normal");
    limit_rig_fini(&rig);
}

static void
persistence_counts_each_level_by_itself(void **state)
{
    (void)state;
    struct limit_rig rig;
    init_simple(&rig);
    rig.alarm[0].min_violations = 3;
    rig.alarm[0].min_conformance = 2;
    limit_rig_start(&rig);
    static const struct {
        double value;
        const char *told;
    } rows[] = {
        {20, "P0 not-received>normal"},
        {55, "P0 normal>normal pending warning-high 1/3"},
        {70, ""},
        {20, "P0 normal>normal over"},
        {55, "P0 normal>normal pending warning-high 1/3"},
        {70, ""},
        {55, "P0 normal>warning-high"},
        {70, "P0 warning-high>warning-high pending critical-high 1/3"},
        {70, ""},
        {70, "P0 warning-high>critical-high"},
        {20, ""},
        {55, "P0 critical-high>warning-high"},
        {20, ""},
        {20, "P0 warning-high>normal"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        limit_rig_packet(&rig, (double)i, (double[]){rows[i].value, NAN});
        limit_rig_expect(&rig, rows[i].told);
    }
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_of_state_is_told_once),
        cmocka_unit_test(samples_by_themselves_give_the_same),
        cmocka_unit_test(persistence_counts_each_level_by_itself),
    };
    return check_run(tests);
}
