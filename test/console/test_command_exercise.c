/*
 * test_command_exercise.c - what an instructor's commands can become.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command_exercise.h"

#include "support/check.h"
#include "support/drill_scene.h"
#include "support/stage.h"

struct bench {
    struct model model;
    struct ui ui;
    struct command_world world;
    struct completions list;
};

static void
open_bench(struct bench *b)
{
    struct clock now;
    memset(b, 0, sizeof *b);
    stage_scene(&b->model, SCENE_GOOD, &now);
    b->model.drill.is_instructor = true;
    drill_scene(&b->model, DRILL_SCENE_RUNNING, now);
    b->ui =
        (struct ui){.model = &b->model, .is_instructor = true, .now = now.mono};
    b->world = (struct command_world){
        .classes = view_classes_instructor, .ui = &b->ui};
}

static void
close_bench(struct bench *b)
{
    completions_fini(&b->list);
    model_fini(&b->model);
}

/* All words, '|' between. */
static void
expect(struct bench *b, const char *line, const char *want)
{
    struct strbuf got = {0};
    command_complete(line, &b->world, &b->list);
    for (size_t i = 0; i < b->list.n; i++)
        strbuf_addf(&got, "%s%s", i > 0 ? "|" : "", b->list.row[i].word);
    if (!str_eq(strbuf_get(&got), want))
        fail_msg("'%s' becomes '%s', not '%s'", line, strbuf_get(&got), want);
    strbuf_fini(&got);
}

static void
each_word_of_an_effect_is_completed(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    expect(&b, "fault hea", "heater ");
    expect(&b, "fault heater S", "SPA |SPB |SUN_SENSOR ");
    assert_int_equal(b.list.start, strlen("fault heater "));
    expect(&b, "fault heater SPA ", "stuck |at ");
    expect(&b, "fault heater SPA stuck ", "on |off ");
    expect(&b, "fault heater SPA stuck on ", "");
    expect(&b, "fault heaters SPA ", "");
    expect(&b, "fault payload goes to mode SAF", "SAFE ");
    expect(&b, "fault outlet RAD overloaded by 3 ", "W ");
    expect(&b, "fault feeds sag by 3 ", "V ");
    expect(&b, "fault terminal ", "1 |2 |3 |4 |5 |6 ");
    expect(&b, "fault sun", "sun ");
    expect(&b, "fault packets al", "all ");
    expect(&b, "fault measurement X drifts by 3 per m", "minute ");
    close_bench(&b);
}

static void
faults_and_scenarios_are_completed_by_name(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    expect(&b, "fault tr", "trigger ");
    expect(&b, "fault trigger ", "MODE|LINE");
    expect(&b, "fault clear ", "HEATER");
    expect(&b, "scenario l", "load |list");
    expect(&b, "scenario load heat", "heater");
    expect(&b, "scenario fr", "freeze");
    close_bench(&b);
}

static void
trainees_are_offered_nothing(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    b.ui.is_instructor = false;
    expect(&b, "fault ", "");
    expect(&b, "fault trigger ", "");
    expect(&b, "scenario load ", "");
    expect(&b, "fau", "");
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_of_an_effect_is_completed),
        cmocka_unit_test(faults_and_scenarios_are_completed_by_name),
        cmocka_unit_test(trainees_are_offered_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
