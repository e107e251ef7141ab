/*
 * test_load_argument.c - arguments, their values, assignments.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"

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

#define POS                                                                    \
    XTCE_ARG_UINT("u", "8")                                                    \
    "<AggregateArgumentType name='pos'><MemberList><Member name='x' "          \
    "typeRef='u'/><Member name='y' typeRef='u'/></MemberList>"                 \
    "</AggregateArgumentType><ArrayArgumentType name='table' "                 \
    "arrayTypeRef='u'><DimensionList><Dimension><StartingIndex><FixedValue>0"  \
    "</FixedValue></StartingIndex><EndingIndex><FixedValue>2</FixedValue>"     \
    "</EndingIndex></Dimension></DimensionList></ArrayArgumentType>"
#define ASSIGN(name, value)                                                    \
    "<ArgumentAssignment argumentName='" name "' argumentValue='" value "'/>"
#define DERIVED(types, args, assignments)                                      \
    XTCE_ARG_TYPES(types)                                                      \
    XTCE_COMMANDS("<MetaCommand name='B'>" XTCE_ARGS(args) XTCE_TC(            \
        "B", "") "</MetaCommand><MetaCommand name='C'>\n<BaseMetaCommand "     \
                 "metaCommandRef='B'><ArgumentAssignmentList>" assignments     \
                 "</ArgumentAssignmentList></BaseMetaCommand></MetaCommand>")

static void
members_and_elements_are_values_of_their_own(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(
        "", DERIVED(POS, XTCE_ARG("Pos", "pos") XTCE_ARG("T", "table"),
                ASSIGN("Pos.y", "7") ASSIGN("T[1]", "8") ASSIGN("Pos/x", "9")));
    static const struct {
        const char *name, *text;
    } leaf[] = {{"Pos.x", "9"}, {"Pos.y", "7"}, {"T[0]", NULL}, {"T[1]", "8"},
        {"T[2]", NULL}};
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_leaves, ARRAY_LEN(leaf));
    for (uint32_t i = 0; i < ARRAY_LEN(leaf); i++) {
        assert_string_equal(c->leaf[i].name, leaf[i].name);
        assert_int_equal(c->leaf[i].argument, i < 2 ? 0 : 1);
        assert_int_equal(c->leaf[i].source,
            leaf[i].text != NULL ? MDB_LEAF_ASSIGNED : MDB_LEAF_GIVEN);
        if (leaf[i].text != NULL)
            assert_string_equal(c->leaf[i].text, leaf[i].text);
    }
    assert_int_equal(c->argument[1].first_leaf, 2);
    assert_int_equal(c->argument[1].n_leaves, 3);
    mdb_free(&mdb);
}

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {TC(XTCE_ARG_UINT("u", "8"), "\n<Argument argumentTypeRef='u'/>", ""),
            "3:1: error: an argument needs a name of 1 to 256 bytes without "
            "'/', '[', ']' and '.'\n"},
        {TC(XTCE_ARG_UINT("u", "8"), "\n" XTCE_ARG("a.b", "u"), ""),
            "3:11: error: an argument needs a name of 1 to 256 bytes without "
            "'/', '[', ']' and '.'\n"},
        {TC(XTCE_ARG_UINT("u", "8"), "\n<Argument name='A'/>", ""),
            "3:1: error: Argument has no argumentTypeRef\n"},
        {TC(XTCE_ARG_UINT("u", "8"), XTCE_ARG("A", "u") "\n" XTCE_ARG("A", "u"),
             ""),
            "3:11: error: argument 'A' is declared twice, here and in a base "
            "or above\n"},
        {TC(XTCE_ARG_UINT("u", "8"),
             "\n<Argument name='A' argumentTypeRef='u' initialValue='256'/>",
             ""),
            "3:40: error: 'A': 256 does not fit 8 bits\n"},
        {TC(POS,
             "\n<Argument name='A' argumentTypeRef='pos' "
             "initialValue='1'/>",
             ""),
            "3:42: warning: an initialValue for all values of 'A' is not "
            "supported: the command is left out\n"},
        {TC(XTCE_ARG_UINT("u", "8"), "\n<Odd/>", ""),
            "3:1: warning: 'Odd' is not known and is left out\n"},
        {DERIVED(POS, XTCE_ARG("Volts", "u"), ASSIGN("Vots", "1")),
            "3:81: error: command '/S/C' has no argument 'Vots'; did you mean "
            "'Volts'?\n"},
        {DERIVED(POS, XTCE_ARG("Pos", "pos"), ASSIGN("Pos.z", "1")),
            "3:81: error: command '/S/C' has no argument 'Pos.z'; did you "
            "mean 'Pos'?\n"},
        {DERIVED(POS, XTCE_ARG("A", "u"), ASSIGN("A", "on")),
            "3:98: error: 'A': 'on' is not a whole number\n"},
        {DERIVED(
             POS, XTCE_ARG("A", "u"), "<ArgumentAssignment argumentName='A'/>"),
            "3:61: error: ArgumentAssignment needs argumentName and "
            "argumentValue\n"},
        {DERIVED(POS, XTCE_ARG("A", "u"), ASSIGN("A", "1") ASSIGN("A", "2")),
            "3:137: warning: 'A' has the value '1' of a base already: '2' is "
            "used\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect("", cases[i].body, cases[i].notes);
}

static void
a_command_has_so_many_arguments_and_no_more(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(&body,
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u",
            "8")) "<MetaCommandSet><MetaCommand name='C'>\n<ArgumentList>");
    for (int i = 0; i < 4097; i++)
        strbuf_addf(&body, "<Argument name='a%d' argumentTypeRef='u'/>", i);
    strbuf_adds(&body, "</ArgumentList>" XTCE_TC("C", "") "</MetaCommand>"
                                                          "</MetaCommandSet>");
    xtce_tc_expect("", strbuf_get(&body),
        "3:1: error: command '/S/C' has more than 4096 arguments\n");
    strbuf_fini(&body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_come_from_the_argument_then_from_its_type),
        cmocka_unit_test(members_and_elements_are_values_of_their_own),
        cmocka_unit_test(what_is_wrong_has_a_place),
        cmocka_unit_test(a_command_has_so_many_arguments_and_no_more),
    };
    return check_run(tests);
}
