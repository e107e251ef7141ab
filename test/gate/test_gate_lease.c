/*
 * test_gate_lease.c - command authority changes hands: what is armed, queued
 * and waiting then, and who may not ask for it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include "common/attr.h"
#include "common/str.h"

#define CREW                                                                   \
    "person FC-1 { uid = 1000 roles = {command, hazardous} }\n"                \
    "person FC-2 { uid = 1001 roles = {command, hazardous, approve} }\n"       \
    "person GC   { uid = 1003 roles = {watch, admin} }\n"

static enum err
word(struct gate_rig *r, const char *who, const char *verb)
{
    return gate_rig_word(r, who, verb, NULL, NULL, NULL);
}

static enum err
arm(struct gate_rig *r, const char *who)
{
    return gate_rig_word(r, who, "arm", r->id, r->digest, NULL);
}

/* ---- what happens to commands -------------------------------------------- */

static void
given(struct gate_rig *r)
{
    assert_int_equal(
        gate_rig_word(r, "FC-1", "give", "FC-2", NULL, NULL), ERR_OK);
    gate_rig_is(r, COMMAND_ARMED); /* an offer changes nothing yet */
    assert_int_equal(word(r, "FC-2", "take"), ERR_OK);
}

static void
yielded(struct gate_rig *r)
{
    assert_int_equal(word(r, "FC-1", "yield"), ERR_OK);
}

static void
lapsed(struct gate_rig *r)
{
    r->instance.commands.arm_ns = 60 * NS_PER_S;
    gate_rig_jump(r, 30 * NS_PER_S);
    gate_rig_turn(r);
}

static void
broken(struct gate_rig *r)
{
    r->uid = 1003;
    assert_int_equal(
        gate_rig_word(r, "=gc", "break", "asleep", NULL, NULL), ERR_OK);
    r->uid = 1000;
}

static void other_session(struct order *o, struct order_head *h);

static void
moved(struct gate_rig *r)
{
    r->edit = other_session;
    assert_int_equal(word(r, "FC-1", "take"), ERR_OK);
    r->edit = NULL;
}

static void
other_session(struct order *o, struct order_head *h)
{
    (void)o;
    h->session[0] = h->session[0] == 'f' ? 'e' : 'f';
}

static void
whoever_gets_it_what_was_armed_has_to_be_armed_anew(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        void (*change)(struct gate_rig *r);
    } row[] = {{"given", given}, {"yielded", yielded}, {"moved", moved}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct gate_rig r;
        gate_rig_init(&r);
        gate_rig_take(&r);
        gate_rig_submit(&r, "FIRE", NULL);
        assert_int_equal(arm(&r, "FC-1"), ERR_OK);
        row[i].change(&r);
        gate_rig_is(&r, COMMAND_HELD);
        assert_non_null(strstr(gate_rig_command(&r)->detail, "disarmed"));
        assert_true(utc_is_none(gate_rig_command(&r)->armed));
        assert_int_equal(
            gate_rig_word(&r, "FC-1", "fire", r.id, r.token, "FIRE"),
            ERR_EXISTS);
        gate_rig_turn(&r);
        assert_int_equal(r.told.state, COMMAND_HELD);
        assert_int_equal(r.n_sent, 0);
        gate_rig_kill(&r); /* the log says so, too */
        gate_rig_begin(&r);
        gate_rig_is(&r, COMMAND_CANCELLED);
        gate_rig_fini(&r);
    }
}

static void
an_end_of_the_lease_disarms(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    r.instance.commands.arm_ns = 60 * NS_PER_S;
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    gate_rig_wait(&r, 1);
    gate_rig_take(&r);
    gate_rig_submit(&r, "FIRE", NULL);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    gate_rig_jump(&r, 29 * NS_PER_S);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_ARMED);
    lapsed(&r);
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_take(&r);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "fire", r.id, r.token, "FIRE"), ERR_EXISTS);
    assert_int_equal(arm(&r, "FC-1"), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "fire", r.id, r.token, "FIRE"), ERR_OK);
    gate_rig_fini(&r);
}

