/*
 * test_asrun.c - columba asrun: what it shows, finds out and compares.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "exec/asrun.h"
#include "tools/tools.h"

/* Run it with standard output in *out (owned); its status. */
static int
run(char **out, const char *a, const char *b, const char *c, const char *d)
{
    char path[] = "/tmp/asrun-out-XXXXXX";
    char *argv[6] = {(char[]){"asrun"}};
    const char *const given[] = {a, b, c, d};
    int fd = mkstemp(path), old = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    int argc = 1;
    size_t len;
    for (size_t i = 0; i < 4 && given[i] != NULL; i++)
        argv[argc++] = xstrdup(given[i]);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    char *args[6];
    memcpy(args, argv, sizeof args);
    const int status = tool_asrun(argc, args);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(old);
    close(err);
    close(fd);
    for (int i = 1; i < argc; i++)
        free(argv[i]);
    *out = check_read(path, &len);
    unlink(path);
    return status;
}

static void
says(int want, const char *text, const char *a, const char *b, const char *c,
    const char *d)
{
    char *out;
    const int status = run(&out, a, b, c, d);
    if (status != want || strstr(out, text) == NULL)
        fail_msg(
            "status %d, not %d, or no \"%s\" in:\n%s", status, want, text, out);
    free(out);
}

/* ---- records ------------------------------------------------------------- */

static char *tmp; /* also the state directory */

struct said {
    unsigned at_s;
    enum pluto_trace_kind kind;
    const char *number, *item, *text;
    enum pluto_outcome outcome;
    unsigned attempt;
};

static const struct said one[] = {
    {0, PLUTO_T_PROC, "", "SIF-ACT-01", "executing", PLUTO_NOT_AVAILABLE, 1},
    {1, PLUTO_T_STEP, "1", "Start", "executing", PLUTO_NOT_AVAILABLE, 1},
    {2, PLUTO_T_TC, "1.1", "Switch On", "executing", PLUTO_NOT_AVAILABLE, 1},
    {4, PLUTO_T_TC, "1.1", "Switch On", "completed", PLUTO_CONFIRMED, 1},
    {5, PLUTO_T_LOG, "1.2", "", "12 V", PLUTO_NOT_AVAILABLE, 1},
    {6, PLUTO_T_LOG, "1.2", "", "13 V", PLUTO_NOT_AVAILABLE, 1},
    {7, PLUTO_T_STEP, "1", "Start", "completed", PLUTO_CONFIRMED, 1},
    {8, PLUTO_T_PROC, "", "SIF-ACT-01", "completed [confirmed]",
        PLUTO_CONFIRMED, 1},
};

static const struct said two[] = {
    {0, PLUTO_T_PROC, "", "SIF-ACT-01", "executing", PLUTO_NOT_AVAILABLE, 1},
    {1, PLUTO_T_STEP, "1", "Start", "executing", PLUTO_NOT_AVAILABLE, 1},
    {2, PLUTO_T_TC, "1.1", "Switch On", "executing", PLUTO_NOT_AVAILABLE, 1},
    {30, PLUTO_T_TC, "1.1", "Switch On", "completed", PLUTO_NOT_CONFIRMED, 1},
    {31, PLUTO_T_CTRL, "1.1", "Switch On", "skipped", PLUTO_NOT_AVAILABLE, 1},
    {32, PLUTO_T_LOG, "1.2", "", "12 V", PLUTO_NOT_AVAILABLE, 1},
    {33, PLUTO_T_LOG, "1.2", "", "14 V", PLUTO_NOT_AVAILABLE, 1},
    {34, PLUTO_T_LOG, "1.2", "", "15 V", PLUTO_NOT_AVAILABLE, 1},
    {35, PLUTO_T_STEP, "1", "Start", "completed", PLUTO_CONFIRMED, 1},
};

