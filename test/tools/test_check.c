/*
 * test_check.c - columba check: what it says and how it ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/check.h"
#include "tools/tools.h"

/* Run the tool with standard output in *out (owned); its status. */
static int
run(char **argv, char **out)
{
    char path[] = "/tmp/check-out-XXXXXX";
    int fd = mkstemp(path), old = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    int null = open("/dev/null", O_WRONLY), argc = 0;
    size_t len;
    while (argv[argc] != NULL)
        argc++;
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    int status = tool_check(argc, argv);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(old);
    close(err);
    close(null);
    close(fd);
    *out = check_read(path, &len);
    unlink(path);
    return status;
}

static int
run_on(const char *option, char *path, char **out)
{
    char name[] = "check", opt[16];
    snprintf(opt, sizeof opt, "%s", option);
    char *with[] = {name, opt, path, NULL}, *without[] = {name, path, NULL};
    return run(option[0] != '\0' ? with : without, out);
}

static void
status_and_output_follow_from_what_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *file, *option;
        int status;
        const char *says; /* NULL: nothing */
    } cases[] = {
        {"mdb/data/types.xml", "", 0, NULL},
        {"mdb/data/types.xml", "--strict", 0, NULL},
        {"mdb/data/warnings.xml", "", 0, "warnings.xml:3:3: warning: "},
        {"mdb/data/warnings.xml", "--strict", 65, "warnings.xml:3:3: error: "},
        {"mdb/data/errors.xml", "", 65,
            "errors.xml:5:62: error: sizeInBits 0 is not in the range 1 to "
            "64\n"},
        {"mdb/data/errors.xml", "--json", 65,
            "\"line\":5,\"col\":62,\"severity\":\"error\""},
        {"mdb/data/errors.xml", "--excerpt", 65,
            "    5 |       <IntegerParameterType name=\"zero\">"},
        {"mdb/data/errors.notes", "", 65, "not a kind of file"},
        {"mdb/data/nothing.xml", "", 66, "cannot be read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *path = check_path(cases[i].file), *out;
        print_message("%s %s\n", cases[i].file, cases[i].option);
        assert_int_equal(run_on(cases[i].option, path, &out), cases[i].status);
        if (cases[i].says == NULL)
            assert_string_equal(out, "");
        else
            assert_non_null(strstr(out, cases[i].says));
        free(out);
        free(path);
    }
}

static void
xml_is_told_by_its_first_bytes(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *out;
    static const char text[] = "\xEF\xBB\xBF \n<SpaceSystem name='A'/>";
    char *path = check_write(dir, "database", text, SIZE_MAX);
    assert_int_equal(run_on("", path, &out), 0);
    assert_string_equal(out, "");
    free(out);
    free(path);
    path = check_write(dir, "empty.xml", "", SIZE_MAX);
    assert_int_equal(run_on("", path, &out), 65);
    assert_non_null(strstr(out, "the file is empty"));
    free(out);
    free(path);
    check_rmdir(&dir);
}

static void
several_files_are_all_checked_and_the_worst_decides(void **state)
{
    (void)state;
    char *good = check_path("mdb/data/types.xml"), *out;
    char *bad = check_path("mdb/data/errors.xml");
    char name[] = "check", missing[] = "/nowhere/x.xml";
    char *both[] = {name, bad, good, NULL};
    char *all[] = {name, missing, bad, good, NULL};
    assert_int_equal(run(both, &out), 65);
    free(out);
    assert_int_equal(run(all, &out), 66);
    assert_non_null(strstr(out, "/nowhere/x.xml"));
    assert_non_null(strstr(out, "errors.xml:5:62"));
    free(out);
    free(bad);
    free(good);
}

