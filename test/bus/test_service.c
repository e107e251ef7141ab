/*
 * test_service.c - questions over real ipc: framing, refusals, long answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/service.h"

#include "common/xalloc.h"
#include "support/check.h"

struct fixture {
    char *dir, *address;
    struct bus_loop *loop;
    struct service *service;
    struct endpoint *client;
    unsigned served, replies, streamed;
    size_t frames;
    struct msg_str rows[40];
    char *big;
    uint64_t status, id;
};

static void
serve(void *arg, const struct bus_peer *peer, const struct msg_request *request,
    struct msg_reply *reply)
{
    struct fixture *f = arg;
    assert_true(peer->is_known);
    f->served++;
    if (msg_str_eq(request->verb, "big")) {
        for (size_t i = 0; i < 40; i++)
            f->rows[i] = (struct msg_str){f->big, 60000};
        reply->rows = (struct msg_strv){f->rows, 40};
    }
}

static bool
stream(void *arg, struct service *s, const struct msg_request *request,
    struct msg_reply *reply)
{
    (void)arg, (void)reply;
    if (!msg_str_eq(request->verb, "stream"))
        return false;
    struct frame frame[3];
    for (size_t i = 0; i < 3; i++)
        frame_init_copy(&frame[i], "abc", i + 1);
    service_send(s, frame, 3);
    return true;
}

static void
on_reply(void *arg, struct endpoint_message *m)
{
    struct fixture *f = arg;
    struct msg msg;
    f->frames = m->n;
    if (m->n == 3) {
        f->streamed++;
        assert_int_equal(frame_len(&m->frame[2]), 3);
        return;
    }
    struct frame *last = &m->frame[m->n - 1];
    assert_int_equal(
        msg_unpack(frame_data(last), frame_len(last), &msg), ERR_OK);
    assert_int_equal(msg.envelope.type, MSG_REPLY);
    f->status = msg.u.reply.status;
    f->id = msg.u.reply.id;
    f->replies++;
    msg_fini(&msg);
}

static int
setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = check_tmpdir();
    f->address = xasprintf("ipc://%s/x", f->dir);
    f->loop = bus_loop_new();
    f->big = xcalloc(60000, 1);
    memset(f->big, 'x', 60000);
    const struct service_config config = {
        .address = f->address, .source = "server", .instance = "sim"};
    assert_int_equal(
        service_open(f->loop, &config, serve, f, &f->service), ERR_OK);
    service_on_stream(f->service, stream, f);
    const struct endpoint_config dealer = {.kind = ENDPOINT_DEALER};
    assert_int_equal(endpoint_open(f->loop, &dealer, &f->client), ERR_OK);
    assert_int_equal(endpoint_connect(f->client, f->address), ERR_OK);
    endpoint_receive(f->client, on_reply, f);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    service_close(&f->service);
    endpoint_close(&f->client);
    bus_loop_free(&f->loop);
    check_rmdir(&f->dir);
    free(f->address);
    free(f->big);
    free(f);
    return 0;
}

static void
ask(struct fixture *f, const char *instance, const char *verb, bool like_req)
{
    struct msg msg = {.envelope = {.type = MSG_REQUEST,
                          .source = msg_str("client"),
                          .instance = msg_str(instance)}};
    msg.u.request.id = 77;
    msg.u.request.verb = msg_str(verb);
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&msg, &buffer), ERR_OK);
    struct frame frame[2];
    frame_init(&frame[0]);
    frame_init_copy(&frame[like_req], buffer.p, buffer.len);
    endpoint_send(f->client, frame, like_req ? 2 : 1);
    free(buffer.p);
}

static void
wait_replies(struct fixture *f, unsigned n)
{
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    while (f->replies < n) {
        bus_loop_turn(f->loop, 20 * NS_PER_MS);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }
}

static void
dealer_and_req_are_both_answered_in_their_own_framing(void **state)
{
    struct fixture *f = *state;
    ask(f, "sim", "x", false);
    wait_replies(f, 1);
    assert_int_equal(f->frames, 1);
    assert_int_equal(f->id, 77);
    ask(f, "sim", "x", true);
    wait_replies(f, 2);
    assert_int_equal(f->frames, 2);
    assert_int_equal(f->served, 2);
}

static void
a_question_for_another_instance_is_denied(void **state)
{
    struct fixture *f = *state;
    ask(f, "flight", "fire", false);
    wait_replies(f, 1);
    assert_int_equal(f->status, ERR_DENIED);
    assert_int_equal(f->served, 0);
}

static void
what_is_no_question_is_counted(void **state)
{
    struct fixture *f = *state;
    struct frame frame[3];
    frame_init_copy(&frame[0], "garbage", 7);
    endpoint_send(f->client, frame, 1);
    for (size_t i = 0; i < 2; i++) /* an envelope that is not empty */
        frame_init_copy(&frame[i], "x", 1);
    endpoint_send(f->client, frame, 2);
    struct msg msg = {.envelope = {.type = MSG_SYNC,
                          .source = msg_str("c"),
                          .instance = msg_str("sim")}};
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&msg, &buffer), ERR_OK);
    frame_init_copy(&frame[0], buffer.p, buffer.len);
    endpoint_send(f->client, frame, 1);
    free(buffer.p);
    ask(f, "sim", "x", false);
    wait_replies(f, 1);
    assert_int_equal(service_refused(f->service), 3);
    assert_int_equal(f->served, 1);
}

static void
an_answer_over_1_mib_becomes_an_error(void **state)
{
    struct fixture *f = *state;
    ask(f, "sim", "big", false);
    wait_replies(f, 1);
    assert_int_equal(f->status, ERR_LIMIT);
}

static void
an_answer_may_have_frames_of_its_own_before_it(void **state)
{
    struct fixture *f = *state;
    ask(f, "sim", "stream", false);
    wait_replies(f, 1);
    assert_int_equal(f->streamed, 1);
    assert_int_equal(f->status, ERR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dealer_and_req_are_both_answered_in_their_own_framing),
        TEST(a_question_for_another_instance_is_denied),
        TEST(what_is_no_question_is_counted),
        TEST(an_answer_over_1_mib_becomes_an_error),
        TEST(an_answer_may_have_frames_of_its_own_before_it),
    };
    return check_run(tests);
}
