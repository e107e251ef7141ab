/*
 * test_approve.c - columba approve: two persons, one text, lines only added.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "tools/tools.h"

#define TEXT                                                                   \
    "procedure\n  main\n    log \"hello\";\n  end main\nend procedure\n"

static char *dir, *file, *approval;

/* Run it with what it says in *out (owned). */
static int
run(char **out, const char *verb, const char *as, const char *comment)
{
    char path[] = "/tmp/approve-out-XXXXXX";
    char *argv[7] = {(char[]){"approve"}};
    int argc = 1;
    size_t len;
    if (verb != NULL)
        argv[argc++] = xstrdup(verb);
    if (as != NULL)
        argv[argc++] = xasprintf("--as=%s", as);
    argv[argc++] = xstrdup(file);
    if (comment != NULL)
        argv[argc++] = xstrdup(comment);
    int fd = mkstemp(path), old = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    char *args[7];
    memcpy(args, argv, sizeof args);
    const int status = tool_approve(argc, args);
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
says(int want, const char *text, const char *verb, const char *as,
    const char *comment)
{
    char *out;
    const int status = run(&out, verb, as, comment);
    if (status != want || strstr(out, text) == NULL)
        fail_msg(
            "status %d, not %d, or no \"%s\" in:\n%s", status, want, text, out);
    free(out);
}

static void
put(const char *name, const char *text)
{
    free(check_write(dir, name, text, SIZE_MAX));
}

static int
make(void **state)
{
    (void)state;
    dir = check_tmpdir();
    file = xasprintf("%s/P.pluto", dir);
    approval = xasprintf("%s/P.approval", dir);
    put("P.pluto", TEXT);
    return 0;
}

static int
unmake(void **state)
{
    (void)state;
    free(file);
    free(approval);
    check_rmdir(&dir);
    return 0;
}

static void
two_persons_approve(void **state)
{
    (void)state;
    says(0, ": draft\n", NULL, NULL, NULL);
    assert_int_equal(access(approval, F_OK), -1); /* looking makes no file */
    says(77, "nobody reviewed it as it is", "--approve", "PD", NULL);
    says(0, "reviewed by FC-2, ", "--review", "FC-2", "limits checked");
    says(77, "another one has to", "--approve", "FC-2", NULL);
    says(77, "another one has to", "--approve", "fc-2", NULL);
    says(0, "approved by PD, ", "--approve", "PD", NULL);
    says(77, "withdraw it first", "--review", "FC-2", NULL);
    size_t len;
    char *lines = check_read(approval, &len);
    assert_non_null(strstr(lines, " limits checked\napproved "));
    free(lines);
}

static void
a_changed_byte_makes_it_a_draft(void **state)
{
    (void)state;
    says(0, "reviewed by", "--review", "FC-2", NULL);
    says(0, ": approved\n", "--approve", "PD", NULL);
    put("P.pluto", TEXT "\n");
    says(0, ": draft\nanother text or catalogue entry is approved: it changed",
        NULL, NULL, NULL);
    says(77, "nobody reviewed it as it is", "--approve", "PD", NULL);
    put("P.pluto", TEXT);
    says(0, ": approved\n", NULL, NULL, NULL);
    put("P.conf", "title = \"Hello\"\n");
    says(0, ": draft\n", NULL, NULL, NULL);
}

static void
it_is_withdrawn_even_when_it_is_wrong(void **state)
{
    (void)state;
    put("P.pluto", "procedure main log ; end");
    says(65, "what is wrong comes first", "--review", "FC-2", NULL);
    says(0, ": draft\n", "--withdraw", "FC-2", "anomaly 12");
    put("P.pluto", TEXT);
    says(0, "reviewed by", "--review", "FC-2", NULL);
    says(0, ": draft\n", "--withdraw", "X", NULL);
}

/* Lines of others are kept, whatever they are; with an error in them nothing
 * is added. */
static void
a_file_with_errors_is_left_alone(void **state)
{
    (void)state;
    put("P.approval", "aproved\n");
    says(65, "what is wrong comes first", "--review", "FC-2", NULL);
    says(65, "it has errors: nothing is added", "--withdraw", "FC-2", NULL);
    says(65, "it has errors: the procedure is a draft", NULL, NULL, NULL);
    size_t len;
    char *lines = check_read(approval, &len);
    assert_string_equal(lines, "aproved\n");
    free(lines);
    put("P.approval", "# no line feed");
    says(0, ": reviewed\n", "--review", "FC-2", NULL);
    lines = check_read(approval, &len);
    assert_non_null(strstr(lines, "# no line feed\nreviewed "));
    free(lines);
}

static void
arguments_are_checked(void **state)
{
    (void)state;
    says(64, "1 to 32 of", "--review", "a b", NULL);
    says(64, "clean text", "--review", "FC-2", "bell \a");
    says(64, "a comment goes with an act", NULL, NULL, "why");
    char *was = file;
    file = xasprintf("%s/none.pluto", dir);
    says(66, "none.pluto", NULL, NULL, NULL);
    free(file);
    file = xasprintf("%s/P.txt", dir);
    says(64, "ends in .pluto or .plp", NULL, NULL, NULL);
    free(file);
    file = was;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_persons_approve, make, unmake),
        cmocka_unit_test_setup_teardown(
            a_changed_byte_makes_it_a_draft, make, unmake),
        cmocka_unit_test_setup_teardown(
            it_is_withdrawn_even_when_it_is_wrong, make, unmake),
        cmocka_unit_test_setup_teardown(
            a_file_with_errors_is_left_alone, make, unmake),
        cmocka_unit_test_setup_teardown(arguments_are_checked, make, unmake),
    };
    return check_run(tests);
}
