/*
 * test_line_history.c - lines come back, bounded, private and clean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/line_history.h"

#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"

static void
collect(void *arg, char kind, const char *line)
{
    strbuf_addf(arg, "%c%s|", kind, line);
}

static void
lines_come_back_in_order_and_the_file_is_private(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *path = xasprintf("%s/state/columba/history", dir);
    struct strbuf seen = {0};
    struct stat st;
    assert_int_equal(line_history_load(path, collect, &seen), ERR_NOTFOUND);
    assert_int_equal(line_history_add(path, ':', "set graph=ascii"), ERR_OK);
    assert_int_equal(line_history_add(path, '/', "HTR"), ERR_OK);
    assert_int_equal(line_history_add(path, ':', "goto A"), ERR_OK);
    assert_int_equal(line_history_load(path, collect, &seen), ERR_OK);
    assert_string_equal(strbuf_get(&seen), ":set graph=ascii|/HTR|:goto A|");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    strbuf_fini(&seen);
    free(path);
    check_rmdir(&dir);
}

static void
what_is_not_a_clean_line_is_neither_written_nor_taken(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct strbuf seen = {0};
    static const char text[] = ":good\n\033]52;c;x\a\n:e\033[2J\nplain\n\n:\n"
                               ":\xff\n/also good\n:cut";
    char *path = check_write(dir, "history", text, sizeof text - 1);
    assert_int_equal(line_history_load(path, collect, &seen), ERR_OK);
    assert_string_equal(strbuf_get(&seen), ":good|/also good|:cut|");
    assert_int_equal(line_history_add(path, ':', "a\nb"), ERR_FORMAT);
    assert_int_equal(line_history_add(path, ':', ""), ERR_FORMAT);
    assert_int_equal(line_history_add(path, '!', "x"), ERR_FORMAT);
    strbuf_fini(&seen);
    free(path);
    check_rmdir(&dir);
}

static void
only_the_newest_lines_are_taken_and_kept(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct strbuf text = {0}, seen = {0};
    for (int i = 0; i < 60000; i++)
        strbuf_addf(&text, ":line %d\n", i);
    char *path = check_write(dir, "history", text.s, text.len);
    assert_int_equal(line_history_load(path, collect, &seen), ERR_OK);
    assert_int_equal(strncmp(strbuf_get(&seen), ":line 59500|", 12), 0);
    assert_true(str_suffix(strbuf_get(&seen), ":line 59999|"));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 500 * strlen(":line 59999\n"));
    assert_int_equal(st.st_mode & 0777, 0600);
    strbuf_fini(&text);
    strbuf_fini(&seen);
    free(path);
    check_rmdir(&dir);
}

static void
links_fifos_and_directories_are_left_alone(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *target = check_write(dir, "target", "", 0);
    char *link = xasprintf("%s/link", dir), *fifo = xasprintf("%s/fifo", dir);
    struct strbuf seen = {0};
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_not_equal(line_history_add(link, ':', "x"), ERR_OK);
    assert_int_not_equal(line_history_add(fifo, ':', "x"), ERR_OK);
    assert_int_not_equal(line_history_add(dir, ':', "x"), ERR_OK);
    assert_int_not_equal(line_history_load(fifo, collect, &seen), ERR_OK);
    assert_int_not_equal(line_history_load(dir, collect, &seen), ERR_OK);
    free(target);
    free(link);
    free(fifo);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_back_in_order_and_the_file_is_private),
        cmocka_unit_test(what_is_not_a_clean_line_is_neither_written_nor_taken),
        cmocka_unit_test(only_the_newest_lines_are_taken_and_kept),
        cmocka_unit_test(links_fifos_and_directories_are_left_alone),
    };
    return check_run(tests);
}
