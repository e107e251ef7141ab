/*
 * test_export.c - files a person writes: never over others, and for watchers
 * only in one place, with plain names, and not without end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/export.h"

#include "support/check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"

static void
try(const char *dir, const char *name, size_t len, const char *want)
{
    struct strbuf problem = {0};
    char *bytes = calloc(len + 1, 1);
    bool done = export_write(dir, name, bytes, len, &problem);
    free(bytes);
    assert_true(done == (want == NULL));
    if (want != NULL && strstr(strbuf_get(&problem), want) == NULL)
        fail_msg("'%s' is not '%s'", strbuf_get(&problem), want);
    strbuf_fini(&problem);
}

static char *
in(const char *dir, const char *name)
{
    struct strbuf path = {0};
    strbuf_addf(&path, "%s/%s", dir, name);
    return path.s;
}

static void
an_operator_writes_anywhere_but_never_over_a_file(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = in(dir, "page.txt");
    size_t len;
    try(NULL, path, 5, NULL);
    try(NULL, path, 9, "File exists");
    free(check_read(path, &len));
    assert_int_equal(len, 5);
    try(NULL, "/nowhere/page.txt", 5, "No such file");
    free(path);
    check_rmdir(&dir);
}

static void
a_watcher_stays_in_his_directory(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *link = in(dir, "link");
    static const char *const names[] = {"", ".", "..", ".profile", "../x",
        "/tmp/x", "a/b", "esc\033[2J", "bidi\xe2\x80\xae", "bad\xff",
        ("012345678901234567890123456789012345678901234567890123456789012345678"
         "9"
         "0123456789012345678901234567890")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        try(dir, names[i], 1, "plain name");
    assert_int_equal(symlink("/tmp/columba-must-not-exist", link), 0);
    try(dir, "link", 1, "File exists");
    assert_int_not_equal(access("/tmp/columba-must-not-exist", F_OK), 0);
    try(dir, "page.txt", 1, NULL);
    try(dir, "page.txt", 1, "File exists");
    try("/nowhere", "page.txt", 1, "No such file");
    free(link);
    check_rmdir(&dir);
}

static void
a_watcher_does_not_fill_the_disk(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), name[16];
    try(dir, "too-large", EXPORT_BYTES_MAX + 1, "16 MB");
    try(dir, "half", EXPORT_BYTES_MAX / 2, NULL);
    try(dir, "rest", EXPORT_BYTES_MAX / 2 + 1, "16 MB");
    for (unsigned i = 1; i < EXPORT_FILES_MAX; i++) {
        (void)snprintf(name, sizeof name, "%u", i);
        try(dir, name, 1, NULL);
    }
    try(dir, "one-more", 1, "100 files");
    check_rmdir(&dir);
}

/* No file may be larger than a few bytes, in a process of its own. */
static void
half_a_file_is_not_left_behind(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *path = in(dir, "page.txt");
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit few = {4, 4};
        struct strbuf problem = {0};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &few);
        bool done = export_write(dir, "page.txt", "12345678", 8, &problem);
        _exit(!done && strstr(strbuf_get(&problem), "too large") ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_not_equal(access(path, F_OK), 0);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operator_writes_anywhere_but_never_over_a_file),
        cmocka_unit_test(a_watcher_stays_in_his_directory),
        cmocka_unit_test(a_watcher_does_not_fill_the_disk),
        cmocka_unit_test(half_a_file_is_not_left_behind),
    };
    return check_run(tests);
}
