/*
 * test_params.c - the list of all parameters in every state.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/stage.h"

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens(&view_params, "");
}

/* The line of the screen that contains `text`, or -1. */
static int
line_of(struct stage *s, const char *text)
{
    const char *screen = stage_text(s), *at = strstr(screen, text);
    int line = 0;
    if (!at)
        return -1;
    for (; screen < at; screen++)
        line += *screen == '\n';
    return line;
}

static void
a_filter_looks_at_name_unit_packet_and_quality(void **state)
{
    (void)state;
    static const struct {
        const char *filter;
        enum scene scene;
        const char *title;
    } row[] = {
        {"temp", SCENE_GOOD, "Parameters 3 of 12, filter: temp"},
        {"!temp", SCENE_GOOD, "Parameters 9 of 12, filter: !temp"},
        {"degc", SCENE_GOOD, "Parameters 3 of 12"},
        {"thm_hk", SCENE_GOOD, "Parameters 3 of 12"},
        {"expired", SCENE_EXPIRED, "Parameters 8 of 12"},
        {"!acquired", SCENE_EXPIRED, "Parameters 8 of 12"},
        {"invalid", SCENE_INVALID, "Parameters 2 of 12"},
        {"", SCENE_GOOD, "Parameters 12"},
        {"!", SCENE_GOOD, "Parameters 12 of 12"},
        {"/SIF/PWR/", SCENE_GOOD, "Parameters 5 of 12"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open(&s, &view_params, row[i].filter, row[i].scene, 20, 80);
        if (line_of(&s, row[i].title) != 0)
            fail_msg("%s:\n%s", row[i].filter, stage_text(&s));
        stage_close(&s);
    }
}

static void
a_filter_that_leaves_nothing_says_how_to_undo_it(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "xyzzy", SCENE_GOOD, 20, 80);
    stage_golden(&s, "console/params/filter-none-24x80.txt");
    view_params.filter(s.view, &s.ui, "bus");
    stage_paint(&s);
    stage_golden(&s, "console/params/filter-24x80.txt");
    stage_close(&s);
}

static void
search_goes_on_from_the_selection_and_wraps(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 20, 80);
    static const struct {
        const char *text;
        int step;
        const char *opened;
    } row[] = {
        {"temp", 0, "param /SIF/PWR/TEMP"},
        {"temp", 0, "param /SIF/PWR/TEMP"},
        {"temp", 1, "param /SIF/THM/RADIATOR_OUTER_PANEL_TEMPERATURE_LEFT"},
        {"temp", 1, "param /SIF/THM/TEMP"},
        {"temp", 1, "param /SIF/PWR/TEMP"},
        {"temp", -1, "param /SIF/THM/TEMP"},
        {"bus_a_i", -1, "param /SIF/PWR/BUS_A_I"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_true(
            view_params.search(s.view, &s.ui, row[i].text, row[i].step));
        stage_act(&s, ACTION_OPEN);
        assert_string_equal(s.opened, row[i].opened);
    }
    assert_false(view_params.search(s.view, &s.ui, "xyzzy", 1));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "param /SIF/PWR/BUS_A_I");
    stage_close(&s);
}

static void
the_selection_stays_on_its_parameter_while_rows_change(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 20, 80);
    assert_true(view_params.search(s.view, &s.ui, "/SIF/THM/TEMP", 0));
    for (int i = 0; i < 8; i++) { /* every order, and back */
        stage_act(&s, ACTION_SORT);
        stage_act(&s, ACTION_OPEN);
        assert_string_equal(s.opened, "param /SIF/THM/TEMP");
    }
    view_params.filter(s.view, &s.ui, "temp");
    stage_act(&s, ACTION_DETAIL);
    assert_string_equal(s.opened, "param /SIF/THM/TEMP");
    stage_close(&s);
}

