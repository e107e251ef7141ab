/*
 * test_bus.c - processes of an instance talk through a real hub.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/bus.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "common/xalloc.h"
#include "support/check.h"
#include "support/hub.h"

#define DEADLINE_NS (20 * NS_PER_S)

static const char *const sim[] = {"sim", NULL};

struct seen { /* what one subscription was given */
    size_t n;
    char topic[4096][64];
    uint64_t value[4096]; /* the container of a quality message */
    uint64_t total, out_of_order, gaps, missed, last;
};

struct fixture {
    char *dir;
    struct hub_process hub;
    struct bus_loop *loop;
    struct seen seen;
};

static int
setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = hub_run_dir();
    f->loop = bus_loop_new();
    log_quiet(true);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    bus_loop_free(&f->loop);
    hub_kill(&f->hub);
    check_rmdir(&f->dir);
    free(f);
    return 0;
}

static struct bus *
open_bus(struct fixture *f, const char *source, bool publishes)
{
    struct bus *bus;
    const struct bus_config config = {
        .instance = "sim", .source = source, .publishes = publishes};
    assert_int_equal(bus_open(f->loop, &config, &bus), ERR_OK);
    return bus;
}

/* Turn the loop until `cond` holds; fails the test at the deadline. */
#define wait_for(f, cond)                                                      \
    do {                                                                       \
        struct mono end_ = mono_add_ns(mono_now(), DEADLINE_NS);               \
        while (!(cond)) {                                                      \
            bus_loop_turn((f)->loop, 20 * NS_PER_MS);                          \
            if (mono_diff_ns(mono_now(), end_) > 0)                            \
                fail_msg("line %d: never: %s", __LINE__, #cond);               \
        }                                                                      \
    } while (0)

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct seen *seen = arg;
    if (msg->envelope.type != MSG_QUALITY)
        return;
    uint64_t value = msg->u.quality.container;
    seen->total++;
    if (seen->n < ARRAY_LEN(seen->topic)) {
        snprintf(seen->topic[seen->n], sizeof *seen->topic, "%s", topic);
        seen->value[seen->n++] = value;
    }
    seen->out_of_order += value < seen->last;
    seen->last = value;
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct seen *seen = arg;
    (void)topic;
    seen->gaps++;
    seen->missed += missed;
}

static void
say(struct bus *bus, const char *topic, uint64_t value)
{
    struct msg msg = {.envelope.type = MSG_QUALITY};
    msg.u.quality.container = value;
    msg.u.quality.last = UTC_NONE;
    bus_publish(bus, topic, &msg);
}

static bool
has(const struct seen *seen, const char *topic, uint64_t value)
{
    for (size_t i = 0; i < seen->n; i++)
        if (seen->value[i] == value && strcmp(seen->topic[i], topic) == 0)
            return true;
    return false;
}

/* Through the hub and back: what was said before is in the cache. */
static void
flush(struct fixture *f, struct bus *bus)
{
    static uint64_t serial;
    struct seen *seen = xcalloc(1, sizeof *seen);
    char topic[64];
    snprintf(topic, sizeof topic, "flush/%llu", (unsigned long long)++serial);
    wait_for(f, bus_is_connected(bus));
    bus_subscribe(bus, topic, on_message, seen);
    say(bus, topic, serial);
    wait_for(f, seen->n > 0);
    bus_unsubscribe(bus, topic);
    bus_loop_turn(f->loop, 0);
    free(seen);
}

static void
a_late_subscriber_is_complete_within_a_second(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct bus *pub = open_bus(f, "pub", true);
    flush(f, pub);
    char topic[64];
    for (uint64_t round = 0; round < 3; round++)
        for (unsigned i = 0; i < 1200; i++) { /* more than two pages */
            snprintf(topic, sizeof topic, "quality/%u", i);
            say(pub, topic, round * 10000 + i);
        }
    flush(f, pub);

    struct bus *sub = open_bus(f, "sub", false);
    struct mono began = mono_now();
    bus_subscribe(sub, "quality/", on_message, &f->seen);
    wait_for(f, bus_is_complete(sub));
    assert_true(mono_diff_ns(mono_now(), began) < NS_PER_S);
    assert_int_equal(f->seen.n, 1200);
    for (unsigned i = 0; i < 1200; i++)
        assert_int_equal(f->seen.value[i], 20000 + i);

    say(pub, "quality/7", 30000); /* and then what is live, once */
    wait_for(f, f->seen.n == 1201);
    flush(f, pub);
    assert_int_equal(f->seen.n, 1201);
    assert_int_equal(bus_counters(sub).missed, 0);
    bus_close(&pub);
    bus_close(&sub);
}

