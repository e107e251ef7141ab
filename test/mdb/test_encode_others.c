/*
 * test_encode_others.c - commands as the databases of other missions have them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/encode.h"
#include "mdb/load.h"

#define UINT(name, bits)                                                       \
    "<IntegerParameterType name='" name                                        \
    "' signed='false'><IntegerDataEncoding sizeInBits='" bits                  \
    "'/></IntegerParameterType>"
#define MEMBER(name, type) "<Member name='" name "' typeRef='" type "'/>"

/* A primary header of aggregates; flags, count and length have no values. */
static const char head[] =
    "<SpaceSystem name='S'><TelemetryMetaData><ParameterTypeSet>" UINT(
        "u1", "1") UINT("u2", "2") UINT("u3", "3") UINT("u11", "11") UINT("u14",
        "14") UINT("u16",
        "16") "<AggregateParameterType name='Id'><MemberList>" MEMBER("Version",
        "u3") MEMBER("Type", "u1") MEMBER("Flag", "u1") MEMBER("Apid",
        "u11") "</MemberList></AggregateParameterType><AggregateParameterType "
               "name='Seq'><MemberList>" MEMBER("Flags", "u2") MEMBER("Count",
                   "u14") "</MemberList></AggregateParameterType></"
                          "ParameterTypeSet>"
                          "<ParameterSet><Parameter name='ID' "
                          "parameterTypeRef='Id'/>"
                          "<Parameter name='SEQ' "
                          "parameterTypeRef='Seq'/><Parameter "
                          "name='LEN' parameterTypeRef='u16'/></ParameterSet>"
                          "<ContainerSet><SequenceContainer name='Ccsds' "
                          "abstract='true'><EntryList><ParameterRefEntry "
                          "parameterRef='ID'/><ParameterRefEntry "
                          "parameterRef='SEQ'/>"
                          "<ParameterRefEntry parameterRef='LEN'/></EntryList>"
                          "</SequenceContainer></ContainerSet></"
                          "TelemetryMetaData>"
                          "<CommandMetaData><ArgumentTypeSet>";

static const char types[] =
    "<IntegerArgumentType name='u8' signed='false' initialValue=' 7 '>"
    "<IntegerDataEncoding sizeInBits='8'/></IntegerArgumentType>"
    "<AggregateArgumentType name='pos'><MemberList><Member name='x' "
    "typeRef='u8' initialValue='3'/><Member name='y' typeRef='u8'/>"
    "</MemberList></AggregateArgumentType>"
    "<StringArgumentType name='text'><BinaryDataEncoding><SizeInBits>"
    "<FixedValue>32</FixedValue></SizeInBits></BinaryDataEncoding>"
    "</StringArgumentType>"
    "<BinaryArgumentType name='made'><BinaryDataEncoding><SizeInBits>"
    "<FixedValue>32</FixedValue></SizeInBits><ToBinaryTransformAlgorithm "
    "name='a'/></BinaryDataEncoding></BinaryArgumentType>"
    "<RelativeTimeArgumentType name='ms'><Encoding units='milliSeconds'>"
    "<FloatDataEncoding sizeInBits='64'/></Encoding>"
    "</RelativeTimeArgumentType>"
    "<AbsoluteTimeArgumentType name='at'><Encoding><FloatDataEncoding "
    "sizeInBits='64'/></Encoding><ReferenceTime><Epoch>UNIX</Epoch>"
    "</ReferenceTime></AbsoluteTimeArgumentType>"
    "<FloatArgumentType name='tens'><IntegerDataEncoding sizeInBits='8'>"
    "<DefaultCalibrator><PolynomialCalibrator><Term coefficient='10' "
    "exponent='1'/></PolynomialCalibrator></DefaultCalibrator>"
    "</IntegerDataEncoding><ValidRange minInclusive='4' maxInclusive='6'/>"
    "</FloatArgumentType></ArgumentTypeSet><MetaCommandSet>";

/* The container of Base has the name of one of the set. */
static const char base[] =
    "<MetaCommand name='Base' abstract='true'><CommandContainer name='Base'>"
    "<EntryList/><BaseContainer containerRef='Ccsds'><RestrictionCriteria>"
    "<ComparisonList><Comparison parameterRef='ID.Version' value='0'/>"
    "<Comparison parameterRef='ID.Type' value='1'/><Comparison "
    "parameterRef='ID.Flag' value='0'/><Comparison parameterRef='ID.Apid' "
    "value='5'/></ComparisonList></RestrictionCriteria></BaseContainer>"
    "</CommandContainer></MetaCommand><MetaCommand name='Bare'><ArgumentList>"
    "<Argument name='A' argumentTypeRef='u8'/></ArgumentList></MetaCommand>";

