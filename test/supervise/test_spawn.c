/*
 * test_spawn.c - real children: what they get and how they end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "supervise/spawn.h"

/* Run a shell script as a child; its output, and its status in *status. */
static char *
run(const char *script, const char *const *env, const char *dir, int *status)
{
    const char *args[] = {"-c", script, "sh", "one", NULL};
    struct spawn what = {
        .program = "/bin/sh", .args = args, .env = env, .dir = dir};
    pid_t pid;
    int output;
    assert_int_equal(spawn(&what, &pid, &output), ERR_OK);
    struct strbuf text = {0};
    char part[512];
    for (;;) {
        struct pollfd p = {output, POLLIN, 0};
        poll(&p, 1, 10000);
        ssize_t n = read(output, part, sizeof part);
        if (n <= 0)
            break;
        strbuf_add(&text, part, (size_t)n);
    }
    close(output);
    assert_int_equal(waitpid(pid, status, 0), pid);
    return strbuf_take(&text);
}

static void
a_child_gets_arguments_environment_directory_and_one_pipe(void **state)
{
    (void)state;
    setenv("COLUMBA_TEST_A", "old", 1);
    setenv("COLUMBA_TEST_AB", "kept", 1);
    static const char *const env[] = {"COLUMBA_TEST_A=new", NULL};
    int status;
    char *text = run("echo $1 $COLUMBA_TEST_A $COLUMBA_TEST_AB; pwd; "
                     "echo bad >&2; read x || echo eof; exit 3",
        env, "/", &status);
    assert_string_equal(text, "one new kept\n/\nbad\neof\n");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    free(text);
}

static void
a_child_leads_a_process_group_of_its_own(void **state)
{
    (void)state;
    static const char *const env[] = {NULL};
    int status;
    char *text = run("[ \"$(cut -d' ' -f5 /proc/$$/stat)\" = $$ ] && echo own",
        env, NULL, &status);
    assert_string_equal(text, "own\n");
    free(text);
}

static void
what_cannot_be_executed_says_so_and_ends_with_127(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    static const char *const rows[] = {
        "/no/such/program", "no-such-program-here", "/"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct spawn what = {.program = rows[i], .args = none, .env = none};
        pid_t pid;
        int output, status;
        assert_int_equal(spawn(&what, &pid, &output), ERR_OK);
        waitpid(pid, &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 127);
        char text[512] = "";
        assert_true(read(output, text, sizeof text - 1) > 0);
        assert_true(str_prefix(text, "<3>/"));
        close(output);
    }
}

static void
a_full_pipe_does_not_stop_the_child(void **state)
{
    (void)state;
    const char *args[] = {"-c",
        "i=0; while [ $i -lt 3000 ]; do "
        "echo 0123456789012345678901234567890123456789 2>/dev/null; "
        "i=$((i+1)); done; exit 7",
        NULL};
    static const char *const none[] = {NULL};
    struct spawn what = {.program = "/bin/sh", .args = args, .env = none};
    pid_t pid;
    int output, status;
    assert_int_equal(spawn(&what, &pid, &output), ERR_OK);
    waitpid(pid, &status, 0); /* nobody reads */
    assert_true(WIFEXITED(status));
    close(output);
}

static void
a_child_ends_when_its_supervisor_is_killed(void **state)
{
    (void)state;
    int alive[2];
    assert_int_equal(pipe(alive), 0); /* the child holds its write end */
    pid_t supervisor = fork();
    if (supervisor == 0) {
        const char *args[] = {"-c", "echo up; exec sleep 60", NULL};
        static const char *const none[] = {NULL};
        struct spawn what = {.program = "/bin/sh", .args = args, .env = none};
        pid_t pid;
        int output;
        if (spawn(&what, &pid, &output) != ERR_OK)
            _exit(1);
        struct pollfd p = {output, POLLIN, 0};
        poll(&p, 1, 10000); /* it says "up": it is past exec */
        raise(SIGKILL);
    }
    close(alive[1]);
    int status;
    waitpid(supervisor, &status, 0);
    struct pollfd p = {alive[0], POLLIN, 0};
    assert_int_equal(poll(&p, 1, 10000), 1); /* the end of the pipe */
    char c;
    assert_int_equal(read(alive[0], &c, 1), 0);
    close(alive[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_child_gets_arguments_environment_directory_and_one_pipe),
        cmocka_unit_test(a_child_leads_a_process_group_of_its_own),
        cmocka_unit_test(what_cannot_be_executed_says_so_and_ends_with_127),
        cmocka_unit_test(a_full_pipe_does_not_stop_the_child),
        cmocka_unit_test(a_child_ends_when_its_supervisor_is_killed),
    };
    return check_run(tests);
}
