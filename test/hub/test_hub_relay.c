/*
 * test_hub_relay.c - messages of another hub say where they are from.
 *
 * SPDX-License-Identifier: ISC
 */
#include "hub/hub_relay.h"

#include "bus/msg.h"
#include "common/attr.h"
#include "support/check.h"
#include "support/sample.h"

static enum err
rewrite(const struct msg *in, const char *topic, struct frame out[2])
{
    struct msg_buffer buffer = {0};
    struct frame payload;
    assert_int_equal(msg_pack(in, &buffer), ERR_OK);
    frame_init_copy(&payload, buffer.p, buffer.len);
    enum err e =
        hub_relay_rewrite("watch", topic, strlen(topic), &payload, out);
    frame_fini(&payload);
    free(buffer.p);
    return e;
}

static void
everything_but_source_and_instance_stays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count(); i++)
        for (unsigned seed = 0; seed < 12; seed++) {
            struct msg in = sample_message(i, seed), msg;
            struct frame out[2];
            assert_int_equal(rewrite(&in, "tm/a", out), ERR_OK);
            assert_int_equal(
                msg_unpack(frame_data(&out[1]), frame_len(&out[1]), &msg),
                ERR_OK);
            assert_true(msg_str_eq(msg.envelope.source, "frontend@sim"));
            assert_true(msg_str_eq(msg.envelope.instance, "watch"));
            in.envelope.source = msg.envelope.source;
            in.envelope.instance = msg.envelope.instance;
            assert_true(sample_equal(&in, &msg));
            msg_fini(&msg);
            frame_fini(&out[0]);
            frame_fini(&out[1]);
        }
}

static void
topics_that_both_sides_use_get_a_suffix(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *want;
    } cases[] = {{"tm/S/HK", "tm/S/HK"}, {"hb/hub", "hb/hub@sim"},
        {"event/up", "event/up@sim"}, {"proc/hub", "proc/hub@sim"},
        {"instance", "instance@sim"}, {"instances", "instances"}, {"hb", "hb"},
        {"link/a", "link/a"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct msg in = sample_message(0, 1);
        struct frame out[2];
        assert_int_equal(rewrite(&in, cases[i].topic, out), ERR_OK);
        assert_int_equal(frame_len(&out[0]), strlen(cases[i].want));
        assert_memory_equal(
            frame_data(&out[0]), cases[i].want, strlen(cases[i].want));
        frame_fini(&out[0]);
        frame_fini(&out[1]);
    }
}

static void
names_that_become_too_long_are_refused(void **state)
{
    (void)state;
    char name[MSG_NAME_MAX + 1] = "", topic[MSG_TOPIC_MAX + 1] = "";
    memset(name, 'n', MSG_NAME_MAX - 4);
    struct msg in = sample_message(0, 1);
    in.envelope.source = msg_str(name);
    struct frame out[2];
    assert_int_equal(rewrite(&in, "tm", out), ERR_OK); /* 64 with "@sim" */
    frame_fini(&out[0]);
    frame_fini(&out[1]);
    name[MSG_NAME_MAX - 4] = 'n';
    in.envelope.source = msg_str(name);
    assert_int_equal(rewrite(&in, "tm", out), ERR_LIMIT);
    in.envelope.source = msg_str("x");
    memset(topic, 't', MSG_TOPIC_MAX);
    memcpy(topic, "hb/", 3);
    assert_int_equal(rewrite(&in, topic, out), ERR_LIMIT);
    topic[MSG_TOPIC_MAX - 4] = '\0';
    assert_int_equal(rewrite(&in, topic, out), ERR_OK);
    frame_fini(&out[0]);
    frame_fini(&out[1]);
}

static void
the_snapshot_service_is_beside_an_ipc_hub(void **state)
{
    (void)state;
    char *cache = hub_relay_cache("ipc:///run/columba/flight/observe/hub");
    assert_string_equal(cache, "ipc:///run/columba/flight/observe/hub-cache");
    free(cache);
    assert_null(hub_relay_cache("tcp://host:1234"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_but_source_and_instance_stays),
        cmocka_unit_test(topics_that_both_sides_use_get_a_suffix),
        cmocka_unit_test(names_that_become_too_long_are_refused),
        cmocka_unit_test(the_snapshot_service_is_beside_an_ipc_hub),
    };
    return check_run(tests);
}
