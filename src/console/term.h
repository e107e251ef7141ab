/*
 * term.h - the terminal: the only file that knows curses.
 *
 * ncurses sets the terminal up, says what it can do and restores it; frames
 * are written by screen.h, one write(2) each.  A terminal that does not drain
 * never blocks: the frame is skipped and the next one shows what is true then.
 * The terminal is restored on every way out, also after a crash.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_TERM_H
#define CONSOLE_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/str.h"
#include "common/time.h"
#include "console/canvas.h"
#include "console/keys/input.h"
#include "console/screen.h"

enum term_color {
    TERM_COLOR_AUTO,   /* what the terminal has; none when NO_COLOR is set */
    TERM_COLOR_ALWAYS, /* NO_COLOR is ignored */
    TERM_COLOR_NEVER,
    TERM_COLOR_8,
    TERM_COLOR_16,
    TERM_COLOR_256
};
/* "auto" "always" "never" "8" "16" "256"; false for anything else. */
bool term_color_parse(const char *text, enum term_color *out);

/* What is used of a terminal with so many colours; NO_COLOR counts. */
enum depth term_choose_depth(enum term_color color, int colors);

enum term_charset {
    TERM_CHARSET_AUTO, /* as the locale says: nl_langinfo(CODESET) */
    TERM_CHARSET_ASCII,
    TERM_CHARSET_UTF8
};

/* Is ASCII to be drawn?  The program has called setlocale(LC_CTYPE, ""). */
bool term_wants_ascii(enum term_charset charset);

struct term_options {
    const char *name; /* TERM; NULL: from the environment */
    int in, out;      /* descriptors of the terminal */
    enum term_color color;
    enum term_charset charset;
    const struct theme *theme;
};

struct term;

/*
 * Take over the terminal: alternate screen, raw keys, no echo, title saved.
 * A TERM that is not known is replaced by xterm-256color, and `message` says
 * so.  ERR_NOTFOUND when `out` is no terminal, or when it cannot move the
 * cursor (TERM=dumb); `message` says what to do then.
 */
NODISCARD enum err term_open(const struct term_options *options,
    struct strbuf *message, struct term **out);

/* Give the terminal back as it was. */
void term_close(struct term **term);

void term_size(const struct term *term, int *rows, int *cols);
bool term_is_ascii(const struct term *term);
enum depth term_depth(const struct term *term);
/* Its name in the terminfo database, as it is used: TERM, or what replaces it;
 * as it came, not to be shown raw. */
const char *term_name(const struct term *term);
int term_input_fd(const struct term *term);
int term_output_fd(const struct term *term);

/*
 * Read what was typed into `input`, at most a few kilobytes, never waiting.
 * ERR_AGAIN when there was nothing, ERR_CLOSED when the terminal is gone.
 */
NODISCARD enum err term_read(struct term *term, struct input *input);

/* Tell `input` the byte sequences of this terminal's keys. */
void term_define_keys(const struct term *term, struct input *input);

/* Drop what was typed and not read yet. */
void term_drop_input(struct term *term, struct input *input);

enum term_drawn {
    TERM_DRAWN, /* given to the terminal whole */
    TERM_SAME,  /* nothing has changed: nothing was written */
    TERM_BUSY,  /* the terminal does not drain: skipped, or partly written */
};

/* Show `canvas`: at most one write(2). */
enum term_drawn term_draw(struct term *term, const struct canvas *canvas);

/* Write what is left of a frame; true when nothing is left. */
bool term_flush(struct term *term);
bool term_is_busy(const struct term *term); /* a part of a frame is left */

/* The next frame is painted as `theme` (borrowed) says. */
void term_set_theme(struct term *term, const struct theme *theme);

/* The next frame repaints everything. */
void term_redraw(struct term *term);

/* Restore the terminal and stop this job; returns after SIGCONT. */
void term_suspend(struct term *term);

void term_mouse(struct term *term, bool is_on);

/*
 * Put `text` into the terminal's clipboard (OSC 52).  False when terminfo has
 * no Ms; when true it may still be ignored: no answer ever comes.
 */
bool term_copy(struct term *term, const char *text, size_t len);

/* Ring the bell; once with the next frame when the terminal is behind. */
void term_bell(struct term *term);

/* Window title; `text` is fixed text of ours, cleaned all the same. */
void term_title(struct term *term, const char *text);

/* Calls of write(2) so far, and bytes: for tests and the bench. */
struct term_counters {
    unsigned long writes, bytes, frames, cells; /* cells: changed ones */
};
struct term_counters term_counters(const struct term *term);

/*
 * What a terminal called `name` can do, from the terminfo database; used by
 * term_open(), tests and the bench.  ERR_NOTFOUND when it is not known.
 */
NODISCARD enum err term_caps(
    const char *name, struct screen_caps *caps, int *colors);

#endif
