/*
 * test_hostile.c - replayed, reordered, mutated, expired, forged: none of it is
 * released, and every good command is, once.
 *
 * FC-1 works through normal, hazardous and critical commands, and through such
 * that he loses before the last step.  At every step others send what the table
 * below can make, HOSTILE_MESSAGES (100 000) in all; each must be refused, for
 * the reason that stands there.  HOSTILE_SEED repeats a run.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>

#include "common/attr.h"
#include "common/str.h"
#include "support/hostile_scene.h"

#define BURST 60

/* ---- orders that nearly are good ----------------------------------------- */

static struct hostile_ask
order(struct hostile_scene *s)
{
    return hostile_order(s, FC1, "SET", "7");
}

static struct hostile_ask
seq_is_last(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    hostile_set(&a, "seq", "%" PRIu64, s->taken);
    return a;
}

static struct hostile_ask
seq_is_earlier(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    hostile_set(&a, "seq", "%" PRIu64, hostile_random(s, s->taken));
    return a;
}

static struct hostile_ask
just_expired(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    const int64_t ttl = 1 + (int64_t)hostile_random(s, ORDER_TTL_NS);
    hostile_set(&a, "ttl", "%" PRId64, ttl);
    hostile_set(&a, "issued", "%" PRId64, s->r.now.utc.ns - ttl - 1);
    return a;
}

static struct hostile_ask
long_expired(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "issued", "%" PRId64,
        s->r.now.utc.ns - ORDER_TTL_NS - 1 -
            (int64_t)hostile_random(s, 3600 * (uint64_t)NS_PER_S));
    return a;
}

static struct hostile_ask
from_the_future(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "issued", "%" PRId64,
        s->r.now.utc.ns + NS_PER_S + 1 +
            (int64_t)hostile_random(s, 3600 * (uint64_t)NS_PER_S));
    return a;
}

static struct hostile_ask
lives_too_long(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "ttl", "%" PRId64,
        ORDER_TTL_NS + 1 + (int64_t)hostile_random(s, 1000));
    return a;
}

static struct hostile_ask
another_instance(struct hostile_scene *s)
{
    static const char *const name[] = {"flight", "Sim", "sim2", "si", "sim "};
    struct hostile_ask a = order(s);
    hostile_set(&a, "instance", "%s", name[hostile_random(s, ARRAY_LEN(name))]);
    return a;
}

static struct hostile_ask
another_mission(struct hostile_scene *s)
{
    static const char *const name[] = {"H", "g", "GG", "G "};
    struct hostile_ask a = order(s);
    hostile_set(&a, "mission", "%s", name[hostile_random(s, ARRAY_LEN(name))]);
    return a;
}

static struct hostile_ask
another_database(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "mdb", "%016" PRIx64,
        s->r.mdb->hash ^ UINT64_C(1) << hostile_random(s, 64));
    return a;
}

/* One bit of 32 hex digits or more. */
static void
flip_hex(struct hostile_scene *s, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    char *at = hex + hostile_random(s, strlen(hex));
    const size_t v = (size_t)(strchr(digits, *at) - digits);
    *at = digits[v ^ (size_t)1 << hostile_random(s, 4)];
}

static struct hostile_ask
digest_off_by_a_bit(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    flip_hex(s, a.arg[hostile_find(&a, "digest")] + strlen("digest="));
    return a;
}

static struct hostile_ask
another_value(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "value", "Level %u", 8 + (unsigned)hostile_random(s, 53));
    return a;
}

static struct hostile_ask
value_out_of_range(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "value", "Level %u",
        61 + (unsigned)hostile_random(s, UINT32_MAX - 61));
    return a;
}

static struct hostile_ask
value_of_another_kind(struct hostile_scene *s)
{
    static const char *const text[] = {
        "", "nan", "-1", "7.5", "1e99", "0x", "seven", "7 7", "inf", "--7"};
    struct hostile_ask a = order(s);
    hostile_set(
        &a, "value", "Level %s", text[hostile_random(s, ARRAY_LEN(text))]);
    return a;
}

