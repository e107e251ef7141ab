/*
 * test_until.c - how far a command came.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/until.h"

#include "common/attr.h"
#include "support/check.h"

static void
every_word_comes_back(void **state)
{
    (void)state;
    for (unsigned i = 0; i < UNTIL_COUNT; i++) {
        enum until u = UNTIL_COUNT;
        const char *s = until_str((enum until)i);
        assert_true(until_parse(s, strlen(s), &u));
        assert_int_equal(u, i);
    }
    enum until u = UNTIL_SENT;
    assert_false(until_parse("", 0, &u));
    assert_false(until_parse("complete", 8, &u));
    assert_false(until_parse("Sent", 4, &u));
    assert_int_equal(u, UNTIL_SENT);
    assert_string_equal(until_str(UNTIL_COUNT), "?");
}

#define NOT UNTIL_NOT_YET
#define YES UNTIL_REACHED
#define END UNTIL_NEVER

/* Without stages: queued released sent received accepted execution completed */
static const struct {
    enum command_state state;
    enum until_result want[UNTIL_COUNT];
} rows[] = {
    {COMMAND_HELD, {NOT, NOT, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_PROPOSED, {NOT, NOT, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_APPROVED, {NOT, NOT, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_ARMED, {NOT, NOT, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_QUEUED, {YES, NOT, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_RELEASED, {YES, YES, NOT, NOT, NOT, NOT, NOT}},
    {COMMAND_SENT, {YES, YES, YES, NOT, NOT, NOT, NOT}},
    {COMMAND_COMPLETED, {YES, YES, YES, YES, YES, YES, YES}},
    {COMMAND_FAILED, {END, END, END, END, END, END, END}},
    {COMMAND_UNKNOWN, {END, END, END, END, END, END, END}},
    {COMMAND_NOT_SENT, {END, END, END, END, END, END, END}},
    {COMMAND_REFUSED, {END, END, END, END, END, END, END}},
    {COMMAND_EXPIRED, {END, END, END, END, END, END, END}},
    {COMMAND_CANCELLED, {END, END, END, END, END, END, END}},
};

static void
states_are_reached_in_their_order(void **state)
{
    (void)state;
    assert_int_equal(ARRAY_LEN(rows), COMMAND_STATE_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (unsigned u = 0; u < UNTIL_COUNT; u++)
            assert_int_equal(until_check((enum until)u, rows[i].state, NULL, 0),
                rows[i].want[u]);
}

static enum until_result
with_stages(
    enum until until, enum stage_state accepted, enum stage_state execution)
{
    const struct command_stage stage[] = {
        {.stage = MDB_STAGE_ACCEPTED, .state = accepted},
        {.stage = MDB_STAGE_EXECUTION, .state = execution},
        {.stage = MDB_STAGE_FAILED, .state = STAGE_PASSED}};
    return until_check(until, COMMAND_SENT, stage, ARRAY_LEN(stage));
}

static void
a_stage_is_reached_by_itself_or_a_later_one(void **state)
{
    (void)state;
    enum stage_state waiting = STAGE_WAITING, passed = STAGE_PASSED;
    assert_int_equal(with_stages(UNTIL_ACCEPTED, waiting, waiting), NOT);
    assert_int_equal(with_stages(UNTIL_ACCEPTED, passed, waiting), YES);
    assert_int_equal(with_stages(UNTIL_ACCEPTED, STAGE_SKIPPED, passed), YES);
    assert_int_equal(with_stages(UNTIL_RECEIVED, passed, waiting), YES);
    assert_int_equal(with_stages(UNTIL_EXECUTION, passed, waiting), NOT);
    assert_int_equal(with_stages(UNTIL_EXECUTION, passed, passed), YES);
    assert_int_equal(with_stages(UNTIL_COMPLETED, passed, passed), NOT);
    assert_int_equal(with_stages(UNTIL_ACCEPTED, STAGE_FAILED, waiting), NOT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_comes_back),
        cmocka_unit_test(states_are_reached_in_their_order),
        cmocka_unit_test(a_stage_is_reached_by_itself_or_a_later_one),
    };
    return check_run(tests);
}
