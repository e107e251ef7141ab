/*
 * test_asrun.c - the as-run record on disk: what was synced is there, crashes
 * are mended and told, a full disk loses nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/chain.h"
#include "common/xalloc.h"
#include "exec/asrun_scan.h"
#include "support/check.h"

static const struct asrun_head head = {
    .time = {INT64_C(1804929251) * NS_PER_S},
    .run = "00112233445566778899aabbccddeeff",
    .procedure = "SIF-ACT-01",
};

static const struct utc later = {INT64_C(1804929999) * NS_PER_S};

static struct asrun_event
event(unsigned i)
{
    static char text[32];
    (void)snprintf(text, sizeof text, "event %u", i);
    return (struct asrun_event){.time = {head.time.ns + i * NS_PER_S},
        .kind = PLUTO_T_LOG,
        .text = text,
        .outcome = PLUTO_NOT_AVAILABLE};
}

static void
add(struct asrun *a, unsigned from, unsigned n)
{
    for (unsigned i = from; i < from + n; i++) {
        const struct asrun_event e = event(i);
        assert_int_equal(asrun_add(a, &e), i);
    }
}

static char *
path_of(const char *dir, const char *name)
{
    return xasprintf("%s/%s", dir, name);
}

/* Good lines of a file; fails for any that is not. */
static unsigned
lines_of(const char *dir, const char *name, struct strbuf *texts)
{
    char *path = path_of(dir, name);
    const int fd = open(path, O_RDONLY);
    struct asrun_scan *scan = asrun_scan_new(fd);
    struct asrun_step step;
    enum asrun_found found;
    unsigned n = 0;
    while ((found = asrun_scan_next(scan, &step)) == ASRUN_FOUND_LINE) {
        n++;
        if (texts != NULL)
            strbuf_addf(texts, "%s|", step.line->event.text);
    }
    if (found != ASRUN_FOUND_END)
        fail_msg("%s:%u: %s", name, (unsigned)step.number,
            step.why != NULL ? step.why : "torn");
    asrun_scan_free(&scan);
    close(fd);
    free(path);
    return n;
}

static void
a_record_is_written_and_read(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a;
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    assert_int_equal(lines_of(dir, ASRUN_TEXT_FILE, NULL), 1);
    add(a, 1, 10);
    assert_true(asrun_has_waiting(a));
    assert_int_equal(lines_of(dir, ASRUN_JSON_FILE, NULL), 1);
    assert_int_equal(asrun_sync(a), ERR_OK);
    assert_false(asrun_has_waiting(a));
    assert_int_equal(lines_of(dir, ASRUN_TEXT_FILE, NULL), 11);
    assert_int_equal(lines_of(dir, ASRUN_JSON_FILE, NULL), 11);
    assert_int_equal(asrun_lines(a), 10);
    struct asrun *other = NULL;
    assert_int_equal(asrun_create(dir, &head, &other), ERR_EXISTS);
    assert_null(other);
    asrun_close(&a);
    check_rmdir(&dir);
}

/* Lines on disk, and lines that wait, are the same to who asks. */
static void
any_line_can_be_had(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a;
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    add(a, 1, 3);
    assert_int_equal(asrun_sync(a), ERR_OK);
    add(a, 4, 3);
    char chain[DIGEST_HEX] = CHAIN_NONE;
    for (unsigned i = 0; i <= 6; i++) {
        struct strbuf text = {0}, json = {0}, t = {0}, j = {0};
        const struct asrun_event e = event(i);
        asrun_line_fmt(i, i == 0 ? &head : NULL, &e, chain, &text, &json);
        assert_int_equal(asrun_get(a, i, &t, &j), ERR_OK);
        strbuf_addc(&t, '\n');
        strbuf_addc(&j, '\n');
        assert_string_equal(strbuf_get(&t), strbuf_get(&text));
        assert_string_equal(strbuf_get(&j), strbuf_get(&json));
        strbuf_fini(&text);
        strbuf_fini(&json);
        strbuf_fini(&t);
        strbuf_fini(&j);
    }
    assert_int_equal(asrun_get(a, 7, NULL, NULL), ERR_NOTFOUND);
    asrun_close(&a);
    check_rmdir(&dir);
}