static struct hostile_ask
no_value(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_drop(&a, hostile_find(&a, "value"));
    return a;
}

static struct hostile_ask
another_argument(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    static const char more[] = "value=Code 4"; /* FIRE's: it is assigned */
    hostile_add(&a, more, strlen(more));
    return a;
}

static struct hostile_ask
another_command(struct hostile_scene *s)
{
    static const char *const name[] = {"PING", "HEAT", "FIRE", "BOOM"};
    struct hostile_ask a = hostile_order(s, FC1, "ECHOED", NULL);
    hostile_set(
        &a, "command", "/G/%s", name[hostile_random(s, ARRAY_LEN(name))]);
    return a;
}

static struct hostile_ask
no_command(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "command", "/G/P%" PRIu64, hostile_random(s, 1000));
    return a;
}

static struct hostile_ask
abstract(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "command", "/G/TC");
    return a;
}

static struct hostile_ask
known_id(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    hostile_set(&a, "id", "%s", s->old_id);
    return a;
}

static struct hostile_ask
without_a_key(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    size_t at;
    do
        at = hostile_random(s, a.n);
    while (
        str_prefix(a.arg[at], "comment=") || str_prefix(a.arg[at], "value="));
    hostile_drop(&a, at);
    return a;
}

static struct hostile_ask
a_key_twice(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    const size_t at = hostile_random(s, a.n);
    hostile_add(&a, a.arg[at], a.len[at]);
    return a;
}

static struct hostile_ask
an_unknown_key(struct hostile_scene *s)
{
    static const char *const key[] = {"force=1", "uid=0", "role=admin",
        "state=4", "ID=1", "=", " seq=1", "uplink=tc", "token=1"};
    const char *k = key[hostile_random(s, ARRAY_LEN(key))];
    struct hostile_ask a = order(s);
    hostile_add(&a, k, strlen(k));
    return a;
}

/* Bytes that are no clean text, in any value. */
static struct hostile_ask
unclean(struct hostile_scene *s)
{
    static const struct {
        const char *p;
        size_t len;
    } bad[] = {{"\0", 1}, {"\x1b[2J", 4}, {"\n", 1}, {"\xff", 1},
        {"\xc0\xaf", 2}, {"\xe2\x80\xae", 3}, {"\x7f", 1}, {"\xc2\x9b", 2}};
    struct hostile_ask a = order(s);
    const size_t at = hostile_random(s, a.n);
    const size_t k = hostile_random(s, ARRAY_LEN(bad));
    char text[400];
    memcpy(text, a.arg[at], a.len[at]);
    memcpy(text + a.len[at], bad[k].p, bad[k].len);
    const size_t len = a.len[at] + bad[k].len;
    hostile_drop(&a, at);
    hostile_add(&a, text, len);
    return a;
}

static struct hostile_ask
too_long(struct hostile_scene *s)
{
    static const char *const key[] = {"session", "seq", "issued", "id", "ttl",
        "mission", "instance", "mdb", "digest", "origin", "comment"};
    struct hostile_ask a = order(s);
    hostile_set(&a, key[hostile_random(s, ARRAY_LEN(key))], "%0*u",
        (int)(241 + hostile_random(s, 3000)), 1u);
    return a;
}

/* One byte of an order that went through, in any place. */
static struct hostile_ask
flipped(struct hostile_scene *s)
{
    struct hostile_ask a;
    do {
        a = hostile_replay(s);
        if (str_eq(a.verb, "submit"))
            break;
        hostile_free(&a);
    } while (true);
    const size_t seq = hostile_find(&a, "seq");
    size_t at;
    do
        at = hostile_random(s, a.n);
    while (at == seq || a.len[at] == 0);
    a.arg[at][hostile_random(s, a.len[at])] ^=
        (char)(1 + hostile_random(s, 255));
    return a;
}

