/*
 * test_commands_history.c - all commands, newest first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/commands_view.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/stage.h"

static char pressed[64];

static void
on_command(void *console, enum action action, const char *id)
{
    (void)console;
    (void)snprintf(
        pressed, sizeof pressed, "%s %s", action_row(action)->name, id);
}

static void
start(struct stage *s, enum command_scene scene, int rows, int cols)
{
    stage_open(s, &commands_history, "", SCENE_GOOD, rows, cols);
    s->ui.command = on_command;
    pressed[0] = '\0';
    command_scene(&s->model, scene, (struct clock){s->ui.now, s->ui.utc});
    stage_paint(s);
}

static void
the_newest_stands_first_and_the_selection_stays(void **state)
{
    (void)state;
    struct stage s;
    start(&s, COMMANDS_MIXED, 22, 100);
    const char *text = stage_text(&s);
    assert_true(strstr(text, "APPROVED") < strstr(text, "PROPOSED"));
    assert_true(strstr(text, "PROPOSED") < strstr(text, "VERIFIED"));
    stage_act(&s, ACTION_DOWN); /* #13, PROPOSED */
    struct clock now = {s.ui.now, s.ui.utc};
    struct msg_command c = command_message(now, 99, COMMAND_QUEUED);
    feed_command(&s.model, now, &c);
    stage_paint(&s);
    stage_act(&s, ACTION_OPEN);
    char want[64];
    (void)snprintf(want, sizeof want, "command %s", command_id(13));
    assert_string_equal(s.opened, want);
    stage_close(&s);
}

static void
keys_are_for_what_is_selected_or_say_why_not(void **state)
{
    (void)state;
    struct stage s;
    start(&s, COMMANDS_MIXED, 22, 100);
    (void)commands_history.search(s.view, &s.ui, "state=held", 0);
    assert_non_null(strstr(commands_history.why_not(s.view, &s.ui, ACTION_ARM),
        "you do not have command authority"));
    stage_act(&s, ACTION_ARM);
    assert_string_equal(pressed, "");
    s.model.orders.holds = true;
    stage_act(&s, ACTION_ARM);
    char want[64];
    (void)snprintf(want, sizeof want, "arm %s", command_id(12));
    assert_string_equal(pressed, want);
    s.ui.is_readonly = true;
    assert_string_equal(commands_history.why_not(s.view, &s.ui, ACTION_CANCEL),
        "read-only: ask an operator");
    stage_close(&s);
    start(&s, COMMANDS_SILENT, 22, 100);
    assert_string_equal(commands_history.why_not(s.view, &s.ui, ACTION_CANCEL),
        "no gate: nothing can be commanded");
    stage_close(&s);
}

static void
what_happened_can_be_written(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    start(&s, COMMANDS_MIXED, 22, 100);
    commands_history.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out), "\"state\":\"unknown\""));
    assert_non_null(strstr(strbuf_get(&out), "\"stages\":\"A+0.4 C.\""));
    size_t lines = 0;
    for (const char *p = strbuf_get(&out); *p != '\0'; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 14);
    strbuf_reset(&out);
    stage_act(&s, ACTION_MARK);
    assert_int_equal(commands_history.only_marked(s.view, &s.ui), 1);
    commands_history.rows_text(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out), "a\tAPPROVED"));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
orders_of_rows_can_be_chosen(void **state)
{
    (void)state;
    struct stage s;
    start(&s, COMMANDS_MIXED, 22, 100);
    stage_act(&s, ACTION_SORT);
    assert_true(strstr(stage_text(&s), "VERIFIED") <
                strstr(stage_text(&s), "APPROVED"));
    for (int i = 0; i < 4; i++)
        stage_act(&s, ACTION_SORT);
    assert_true(strstr(stage_text(&s), "VERIFIED") >
                strstr(stage_text(&s), "APPROVED"));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_stands_first_and_the_selection_stays),
        cmocka_unit_test(keys_are_for_what_is_selected_or_say_why_not),
        cmocka_unit_test(what_happened_can_be_written),
        cmocka_unit_test(orders_of_rows_can_be_chosen),
    };
    return check_run(tests);
}
