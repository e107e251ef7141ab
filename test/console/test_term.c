/*
 * test_term.c - a real pty: taken over, drawn on with one write a frame, never
 * waited for, and given back on every way out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/term.h"

#include "support/check.h"
#include "support/vt.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/attr.h"

struct fixture {
    struct vt *vt;
    int slave;
    struct term *term;
    struct strbuf message;
    struct canvas canvas;
};

static enum err
start(struct fixture *f, const char *name, struct term_options options)
{
    *f = (struct fixture){.vt = vt_new(24, 80)};
    vt_pty(f->vt, &f->slave);
    options.name = name;
    options.in = options.out = f->slave;
    options.theme = theme_built_in();
    canvas_init(&f->canvas, 24, 80, false);
    return term_open(&options, &f->message, &f->term);
}

static void
stop(struct fixture *f)
{
    term_close(&f->term);
    canvas_fini(&f->canvas);
    strbuf_fini(&f->message);
    close(f->slave);
    vt_free(&f->vt);
}

static void
say(struct fixture *f, int row, const char *text)
{
    struct area all = area_all(&f->canvas);
    area_text(&all, row, 0, ROLE_TEXT, text);
}

static const struct term_options plain = {.charset = TERM_CHARSET_UTF8};

static void
a_frame_is_one_write_and_no_change_is_none(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    vt_pump(f.vt, 1000);
    assert_true(vt_is_alternate(f.vt));
    assert_false(vt_cursor_is_visible(f.vt));
    say(&f, 3, "first frame");
    assert_int_equal(term_draw(f.term, &f.canvas), TERM_DRAWN);
    assert_int_equal(term_counters(f.term).writes, 1);
    for (int i = 0; i < 5; i++)
        assert_int_equal(term_draw(f.term, &f.canvas), TERM_SAME);
    assert_int_equal(term_counters(f.term).writes, 1);
    say(&f, 20, "second");
    say(&f, 3, "last!");
    assert_int_equal(term_draw(f.term, &f.canvas), TERM_DRAWN);
    assert_int_equal(term_counters(f.term).writes, 2);
    vt_pump(f.vt, 1000);
    assert_true(vt_contains(f.vt, "second"));
    assert_true(vt_contains(f.vt, "last! frame"));
    stop(&f);
}

static void
the_terminal_is_given_back_as_it_was(void **state)
{
    (void)state;
    struct fixture f = {0};
    struct termios before, during, after;
    f.vt = vt_new(24, 80);
    vt_pty(f.vt, &f.slave);
    tcgetattr(f.slave, &before);
    int flags = fcntl(f.slave, F_GETFL);
    struct term_options options = plain;
    options.name = "xterm-256color";
    options.in = options.out = f.slave;
    options.theme = theme_built_in();
    assert_int_equal(term_open(&options, &f.message, &f.term), ERR_OK);
    tcgetattr(f.slave, &during);
    assert_false(during.c_lflag & (ECHO | ICANON | ISIG));
    assert_false(during.c_iflag & IXON);
    term_mouse(f.term, true);
    vt_pump(f.vt, 1000);
    assert_true(vt_has_mouse(f.vt));
    term_close(&f.term);
    vt_pump(f.vt, 1000);
    tcgetattr(f.slave, &after);
    assert_int_equal(after.c_lflag, before.c_lflag);
    assert_int_equal(after.c_iflag, before.c_iflag);
    assert_int_equal(after.c_oflag, before.c_oflag);
    assert_int_equal(fcntl(f.slave, F_GETFL), flags);
    assert_false(vt_is_alternate(f.vt));
    assert_true(vt_cursor_is_visible(f.vt));
    assert_false(vt_has_mouse(f.vt));
    close(f.slave);
    strbuf_fini(&f.message);
    vt_free(&f.vt);
}

static void
an_unknown_terminal_is_replaced_with_a_warning(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(start(&f, "xterm-kitt\x1by", plain), ERR_OK);
    assert_string_equal(strbuf_get(&f.message),
        "terminal 'xterm-kitt?y' is not known here; using xterm-256color");
    assert_int_equal(term_depth(f.term), DEPTH_256);
    assert_string_equal(term_name(f.term), "xterm-256color");
    stop(&f);
}

static void
a_terminal_that_cannot_move_is_refused_with_advice(void **state)
{
    (void)state;
    struct fixture f;
    struct termios before;
    assert_int_equal(start(&f, "dumb", plain), ERR_NOTFOUND);
    assert_non_null(strstr(strbuf_get(&f.message), "--plain"));
    assert_null(f.term);
    tcgetattr(f.slave, &before);
    assert_true(before.c_lflag & ECHO);
    stop(&f);
}

static void
what_is_no_terminal_is_refused(void **state)
{
    (void)state;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    struct term_options options = plain;
    struct strbuf message = {0};
    struct term *term;
    options.in = pipes[0];
    options.out = pipes[1];
    options.theme = theme_built_in();
    assert_int_equal(term_open(&options, &message, &term), ERR_NOTFOUND);
    assert_non_null(strstr(strbuf_get(&message), "--once"));
    strbuf_fini(&message);
    close(pipes[0]);
    close(pipes[1]);
}

static void
colours_follow_option_terminal_and_no_color(void **state)
{
    (void)state;
    static const struct {
        const char *term, *no_color;
        enum term_color color;
        enum depth want;
    } cases[] = {
        {"xterm-256color", NULL, TERM_COLOR_AUTO, DEPTH_256},
        {"xterm-256color", "1", TERM_COLOR_AUTO, DEPTH_MONO},
        {"xterm-256color", "", TERM_COLOR_AUTO, DEPTH_256},
        {"xterm-256color", "1", TERM_COLOR_ALWAYS, DEPTH_256},
        {"xterm-256color", NULL, TERM_COLOR_NEVER, DEPTH_MONO},
        {"xterm-256color", NULL, TERM_COLOR_16, DEPTH_16},
        {"xterm-256color", NULL, TERM_COLOR_8, DEPTH_8},
        {"xterm", NULL, TERM_COLOR_AUTO, DEPTH_8},
        {"linux", NULL, TERM_COLOR_AUTO, DEPTH_8},
        {"linux", NULL, TERM_COLOR_256, DEPTH_256},
        {"vt100", NULL, TERM_COLOR_AUTO, DEPTH_MONO},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture f;
        struct term_options options = plain;
        options.color = cases[i].color;
        if (cases[i].no_color != NULL)
            setenv("NO_COLOR", cases[i].no_color, 1);
        else
            unsetenv("NO_COLOR");
        assert_int_equal(start(&f, cases[i].term, options), ERR_OK);
        assert_int_equal(term_depth(f.term), cases[i].want);
        stop(&f);
    }
    unsetenv("NO_COLOR");
}

static void
names_of_colour_modes_are_read(void **state)
{
    (void)state;
    enum term_color color;
    assert_true(term_color_parse("never", &color));
    assert_int_equal(color, TERM_COLOR_NEVER);
    assert_true(term_color_parse("16", &color));
    assert_int_equal(color, TERM_COLOR_16);
    assert_false(term_color_parse("17", &color));
    assert_false(term_color_parse("", &color));
}

static void
locale_decides_the_characters_and_options_win(void **state)
{
    (void)state;
    static const struct {
        const char *locale;
        enum term_charset charset;
        bool is_ascii;
    } cases[] = {
        {"C", TERM_CHARSET_AUTO, true},
        {"C.UTF-8", TERM_CHARSET_AUTO, false},
        {"C", TERM_CHARSET_UTF8, false},
        {"C.UTF-8", TERM_CHARSET_ASCII, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture f;
        struct term_options options = {.charset = cases[i].charset};
        assert_non_null(setlocale(LC_CTYPE, cases[i].locale));
        assert_int_equal(start(&f, "xterm", options), ERR_OK);
        assert_int_equal(term_is_ascii(f.term), cases[i].is_ascii);
        stop(&f);
    }
    setlocale(LC_CTYPE, "C.UTF-8");
}

static void
a_terminal_that_does_not_drain_never_blocks(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    canvas_resize(&f.canvas, 200, 400);
    struct area all = area_all(&f.canvas);
    /* Nobody reads the master: it fills up. */
    enum term_drawn drawn = TERM_DRAWN;
    for (int i = 0; i < 100 && drawn != TERM_BUSY; i++) {
        for (int row = 0; row < 200; row++)
            area_hline(&all, row, 0, 400, 'a' + (uint32_t)i % 26, ROLE_TEXT);
        drawn = term_draw(f.term, &f.canvas);
    }
    assert_int_equal(drawn, TERM_BUSY);
    unsigned long frames = term_counters(f.term).frames;
    area_text(&all, 0, 0, ROLE_TEXT, "newest");
    assert_int_equal(term_draw(f.term, &f.canvas), TERM_BUSY);
    assert_int_equal(term_counters(f.term).frames, frames); /* skipped */
    assert_true(term_is_busy(f.term));
    term_mouse(f.term, true); /* waits behind the frame */
    /* Somebody reads again: the rest comes, then the newest frame only. */
    vt_resize(f.vt, 200, 400);
    do
        vt_pump(f.vt, 100);
    while (!term_flush(f.term));
    do
        drawn = term_draw(f.term, &f.canvas);
    while (vt_pump(f.vt, 100) > 0 || drawn == TERM_BUSY);
    assert_true(vt_contains(f.vt, "newest"));
    assert_true(vt_has_mouse(f.vt));
    stop(&f);
}

