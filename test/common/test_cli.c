/*
 * test_cli.c - command lines from a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "common/attr.h"
#include "common/cli.h"
#include "common/time.h"

struct values {
    bool flag, other;
    const char *text;
    struct cli_strings many;
    uint64_t number;
    double real;
    int64_t ns;
};

/* Parse a command line written with blanks; output goes to `captured`. */
static char captured[4096];
static char words[512];
static char *argv[32];

static int
parse(const char *line, struct values *v, int *n, int least, int most)
{
    const struct cli_option options[] = {
        {'f', "flag", NULL, CLI_FLAG, &v->flag, "a flag"},
        {'o', "other", NULL, CLI_FLAG, &v->other, "another"},
        {'t', "text", "TEXT", CLI_STRING, &v->text, "a text"},
        {'m', "many", "TEXT", CLI_STRINGS, &v->many, "several"},
        {'n', "number", "N", CLI_UINT, &v->number, "a number"},
        {'\0', "real", "X", CLI_DOUBLE, &v->real, "a real"},
        {'d', "duration", "TIME", CLI_DURATION, &v->ns, "a time"},
    };
    const struct cli cli = {
        .name = "prog",
        .operands = "[FILE...]",
        .summary = "does it",
        .examples = "  $ prog -f\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .min_operands = least,
        .max_operands = most,
    };
    snprintf(words, sizeof words, "prog %s", line);
    int argc = 0;
    for (char *w = strtok(words, " "); w != NULL; w = strtok(NULL, " "))
        argv[argc++] = w;
    argv[argc] = NULL;
    fflush(NULL);
    char name[] = "/tmp/columba-cli-XXXXXX";
    int fd = mkstemp(name), out = dup(1), err = dup(2);
    dup2(fd, 1);
    dup2(fd, 2);
    int status = cli_parse(&cli, argc, argv, n);
    fflush(NULL);
    dup2(out, 1);
    dup2(err, 2);
    ssize_t len = pread(fd, captured, sizeof captured - 1, 0);
    captured[len > 0 ? len : 0] = '\0';
    close(fd);
    close(out);
    close(err);
    unlink(name);
    return status;
}

static void
every_kind_of_option_is_read_in_every_spelling(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "-f -t x -m a -m b -n 7 --real 1.5 -d 2s",
        ("--flag --text x --many a --many b --number 7 --real=1.5 "
         "--duration 2s"),
        "-ftx -ma -mb -n7 --real=1.5 -d2000ms",
        "--text=x -f --many=a -m b --number=0x7 --real 15e-1 --duration=2",
    };
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct values v = {0};
        int n = -1;
        assert_int_equal(parse(lines[i], &v, &n, 0, -1), -1);
        assert_int_equal(n, 0);
        assert_true(v.flag);
        assert_false(v.other);
        assert_string_equal(v.text, "x");
        assert_int_equal(v.many.n, 2);
        assert_string_equal(v.many.v[1], "b");
        assert_int_equal(v.number, 7);
        assert_near(v.real, 1.5, 0);
        assert_int_equal(v.ns, 2 * NS_PER_S);
        free(v.many.v);
    }
}

static void
operands_keep_their_order_among_options(void **state)
{
    (void)state;
    struct values v = {0};
    int n;
    assert_int_equal(parse("a -f b - -t x c -- -o --", &v, &n, 0, -1), -1);
    static const char *const want[] = {"a", "b", "-", "c", "-o", "--"};
    assert_int_equal(n, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        assert_string_equal(argv[i], want[i]);
    assert_true(v.flag);
    assert_false(v.other);
}

static void
mistakes_are_told_with_status_64(void **state)
{
    (void)state;
    static const struct {
        const char *line, *text;
        int least, most;
    } rows[] = {
        {"-x", "there is no option '-x'", 0, -1},
        {"-fx", "there is no option '-x'", 0, -1},
        {"--flagg", "there is no option '--flagg'", 0, -1},
        {"--fla", "there is no option '--fla'", 0, -1},
        {"--flag=1", "--flag takes no argument", 0, -1},
        {"-t", "--text needs TEXT", 0, -1},
        {"--number", "--number needs N", 0, -1},
        {"-n x", "'x' is not a valid N", 0, -1},
        {"-n -1", "'-1' is not a valid N", 0, -1},
        {"-n 18446744073709551616", "is not a valid N", 0, -1},
        {"--real 1x", "'1x' is not a valid X", 0, -1},
        {"-d 1week", "'1week' is not a valid TIME", 0, -1},
        {"", "[FILE...] is missing", 1, -1},
        {"a b", "'b' is one too many", 0, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct values v = {0};
        int n;
        assert_int_equal(
            parse(rows[i].line, &v, &n, rows[i].least, rows[i].most), 64);
        if (strstr(captured, rows[i].text) == NULL)
            fail_msg("%s: %s", rows[i].line, captured);
        assert_non_null(strstr(captured, "try 'prog --help'"));
        free(v.many.v);
    }
}

static void
help_leads_with_examples_and_lists_every_option(void **state)
{
    (void)state;
    struct values v = {0};
    int n;
    assert_int_equal(parse("--help", &v, &n, 1, 1), 0);
    const char *examples = strstr(captured, "examples:"),
               *usage = strstr(captured, "usage: prog [OPTION...] [FILE...]");
    assert_non_null(examples);
    assert_true(usage > examples);
    static const char *const options[] = {"-f, --flag ", "-t, --text TEXT",
        "    --real X", "-h, --help", "-V, --version"};
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        assert_non_null(strstr(usage, options[i]));
    assert_int_equal(parse("-h", &v, &n, 0, 0), 0);
    assert_int_equal(parse("--version", &v, &n, 0, 0), 0);
    assert_memory_equal(captured, "prog 0.", 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_option_is_read_in_every_spelling),
        cmocka_unit_test(operands_keep_their_order_among_options),
        cmocka_unit_test(mistakes_are_told_with_status_64),
        cmocka_unit_test(help_leads_with_examples_and_lists_every_option),
    };
    return check_run(tests);
}