static void
snapshot_and_live_stream_join_without_hole_or_repetition(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct bus *pub = open_bus(f, "pub", true);
    flush(f, pub);
    /* Subscribers come and go while numbers flow. */
    uint64_t value = 0;
    for (int round = 0; round < 20; round++) {
        struct seen *seen = xcalloc(1, sizeof *seen);
        struct bus *sub = open_bus(f, "sub", false);
        bus_subscribe(sub, "quality/", on_message, seen);
        struct mono end = mono_add_ns(mono_now(), DEADLINE_NS);
        while (!bus_is_complete(sub) || seen->n < 300) {
            say(pub, "quality/x", ++value);
            bus_loop_turn(f->loop, 0);
            assert_true(mono_diff_ns(end, mono_now()) > 0);
        }
        for (size_t i = 1; i < seen->n; i++)
            assert_int_equal(seen->value[i], seen->value[i - 1] + 1);
        assert_int_equal(bus_counters(sub).missed, 0);
        bus_close(&sub);
        free(seen);
    }
    bus_close(&pub);
}

static void
everything_works_in_whatever_order_it_starts(void **state)
{
    struct fixture *f = *state;
    struct bus *sub = open_bus(f, "sub", false);
    struct bus *pub = open_bus(f, "pub", true);
    bus_subscribe(sub, "quality/", on_message, &f->seen);
    say(pub, "quality/early", 1); /* nobody hears it yet */
    bus_loop_turn(f->loop, 0);
    assert_false(bus_is_connected(sub));
    assert_true(bus_counters(pub).dropped >= 1);
    hub_start(&f->hub, sim);
    wait_for(f, has(&f->seen, "quality/early", 1));
    wait_for(f, bus_is_connected(sub));
    say(pub, "quality/late", 2);
    wait_for(f, has(&f->seen, "quality/late", 2));
    assert_int_equal(f->seen.n, 2);
    bus_close(&pub);
    bus_close(&sub);
}

static void
a_hub_that_was_killed_is_complete_again_after_its_restart(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct bus *pub = open_bus(f, "pub", true);
    struct bus *sub = open_bus(f, "sub", false);
    bus_subscribe(sub, "quality/", on_message, &f->seen);
    bus_on_gap(sub, on_gap, &f->seen);
    say(pub, "quality/once", 1); /* never said again */
    wait_for(f, has(&f->seen, "quality/once", 1));

    hub_kill(&f->hub);
    say(pub, "quality/while-down", 2);
    hub_start(&f->hub, sim);
    wait_for(f, has(&f->seen, "quality/while-down", 2));
    say(pub, "quality/after", 3);
    wait_for(f, has(&f->seen, "quality/after", 3));

    struct seen *late = xcalloc(1, sizeof *late);
    struct bus *other = open_bus(f, "other", false);
    bus_subscribe(other, "quality/", on_message, late);
    wait_for(f, has(late, "quality/once", 1) &&
                    has(late, "quality/while-down", 2) &&
                    has(late, "quality/after", 3));
    assert_int_equal(f->seen.n, 3); /* no repetition */
    assert_int_equal(f->seen.missed, 0);
    free(late);
    bus_close(&other);
    bus_close(&pub);
    bus_close(&sub);
}

