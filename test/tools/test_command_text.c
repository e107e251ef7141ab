/*
 * test_command_text.c - commands and authority as people and programs read
 * them; what comes from outside reaches no terminal as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/command_text.h"

#include "command/state.h"
#include "common/str.h"
#include "support/check.h"

#define T(s) ((struct utc){INT64_C(1795164372) * NS_PER_S + (s)*NS_PER_S})

static const uint8_t packet[] = {
    0x18, 0x01, 0xc0, 0x11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static struct msg_command
a_command(struct msg_str *value, struct msg_str *stage)
{
    value[0] = msg_str("Heater=2");
    value[1] = msg_str("Name=\x1b[2J");
    stage[0] = msg_str("accepted passed 1795164373500000000 - TC_ACK");
    stage[1] = msg_str("complete waiting - 1795164432000000000 ");
    stage[2] = msg_str("no stage at all");
    return (struct msg_command){.id = msg_str("0123456789abcdef"),
        .number = 17,
        .state = COMMAND_SENT,
        .detail = msg_str("waits for complete"),
        .name = msg_str("/SIF/TC/HTR_ON"),
        .short_name = msg_str("HTR_ON"),
        .values = {value, 2},
        .ceremony = CEREMONY_HAZARDOUS,
        .reason = msg_str("heats"),
        .person = msg_str("FC-1"),
        .fired_by = msg_str("FC-1"),
        .origin = msg_str("send"),
        .comment = msg_str("as agreed"),
        .data = {packet, sizeof packet},
        .digest = msg_str("abcd"),
        .sequence = 17,
        .uplink = msg_str("gs"),
        .submitted = T(0),
        .approved = UTC_NONE,
        .armed = T(1),
        .until = UTC_NONE,
        .released = T(1),
        .sent = T(1),
        .ended = UTC_NONE,
        .stages = {stage, 3}};
}

static void
assert_text(char *got, const char *want)
{
    assert_string_equal(got, want);
    free(got);
}

static void
a_command_is_a_line_a_block_and_an_object(void **state)
{
    (void)state;
    struct msg_str value[2], stage[3];
    struct msg_command c = a_command(value, stage);
    assert_text(command_line(&c),
        "    17  sent       324/08:46:12  HTR_ON Heater=2 Name=\xef\xbf\xbd[2J"
        "  FC-1  (waits for complete)");
    assert_text(command_block(&c),
        "command     17  HTR_ON Heater=2 Name=\xef\xbf\xbd[2J\n"
        "state       sent: waits for complete\n"
        "ceremony    hazardous: heats\n"
        "name        /SIF/TC/HTR_ON\n"
        "id          0123456789abcdef\n"
        "origin      send\n"
        "comment     as agreed\n"
        "uplink      gs\n"
        "submitted   324/08:46:12.000 by FC-1\n"
        "armed       324/08:46:13.000\n"
        "fired by    FC-1\n"
        "released    324/08:46:13.000\n"
        "sent        324/08:46:13.000\n"
        "stages      accepted    passed    324/08:46:13.500  TC_ACK\n"
        "            complete    waiting   ---/--:--:--  until "
        "324/08:47:12.000\n"
        "sequence    17\n"
        "digest      abcd\n"
        "packet      18 01 c0 11 00 01 02 03 04 05 06 07 08 09 0a 0b\n"
        "            0c\n");
    char *json = command_json(&c);
    assert_non_null(strstr(json, "\"state\":\"sent\""));
    assert_non_null(strstr(json, "\"approved\":null"));
    assert_non_null(
        strstr(json, "{\"stage\":\"accepted\",\"state\":\"passed\",\"time\":"
                     "\"2026-11-20T08:46:13.5Z\",\"until\":null,\"text\":"
                     "\"TC_ACK\"}"));
    assert_non_null(strstr(json, "\"data\":\"1801c011"));
    assert_null(strchr(json, '\x1b'));
    free(json);
}

static void
states_from_the_future_are_no_states(void **state)
{
    (void)state;
    struct msg_str value[2], stage[3];
    struct msg_command c = a_command(value, stage);
    c.state = 1 << 20;
    c.ceremony = 77;
    c.sequence = 65535;
    char *line = command_line(&c), *block = command_block(&c);
    assert_non_null(strstr(line, "  ?  "));
    assert_non_null(strstr(block, "ceremony    ?: heats\n"));
    assert_null(strstr(block, "sequence"));
    free(line);
    free(block);
}

static void
authority_is_told(void **state)
{
    (void)state;
    struct msg_str people[] = {
        msg_str("FC-1 command,hazardous"), msg_str("FC-2 approve")};
    struct msg_gate g = {.holder = msg_str("FC-1"),
        .where = msg_str("console, pid 4711 on pts/3"),
        .since = T(0),
        .until = T(30),
        .uplink = msg_str("gs"),
        .uplink_state = msg_str("ok"),
        .signal = msg_str("aos"),
        .waiting = 1,
        .log_ok = true,
        .log_lines = 42,
        .log_head = msg_str("abcd"),
        .people = {people, 2}};
    assert_text(gate_text(&g),
        "authority   FC-1 since 324/08:46:12\n"
        "where       console, pid 4711 on pts/3\n"
        "until       324/08:46:42.000\n"
        "uplink      gs\n"
        "link        ok\n"
        "signal      aos\n"
        "commands    1 waiting, 0 queued, 0 open, 0 unknown\n"
        "log         ok, 42 lines\n"
        "head        abcd\n"
        "people      FC-1 command,hazardous\n"
        "            FC-2 approve\n");
    g.holder = msg_str("");
    g.until = g.since = UTC_NONE;
    char *text = gate_text(&g), *json = gate_json(&g);
    assert_true(str_prefix(text, "authority   nobody\nwhere"));
    assert_non_null(strstr(json, "\"holder\":\"\""));
    assert_non_null(strstr(json, "\"until\":null"));
    free(text);
    free(json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_a_line_a_block_and_an_object),
        cmocka_unit_test(states_from_the_future_are_no_states),
        cmocka_unit_test(authority_is_told),
    };
    return check_run(tests);
}