/* ---- crashes ------------------------------------------------------------- */

/* Both files cut anywhere: what is whole in one of them stays, the chain goes
 * on, and what was done is told. */
static void
cut(const char *dir, size_t text, size_t json, unsigned want, const char *told)
{
    char *t = path_of(dir, ASRUN_TEXT_FILE), *j = path_of(dir, ASRUN_JSON_FILE);
    assert_int_equal(truncate(t, (off_t)text), 0);
    assert_int_equal(truncate(j, (off_t)json), 0);
    struct asrun_report report;
    struct asrun *a;
    assert_int_equal(asrun_open(dir, &head, later, &report, &a), ERR_OK);
    assert_int_equal(asrun_lines(a), want + 1); /* and what it says of it */
    assert_int_equal(asrun_sync(a), ERR_OK);
    asrun_close(&a);
    struct strbuf texts = {0};
    assert_int_equal(lines_of(dir, ASRUN_TEXT_FILE, &texts), want + 2);
    assert_int_equal(lines_of(dir, ASRUN_JSON_FILE, NULL), want + 2);
    if (strstr(strbuf_get(&texts), told) == NULL)
        fail_msg("no \"%s\" in %s", told, strbuf_get(&texts));
    strbuf_fini(&texts);
    free(t);
    free(j);
}

static void
write_record(const char *dir, unsigned n, size_t *text, size_t *json)
{
    struct asrun *a;
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    add(a, 1, n);
    assert_int_equal(asrun_sync(a), ERR_OK);
    asrun_close(&a);
    struct stat st;
    char *t = path_of(dir, ASRUN_TEXT_FILE), *j = path_of(dir, ASRUN_JSON_FILE);
    assert_int_equal(stat(t, &st), 0);
    *text = (size_t)st.st_size;
    assert_int_equal(stat(j, &st), 0);
    *json = (size_t)st.st_size;
    free(t);
    free(j);
}

static unsigned
feeds(const char *text, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        n += text[i] == '\n';
    return n;
}

static void
every_cut_is_mended(void **state)
{
    (void)state;
    char *dir = check_ramdir();
    size_t text, json;
    write_record(dir, 2, &text, &json);
    char *t = path_of(dir, ASRUN_TEXT_FILE), *j = path_of(dir, ASRUN_JSON_FILE);
    size_t tn, jn;
    char *tb = check_read(t, &tn), *jb = check_read(j, &jn);
    for (size_t i = 0; i < 600; i++) { /* from the end, over lines */
        const size_t tc = tn - i % 397, jc = jn - i;
        const unsigned in_text = feeds(tb, tc), in_json = feeds(jb, jc);
        const unsigned most = in_text > in_json ? in_text : in_json;
        (void)unlink(t);
        (void)unlink(j);
        free(check_write(dir, ASRUN_TEXT_FILE, tb, tn));
        free(check_write(dir, ASRUN_JSON_FILE, jb, jn));
        cut(dir, tc, jc, most > 0 ? most - 1 : 0, "opened again");
    }
    free(tb);
    free(jb);
    free(t);
    free(j);
    check_rmdir(&dir);
}

static void
what_was_cut_is_told(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    size_t text, json;
    write_record(dir, 3, &text, &json);
    cut(dir, text - 1, json, 3,
        "of an unfinished line of asrun.txt cut off; "
        "1 lines of asrun.txt made of asrun.jsonl|");
    check_rmdir(&dir);
    dir = check_tmpdir();
    write_record(dir, 3, &text, &json);
    cut(dir, text, 0, 3, "4 lines of asrun.jsonl made of asrun.txt|");
    check_rmdir(&dir);
    dir = check_tmpdir();
    write_record(dir, 3, &text, &json);
    cut(dir, text, json, 3, "|opened again|");
    cut(dir, 0, 0, 0, "|opened again|"); /* not even the head was there */
    check_rmdir(&dir);
}

