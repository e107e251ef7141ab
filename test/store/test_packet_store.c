/*
 * test_packet_store.c - real SQLite files: what is confirmed is there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "store/packet_store.h"

static const struct packet_store_origin origin = {"sim", "TST", 0x1234};
/* 2026-11-20T00:00:00Z, day 324 */
#define DAY_324 INT64_C(1795132800)

static struct stored_packet
packet(uint64_t serial, int64_t second)
{
    return (struct stored_packet){.serial = serial,
        .link = "tm",
        .apid = 100,
        .sequence = (uint32_t)(serial & 0x3fff),
        .reception = {second * NS_PER_S},
        .generation = serial % 2 ? UTC_NONE : (struct utc){second * NS_PER_S},
        .data = "\x08\x64\0\0\0\1\xab\xcd",
        .len = 8};
}

struct seen {
    uint64_t n, last_serial;
    bool is_ordered, is_whole;
    uint64_t stop_after;
};

static int
see(void *arg, const struct stored_packet *p)
{
    struct seen *s = arg;
    if (s->n > 0 && p->serial <= s->last_serial)
        s->is_ordered = false;
    s->is_whole = s->is_whole && p->len == 8 && p->apid == 100 &&
                  strcmp(p->link, "tm") == 0 &&
                  memcmp(p->data, "\x08\x64\0\0\0\1\xab\xcd", 8) == 0 &&
                  utc_is_none(p->generation) == (p->serial % 2 == 1);
    s->last_serial = p->serial;
    return ++s->n == s->stop_after;
}

static struct seen
read_all(const char *dir, const char *name, enum err want)
{
    struct seen s = {.is_ordered = true, .is_whole = true};
    char *path = xasprintf("%s/%s", dir, name);
    assert_int_equal(packet_store_read(path, see, &s), want);
    free(path);
    return s;
}

static void
committed_packets_are_read_back_whole_and_in_order(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct packet_store *store;
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    for (uint64_t i = 0; i < 500; i++) {
        struct stored_packet p = packet(i, DAY_324);
        assert_int_equal(packet_store_add(store, &p), ERR_OK);
    }
    assert_int_equal(packet_store_commit(store), ERR_OK);
    struct seen s = read_all(dir, "2026-324.packets", ERR_OK);
    assert_int_equal(s.n, 500);
    assert_true(s.is_ordered);
    assert_true(s.is_whole);
    packet_store_close(&store);
    check_rmdir(&dir);
}

static void
a_new_day_is_a_new_file(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct packet_store *store;
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    for (uint64_t i = 0; i < 10; i++) {
        struct stored_packet p = packet(i, DAY_324 + 86395 + (int64_t)i);
        assert_int_equal(packet_store_add(store, &p), ERR_OK);
    }
    packet_store_close(&store);
    assert_int_equal(read_all(dir, "2026-324.packets", ERR_OK).n, 5);
    assert_int_equal(read_all(dir, "2026-325.packets", ERR_OK).n, 5);
    check_rmdir(&dir);
}

static void
a_second_run_goes_on_in_the_same_file(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    for (uint64_t i = 0; i < 3; i++) {
        struct packet_store *store;
        assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
        struct stored_packet p = packet(i, DAY_324);
        assert_int_equal(packet_store_add(store, &p), ERR_OK);
        packet_store_close(&store);
    }
    assert_int_equal(read_all(dir, "2026-324.packets", ERR_OK).n, 3);
    check_rmdir(&dir);
}

/* The child confirms 100 packets, adds 50 more and is killed. */
static void
kill_9_loses_only_what_was_not_confirmed(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct packet_store *store;
        if (packet_store_open(dir, &origin, &store) != ERR_OK)
            _exit(1);
        for (uint64_t i = 0; i < 150; i++) {
            struct stored_packet p = packet(i, DAY_324);
            if (packet_store_add(store, &p) != ERR_OK ||
                (i == 99 && packet_store_commit(store) != ERR_OK))
                _exit(1);
        }
        kill(getpid(), SIGKILL);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status));
    struct seen s = read_all(dir, "2026-324.packets", ERR_OK);
    assert_int_equal(s.n, 100);
    assert_int_equal(s.last_serial, 99);
    check_rmdir(&dir);
}

