/*
 * test_commands_stack.c - the command stack on the screen, and its keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/commands_view.h"

#include <stdlib.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "support/check.h"
#include "support/command_scene.h"
#include "support/stage.h"

static struct mdb *mdb;
static char pressed[200];

static void
on_submit(void *console, enum order_word word, const struct stack_item *item,
    uint64_t line)
{
    (void)console;
    (void)line;
    (void)snprintf(
        pressed, sizeof pressed, "%s %s", order_word_str(word), item->name);
}

static void
on_command(void *console, enum action action, const char *id)
{
    (void)console;
    (void)snprintf(
        pressed, sizeof pressed, "%s %s", action_row(action)->name, id);
}

static const char stack_file[] =
    "columba-stack 1\n"
    "# switch on\n"
    "PING  # is anybody there\n"
    "SWITCH Battery=2 State=ON  # as agreed with the PI\n"
    "wait 5s\n"
    "pause \"look at the current\"\n"
    "SET_MODE Mode=SCIENCE @sent\n"
    "SWITCH Battery=1\n"
    "SWITCH Battery=3\n"
    "NOSUCH A=1\n"
    "SET_MODE Mode=IDLE\n";

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static struct command_stack *
load(struct stage *s, const char *text)
{
    struct notes notes = {0};
    struct stack stack;
    assert_int_equal(
        stack_parse("x.stack", text, strlen(text), &notes, &stack), ERR_OK);
    command_stack_put(&s->model.stack, &stack, "dir/x.stack");
    stack_fini(&stack);
    notes_fini(&notes);
    return &s->model.stack;
}

static void
start(struct stage *s, const struct view_class *class, const char *argument,
    int rows, int cols)
{
    stage_open(s, class, argument, SCENE_GOOD, rows, cols);
    s->ui.submit = on_submit;
    s->ui.command = on_command;
    pressed[0] = '\0';
    composer_set_mdb(&s->model.composer, mdb);
    command_scene(&s->model, COMMANDS_MIXED, now(s));
}

/* Each kind of line in each state. */
static void
fill(struct stage *s)
{
    struct command_stack *k = load(s, stack_file);
    command_stack_submitted(k, k->line[1].key, command_id(2));
    command_stack_submitted(k, k->line[2].key, command_id(5));
    command_stack_pass(k, 3, now(s));
    command_stack_submitted(k, k->line[6].key, "aa");
    command_stack_answer(k, "aa", ANSWER_NO, "Battery 1 is in safe mode");
    command_stack_submitted(k, k->line[7].key, "bb");
    command_stack_answer(k, "bb", ANSWER_SILENT, "");
    stage_paint(s);
}

static void
it_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct stage s;
        int rows = sizes[i][0] > 5 ? sizes[i][0] - 4 : sizes[i][0];
        start(&s, &view_commands, "stack", rows, sizes[i][1]);
        fill(&s);
        char *name = xasprintf(
            "console/commands/stack-%dx%d.txt", sizes[i][0], sizes[i][1]);
        stage_golden(&s, name);
        free(name);
        stage_close(&s);
    }
    struct stage s;
    start(&s, &view_commands, "stack", 20, 80);
    s.canvas.is_ascii = s.ui.is_ascii = true;
    fill(&s);
    stage_golden(&s, "console/commands/stack-ascii-24x80.txt");
    stage_close(&s);
    start(&s, &view_commands, "stack", 20, 80);
    stage_paint(&s);
    stage_golden(&s, "console/commands/stack-empty-24x80.txt");
    stage_close(&s);
}

static const char *
why_not(struct stage *s, enum action action)
{
    const char *why = commands_stack.why_not(s->view, &s->ui, action);
    return why != NULL ? why : "";
}