static void
flip(const char *dir, const char *name, const char *at)
{
    char *path = path_of(dir, name);
    size_t len;
    char *bytes = check_read(path, &len);
    char *p = strstr(bytes, at);
    assert_non_null(p);
    *p ^= 1;
    free(check_write(dir, name, bytes, len));
    free(bytes);
    free(path);
}

static bool
exists(const char *dir, const char *name)
{
    char *path = path_of(dir, name);
    const bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}

static void
a_damaged_file_is_made_anew_of_the_other(void **state)
{
    (void)state;
    static const char *const names[] = {ASRUN_TEXT_FILE, ASRUN_JSON_FILE};
    static const char *const aside[] = {
        "asrun.txt.damaged-1", "asrun.jsonl.damaged-1"};
    for (unsigned i = 0; i < 2; i++) {
        char *dir = check_tmpdir();
        size_t text, json;
        write_record(dir, 5, &text, &json);
        flip(dir, names[i], "event 3");
        cut(dir, text, json, 5, "is damaged in line 4, kept as ");
        assert_true(exists(dir, aside[i]));
        assert_false(exists(dir, aside[1 - i]));
        check_rmdir(&dir);
    }
}

static void
two_damaged_files_are_kept_and_a_new_pair_begins(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    size_t text, json;
    write_record(dir, 5, &text, &json);
    flip(dir, ASRUN_TEXT_FILE, "event 3");
    flip(dir, ASRUN_JSON_FILE, "event 2");
    cut(dir, text, json, 0,
        "asrun.txt is damaged in line 4, kept as "
        "asrun.txt.damaged-1; asrun.jsonl is damaged in "
        "line 3, kept as asrun.jsonl.damaged-1|");
    check_rmdir(&dir);
}

/* Two good files that do not belong together. */
static void
a_split_pair_is_not_joined(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *other = check_tmpdir();
    size_t text, json, len;
    write_record(dir, 5, &text, &json);
    struct asrun *a;
    struct asrun_head changed = head;
    changed.procedure = "SIF-ACT-02";
    assert_int_equal(asrun_create(other, &changed, &a), ERR_OK);
    asrun_close(&a);
    char *path = path_of(other, ASRUN_JSON_FILE);
    char *bytes = check_read(path, &len);
    free(check_write(dir, ASRUN_JSON_FILE, bytes, len));
    cut(dir, text, len, 0, "kept as asrun.jsonl.damaged-1");
    assert_true(exists(dir, "asrun.txt.damaged-1"));
    free(bytes);
    free(path);
    check_rmdir(&dir);
    check_rmdir(&other);
}

static void
one_process_has_it(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a, *b = NULL;
    struct asrun_report report;
    assert_int_equal(asrun_open(dir, &head, later, &report, &b), ERR_NOTFOUND);
    assert_null(b);
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    assert_int_equal(asrun_open(dir, &head, later, &report, &b), ERR_EXISTS);
    assert_null(b);
    asrun_close(&a);
    assert_int_equal(asrun_open(dir, &head, later, &report, &b), ERR_OK);
    asrun_close(&b);
    check_rmdir(&dir);
    assert_int_equal(
        asrun_open("/nonexistent/x", &head, later, &report, &b), ERR_NOTFOUND);
}

