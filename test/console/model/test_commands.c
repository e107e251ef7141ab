/*
 * test_commands.c - all commands and who may give them, from messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/commands.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"

static struct clock
start(struct model *m)
{
    struct clock now = feed_clock(0);
    model_init(m, "sim", NULL, now);
    return now;
}

static void
commands_stand_by_number_whatever_order_they_come_in(void **state)
{
    (void)state;
    static const uint64_t order[] = {3, 1, 2, 5, 4};
    struct model m;
    struct clock now = start(&m);
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        struct msg_command c = command_message(now, order[i], COMMAND_HELD);
        feed_command(&m, now, &c);
    }
    assert_int_equal(m.commands.n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(m.commands.row[i]->number, i + 1);
    const struct telecommand *t = commands_named(&m.commands, "#4");
    assert_non_null(t);
    assert_ptr_equal(t, commands_named(&m.commands, "4"));
    assert_ptr_equal(t, commands_named(&m.commands, command_id(4)));
    assert_string_equal(t->values, "Battery=3 Mode=ON");
    assert_null(commands_named(&m.commands, "9"));
    assert_null(commands_named(&m.commands, "HTR_ON"));
    assert_null(commands_named(&m.commands, ""));
    model_fini(&m);
}

static void
an_older_change_does_not_come_back(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    struct msg_command c = command_message(now, 7, COMMAND_SENT);
    c.change = 20;
    feed_command(&m, now, &c);
    c.change = 19;
    c.state = COMMAND_QUEUED;
    feed_command(&m, now, &c);
    assert_int_equal(m.commands.n, 1);
    assert_int_equal(m.commands.row[0]->state, COMMAND_SENT);
    c.change = 20; /* told again */
    c.state = COMMAND_SENT;
    feed_command(&m, now, &c);
    c.change = 21;
    c.state = COMMAND_COMPLETED;
    feed_command(&m, now, &c);
    assert_int_equal(m.commands.row[0]->state, COMMAND_COMPLETED);
    model_fini(&m);
}

static void
what_cannot_be_is_refused_whole_and_counted(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    static const struct msg_str bad_stage = {"accepted maybe - - x", 20};
    for (int i = 0; i < 8; i++) {
        struct msg_command c = command_message(now, 1, COMMAND_HELD);
        if (i == 0)
            c.id = msg_str("7");
        if (i == 1)
            c.id = msg_str("0000000000000000000000000000000G");
        if (i == 2)
            c.state = COMMAND_STATE_COUNT;
        if (i == 3)
            c.ceremony = CEREMONY_COUNT;
        if (i == 4)
            c.consequence = UINT64_MAX;
        if (i == 5)
            c.sequence = 65536;
        if (i == 6)
            c.digest = msg_str("00");
        if (i == 7)
            c.stages = (struct msg_strv){&bad_stage, 1};
        feed_command(&m, now, &c);
        assert_int_equal(m.refusals.malformed, i + 1);
    }
    assert_int_equal(m.commands.n, 0);
    struct msg_gate g = gate_message(now);
    g.log_head = msg_str("xyz");
    feed_gate(&m, now, &g);
    assert_false(m.commands.has_gate);
    assert_int_equal(m.refusals.malformed, 9);
    model_fini(&m);
}

static void
the_oldest_that_ended_make_room_and_are_counted(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    for (uint64_t i = 1; i <= COMMANDS_MAX + 3; i++) {
        struct msg_command c = command_message(
            now, i, i == 1 ? COMMAND_UNKNOWN : COMMAND_COMPLETED);
        feed_command(&m, now, &c);
    }
    assert_int_equal(m.commands.n, COMMANDS_MAX);
    assert_int_equal(m.commands.forgotten, 3);
    assert_non_null(commands_named(&m.commands, "1")); /* still open */
    assert_null(commands_named(&m.commands, "2"));
    assert_non_null(commands_named(&m.commands, "10003"));
    model_fini(&m);
}

static void
a_silent_gate_is_no_gate(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    assert_false(commands_are_live(&m.commands, now));
    struct msg_gate g = gate_message(now);
    feed_gate(&m, now, &g);
    assert_true(commands_are_live(&m.commands, feed_clock(3000)));
    assert_false(commands_are_live(&m.commands, feed_clock(3001)));
    /* from the cache: it was sent long ago */
    struct msg old = {.envelope = {.type = MSG_GATE,
                          .source = msg_str("gate"),
                          .instance = msg_str("sim"),
                          .utc = utc_add_ns(now.utc, -60 * NS_PER_S)},
        .u.gate = g};
    model_fini(&m);
    now = start(&m);
    model_message(&m, "gate", &old, now);
    assert_true(m.commands.has_gate);
    assert_false(commands_are_live(&m.commands, now));
    model_fini(&m);
}

static void
the_countdown_is_kept_on_our_own_clock(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    size_t n;
    assert_null(commands_armed(&m.commands, now, &n));
    command_scene(&m, COMMANDS_MIXED, now);
    const struct telecommand *t = commands_armed(&m.commands, now, &n);
    assert_non_null(t);
    assert_int_equal(t->number, 5);
    assert_int_equal(n, 1);
    assert_int_equal(telecommand_seconds_left(t, now), 24);
    struct clock later = feed_clock(3500);
    later.utc = utc_add_ns(later.utc, 3600 * NS_PER_S); /* the clock was set */
    assert_int_equal(telecommand_seconds_left(t, later), 21);
    assert_int_equal(telecommand_seconds_left(t, feed_clock(25000)), 0);
    assert_non_null(commands_armed(&m.commands, feed_clock(26000), &n));
    assert_null(commands_armed(&m.commands, feed_clock(28000), &n));
    assert_int_equal(commands_unknown(&m.commands), 1);
    model_fini(&m);
}

static void
people_and_their_roles_are_known(void **state)
{
    (void)state;
    struct model m;
    struct clock now = start(&m);
    command_scene(&m, COMMANDS_NONE, now);
    assert_string_equal(
        commands_roles(&m.commands, "FC-1"), "watch,log,ack,command,hazardous");
    assert_null(commands_roles(&m.commands, "FC"));
    assert_null(commands_roles(&m.commands, "FC-3"));
    assert_null(commands_roles(&m.commands, ""));
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_stand_by_number_whatever_order_they_come_in),
        cmocka_unit_test(an_older_change_does_not_come_back),
        cmocka_unit_test(what_cannot_be_is_refused_whole_and_counted),
        cmocka_unit_test(the_oldest_that_ended_make_room_and_are_counted),
        cmocka_unit_test(a_silent_gate_is_no_gate),
        cmocka_unit_test(the_countdown_is_kept_on_our_own_clock),
        cmocka_unit_test(people_and_their_roles_are_known),
    };
    return check_run(tests);
}
