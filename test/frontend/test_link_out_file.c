/*
 * test_link_out_file.c - packets are appended; full disks and fifos.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/uplink_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

static struct mission_uplink
file(char *path)
{
    return (struct mission_uplink){.type = MISSION_FILE, .path = path};
}

static void
packets_are_appended_to_what_is_there(void **state)
{
    (void)state;
    struct uplink_rig rig;
    char *dir = check_tmpdir();
    char *path = check_write(dir, "out", "before", SIZE_MAX);
    const struct mission_uplink c = file(path);
    uplink_rig_init(&rig, &c);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_UP);
    uplink_rig_send(&rig, 0, "abc", 3);
    uplink_rig_send(&rig, 1, "de", 2);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    uplink_rig_check(&rig, 1, UPLINK_SENT);
    size_t len;
    char *text = check_read(path, &len);
    assert_string_equal(text, "beforeabcde");
    free(text);
    free(path);
    uplink_rig_fini(&rig);
    check_rmdir(&dir);
}

static void
a_full_disk_is_not_sent(void **state)
{
    (void)state;
    struct uplink_rig rig;
    static char full[] = "/dev/full";
    const struct mission_uplink c = file(full);
    uplink_rig_init(&rig, &c);
    uplink_rig_send(&rig, 0, "abc", 3);
    uplink_rig_check(&rig, 0, UPLINK_NOT_SENT);
    assert_non_null(strstr(rig.text[0], "No space left"));
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_DOWN);
    uplink_rig_fini(&rig);
}

static void
a_file_that_cannot_be_opened_is_a_fault(void **state)
{
    (void)state;
    struct uplink_rig rig;
    static char nowhere[] = "/nowhere/at/all";
    const struct mission_uplink c = file(nowhere);
    uplink_rig_init(&rig, &c);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_FAULT);
    uplink_rig_send(&rig, 0, "abc", 3);
    uplink_rig_check(&rig, 0, UPLINK_NOT_SENT);
    uplink_rig_fini(&rig);
}

static void
a_fifo_that_is_full_or_loses_its_reader_does_not_block(void **state)
{
    (void)state;
    struct uplink_rig rig;
    char *dir = check_tmpdir();
    char *path = xasprintf("%s/fifo", dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    const struct mission_uplink c = file(path);
    uplink_rig_init(&rig, &c);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_FAULT);
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    uplink_rig_wait(&rig, 2 * NS_PER_S);
    assert_int_equal(uplink_link(rig.uplink)->state, LINK_UP);
    uint8_t *big = xcalloc(65000, 1);
    for (uint64_t i = 0; i < 3; i++) /* a fifo holds 64 KiB */
        uplink_rig_send(&rig, i, big, 65000);
    uplink_rig_check(&rig, 0, UPLINK_SENT);
    assert_int_equal(rig.n_told, 1);
    for (unsigned i = 0; i < 1000 && rig.n_told < 2; i++) {
        if (read(fd, big, 65000) < 0)
            assert_int_equal(errno, EAGAIN);
        uplink_rig_poll(&rig, 1);
    }
    uplink_rig_check(&rig, 1, UPLINK_SENT);
    close(fd);
    uplink_rig_until_told(&rig, 3);
    assert_int_not_equal(rig.result[2], UPLINK_SENT);
    assert_int_equal(rig.told[2], 1);
    free(big);
    free(path);
    uplink_rig_fini(&rig);
    check_rmdir(&dir);
}

int
main(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_are_appended_to_what_is_there),
        cmocka_unit_test(a_full_disk_is_not_sent),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_a_fault),
        cmocka_unit_test(
            a_fifo_that_is_full_or_loses_its_reader_does_not_block),
    };
    return check_run(tests);
}