static void
keys_are_for_the_selected_line_or_say_why_not(void **state)
{
    (void)state;
    struct stage s;
    start(&s, &commands_stack, "", 20, 100);
    stage_paint(&s);
    assert_string_equal(why_not(&s, ACTION_SUBMIT), "no line is selected");
    assert_string_equal(why_not(&s, ACTION_STEP), "the stack is empty");
    fill(&s);
    assert_string_equal(why_not(&s, ACTION_SUBMIT), "this line is no command");
    assert_non_null(strstr(why_not(&s, ACTION_SORT), "keeps its order"));
    stage_act(&s, ACTION_DOWN);
    stage_act(&s, ACTION_OPEN);
    assert_true(str_prefix(s.opened, "command "));
    stage_act(&s, ACTION_DOWN); /* armed */
    assert_non_null(strstr(why_not(&s, ACTION_EDIT), "under way"));
    stage_act(&s, ACTION_CANCEL);
    char want[64];
    (void)snprintf(want, sizeof want, "cancel %s", command_id(5));
    assert_string_equal(pressed, want);
    (void)commands_stack.search(s.view, &s.ui, "SET_MODE", 0);
    stage_act(&s, ACTION_SUBMIT);
    assert_string_equal(pressed, "submit SET_MODE");
    stage_act(&s, ACTION_VALIDATE);
    assert_string_equal(pressed, "check SET_MODE");
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "form @6 SET_MODE Mode=SCIENCE @sent");
    assert_string_equal(why_not(&s, ACTION_ARM), "it is not submitted");
    stage_close(&s);
}

static void
marked_lines_are_edited_together(void **state)
{
    (void)state;
    struct stage s;
    start(&s, &commands_stack, "", 20, 100);
    struct command_stack *k =
        load(&s, "columba-stack 1\nPING\nSET_MODE Mode=IDLE\nPING\n");
    stage_paint(&s);
    stage_act(&s, ACTION_MARK); /* and on to the next */
    stage_act(&s, ACTION_MARK);
    stage_act(&s, ACTION_DUPLICATE);
    assert_int_equal(k->stack.n, 5);
    stage_act(&s, ACTION_MOVE_DOWN);
    assert_string_equal(k->stack.item[0].name, "PING");
    stage_act(&s, ACTION_DELETE);
    assert_int_equal(k->stack.n, 3);
    assert_non_null(strstr(s.toast, "deleted 2 lines"));
    stage_act(&s, ACTION_UNDO);
    assert_int_equal(k->stack.n, 5);
    stage_close(&s);
}

static void
the_next_line_waits_for_the_one_before(void **state)
{
    (void)state;
    struct stage s;
    start(&s, &commands_stack, "", 20, 100);
    struct command_stack *k =
        load(&s, "columba-stack 1\npause \"look\"\nSET_MODE Mode=IDLE\nPING\n");
    stage_paint(&s);
    stage_act(&s, ACTION_STEP);
    assert_string_equal(pressed, "");
    assert_non_null(strstr(s.toast, "pause: look"));
    stage_act(&s, ACTION_STEP);
    assert_string_equal(pressed, "submit SET_MODE");
    command_stack_submitted(k, k->line[1].key, command_id(7)); /* FAILED */
    pressed[0] = '\0';
    stage_act(&s, ACTION_STEP);
    assert_string_equal(pressed, "");
    if (strstr(s.toast, ": line 2 (SET_MODE) is failed") == NULL)
        fail_msg("%s", s.toast);
    stage_act(&s, ACTION_BOTTOM); /* a person says so */
    stage_act(&s, ACTION_SUBMIT);
    assert_string_equal(pressed, "submit PING");
    stage_close(&s);
}

static void
nothing_typed_breaks_it(void **state)
{
    (void)state;
    stage_robot(&commands_stack, "", 4000, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_drawn_as_reviewed),
        cmocka_unit_test(keys_are_for_the_selected_line_or_say_why_not),
        cmocka_unit_test(marked_lines_are_edited_together),
        cmocka_unit_test(the_next_line_waits_for_the_one_before),
        cmocka_unit_test(nothing_typed_breaks_it),
    };
    struct notes notes = {0};
    char *path = check_path("console/data/commands.xml");
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        return 1;
    free(path);
    notes_fini(&notes);
    int status = check_run(tests);
    mdb_free(&mdb);
    return status;
}
