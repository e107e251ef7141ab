/*
 * test_names.c - COSMOS items in a mission database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/xtce.h"
#include "tools/cosmos/names.h"

#define SYSTEM(name, params)                                                   \
    "<SpaceSystem name='" name "'><TelemetryMetaData>" XTCE_PARAMS(            \
        params) "</TelemetryMetaData></SpaceSystem>"
#define P(name) XTCE_PARAM(name, "/S/u")

static const char XML[] =
    "<SpaceSystem name='S'><TelemetryMetaData>" XTCE_TYPES(XTCE_UINT("u", "8"))
        XTCE_PARAMS(P("INST_HS_VOLT") P("HS_AMP")
                P("ONCE")) "</TelemetryMetaData>" SYSTEM("INST", "")
            SYSTEM("HS", P("TEMP1") P("STATE"))
                SYSTEM("ADCS", P("TEMP1") P("State2")) "</SpaceSystem>";

static struct mdb *
load(void)
{
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(mdb_load_memory("s.xml", XML, sizeof XML - 1,
                         &(struct mdb_options){0}, &notes, &mdb),
        ERR_OK);
    notes_fini(&notes);
    return mdb;
}

static void
an_item_is_found_by_packet_then_alone_whatever_the_letter_case(void **state)
{
    (void)state;
    static const struct {
        const char *target, *packet, *item, *want;
    } rows[] = {
        {"INST", "HS", "TEMP1", "/S/HS/TEMP1"},
        {"INST", "adcs", "temp1", "/S/ADCS/TEMP1"},
        {"INST", "OTHER", "TEMP1", NULL}, /* two have it */
        {"INST", "OTHER", "STATE", "/S/HS/STATE"},
        {"INST", "ADCS", "STATE2", "/S/ADCS/State2"},
        {"INST", "HS", "VOLT", "/S/INST_HS_VOLT"},
        {"INST", "HS", "AMP", "/S/HS_AMP"},
        {"X", "Y", "once", "/S/ONCE"},
        {"X", "Y", "ON", NULL},
        {"", "", "", NULL},
    };
    struct mdb *mdb = load();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t item =
            cosmos_find(mdb, rows[i].target, rows[i].packet, rows[i].item);
        if (rows[i].want == NULL)
            assert_int_equal(item, MDB_NIL);
        else
            assert_string_equal(mdb->item[item].name, rows[i].want);
    }
    mdb_free(&mdb);
}

static void
the_nearest_name_is_told(void **state)
{
    (void)state;
    struct mdb *mdb = load();
    assert_string_equal(cosmos_nearest(mdb, "ONCEE"), "/S/ONCE");
    assert_null(cosmos_nearest(mdb, "SOMETHING_ELSE"));
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            an_item_is_found_by_packet_then_alone_whatever_the_letter_case),
        cmocka_unit_test(the_nearest_name_is_told),
    };
    return check_run(tests);
}