/* `shift` makes "1.2" of "1.1": another version of the text. */
static char *
record(const char *id, const char *digest, const struct said *said, size_t n,
    bool shift)
{
    char *dir = xasprintf("%s/columba/sim/exec/runs/%s", tmp, id);
    for (char *at = strchr(dir + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(dir, 0700);
        *at = '/';
    }
    (void)mkdir(dir, 0700);
    const int64_t t0 = INT64_C(1804929251) * NS_PER_S;
    const struct asrun_head head = {.time = {t0},
        .run = id,
        .procedure = "SIF-ACT-01",
        .approval = "draft",
        .instance = "sim",
        .digest = digest,
        .person = "FC-1"};
    struct asrun *a;
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        char number[16];
        (void)snprintf(number, sizeof number, "%s", said[i].number);
        if (shift && number[0] != '\0')
            number[0]++;
        const struct asrun_event e = {
            .time = {t0 + (int64_t)said[i].at_s * NS_PER_S},
            .kind = said[i].kind,
            .number = number,
            .item = said[i].item,
            .text = said[i].text,
            .outcome = said[i].outcome,
            .attempt = said[i].attempt};
        assert_int_equal(asrun_add(a, &e), i + 1);
    }
    assert_int_equal(asrun_sync(a), ERR_OK);
    asrun_close(&a);
    return dir;
}

static char *dir_one, *dir_two, *dir_new;

static int
make(void **state)
{
    (void)state;
    tmp = check_tmpdir();
    setenv("XDG_STATE_HOME", tmp, 1);
    dir_one = record("aa01", "d1", one, sizeof one / sizeof one[0], false);
    dir_two = record("ab02", "d1", two, sizeof two / sizeof two[0], false);
    dir_new = record("ac03", "d2", one, sizeof one / sizeof one[0], true);
    return 0;
}

static int
unmake(void **state)
{
    (void)state;
    free(dir_one);
    free(dir_two);
    free(dir_new);
    check_rmdir(&tmp);
    return 0;
}

/* ---- finding ------------------------------------------------------------- */

static void
runs_are_found_by_the_beginning_of_their_id(void **state)
{
    (void)state;
    says(0, "run         aa01\n", "show", "aa", NULL, NULL);
    says(0, "run         aa01\n", "show", dir_one, NULL, NULL);
    says(0, "run         aa01\n", "show", "-i", "sim", "aa01");
    says(66, "no run begins so", "show", "-i", "flight", "aa01");
    says(66, "is one of several", "show", "a", NULL, NULL);
    says(66, "no run begins so", "show", "zz", NULL, NULL);
    says(66, "no run begins so", "show", "*", NULL, NULL);
    says(66, "there is no as-run record in it", "show", tmp, NULL, NULL);
    says(64, "list, show RECORD", "shw", "aa01", NULL, NULL);
    says(0, "sim      SIF-ACT-01", "list", NULL, NULL, NULL);
    says(0, ", 8 lines, last PROC completed [confirmed]\n", "list", NULL, NULL,
        NULL);
    says(0, "DRAFT", "list", NULL, NULL, NULL);
    says(0, "approval    DRAFT\n", "show", "aa01", NULL, NULL);
    says(0, "\"run\":\"ab02\"", "list", "--json", NULL, NULL);
}

static void
a_file_that_is_no_record_is_told(void **state)
{
    (void)state;
    char *path = check_write(tmp, "x.txt", "hello\n", SIZE_MAX);
    says(
        1, ":1:1: error: the end of the line is not", "show", path, NULL, NULL);
    says(66, "this is no as-run record", "diff", path, path, NULL);
    char *empty = check_write(tmp, "empty", "", 0);
    says(1, "it is empty", "verify", empty, NULL, NULL);
    says(74, "input or output", "verify", "/dev/null", NULL, NULL);
    free(path);
    free(empty);
}

/* ---- showing ------------------------------------------------------------- */

static void
lines_are_shown(void **state)
{
    (void)state;
    char *out;
    assert_int_equal(run(&out, "show", dir_one, NULL, NULL), 0);
    assert_non_null(strstr(out,
        "072/09:14:15 +00:00:04.0  1.1     TC     Switch On: completed "
        "[confirmed]\n"));
    free(out);
    /* JSON of either form is the JSON form, byte for byte */
    char *text = xasprintf("%s/asrun.txt", dir_one);
    char *json = xasprintf("%s/asrun.jsonl", dir_one);
    size_t len;
    char *want = check_read(json, &len);
    assert_int_equal(run(&out, "show", "--json", text, NULL), 0);
    assert_string_equal(out, want);
    free(out);
    assert_int_equal(run(&out, "show", "--json", json, NULL), 0);
    assert_string_equal(out, want);
    free(out);
    free(want);
    free(text);
    free(json);
}

/* ---- verifying ----------------------------------------------------------- */

