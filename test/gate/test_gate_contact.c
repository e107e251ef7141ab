/*
 * test_gate_contact.c - links, signals, heartbeats: may a command go out, and
 * is what was received still live?
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_priv.h"

#include "common/attr.h"
#include "common/str.h"
#include "support/gate_rig.h"

/* ---- telling the gate ---------------------------------------------------- */

static struct msg
link_of(const char *name, const char *state, const char *signal)
{
    struct msg m = {.envelope.type = MSG_LINK};
    m.u.link = (struct msg_link){.name = msg_str(name),
        .state = msg_str(state),
        .is_enabled = true,
        .signal = msg_str(signal),
        .signal_since = UTC_NONE};
    return m;
}

static void
give(struct gate_rig *r, struct msg m)
{
    if (m.envelope.source.len == 0)
        m.envelope.source = msg_str("frontend");
    m.envelope.instance = msg_str("sim");
    if (m.envelope.utc.ns == 0)
        m.envelope.utc = r->now.utc;
    gate_app_message(r->app, &m, r->now);
}

static void
say(struct gate_rig *r, const char *name, const char *state, const char *signal)
{
    give(r, link_of(name, state, signal));
}

static struct msg
heartbeat(const char *source, const char *state, struct utc started)
{
    struct msg m = {
        .envelope = {.type = MSG_HEARTBEAT, .source = msg_str(source)}};
    m.u.heartbeat =
        (struct msg_heartbeat){.state = msg_str(state), .started = started};
    return m;
}

/* A gate that has heard of nothing yet; its mission has the link "tm" with
 * this kind of signal. */
static void
begin_deaf(struct gate_rig *r, enum mission_signal kind)
{
    gate_rig_init(r);
    r->link.signal = kind;
    gate_rig_kill(r);
    gate_rig_begin(r);
}

static const char *
signal_of(const struct gate_rig *r)
{
    return gate_signal_str(gate_signal(r->app));
}

static bool
has_contact(const struct gate_rig *r, const char *says)
{
    const char *why;
    const bool is_there = gate_has_contact(r->app, &why);
    assert_string_equal(why, says);
    return is_there;
}

/* ---- the signal ---------------------------------------------------------- */

static void
one_link_in_aos_is_enough_and_los_needs_no_other(void **state)
{
    (void)state;
    static const struct {
        const char *one, *two, *want;
    } row[] = {{"unknown", "unknown", "unknown"}, {"los", "unknown", "los"},
        {"unknown", "los", "los"}, {"los", "los", "los"}, {"aos", "los", "aos"},
        {"los", "aos", "aos"}, {"aos", "unknown", "aos"},
        {"unknown", "aos", "aos"}, {"", "", "unknown"}, {"AOS", "", "unknown"}};
    struct gate_rig r;
    begin_deaf(&r, MISSION_SIGNAL_APID);
    assert_string_equal(signal_of(&r), "unknown");
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        say(&r, "tm", "up", row[i].one);
        say(&r, "tm2", "up", row[i].two);
        if (!str_eq(signal_of(&r), row[i].want))
            fail_msg("row %zu: %s", i, signal_of(&r));
    }
    say(&r, "tm", "up", "los");
    say(&r, "tc", "up", "aos"); /* an uplink's signal is none */
    assert_string_equal(signal_of(&r), "los");
    assert_string_equal(gate_signal_str((enum gate_signal)9), "?");
    gate_rig_fini(&r);
}

static void
a_link_that_is_off_or_was_not_heard_of_has_no_signal(void **state)
{
    (void)state;
    struct gate_rig r;
    begin_deaf(&r, MISSION_SIGNAL_APID);
    struct msg m = link_of("tm", "up", "aos");
    m.u.link.is_enabled = false;
    give(&r, m);
    assert_string_equal(signal_of(&r), "unknown");
    say(&r, "tm", "up", "aos");
    gate_rig_jump(&r, GATE_LINK_NS - 1);
    assert_int_equal(gate_rig_word(&r, "FC-1", "take", 0, 0, 0), ERR_OK);
    assert_string_equal(signal_of(&r), "aos");
    gate_rig_jump(&r, 1);
    gate_rig_turn(&r);
    assert_string_equal(signal_of(&r), "unknown");
    gate_rig_fini(&r);
}

