/*
 * test_command.c - consequences and stages have names of their own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/command.h"

#include "support/check.h"
#include "support/xtce.h"

static void
every_stage_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MDB_STAGE_COUNT; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(mdb_stage_str((enum mdb_stage)i),
                mdb_stage_str((enum mdb_stage)k));
    assert_string_equal(mdb_stage_str(MDB_STAGE_ACCEPTED), "accepted");
    assert_string_equal(mdb_stage_str(MDB_STAGE_FAILED), "failed");
    assert_string_equal(mdb_stage_str(MDB_STAGE_COUNT), "?");
}

static void
every_consequence_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MDB_CONSEQUENCE_COUNT; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(
                mdb_consequence_str((enum mdb_consequence)i),
                mdb_consequence_str((enum mdb_consequence)k));
    assert_string_equal(
        mdb_consequence_str(MDB_CONSEQUENCE_DISTRESS), "distress");
    assert_string_equal(mdb_consequence_str(MDB_CONSEQUENCE_COUNT), "?");
}

#define PLAIN(name)                                                            \
    "<MetaCommand name='" name "'>" XTCE_TC(name, "") "</MetaCommand>"

static void
commands_are_found_by_name_or_its_end(void **state)
{
    (void)state;
    static const char text[] =
        "<SpaceSystem name='S'><CommandMetaData>" XTCE_COMMANDS(
            PLAIN("HTR_ON") PLAIN("HTR_OFF") PLAIN(
                "PING")) "</CommandMetaData><SpaceSystem "
                         "name='T'><CommandMetaData>" XTCE_COMMANDS(PLAIN("PIN"
                                                                          "G")
                                 PLAIN("STOP")) "</CommandMetaData>"
                                                "</SpaceSystem></SpaceSystem>";
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    static const struct {
        const char *name, *is;
    } cases[] = {
        {"/S/HTR_ON", "/S/HTR_ON"},
        {"HTR_ON", "/S/HTR_ON"},
        {"S/HTR_ON", "/S/HTR_ON"},
        {"T/PING", "/S/T/PING"},
        {"STOP", "/S/T/STOP"},
        {"/S/PING", "/S/PING"},
        {"PING", NULL}, /* two */
        {"R_ON", NULL}, /* no boundary */
        {"/HTR_ON", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t c = mdb_find_command(mdb, cases[i].name);
        assert_true((c == MDB_NIL) == (cases[i].is == NULL));
        if (c != MDB_NIL)
            assert_string_equal(mdb->command[c].name, cases[i].is);
    }
    uint32_t near[2];
    assert_int_equal(mdb_nearest_commands(mdb, "HTR_OF", near, 2), 2);
    assert_string_equal(mdb->command[near[0]].short_name, "HTR_OFF");
    assert_string_equal(mdb->command[near[1]].short_name, "HTR_ON");
    assert_int_equal(mdb_nearest_commands(mdb, "/S/T/STOPP", near, 2), 1);
    assert_int_equal(mdb_nearest_commands(mdb, "quite other", near, 2), 0);
    assert_int_equal(mdb_nearest_commands(mdb, "HTR_OF", near, 0), 0);
    notes_fini(&notes);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_has_a_name_of_its_own),
        cmocka_unit_test(every_consequence_has_a_name_of_its_own),
        cmocka_unit_test(commands_are_found_by_name_or_its_end),
    };
    return check_run(tests);
}
