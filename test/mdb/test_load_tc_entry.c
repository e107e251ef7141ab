/*
 * test_load_tc_entry.c - the entries of a command, one behind the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static void
an_unknown_argument_is_an_error(void **state)
{
    (void)state;
    xtce_tc_expect("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8")) XTCE_COMMANDS(
            "\n<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("Volts", "u"))
                XTCE_TC("C", XTCE_ARG_ENTRY("Vots")) "</MetaCommand>"),
        "3:152: error: command '/S/C' has no argument 'Vots'; did you mean "
        "'Volts'?\n");
}

#define TM                                                                     \
    XTCE_TYPES(XTCE_UINT("u", "8"))                                            \
    XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("Q", "u"))                     \
    XTCE_CONTAINERS(XTCE_CONTAINER("HEAD", XTCE_ENTRY("P") XTCE_ENTRY("Q")))
#define U XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8"))

static void
telemetry_containers_are_headers_too(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(
        TM, U XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("A",
                "u")) "<CommandContainer "
                      "name='C'><EntryList>" XTCE_ARG_ENTRY("A") "</"
                                                                 "EntryList"
                                                                 "><"
                                                                 "BaseConta"
                                                                 "iner "
                                                                 "container"
                                                                 "Ref='"
                                                                 "HEAD'>"
                                                                 "<Restrict"
                                                                 "ionCriter"
                                                                 "ia><"
                                                                 "Compariso"
                                                                 "n "
                                                                 "parameter"
                                                                 "Ref='Q' "
                                                                 "value='5'"
                                                                 "/>"
                                                                 "</"
                                                                 "Restricti"
                                                                 "onCriteri"
                                                                 "a></"
                                                                 "BaseConta"
                                                                 "iner></"
                                                                 "CommandCo"
                                                                 "ntainer>"
                                                                 "</"
                                                                 "MetaComma"
                                                                 "nd>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_entries, 3);
    assert_int_equal(c->entry[0].kind, MDB_TC_PARAM);
    assert_string_equal(mdb->param[c->entry[0].ref].name, "/S/P");
    assert_int_equal(c->entry[0].n_sets, 0);
    assert_int_equal(c->entry[1].n_sets, 1);
    assert_string_equal(c->entry[1].set[0].text, "5");
    assert_string_equal(c->entry[1].container, "/S/HEAD");
    assert_int_equal(c->entry[2].kind, MDB_TC_ARGUMENT);
    assert_int_equal(mdb->n_containers, 1);
    mdb_free(&mdb);
}

static void
included_containers_have_a_place_and_a_condition(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM, U
        "<CommandContainerSet><SequenceContainer name='PART'><EntryList>"
        "<FixedValueEntry binaryValue='A' sizeInBits='4'/>"
        "<ParameterRefEntry parameterRef='P'><IncludeCondition><Comparison "
        "parameterRef='Q' value='1'/></IncludeCondition></ParameterRefEntry>"
        "</EntryList></SequenceContainer></CommandContainerSet>" XTCE_COMMANDS(
            "<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("A", "u")) XTCE_TC("C",
                XTCE_ARG_ENTRY(
                    "A") "<ContainerRefEntry containerRef='PART'>"
                         "<LocationInContainerInBits><FixedValue>12</"
                         "FixedValue>"
                         "</"
                         "LocationInContainerInBits><IncludeCondition><"
                         "Comparison "
                         "value='3'><ArgumentInstanceRef "
                         "argumentRef='A'/></Comparison>"
                         "</IncludeCondition></ContainerRefEntry>") "</"
                                                                    "MetaComman"
                                                                    "d>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_entries, 4);
    assert_int_equal(c->entry[1].kind, MDB_TC_FIXED);
    assert_int_equal(c->entry[1].fixed_bits, 0);
    assert_int_equal(c->entry[1].offset_bits.fixed, 12);
    assert_int_equal(c->entry[1].include.comparison.item, MDB_LEAF | 0);
    assert_int_equal(c->entry[2].fixed_bits, 4);
    assert_int_equal(c->entry[2].include.comparison.item, MDB_LEAF | 0);
    assert_int_equal(c->entry[3].include.op, MDB_AND);
    assert_int_equal(c->entry[3].include.n_children, 2);
    mdb_free(&mdb);
}

static void
what_cannot_be_sent_is_left_out(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {XTCE_ARG_TYPES("<IntegerArgumentType name='u'/>") XTCE_COMMANDS(
             "<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("A",
                 "u")) "\n" XTCE_TC("C", XTCE_ARG_ENTRY("A")) "</MetaCommand>"),
            "3:57: warning: argument 'A' has no data encoding: '/S/C' cannot "
            "be sent\n"},
        {U XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(
             XTCE_ARG("A", "u")) "\n" XTCE_TC("C",
             "<ArrayArgumentRefEntry argumentRef='A'/>") "</MetaCommand>"),
            "3:62: error: 'A' is not an array argument\n"},
        {XTCE_ARG_TYPES(XTCE_ARG_UINT(
             "u", "8") "<ArrayArgumentType name='a' arrayTypeRef='u'/>")
                XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(
                    XTCE_ARG("A", "a")) "\n" XTCE_TC("C",
                    "<ArrayArgumentRefEntry argumentRef='A'/>") "</"
                                                                "MetaCommand>"),
            "3:39: warning: dimensions have to stand with the type of an "
            "argument: '/S/C' cannot be sent\n"},
        {U XTCE_COMMANDS("<MetaCommand name='C'>\n<CommandContainer name='C'>"
                         "<EntryList/><BaseContainer containerRef='HEAD'>"
                         "<RestrictionCriteria><Comparison parameterRef='R' "
                         "value='5'/></RestrictionCriteria></BaseContainer>"
                         "</CommandContainer></MetaCommand>"),
            "3:108: error: there is no parameter 'R'\n"},
        {"<CommandContainerSet><SequenceContainer name='PART'><EntryList>"
         "<FixedValueEntry binaryValue='A' sizeInBits='4'>"
         "<LocationInContainerInBits referenceLocation='containerStart'>"
         "<FixedValue>4</FixedValue></LocationInContainerInBits>"
         "</FixedValueEntry></EntryList></SequenceContainer>"
         "</CommandContainerSet>" XTCE_COMMANDS(
             "<MetaCommand name='C'>\n" XTCE_TC("C",
                 "<ContainerRefEntry containerRef='PART'/>") "</MetaCommand>"),
            "3:39: warning: a container with places counted from its start "
            "cannot be included in a command\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mdb *mdb;
        char *notes = xtce_tc_notes(TM, cases[i].body, &mdb);
        assert_string_equal(notes, cases[i].notes);
        assert_int_equal(mdb->n_commands, 0);
        free(notes);
        mdb_free(&mdb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_argument_is_an_error),
        cmocka_unit_test(telemetry_containers_are_headers_too),
        cmocka_unit_test(included_containers_have_a_place_and_a_condition),
        cmocka_unit_test(what_cannot_be_sent_is_left_out),
    };
    return check_run(tests);
}
