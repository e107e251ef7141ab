/*
 * send_terminal.c - columba send: what a person types.
 *
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/say.h"
#include "tools/send_priv.h"

/* ---- the terminal -------------------------------------------------------- */

/* Keys one by one, without echo; pasted text comes marked. */
static void
terminal_open(struct send *s)
{
    struct termios raw;
    if (s->is_raw || tcgetattr(STDIN_FILENO, &s->before) != 0)
        return;
    raw = s->before;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_iflag &= (tcflag_t)~ICRNL;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    s->is_raw = tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0;
    fputs("\x1b[?2004h", stdout);
    fflush(stdout);
    tcflush(STDIN_FILENO, TCIFLUSH); /* what was typed before the question */
}

static void
terminal_close(struct send *s)
{
    if (!s->is_raw)
        return;
    fputs("\x1b[?2004l\n", stdout);
    fflush(stdout);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &s->before);
    s->is_raw = false;
}

void
send_ask_nothing(struct send *s)
{
    s->asks = ASKS_NOTHING;
    bus_watch_stop(s->session.loop, &s->keys);
    terminal_close(s);
}

static void on_keys(void *arg, int fd, short revents);

void
send_ask_keys(struct send *s, enum asks what)
{
    s->line = (struct fire_line){0};
    s->asks = what;
    terminal_open(s);
    if (s->keys == NULL)
        s->keys =
            bus_loop_fd(s->session.loop, STDIN_FILENO, POLLIN, on_keys, s);
}

void
send_prompt_fire(struct send *s)
{
    const struct mdb_command *c = &s->mdb->command[s->command];
    printf("ARMED. Type %s and Enter to FIRE; Enter alone cancels: ",
        c->short_name);
    fflush(stdout);
    send_ask_keys(s, ASKS_FIRE);
}

/* ---- typed --------------------------------------------------------------- */

static void
take_fire(struct send *s, enum fire_line_result r)
{
    const struct mdb_command *c = &s->mdb->command[s->command];
    if (r == FIRE_LINE_SPOILED) {
        printf("\nThat was not typed by hand: nothing is fired.\n");
        send_prompt_fire(s);
    } else if (r == FIRE_LINE_TYPED && str_eq(s->line.text, c->short_name)) {
        send_ask_nothing(s);
        send_fire(s);
    } else if (r == FIRE_LINE_TYPED) {
        printf("\nThat is not %s.\n", c->short_name);
        send_prompt_fire(s);
    } else if (r == FIRE_LINE_CANCEL) {
        send_ask_nothing(s);
        say(SEND_TOOL "cancelled: %s was not fired\n", c->short_name);
        send_end(s, 1);
    } else { /* the line as it is now */
        printf("\rARMED. Type %s and Enter to FIRE; Enter alone cancels: "
               "%s \b",
            c->short_name, s->line.text);
    }
}

static void
take_pause(struct send *s, const char *bytes, size_t n)
{
    if (n == 1 && (bytes[0] == '\r' || bytes[0] == '\n')) {
        send_ask_nothing(s);
        s->at++;
        send_next(s);
    } else if (n == 0 || bytes[0] == 'q' || bytes[0] == '\x1b' ||
               bytes[0] == '\x04') {
        send_ask_nothing(s);
        say(SEND_TOOL "stopped at the pause\n");
        send_end(s, 1);
    }
}

static void
on_keys(void *arg, int fd, short revents)
{
    struct send *s = arg;
    char bytes[256];
    (void)revents;
    ssize_t n = read(fd, bytes, sizeof bytes);
    size_t got = n > 0 ? (size_t)n : 0;
    if (s->asks == ASKS_FIRE)
        take_fire(s, fire_line_take(&s->line, bytes, got, mono_now()));
    else if (s->asks == ASKS_PAUSE)
        take_pause(s, bytes, got);
    fflush(stdout);
}