/* The hub hands out the last message of a frontend that is long gone. */
static void
what_the_hub_kept_says_nothing_of_now(void **state)
{
    (void)state;
    static const struct {
        int64_t age;
        const char *want;
    } row[] = {{GATE_LINK_NS + 1, "unknown"}, {-GATE_LINK_NS - 1, "unknown"},
        {GATE_LINK_NS, "aos"}, {-GATE_LINK_NS, "aos"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct gate_rig r;
        begin_deaf(&r, MISSION_SIGNAL_APID);
        struct msg m = link_of("tm", "up", "aos");
        m.envelope.utc = utc_add_ns(r.now.utc, -row[i].age);
        give(&r, m);
        assert_string_equal(signal_of(&r), row[i].want);
        assert_string_equal(
            interlock_blind_reason(r.app->interlock), "the frontend is silent");
        m = heartbeat("frontend", "ready", r.now.utc);
        m.envelope.utc = utc_add_ns(r.now.utc, -row[i].age);
        give(&r, m);
        assert_string_equal(interlock_blind_reason(r.app->interlock),
            row[i].want[0] == 'a' ? "" : "the frontend is silent");
        gate_rig_fini(&r);
    }
}

static void
only_a_frontend_that_runs_is_heard(void **state)
{
    (void)state;
    struct gate_rig r;
    begin_deaf(&r, MISSION_SIGNAL_APID);
    give(&r, heartbeat("limits", "ready", r.now.utc));
    give(&r, heartbeat("frontend", "stopping", r.now.utc));
    assert_string_equal(
        interlock_blind_reason(r.app->interlock), "the frontend is silent");
    give(&r, heartbeat("frontend", "ready", UTC_NONE));
    assert_string_equal(interlock_blind_reason(r.app->interlock), "");
    assert_true(utc_is_none(r.app->frontend_started));
    give(&r, heartbeat("frontend", "ready", r.now.utc));
    assert_int_equal(r.app->frontend_started.ns, r.now.utc.ns);
    give(&r, heartbeat("frontend", "ready", UTC_NONE)); /* it began still */
    assert_int_equal(r.app->frontend_started.ns, r.now.utc.ns);
    gate_rig_jump(&r, GATE_SILENT_NS - 1);
    gate_rig_turn(&r);
    assert_string_equal(interlock_blind_reason(r.app->interlock), "");
    gate_rig_jump(&r, 1);
    gate_rig_turn(&r);
    assert_string_equal(
        interlock_blind_reason(r.app->interlock), "the frontend is silent");
    gate_rig_fini(&r);
}

/* What was received before the signal came is of the pass before. */
static void
values_from_before_the_signal_are_not_live(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_hk(&r, 2, 20);
    gate_rig_take(&r);
    gate_rig_submit(&r, "NEEDS", NULL);
    struct msg m = link_of("tm", "up", "aos");
    m.u.link.signal_since = r.now.utc; /* at exactly the packet */
    give(&r, m);
    gate_rig_submit(&r, "NEEDS", NULL);
    m.u.link.signal_since.ns += 1;
    m.u.link.signal = msg_str("los"); /* says nothing about AOS */
    give(&r, m);
    m.u.link.signal = msg_str("aos");
    m.u.link.name = msg_str("tc");
    give(&r, m);
    m.u.link.name = msg_str("tm");
    m.u.link.signal_since = UTC_NONE;
    give(&r, m);
    gate_rig_submit(&r, "NEEDS", NULL);
    m.u.link.signal_since = utc_add_ns(r.now.utc, 1);
    give(&r, m);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_AGAIN);
    assert_non_null(strstr(r.text, "since the signal came"));
    gate_rig_fini(&r);
}

/* ---- contact ------------------------------------------------------------- */

static void
contact_is_the_signal_where_a_link_has_one(void **state)
{
    (void)state;
    struct gate_rig r;
    begin_deaf(&r, MISSION_SIGNAL_APID);
    assert_false(has_contact(&r, "the signal is unknown: waits for AOS"));
    say(&r, "tm", "up", "los");
    assert_false(has_contact(&r, "loss of signal: waits for AOS"));
    say(&r, "tm", "up", "aos");
    assert_true(has_contact(&r, ""));
    r.app->commands.los = MISSION_LOS_SEND;
    say(&r, "tm", "up", "los");
    assert_true(has_contact(&r, ""));
    gate_rig_fini(&r);
}

static void
contact_is_a_packet_in_10_s_where_no_link_has_a_signal(void **state)
{
    (void)state;
    struct gate_rig r;
    begin_deaf(&r, MISSION_SIGNAL_NONE);
    assert_false(has_contact(&r, "no telemetry: waits for packets"));
    gate_rig_hk(&r, 1, 20);
    assert_true(has_contact(&r, ""));
    gate_rig_jump(&r, GATE_CONTACT_NS - 1);
    gate_rig_turn(&r);
    assert_true(has_contact(&r, ""));
    gate_rig_jump(&r, 1);
    gate_rig_turn(&r);
    assert_false(has_contact(&r, "no telemetry: waits for packets"));
    gate_rig_dump(&r, 1, 1); /* of another time */
    assert_false(has_contact(&r, "no telemetry: waits for packets"));
    r.instance.n_links = 0;
    assert_false(has_contact(&r, "no telemetry: waits for packets"));
    gate_rig_fini(&r);
}