static void
a_critical_one_stays_approved(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init_people(&r, CREW);
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    assert_int_equal(gate_rig_order(&r, "=a", "BOOM", NULL, NULL), ERR_OK);
    r.uid = 1001;
    assert_int_equal(
        gate_rig_word(&r, "=b", "approve", r.id, r.digest, NULL), ERR_OK);
    r.uid = 1000;
    assert_int_equal(arm(&r, "=a"), ERR_OK);
    broken(&r);
    gate_rig_is(&r, COMMAND_APPROVED);
    assert_string_equal(gate_rig_command(&r)->approved_by, "FC-2");
    assert_int_equal(arm(&r, "=a"), ERR_DENIED);
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    assert_int_equal(arm(&r, "=a"), ERR_OK);
    gate_rig_fini(&r);
}

static void
what_is_queued_stays_is_told_and_the_new_holder_may_cancel_it(void **state)
{
    (void)state;
    struct gate_rig r;
    char first[DIGEST_ID_HEX];
    gate_rig_init_people(&r, CREW);
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    assert_int_equal(gate_rig_order(&r, "=a", "PING", NULL, NULL), ERR_OK);
    (void)str_copy(first, sizeof first, r.id);
    assert_int_equal(word(&r, "=a", "yield"), ERR_OK);
    assert_non_null(strstr(r.event, "back; 1 command stays queued"));
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    assert_int_equal(gate_rig_order(&r, "=a", "PING", NULL, NULL), ERR_OK);
    r.uid = 1001;
    assert_int_equal(word(&r, "=b", "take"), ERR_EXISTS);
    r.uid = 1000;
    assert_int_equal(
        gate_rig_word(&r, "=a", "give", "FC-2", NULL, NULL), ERR_OK);
    r.uid = 1001;
    assert_int_equal(word(&r, "=b", "take"), ERR_OK);
    assert_non_null(strstr(r.event, "over from FC-1"));
    assert_non_null(strstr(r.event, "; 2 commands stay queued"));
    gate_rig_is(&r, COMMAND_QUEUED);
    assert_int_equal(
        gate_rig_word(&r, "=b", "cancel", r.id, NULL, NULL), ERR_OK);
    assert_string_equal(gate_rig_command(&r)->detail, "by FC-2");
    r.signal = "aos";
    gate_rig_wait(&r, 5);
    assert_true(r.n_sent > 0); /* the first one, then what became of it */
    for (size_t i = 0; i < r.n_sent; i++)
        assert_string_equal(r.sent[i].id, first);
    gate_rig_fini(&r);
}

/* ---- who may not --------------------------------------------------------- */

static void
a_person_with_another_session_is_told_so(void **state)
{
    (void)state;
    static const char *const verb[] = {"renew", "give", "yield"};
    struct gate_rig r;
    gate_rig_init(&r);
    for (size_t i = 0; i < ARRAY_LEN(verb); i++) {
        assert_int_equal(gate_rig_word(&r, "FC-1", verb[i],
                             i == 1 ? "FC-2" : NULL, NULL, NULL),
            ERR_DENIED);
        assert_non_null(strstr(r.text, "nobody has command authority"));
    }
    gate_rig_take(&r);
    r.edit = other_session;
    for (size_t i = 0; i < ARRAY_LEN(verb); i++) {
        assert_int_equal(gate_rig_word(&r, "FC-1", verb[i],
                             i == 1 ? "FC-2" : NULL, NULL, NULL),
            ERR_DENIED);
        assert_non_null(strstr(r.text, "in another session"));
    }
    assert_true(gate_app_authority(r.app)->is_held);
    r.edit = NULL;
    assert_int_equal(word(&r, "FC-1", "renew"), ERR_OK);
    assert_string_equal(gate_rig_row(&r, "holder"), "FC-1");
    char until[32];
    (void)snprintf(
        until, sizeof until, "%lld", (long long)(r.now.utc.ns + 30 * NS_PER_S));
    assert_string_equal(gate_rig_row(&r, "until"), until);
    gate_rig_fini(&r);
}

