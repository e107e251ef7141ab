/*
 * test_load_alarm.c - alarms of all kinds of types, whole and broken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/attr.h"
#include "common/str.h"
#include "mdb/alarm.h"

#define CODED "<IntegerDataEncoding sizeInBits='8'/>"
#define UINT(x)                                                                \
    "<IntegerParameterType name='t' signed='false'>" CODED x                   \
    "</IntegerParameterType>"
#define LABELS                                                                 \
    "<EnumerationList><Enumeration value='0' label='OFF'/>"                    \
    "<Enumeration value='1' label='STANDBY'/>"                                 \
    "<Enumeration value='2' label='ON'/></EnumerationList>"
#define ENUMERATED(x)                                                          \
    "<EnumeratedParameterType name='t'>" CODED LABELS x                        \
    "</EnumeratedParameterType>"
#define BOOLEAN(x)                                                             \
    "<BooleanParameterType name='t' zeroStringValue='SHUT' "                   \
    "oneStringValue='OPEN'>" CODED x "</BooleanParameterType>"
#define STRING(x)                                                              \
    "<StringParameterType name='t'><StringDataEncoding><SizeInBits><Fixed>"    \
    "<FixedValue>64</FixedValue></Fixed></SizeInBits></StringDataEncoding>" x  \
    "</StringParameterType>"
#define BINARY(x)                                                              \
    "<BinaryParameterType name='t'><BinaryDataEncoding><SizeInBits>"           \
    "<FixedValue>64</FixedValue></SizeInBits></BinaryDataEncoding>" x          \
    "</BinaryParameterType>"
#define INSTANT(x)                                                             \
    "<AbsoluteTimeParameterType name='t'><Encoding>"                           \
    "<IntegerDataEncoding sizeInBits='32'/></Encoding><ReferenceTime>"         \
    "<Epoch>UNIX</Epoch></ReferenceTime>" x "</AbsoluteTimeParameterType>"
#define DURATION(x)                                                            \
    "<RelativeTimeParameterType name='t'><Encoding>"                           \
    "<IntegerDataEncoding sizeInBits='32'/></Encoding>" x                      \
    "</RelativeTimeParameterType>"
#define DEFAULT(x)  "<DefaultAlarm>" x "</DefaultAlarm>"
#define STATIC(x)   "<StaticAlarmRanges>" x "</StaticAlarmRanges>"
#define ALARMS(x)   "<AlarmConditions>" x "</AlarmConditions>"
#define MATCH(x)    "<ContextMatch>" x "</ContextMatch>"
#define M_IS(value) "<Comparison parameterRef='M' value='" value "'/>"
#define BODY(types)                                                            \
    XTCE_TYPES(XTCE_UINT("u8", "8") types)                                     \
    XTCE_PARAMS(XTCE_PARAM("M", "u8") XTCE_PARAM("P", "t"))

struct row {
    const char *label, *types, *expected;
};

/* The sentence says all that was read. */
static void
expect_texts(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *body = NULL;
        struct strbuf all = {0};
        strbuf_addf(&all,
            "<ParameterTypeSet>%s%s</ParameterTypeSet>"
            "<ParameterSet>%s%s</ParameterSet>",
            XTCE_UINT("u8", "8"), row[i].types, XTCE_PARAM("M", "u8"),
            XTCE_PARAM("P", "t"));
        body = strbuf_take(&all);
        print_message("%s\n", row[i].label);
        struct mdb *mdb = xtce_good(body);
        const struct mdb_type *type = xtce_type(mdb, "t");
        assert_non_null(type->alarms);
        assert_non_null(type->alarms->standard);
        char *text = mdb_alarm_text(mdb, type, type->alarms->standard);
        assert_string_equal(text, row[i].expected);
        free(text);
        mdb_free(&mdb);
        free(body);
    }
}

