/*
 * test_load_criteria.c - comparisons, conditions and sizes by look-up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define BODY(criteria)                                                         \
    XTCE_TYPES(XTCE_UINT("u8",                                                 \
        "8") "<EnumeratedParameterType name='mode'><UnitSet/>"                 \
             "<IntegerDataEncoding/><EnumerationList><Enumeration value='4' "  \
             "label='SAFE'/></EnumerationList></EnumeratedParameterType>"      \
             "<BooleanParameterType name='bool' zeroStringValue='TM' "         \
             "oneStringValue='TC'><UnitSet/><IntegerDataEncoding "             \
             "sizeInBits='1'/>"                                                \
             "</BooleanParameterType><AbsoluteTimeParameterType name='time'>"  \
             "<Encoding><IntegerDataEncoding sizeInBits='32'/></Encoding>"     \
             "<ReferenceTime><Epoch>UNIX</Epoch></ReferenceTime>"              \
             "</AbsoluteTimeParameterType><AggregateParameterType "            \
             "name='pair'>"                                                    \
             "<MemberList><Member name='a' typeRef='u8'/><Member name='b' "    \
             "typeRef='mode'/></MemberList></AggregateParameterType>")         \
    XTCE_PARAMS(XTCE_PARAM("A", "u8") XTCE_PARAM("B", "u8")                    \
            XTCE_PARAM("M", "mode") XTCE_PARAM("F", "bool")                    \
                XTCE_PARAM("T", "time") XTCE_PARAM("P", "pair"))               \
    XTCE_CONTAINERS(XTCE_CONTAINER("R",                                        \
        XTCE_ENTRY(                                                            \
            "A")) "<SequenceContainer name='C'><EntryList/><BaseContainer "    \
                  "containerRef='R'><RestrictionCriteria>" criteria            \
                  "</RestrictionCriteria></BaseContainer></"                   \
                  "SequenceContainer>")

#define PAIR(left, right)                                                      \
    BODY(                                                                      \
        "<BooleanExpression><Condition><ParameterInstanceRef "                 \
        "parameterRef='" left "'/><ComparisonOperator>==</ComparisonOperator>" \
        "<ParameterInstanceRef parameterRef='" right                           \
        "'/></Condition></BooleanExpression>")

static void
criteria_say_what_they_said_in_the_file(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
    } cases[] = {
        {BODY(""), "always"},
        {BODY("<Comparison parameterRef='A' value='0x10'/>"), "A == 0x10"},
        {BODY("<Comparison parameterRef='A' comparisonOperator='&lt;=' "
              "value='3' useCalibratedValue='false'/>"),
            "A (raw) <= 3"},
        {BODY("<ComparisonList><Comparison parameterRef='A' value='1'/>"
              "<Comparison parameterRef='M' value='SAFE' "
              "comparisonOperator='!='/></ComparisonList>"),
            "A == 1 and M != SAFE"},
        {BODY("<ComparisonList><Comparison parameterRef='P/b' value='SAFE'/>"
              "</ComparisonList>"),
            "P.b == SAFE"},
        {BODY("<Comparison parameterRef='P.a' value='1'/>"), "P.a == 1"},
        {BODY("<BooleanExpression><ORedConditions><Condition>"
              "<ParameterInstanceRef parameterRef='A'/><ComparisonOperator>"
              "&gt;</ComparisonOperator><Value>7</Value></Condition>"
              "<ANDedConditions><Condition><ParameterInstanceRef "
              "parameterRef='B'/><ComparisonOperator>==</ComparisonOperator>"
              "<ParameterInstanceRef parameterRef='A' "
              "useCalibratedValue='false'/></Condition><Condition>"
              "<ParameterInstanceRef parameterRef='F'/><ComparisonOperator>=="
              "</ComparisonOperator><Value>TC</Value></Condition>"
              "</ANDedConditions></ORedConditions></BooleanExpression>"),
            "A > 7 or (B == A (raw) and F == TC)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        char *text =
            mdb_criteria_text(mdb, &xtce_container(mdb, "C")->restriction);
        assert_string_equal(text, cases[i].text);
        free(text);
        mdb_free(&mdb);
    }
}

static void
constants_are_resolved_by_the_type_compared_with(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        int64_t integer;
        double real;
        bool is_integer;
    } cases[] = {
        {BODY("<Comparison parameterRef='M' value='SAFE'/>"), 4, 4, true},
        {BODY("<Comparison parameterRef='M' value='9'/>"), 9, 9, true},
        {BODY("<Comparison parameterRef='F' value='TC'/>"), 1, 1, true},
        {BODY("<Comparison parameterRef='F' value='TM'/>"), 0, 0, true},
        {BODY("<Comparison parameterRef='F' value='true'/>"), 1, 1, true},
        {BODY("<Comparison parameterRef='A' value='1.5'/>"), 0, 1.5, false},
        {BODY("<Comparison parameterRef='A' value='18446744073709551615'/>"),
            -1, 18446744073709551615.0, true},
        {BODY("<Comparison parameterRef='T' value='1970-01-01T00:00:02Z'/>"),
            2000000000, 2e9, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb = xtce_good(cases[i].body);
        const struct mdb_criteria *r = &xtce_container(mdb, "C")->restriction;
        print_message("%s\n", r->comparison.text);
        assert_int_equal(r->op, MDB_COMPARE);
        assert_true(r->comparison.is_number);
        assert_int_equal(r->comparison.is_integer, cases[i].is_integer);
        if (cases[i].is_integer)
            assert_int_equal(r->comparison.integer, cases[i].integer);
        assert_near(r->comparison.real, cases[i].real, 0);
        mdb_free(&mdb);
    }
}

static void
what_cannot_be_compared_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {BODY("<Comparison parameterRef='M' value='SAVE'/>"),
            "error: 'SAVE' is not a value of '/S/M'\n"},
        {BODY("<Comparison parameterRef='A' value='many'/>"),
            "error: 'many' is not a value of '/S/A'\n"},
        {BODY("<Comparison parameterRef='A'/>"),
            "error: Comparison has no value\n"},
        {BODY("<Comparison value='1'/>"),
            "error: Comparison has no parameterRef\n"},
        {BODY("<Comparison parameterRef='A' value='1' "
              "comparisonOperator='=>'/>"),
            "error: '=>' is not a comparison operator\n"},
        {BODY("<Comparison parameterRef='P' value='1'/>"),
            "error: 'P' does not name one value of parameter '/S/P'\n"},
        {BODY("<ComparisonList/>"),
            "error: ComparisonList has no comparison\n"},
        {BODY("<BooleanExpression><Condition><ParameterInstanceRef "
              "parameterRef='A'/></Condition></BooleanExpression>"),
            "error: Condition needs a ParameterInstanceRef and a Value or "
            "another ParameterInstanceRef\n"},
        {PAIR("A", "T"),
            "warning: '/S/A' and '/S/T' are of kinds that cannot be "
            "compared\n"},
        {PAIR("M", "A"),
            "warning: '/S/M' and '/S/A' are of kinds that cannot be "
            "compared\n"},
        {PAIR("A", "F"), ""},
        {PAIR("A", "B"), ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].body, cases[i].body, cases[i].notes);
}

static void
an_algorithm_as_condition_is_never_true(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes = xtce_notes(BODY("<CustomAlgorithm name='x'/>"), &mdb);
    assert_string_equal(notes, "warning: CustomAlgorithm is left out: the "
                               "condition is never true\n");
    assert_int_equal(xtce_container(mdb, "C")->restriction.op, MDB_NEVER);
    free(notes);
    mdb_free(&mdb);
}

static void
a_look_up_has_conditions_values_and_a_default(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(XTCE_UINT("u8",
        "8") "<BinaryParameterType name='b'><UnitSet/><BinaryDataEncoding>"
             "<SizeInBits><DiscreteLookupList "
             "defaultValue='64'><DiscreteLookup "
             "value='16'><Comparison parameterRef='A' "
             "value='1'/></DiscreteLookup>"
             "<DiscreteLookup value='32'><Comparison parameterRef='A' "
             "value='2'/>"
             "</DiscreteLookup></DiscreteLookupList></SizeInBits>"
             "</BinaryDataEncoding></BinaryParameterType>")
            XTCE_PARAMS(XTCE_PARAM("A", "u8")));
    const struct mdb_int_value *v = &xtce_type(mdb, "b")->encoding.size_bits;
    assert_int_equal(v->kind, MDB_LOOKUP);
    assert_int_equal(v->n_lookups, 2);
    assert_int_equal(v->lookup[1].value, 32);
    assert_int_equal(v->lookup[1].criteria.comparison.integer, 2);
    assert_true(v->has_default);
    assert_int_equal(v->default_value, 64);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(criteria_say_what_they_said_in_the_file),
        cmocka_unit_test(constants_are_resolved_by_the_type_compared_with),
        cmocka_unit_test(what_cannot_be_compared_is_an_error),
        cmocka_unit_test(an_algorithm_as_condition_is_never_true),
        cmocka_unit_test(a_look_up_has_conditions_values_and_a_default),
    };
    return check_run(tests);
}
