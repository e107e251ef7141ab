/*
 * term.c - the terminal: the only file that knows curses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/term.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define NCURSES_NOMACROS
#include <curses.h>
#define term terminfo_entry /* this header has a struct term of its own */
#include <term.h>
#undef term

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/restore.h"

#define FALLBACK_TERM "xterm-256color"
#define NAME_LEN_MAX  64 /* of a TERM; longer ones are nobody's */

struct term {
    SCREEN *curses;
    char *name;               /* owned; as given to curses */
    FILE *in_file, *out_file; /* for curses */
    int in, out;              /* `out` does not block; both are ours */
    struct screen *screen;
    enum depth depth;
    bool is_ascii, mouse_is_on, has_clipboard;
    bool bell_is_due;    /* it rang while the terminal was behind */
    struct strbuf frame; /* being written */
    size_t written;      /* bytes of it */
    struct termios before;
    struct term_counters counters;
};

/* ---- what it can do ------------------------------------------------------ */

/* A terminfo string without its padding "$<5>", NULL when missing. */
static char *
capability(const char *name)
{
    const char *string = tigetstr(name);
    if (string == NULL || string == (char *)-1)
        return NULL;
    char *clean = xcalloc(strlen(string) + 1, 1), *p = clean;
    while (*string != '\0') {
        const char *end;
        if (string[0] == '$' && string[1] == '<' &&
            (end = strchr(string, '>')) != NULL) {
            string = end + 1;
            continue;
        }
        *p++ = *string++;
    }
    return clean;
}

static size_t
expand(char *out, size_t size, const char *cap, int a, int b)
{
    const char *text = tiparm(cap, a, b);
    size_t n = text != NULL ? strlen(text) : 0;
    if (n > size)
        return 0;
    if (n > 0)
        memcpy(out, text, n);
    return n;
}

static unsigned
no_color_attributes(void)
{
    static const struct {
        int ncv; /* as in terminfo(5) */
        unsigned style;
    } map[] = {{2, STYLE_UNDERLINE}, {4, STYLE_REVERSE}, {16, STYLE_DIM},
        {32, STYLE_BOLD}};
    int ncv = tigetnum("ncv");
    unsigned bits = 0;
    for (size_t i = 0; i < ARRAY_LEN(map) && ncv > 0; i++)
        if (ncv & map[i].ncv)
            bits |= map[i].style;
    return bits;
}

static void
read_caps(struct screen_caps *caps, int *colors)
{
    static const char *const names[CAP_COUNT] = {"cup", "cuf", "hpa", "el",
        "clear", "sgr0", "bold", "dim", "sitm", "smul", "rev", "setaf",
        "setab"};
    *caps = (struct screen_caps){.expand = expand};
    for (int i = 0; i < CAP_COUNT; i++)
        caps->cap[i] = capability(names[i]);
    if (caps->cap[CAP_REV] == NULL)
        caps->cap[CAP_REV] = capability("smso");
    caps->has_am = tigetflag("am") > 0;
    caps->has_xenl = tigetflag("xenl") > 0;
    caps->no_color = no_color_attributes();
    *colors = tigetnum("colors");
}

enum err
term_caps(const char *name, struct screen_caps *caps, int *colors)
{
    TERMINAL *before = cur_term;
    int error = 0;
    *caps = (struct screen_caps){0};
    if (setupterm(name, -1, &error) != OK)
        return ERR_NOTFOUND;
    read_caps(caps, colors);
    TERMINAL *mine = set_curterm(before);
    del_curterm(mine);
    /* tiparm() needs a current terminal only for its static memory */
    return caps->cap[CAP_CUP] != NULL ? ERR_OK : ERR_FORMAT;
}

/* ---- opening ------------------------------------------------------------- */

/*
 * Our own open file of the same terminal: not blocking here must not change
 * the descriptor that the shell shares with us.
 */
static int
open_again(int fd, int flags)
{
    char name[64];
    int copy = -1;
    if (ttyname_r(fd, name, sizeof name) == 0)
        copy = open(name, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return copy >= 0 ? copy : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static FILE *
file_of(int fd, const char *mode)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? NULL : fdopen(copy, mode);
}

/* newterm() must not take signals over: they are the loop's. */
static SCREEN *
start_curses(const char *name, FILE *out, FILE *in)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    struct sigaction before[ARRAY_LEN(signals)];
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        sigaction(signals[i], NULL, &before[i]);
    char *copy = xstrdup(name);
    SCREEN *screen = newterm(copy, out, in);
    free(copy);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        sigaction(signals[i], &before[i], NULL);
    return screen;
}

