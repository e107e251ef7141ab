/*
 * test_gate_chance.c - whatever two persons, the link and crashes do, in
 * whatever order: no command goes out twice, none without its ceremony.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include "common/str.h"

#define STEPS 3000
#define IDS   4096

struct chance {
    struct gate_rig rig;
    uint64_t x;
    char released[IDS][DIGEST_ID_HEX];
    size_t n_released, n_fired, n_approved;
};

static unsigned
roll(struct chance *t, unsigned n)
{
    t->x = t->x * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (unsigned)(t->x >> 33) % n;
}

/* Each packet that went to the frontend: the first of its id, and its command
 * went through what its significance asks. */
static void
look_at_sent(struct chance *t)
{
    struct gate_rig *r = &t->rig;
    for (size_t i = 0; i < r->n_sent; i++) {
        if (!str_eq(r->sent[i].verb, "transmit"))
            continue;
        for (size_t k = 0; k < t->n_released; k++)
            assert_string_not_equal(t->released[k], r->sent[i].id);
        assert_true(t->n_released < IDS);
        (void)str_copy(
            t->released[t->n_released++], DIGEST_ID_HEX, r->sent[i].id);
        const struct gate_command *c = gate_rig_find(r, r->sent[i].id);
        assert_true(command_state_was_released(c->state));
        t->n_fired += c->ceremony == CEREMONY_HAZARDOUS;
        t->n_approved += c->ceremony == CEREMONY_CRITICAL;
        if (c->ceremony != CEREMONY_NORMAL) {
            assert_false(utc_is_none(c->armed));
            assert_string_not_equal(c->fired_by, "");
        }
        if (c->ceremony == CEREMONY_CRITICAL) {
            assert_string_not_equal(c->approved_by, "");
            assert_string_not_equal(c->approved_by, c->person);
            assert_string_not_equal(c->approved_by, c->fired_by);
        }
    }
    r->n_sent = 0;
}

/* Some command, sometimes of long ago. */
static void
choose(struct chance *t)
{
    struct gate_rig *r = &t->rig;
    const struct command_book *book = gate_app_book(r->app);
    size_t n = 0;
    while (command_book_at(book, n) != NULL)
        n++;
    if (n == 0)
        return;
    const size_t back = roll(t, n < 3 ? (unsigned)n : 3);
    const struct gate_command *c = command_book_at(book, n - 1 - back);
    (void)str_copy(r->id, sizeof r->id, c->id);
    (void)str_copy(r->digest, sizeof r->digest, c->digest);
}

static void
crash(struct chance *t)
{
    look_at_sent(t);
    gate_rig_kill(&t->rig);
    gate_rig_jump(&t->rig, 1 + roll(t, 1000) * NS_PER_MS);
    gate_rig_begin(&t->rig);
    gate_rig_wait(&t->rig, 0.5);
}

/* About what waits for an answer; now and then about something else. */
static void
answer(struct chance *t)
{
    static const char *const result[] = {
        "sent", "sent", "sent", "sent", "not-sent", "unknown"};
    const struct gate_command *c;
    look_at_sent(t);
    for (size_t i = 0;
         (c = command_book_at(gate_app_book(t->rig.app), i)) != NULL; i++)
        if (c->state == COMMAND_RELEASED || roll(t, 200) == 0)
            gate_rig_answer_id(&t->rig, c->id, result[roll(t, 6)]);
}

static void
fire(struct chance *t, const char *who)
{
    struct gate_rig *r = &t->rig;
    const struct gate_command *c =
        command_book_find(gate_app_book(r->app), r->id, strlen(r->id));
    if (c != NULL)
        gate_rig_word(r, who, "fire", r->id, r->token, c->short_name);
}

static void
step(struct chance *t)
{
    static const char *const person[] = {"FC-1", "FC-1", "FC-2"};
    static const char *const command[] = {
        "PING", "FIRE", "BOOM", "BOOM", "FIRE", "WAITS", "SET", "ECHOED"};
    static const char *const signal[] = {"aos", "aos", "aos", "los"};
    struct gate_rig *r = &t->rig;
    const char *who = person[roll(t, 3)];
    const char *what = command[roll(t, 8)];
    const unsigned now = roll(t, 17);
    if (now > 2 && now < 8 && now != 6) /* fire what was armed */
        choose(t);
    switch (now) {
    case 0:
        gate_rig_word(r, who, "take", NULL, NULL, NULL);
        break;
    case 1:
    case 2:
        gate_rig_order(r, who, what, str_eq(what, "SET") ? "Level" : NULL, "5");
        break;
    case 3:
        gate_rig_word(r, who, "approve", r->id, r->digest, NULL);
        break;
    case 4:
    case 5:
        gate_rig_word(r, who, "arm", r->id, r->digest, NULL);
        break;
    case 6:
        fire(t, who);
        break;
    case 7:
        gate_rig_word(r, who, "cancel", r->id, "x", NULL);
        break;
    case 8:
        gate_rig_word(r, who, roll(t, 9) ? "renew" : "yield", NULL, NULL, NULL);
        break;
    case 9:
    case 10:
        answer(t);
        break;
    case 11:
        r->signal = signal[roll(t, 4)];
        gate_rig_wait(r, 0.5);
        break;
    case 12:
        gate_rig_hk(r, roll(t, 3), roll(t, 60));
        break;
    case 13:
        gate_rig_report(r, 1 + roll(t, 3), roll(t, 30));
        break;
    case 14:
        r->is_uplink_down = roll(t, 16) == 0;
        r->is_frontend_silent = roll(t, 16) == 0;
        break;
    case 15:
        gate_rig_wait(r, 1 + roll(t, 3));
        break;
    default:
        if (roll(t, 4) == 0)
            crash(t);
    }
    gate_rig_turn(r);
    look_at_sent(t);
}

static void
nothing_goes_out_twice_or_without_its_ceremony(void **state)
{
    (void)state;
    struct chance *t = calloc(1, sizeof *t);
    assert_non_null(t);
    size_t total = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        t->x = seed;
        t->n_released = 0;
        gate_rig_init(&t->rig);
        for (unsigned i = 0; i < STEPS; i++)
            step(t);
        total += t->n_released;
        gate_rig_fini(&t->rig);
    }
    print_message("%zu released, %zu fired, %zu approved\n", total, t->n_fired,
        t->n_approved);
    assert_true(total > 40); /* it is no idle test */
    assert_true(t->n_fired > 0);
    free(t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_goes_out_twice_or_without_its_ceremony),
    };
    return check_run(tests);
}
