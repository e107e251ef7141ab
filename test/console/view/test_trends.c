/*
 * test_trends.c - several parameters over time: keys, window, axes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/trend_scene.h"

#include <string.h>

#include "common/attr.h"
#include "console/view/views.h"

#define FOUR TREND_A_V " " TREND_A_I " " TREND_MODE " " TREND_TEMP

static bool
shows(struct stage *s, const char *text)
{
    return strstr(stage_text(s), text) != NULL;
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens(&view_trends, TREND_A_V " " TREND_MODE);
}

static void
all_styles_are_drawn_as_reviewed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum graph graph;
        bool is_ascii;
    } rows[] = {{"block", GRAPH_BLOCK, false},
        {"braille", GRAPH_BRAILLE, false}, {"ascii", GRAPH_BLOCK, true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        char name[64];
        trend_scene(&s, &view_trends, FOUR, 1500, 20, 80);
        s.ui.graph = rows[i].graph;
        s.ui.is_ascii = s.canvas.is_ascii = rows[i].is_ascii;
        stage_act(&s, ACTION_ZOOM_OUT);
        (void)snprintf(name, sizeof name, "console/trends/four-%s-20x80.txt",
            rows[i].name);
        stage_golden(&s, name);
        stage_act(&s, ACTION_CURSOR);
        stage_act(&s, ACTION_MARK);
        stage_act(&s, ACTION_PAGE_UP);
        (void)snprintf(name, sizeof name, "console/trends/cursor-%s-20x80.txt",
            rows[i].name);
        stage_golden(&s, name);
        stage_close(&s);
    }
}

static void
an_empty_trend_says_how_to_begin(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_trends, "", SCENE_GOOD, 20, 80);
    assert_true(shows(&s, "No parameter is in this trend."));
    assert_true(shows(&s, ":trend"));
    assert_non_null(view_trends.why_not(s.view, &s.ui, ACTION_CURSOR));
    stage_close(&s);
}

static void
panning_back_is_said_and_now_is_a_key(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, TREND_A_V, 1500, 20, 80);
    assert_true(shows(&s, "live"));
    stage_act(&s, ACTION_LEFT); /* an eighth of ten minutes */
    assert_true(shows(&s, "75 s back; 0 = now"));
    stage_act(&s, ACTION_PAGE_UP);
    assert_true(shows(&s, "11 min back; 0 = now"));
    for (int64_t second = 1501; second <= 1560; second++)
        trend_scene_second(&s, second);
    stage_time(&s, 1560000);
    assert_true(shows(&s, "12 min back")); /* the picture stands still */
    stage_act(&s, ACTION_NOW);
    assert_true(shows(&s, "live"));
    for (int i = 0; i < 40; i++)
        stage_act(&s, ACTION_PAGE_UP);
    assert_true(shows(&s, "back")); /* and never to before the first sample */
    assert_false(shows(&s, "no samples in this span"));
    stage_close(&s);
}

static void
the_cursor_reads_values(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, TREND_TEMP, 1500, 20, 80);
    assert_non_null(view_trends.why_not(s.view, &s.ui, ACTION_MARK));
    stage_act(&s, ACTION_CURSOR);
    assert_true(shows(&s, "cursor 324/09:06:1")); /* amid ten minutes */
    assert_true(shows(&s, "5 min ago"));
    assert_true(shows(&s, "TEMP          24.0"));
    assert_null(view_trends.why_not(s.view, &s.ui, ACTION_MARK));
    stage_act(&s, ACTION_MARK);
    for (int i = 0; i < 7; i++)
        stage_act(&s, ACTION_HALF_DOWN);
    assert_true(shows(&s, "after the mark"));
    assert_true(shows(&s, "since mark +"));
    stage_act(&s, ACTION_PAGE_DOWN);
    assert_true(shows(&s, "live")); /* not beyond now */
    stage_act(&s, ACTION_CURSOR);
    assert_false(shows(&s, "cursor"));
    stage_close(&s);
}