static bool
is_known(const char *name)
{
    TERMINAL *before = cur_term;
    int error = 0;
    if (strlen(name) > NAME_LEN_MAX || setupterm(name, -1, &error) != OK)
        return false;
    del_curterm(set_curterm(before));
    return true;
}

static enum err
open_curses(struct term *term, const struct term_options *options,
    struct strbuf *message)
{
    const char *name = options->name != NULL ? options->name : getenv("TERM");
    if (name == NULL || *name == '\0')
        name = "(none)";
    use_extended_names(TRUE);
    if (!is_known(name)) {
        strbuf_adds(message, "terminal '");
        str_sanitize(message, name, strnlen(name, 40), true);
        strbuf_adds(message, "' is not known here; using " FALLBACK_TERM);
        name = FALLBACK_TERM;
    }
    term->name = xstrdup(name);
    term->curses = start_curses(name, term->out_file, term->in_file);
    return term->curses != NULL ? ERR_OK : ERR_NOTFOUND;
}

/* Save the title, ask for bracketed paste. */
static const char begin_text[] = "\033[22;0t\033[?2004h";

static bool
is_like_xterm(void)
{
    char *mouse = capability("kmous");
    bool is = mouse != NULL;
    free(mouse);
    return is;
}

/*
 * The screen is cleared first: tmux leaves rows of the alternate screen behind
 * when it grew meanwhile, and a vt100 has no other screen to go back to.
 */
static void
prepare_restore(void)
{
    static const char *const caps[] = {
        "sgr0", "clear", "rmkx", "rmcup", "cnorm"};
    restore_reset();
    if (is_like_xterm())
        restore_add("\033[?1006l\033[?1000l\033[?2004l\033[23;0t");
    for (size_t i = 0; i < ARRAY_LEN(caps); i++) {
        char *text = capability(caps[i]);
        if (text != NULL)
            restore_add(text);
        free(text);
    }
}

/* Raw keys: no signals from keys, no flow control, no echo. */
static void
set_modes(void)
{
    set_escdelay(25);
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    curs_set(0);
    def_prog_mode();
}

/* At once, or behind the rest of a frame that is not written yet; what a full
 * terminal does not take is kept like such a rest. */
static void
write_now(struct term *term, const char *text)
{
    size_t len = strlen(text);
    if (!term_is_busy(term)) {
        ssize_t n = write(term->out, text, len);
        if (n >= 0 && (size_t)n == len)
            return;
        text += n > 0 ? n : 0;
        strbuf_reset(&term->frame);
        term->written = 0;
    }
    strbuf_adds(&term->frame, text);
}

/* After a suspension; at the start newterm() and keypad() have said these. */
static void
begin_again(struct term *term)
{
    static const char *const caps[] = {"smcup", "smkx", "civis"};
    for (size_t i = 0; i < ARRAY_LEN(caps); i++) {
        char *text = capability(caps[i]);
        if (text != NULL)
            write_now(term, text);
        free(text);
    }
}

static void
begin(struct term *term)
{
    set_modes();
    if (is_like_xterm())
        write_now(term, begin_text);
}

static enum err
refuse(struct strbuf *message)
{
    strbuf_reset(message);
    strbuf_adds(message,
        "this terminal cannot move the cursor; use --plain, or --once for one "
        "screen as text");
    return ERR_NOTFOUND;
}

static enum err
open_all(struct term *term, const struct term_options *options,
    struct strbuf *message)
{
    struct screen_caps caps;
    int colors;
    if (!isatty(options->out) || !isatty(options->in) ||
        tcgetattr(options->out, &term->before) != 0) {
        strbuf_adds(message,
            "no terminal; use --plain, or --once for one screen as text");
        return ERR_NOTFOUND;
    }
    term->out = open_again(options->out, O_WRONLY);
    term->in = open_again(options->in, O_RDONLY);
    term->out_file = file_of(options->out, "w");
    term->in_file = file_of(options->in, "r");
    if (term->out < 0 || term->in < 0 || term->out_file == NULL ||
        term->in_file == NULL) {
        strbuf_adds(message, "the terminal cannot be opened");
        return ERR_IO;
    }
    if (open_curses(term, options, message) != ERR_OK)
        return refuse(message);
    read_caps(&caps, &colors);
    if (caps.cap[CAP_CUP] == NULL) {
        screen_caps_fini(&caps);
        return refuse(message);
    }
    caps.keeps_column = true; /* nonl() */
    term->has_clipboard =
        tigetstr("Ms") != NULL && tigetstr("Ms") != (char *)-1;
    term->depth = term_choose_depth(options->color, colors);
    term->is_ascii = term_wants_ascii(options->charset);
    term->screen = screen_new(&caps, options->theme, term->depth);
    prepare_restore();
    restore_arm(term->out, &term->before);
    begin(term);
    return ERR_OK;
}

