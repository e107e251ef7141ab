/*
 * test_log.c - what a console did, as its person can read it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/desk_priv.h"
#include "support/alarm_scene.h"
#include "support/desk_rig.h"

static void
what_was_asked_and_what_came_of_it_is_there(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, "@");
    assert_non_null(strstr(desk_rig_text(&r), "has not done anything yet"));
    alarm_scene(&r.model, ALARMS_ONE, r.now);
    desk_rig_keys(&r, "2");
    desk_rig_text(&r);
    desk_rig_keys(&r, "a");
    struct msg_reply no = {
        .status = ERR_AGAIN, .text = msg_str("TEMP: the alarm moved on")};
    desk_reply(r.desk, &no);
    desk_rig_keys(&r, "3 3 3 y :set Space graph=ascii Enter :nonsense Enter");
    desk_gap(r.desk, "tm/", 17);
    desk_late(r.desk, 3200 * NS_PER_MS);
    desk_rig_keys(&r, "@");
    desk_rig_golden(&r, "console/log/all-24x80.txt");
    desk_rig_resize(&r, 10, 40);
    desk_rig_golden(&r, "console/log/all-10x40.txt");
    desk_rig_close(&r);
}

static void
it_is_filtered_searched_and_written(void **state)
{
    (void)state;
    struct desk_rig r;
    desk_rig_open(&r, SCENE_GOOD, true);
    desk_rig_keys(&r, "A S 3 y @ & refused Enter");
    const char *text = desk_rig_text(&r);
    assert_non_null(strstr(text, "read-only: ask an operator"));
    assert_null(strstr(text, "clipboard"));
    struct strbuf json = {0};
    struct page *page = desk_page(r.desk);
    page->class->export_json(page->view, &r.desk->ui, &json);
    assert_non_null(strstr(strbuf_get(&json), "\"what\":\"refused\""));
    assert_null(strstr(strbuf_get(&json), "\"what\":\"told\""));
    strbuf_fini(&json);
    desk_rig_keys(&r, "q / clipboard Enter");
    assert_non_null(strstr(desk_rig_text(&r), "clipboard"));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_asked_and_what_came_of_it_is_there),
        cmocka_unit_test(it_is_filtered_searched_and_written),
    };
    return check_run(tests);
}
