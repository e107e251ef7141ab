/*
 * test_link_serial.c - a line, played by a pseudo-terminal pair.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "common/xalloc.h"

static char name[] = "l";

/* A terminal pair; the path of the far end goes to `path`. */
static int
open_pair(char path[64])
{
    const int fd = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(fd >= 0);
    assert_int_equal(grantpt(fd), 0);
    assert_int_equal(unlockpt(fd), 0);
    const char *far = ptsname(fd);
    assert_non_null(far);
    assert_true(strlen(far) < 64);
    memcpy(path, far, strlen(far) + 1);
    return fd;
}

static struct mission_link
conf(char *path, uint32_t baud)
{
    return (struct mission_link){
        .name = name, .type = MISSION_SERIAL, .path = path, .baud = baud};
}

static void
all_bytes_come_through_unchanged(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    char path[64];
    const int fd = open_pair(path);
    const struct mission_link c = conf(path, 115200);
    link_rig_init(&rig, &c);
    assert_int_equal(rig.link->state, LINK_UP);
    assert_string_equal(rig.link->detail, "115200 baud");
    /* every value: no CR/LF mapping, no XON/XOFF, no ^C, no ^D, no echo */
    uint8_t all[256];
    for (unsigned i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    assert_int_equal(write(fd, all, sizeof all), 256);
    link_rig_until_bytes(&rig, 256);
    assert_memory_equal(rig.bytes, all, 256);
    uint8_t echo;
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    assert_int_equal(read(fd, &echo, 1), -1);
    close(fd);
    link_rig_fini(&rig);
}

static void
the_speed_is_set(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    char path[64];
    const int fd = open_pair(path);
    const struct mission_link c = conf(path, 9600);
    link_rig_init(&rig, &c);
    struct termios t;
    assert_int_equal(tcgetattr(fd, &t), 0);
    assert_int_equal(cfgetospeed(&t), B9600);
    assert_int_equal(cfgetispeed(&t), B9600);
    close(fd);
    link_rig_fini(&rig);
}

static void
an_unplugged_line_is_down_and_comes_back(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    char path[64];
    char *dir = check_tmpdir();
    int fd = open_pair(path);
    char *at = NULL;
    assert_true((at = xasprintf("%s/line", dir)) != NULL);
    assert_int_equal(symlink(path, at), 0);
    const struct mission_link c = conf(at, 115200);
    link_rig_init(&rig, &c);
    assert_int_equal(write(fd, "abc", 3), 3);
    link_rig_until_bytes(&rig, 3);
    close(fd);
    link_rig_until(&rig, LINK_DOWN);
    assert_int_equal(unlink(at), 0);
    for (unsigned i = 0; i < 4; i++)
        link_rig_wait(&rig, LINK_RETRY_MAX_NS);
    assert_int_equal(rig.link->state, LINK_DOWN);
    fd = open_pair(path);
    assert_int_equal(symlink(path, at), 0);
    link_rig_wait(&rig, LINK_RETRY_MAX_NS);
    assert_int_equal(rig.link->state, LINK_UP);
    assert_int_equal(rig.link->connects, 2);
    assert_int_equal(write(fd, "d", 1), 1);
    link_rig_until_bytes(&rig, 4);
    assert_int_equal(unlink(at), 0);
    close(fd);
    link_rig_fini(&rig);
    free(at);
    check_rmdir(&dir);
}

static void
what_cannot_be_a_line_is_a_fault(void **state)
{
    (void)state;
    static char missing[] = "/nonexistent/ttyS0", null[] = "/dev/null",
                file[] = "/etc/passwd";
    static const struct {
        char *path;
        uint32_t baud;
        const char *why;
    } rows[] = {
        {missing, 115200, "No such file"},
        {null, 115200, "ioctl"},
        {file, 115200, "ioctl"},
        {missing, 12345, "no such baud rate"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct link_rig rig = {0};
        const struct mission_link c = conf(rows[i].path, rows[i].baud);
        link_rig_init(&rig, &c);
        assert_int_equal(rig.link->state, LINK_FAULT);
        if (!strstr(rig.link->detail, rows[i].why))
            fail_msg("%s: %s", rows[i].path, rig.link->detail);
        assert_true(link_wake(rig.link).ns < LINK_NEVER.ns);
        link_rig_fini(&rig);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_come_through_unchanged),
        cmocka_unit_test(the_speed_is_set),
        cmocka_unit_test(an_unplugged_line_is_down_and_comes_back),
        cmocka_unit_test(what_cannot_be_a_line_is_a_fault),
    };
    return check_run(tests);
}
