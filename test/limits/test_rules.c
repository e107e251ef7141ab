/*
 * test_rules.c - what is checked, from the database alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "limits/rules.h"

#define WARNING(low, high)                                                     \
    "<StaticAlarmRanges><WarningRange minInclusive='" low                      \
    "' maxInclusive='" high "'/></StaticAlarmRanges>"
#define MODE_IS(value)                                                         \
    "<ContextMatch><Comparison parameterRef='MODE' value='" value              \
    "'/></ContextMatch>"
#define TYPES                                                                  \
    XTCE_TYPES(XTCE_UINT("plain",                                              \
        "8") "<IntegerParameterType name='volts' "                             \
             "signed='false'><UnitSet><Unit>V"                                 \
             "</Unit></UnitSet><IntegerDataEncoding/><DefaultAlarm "           \
             "minViolations='3'>" WARNING("10",                                \
                 "50") "</DefaultAlarm>"                                       \
                       "<ContextAlarmList>"                                    \
                       "<ContextAlarm>" WARNING("0", "5")                      \
                           MODE_IS("1") "</ContextAlarm>"                      \
                                        "<ContextAlarm>" MODE_IS(              \
                                            "2") "</ContextAlarm>"             \
                                                 "</ContextAlarmList></"       \
                                                 "IntegerParameterType>"       \
                                                 "<AggregateParameterType "    \
                                                 "name='both'><MemberList>"    \
                                                 "<Member name='a' "           \
                                                 "typeRef='volts'/><Member "   \
                                                 "name='b' typeRef='plain'/>"  \
                                                 "</MemberList></"             \
                                                 "AggregateParameterType>")
#define PARAMS                                                                 \
    XTCE_PARAMS(XTCE_PARAM("MODE", "plain") XTCE_PARAM("V", "volts")           \
            XTCE_PARAM("W", "both"))

static struct rules *
load(const struct mdb *mdb)
{
    struct notes notes = {0};
    struct rules *rules;
    assert_int_equal(rules_load(mdb, NULL, &notes, &rules), ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    return rules;
}

static const struct limit_rule *
rule_of(const struct rules *rules, const char *name, uint32_t k, uint32_t n)
{
    uint32_t item = mdb_find_item(rules->mdb, name);
    assert_true(item < rules->mdb->n_items);
    assert_int_equal(rules->first[item + 1] - rules->first[item], n);
    return n > 0 ? &rules->rule[rules->first[item] + k] : NULL;
}

static void
contexts_come_in_the_order_of_the_file_then_the_default(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(TYPES PARAMS);
    struct rules *rules = load(mdb);
    static const struct {
        const char *context, *text;
    } rows[] = {
        {"MODE == 1", "warning outside 0 .. 5 V"},
        {"MODE == 2", "nothing is checked"},
        {"", "warning outside 10 .. 50 V; after 3 samples; good after 3 "
             "samples"},
    };
    for (uint32_t k = 0; k < ARRAY_LEN(rows); k++) {
        const struct limit_rule *r = rule_of(rules, "V", k, ARRAY_LEN(rows));
        char *text = rules_text(rules, r);
        assert_string_equal(r->context.text, rows[k].context);
        assert_string_equal(text, rows[k].text);
        assert_true(utc_is_none(r->context.from));
        assert_true(utc_is_none(r->context.until));
        assert_true(utc_is_none(r->disabled_until));
        assert_false(r->is_disabled);
        assert_int_equal(r->origin.line, 1);
        assert_null(r->origin.set);
        free(text);
    }
    assert_null(rule_of(rules, "V", 1, 3)->alarm);
    rules_free(&rules);
    mdb_free(&mdb);
}

static void
rules_exist_for_each_item_of_a_type_with_alarms(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(TYPES PARAMS);
    struct rules *rules = load(mdb);
    assert_int_equal(rules->n_checked, 2);
    assert_int_equal(rules->n_rules, 6);
    rule_of(rules, "MODE", 0, 0);
    rule_of(rules, "W.b", 0, 0);
    assert_ptr_equal(
        rule_of(rules, "W.a", 2, 3)->alarm, rule_of(rules, "V", 2, 3)->alarm);
    uint32_t item = mdb_find_item(mdb, "W.a");
    assert_string_equal(rules->notes[item].group, "/S");
    assert_int_equal(rules->notes[item].suppressed_by.op, MDB_NEVER);
    rules_free(&rules);
    assert_null(rules);
    rules_free(&rules);
    mdb_free(&mdb);
}

/* The last SpaceSystem has the length of the first; neighbours share a text. */
static void
the_group_of_an_item_is_its_spacesystem(void **state)
{
    (void)state;
#define SYSTEM(name, inner)                                                    \
    "<SpaceSystem name='" name                                                 \
    "'><TelemetryMetaData>" XTCE_TYPES(VOLTS XTCE_UINT("u8", "8"))             \
        XTCE_PARAMS(XTCE_PARAM("X", "volts") XTCE_PARAM(                       \
            "Y", "u8")) "</TelemetryMetaData>" inner "</SpaceSystem>"
#define VOLTS                                                                  \
    "<IntegerParameterType name='volts' signed='false'><UnitSet/>"             \
    "<IntegerDataEncoding/><DefaultAlarm>" WARNING(                            \
        "10", "50") "</DefaultAlarm></IntegerParameterType>"
    static const char xml[] =
        "<SpaceSystem name='S' "
        "xmlns='http://www.omg.org/spec/XTCE/20180204'>" SYSTEM("PWR", "")
            SYSTEM("THERMAL", SYSTEM("TOP", ""))
                SYSTEM("CAM", "") "</SpaceSystem>";
    static const struct {
        const char *item, *group;
        uint32_t n;
    } rows[] = {
        {"/S/PWR/X", "/S/PWR", 1},
        {"/S/PWR/Y", "/S/PWR", 0},
        {"/S/THERMAL/X", "/S/THERMAL", 1},
        {"/S/THERMAL/TOP/Y", "/S/THERMAL/TOP", 0},
        {"/S/CAM/X", "/S/CAM", 1},
        {"/S/CAM/Y", "/S/CAM", 0},
    };
    char *dir = check_tmpdir();
    char *path = check_write(dir, "s.xml", xml, strlen(xml));
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    struct rules *rules = load(mdb);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t item = mdb_find_item(mdb, rows[i].item);
        print_message("%s\n", rows[i].item);
        (void)rule_of(rules, rows[i].item, 0, rows[i].n);
        assert_string_equal(rules->notes[item].group, rows[i].group);
    }
    assert_int_equal(rules->n_checked, 4);
    uint32_t x = mdb_find_item(mdb, "/S/CAM/X");
    assert_ptr_equal(rules->notes[x].group,
        rules->notes[mdb_find_item(mdb, "/S/CAM/Y")].group);
    rules_free(&rules);
    mdb_free(&mdb);
    notes_fini(&notes);
    free(path);
    check_rmdir(&dir);
}

static void
a_database_without_alarms_has_no_rules(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(
        XTCE_TYPES(XTCE_UINT("u8", "8")) XTCE_PARAMS(XTCE_PARAM("A", "u8")));
    struct rules *rules = load(mdb);
    assert_int_equal(rules->n_rules, 0);
    assert_int_equal(rules->n_checked, 0);
    assert_int_equal(rules->first[mdb->n_items], 0);
    rules_free(&rules);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            contexts_come_in_the_order_of_the_file_then_the_default),
        cmocka_unit_test(rules_exist_for_each_item_of_a_type_with_alarms),
        cmocka_unit_test(the_group_of_an_item_is_its_spacesystem),
        cmocka_unit_test(a_database_without_alarms_has_no_rules),
    };
    return check_run(tests);
}
