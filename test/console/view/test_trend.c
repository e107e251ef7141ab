/*
 * test_trend.c - the kept history as a plot, with its limits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trend.h"

#include "support/check.h"
#include "support/stage.h"

#include "console/view/views.h"

static void
the_span_fits_what_is_kept(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 10, 60);
    const struct values *v = s.model.values;
    assert_int_equal(trend_spans[trend_fit(v, values_get(v, 2), 4)], 60);
    stage_close(&s);
    stage_open(&s, &view_params, "", SCENE_MISSING, 10, 60);
    v = s.model.values;
    assert_int_equal(trend_fit(v, values_get(v, 2), 4), 4);
    stage_close(&s);
}

static void
texts_have_no_trend(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_params, "", SCENE_GOOD, 10, 60);
    assert_true(trend_has(values_get(s.model.values, 2)));
    assert_false(trend_has(values_get(s.model.values, 9)));
    stage_close(&s);
}

static void
labels_of_a_state_stand_at_its_axis(void **state)
{
    (void)state;
    struct stage s;
    struct canvas c;
    struct strbuf text = {0};
    stage_open(&s, &view_params, "", SCENE_GOOD, 10, 60);
    canvas_init(&c, 10, 60, true);
    struct area all = area_all(&c);
    trend_paint(&s.ui, values_get(s.model.values, 4), 60, &all);
    canvas_text(&c, &text);
    assert_non_null(strstr(strbuf_get(&text), "SCIENCE+"));
    strbuf_fini(&text);
    canvas_fini(&c);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_span_fits_what_is_kept),
        cmocka_unit_test(texts_have_no_trend),
        cmocka_unit_test(labels_of_a_state_stand_at_its_axis),
    };
    return check_run(tests);
}