static void
what_a_full_queue_loses_is_counted_exactly_and_refilled(void **state)
{
    struct fixture *f = *state;
    const char *const small[] = {"sim", "--hwm", "50", NULL};
    hub_start(&f->hub, small);
    struct bus *pub = open_bus(f, "pub", true);
    struct bus_loop *other = bus_loop_new(); /* stands still meanwhile */
    struct bus *sub;
    const struct bus_config config = {
        .instance = "sim", .source = "sub", .receive_hwm = 50};
    assert_int_equal(bus_open(other, &config, &sub), ERR_OK);
    bus_subscribe(sub, "quality/", on_message, &f->seen);
    bus_on_gap(sub, on_gap, &f->seen);
    flush(f, pub);
    struct mono end = mono_add_ns(mono_now(), DEADLINE_NS);
    while (!bus_is_complete(sub)) {
        bus_loop_turn(other, 10 * NS_PER_MS);
        bus_loop_turn(f->loop, 0);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }
    say(pub, "quality/busy", 1); /* the stream is known from its beginning */
    while (f->seen.n < 1) {
        bus_loop_turn(other, 10 * NS_PER_MS);
        bus_loop_turn(f->loop, 0);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }

    const uint64_t n = 60000, dropped = bus_counters(pub).dropped;
    for (uint64_t i = 2; i <= n; i++) {
        say(pub, "quality/busy", i);
        if (i == n / 2)
            say(pub, "quality/quiet", 1); /* lost, and never said again */
        if (i % 1000 == 0)
            flush(f, pub);
    }
    assert_int_equal(bus_counters(pub).dropped, dropped);
    end = mono_add_ns(mono_now(), DEADLINE_NS);
    while (!has(&f->seen, "quality/quiet", 1) || f->seen.total < 2 ||
           f->seen.total - 1 + f->seen.missed < n) {
        bus_loop_turn(other, 20 * NS_PER_MS);
        bus_loop_turn(f->loop, 0);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }
    /* one of those that came is quiet's */
    assert_int_equal(f->seen.total - 1 + f->seen.missed, n);
    assert_true(f->seen.gaps > 0);
    assert_int_equal(bus_counters(sub).missed, f->seen.missed);
    bus_close(&sub);
    bus_loop_free(&other);
    bus_close(&pub);
}

/* ---- requests -------------------------------------------------------------
 */

struct answer {
    bool came, was_null;
    uint64_t status;
    char text[128];
    unsigned served;
    struct bus_peer peer;
};

static void
serve_echo(void *arg, const struct bus_peer *peer,
    const struct msg_request *request, struct msg_reply *reply)
{
    struct answer *a = arg;
    a->served++;
    a->peer = *peer;
    reply->status = request->args.n == 0 ? ERR_RANGE : ERR_OK;
    reply->text = request->verb;
    reply->rows = request->args;
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct answer *a = arg;
    a->came = true;
    a->was_null = reply == NULL;
    if (reply == NULL)
        return;
    a->status = reply->status;
    msg_str_copy(a->text, sizeof a->text, reply->text);
    for (size_t i = 0; i < reply->rows.n; i++) {
        size_t n = strlen(a->text);
        a->text[n] = '|';
        msg_str_copy(a->text + n + 1, sizeof a->text - n - 1, reply->rows.v[i]);
    }
}

static void
a_question_is_answered_and_the_kernel_says_who_asked(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct answer a = {0};
    struct bus *server = open_bus(f, "server", true);
    struct bus *client = open_bus(f, "client", false);
    assert_int_equal(
        bus_serve(server, PATHS_OPERATE, "server", serve_echo, &a), ERR_OK);
    const char *const args[] = {"one", "zw\xc3\xb6lf", ""};
    bus_ask(client, PATHS_OPERATE, "server", "enable", args, 3, 5 * NS_PER_S,
        on_reply, &a);
    wait_for(f, a.came);
    assert_false(a.was_null);
    assert_string_equal(a.text, "enable|one|zw\xc3\xb6lf|");
    assert_int_equal(a.status, ERR_OK);
    assert_true(a.peer.is_known);
    assert_int_equal(a.peer.uid, getuid());
    assert_int_equal(a.peer.gid, getgid());
    assert_int_equal(a.peer.pid, getpid());

    a.came = false;
    bus_ask(client, PATHS_OPERATE, "server", "none", NULL, 0, 5 * NS_PER_S,
        on_reply, &a);
    wait_for(f, a.came);
    assert_int_equal(a.status, ERR_RANGE);
    bus_close(&client);
    bus_close(&server);
}

