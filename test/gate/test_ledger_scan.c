/*
 * test_ledger_scan.c - the files of a log, by age, and what counts of each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger_scan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/log_rig.h"

static void
names_are_days_and_back(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_good;
        int64_t day;
        unsigned part;
    } rows[] = {
        {"commands-1970-001.jsonl", true, 0, 1},
        {"commands-1969-365.jsonl", true, -1, 1},
        {"commands-2026-324.jsonl", true, 20777, 1},
        {"commands-2026-324.2.jsonl", true, 20777, 2},
        {"commands-2024-366.12.jsonl", true, 20088, 12},
        {"commands-2026-366.jsonl", false, 0, 0},
        {"commands-2026-000.jsonl", false, 0, 0},
        {"commands-2026-324.1.jsonl", false, 0, 0},
        {"commands-2026-324.02.jsonl", false, 0, 0},
        {"commands-2026-324.jsonl.torn-1", false, 0, 0},
        {"commands-2026-324.jsonl.torn-1-and-a-very-long-name", false, 0, 0},
        {"commands-2026-24.jsonl", false, 0, 0},
        {"commands.lock", false, 0, 0},
        {"", false, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t day;
        unsigned part;
        char name[LEDGER_FILE_NAME];
        if (ledger_file_parse(rows[i].name, &day, &part) != rows[i].is_good)
            fail_msg("%s", rows[i].name);
        if (!rows[i].is_good)
            continue;
        assert_int_equal(day, rows[i].day);
        assert_int_equal(part, rows[i].part);
        ledger_file_name(name, day, part);
        assert_string_equal(name, rows[i].name);
    }
    assert_int_equal(ledger_day((struct utc){-1}), -1);
    assert_int_equal(ledger_day((struct utc){0}), 0);
}

static void
files_are_listed_by_age(void **state)
{
    (void)state;
    char *dir = check_ramdir();
    static const char *const names[] = {"commands-2026-324.jsonl",
        "commands-2026-324.10.jsonl", "commands-2026-324.2.jsonl",
        "commands-2025-365.jsonl", "commands.reserve", "other"};
    static const char *const wanted[] = {"commands-2025-365.jsonl",
        "commands-2026-324.jsonl", "commands-2026-324.2.jsonl",
        "commands-2026-324.10.jsonl"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        free(check_write(dir, names[i], "x\n", 2));
    const int fd = open(dir, O_RDONLY | O_DIRECTORY);
    struct ledger_files files;
    assert_int_equal(ledger_files_list(fd, &files), ERR_OK);
    assert_int_equal(files.n, ARRAY_LEN(wanted));
    for (size_t i = 0; i < files.n; i++) {
        assert_string_equal(files.file[i].name, wanted[i]);
        assert_true(files.file[i].is_part);
        assert_false(files.file[i].has_first);
        assert_true(files.file[i].limit == UINT64_MAX);
    }
    ledger_files_fini(&files);
    close(fd);
    check_rmdir(&dir);
}

static struct strbuf faults;

static void
on_fault(void *arg, const struct ledger_fault *fault)
{
    (void)arg;
    strbuf_addf(&faults, "%d: %s;", (int)fault->line, fault->why);
}

/* What is wrong with a file of `len` bytes. */
static void
scan(const char *p, size_t len, struct ledger_file *f)
{
    char *dir = check_ramdir();
    strbuf_reset(&faults);
    (void)str_copy(f->name, sizeof f->name, "commands-2026-324.jsonl");
    free(check_write(dir, f->name, p, len));
    const int fd = open(dir, O_RDONLY | O_DIRECTORY);
    struct ledger_scan s = {.on_fault = on_fault};
    assert_int_equal(ledger_scan_file(&s, fd, f), ERR_OK);
    ledger_scan_fini(&s);
    close(fd);
    check_rmdir(&dir);
}

static void
a_line_without_end_is_bounded(void **state)
{
    (void)state;
    const size_t len = LEDGER_LINE_MAX + 300000;
    char *big = malloc(len);
    assert_non_null(big);
    memset(big, 'x', len);
    struct ledger_file f = {.limit = UINT64_MAX};
    scan(big, len, &f);
    assert_string_equal(
        strbuf_get(&faults), "1: the line is longer than any line is;");
    assert_true(f.torn > 0);
    big[len - 3] = '\n'; /* and then one that is short */
    big[len - 1] = '\n';
    f = (struct ledger_file){.limit = UINT64_MAX};
    scan(big, len, &f);
    assert_string_equal(strbuf_get(&faults),
        "1: the line is longer than any line is;"
        "2: the end of the line is not that of a line;");
    assert_int_equal(f.torn, 0);
    assert_int_equal(f.good, len);
    free(big);
}

static void
no_more_is_read_than_counts(void **state)
{
    (void)state;
    struct ledger_file f = {.limit = 4};
    scan("x\ny\nz\n", 6, &f);
    assert_int_equal(f.good, 4);
    assert_int_equal(f.torn, 0);
    f = (struct ledger_file){.limit = 3};
    scan("x\ny\nz\n", 6, &f);
    assert_int_equal(f.good, 2);
    assert_int_equal(f.torn, 1);
}

static void
what_is_no_file_is_not_waited_for(void **state)
{
    (void)state;
    char *dir = check_ramdir();
    const int fd = open(dir, O_RDONLY | O_DIRECTORY);
    struct ledger_file f = {.limit = UINT64_MAX};
    struct ledger_scan s = {0};
    (void)str_copy(f.name, sizeof f.name, "commands-2026-324.jsonl");
    assert_int_equal(ledger_scan_file(&s, fd, &f), ERR_IO);
    assert_int_equal(mkfifoat(fd, f.name, 0600), 0);
    assert_int_equal(ledger_scan_file(&s, fd, &f), ERR_IO);
    assert_int_equal(unlinkat(fd, f.name, 0), 0);
    assert_int_equal(symlinkat("/etc/passwd", fd, f.name), 0);
    assert_int_equal(ledger_scan_file(&s, fd, &f), ERR_IO);
    struct ledger_files files;
    assert_int_equal(ledger_files_list(fd, &files), ERR_OK);
    assert_int_equal(files.n, 1);
    ledger_files_fini(&files);
    ledger_scan_fini(&s);
    close(fd);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_days_and_back),
        cmocka_unit_test(files_are_listed_by_age),
        cmocka_unit_test(a_line_without_end_is_bounded),
        cmocka_unit_test(no_more_is_read_than_counts),
        cmocka_unit_test(what_is_no_file_is_not_waited_for),
    };
    const int failed = check_run(tests);
    strbuf_fini(&faults);
    return failed;
}
