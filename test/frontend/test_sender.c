/*
 * test_sender.c - each command at most once, and the same answer for ever.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"
#include "support/outbox_list.h"
#include "support/uplink_rig.h"

#include <sys/socket.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "frontend/sender.h"
#include "mdb/encode.h"

#define HASH    77
#define ANSWERS 64
#define ID(n)   "000000000000000000000000000000" n

struct told {
    uint64_t asker;
    char id[40], result[16], text[200];
    struct utc time, since;
};

struct rig {
    struct outbox_list list;
    struct mission_instance instance;
    struct mission_uplink uplink[2];
    struct sender *sender;
    struct moment now;
    int fd; /* receives what goes out */
    struct told told[ANSWERS];
    size_t n_told;
    uint64_t askers;
};

static char loopback[] = "127.0.0.1", main_name[] = "tc", other_name[] = "b",
            instance_name[] = "flight";

static void
on_answer(void *arg, uint64_t asker, const struct msg_transmitted *t)
{
    struct rig *r = arg;
    struct told *a = &r->told[r->n_told++ % ANSWERS];
    a->asker = asker;
    msg_str_copy(a->id, sizeof a->id, t->id);
    msg_str_copy(a->result, sizeof a->result, t->result);
    msg_str_copy(a->text, sizeof a->text, t->text);
    a->time = t->time;
    a->since = t->since;
}

/* "tc" on UDP, enabled; "b" a TCP uplink that is not. */
static struct rig *
setup(void)
{
    struct rig *r = xcalloc(1, sizeof *r);
    outbox_list_init(&r->list);
    r->now.mono.ns = 1000 * NS_PER_S;
    r->now.utc.ns = 1790000000 * NS_PER_S;
    uint16_t port = 0;
    r->fd = uplink_rig_udp(&port);
    r->uplink[0] = (struct mission_uplink){.name = main_name,
        .type = MISSION_UDP,
        .host = loopback,
        .port = port,
        .is_enabled = true};
    r->uplink[1] = (struct mission_uplink){.name = other_name,
        .type = MISSION_TCP,
        .host = loopback,
        .port = port};
    r->instance = (struct mission_instance){.name = instance_name,
        .uplink = r->uplink,
        .n_uplinks = 2,
        .commands.is_ccsds = true};
    const struct sender_config config = {&r->list.outbox, r, on_answer};
    r->sender = sender_new(&config, r->now);
    sender_open(r->sender, &r->instance, HASH, r->now);
    return r;
}

static void
teardown(struct rig *r)
{
    sender_free(&r->sender, r->now);
    outbox_list_fini(&r->list);
    close(r->fd);
    free(r);
}

static void
wait_ns(struct rig *r, int64_t ns)
{
    r->now.mono.ns += ns;
    r->now.utc.ns += ns;
}

static size_t
packet(uint8_t *out, uint16_t apid)
{
    (void)link_rig_packet(out, apid, 3, 12);
    out[0] |= 0x10; /* telecommand */
    return 12;
}

/* An order for id `id`, good unless the test changes it. */
static struct msg_transmit
order(const struct rig *r, const char *verb, const char *id, const uint8_t *p,
    size_t len)
{
    return (struct msg_transmit){
        .verb = msg_str(verb),
        .id = msg_str(id),
        .mdb_hash = HASH,
        .uplink = msg_str(main_name),
        .deadline = utc_add_ns(r->now.utc, 5 * NS_PER_S),
        .data = {p, len},
    };
}

static void
give(struct rig *r, const struct msg_transmit *o)
{
    sender_order(r->sender, msg_str(instance_name), o, ++r->askers, r->now);
}

/* Order it and return the answer, which must come at once. */
static const struct told *
ask(struct rig *r, const char *verb, const char *id)
{
    uint8_t p[16];
    const size_t len = packet(p, 100);
    const struct msg_transmit o = order(r, verb, id, p, len);
    const size_t before = r->n_told;
    give(r, &o);
    assert_int_equal(r->n_told, before + 1);
    const struct told *t = &r->told[before % ANSWERS];
    assert_int_equal(t->asker, r->askers);
    return t;
}

