/*
 * test_frame.c - instance, clocks, health and tabs: the lines always in sight.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/banner.h"

#include "support/alarm_scene.h"
#include "support/check.h"
#include "support/stage.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/layout.h"
#include "console/view/views.h"

struct rig {
    struct model model;
    struct frame f;
    struct canvas c;
    struct strbuf text;
};

static void
start(struct rig *r, enum scene scene)
{
    *r = (struct rig){0};
    stage_scene(&r->model, scene, &r->f.now);
    r->f.model = &r->model;
    r->f.theme = theme_built_in();
    r->f.classes = view_classes;
    r->f.active = view_classes[0];
    r->f.instance = "sim";
}

static void
stop(struct rig *r)
{
    model_fini(&r->model);
    strbuf_fini(&r->text);
}

typedef void (*row_fn)(const struct frame *f, const struct area *row);

/* The row with its roles. */
static const char *
row(struct rig *r, row_fn fn, int cols)
{
    struct canvas c;
    canvas_init(&c, 1, cols, false);
    struct area all = area_all(&c);
    fn(&r->f, &all);
    strbuf_reset(&r->text);
    canvas_dump(&c, &r->text);
    canvas_fini(&c);
    return strbuf_get(&r->text);
}

static void
the_kind_of_instance_is_said_in_words_and_in_a_role(void **state)
{
    (void)state;
    static const struct {
        enum instance_kind kind;
        const char *word, *role, *clock;
    } cases[] = {
        {INSTANCE_FLIGHT, " FLIGHT ", "instance.flight", "  GMT 324/"},
        {INSTANCE_SIM, " SIM ", "instance.sim", "SIM GMT 324/"},
        {INSTANCE_REPLAY, " REPLAY ", "instance.replay", "REPLAY GMT 324/"},
        {INSTANCE_UNKNOWN, " UNKNOWN ", "instance.none", "  GMT 324/"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct rig r;
        start(&r, SCENE_GOOD);
        r.model.instance.kind = cases[i].kind;
        const char *text = row(&r, frame_band, 80);
        assert_true(str_prefix(text, cases[i].word));
        assert_non_null(strstr(text, cases[i].role));
        assert_non_null(strstr(text, cases[i].clock));
        stop(&r);
    }
}

static void
another_name_than_the_kind_is_shown(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    strcpy(r.model.instance.name, "sim-b");
    assert_true(str_prefix(row(&r, frame_band, 80), " SIM sim-b  "));
    stop(&r);
}

static void
elapsed_time_counts_down_to_its_epoch_too(void **state)
{
    (void)state;
    static const struct {
        int64_t since_s;
        const char *want;
    } cases[] = {
        {0, "MET 000/00:00:00"},
        {86399, "MET 000/23:59:59"},
        {86400 * 12 + 3 * 3600 + 14 * 60 + 7, "MET 012/03:14:07"},
        {-3661, "MET -000/01:01:01"},
    };
    struct rig r;
    start(&r, SCENE_GOOD);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        r.model.instance.met_epoch =
            utc_add_ns(r.f.now.utc, -cases[i].since_s * NS_PER_S);
        assert_non_null(strstr(row(&r, frame_band, 80), cases[i].want));
    }
    r.model.instance.met_epoch = UTC_NONE;
    assert_null(strstr(row(&r, frame_band, 80), "MET"));
    stop(&r);
}

static void
the_last_minute_before_loss_of_signal_stands_out(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    const char *text = row(&r, frame_band, 80);
    assert_non_null(strstr(text, "AOS  LOS in 00:07:11"));
    assert_null(strstr(text, "clock.countdown"));
    r.f.now.utc = utc_add_ns(r.f.now.utc, 6 * 60 * NS_PER_S + 30 * NS_PER_S);
    text = row(&r, frame_band, 80);
    assert_non_null(strstr(text, "LOS in 00:00:41"));
    assert_non_null(strstr(text, "clock.countdown"));
    stop(&r);
}

static void
the_worst_news_comes_first_and_is_marked(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_NO_HUB);
    const char *text = row(&r, banner_paint, 80);
    assert_true(str_prefix(text, "\u25b2")); /* ▲ */
    assert_non_null(strstr(text, "health.bad"));
    stop(&r);
    start(&r, SCENE_GOOD);
    text = row(&r, banner_paint, 80);
    assert_true(str_prefix(text, " "));
    assert_non_null(strstr(text, "limits not running"));
    stop(&r);
}

static void
read_only_leaves_the_countdown_whole_at_80_columns(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    r.f.is_readonly = true;
    const char *all = row(&r, frame_band, 80);
    assert_non_null(strstr(all, " LOS in 00:07:11"));
    assert_non_null(strstr(all, "11   READ-ONLY"));
    /* what has no room is left away, never cut */
    for (int cols = 42; cols < 100; cols++) {
        const char *text = row(&r, frame_band, cols);
        const char *left = strstr(text, " in ");
        assert_true(left == NULL || strspn(left + 4, "0123456789:") == 8);
    }
    stop(&r);
}

