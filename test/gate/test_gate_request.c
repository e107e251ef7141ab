/*
 * test_gate_request.c - arm, fire, approve, authority: who may what, and when.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include "common/str.h"

static enum err
arm(struct gate_rig *r, const char *person)
{
    return gate_rig_word(r, person, "arm", r->id, r->digest, NULL);
}

static enum err
fire(struct gate_rig *r, const char *person, const char *name)
{
    return gate_rig_word(r, person, "fire", r->id, r->token, name);
}

static void
hazardous(struct gate_rig *r)
{
    gate_rig_init(r);
    gate_rig_take(r);
    gate_rig_submit(r, "FIRE", NULL);
    gate_rig_is(r, COMMAND_HELD);
}

static void
a_hazardous_command_is_armed_and_fired(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    gate_rig_is(&r, COMMAND_ARMED);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_OK);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_RELEASED);
    assert_int_equal(r.n_sent, 1);
    assert_string_equal(gate_rig_command(&r)->fired_by, "FC-1");
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_EXISTS);
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 1);
    gate_rig_fini(&r);
}

static void
what_is_wrong_with_a_fire_disarms_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_EXISTS);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    assert_int_equal(fire(&r, "FC-1", "FIR"), ERR_FORMAT);
    assert_int_equal(fire(&r, "FC-1", "fire"), ERR_FORMAT);
    assert_int_equal(fire(&r, "FC-1", ""), ERR_FORMAT);
    assert_int_equal(fire(&r, "FC-2", "FIRE"), ERR_DENIED);
    r.token[3] ^= 1;
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_DENIED);
    assert_non_null(strstr(r.text, "token"));
    r.token[3] ^= 1;
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_OK);
    gate_rig_fini(&r);
}

static void
arming_ends_after_its_time(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    gate_rig_word(&r, "FC-1", "renew", NULL, NULL, NULL);
    gate_rig_jump(&r, 30 * NS_PER_S - 1);
    gate_rig_word(&r, "FC-1", "take", NULL, NULL, NULL);
    gate_rig_is(&r, COMMAND_ARMED);
    gate_rig_jump(&r, 1);
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_EXISTS);
    gate_rig_is(&r, COMMAND_EXPIRED);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
a_digest_off_by_one_bit_arms_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    r.digest[63] ^= 1;
    assert_int_equal(arm(&r, "FC-1"), ERR_FORMAT);
    r.digest[63] ^= 1;
    r.digest[10] = '\0';
    assert_int_equal(arm(&r, "FC-1"), ERR_FORMAT);
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_fini(&r);
}

static void
who_has_no_authority_arms_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    assert_int_equal(arm(&r, "FC-2"), ERR_DENIED);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "yield", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_EXISTS);
    assert_int_equal(arm(&r, "FC-1"), ERR_DENIED);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(fire(&r, "FC-2", "FIRE"), ERR_EXISTS);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
a_critical_command_needs_two_persons(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "BOOM", NULL);
    gate_rig_is(&r, COMMAND_PROPOSED);
    assert_int_equal(arm(&r, "FC-1"), ERR_EXISTS);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "approve", r.id, r.digest, NULL), ERR_DENIED);
    r.digest[0] ^= 1;
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "approve", r.id, r.digest, NULL), ERR_FORMAT);
    r.digest[0] ^= 1;
    gate_rig_is(&r, COMMAND_PROPOSED);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "approve", r.id, r.digest, NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_APPROVED);
    assert_string_equal(gate_rig_command(&r)->approved_by, "FC-2");
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    assert_int_equal(fire(&r, "FC-1", "BOOM"), ERR_OK);
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 1);
    gate_rig_fini(&r);
}

static void
who_approved_it_cannot_fire_it(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "BOOM", NULL);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "approve", r.id, r.digest, NULL), ERR_OK);
    gate_rig_word(&r, "FC-1", "yield", NULL, NULL, NULL);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_OK);
    assert_int_equal(arm(&r, "FC-2"), ERR_DENIED);
    assert_non_null(strstr(r.text, "approved it"));
    gate_rig_fini(&r);
}

#define TWO_UIDS                                                               \
    "person FC-1 { uid = 1000 roles = {command, hazardous} }\n"                \
    "person FC-2 { uid = 1001 roles = {approve} }\n"                           \
    "person PI   { uid = 1002 roles = {propose} }\n"                           \
    "person GC   { uid = 1003 roles = {watch, admin} }\n"

static void
names_that_are_proven_cannot_be_claimed(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init_people(&r, TWO_UIDS);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_DENIED);
    assert_int_equal(
        gate_rig_word(&r, "=me", "take", NULL, NULL, NULL), ERR_OK);
    assert_string_equal(gate_app_authority(r.app)->holder.name, "FC-1");
    r.uid = 4;
    assert_int_equal(
        gate_rig_word(&r, "=me", "take", NULL, NULL, NULL), ERR_DENIED);
    gate_rig_fini(&r);
}

static void
roles_decide(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init_people(&r, TWO_UIDS);
    r.uid = 1001;
    assert_int_equal(
        gate_rig_word(&r, "=b", "take", NULL, NULL, NULL), ERR_DENIED);
    assert_int_equal(gate_rig_order(&r, "=b", "PING", NULL, NULL), ERR_DENIED);
    r.uid = 1002; /* proposes: another person fires */
    assert_int_equal(
        gate_rig_word(&r, "=c", "take", NULL, NULL, NULL), ERR_DENIED);
    assert_int_equal(gate_rig_order(&r, "=c", "PING", NULL, NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_HELD);
    assert_int_equal(
        gate_rig_word(&r, "=c", "arm", r.id, r.digest, NULL), ERR_DENIED);
    assert_int_equal(
        gate_rig_word(&r, "=c", "break", "why", NULL, NULL), ERR_DENIED);
    r.uid = 1000;
    gate_rig_word(&r, "=a", "take", NULL, NULL, NULL);
    assert_int_equal(
        gate_rig_word(&r, "=a", "arm", r.id, r.digest, NULL), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "=a", "fire", r.id, r.token, "PING"), ERR_OK);
    r.uid = 1003;
    assert_int_equal(
        gate_rig_word(&r, "=d", "break", NULL, NULL, NULL), ERR_FORMAT);
    assert_int_equal(
        gate_rig_word(&r, "=d", "break", "he", "sleeps", NULL), ERR_OK);
    assert_false(gate_app_authority(r.app)->is_held);
    assert_int_equal(r.events[EV_AUTHORITY_BROKEN], 1);
    gate_rig_fini(&r);
}

