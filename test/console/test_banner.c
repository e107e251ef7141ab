/*
 * test_banner.c - row 2: which news wins, and what finds a place beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/banner.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/alarm_scene.h"
#include "support/desk_rig.h"

struct rig {
    struct model model;
    struct frame f;
    struct strbuf text;
};

static void
start(struct rig *r, enum scene scene, enum alarm_scene alarms)
{
    *r = (struct rig){0};
    stage_scene(&r->model, scene, &r->f.now);
    alarm_scene(&r->model, alarms, r->f.now);
    r->f.model = &r->model;
    r->f.theme = theme_built_in();
    r->f.classes = view_classes;
    r->f.instance = "sim";
}

static void
stop(struct rig *r)
{
    model_fini(&r->model);
    strbuf_fini(&r->text);
}

static const char *
row(struct rig *r, int cols, bool is_ascii)
{
    struct canvas c;
    canvas_init(&c, 1, cols, is_ascii);
    struct area all = area_all(&c);
    banner_paint(&r->f, &all);
    strbuf_reset(&r->text);
    canvas_text(&c, &r->text);
    canvas_fini(&c);
    return strbuf_get(&r->text);
}

static void
the_worst_news_wins(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        enum alarm_scene alarms;
        const char *left, *right;
    } cases[] = {
        {SCENE_GOOD, ALARMS_NONE, " link spare waits", "no alarms"},
        {SCENE_GOOD, ALARMS_ONE, "!ALARM 08:46:32 PWR/TEMP -1.20000 > 60",
            "unack 1"},
        {SCENE_GOOD, ALARMS_MIXED, "!ALARM 08:46:39 MODE SCIENCE severe",
            "unack 4  active 4  shelved 1"},
        {SCENE_GOOD, ALARMS_SHELVED, " link spare waits", "shelved 1"},
        {SCENE_NO_HUB, ALARMS_ONE, "\u25b2no hub", "unack 1"},
        {SCENE_NO_FRONTEND, ALARMS_ONE,
            "\u25b2"
            "frontend",
            "unack 1"},
        {SCENE_EXPIRED, ALARMS_ONE, "!ALARM", "unack 1"},
        {SCENE_GOOD, ALARMS_SILENT,
            "\u25b2limits: no sign of life for 12 s - values are not checked",
            ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct rig r;
        start(&r, cases[i].scene, cases[i].alarms);
        const char *text = row(&r, 80, false);
        if (!str_prefix(text, cases[i].left) || !strstr(text, cases[i].right))
            fail_msg("%zu: %s", i, text);
        stop(&r);
    }
}

static void
the_loser_finds_a_place_where_there_is_room(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_EXPIRED, ALARMS_ONE);
    const char *text = row(&r, 200, false);
    assert_non_null(strstr(text, "!ALARM"));
    assert_non_null(strstr(text, "expired"));
    assert_non_null(strstr(text, "Heater stuck on?"));
    assert_non_null(strstr(text, "rate 3/10 min (target 1)"));
    stop(&r);
}

static void
every_level_and_side_has_a_mark_of_its_own_in_ascii(void **state)
{
    (void)state;
    static const struct {
        limit_state level;
        const char *want;
    } cases[] = {
        {STATE(WATCH, HIGH), "hCAUTION"},
        {STATE(WARNING, LOW), "lCAUTION"},
        {STATE(WARNING, NO_SIDE), "aCAUTION"},
        {STATE(DISTRESS, HIGH), "HALARM"},
        {STATE(CRITICAL, LOW), "LALARM"},
        {STATE(SEVERE, NO_SIDE), "AALARM"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct rig r;
        start(&r, SCENE_GOOD, ALARMS_NONE);
        struct msg_alarm m = alarm_message(r.f.now);
        m.level = m.worst = cases[i].level;
        feed_alarm(&r.model, r.f.now, &m);
        assert_true(str_prefix(row(&r, 80, true), "!")); /* marker is on */
        r.f.now.utc = utc_add_ns(r.f.now.utc, NS_PER_S / 2);
        if (!str_prefix(row(&r, 80, true), cases[i].want))
            fail_msg("%s", row(&r, 80, true));
        stop(&r);
    }
}

