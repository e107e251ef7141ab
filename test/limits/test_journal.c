/*
 * test_journal.c - what was committed is read back, whatever happened since.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "support/check.h"

struct place {
    char *dir, *path;
    struct journal *journal;
    struct journal_report report;
    struct strbuf seen; /* records, each followed by ';' */
};

static void
on_record(void *arg, const char *record)
{
    struct place *p = arg;
    strbuf_addf(&p->seen, "%s;", record);
}

static void
add_nothing(void *arg, struct journal *j)
{
    (void)arg, (void)j;
}

static void
add_one(void *arg, struct journal *j)
{
    journal_add(j, arg);
}

static void
place_init(struct place *p)
{
    *p = (struct place){.dir = check_tmpdir()};
    p->path = xasprintf("%s/sim/alarms/journal", p->dir);
}

static enum err
place_open(struct place *p)
{
    strbuf_reset(&p->seen);
    journal_close(&p->journal);
    return journal_open(p->path, on_record, p, &p->report, &p->journal);
}

static void
place_fini(struct place *p)
{
    journal_close(&p->journal);
    strbuf_fini(&p->seen);
    free(p->path);
    check_rmdir(&p->dir);
}

static void
begin(struct place *p, const char *first)
{
    assert_int_equal(place_open(p), ERR_OK);
    assert_int_equal(
        journal_rewrite(p->journal, first != NULL ? add_one : add_nothing,
            (void *)(uintptr_t)first),
        ERR_OK);
}

static void
commit(struct place *p, const char *record)
{
    journal_add(p->journal, record);
    assert_int_equal(journal_commit(p->journal), ERR_OK);
}

static void
put(const struct place *p, const char *text, size_t len)
{
    const int fd = open(p->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    assert_int_equal(close(fd), 0);
}

static void
what_was_committed_comes_back_in_order(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, NULL);
    commit(&p, "one");
    journal_add(p.journal, "two");
    journal_add(p.journal, "");
    assert_true(journal_has_added(p.journal));
    assert_int_equal(journal_commit(p.journal), ERR_OK);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "one;two;;");
    assert_int_equal(p.report.damaged + p.report.torn_bytes, 0);
    place_fini(&p);
}

static void
what_was_not_committed_is_not_there(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    journal_add(p.journal, "two");
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "one;");
    place_fini(&p);
}

static void
what_was_written_is_there_after_the_process_was_killed(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    const pid_t pid = fork();
    if (pid == 0) {
        begin(&p, "one");
        journal_add(p.journal, "two");
        if (journal_write(p.journal) == ERR_OK &&
            journal_sync(p.journal) == ERR_OK)
            journal_add(p.journal, "three");
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "one;two;");
    place_fini(&p);
}

static void
syncs_beside_go_with_commits_and_a_new_file(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "0");
    for (unsigned i = 0; i < 30; i++) {
        journal_add(p.journal, i % 2 == 0 ? "a" : "b");
        assert_int_equal(journal_write(p.journal), ERR_OK);
        assert_int_equal(journal_sync(p.journal), ERR_OK);
        if (i % 7 == 0)
            commit(&p, "c");
        if (i % 11 == 0)
            assert_int_equal(
                journal_rewrite(p.journal, add_nothing, NULL), ERR_OK);
    }
    assert_true(journal_is_sound(p.journal));
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "b;a;b;a;b;a;c;b;");
    assert_int_equal(p.report.damaged + p.report.torn_bytes, 0);
    place_fini(&p);
}

/* kill -9 in the middle of a write: whole lines stay, the rest is told. */
static void
a_file_cut_at_any_byte_gives_all_its_whole_records(void **state)
{
    (void)state;
    static const char *const records[] = {"one", "two\tand a half", "three"};
    struct place p;
    place_init(&p);
    begin(&p, NULL);
    for (size_t i = 0; i < 3; i++)
        commit(&p, records[i]);
    size_t len;
    char *text = check_read(p.path, &len);
    for (size_t cut = 0; cut <= len; cut++) {
        put(&p, text, cut);
        struct strbuf want = {0};
        size_t lines = 0, whole = 0;
        for (size_t i = 0; i < cut; i++)
            if (text[i] == '\n') {
                if (lines > 0) /* behind the head */
                    strbuf_addf(&want, "%s;", records[lines - 1]);
                lines++;
                whole = i + 1;
            }
        assert_int_equal(place_open(&p), ERR_OK);
        assert_string_equal(strbuf_get(&p.seen), strbuf_get(&want));
        assert_int_equal(p.report.records, lines);
        assert_int_equal(p.report.torn_bytes, cut - whole);
        assert_int_equal(p.report.damaged, 0);
        strbuf_fini(&want);
    }
    free(text);
    place_fini(&p);
}

