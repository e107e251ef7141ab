/*
 * test_check_scenario.c - scenarios are checked against database and displays.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_scenario.h"

#include "support/check.h"

#include "common/str.h"

/* What is said about a scenario with this text, and the outcome. */
static enum err
check_text(const char *text, bool is_strict, char **said)
{
    char *dir = check_tmpdir();
    char *path = check_write(dir, "a.scn", text, SIZE_MAX);
    struct notes notes = {0};
    struct strbuf out = {0};
    char *mdb = check_path("../missions/sif");
    enum err e = check_scenario(path,
        &(struct check_options){.is_strict = is_strict, .mdb = mdb}, &notes);
    strbuf_adds(&out, "");
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u: %s%s\n", notes.note[i].line,
            notes.note[i].col,
            notes.note[i].severity == NOTE_ERROR ? "" : "(warning) ",
            notes.note[i].text);
    *said = strbuf_take(&out);
    notes_fini(&notes);
    free(mdb);
    free(path);
    check_rmdir(&dir);
    return e;
}

static void
displays_that_are_nowhere_are_warned_of(void **state)
{
    (void)state;
    static const char text[] =
        "scenario A \"a\"\nfault F \"f\"\n  signal lost\n"
        "  begins at 10\n  diagnose display THM-02, display THM-O2\n";
    char *said;
    assert_int_equal(check_text(text, false, &said), ERR_OK);
    if (strstr(said, "(warning) there is no display THM-O2; did you mean "
                     "THM-02?\n") == NULL ||
        strncmp(said, "5:", 2) != 0)
        fail_msg("%s", said);
    free(said);
    assert_int_equal(check_text(text, true, &said), ERR_FORMAT);
    free(said);
}

static void
all_errors_come_in_one_run(void **state)
{
    (void)state;
    char *said;
    assert_int_equal(
        check_text("scenario A \"a\"\nplaces 3\nseed x\nfault F \"f\"\n"
                   "  heater SUN_SENSR stuck on\n  detect alarm THM_SS_X\n",
            false, &said),
        ERR_FORMAT);
    assert_non_null(strstr(said, "2:1: 'places' is not known"));
    assert_non_null(strstr(said, "3:6: a number"));
    assert_non_null(strstr(said, "5:10: there is no heater 'SUN_SENSR'"));
    assert_non_null(strstr(said, "6:16: there is no parameter 'THM_SS_X'"));
    free(said);
}

static void
a_directory_of_scenarios_is_checked_whole(void **state)
{
    (void)state;
    char *dir = check_path("../scenarios"),
         *mission = check_path("../missions/sif");
    struct notes notes = {0};
    unsigned n = 1;
    assert_true(check_is_scenarios(dir));
    assert_false(check_is_scenarios(mission));
    assert_int_equal(check_scenario_dir(dir,
                         &(struct check_options){.mdb = mission}, &notes, &n),
        ERR_OK);
    if (notes.n > 0)
        fail_msg("%s:%u: %s", notes.note[0].file, notes.note[0].line,
            notes.note[0].text);
    assert_true(n >= 7);
    notes_fini(&notes);
    free(dir);
    free(mission);
}

static void
what_cannot_be_read_is_not_found(void **state)
{
    (void)state;
    struct notes notes = {0};
    char *mdb = check_path("../missions/sif");
    assert_int_equal(check_scenario("/nowhere/x.scn",
                         &(struct check_options){.mdb = mdb}, &notes),
        ERR_NOTFOUND);
    assert_true(notes.errors > 0);
    notes_fini(&notes);
    free(mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(displays_that_are_nowhere_are_warned_of),
        cmocka_unit_test(all_errors_come_in_one_run),
        cmocka_unit_test(a_directory_of_scenarios_is_checked_whole),
        cmocka_unit_test(what_cannot_be_read_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
