/*
 * test_health.c - what is wrong, and the processes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/views.h"
#include "support/stage.h"

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens(&view_health, "");
}

static void
many_problems_are_listed_worst_first(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_health, "", SCENE_EXPIRED, 20, 80);
    feed_process(&s.model, feed_clock(30000), "archive", "given-up", 5,
        "exit status 78");
    model_gap(&s.model, "tm/SIF/PWR/PWR_HK", 12, feed_clock(30000));
    stage_act(&s, ACTION_TOP);
    stage_golden(&s, "console/health/many-24x80.txt");
    stage_close(&s);
}

static void
processes_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_health, "hub", SCENE_GOOD, 20, 80);
    view_health.export_json(s.view, &s.ui, &out);
    assert_string_equal(strbuf_get(&out),
        "{\"v\":1,\"process\":\"hub\",\"state\":\"ready\",\"pid\":4003,"
        "\"restarts\":0,\"rss_bytes\":8388608,\"cpu\":0.013,\"missed\":0,"
        "\"refused\":0}\n");
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_health, "", stage_robot_keys(), 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(many_problems_are_listed_worst_first),
        cmocka_unit_test(processes_are_exported_as_json_lines),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