/* Nothing is said of it: it is over, and whole. */
static void
one_that_is_over_is_left_as_it_is(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    size_t text, json;
    struct asrun *a = NULL;
    struct asrun_report report;
    assert_int_equal(asrun_open(dir, NULL, later, &report, &a), ERR_NOTFOUND);
    write_record(dir, 5, &text, &json);
    assert_int_equal(asrun_open(dir, NULL, later, &report, &a), ERR_OK);
    assert_int_equal(asrun_lines(a), 5);
    assert_false(asrun_has_waiting(a));
    asrun_close(&a);
    char *path = path_of(dir, ASRUN_JSON_FILE);
    assert_int_equal(truncate(path, (off_t)json - 3), 0);
    assert_int_equal(asrun_open(dir, NULL, later, &report, &a), ERR_OK);
    assert_int_equal(asrun_lines(a), 6); /* what was mended is told */
    asrun_close(&a);
    free(path);
    check_rmdir(&dir);
}

/* ---- a full disk --------------------------------------------------------- */

static void
limit(rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void
a_full_disk_loses_nothing(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    add(a, 1, 5);
    limit(1000);
    assert_int_equal(asrun_sync(a), ERR_LIMIT);
    assert_string_not_equal(asrun_reason(a), "");
    add(a, 6, 5);
    assert_int_equal(asrun_sync(a), ERR_LIMIT);
    struct strbuf text = {0};
    assert_int_equal(asrun_get(a, 10, &text, NULL), ERR_OK);
    strbuf_fini(&text);
    limit(RLIM_INFINITY);
    assert_int_equal(asrun_sync(a), ERR_OK);
    assert_string_equal(asrun_reason(a), "");
    assert_int_equal(lines_of(dir, ASRUN_TEXT_FILE, NULL), 11);
    assert_int_equal(lines_of(dir, ASRUN_JSON_FILE, NULL), 11);
    add(a, 11, 1);
    limit(100);
    assert_int_equal(asrun_sync(a), ERR_LIMIT);
    asrun_close(&a); /* it is given up: what was confirmed stays */
    limit(RLIM_INFINITY);
    assert_int_equal(lines_of(dir, ASRUN_TEXT_FILE, NULL), 11);
    check_rmdir(&dir);
}

static void
nothing_is_left_of_a_record_that_cannot_begin(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a = NULL;
    (void)signal(SIGXFSZ, SIG_IGN);
    limit(100);
    assert_int_equal(asrun_create(dir, &head, &a), ERR_LIMIT);
    limit(RLIM_INFINITY);
    assert_null(a);
    assert_false(exists(dir, ASRUN_TEXT_FILE));
    assert_false(exists(dir, ASRUN_JSON_FILE));
    check_rmdir(&dir);
}

static void
memory_is_bounded(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct asrun *a;
    assert_int_equal(asrun_create(dir, &head, &a), ERR_OK);
    struct asrun_event e = event(1);
    uint64_t n = 0;
    while (n < 100000 && asrun_add(a, &e) > 0)
        n++;
    assert_true(n > 1000 && n < 100000);
    assert_int_equal(asrun_lines(a), n);
    assert_int_equal(asrun_sync(a), ERR_OK);
    assert_int_equal(asrun_add(a, &e), n + 1);
    asrun_close(&a);
    assert_int_equal(lines_of(dir, ASRUN_JSON_FILE, NULL), n + 1);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_written_and_read),
        cmocka_unit_test(any_line_can_be_had),
        cmocka_unit_test(every_cut_is_mended),
        cmocka_unit_test(what_was_cut_is_told),
        cmocka_unit_test(a_damaged_file_is_made_anew_of_the_other),
        cmocka_unit_test(two_damaged_files_are_kept_and_a_new_pair_begins),
        cmocka_unit_test(a_split_pair_is_not_joined),
        cmocka_unit_test(one_process_has_it),
        cmocka_unit_test(one_that_is_over_is_left_as_it_is),
        cmocka_unit_test(a_full_disk_loses_nothing),
        cmocka_unit_test(nothing_is_left_of_a_record_that_cannot_begin),
        cmocka_unit_test(memory_is_bounded),
    };
    return check_run(tests);
}