/* It went through; only its count is new. */
static struct hostile_ask
again_with_a_new_count(struct hostile_scene *s)
{
    struct hostile_ask a;
    do {
        a = hostile_replay(s);
        if (str_eq(a.verb, "submit") || str_eq(a.verb, "fire"))
            break;
        hostile_free(&a);
    } while (true);
    hostile_set(&a, "seq", "%" PRIu64, ++s->seq[a.who]);
    hostile_set(&a, "issued", "%" PRId64, s->r.now.utc.ns);
    return a;
}

static struct hostile_ask
by_a_watcher(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    a.is_watcher = true;
    return a;
}

static struct hostile_ask
by_an_unknown_peer(struct hostile_scene *s)
{
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    a.is_unknown = true;
    return a;
}

/* FC-1's session, sent by another. */
static struct hostile_ask
by_another_uid(struct hostile_scene *s)
{
    static const enum hostile_who who[] = {FC2, OPS, MON};
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    a.who = who[hostile_random(s, ARRAY_LEN(who))];
    return a;
}

static struct hostile_ask
by_nobody(struct hostile_scene *s)
{
    return hostile_order(s, NOBODY, "PING", NULL);
}

static struct hostile_ask
without_authority(struct hostile_scene *s)
{
    return hostile_order(s, FC2, "PING", NULL);
}

static struct hostile_ask
without_the_role(struct hostile_scene *s)
{
    if (hostile_random(s, 2) == 0)
        return hostile_order(s, OPS, "FIRE", NULL);
    return hostile_order(s, MON, "PING", NULL);
}

static struct hostile_ask
under_a_claimed_name(struct hostile_scene *s)
{
    static const enum hostile_who who[] = {FC2, OPS, MON, NOBODY};
    struct hostile_ask a =
        hostile_order(s, who[hostile_random(s, ARRAY_LEN(who))], "PING", NULL);
    hostile_add(&a, "as=FC-1", 7);
    return a;
}

static struct hostile_ask
another_verb(struct hostile_scene *s)
{
    static const char *const verb[] = {"transmit", "settle", "release", "send",
        "SUBMIT", "submit ", "", "uplink", "fire!", "link-enable"};
    struct hostile_ask a = order(s);
    s->seq[FC1]--;
    a.verb = verb[hostile_random(s, ARRAY_LEN(verb))];
    return a;
}

/* ---- words about the command at hand ------------------------------------- */

static struct hostile_ask
arm(struct hostile_scene *s, enum hostile_who who)
{
    return hostile_word(s, who, "arm", s->id, s->digest, NULL);
}

static struct hostile_ask
arm_without_the_role(struct hostile_scene *s)
{
    return arm(s, hostile_random(s, 2) == 0 ? OPS : MON);
}

static struct hostile_ask
arm_without_authority(struct hostile_scene *s)
{
    return arm(s, FC2);
}

static struct hostile_ask
arm_other_bytes(struct hostile_scene *s)
{
    char digest[DIGEST_HEX];
    memcpy(digest, s->digest, sizeof digest);
    flip_hex(s, digest);
    return hostile_word(s, FC1, "arm", s->id, digest, NULL);
}

static struct hostile_ask
arm_too_early(struct hostile_scene *s)
{
    return arm(s, FC1);
}

static struct hostile_ask
approve_own(struct hostile_scene *s)
{
    return hostile_word(s, hostile_random(s, 2) == 0 ? FC1 : FC1_ELSEWHERE,
        "approve", s->id, s->digest, NULL);
}

static struct hostile_ask
approve_without_the_role(struct hostile_scene *s)
{
    return hostile_word(s, OPS, "approve", s->id, s->digest, NULL);
}

static struct hostile_ask
approve_other_bytes(struct hostile_scene *s)
{
    char digest[DIGEST_HEX];
    memcpy(digest, s->digest, sizeof digest);
    flip_hex(s, digest);
    return hostile_word(s, FC2, "approve", s->id, digest, NULL);
}

static struct hostile_ask
fire(struct hostile_scene *s, enum hostile_who who)
{
    return hostile_word(s, who, "fire", s->id, s->token, s->command);
}

