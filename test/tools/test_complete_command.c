/*
 * test_complete_command.c - what a shell is offered of a mission's commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/complete_command.h"

#include "support/check.h"

#include "common/str.h"

static void
add(void *arg, const char *word, const char *help)
{
    (void)help;
    strbuf_addf(arg, "%s ", word);
}

static void
each_place_is_offered_what_belongs_there(void **state)
{
    (void)state;
    static const struct {
        const char *command, *argument, *word, *has, *lacks;
    } row[] = {
        {NULL, NULL, "", "PING ", "/SIF"},
        {NULL, NULL, "HTR_", "HTR_ON ", "PING"},
        {NULL, NULL, "/SIF/TC/HTR_", "/SIF/TC/HTR_ON ", "PING"},
        {"HTR_ON", NULL, "", "Heater= ", "Function"},
        {"HEATER_LIMITS", NULL, "", "Low= High= ", "Apid"},
        {"HTR_ON", NULL, "Heater=", "Heater=HTR01 ", " HTR02"},
        {"HTR_ON", "Heater=", "", "HTR01 HTR02", "Heater="},
        {"HTR_ON", NULL, "Nothing=", "", "HTR"},
        {"NOSUCH", NULL, "", "", "="},
        {"LABEL", NULL, "Text=", "", "Text"},
    };
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("../missions/sif/sif.xml");
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct strbuf out = {0};
        complete_command(
            mdb, row[i].command, row[i].argument, row[i].word, add, &out);
        print_message("row %zu: %s\n", i, strbuf_get(&out));
        assert_non_null(strstr(strbuf_get(&out), row[i].has));
        assert_null(strstr(strbuf_get(&out), row[i].lacks));
        strbuf_fini(&out);
    }
    mdb_free(&mdb);
    notes_fini(&notes);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_place_is_offered_what_belongs_there),
    };
    return check_run(tests);
}
