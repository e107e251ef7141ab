/*
 * test_xalloc.c - allocation that does not fail but ends the process.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"

static void
what_is_given_is_zeroed_and_never_null(void **state)
{
    (void)state;
    char *p = xcalloc(100, 3);
    for (size_t i = 0; i < 300; i++)
        assert_int_equal(p[i], 0);
    free(p);
    void *none[] = {xcalloc(0, 0), xcalloc(0, 8), xreallocarray(NULL, 0, 8),
        xmemdup("", 0)};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        assert_non_null(none[i]);
        free(none[i]);
    }
}

static void
copies_are_whole(void **state)
{
    (void)state;
    char *a = xstrdup("abc"), *b = xstrndup("abc", 2), *c = xstrndup("abc", 9),
         *d = xmemdup("a\0b", 3), *e = xasprintf("%d %s", 7, "x"),
         *f = xasprintf("%s", "");
    assert_string_equal(a, "abc");
    assert_string_equal(b, "ab");
    assert_string_equal(c, "abc");
    assert_memory_equal(d, "a\0b", 3);
    assert_string_equal(e, "7 x");
    assert_string_equal(f, "");
    free(a), free(b), free(c), free(d), free(e), free(f);
}

static void
an_array_grows_and_keeps_its_elements(void **state)
{
    (void)state;
    int *v = NULL;
    size_t cap = 0;
    for (size_t n = 0; n < 1000; n++) {
        v = xgrow(v, n, &cap, sizeof *v);
        assert_true(cap > n);
        v[n] = (int)n;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v[i], i);
    assert_int_equal(cap, 1024);
    free(v);
}

static void
no_memory_or_an_overflow_ends_with_71(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0) {
            close(2);
            size_t many = SIZE_MAX / 2;
            free(i == 0 ? xreallocarray(NULL, many, 4) : xcalloc(many, 4));
            _exit(0);
        }
        int status;
        waitpid(pid, &status, 0);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 71);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_is_zeroed_and_never_null),
        cmocka_unit_test(copies_are_whole),
        cmocka_unit_test(an_array_grows_and_keeps_its_elements),
        cmocka_unit_test(no_memory_or_an_overflow_ends_with_71),
    };
    return check_run(tests);
}
