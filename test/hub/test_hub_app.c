/*
 * test_hub_app.c - what the hub forwards, keeps and answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "hub/hub_app.h"

#include "common/attr.h"
#include "common/str.h"
#include "support/check.h"

struct message {
    const char *topic, *instance, *source;
    enum msg_type type;
    uint64_t sequence;
    int64_t mono;
};

static void
pack(const struct message *m, struct frame frame[2])
{
    struct msg msg = {.envelope = {.type = m->type,
                          .source = msg_str(m->source),
                          .instance = msg_str(m->instance),
                          .sequence = m->sequence,
                          .mono = {m->mono}}};
    struct msg_buffer buffer = {0};
    assert_int_equal(msg_pack(&msg, &buffer), ERR_OK);
    frame_init_copy(&frame[0], m->topic, strlen(m->topic));
    frame_init_copy(&frame[1], buffer.p, buffer.len);
    free(buffer.p);
}

static enum hub_verdict
feed(struct hub_app *app, const struct message *m)
{
    struct frame frame[2];
    pack(m, frame);
    enum hub_verdict verdict = hub_app_message(app, frame, 2);
    frame_fini(&frame[0]);
    frame_fini(&frame[1]);
    return verdict;
}

static void
collect(void *arg, const char *topic, size_t topic_len, struct frame *payload)
{
    struct strbuf *out = arg;
    struct msg msg;
    assert_int_equal(
        msg_unpack(frame_data(payload), frame_len(payload), &msg), ERR_OK);
    strbuf_add(out, topic, topic_len);
    strbuf_addf(out, "#%llu ", (unsigned long long)msg.envelope.sequence);
    msg_fini(&msg);
}

static struct hub_page
snapshot(
    struct hub_app *app, const char *const *args, size_t n, struct strbuf *out)
{
    struct msg_str v[80];
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    const struct msg_request request = {
        .id = 1, .verb = msg_str("snapshot"), .args = {v, n}};
    return hub_app_snapshot(app, &request, collect, out);
}

static struct hub_app *
app_of(size_t page)
{
    return hub_app_new(&(struct hub_config){
        .instance = "sim", .events_max = 3, .page_messages = page});
}

static void
messages_are_kept_and_answered_by_prefix_page_by_page(void **state)
{
    (void)state;
    struct hub_app *app = app_of(2);
    static const struct message in[] = {
        {"tm/a", "sim", "fe", MSG_QUALITY, 0, 1},
        {"layout/a", "sim", "fe", MSG_SYNC, 0, 2},
        {"tm/b", "sim", "fe", MSG_QUALITY, 0, 3},
        {"tm/a", "sim", "fe", MSG_QUALITY, 1, 4},
        {"instance", "sim", "up", MSG_INSTANCE, 0, 5},
    };
    for (size_t i = 0; i < ARRAY_LEN(in); i++)
        assert_int_equal(feed(app, &in[i]), HUB_FORWARD);
    struct strbuf out = {0};
    const char *args[] = {"sync/me/1", "", ""};
    struct hub_page page = snapshot(app, args, 3, &out);
    assert_int_equal(page.status, ERR_OK);
    assert_string_equal(strbuf_get(&out), "instance#0 tm/a#1 ");
    assert_string_not_equal(page.cursor, "");
    assert_string_equal(page.token, ""); /* not yet at its end */
    char cursor[24];
    str_copy(cursor, sizeof cursor, page.cursor);
    args[1] = cursor;
    page = snapshot(app, args, 3, &out);
    assert_string_equal(
        strbuf_get(&out), "instance#0 tm/a#1 layout/a#0 tm/b#0 ");
    if (page.cursor[0] != '\0') {
        str_copy(cursor, sizeof cursor, page.cursor);
        page = snapshot(app, args, 3, &out);
    }
    assert_string_equal(page.cursor, "");
    assert_string_equal(page.token, "sync/me/1");

    strbuf_reset(&out);
    const char *const two[] = {"", "", "tm/b", "inst"};
    page = snapshot(app, two, 4, &out);
    assert_string_equal(strbuf_get(&out), "instance#0 tm/b#0 ");
    strbuf_fini(&out);
    struct hub_stats s = hub_app_stats(app);
    assert_int_equal(s.forwarded, 5);
    assert_int_equal(s.topics, 4);
    assert_int_equal(s.refused, 0);
    hub_app_free(&app);
    assert_null(app);
    hub_app_free(&app);
}