/* A copy of the first record with one thing changed in one of its files. */
static char *
copy(const char *name, size_t cut, const char *at, const char *as)
{
    static const char *const files[] = {"asrun.txt", "asrun.jsonl"};
    char *dir = check_tmpdir();
    for (unsigned i = 0; i < 2; i++) {
        char *path = xasprintf("%s/%s", dir_one, files[i]);
        size_t len;
        char *bytes = check_read(path, &len);
        if (strcmp(files[i], name) == 0 && at != NULL)
            memcpy(strstr(bytes, at), as, strlen(as));
        if (strcmp(files[i], name) == 0)
            len -= cut;
        free(check_write(dir, files[i], bytes, len));
        free(bytes);
        free(path);
    }
    return dir;
}

static void
finds(const char *name, size_t cut, const char *at, const char *as,
    const char *text)
{
    char *dir = copy(name, cut, at, as);
    says(1, text, "verify", dir, NULL, NULL);
    char *path = xasprintf("%s/asrun.txt", dir); /* its twin is beside it */
    says(1, text, "verify", path, NULL, NULL);
    free(path);
    check_rmdir(&dir);
}

static void
faults_are_found(void **state)
{
    (void)state;
    says(0, "text and JSON: 9 lines, 0 faults", "verify", dir_one, NULL, NULL);
    finds("asrun.txt", 0, "13 V", "19 V", "asrun.txt:7:1: error: its digest");
    finds(
        "asrun.jsonl", 0, "13 V", "19 V", "asrun.jsonl:7:1: error: its digest");
    finds("asrun.txt", 5, NULL, NULL,
        "asrun.txt:9:1: error: the last line is not finished");
    finds("asrun.jsonl", 1, NULL, NULL,
        "asrun.jsonl:9:1: error: the last line is not finished");
    char *dir = copy("", 0, NULL, NULL);
    char *path = xasprintf("%s/asrun.jsonl", dir);
    assert_int_equal(unlink(path), 0);
    says(1, "asrun.jsonl: error: it is missing; its twin", "verify", dir, NULL,
        NULL);
    free(path);
    check_rmdir(&dir);
}

static void
whole_lines_that_one_file_lacks_are_counted(void **state)
{
    (void)state;
    char *path = xasprintf("%s/asrun.txt", dir_one);
    size_t len, cut = 1;
    char *bytes = check_read(path, &len);
    for (unsigned feeds = 0; feeds < 3; cut++)
        feeds += bytes[len - cut] == '\n';
    finds("asrun.txt", cut - 2, NULL, NULL,
        "asrun.txt: error: 2 lines of its twin are missing here, from line 8");
    free(bytes);
    free(path);
}

static void
a_record_that_was_replaced_has_another_head(void **state)
{
    (void)state;
    char *out;
    assert_int_equal(run(&out, "verify", dir_one, NULL, NULL), 0);
    char head[65] = "";
    memcpy(head, out + strlen(out) - 65, 64);
    free(out);
    says(0, "0 faults", "verify", "--head", head, dir_one);
    says(1, "no line has the digest that was given", "verify", "--head", head,
        dir_two);
}

/* ---- comparing ----------------------------------------------------------- */

static void
a_run_is_like_itself(void **state)
{
    (void)state;
    says(0, "8 lines alike, 0 values and 0 outcomes differ, 0 only in A",
        "diff", "aa01", "aa01", NULL);
}

static void
differences_are_named(void **state)
{
    (void)state;
    char *out;
    assert_int_equal(run(&out, "diff", "aa01", "ab02", NULL), 1);
    check_golden("asrun_diff.txt", out);
    free(out);
    assert_int_equal(run(&out, "diff", "--json", "aa01", "ab02"), 1);
    check_golden("asrun_diff.jsonl", out);
    free(out);
}

static void
two_versions_meet_by_name(void **state)
{
    (void)state;
    says(1, "two versions of SIF-ACT-01", "diff", "aa01", "ac03", NULL);
    /* all that has a name: the two logs have none */
    says(1,
        "6 lines alike, 0 values and 0 outcomes differ, 2 only in A, 2 only "
        "in B",
        "diff", "aa01", "ac03", NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_found_by_the_beginning_of_their_id),
        cmocka_unit_test(a_file_that_is_no_record_is_told),
        cmocka_unit_test(lines_are_shown),
        cmocka_unit_test(faults_are_found),
        cmocka_unit_test(whole_lines_that_one_file_lacks_are_counted),
        cmocka_unit_test(a_record_that_was_replaced_has_another_head),
        cmocka_unit_test(a_run_is_like_itself),
        cmocka_unit_test(differences_are_named),
        cmocka_unit_test(two_versions_meet_by_name),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