#define OF(name, base, container, type, arg)                                   \
    "<MetaCommand name='" name "'><BaseMetaCommand metaCommandRef='" base      \
    "'/><ArgumentList><Argument name='" arg "' argumentTypeRef='" type         \
    "'/></ArgumentList><CommandContainer name='" name                          \
    "_c'><EntryList><ArgumentRefEntry argumentRef='" arg                       \
    "'/></EntryList>" container "</CommandContainer></MetaCommand>"
#define ON_BASE "<BaseContainer containerRef='Base'/>"

static const char own[] = OF("Pos", "Base", ON_BASE, "pos", "P") OF(
    "Heir", "Bare", "", "u8", "B") OF("Text", "Bare", "", "text",
    "T") OF("Made", "Bare", "", "made", "M") OF("Wait", "Bare", "", "ms",
    "W") OF("At", "Bare", "", "at", "W") OF("Tens", "Bare", "", "tens",
    "V") "<MetaCommand name='Blank'><BaseMetaCommand metaCommandRef='Text'>"
         "<ArgumentAssignmentList><ArgumentAssignment argumentName='T' "
         "argumentValue=' a '/></ArgumentAssignmentList></BaseMetaCommand>"
         "</MetaCommand><MetaCommand name='Later'><BaseMetaCommand "
         "metaCommandRef='Wait'><ArgumentAssignmentList><ArgumentAssignment "
         "argumentName='W' argumentValue='PT0.173S'/></ArgumentAssignmentList>"
         "</BaseMetaCommand></MetaCommand></"
         "MetaCommandSet><CommandContainerSet>"
         "<CommandContainer name='Base'><EntryList/></CommandContainer>"
         "</CommandContainerSet></CommandMetaData></SpaceSystem>";

static struct mdb *
database(struct strbuf *said)
{
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    char *text = xasprintf("%s%s%s%s", head, types, base, own);
    assert_int_equal(mdb_load_memory("t.xml", text, strlen(text),
                         &(struct mdb_options){0}, &notes, &mdb),
        ERR_OK);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(said, "%s\n", notes.note[i].text);
    notes_fini(&notes);
    free(text);
    return mdb;
}

static void
what_is_not_as_usual_is_said(void **state)
{
    (void)state;
    struct strbuf said = {0};
    struct mdb *mdb = database(&said);
    const char *text = strbuf_get(&said);
    assert_non_null(strstr(text, "command '/S/Bare' has no container"));
    assert_non_null(
        strstr(text, "several command containers are called '/S/Base'"));
    assert_non_null(strstr(text, "ToBinaryTransformAlgorithm"));
    assert_int_equal(mdb_find_command(mdb, "Made"), MDB_NIL);
    assert_true(mdb->command[mdb_find_command(mdb, "Bare")].is_abstract);
    strbuf_fini(&said);
    mdb_free(&mdb);
}

static const struct {
    const char *command, *argument, *text, *want;
} row[] = {
    {"Pos", "P.y", "9", "1005c00300010309"},
    {"Pos", "P.x", "8", "1005c00300010807"},
    {"Heir", "B", "4", "04"},
    {"Text", "T", "ab", "61620000"},
    {"Text", "T", "abcde", "5 bytes are too many: up to 4 bytes"},
    {"Blank", NULL, NULL, "20612000"},
    {"Later", NULL, NULL, "4065a00000000000"},
    {"Wait", "W", "0.173", "4065a00000000000"},
    {"At", "W", "1970-01-01T00:00:02.5Z", "4004000000000000"},
    {"Tens", "V", "5",
        "5 lies between two raw values, and neither gives a valid value"},
};

static void
what_they_have_is_encoded(void **state)
{
    (void)state;
    struct strbuf said = {0};
    struct mdb *mdb = database(&said);
    struct mdb_encoder *e = mdb_encoder_new(mdb);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint32_t c = mdb_find_command(mdb, row[i].command);
        const struct mdb_encode_options o = {
            .is_ccsds = str_eq(row[i].command, "Pos"), .sequence = 3};
        const struct mdb_given given = {row[i].argument, row[i].text};
        struct mdb_packet_tc p;
        struct strbuf got = {0};
        print_message("row %zu\n", i);
        assert_int_not_equal(c, MDB_NIL);
        (void)!mdb_encode(e, c, &given, row[i].text != NULL, &o, &p);
        for (size_t k = 0; k < p.len; k++)
            strbuf_addf(&got, "%02x", p.data[k]);
        for (size_t k = 0; k < p.n_refusals; k++)
            strbuf_adds(&got, p.refusal[k].text);
        assert_string_equal(strbuf_get(&got), row[i].want);
        strbuf_fini(&got);
    }
    mdb_encoder_free(&e);
    strbuf_fini(&said);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_as_usual_is_said),
        cmocka_unit_test(what_they_have_is_encoded),
    };
    return check_run(tests);
}
