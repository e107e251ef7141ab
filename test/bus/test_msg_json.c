/*
 * test_msg_json.c - a message as one JSON object.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/msg.h"

#include "support/check.h"
#include "support/sample.h"

static void
all_fields_are_there_by_name(void **state)
{
    (void)state;
    const struct msg_str names[] = {msg_str("a"), msg_str("q\"")};
    const uint64_t items[] = {7, 9};
    const uint8_t kinds[] = {1, 255};
    struct msg msg = {.envelope = {.type = MSG_LAYOUT,
                          .source = msg_str("frontend"),
                          .instance = msg_str("sim"),
                          .sequence = 3,
                          .mono = {5},
                          .utc = {0}}};
    msg.u.layout = (struct msg_layout){.mdb_hash = UINT64_MAX,
        .container = 2,
        .name = msg_str("/S/HK"),
        .is_static = true,
        .period_ns = -1,
        .items = {items, 2},
        .names = {names, 2},
        .raw_kinds = {kinds, 2}};
    char *json = msg_json("layout/S/HK", &msg);
    assert_string_equal(json,
        "{\"topic\":\"layout/S/HK\",\"type\":\"layout\","
        "\"source\":\"frontend\",\"instance\":\"sim\",\"sequence\":3,"
        "\"mono_ns\":5,\"utc\":\"1970-01-01T00:00:00Z\",\"fields\":{"
        "\"mdb_hash\":18446744073709551615,\"container\":2,"
        "\"name\":\"/S/HK\",\"is_static\":true,\"period_ns\":-1,"
        "\"items\":[7,9],\"names\":[\"a\",\"q\\\"\"],\"units\":[],"
        "\"raw_kinds\":\"hex:01ff\",\"eng_kinds\":\"hex:\",\"labels\":[]}}");
    free(json);
}

static void
every_message_has_a_json_form_of_bounded_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count(); i++)
        for (unsigned seed = 0; seed < 20; seed++) {
            struct msg msg = sample_message(i, seed);
            char *json = msg_json("t", &msg);
            assert_true(strlen(json) > 20 && strlen(json) < 200000);
            assert_null(strchr(json, '\n'));
            free(json);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fields_are_there_by_name),
        cmocka_unit_test(every_message_has_a_json_form_of_bounded_length),
    };
    return check_run(tests);
}
