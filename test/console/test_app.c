/*
 * test_app.c - the console as a process at a pty: quick, small, resized,
 * suspended, ended by any signal, and the terminal always given back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app.h"

#include "support/check.h"
#include "support/vt.h"

#include <locale.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/log.h"
#include "common/xalloc.h"
#include "console/console.h"
#include "console/workspace.h"

#define WAIT_MS 10000

struct session {
    struct vt *vt;
    int slave;
    pid_t pid;
    char *dir;
};

static void
child(struct session *s, const char *term, const char *locale,
    const char *arguments)
{
    char *argv[16] = {(char[]){"columba"}}, *save = NULL;
    int argc = 1;
    close(vt_master(s->vt)); /* or the terminal would never be lost */
    setsid();
    ioctl(s->slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        dup2(s->slave, fd);
    for (char *w = strtok_r(xstrdup(arguments), " ", &save);
         w != NULL && argc < 15; w = strtok_r(NULL, " ", &save))
        argv[argc++] = w;
    setenv("TERM", term, 1);
    setenv("LC_ALL", locale, 1);
    setenv("COLUMBA_RUN", s->dir, 1);
    const char *home = getenv("STATE_OF_TEST");
    setenv("XDG_STATE_HOME", home != NULL ? home : s->dir, 1);
    setenv("XDG_CONFIG_HOME", home != NULL ? home : s->dir, 1);
    log_open("console");
    int status = console_run(argc, argv);
    exit(status);
}

static void
start(struct session *s, const char *term, const char *locale,
    const char *arguments)
{
    *s = (struct session){.vt = vt_new(24, 80), .dir = check_tmpdir()};
    vt_pty(s->vt, &s->slave);
    s->pid = fork();
    assert_true(s->pid >= 0);
    if (s->pid == 0)
        child(s, term, locale, arguments);
}

/* Its status as a shell gives it: 128 + n after signal n. */
static int
finish(struct session *s)
{
    int status = 0;
    for (int i = 0; i < WAIT_MS / 10; i++) {
        vt_pump(s->vt, 10);
        if (waitpid(s->pid, &status, WNOHANG) == s->pid)
            break;
        if (i == WAIT_MS / 10 - 1) {
            kill(s->pid, SIGKILL);
            waitpid(s->pid, &status, 0);
            fail_msg("it did not end");
        }
    }
    vt_pump(s->vt, 50);
    struct termios modes;
    tcgetattr(s->slave, &modes);
    assert_true(modes.c_lflag & ECHO);
    assert_true(modes.c_lflag & ICANON);
    assert_false(vt_is_alternate(s->vt));
    assert_true(vt_cursor_is_visible(s->vt));
    close(s->slave);
    vt_free(&s->vt);
    check_rmdir(&s->dir);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static long
rss_kib(pid_t pid)
{
    char path[64], line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    while (fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, "VmRSS: %ld", &kib) == 1)
            break;
    fclose(f);
    return kib;
}

