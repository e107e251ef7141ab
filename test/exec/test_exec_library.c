/*
 * test_exec_library.c - what may be started where.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_library.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"

struct scene {
    char *dir;
    struct mdb *mdb;
};

static const char text[] = "procedure\nmain\nlog \"x\";\nend main\n"
                           "end procedure\n";

static int
setup(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct notes notes = {0};
    char *path = check_path("gate/data/gate.xml");
    s->dir = check_ramdir();
    assert_int_equal(chmod(s->dir, 0755), 0);
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &s->mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
    free(check_write(s->dir, "P-1.pluto", text, SIZE_MAX));
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *s = *state;
    mdb_free(&s->mdb);
    check_rmdir(&s->dir);
    free(s);
    return 0;
}

/* Reviewed and, when `is_whole`, approved by two persons, as it stands; a
 * catalogue may be part of it. */
static char *
sign(struct scene *s, const char *conf, bool is_whole)
{
    char digest[DIGEST_HEX];
    struct strbuf lines = {0};
    approval_digest(
        text, sizeof text - 1, conf, conf != NULL ? strlen(conf) : 0, digest);
    approval_line(
        APPROVAL_REVIEW, (struct utc){NS_PER_S}, "FC-2", digest, "", &lines);
    if (is_whole)
        approval_line(APPROVAL_APPROVE, (struct utc){2 * NS_PER_S}, "PD",
            digest, "", &lines);
    char *path =
        check_write(s->dir, "P-1.approval", strbuf_get(&lines), SIZE_MAX);
    assert_int_equal(chmod(path, 0644), 0);
    strbuf_fini(&lines);
    return path;
}

static char *
approve(struct scene *s)
{
    return sign(s, NULL, true);
}

static bool
may_run(struct scene *s, bool needs_approval, char why[200])
{
    struct strbuf text_of_why = {0};
    const char *dir = s->dir;
    struct exec_library *l = exec_library_read(s->mdb, &dir, 1, needs_approval);
    const struct library_entry *e = library_find(l->library, "P-1");
    assert_non_null(e);
    const bool may = exec_library_may_run(l, e, &text_of_why);
    (void)str_copy(why, 200, strbuf_get(&text_of_why));
    strbuf_fini(&text_of_why);
    exec_library_let_go(&l);
    assert_null(l);
    return may;
}

static void
a_draft_runs_in_training_alone(void **state)
{
    char why[200];
    assert_true(may_run(*state, false, why));
    assert_false(may_run(*state, true, why));
    assert_string_equal(
        why, "P-1 is draft: only approved procedures run in flight");
}

static void
a_reviewed_one_does_not_run_in_flight(void **state)
{
    char why[200];
    free(sign(*state, NULL, false));
    assert_true(may_run(*state, false, why));
    assert_false(may_run(*state, true, why));
    assert_string_equal(
        why, "P-1 is reviewed: only approved procedures run in flight");
}

static void
an_approved_one_runs_in_flight(void **state)
{
    struct scene *s = *state;
    char why[200];
    char *path = approve(s);
    if (geteuid() != 0) {
        assert_false(may_run(s, true, why));
        assert_true(str_suffix(why, "P-1.pluto: it does not belong to root"));
    } else {
        assert_true(may_run(s, true, why));
    }
    free(path);
}

/* Each of them, by mode, by owner, and as a link to a good one. */
static void
assert_must_be_roots(struct scene *s, const char *name)
{
    char why[200];
    char *path = xasprintf("%s/%s", s->dir, name);
    char *aside = xasprintf("%s/aside", s->dir);
    char *as_told = xasprintf("/%s: ", name);
    assert_true(may_run(s, true, why));
    assert_int_equal(chmod(path, 0664), 0);
    assert_false(may_run(s, true, why));
    assert_true(str_suffix(why, ": others may write it"));
    assert_non_null(strstr(why, as_told));
    assert_true(may_run(s, false, why)); /* training does not mind */
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(chown(path, 12345, 0), 0);
    assert_false(may_run(s, true, why));
    assert_true(str_suffix(why, ": it does not belong to root"));
    assert_non_null(strstr(why, as_told));
    assert_int_equal(chown(path, 0, 0), 0);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(symlink(aside, path), 0);
    assert_false(may_run(s, true, why));
    assert_true(str_suffix(why, ": it is a symbolic link"));
    assert_int_equal(rename(aside, path), 0);
    assert_true(may_run(s, true, why));
    free(as_told);
    free(aside);
    free(path);
}

