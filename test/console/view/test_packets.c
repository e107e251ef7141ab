/*
 * test_packets.c - every packet type of every link.
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
    stage_goldens(&view_packets, "");
}

static void
no_packets_yet_says_what_the_links_do(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_packets, "", SCENE_MISSING, 12, 80);
    const char *text = stage_text(&s);
    assert_non_null(strstr(text, "No packets yet: link spare (tcp"));
    assert_non_null(strstr(text, "connection refused"));
    stage_close(&s);
}

static void
enter_opens_a_packet_where_there_is_one(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_packets, "", SCENE_GOOD, 20, 80);
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "packet tm/101");
    s.opened[0] = '\0';
    stage_act(&s, ACTION_DOWN);
    assert_string_equal(view_packets.why_not(s.view, &s.ui, ACTION_OPEN),
        "no packet of this type was received since this console was opened");
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "");
    stage_close(&s);
}

static void
orders_put_first_what_matters(void **state)
{
    (void)state;
    static const struct {
        int presses;
        const char *title, *first;
    } row[] = {{1, "by PACKET", "103"}, {2, "by COUNT", "101"},
        {3, "by RATE", "101"}, {4, "by LAST", "103"}, {5, "by MISSING", "101"},
        {6, "by BAD", "101"}, {7, "s 3─", "101"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open(&s, &view_packets, "", SCENE_GOOD, 20, 80);
        for (int k = 0; k < row[i].presses; k++)
            stage_act(&s, ACTION_SORT);
        const char *text = stage_text(&s), *line = strchr(text, '\n');
        line = strchr(line + 1, '\n');
        if (!strstr(text, row[i].title) ||
            strncmp(line + 1 + 10, row[i].first, 3) != 0)
            fail_msg("%s:\n%s", row[i].title, text);
        stage_close(&s);
    }
}

static void
rows_are_exported_as_json_lines(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open(&s, &view_packets, "pwr", SCENE_GOOD, 20, 80);
    view_packets.export_json(s.view, &s.ui, &out);
    assert_string_equal(strbuf_get(&out),
        "{\"v\":1,\"link\":\"tm\",\"apid\":101,\"container\":"
        "\"/SIF/PWR/PWR_HK\",\"packets\":30,\"packets_per_s\":1.0,\"gaps\":2,"
        "\"missing\":8,\"repeats\":0,\"late\":0,\"bad\":0}\n");
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_packets, "", stage_robot_keys(), 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(no_packets_yet_says_what_the_links_do),
        cmocka_unit_test(enter_opens_a_packet_where_there_is_one),
        cmocka_unit_test(orders_put_first_what_matters),
        cmocka_unit_test(rows_are_exported_as_json_lines),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
