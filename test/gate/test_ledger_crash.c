/*
 * test_ledger_crash.c - killed, without space, with a disk that fails: what
 * was confirmed is there, once.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* unshare */
#include "gate/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/log_rig.h"

#define DAY_1   "commands-2026-324.jsonl"
#define DAY_1_2 "commands-2026-324.2.jsonl"
#define DAY_1_3 "commands-2026-324.3.jsonl"
#define RESERVE "commands.reserve"
#define KILLS   200

static void
begin(struct log_rig *rig)
{
    log_rig_init(rig);
    assert_int_equal(log_rig_open(rig), ERR_OK);
}

/* ---- kill -9 ---------------------------------------------------------------
 */

/* Commits lines for ever; tells each number once it is confirmed. */
static void
commit_for_ever(struct log_rig *rig, int out)
{
    if (log_rig_open(rig) != ERR_OK)
        _exit(1);
    for (unsigned i = 0;; i++) {
        const int64_t at_s = i % 50 == 49 ? LOG_DAY : 0;
        uint64_t number = log_rig_command(rig, at_s, i, 1, 1);
        if (i % 3 == 0)
            number = log_rig_add(rig, at_s, "another in one commit");
        if (ledger_commit(rig->ledger) != ERR_OK ||
            write(out, &number, sizeof number) != sizeof number)
            _exit(1);
    }
}