static struct hostile_ask
fire_too_early(struct hostile_scene *s)
{
    return fire(s, FC1);
}

static struct hostile_ask
fire_elsewhere(struct hostile_scene *s)
{
    return fire(s, FC1_ELSEWHERE);
}

static struct hostile_ask
fire_without_authority(struct hostile_scene *s)
{
    return fire(s, FC2);
}

static struct hostile_ask
fire_without_the_role(struct hostile_scene *s)
{
    return fire(s, hostile_random(s, 2) == 0 ? OPS : MON);
}

static struct hostile_ask
fire_another_token(struct hostile_scene *s)
{
    char token[DIGEST_ID_HEX];
    memcpy(token, s->token, sizeof token);
    flip_hex(s, token);
    return hostile_word(s, FC1, "fire", s->id, token, s->command);
}

static struct hostile_ask
fire_a_used_token(struct hostile_scene *s)
{
    return hostile_word(s, FC1, "fire", s->id, s->old_token, s->command);
}

static struct hostile_ask
fire_part_of_the_token(struct hostile_scene *s)
{
    char token[DIGEST_ID_HEX];
    memcpy(token, s->token, sizeof token);
    token[hostile_random(s, sizeof token - 1)] = '\0';
    return hostile_word(s, FC1, "fire", s->id, token, s->command);
}

static struct hostile_ask
fire_another_name(struct hostile_scene *s)
{
    static const char *const name[] = {
        "PING", "fire", "boom", "", "FIR", "FIREE", "BOOM ", "/G/FIRE"};
    return hostile_word(s, FC1, "fire", s->id, s->token,
        name[hostile_random(s, ARRAY_LEN(name))]);
}

static struct hostile_ask
fire_again(struct hostile_scene *s)
{
    return hostile_word(s, FC1, "fire", s->old_id, s->old_token, s->old_name);
}

static struct hostile_ask
arm_again(struct hostile_scene *s)
{
    return hostile_word(s, FC1, "arm", s->old_id, s->old_digest, NULL);
}

static struct hostile_ask
take_it(struct hostile_scene *s)
{
    return hostile_word(
        s, hostile_random(s, 2) == 0 ? FC2 : OPS, "take", NULL, NULL, NULL);
}

static struct hostile_ask
end_it(struct hostile_scene *s)
{
    static const char *const verb[] = {"yield", "renew"};
    return hostile_word(s,
        (enum hostile_who)(FC1_ELSEWHERE + hostile_random(s, 2)),
        verb[hostile_random(s, 2)], NULL, NULL, NULL);
}

static struct hostile_ask
break_it(struct hostile_scene *s)
{
    return hostile_word(s, OPS, "break", "because", NULL, NULL);
}

/* ---- the table ----------------------------------------------------------- */

enum when { /* bits: what the command at hand is */
    IDLE = 1,
    HELD = 2,
    PROPOSED = 4,
    ARMED = 8,
    ALWAYS = 15,
    LATER = 16 /* ... and one was fired before */
};