/* In the gap and among the invalid samples there is no value to read. */
static void
the_cursor_invents_nothing(void **state)
{
    (void)state;
    static const struct {
        int64_t end_s;
        const char *text;
    } rows[] = {{920, "-----"}, {1210, "-----"}, {1000, "V"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        trend_scene(&s, &view_trends, TREND_A_V, rows[i].end_s, 20, 80);
        stage_act(&s, ACTION_CURSOR);
        if (!shows(&s, rows[i].text))
            fail_msg("at %d:\n%s", (int)rows[i].end_s, stage_text(&s));
        if (i == 2)
            assert_false(shows(&s, "-----"));
        stage_close(&s);
    }
}

static void
zoom_keeps_what_is_under_the_cursor(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, TREND_TEMP, 1500, 20, 80);
    stage_act(&s, ACTION_CURSOR);
    assert_true(shows(&s, "Trend 10 min"));
    for (int i = 0; i < 3; i++)
        stage_act(&s, ACTION_ZOOM_IN);
    assert_true(shows(&s, "Trend 60 s"));
    assert_true(shows(&s, "cursor 324/09:06:1"));
    for (int i = 0; i < 20; i++)
        stage_act(&s, ACTION_ZOOM_OUT);
    assert_true(shows(&s, "Trend 24 h"));
    stage_close(&s);
}

/* The axis on the left is that of the selected curve. */
static void
the_selected_curve_has_the_left_axis(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, FOUR, 1500, 20, 80);
    assert_true(shows(&s, "    V│"));
    stage_act(&s, ACTION_DOWN);
    assert_true(shows(&s, "    A│"));
    stage_act(&s, ACTION_DOWN);
    assert_true(shows(&s, "SCIENCE┤"));
    stage_act(&s, ACTION_UP);
    stage_act(&s, ACTION_UP);
    stage_act(&s, ACTION_UP);
    assert_true(shows(&s, "degC│"));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "param " TREND_TEMP);
    stage_close(&s);
}

/* New samples within what is shown must not move the axis. */
static void
the_axis_stands_still(void **state)
{
    (void)state;
    struct stage s;
    char before[64] = "", now[64];
    int changes = 0;
    trend_scene(&s, &view_trends, TREND_A_I, 1500, 20, 80);
    for (int64_t second = 1501; second <= 1800; second++) {
        trend_scene_second(&s, second);
        stage_time(&s, second * 1000);
        const char *text = strchr(stage_text(&s), '\n') + 1;
        text = strchr(text, '\n') + 1;
        (void)snprintf(now, sizeof now, "%.8s", text);
        changes += strcmp(now, before) != 0;
        (void)str_copy(before, sizeof before, now);
    }
    assert_in_range(changes, 1, 3);
    stage_close(&s);
}

static void
silence_is_a_gap_up_to_now(void **state)
{
    (void)state;
    struct stage s;
    trend_scene(&s, &view_trends, TREND_A_V, 1500, 20, 80);
    stage_time(&s, 1620000);
    int shaded = 0;
    for (int col = 0; col < 80; col++)
        shaded += canvas_at(&s.canvas, 10, col)->role == ROLE_PLOT_GAP;
    assert_in_range(shaded, 13, 17); /* 2 of 10 min in 75 columns */
    stage_close(&s);
}

static void
words_with_a_sign_change_what_is_there(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf argument = {0};
    trend_scene(&s, &view_trends, TREND_A_V, 1500, 20, 80);
    assert_true(
        view_trends.take(s.view, &s.ui, "+" TREND_A_I " y=0..10", &argument));
    assert_string_equal(strbuf_get(&argument), TREND_A_V " " TREND_A_I);
    stage_paint(&s);
    assert_true(shows(&s, "10┤"));
    strbuf_reset(&argument);
    assert_false(view_trends.take(s.view, &s.ui, TREND_MODE, &argument));
    assert_true(view_trends.take(s.view, &s.ui, "", &argument));
    strbuf_fini(&argument);
    stage_close(&s);
}

static void
names_are_completed_with_their_sign(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_trends, "", SCENE_GOOD, 20, 80);
    assert_true(view_trends.complete(&s.ui, "+bus_a_v", 0, &out));
    assert_true(str_prefix(strbuf_get(&out), "+" TREND_A_V "\t")); /* unit */
    assert_false(view_trends.complete(&s.ui, "+bus_a_v", 1, &out));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_trends, FOUR, stage_robot_keys(), 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(all_styles_are_drawn_as_reviewed),
        cmocka_unit_test(an_empty_trend_says_how_to_begin),
        cmocka_unit_test(panning_back_is_said_and_now_is_a_key),
        cmocka_unit_test(the_cursor_reads_values),
        cmocka_unit_test(the_cursor_invents_nothing),
        cmocka_unit_test(zoom_keeps_what_is_under_the_cursor),
        cmocka_unit_test(the_selected_curve_has_the_left_axis),
        cmocka_unit_test(the_axis_stands_still),
        cmocka_unit_test(silence_is_a_gap_up_to_now),
        cmocka_unit_test(words_with_a_sign_change_what_is_there),
        cmocka_unit_test(names_are_completed_with_their_sign),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
