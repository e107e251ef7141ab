/*
 * console.h - the console as a subcommand: what `columba` without one runs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

/* argv[0] is the program's name.  Returns its exit status (sysexits.h). */
int console_run(int argc, char **argv);

#endif