/* A bad sector: its line is lost; where it was the newline, two more. */
static void
a_flipped_bit_costs_at_most_three_records_and_is_told(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, NULL);
    for (int i = 0; i < 5; i++) {
        char record[32];
        (void)snprintf(record, sizeof record, "record %d", i);
        commit(&p, record);
    }
    size_t len;
    char *text = check_read(p.path, &len);
    for (size_t at = 0; at < len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            text[at] = (char)(text[at] ^ (char)(1u << bit));
            put(&p, text, len);
            text[at] = (char)(text[at] ^ (char)(1u << bit));
            assert_int_equal(place_open(&p), ERR_OK);
            assert_true(p.report.damaged + (p.report.torn_bytes > 0) > 0);
            assert_true(p.report.records >= 6 - 3);
            assert_true(
                at > len / 2 || strstr(strbuf_get(&p.seen), "record 4;"));
        }
    free(text);
    place_fini(&p);
}

static void
lines_that_were_changed_by_hand_are_not_believed(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "acknowledged by anna");
    commit(&p, "shelved");
    size_t len;
    char *text = check_read(p.path, &len);
    memcpy(strstr(text, "anna"), "bert", 4);
    put(&p, text, len);
    free(text);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "shelved;");
    assert_int_equal(p.report.damaged, 1);
    place_fini(&p);
}

static void
a_file_that_is_none_of_ours_gives_nothing(void **state)
{
    (void)state;
    static const char junk[] = "\n\nhello\n0123456789abcdef\n"
                               "0123456789abcdef\t\n\0\0\0\n\xff\xfe";
    struct place p;
    place_init(&p);
    begin(&p, NULL);
    put(&p, junk, sizeof junk - 1);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "");
    assert_int_equal(p.report.records, 0);
    assert_true(p.report.damaged > 0);
    place_fini(&p);
}

static void
a_rewritten_journal_keeps_the_one_before(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    for (int i = 0; i < 100; i++)
        commit(&p, "a longer record of some sort");
    const uint64_t before = journal_bytes(p.journal);
    char two[] = "two";
    assert_int_equal(journal_rewrite(p.journal, add_one, two), ERR_OK);
    assert_true(journal_bytes(p.journal) < before);
    commit(&p, "three");
    char *old = xasprintf("%s.old", p.path);
    struct stat st;
    assert_int_equal(stat(old, &st), 0);
    assert_int_equal(st.st_size, before);
    free(old);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "two;three;");
    place_fini(&p);
}

/* The file's bytes, as text: owned. */
static char *
bytes_of(const char *path)
{
    char text[4096];
    const int fd = open(path, O_RDONLY);
    if (fd < 0)
        return NULL;
    const ssize_t n = read(fd, text, sizeof text - 1);
    assert_true(n >= 0);
    text[n] = '\0';
    assert_int_equal(close(fd), 0);
    return xstrdup(text);
}