/* Draw until the terminal takes no more. */
static void
stall(struct fixture *f)
{
    enum term_drawn drawn = TERM_DRAWN;
    canvas_resize(&f->canvas, 200, 400);
    struct area all = area_all(&f->canvas);
    for (int i = 0; i < 100 && drawn != TERM_BUSY; i++) {
        for (int row = 0; row < 200; row++)
            area_hline(&all, row, 0, 400, 'a' + (uint32_t)i % 26, ROLE_TEXT);
        drawn = term_draw(f->term, &f->canvas);
    }
    assert_int_equal(drawn, TERM_BUSY);
}

/* Read until the canvas is shown. */
static void
recover(struct fixture *f)
{
    vt_resize(f->vt, 200, 400);
    while (term_draw(f->term, &f->canvas) == TERM_BUSY || vt_pump(f->vt, 100))
        vt_pump(f->vt, 100);
}

static void
a_bell_of_a_stalled_terminal_rings_once_when_it_drains(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    stall(&f);
    for (int i = 0; i < 5; i++)
        term_bell(f.term);
    recover(&f);
    const char *bytes = strbuf_get(vt_bytes(f.vt));
    unsigned bells = 0;
    for (size_t i = 0; i < vt_bytes(f.vt)->len; i++)
        bells += bytes[i] == '\a';
    assert_int_equal(bells, 1);
    stop(&f);
}

