/*
 * test_stack_check.c - a stack is one of its database, or it is told why not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/stack.h"

#include "support/check.h"
#include "support/xtce.h"

#define FIRST "columba-stack 1\n"

#define HTR_BASE                                                               \
    "<MetaCommand name='BASE' abstract='true'>"                                \
    "<ArgumentList><Argument name='Op' argumentTypeRef='U8'/></ArgumentList>"  \
    "<CommandContainer name='BASE'><EntryList>"                                \
    "<ArgumentRefEntry argumentRef='Op'/></EntryList></CommandContainer>"      \
    "</MetaCommand>"
#define HTR_ON                                                                 \
    "<MetaCommand name='HTR_ON'><BaseMetaCommand metaCommandRef='BASE'>"       \
    "<ArgumentAssignmentList>"                                                 \
    "<ArgumentAssignment argumentName='Op' argumentValue='7'/>"                \
    "</ArgumentAssignmentList></BaseMetaCommand><ArgumentList>"                \
    "<Argument name='Heater' argumentTypeRef='U8'/></ArgumentList>"            \
    "<CommandContainer name='HTR_ON'><EntryList>"                              \
    "<ArgumentRefEntry argumentRef='Heater'/></EntryList>"                     \
    "<BaseContainer containerRef='BASE'/></CommandContainer></MetaCommand>"

static struct mdb *
database(void)
{
    return xtce_tc_good("", XTCE_ARG_TYPES(XTCE_ARG_UINT("U8", "8"))
                                XTCE_COMMANDS(HTR_BASE HTR_ON));
}

static void
assert_notes(const char *text, const char *mission, const char *want)
{
    struct stack s;
    struct notes notes = {0};
    struct strbuf got = {0};
    struct mdb *mdb = database();
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    assert_int_equal(stack_parse("t", text, strlen(text), &notes, &s), ERR_OK);
    stack_check(&s, "t", mdb, encoder, mission, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&got, "%u:%u: %s\n", notes.note[i].line, notes.note[i].col,
            notes.note[i].text);
    assert_string_equal(strbuf_get(&got), want);
    strbuf_fini(&got);
    stack_fini(&s);
    notes_fini(&notes);
    mdb_encoder_free(&encoder);
    mdb_free(&mdb);
}

static void
a_good_stack_has_no_notes(void **state)
{
    (void)state;
    assert_notes(FIRST "mission S\nHTR_ON Heater=2\n/S/HTR_ON Heater=255\n"
                       "wait 1s\npause\n# none\n",
        "S", "");
    assert_notes(FIRST, NULL, "");
}

static void
what_the_database_does_not_have_is_told(void **state)
{
    (void)state;
    assert_notes(FIRST "HTR_OM Heater=1\n"
                       "NOTHING_LIKE_IT\n"
                       "BASE Op=1\n"
                       "HTR_ON Haeter=1 Heater=1\n"
                       "HTR_ON\n"
                       "HTR_ON Heater=1 Op=7\n",
        NULL,
        "2:1: the database has no command 'HTR_OM'; did you mean 'HTR_ON'?\n"
        "3:1: the database has no command 'NOTHING_LIKE_IT'\n"
        "4:1: BASE is abstract: it cannot be sent\n"
        "5:8: HTR_ON has no argument 'Haeter'; did you mean 'Heater'?\n"
        "6:1: HTR_ON needs a value for Heater\n"
        "7:17: Op of HTR_ON is 7, nobody can change it\n");
}

static void
values_are_checked_as_when_they_are_typed(void **state)
{
    (void)state;
    struct mdb *mdb = database();
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    uint32_t command = mdb_find_command(mdb, "HTR_ON");
    uint32_t leaf = mdb_command_leaf(&mdb->command[command], "Heater");
    char want[256];
    const char *why = mdb_check_leaf(encoder, command, leaf, "256");
    assert_non_null(why);
    snprintf(want, sizeof want, "2:8: Heater: %s\n", why);
    assert_notes(FIRST "HTR_ON Heater=256\n", NULL, want);
    mdb_encoder_free(&encoder);
    mdb_free(&mdb);
}

static void
a_stack_of_another_mission_is_told(void **state)
{
    (void)state;
    assert_notes(FIRST "mission SIF\n", "RUBI",
        "0:0: is made for mission SIF, not RUBI\n");
    assert_notes(FIRST "mission SIF\n", NULL, "");
}

static void
names_become_qualified(void **state)
{
    (void)state;
    static const char text[] = FIRST "HTR_ON Heater=1\nNONE\nwait 1s\n";
    struct stack s;
    struct notes notes = {0};
    struct mdb *mdb = database();
    assert_int_equal(stack_parse("t", text, strlen(text), &notes, &s), ERR_OK);
    stack_qualify(&s, mdb);
    assert_string_equal(s.item[0].name, "/S/HTR_ON");
    assert_string_equal(s.item[1].name, "NONE");
    stack_fini(&s);
    notes_fini(&notes);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_stack_has_no_notes),
        cmocka_unit_test(what_the_database_does_not_have_is_told),
        cmocka_unit_test(values_are_checked_as_when_they_are_typed),
        cmocka_unit_test(a_stack_of_another_mission_is_told),
        cmocka_unit_test(names_become_qualified),
    };
    return check_run(tests);
}