static size_t
arrived(const struct rig *r)
{
    uint8_t got[2000];
    size_t n = 0;
    while (recv(r->fd, got, sizeof got, MSG_DONTWAIT) >= 0)
        n++;
    return n;
}

static void
an_id_goes_out_once(void **state)
{
    (void)state;
    struct rig *r = setup();
    const struct told *t = ask(r, "transmit", ID("aa"));
    assert_string_equal(t->result, "sent");
    assert_string_equal(t->id, ID("aa"));
    assert_int_equal(t->time.ns, r->now.utc.ns);
    const int64_t sent = r->now.utc.ns;
    assert_int_equal(arrived(r), 1);
    wait_ns(r, NS_PER_S);
    for (unsigned i = 0; i < 100; i++) {
        t = ask(r, i % 2 ? "transmit" : "settle", ID("aa"));
        assert_string_equal(t->result, "sent");
        assert_int_equal(t->time.ns, sent);
    }
    assert_int_equal(arrived(r), 0);
    assert_string_equal(ask(r, "transmit", ID("ab"))->result, "sent");
    assert_int_equal(arrived(r), 1);
    teardown(r);
}

static void
what_was_settled_is_never_sent(void **state)
{
    (void)state;
    struct rig *r = setup();
    const struct utc start = r->now.utc;
    wait_ns(r, NS_PER_S);
    const struct told *t = ask(r, "settle", ID("01"));
    assert_string_equal(t->result, "not-sent");
    assert_int_equal(t->since.ns, start.ns);
    t = ask(r, "transmit", ID("01"));
    assert_string_equal(t->result, "not-sent");
    assert_int_equal(arrived(r), 0);
    /* a question about something from before our start */
    struct msg_transmit o = order(r, "settle", ID("02"), NULL, 0);
    o.deadline = start;
    give(r, &o);
    assert_string_equal(r->told[2].result, "unknown");
    assert_string_equal(ask(r, "transmit", ID("02"))->result, "unknown");
    assert_int_equal(arrived(r), 0);
    teardown(r);
}

static void
a_new_database_or_mission_does_not_make_it_forget(void **state)
{
    (void)state;
    struct rig *r = setup();
    assert_string_equal(ask(r, "transmit", ID("aa"))->result, "sent");
    sender_open(r->sender, &r->instance, HASH, r->now);
    assert_string_equal(ask(r, "transmit", ID("aa"))->result, "sent");
    assert_int_equal(arrived(r), 1);
    sender_close(r->sender, r->now);
    uint8_t p[16];
    const struct msg_transmit o =
        order(r, "transmit", ID("ab"), p, packet(p, 100));
    give(r, &o); /* no instance is open */
    assert_string_equal(r->told[2].result, "not-sent");
    sender_open(r->sender, &r->instance, HASH + 1, r->now);
    assert_string_equal(ask(r, "transmit", ID("ac"))->result, "not-sent");
    assert_int_equal(arrived(r), 0);
    teardown(r);
}

enum wrong {
    WRONG_INSTANCE,
    WRONG_INSTANCE_EMPTY,
    WRONG_VERB,
    WRONG_ID,
    WRONG_ID_UPPER,
    WRONG_ID_LONG,
    WRONG_HASH,
    WRONG_UPLINK,
    WRONG_UPLINK_DISABLED,
    WRONG_UPLINK_EMPTY,
    WRONG_DEADLINE,
    WRONG_DEADLINE_NOW,
    WRONG_DEADLINE_NONE,
    WRONG_DEADLINE_FAR,
    WRONG_DEADLINE_FIRST,
    WRONG_DEADLINE_LAST,
    WRONG_EMPTY,
    WRONG_CUT,
    WRONG_LENGTH,
    WRONG_TRAILING,
    WRONG_VERSION,
    WRONG_TELEMETRY,
    WRONG_IDLE,
    WRONG_LONG,
    WRONG_COUNT
};