static void
closing_a_stalled_terminal_takes_a_moment_only(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    canvas_resize(&f.canvas, 200, 400);
    struct area all = area_all(&f.canvas);
    for (int i = 0; i < 10; i++) {
        area_fill(&all, ROLE_TEXT);
        area_text(&all, i, 0, ROLE_TEXT, "x");
        for (int row = 0; row < 200; row++)
            area_hline(&all, row, 0, 400, 'a' + (uint32_t)i, ROLE_TEXT);
        term_draw(f.term, &f.canvas);
    }
    assert_true(term_is_busy(f.term));
    int64_t start_ns = mono_now().ns;
    term_close(&f.term);
    assert_true(mono_now().ns - start_ns < NS_PER_S);
    stop(&f);
}

static void
keys_arrive_and_type_ahead_can_be_dropped(void **state)
{
    (void)state;
    struct fixture f;
    struct input *input = input_new();
    struct input_event event;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    term_define_keys(f.term, input);
    assert_int_equal(term_read(f.term, input), ERR_AGAIN);
    vt_type(f.vt, "j\033OA\003");
    struct strbuf got = {0};
    while (got.len < 4) {
        if (term_read(f.term, input) != ERR_OK)
            continue;
        while (input_next(input, &event)) {
            char text[KEY_TEXT_SIZE];
            strbuf_adds(&got, key_fmt(text, event.key));
        }
    }
    assert_string_equal(strbuf_get(&got), "jUp^C");
    strbuf_fini(&got);
    vt_type(f.vt, "yyyy");
    term_drop_input(f.term, input);
    assert_int_equal(term_read(f.term, input), ERR_AGAIN);
    input_free(&input);
    stop(&f);
}

static void
size_comes_from_the_terminal(void **state)
{
    (void)state;
    struct fixture f;
    int rows, cols;
    assert_int_equal(start(&f, "xterm", plain), ERR_OK);
    static const int sizes[][2] = {{24, 80}, {1, 1}, {60, 200}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        vt_set_size(f.vt, sizes[i][0], sizes[i][1]);
        term_size(f.term, &rows, &cols);
        assert_int_equal(rows, sizes[i][0]);
        assert_int_equal(cols, sizes[i][1]);
    }
    stop(&f);
}

