/*
 * test_display_line.c - the selected field in words, all fields as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/show.h"

static void
the_line_tells_all_about_the_field(void **state)
{
    (void)state;
    static const struct {
        enum scene scene;
        const char *find, *line;
    } row[] = {
        {SCENE_GOOD, "BUS_A_V",
            "/SIF/PWR/BUS_A_V  28.20 V  raw 2770  age 0.0 s  /SIF/PWR/PWR_HK"},
        {SCENE_GOOD, "tk",
            "/SIF/THM/TEMP  293.04 K  raw 221  age 2.0 s  /SIF/THM/THM_HK"},
        {SCENE_GOOD, "POWER", "pw  57.4  age 0.0 s  computed from others"},
        {SCENE_EXPIRED, "BUS_A_V",
            "/SIF/PWR/BUS_A_V  28.76 V  raw 2826  expired  age 12 s  "
            "/SIF/PWR/PWR_HK"},
        {SCENE_INVALID, "BUS_A_V",
            "/SIF/PWR/BUS_A_V  -----  raw 2770  "
            "invalid  age 0.0 s  /SIF/PWR/PWR_HK"},
        {SCENE_MISSING, "BUS_A_V",
            "/SIF/PWR/BUS_A_V  -----  not received  /SIF/PWR/PWR_HK"},
        {SCENE_GOOD, "pkt", "/SIF/PWR/PWR_HK  31  age 0.0 s"},
        {SCENE_GOOD, "FAC-09", "FAC-09  there is no such display"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct show s;
        show_open(&s, "FAC-01", row[i].scene, 20, 100);
        assert_true(
            view_display.search(s.stage.view, &s.stage.ui, row[i].find, 0));
        stage_paint(&s.stage);
        const char *text = stage_text(&s.stage);
        size_t len = strlen(text);
        const char *last = text + len - 1;
        while (last > text && last[-1] != '\n')
            last--;
        (void)last;
        if (strstr(text, row[i].line) == NULL)
            fail_msg("no '%s' in\n%s", row[i].line, text);
        show_close(&s);
    }
}

static void
all_fields_are_written_as_json(void **state)
{
    (void)state;
    struct show s;
    struct strbuf out = {0};
    show_open(&s, "FAC-01", SCENE_GOOD, 20, 80);
    view_display.export_json(s.stage.view, &s.stage.ui, &out);
    check_golden("console/display/good.jsonl", strbuf_get(&out));
    strbuf_fini(&out);
    show_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_tells_all_about_the_field),
        cmocka_unit_test(all_fields_are_written_as_json),
    };
    return check_run(tests);
}
