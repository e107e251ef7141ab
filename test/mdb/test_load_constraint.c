/*
 * test_load_constraint.c - what must hold before a command goes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define TM                                                                     \
    XTCE_TYPES(XTCE_UINT("u", "8"))                                            \
    XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("Q", "u"))
#define ARGS XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8"))
#define TC(more)                                                               \
    ARGS XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("A", "u"))  \
            XTCE_TC("C", XTCE_ARG_ENTRY("A")) "\n" more "</MetaCommand>")

static void
constraints_of_bases_hold_too(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM,
        ARGS XTCE_COMMANDS("<MetaCommand name='B'>" XTCE_TC("B",
            "") "<TransmissionConstraintList><TransmissionConstraint><"
                "Comparison "
                "parameterRef='P' value='1'/></TransmissionConstraint>"
                "</TransmissionConstraintList></MetaCommand>"
                "<MetaCommand name='C'><BaseMetaCommand "
                "metaCommandRef='B'/>" XTCE_ARGS(XTCE_ARG("A", "u")) XTCE_TC(
                    "C",
                    XTCE_ARG_ENTRY(
                        "A")) "<TransmissionConstraintList><"
                              "TransmissionConstraint "
                              "timeOut='PT1.5S'><ComparisonList><Comparison "
                              "parameterRef='Q' "
                              "comparisonOperator='&lt;' "
                              "value='3'/><Comparison value='7'>"
                              "<ArgumentInstanceRef "
                              "argumentRef='A'/></Comparison>"
                              "</ComparisonList></TransmissionConstraint>"
                              "</TransmissionConstraintList></MetaCommand>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_constraints, 2);
    assert_string_equal(c->constraint[0].text, "P == 1");
    assert_int_equal(c->constraint[0].timeout_ns, 0);
    assert_string_equal(c->constraint[1].text, "Q < 3 and A == 7");
    assert_int_equal(c->constraint[1].timeout_ns, 1500000000);
    const struct mdb_criteria *argument = &c->constraint[1].criteria.child[1];
    assert_int_equal(argument->comparison.item, MDB_LEAF | 0);
    assert_int_equal(argument->comparison.integer, 7);
    assert_int_equal(xtce_command(mdb, "B")->n_constraints, 1);
    mdb_free(&mdb);
}

static void
parameters_are_set_from_texts_and_arguments(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(
        TM, TC("<ParameterToSetList><ParameterToSet parameterRef='P' "
               "setOnVerification='release'><NewValue>12</NewValue>"
               "</ParameterToSet><ParameterToSet parameterRef='Q'><Derivation>"
               "<ArgumentInstanceRefOperand argumentRef='A'/></Derivation>"
               "</ParameterToSet></ParameterToSetList>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_params_to_set, 2);
    assert_string_equal(mdb->param[c->param_to_set[0].param].name, "/S/P");
    assert_int_equal(c->param_to_set[0].on, MDB_STAGE_SENT);
    assert_string_equal(c->param_to_set[0].text, "12");
    assert_int_equal(c->param_to_set[0].leaf, MDB_NIL);
    assert_int_equal(c->param_to_set[1].on, MDB_STAGE_COMPLETE);
    assert_null(c->param_to_set[1].text);
    assert_int_equal(c->param_to_set[1].leaf, 0);
    mdb_free(&mdb);
}

static void
reports_may_name_the_sequence_count(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(
        TM, ARGS XTCE_COMMANDS(
                "<MetaCommand name='B'><AncillaryDataSet><AncillaryData "
                "name='columba:sequence-count'>Q</AncillaryData><AncillaryData "
                "name='other'>x</AncillaryData></AncillaryDataSet>" XTCE_TC("B",
                    "") "</MetaCommand><MetaCommand name='C'>"
                        "<BaseMetaCommand metaCommandRef='B'/></MetaCommand>"
                        "<MetaCommand name='D'>" XTCE_TC(
                            "D", "") "</MetaCommand>"));
    uint32_t q = mdb_find_item(mdb, "/S/Q");
    assert_int_equal(xtce_command(mdb, "B")->report_count, q);
    assert_int_equal(xtce_command(mdb, "C")->report_count, q);
    assert_int_equal(xtce_command(mdb, "D")->report_count, MDB_NIL);
    mdb_free(&mdb);
}

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {TC("<TransmissionConstraintList><TransmissionConstraint/>"
            "</TransmissionConstraintList>"),
            "3:29: error: TransmissionConstraint has no comparison\n"},
        {TC("<TransmissionConstraintList><TransmissionConstraint "
            "timeOut='2'><Comparison parameterRef='P' value='1'/>"
            "</TransmissionConstraint></TransmissionConstraintList>"),
            "3:53: error: timeOut '2' is not a duration of days, hours, "
            "minutes and seconds like PT1.5S\n"},
        {TC("<TransmissionConstraintList><TransmissionConstraint><Comparison "
            "value='1'><ArgumentInstanceRef argumentRef='B'/></Comparison>"
            "</TransmissionConstraint></TransmissionConstraintList>"),
            "3:96: error: command '/S/C' has no argument 'B'; did you mean "
            "'A'?\n"},
        {TC("<TransmissionConstraintList><TransmissionConstraint><Comparison "
            "value='on'><ArgumentInstanceRef argumentRef='A'/></Comparison>"
            "</TransmissionConstraint></TransmissionConstraintList>"),
            "3:65: error: 'on' is not a value of 'A'\n"},
        {TC("<ParameterToSetList><ParameterToSet parameterRef='R'>"
            "<NewValue>1</NewValue></ParameterToSet></ParameterToSetList>"),
            "3:37: error: there is no parameter 'R'\n"},
        {TC("<ParameterToSetList><ParameterToSet parameterRef='P' "
            "setOnVerification='later'><NewValue>1</NewValue>"
            "</ParameterToSet></ParameterToSetList>"),
            "3:54: error: setOnVerification 'later' is no stage of a "
            "command\n"},
        {TC("<ParameterToSetList><ParameterToSet parameterRef='P'>"
            "<NewValue>on</NewValue></ParameterToSet></ParameterToSetList>"),
            "3:21: error: '/S/P': 'on' is not a whole number\n"},
        {TC("<ParameterToSetList><ParameterToSet parameterRef='P'>"
            "<Derivation/></ParameterToSet></ParameterToSetList>"),
            "3:21: warning: only a NewValue, or a Derivation that is one "
            "argument, is supported: the parameter is not set\n"},
        {TC("<ParameterToSetList><ParameterToSet parameterRef='P'>"
            "<Derivation><ArgumentInstanceRefOperand argumentRef='X'/>"
            "</Derivation></ParameterToSet></ParameterToSetList>"),
            "3:94: error: command '/S/C' has no argument 'X'; did you mean "
            "'A'?\n"},
        {TC("<AncillaryDataSet><AncillaryData name='columba:sequence-count'>R"
            "</AncillaryData></AncillaryDataSet>"),
            "3:19: error: there is no parameter 'R'\n"},
        {TC("<AncillaryDataSet><AncillaryData name='columba:other'>R"
            "</AncillaryData></AncillaryDataSet>"),
            "3:34: warning: 'columba:other' is not known and is left out\n"},
        {TC("<Interlock/>"),
            "3:1: warning: Interlock is not supported: commands that follow "
            "are not held back\n"},
        {TC("<ParametersToSuspendAlarmsOnSet/>"),
            "3:1: warning: ParametersToSuspendAlarmsOnSet is not supported and "
            "is left out\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect(TM, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constraints_of_bases_hold_too),
        cmocka_unit_test(parameters_are_set_from_texts_and_arguments),
        cmocka_unit_test(reports_may_name_the_sequence_count),
        cmocka_unit_test(what_is_wrong_has_a_place),
    };
    return check_run(tests);
}