static void
spoil(struct msg_transmit *o, uint8_t *p, const struct rig *r, enum wrong w)
{
    static const struct {
        enum wrong wrong;
        size_t len;
        uint8_t at, or ;
    } bytes[] = {
        {WRONG_EMPTY, 0, 0, 0},
        {WRONG_CUT, 5, 0, 0},
        {WRONG_LENGTH, 11, 0, 0},
        {WRONG_TRAILING, 13, 0, 0},
        {WRONG_VERSION, 12, 0, 0x20},
        {WRONG_IDLE, 12, 0, 0x07},
        {WRONG_LONG, 65543, 0, 0},
    };
    static const struct {
        enum wrong wrong;
        const char *id, *uplink, *verb;
    } words[] = {
        {WRONG_VERB, NULL, NULL, "transmitt"},
        {WRONG_ID, "0", NULL, NULL},
        {WRONG_ID_UPPER, ID("AA"), NULL, NULL},
        {WRONG_ID_LONG, ID("aab"), NULL, NULL},
        {WRONG_UPLINK, NULL, "td", NULL},
        {WRONG_UPLINK_DISABLED, NULL, other_name, NULL},
        {WRONG_UPLINK_EMPTY, NULL, "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(bytes); i++)
        if (bytes[i].wrong == w) {
            o->data.len = bytes[i].len;
            p[bytes[i].at] |= bytes[i].or ;
        }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].wrong == w) {
            o->id = words[i].id ? msg_str(words[i].id) : o->id;
            o->uplink = words[i].uplink ? msg_str(words[i].uplink) : o->uplink;
            o->verb = words[i].verb ? msg_str(words[i].verb) : o->verb;
        }
    const int64_t now = r->now.utc.ns;
    if (w == WRONG_HASH)
        o->mdb_hash = HASH ^ 1;
    if (w == WRONG_DEADLINE)
        o->deadline.ns = now - 1;
    if (w == WRONG_DEADLINE_NOW)
        o->deadline.ns = now;
    if (w == WRONG_DEADLINE_NONE)
        o->deadline = UTC_NONE;
    if (w == WRONG_DEADLINE_FAR)
        o->deadline.ns = now + SENDER_AHEAD_NS + 1;
    if (w == WRONG_DEADLINE_FIRST)
        o->deadline.ns = INT64_MIN + 1;
    if (w == WRONG_DEADLINE_LAST)
        o->deadline.ns = INT64_MAX;
    if (w == WRONG_IDLE)
        p[1] = 0xff;
    if (w == WRONG_TELEMETRY)
        p[0] &= 0xef;
}

static void
orders_that_are_wrong_in_one_thing_send_nothing(void **state)
{
    (void)state;
    struct rig *r = setup();
    uint8_t *p = xcalloc(65600, 1);
    for (int w = 0; w < WRONG_COUNT; w++) {
        char id[40];
        snprintf(id, sizeof id, "%032x", (unsigned)w + 16);
        struct msg_transmit o = order(r, "transmit", id, p, packet(p, 100));
        spoil(&o, p, r, (enum wrong)w);
        const char *instance = w == WRONG_INSTANCE         ? "sim"
                               : w == WRONG_INSTANCE_EMPTY ? ""
                                                           : instance_name;
        r->n_told = 0;
        sender_order(r->sender, msg_str(instance), &o, ++r->askers, r->now);
        assert_int_equal(r->n_told, 1);
        if (strcmp(r->told[0].result, "not-sent") != 0 ||
            r->told[0].text[0] == '\0')
            fail_msg("case %d: %s (%s)", w, r->told[0].result, r->told[0].text);
        if (arrived(r) != 0)
            fail_msg("case %d went out", w);
        /* and the right order for that id comes too late, once it was known */
        if (w > WRONG_ID_LONG) {
            o = order(r, "transmit", id, p, packet(p, 100));
            give(r, &o);
            assert_string_equal(r->told[1].result, "not-sent");
            assert_int_equal(arrived(r), 0);
        }
    }
    free(p);
    assert_true(outbox_list_events(&r->list, EV_UPLINK_REFUSED) +
                    outbox_list_events(&r->list, EV_UPLINK_NOT_SENT) >=
                1);
    teardown(r);
}

