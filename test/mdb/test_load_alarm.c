/*
 * test_load_alarm.c - alarms of all kinds of types, whole and broken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/alarm_xtce.h"
#include "support/check.h"

#include "common/attr.h"
#include "mdb/alarm.h"

/* The sentence says all that was read. */
static void
every_kind_of_alarm_is_read(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"counts",
            UINT("<DefaultAlarm minViolations='3' minConformance='5'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "watch below 1; after 3 samples; good after 5 samples"},
        {"back as there",
            UINT("<DefaultAlarm minViolations='3'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "watch below 1; after 3 samples; good after 3 samples"},
        {"conditions",
            UINT(DEFAULT(ALARMS("<WatchAlarm>" M_IS(
                "1") "</WatchAlarm>"
                     "<SevereAlarm><BooleanExpression><ORedConditions>"
                     "<Condition><ParameterInstanceRef parameterRef='M'/>"
                     "<ComparisonOperator>&gt;</ComparisonOperator><Value>7</"
                     "Value>"
                     "</Condition><Condition><ParameterInstanceRef "
                     "parameterRef='P'/><ComparisonOperator>==</"
                     "ComparisonOperator>"
                     "<Value>0</Value></Condition></ORedConditions>"
                     "</BooleanExpression></SevereAlarm>"))),
            "watch when M == 1, severe when M > 7 or P == 0"},
        {"a default level alone",
            ENUMERATED("<DefaultAlarm defaultAlarmLevel='severe'/>"),
            "severe always"},
        {"conditions of a boolean",
            BOOLEAN(DEFAULT(ALARMS("<WarningAlarm><Comparison "
                                   "parameterRef='P' value='OPEN'/>"
                                   "</WarningAlarm>"))),
            "warning when P == OPEN"},
        {"bytes",
            BINARY("<BinaryAlarm>" ALARMS(
                "<WatchAlarm>" M_IS("3") "</WatchAlarm>") "</BinaryAlarm>"),
            "watch when M == 3"},
    };
    alarm_xtce_texts(rows, ARRAY_LEN(rows));
}

static void
an_alarm_knows_its_name_and_place(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        BODY(UINT("\n\n  <DefaultAlarm name='N' shortDescription='why'>" STATIC(
            "<WatchRange minInclusive='1'/>") "</DefaultAlarm>")));
    const struct mdb_alarm *a = xtce_type(mdb, "t")->alarms->standard;
    assert_string_equal(a->name, "N");
    assert_string_equal(a->description, "why");
    assert_int_equal(a->line, 3);
    assert_int_equal(a->col, 3);
    assert_int_equal(a->ranges.range[LIMIT_WATCH].line, 3);
    assert_false(mdb_alarm_is_empty(a));
    mdb_free(&mdb);
}

static void
contexts_keep_their_order_and_may_check_nothing(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(BODY(UINT(
        "<ContextAlarmList>"
        "<ContextAlarm>" STATIC("<WatchRange minInclusive='1'/>") MATCH(
            M_IS("1")) "</ContextAlarm>"
                       "<ContextAlarm>" MATCH("<ComparisonList>" M_IS(
                           "2") "<Comparison "
                                "parameterRef='P' value='4' "
                                "comparisonOperator='&gt;'/>"
                                "</ComparisonList>") "</ContextAlarm></"
                                                     "ContextAlarmList>")));
    const struct mdb_alarms *a = xtce_type(mdb, "t")->alarms;
    assert_null(a->standard);
    assert_int_equal(a->n_contexts, 2);
    assert_int_equal(a->context[0].criteria.op, MDB_COMPARE);
    assert_int_equal(a->context[0].criteria.comparison.integer, 1);
    assert_true(a->context[0].alarm.ranges.has[LIMIT_WATCH]);
    assert_int_equal(a->context[1].criteria.op, MDB_AND);
    assert_true(mdb_alarm_is_empty(&a->context[1].alarm));
    mdb_free(&mdb);
}

/* clang-format off */
#define WATCH_BELOW(x) DEFAULT(STATIC("<WatchRange minInclusive='" x "'/>"))
#define INHERITING                                                             \
    UINT(WATCH_BELOW("1") "<ContextAlarmList><ContextAlarm>" MATCH(M_IS("1"))  \
        "</ContextAlarm></ContextAlarmList>")                                  \
    "<IntegerParameterType name='same' baseType='t' signed='false'/>"          \
    "<IntegerParameterType name='own' baseType='same' signed='false'>"         \
    WATCH_BELOW("2") "</IntegerParameterType>"
/* clang-format on */

static void
a_type_has_the_alarms_of_its_base_unless_it_has_its_own(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(BODY(INHERITING));
    const struct mdb_alarms *t = xtce_type(mdb, "t")->alarms;
    const struct mdb_alarms *own = xtce_type(mdb, "own")->alarms;
    assert_ptr_equal(xtce_type(mdb, "same")->alarms, t);
    assert_null(xtce_type(mdb, "u8")->alarms);
    assert_near(own->standard->ranges.range[LIMIT_WATCH].min, 2, 0);
    assert_int_equal(own->n_contexts, 1);
    mdb_free(&mdb);
}

/* What is wrong and what is left out, word for word. */
static void
every_problem_is_named(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"nothing at all", UINT(DEFAULT("")),
            "warning: DefaultAlarm has nothing to check\n"},
        {"count",
            UINT("<DefaultAlarm minViolations='0'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "error: minViolations 0 is not in the range 1 to 1000000\n"},
        {"empty condition", UINT(DEFAULT(ALARMS("<WatchAlarm/>"))),
            "error: WatchAlarm has no condition\n"},
        {"empty conditions", UINT(DEFAULT(ALARMS(""))),
            "warning: AlarmConditions has no conditions\n"},
        {"condition twice",
            UINT(DEFAULT(ALARMS("<WatchAlarm>" M_IS(
                "1") "</WatchAlarm><WatchAlarm>" M_IS("2") "</WatchAlarm>"))),
            "error: WatchAlarm stands here twice\n"},
        {"unknown parameter",
            UINT(DEFAULT(ALARMS("<WatchAlarm><Comparison "
                                "parameterRef='N' value='1'/></WatchAlarm>"))),
            "error: there is no parameter 'N'\n"},
        {"algorithm",
            UINT(DEFAULT(ALARMS("<WatchAlarm><CustomAlgorithm/>"
                                "</WatchAlarm>"))),
            "warning: CustomAlgorithm is left out: the condition is never "
            "true\n"},
        {"lookup",
            UINT(DEFAULT(ALARMS("<WatchAlarm><DiscreteLookup/>"
                                "</WatchAlarm>"))),
            "warning: DiscreteLookup has no place in WatchAlarm and is left "
            "out\n"},
        {"custom", UINT(DEFAULT("<CustomAlarm name='x'/>")),
            "warning: CustomAlarm is not supported and is left out\n"},
        {"unknown element",
            UINT(DEFAULT("<Fuzzy/>" STATIC("<WatchRange minInclusive='1'/>"))),
            "warning: 'Fuzzy' is not known and is left out\n"},
        {"twice",
            UINT(DEFAULT(STATIC("<WatchRange minInclusive='1'/>")
                    STATIC("<WatchRange minInclusive='1'/>"))),
            "error: StaticAlarmRanges stands here twice\n"},
        {"beside",
            UINT(DEFAULT(
                STATIC("<WatchRange minInclusive='1'/>") "<WarningRange "
                                                         "minInclusive='1'/>")),
            "error: DefaultAlarm has ranges beside its StaticAlarmRanges\n"},
        {"ranges of labels",
            ENUMERATED(DEFAULT(STATIC("<WatchRange minInclusive='1'/>"))),
            "error: StaticAlarmRanges does not fit the type '/S/t'\n"},
        {"bare ranges of labels",
            ENUMERATED(DEFAULT("<WatchRange minInclusive='1'/>")),
            "error: DefaultAlarm does not fit the type '/S/t'\n"},
        {"labels of numbers",
            UINT(DEFAULT(
                "<EnumerationAlarmList>"
                "<EnumerationAlarm enumerationLabel='A' alarmLevel='watch'/>"
                "</EnumerationAlarmList>")),
            "error: EnumerationAlarmList does not fit the type '/S/t'\n"},
        {"default level of numbers",
            UINT("<DefaultAlarm defaultAlarmLevel='watch'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "error: defaultAlarmLevel does not fit the type '/S/t'\n"},
        {"no match",
            UINT("<ContextAlarmList><ContextAlarm>" STATIC(
                "<WatchRange minInclusive='1'/>") "</ContextAlarm></"
                                                  "ContextAlarmList>"),
            "error: ContextAlarm has no ContextMatch\n"},
        {"empty match",
            UINT("<ContextAlarmList><ContextAlarm>" STATIC(
                "<WatchRange minInclusive='1'/>")
                    MATCH("") "</ContextAlarm></ContextAlarmList>"),
            "warning: ContextMatch is empty: its alarm holds always\n"},
        {"no contexts", UINT("<ContextAlarmList/>"),
            "warning: ContextAlarmList is empty\n"},
        {"an aggregate",
            "<AggregateParameterType name='t'><MemberList>"
            "<Member name='a' typeRef='u8'/></MemberList>" DEFAULT(
                "") "</AggregateParameterType>",
            "warning: DefaultAlarm has no place in AggregateParameterType and "
            "is left out\n"},
    };
    alarm_xtce_notes(rows, ARRAY_LEN(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_alarm_is_read),
        cmocka_unit_test(an_alarm_knows_its_name_and_place),
        cmocka_unit_test(contexts_keep_their_order_and_may_check_nothing),
        cmocka_unit_test(
            a_type_has_the_alarms_of_its_base_unless_it_has_its_own),
        cmocka_unit_test(every_problem_is_named),
    };
    return check_run(tests);
}
