/*
 * test_subscriber.c - a subscriber against a hub that misbehaves.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/subscriber.h"

#include "bus/endpoint.h"
#include "common/log.h"
#include "common/xalloc.h"
#include "support/check.h"

struct fixture {
    char *dir, *address, *cache;
    struct bus_loop *loop;
    struct subscriber *sub;
    struct endpoint *hub;
    char token[256];
    unsigned tokens; /* other than "alive" */
    bool marks;      /* answer tokens with BEGIN */
    unsigned received;
    uint64_t missed, last;
};

static void
publish(struct fixture *f, const char *topic, const struct msg *msg)
{
    struct msg_buffer buffer = {0};
    struct frame frame[2];
    assert_int_equal(msg_pack(msg, &buffer), ERR_OK);
    frame_init_copy(&frame[0], topic, strlen(topic));
    frame_init_copy(&frame[1], buffer.p, buffer.len);
    assert_true(endpoint_publish(f->hub, frame, 2));
    free(buffer.p);
}

static void
on_subscription(void *arg, struct endpoint_message *m)
{
    struct fixture *f = arg;
    const uint8_t *p = frame_data(&m->frame[0]);
    size_t len = frame_len(&m->frame[0]);
    if (p[0] != 1 || len < 6 || memcmp(p + 1, "sync/", 5) != 0)
        return;
    memcpy(f->token, p + 1, len - 1);
    f->token[len - 1] = '\0';
    f->tokens += strstr(f->token, "/alive") == NULL;
    struct msg mark = {.envelope = {.type = MSG_SYNC,
                           .source = msg_str("hub"),
                           .instance = msg_str("sim")}};
    if (f->marks)
        publish(f, f->token, &mark);
}

static int
setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = check_tmpdir();
    f->address = xasprintf("ipc://%s/hub", f->dir);
    f->cache = xasprintf("ipc://%s/hub-cache", f->dir);
    f->loop = bus_loop_new();
    f->marks = true;
    log_quiet(true);
    const struct endpoint_config config = {.kind = ENDPOINT_XPUB};
    assert_int_equal(endpoint_open(f->loop, &config, &f->hub), ERR_OK);
    assert_int_equal(endpoint_bind(f->hub, f->address), ERR_OK);
    endpoint_receive(f->hub, on_subscription, f);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    subscriber_close(&f->sub);
    endpoint_close(&f->hub);
    bus_loop_free(&f->loop);
    check_rmdir(&f->dir);
    free(f->address);
    free(f->cache);
    free(f);
    return 0;
}

static void
on_message(void *arg, const char *topic, size_t topic_len,
    const struct msg *msg, struct frame *payload)
{
    struct fixture *f = arg;
    assert_int_equal(strlen(topic), topic_len);
    assert_true(frame_len(payload) > 0);
    f->received++;
    f->last = msg->envelope.sequence;
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct fixture *f = arg;
    assert_string_equal(topic, "tm/a");
    f->missed += missed;
}

static void
open_sub(struct fixture *f, const char *instance, bool with_cache)
{
    const struct subscriber_config config = {.observe = f->address,
        .cache = with_cache ? f->cache : NULL,
        .source = "sub",
        .instance = instance};
    assert_int_equal(subscriber_open(f->loop, &config, &f->sub), ERR_OK);
    subscriber_on_gap(f->sub, on_gap, f);
    subscriber_add(f->sub, "tm/", on_message, f);
}