static void
a_file_that_was_not_read_as_a_whole_is_kept_for_good(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_newer, is_bad, is_empty;
    } rows[] = {
        {"", false, false, true},
        {"5fbebd0d66f57c62\tcolumba-journal 2\nrecords unlike ours\n", true,
            true, false},
        {"nothing of ours\n", false, true, false},
        {"no line at all", false, true, false},
    };
    struct place p;
    place_init(&p);
    unsigned kept = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        begin(&p, "one");
        put(&p, rows[i].text, strlen(rows[i].text));
        assert_int_equal(place_open(&p), ERR_OK);
        assert_string_equal(strbuf_get(&p.seen), "");
        assert_int_equal(p.report.is_newer, rows[i].is_newer);
        assert_int_equal(p.report.is_empty, rows[i].is_empty);
        begin(&p, "two"); /* opened again: as bad as before */
        begin(&p, "three");
        kept += rows[i].is_bad;
        char *bad = xasprintf("%s.bad-%u", p.path, kept);
        char *text = bytes_of(bad);
        if (rows[i].is_bad)
            assert_string_equal(text, rows[i].text);
        free(text);
        free(bad);
        unlink(p.path);
    }
    char *bad = xasprintf("%s.bad-%u", p.path, kept + 1);
    assert_null(bytes_of(bad)); /* only what was bad */
    free(bad);
    place_fini(&p);
}

static void
records_that_nobody_understood_are_kept_too(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    assert_int_equal(place_open(&p), ERR_OK);
    journal_distrust(p.journal);
    assert_null(journal_kept(p.journal));
    assert_int_equal(journal_rewrite(p.journal, add_nothing, NULL), ERR_OK);
    assert_non_null(strstr(journal_kept(p.journal), "/journal.bad-1"));
    char *text = bytes_of(journal_kept(p.journal));
    assert_non_null(strstr(text, "\tone\n"));
    free(text);
    place_fini(&p);
}

static void
a_file_that_was_there_before_is_missed(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_false(p.report.is_gone); /* the first time ever */
    begin(&p, "one");
    begin(&p, "two"); /* makes the old one */
    assert_int_equal(unlink(p.path), 0);
    assert_int_equal(place_open(&p), ERR_OK);
    assert_true(p.report.is_gone);
    place_fini(&p);
}

static void
a_file_taken_away_is_noticed_and_made_again(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    assert_int_equal(journal_check(p.journal), ERR_OK);
    assert_int_equal(unlink(p.path), 0);
    assert_int_equal(journal_check(p.journal), ERR_IO);
    assert_false(journal_is_sound(p.journal));
    assert_non_null(strstr(journal_reason(p.journal), "taken away"));
    char two[] = "two", three[] = "three";
    assert_int_equal(journal_rewrite(p.journal, add_one, two), ERR_OK);
    assert_int_equal(journal_check(p.journal), ERR_OK);

    put(&p, "another one", 11); /* the same file: its bytes are another tale */
    assert_int_equal(journal_check(p.journal), ERR_OK);
    assert_int_equal(unlink(p.path), 0);
    put(&p, "another file", 12);
    assert_int_equal(journal_check(p.journal), ERR_IO);

    char *dir = xasprintf("%s/sim/alarms", p.dir);
    char *away = xasprintf("%s/sim/away", p.dir);
    assert_int_equal(rename(dir, away), 0);
    assert_int_equal(journal_rewrite(p.journal, add_one, three), ERR_OK);
    commit(&p, "four");
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "three;four;");
    free(dir);
    free(away);
    place_fini(&p);
}

static void
only_one_process_has_it(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    struct journal *second;
    struct journal_report report;
    assert_int_equal(
        journal_open(p.path, on_record, &p, &report, &second), ERR_EXISTS);
    assert_null(second);
    place_fini(&p);
}

static void
nothing_is_committed_before_it_was_begun(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    assert_int_equal(place_open(&p), ERR_OK);
    journal_add(p.journal, "one");
    assert_int_equal(journal_commit(p.journal), ERR_IO);
    assert_false(journal_is_sound(p.journal));
    place_fini(&p);
}

static void
a_place_that_cannot_be_made_is_told(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    char *file = check_write(p.dir, "sim", "", 0); /* in the way */
    assert_int_equal(place_open(&p), ERR_IO);
    assert_non_null(p.journal);
    assert_int_equal(journal_rewrite(p.journal, add_nothing, NULL), ERR_IO);
    assert_string_not_equal(journal_reason(p.journal), "");
    free(file);
    place_fini(&p);
}

