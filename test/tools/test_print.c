/*
 * test_print.c - columba print: a procedure with the files beside it, and what
 * is wrong with them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check.h"

#include "common/xalloc.h"
#include "pluto/approval.h"

static const char text[] = "procedure\ninitiate and confirm step Close\n"
                           "log \"x\";\nend step;\nend procedure\n";
static const char conf[] = "title = \"Cover\"\nversion = \"2\"\n";

static char *dir, *file;

static int
setup(void **state)
{
    (void)state;
    dir = check_ramdir();
    file = check_write(dir, "P-1.pluto", text, SIZE_MAX);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(file);
    check_rmdir(&dir);
    return 0;
}

/* Status and output of both kinds, owned. */
static int
run(char **out, const char *a, const char *b, const char *c)
{
    char path[] = "/tmp/columba-print-XXXXXX";
    char *argv[5] = {xstrdup("print")}, *args[5];
    const char *const given[] = {a, b, c};
    const int fd = mkstemp(path), old = dup(STDOUT_FILENO),
              err = dup(STDERR_FILENO);
    int argc = 1;
    size_t len;
    for (size_t i = 0; i < 3 && given[i] != NULL; i++)
        argv[argc++] = xstrdup(given[i]);
    memcpy(args, argv, sizeof args);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    const int status = tool_print(argc, args);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(old);
    close(err);
    close(fd);
    for (int i = 0; i < argc; i++)
        free(argv[i]);
    *out = check_read(path, &len);
    unlink(path);
    return status;
}

static void
says(int want, const char *what, const char *a, const char *b, const char *c)
{
    char *out;
    const int status = run(&out, a, b, c);
    if (status != want || strstr(out, what) == NULL)
        fail_msg(
            "status %d, not %d, or no \"%s\" in:\n%s", status, want, what, out);
    free(out);
}

static void
a_procedure_alone_is_printed(void **state)
{
    (void)state;
    says(0, "Procedure    P-1\n", file, NULL, NULL);
    says(0, "          1        CLOSE\n", file, NULL, NULL);
    says(0, "Approval     DRAFT, not approved\n", file, NULL, NULL);
}

static void
the_files_beside_it_are_read(void **state)
{
    (void)state;
    char digest[DIGEST_HEX];
    struct strbuf lines = {0};
    free(check_write(dir, "P-1.conf", conf, SIZE_MAX));
    says(0, "Title        Cover\n", file, NULL, NULL);
    approval_digest(text, strlen(text), conf, strlen(conf), digest);
    says(0, digest, file, NULL, NULL);
    approval_line(
        APPROVAL_REVIEW, (struct utc){NS_PER_S}, "FC-1", digest, "", &lines);
    approval_line(
        APPROVAL_APPROVE, (struct utc){NS_PER_S}, "FC-2", digest, "", &lines);
    free(check_write(dir, "P-1.approval", strbuf_get(&lines), SIZE_MAX));
    strbuf_fini(&lines);
    says(0, "FC-2", file, NULL, NULL);
    free(check_write(dir, "P-1.conf", "title = \"Other\"\n", SIZE_MAX));
    says(0, "DRAFT, not approved", file, NULL, NULL);
}

static void
a_broken_approval_is_told_and_it_is_a_draft(void **state)
{
    (void)state;
    free(check_write(dir, "P-1.approval", "aproved\n", SIZE_MAX));
    says(0, "P-1.approval:1:", file, NULL, NULL);
    says(0, "DRAFT, not approved", file, NULL, NULL);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    char *bad = check_write(dir, "B-1.pluto", "procedure nonsense", SIZE_MAX);
    says(65, "B-1.pluto:1:", bad, NULL, NULL);
    free(bad);
    says(66, "none.pluto", "none.pluto", NULL, NULL);
    free(check_write(dir, "P-1.conf", "titel = \"Cover\"\n", SIZE_MAX));
    says(65, "P-1.conf:1:", file, NULL, NULL);
}

static void
options_are_checked(void **state)
{
    (void)state;
    char *out;
    says(64, "--width: 40 to 1000 columns", "--width", "39", file);
    says(64, "--width: 40 to 1000 columns", "--width", "1001", file);
    assert_int_equal(run(&out, "--width", "40", file), 0);
    for (const char *at = out; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (strncmp(at, "Digest", 6) != 0)
            assert_in_range(strcspn(at, "\n"), 0, 40);
    free(out);
    assert_int_equal(run(&out, "--ascii", file, NULL), 0);
    for (const char *at = out; *at != '\0'; at++)
        assert_in_range((unsigned char)*at, '\n', '~');
    free(out);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_procedure_alone_is_printed),
        T(the_files_beside_it_are_read),
        T(a_broken_approval_is_told_and_it_is_a_draft),
        T(what_is_wrong_is_told_with_its_place),
        T(options_are_checked),
    };
    return check_run(tests);
}