static const struct attack {
    unsigned when;
    struct hostile_ask (*make)(struct hostile_scene *s);
    const char *says; /* "": it has many reasons */
} attacks[] = {
    {ALWAYS, hostile_replay, ""},
    {ALWAYS, seq_is_last, "count did not rise"},
    {ALWAYS, seq_is_earlier, "count did not rise"},
    {ALWAYS, just_expired, "expired"},
    {ALWAYS, long_expired, "expired"},
    {ALWAYS, from_the_future, "in the future"},
    {ALWAYS, lives_too_long, "ttl"},
    {ALWAYS, another_instance, "the order is for"},
    {ALWAYS, another_mission, "the order is for"},
    {ALWAYS, another_database, "is of database"},
    {ALWAYS, digest_off_by_a_bit, "the bytes differ"},
    {ALWAYS, another_value, "the bytes differ"},
    {ALWAYS, value_out_of_range, "Level"},
    {ALWAYS, value_of_another_kind, "Level"},
    {ALWAYS, no_value, "Level"},
    {ALWAYS, another_argument, "Code"},
    {ALWAYS, another_command, "the bytes differ"},
    {ALWAYS, no_command, "there is no command"},
    {ALWAYS, abstract, "abstract"},
    {ALWAYS | LATER, known_id, "ordered before"},
    {ALWAYS, without_a_key, "missing"},
    {ALWAYS, a_key_twice, "twice"},
    {ALWAYS, an_unknown_key, "unknown key"},
    {ALWAYS, unclean, ""},
    {ALWAYS, too_long, ""},
    {ALWAYS, flipped, ""},
    {ALWAYS, again_with_a_new_count, ""},
    {ALWAYS, by_a_watcher, "watchers cannot"},
    {ALWAYS, by_an_unknown_peer, "does not say who"},
    {ALWAYS, by_another_uid, "belongs to another person"},
    {ALWAYS, by_nobody, "no person of people.conf"},
    {ALWAYS, without_authority, "has command authority"},
    {ALWAYS, without_the_role, "has not the role"},
    {ALWAYS, under_a_claimed_name, "no other name may be claimed"},
    {ALWAYS, another_verb, "verbs:"},
    {HELD, arm_without_the_role, "has not the role"},
    {HELD, arm_without_authority, "has command authority"},
    {HELD, arm_other_bytes, "the digest is not that"},
    {HELD | PROPOSED, fire_too_early, " is "},
    {PROPOSED, arm_too_early, "is proposed"},
    {PROPOSED, approve_own, "another person than FC-1"},
    {PROPOSED, approve_without_the_role, "has not the role"},
    {PROPOSED, approve_other_bytes, "the digest is not that"},
    {ARMED, fire_elsewhere, "armed in another session"},
    {ARMED, fire_without_authority, ""}, /* or approved by him */
    {ARMED, fire_without_the_role, "has not the role"},
    {ARMED, fire_another_token, "the token is not"},
    {ARMED | LATER, fire_a_used_token, "the token is not"},
    {ARMED, fire_part_of_the_token, "the token is not"},
    {ARMED, fire_another_name, "the name typed is not"},
    {ALWAYS | LATER, fire_again, ""},
    {ALWAYS | LATER, arm_again, ""},
    {ALWAYS, take_it, "has command authority"},
    {ALWAYS, end_it, "command authority"},
    {ALWAYS, break_it, "has not the role"},
};

static size_t tried[ARRAY_LEN(attacks)];

static const struct attack *
choose(struct hostile_scene *s, unsigned when)
{
    while (true) {
        const size_t i = hostile_random(s, ARRAY_LEN(attacks));
        const bool is_late = (attacks[i].when & LATER) != 0;
        if ((attacks[i].when & when) == 0 || (is_late && s->old_id[0] == '\0'))
            continue;
        tried[i]++;
        return &attacks[i];
    }
}

static void
burst(struct hostile_scene *s, unsigned when)
{
    const size_t sent = s->r.n_sent;
    for (size_t i = 0; i < BURST; i++) {
        const struct attack *k = choose(s, when);
        struct hostile_ask a = k->make(s);
        if (hostile_send(s, &a) == ERR_OK)
            fail_msg("attack %zu (%s) was accepted: %s", (size_t)(k - attacks),
                k->says, s->text);
        if (strstr(s->text, k->says) == NULL)
            fail_msg("attack %zu: \"%s\", not \"%s\"", (size_t)(k - attacks),
                s->text, k->says);
        if (hostile_random(s, 8) == 0 || i == BURST - 1)
            gate_rig_turn(&s->r); /* a turn of the loop takes several */
        if (s->r.n_sent != sent)
            fail_msg("attack %zu (%s) released something",
                (size_t)(k - attacks), k->says);
        hostile_free(&a);
        s->messages++;
    }
    gate_rig_wait(&s->r, 0.3);
}

/* ---- the work that goes on meanwhile ------------------------------------- */

