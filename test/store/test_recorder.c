/*
 * test_recorder.c - the recording thread: nothing lost, nobody held up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sched.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "store/recorder.h"

static const struct packet_store_origin origin = {"sim", "TST", 1};
#define DAY_324 INT64_C(1795132800)

static struct stored_packet
packet(uint64_t serial, const void *data, size_t len)
{
    return (struct stored_packet){.serial = serial,
        .link = "tm",
        .apid = 1,
        .reception = {DAY_324 * NS_PER_S},
        .generation = UTC_NONE,
        .data = data,
        .len = len};
}

static int
count(void *arg, const struct stored_packet *p)
{
    uint64_t *n = arg;
    assert_int_equal(p->serial, *n);
    ++*n;
    return 0;
}

/* Until all is confirmed, or ten seconds are over. */
static struct recorder_status
settle(struct recorder *r)
{
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    struct recorder_status s = recorder_status(r);
    while (s.waiting > 0 && mono_diff_ns(end, mono_now()) > 0) {
        sched_yield();
        s = recorder_status(r);
    }
    return s;
}

static void
what_is_handed_in_is_confirmed_within_seconds_and_in_order(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct recorder *r;
    assert_int_equal(recorder_new(dir, &origin, &r), ERR_OK);
    for (uint64_t i = 0; i < 5000; i++) {
        struct stored_packet p = packet(i, &i, sizeof i);
        recorder_add(r, &p);
    }
    struct recorder_status s = settle(r);
    assert_int_equal(s.recorded, 5000);
    assert_int_equal(s.confirmed, 5000);
    assert_int_equal(s.lost, 0);
    assert_false(s.is_failing);
    char *path = xasprintf("%s/2026-324.packets", dir);
    uint64_t n = 0;
    assert_int_equal(packet_store_read(path, count, &n), ERR_OK);
    assert_int_equal(n, 5000);
    recorder_free(&r);
    assert_null(r);
    free(path);
    check_rmdir(&dir);
}

static void
ending_writes_what_waits(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    struct recorder *r;
    assert_int_equal(recorder_new(dir, &origin, &r), ERR_OK);
    struct stored_packet p = packet(0, "", 0);
    recorder_add(r, &p);
    recorder_free(&r);
    char *path = xasprintf("%s/2026-324.packets", dir);
    uint64_t n = 0;
    assert_int_equal(packet_store_read(path, count, &n), ERR_OK);
    assert_int_equal(n, 1);
    free(path);
    check_rmdir(&dir);
}

/* The directory is taken away: it fails, says why, keeps all, and recovers. */
static void
a_failing_disk_is_said_and_made_up_for(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *inner = xasprintf("%s/store", dir);
    char *aside = xasprintf("%s/aside", dir);
    struct recorder *r;
    assert_int_equal(recorder_new(inner, &origin, &r), ERR_OK);
    assert_int_equal(rename(inner, aside), 0);
    struct stored_packet p = packet(0, "a", 1);
    recorder_add(r, &p);
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    struct recorder_status s = recorder_status(r);
    while (!s.is_failing && mono_diff_ns(end, mono_now()) > 0) {
        sched_yield();
        s = recorder_status(r);
    }
    assert_true(s.is_failing);
    assert_true(strlen(s.reason) > 0);
    assert_int_equal(s.confirmed, 0);
    assert_int_equal(rename(aside, inner), 0);
    s = settle(r);
    assert_int_equal(s.confirmed, 1);
    assert_false(s.is_failing);
    recorder_free(&r);
    free(inner);
    free(aside);
    check_rmdir(&dir);
}

static void
a_full_queue_loses_the_newest_and_counts_them(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *inner = xasprintf("%s/store", dir);
    struct recorder *r;
    assert_int_equal(recorder_new(inner, &origin, &r), ERR_OK);
    assert_int_equal(rmdir(inner), 0);
    static char data[65000];
    uint64_t n = RECORDER_QUEUE_BYTES / sizeof data + 10;
    for (uint64_t i = 0; i < n; i++) {
        struct stored_packet p = packet(i, data, sizeof data);
        recorder_add(r, &p);
    }
    struct recorder_status s = recorder_status(r);
    assert_true(s.lost >= 10);
    assert_int_equal(s.lost + s.recorded, n);
    recorder_free(&r);
    free(inner);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            what_is_handed_in_is_confirmed_within_seconds_and_in_order),
        cmocka_unit_test(ending_writes_what_waits),
        cmocka_unit_test(a_failing_disk_is_said_and_made_up_for),
        cmocka_unit_test(a_full_queue_loses_the_newest_and_counts_them),
    };
    return check_run(tests);
}