static void
bytes_of_another_form_go_out_where_the_mission_says_so(void **state)
{
    (void)state;
    struct rig *r = setup();
    r->instance.commands.is_ccsds = false;
    struct msg_transmit o =
        order(r, "transmit", ID("aa"), (const uint8_t *)"PING", 4);
    give(r, &o);
    assert_string_equal(r->told[0].result, "sent");
    assert_int_equal(arrived(r), 1);
    o = order(r, "transmit", ID("ab"), (const uint8_t *)"", 0);
    give(r, &o);
    assert_string_equal(r->told[1].result, "not-sent");
    teardown(r);
}

static void
a_checksum_that_is_wrong_does_not_go_out(void **state)
{
    (void)state;
    struct rig *r = setup();
    uint8_t p[16];
    const size_t len = packet(p, 100);
    r->instance.commands.has_crc = true;
    const uint16_t crc = mdb_crc16(p, len - 2);
    p[len - 2] = (uint8_t)(crc >> 8);
    p[len - 1] = (uint8_t)(crc ^ 1);
    struct msg_transmit o = order(r, "transmit", ID("aa"), p, len);
    give(r, &o);
    assert_string_equal(r->told[0].result, "not-sent");
    p[len - 1] ^= 1;
    o = order(r, "transmit", ID("ab"), p, len);
    give(r, &o);
    assert_string_equal(r->told[1].result, "sent");
    assert_int_equal(arrived(r), 1);
    teardown(r);
}

/* Over a TCP uplink that stalls: the answer comes later, to the newest asker.
 */
static void
an_open_one_is_answered_when_it_is_known(void **state)
{
    (void)state;
    struct rig *r = setup();
    uint16_t port = 0;
    const int listener = uplink_rig_listen(&port);
    r->uplink[1].port = port;
    r->uplink[1].is_enabled = true;
    r->instance.commands.is_ccsds = false;
    sender_open(r->sender, &r->instance, HASH, r->now);
    struct link *link = sender_link(r->sender, 1);
    for (unsigned i = 0; i < 500 && link->state != LINK_UP; i++) {
        struct pollfd fd[LINK_FDS];
        const size_t n = link_poll(link, fd);
        (void)poll(fd, n, 10);
        for (size_t k = 0; k < n; k++)
            if (fd[k].revents)
                link_ready(link, &fd[k], r->now);
    }
    assert_int_equal(link->state, LINK_UP);
    const int peer = accept(listener, NULL, NULL);
    uint8_t *big = xcalloc(65000, 1);
    char id[40];
    unsigned n = 0;
    while (!link->wants_out) {
        snprintf(id, sizeof id, "%032x", 0x100 + n++);
        struct msg_transmit o = order(r, "transmit", id, big, 65000);
        o.uplink = msg_str(other_name);
        give(r, &o);
    }
    /* one more is not begun: it can be settled for good */
    struct msg_transmit o = order(r, "transmit", ID("ff"), big, 65000);
    o.uplink = msg_str(other_name);
    r->n_told = 0;
    give(r, &o);
    assert_int_equal(r->n_told, 0);
    assert_string_equal(ask(r, "settle", ID("ff"))->result, "not-sent");
    assert_string_equal(ask(r, "transmit", ID("ff"))->result, "not-sent");
    /* the one that is cut cannot: both ask, the newest is told, once */
    r->n_told = 0;
    o = order(r, "settle", id, NULL, 0);
    give(r, &o);
    give(r, &o);
    assert_int_equal(r->n_told, 0);
    assert_true(sender_is_busy(r->sender));
    wait_ns(r, 6 * NS_PER_S);
    sender_tick(r->sender, r->now);
    assert_false(sender_is_busy(r->sender));
    size_t found = 0;
    for (size_t i = 0; i < r->n_told; i++)
        if (strcmp(r->told[i].id, id) == 0) {
            assert_string_equal(r->told[i].result, "unknown");
            assert_int_equal(r->told[i].asker, r->askers);
            found++;
        }
    assert_int_equal(found, 1);
    assert_string_equal(ask(r, "transmit", id)->result, "unknown");
    assert_true(outbox_list_events(&r->list, EV_UPLINK_UNKNOWN) +
                    outbox_list_events(&r->list, EV_UPLINK_NOT_SENT) >=
                1);
    free(big);
    close(peer);
    close(listener);
    teardown(r);
}

