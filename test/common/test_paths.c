/*
 * test_paths.c - where things live, and who may enter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"

static void
names_of_instances_cannot_leave_their_directory(void **state)
{
    (void)state;
    static const char *const good[] = {"sim", "flight", "replay-2026.324_a",
        "A", "0", "abcdefghijklmnopqrstuvwxyz012345"};
    static const char *const bad[] = {"", ".", "..", ".hidden", "-x", "a/b",
        "../x", "a b", "a\n", "\xc3\xa4", "a:b",
        "abcdefghijklmnopqrstuvwxyz0123456"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(paths_instance_is_valid(good[i]));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(paths_instance_is_valid(bad[i]));
}

static void
an_instance_has_three_directories_with_their_modes(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *run = xasprintf("%s/run", dir);
    setenv("COLUMBA_RUN", run, 1);
    mode_t before = umask(077);
    for (unsigned again = 0; again < 2; again++) {
        assert_int_equal(paths_instance_create("sim"), ERR_OK);
        static const struct {
            const char *name;
            mode_t mode;
        } rows[] = {{"feed", 0700}, {"observe", 0750}, {"operate", 0750}};
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            char *path = xasprintf("%s/sim/%s", run, rows[i].name);
            struct stat st;
            assert_int_equal(stat(path, &st), 0);
            assert_true(S_ISDIR(st.st_mode));
            assert_int_equal(st.st_mode & 07777, rows[i].mode);
            assert_int_equal(chmod(path, 0777), 0); /* tightened again */
            free(path);
        }
    }
    umask(before);
    char *endpoint = paths_endpoint("sim", PATHS_OBSERVE, "hub");
    char *want = xasprintf("ipc://%s/sim/observe/hub", run);
    assert_string_equal(endpoint, want);
    free(endpoint);
    free(want);
    free(run);
    unsetenv("COLUMBA_RUN");
    check_rmdir(&dir);
}

static void
what_cannot_be_an_instance_is_refused(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    setenv("COLUMBA_RUN", dir, 1);
    assert_int_equal(paths_instance_create("../x"), ERR_RANGE);
    free(check_write(dir, "file", "", 0));
    assert_int_equal(paths_instance_create("file"), ERR_EXISTS);
    char *link = xasprintf("%s/link", dir), *real = xasprintf("%s/real", dir);
    assert_int_equal(mkdir(real, 0700), 0);
    assert_int_equal(symlink(real, link), 0);
    assert_int_equal(paths_instance_create("link"), ERR_EXISTS);
    char *deep = xasprintf("%s/%080d", dir, 0);
    setenv("COLUMBA_RUN", deep, 1);
    assert_int_equal(paths_instance_create("sim"), ERR_LIMIT);
    char *lost = xasprintf("%s/no/such", dir);
    setenv("COLUMBA_RUN", lost, 1);
    assert_int_equal(paths_instance_create("sim"), ERR_IO);
    if (geteuid() == 0) { /* somebody else's directory */
        setenv("COLUMBA_RUN", dir, 1);
        assert_int_equal(chown(real, 12345, 12345), 0);
        assert_int_equal(paths_instance_create("real"), ERR_DENIED);
    }
    unsetenv("COLUMBA_RUN");
    free(link);
    free(real);
    free(deep);
    free(lost);
    check_rmdir(&dir);
}

/* Set or unset, compare, forget. */
static void
check_dir(
    const char *name, const char *value, char *(*fn)(void), const char *want)
{
    if (value != NULL)
        setenv(name, value, 1);
    else
        unsetenv(name);
    char *got = fn();
    assert_string_equal(got, want);
    free(got);
}

static void
the_environment_decides_in_its_order(void **state)
{
    (void)state;
    setenv("HOME", "/home/op", 1);
    check_dir("XDG_CONFIG_HOME", "/cfg", paths_config_dir, "/cfg/columba");
    check_dir("XDG_CONFIG_HOME", "relative", paths_config_dir,
        "/home/op/.config/columba");
    check_dir(
        "XDG_CONFIG_HOME", NULL, paths_config_dir, "/home/op/.config/columba");
    check_dir("XDG_STATE_HOME", "/st", paths_state_dir, "/st/columba");
    check_dir("XDG_STATE_HOME", NULL, paths_state_dir,
        "/home/op/.local/state/columba");
    check_dir("COLUMBA_RUN", "/r", paths_run_dir, "/r");
    unsetenv("COLUMBA_RUN");
    if (access("/run/columba", W_OK) != 0) {
        check_dir("XDG_RUNTIME_DIR", "/x", paths_run_dir, "/x/columba");
        char *own = xasprintf("/tmp/columba-%u", (unsigned)getuid());
        check_dir("XDG_RUNTIME_DIR", NULL, paths_run_dir, own);
        check_dir("COLUMBA_RUN", "", paths_run_dir, own);
        unsetenv("COLUMBA_RUN");
        free(own);
    }
}

static void
shipped_content_is_found_in_the_tree(void **state)
{
    (void)state;
    char *before =
        getenv("COLUMBA_DATA") ? xstrdup(getenv("COLUMBA_DATA")) : NULL;
    setenv("COLUMBA_DATA", "/data", 1);
    char *got = paths_data("missions");
    assert_string_equal(got, "/data/missions");
    free(got);
    unsetenv("COLUMBA_DATA");
    got = paths_data("no-such-kind");
    assert_string_equal(got, "/usr/share/columba/no-such-kind");
    free(got);
    if (before != NULL)
        setenv("COLUMBA_DATA", before, 1);
    free(before);
    got = paths_program("columba-hub");
    assert_true(got[0] == '/' && str_suffix(got, "/columba-hub"));
    free(got);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_instances_cannot_leave_their_directory),
        cmocka_unit_test(an_instance_has_three_directories_with_their_modes),
        cmocka_unit_test(what_cannot_be_an_instance_is_refused),
        cmocka_unit_test(the_environment_decides_in_its_order),
        cmocka_unit_test(shipped_content_is_found_in_the_tree),
    };
    return check_run(tests);
}
