/*
 * test_restore.c - stored bytes reach the terminal on every way out, once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/restore.h"

#include "support/check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"
#include "support/vt.h"

static void
leave(int how)
{
    if (how == 0)
        exit(5);
    raise(how);
    _exit(99);
}

/* A child arms, disarms or not, and leaves; what it wrote is in `text`. */
static int
run(int how, bool disarms, char *text, size_t size)
{
    struct vt *vt = vt_new(4, 40);
    int slave, status;
    struct termios modes;
    vt_pty(vt, &slave);
    tcgetattr(slave, &modes);
    pid_t pid = fork();
    if (pid == 0) {
        static struct vt *volatile kept; /* leaks nothing at exit() */
        kept = vt;
        struct termios raw = modes;
        signal(SIGSEGV, SIG_DFL);
        signal(SIGABRT, SIG_DFL);
        raw.c_lflag &= (tcflag_t) ~(ECHO | ICANON);
        tcsetattr(slave, TCSANOW, &raw);
        restore_reset();
        restore_add("good");
        restore_add("bye");
        restore_arm(slave, &modes);
        if (disarms)
            restore_disarm();
        if (kept != NULL)
            leave(how);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    vt_pump(vt, 50);
    str_copy(text, size, strbuf_get(vt_bytes(vt)));
    struct termios after;
    tcgetattr(slave, &after);
    assert_int_equal((after.c_lflag & ECHO) != 0, !disarms);
    close(slave);
    vt_free(&vt);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
every_way_out_gives_the_terminal_back_once(void **state)
{
    (void)state;
    static const struct {
        int how, status;
    } cases[] = {{0, 5}, {SIGSEGV, 128 + SIGSEGV}, {SIGABRT, 128 + SIGABRT},
        {SIGBUS, 128 + SIGBUS}, {SIGFPE, 128 + SIGFPE}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[64];
        assert_int_equal(
            run(cases[i].how, false, text, sizeof text), cases[i].status);
        assert_string_equal(text, "goodbye");
    }
}

static void
after_disarming_nothing_is_written(void **state)
{
    (void)state;
    char text[64];
    assert_int_equal(run(SIGSEGV, true, text, sizeof text), 128 + SIGSEGV);
    assert_string_equal(text, "");
    assert_int_equal(run(0, true, text, sizeof text), 5);
    assert_string_equal(text, "");
}

static void
what_does_not_fit_is_left_away_whole(void **state)
{
    (void)state;
    char long_text[600];
    int pipes[2];
    struct termios modes = {0};
    assert_int_equal(pipe(pipes), 0);
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    restore_reset();
    restore_add("short");
    restore_add(long_text);
    restore_arm(pipes[1], &modes);
    restore_now();
    restore_now(); /* once is enough */
    restore_disarm();
    char got[32];
    assert_int_equal(read(pipes[0], got, sizeof got), 5);
    assert_memory_equal(got, "short", 5);
    close(pipes[0]);
    close(pipes[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_out_gives_the_terminal_back_once),
        cmocka_unit_test(after_disarming_nothing_is_written),
        cmocka_unit_test(what_does_not_fit_is_left_away_whole),
    };
    return check_run(tests);
}