#define wait_for(f, cond)                                                      \
    do {                                                                       \
        struct mono end_ = mono_add_ns(mono_now(), 15 * NS_PER_S);             \
        while (!(cond)) {                                                      \
            bus_loop_turn((f)->loop, 20 * NS_PER_MS);                          \
            if (mono_diff_ns(mono_now(), end_) > 0)                            \
                fail_msg("line %d: never: %s", __LINE__, #cond);               \
        }                                                                      \
    } while (0)

static void
say_at(struct fixture *f, const char *instance, uint64_t sequence, int64_t ns)
{
    const struct msg msg = {.envelope = {.type = MSG_QUALITY,
                                .source = msg_str("fe"),
                                .instance = msg_str(instance),
                                .sequence = sequence,
                                .mono = {ns}}};
    publish(f, "tm/a", &msg);
}

static void
say(struct fixture *f, const char *instance, uint64_t sequence)
{
    say_at(f, instance, sequence, (int64_t)sequence);
}

static void
gaps_and_repetitions_of_the_live_stream_are_told_apart(void **state)
{
    struct fixture *f = *state;
    open_sub(f, "sim", false);
    wait_for(f, subscriber_is_complete(f->sub));
    static const uint64_t numbers[] = {5, 6, 6, 9, 7, 10};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        say(f, "sim", numbers[i]);
    wait_for(f, f->last == 10);
    assert_int_equal(f->received, 4);
    assert_int_equal(f->missed, 2);
    assert_int_equal(subscriber_counters(f->sub).missed, 2);
    assert_true(subscriber_is_connected(f->sub));
    wait_for(f, f->tokens >= 2); /* a refill was asked for */
}

static void
a_source_that_was_restarted_begins_anew(void **state)
{
    struct fixture *f = *state;
    open_sub(f, "sim", false);
    wait_for(f, subscriber_is_complete(f->sub));
    say_at(f, "sim", 40, 100);
    say_at(f, "sim", 15, 200); /* its first 15 were before anybody heard */
    say_at(f, "sim", 16, 201);
    wait_for(f, f->last == 16);
    assert_int_equal(f->received, 3);
    assert_int_equal(f->missed, 0);
    assert_int_equal(subscriber_counters(f->sub).missed, 0);
}

static void
what_is_malformed_or_foreign_is_refused_and_counted(void **state)
{
    struct fixture *f = *state;
    open_sub(f, "sim", false);
    wait_for(f, subscriber_is_complete(f->sub));
    say(f, "flight", 1);
    static const struct {
        size_t n;
        const char *payload;
    } cases[] = {{1, ""}, {3, "\x90"}, {4, "\x90"}, {17, "\x90"}, {2, "\xc1"},
        {2, "\xdd\x0f\xff\xff\xff"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct frame frame[17];
        for (size_t k = 0; k < cases[i].n; k++)
            frame_init_copy(&frame[k], k == 0 ? "tm/a" : cases[i].payload,
                k == 0 ? 4 : strlen(cases[i].payload));
        endpoint_publish(f->hub, frame, cases[i].n);
    }
    struct frame frame[2];
    frame_init_copy(&frame[0], "tm/\x1b[2J", 7);
    frame_init_copy(&frame[1], "\x90", 1);
    endpoint_publish(f->hub, frame, 2);
    say(f, "sim", 1);
    wait_for(f, f->received == 1);
    assert_int_equal(
        subscriber_counters(f->sub).refused, 1 + ARRAY_LEN(cases) + 1);
}

static void
a_relay_takes_any_instance(void **state)
{
    struct fixture *f = *state;
    open_sub(f, NULL, false);
    wait_for(f, subscriber_is_complete(f->sub));
    say(f, "flight", 1);
    wait_for(f, f->received == 1);
}

static void
live_messages_come_although_the_cache_never_answers(void **state)
{
    struct fixture *f = *state;
    open_sub(f, "sim", true); /* nobody is at that address */
    wait_for(f, f->tokens >= 1);
    say(f, "sim", 1);
    say(f, "sim", 2);
    wait_for(f, f->received == 2);
    say(f, "sim", 3);
    wait_for(f, f->received == 3);
}

static void
a_hub_that_sends_no_marks_is_asked_again(void **state)
{
    struct fixture *f = *state;
    f->marks = false;
    open_sub(f, "sim", false);
    wait_for(f, f->tokens >= 2);
    assert_false(subscriber_is_complete(f->sub));
    f->marks = true;
    wait_for(f, subscriber_is_complete(f->sub));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gaps_and_repetitions_of_the_live_stream_are_told_apart),
        TEST(a_source_that_was_restarted_begins_anew),
        TEST(what_is_malformed_or_foreign_is_refused_and_counted),
        TEST(a_relay_takes_any_instance),
        TEST(live_messages_come_although_the_cache_never_answers),
        TEST(a_hub_that_sends_no_marks_is_asked_again),
    };
    return check_run(tests);
}
