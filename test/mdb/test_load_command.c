/*
 * test_load_command.c - MetaCommands: inheritance, what is assigned, entries.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/str.h"
#include "mdb/command.h"

static void
the_quickstart_database_has_its_commands(void **state)
{
    (void)state;
    char *path = check_shared("quickstart/xtce.xml");
    if (path == NULL)
        skip();
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_int_equal(mdb->n_commands, 5);
    const struct mdb_command *on = xtce_command(mdb, "SwitchVoltageOn");
    assert_string_equal(on->name, "/myproject/SwitchVoltageOn");
    assert_string_equal(on->short_name, "SwitchVoltageOn");
    assert_false(on->is_abstract);
    assert_string_equal(
        mdb->command[on->base].name, "/myproject/MyProjectPacket");
    assert_int_equal(on->n_arguments, 7);
    assert_int_equal(on->n_leaves, 7);
    assert_int_equal(on->n_entries, 9);
    assert_int_equal(xtce_leaf(on, "Battery")->source, MDB_LEAF_GIVEN);
    assert_null(xtce_leaf(on, "Battery")->text);
    assert_int_equal(xtce_leaf(on, "CCSDS_APID")->source, MDB_LEAF_ASSIGNED);
    assert_string_equal(xtce_leaf(on, "CCSDS_APID")->text, "101");
    assert_string_equal(xtce_leaf(on, "Packet_ID")->text, "2");
    assert_int_equal(on->entry[5].kind, MDB_TC_FIXED);
    assert_int_equal(on->entry[5].fixed_bits, 14);
    assert_string_equal(on->entry[8].container, "/myproject/SwitchVoltageOn");
    assert_int_equal(on->entry[8].ref, 6);
    const struct mdb_type *battery = &mdb->type[xtce_leaf(on, "Battery")->type];
    assert_true(battery->has_valid_range);
    assert_true(battery->valid_max == 3);
    const struct mdb_command *reboot = xtce_command(mdb, "Reboot");
    assert_int_equal(reboot->n_significances, 1);
    assert_int_equal(reboot->significance[0].level, MDB_CONSEQUENCE_DISTRESS);
    assert_true(xtce_command(mdb, "CCSDSPacket")->is_abstract);
    notes_fini(&notes);
    free(path);
    mdb_free(&mdb);
}

/* Three levels: each adds an argument and assigns one of those above. */
#define LEVELS                                                                 \
    XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8"))                                    \
    XTCE_COMMANDS(                                                             \
        "<MetaCommand name='C' abstract='true'><BaseMetaCommand "              \
        "metaCommandRef='B'><ArgumentAssignmentList>"                          \
        "<ArgumentAssignment argumentName='B' argumentValue='2'/>"             \
        "</ArgumentAssignmentList></BaseMetaCommand>" XTCE_ARGS(XTCE_ARG("C",  \
            "u")) "<CommandContainer name='C'>"                                \
                  "<EntryList>" XTCE_ARG_ENTRY(                                \
                      "C") "</EntryList>"                                      \
                           "<BaseContainer "                                   \
                           "containerRef='B'/></CommandContainer>"             \
                           "</MetaCommand>"                                    \
                           "<MetaCommand name='A'>" XTCE_ARGS(                 \
                               XTCE_ARG("A", "u")) XTCE_TC("A",                \
                               XTCE_ARG_ENTRY(                                 \
                                   "A")) "</MetaCommand>"                      \
                                         "<MetaCommand "                       \
                                         "name='B'><BaseMetaCommand "          \
                                         "metaCommandRef='A'><"                \
                                         "ArgumentAssignmentList>"             \
                                         "<ArgumentAssignment "                \
                                         "argumentName='A' "                   \
                                         "argumentValue='1'/>"                 \
                                         "</ArgumentAssignmentList></"         \
                                         "BaseMetaCommand>" XTCE_ARGS(         \
                                             XTCE_ARG("B",                     \
                                                 "u")) "<CommandContainer "    \
                                                       "name='B'>"             \
                                                       "<EntryList"            \
                                                       ">" XTCE_ARG_ENTRY(     \
                                                           "B") "</EntryList>" \
                                                                "<BaseContain" \
                                                                "er "          \
                                                                "containerRef" \
                                                                "='A'/></"     \
                                                                "CommandConta" \
                                                                "iner>"        \
                                                                "</"           \
                                                                "MetaCommand"  \
                                                                ">")

