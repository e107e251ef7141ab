/*
 * test_gate_app.c - the gate's life: a command goes through, a crash, time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_app.h"

#include <signal.h>
#include <sys/resource.h>

#include "support/gate_rig.h"

static void
a_normal_command_goes_through_once(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_is(&r, COMMAND_QUEUED);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_RELEASED);
    assert_int_equal(r.n_sent, 1);
    assert_string_equal(r.sent[0].verb, "transmit");
    assert_string_equal(r.sent[0].id, r.id);
    static const uint8_t packet[] = {0x18, 0x64, 0xc0, 0x00, 0x00, 0x00, 0x01};
    assert_int_equal(r.sent[0].len, sizeof packet);
    for (size_t i = 0; i < sizeof packet; i++)
        if (i != 2 && i != 3) /* the sequence count is the log's */
            assert_int_equal(r.sent[0].data[i], packet[i]);
    assert_true(r.sent[0].deadline.ns > r.now.utc.ns);
    gate_rig_answer(&r, "sent");
    gate_rig_is(&r, COMMAND_COMPLETED);
    assert_string_equal(gate_rig_command(&r)->detail, "sent, not verified");
    gate_rig_wait(&r, 60);
    assert_int_equal(r.n_sent, 1);
    gate_rig_fini(&r);
}

/* No file grows any more; or again. */
static void
fill_disk(bool is_full)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = is_full ? 1 : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
without_a_log_nothing_is_taken_armed_or_released(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "FIRE", NULL);
    fill_disk(true);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "arm", r.id, r.digest, NULL), ERR_IO);
    assert_string_equal(gate_rig_row(&r, "token"), "");
    gate_rig_is(&r, COMMAND_CANCELLED);
    assert_int_equal(r.events[EV_GATE_LOG], 1);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_IO);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_IO);
    gate_rig_wait(&r, 2);
    assert_false(r.gate.log_ok);
    assert_int_equal(r.n_sent, 0);
    fill_disk(false);
    gate_rig_wait(&r, 10);
    assert_true(r.gate.log_ok);
    assert_int_equal(r.events[EV_GATE_LOG_AGAIN], 1);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 1);
    gate_rig_kill(&r);
    gate_rig_begin(&r); /* the log knows it, too */
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
authority_that_is_not_on_disk_is_not_held(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    fill_disk(true);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "take", NULL, NULL, NULL), ERR_IO);
    assert_false(gate_app_authority(r.app)->is_held);
    fill_disk(false);
    gate_rig_wait(&r, 10);
    gate_rig_take(&r);
    gate_rig_fini(&r);
}

static void
a_release_that_is_not_on_disk_is_not_sent(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "PING", NULL);
    fill_disk(true);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_NOT_SENT);
    assert_int_equal(r.n_sent, 0);
    fill_disk(false);
    gate_rig_wait(&r, 60);
    assert_int_equal(r.n_sent, 0);
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    gate_rig_is(&r, COMMAND_NOT_SENT);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
refused_requests_are_logged_and_a_flood_is_counted(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    const uint64_t before = ledger_lines(r.ledger);
    for (unsigned i = 0; i < 20000; i++)
        assert_int_equal(
            gate_rig_word(&r, "FC-2", "renew", NULL, NULL, NULL), ERR_DENIED);
    gate_rig_wait(&r, 0.5);
    assert_int_equal(ledger_lines(r.ledger), before + GATE_REFUSED_MAX + 1);
    assert_int_equal(r.events[EV_GATE_REFUSED], GATE_REFUSED_MAX + 1);
    assert_string_equal(r.event, "19990 more requests were refused");
    gate_rig_fini(&r);
}

static void
a_clock_that_is_set_is_told_and_stops_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    r.now.utc.ns -= 3600 * NS_PER_S;
    r.frontend_began.ns -= 3600 * NS_PER_S;
    gate_rig_wait(&r, 1);
    assert_int_equal(r.events[EV_CLOCK_JUMP], 1);
    assert_true(gate_app_authority(r.app)->is_held);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_fini(&r);
}

static void
issue_a_minute_ago(struct order *o, struct order_head *h)
{
    static unsigned n;
    if (o == NULL)
        return;
    (void)snprintf(h->session, sizeof h->session, "%032x", 0xfeedu + n++);
    h->issued = utc_add_ns(h->issued, -60 * NS_PER_S);
    h->seq = 1;
}

