/*
 * test_command.c - consequences and stages have names of their own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/command.h"

#include "support/check.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_has_a_name_of_its_own),
        cmocka_unit_test(every_consequence_has_a_name_of_its_own),
    };
    return check_run(tests);
}