static void
one_that_returned_says_so(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_NONE);
    struct msg_alarm m = alarm_message(r.f.now);
    m.state = ALARM_LIFE_RTN_UNACK;
    m.level = LIMIT_NORMAL;
    feed_alarm(&r.model, r.f.now, &m);
    assert_non_null(strstr(row(&r, 80, false), "returned from 61.2"));
    stop(&r);
}

static void
deaf_limits_are_told(void **state)
{
    (void)state;
    struct rig r;
    start(&r, SCENE_GOOD, ALARMS_NONE);
    struct msg_summary s = summary_message();
    s.journal_ok = false;
    s.journal_text = msg_str("No space left on device");
    feed_summary(&r.model, r.f.now, &s);
    assert_non_null(strstr(row(&r, 80, false), "cannot be acknowledged"));
    stop(&r);
}

static void
every_width_is_survived(void **state)
{
    (void)state;
    for (int s = 0; s < SCENE_COUNT; s++)
        for (int a = 0; a < ALARMS_SCENE_COUNT; a++) {
            struct rig r;
            start(&r, (enum scene)s, (enum alarm_scene)a);
            for (int cols = 1; cols < 210; cols++)
                row(&r, cols, false);
            stop(&r);
        }
}

static void
the_whole_screen_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    for (int scene = 0; scene < ALARMS_SCENE_COUNT; scene++)
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
            struct desk_rig r;
            bool is_odd = scene == ALARMS_MIXED && i == 2;
            desk_rig_open(&r, SCENE_GOOD, is_odd);
            alarm_scene(&r.model, (enum alarm_scene)scene, r.now);
            desk_rig_resize(&r, sizes[i][0], sizes[i][1]);
            r.is_ascii = scene == ALARMS_MIXED && i == 0;
            if (i == 0)
                desk_rig_keys(&r, "2");
            char *name = xasprintf("console/banner/%s-%dx%d%s%s.txt",
                alarm_scene_str((enum alarm_scene)scene), sizes[i][0],
                sizes[i][1], r.is_ascii ? "-ascii" : "",
                is_odd ? "-readonly" : "");
            desk_rig_golden(&r, name);
            assert_true(desk_rig_is_clean(&r));
            free(name);
            desk_rig_close(&r);
        }
}

static void
two_consoles_hear_the_same_and_the_second_is_told_why(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    alarm_scene(&r.model, ALARMS_ONE, r.now);
    desk_rig_keys(&r, "2");
    desk_rig_text(&r);
    desk_rig_keys(&r, "a");
    assert_string_equal(r.asked, "limits acknowledge 7 /SIF/PWR/TEMP");
    struct msg_reply reply = {.status = ERR_AGAIN,
        .text = msg_str("/SIF/PWR/TEMP: the alarm moved on; look at it again")};
    desk_rig_resize(&r, 12, 40);
    desk_reply(r.desk, &reply);
    assert_non_null(
        strstr(desk_rig_text(&r), "TEMP: alarm moved on, look again"));
    desk_rig_close(&r);
}

static void
a_read_only_console_refuses_and_still_rings(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, true);
    alarm_scene(&r.model, ALARMS_ONE, r.now);
    desk_rig_text(&r);
    assert_int_equal(r.bells, 1);
    desk_rig_keys(&r, "2 a");
    assert_non_null(strstr(desk_rig_text(&r), "a: read-only: ask an operator"));
    assert_int_equal(r.asks, 0);
    desk_rig_keys(&r, "s");
    assert_non_null(strstr(desk_rig_text(&r), "bell silenced"));
    desk_rig_close(&r);
}