static void
a_question_nobody_answers_ends_and_is_never_served_later(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct answer a = {0};
    struct bus *client = open_bus(f, "client", false);
    const char *const args[] = {"fire"};
    bus_ask(client, PATHS_OPERATE, "gate", "fire", args, 1, 50 * NS_PER_MS,
        on_reply, &a);
    wait_for(f, a.came);
    assert_true(a.was_null);

    struct bus *server = open_bus(f, "gate", true);
    assert_int_equal(
        bus_serve(server, PATHS_OPERATE, "gate", serve_echo, &a), ERR_OK);
    a.came = false;
    bus_ask(client, PATHS_OPERATE, "gate", "again", args, 1, 5 * NS_PER_S,
        on_reply, &a);
    wait_for(f, a.came);
    assert_string_equal(a.text, "again|fire");
    assert_int_equal(a.served, 1);
    bus_close(&client);
    bus_close(&server);
}

/* An answered question lends its connection to the next; two at the same time
 * do not meet. */
static void
questions_after_each_other_and_at_once_are_all_answered(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct answer a = {0}, b = {0}, s = {0};
    struct bus *client = open_bus(f, "client", false);
    struct bus *server = open_bus(f, "gate", true);
    const char *const one[] = {"one"}, *const two[] = {"two"};
    assert_int_equal(
        bus_serve(server, PATHS_OPERATE, "gate", serve_echo, &s), ERR_OK);
    for (int i = 0; i < 5; i++) {
        a = b = (struct answer){0};
        bus_ask(client, PATHS_OPERATE, "gate", "first", one, 1, 5 * NS_PER_S,
            on_reply, &a);
        bus_ask(client, PATHS_OPERATE, "gate", "second", two, 1, 5 * NS_PER_S,
            on_reply, &b);
        wait_for(f, a.came && b.came);
        assert_string_equal(a.text, "first|one");
        assert_string_equal(b.text, "second|two");
    }
    assert_int_equal(s.served, 10);
    bus_close(&client);
    bus_close(&server);
}

/* Also over a connection that was lent: what nobody answered in time is never
 * served, and the server that came anew is reached. */
static void
a_server_that_came_anew_gets_new_questions_only(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct answer a = {0}, s = {0};
    struct bus *client = open_bus(f, "client", false);
    for (unsigned life = 1; life <= 3; life++) {
        struct bus *server = open_bus(f, "gate", true);
        assert_int_equal(
            bus_serve(server, PATHS_OPERATE, "gate", serve_echo, &s), ERR_OK);
        a = (struct answer){0};
        bus_ask(client, PATHS_OPERATE, "gate", "now", NULL, 0, 5 * NS_PER_S,
            on_reply, &a);
        wait_for(f, a.came);
        assert_string_equal(a.text, "now");
        assert_int_equal(s.served, life);
        bus_close(&server);
        a = (struct answer){0};
        bus_ask(client, PATHS_OPERATE, "gate", "lost", NULL, 0, 50 * NS_PER_MS,
            on_reply, &a);
        wait_for(f, a.came);
        assert_true(a.was_null);
    }
    bus_close(&client);
}

static void
a_name_can_be_served_by_one_process_only(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct answer a = {0};
    struct bus *one = open_bus(f, "one", true), *two = open_bus(f, "two", true);
    assert_int_equal(
        bus_serve(one, PATHS_OBSERVE, "x", serve_echo, &a), ERR_OK);
    assert_int_equal(
        bus_serve(two, PATHS_OBSERVE, "x", serve_echo, &a), ERR_EXISTS);
    bus_close(&one);
    bus_loop_turn(f->loop, 0);
    assert_int_equal(
        bus_serve(two, PATHS_OBSERVE, "x", serve_echo, &a), ERR_OK);
    bus_close(&two);
}

/* ---- heartbeats and events ------------------------------------------------
 */

struct life {
    unsigned beats, ready;
    uint64_t hash, pid;
    char event[128];
};

static void
on_life(void *arg, const char *topic, const struct msg *msg)
{
    struct life *life = arg;
    if (strcmp(topic, "hb/me") == 0) {
        life->beats++;
        life->ready += msg_str_eq(msg->u.heartbeat.state, "ready");
        life->hash = msg->u.heartbeat.mdb_hash;
        life->pid = msg->u.heartbeat.pid;
        assert_true(msg->u.heartbeat.rss_bytes > 0);
    } else if (strcmp(topic, "event/me") == 0) {
        msg_str_copy(life->event, sizeof life->event, msg->u.event.text);
    }
}