static void
commands_inherit_arguments_entries_and_values(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("", LEVELS);
    const struct mdb_command *c = xtce_command(mdb, "/S/C");
    assert_int_equal(c->n_arguments, 3);
    assert_int_equal(c->n_entries, 3);
    static const char *const name[] = {"A", "B", "C"};
    static const char *const value[] = {"1", "2", NULL};
    for (uint32_t i = 0; i < 3; i++) {
        assert_string_equal(c->argument[i].name, name[i]);
        assert_int_equal(c->argument[i].first_leaf, i);
        assert_int_equal(c->entry[i].kind, MDB_TC_ARGUMENT);
        assert_int_equal(c->entry[i].ref, i);
        assert_string_equal(c->entry[i].container + 3, name[i]);
        assert_int_equal(
            c->leaf[i].source, i < 2 ? MDB_LEAF_ASSIGNED : MDB_LEAF_GIVEN);
        if (value[i] != NULL)
            assert_string_equal(c->leaf[i].text, value[i]);
    }
    assert_int_equal(
        xtce_leaf(xtce_command(mdb, "B"), "B")->source, MDB_LEAF_GIVEN);
    mdb_free(&mdb);
}

static void
a_broken_command_takes_only_its_own_with_it(void **state)
{
    (void)state;
    struct mdb *mdb;
    char *notes = xtce_tc_notes(XTCE_TYPES(XTCE_UINT("u", "8"))
                                    XTCE_PARAMS(XTCE_PARAM("P", "u")),
        XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8")) XTCE_COMMANDS(
            "\n<MetaCommand name='BAD'>" XTCE_ARGS(XTCE_ARG("A", "ux")) XTCE_TC(
                "BAD", XTCE_ARG_ENTRY(
                           "A")) "</MetaCommand>"
                                 "<MetaCommand name='GOOD'>" XTCE_ARGS(
                                     XTCE_ARG("A", "u")) XTCE_TC("GOOD",
                                     XTCE_ARG_ENTRY(
                                         "A")) "</MetaCommand>"
                                               "<MetaCommand "
                                               "name='OF_BAD'><BaseMetaCommand "
                                               "metaCommandRef='BAD'/>"
                                               "</MetaCommand>"),
        &mdb);
    assert_string_equal(notes,
        "3:58: error: there is no argument type 'ux'; did you mean '/S/u'?\n");
    assert_int_equal(mdb->n_commands, 1);
    assert_string_equal(mdb->command[0].name, "/S/GOOD");
    assert_int_equal(mdb->n_params, 1);
    free(notes);
    mdb_free(&mdb);
}

#define U XTCE_ARG_TYPES(XTCE_ARG_UINT("u", "8"))
#define PLAIN(name)                                                            \
    "<MetaCommand name='" name "'>" XTCE_TC(name, "") "</MetaCommand>"
#define BASED(name, base)                                                      \
    "<MetaCommand name='" name "'><BaseMetaCommand metaCommandRef='" base      \
    "'/></MetaCommand>"

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {XTCE_COMMANDS("<MetaCommand/>"),
            "2:17: error: MetaCommand has no name\n"},
        {XTCE_COMMANDS(PLAIN("A") PLAIN("A")),
            "2:135: error: command '/S/A' is declared twice, first in line "
            "2\n"},
        {XTCE_COMMANDS(PLAIN("Alpha") BASED("B", "Alpa")),
            "2:169: error: there is no command 'Alpa'; did you mean "
            "'/S/Alpha'?\n"},
        {XTCE_COMMANDS(
             "<MetaCommand name='A'><BaseMetaCommand/></MetaCommand>"),
            "2:39: error: BaseMetaCommand has no metaCommandRef\n"},
        {XTCE_COMMANDS(BASED("A", "B") BASED("B", "A")),
            "2:129: error: command '/S/B' inherits from itself, through "
            "'/S/A'\n"},
        {XTCE_COMMANDS(BASED("A", "A")),
            "2:56: error: command '/S/A' inherits from itself, through "
            "'/S/A'\n"},
        {XTCE_COMMANDS("<MetaCommand name='A' abstract='maybe'>" XTCE_TC(
             "A", "") "</MetaCommand>"),
            "2:39: error: 'maybe' is not true or false\n"},
        {XTCE_COMMANDS("<MetaCommand name='A'/>"),
            "2:17: warning: command '/S/A' has no container: it is taken "
            "as abstract, and cannot be sent itself\n"},
        {XTCE_COMMANDS("<BlockMetaCommand name='A'><MetaCommandStepList/>"
                       "</BlockMetaCommand>"),
            "2:17: warning: BlockMetaCommand is not supported and is left "
            "out\n"},
        {XTCE_COMMANDS(
             "<MetaCommand name='A'><Odd/>" XTCE_TC("A", "") "</MetaCommand>"),
            "2:39: warning: 'Odd' is not known and is left out\n"},
        {XTCE_COMMANDS("<MetaCommandRef>/S/A</MetaCommandRef>"), ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect("", cases[i].body, cases[i].notes);
}

