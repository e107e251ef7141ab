/*
 * test_alarm_ask.c - which requests make sense for which alarm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/alarm_ask.h"

#include "support/check.h"

#include "common/attr.h"

static void
each_state_takes_what_makes_sense(void **state)
{
    (void)state;
    static const struct {
        enum alarm_life life;
        bool ack, shelve, unshelve, reset;
    } row[] = {
        {ALARM_LIFE_PENDING, false, true, false, false},
        {ALARM_LIFE_UNACK, true, true, false, false},
        {ALARM_LIFE_ACK, false, true, false, false},
        {ALARM_LIFE_RTN_UNACK, true, true, false, false},
        {ALARM_LIFE_LATCHED, false, true, false, true},
        {ALARM_LIFE_SHELVED, false, false, true, false},
        {ALARM_LIFE_SUPPRESSED, false, true, false, false},
        {ALARM_LIFE_DISABLED, false, false, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct alarm_row a = {.life = row[i].life};
        assert_int_equal(
            alarm_ask_why_not(ACTION_ACKNOWLEDGE, &a) == NULL, row[i].ack);
        assert_int_equal(
            alarm_ask_why_not(ACTION_ACKNOWLEDGE_ALL, &a) == NULL, row[i].ack);
        assert_int_equal(
            alarm_ask_why_not(ACTION_SHELVE, &a) == NULL, row[i].shelve);
        assert_int_equal(
            alarm_ask_why_not(ACTION_UNSHELVE, &a) == NULL, row[i].unshelve);
        assert_int_equal(
            alarm_ask_why_not(ACTION_RESET, &a) == NULL, row[i].reset);
        assert_null(alarm_ask_why_not(ACTION_COMMENT, &a));
    }
}

static void
what_makes_no_sense_is_left_out(void **state)
{
    (void)state;
    struct ui ui = {0};
    struct alarm_ask ask = {0};
    struct alarm_row seen = {.life = ALARM_LIFE_ACK,
                         .name = (char[]){"/A/B"},
                         .short_name = "B"},
                     unseen = {.life = ALARM_LIFE_UNACK,
                         .name = (char[]){"/A/C"},
                         .short_name = "C",
                         .number = 4};
    alarm_ask_begin(&ask, &ui, ACTION_ACKNOWLEDGE);
    alarm_ask_add(&ask, &seen, 3);
    assert_int_equal(ask.n, 0);
    alarm_ask_go(&ask, true); /* nobody to ask: no harm */
    alarm_ask_add(&ask, &unseen, 4);
    assert_int_equal(ask.n, 1);
    assert_int_equal(ask.target[0].number, 4);
    assert_string_equal(ask.target[0].name, "/A/C");
    alarm_ask_fini(&ask);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_takes_what_makes_sense),
        cmocka_unit_test(what_makes_no_sense_is_left_out),
    };
    return check_run(tests);
}