static void
every_kind_of_alarm_is_read(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"five levels",
            UINT(DEFAULT(
                STATIC("<WatchRange minInclusive='40' maxInclusive='60'/>"
                       "<WarningRange minExclusive='30' maxExclusive='70'/>"
                       "<DistressRange minInclusive='20'/>"
                       "<CriticalRange maxExclusive='90'/>"
                       "<SevereRange minInclusive='5' maxExclusive='99.5'/>"))),
            "watch outside 40 .. 60, warning at or below 30 or at or above 70, "
            "distress below 20, critical at or above 90, severe below 5 or at "
            "or above 99.5"},
        {"inside",
            UINT(DEFAULT("<StaticAlarmRanges rangeForm='inside'>"
                         "<WatchRange minInclusive='40' maxInclusive='60'/>"
                         "<SevereRange minExclusive='45' maxInclusive='50'/>"
                         "</StaticAlarmRanges>")),
            "watch inside 40 .. 60, severe above 45 and at or below 50"},
        {"counts",
            UINT("<DefaultAlarm minViolations='3' minConformance='5'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "watch below 1; after 3 samples; good after 5 samples"},
        {"back as there",
            UINT("<DefaultAlarm minViolations='3'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "watch below 1; after 3 samples; good after 3 samples"},
        {"change per second",
            UINT(DEFAULT("<ChangeAlarmRanges spanOfInterestInSeconds='2.5'>"
                         "<WarningRange minInclusive='-1' maxInclusive='1'/>"
                         "</ChangeAlarmRanges>")),
            "warning change outside -1 .. 1 per second over 2.5 s"},
        {"change per sample",
            UINT(DEFAULT(
                "<ChangeAlarmRanges changeType='changePerSample' "
                "changeBasis='percentageChange' spanOfInterestInSamples='4'>"
                "<WarningRange maxInclusive='10'/></ChangeAlarmRanges>")),
            "warning change above 10 % in 4 samples"},
        {"multi ranges",
            UINT(DEFAULT("<AlarmMultiRanges>"
                         "<Range level='watch' rangeForm='inside' "
                         "minInclusive='1' maxInclusive='2'/>"
                         "<Range level='severe' minInclusive='0' "
                         "maxInclusive='9'/></AlarmMultiRanges>")),
            "watch inside 1 .. 2, severe outside 0 .. 9"},
        {"ranges of XTCE 1.1 without their list",
            UINT(DEFAULT("<WarningRange minInclusive='3'/>"
                         "<CriticalRange minInclusive='1'/>")),
            "warning below 3, critical below 1"},
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
        {"a default level alone",
            ENUMERATED("<DefaultAlarm defaultAlarmLevel='severe'/>"),
            "severe always"},
        {"texts of a boolean",
            BOOLEAN(DEFAULT("<EnumerationAlarmList>"
                            "<EnumerationAlarm enumerationLabel='OPEN' "
                            "alarmLevel='watch'/>"
                            "<EnumerationAlarm enumerationLabel='False' "
                            "alarmLevel='severe'/></EnumerationAlarmList>")),
            "watch when 'OPEN', severe when 'SHUT'"},
        {"conditions of a boolean",
            BOOLEAN(DEFAULT(ALARMS("<WarningAlarm><Comparison "
                                   "parameterRef='P' value='OPEN'/>"
                                   "</WarningAlarm>"))),
            "warning when P == OPEN"},
        {"patterns",
            STRING("<DefaultAlarm defaultAlarmLevel='warning'>"
                   "<StringAlarmList>"
                   "<StringAlarm matchPattern='^OK( |$)' alarmLevel='normal'/>"
                   "<StringAlarm matchPattern='E[0-9]{1,3}' "
                   "alarmLevel='severe'/></StringAlarmList></DefaultAlarm>"),
            "normal matching '^OK( |$)', severe matching 'E[0-9]{1,3}', "
            "warning otherwise"},
        {"an instant",
            INSTANT(DEFAULT("<StaticAlarmRanges timeUnits='days'>"
                            "<WarningRange minInclusive='20000' "
                            "maxInclusive='20001.5'/></StaticAlarmRanges>")),
            "warning outside 2024-10-04T00:00:00Z .. 2024-10-05T12:00:00Z"},
        {"the change of an instant, in ns",
            INSTANT(DEFAULT("<ChangePerSecondAlarmRanges>"
                            "<WarningRange minInclusive='0.5' "
                            "maxInclusive='2'/></ChangePerSecondAlarmRanges>")),
            "warning change outside 500000000 .. 2000000000 ns/s"},
        {"a duration",
            DURATION(DEFAULT("<StaticAlarmRanges timeUnits='days'>"
                             "<WarningRange maxInclusive='2'/>"
                             "</StaticAlarmRanges>")),
            "warning above 172800 s"},
        {"bytes",
            BINARY("<BinaryAlarm>" ALARMS(
                "<WatchAlarm>" M_IS("3") "</WatchAlarm>") "</BinaryAlarm>"),
            "watch when M == 3"},
    };
    expect_texts(rows, ARRAY_LEN(rows));
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
every_problem_is_named(void **state)
{
    (void)state;
#define LEVELS                                                                 \
    " is none of normal, watch, warning, distress, critical and severe\n"
    static const struct row rows[] = {
        {"low above high",
            UINT(DEFAULT(
                STATIC("<WarningRange minInclusive='9' maxInclusive='4'/>"))),
            "error: WarningRange has its minimum 9.0 above its maximum 4.0\n"},
        {"nothing between",
            UINT(DEFAULT(
                STATIC("<WarningRange minInclusive='4' maxExclusive='4'/>"))),
            "error: no value is in WarningRange: it excludes 4.0\n"},
        {"NaN", UINT(DEFAULT(STATIC("<WarningRange minInclusive='NaN'/>"))),
            "error: minInclusive 'NaN' is not a number\n"},
        {"two minimums",
            UINT(DEFAULT(
                STATIC("<WarningRange minInclusive='1' minExclusive='2'/>"))),
            "error: WarningRange has both minInclusive and minExclusive\n"},
        {"a level twice",
            UINT(DEFAULT(
                STATIC("<WarningRange "
                       "minInclusive='1'/><WarningRange minInclusive='2'/>"))),
            "error: WarningRange stands here twice, first in line 1\n"},
        {"no limits", UINT(DEFAULT(STATIC("<WarningRange/>"))),
            "warning: WarningRange has no limits and is left out\n"},
        {"no ranges", UINT(DEFAULT(STATIC(""))),
            "warning: StaticAlarmRanges has no ranges\n"},
        {"nothing at all", UINT(DEFAULT("")),
            "warning: DefaultAlarm has nothing to check\n"},
        {"hidden",
            UINT(DEFAULT(
                STATIC("<WatchRange minInclusive='1' "
                       "maxInclusive='9'/><SevereRange minInclusive='2' "
                       "maxInclusive='10'/>"))),
            "warning: the low limit of watch is never seen: that of severe "
            "comes before it\n"},
        {"form",
            UINT(DEFAULT("<StaticAlarmRanges rangeForm='around'>"
                         "<WatchRange minInclusive='1'/></StaticAlarmRanges>")),
            "error: rangeForm 'around' is neither outside nor inside\n"},
        {"count",
            UINT("<DefaultAlarm minViolations='0'>" STATIC(
                "<WatchRange minInclusive='1'/>") "</DefaultAlarm>"),
            "error: minViolations 0 is not in the range 1 to 1000000\n"},
        {"change type",
            UINT(DEFAULT("<ChangeAlarmRanges changeType='x'>"
                         "<WatchRange minInclusive='1'/></ChangeAlarmRanges>")),
            "error: changeType 'x' is neither changePerSecond nor "
            "changePerSample\n"},
        {"change basis",
            UINT(DEFAULT("<ChangeAlarmRanges changeBasis='y'>"
                         "<WatchRange minInclusive='1'/></ChangeAlarmRanges>")),
            "error: changeBasis 'y' is neither absoluteChange nor "
            "percentageChange\n"},
        {"span",
            UINT(DEFAULT(
                "<ChangeAlarmRanges "
                "spanOfInterestInSeconds='-1'><WatchRange minInclusive='1'/>"
                "</ChangeAlarmRanges>")),
            "error: spanOfInterestInSeconds '-1' is not from 0 to a year\n"},
        {"span in samples",
            UINT(DEFAULT(
                "<ChangeAlarmRanges "
                "spanOfInterestInSamples='0'><WatchRange minInclusive='1'/>"
                "</ChangeAlarmRanges>")),
            "error: spanOfInterestInSamples 0 is not in the range 1 to 1000\n"},
        {"no level",
            UINT(DEFAULT("<AlarmMultiRanges><Range "
                         "minInclusive='1'/></AlarmMultiRanges>")),
            "error: Range has no level\n"},
        {"no multi ranges", UINT(DEFAULT("<AlarmMultiRanges/>")),
            "warning: AlarmMultiRanges has no ranges\n"},
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
        {"units",
            DURATION(
                DEFAULT("<StaticAlarmRanges timeUnits='weeks'>"
                        "<WatchRange minInclusive='1'/></StaticAlarmRanges>")),
            "error: timeUnits 'weeks' is none of seconds, picoSeconds, days, "
            "months and years\n"},
        {"months",
            DURATION(
                DEFAULT("<StaticAlarmRanges timeUnits='months'>"
                        "<WatchRange minInclusive='1'/></StaticAlarmRanges>")),
            "warning: months have no fixed length: StaticAlarmRanges is left "
            "out\n"},
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
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf body = {0};
        strbuf_addf(&body,
            "<ParameterTypeSet>%s%s</ParameterTypeSet>"
            "<ParameterSet>%s%s</ParameterSet>",
            XTCE_UINT("u8", "8"), rows[i].types, XTCE_PARAM("M", "u8"),
            XTCE_PARAM("P", "t"));
        xtce_expect(rows[i].label, strbuf_get(&body), rows[i].expected);
        strbuf_fini(&body);
    }
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
        cmocka_unit_test(a_base_alarm_is_read_again_by_the_labels_of_the_type),
        cmocka_unit_test(every_problem_is_named),
    };
    return check_run(tests);
}