/* The rest of a test runs with files of at most so many bytes. */
static void
limit_files(rlim_t most)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = most;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
a_full_disk_is_told_and_nothing_confirmed_is_lost(void **state)
{
    (void)state;
    struct place p;
    place_init(&p);
    begin(&p, "one");
    limit_files(200);
    unsigned confirmed = 0;
    for (;; confirmed++) {
        journal_add(p.journal, "twenty and more bytes");
        if (journal_commit(p.journal) != ERR_OK)
            break;
    }
    assert_true(confirmed > 1 && confirmed < 10);
    assert_false(journal_is_sound(p.journal));
    assert_non_null(strstr(journal_reason(p.journal), strerror(EFBIG)));
    journal_add(p.journal, "more");
    assert_int_equal(journal_commit(p.journal), ERR_IO);
    char big[300];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    assert_int_equal(journal_rewrite(p.journal, add_one, big), ERR_IO);
    limit_files(RLIM_INFINITY);

    /* The torn line is found, and all before it. */
    assert_int_equal(place_open(&p), ERR_OK);
    assert_int_equal(p.report.records, confirmed + 2);
    assert_int_equal(p.report.damaged, 0);
    char again[] = "again";
    assert_int_equal(journal_rewrite(p.journal, add_one, again), ERR_OK);
    assert_true(journal_is_sound(p.journal));
    assert_string_equal(journal_reason(p.journal), "");
    commit(&p, "on");
    assert_int_equal(place_open(&p), ERR_OK);
    assert_string_equal(strbuf_get(&p.seen), "again;on;");
    place_fini(&p);
}

/* A child commits and tells so; it is killed whenever.  What it told is
 * there. */
static void
what_a_killed_process_had_confirmed_is_there(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        struct place p;
        place_init(&p);
        int fd[2];
        assert_int_equal(pipe(fd), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct journal_report r;
            if (journal_open(p.path, on_record, &p, &r, &p.journal) != ERR_OK ||
                journal_rewrite(p.journal, add_nothing, NULL) != ERR_OK)
                _exit(1);
            for (uint32_t i = 0;; i++) {
                journal_add(p.journal, "confirmed");
                if (journal_commit(p.journal) != ERR_OK ||
                    write(fd[1], "", 1) != 1)
                    _exit(1);
            }
        }
        assert_int_equal(close(fd[1]), 0);
        char c;
        size_t told = 0;
        while (told < 1 + round && read(fd[0], &c, 1) == 1)
            told++;
        assert_int_equal(kill(child, SIGKILL), 0);
        while (read(fd[0], &c, 1) == 1)
            told++;
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_int_equal(close(fd[0]), 0);
        assert_int_equal(place_open(&p), ERR_OK);
        assert_true(p.report.records - 1 >= told);
        assert_int_equal(p.report.damaged, 0);
        place_fini(&p);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_committed_comes_back_in_order),
        cmocka_unit_test(what_was_not_committed_is_not_there),
        cmocka_unit_test(
            what_was_written_is_there_after_the_process_was_killed),
        cmocka_unit_test(syncs_beside_go_with_commits_and_a_new_file),
        cmocka_unit_test(a_file_cut_at_any_byte_gives_all_its_whole_records),
        cmocka_unit_test(a_flipped_bit_costs_at_most_three_records_and_is_told),
        cmocka_unit_test(lines_that_were_changed_by_hand_are_not_believed),
        cmocka_unit_test(a_file_that_is_none_of_ours_gives_nothing),
        cmocka_unit_test(a_rewritten_journal_keeps_the_one_before),
        cmocka_unit_test(a_file_that_was_not_read_as_a_whole_is_kept_for_good),
        cmocka_unit_test(records_that_nobody_understood_are_kept_too),
        cmocka_unit_test(a_file_that_was_there_before_is_missed),
        cmocka_unit_test(a_file_taken_away_is_noticed_and_made_again),
        cmocka_unit_test(only_one_process_has_it),
        cmocka_unit_test(nothing_is_committed_before_it_was_begun),
        cmocka_unit_test(a_place_that_cannot_be_made_is_told),
        cmocka_unit_test(a_full_disk_is_told_and_nothing_confirmed_is_lost),
        cmocka_unit_test(what_a_killed_process_had_confirmed_is_there),
    };
    return check_run(tests);
}
