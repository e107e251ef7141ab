/*
 * test_load_bind_type.c - types that refer to other arguments.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#define BINARY                                                                 \
    "<BinaryArgumentType name='bytes'><UnitSet/><BinaryDataEncoding>"          \
    "<SizeInBits><DynamicValue><ArgumentInstanceRef argumentRef='Len'/>"       \
    "<LinearAdjustment slope='8'/></DynamicValue></SizeInBits>"                \
    "</BinaryDataEncoding></BinaryArgumentType>"
#define ARRAY                                                                  \
    "<ArrayArgumentType name='list' arrayTypeRef='u'><DimensionList>"          \
    "<Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex>"     \
    "<EndingIndex><DynamicValue><ArgumentInstanceRef argumentRef='Len'/>"      \
    "<LinearAdjustment intercept='-1'/></DynamicValue></EndingIndex>"          \
    "</Dimension></DimensionList></ArrayArgumentType>"

static void
each_command_has_its_own(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8") BINARY)
            XTCE_COMMANDS("<MetaCommand name='A'>" XTCE_ARGS(
                XTCE_ARG("Len", "u") XTCE_ARG("Data", "bytes")) XTCE_TC("A",
                XTCE_ARG_ENTRY("Len") XTCE_ARG_ENTRY(
                    "Data")) "</MetaCommand><MetaCommand "
                             "name='B'>" XTCE_ARGS(
                                 XTCE_ARG("Other", "u") XTCE_ARG("Len", "u")
                                     XTCE_ARG("Data", "bytes")) XTCE_TC("B",
                                 XTCE_ARG_ENTRY("Len")
                                     XTCE_ARG_ENTRY("Data")) "</MetaCommand>"));
    for (uint32_t i = 0; i < 2; i++) {
        const struct mdb_command *c = &mdb->command[i];
        const struct mdb_leaf *data = xtce_leaf(c, "Data");
        assert_int_equal(data->type, c->argument[data->argument].type);
        const struct mdb_int_value *size =
            &mdb->type[data->type].encoding.size_bits;
        assert_int_equal(size->kind, MDB_FROM_ITEM);
        assert_int_equal(size->item, MDB_LEAF | mdb_command_leaf(c, "Len"));
        assert_true(size->slope == 8);
        assert_string_equal(mdb->type[data->type].name, "/S/bytes");
    }
    mdb_free(&mdb);
}

static void
parts_of_a_type_refer_to_arguments_too(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8") ARRAY BINARY
            "<AggregateArgumentType name='both'><MemberList><Member name='n' "
            "typeRef='u'/><Member name='d' typeRef='bytes'/><Member name='l' "
            "typeRef='list'/></MemberList></AggregateArgumentType>")
            XTCE_COMMANDS("<MetaCommand name='A'>" XTCE_ARGS(
                XTCE_ARG("Len", "u") XTCE_ARG("X", "both")) XTCE_TC("A",
                XTCE_ARG_ENTRY("Len") XTCE_ARG_ENTRY("X")) "</MetaCommand>"));
    const struct mdb_command *c = xtce_command(mdb, "A");
    const struct mdb_type *both = &mdb->type[c->argument[1].type];
    assert_int_equal(both->class, MDB_AGGREGATE);
    assert_int_equal(xtce_leaf(c, "X.n")->type, both->member[0].type);
    assert_int_equal(xtce_leaf(c, "X.d")->type, both->member[1].type);
    assert_int_equal(
        mdb->type[both->member[1].type].encoding.size_bits.item, MDB_LEAF | 0);
    const struct mdb_type *list = &mdb->type[both->member[2].type];
    assert_true(list->is_dynamic);
    assert_int_equal(list->dimension[0].end.item, MDB_LEAF | 0);
    assert_int_equal(xtce_leaf(c, "X.l[0]")->type, list->element_type);
    assert_string_equal(mdb->type[list->element_type].name, "/S/u");
    mdb_free(&mdb);
}

static void
an_argument_that_is_not_there_breaks_the_command_alone(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes = xtce_tc_notes("",
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8") "\n" BINARY)
            XTCE_COMMANDS("<MetaCommand name='A'>" XTCE_ARGS(
                XTCE_ARG("Length", "u") XTCE_ARG("Data", "bytes")) XTCE_TC("A",
                XTCE_ARG_ENTRY(
                    "Data")) "</MetaCommand><MetaCommand name='B'>" XTCE_TC("B",
                "") "</MetaCommand>"),
        &mdb);
    assert_string_equal(
        notes, "3:111: error: command '/S/A' has no argument 'Len'\n");
    assert_int_equal(mdb->n_commands, 1);
    free(notes);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_command_has_its_own),
        cmocka_unit_test(parts_of_a_type_refer_to_arguments_too),
        cmocka_unit_test(
            an_argument_that_is_not_there_breaks_the_command_alone),
    };
    return check_run(tests);
}
