/*
 * test_logfile.c - logs keep every line, in order, across a rotation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/time.h"
#include "common/xalloc.h"
#include "supervise/logfile.h"

/* 1970-01-02T03:04:05.678Z */
static const struct utc now = {INT64_C(97445678) * NS_PER_MS};
#define STAMP "002/03:04:05.678 "

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
    logfile_write(&p->log, now, text, strlen(text));
}

static void
lines_come_whole_however_they_are_cut(void **state)
{
    (void)state;
    static const char text[] = "<6>one\ntwo\n\nthree";
    for (size_t cut = 0; cut <= strlen(text); cut++) {
        struct place p = open_log();
        logfile_write(&p.log, now, text, cut);
        logfile_write(&p.log, now, text + cut, strlen(text) - cut);
        assert_string_equal(p.log.last, "two");
        logfile_write(&p.log, now, "\n", 1);
        char *got = check_read(p.path, NULL);
        assert_string_equal(got,
            STAMP "I one\n" STAMP "  two\n" STAMP "  \n" STAMP "  three\n");
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
    put(&p, " a line\n<6>mere information\n\n");
    assert_string_equal(p.log.last, "half a line");
    close_log(&p);
}

#define LINE(n) STAMP "  line number " n "\n"

static void
a_full_log_becomes_the_old_one_between_two_lines(void **state)
{
    (void)state;
    struct place p = open_log();
    p.log.max = 4 * 34;
    for (unsigned i = 0; i < 10; i++) {
        char line[32];
        snprintf(line, sizeof line, "line number %02u\n",
            i); /* 34 bytes with the time */
        put(&p, line);
    }
    char *young = check_read(p.path, NULL), *old = check_read(p.old, NULL);
    assert_string_equal(young, LINE("08") LINE("09"));
    assert_string_equal(old, LINE("04") LINE("05") LINE("06") LINE("07"));
    free(young);
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
    assert_int_equal(p.log.size, 26);
    put(&p, "after\n");
    char *got = check_read(p.path, NULL);
    assert_string_equal(got, STAMP "  before\n" STAMP "  after\n");
    free(got);
    close_log(&p);
}

static void
a_line_without_end_is_cut_not_kept_in_memory(void **state)
{
    (void)state;
    struct place p = open_log();
    for (unsigned i = 0; i < 100000; i++)
        logfile_write(&p.log, now, "x", 1);
    assert_true(p.log.line.cap < 20000);
    logfile_write(&p.log, now, "\0\0", 2);
    close_log(&p);
}

static void
without_a_file_the_last_line_is_still_known(void **state)
{
    (void)state;
    struct logfile log;
    assert_int_equal(logfile_open(&log, "/no/such/dir/x.log"), ERR_IO);
    logfile_write(&log, now, "hello\n", 6);
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