static void
it_is_there_at_once_small_and_honest(void **state)
{
    (void)state;
    struct session s;
    start(&s, "xterm-256color", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
    assert_true(vt_wait(s.vt, "nobody", WAIT_MS));
    long kib = rss_kib(s.pid);
#ifndef __SANITIZE_ADDRESS__
    assert_in_range(kib, 1, 20 * 1024);
#else
    (void)kib; /* a sanitizer needs more */
#endif
    assert_true(vt_contains(s.vt, "limits not running"));
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
}

static void
keys_work_and_control_c_only_explains(void **state)
{
    (void)state;
    struct session s;
    start(&s, "tmux-256color", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
    vt_type(s.vt, "\003");
    assert_true(vt_wait(s.vt, ":q leaves the console", WAIT_MS));
    vt_type(s.vt, "?");
    assert_true(vt_wait(s.vt, "HELP", WAIT_MS));
    vt_type(s.vt, "\033"); /* a lone Esc, told from a sequence by time */
    while (vt_contains(s.vt, "HELP"))
        assert_true(vt_pump(s.vt, WAIT_MS) > 0);
    vt_type(s.vt, "\033[200~:q\r\033[201~");
    assert_true(vt_wait(s.vt, "pasted text is not taken", WAIT_MS));
    vt_type(s.vt, ":quit\r");
    assert_int_equal(finish(&s), 0);
}

static void
any_size_and_back_loses_nothing(void **state)
{
    (void)state;
    static const int sizes[][2] = {
        {1, 1}, {60, 200}, {2, 30}, {200, 20}, {24, 80}};
    struct session s;
    start(&s, "xterm-256color", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
    vt_type(s.vt, "/keep");
    assert_true(vt_wait(s.vt, "/keep", WAIT_MS));
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        vt_set_size(s.vt, sizes[i][0], sizes[i][1]);
        kill(s.pid, SIGWINCH);
        if (sizes[i][0] >= 8 && sizes[i][1] >= 30)
            assert_true(vt_wait(s.vt, "/keep", WAIT_MS));
        else if (sizes[i][1] >= 20)
            assert_true(vt_wait(s.vt, "need 30x8", WAIT_MS));
    }
    assert_true(vt_wait(s.vt, "/keep", WAIT_MS));
    vt_type(s.vt, "\003:q\r");
    assert_int_equal(finish(&s), 0);
}

static void
signals_end_it_and_the_terminal_comes_back(void **state)
{
    (void)state;
    static const int signals[] = {
        SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        struct session s;
        start(&s, "xterm-256color", "C.UTF-8", "-i nobody");
        assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
        kill(s.pid, signals[i]);
        assert_int_equal(finish(&s), 128 + signals[i]);
    }
}

static void
locale_and_no_color_are_respected(void **state)
{
    (void)state;
    struct session s;
    setenv("NO_COLOR", "1", 1);
    start(&s, "xterm-256color", "C", "-i nobody");
    assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
    struct strbuf text = {0};
    vt_text(s.vt, &text);
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.s[i] < 0x7f);
    for (int row = 0; row < 24; row++)
        for (int col = 0; col < 80; col++) {
            struct vt_cell cell = vt_cell(s.vt, row, col);
            assert_int_equal(cell.fg, VT_DEFAULT);
            assert_int_equal(cell.bg, VT_DEFAULT);
        }
    strbuf_fini(&text);
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
    unsetenv("NO_COLOR");
}

static void
a_strange_terminal_gets_a_warning_and_dumb_one_advice(void **state)
{
    (void)state;
    struct session s;
    start(&s, "xterm-kitty-of-mine", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "is not known here", WAIT_MS));
    vt_type(s.vt, ":diag\r"); /* what is used, not what was asked for */
    assert_true(vt_wait(s.vt, "xterm-256color, 256 colours, UTF-8", WAIT_MS));
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
    start(&s, "dumb", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "--plain", WAIT_MS));
    assert_int_equal(finish(&s), EX_UNAVAILABLE);
}

static void
plain_prints_lines_on_a_dumb_terminal(void **state)
{
    (void)state;
    struct session s;
    start(&s, "dumb", "C.UTF-8", "-i nobody --plain");
    assert_true(vt_wait(s.vt, "I console ", WAIT_MS));
    assert_null(strchr(strbuf_get(vt_bytes(s.vt)), '\033'));
    kill(s.pid, SIGTERM);
    assert_int_equal(finish(&s), 128 + SIGTERM);
}

static void
a_lost_terminal_ends_it_within_a_second(void **state)
{
    (void)state;
    struct session s;
    start(&s, "xterm-256color", "C.UTF-8", "-i nobody");
    assert_true(vt_wait(s.vt, "?Help", WAIT_MS));
    close(s.slave);
    vt_free(&s.vt); /* the other side is gone */
    struct mono gone = mono_now();
    int status = 0;
    while (waitpid(s.pid, &status, WNOHANG) == 0) {
        if (mono_diff_ns(mono_now(), gone) > 2 * NS_PER_S) {
            kill(s.pid, SIGKILL);
            waitpid(s.pid, &status, 0);
            fail_msg("it runs on without a terminal");
        }
        usleep(1000);
    }
    check_rmdir(&s.dir);
}

static void
the_command_line_may_name_a_display(void **state)
{
    (void)state;
    static const struct {
        const char *view, *seen;
    } rows[] = {{"OVR-01", "SAFE?"}, {"pwr-01", "PWR-01"},
        {"nonsense", "there is no view and no display 'nonsense'"}};
    char *mission = check_path("../missions/sif");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct session s;
        char *arguments =
            xasprintf("-i sim -m %s -v %s", mission, rows[i].view);
        start(&s, "xterm-256color", "C.UTF-8", arguments);
        assert_true(vt_wait(s.vt, rows[i].seen, WAIT_MS));
        vt_type(s.vt, ":q\r");
        assert_int_equal(finish(&s), 0);
        free(arguments);
    }
    free(mission);
}