static void
tabs_are_found_where_they_are_drawn(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    const char *text = row(&r, frame_tabs, 80);
    for (int i = 0; view_classes[i] != NULL; i++) {
        if (view_classes[i]->tab == NULL)
            continue;
        const char *at = strstr(text, view_classes[i]->tab);
        assert_non_null(at);
        assert_ptr_equal(
            frame_tab_at(&r.f, 80, (int)(at - text)), view_classes[i]);
    }
    assert_null(frame_tab_at(&r.f, 80, 0));
    assert_null(frame_tab_at(&r.f, 80, 79));
    stop(&r);
}

static void
the_tab_that_calls_is_in_sight_at_every_width(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    alarm_scene(&r.model, ALARMS_ONE, r.f.now);
    for (int cols = LAYOUT_MIN_COLS; cols <= 120; cols++) {
        char *text = xstrndup(row(&r, frame_tabs, cols), (size_t)cols);
        const char *at = text;
        for (int i = 0; view_classes[i] != NULL; i++) {
            if (view_classes[i]->tab == NULL)
                continue;
            char number[16];
            (void)snprintf(
                number, sizeof number, " %d", view_classes[i]->number);
            at = strstr(at, number);
            if (at == NULL)
                fail_msg("%d columns, %s: %s", cols, number, text);
            assert_ptr_equal(frame_tab_at(&r.f, cols, (int)(at - text) + 1),
                view_classes[i]);
            if (view_classes[i] == &view_alarms && at[strcspn(at, "!")] != '!')
                fail_msg("%d columns: %s", cols, text);
        }
        if (cols >= 80)
            assert_non_null(strstr(text, "2ALARM!"));
        free(text);
    }
    stop(&r);
}

static void
state_of_the_screen_is_said_at_the_right(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD);
    assert_non_null(strstr(row(&r, frame_tabs, 80), "data 0.0 s"));
    assert_null(strstr(row(&r, frame_tabs, 80), "health!"));
    r.f.frozen_left_ns = 41 * NS_PER_S + 1;
    assert_non_null(strstr(row(&r, frame_tabs, 80), "FROZEN 42 s"));
    r.f.frozen_left_ns = 0;
    r.f.late_ns = 3200 * NS_PER_MS;
    assert_non_null(strstr(row(&r, frame_tabs, 80), "display 3.2 s late"));
    stop(&r);
    start(&r, SCENE_NOTHING);
    assert_non_null(strstr(row(&r, frame_tabs, 80), "no data yet"));
    stop(&r);
    start(&r, SCENE_NO_FRONTEND);
    r.f.mouse_is_on = true;
    const char *text = row(&r, frame_tabs, 100);
    assert_non_null(strstr(text, "mouse  health!  data "));
    stop(&r);
}

static bool
half_enabled(void *arg, enum action action)
{
    (void)arg;
    return action % 2 == 0;
}

static void
keys_that_do_not_work_are_dimmed_not_removed(void **state)
{
    (void)state;
    struct rig r;
    struct keymap *map = keymap_new();
    struct strbuf text = {0};
    struct canvas c;
    start(&r, SCENE_GOOD);
    canvas_init(&c, 1, 80, false);
    struct area all = area_all(&c);
    r.f.is_readonly = true;
    frame_bar(&r.f, &all, map, half_enabled, NULL);
    canvas_dump(&c, &text);
    assert_non_null(strstr(strbuf_get(&text), " ?Help /Find &Filter :Cmd "));
    assert_non_null(strstr(strbuf_get(&text), "READ-ONLY"));
    assert_non_null(strstr(strbuf_get(&text), "bar.disabled"));
    assert_non_null(strstr(strbuf_get(&text), "bar.key"));
    strbuf_fini(&text);
    canvas_fini(&c);
    keymap_free(&map);
    stop(&r);
}

static void
every_row_survives_every_width(void **state)
{
    (void)state;
    static const row_fn rows[] = {frame_band, banner_paint, frame_tabs};
    for (int s = 0; s < SCENE_COUNT; s++) {
        struct rig r;
        start(&r, (enum scene)s);
        r.f.is_readonly = true;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
            for (int cols = 1; cols < 210; cols++)
                row(&r, rows[i], cols);
        stop(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_instance_is_said_in_words_and_in_a_role),
        cmocka_unit_test(another_name_than_the_kind_is_shown),
        cmocka_unit_test(elapsed_time_counts_down_to_its_epoch_too),
        cmocka_unit_test(the_last_minute_before_loss_of_signal_stands_out),
        cmocka_unit_test(the_worst_news_comes_first_and_is_marked),
        cmocka_unit_test(read_only_leaves_the_countdown_whole_at_80_columns),
        cmocka_unit_test(tabs_are_found_where_they_are_drawn),
        cmocka_unit_test(the_tab_that_calls_is_in_sight_at_every_width),
        cmocka_unit_test(state_of_the_screen_is_said_at_the_right),
        cmocka_unit_test(keys_that_do_not_work_are_dimmed_not_removed),
        cmocka_unit_test(every_row_survives_every_width),
    };
    return check_run(tests);
}
