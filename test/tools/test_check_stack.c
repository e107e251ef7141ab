/*
 * test_check_stack.c - stacks are checked against the database they are for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_stack.h"

#include "support/check.h"

#define FIRST "columba-stack 1\nmission SIF\n"

/* What is said about the file `name` with this text, and the outcome. */
static enum err
check_text(const char *name, const char *text, bool is_strict, char **said)
{
    char *dir = check_tmpdir(), *path = check_write(dir, name, text, SIZE_MAX);
    struct notes notes = {0};
    struct strbuf out = {0};
    char *mdb = check_path("../missions/sif");
    enum err e = check_stack(path,
        &(struct check_options){.is_strict = is_strict, .mdb = mdb}, &notes);
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
a_stack_is_checked_against_the_mission(void **state)
{
    (void)state;
    char *said;
    assert_int_equal(
        check_text(
            "a.stack", FIRST "NO_SUCH_COMMAND_AT_ALL\nwait x\n", false, &said),
        ERR_FORMAT);
    assert_string_equal(said, "4:6: 'x' is no duration: 5s, 200ms, 2min\n");
    free(said);
    assert_int_equal(
        check_text("a.stack", FIRST "NO_SUCH_COMMAND_AT_ALL\n", false, &said),
        ERR_FORMAT);
    assert_string_equal(
        said, "3:1: the database has no command 'NO_SUCH_COMMAND_AT_ALL'\n");
    free(said);
    assert_int_equal(
        check_text("a.stack", "columba-stack 1\nmission X\n", false, &said),
        ERR_FORMAT);
    assert_string_equal(said, "0:0: is made for mission X, not SIF\n");
    free(said);
    assert_int_equal(check_text("a.stack", FIRST, false, &said), ERR_OK);
    assert_string_equal(said, "");
    free(said);
}

static void
a_stack_of_yamcs_is_checked_at_its_places(void **state)
{
    (void)state;
    static const char text[] = "{\"steps\":[\n"
                               "  {\"type\":\"check\",\"parameters\":[]},\n"
                               "  {\"type\":\"command\",\n"
                               "   \"name\":\"NO_SUCH_COMMAND_AT_ALL\"}]}\n";
    char *said;
    assert_int_equal(check_text("a.ycs", text, false, &said), ERR_FORMAT);
    assert_string_equal(said,
        "2:3: (warning) a check becomes a pause\n"
        "3:3: the database has no command 'NO_SUCH_COMMAND_AT_ALL'\n");
    free(said);
    assert_int_equal(check_text("a.ycs", text, true, &said), ERR_FORMAT);
    assert_non_null(strstr(said, "2:3: a check becomes a pause\n"));
    free(said);
    assert_int_equal(
        check_text("a.ycs", "{\"steps\":[\n", false, &said), ERR_FORMAT);
    free(said);
}

static void
what_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct notes notes = {0};
    char *mdb = check_path("../missions/sif");
    assert_int_equal(check_stack("/nowhere/a.stack",
                         &(struct check_options){.mdb = mdb}, &notes),
        ERR_NOTFOUND);
    free(mdb);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_checked_against_the_mission),
        cmocka_unit_test(a_stack_of_yamcs_is_checked_at_its_places),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };
    return check_run(tests);
}