static void
memory_is_bounded_and_since_says_what_is_forgotten(void **state)
{
    (void)state;
    struct rig *r = setup();
    const struct utc start = r->now.utc;
    char id[40];
    for (unsigned i = 0; i < SENDER_IDS; i++) {
        snprintf(id, sizeof id, "%032x", i);
        wait_ns(r, 1000);
        struct msg_transmit o = order(r, "settle", id, NULL, 0);
        give(r, &o);
    }
    assert_int_equal(ask(r, "settle", ID("00"))->since.ns, start.ns);
    assert_int_equal(
        ask(r, "settle", "f0000000000000000000000000000000")->since.ns,
        start.ns + 1001);
    teardown(r);
}

static void
an_uplink_is_a_link_for_everybody_who_watches(void **state)
{
    (void)state;
    struct rig *r = setup();
    const struct msg_link *m = &outbox_list_last(&r->list, "link/tc")->u.link;
    assert_true(msg_str_eq(m->kind, "uplink udp"));
    assert_true(msg_str_eq(m->state, "up"));
    m = &outbox_list_last(&r->list, "link/b")->u.link;
    assert_true(msg_str_eq(m->state, "disabled"));
    (void)ask(r, "transmit", ID("aa"));
    sender_second(r->sender, r->now);
    m = &outbox_list_last(&r->list, "link/tc")->u.link;
    assert_int_equal(m->packets, 1);
    assert_int_equal(m->bytes, 12);
    assert_near(m->packets_per_s, 1, 1e-9);
    teardown(r);
}

static void
a_person_switches_an_uplink(void **state)
{
    (void)state;
    struct rig *r = setup();
    struct msg_str args[1] = {msg_str(main_name)};
    struct msg_request request = {
        .verb = msg_str("link-disable"), .args = {args, 1}};
    struct msg_reply reply = {0};
    assert_true(
        sender_request(r->sender, false, "user 7", &request, &reply, r->now));
    assert_int_equal(reply.status, ERR_DENIED);
    assert_int_equal(sender_link(r->sender, 0)->state, LINK_UP);
    assert_true(
        sender_request(r->sender, true, "user 7", &request, &reply, r->now));
    assert_int_equal(reply.status, ERR_OK);
    assert_non_null(
        strstr(outbox_list_event(&r->list, EV_LINK_DISABLED), "by user 7"));
    assert_string_equal(ask(r, "transmit", ID("aa"))->result, "not-sent");
    /* also after a reload, though the mission enables it */
    sender_close(r->sender, r->now);
    sender_open(r->sender, &r->instance, HASH, r->now);
    assert_int_equal(sender_link(r->sender, 0)->state, LINK_DISABLED);
    sender_open(r->sender, &r->instance, HASH, r->now);
    assert_int_equal(sender_link(r->sender, 0)->state, LINK_DISABLED);
    request.verb = msg_str("link-enable");
    assert_true(
        sender_request(r->sender, true, "user 7", &request, &reply, r->now));
    assert_string_equal(ask(r, "transmit", ID("ab"))->result, "sent");
    args[0] = msg_str("nobody");
    assert_false(
        sender_request(r->sender, true, "user 7", &request, &reply, r->now));
    request.verb = msg_str("links");
    args[0] = msg_str(main_name);
    assert_false(
        sender_request(r->sender, true, "user 7", &request, &reply, r->now));
    teardown(r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_goes_out_once),
        cmocka_unit_test(what_was_settled_is_never_sent),
        cmocka_unit_test(a_new_database_or_mission_does_not_make_it_forget),
        cmocka_unit_test(orders_that_are_wrong_in_one_thing_send_nothing),
        cmocka_unit_test(
            bytes_of_another_form_go_out_where_the_mission_says_so),
        cmocka_unit_test(a_checksum_that_is_wrong_does_not_go_out),
        cmocka_unit_test(an_open_one_is_answered_when_it_is_known),
        cmocka_unit_test(memory_is_bounded_and_since_says_what_is_forgotten),
        cmocka_unit_test(an_uplink_is_a_link_for_everybody_who_watches),
        cmocka_unit_test(a_person_switches_an_uplink),
    };
    return check_run(tests);
}