/* One console after the other, with one state directory. */
static void
it_opens_where_it_was_left(void **state)
{
    (void)state;
    struct session s;
    char *dir = check_tmpdir(), *mission = check_path("../missions/sif");
    char *plain = xasprintf("-i sim -m %s", mission);
    char *packets = xasprintf("%s -v packets", plain);
    setenv("STATE_OF_TEST", dir, 1);
    start(&s, "xterm-256color", "C.UTF-8", plain);
    assert_true(vt_wait(s.vt, "SIF", WAIT_MS)); /* the mission is read */
    vt_type(s.vt, "9T:set graph=ascii\r");
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
    char *path = xasprintf("%s/columba/sessions/sim@SIF.layout", dir);
    char *text = check_read(path, NULL);
    assert_string_equal(text, "columba-layout 1\nusual 1\n  pane links\n"
                              "focus 1\nset graph=ascii\nset time=date\n");
    free(text);
    /* ended by a signal it is kept as well */
    start(&s, "xterm-256color", "C.UTF-8", plain);
    assert_true(vt_wait(s.vt, "Links", WAIT_MS));
    vt_type(s.vt, "5");
    assert_true(vt_wait(s.vt, "Events", WAIT_MS));
    kill(s.pid, SIGTERM);
    assert_int_equal(finish(&s), 128 + SIGTERM);
    /* the command line goes first */
    start(&s, "xterm-256color", "C.UTF-8", packets);
    assert_true(vt_wait(s.vt, "SIF", WAIT_MS));
    assert_true(vt_wait(s.vt, "Packets", WAIT_MS));
    vt_type(s.vt, "-");
    assert_true(vt_wait(s.vt, "Events", WAIT_MS));
    kill(s.pid, SIGTERM);
    assert_int_equal(finish(&s), 128 + SIGTERM);
    /* what is broken is told, and replaced at the end */
    free(check_write(dir, "columba/sessions/sim@SIF.layout",
        "columba-layout 1\npane \xff\x1b\n", SIZE_MAX));
    start(&s, "xterm-256color", "C.UTF-8", plain);
    assert_true(vt_wait(s.vt, "not opened as it was left", WAIT_MS));
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
    unsetenv("STATE_OF_TEST");
    free(path);
    free(packets);
    free(plain);
    free(mission);
    check_rmdir(&dir);
}

/* What was left fills in only what nobody wrote down. */
static void
console_conf_goes_before_what_was_left(void **state)
{
    (void)state;
    struct session s;
    char *dir = check_tmpdir(), *mission = check_path("../missions/sif");
    char *plain = xasprintf("-i sim -m %s", mission);
    char *path = xasprintf("%s/columba/sessions/sim@SIF.layout", dir);
    setenv("STATE_OF_TEST", dir, 1);
    assert_true(workspace_save(path,
        "columba-layout 1\npane links\nfocus 1\n"
        "set graph=ascii\nset time=date\nset theme=light\n"));
    free(check_write(
        dir, "columba/console.conf", "time = met\ntheme = grey\n", SIZE_MAX));
    start(&s, "xterm-256color", "C.UTF-8", plain);
    assert_true(vt_wait(s.vt, "Links", WAIT_MS));
    vt_type(s.vt, ":set time\r");
    assert_true(vt_wait(s.vt, "time=met", WAIT_MS));
    vt_type(s.vt, ":q\r");
    assert_int_equal(finish(&s), 0);
    char *text = check_read(path, NULL);
    assert_string_equal(
        text, "columba-layout 1\npane links\nfocus 1\nset graph=ascii\n");
    unsetenv("STATE_OF_TEST");
    free(text);
    free(path);
    free(plain);
    free(mission);
    check_rmdir(&dir);
}

int
main(void)
{
    unsetenv("NO_COLOR");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_there_at_once_small_and_honest),
        cmocka_unit_test(keys_work_and_control_c_only_explains),
        cmocka_unit_test(any_size_and_back_loses_nothing),
        cmocka_unit_test(the_command_line_may_name_a_display),
        cmocka_unit_test(it_opens_where_it_was_left),
        cmocka_unit_test(console_conf_goes_before_what_was_left),
        cmocka_unit_test(signals_end_it_and_the_terminal_comes_back),
        cmocka_unit_test(locale_and_no_color_are_respected),
        cmocka_unit_test(a_strange_terminal_gets_a_warning_and_dumb_one_advice),
        cmocka_unit_test(plain_prints_lines_on_a_dumb_terminal),
        cmocka_unit_test(a_lost_terminal_ends_it_within_a_second),
    };
    return check_run(tests);
}
