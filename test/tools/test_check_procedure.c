/*
 * test_check_procedure.c - columba check of procedures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check_procedure.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "support/check.h"
#include "tools/check.h"

#define GOOD "procedure initiate PING; end procedure\n"

struct place {
    char *dir;
    char *file;
};

static void
begin(struct place *p, const char *name, const char *text)
{
    p->dir = check_tmpdir();
    p->file = check_write(p->dir, name, text, SIZE_MAX);
}

static void
end(struct place *p)
{
    free(p->file);
    check_rmdir(&p->dir);
}

static enum err
check(const char *path, struct notes *notes, unsigned *files)
{
    const struct check_options options = {.mission = "missions/sif"};
    *files = 0;
    return check_file(path, &options, notes, files);
}

static void
its_names_are_looked_up_in_the_mission(void **state)
{
    struct place p;
    struct notes notes = {0};
    unsigned files;
    (void)state;
    begin(&p, "A.pluto", GOOD);
    assert_int_equal(check(p.file, &notes, &files), ERR_OK);
    assert_int_equal(files, 1);
    free(check_write(p.dir, "A.pluto",
        "procedure\ninitiate and confirm B;\ninitiate PINK;\nend procedure\n",
        SIZE_MAX));
    free(check_write(p.dir, "B.plp", GOOD, SIZE_MAX));
    assert_int_equal(check(p.file, &notes, &files), ERR_FORMAT);
    assert_int_equal(notes.n, 1); /* B is in the same directory */
    assert_int_equal(notes.note[0].line, 3);
    assert_int_equal(notes.note[0].col, 10);
    assert_string_equal(
        notes.note[0].text, "there is no 'PINK'; do you mean 'PING'?");
    notes_fini(&notes);
    end(&p);
}

static void
a_world_has_names_of_its_own_or_those_of_a_mission(void **state)
{
    struct place p;
    struct notes notes = {0};
    unsigned files;
    const struct check_options alone = {.is_strict = false};
    (void)state;
    begin(&p, "A.world", "DHS_MODE = 'SAFE'\nHeight of Mast = 3 m\n");
    assert_int_equal(check_file(p.file, &alone, &notes, &files), ERR_OK);
    assert_int_equal(check(p.file, &notes, &files), ERR_FORMAT);
    assert_int_equal(files, 1);
    assert_int_equal(notes.n, 1);
    assert_int_equal(notes.note[0].line, 2);
    notes_fini(&notes);
    free(check_write(p.dir, "A.world", "at 3 s DHS\nexpct x\n", SIZE_MAX));
    notes = (struct notes){0};
    assert_int_equal(check_file(p.file, &alone, &notes, &files), ERR_FORMAT);
    assert_int_equal(notes.errors, 2);
    notes_fini(&notes);
    end(&p);
}

static void
the_files_beside_it_are_checked_with_it(void **state)
{
    struct place p;
    struct notes notes = {0};
    unsigned files;
    (void)state;
    begin(&p, "A.pluto", GOOD);
    char *conf = check_write(p.dir, "A.conf", "\ntitel = \"x\"\n", SIZE_MAX);
    char *act = check_write(p.dir, "A.approval", "approved\n", SIZE_MAX);
    char *other = check_write(p.dir, "Z.approval", "approved\n", SIZE_MAX);
    assert_int_equal(check(conf, &notes, &files), ERR_FORMAT);
    assert_int_equal(notes.n, 2);
    assert_true(str_suffix(notes.note[0].file, "A.conf"));
    assert_int_equal(notes.note[0].line, 2);
    assert_true(str_suffix(notes.note[1].file, "A.approval"));
    assert_int_equal(check(act, &notes, &files), ERR_FORMAT);
    assert_int_equal(notes.n, 4);
    assert_int_equal(check(other, &notes, &files), ERR_NOTFOUND);
    notes_fini(&notes);
    free(conf);
    free(act);
    free(other);
    end(&p);
}

static void
a_directory_of_procedures_is_checked(void **state)
{
    struct place p;
    struct notes notes = {0};
    unsigned files;
    (void)state;
    begin(&p, "A.pluto", GOOD);
    assert_true(check_is_procedures(p.dir));
    free(check_write(p.dir, "B.plp", "procedure\n", SIZE_MAX));
    assert_int_equal(check(p.dir, &notes, &files), ERR_FORMAT);
    assert_int_equal(files, 2);
    notes_fini(&notes);
    free(check_write(p.dir, "mission.conf", "", SIZE_MAX));
    assert_false(check_is_procedures(p.dir));
    assert_false(check_is_procedures("/nowhere at all"));
    end(&p);
}

static void
without_a_database_the_rest_is_checked(void **state)
{
    const struct check_options options = {.mdb = "/nowhere.xml"};
    struct place p;
    struct notes notes = {0};
    unsigned files = 0;
    (void)state;
    begin(&p, "A.pluto",
        "procedure initiate Anything;\ninitiate and confirm step S main\n"
        "V := 3; end main end step; end procedure\n");
    assert_int_equal(check_file(p.file, &options, &notes, &files), ERR_FORMAT);
    assert_true(notes.n >= 2);
    assert_int_equal(notes.note[notes.n - 1].line, 3);
    notes_fini(&notes);
    end(&p);
}

static void
kinds_are_told_by_their_names(void **state)
{
    (void)state;
    assert_true(check_is_procedure("a/B.pluto"));
    assert_true(check_is_procedure("B.plp"));
    assert_true(check_is_procedure("B.approval"));
    assert_false(check_is_procedure("B.conf"));
    assert_false(check_is_procedure("mission.conf"));
    assert_false(check_is_procedure("pluto"));
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(its_names_are_looked_up_in_the_mission),
        cmocka_unit_test(a_world_has_names_of_its_own_or_those_of_a_mission),
        cmocka_unit_test(the_files_beside_it_are_checked_with_it),
        cmocka_unit_test(a_directory_of_procedures_is_checked),
        cmocka_unit_test(without_a_database_the_rest_is_checked),
        cmocka_unit_test(kinds_are_told_by_their_names),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
