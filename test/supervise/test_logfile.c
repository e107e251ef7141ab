/*
 * test_logfile.c - logs keep every line, in order, across a rotation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/xalloc.h"
#include "supervise/logfile.h"

struct place {
    char *dir, *path, *old;
    struct logfile log;
};

static struct place
open_log(void)
{
    struct place p = {.dir = check_tmpdir()};
    p.path = xasprintf("%s/x.log", p.dir);
    p.old = xasprintf("%s/x.log.1", p.dir);
    assert_int_equal(logfile_open(&p.log, p.path), ERR_OK);
    return p;
}

static void
close_log(struct place *p)
{
    logfile_close(&p->log);
    check_rmdir(&p->dir);
    free(p->path);
    free(p->old);
}

static void
put(struct place *p, const char *text)
{
    logfile_write(&p->log, text, strlen(text));
}

static void
lines_come_whole_however_they_are_cut(void **state)
{
    (void)state;
    static const char text[] = "<6>one\ntwo\n\nthree";
    for (size_t cut = 0; cut <= strlen(text); cut++) {
        struct place p = open_log();
        logfile_write(&p.log, text, cut);
        logfile_write(&p.log, text + cut, strlen(text) - cut);
        assert_string_equal(p.log.last, "");
        logfile_close(&p.log);
        char *got = check_read(p.path, NULL);
        assert_string_equal(got, "<6>one\ntwo\n\nthree\n");
        free(got);
        close_log(&p);
    }
}

static void
the_last_line_is_remembered_clean_and_without_its_priority(void **state)
{
    (void)state;
    struct place p = open_log();
    put(&p, "<3>no such device \x1b[2J\nhalf");
    assert_string_equal(p.log.last, "no such device \xef\xbf\xbd[2J");
    put(&p, " a line\n");
    assert_string_equal(p.log.last, "half a line");
    close_log(&p);
}

static void
a_full_log_becomes_the_old_one_between_two_lines(void **state)
{
    (void)state;
    struct place p = open_log();
    p.log.max = 64;
    for (unsigned i = 0; i < 10; i++) {
        char line[32];
        snprintf(line, sizeof line, "line number %02u\n", i); /* 15 bytes */
        put(&p, line);
    }
    char *now = check_read(p.path, NULL), *old = check_read(p.old, NULL);
    assert_string_equal(now, "line number 08\nline number 09\n");
    assert_string_equal(old, "line number 04\nline number 05\n"
                             "line number 06\nline number 07\n");
    free(now);
    free(old);
    close_log(&p);
}

static void
a_log_that_exists_is_continued(void **state)
{
    (void)state;
    struct place p = open_log();
    put(&p, "before\n");
    logfile_close(&p.log);
    assert_int_equal(logfile_open(&p.log, p.path), ERR_OK);
    assert_int_equal(p.log.size, 7);
    put(&p, "after\n");
    char *got = check_read(p.path, NULL);
    assert_string_equal(got, "before\nafter\n");
    free(got);
    close_log(&p);
}

static void
a_line_without_end_is_cut_not_kept_in_memory(void **state)
{
    (void)state;
    struct place p = open_log();
    for (unsigned i = 0; i < 100000; i++)
        logfile_write(&p.log, "x", 1);
    assert_true(p.log.line.cap < 20000);
    logfile_write(&p.log, "\0\0", 2);
    close_log(&p);
}

static void
without_a_file_the_last_line_is_still_known(void **state)
{
    (void)state;
    struct logfile log;
    assert_int_equal(logfile_open(&log, "/no/such/dir/x.log"), ERR_IO);
    logfile_write(&log, "hello\n", 6);
    assert_string_equal(log.last, "hello");
    logfile_close(&log);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_whole_however_they_are_cut),
        cmocka_unit_test(
            the_last_line_is_remembered_clean_and_without_its_priority),
        cmocka_unit_test(a_full_log_becomes_the_old_one_between_two_lines),
        cmocka_unit_test(a_log_that_exists_is_continued),
        cmocka_unit_test(a_line_without_end_is_cut_not_kept_in_memory),
        cmocka_unit_test(without_a_file_the_last_line_is_still_known),
    };
    return check_run(tests);
}