/* A limit on the size of files makes writes fail as a full disk does. */
static void
after_a_failed_write_the_next_file_goes_on(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct packet_store *store;
    static char big[60000];
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    struct stored_packet small = packet(0, DAY_324);
    assert_int_equal(packet_store_add(store, &small), ERR_OK);
    assert_int_equal(packet_store_commit(store), ERR_OK);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
    sigaction(SIGXFSZ, &ignore, &old);
    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 200000;
    setrlimit(RLIMIT_FSIZE, &tight);
    enum err e = ERR_OK;
    for (uint64_t i = 1; e == ERR_OK && i < 100; i++) {
        struct stored_packet p = packet(i, DAY_324);
        p.data = big;
        p.len = sizeof big;
        e = packet_store_add(store, &p);
        if (e == ERR_OK)
            e = packet_store_commit(store);
    }
    assert_true(e == ERR_LIMIT || e == ERR_IO);
    assert_true(strlen(packet_store_reason(store)) > 0);
    setrlimit(RLIMIT_FSIZE, &before);
    sigaction(SIGXFSZ, &old, NULL);
    struct stored_packet again = packet(200, DAY_324);
    assert_int_equal(packet_store_add(store, &again), ERR_OK);
    packet_store_close(&store);
    struct seen s = read_all(dir, "2026-324-2.packets", ERR_OK);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.last_serial, 200);
    check_rmdir(&dir);
}

static void
a_damaged_file_is_refused_not_believed(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char junk[4096];
    memset(junk, 'x', sizeof junk);
    free(check_write(dir, "2026-324.packets", junk, sizeof junk));
    assert_int_equal(read_all(dir, "2026-324.packets", ERR_FORMAT).n, 0);
    read_all(dir, "none.packets", ERR_NOTFOUND);
    free(check_write(dir, "empty.packets", "", 0));
    assert_int_equal(read_all(dir, "empty.packets", ERR_FORMAT).n, 0);

    /* Writing goes on beside it. */
    struct packet_store *store;
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    struct stored_packet p = packet(7, DAY_324);
    assert_int_equal(packet_store_add(store, &p), ERR_FORMAT);
    assert_true(strlen(packet_store_reason(store)) > 0);
    assert_int_equal(packet_store_add(store, &p), ERR_OK);
    packet_store_close(&store);
    assert_int_equal(read_all(dir, "2026-324-2.packets", ERR_OK).n, 1);
    check_rmdir(&dir);
}

static void
every_truncation_is_survived(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct packet_store *store;
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    for (uint64_t i = 0; i < 400; i++) {
        struct stored_packet p = packet(i, DAY_324);
        assert_int_equal(packet_store_add(store, &p), ERR_OK);
    }
    packet_store_close(&store);
    char *path = xasprintf("%s/2026-324.packets", dir);
    size_t len;
    char *bytes = check_read(path, &len);
    for (size_t cut = 0; cut < len; cut += 509) {
        free(check_write(dir, "cut.packets", bytes, cut));
        char *cut_path = xasprintf("%s/cut.packets", dir);
        struct seen s = {.is_ordered = true, .is_whole = true};
        enum err e = packet_store_read(cut_path, see, &s);
        assert_true(e != ERR_OK || s.n <= 400);
        assert_true(s.is_ordered);
        free(cut_path);
    }
    free(bytes);
    free(path);
    check_rmdir(&dir);
}

static void
reading_can_stop_early(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct packet_store *store;
    assert_int_equal(packet_store_open(dir, &origin, &store), ERR_OK);
    for (uint64_t i = 0; i < 20; i++) {
        struct stored_packet p = packet(i, DAY_324);
        assert_int_equal(packet_store_add(store, &p), ERR_OK);
    }
    packet_store_close(&store);
    char *path = xasprintf("%s/2026-324.packets", dir);
    struct seen s = {.is_ordered = true, .is_whole = true, .stop_after = 5};
    assert_int_equal(packet_store_read(path, see, &s), ERR_OK);
    assert_int_equal(s.n, 5);
    free(path);
    check_rmdir(&dir);
}

static void
an_unwritable_directory_is_refused(void **state)
{
    (void)state;
    struct packet_store *store;
    enum err e = packet_store_open("/proc/columba", &origin, &store);
    assert_true(e == ERR_DENIED || e == ERR_IO);
    assert_null(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_packets_are_read_back_whole_and_in_order),
        cmocka_unit_test(a_new_day_is_a_new_file),
        cmocka_unit_test(a_second_run_goes_on_in_the_same_file),
        cmocka_unit_test(kill_9_loses_only_what_was_not_confirmed),
        cmocka_unit_test(after_a_failed_write_the_next_file_goes_on),
        cmocka_unit_test(a_damaged_file_is_refused_not_believed),
        cmocka_unit_test(every_truncation_is_survived),
        cmocka_unit_test(reading_can_stop_early),
        cmocka_unit_test(an_unwritable_directory_is_refused),
    };
    return check_run(tests);
}