enum err
term_open(const struct term_options *options, struct strbuf *message,
    struct term **out)
{
    struct term *term = xcalloc(1, sizeof *term);
    *out = NULL;
    term->in = term->out = -1;
    enum err err = open_all(term, options, message);
    if (err != ERR_OK)
        term_close(&term);
    *out = term;
    return err;
}

/* ---- closing ------------------------------------------------------------- */

/* Wait a moment for room: a stalled terminal must not hold us for ever. */
static bool
is_writable(const struct term *term, int timeout_ms)
{
    struct pollfd p = {.fd = term->out, .events = POLLOUT};
    return poll(&p, 1, timeout_ms) == 1 && (p.revents & POLLOUT);
}

static void
end(struct term *term)
{
    if (!is_writable(term, 200))
        tcflush(term->out, TCOFLUSH);
    term_mouse(term, false);
    restore_now();
}

void
term_close(struct term **term)
{
    struct term *t = *term;
    if (t == NULL)
        return;
    if (t->screen != NULL)
        end(t);
    if (t->screen != NULL)
        restore_disarm();
    if (t->curses != NULL) {
        set_term(t->curses);
        delscreen(t->curses);
        tcsetattr(t->out, TCSANOW, &t->before);
    }
    screen_free(&t->screen);
    strbuf_fini(&t->frame);
    if (t->in_file != NULL)
        fclose(t->in_file);
    if (t->out_file != NULL)
        fclose(t->out_file);
    if (t->in >= 0)
        close(t->in);
    if (t->out >= 0)
        close(t->out);
    free(t->name);
    free(t);
    *term = NULL;
}

void
term_suspend(struct term *term)
{
    bool mouse_is_on = term->mouse_is_on;
    end(term);
    kill(0, SIGSTOP); /* the whole job: a script around us, a pipe behind */
    /* SIGCONT: the terminal may have been used, moved or resized */
    strbuf_reset(&term->frame);
    term->written = 0;
    reset_prog_mode();
    restore_arm(term->out, &term->before);
    begin(term);
    begin_again(term);
    term_mouse(term, mouse_is_on);
    screen_forget(term->screen);
}

/* ---- facts --------------------------------------------------------------- */

void
term_size(const struct term *term, int *rows, int *cols)
{
    struct winsize size = {0};
    *rows = 24;
    *cols = 80;
    if (ioctl(term->out, TIOCGWINSZ, &size) != 0)
        return;
    if (size.ws_row > 0)
        *rows = size.ws_row;
    if (size.ws_col > 0)
        *cols = size.ws_col;
}

bool
term_is_ascii(const struct term *term)
{
    return term->is_ascii;
}

enum depth
term_depth(const struct term *term)
{
    return term->depth;
}

int
term_input_fd(const struct term *term)
{
    return term->in;
}

const char *
term_name(const struct term *term)
{
    return term->name;
}

int
term_output_fd(const struct term *term)
{
    return term->out;
}

struct term_counters
term_counters(const struct term *term)
{
    return term->counters;
}

/* ---- input --------------------------------------------------------------- */

