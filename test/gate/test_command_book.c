/*
 * test_command_book.c - all commands, in order, and the last that are over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/command_book.h"

#include "common/attr.h"
#include "support/check.h"

static struct gate_command *
add(struct command_book *b, unsigned id, enum command_state state)
{
    struct gate_command *c = gate_command_new();
    (void)snprintf(c->id, sizeof c->id, "%032x", id);
    c->state = state;
    return command_book_add(b, c);
}

static void
numbers_rise_and_ids_are_found(void **state)
{
    (void)state;
    struct command_book *b = command_book_new();
    assert_null(command_book_at(b, 0));
    assert_null(command_book_first(b));
    for (unsigned i = 0; i < 10; i++)
        assert_int_equal(add(b, i, COMMAND_SENT)->number, i + 1);
    const struct gate_command *c =
        command_book_find(b, "00000000000000000000000000000004", 32);
    assert_non_null(c);
    assert_int_equal(c->number, 5);
    assert_null(command_book_find(b, "0000000000000000000000000000000f", 32));
    assert_null(command_book_find(b, "", 0));
    command_book_free(&b);
    command_book_free(&b);
}

static void
open_ones_are_never_forgotten(void **state)
{
    (void)state;
    struct command_book *b = command_book_new();
    (void)add(b, 1, COMMAND_UNKNOWN);
    for (unsigned i = 2; i < 2 + COMMAND_BOOK_OVER_MAX + 7; i++)
        (void)add(b, i, COMMAND_COMPLETED);
    command_book_trim(b);
    assert_int_equal(command_book_at(b, 0)->number, 1);
    assert_int_equal(command_book_at(b, 1)->number, 2 + 7);
    assert_non_null(command_book_at(b, COMMAND_BOOK_OVER_MAX));
    assert_null(command_book_at(b, COMMAND_BOOK_OVER_MAX + 1));
    command_book_free(&b);
}

static void
slots_are_used_again_and_never_by_two(void **state)
{
    (void)state;
    enum {
        SLOTS = COMMAND_BOOK_OVER_MAX + 8
    };
    struct command_book *b = command_book_new();
    const struct gate_command *open = add(b, 0, COMMAND_SENT);
    for (unsigned i = 1; i < 3 * SLOTS; i++) {
        (void)add(b, i, COMMAND_COMPLETED);
        if (i % 5 == 0)
            command_book_trim(b);
    }
    bool seen[SLOTS] = {false};
    const struct gate_command *c = NULL;
    for (size_t i = 0; (c = command_book_at(b, i)) != NULL; i++) {
        assert_true(c->slot < SLOTS);
        assert_false(seen[c->slot]);
        seen[c->slot] = true;
    }
    assert_int_equal(open->slot, 0);
    command_book_free(&b);
}

static void
the_queue_has_its_own_order(void **state)
{
    (void)state;
    struct command_book *b = command_book_new();
    struct gate_command *one = add(b, 1, COMMAND_QUEUED);
    struct gate_command *two = add(b, 2, COMMAND_QUEUED);
    two->place = command_book_place(b);
    one->place = command_book_place(b);
    assert_ptr_equal(command_book_first(b), two);
    struct gate_command *three = add(b, 6, COMMAND_QUEUED);
    three->place = command_book_place(b);
    assert_null(command_book_before(b, two));
    assert_ptr_equal(command_book_before(b, one), two);
    assert_ptr_equal(command_book_before(b, three), one);
    three->state = COMMAND_CANCELLED;
    assert_null(command_book_before(b, three));
    two->state = COMMAND_CANCELLED;
    assert_null(command_book_before(b, one));
    assert_ptr_equal(command_book_first(b), one);
    (void)add(b, 3, COMMAND_ARMED);
    (void)add(b, 4, COMMAND_RELEASED);
    struct gate_command *closed = add(b, 5, COMMAND_UNKNOWN);
    closed->ended = (struct utc){1};
    const struct command_counts n = command_book_count(b);
    assert_int_equal(n.queued, 1);
    assert_int_equal(n.waiting, 1);
    assert_int_equal(n.open, 1);
    assert_int_equal(n.unknown, 0);
    command_book_free(&b);
}

/* The log is read newest file first, or a number stands in it twice. */
static void
those_of_the_log_come_in_the_order_of_their_numbers(void **state)
{
    (void)state;
    static const uint64_t number[] = {5, 2, 9, 1, 7};
    static const uint64_t sorted[] = {1, 2, 5, 7, 9, 10};
    struct command_book *b = command_book_new();
    for (unsigned i = 0; i < ARRAY_LEN(number); i++) {
        struct gate_command *c = gate_command_new();
        (void)snprintf(c->id, sizeof c->id, "%032x", i);
        c->number = number[i];
        (void)command_book_add(b, c);
    }
    assert_int_equal(add(b, 99, COMMAND_HELD)->number, 10);
    for (unsigned i = 0; i < ARRAY_LEN(sorted); i++)
        assert_int_equal(command_book_at(b, i)->number, sorted[i]);
    command_book_free(&b);
}