static void
is(struct hostile_scene *s, enum command_state state)
{
    (void)str_copy(s->r.id, sizeof s->r.id, s->id);
    gate_rig_is(&s->r, state);
}

static void
word(struct hostile_scene *s, enum hostile_who who, const char *verb)
{
    hostile_good(s, hostile_word(s, who, verb, NULL, NULL, NULL));
}

/* An order as late as may be. */
static void
submit(struct hostile_scene *s, const char *command)
{
    struct hostile_ask a = hostile_order(s, FC1, command, NULL);
    const int64_t ttl = NS_PER_S;
    hostile_set(&a, "ttl", "%" PRId64, ttl);
    hostile_set(&a, "issued", "%" PRId64, s->r.now.utc.ns - ttl);
    s->command = command;
    (void)str_copy(s->id, sizeof s->id, hostile_value(&a, "id"));
    (void)str_copy(s->digest, sizeof s->digest, hostile_value(&a, "digest"));
    hostile_good(s, a);
}

/* It goes out, as nothing else does; the frontend says so. */
static void
goes_out(struct hostile_scene *s)
{
    const size_t before = s->r.n_sent;
    s->good++;
    gate_rig_wait(&s->r, 0.3);
    is(s, COMMAND_RELEASED);
    burst(s, IDLE);
    assert_int_equal(s->r.n_sent, before + 1);
    assert_string_equal(s->r.sent[before].id, s->id);
    assert_string_equal(s->r.sent[before].verb, "transmit");
    char digest[DIGEST_HEX];
    uint8_t *data = s->r.sent[before].data;
    data[2] = 0xc0, data[3] = 0;
    digest_hex_of(data, s->r.sent[before].len, digest);
    assert_string_equal(digest, s->digest);
    gate_rig_answer(&s->r, "sent");
    is(s, COMMAND_COMPLETED);
    s->released += s->r.n_sent;
    s->r.n_sent = 0;
}

static void
normal(struct hostile_scene *s)
{
    submit(s, "PING");
    goes_out(s);
    burst(s, IDLE);
}

static void
to_armed(struct hostile_scene *s, const char *command)
{
    submit(s, command);
    if (str_eq(command, "BOOM")) {
        burst(s, PROPOSED);
        is(s, COMMAND_PROPOSED);
        hostile_good(
            s, hostile_word(s, FC2, "approve", s->id, s->digest, NULL));
    }
    burst(s, HELD);
    hostile_good(s, arm(s, FC1));
    burst(s, ARMED);
    is(s, COMMAND_ARMED);
}

static void
fired(struct hostile_scene *s)
{
    to_armed(s, hostile_random(s, 2) == 0 ? "FIRE" : "BOOM");
    hostile_good(s, fire(s, FC1));
    goes_out(s);
    memcpy(s->old_id, s->id, sizeof s->id);
    memcpy(s->old_digest, s->digest, sizeof s->digest);
    memcpy(s->old_token, s->token, sizeof s->token);
    (void)str_copy(s->old_name, sizeof s->old_name, s->command);
    burst(s, IDLE);
}

/* ---- and what ends before it goes out ------------------------------------ */

/* FC-1 fires, and it is too late. */
static void
is_too_late(struct hostile_scene *s, const char *says)
{
    struct hostile_ask a = fire(s, FC1);
    const size_t before = s->r.n_sent;
    if (hostile_send(s, &a) == ERR_OK)
        fail_msg("fired, though: %s", says);
    if (strstr(s->text, says) == NULL)
        fail_msg("\"%s\", not \"%s\"", s->text, says);
    hostile_free(&a);
    gate_rig_wait(&s->r, 1);
    assert_int_equal(s->r.n_sent, before);
    s->messages++;
}

static void
cancel(struct hostile_scene *s)
{
    hostile_good(s, hostile_word(s, FC2, "cancel", s->id, "enough", NULL));
    is(s, COMMAND_CANCELLED);
}

static void
disarmed(struct hostile_scene *s)
{
    to_armed(s, "FIRE");
    cancel(s);
    is_too_late(s, "is cancelled");
}

