/*
 * test_commands.c - view 4, in its parts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/commands_view.h"
#include "console/view/views.h"
#include "support/command_scene.h"
#include "support/form_scene.h"
#include "support/stage.h"

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    for (enum command_scene scene = 0; scene < COMMANDS_SCENE_COUNT; scene++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            int rows = sizes[k][0] > 5 ? sizes[k][0] - 4 : sizes[k][0];
            stage_open(
                &s, &view_commands, "history", SCENE_GOOD, rows, sizes[k][1]);
            command_scene(&s.model, scene, now(&s));
            stage_paint(&s);
            char *name = xasprintf("console/commands/%s-%dx%d.txt",
                command_scene_str(scene), sizes[k][0], sizes[k][1]);
            stage_golden(&s, name);
            assert_true(stage_is_clean(&s));
            free(name);
            stage_close(&s);
        }
}

static void
ascii_and_no_colour_tell_the_states_apart(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_commands, "history", SCENE_GOOD, 20, 80);
    s.canvas.is_ascii = s.ui.is_ascii = true;
    command_scene(&s.model, COMMANDS_MIXED, now(&s));
    stage_paint(&s);
    stage_golden(&s, "console/commands/mixed-ascii-24x80.txt");
    static const char *const words[] = {"+ VERIFIED", "- REFUSED", "- EXPIRED",
        "- CANCELLED", "! ARMED 00:24 left", "- NOT-SENT", "x FAILED",
        "? UNKNOWN check TM", "> SENT", "> RELEASED", ": QUEUED", "o HELD",
        "o PROPOSED", "a APPROVED"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(stage_text(&s), words[i]) == NULL)
            fail_msg("%s:\n%s", words[i], stage_text(&s));
    stage_close(&s);
}

static void
without_a_gate_it_says_so(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_commands, "", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "has no gate: it cannot command"));
    assert_string_equal(view_commands.why_not(s.view, &s.ui, ACTION_OPEN),
        "no command is selected");
    stage_close(&s);
}

/* Before it was heard nobody knows whether there is one. */
static void
a_gate_that_was_not_heard_is_not_missed(void **state)
{
    (void)state;
    struct stage s;
    struct process_row gate = {.name = "gate"};
    stage_open(&s, &view_commands, "", SCENE_NOTHING, 20, 80);
    assert_non_null(
        strstr(stage_text(&s), "Nothing is known of this instance yet."));
    s.model.processes.row[s.model.processes.n++] = gate;
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "The gate has not been heard yet."));
    assert_string_equal(view_commands.why_not(s.view, &s.ui, ACTION_ARM),
        "the gate has not been heard yet");
    stage_close(&s);
}

static void
the_argument_names_a_part_or_filters(void **state)
{
    (void)state;
    static const char *const filters[] = {"history unknown", "history UNKNOWN"};
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        struct stage s;
        stage_open(&s, &view_commands, filters[i], SCENE_GOOD, 20, 80);
        command_scene(&s.model, COMMANDS_MIXED, now(&s));
        stage_paint(&s);
        assert_non_null(strstr(stage_text(&s), "1 of 14"));
        struct strbuf argument = {0};
        assert_true(
            view_commands.take(s.view, &s.ui, "history held", &argument));
        assert_string_equal(strbuf_get(&argument), "history");
        strbuf_fini(&argument);
        stage_paint(&s);
        assert_non_null(strstr(stage_text(&s), "HELD"));
        assert_null(strstr(stage_text(&s), "UNKNOWN check"));
        stage_close(&s);
    }
    struct stage s;
    struct strbuf word = {0};
    stage_open(&s, &view_commands, "", SCENE_GOOD, 20, 80);
    assert_true(view_commands.complete(&s.ui, "hi", 0, &word));
    assert_true(str_prefix(strbuf_get(&word), "history\t"));
    assert_false(view_commands.complete(&s.ui, "hi", 1, &word));
    form_scene(&s.model);
    strbuf_reset(&word);
    assert_true(view_commands.complete(&s.ui, "ca", 0, &word));
    assert_true(str_prefix(strbuf_get(&word), "catalogue\t"));
    strbuf_reset(&word);
    assert_true(view_commands.complete(&s.ui, "swi", 0, &word));
    assert_true(str_prefix(strbuf_get(&word), "/LAB/SWITCH\t"));
    strbuf_fini(&word);
    stage_close(&s);
}

static void
a_text_that_names_no_part_is_looked_for_in_the_catalogue(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf argument = {0};
    stage_open(&s, &view_commands, "", SCENE_GOOD, 16, 80);
    command_scene(&s.model, COMMANDS_MIXED, now(&s));
    form_scene(&s.model);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "Commands, History"));
    assert_true(view_commands.take(s.view, &s.ui, "heater", &argument));
    assert_string_equal(strbuf_get(&argument), "catalogue");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "Commands, Catalogue 1 of 6"));
    /* and where nothing was commanded yet it comes first */
    view_commands.close(s.view);
    commands_fini(&s.model.commands);
    s.view = view_commands.open(&s.ui, "");
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "Commands, Catalogue 6"));
    strbuf_fini(&argument);
    stage_close(&s);
}

static void
each_part_names_its_actions_in_the_whole(void **state)
{
    (void)state;
    for (size_t p = 0; commands_parts[p] != NULL; p++)
        for (const enum action *a = commands_parts[p]->actions;
             *a != ACTION_NONE; a++) {
            bool is_there = false;
            for (const enum action *b = view_commands.actions;
                 *b != ACTION_NONE; b++)
                is_there |= *a == *b;
            if (!is_there)
                fail_msg("%s of part %s", action_row(*a)->name,
                    commands_parts[p]->name);
        }
}

static void
nothing_typed_breaks_it(void **state)
{
    (void)state;
    stage_robot(&view_commands, "", 4000, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(ascii_and_no_colour_tell_the_states_apart),
        cmocka_unit_test(without_a_gate_it_says_so),
        cmocka_unit_test(a_gate_that_was_not_heard_is_not_missed),
        cmocka_unit_test(the_argument_names_a_part_or_filters),
        cmocka_unit_test(
            a_text_that_names_no_part_is_looked_for_in_the_catalogue),
        cmocka_unit_test(each_part_names_its_actions_in_the_whole),
        cmocka_unit_test(nothing_typed_breaks_it),
    };
    return check_run(tests);
}
