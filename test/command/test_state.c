/*
 * test_state.c - states, ceremonies and stages keep their names and numbers,
 * and a stage comes back as it was written or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/state.h"

#include "common/attr.h"
#include "support/check.h"

/* The numbers stand in logs: this table never changes. */
static const struct {
    enum command_state state;
    unsigned number;
    const char *name;
    bool is_final, was_released;
} states[] = {
    {COMMAND_HELD, 0, "held", false, false},
    {COMMAND_PROPOSED, 1, "proposed", false, false},
    {COMMAND_APPROVED, 2, "approved", false, false},
    {COMMAND_ARMED, 3, "armed", false, false},
    {COMMAND_QUEUED, 4, "queued", false, false},
    {COMMAND_RELEASED, 5, "released", false, true},
    {COMMAND_SENT, 6, "sent", false, true},
    {COMMAND_COMPLETED, 7, "completed", true, true},
    {COMMAND_FAILED, 8, "failed", true, true},
    {COMMAND_UNKNOWN, 9, "unknown", false, true},
    {COMMAND_NOT_SENT, 10, "not-sent", true, true},
    {COMMAND_REFUSED, 11, "refused", true, false},
    {COMMAND_EXPIRED, 12, "expired", true, false},
    {COMMAND_CANCELLED, 13, "cancelled", true, false},
};

static void
states_keep_their_numbers_and_names(void **state)
{
    (void)state;
    assert_int_equal(ARRAY_LEN(states), COMMAND_STATE_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        enum command_state s = COMMAND_STATE_COUNT;
        const char *name = states[i].name;
        assert_int_equal(states[i].state, states[i].number);
        assert_string_equal(command_state_str(states[i].state), name);
        assert_true(command_state_parse(name, strlen(name), &s));
        assert_int_equal(s, states[i].state);
        assert_int_equal(
            command_state_is_final(states[i].state), states[i].is_final);
        assert_int_equal(command_state_was_released(states[i].state),
            states[i].was_released);
    }
}

static void
what_is_no_state_is_none(void **state)
{
    (void)state;
    enum command_state s = COMMAND_ARMED;
    assert_false(command_state_parse("", 0, &s));
    assert_false(command_state_parse("sen", 3, &s));
    assert_false(command_state_parse("sent ", 5, &s));
    assert_false(command_state_parse("SENT", 4, &s));
    assert_false(command_state_parse("sent\0", 5, &s));
    assert_int_equal(s, COMMAND_ARMED);
    assert_string_equal(command_state_str(COMMAND_STATE_COUNT), "?");
    assert_false(command_state_is_final(COMMAND_STATE_COUNT));
    assert_false(command_state_was_released(COMMAND_STATE_COUNT));
}

static void
significance_decides_the_ceremony(void **state)
{
    (void)state;
    static const enum command_ceremony want[MDB_CONSEQUENCE_COUNT] = {
        [MDB_CONSEQUENCE_NONE] = CEREMONY_NORMAL,
        [MDB_CONSEQUENCE_WATCH] = CEREMONY_NORMAL,
        [MDB_CONSEQUENCE_WARNING] = CEREMONY_HAZARDOUS,
        [MDB_CONSEQUENCE_DISTRESS] = CEREMONY_HAZARDOUS,
        [MDB_CONSEQUENCE_CRITICAL] = CEREMONY_CRITICAL,
        [MDB_CONSEQUENCE_SEVERE] = CEREMONY_CRITICAL,
    };
    for (unsigned i = 0; i < MDB_CONSEQUENCE_COUNT; i++)
        assert_int_equal(command_ceremony((enum mdb_consequence)i), want[i]);
    assert_int_equal(command_ceremony((enum mdb_consequence)77),
        CEREMONY_CRITICAL); /* never less */
    assert_string_equal(command_ceremony_str(CEREMONY_NORMAL), "normal");
    assert_string_equal(command_ceremony_str(CEREMONY_HAZARDOUS), "hazardous");
    assert_string_equal(command_ceremony_str(CEREMONY_CRITICAL), "critical");
    assert_string_equal(command_ceremony_str(CEREMONY_COUNT), "?");
}

/* ---- stages -------------------------------------------------------------- */

static void
assert_stage_returns(const struct command_stage *stage, const char *want)
{
    struct strbuf text = {0};
    struct command_stage back;
    command_stage_fmt(stage, &text);
    assert_string_equal(strbuf_get(&text), want);
    assert_true(command_stage_parse(text.s, text.len, &back));
    assert_int_equal(back.stage, stage->stage);
    assert_int_equal(back.state, stage->state);
    assert_int_equal(back.time.ns, stage->time.ns);
    assert_int_equal(back.until.ns, stage->until.ns);
    assert_string_equal(back.text, stage->text);
    strbuf_fini(&text);
}