static void
issue_then(struct order *o, struct order_head *h)
{
    (void)o;
    (void)snprintf(h->session, sizeof h->session, "%032x", 0xfeedu);
    h->seq = 1;
}

/* An hour back: tokens and the lease go by the other clock, and what was
 * expired is so when the same time comes again. */
static void
an_hour_back_arms_and_leases_go_on_and_expired_stays_expired(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    const struct mono until = gate_app_authority(r.app)->until.mono;
    gate_rig_submit(&r, "FIRE", NULL);
    char id[DIGEST_ID_HEX], digest[DIGEST_HEX];
    memcpy(id, r.id, sizeof id);
    memcpy(digest, r.digest, sizeof digest);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "arm", id, digest, NULL), ERR_OK);
    r.edit = issue_a_minute_ago;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_DENIED);
    assert_non_null(strstr(r.text, "expired"));
    r.edit = NULL;
    r.now.utc.ns -= 3600 * NS_PER_S;
    r.frontend_began.ns -= 3600 * NS_PER_S;
    gate_rig_wait(&r, 1);
    assert_true(gate_app_authority(r.app)->is_held);
    assert_int_equal(gate_app_authority(r.app)->until.mono.ns, until.ns);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "fire", id, r.token, "FIRE"), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "fire", id, r.token, "FIRE"), ERR_EXISTS);
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 1);
    gate_rig_answer(&r, "sent");
    gate_rig_jump(&r, mono_diff_ns(until, r.now.mono) - 1);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_OK);
    gate_rig_jump(&r, 1);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_DENIED);
    /* The same time again, an hour later. */
    gate_rig_jump(&r, 3600 * NS_PER_S - 85 * NS_PER_S);
    gate_rig_take(&r);
    r.edit = issue_then;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_DENIED);
    assert_non_null(strstr(r.text, "sent before"));
    gate_rig_fini(&r);
}

static void
open_commands_are_told_again_and_the_gate_each_second(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "FIRE", NULL);
    const size_t told = r.n_told;
    gate_rig_wait(&r, 9);
    assert_int_equal(r.n_told, told);
    gate_rig_wait(&r, 2);
    assert_int_equal(r.n_told, told + 1);
    assert_int_equal(r.told.state, COMMAND_HELD);
    assert_int_equal(r.gate.waiting, 1);
    assert_string_equal(r.gate_signal, "aos");
    assert_string_equal(
        gate_app_text(r.app), "FC-1, 1 wait, 0 queued, 0 open, 0 unknown");
    gate_rig_wait(&r, 300);
    gate_rig_is(&r, COMMAND_EXPIRED);
    gate_rig_fini(&r);
}

static void
who_may_not_command_any_more_loses_it_with_the_reload(void **state)
{
    (void)state;
    struct gate_rig r;
    struct notes notes = {0};
    struct people *people;
    gate_rig_init_people(
        &r, "person FC-1 { uid = 1000 roles = {command, hazardous} }\n");
    assert_int_equal(gate_rig_word(&r, "=a", "take", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(people_load(r.people, true, &notes, &people), ERR_OK);
    gate_app_reload(r.app, people, &r.instance.commands, r.now);
    assert_true(gate_app_authority(r.app)->is_held);
    free(check_write(r.tmp, "people.conf",
        "person FC-1 { uid = 1000 roles = {watch} }\n", SIZE_MAX));
    assert_int_equal(people_load(r.people, true, &notes, &people), ERR_OK);
    gate_app_reload(r.app, people, &r.instance.commands, r.now);
    assert_false(gate_app_authority(r.app)->is_held);
    assert_int_equal(
        gate_rig_word(&r, "=a", "take", NULL, NULL, NULL), ERR_DENIED);
    notes_fini(&notes);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_normal_command_goes_through_once),
        cmocka_unit_test(without_a_log_nothing_is_taken_armed_or_released),
        cmocka_unit_test(authority_that_is_not_on_disk_is_not_held),
        cmocka_unit_test(a_release_that_is_not_on_disk_is_not_sent),
        cmocka_unit_test(refused_requests_are_logged_and_a_flood_is_counted),
        cmocka_unit_test(a_clock_that_is_set_is_told_and_stops_nothing),
        cmocka_unit_test(
            an_hour_back_arms_and_leases_go_on_and_expired_stays_expired),
        cmocka_unit_test(open_commands_are_told_again_and_the_gate_each_second),
        cmocka_unit_test(who_may_not_command_any_more_loses_it_with_the_reload),
    };
    return check_run(tests);
}