static void
pasted_text_confirms_nothing_and_type_ahead_is_dropped(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    alarm_scene(&r.model, ALARMS_MIXED, r.now);
    desk_rig_keys(&r, "2");
    desk_rig_text(&r);
    desk_rig_keys(&r, "A");
    assert_int_equal(r.drops, 1);
    desk_rig_paste(&r, "y");
    assert_int_equal(r.asks, 0);
    desk_rig_keys(&r, "A Enter");
    assert_int_equal(r.asks, 0);
    desk_rig_keys(&r, "A y");
    assert_int_equal(r.asks, 1); /* of all four alarms */
    desk_rig_keys(&r, "S 1h Enter");
    desk_rig_paste(&r, "known bad\n");
    assert_int_equal(r.asks, 1); /* the line is not ended by a paste */
    desk_rig_keys(&r, "Enter");
    assert_int_equal(r.asks, 2);
    assert_non_null(strstr(r.asked, "limits shelve 9 /SIF/PWR/MODE 3600s"));
    desk_rig_keys(&r, "S 1h Esc");
    assert_int_equal(r.asks, 2);
    desk_rig_close(&r);
}

static void
many_answers_are_told_in_numbers(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    alarm_scene(&r.model, ALARMS_MIXED, r.now);
    desk_rig_keys(&r, "2");
    desk_rig_text(&r);
    desk_rig_keys(&r, "A y A y A y A y");
    struct msg_reply good = {.text = msg_str("acknowledged")};
    struct msg_reply bad = {
        .status = ERR_AGAIN, .text = msg_str("MODE moved on")};
    desk_reply(r.desk, &good);
    desk_reply(r.desk, &bad);
    desk_reply(r.desk, &good);
    desk_reply(r.desk, &good);
    assert_non_null(
        strstr(desk_rig_text(&r), "3 of 4 done; 1 refused: MODE moved on"));
    desk_rig_close(&r);
}

static void
one_answer_names_those_that_moved_on(void **state)
{
    (void)state;
    static const struct {
        const char *row[5];
        size_t n;
        const char *told;
    } row[] = {
        {{"/SIF/PWR/MODE: the alarm moved on; look at it again"}, 1,
            "3 of 4 done, 1 refused: MODE: alarm moved on, look again"},
        {{"/A/B: the alarm is gone; look again", "/C: x", "/D: x", "/E: x",
             "/F: x"},
            5, "refused: B, C, D and 2 more: alarm is gone, look again"},
        {{"what is no row of an alarm"}, 1, "3 of 4 done, 1 refused"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct desk_rig r;
        struct msg_str v[5];
        desk_rig_open(&r, SCENE_GOOD, false);
        alarm_scene(&r.model, ALARMS_MIXED, r.now);
        desk_rig_keys(&r, "2");
        desk_rig_text(&r);
        desk_rig_keys(&r, "A y");
        for (size_t k = 0; k < row[i].n; k++)
            v[k] = msg_str(row[i].row[k]);
        struct msg_reply reply = {.status = ERR_AGAIN,
            .text = msg_str("3 of 4 done, 1 refused"),
            .rows = {v, row[i].n}};
        desk_reply(r.desk, &reply);
        assert_non_null(strstr(desk_rig_text(&r), row[i].told));
        desk_rig_close(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_news_wins),
        cmocka_unit_test(the_loser_finds_a_place_where_there_is_room),
        cmocka_unit_test(every_level_and_side_has_a_mark_of_its_own_in_ascii),
        cmocka_unit_test(one_that_returned_says_so),
        cmocka_unit_test(deaf_limits_are_told),
        cmocka_unit_test(every_width_is_survived),
        cmocka_unit_test(the_whole_screen_is_drawn_as_reviewed),
        cmocka_unit_test(two_consoles_hear_the_same_and_the_second_is_told_why),
        cmocka_unit_test(a_read_only_console_refuses_and_still_rings),
        cmocka_unit_test(
            pasted_text_confirms_nothing_and_type_ahead_is_dropped),
        cmocka_unit_test(many_answers_are_told_in_numbers),
        cmocka_unit_test(one_answer_names_those_that_moved_on),
    };
    return check_run(tests);
}