static void
too_slow(struct hostile_scene *s)
{
    to_armed(s, "BOOM");
    gate_rig_wait(&s->r, 15);
    word(s, FC1, "renew");
    const struct gate_command *c = gate_rig_find(&s->r, s->id);
    gate_rig_jump(&s->r, mono_diff_ns(c->until_mono, s->r.now.mono));
    is_too_late(s, "is expired");
    word(s, FC1, "renew");
}

static void
lapsed(struct hostile_scene *s)
{
    word(s, FC1, "renew");
    gate_rig_wait(&s->r, 26);
    const struct mono until = gate_app_authority(s->r.app)->until.mono;
    to_armed(s, "FIRE");
    gate_rig_jump(&s->r, mono_diff_ns(until, s->r.now.mono));
    is_too_late(s, "is held");
    word(s, FC1, "take");
    cancel(s);
}

static void
yielded(struct hostile_scene *s)
{
    to_armed(s, "FIRE");
    word(s, FC1, "yield");
    is_too_late(s, "is held");
    word(s, FC2, "take");
    is_too_late(s, "is held");
    struct hostile_ask a = fire(s, FC2);
    assert_int_equal(hostile_send(s, &a), ERR_EXISTS);
    hostile_free(&a);
    word(s, FC2, "yield");
    cancel(s);
    word(s, FC1, "take");
}

static void
broken(struct hostile_scene *s)
{
    to_armed(s, "BOOM");
    hostile_good(s, hostile_word(s, FC2, "break", "a trial", NULL, NULL));
    is_too_late(s, "is approved");
    cancel(s);
    word(s, FC1, "take");
}

static void
restarted(struct hostile_scene *s)
{
    to_armed(s, "FIRE");
    gate_rig_kill(&s->r);
    gate_rig_begin(&s->r);
    gate_rig_wait(&s->r, 0.5);
    gate_rig_hk(&s->r, 1, 20);
    is(s, COMMAND_CANCELLED);
    is_too_late(s, "is cancelled");
    for (size_t i = 0; i < HOSTILE_PAST && i < s->n_past; i++) {
        assert_int_not_equal(hostile_send(s, &s->past[i]), ERR_OK);
        s->messages++;
    }
    gate_rig_wait(&s->r, 1);
    assert_int_equal(s->r.n_sent, 0);
    word(s, FC1, "take");
}

static uint64_t
from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && *text != '\0' ? strtoull(text, NULL, 0) : otherwise;
}

static void
nothing_hostile_is_released_and_everything_good_is(void **state)
{
    (void)state;
    static void (*const work[])(struct hostile_scene * s) = {normal, fired,
        disarmed, fired, too_slow, normal, lapsed, fired, yielded, normal,
        broken, fired, restarted};
    const uint64_t wanted = from_environment("HOSTILE_MESSAGES", 100000);
    const uint64_t seed = from_environment("HOSTILE_SEED", 20261120);
    struct hostile_scene s;
    print_message("HOSTILE_SEED=%" PRIu64 "\n", seed);
    hostile_scene_init(&s, seed);
    gate_rig_wait(&s.r, 1);
    word(&s, FC1, "take");
    for (size_t i = 0; s.messages < wanted; i++) {
        work[i % ARRAY_LEN(work)](&s);
        gate_rig_wait(&s.r, 1);
        word(&s, FC1, "renew");
        assert_true(gate_app_authority(s.r.app)->is_held);
    }
    assert_int_equal(s.released, s.good);
    for (size_t i = 0; i < ARRAY_LEN(attacks); i++)
        if (tried[i] == 0)
            fail_msg("attack %zu (%s) was never tried", i, attacks[i].says);
    print_message("%zu messages refused, %zu good commands released once\n",
        s.messages, s.good);
    assert_true(s.good > wanted / 1000);
    hostile_scene_fini(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_hostile_is_released_and_everything_good_is),
    };
    return check_run(tests);
}
