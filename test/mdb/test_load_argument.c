/*
 * test_load_argument.c - arguments, their values, assignments.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define TC(types, args, entries)                                               \
    XTCE_ARG_TYPES(types)                                                      \
    XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_ARGS(args)                     \
            XTCE_TC("C", entries) "</MetaCommand>")

static void
defaults_come_from_the_argument_then_from_its_type(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        TC("<IntegerArgumentType name='u' initialValue='7'><UnitSet/>"
           "<IntegerDataEncoding/></IntegerArgumentType><IntegerArgumentType "
           "name='v' baseType='u'/>",
            XTCE_ARG("A", "u")
                XTCE_ARG("B", "v") "<Argument name='C' "
                                   "argumentTypeRef='v' initialValue='9' "
                                   "shortDescription='third'/>",
            XTCE_ARG_ENTRY("A")));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_string_equal(xtce_leaf(c, "A")->text, "7");
    assert_string_equal(xtce_leaf(c, "B")->text, "7");
    assert_string_equal(xtce_leaf(c, "C")->text, "9");
    assert_int_equal(xtce_leaf(c, "C")->source, MDB_LEAF_DEFAULT);
    assert_string_equal(c->argument[2].short_description, "third");
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_come_from_the_argument_then_from_its_type),
    };
    return check_run(tests);
}
