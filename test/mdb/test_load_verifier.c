/*
 * test_load_verifier.c - how telemetry shows what became of a command.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define TM                                                                     \
    XTCE_TYPES(XTCE_UINT(                                                      \
        "u", "8") "<StringParameterType name='s'>"                             \
                  "<StringDataEncoding><SizeInBits><Fixed><FixedValue>8"       \
                  "</FixedValue></Fixed></SizeInBits></StringDataEncoding>"    \
                  "</StringParameterType>")                                    \
    XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("Q", "s"))                     \
    XTCE_CONTAINERS(XTCE_CONTAINER("ACK", XTCE_ENTRY("P")))
#define TC(set)                                                                \
    XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_TC(                            \
        "C", "") "<VerifierSet>\n" set "</VerifierSet></MetaCommand>")
#define P1 "<Comparison parameterRef='P' value='1'/>"

static void
all_eight_stages_are_kept_in_their_order(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM,
        TC("<FailedVerifier>" P1 "<ReturnParmRef parameterRef='P'/>"
           "</FailedVerifier>"
           "<CompleteVerifier>" P1 "</CompleteVerifier>"
           "<CompleteVerifier name='second'>" P1 "</CompleteVerifier>"
           "<ExecutionVerifier>" P1 "</ExecutionVerifier>"
           "<QueuedVerifier>" P1 "</QueuedVerifier>"
           "<AcceptedVerifier>" P1 "</AcceptedVerifier>"
           "<ReceivedVerifier>" P1 "</ReceivedVerifier>"
           "<SentFromRangeVerifier>" P1 "</SentFromRangeVerifier>"
           "<TransferredToRangeVerifier>" P1 "</TransferredToRangeVerifier>"));
    static const enum mdb_stage stage[] = {MDB_STAGE_TRANSFERRED,
        MDB_STAGE_SENT, MDB_STAGE_RECEIVED, MDB_STAGE_ACCEPTED,
        MDB_STAGE_QUEUED, MDB_STAGE_EXECUTION, MDB_STAGE_COMPLETE,
        MDB_STAGE_COMPLETE, MDB_STAGE_FAILED};
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_verifiers, ARRAY_LEN(stage));
    for (size_t i = 0; i < ARRAY_LEN(stage); i++) {
        assert_int_equal(c->verifier[i].stage, stage[i]);
        assert_int_equal(c->verifier[i].kind, MDB_VERIFY_VALUE);
        assert_int_equal(c->verifier[i].criteria.op, MDB_COMPARE);
        assert_false(c->verifier[i].has_window);
    }
    assert_null(c->verifier[6].name);
    assert_string_equal(c->verifier[7].name, "second");
    assert_int_equal(c->verifier[0].line, 3);
    mdb_free(&mdb);
}

static void
a_verifier_waits_for_values_packets_and_changes(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM,
        TC("<AcceptedVerifier><ContainerRef containerRef='ACK'/>"
           "</AcceptedVerifier>"
           "<ReceivedVerifier><ContainerRef "
           "containerRef='ACK'/><ComparisonList>" P1 P1
           "</ComparisonList></ReceivedVerifier>"
           "<CompleteVerifier><ParameterValueChange><ParameterRef "
           "parameterRef='P'/><Change value='-2.5'/></ParameterValueChange>"
           "</CompleteVerifier>"
           "<FailedVerifier><BooleanExpression><ORedConditions><Condition>"
           "<ParameterInstanceRef parameterRef='P'/><ComparisonOperator>&gt;"
           "</ComparisonOperator><Value>9</Value></Condition><Condition>"
           "<ParameterInstanceRef parameterRef='P'/><ComparisonOperator>=="
           "</ComparisonOperator><Value>0</Value></Condition>"
           "</ORedConditions></BooleanExpression></FailedVerifier>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_verifiers, 4);
    const struct mdb_verifier *received = &c->verifier[0];
    assert_int_equal(received->kind, MDB_VERIFY_CONTAINER);
    assert_string_equal(mdb->container[received->container].name, "/S/ACK");
    assert_int_equal(received->criteria.op, MDB_AND);
    const struct mdb_verifier *accepted = &c->verifier[1];
    assert_int_equal(accepted->kind, MDB_VERIFY_CONTAINER);
    assert_int_equal(accepted->criteria.op, MDB_ALWAYS);
    const struct mdb_verifier *complete = &c->verifier[2];
    assert_int_equal(complete->kind, MDB_VERIFY_CHANGE);
    assert_int_equal(complete->container, MDB_NIL);
    assert_string_equal(mdb->item[complete->item].name, "/S/P");
    assert_true(complete->delta == -2.5);
    assert_int_equal(c->verifier[3].criteria.op, MDB_OR);
    mdb_free(&mdb);
}

static void
windows_are_times_from_release_or_the_stage_before(void **state)
{
    (void)state;
    static const struct {
        const char *window;
        enum mdb_window_from from;
        int64_t start_ns, stop_ns;
    } cases[] = {
        {"timeToStopChecking='PT5S'", MDB_WINDOW_LAST_VERIFIER, 0, 5000000000},
        {"timeToStartChecking='PT0.5S' timeToStopChecking='PT1M' "
         "timeWindowIsRelativeTo='commandRelease'",
            MDB_WINDOW_RELEASE, 500000000, 60000000000},
        {"timeToStopChecking='P1DT2H3M4.5S' "
         "timeWindowIsRelativeTo='timeLastVerifierPassed'",
            MDB_WINDOW_LAST_VERIFIER, 0, INT64_C(93784500000000)},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char body[600];
        snprintf(body, sizeof body,
            TC("<CompleteVerifier>" P1 "<CheckWindow %s/></CompleteVerifier>"),
            cases[i].window);
        struct mdb *mdb = xtce_tc_good(TM, body);
        const struct mdb_verifier *v = &xtce_command(mdb, "C")->verifier[0];
        assert_true(v->has_window);
        assert_int_equal(v->from, cases[i].from);
        assert_int_equal(v->start_ns, cases[i].start_ns);
        assert_int_equal(v->stop_ns, cases[i].stop_ns);
        mdb_free(&mdb);
    }
}

static void
own_verifiers_replace_those_of_that_stage(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(
        TM, XTCE_COMMANDS("<MetaCommand name='B'>" XTCE_TC(
                "B", "") "<VerifierSet>"
                         "<AcceptedVerifier name='b'>" P1 "</AcceptedVerifier>"
                         "<CompleteVerifier name='b1'>" P1 "</CompleteVerifier>"
                         "<CompleteVerifier name='b2'>" P1 "</CompleteVerifier>"
                         "</VerifierSet></MetaCommand><MetaCommand name='C'>"
                         "<BaseMetaCommand metaCommandRef='B'/><VerifierSet>"
                         "<CompleteVerifier name='c'>" P1 "</CompleteVerifier>"
                         "<QueuedVerifier name='c'>" P1 "</QueuedVerifier>"
                         "</VerifierSet></MetaCommand>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_verifiers, 3);
    assert_string_equal(c->verifier[0].name, "b");
    assert_int_equal(c->verifier[1].stage, MDB_STAGE_QUEUED);
    assert_string_equal(c->verifier[2].name, "c");
    assert_int_equal(xtce_command(mdb, "B")->n_verifiers, 3);
    mdb_free(&mdb);
}

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {TC("<CompleteVerifier/>"),
            "3:1: error: CompleteVerifier says nothing to look for\n"},
        {TC("<CompleteVerifier><ContainerRef containerRef='ACL'/>"
            "</CompleteVerifier>"),
            "3:33: error: there is no container 'ACL'; did you mean "
            "'/S/ACK'?\n"},
        {TC("<CompleteVerifier><Comparison parameterRef='R' value='1'/>"
            "</CompleteVerifier>"),
            "3:31: error: there is no parameter 'R'\n"},
        {TC("<CompleteVerifier><Comparison parameterRef='P' value='on'/>"
            "</CompleteVerifier>"),
            "3:48: error: 'on' is not a value of '/S/P'\n"},
        {TC("<CompleteVerifier><ParameterValueChange/></CompleteVerifier>"),
            "3:19: error: ParameterValueChange needs ParameterRef and a Change "
            "with value\n"},
        {TC("<CompleteVerifier><ParameterValueChange><ParameterRef "
            "parameterRef='Q'/><Change value='1'/></ParameterValueChange>"
            "</CompleteVerifier>"),
            "3:55: error: '/S/Q' is not a number: it cannot change by one\n"},
        {TC("<CompleteVerifier><ParameterValueChange><ParameterRef "
            "parameterRef='P'/><Change value='0'/></ParameterValueChange>"
            "</CompleteVerifier>"),
            "3:81: error: a change of 0 is none\n"},
        {TC("<CompleteVerifier>" P1 "<CheckWindow/></CompleteVerifier>"),
            "3:59: error: CheckWindow has no timeToStopChecking\n"},
        {TC("<CompleteVerifier>" P1
            "<CheckWindow timeToStopChecking='5 s'/></CompleteVerifier>"),
            "3:72: error: timeToStopChecking '5 s' is not a duration of days, "
            "hours, minutes and seconds like PT1.5S\n"},
        {TC("<CompleteVerifier>" P1 "<CheckWindow timeToStartChecking='PT9S' "
            "timeToStopChecking='PT5S'/></CompleteVerifier>"),
            "3:99: error: the window ends before it begins\n"},
        {TC("<CompleteVerifier>" P1 "<CheckWindow timeToStopChecking='PT5S' "
            "timeWindowIsRelativeTo='now'/></CompleteVerifier>"),
            "3:98: error: 'now' is neither commandRelease nor "
            "timeLastVerifierPassed\n"},
        {TC("<CompleteVerifier>" P1
            "<CheckWindowAlgorithms/></CompleteVerifier>"),
            "3:59: warning: CheckWindowAlgorithms is not supported: the "
            "verifier has no window\n"},
        {TC("<CompleteVerifier><CustomAlgorithm/></CompleteVerifier>"),
            "3:19: warning: CustomAlgorithm is left out: the condition is "
            "never true\n"},
        {TC("<Verifier/>"),
            "3:1: warning: 'Verifier' is not known and is left out\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect(TM, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_eight_stages_are_kept_in_their_order),
        cmocka_unit_test(a_verifier_waits_for_values_packets_and_changes),
        cmocka_unit_test(windows_are_times_from_release_or_the_stage_before),
        cmocka_unit_test(own_verifiers_replace_those_of_that_stage),
        cmocka_unit_test(what_is_wrong_has_a_place),
    };
    return check_run(tests);
}