static void
telemetry_that_was_missing_for_a_while_is_noticed(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    assert_true(gate_sees_telemetry(r.app));
    r.is_frontend_silent = true;
    gate_rig_wait(&r, 4);
    gate_rig_hk(&r, 1, 20);
    assert_false(gate_sees_telemetry(r.app)); /* whose frontend is silent */
    r.is_frontend_silent = false;
    gate_rig_wait(&r, 0.5);
    gate_rig_hk(&r, 1, 20);
    assert_true(gate_sees_telemetry(r.app));
    gate_rig_wait(&r, (double)GATE_TELEMETRY_NS / 1e9 + 0.5);
    assert_false(gate_sees_telemetry(r.app));
    gate_rig_fini(&r);
}

/* ---- uplinks ------------------------------------------------------------- */

static void
the_uplink_is_the_first_that_is_up(void **state)
{
    (void)state;
    static char one[] = "tc", two[] = "tc2";
    struct mission_uplink uplink[] = {{.name = one}, {.name = two}};
    struct gate_rig r;
    gate_rig_init(&r);
    r.instance.uplink = uplink;
    r.instance.n_uplinks = 2;
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    assert_null(gate_uplink(r.app));
    assert_string_equal(gate_uplink_name(r.app), "tc");
    say(&r, "tm", "up", "aos");
    assert_null(gate_uplink(r.app));
    say(&r, "tc", "down", "");
    assert_string_equal(gate_uplink_name(r.app), "tc");
    say(&r, "tc2", "down", "");
    assert_string_equal(gate_uplink_name(r.app), "tc");
    say(&r, "tc2", "up", "");
    assert_string_equal(gate_uplink_name(r.app), "tc2");
    say(&r, "tc", "up", "");
    assert_string_equal(gate_uplink_name(r.app), "tc");
    gate_rig_jump(&r, GATE_LINK_NS);
    gate_rig_turn(&r);
    assert_null(gate_uplink(r.app)); /* nothing is heard of them any more */
    r.instance.n_uplinks = 0;
    assert_string_equal(gate_uplink_name(r.app), "");
    r.instance.uplink = &r.uplink;
    r.instance.n_uplinks = 1;
    gate_rig_fini(&r);
}

static void
names_without_end_are_not_kept(void **state)
{
    (void)state;
    struct gate_rig r;
    char name[16];
    begin_deaf(&r, MISSION_SIGNAL_APID);
    for (unsigned i = 0; i < 3 * GATE_LINKS_MAX; i++) {
        (void)snprintf(name, sizeof name, "l%u", i);
        say(&r, name, "up", "los");
    }
    assert_int_equal(r.app->n_links, GATE_LINKS_MAX);
    say(&r, "l3", "up", "aos"); /* those that are known go on */
    assert_string_equal(signal_of(&r), "aos");
    say(&r, "l3", "up", "los");
    say(&r, "new", "up", "aos");
    assert_string_equal(signal_of(&r), "los");
    gate_rig_fini(&r);
}

/* A report may be among packets that are missing. */
static void
packets_that_are_missing_make_open_windows_blind(void **state)
{
    (void)state;
    static const struct {
        const char *link;
        int64_t missing;
        bool is_blind;
    } row[] = {
        {"tm", 5, false}, {"tm", 4, false}, {"tc", 9, false}, {"tm", 6, true}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct gate_rig r;
        gate_rig_init(&r);
        r.missing = 5;
        gate_rig_wait(&r, 0.5);
        gate_rig_hk(&r, 1, 20);
        gate_rig_take(&r);
        gate_rig_submit(&r, "SET", "3");
        gate_rig_turn(&r);
        gate_rig_answer(&r, "sent");
        struct msg m = link_of(row[i].link, "up", "aos");
        m.u.link.missing = (uint64_t)row[i].missing;
        give(&r, m);
        assert_int_equal(
            gate_rig_command(&r)->check[0].was_blind, row[i].is_blind);
        gate_rig_fini(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_link_in_aos_is_enough_and_los_needs_no_other),
        cmocka_unit_test(a_link_that_is_off_or_was_not_heard_of_has_no_signal),
        cmocka_unit_test(what_the_hub_kept_says_nothing_of_now),
        cmocka_unit_test(only_a_frontend_that_runs_is_heard),
        cmocka_unit_test(values_from_before_the_signal_are_not_live),
        cmocka_unit_test(contact_is_the_signal_where_a_link_has_one),
        cmocka_unit_test(
            contact_is_a_packet_in_10_s_where_no_link_has_a_signal),
        cmocka_unit_test(telemetry_that_was_missing_for_a_while_is_noticed),
        cmocka_unit_test(the_uplink_is_the_first_that_is_up),
        cmocka_unit_test(names_without_end_are_not_kept),
        cmocka_unit_test(packets_that_are_missing_make_open_windows_blind),
    };
    return check_run(tests);
}
