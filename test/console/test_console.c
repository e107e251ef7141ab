/*
 * test_console.c - the console's command line, in a process of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/console.h"

#include "support/check.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/log.h"
#include "common/xalloc.h"

/* Run the console with blank-separated arguments; its output is kept. */
static int
run(const char *arguments, char **out, char **err)
{
    char *dir = check_tmpdir();
    char *out_path = xasprintf("%s/out", dir);
    char *err_path = xasprintf("%s/err", dir);
    pid_t pid = fork();
    if (pid == 0) {
        char *argv[16] = {(char[]){"columba"}}, *save = NULL;
        int argc = 1;
        char *words = xstrdup(arguments);
        for (char *w = strtok_r(words, " ", &save); w != NULL && argc < 15;
             w = strtok_r(NULL, " ", &save))
            argv[argc++] = w;
        dup2(open("/dev/null", O_RDONLY), 0);
        dup2(open(out_path, O_WRONLY | O_CREAT, 0600), 1);
        dup2(open(err_path, O_WRONLY | O_CREAT, 0600), 2);
        setenv("COLUMBA_RUN", dir, 1);
        log_open("console");
        int status = console_run(argc, argv);
        fflush(stdout);
        _exit(status);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    *out = check_read(out_path, NULL);
    *err = check_read(err_path, NULL);
    free(out_path);
    free(err_path);
    check_rmdir(&dir);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
bad_usage_is_told_and_is_64(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *told;
    } cases[] = {
        {"--color=pink", "--color is auto, always, never, 8, 16 or 256"},
        {"--graph=loud", "--graph is block, braille or ascii"},
        {"--ascii --utf8", "exclude each other"},
        {"--plain --once 80x24", "exclude each other"},
        {"--rate 0", "--rate is"},
        {"--rate nan", "--rate is"},
        {"--once 80", "--once takes a size"},
        {"--once 0x24", "--once takes a size"},
        {"--once 80x24x3", "--once takes a size"},
        {"--once 99999x24", "--once takes a size"},
        {"-i ../etc", "is no name of an instance"},
        {"--nonsense", "nonsense"},
        {"operand", "operand"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *out, *err;
        assert_int_equal(run(cases[i].arguments, &out, &err), EX_USAGE);
        assert_non_null(strstr(err, cases[i].told));
        assert_string_equal(out, "");
        free(out);
        free(err);
    }
}

static void
help_leads_with_examples(void **state)
{
    (void)state;
    char *out, *err;
    assert_int_equal(run("--help", &out, &err), 0);
    assert_non_null(strstr(out, "examples:"));
    assert_true(strstr(out, "examples:") < strstr(out, "--once"));
    free(out);
    free(err);
}

static void
one_screen_is_printed_as_text_even_without_an_instance(void **state)
{
    (void)state;
    char *out, *err;
    int status = run("-i nobody --once 80x24 --wait 200ms --utf8", &out, &err);
    assert_int_equal(status, EX_UNAVAILABLE);
    int lines = 0;
    for (char *p = out; *p != '\0'; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 24);
    assert_non_null(strstr(out, "nobody"));
    assert_non_null(strstr(out, " ?Help /Find"));
    assert_null(strchr(out, '\x1b'));
    free(out);
    free(err);
    status = run("-i nobody --once 40x10 --wait 1ms --ascii", &out, &err);
    assert_int_equal(status, EX_UNAVAILABLE);
    for (char *p = out; *p != '\0'; p++)
        assert_true((unsigned char)*p < 0x7f);
    free(out);
    free(err);
}

static void
without_a_terminal_it_says_what_to_use(void **state)
{
    (void)state;
    char *out, *err;
    assert_int_equal(run("-i nobody", &out, &err), EX_UNAVAILABLE);
    assert_non_null(strstr(err, "--plain"));
    assert_string_equal(out, "");
    free(out);
    free(err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_usage_is_told_and_is_64),
        cmocka_unit_test(help_leads_with_examples),
        cmocka_unit_test(
            one_screen_is_printed_as_text_even_without_an_instance),
        cmocka_unit_test(without_a_terminal_it_says_what_to_use),
    };
    return check_run(tests);
}