static void
events_are_a_ring_without_repetitions(void **state)
{
    (void)state;
    struct hub_app *app = app_of(100);
    for (uint64_t i = 0; i < 5; i++) {
        const struct message m = {
            "event/fe", "sim", "fe", MSG_EVENT, i, (int64_t)i};
        assert_int_equal(feed(app, &m), HUB_FORWARD);
        assert_int_equal(feed(app, &m), HUB_REPEATED);
    }
    struct strbuf out = {0};
    const char *const args[] = {"", "", "event/"};
    (void)snapshot(app, args, 3, &out);
    assert_string_equal(strbuf_get(&out), "event/fe#2 event/fe#3 event/fe#4 ");
    strbuf_fini(&out);
    hub_app_free(&app);
}

static void
what_is_not_ours_is_neither_kept_nor_forwarded(void **state)
{
    (void)state;
    struct hub_app *app = app_of(100);
    char long_topic[300];
    memset(long_topic, 'x', sizeof long_topic - 1);
    long_topic[299] = '\0';
    const struct {
        struct message m;
        enum hub_verdict want;
    } cases[] = {
        {{"tm/a", "flight", "fe", MSG_QUALITY, 0, 0}, HUB_FOREIGN},
        {{"sync/x", "sim", "fe", MSG_SYNC, 0, 0}, HUB_RESERVED},
        {{"", "sim", "fe", MSG_QUALITY, 0, 0}, HUB_MALFORMED},
        {{"a\nb", "sim", "fe", MSG_QUALITY, 0, 0}, HUB_MALFORMED},
        {{long_topic, "sim", "fe", MSG_QUALITY, 0, 0}, HUB_MALFORMED},
        {{"tm/a", "sim", "f\x1b", MSG_QUALITY, 0, 0}, HUB_MALFORMED},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(feed(app, &cases[i].m), cases[i].want);
    struct frame frame[4];
    pack(&(struct message){"a", "sim", "fe", MSG_QUALITY, 0, 0}, frame);
    frame_init(&frame[2]);
    assert_int_equal(hub_app_message(app, frame, 1), HUB_MALFORMED);
    assert_int_equal(hub_app_message(app, frame, 3), HUB_MALFORMED);
    frame_fini(&frame[1]);
    frame_init_copy(&frame[1], "\xdd\x0f\xff\xff\xff", 5);
    assert_int_equal(hub_app_message(app, frame, 2), HUB_MALFORMED);
    for (int i = 0; i < 3; i++)
        frame_fini(&frame[i]);
    struct hub_stats s = hub_app_stats(app);
    assert_int_equal(s.refused, ARRAY_LEN(cases) + 3);
    assert_int_equal(s.topics + s.events + s.forwarded, 0);
    hub_app_free(&app);
}

static void
a_wrong_snapshot_request_is_refused_with_its_reason(void **state)
{
    (void)state;
    struct hub_app *app = app_of(100);
    struct strbuf out = {0};
    const char *many[80];
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = "";
    const char *const cases[][3] = {{"tm/x", "", ""}, {"sync/", "", ""},
        {"", "x", ""}, {"", "-1", ""}, {"", "99999999999999999999999", ""},
        {"", "1234567890123456789012345678", ""}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hub_page page = snapshot(app, cases[i], 3, &out);
        assert_int_equal(page.status, ERR_FORMAT);
        assert_true(strlen(page.text) > 10);
    }
    assert_int_equal(snapshot(app, many, 1, &out).status, ERR_FORMAT);
    assert_int_equal(snapshot(app, many, 67, &out).status, ERR_FORMAT);
    assert_int_equal(snapshot(app, many, 66, &out).status, ERR_OK);
    assert_string_equal(strbuf_get(&out), "");
    strbuf_fini(&out);
    hub_app_free(&app);
}

static void
only_tokens_want_marks(void **state)
{
    (void)state;
    assert_true(hub_app_is_mark("sync/a/1", 8));
    assert_false(hub_app_is_mark("sync/", 5));
    assert_false(hub_app_is_mark("sync", 4));
    assert_false(hub_app_is_mark("tm/x/sync/", 10));
    assert_false(hub_app_is_mark("sync/\x1b", 6));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_kept_and_answered_by_prefix_page_by_page),
        cmocka_unit_test(events_are_a_ring_without_repetitions),
        cmocka_unit_test(what_is_not_ours_is_neither_kept_nor_forwarded),
        cmocka_unit_test(a_wrong_snapshot_request_is_refused_with_its_reason),
        cmocka_unit_test(only_tokens_want_marks),
    };
    return check_run(tests);
}
