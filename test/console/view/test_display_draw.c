/*
 * test_display_draw.c - marks of fields, bars and links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "mdb/mdb.h"
#include "support/alarm_scene.h"
#include "support/show.h"

static void
a_bar_shows_where_the_value_lies(void **state)
{
    (void)state;
    static const struct {
        const char *range, *bar;
    } row[] = {
        {"20..40", "[───o─────]"},
        {"28.2..40", "[o────────]"},
        {"20..28.2", "[────────o]"},
        {"29..40", "[<────────]"},
        {"20..28", "[────────>]"},
        {"-1e300..1e300", "[────o────]"},
    };
    struct show s;
    show_open(&s, "X-01", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf b = {0};
        strbuf_addf(&b,
            "display X-01 \"X\"\nscreen\n at {x:bar      }\nend\n"
            "x /SIF/PWR/BUS_A_V bar %s\n",
            row[i].range);
        show_save(&s, "x.dsp", strbuf_get(&b));
        assert_string_equal(strstr(show_line(&s, " at"), "["), row[i].bar);
        strbuf_fini(&b);
    }
    show_close(&s);
}

/* The checker says so about /SIF/PWR/BUS_A_V. */
static void
set_limit(struct show *s, limit_state limit)
{
    struct clock now = {s->stage.ui.now, s->stage.ui.utc};
    const struct mdb *mdb = values_mdb(s->stage.model.values);
    uint64_t item = mdb_find_item(mdb, "BUS_A_V");
    struct msg_summary summary = summary_message();
    summary.mdb_hash = mdb->hash;
    feed_summary(&s->stage.model, now, &summary);
    struct msg msg = {.envelope.type = MSG_LIMIT,
        .u.limit = {.mdb_hash = mdb->hash,
            .container = mdb_find_container(mdb, "PWR_HK"),
            .mode = TM_REALTIME,
            .generation = now.utc,
            .items = {.v = &item, .n = 1},
            .states = {.p = &limit, .len = 1}}};
    feed_message(&s->stage.model, now, "limit/SIF/PWR/PWR_HK", &msg);
    stage_paint(&s->stage);
}

static void
the_limits_that_apply_now_stand_on_bars_and_plots(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 100);
    struct clock now = {s.stage.ui.now, s.stage.ui.utc};
    struct msg_str rows[] = {
        msg_str("/SIF/PWR/BUS_A_V: watch 27 29.5 distress 26.5 30"),
        msg_str("/SIF/PWR/TEMP: warning -inf -13")};
    struct msg_reply reply = {.text = msg_str("ranges"), .rows = {rows, 2}};
    set_limit(&s, LIMIT_NORMAL); /* somebody checks */
    assert_string_equal(s.stage.inquired, "limits ranges /SIF/PWR/BUS_A_V");
    assert_true(bounds_answer(
        &s.stage.model.bounds, values_mdb(s.stage.model.values), &reply, now));
    stage_act(&s.stage, ACTION_TOP);
    (void)show_line(&s, " BUS A     28.20  V   [····|────o────|··]");
    (void)show_line(&s, "normal  within 27..29.5  /SIF");
    stage_golden(&s.stage, "console/display/limits-20x100.txt");
    stage_time(&s.stage, 60000); /* nobody answers any more */
    assert_null(strstr(stage_text(&s.stage), "within"));
    (void)show_line(&s, "  expired  age 30 s  /SIF/PWR/PWR_HK"); /* once */
    show_close(&s);
}

static void
the_range_of_a_plot_stands_still_while_time_passes(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    for (int64_t ms = 30000; ms <= 45000; ms += 1000) {
        stage_time(&s.stage, ms); /* the oldest samples leave the plot */
        (void)show_line(&s, "┌TEMP 30 s────────── -12.0");
        (void)show_line(&s, "└─────────────────── -15.0");
    }
    show_close(&s);
}

static void
marks_stand_in_the_cells_of_the_braces(void **state)
{
    (void)state;
    static const struct {
        limit_state limit;
        const char *value, *sum;
    } row[] = {
        {LIMIT_NORMAL, "BUS A     28.20  V", "POWER      57.4  W"},
        {STATE(DISTRESS, HIGH), "BUS A  ▲  28.20  V", "POWER  ◆   57.4  W"},
        {STATE(CRITICAL, LOW), "BUS A  ▼  28.20  V", "POWER  ◆   57.4  W"},
        {STATE(WATCH, HIGH), "BUS A  △  28.20  V", "POWER  ◇   57.4  W"},
        {STATE(WARNING, LOW), "BUS A  ▽  28.20  V", "POWER  ◇   57.4  W"},
        {LIMIT_DISABLED, "BUS A  D  28.20  V", "POWER  D   57.4  W"},
    };
    struct show s;
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        set_limit(&s, row[i].limit);
        (void)show_line(&s, row[i].value);
        (void)show_line(&s, row[i].sum);
    }
    show_close(&s);
}

static void
a_link_has_the_worst_mark_of_its_page(void **state)
{
    (void)state;
    struct show s;
    show_open(&s, "FAC-02", SCENE_GOOD, 20, 80);
    (void)show_line(&s, " ◇>FAC-01"); /* a heater that should be off */
    set_limit(&s, STATE(SEVERE, HIGH));
    (void)show_line(&s, " ▲>FAC-01");
    show_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_shows_where_the_value_lies),
        cmocka_unit_test(the_limits_that_apply_now_stand_on_bars_and_plots),
        cmocka_unit_test(the_range_of_a_plot_stands_still_while_time_passes),
        cmocka_unit_test(marks_stand_in_the_cells_of_the_braces),
        cmocka_unit_test(a_link_has_the_worst_mark_of_its_page),
    };
    return check_run(tests);
}
