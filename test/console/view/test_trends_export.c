/*
 * test_trends_export.c - the visible span as JSON lines and CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/trends_view.h"

#include "support/check.h"
#include "support/trend_scene.h"

#include "console/view/views.h"

static size_t
lines(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static void
csv_has_titles_and_a_line_a_sample(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    trend_scene(&s, &view_trends, TREND_TEMP, 300, 20, 80);
    stage_act(&s, ACTION_ZOOM_IN);
    stage_act(&s, ACTION_ZOOM_IN);
    stage_act(&s, ACTION_ZOOM_IN); /* a minute */
    view_trends.export_csv(s.view, &s.ui, &out);
    assert_true(str_prefix(strbuf_get(&out),
        "name,unit,time,until,samples,first,min,mean,max,last,after_gap,"
        "has_invalid\n\"/SIF/PWR/TEMP\",\"degC\",2026-11-20T08:50:1"));
    assert_non_null(strstr(strbuf_get(&out),
        "2026-11-20T08:51:12Z,2026-11-20T08:51:12Z,1,6.0,6.0,6.0,6.0,6.0,0,"
        "0\n"));
    assert_in_range(lines(strbuf_get(&out)), 60, 62);
    strbuf_fini(&out);
    stage_close(&s);
}

static void
json_tells_gaps_and_invalid_samples(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    trend_scene(&s, &view_trends, TREND_A_V, 1000, 20, 80);
    view_trends.export_json(s.view, &s.ui, &out);
    assert_non_null(strstr(strbuf_get(&out),
        "{\"v\":1,\"name\":\"/SIF/PWR/BUS_A_V\",\"unit\":\"V\",\"time\":"
        "\"2026-11-20T09:01:12Z\",\"until\":\"2026-11-20T09:01:12Z\","
        "\"samples\":0,\"after_gap\":false,\"has_invalid\":true}\n"));
    assert_non_null(strstr(strbuf_get(&out), "\"after_gap\":true"));
    strbuf_fini(&out);
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_has_titles_and_a_line_a_sample),
        cmocka_unit_test(json_tells_gaps_and_invalid_samples),
    };
    return check_run(tests);
}