enum err
term_read(struct term *term, struct input *input)
{
    char bytes[INPUT_FEED_MAX];
    ssize_t n = read(term->in, bytes, sizeof bytes);
    if (n > 0) {
        input_feed(input, bytes, (size_t)n);
        return ERR_OK;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return ERR_AGAIN;
    return ERR_CLOSED;
}

void
term_define_keys(const struct term *term, struct input *input)
{
    static const struct {
        const char *cap;
        keysym key;
    } keys[] = {
        {"kcuu1", KEY_CODE_UP},
        {"kcud1", KEY_CODE_DOWN},
        {"kcub1", KEY_CODE_LEFT},
        {"kcuf1", KEY_CODE_RIGHT},
        {"khome", KEY_CODE_HOME},
        {"kend", KEY_CODE_END},
        {"kpp", KEY_CODE_PAGE_UP},
        {"knp", KEY_CODE_PAGE_DOWN},
        {"kich1", KEY_CODE_INSERT},
        {"kdch1", KEY_CODE_DELETE},
        {"kcbt", KEY_CODE_TAB | KEY_SHIFT},
        {"kent", KEY_CODE_ENTER},
        {"kf1", KEY_CODE_F0 + 1},
        {"kf2", KEY_CODE_F0 + 2},
        {"kf3", KEY_CODE_F0 + 3},
        {"kf4", KEY_CODE_F0 + 4},
        {"kf5", KEY_CODE_F0 + 5},
        {"kf6", KEY_CODE_F0 + 6},
        {"kf7", KEY_CODE_F0 + 7},
        {"kf8", KEY_CODE_F0 + 8},
        {"kf9", KEY_CODE_F0 + 9},
        {"kf10", KEY_CODE_F0 + 10},
        {"kf11", KEY_CODE_F0 + 11},
        {"kf12", KEY_CODE_F0 + 12},
    };
    (void)term;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        char *sequence = capability(keys[i].cap);
        if (sequence != NULL)
            input_define(input, sequence, keys[i].key);
        free(sequence);
    }
}

void
term_drop_input(struct term *term, struct input *input)
{
    tcflush(term->in, TCIFLUSH);
    input_reset(input);
}

/* ---- output -------------------------------------------------------------- */

static void
write_rest(struct term *term)
{
    size_t left = term->frame.len - term->written;
    ssize_t n = write(term->out, term->frame.s + term->written, left);
    term->counters.writes++;
    if (n > 0) {
        term->written += (size_t)n;
        term->counters.bytes += (unsigned long)n;
    } else if (n < 0 && errno != EAGAIN && errno != EINTR)
        term->written = term->frame.len; /* gone: term_read() says so */
}

bool
term_is_busy(const struct term *term)
{
    return term->written < term->frame.len;
}

bool
term_flush(struct term *term)
{
    if (term_is_busy(term) && is_writable(term, 0))
        write_rest(term);
    return !term_is_busy(term);
}

enum term_drawn
term_draw(struct term *term, const struct canvas *canvas)
{
    if (!term_flush(term) || !is_writable(term, 0))
        return TERM_BUSY;
    strbuf_reset(&term->frame);
    term->written = 0;
    size_t cells = screen_draw(term->screen, canvas, &term->frame);
    if (term->bell_is_due)
        strbuf_addc(&term->frame, '\a');
    term->bell_is_due = false;
    if (term->frame.len == 0)
        return TERM_SAME;
    term->counters.frames++;
    term->counters.cells += cells;
    write_rest(term);
    return term_is_busy(term) ? TERM_BUSY : TERM_DRAWN;
}

void
term_set_theme(struct term *term, const struct theme *theme)
{
    screen_set_theme(term->screen, theme, term->depth);
}

void
term_redraw(struct term *term)
{
    screen_forget(term->screen);
}

void
term_mouse(struct term *term, bool is_on)
{
    if (term->mouse_is_on == is_on)
        return;
    term->mouse_is_on = is_on;
    write_now(
        term, is_on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

void
term_title(struct term *term, const char *text)
{
    struct strbuf b = {0};
    if (!is_like_xterm())
        return;
    strbuf_adds(&b, "\033]0;");
    str_sanitize(&b, text, strlen(text), term->is_ascii);
    strbuf_adds(&b, "\a");
    write_now(term, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
add_base64(struct strbuf *out, const char *text, size_t len)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        size_t n = len - i < 3 ? len - i : 3;
        uint32_t v = 0;
        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (k < n ? (unsigned char)text[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            strbuf_add(out, k <= n ? &letters[v >> (18 - 6 * k) & 63] : "=", 1);
    }
}

bool
term_copy(struct term *term, const char *text, size_t len)
{
    if (!term->has_clipboard || !term_flush(term))
        return false;
    /* goes the way of a frame, so that a slow terminal does not stop us */
    strbuf_reset(&term->frame);
    term->written = 0;
    strbuf_adds(&term->frame, "\033]52;c;");
    add_base64(&term->frame, text, len);
    strbuf_adds(&term->frame, "\a");
    write_rest(term);
    return true;
}

void
term_bell(struct term *term)
{
    if (!term_flush(term) || !is_writable(term, 0)) {
        term->bell_is_due = true;
        return;
    }
    write_now(term, "\a");
}
