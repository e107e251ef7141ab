/*
 * test_record.c - packets on disk, and what is said when they cannot be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/outbox_list.h"

#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "frontend/record.h"

static const struct packet_store_origin origin = {
    .instance = "test", .mission = "T", .mdb_hash = 1};

static int
count(void *arg, const struct stored_packet *packet)
{
    size_t *n = arg;
    assert_int_equal(packet->len, 3);
    assert_string_equal(packet->link, "main");
    ++*n;
    return 0;
}

static void
packets_are_kept_in_a_directory_that_is_made(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *one = xasprintf("%s/one", dir), *two = xasprintf("%s/two", one);
    struct outbox_list list;
    outbox_list_init(&list);
    struct record r = {0};
    record_open(&r, two, &origin, &list.outbox);
    assert_non_null(r.recorder);
    for (uint64_t i = 0; i < 100; i++)
        record_packet(&r, &(struct stored_packet){.serial = i,
                              .link = "main",
                              .reception = {1790000000 * NS_PER_S},
                              .generation = UTC_NONE,
                              .data = "abc",
                              .len = 3});
    record_close(&r);
    assert_int_equal(outbox_list_events(&list, EV_RECORD_FAILED), 0);
    char *file = xasprintf("%s/2026-264.packets", two);
    size_t n = 0;
    assert_int_equal(packet_store_read(file, count, &n), ERR_OK);
    assert_int_equal(n, 100);
    (void)unlink(file);
    DIR *left = opendir(two); /* -wal and -shm may be there */
    assert_non_null(left);
    for (struct dirent *e; (e = readdir(left));)
        (void)unlinkat(dirfd(left), e->d_name, 0);
    (void)closedir(left);
    assert_int_equal(rmdir(two), 0);
    assert_int_equal(rmdir(one), 0);
    outbox_list_fini(&list);
    free(file);
    free(one);
    free(two);
    check_rmdir(&dir);
}

static void
without_a_directory_there_is_an_event_and_no_recorder(void **state)
{
    (void)state;
    struct outbox_list list;
    outbox_list_init(&list);
    struct record r = {0};
    record_open(&r, "/proc/nothing/here", &origin, &list.outbox);
    assert_null(r.recorder);
    assert_int_equal(outbox_list_events(&list, EV_RECORD_FAILED), 1);
    record_packet(&r, &(struct stored_packet){.link = "main"});
    record_watch(&r, &list.outbox);
    record_close(&r);
    outbox_list_fini(&list);
}

/* The directory becomes a file under the recorder's feet. */
static void
a_failure_is_told_once_and_so_is_its_end(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *sub = xasprintf("%s/sub", dir), *away = xasprintf("%s/away", dir);
    struct outbox_list list;
    outbox_list_init(&list);
    struct record r = {0};
    record_open(&r, sub, &origin, &list.outbox);
    assert_non_null(r.recorder);
    assert_int_equal(rename(sub, away), 0);
    free(check_write(dir, "sub", "x", 1));
    record_packet(&r, &(struct stored_packet){.link = "main",
                          .reception = {1790000000 * NS_PER_S},
                          .generation = UTC_NONE,
                          .data = "abc",
                          .len = 3});
    for (unsigned i = 0; i < 500 && !r.was_failing; i++) {
        (void)poll(NULL, 0, 10); /* the recorder's thread is real */
        record_watch(&r, &list.outbox);
    }
    assert_true(r.was_failing);
    record_watch(&r, &list.outbox);
    assert_int_equal(outbox_list_events(&list, EV_RECORD_FAILED), 1);
    assert_int_equal(unlink(sub), 0);
    assert_int_equal(rename(away, sub), 0);
    for (unsigned i = 0; i < 1500 && r.was_failing; i++) {
        (void)poll(NULL, 0, 10);
        record_watch(&r, &list.outbox);
    }
    assert_false(r.was_failing);
    assert_int_equal(outbox_list_events(&list, EV_RECORD_AGAIN), 1);
    assert_non_null(strstr(
        outbox_list_event(&list, EV_RECORD_AGAIN), "0 packets were lost"));
    record_close(&r);
    DIR *left = opendir(sub);
    assert_non_null(left);
    for (struct dirent *e; (e = readdir(left));)
        (void)unlinkat(dirfd(left), e->d_name, 0);
    (void)closedir(left);
    assert_int_equal(rmdir(sub), 0);
    outbox_list_fini(&list);
    free(sub);
    free(away);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_are_kept_in_a_directory_that_is_made),
        cmocka_unit_test(without_a_directory_there_is_an_event_and_no_recorder),
        cmocka_unit_test(a_failure_is_told_once_and_so_is_its_end),
    };
    return check_run(tests);
}
