/*
 * test_mdb_command.c - the whole text about a command, and its JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "tools/mdb_show.h"

#define TM                                                                     \
    XTCE_TYPES(XTCE_UINT("u", "8"))                                            \
    XTCE_PARAMS(XTCE_PARAM("P", "u") XTCE_PARAM("N", "u"))                     \
    XTCE_CONTAINERS(XTCE_CONTAINER("ACK", XTCE_ENTRY("P")))
#define TC                                                                     \
    XTCE_ARG_TYPES(                                                            \
        XTCE_ARG_UINT("u", "8") "<FloatArgumentType name='volt'><UnitSet>"     \
                                "<Unit>V</Unit></UnitSet>"                     \
                                "<IntegerDataEncoding/><ValidRangeSet>"        \
                                "<ValidRange minInclusive='1' "                \
                                "maxInclusive='3'/><ValidRange "               \
                                "minExclusive='10'/></ValidRangeSet>"          \
                                "</FloatArgumentType>")                        \
    XTCE_COMMANDS(                                                             \
        "<MetaCommand name='B' abstract='true'><AncillaryDataSet>"             \
        "<AncillaryData name='columba:sequence-count'>N</AncillaryData>"       \
        "</AncillaryDataSet>" XTCE_ARGS(XTCE_ARG("Op", "u")) XTCE_TC("B",      \
            XTCE_ARG_ENTRY(                                                    \
                "Op")) "</MetaCommand>"                                        \
                       "<MetaCommand name='SET' shortDescription='Set "        \
                       "it'><BaseMetaCommand "                                 \
                       "metaCommandRef='B'><ArgumentAssignmentList><"          \
                       "ArgumentAssignment "                                   \
                       "argumentName='Op' "                                    \
                       "argumentValue='7'/></ArgumentAssignmentList>"          \
                       "</BaseMetaCommand><ArgumentList><Argument name='V' "   \
                       "argumentTypeRef='volt' initialValue='2' "              \
                       "shortDescription='to what'/>"                          \
                       "</ArgumentList><CommandContainer "                     \
                       "name='SET'><EntryList>"                                \
                       "<ArgumentRefEntry argumentRef='V'/><FixedValueEntry "  \
                       "name='pad' "                                           \
                       "binaryValue='3' "                                      \
                       "sizeInBits='2'/></EntryList><BaseContainer "           \
                       "containerRef='B'/></"                                  \
                       "CommandContainer><TransmissionConstraintList>"         \
                       "<TransmissionConstraint timeOut='PT2S'><Comparison "   \
                       "parameterRef='P' value='1'/></TransmissionConstraint>" \
                       "</TransmissionConstraintList><DefaultSignificance "    \
                       "consequenceLevel='critical' reasonForWarning='it "     \
                       "breaks'/>"                                             \
                       "<VerifierSet><AcceptedVerifier><ContainerRef "         \
                       "containerRef='ACK'/>"                                  \
                       "<CheckWindow timeToStopChecking='PT5S' "               \
                       "timeWindowIsRelativeTo='commandRelease'/></"           \
                       "AcceptedVerifier>"                                     \
                       "<CompleteVerifier><ParameterValueChange><"             \
                       "ParameterRef "                                         \
                       "parameterRef='P'/><Change "                            \
                       "value='-2'/></ParameterValueChange>"                   \
                       "</CompleteVerifier></VerifierSet><ParameterToSetList>" \
                       "<ParameterToSet parameterRef='P' "                     \
                       "setOnVerification='accepted'>"                         \
                       "<NewValue>4</NewValue></ParameterToSet></"             \
                       "ParameterToSetList>"                                   \
                       "</MetaCommand>")

static char *
shown(const struct mdb *mdb, bool is_json)
{
    char *text = NULL;
    size_t len;
    uint32_t i = mdb_find_command(mdb, "SET");
    FILE *out = open_memstream(&text, &len);
    if (is_json)
        mdb_show_command_json(mdb, i, out);
    else
        mdb_show_command(mdb, i, out);
    fclose(out);
    return text;
}

static void
what_is_shown_is_complete(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM, TC);
    char *text = shown(mdb, false);
    assert_string_equal(text,
        "/S/SET\n"
        "  about        Set it\n"
        "  extends      /S/B\n"
        "  argument     V: float, 1 to 3 or above 10 V; else 2; to what\n"
        "  fixed        Op = 7\n"
        "  consequence  critical; it breaks\n"
        "  needs        P == 1, waits 2.0 s (s.xml:2)\n"
        "  accepted     packet /S/ACK, within 5.0 s of release\n"
        "  complete     /S/P changes by -2\n"
        "  sets         /S/P to 4 when accepted\n"
        "  reports      /S/N is the sequence count\n"
        "  packet       Op: unsigned, 8 bits\n"
        "               V: unsigned, 8 bits\n"
        "               pad = 0x03, 2 bits\n"
        "  declared     s.xml:2\n");
    free(text);
    mdb_free(&mdb);
}

static void
json_says_the_same(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM, TC);
    char *text = shown(mdb, true);
    static const char *const says[] = {
        "{\"v\":1,\"what\":\"command\",\"name\":\"/S/SET\"",
        "\"base\":\"/S/B\"",
        "\"name\":\"Op\",\"type\":\"/S/u\",\"kind\":\"unsigned\",\"fixed\":"
        "\"7\"",
        "\"ranges\":[{\"min\":1.0,\"max\":3.0},{\"min\":10.0}],\"default\":"
        "\"2\"",
        "\"significance\":[{\"level\":\"critical\",\"reason\":\"it breaks\"}]",
        "\"constraints\":[{\"when\":\"P == 1\",\"timeout_s\":2.0}]",
        "{\"stage\":\"accepted\",\"when\":\"packet /S/ACK\",\"after\":"
        "\"release\",\"start_s\":0.0,\"stop_s\":5.0}",
        "\"report_count\":\"/S/N\"",
        "\"crc\":false,\"line\":2}",
    };
    for (size_t i = 0; i < ARRAY_LEN(says); i++)
        if (strstr(text, says[i]) == NULL)
            fail_msg("%s is not in %s", says[i], text);
    free(text);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_is_complete),
        cmocka_unit_test(json_says_the_same),
    };
    return check_run(tests);
}
