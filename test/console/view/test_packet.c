/*
 * test_packet.c - one packet: fields beside bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/view/views.h"
#include "support/stage.h"

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens_facility(&view_packet, "tm/101");
}

static void
a_packet_that_is_too_short_says_so(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "tm/102", SCENE_GOOD, 20, 80);
    stage_golden(&s, "console/packet/too-short-24x80.txt");
    stage_close(&s);
}

/* Columns of the hex dump with a role, on the line that shows byte 0. */
static void
marked(const struct stage *s, char *out, size_t size)
{
    size_t n = 0;
    for (int row = 0; row < s->canvas.rows; row++) {
        bool is_hex = canvas_at(&s->canvas, row, 4)->glyph == ':' &&
                      canvas_at(&s->canvas, row, 3)->glyph == '0';
        for (int col = 6; is_hex && col < 57 && n + 1 < size; col++)
            if (canvas_at(&s->canvas, row, col)->role == ROLE_HEX_FIELD)
                out[n++] = (char)canvas_at(&s->canvas, row, col)->glyph;
    }
    out[n] = '\0';
}

static void
the_bytes_of_the_selected_field_are_marked(void **state)
{
    (void)state;
    static const struct {
        const char *field, *bytes;
    } row[] = {{"APID", "0865"}, {"SEQ_FLAGS", "c0"}, {"BUS_A_V", "ad29"},
        {"HTR1_ON", "29"}, {"TEMP", "ff6a"}, {".el", "c1200000"},
        {"POINTING", "42f6e979c1200000"}, {"DUMP", "deadbeef"}};
    struct stage s;
    char text[128];
    stage_open_facility(&s, &view_packet, "tm/101", SCENE_GOOD, 24, 80);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        assert_true(view_packet.search(s.view, &s.ui, row[i].field, 0));
        stage_paint(&s);
        marked(&s, text, sizeof text);
        if (strcmp(text, row[i].bytes) != 0)
            fail_msg("%s: \"%s\"\n%s", row[i].field, text, stage_text(&s));
    }
    assert_false(view_packet.search(s.view, &s.ui, "xyzzy", 1));
    stage_close(&s);
}

static void
a_branch_closes_and_its_bytes_stay_marked(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "tm/101", SCENE_GOOD, 30, 80);
    assert_true(view_packet.search(s.view, &s.ui, "POINTING", 0));
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), ".az"));
    stage_act(&s, ACTION_OPEN);
    assert_null(strstr(stage_text(&s), ".az"));
    char text[128];
    marked(&s, text, sizeof text);
    assert_string_equal(text, "42f6e979c1200000");
    stage_act(&s, ACTION_OPEN);
    assert_non_null(strstr(stage_text(&s), ".az"));
    stage_close(&s);
}

static void
stepping_back_holds_a_packet_while_others_come(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "tm/101", SCENE_GOOD, 20, 80);
    assert_non_null(strstr(stage_text(&s), "seq 30 "));
    assert_non_null(strstr(stage_text(&s), "newest of 31 kept"));
    stage_act(&s, ACTION_LEFT);
    stage_act(&s, ACTION_LEFT);
    assert_non_null(strstr(stage_text(&s), "seq 28 "));
    assert_non_null(strstr(stage_text(&s), "HELD, 2 older"));
    uint8_t bytes[34] = {0x08, 0x65, 0xc0, 0x63, 0, 27};
    for (uint64_t i = 0; i < 40; i++) {
        feed_packet(&s.model, feed_clock(31000 + (int64_t)i), "tm", 101,
            100 + i, 2, bytes, sizeof bytes);
        stage_paint(&s);
    }
    assert_non_null(strstr(stage_text(&s), "seq 28 "));
    assert_non_null(strstr(stage_text(&s), "HELD, older than all kept"));
    stage_act(&s, ACTION_RIGHT); /* to the oldest that is kept */
    assert_non_null(strstr(stage_text(&s), "HELD, 31 older"));
    stage_act(&s, ACTION_FOLLOW);
    assert_non_null(strstr(stage_text(&s), "seq 139 "));
    assert_string_equal(view_packet.why_not(s.view, &s.ui, ACTION_RIGHT),
        "this is the newest packet");
    stage_close(&s);
}

static void
the_oldest_packet_is_the_end(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "tm/101", SCENE_GOOD, 20, 80);
    for (int i = 0; i < 50; i++)
        stage_act(&s, ACTION_LEFT);
    assert_non_null(strstr(stage_text(&s), "seq 0 "));
    assert_string_equal(view_packet.why_not(s.view, &s.ui, ACTION_LEFT),
        "this is the oldest packet that is kept");
    stage_close(&s);
}

static void
enter_opens_the_parameter_of_a_field(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_packet, "tm/101", SCENE_GOOD, 20, 80);
    assert_true(view_packet.search(s.view, &s.ui, "BUS", 0));
    stage_act(&s, ACTION_OPEN);
    assert_string_equal(s.opened, "param /SIF/PWR/BUS_A_V");
    stage_close(&s);
}

static void
without_a_database_there_are_bytes(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_packet, "tm/101", SCENE_GOOD, 20, 80);
    stage_golden(&s, "console/packet/no-database-24x80.txt");
    assert_string_equal(view_packet.why_not(s.view, &s.ui, ACTION_OPEN),
        "no field is selected");
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_packet, "tm/101", stage_robot_keys(), 7);
    stage_robot(&view_packet, "tm/102", stage_robot_keys() / 4, 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(a_packet_that_is_too_short_says_so),
        cmocka_unit_test(the_bytes_of_the_selected_field_are_marked),
        cmocka_unit_test(a_branch_closes_and_its_bytes_stay_marked),
        cmocka_unit_test(stepping_back_holds_a_packet_while_others_come),
        cmocka_unit_test(the_oldest_packet_is_the_end),
        cmocka_unit_test(enter_opens_the_parameter_of_a_field),
        cmocka_unit_test(without_a_database_there_are_bytes),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
