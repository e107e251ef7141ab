/*
 * test_say.c - what is said on standard error is clean, and ends its lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/say.h"

#include "support/check.h"

#include <unistd.h>

#include "common/attr.h"

/* Standard error goes to a file while `fmt` is said of `arg`. */
static char *
said(const char *fmt, const char *arg)
{
    char *dir = check_tmpdir(), *path = check_write(dir, "said", "", 0);
    int kept = dup(STDERR_FILENO);
    assert_non_null(freopen(path, "w", stderr));
    say("%s", "");
    if (strcmp(fmt, "line") == 0)
        say("tool: '%s' is wrong\n", arg);
    else
        say("part %s", arg);
    (void)fflush(stderr);
    (void)dup2(kept, STDERR_FILENO);
    close(kept);
    char *text = check_read(path, NULL);
    free(path);
    check_rmdir(&dir);
    return text;
}

static void
what_is_said_is_clean_and_ends_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *fmt, *arg, *want;
    } cases[] = {
        {"line", "TEMP", "tool: 'TEMP' is wrong\n"},
        {"line", "\033[2J",
            "tool: '\xef\xbf\xbd"
            "[2J' is wrong\n"},
        {"line", "a\nb",
            "tool: 'a\xef\xbf\xbd"
            "b' is wrong\n"},
        {"line", "\xff",
            "tool: '\xef\xbf\xbd"
            "' is wrong\n"},
        {"part", "\xe2\x80\xae", "part \xef\xbf\xbd"},
        {"part", "ends\n", "part ends\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *text = said(cases[i].fmt, cases[i].arg);
        assert_string_equal(text, cases[i].want);
        free(text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_is_clean_and_ends_its_line),
    };
    return check_run(tests);
}