static void
a_stage_comes_back_as_it_was(void **state)
{
    (void)state;
    struct command_stage stage = {MDB_STAGE_ACCEPTED, STAGE_PASSED,
        {1795164362500000000}, UTC_NONE, "TC_ACK COUNT == 17"};
    assert_stage_returns(
        &stage, "accepted passed 1795164362500000000 - TC_ACK COUNT == 17");
    stage = (struct command_stage){
        MDB_STAGE_COMPLETE, STAGE_WAITING, UTC_NONE, {-5}, ""};
    assert_stage_returns(&stage, "complete waiting - -5 ");
    for (unsigned i = 0; i < MDB_STAGE_COUNT; i++)
        for (unsigned k = 0; k < STAGE_STATE_COUNT; k++) {
            struct strbuf text = {0};
            stage = (struct command_stage){.stage = (enum mdb_stage)i,
                .state = (enum stage_state)k,
                .time = {(int64_t)i},
                .until = {INT64_MAX},
                .text = " two  blanks "};
            strbuf_addf(&text, "%s %s %u 9223372036854775807  two  blanks ",
                mdb_stage_str(stage.stage), stage_state_str(stage.state), i);
            assert_stage_returns(&stage, strbuf_get(&text));
            strbuf_fini(&text);
        }
    assert_string_equal(stage_state_str(STAGE_STATE_COUNT), "?");
}

static void
the_text_of_a_stage_is_cleaned_and_cut(void **state)
{
    (void)state;
    struct command_stage stage = {
        MDB_STAGE_SENT, STAGE_FAILED, {1}, {2}, "a\tb\x1b[2J\xc3"};
    struct strbuf text = {0};
    command_stage_fmt(&stage, &text);
    assert_string_equal(strbuf_get(&text), "sent failed 1 2 a\xef\xbf\xbd"
                                           "b\xef\xbf\xbd[2J\xef\xbf\xbd");
    strbuf_reset(&text);
    memset(stage.text, '\x01', sizeof stage.text); /* and no end */
    command_stage_fmt(&stage, &text);
    assert_true(str_is_clean(text.s, text.len));
    struct command_stage back;
    assert_true(command_stage_parse(text.s, text.len, &back));
    assert_int_equal(strlen(back.text), 126); /* 42 of three bytes */
    strbuf_fini(&text);
}

static void
a_damaged_stage_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "accepted",
        "accepted passed",
        "accepted passed 1",
        "accepted passed 1 2", /* no blank behind: cut off */
        "accepted  passed 1 2 x",
        " accepted passed 1 2 x",
        "Accepted passed 1 2 x",
        "accepte passed 1 2 x",
        "acceptedx passed 1 2 x",
        "accepted pass 1 2 x",
        "accepted passed x 2 x",
        "accepted passed 1 x x",
        "accepted passed  2 x",
        "accepted passed +1 2 x",
        "accepted passed 01 2 x",
        "accepted passed -0 2 x",
        "accepted passed 0x1 2 x",
        "accepted passed 1.5 2 x",
        "accepted passed -- 2 x",
        "accepted passed 9223372036854775808 2 x",
        "accepted passed -9223372036854775808 2 x", /* UTC_NONE */
        "accepted passed 11111111111111111111111111 2 x",
        "accepted passed 1 2 a\tb",
        "accepted passed 1 2 a\nb",
        "accepted passed 1 2 \xc3",
        "accepted passed 1 2 \xed\xa0\x80",
        "accepted\tpassed\t1\t2\tx",
        "? ? 1 2 x",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct command_stage stage = {.text = "as it was"};
        if (command_stage_parse(bad[i], strlen(bad[i]), &stage))
            fail_msg("taken: \"%s\"", bad[i]);
        assert_string_equal(stage.text, "as it was");
    }
    struct command_stage stage;
    assert_false(command_stage_parse("accepted passed 1 2 a\0b", 23, &stage));
    assert_false(command_stage_parse("accepted passed 1\0 2 a", 22, &stage));
    assert_false(command_stage_parse("accepted passed -\0 2 a", 22, &stage));
}

static void
a_stage_has_room_for_its_text_and_no_more(void **state)
{
    (void)state;
    char text[256] = "sent waiting - - ";
    size_t head = strlen(text);
    struct command_stage stage;
    memset(text + head, 'x', 128);
    assert_true(command_stage_parse(text, head + 127, &stage));
    assert_int_equal(strlen(stage.text), 127);
    assert_false(command_stage_parse(text, head + 128, &stage));
    char *large = malloc(1 << 20);
    memset(large, ' ', 1 << 20);
    assert_false(command_stage_parse(large, 1 << 20, &stage));
    memcpy(large, text, head);
    assert_false(command_stage_parse(large, 1 << 20, &stage));
    free(large);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_keep_their_numbers_and_names),
        cmocka_unit_test(what_is_no_state_is_none),
        cmocka_unit_test(significance_decides_the_ceremony),
        cmocka_unit_test(a_stage_comes_back_as_it_was),
        cmocka_unit_test(the_text_of_a_stage_is_cleaned_and_cut),
        cmocka_unit_test(a_damaged_stage_is_refused),
        cmocka_unit_test(a_stage_has_room_for_its_text_and_no_more),
    };
    return check_run(tests);
}