static void
names_are_looked_up_from_where_they_stand(void **state)
{
    (void)state;
    static const char text[] = "<SpaceSystem name='S'><CommandMetaData>" U
        XTCE_COMMANDS("<MetaCommand name='H' abstract='true'>" XTCE_ARGS(
            XTCE_ARG("Op", "u")) XTCE_TC("H",
            XTCE_ARG_ENTRY(
                "Op")) "</MetaCommand>") "</CommandMetaData><SpaceSystem "
                                         "name='T'><"
                                         "CommandMetaData>" XTCE_ARG_TYPES(
                                             XTCE_ARG_UINT("u", "4"))
                                             XTCE_COMMANDS(
                                                 "<MetaCommand name='A' "
                                                 "systemName='PDU'><AliasSet><"
                                                 "Alias "
                                                 "nameSpace='n' "
                                                 "alias='TC_A'/></"
                                                 "AliasSet><BaseMetaCommand "
                                                 "metaCommandRef='H'/"
                                                 ">" XTCE_ARGS(XTCE_ARG(
                                                     "X", "u") XTCE_ARG("Y",
                                                     "/S/u") XTCE_ARG("Z",
                                                     "../u")) "<CommandCont"
                                                              "ainer "
                                                              "name='A'><"
                                                              "EntryList/"
                                                              "><"
                                                              "BaseContaine"
                                                              "r "
                                                              "containerRef"
                                                              "='../H'/></"
                                                              "CommandConta"
                                                              "iner></"
                                                              "MetaCommand>"
                                                              "<MetaCommand"
                                                              " name='B'><"
                                                              "SystemName>"
                                                              "OBC</"
                                                              "SystemName>"
                                                              "<BaseMetaCom"
                                                              "mand "
                                                              "metaCommandR"
                                                              "ef='/S/H'/"
                                                              "></"
                                                              "MetaCommand"
                                                              ">") "</"
                                                                   "Command"
                                                                   "MetaDat"
                                                                   "a></"
                                                                   "SpaceSy"
                                                                   "stem></"
                                                                   "SpaceSy"
                                                                   "stem>";
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_int_equal(mdb->n_commands, 3);
    const struct mdb_command *a = xtce_command(mdb, "T/A");
    assert_string_equal(a->name, "/S/T/A");
    assert_string_equal(a->alias, "TC_A");
    assert_string_equal(a->system_name, "PDU");
    assert_int_equal(a->n_entries, 1);
    assert_string_equal(mdb->type[xtce_leaf(a, "X")->type].name, "/S/T/u");
    assert_string_equal(mdb->type[xtce_leaf(a, "Y")->type].name, "/S/u");
    assert_string_equal(mdb->type[xtce_leaf(a, "Z")->type].name, "/S/u");
    const struct mdb_command *b = xtce_command(mdb, "B");
    assert_string_equal(b->system_name, "OBC");
    assert_int_equal(b->n_entries, 1);
    notes_fini(&notes);
    mdb_free(&mdb);
}

static void
only_strict_lets_a_command_refuse_the_file(void **state)
{
    (void)state;
    static const char text[] =
        "<SpaceSystem name='S'><CommandMetaData>" XTCE_COMMANDS(
            BASED("A", "none")) "</CommandMetaData></SpaceSystem>";
    const struct mdb_options strict = {.is_strict = true};
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), NULL, &notes, &mdb),
        ERR_OK);
    assert_int_equal(notes.errors, 1);
    assert_int_equal(mdb->n_commands, 0);
    mdb_free(&mdb);
    assert_int_equal(
        mdb_load_memory("s.xml", text, strlen(text), &strict, &notes, &mdb),
        ERR_FORMAT);
    assert_null(mdb);
    notes_fini(&notes);
}

static void
inheritance_has_an_end(void **state)
{
    (void)state;
    struct strbuf body = {0};
    strbuf_adds(&body, "<MetaCommandSet>" PLAIN("C000"));
    for (int i = 1; i <= 80; i++)
        strbuf_addf(&body,
            "\n<MetaCommand name='C%03d'><BaseMetaCommand "
            "metaCommandRef='C%03d'/></MetaCommand>",
            i, i - 1);
    strbuf_adds(&body, "</MetaCommandSet>");
    struct mdb *mdb;
    char *notes = xtce_tc_notes("", strbuf_get(&body), &mdb);
    assert_string_equal(
        notes, "66:43: error: commands inherit deeper than 64 here\n");
    assert_int_equal(mdb->n_commands, 64);
    free(notes);
    mdb_free(&mdb);
    strbuf_fini(&body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quickstart_database_has_its_commands),
        cmocka_unit_test(commands_inherit_arguments_entries_and_values),
        cmocka_unit_test(a_broken_command_takes_only_its_own_with_it),
        cmocka_unit_test(what_is_wrong_has_a_place),
        cmocka_unit_test(names_are_looked_up_from_where_they_stand),
        cmocka_unit_test(only_strict_lets_a_command_refuse_the_file),
        cmocka_unit_test(inheritance_has_an_end),
    };
    return check_run(tests);
}