static void
a_process_tells_its_state_and_its_events(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct life life = {0};
    struct bus *me = open_bus(f, "me", true), *sub = open_bus(f, "sub", false);
    bus_set_mdb_hash(me, 0x1234);
    bus_subscribe(sub, "", on_life, &life);
    wait_for(f, life.beats >= 1);
    assert_int_equal(life.ready, 0);
    bus_state(me, "ready", "all\x1b[31m well");
    wait_for(f, life.ready >= 1);
    assert_int_equal(life.hash, 0x1234);
    assert_int_equal(life.pid, getpid());
    log_event(EV_LINK_UP, "link %s", "tm");
    wait_for(f, strcmp(life.event, "link tm") == 0);
    bus_close(&me);
    bus_close(&sub);
}

static void
a_late_subscriber_gets_recent_events_in_order(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct bus *me = open_bus(f, "me", true);
    for (unsigned i = 0; i < 40; i++)
        log_event(EV_LINK_UP, "%02u", i);
    flush(f, me);
    hub_kill(&f->hub); /* history outlives the hub */
    hub_start(&f->hub, sim);
    flush(f, me);
    struct life life = {0};
    struct bus *sub = open_bus(f, "sub", false);
    bus_subscribe(sub, "event/me", on_life, &life);
    wait_for(f, bus_is_complete(sub));
    wait_for(f, strcmp(life.event, "39") == 0);
    bus_close(&me);
    bus_close(&sub);
}

/* ---- what is refused ------------------------------------------------------
 */

static void
a_name_or_directory_that_cannot_be_used_is_refused(void **state)
{
    struct fixture *f = *state;
    struct bus *bus;
    static const struct {
        const char *instance, *source;
    } bad[] = {{"../x", "me"}, {"", "me"}, {"sim", ""}, {"sim", "a\nb"}};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct bus_config config = {
            .instance = bad[i].instance, .source = bad[i].source};
        assert_int_equal(bus_open(f->loop, &config, &bus), ERR_RANGE);
        assert_null(bus);
    }
    char *longer = xasprintf("%s/%0100d", f->dir, 0);
    setenv("COLUMBA_RUN", longer, 1);
    const struct bus_config config = {.instance = "sim", .source = "me"};
    assert_int_equal(bus_open(f->loop, &config, &bus), ERR_LIMIT);
    setenv("COLUMBA_RUN", f->dir, 1);
    free(longer);
}

static void
a_handler_may_unsubscribe_itself(
    void *arg, const char *topic, const struct msg *msg)
{
    struct bus **bus = arg;
    (void)topic, (void)msg;
    bus_unsubscribe(*bus, "quality/");
    bus_subscribe(*bus, "quality/two", on_message, NULL);
    bus_unsubscribe(*bus, "quality/two");
}

static void
subscriptions_change_inside_their_own_handlers(void **state)
{
    struct fixture *f = *state;
    hub_start(&f->hub, sim);
    struct bus *pub = open_bus(f, "pub", true),
               *sub = open_bus(f, "sub", false);
    for (uint64_t i = 0; i < 10; i++)
        say(pub, "quality/one", i);
    bus_subscribe(sub, "quality/", a_handler_may_unsubscribe_itself, &sub);
    bus_subscribe(sub, "quality/one", on_message, &f->seen);
    wait_for(f, has(&f->seen, "quality/one", 9));
    say(pub, "quality/one", 10);
    wait_for(f, has(&f->seen, "quality/one", 10));
    bus_close(&pub);
    bus_close(&sub);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_late_subscriber_is_complete_within_a_second),
        TEST(snapshot_and_live_stream_join_without_hole_or_repetition),
        TEST(everything_works_in_whatever_order_it_starts),
        TEST(a_hub_that_was_killed_is_complete_again_after_its_restart),
        TEST(what_a_full_queue_loses_is_counted_exactly_and_refilled),
        TEST(a_question_is_answered_and_the_kernel_says_who_asked),
        TEST(a_question_nobody_answers_ends_and_is_never_served_later),
        TEST(questions_after_each_other_and_at_once_are_all_answered),
        TEST(a_server_that_came_anew_gets_new_questions_only),
        TEST(a_name_can_be_served_by_one_process_only),
        TEST(a_process_tells_its_state_and_its_events),
        TEST(a_late_subscriber_gets_recent_events_in_order),
        TEST(a_name_or_directory_that_cannot_be_used_is_refused),
        TEST(subscriptions_change_inside_their_own_handlers),
    };
    return check_run(tests);
}
