/*
 * test_load_tc_container.c - containers of commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

static void
fixed_values_end_at_the_last_bit(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_TC("C",
            "<FixedValueEntry name='f' binaryValue='1ABC' sizeInBits='13'/>"
            "<FixedValueEntry binaryValue='0x5' sizeInBits='20'/>"
            "<FixedValueEntry binaryValue='0000' sizeInBits='14'/>") "</"
                                                                     "MetaComma"
                                                                     "nd>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_entries, 3);
    assert_string_equal(c->entry[0].name, "f");
    assert_memory_equal(c->entry[0].fixed, "\x1A\xBC", 2);
    assert_memory_equal(c->entry[1].fixed, "\x00\x00\x05", 3);
    assert_int_equal(c->entry[1].fixed_bits, 20);
    assert_memory_equal(c->entry[2].fixed, "\x00\x00", 2);
    mdb_free(&mdb);
}

#define TM                                                                     \
    XTCE_TYPES(XTCE_UINT("u", "8") "<FloatParameterType name='none'/>")        \
    XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("N", "none"))                  \
    XTCE_CONTAINERS(XTCE_CONTAINER("HEAD", XTCE_ENTRY("P")))
#define ONE(container)                                                         \
    XTCE_COMMANDS("<MetaCommand name='C'>\n" container "</MetaCommand>")
#define CRC(x)                                                                 \
    ONE("<CommandContainer name='C'><BinaryEncoding><ErrorDetectCorrect>" x    \
        "</ErrorDetectCorrect></BinaryEncoding><EntryList/></"                 \
        "CommandContainer>")

static void
only_one_check_is_computed(void **state)
{
    (void)state;
    static const struct {
        const char *crc;
        bool is_computed;
    } cases[] = {
        {"<CRC><Polynomial>1021</Polynomial><InitRemainder>FFFF"
         "</InitRemainder></CRC>",
            true},
        {"<CRC width='16'><Polynomial>0x1021</Polynomial><InitRemainder>ffff"
         "</InitRemainder><FinalXOR>0000</FinalXOR></CRC>",
            true},
        {"<CRC><Polynomial>1021</Polynomial><InitRemainder>0000"
         "</InitRemainder></CRC>",
            false},
        {"<CRC><Polynomial>8005</Polynomial><InitRemainder>FFFF"
         "</InitRemainder></CRC>",
            false},
        {"<CRC reflectData='true'><Polynomial>1021</Polynomial><InitRemainder>"
         "FFFF</InitRemainder></CRC>",
            false},
        {"<CRC width='32'><Polynomial>1021</Polynomial><InitRemainder>FFFF"
         "</InitRemainder></CRC>",
            false},
        {"<CRC/>", false},
        {"<Checksum name='sum16'/>", false},
        {"<Parity type='Even'/>", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char body[700];
        struct mdb *mdb;
        snprintf(body, sizeof body, CRC("%s"), cases[i].crc);
        char *notes = xtce_tc_notes("", body, &mdb);
        assert_string_equal(notes,
            cases[i].is_computed
                ? ""
                : "3:44: warning: only a CRC-16-CCITT (polynomial 1021, preset "
                  "FFFF) is supported: nothing is appended\n");
        assert_int_equal(xtce_command(mdb, "C")->has_crc, cases[i].is_computed);
        free(notes);
        mdb_free(&mdb);
    }
}

static void
size_and_check_are_inherited(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_COMMANDS("<MetaCommand name='B'><CommandContainer name='B'>"
                      "<BinaryEncoding><SizeInBits><FixedValue>64</FixedValue>"
                      "</SizeInBits><ErrorDetectCorrect><CRC><Polynomial>1021"
                      "</Polynomial><InitRemainder>FFFF</InitRemainder></CRC>"
                      "</ErrorDetectCorrect></BinaryEncoding><EntryList/>"
                      "</CommandContainer></MetaCommand><MetaCommand name='C'>"
                      "<CommandContainer name='C'><EntryList/><BaseContainer "
                      "containerRef='B'/></CommandContainer></MetaCommand>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->size_bits, 64);
    assert_true(c->has_crc);
    mdb_free(&mdb);
}

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {ONE(XTCE_TC("C", "<FixedValueEntry binaryValue='00'/>")),
            "3:39: warning: FixedValueEntry has no sizeInBits: it has the 8 "
            "bits of its digits\n"},
        {ONE(XTCE_TC("C", "<FixedValueEntry sizeInBits='8'/>")),
            "3:39: error: FixedValueEntry needs binaryValue and sizeInBits\n"},
        {ONE(XTCE_TC(
             "C", "<FixedValueEntry binaryValue='0G' sizeInBits='8'/>")),
            "3:56: error: binaryValue '0G' is not hexadecimal\n"},
        {ONE(XTCE_TC(
             "C", "<FixedValueEntry binaryValue='10' sizeInBits='4'/>")),
            "3:56: warning: binaryValue '10' has more than its 4 bits: the "
            "first ones are dropped\n"},
        {ONE(XTCE_TC("C", "<FixedValueEntry binaryValue='1' sizeInBits='0'/>")),
            "3:72: error: sizeInBits 0 is not in the range 1 to 134217728\n"},
        {ONE(XTCE_TC("C", "<ArgumentRefEntry/>")),
            "3:39: error: ArgumentRefEntry has no argumentRef\n"},
        {ONE(XTCE_TC("C", "<ParameterRefEntry parameterRef='Q'/>")),
            "3:58: error: there is no parameter 'Q'\n"},
        {ONE(XTCE_TC("C", "<ParameterRefEntry parameterRef='N'/>")),
            "3:58: warning: parameter '/S/N' has no data encoding: no command "
            "with it can be sent\n"},
        {ONE(XTCE_TC("C", "<ContainerRefEntry containerRef='HEDA'/>")),
            "3:58: error: there is no container 'HEDA'\n"},
        {ONE(XTCE_TC("C", "<ContainerRefEntry containerRef='C'/>")),
            "3:58: error: container '/S/C' contains itself, through '/S/C'\n"},
        {ONE(XTCE_TC("C", "<StreamSegmentEntry streamRef='s'/>")),
            "3:39: warning: StreamSegmentEntry is not supported in commands: "
            "no command with it can be sent\n"},
        {ONE(XTCE_TC("C", "<ParameterRefEntry parameterRef='P'><RepeatEntry>"
                          "<Count><FixedValue>2</FixedValue></Count>"
                          "</RepeatEntry></ParameterRefEntry>")),
            "3:39: warning: RepeatEntry is not supported in commands: no "
            "command with it can be sent\n"},
        {ONE(XTCE_TC("C", "<ParameterRefEntry parameterRef='P'>"
                          "<LocationInContainerInBits "
                          "referenceLocation='containerEnd'><FixedValue>8"
                          "</FixedValue></LocationInContainerInBits>"
                          "</ParameterRefEntry>")),
            "3:39: warning: places counted from the end are not supported in "
            "commands: no command with it can be sent\n"},
        {ONE("<CommandContainer name='C'><EntryList/><BaseContainer "
             "containerRef='HEAD'><RestrictionCriteria><Comparison "
             "parameterRef='P' comparisonOperator='&gt;' value='1'/>"
             "</RestrictionCriteria></BaseContainer></CommandContainer>"),
            "3:75: warning: only comparisons with '==' can say what a command "
            "sets\n"},
        {ONE("<CommandContainer name='C'><EntryList/><Odd/>"
             "</CommandContainer>"),
            "3:40: warning: 'Odd' is not known and is left out\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect(TM, cases[i].body, cases[i].notes);
}

static void
names_that_several_have_are_not_guessed(void **state)
{
    (void)state;
    static const char body[] = XTCE_COMMANDS("<MetaCommand name='A'>" XTCE_TC(
        "X", "") "</MetaCommand>"
                 "<MetaCommand name='B'>" XTCE_TC("X",
                     "") "</MetaCommand>\n"
                         "<MetaCommand name='C'><CommandContainer "
                         "name='C'><EntryList/>"
                         "<BaseContainer "
                         "containerRef='X'/></CommandContainer></MetaCommand>");
    xtce_tc_expect("", body,
        "3:77: error: several command containers are called '/S/X'\n");
}

/* Doubling with each level: a small file, a large packet. */
static void
containers_in_containers_are_counted(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(&body, "<MetaCommandSet><MetaCommand name='C0'>" XTCE_TC("C0",
                           "<FixedValueEntry binaryValue='1' "
                           "sizeInBits='1'/>") "</MetaCommand>");
    for (int i = 1; i < 30; i++)
        strbuf_addf(&body,
            "<MetaCommand name='C%d'><CommandContainer name='C%d'><EntryList>"
            "<ContainerRefEntry containerRef='C%d'/><ContainerRefEntry "
            "containerRef='C%d'/></EntryList></CommandContainer></MetaCommand>",
            i, i, i - 1, i - 1);
    strbuf_adds(&body, "</MetaCommandSet>");
    struct mdb *mdb;
    char *notes = xtce_tc_notes("", strbuf_get(&body), &mdb);
    assert_non_null(strstr(notes, "has more than 1048576 entries"));
    assert_true(mdb->n_commands < 20);
    assert_true(mdb->n_commands > 10);
    free(notes);
    mdb_free(&mdb);
    strbuf_fini(&body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_values_end_at_the_last_bit),
        cmocka_unit_test(only_one_check_is_computed),
        cmocka_unit_test(size_and_check_are_inherited),
        cmocka_unit_test(what_is_wrong_has_a_place),
        cmocka_unit_test(names_that_several_have_are_not_guessed),
        cmocka_unit_test(containers_in_containers_are_counted),
    };
    return check_run(tests);
}
