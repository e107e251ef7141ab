/*
 * test_load_alarm_text.c - levels of labels, of booleans and of patterns, whole
 * and broken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/alarm_xtce.h"
#include "support/check.h"

#include "common/attr.h"
#include "mdb/alarm.h"

static void
texts_of_every_kind_are_read(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"labels",
            ENUMERATED("<DefaultAlarm defaultAlarmLevel='watch'>"
                       "<EnumerationAlarmList>"
                       "<EnumerationAlarm enumerationLabel='OFF' "
                       "alarmLevel='critical'/>"
                       "<EnumerationAlarm enumerationLabel='ON' "
                       "alarmLevel='Normal'/>"
                       "</EnumerationAlarmList></DefaultAlarm>"),
            "critical when 'OFF', normal when 'ON', watch otherwise"},
        {"values of labels, as in XTCE 1.1",
            ENUMERATED(DEFAULT("<EnumerationAlarmList>"
                               "<EnumerationAlarm enumerationValue='1' "
                               "alarmLevel='watch'/></EnumerationAlarmList>")),
            "watch when 'STANDBY'"},
        {"texts of a boolean",
            BOOLEAN(DEFAULT("<EnumerationAlarmList>"
                            "<EnumerationAlarm enumerationLabel='OPEN' "
                            "alarmLevel='watch'/>"
                            "<EnumerationAlarm enumerationLabel='False' "
                            "alarmLevel='severe'/></EnumerationAlarmList>")),
            "watch when 'OPEN', severe when 'SHUT'"},
        {"patterns",
            STRING("<DefaultAlarm defaultAlarmLevel='warning'>"
                   "<StringAlarmList>"
                   "<StringAlarm matchPattern='^OK( |$)' alarmLevel='normal'/>"
                   "<StringAlarm matchPattern='E[0-9]{1,3}' "
                   "alarmLevel='severe'/></StringAlarmList></DefaultAlarm>"),
            "normal matching '^OK( |$)', severe matching 'E[0-9]{1,3}', "
            "warning otherwise"},
    };
    alarm_xtce_texts(rows, ARRAY_LEN(rows));
}

static void
texts_keep_their_order_level_and_line(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(BODY(ENUMERATED(DEFAULT(
        "<EnumerationAlarmList>\n<EnumerationAlarm enumerationValue='2' "
        "alarmLevel='severe'/>\n<EnumerationAlarm enumerationLabel='OFF' "
        "alarmLevel='watch'/></EnumerationAlarmList>"))));
    const struct mdb_alarm *a = xtce_type(mdb, "t")->alarms->standard;
    assert_int_equal(a->n_texts, 2);
    assert_string_equal(a->text[0].text, "ON");
    assert_int_equal(a->text[0].level, LIMIT_SEVERE);
    assert_int_equal(a->text[0].line, 2);
    assert_string_equal(a->text[1].text, "OFF");
    assert_int_equal(a->text[1].level, LIMIT_WATCH);
    assert_int_equal(a->text[1].line, 3);
    assert_false(a->text[0].is_pattern);
    mdb_free(&mdb);
}

static void
values_of_booleans_are_their_texts(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"as in XTCE 1.1",
            BOOLEAN(DEFAULT(
                "<EnumerationAlarmList><EnumerationAlarm enumerationValue='0' "
                "alarmLevel='watch'/><EnumerationAlarm enumerationValue='1' "
                "alarmLevel='severe'/></EnumerationAlarmList>")),
            "watch when 'SHUT', severe when 'OPEN'"},
        {"levels in any case",
            STRING(DEFAULT("<StringAlarmList><StringAlarm matchPattern='a' "
                           "alarmLevel='Critical'/></StringAlarmList>")),
            "critical matching 'a'"},
    };
    alarm_xtce_texts(rows, ARRAY_LEN(rows));
}

static void
lists_have_only_their_own_rows_and_each_once(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"pattern twice",
            STRING(DEFAULT("<StringAlarmList>\n<StringAlarm matchPattern='a' "
                           "alarmLevel='watch'/><StringAlarm matchPattern='a' "
                           "alarmLevel='severe'/></StringAlarmList>")),
            "error: 'a' has its level already, in line 2\n"},
        {"both truths",
            BOOLEAN(DEFAULT(
                "<EnumerationAlarmList><EnumerationAlarm "
                "enumerationLabel='OPEN' alarmLevel='watch'/><EnumerationAlarm "
                "enumerationLabel='true' "
                "alarmLevel='severe'/></EnumerationAlarmList>")),
            "error: 'OPEN' has its level already, in line 1\n"},
        {"no patterns", STRING(DEFAULT("<StringAlarmList/>")),
            "warning: StringAlarmList is empty\n"},
        {"all errors in one run",
            ENUMERATED(
                DEFAULT("<EnumerationAlarmList><EnumerationAlarm "
                        "enumerationLabel='OFFF'/></EnumerationAlarmList>")),
            "error: EnumerationAlarm has no alarmLevel\n"
            "error: 'OFFF' is no label of '/S/t'; did you mean 'OFF'?\n"},
    };
    alarm_xtce_notes(rows, ARRAY_LEN(rows));
}

static void
a_base_alarm_is_read_again_by_the_labels_of_the_type(void **state)
{
    (void)state;
    xtce_expect("other labels",
        XTCE_TYPES(ENUMERATED(
            "<DefaultAlarm><EnumerationAlarmList><EnumerationAlarm "
            "enumerationLabel='ON' alarmLevel='watch'/></EnumerationAlarmList>"
            "</DefaultAlarm>") "<EnumeratedParameterType name='d' "
                               "baseType='t'><EnumerationList><Enumeration "
                               "value='0' label='ONE'/></EnumerationList>"
                               "</EnumeratedParameterType>"),
        "error: 'ON' is no label of '/S/d'; did you mean 'ONE'?\n");
}

/* What is wrong and what is left out, word for word. */
static void
every_problem_of_a_text_is_named(void **state)
{
    (void)state;
#define LEVELS                                                                 \
    " is none of normal, watch, warning, distress, critical and severe\n"
    static const struct alarm_row rows[] = {
        {"no such label",
            ENUMERATED(DEFAULT("<EnumerationAlarmList>"
                               "<EnumerationAlarm enumerationLabel='STANBY' "
                               "alarmLevel='watch'/>"
                               "</EnumerationAlarmList>")),
            "error: 'STANBY' is no label of '/S/t'; did you mean 'STANDBY'?\n"},
        {"no such value",
            ENUMERATED(DEFAULT(
                "<EnumerationAlarmList>"
                "<EnumerationAlarm enumerationValue='9' alarmLevel='watch'/>"
                "</EnumerationAlarmList>")),
            "error: enumerationValue '9' has no label in '/S/t'\n"},
        {"label without",
            ENUMERATED(DEFAULT("<EnumerationAlarmList>"
                               "<EnumerationAlarm "
                               "alarmLevel='watch'/></EnumerationAlarmList>")),
            "error: EnumerationAlarm has no enumerationLabel\n"},
        {"level without",
            ENUMERATED(DEFAULT("<EnumerationAlarmList>"
                               "<EnumerationAlarm enumerationLabel='ON'/>"
                               "</EnumerationAlarmList>")),
            "error: EnumerationAlarm has no alarmLevel\n"},
        {"level",
            ENUMERATED(DEFAULT(
                "<EnumerationAlarmList>"
                "<EnumerationAlarm enumerationLabel='ON' alarmLevel='red'/>"
                "</EnumerationAlarmList>")),
            "error: alarmLevel 'red'" LEVELS},
        {"label twice",
            ENUMERATED(DEFAULT(
                "<EnumerationAlarmList>"
                "<EnumerationAlarm enumerationLabel='ON' alarmLevel='watch'/>"
                "<EnumerationAlarm enumerationLabel='ON' alarmLevel='severe'/>"
                "</EnumerationAlarmList>")),
            "error: 'ON' has its level already, in line 1\n"},
        {"no labels", ENUMERATED(DEFAULT("<EnumerationAlarmList/>")),
            "warning: EnumerationAlarmList is empty\n"},
        {"boolean",
            BOOLEAN(DEFAULT(
                "<EnumerationAlarmList>"
                "<EnumerationAlarm enumerationLabel='AJAR' alarmLevel='watch'/>"
                "</EnumerationAlarmList>")),
            "error: 'AJAR' is none of the two values of '/S/t', 'SHUT' and "
            "'OPEN'\n"},
        {"pattern",
            STRING(DEFAULT(
                "<StringAlarmList><StringAlarm "
                "matchPattern='(a' alarmLevel='watch'/></StringAlarmList>")),
            "error: matchPattern '(a' is no regular expression: Unmatched ( "
            "or \\(\n"},
        {"no pattern",
            STRING(DEFAULT("<StringAlarmList><StringAlarm "
                           "alarmLevel='watch'/></StringAlarmList>")),
            "error: StringAlarm has no matchPattern\n"},
    };
    alarm_xtce_notes(rows, ARRAY_LEN(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_every_kind_are_read),
        cmocka_unit_test(texts_keep_their_order_level_and_line),
        cmocka_unit_test(values_of_booleans_are_their_texts),
        cmocka_unit_test(lists_have_only_their_own_rows_and_each_once),
        cmocka_unit_test(a_base_alarm_is_read_again_by_the_labels_of_the_type),
        cmocka_unit_test(every_problem_of_a_text_is_named),
    };
    return check_run(tests);
}