static void
people_are_checked_wherever_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        int status;
    } rows[] = {
        {"person A { uid = 1 roles = {watch} }", "", 0},
        {"allow_claims = true\nperson A { roles = {watch} }", "", 0},
        {"person A { uid = 1 roles = {wotch} }\nperson B { uid = x }",
            "people.conf:1:29: error: 'wotch' is not a role", 65},
        {"person A { uid = 1 roles = {watch} }\nperson B { uid = x }",
            "people.conf:2:1: error: person B has no roles", 65},
    };
    char *dir = check_tmpdir(), *out, name[] = "check";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *file = check_write(dir, "people.conf", rows[i].text, SIZE_MAX);
        char *argv[] = {name, file, NULL};
        assert_int_equal(run(argv, &out), rows[i].status);
        assert_non_null(strstr(out, rows[i].says));
        free(out);
        free(file);
    }
    check_rmdir(&dir);
}

static void
limits_are_checked_against_a_database(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *out;
    char *kinds = check_path("limits/data/kinds.xml");
    char *all = check_path("limits/data/all.conf");
    size_t len;
    char *conf = check_read(all, &len);
    char *good = check_write(dir, "good-limits.conf", conf, len);
    char *bad =
        check_write(dir, "limits.conf", "parameter COUMT { }\n", SIZE_MAX);
    char name[] = "check", mdb[] = "--mdb";
    const struct {
        char *argv[6];
        int status;
        const char *says;
    } rows[] = {
        {{name, mdb, kinds, good, NULL}, 0, ""},
        {{name, mdb, kinds, bad, NULL}, 65,
            "limits.conf:1:11: error: there is no parameter 'COUMT'"},
        {{name, mdb, kinds, good, bad, NULL}, 65, "'COUMT'"},
        {{name, bad, NULL}, 65, "there is no mission.conf beside them"},
        {{name, mdb, all, good, NULL}, 65, "all.conf:1:1: error: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *argv[6];
        memcpy(argv, rows[i].argv, sizeof argv);
        assert_int_equal(run(argv, &out), rows[i].status);
        assert_non_null(strstr(out, rows[i].says));
        free(out);
    }
    free(good);
    free(bad);
    free(conf);
    free(all);
    free(kinds);
    check_rmdir(&dir);
}

static void
limits_of_a_mission_are_checked_with_it(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *out,
         *kinds = check_path("limits/data/kinds.xml");
    char conf[600];
    snprintf(conf, sizeof conf,
        "name = T\ndatabase = \"%s\"\ninstance a { kind = flight }\n", kinds);
    char *mission = check_write(dir, "mission.conf", conf, SIZE_MAX);
    assert_int_equal(run_on("", dir, &out), 0);
    free(out);
    char *limits = check_write(
        dir, "limits.conf", "parameter V28 { warning = \"[2, 1]\" }", SIZE_MAX);
    char *const paths[] = {dir, mission, limits};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(run_on("", paths[i], &out), 65);
        assert_non_null(strstr(out, "limits.conf:1:27: error: warning"));
        free(out);
    }
    free(limits);
    limits = check_write(
        dir, "limits.conf", "parameter TEXT { violations = 2 }", SIZE_MAX);
    assert_int_equal(run_on("", dir, &out), 0);
    assert_non_null(strstr(out, "limits.conf:1:11: warning: 'TEXT'"));
    free(out);
    assert_int_equal(run_on("--strict", dir, &out), 65);
    assert_non_null(strstr(out, "limits.conf:1:11: error: 'TEXT'"));
    free(out);
    free(limits);
    free(mission);
    free(kinds);
    check_rmdir(&dir);
}