static void
clipboard_text_is_encoded_and_the_title_is_clean(void **state)
{
    (void)state;
    static const struct {
        const char *text, *base64;
    } cases[] = {{"", "\033]52;c;\a"}, {"a", "\033]52;c;YQ==\a"},
        {"ab", "\033]52;c;YWI=\a"}, {"abc\n", "\033]52;c;YWJjCg==\a"}};
    struct fixture f;
    assert_int_equal(start(&f, "xterm-256color", plain), ERR_OK);
    vt_pump(f.vt, 1000);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        strbuf_reset(vt_bytes(f.vt));
        assert_true(term_copy(f.term, cases[i].text, strlen(cases[i].text)));
        vt_pump(f.vt, 1000);
        assert_string_equal(strbuf_get(vt_bytes(f.vt)), cases[i].base64);
    }
    strbuf_reset(vt_bytes(f.vt));
    term_title(f.term, "SIM\033]0;evil\a");
    vt_pump(f.vt, 1000);
    assert_string_equal(strbuf_get(vt_bytes(f.vt)),
        "\033]0;SIM\xef\xbf\xbd]0;evil\xef\xbf\xbd\a");
    stop(&f);
    assert_int_equal(start(&f, "vt100", plain), ERR_OK);
    assert_false(term_copy(f.term, "x", 1));
    stop(&f);
}

/* A child that takes the terminal over and then ends in some way. */
static int
run_child(struct vt *vt, void (*way)(void))
{
    int slave;
    vt_pty(vt, &slave);
    pid_t pid = fork();
    if (pid == 0) {
        /* static: exit() in the middle of things leaks nothing then */
        static struct strbuf message;
        static struct term *term;
        static struct canvas canvas;
        static struct vt *volatile kept;
        struct term_options options = plain;
        kept = vt;
        assert_non_null(kept);
        options.name = "xterm-256color";
        options.in = options.out = slave;
        options.theme = theme_built_in();
        for (int s = 1; s < NSIG; s++)
            signal(s, SIG_DFL);
        if (term_open(&options, &message, &term) != ERR_OK)
            _exit(99);
        canvas_init(&canvas, 24, 80, false);
        struct area all = area_all(&canvas);
        area_text(&all, 0, 0, ROLE_TEXT, "child is up");
        term_draw(term, &canvas);
        char byte;
        if (read(slave, &byte, 1) == 1)
            way();
        _exit(98);
    }
    assert_true(vt_wait(vt, "child is up", 5000));
    vt_type(vt, "x");
    int status;
    waitpid(pid, &status, 0);
    vt_pump(vt, 100);
    struct termios modes;
    tcgetattr(slave, &modes);
    assert_true(modes.c_lflag & ECHO);
    assert_true(modes.c_lflag & ISIG);
    close(slave);
    return status;
}

static void
crash_by_null(void)
{
    raise(SIGSEGV);
}

static void
crash_by_abort(void)
{
    abort();
}

static void
leave_by_exit(void)
{
    exit(71);
}

static void
the_terminal_comes_back_after_a_crash(void **state)
{
    (void)state;
    static const struct {
        void (*way)(void);
        int signal, status;
    } cases[] = {{crash_by_null, SIGSEGV, 0}, {crash_by_abort, SIGABRT, 0},
        {leave_by_exit, 0, 71}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct vt *vt = vt_new(24, 80);
        int status = run_child(vt, cases[i].way);
        if (cases[i].signal != 0)
            assert_int_equal(WTERMSIG(status), cases[i].signal);
        else
            assert_int_equal(WEXITSTATUS(status), cases[i].status);
        assert_false(vt_is_alternate(vt));
        assert_true(vt_cursor_is_visible(vt));
        vt_free(&vt);
    }
}

int
main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    unsetenv("NO_COLOR");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_is_one_write_and_no_change_is_none),
        cmocka_unit_test(the_terminal_is_given_back_as_it_was),
        cmocka_unit_test(an_unknown_terminal_is_replaced_with_a_warning),
        cmocka_unit_test(a_terminal_that_cannot_move_is_refused_with_advice),
        cmocka_unit_test(what_is_no_terminal_is_refused),
        cmocka_unit_test(colours_follow_option_terminal_and_no_color),
        cmocka_unit_test(names_of_colour_modes_are_read),
        cmocka_unit_test(locale_decides_the_characters_and_options_win),
        cmocka_unit_test(a_terminal_that_does_not_drain_never_blocks),
        cmocka_unit_test(
            a_bell_of_a_stalled_terminal_rings_once_when_it_drains),
        cmocka_unit_test(closing_a_stalled_terminal_takes_a_moment_only),
        cmocka_unit_test(keys_arrive_and_type_ahead_can_be_dropped),
        cmocka_unit_test(size_comes_from_the_terminal),
        cmocka_unit_test(clipboard_text_is_encoded_and_the_title_is_clean),
        cmocka_unit_test(the_terminal_comes_back_after_a_crash),
    };
    return check_run(tests);
}
