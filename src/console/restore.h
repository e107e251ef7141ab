/*
 * restore.h - the terminal given back, whatever happens.
 *
 * While armed, a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) and exit(3)
 * write the stored bytes to the terminal and reset its modes; the signal then
 * takes its course.  One terminal at a time: there is only one screen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_RESTORE_H
#define CONSOLE_RESTORE_H

#include <termios.h>

/* Forget the bytes that were added. */
void restore_reset(void);
/* More bytes to write; what does not fit in 512 bytes is left away whole. */
void restore_add(const char *text);

/* From now on `fd` is given back with these modes. */
void restore_arm(int fd, const struct termios *modes);

/* Give it back now, if armed; async-signal-safe. */
void restore_now(void);

/* It was given back: crashes are again what they were before. */
void restore_disarm(void);

#endif