static void
what_others_can_write_approves_nothing(void **state)
{
    static const char conf[] = "title = \"x\"\n";
    struct scene *s = *state;
    char why[200];
    if (geteuid() != 0)
        skip(); /* nothing here is root's */
    char *path = check_write(s->dir, "P-1.conf", conf, SIZE_MAX);
    assert_int_equal(chmod(path, 0644), 0);
    free(path);
    path = xasprintf("%s/P-1.pluto", s->dir);
    assert_int_equal(chmod(path, 0644), 0);
    free(path);
    free(sign(s, conf, true));
    assert_must_be_roots(s, "P-1.approval");
    assert_must_be_roots(s, "P-1.pluto");
    assert_must_be_roots(s, "P-1.conf");
    assert_int_equal(chmod(s->dir, 0777), 0);
    assert_false(may_run(s, true, why));
    assert_true(str_suffix(why, ": others may write its directory"));
    assert_int_equal(chmod(s->dir, 0755), 0);
    assert_int_equal(chown(s->dir, 12345, 0), 0);
    assert_false(may_run(s, true, why));
    assert_true(str_suffix(why, ": its directory does not belong to root"));
    assert_int_equal(chown(s->dir, 0, 0), 0);
    assert_true(may_run(s, true, why));
}

/* It does not take a reload to stop what somebody withdrew. */
static void
what_is_withdrawn_since_it_was_read_is_refused(void **state)
{
    struct scene *s = *state;
    struct strbuf why = {0};
    const char *dir = s->dir;
    if (geteuid() != 0)
        skip();
    char *path = approve(s), digest[DIGEST_HEX];
    struct exec_library *l = exec_library_read(s->mdb, &dir, 1, true);
    const struct library_entry *e = library_find(l->library, "P-1");
    assert_true(exec_library_may_run(l, e, &why));
    approval_digest(text, sizeof text - 1, NULL, 0, digest);
    struct strbuf line = {0};
    approval_line(APPROVAL_WITHDRAW, (struct utc){3 * NS_PER_S}, "FC-3", digest,
        "", &line);
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    assert_true(fputs(strbuf_get(&line), f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_false(exec_library_may_run(l, e, &why));
    assert_non_null(strstr(strbuf_get(&why), "is not approved any more"));
    assert_int_equal(unlink(path), 0);
    strbuf_reset(&why);
    assert_false(exec_library_may_run(l, e, &why));
    assert_non_null(strstr(strbuf_get(&why), "there is no such file"));
    strbuf_fini(&line);
    strbuf_fini(&why);
    exec_library_let_go(&l);
    free(path);
}

static void
one_changed_byte_makes_it_a_draft(void **state)
{
    struct scene *s = *state;
    char why[200];
    free(approve(s));
    free(check_write(s->dir, "P-1.pluto",
        "procedure\nmain\nlog \"y\";\nend main\nend procedure\n", SIZE_MAX));
    assert_false(may_run(s, true, why));
    assert_non_null(strstr(why, "changed since it was approved"));
}

static void
one_with_errors_runs_nowhere(void **state)
{
    struct scene *s = *state;
    char why[200];
    free(check_write(s->dir, "P-1.pluto", "procedure nonsense", SIZE_MAX));
    assert_false(may_run(s, false, why));
    assert_non_null(strstr(why, "columba check"));
}

static void
its_directories_are_the_missions_or_the_one_it_names(void **state)
{
    (void)state;
    char dir[] = "/m", own[] = "/p";
    struct mission m = {.dir = dir};
    size_t n;
    char **d = exec_library_dirs(&m, &n);
    assert_int_equal(n, 2);
    assert_string_equal(d[0], "/m/procedures");
    assert_true(str_suffix(d[1], "/procedures"));
    exec_library_dirs_free(&d, n);
    m.procedures.directory = own;
    d = exec_library_dirs(&m, &n);
    assert_int_equal(n, 1);
    assert_string_equal(d[0], "/p");
    exec_library_dirs_free(&d, n);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_draft_runs_in_training_alone),
        T(a_reviewed_one_does_not_run_in_flight),
        T(an_approved_one_runs_in_flight),
        T(what_others_can_write_approves_nothing),
        T(what_is_withdrawn_since_it_was_read_is_refused),
        T(one_changed_byte_makes_it_a_draft),
        T(one_with_errors_runs_nowhere),
        cmocka_unit_test(its_directories_are_the_missions_or_the_one_it_names),
    };
    return check_run(tests);
}
