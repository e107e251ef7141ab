/*
 * test_mdb_show.c - the whole text about a parameter, a container, a type.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "tools/mdb_show.h"

static const char body[] =
    XTCE_TYPES("<FloatParameterType name='volt'><UnitSet><Unit>V</Unit>"
               "</UnitSet><IntegerDataEncoding sizeInBits='12'>"
               "<DefaultCalibrator><PolynomialCalibrator><Term "
               "coefficient='0.01' exponent='1'/></PolynomialCalibrator>"
               "</DefaultCalibrator></IntegerDataEncoding><ValidRange "
               "minInclusive='0' maxExclusive='40'/></FloatParameterType>"
               "<AbsoluteTimeParameterType name='time'><Encoding>"
               "<IntegerDataEncoding sizeInBits='32'/></Encoding>"
               "<ReferenceTime><Epoch>GPS</Epoch></ReferenceTime>"
               "</AbsoluteTimeParameterType>")
        XTCE_PARAMS("<Parameter name='BUS' parameterTypeRef='volt' "
                    "shortDescription='main bus'/>" XTCE_PARAM("TIME", "time"))
            XTCE_CONTAINERS(
                XTCE_CONTAINER("Power", XTCE_ENTRY("TIME") XTCE_ENTRY("BUS")));

static void
what_is_shown_is_complete(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(body);
    struct mdb_uses uses;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    mdb_uses_init(&uses, mdb);
    mdb_show_param(mdb, &uses, mdb_find_param(mdb, "BUS"), out);
    mdb_show_param(mdb, &uses, mdb_find_param(mdb, "TIME"), out);
    mdb_show_container(mdb, mdb_find_container(mdb, "Power"), out);
    mdb_show_type(mdb, 0, out);
    fclose(out);
    assert_string_equal(text, "/S/BUS\n"
                              "  about        main bus\n"
                              "  type         float, /S/volt\n"
                              "  unit         V\n"
                              "  encoding     unsigned, 12 bits, big-endian\n"
                              "  calibrator   polynomial 0.01 x\n"
                              "  valid        0.0 to below 40.0\n"
                              "  source       telemetered\n"
                              "  in           /S/Power, from bit 32 (byte 4)\n"
                              "  declared     s.xml:1\n"
                              "/S/TIME\n"
                              "  type         time, /S/time\n"
                              "  encoding     unsigned, 32 bits, big-endian\n"
                              "  epoch        GPS, 1980-01-06\n"
                              "  source       telemetered\n"
                              "  in           /S/Power, from bit 0 (byte 0)\n"
                              "  declared     s.xml:1\n"
                              "/S/Power\n"
                              "  layout       fixed; byte.bit, width, value\n"
                              "       0.0   32 bits  /S/TIME: time\n"
                              "       4.0   12 bits  /S/BUS: float, V\n"
                              "  declared     s.xml:1\n"
                              "/S/volt\n"
                              "  kind         float\n"
                              "  unit         V\n"
                              "  encoding     unsigned, 12 bits, big-endian\n"
                              "  calibrator   polynomial 0.01 x\n"
                              "  valid        0.0 to below 40.0\n"
                              "  used by      /S/BUS\n"
                              "  declared     s.xml:1\n");
    free(text);
    mdb_uses_fini(&uses);
    mdb_free(&mdb);
}

static const char limits[] = XTCE_TYPES(
    "<IntegerParameterType name='u8' signed='false'><IntegerDataEncoding/>"
    "<DefaultAlarm><StaticAlarmRanges><WarningRange minInclusive='1'/>"
    "</StaticAlarmRanges></DefaultAlarm>\n<ContextAlarmList><ContextAlarm>"
    "<ContextMatch><Comparison parameterRef='A' value='3'/></ContextMatch>"
    "</ContextAlarm></ContextAlarmList></IntegerParameterType>")
    XTCE_PARAMS(XTCE_PARAM("A", "u8"));

static void
alarms_are_shown_in_their_order_with_their_place(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(limits);
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    mdb_show_type(mdb, 0, out);
    fclose(out);
    assert_non_null(strstr(text,
        "  limits       nothing is checked; where A == 3 (s.xml:2)\n"
        "  limits       warning below 1 (s.xml:1)\n"));
    free(text);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alarms_are_shown_in_their_order_with_their_place),
        cmocka_unit_test(what_is_shown_is_complete),
    };
    return check_run(tests);
}
