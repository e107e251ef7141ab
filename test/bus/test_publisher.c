/*
 * test_publisher.c - numbering, and what a hub that comes later is told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/publisher.h"

#include "bus/endpoint.h"
#include "common/log.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "support/check.h"

struct fixture {
    char *dir, *address;
    struct bus_loop *loop;
    struct publisher *pub;
    struct endpoint *feed;
    struct strbuf seen; /* "topic#sequence " */
};

static int
setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = check_tmpdir();
    f->address = xasprintf("ipc://%s/feed", f->dir);
    f->loop = bus_loop_new();
    log_quiet(true);
    const struct publisher_config config = {
        .address = f->address, .source = "pub", .instance = "sim"};
    assert_int_equal(publisher_open(f->loop, &config, &f->pub), ERR_OK);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    publisher_close(&f->pub);
    endpoint_close(&f->feed);
    bus_loop_free(&f->loop);
    strbuf_fini(&f->seen);
    check_rmdir(&f->dir);
    free(f->address);
    free(f);
    return 0;
}

static void
on_feed(void *arg, struct endpoint_message *m)
{
    struct fixture *f = arg;
    struct msg msg;
    assert_int_equal(m->n, 2);
    assert_int_equal(
        msg_unpack(frame_data(&m->frame[1]), frame_len(&m->frame[1]), &msg),
        ERR_OK);
    assert_true(msg_str_eq(msg.envelope.source, "pub"));
    assert_true(msg_str_eq(msg.envelope.instance, "sim"));
    strbuf_add(&f->seen, frame_data(&m->frame[0]), frame_len(&m->frame[0]));
    strbuf_addf(&f->seen, "#%llu ", (unsigned long long)msg.envelope.sequence);
    msg_fini(&msg);
}

static void
open_feed(struct fixture *f)
{
    const struct endpoint_config config = {.kind = ENDPOINT_XSUB};
    assert_int_equal(endpoint_open(f->loop, &config, &f->feed), ERR_OK);
    assert_int_equal(endpoint_bind(f->feed, f->address), ERR_OK);
    endpoint_receive(f->feed, on_feed, f);
    endpoint_subscribe_all(f->feed);
}

static void
say(struct fixture *f, enum msg_type type, const char *topic)
{
    struct msg msg = {.envelope.type = type};
    publisher_send(f->pub, topic, &msg);
}

static void
wait_suffix(struct fixture *f, const char *suffix)
{
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    while (!str_suffix(strbuf_get(&f->seen), suffix)) {
        bus_loop_turn(f->loop, 20 * NS_PER_MS);
        if (mono_diff_ns(mono_now(), end) > 0)
            fail_msg("%s never became %s", strbuf_get(&f->seen), suffix);
    }
}

static void
a_hub_that_comes_later_gets_the_newest_of_all_topics(void **state)
{
    struct fixture *f = *state;
    say(f, MSG_QUALITY, "tm/a");
    say(f, MSG_LAYOUT, "layout/a");
    say(f, MSG_QUALITY, "tm/a");
    say(f, MSG_EVENT, "event/pub");
    say(f, MSG_EVENT, "event/pub");
    assert_int_equal(publisher_dropped(f->pub), 5);
    assert_int_equal(publisher_sent(f->pub), 0);
    open_feed(f);
    wait_suffix(f, "layout/a#0 tm/a#1 event/pub#0 event/pub#1 ");
    say(f, MSG_QUALITY, "tm/a");
    wait_suffix(f, " tm/a#2 ");
    assert_int_equal(publisher_sent(f->pub), 1);
}

static void
a_hub_that_was_restarted_gets_them_again(void **state)
{
    struct fixture *f = *state;
    open_feed(f);
    say(f, MSG_LAYOUT, "layout/a");
    wait_suffix(f, "layout/a#0 ");
    endpoint_close(&f->feed);
    bus_loop_turn(f->loop, 0);
    strbuf_reset(&f->seen);
    open_feed(f);
    wait_suffix(f, "layout/a#0 ");
}

static void
what_cannot_be_sent_is_dropped_and_counted(void **state)
{
    struct fixture *f = *state;
    char topic[300] = "";
    memset(topic, 't', 256);
    say(f, MSG_QUALITY, topic);
    say(f, MSG_QUALITY, "");
    say(f, MSG_QUALITY, "a\nb");
    uint8_t *big = xcalloc(MSG_BYTES_MAX, 1);
    struct msg msg = {.envelope.type = MSG_PACKET};
    msg.u.packet.data = (struct msg_bin){big, MSG_BYTES_MAX};
    publisher_send(f->pub, "pkt/x", &msg);
    assert_int_equal(publisher_dropped(f->pub), 4);
    free(big);
    open_feed(f);
    say(f, MSG_PACKET, "pkt/x");
    wait_suffix(f, "pkt/x#0 "); /* no number was lost */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_hub_that_comes_later_gets_the_newest_of_all_topics),
        TEST(a_hub_that_was_restarted_gets_them_again),
        TEST(what_cannot_be_sent_is_dropped_and_counted),
    };
    return check_run(tests);
}
