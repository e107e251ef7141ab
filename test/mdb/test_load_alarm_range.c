/*
 * test_load_alarm_range.c - ranges of numbers, times and changes, whole and
 * broken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/alarm_xtce.h"
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "mdb/alarm.h"

static void
ranges_of_every_kind_are_read(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
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
    };
    alarm_xtce_texts(rows, ARRAY_LEN(rows));
}

static void
edges_are_kept_as_they_are_written(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(BODY(
        UINT(DEFAULT(STATIC("<WatchRange minInclusive='-2.5' maxExclusive='7'/>"
                            "<SevereRange minExclusive='-9'/>")))));
    const struct mdb_alarm_ranges *r =
        &xtce_type(mdb, "t")->alarms->standard->ranges;
    assert_true(r->is_given);
    assert_false(r->is_inside);
    assert_true(r->has[LIMIT_WATCH]);
    assert_false(r->has[LIMIT_WARNING]);
    assert_near(r->range[LIMIT_WATCH].min, -2.5, 0);
    assert_false(r->range[LIMIT_WATCH].min_is_exclusive);
    assert_near(r->range[LIMIT_WATCH].max, 7, 0);
    assert_true(r->range[LIMIT_WATCH].max_is_exclusive);
    assert_near(r->range[LIMIT_SEVERE].min, -9, 0);
    assert_true(r->range[LIMIT_SEVERE].min_is_exclusive);
    assert_true(isinf(r->range[LIMIT_SEVERE].max));
    mdb_free(&mdb);
}

static void
edges_of_instants_count_from_the_epoch_of_the_type(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"open above",
            INSTANT(DEFAULT(STATIC("<WarningRange minExclusive='60'/>"))),
            "warning at or below 1970-01-01T00:01:00Z"},
        {"several",
            INSTANT(DEFAULT(
                "<AlarmMultiRanges><Range level='watch' rangeForm='inside' "
                "minInclusive='0' maxInclusive='1'/></AlarmMultiRanges>")),
            "watch inside 1970-01-01T00:00:00Z .. 1970-01-01T00:00:01Z"},
        {"short",
            DURATION(DEFAULT(
                "<StaticAlarmRanges timeUnits='picoSeconds'><WarningRange "
                "maxInclusive='5e11'/></StaticAlarmRanges>")),
            "warning above 0.5 s"},
        {"change in days",
            DURATION(
                DEFAULT("<ChangeAlarmRanges timeUnits='days'><WarningRange "
                        "maxInclusive='1'/></ChangeAlarmRanges>")),
            "warning change above 86400 s/s"},
    };
    alarm_xtce_texts(rows, ARRAY_LEN(rows));
}

static void
a_range_without_a_good_edge_is_not_there(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
        {"two maximums",
            UINT(DEFAULT(
                STATIC("<WatchRange maxInclusive='1' maxExclusive='2'/>"))),
            "error: WatchRange has both maxInclusive and maxExclusive\n"},
        {"a word", UINT(DEFAULT(STATIC("<WatchRange maxInclusive='much'/>"))),
            "error: maxInclusive 'much' is not a number\n"},
        {"level of a range",
            UINT(DEFAULT("<AlarmMultiRanges><Range level='red' "
                         "minInclusive='1'/></AlarmMultiRanges>")),
            "error: level 'red' is none of normal, watch, warning, distress, "
            "critical and severe\n"},
        {"form of a range",
            UINT(
                DEFAULT("<AlarmMultiRanges><Range level='watch' rangeForm='on' "
                        "minInclusive='1'/></AlarmMultiRanges>")),
            "error: rangeForm 'on' is neither outside nor inside\n"},
        {"years",
            INSTANT(DEFAULT("<StaticAlarmRanges timeUnits='years'><WatchRange "
                            "minInclusive='1'/></StaticAlarmRanges>")),
            "warning: years have no fixed length: StaticAlarmRanges is left "
            "out\n"},
        {"span above a year",
            UINT(DEFAULT("<ChangeAlarmRanges "
                         "spanOfInterestInSeconds='31622401'><WatchRange "
                         "minInclusive='1'/></ChangeAlarmRanges>")),
            "error: spanOfInterestInSeconds '31622401' is not from 0 to a "
            "year\n"},
    };
    alarm_xtce_notes(rows, ARRAY_LEN(rows));
}

/* What is wrong and what is left out, word for word. */
static void
every_problem_of_a_range_is_named(void **state)
{
    (void)state;
    static const struct alarm_row rows[] = {
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
    };
    alarm_xtce_notes(rows, ARRAY_LEN(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_of_every_kind_are_read),
        cmocka_unit_test(edges_are_kept_as_they_are_written),
        cmocka_unit_test(edges_of_instants_count_from_the_epoch_of_the_type),
        cmocka_unit_test(a_range_without_a_good_edge_is_not_there),
        cmocka_unit_test(every_problem_of_a_range_is_named),
    };
    return check_run(tests);
}