static void
the_same_person_takes_it_to_another_session(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_turn(&r);
    moved(&r);
    assert_non_null(strstr(r.event, "moved command authority here"));
    assert_int_equal(r.events[EV_AUTHORITY_TAKEN], 2);
    assert_int_equal(word(&r, "FC-1", "renew"), ERR_DENIED);
    r.edit = other_session;
    assert_int_equal(word(&r, "FC-1", "renew"), ERR_OK);
    assert_int_equal(word(&r, "FC-1", "take"), ERR_OK); /* he has it */
    assert_int_equal(r.events[EV_AUTHORITY_TAKEN], 2);
    gate_rig_fini(&r);
}

static void
it_is_offered_to_one_person_who_exists(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum err want;
    } row[] = {{NULL, NULL, ERR_FORMAT}, {"FC-2", "x", ERR_FORMAT},
        {"", NULL, ERR_FORMAT},
        {"a23456789012345678901234567890123", NULL, ERR_FORMAT}, /* 33 */
        {"a2345678901234567890123456789012", NULL, ERR_NOTFOUND},
        {"FC-3", NULL, ERR_NOTFOUND}, {"FC-2", NULL, ERR_OK}};
    struct gate_rig r;
    gate_rig_init_people(&r, CREW);
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        if (gate_rig_word(&r, "=a", "give", row[i].a, row[i].b, NULL) !=
            row[i].want)
            fail_msg("row %zu: %s", i, r.text);
    assert_string_equal(gate_app_authority(r.app)->offered_to, "FC-2");
    gate_rig_jump(&r, 20 * NS_PER_S);
    assert_int_equal(word(&r, "=a", "renew"), ERR_OK);
    gate_rig_jump(&r, 20 * NS_PER_S);
    assert_int_equal(word(&r, "=a", "renew"), ERR_OK);
    gate_rig_jump(&r, 20 * NS_PER_S - 1);
    gate_rig_turn(&r);
    assert_string_equal(gate_app_authority(r.app)->offered_to, "FC-2");
    gate_rig_jump(&r, 1);
    gate_rig_turn(&r);
    assert_string_equal(gate_app_authority(r.app)->offered_to, "");
    assert_non_null(strstr(r.event, "FC-2 did not take it; FC-1 keeps it"));
    gate_rig_fini(&r);
}

static void
an_admin_breaks_what_is_held(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init_people(&r, CREW);
    r.uid = 1003;
    assert_int_equal(
        gate_rig_word(&r, "=gc", "break", "why", NULL, NULL), ERR_NOTFOUND);
    assert_int_equal(word(&r, "=gc", "break"), ERR_FORMAT);
    assert_int_equal(word(&r, "=gc", "take"), ERR_DENIED);
    r.uid = 1000;
    assert_int_equal(word(&r, "=a", "take"), ERR_OK);
    assert_int_equal(
        gate_rig_word(&r, "=a", "break", "mine", NULL, NULL), ERR_DENIED);
    broken(&r);
    assert_non_null(strstr(r.event, "from FC-1: asleep"));
    assert_false(gate_app_authority(r.app)->is_held);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_gets_it_what_was_armed_has_to_be_armed_anew),
        cmocka_unit_test(an_end_of_the_lease_disarms),
        cmocka_unit_test(a_critical_one_stays_approved),
        cmocka_unit_test(
            what_is_queued_stays_is_told_and_the_new_holder_may_cancel_it),
        cmocka_unit_test(a_person_with_another_session_is_told_so),
        cmocka_unit_test(the_same_person_takes_it_to_another_session),
        cmocka_unit_test(it_is_offered_to_one_person_who_exists),
        cmocka_unit_test(an_admin_breaks_what_is_held),
    };
    return check_run(tests);
}