/* Kill it after it has told `n` numbers; the last of them. */
static uint64_t
kill_after(struct log_rig *rig, unsigned n)
{
    int fds[2];
    uint64_t number = 0, last = 0;
    assert_int_equal(pipe(fds), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        commit_for_ever(rig, fds[1]);
    }
    assert_true(pid > 0);
    close(fds[1]);
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(read(fds[0], &number, sizeof number), sizeof number);
        last = number;
    }
    kill(pid, SIGKILL);
    while (read(fds[0], &number, sizeof number) == sizeof number)
        last = number; /* it said so before it died */
    close(fds[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return last;
}

static void
what_was_confirmed_outlives_every_kill(void **state)
{
    (void)state;
    struct log_rig rig;
    uint64_t confirmed = 0;
    begin(&rig);
    ledger_close(&rig.ledger);
    for (unsigned i = 0; i < KILLS; i++) {
        const uint64_t last = kill_after(&rig, i % 5);
        confirmed = last > confirmed ? last : confirmed;
        if (i % 20 != 19)
            continue;
        /* Numbers are without holes and each is there once: see log_rig. */
        assert_int_equal(log_rig_open(&rig), ERR_OK);
        assert_true(rig.last >= confirmed);
        assert_int_equal(rig.n_seen, rig.last);
        assert_int_equal(rig.report.damaged, 0);
        assert_true(ledger_is_sound(rig.ledger));
        assert_int_equal(log_rig_verify(&rig, ledger_head(rig.ledger)), ERR_OK);
        ledger_close(&rig.ledger);
    }
    log_rig_fini(&rig);
}

/* ---- no space
 * ---------------------------------------------------------------- */

static void
limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
a_file_that_may_not_grow_is_followed_by_another(void **state)
{
    (void)state;
    struct log_rig rig;
    size_t len;
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    assert_false(ledger_is_on_reserve(rig.ledger));
    free(log_rig_read(&rig, DAY_1, &len));
    limit_files(len + 100); /* in the middle of the next line */
    log_rig_add(&rig, 1, "two");
    assert_int_equal(ledger_commit(rig.ledger), ERR_OK);
    limit_files(RLIM_INFINITY);
    assert_true(ledger_is_on_reserve(rig.ledger));
    assert_false(log_rig_has(&rig, RESERVE));
    assert_true(log_rig_has(&rig, DAY_1_2));
    log_rig_add(&rig, 2, "three");
    log_rig_commit(&rig);
    assert_false(ledger_is_on_reserve(rig.ledger)); /* made again */
    assert_true(log_rig_has(&rig, RESERVE));
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_int_equal(rig.notes.warnings, 1); /* half of "two" in the first */
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(
        strbuf_get(&rig.seen), "1 start one;2 start two;3 start three;");
    log_rig_fini(&rig);
}

static void
without_space_nothing_is_confirmed_until_there_is_some(void **state)
{
    (void)state;
    struct log_rig rig;
    char id[DIGEST_ID_HEX];
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    limit_files(50);
    log_rig_command(&rig, 1, 1, 100, 7);
    assert_int_equal(ledger_commit(rig.ledger), ERR_LIMIT);
    assert_false(ledger_is_sound(rig.ledger));
    assert_non_null(strstr(ledger_reason(rig.ledger), strerror(EFBIG)));
    assert_int_equal(ledger_lines(rig.ledger), 1);
    log_rig_add(&rig, 2, "three");
    assert_int_equal(ledger_commit(rig.ledger), ERR_IO);
    for (int i = 0; i < 3; i++)
        assert_int_equal(ledger_recover(rig.ledger), ERR_LIMIT);
    assert_false(log_rig_has(&rig, DAY_1_2)); /* nothing is left behind */
    limit_files(RLIM_INFINITY);
    assert_int_equal(ledger_recover(rig.ledger), ERR_OK);
    assert_true(ledger_is_sound(rig.ledger));
    assert_string_equal(ledger_reason(rig.ledger), "");
    assert_int_equal(ledger_lines(rig.ledger), 3);
    assert_int_equal(ledger_recover(rig.ledger), ERR_OK); /* nothing to do */
    assert_false(log_rig_has(&rig, DAY_1_3));
    assert_int_equal(log_rig_verify(&rig, ledger_head(rig.ledger)), ERR_OK);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(
        strbuf_get(&rig.seen), "1 start one;2 command released;3 start three;");
    log_rig_id(id, 1);
    assert_true(ledger_has_id(rig.ledger, id));
    assert_int_equal(ledger_next_sequence(rig.ledger, 100), 8);
    log_rig_fini(&rig);
}

static void
what_waits_is_bounded(void **state)
{
    (void)state;
    struct log_rig rig;
    begin(&rig);
    log_rig_add(&rig, 0, "one");
    log_rig_commit(&rig);
    limit_files(50);
    uint64_t last = 1, next;
    while ((next = log_rig_add(&rig, 0, "flood")) != 0) {
        assert_int_equal(next, last + 1);
        last = next;
    }
    assert_true(last > 1000);
    assert_int_equal(ledger_commit(rig.ledger), ERR_LIMIT);
    limit_files(RLIM_INFINITY);
    assert_int_equal(ledger_recover(rig.ledger), ERR_OK);
    assert_int_equal(ledger_lines(rig.ledger), last);
    assert_int_equal(log_rig_add(&rig, 0, "and on"), last + 1);
    log_rig_commit(&rig);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    log_rig_fini(&rig);
}

/* Fill the disk that `dir` is on. */
static void
fill(const char *dir)
{
    char *path = xasprintf("%s/filler", dir);
    const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    static const char bytes[4096];
    assert_true(fd >= 0);
    while (write(fd, bytes, sizeof bytes) > 0) {
    }
    assert_int_equal(errno, ENOSPC);
    close(fd);
    free(path);
}

static void
a_full_disk_leaves_the_reserve_and_then_a_clear_state(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig);
    if (unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", rig.tmp, "tmpfs", 0, "size=4m") != 0) {
        print_message("skip: no tmpfs can be mounted\n");
        log_rig_fini(&rig);
        return;
    }
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    log_rig_command(&rig, 0, 0, 100, 0);
    log_rig_commit(&rig);
    assert_true(log_rig_has(&rig, RESERVE));
    fill(rig.tmp);
    unsigned i = 1;
    for (; !ledger_is_on_reserve(rig.ledger); i++) {
        log_rig_command(&rig, 0, i, 100, (uint16_t)i);
        log_rig_commit(&rig);
    }
    for (unsigned k = 0; k < 20; k++, i++) { /* there is room for many */
        log_rig_command(&rig, 0, i, 100, (uint16_t)i);
        log_rig_commit(&rig);
    }
    fill(rig.tmp);
    enum err e;
    do {
        log_rig_command(&rig, 0, i, 100, (uint16_t)i);
        e = ledger_commit(rig.ledger);
        i++;
    } while (e == ERR_OK);
    assert_int_equal(e, ERR_LIMIT);
    assert_non_null(strstr(ledger_reason(rig.ledger), strerror(ENOSPC)));
    assert_int_equal(ledger_lines(rig.ledger), i - 1);
    assert_int_equal(ledger_recover(rig.ledger), ERR_LIMIT);
    char *filler = xasprintf("%s/filler", rig.tmp);
    assert_int_equal(unlink(filler), 0);
    free(filler);
    assert_int_equal(ledger_recover(rig.ledger), ERR_OK);
    assert_false(ledger_is_on_reserve(rig.ledger));
    assert_int_equal(ledger_lines(rig.ledger), i);
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_int_equal(rig.n_seen, i);
    ledger_close(&rig.ledger);
    assert_int_equal(umount2(rig.tmp, MNT_DETACH), 0);
    log_rig_fini(&rig);
}