static void
displays_and_procedures_are_looked_for_where_there_are_some(void **state)
{
    (void)state;
    static const struct {
        const char *display, *procedure; /* NULL: no such directory */
        const char *says;
    } rows[] = {
        {"display PWR-01 \"x\"\nscreen\nx\nend\n", "DOWN.pluto", ""},
        {"display PWR-02 \"x\"\nscreen\nx\nend\n", NULL,
            "limits.conf:1:28: warning: there is no display 'PWR-01'; did you "
            "mean 'PWR-02'?\n"},
        {NULL, "DAWN.pluto",
            "limits.conf:2:15: warning: there is no procedure 'DOWN'; did you "
            "mean 'DAWN'?\n"},
        {NULL, "README", ""},
        {NULL, NULL, ""},
    };
    char *kinds = check_path("limits/data/kinds.xml");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char conf[600], sub[300], *out, *dir = check_tmpdir();
        snprintf(conf, sizeof conf,
            "name = T\ndatabase = \"%s\"\ninstance a { kind = flight }\n",
            kinds);
        free(check_write(dir, "mission.conf", conf, SIZE_MAX));
        free(check_write(dir, "limits.conf",
            "parameter \"V*\" { display = PWR-01\n  procedure = DOWN }\n",
            SIZE_MAX));
        snprintf(sub, sizeof sub, "%s/displays", dir);
        if (rows[i].display != NULL) {
            assert_int_equal(mkdir(sub, 0700), 0);
            free(check_write(sub, "a.dsp", rows[i].display, SIZE_MAX));
        }
        snprintf(sub, sizeof sub, "%s/procedures", dir);
        if (rows[i].procedure != NULL) {
            assert_int_equal(mkdir(sub, 0700), 0);
            free(check_write(sub, rows[i].procedure,
                "procedure log \"x\"; end procedure\n", SIZE_MAX));
        }
        setenv("COLUMBA_DATA", dir, 1); /* what is shipped plays no part */
        assert_int_equal(run_on("", dir, &out), 0);
        const char *name = strstr(out, "limits.conf:");
        assert_string_equal(name != NULL ? name : out, rows[i].says);
        free(out);
        check_rmdir(&dir);
    }
    unsetenv("COLUMBA_DATA");
    free(kinds);
}

static void
files_that_were_read_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *limits;
        bool has_database;
        unsigned n;
    } rows[] = {{"", true, 3}, {NULL, true, 2}, {NULL, false, 1}};
    char *kinds = check_path("limits/data/kinds.xml");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char conf[600], *dir = check_tmpdir();
        struct notes notes = {0};
        unsigned n = 0;
        snprintf(conf, sizeof conf, "%s\ninstance a { kind = flight }\n%s%s\n",
            "name = T", rows[i].has_database ? "database = " : "",
            rows[i].has_database ? kinds : "");
        free(check_write(dir, "mission.conf", conf, SIZE_MAX));
        if (rows[i].limits != NULL)
            free(check_write(dir, "limits.conf", rows[i].limits, SIZE_MAX));
        const struct check_options set = {0};
        (void)check_file(dir, &set, &notes, &n);
        assert_int_equal(n, rows[i].n);
        notes_fini(&notes);
        check_rmdir(&dir);
    }
    free(kinds);
}

static void
a_fifo_is_not_waited_for(void **state)
{
    (void)state;
    static const char *const name[] = {"limits.conf", "x.xml", "mission.conf"};
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        char *dir = check_tmpdir(), path[200], *out;
        snprintf(path, sizeof path, "%s/%s", dir, name[i]);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_int_equal(run_on("", path, &out), 66);
        assert_non_null(strstr(out, "is not a regular file"));
        free(out);
        unlink(path);
        check_rmdir(&dir);
    }
}

static void
nothing_to_check_is_a_usage_error(void **state)
{
    (void)state;
    char name[] = "check", *none[] = {name, NULL}, *out;
    assert_int_equal(run(none, &out), 64);
    free(out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_and_output_follow_from_what_is_found),
        cmocka_unit_test(xml_is_told_by_its_first_bytes),
        cmocka_unit_test(several_files_are_all_checked_and_the_worst_decides),
        cmocka_unit_test(people_are_checked_wherever_they_are),
        cmocka_unit_test(limits_are_checked_against_a_database),
        cmocka_unit_test(limits_of_a_mission_are_checked_with_it),
        cmocka_unit_test(
            displays_and_procedures_are_looked_for_where_there_are_some),
        cmocka_unit_test(files_that_were_read_are_counted),
        cmocka_unit_test(a_fifo_is_not_waited_for),
        cmocka_unit_test(nothing_to_check_is_a_usage_error),
    };
    return check_run(tests);
}
