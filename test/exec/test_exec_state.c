/*
 * test_exec_state.c - the last good state wins, whatever happened to the file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_state.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/check.h"

#include "common/digest.h"
#include "common/str.h"
#include "common/xalloc.h"

static char *
path_in(const char *dir)
{
    return xasprintf("%s/run/state", dir);
}

static void
write_one(struct exec_state *s, const char *text)
{
    assert_int_equal(exec_state_write(s, text, strlen(text)), ERR_OK);
}

static void
assert_reads(const char *path, const char *text)
{
    char *got;
    size_t len;
    assert_int_equal(exec_state_read(path, &got, &len), ERR_OK);
    assert_int_equal(len, strlen(text));
    assert_string_equal(got, text);
    free(got);
}

static void
the_newest_state_is_read(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir), *got;
    struct exec_state *s = exec_state_new(path);
    size_t len;
    assert_int_equal(exec_state_read(path, &got, &len), ERR_NOTFOUND);
    write_one(s, "one");
    assert_reads(path, "one");
    write_one(s, "two\nwith lines\n");
    assert_reads(path, "two\nwith lines\n");
    write_one(s, "");
    assert_reads(path, "");
    exec_state_free(&s);
    s = exec_state_new(path); /* another process */
    assert_reads(path, "");
    write_one(s, "three");
    assert_reads(path, "three");
    exec_state_free(&s);
    free(path);
    check_rmdir(&dir);
}

static void
the_file_does_not_grow_for_ever(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    struct exec_state *s = exec_state_new(path);
    struct stat st;
    char text[4096];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    off_t largest = 0;
    for (unsigned i = 0; i < 300; i++) {
        text[0] = (char)('a' + i % 26);
        write_one(s, text);
        assert_int_equal(stat(path, &st), 0);
        largest = st.st_size > largest ? st.st_size : largest;
    }
    assert_true(largest > 20 * (off_t)sizeof text);
    assert_true(largest < (off_t)EXEC_STATE_GROWN + 4 * (off_t)sizeof text);
    assert_reads(path, text);
    exec_state_free(&s);
    free(path);
    check_rmdir(&dir);
}

/* Two states in one file; where the first one ends is found by looking. */
static char *
two_states(const char *path, size_t *len)
{
    struct exec_state *s = exec_state_new(path);
    write_one(s, "first state");
    write_one(s, "second state");
    exec_state_free(&s);
    return check_read(path, len);
}

static bool
is_text(const char *p, size_t n, const char *text)
{
    return p != NULL && n == strlen(text) && memcmp(p, text, n) == 0;
}

static void
every_truncation_gives_a_whole_state_or_none(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    size_t len, n, first = 0, second = 0;
    char *bytes = two_states(path, &len);
    for (size_t cut = 0; cut <= len; cut++) {
        const char *p = exec_state_last(bytes, cut, &n);
        if (p == NULL)
            continue;
        const bool is_first = is_text(p, n, "first state");
        assert_true(is_first || is_text(p, n, "second state"));
        assert_true(is_first || cut == len);
        first += is_first;
        second += !is_first;
    }
    assert_true(first > 50);
    assert_int_equal(second, 1);
    free(bytes);
    free(path);
    check_rmdir(&dir);
}

static void
every_flipped_byte_gives_a_whole_state_or_none(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    size_t len, n;
    char *bytes = two_states(path, &len);
    for (size_t i = 0; i < len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
            const char *p = exec_state_last(bytes, len, &n);
            assert_true(p == NULL || is_text(p, n, "first state"));
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
        }
    const char *last = exec_state_last(bytes, len, &n);
    assert_true(is_text(last, n, "second state"));
    free(bytes);
    free(path);
    check_rmdir(&dir);
}

static void
lengths_that_lie_are_no_states(void **state)
{
    static const char *const head[] = {"columba-exec-state 1 ",
        "columba-exec-state 1 0", "columba-exec-state 1 18446744073709551615 ",
        "columba-exec-state 1 -1 ", "columba-exec-state 2 0 ",
        "columba-exec-state 1 0x0 "};
    (void)state;
    size_t n;
    char digest[DIGEST_HEX];
    digest_hex_of("", 0, digest);
    for (size_t i = 0; i < ARRAY_LEN(head); i++) {
        char *text = xasprintf("%s%s\n\n", head[i], digest);
        assert_null(exec_state_last(text, strlen(text), &n));
        free(text);
    }
    char *good = xasprintf("columba-exec-state 1 0 %s\n\n", digest);
    assert_non_null(exec_state_last(good, strlen(good), &n));
    assert_int_equal(n, 0);
    free(good);
}

/* A torn tail is never written behind. */
static void
after_a_tear_the_next_process_begins_a_file_of_its_own(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    size_t len;
    char *bytes = two_states(path, &len);
    assert_int_equal(truncate(path, (off_t)len - 5), 0);
    assert_reads(path, "first state");
    struct exec_state *s = exec_state_new(path);
    write_one(s, "third state");
    assert_reads(path, "third state");
    exec_state_free(&s);
    free(bytes);
    free(path);
    check_rmdir(&dir);
}

static void
a_full_disk_keeps_the_state_before_and_recovers(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    struct exec_state *s = exec_state_new(path);
    struct rlimit old, small;
    char large[2000];
    memset(large, 'y', sizeof large);
    write_one(s, "before");
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(exec_state_write(s, large, sizeof large), ERR_IO);
    assert_reads(path, "before");
    assert_int_equal(exec_state_write(s, large, sizeof large), ERR_IO);
    assert_reads(path, "before");
    write_one(s, "small");
    assert_reads(path, "small");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(exec_state_write(s, large, sizeof large), ERR_OK);
    write_one(s, "after");
    assert_reads(path, "after");
    exec_state_free(&s);
    free(path);
    check_rmdir(&dir);
}

static void
too_long_is_refused(void **state)
{
    (void)state;
    char *dir = check_ramdir(), *path = path_in(dir);
    struct exec_state *s = exec_state_new(path);
    char byte = 'x';
    assert_int_equal(
        exec_state_write(s, &byte, EXEC_STATE_MAX / 2 + 1), ERR_LIMIT);
    exec_state_free(&s);
    exec_state_free(&s);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_state_is_read),
        cmocka_unit_test(the_file_does_not_grow_for_ever),
        cmocka_unit_test(every_truncation_gives_a_whole_state_or_none),
        cmocka_unit_test(every_flipped_byte_gives_a_whole_state_or_none),
        cmocka_unit_test(lengths_that_lie_are_no_states),
        cmocka_unit_test(
            after_a_tear_the_next_process_begins_a_file_of_its_own),
        cmocka_unit_test(a_full_disk_keeps_the_state_before_and_recovers),
        cmocka_unit_test(too_long_is_refused),
    };
    return check_run(tests);
}
