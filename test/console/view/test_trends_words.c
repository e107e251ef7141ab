/*
 * test_trends_words.c - what is typed behind `:trend`.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trends_view.h"

#include "support/check.h"
#include "support/trend_scene.h"

#include "common/attr.h"
#include "console/view/views.h"

static void
words_are_followed_or_answered(void **state)
{
    (void)state;
    static const struct {
        const char *before, *words, *after, *problem;
    } rows[] = {
        {"", "BUS_A_V", TREND_A_V, ""},
        {"", "PWR/TEMP THM/TEMP", TREND_TEMP " /SIF/THM/TEMP", ""},
        {"", "TEMP", "", "several parameters end in 'TEMP': say more"},
        {"BUS_A_V", "+BUS_A_I", TREND_A_V " " TREND_A_I, ""},
        {"BUS_A_V BUS_A_I", "-BUS_A_V", TREND_A_I, ""},
        {"BUS_A_V BUS_A_I", "-" TREND_A_I, TREND_A_V, ""},
        {"BUS_A_V", "-MODE", TREND_A_V, "MODE is not in this trend"},
        {"BUS_A_V", "+BUS_A_V", TREND_A_V, "BUS_A_V is there already"},
        {"BUS_A_V", "MODE", TREND_MODE, ""},
        {"BUS_A_V BUS_A_I MODE PWR/TEMP", "+UPTIME",
            TREND_A_V " " TREND_A_I " " TREND_MODE " " TREND_TEMP,
            "4 parameters are the most in one trend; take one away: -NAME"},
        {"", "LAST_ERROR", "",
            TREND_ERROR " is a text: only numbers and states are plotted"},
        {"", "y=1..2", "", "there is no curve yet"},
        {"MODE", "y=2..1", TREND_MODE,
            "y=2..1 is no range; y=20..65, or y=auto"},
        {"MODE", "y=nan..1", TREND_MODE,
            "y=nan..1 is no range; y=20..65, or y=auto"},
        {"MODE", "y=-inf..1", TREND_MODE,
            "y=-inf..1 is no range; y=20..65, or y=auto"},
        {"MODE", "span=x", TREND_MODE,
            "span=x is no time; span=30s, 10min, 4h"},
        {"", "  BUS_A_V,,MODE  ", TREND_A_V " " TREND_MODE, ""},
        {"", "+", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        struct strbuf problem = {0}, argument = {0};
        stage_open(&s, &view_trends, rows[i].before, SCENE_GOOD, 20, 80);
        (void)trends_words(s.view, &s.ui, rows[i].words, &problem);
        trends_argument(s.view, &argument);
        if (strcmp(strbuf_get(&argument), rows[i].after) != 0 ||
            (rows[i].problem[0] != '\0' &&
                strcmp(strbuf_get(&problem), rows[i].problem) != 0))
            fail_msg("'%s' then '%s': %s; %s", rows[i].before, rows[i].words,
                strbuf_get(&argument), strbuf_get(&problem));
        strbuf_fini(&problem);
        strbuf_fini(&argument);
        stage_close(&s);
    }
}

static void
a_fixed_range_stays_until_it_is_given_back(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf problem = {0};
    trend_scene(&s, &view_trends, TREND_A_V, 500, 20, 80);
    struct trends *t = s.view;
    assert_true(trends_words(t, &s.ui, "y=-10..1e3", &problem));
    stage_paint(&s);
    assert_near(t->pick[0].scale.low, -10, 0);
    assert_near(t->pick[0].scale.high, 1000, 0);
    assert_true(trends_words(t, &s.ui, "y=auto", &problem));
    stage_paint(&s);
    assert_true(t->pick[0].scale.high < 31 && t->pick[0].scale.low > 25);
    strbuf_fini(&problem);
    stage_close(&s);
}

static void
a_span_becomes_the_next_that_holds_it(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        int span_s;
    } rows[] = {{"span=1s", 10}, {"span=10", 10}, {"span=90s", 120},
        {"span=1h", 3600}, {"span=30d", 86400}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stage s;
        struct strbuf problem = {0};
        stage_open(&s, &view_trends, TREND_A_V, SCENE_GOOD, 20, 80);
        assert_true(trends_words(s.view, &s.ui, rows[i].words, &problem));
        assert_int_equal((int)trends_span(s.view), rows[i].span_s);
        strbuf_fini(&problem);
        stage_close(&s);
    }
}

/* Before the first layout nobody knows the names: they are kept. */
static void
a_name_may_become_known_later(void **state)
{
    (void)state;
    static const char *const names[] = {TREND_A_V, "BUS_A_V"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct stage s;
        stage_open(&s, &view_trends, names[i], SCENE_NOTHING, 20, 80);
        assert_non_null(strstr(stage_text(&s), "not known here (yet)"));
        struct clock now;
        model_fini(&s.model);
        stage_scene(&s.model, SCENE_GOOD, &now);
        stage_paint(&s);
        assert_non_null(strstr(stage_text(&s), "BUS_A_V"));
        assert_null(strstr(stage_text(&s), "not known here (yet)"));
        stage_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_followed_or_answered),
        cmocka_unit_test(a_fixed_range_stays_until_it_is_given_back),
        cmocka_unit_test(a_span_becomes_the_next_that_holds_it),
        cmocka_unit_test(a_name_may_become_known_later),
    };
    return check_run(tests);
}
