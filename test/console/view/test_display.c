/*
 * test_display.c - hand-drawn pages in every state, and their keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "support/show.h"

static void
a_page_is_drawn_as_reviewed_in_every_state_and_size(void **state)
{
    (void)state;
    static const struct {
        int rows, cols;
        const char *name;
    } size[] = {{20, 80, "24x80"}, {10, 40, "14x40"}, {1, 1, "1x1"}};
    char name[128];
    struct show s;
    for (size_t i = 0; i < ARRAY_LEN(size); i++)
        for (enum scene scene = 0; scene < SCENE_COUNT; scene++) {
            if (i > 0 && scene != SCENE_GOOD && scene != SCENE_NO_FRONTEND)
                continue;
            show_open(&s, "FAC-01", scene, size[i].rows, size[i].cols);
            (void)snprintf(name, sizeof name, "console/display/%s-%s.txt",
                scene_str(scene), size[i].name);
            assert_true(stage_is_clean(&s.stage));
            stage_golden(&s.stage, name);
            show_close(&s);
        }
}

static void
fields_are_found_by_their_name_that_of_the_parameter_and_the_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
        int step;
    } row[] = {{"HTR1", "/SIF/PWR/HTR1_ON", 0}, {"mode", "/SIF/PWR/MODE", 0},
        {"AZ ", "/SIF/PWR/POINTING.az", 0},
        {"fac-02", "FAC-02  A second page", 0}, {"ratio", "ratio  -----", 1},
        {"va", "/SIF/PWR/BUS_A_V", 1}};
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_true(view_display.search(
            s.stage.view, &s.stage.ui, row[i].text, row[i].step));
        stage_paint(&s.stage);
        if (strstr(stage_text(&s.stage), row[i].line) == NULL)
            fail_msg("%s:\n%s", row[i].text, stage_text(&s.stage));
    }
    assert_false(view_display.search(s.stage.view, &s.stage.ui, "xyzzy", 0));
    show_close(&s);
}

static void
a_selected_field_opens_what_it_shows(void **state)
{
    (void)state;
    static const struct {
        const char *find;
        enum action action;
        const char *opened;
    } row[] = {{"BUS_A_V", ACTION_OPEN, "param /SIF/PWR/BUS_A_V"},
        {"BUS_A_V", ACTION_TREND, "trends /SIF/PWR/BUS_A_V"},
        {"MODE", ACTION_DETAIL, "param /SIF/PWR/MODE"},
        {"FAC-02", ACTION_OPEN, "display FAC-02"}};
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    assert_string_equal(
        view_display.why_not(s.stage.view, &s.stage.ui, ACTION_OPEN),
        "no field is selected");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        s.stage.opened[0] = '\0';
        assert_true(
            view_display.search(s.stage.view, &s.stage.ui, row[i].find, 0));
        stage_act(&s.stage, row[i].action);
        assert_string_equal(s.stage.opened, row[i].opened);
    }
    assert_true(view_display.search(s.stage.view, &s.stage.ui, "HTR1_ON", 1));
    stage_act(&s.stage, ACTION_OPEN);
    assert_non_null(strstr(s.stage.toast, "no such command"));
    show_close(&s);
}

static void
a_slot_puts_its_command_with_values_into_the_stack(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("console/data/commands.xml");
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    free(path);
    struct show s;
    show_open(&s, "FAC-02", SCENE_GOOD, 20, 80);
    composer_set_mdb(&s.stage.model.composer, mdb);
    const struct stack *stack = &s.stage.model.stack.stack;
    assert_true(view_display.search(s.stage.view, &s.stage.ui, "SWITCH", 0));
    stage_paint(&s.stage);
    assert_non_null(strstr(stage_text(&s.stage), "!SWITCH Battery=2 State=ON"));
    stage_act(&s.stage, ACTION_OPEN);
    assert_int_equal(stack->n, 1);
    assert_string_equal(stack->item[0].name, "SWITCH");
    assert_string_equal(stack_item_get(&stack->item[0], "Battery"), "2");
    assert_string_equal(stack_item_get(&stack->item[0], "State"), "ON");
    assert_non_null(strstr(s.stage.toast, "nothing was sent"));
    assert_int_equal(s.stage.asks, 0);
    s.stage.ui.is_readonly = true;
    stage_paint(&s.stage);
    assert_null(strstr(stage_text(&s.stage), "!SWITCH"));
    stage_act(&s.stage, ACTION_OPEN);
    assert_int_equal(stack->n, 1);
    show_close(&s);
    mdb_free(&mdb);
    notes_fini(&notes);
}

static void
an_id_that_does_not_exist_names_the_nearest(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-03", SCENE_GOOD, 20, 80);
    assert_non_null(show_line(&s, "There is no display 'FAC-03' here."));
    assert_non_null(show_line(&s, "Did you mean FAC-0"));
    show_close(&s);
}

static void
ids_complete_the_command_line(void **state)
{
    (void)state;
    struct show s;
    struct strbuf out = {0};
    show_open(&s, "", SCENE_GOOD, 20, 80);
    assert_true(view_display.complete(&s.stage.ui, "fac", 1, &out));
    assert_string_equal(strbuf_get(&out), "FAC-02\tA second page");
    assert_false(view_display.complete(&s.stage.ui, "fac", 2, &out));
    strbuf_fini(&out);
    show_close(&s);
}

static void
any_keys_in_any_size_draw_clean_cells(void **state)
{
    (void)state;
    stage_robot(&view_display, "", stage_robot_keys() / 4, 7);
    stage_robot(&view_display, "FAC-01", stage_robot_keys() / 4, 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_drawn_as_reviewed_in_every_state_and_size),
        cmocka_unit_test(
            fields_are_found_by_their_name_that_of_the_parameter_and_the_text),
        cmocka_unit_test(a_selected_field_opens_what_it_shows),
        cmocka_unit_test(a_slot_puts_its_command_with_values_into_the_stack),
        cmocka_unit_test(an_id_that_does_not_exist_names_the_nearest),
        cmocka_unit_test(ids_complete_the_command_line),
        cmocka_unit_test(any_keys_in_any_size_draw_clean_cells),
    };
    return check_run(tests);
}