static void
orders_put_first_what_matters(void **state)
{
    (void)state;
    static const struct {
        int presses;
        enum scene scene;
        const char *title, *first;
    } row[] = {
        {1, SCENE_GOOD, "by PARAMETER", "BOOT_COUNT"},
        {2, SCENE_GOOD, "by VALUE", "PWR/TEMP"},
        {3, SCENE_GOOD, "by AGE", "BOOT_COUNT"},
        {4, SCENE_GOOD, "by RATE", "CCSDS_SEQ"},
        {5, SCENE_GOOD, "by LIMIT", "CCSDS_SEQ"},
        {6, SCENE_INVALID, "by QUALITY", "BUS_A_V"},
        {6, SCENE_EXPIRED, "by QUALITY", "CCSDS_SEQ"},
        {7, SCENE_GOOD, "by PACKET", "BOOT_COUNT"},
        {8, SCENE_GOOD, "Parameters 12", "CCSDS_SEQ"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open(&s, &view_params, "", row[i].scene, 20, 80);
        for (int k = 0; k < row[i].presses; k++)
            stage_act(&s, ACTION_SORT);
        if (line_of(&s, row[i].title) != 0 || line_of(&s, row[i].first) != 2)
            fail_msg("%s:\n%s", row[i].title, stage_text(&s));
        stage_close(&s);
    }
}

static void
raw_values_can_stand_in_the_value_column(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "MODE", SCENE_GOOD, 6, 40);
    assert_non_null(strstr(stage_text(&s), "SCIENCE"));
    stage_act(&s, ACTION_RAW);
    assert_null(strstr(stage_text(&s), "SCIENCE"));
    assert_non_null(strstr(stage_text(&s), "1  raw"));
    stage_close(&s);
}

static void
a_value_on_the_screen_expires_by_time_alone(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "BUS_A_V", SCENE_GOOD, 6, 80);
    stage_time(&s, 30000 + 1900);
    assert_non_null(strstr(stage_text(&s), "28.8100  V"));
    stage_time(&s, 30000 + 1901);
    assert_non_null(strstr(stage_text(&s), "28.8100S V"));
    stage_close(&s);
}

static void
without_a_row_there_is_a_reason(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "xyzzy", SCENE_GOOD, 20, 80);
    assert_string_equal(view_params.why_not(s.view, &s.ui, ACTION_OPEN),
        "no parameter is selected");
    assert_int_equal(view_params.act(s.view, &s.ui, ACTION_OPEN), 0);
    assert_int_equal(view_params.act(s.view, &s.ui, ACTION_FOLLOW), 0);
    stage_close(&s);
}

static void
rows_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_params, "BUS_A_V", SCENE_INVALID, 20, 80);
    view_params.export_json(s.view, &s.ui, &out);
    assert_string_equal(strbuf_get(&out),
        "{\"v\":1,\"name\":\"/SIF/PWR/BUS_A_V\",\"quality\":\"invalid\","
        "\"value\":28.81,\"unit\":\"V\",\"reception\":\"2026-11-20T08:46:42Z\"}"
        "\n");
    strbuf_fini(&out);
    stage_close(&s);
}

static void
a_press_selects_its_row(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 20, 80);
    assert_true(view_params.press(s.view, &s.ui, 3, 10) & UI_REDRAW);
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "param /SIF/PWR/BUS_A_V");
    assert_int_equal(view_params.press(s.view, &s.ui, 0, 0), 0);
    assert_int_equal(view_params.press(s.view, &s.ui, 19, 0), 0);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_params, "", stage_robot_keys(), 1);
}

static void
t_opens_a_trend_and_refuses_texts(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "bus_a_v", SCENE_GOOD, 20, 80);
    stage_act(&s, ACTION_TREND);
    assert_string_equal(s.opened, "trends /SIF/PWR/BUS_A_V");
    stage_close(&s);
    stage_open(&s, &view_params, "last_error", SCENE_GOOD, 20, 80);
    assert_string_equal(view_params.why_not(s.view, &s.ui, ACTION_TREND),
        "texts and bytes are not plotted");
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(a_filter_looks_at_name_unit_packet_and_quality),
        cmocka_unit_test(a_filter_that_leaves_nothing_says_how_to_undo_it),
        cmocka_unit_test(search_goes_on_from_the_selection_and_wraps),
        cmocka_unit_test(
            the_selection_stays_on_its_parameter_while_rows_change),
        cmocka_unit_test(orders_put_first_what_matters),
        cmocka_unit_test(raw_values_can_stand_in_the_value_column),
        cmocka_unit_test(a_value_on_the_screen_expires_by_time_alone),
        cmocka_unit_test(without_a_row_there_is_a_reason),
        cmocka_unit_test(rows_are_exported_as_json_lines),
        cmocka_unit_test(a_press_selects_its_row),
        cmocka_unit_test(t_opens_a_trend_and_refuses_texts),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