/* ---- a disk that fails
 * --------------------------------------------------------- */

/* The second sync fails, once; as a program of its own, below strace. */
static int
eio_child(char *dir)
{
    struct log_rig rig = {.dir = dir};
    if (log_rig_open(&rig) != ERR_OK || log_rig_add(&rig, 0, "one") != 1 ||
        ledger_commit(rig.ledger) != ERR_OK)
        return 10;
    log_rig_add(&rig, 0, "two");
    if (ledger_commit(rig.ledger) != ERR_OK)
        return 11;
    log_rig_add(&rig, 0, "three");
    if (ledger_commit(rig.ledger) != ERR_IO || ledger_is_sound(rig.ledger) ||
        ledger_lines(rig.ledger) != 2)
        return 12;
    log_rig_add(&rig, 0, "four");
    if (ledger_commit(rig.ledger) != ERR_IO)
        return 13;
    if (ledger_recover(rig.ledger) != ERR_OK || !ledger_is_sound(rig.ledger) ||
        ledger_lines(rig.ledger) != 4)
        return 14;
    log_rig_add(&rig, 0, "five");
    return ledger_commit(rig.ledger) == ERR_OK ? 0 : 15;
}

static char *self;

static int
run_strace(const char *dir)
{
    const pid_t pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_WRONLY);
        (void)dup2(null, 2);
        execlp("strace", "strace", "-e", "trace=fdatasync", "-e",
            "inject=fdatasync:error=EIO:when=2", self, dir, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void
after_an_error_of_sync_the_file_is_left(void **state)
{
    (void)state;
    struct log_rig rig;
    log_rig_init(&rig);
    const int status = run_strace(rig.dir);
    if (status == 127 || status == 1) {
        print_message("skip: strace cannot inject errors here\n");
        log_rig_fini(&rig);
        return;
    }
    assert_int_equal(status, 0);
    assert_true(log_rig_has(&rig, DAY_1_2));
    assert_int_equal(log_rig_verify(&rig, NULL), ERR_OK);
    assert_int_equal(rig.notes.warnings, 1);
    assert_int_equal(log_rig_open(&rig), ERR_OK);
    assert_string_equal(strbuf_get(&rig.seen),
        "1 start one;2 start two;3 start three;4 start four;5 start five;");
    log_rig_fini(&rig);
}

int
main(int argc, char **argv)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    self = argv[0];
    if (argc == 2)
        return eio_child(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_confirmed_outlives_every_kill),
        cmocka_unit_test(a_file_that_may_not_grow_is_followed_by_another),
        cmocka_unit_test(
            without_space_nothing_is_confirmed_until_there_is_some),
        cmocka_unit_test(what_waits_is_bounded),
        cmocka_unit_test(after_an_error_of_sync_the_file_is_left),
        cmocka_unit_test(a_full_disk_leaves_the_reserve_and_then_a_clear_state),
    };
    return check_run(tests);
}