/* A line that is none of ours restores nothing, each for its own reason. */
static void
numbers_that_are_none_of_ours_are_refused(void **state)
{
    (void)state;
    struct gate_texts texts;
    struct msg_command good, m;
    struct command_book *b = command_book_new();
    struct gate_command *c = add(b, 1, COMMAND_SENT);
    const struct msg_str junk = msg_str("accepted passed");
    struct msg_str stage[GATE_COMMAND_STAGES_MAX + 1];
    struct strbuf text = {0};
    command_stage_fmt(
        &(struct command_stage){
            .stage = MDB_STAGE_ACCEPTED, .time = UTC_NONE, .until = UTC_NONE},
        &text);
    for (size_t i = 0; i < ARRAY_LEN(stage); i++)
        stage[i] = msg_str(strbuf_get(&text));
    gate_command_message(c, &texts, &good);
    struct gate_command *to = gate_command_new();
    for (unsigned i = 0; i < 14; i++) {
        m = good;
        m.state = i == 0 ? COMMAND_STATE_COUNT - 1 : m.state;
        m.state = i == 1 ? COMMAND_STATE_COUNT : m.state;
        m.ceremony = i == 2 ? CEREMONY_COUNT - 1 : m.ceremony;
        m.ceremony = i == 3 ? CEREMONY_COUNT : m.ceremony;
        m.consequence = i == 4 ? MDB_CONSEQUENCE_COUNT - 1 : m.consequence;
        m.consequence = i == 5 ? MDB_CONSEQUENCE_COUNT : m.consequence;
        m.sequence = i == 6 ? UINT16_MAX : m.sequence;
        m.sequence = i == 7 ? UINT16_MAX + 1 : m.sequence;
        m.stages = (struct msg_strv){stage, i == 8 ? ARRAY_LEN(stage) - 1 : 0};
        if (i == 9)
            m.stages.n = ARRAY_LEN(stage);
        if (i == 11)
            m.stages = (struct msg_strv){&junk, 1};
        m.id.len -= i == 13;
        assert_int_equal(gate_command_restore(to, &m), i % 2 == 0);
    }
    gate_command_free(&to);
    gate_command_free(&to);
    strbuf_fini(&text);
    gate_texts_fini(&texts);
    command_book_free(&b);
}

/* What a command says of itself is all that the log needs. */
static void
a_message_gives_the_same_command_back(void **state)
{
    (void)state;
    struct command_book *b = command_book_new();
    struct gate_command *c = add(b, 77, COMMAND_SENT);
    gate_command_set(&c->name, "/G/SET");
    gate_command_set(&c->comment, "why");
    gate_command_set_data(c, "\x18\x64", 2);
    gate_command_set_stages(c, 2);
    c->stage[0] = (struct command_stage){.stage = MDB_STAGE_ACCEPTED,
        .state = STAGE_PASSED,
        .time = {5},
        .until = {9},
        .text = "packet R"};
    c->stage[1].stage = MDB_STAGE_COMPLETE;
    c->sequence = 12;
    c->number = 4;
    c->released = (struct utc){3};
    struct gate_texts texts;
    struct msg_command m;
    gate_command_message(c, &texts, &m);
    struct command_book *other = command_book_new();
    const struct gate_command *back = command_book_restore(other, &m);
    assert_non_null(back);
    assert_string_equal(back->id, c->id);
    assert_string_equal(back->name, "/G/SET");
    assert_string_equal(back->comment, "why");
    assert_int_equal(back->state, COMMAND_SENT);
    assert_int_equal(back->sequence, 12);
    assert_int_equal(back->released.ns, 3);
    assert_int_equal(back->len, 2);
    assert_int_equal(back->n_stages, 2);
    assert_string_equal(back->stage[0].text, "packet R");
    m.state = COMMAND_COMPLETED;
    assert_ptr_equal(command_book_restore(other, &m), back);
    assert_int_equal(back->state, COMMAND_COMPLETED);
    m.state = COMMAND_STATE_COUNT;
    assert_null(command_book_restore(other, &m));
    m.state = COMMAND_SENT;
    m.id = msg_str("short");
    assert_null(command_book_restore(other, &m));
    gate_texts_fini(&texts);
    command_book_free(&other);
    command_book_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_rise_and_ids_are_found),
        cmocka_unit_test(open_ones_are_never_forgotten),
        cmocka_unit_test(slots_are_used_again_and_never_by_two),
        cmocka_unit_test(the_queue_has_its_own_order),
        cmocka_unit_test(those_of_the_log_come_in_the_order_of_their_numbers),
        cmocka_unit_test(numbers_that_are_none_of_ours_are_refused),
        cmocka_unit_test(a_message_gives_the_same_command_back),
    };
    return check_run(tests);
}