static void
authority_is_given_and_lapses(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_EXISTS);
    gate_rig_turn(&r);
    assert_string_equal(r.holder, "FC-1");
    assert_string_equal(r.asked_by, "FC-2");
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "renew", NULL, NULL, NULL), ERR_DENIED);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "give", "FC-2", NULL, NULL), ERR_OK);
    gate_rig_turn(&r);
    assert_string_equal(r.offered_to, "FC-2");
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "take", NULL, NULL, NULL), ERR_OK);
    gate_rig_wait(&r, 29.5);
    assert_string_equal(r.holder, "FC-2");
    gate_rig_wait(&r, 0.5);
    assert_string_equal(r.holder, "");
    assert_int_equal(r.events[EV_AUTHORITY_LAPSED], 1);
    gate_rig_fini(&r);
}

static void
watchers_only_ask(void **state)
{
    (void)state;
    static const char *const verb[] = {"take", "renew", "give", "yield",
        "break", "approve", "arm", "fire", "cancel", "close", "submit"};
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "SET", "3");
    r.is_watcher = true;
    for (size_t i = 0; i < sizeof verb / sizeof *verb; i++)
        assert_int_equal(
            gate_rig_word(&r, "FC-1", verb[i], r.id, "x", NULL), ERR_DENIED);
    assert_int_equal(gate_rig_ask(&r, "list", NULL, NULL), ERR_OK);
    assert_non_null(strstr(r.rows, "#1 queued SET FC-1"));
    assert_int_equal(gate_rig_ask(&r, "show", r.id, NULL), ERR_OK);
    assert_string_equal(gate_rig_row(&r, "name"), "/G/SET");
    assert_non_null(strstr(r.rows, "value: Level=3"));
    assert_int_equal(gate_rig_ask(&r, "show", "nothing", NULL), ERR_NOTFOUND);
    assert_int_equal(gate_rig_ask(&r, "show", NULL, NULL), ERR_FORMAT);
    assert_int_equal(gate_rig_ask(&r, "whoami", "as=FC-2", NULL), ERR_OK);
    assert_string_equal(gate_rig_row(&r, "person"), "FC-2");
    assert_string_equal(gate_rig_row(&r, "claims"), "yes");
    assert_int_equal(gate_rig_ask(&r, "whoami", "so", NULL), ERR_FORMAT);
    assert_int_equal(gate_rig_ask(&r, "launch", NULL, NULL), ERR_NOTFOUND);
    gate_rig_fini(&r);
}

static void
what_is_cancelled_is_never_released(void **state)
{
    (void)state;
    struct gate_rig r;
    hazardous(&r);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "cancel", r.id, "not", "now"), ERR_OK);
    gate_rig_is(&r, COMMAND_CANCELLED);
    assert_string_equal(gate_rig_command(&r)->detail, "by FC-2: not now");
    assert_int_equal(fire(&r, "FC-1", "FIRE"), ERR_EXISTS);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hazardous_command_is_armed_and_fired),
        cmocka_unit_test(what_is_wrong_with_a_fire_disarms_nothing),
        cmocka_unit_test(arming_ends_after_its_time),
        cmocka_unit_test(a_digest_off_by_one_bit_arms_nothing),
        cmocka_unit_test(who_has_no_authority_arms_nothing),
        cmocka_unit_test(a_critical_command_needs_two_persons),
        cmocka_unit_test(who_approved_it_cannot_fire_it),
        cmocka_unit_test(names_that_are_proven_cannot_be_claimed),
        cmocka_unit_test(roles_decide),
        cmocka_unit_test(authority_is_given_and_lapses),
        cmocka_unit_test(watchers_only_ask),
        cmocka_unit_test(what_is_cancelled_is_never_released),
    };
    return check_run(tests);
}
