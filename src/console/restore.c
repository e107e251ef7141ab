/*
 * restore.c - the terminal given back, whatever happens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/restore.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/attr.h"

#define RESTORE_SIZE 512

/* Everything prepared: only async-signal-safe calls are left. */
static struct {
    volatile sig_atomic_t is_armed;
    int fd;
    struct termios modes;
    char text[RESTORE_SIZE];
    size_t len;
} restore;

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static struct sigaction before_crash[ARRAY_LEN(crashes)];
static bool has_handlers;

void
restore_now(void)
{
    if (!restore.is_armed)
        return;
    restore.is_armed = 0;
    ssize_t n = write(restore.fd, restore.text, restore.len);
    (void)n;
    tcsetattr(restore.fd, TCSANOW, &restore.modes);
}

static void
on_crash(int signal)
{
    int saved = errno;
    restore_now();
    errno = saved;
    raise(signal); /* the default action: SA_RESETHAND */
}

static void
take_crashes(void)
{
    struct sigaction action = {
        .sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
        sigaction(crashes[i], &action, &before_crash[i]);
    has_handlers = true;
}

void
restore_arm(int fd, const struct termios *modes)
{
    static bool has_atexit;
    restore.fd = fd;
    restore.modes = *modes;
    restore.is_armed = 1;
    if (!has_handlers)
        take_crashes();
    if (!has_atexit)
        has_atexit = atexit(restore_now) == 0;
}

void
restore_disarm(void)
{
    restore.is_armed = 0;
    for (size_t i = 0; i < ARRAY_LEN(crashes) && has_handlers; i++)
        sigaction(crashes[i], &before_crash[i], NULL);
    has_handlers = false;
}

void
restore_reset(void)
{
    restore.len = 0;
}

void
restore_add(const char *text)
{
    size_t n = strlen(text);
    if (restore.len + n > sizeof restore.text)
        return;
    memcpy(restore.text + restore.len, text, n);
    restore.len += n;
}
