/*
 * test_load_bind.c - arguments named in containers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static void
a_condition_names_a_value_of_the_command(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u",
            "8")) XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(XTCE_ARG("A",
            "u") XTCE_ARG("B", "u")) XTCE_TC("C",
            XTCE_ARG_ENTRY(
                "A") "<ArgumentRefEntry "
                     "argumentRef='B'><IncludeCondition><Comparison "
                     "value='3'><ArgumentInstanceRef "
                     "argumentRef='A'/></Comparison>"
                     "</IncludeCondition></ArgumentRefEntry>") "</"
                                                               "MetaCommand>"));
    const struct mdb_criteria *c = &xtce_command(mdb, "C")->entry[1].include;
    assert_int_equal(c->op, MDB_COMPARE);
    assert_int_equal(c->comparison.item, MDB_LEAF | 0);
    assert_true(c->comparison.is_number);
    assert_int_equal(c->comparison.integer, 3);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_condition_names_a_value_of_the_command),
    };
    return check_run(tests);
}
